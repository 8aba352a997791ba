package rpi

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// shares is how often codes stand in an issue of 37,588 despachos, as those of
// 2026 did.
var shares = []struct {
	code, name string
	n          int
}{
	{"IPAS009", "Publicação de pedido de registro para oposição (exame formal concluído)", 9848},
	{"IPAS158", "Concessão de registro", 9004},
	{"IPAS029", "Deferimento do pedido", 6150},
	{"IPAS270", "Deferimento da petição", 3721},
	{"IPAS024", "Indeferimento do pedido", 2127},
	{"IPAS136", "Exigência de mérito", 1560},
	{"IPAS161", "Extinção de registro pela expiração do prazo de vigência", 1071},
	{"IPAS423", "Notificação de oposição", 903},
	{"IPAS360", "Notificação de recurso", 754},
	{"IPAS142", "Sobrestamento do exame de mérito", 620},
	{"IPAS770", "Concessão de registro em designação", 440},
	{"IPAS139", "Arquivamento definitivo de pedido de registro por falta de cumprimento de exigência de mérito", 410},
	{"IPAS235", "Recurso não provido (decisão mantida)", 360},
	{"IPAS756", "Publicação de pedido de registro para oposição (designação)", 192},
	{"IPAS400", "Notificação de instauração de processo de nulidade a requerimento", 120},
	{"IPAS304", "Extinção de registro pela caducidade", 90},
	{"IPAS421", "Republicação de pedido", 23},
}

var (
	heads   = strings.Fields("Aurora Bela Casa Doce Estrela Flor Grão Horizonte Ipê Jardim Luz Mar Norte Ouro Porto Raiz Sabor Terra União Verde XIAO HUA TECH Nova Prime Smart Zen")
	tails   = strings.Fields("Brasil Cosméticos Digital Foods Kids Fit Pet Center Express Group Store Modas Imports Solar Móveis Café Bank Health Sports Energia Studio")
	owners  = strings.Fields("LTDA EIRELI S.A. ME EPP S/A. LIMITADA")
	states  = strings.Fields("SP RJ SP MG SP PR RS SC BA GO DF")
	wares   = strings.Split("Cosméticos; sabonetes|Software para celulares [baixáveis]|Comércio (através de qualquer meio) de artigos do vestuário|Serviços de alimentação &amp; bufê|Brinquedos, jogos e bonecos|Máquinas e ferramentas elétricas|Consultoria em gestão de negócios|Luminárias de LED|Carregadores para baterias elétricas|Fones de ouvido, capas para telefones e tablets|Chás, cafés e cacau|Publicidade on-line em rede de computadores", "|")
	sounds  = strings.Fields("ba lo vi tra mei con ção rá pi nu xa ge der mos lin fu que zi")
	figures = strings.Fields("26.4.9 27.5.1 27.5.17 29.1.12 2.9.1 5.3.13")
)

// journal writes an issue of so many processos. The hard ones are planted: no
// words, one with much to say, an entity that is none, both layouts.
func journal(w io.Writer, processos int) {
	rnd := rand.New(rand.NewPCG(29, 7))
	pick := func(from []string) string { return from[rnd.IntN(len(from))] }
	total := 0
	for _, s := range shares {
		total += s.n
	}
	fmt.Fprint(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<revista numero=\"2907\" data=\"22/09/2026\">\n")
	for i := range processos {
		at, which := rnd.IntN(total), 0
		for ; at >= shares[which].n; which++ {
			at -= shares[which].n
		}
		s := shares[which]
		fmt.Fprintf(w, "  <processo numero=\"%09d\" data-deposito=\"%02d/0%d/2026\"", 940000000+i, 1+i%28, 1+i%8)
		if s.code == "IPAS158" || s.code == "IPAS770" {
			fmt.Fprint(w, ` data-concessao="22/09/2026" data-vigencia="22/09/2036"`)
		}
		fmt.Fprintf(w, ">\n    <despachos>\n      <despacho codigo=%q nome=%q", s.code, s.name)
		switch s.code {
		case "IPAS270", "IPAS360", "IPAS400":
			fmt.Fprintf(w, ">\n        <protocolo numero=\"85026%07d\" data=\"01/07/2026\" codigoServico=\"3491\">\n          <requerente nome-razao-social=\"%s %s %s\" pais=\"BR\" uf=\"SP\"/>\n          <procurador>%s &amp; ADVOGADOS ASSOCIADOS</procurador>\n        </protocolo>\n      </despacho>\n", i, pick(heads), pick(tails), pick(owners), pick(heads))
		case "IPAS024", "IPAS136", "IPAS139":
			fmt.Fprintf(w, ">\n        <texto-complementar>%s</texto-complementar>\n      </despacho>\n", strings.Repeat("A marca reproduz ou imita os seguintes registros de terceiros, sendo, portanto, irregistrável de acordo com o inciso XIX do Art. 124 da LPI. ", 3))
		default:
			fmt.Fprint(w, "/>\n")
		}
		fmt.Fprintf(w, "    </despachos>\n    <titulares>\n      <titular nome-razao-social=\"%s %s %d %s\" pais=\"BR\" uf=%q/>\n    </titulares>\n", pick(heads), pick(tails), i%997, pick(owners), pick(states))
		if s.code != "IPAS423" && s.code != "IPAS270" {
			mark(w, rnd, i, pick)
		}
		fmt.Fprintf(w, "    <procurador>%s MARCAS E PATENTES LTDA</procurador>\n  </processo>\n", pick(heads))
	}
	fmt.Fprint(w, "</revista>\n")
}

func mark(w io.Writer, rnd *rand.Rand, i int, pick func([]string) string) {
	switch {
	case i%23 == 0:
		fmt.Fprint(w, "    <marca apresentacao=\"Figurativa\" natureza=\"Produtos e/ou Serviço\"/>\n")
	default:
		fmt.Fprintf(w, "    <marca apresentacao=\"Mista\" natureza=\"Produtos e/ou Serviço\">\n      <nome>%s &amp; %s %d</nome>\n    </marca>\n", pick(heads), pick(tails), rnd.IntN(1000))
	}
	fmt.Fprint(w, "    <classes-vienna edicao=\"4\">\n")
	for range 1 + rnd.IntN(4) {
		fmt.Fprintf(w, "      <classe-vienna codigo=%q/>\n", pick(figures))
	}
	fmt.Fprint(w, "    </classes-vienna>\n")
	goods := 1 + rnd.IntN(32)
	if i == 20_000 {
		goods = 30_000
	}
	list := i%3 != 0
	if list {
		fmt.Fprint(w, "    <lista-classe-nice>\n")
	}
	fmt.Fprintf(w, "      <classe-nice codigo=\"%d\">\n        <especificacao>", 1+rnd.IntN(45))
	for range goods {
		fmt.Fprintf(w, "%s %s%s%s; ", pick(wares), pick(sounds), pick(sounds), pick(sounds))
	}
	fmt.Fprint(w, "</especificacao>\n        <status>Pendente</status>\n      </classe-nice>\n")
	if list {
		fmt.Fprint(w, "    </lista-classe-nice>\n")
	}
}

// large returns a journal of the size that those of 2026 had, in a zip on disk,
// and how large it is unpacked.
func large(t testing.TB, processos int) (p crawlers.Page, unpacked int64) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "RM2907.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	z := zip.NewWriter(file)
	member, err := z.Create("RM2907.xml")
	if err != nil {
		t.Fatal(err)
	}
	n := &counter{w: member}
	w := bufio.NewWriter(n)
	journal(w, processos)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.Page{URL: "https://revistas.inpi.gov.br/txt/RM2907.zip", Status: http.StatusOK, Header: http.Header{}, Body: file, Size: info.Size(), Fetched: now}, n.n
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.w.Write(b)
}

// now is later than every date of these tests.
var now = time.Date(2026, 9, 24, 18, 30, 0, 0, time.UTC)
