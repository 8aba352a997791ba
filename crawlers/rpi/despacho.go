package rpi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tocsin/crawlers/register"
)

// What a despacho is where it is no act of the list.
const (
	step   = "step"   // on the way from one act to another, or to nothing
	attack = "attack" // on a mark that stands, which the list has no word for
)

// despachos says what the codes of the journal mean, with the names that INPI
// gives them. Its own list is at revistas.inpi.gov.br/rpi/download/despachos/300.
// Designações are those of the Madrid system.
var despachos = map[string]string{
	"IPAS009": register.Published, // Publicação de pedido de registro para oposição (exame formal concluído)
	"IPAS135": register.Published, // Republicação de pedido (por perda da prioridade)
	"IPAS421": register.Published, // Republicação de pedido
	"IPAS756": register.Published, // Publicação de pedido de registro para oposição (designação)
	"IPAS757": register.Published, // Republicação de designação

	"IPAS423": register.Opposed, // Notificação de oposição
	"IPAS668": register.Opposed, // Notificação de oposição (em retificação)

	"IPAS158": register.Registered, // Concessão de registro
	"IPAS770": register.Registered, // Concessão de registro em designação

	"IPAS024": register.Refused, // Indeferimento do pedido
	"IPAS369": register.Refused, // Recurso provido (decisão reformada para: Indeferimento)
	"IPAS658": register.Refused, // Indeferimento do pedido (em retificação)
	"IPAS774": register.Refused, // Indeferimento de designação

	// An application that is filed away, or counts as never made, since its
	// applicant did not do what was asked of him.
	"IPAS033": register.Withdrawn, // Pedido considerado inexistente
	"IPAS047": register.Withdrawn, // Pedido considerado inexistente
	"IPAS091": register.Withdrawn, // Pedido considerado inexistente
	"IPAS112": register.Withdrawn, // Pedido considerado inexistente
	"IPAS113": register.Withdrawn, // Pedido considerado inexistente (exigência formal não cumprida)
	"IPAS106": register.Withdrawn, // Arquivamento definitivo por falta de procuração
	"IPAS139": register.Withdrawn, // Arquivamento definitivo por falta de cumprimento de exigência de mérito
	"IPAS157": register.Withdrawn, // Arquivamento definitivo por falta de pagamento da concessão
	"IPAS289": register.Withdrawn, // Arquivamento definitivo por falta de documentos de marca de certificação
	"IPAS291": register.Withdrawn, // Arquivamento definitivo por falta de documentos de marca coletiva
	"IPAS404": register.Withdrawn, // Arquivamento de ofício de pedido de registro
	"IPAS773": register.Withdrawn, // Arquivamento de designação por falta de cumprimento de exigência de mérito
	"IPAS780": register.Withdrawn, // Arquivamento de designação por falta de pagamento da segunda retribuição

	"IPAS161": register.Cancelled, // Extinção de registro pela expiração do prazo de vigência
	"IPAS304": register.Cancelled, // Extinção de registro pela caducidade
	"IPAS409": register.Cancelled, // Cancelamento de ofício de registro de marca
	"IPAS414": register.Cancelled, // Extinção de registro de marca
	"IPAS530": register.Cancelled, // Requerimento provido (nulo o registro)

	"IPAS338": attack, // Notificação de caducidade
	"IPAS400": attack, // Notificação de instauração de processo de nulidade a requerimento
	"IPAS437": attack, // Notificação de instauração de processo de nulidade de ofício
	"IPAS462": attack, // Notificação de procedimento judicial

	"IPAS029": step, // Deferimento do pedido: it is registered once a fee is paid
	"IPAS768": step, // Deferimento de designação
	"IPAS781": step, // Deferimento parcial de designação
	"IPAS237": step, // Recurso provido (decisão reformada para: Deferimento)
	"IPAS235": step, // Recurso não provido (decisão mantida)
	"IPAS360": step, // Notificação de recurso
	"IPAS975": step, // Recurso provido (reformada, com devolução dos autos à 1ª instância)
	"IPAS005": step, // Exigência formal
	"IPAS136": step, // Exigência de mérito
	"IPAS362": step, // Exigência sobre alto renome
	"IPAS395": step, // Exigência de pagamento
	"IPAS772": step, // Exigência de mérito em designação
	"IPAS142": step, // Sobrestamento do exame de mérito
	"IPAS771": step, // Sobrestamento do exame de mérito de designação
	"IPAS499": step, // Sobrestamento da instrução técnica
	"IPAS532": step, // Requerimento não provido (mantida a concessão)
	"IPAS533": step, // Requerimento não provido (outros)
	"IPAS534": step, // Requerimento provido parcialmente (outros)
	"IPAS669": step, // Deferimento da petição de caducidade: the extinction follows, unless there is an appeal
	"IPAS402": step, // Anulação de despacho
	"IPAS403": step, // Anulação de despacho (em petição)
	"IPAS639": step, // Publicação de decisão judicial transitada em julgado

	"IPAS089":  step, // Exigência de pagamento (em petição)
	"IPAS185":  step, // Arquivamento de petição por falta de procuração
	"IPAS227":  step, // Sobrestamento do exame de mérito (em petição)
	"IPAS267":  step, // Exigência de mérito (em petição)
	"IPAS270":  step, // Deferimento da petição: see granted
	"IPAS271":  step, // Indeferimento da petição
	"IPAS337":  step, // Indeferimento da petição por falta de legítimo interesse
	"IPAS349":  step, // Deferimento parcial da petição
	"IPAS428":  step, // Decisão de não conhecer da petição
	"IPAS566":  step, // Petição de retificação atendida
	"IPAS567":  step, // Petição de retificação não atendida
	"IPAS699":  step, // Ato de prejudicar petição
	"IPAS1054": step, // Petição de trâmite prioritário atendida
	"IPAS1055": step, // Petição de trâmite prioritário não atendida
	"IPAS1069": step, // Petição de trâmite prioritário apta (aguardando prazo legal)

	"IPAS523": step, // Emissão de certidão de andamento
	"IPAS576": step, // Emissão de cópia oficial de pedido de registro
	"IPAS579": step, // Emissão de segunda via de certificado de registro
	"IPAS797": step, // Pedido internacional certificado e enviado à Secretaria Internacional
	"IPAS900": step, // Anotação de alteração de nome e/ou endereço em designação
	"IPAS901": step, // Anotação de transferência de titularidade em designação
	"IPAS902": step, // Anotação de cancelamento parcial de especificação em designação
	"IPAS903": step, // Retificação de dados em designação
	"IPAS971": step, // Emissão de segunda via de certificado de registro em designação
}

// petition is the code of one that was granted; granted says which of them end
// a mark, by the service that was asked for. A fourth digit tells variants.
const petition = "IPAS270"

var granted = map[string]string{
	"383": register.Withdrawn, // Desistência de pedido de registro
	"388": register.Cancelled, // Renúncia a registro de marca
}

// An event is one despacho as the journal tells it.
type event struct {
	Code      string     `json:"code"`
	Name      string     `json:"name,omitempty"`
	Date      string     `json:"date"`
	Text      string     `json:"text,omitempty"`
	Protocols []protocol `json:"protocols,omitempty"`
}

// A protocol is the petition that a despacho is about.
type protocol struct {
	Number  string `json:"number,omitempty"`
	Date    string `json:"date,omitempty"`
	Service string `json:"service,omitempty"`
}

// meaning returns the act of an event, or step or attack; false if its code is
// not known. Then it may be anything, and counts as an attack would, unless it
// is about a petition.
func (e event) meaning() (string, bool) {
	m, ok := despachos[e.Code]
	switch {
	case !ok && len(e.Protocols) > 0:
		return step, false
	case !ok:
		return attack, false
	case e.Code != petition:
		return m, true
	}
	for _, p := range e.Protocols {
		if act, ok := granted[p.Service[:min(3, len(p.Service))]]; ok && len(p.Service) <= 4 {
			return act, true
		}
	}
	return step, true
}

// maxTold bounds how many codes are told apart that are not known.
const maxTold = 50

// A count is how often names were met.
type count map[string]int

func (c count) add(name string) {
	if _, ok := c[name]; ok || len(c) < maxTold {
		c[name]++
	}
}

func (c count) String() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		out = append(out, fmt.Sprintf("%s (%d)", name, c[name]))
	}
	return strings.Join(out, ", ")
}
