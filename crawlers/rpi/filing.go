package rpi

import (
	"encoding/json"
	"fmt"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// office is that of Brazil.
const office = "br-tm"

// raw is what the journal says, in its own words and codes. Status is the code
// that the act rests on.
type raw struct {
	Serial       string  `json:"serial"`
	Office       string  `json:"office"`
	Status       string  `json:"status"`
	StatusDate   string  `json:"status_date"`
	Issue        string  `json:"issue"`
	Events       []event `json:"events"`
	Deposited    string  `json:"data-deposito,omitempty"`
	Granted      string  `json:"data-concessao,omitempty"`
	Until        string  `json:"data-vigencia,omitempty"`
	Presentation string  `json:"apresentacao,omitempty"`
	Nature       string  `json:"natureza,omitempty"`

	Classes    []class    `json:"classes,omitempty"`
	Vienna     []string   `json:"classes-vienna,omitempty"`
	Priorities []priority `json:"prioridades,omitempty"`
	Note       string     `json:"apostila,omitempty"`

	International string `json:"inscricao-internacional,omitempty"`
	Received      string `json:"data-recebimento-inpi,omitempty"`
}

// filing returns one act of the processo, told by an issue.
func (m *processo) filing(a act, issue string, day crawlers.Date, date string) (crawlers.Filing, error) {
	body, err := json.Marshal(raw{
		Serial: m.serial, Office: office, Status: a.status, StatusDate: date, Issue: issue, Events: m.events,
		Deposited: m.deposited, Granted: m.granted, Until: m.until, Presentation: m.presentation, Nature: m.nature,
		Classes: m.classes, Vienna: m.vienna, Priorities: m.priorities, Note: m.note,
		International: m.international, Received: m.received,
	})
	if err != nil {
		return crawlers.Filing{}, fmt.Errorf("rpi: %s: %w", m.serial, err)
	}
	f := crawlers.Filing{
		Key:     register.Key(office, m.serial),
		Slug:    a.slug,
		Act:     a.word,
		Kind:    crawlers.Squatting,
		Title:   m.title(),
		Filed:   day,
		Parties: m.parties(a),
		Marks:   m.marks(),
		URL:     shipped.URL,
		Text:    m.lines(),
		Raw:     body,
	}
	if a.word == register.Registered {
		if granted, ok := register.Day(dayLayout, m.granted); ok && !granted.After(day.Time) {
			f.Filed = granted
		}
	}
	return f, nil
}

// title names the mark, or the number alone where the journal does not say
// what the mark is: to most of what comes after its publication it does not.
func (m *processo) title() string {
	if !m.mark {
		return "Marca " + m.serial
	}
	return register.Title(m.text, m.serial)
}

// parties names whose the mark is, or would be, and who is against it.
func (m *processo) parties(a act) []crawlers.Party {
	out := make([]crawlers.Party, 0, len(m.owners)+len(m.opponents)+1)
	role := crawlers.Applicant
	if a.word == register.Registered || a.word == register.Cancelled || m.granted != "" {
		role = crawlers.Owner
	}
	for _, p := range m.owners {
		out = append(out, p.party(role))
	}
	for _, p := range m.opponents {
		out = append(out, p.party(crawlers.Opponent))
	}
	if m.agent != "" {
		out = append(out, crawlers.Party{Role: crawlers.Agent, Name: m.agent})
	}
	return out
}

func (p person) party(role crawlers.Role) crawlers.Party {
	out := crawlers.Party{Role: role, Name: p.name, Country: register.Country(p.country)}
	if p.state != "" {
		out.Address = p.state + ", " + out.Country
	}
	return out
}

func (m *processo) marks() []crawlers.Mark {
	s := register.Subject{Text: m.text}
	for _, c := range m.classes {
		if n, ok := register.Class(c.Code); ok && !c.National {
			s.Classes = append(s.Classes, n)
		}
		if c.goods != "" {
			s.Goods = append(s.Goods, c.goods)
		}
	}
	for _, p := range m.owners {
		s.Owners = append(s.Owners, p.name)
	}
	return s.Marks()
}

// Limits of the text.
const (
	maxText  = 8000
	maxGoods = 1000 // of one class
)

// lines is what the journal says, for people, in its own language.
func (m *processo) lines() string {
	size := 512
	for _, c := range m.classes {
		size += min(len(c.goods), maxGoods) + 32
	}
	for _, e := range m.events {
		size += len(e.Text)
	}
	var b strings.Builder
	b.Grow(min(size, maxText))
	line := func(label, s string, more ...string) {
		if s == "" || b.Len() > maxText {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(label)
		b.WriteString(": ")
		b.WriteString(s)
		for _, m := range more {
			b.WriteString(m)
		}
	}
	if m.mark {
		line("Marca", clip(m.text, maxName))
		line("Apresentação", m.presentation)
		line("Natureza", m.nature)
	}
	for _, e := range m.events {
		line("Despacho", e.Code, " ", e.Name)
		line("Complemento", e.Text)
	}
	line("Depósito", m.deposited)
	line("Concessão", m.granted)
	line("Vigência", m.until)
	for _, p := range m.owners {
		if p.state == "" {
			line("Titular", p.name, " (", p.country, ")")
		} else {
			line("Titular", p.name, " (", p.country, "/", p.state, ")")
		}
	}
	line("Procurador", m.agent)
	line("Inscrição internacional", m.international)
	for _, p := range m.priorities {
		line("Prioridade", p.Country, " ", p.Number, " ", p.Date)
	}
	line("Apostila", m.note)
	for _, c := range m.classes {
		if c.goods == "" {
			line("Classe", c.Code)
		} else {
			begin, rest := cut(c.goods, maxGoods)
			line("Classe", c.Code, ". ", begin, rest)
		}
	}
	return b.String()
}
