package rpi

import (
	"strings"
	"unicode/utf8"

	"tocsin/crawlers/register"
)

// dayLayout is how the journal writes days.
const dayLayout = "02/01/2006"

// Limits of what is kept of one processo.
const (
	maxEvents  = 50
	maxPeople  = 200
	maxClasses = 90
	maxFigures = 100  // codes of the Vienna classification
	maxName    = 500  // bytes
	maxNote    = 2000 // bytes of a text beside the mark
)

// A processo is what the journal says of one mark.
type processo struct {
	serial                    string
	deposited, granted, until string
	events                    []event

	mark                       bool // it says what the mark is
	text, presentation, nature string
	classes                    []class
	vienna                     []string
	owners, opponents          []person
	agent                      string
	note                       string // a disclaimer
	priorities                 []priority
	international, received    string // of the Madrid system
}

// A class is one of the Nice classification, or of Brazil's before it.
type class struct {
	Code     string `json:"codigo"`
	Edition  string `json:"edicao,omitempty"`
	Status   string `json:"status,omitempty"`
	National bool   `json:"nacional,omitempty"`

	goods string
}

// A priority is an earlier application abroad.
type priority struct {
	Country string `json:"pais,omitempty"`
	Number  string `json:"numero,omitempty"`
	Date    string `json:"data,omitempty"`
}

type person struct{ name, country, state string }

// figurative reports whether the mark is said to have no words.
func (m *processo) figurative() bool {
	return strings.HasPrefix(m.presentation, "Figurativa") || strings.HasPrefix(m.presentation, "Tridimensional")
}

// events reads the despachos of a processo.
func (r *reading) events(despachos register.Element) []event {
	var out []event
	for d := range despachos.Children() {
		if string(d.Name()) != "despacho" {
			d.Unknown()
			continue
		}
		code := d.Attr("codigo")
		if !isCode(code) {
			r.codeless++
			continue
		}
		if len(out) == maxEvents {
			break
		}
		e := event{Code: r.words.of(code), Name: r.words.line(d.Attr("nome")), Date: r.date}
		for c := range d.Children() {
			switch string(c.Name()) {
			case "texto-complementar":
				e.Text = clip(c.Line(), maxNote)
			case "texto-sobrestamento":
			case "protocolo":
				if len(e.Protocols) < maxEvents {
					e.Protocols = append(e.Protocols, protocol{clip(register.Line(c.Attr("numero")), maxWord), r.words.of(c.Attr("data")), r.words.of(c.Attr("codigoServico"))})
				}
			default:
				c.Unknown()
			}
		}
		out = append(out, e)
	}
	return out
}

// isCode reports whether b may be the code of a despacho, which names acts.
func isCode(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 20
}

// processo reads all but the number and the events.
func (r *reading) processo(e register.Element) *processo {
	m := &processo{deposited: r.words.of(e.Attr("data-deposito")), granted: r.words.of(e.Attr("data-concessao")), until: r.words.of(e.Attr("data-vigencia"))}
	for c := range e.Children() {
		switch string(c.Name()) {
		case "despachos":
			m.opponents = r.opponents(c)
		case "titulares":
			m.owners = r.people(c, "titular")
		case "marca":
			m.mark = true
			m.text = c.Child("nome").Line()
			m.presentation, m.nature = r.words.line(c.Attr("apresentacao")), r.words.line(c.Attr("natureza"))
		case "classe-nice", "classe-nacional":
			m.classes = r.class(m.classes, c)
		case "lista-classe-nice":
			for nice := range c.Children() {
				m.classes = r.class(m.classes, nice)
			}
		case "classes-vienna":
			for v := range c.Children() {
				if len(m.vienna) < maxFigures {
					m.vienna = append(m.vienna, r.words.of(v.Attr("codigo")))
				}
			}
		case "procurador":
			m.agent = clip(c.Line(), maxName)
		case "apostila":
			m.note = clip(c.Line(), maxNote)
		case "prioridade-unionista":
			for p := range c.Children() {
				if len(m.priorities) < maxPeople {
					m.priorities = append(m.priorities, priority{r.words.of(p.Attr("pais")), clip(register.Line(p.Attr("numero")), maxWord), r.words.of(p.Attr("data"))})
				}
			}
		case "dados-de-madri":
			m.international, m.received = clip(register.Line(c.Attr("numero-inscricao-internacional")), maxWord), r.words.of(c.Attr("data-recebimento-inpi"))
		case "sobrestadores":
		default:
			c.Unknown()
		}
	}
	return m
}

func (r *reading) class(classes []class, e register.Element) []class {
	if len(classes) == maxClasses {
		return classes
	}
	c := class{Code: r.words.line(e.Attr("codigo")), Edition: r.words.of(e.Attr("edicao")), National: string(e.Name()) == "classe-nacional"}
	for part := range e.Children() {
		switch string(part.Name()) {
		case "especificacao":
			c.goods = strings.TrimRight(part.Line(), "; ")
		case "status":
			c.Status = r.words.line(part.Text())
		case "traducao-especificacao", "sub-classes-nacional":
		default:
			part.Unknown()
		}
	}
	return append(classes, c)
}

// people reads those of a list.
func (r *reading) people(list register.Element, name string) []person {
	var out []person
	for c := range list.Children() {
		if string(c.Name()) != name {
			c.Unknown()
		} else if p := r.person(c); p.name != "" && len(out) < maxPeople {
			out = append(out, p)
		}
	}
	return out
}

// opponents reads who filed the petitions that despachos are about.
func (r *reading) opponents(despachos register.Element) []person {
	var out []person
	for d := range despachos.Children() {
		if m := despachoMeaning(d); m != register.Opposed && m != attack {
			continue
		}
		for c := range d.Children() {
			if p := r.person(c.Child("requerente")); p.name != "" && len(out) < maxPeople {
				out = append(out, p)
			}
		}
	}
	return out
}

func despachoMeaning(d register.Element) string { return despachos[string(d.Attr("codigo"))] }

func (r *reading) person(e register.Element) person {
	return person{clip(withoutTaxNumber(register.Line(e.Attr("nome-razao-social"))), maxName), r.words.of(e.Attr("pais")), r.words.of(e.Attr("uf"))}
}

// withoutTaxNumber cuts the personal tax number of eleven digits that sole
// traders of Brazil had to put behind their names.
func withoutTaxNumber(name string) string {
	rest, last := name, ""
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		rest, last = name[:i], name[i+1:]
	}
	if len(last) != 11 || strings.Trim(last, "0123456789") != "" {
		return name
	}
	return strings.TrimRight(rest, " -")
}

// words holds the short texts that return in many records, each once.
type words map[string]string

// maxWord and maxWords bound them; a longer text is one of its own.
const (
	maxWord  = 200
	maxWords = 20_000
)

// of returns b as a string.
func (w words) of(b []byte) string {
	if s, ok := w[string(b)]; ok {
		return s
	}
	s := strings.ToValidUTF8(string(b), "\ufffd")
	if len(b) <= maxWord && len(w) < maxWords {
		w[string(b)] = s
	}
	return clip(s, maxName)
}

// line is [register.Line] of b.
func (w words) line(b []byte) string {
	if s, ok := w[string(b)]; ok {
		return s
	}
	return w.of([]byte(register.Line(b)))
}

// clip returns the beginning of s, and a sign that it goes on.
func clip(s string, n int) string {
	begin, rest := cut(s, n)
	return begin + rest
}

// cut returns the beginning of s, and a sign if it goes on.
func cut(s string, n int) (begin, rest string) {
	if len(s) <= n {
		return s, ""
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], " …"
}
