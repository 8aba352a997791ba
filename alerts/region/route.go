package region

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// Part is what a center does about a matter.
type Part string

// The parts: 主办, 协办.
const (
	Lead Part = "lead" // the most local center there is
	Co   Part = "co"
)

// A Routed is a center that looks after a place, and why, in Chinese.
type Routed struct {
	Center  Center
	Part    Part
	Reasons []string
}

// Concern is what of a matter decides which centers hear of it.
type Concern struct {
	Kind    crawlers.Kind
	Parties []crawlers.Party
	// Owners are where the companies are whose marks others applied for, as a
	// watchlist knows them: a squatter's own address says nothing of them.
	Owners   []Place
	Industry string // of the goods, in a word: "光伏"; "" if not known
	Day      time.Time
	// Barred, if set, reports whether a center has said that a party is none of its
	// area: then those above it look after the party.
	Barred func(center string, p crawlers.Party) bool
}

// For returns the centers that look after those whom the matter is against.
// Who brings it is not among them, nor is a party abroad. Each center comes
// once, the most local ones of each place first and the national one last; a
// place nobody can tell is the national one's. It is pure.
func (c Centers) For(m Concern) []Routed {
	var out []Routed
	if m.Kind == crawlers.Squatting {
		for _, p := range m.Owners {
			out = unite(out, c.Chain(p, "商标权利人在"+p.said(), m.Day))
		}
		if len(m.Owners) == 0 {
			out = unite(out, c.Chain(Place{Level: Country}, "抢注：不知被抢注商标的权利人在何处（申请人的地址不作依据）", m.Day))
		}
	} else {
		for _, p := range m.Parties {
			if !p.Role.Accused() {
				continue
			}
			place := c.PlaceOf(p)
			chinese := p.Grade == crawlers.Confirmed || p.Grade == crawlers.Suspected
			if place.Level == None && !chinese {
				continue
			}
			chain := c.Chain(place, reason(p, place), m.Day)
			if m.Barred != nil {
				chain = slices.DeleteFunc(chain, func(r Routed) bool { return r.Center.Kind != National && m.Barred(r.Center.ID, p) })
				if len(chain) > 0 {
					chain[0].Part = Lead
				}
			}
			out = unite(out, chain)
		}
	}
	if len(out) > 0 {
		out = unite(out, c.industry(m.Industry, m.Day))
	}
	slices.SortStableFunc(out, func(a, b Routed) int { return cmp.Compare(order(a), order(b)) })
	return out
}

// PlaceOf is [Centers.PlaceOf] by the shipped names of places.
func PlaceOf(p crawlers.Party) Place { return Centers{}.PlaceOf(p) }

// PlaceOf is where a party is: where its source says, or else where its
// address, its name or another name of it does.
func (c Centers) PlaceOf(p crawlers.Party) Place {
	if s := siteOf(p.Region); s != nil {
		return s.place(Stated, fromAddress)
	}
	place := c.Find(p.Address, p.Name, p.Country)
	for _, alias := range p.Aliases { // of a shop, the company behind it
		if place.placed() || place.Abroad() {
			break
		}
		if other := c.Find("", alias, p.Country); other.placed() {
			place = other
		}
	}
	return place
}

// order puts the leading centers first and the national one last.
func order(r Routed) int {
	switch {
	case r.Center.Kind == National:
		return 3
	case r.Center.Kind == Industry:
		return 2
	case r.Part == Lead:
		return 0
	}
	return 1
}

// Chain returns the centers that look after the place on the day, the most
// local first: those of its county, its prefecture and its province, those
// above them, and the national one. The first of them leads.
func (c Centers) Chain(p Place, why string, day time.Time) []Routed {
	var out []Routed
	add := func(x *Center, why string) bool {
		if slices.ContainsFunc(out, func(r Routed) bool { return r.Center.ID == x.ID }) {
			return false
		}
		out = append(out, Routed{Center: *x, Part: Co, Reasons: []string{why}})
		return true
	}
	for _, code := range p.codes() {
		for i := range c.rows {
			if x := &c.rows[i]; x.Kind == Local && x.Code == code && x.Valid(day) {
				add(x, why)
			}
		}
	}
	for below := slices.Clone(out); len(below) > 0; below = below[1:] {
		for k := range c.rows {
			x := &c.rows[k]
			if x.ID == below[0].Center.Parent && x.Valid(day) && add(x, why+"；为“"+below[0].Center.NameZH+"”的上级中心") {
				below = append(below, out[len(out)-1])
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Routed) int { return cmp.Compare(order(a), order(b)) })
	if len(out) == 0 && len(p.codes()) > 0 {
		why += "；当地暂无已核实的分中心，可告知12330"
	}
	for i := range c.rows {
		if x := &c.rows[i]; x.Kind == National && x.Valid(day) {
			add(x, why)
		}
	}
	if len(out) > 0 {
		out[0].Part = Lead
	}
	return out
}

// industry returns the branches whose industry the word names: "光伏组件" is of
// "光伏".
func (c Centers) industry(word string, day time.Time) []Routed {
	var out []Routed
	word = strings.ToLower(word)
	for i := range c.rows {
		x := &c.rows[i]
		names := strings.FieldsFunc(strings.ToLower(x.Industry), func(r rune) bool { return strings.ContainsRune(" ,;/、，；", r) })
		if x.Kind == Industry && x.Valid(day) && slices.ContainsFunc(names, func(name string) bool { return strings.Contains(word, name) }) {
			out = append(out, Routed{Center: *x, Part: Co, Reasons: []string{"涉案产品“" + Quote(word) + "”属该产业"}})
		}
	}
	return out
}

// codes are those of the place and of what holds it, the smallest first.
func (p Place) codes() []string {
	if !p.placed() || p.Level == SAR || p.Level == Taiwan {
		return nil
	}
	out := []string{p.Code, p.Code[:4] + "00", p.Code[:2] + "0000"}
	return slices.Compact(out)
}

// placed reports whether the place is more than a country.
func (p Place) placed() bool { return len(p.Code) == 6 }

// Path is the name of the place in full: "广东省深圳市龙岗区".
func (p Place) Path() string {
	codes := p.codes()
	if len(codes) < 2 {
		return p.Name
	}
	var b strings.Builder
	for _, code := range slices.Backward(codes[1:]) {
		if s := siteOf(code); s != nil {
			b.WriteString(s.zh)
		}
	}
	return b.String() + p.Name
}

// said is the place with how sure it is.
func (p Place) said() string {
	switch {
	case p.Level == SAR || p.Level == Taiwan:
		return p.Name + "（不派内地分中心）"
	case !p.placed():
		return "不明地点"
	case p.Grade == Inferred:
		return p.Path() + "（推断，请核实）"
	}
	return p.Path()
}

// reason says by what a party is where it is.
func reason(p crawlers.Party, place Place) string {
	who := "被申请人"
	if p.Role == crawlers.Defendant {
		who = "被告"
	}
	what, text := fromAddress, p.Address
	if place.Why == fromName || text == "" {
		what, text = fromName, p.Name
	}
	return who + explain(what, text, place)
}

// Explain says by what the address, or else the name, is where it is.
func Explain(address, name string, place Place) string {
	if place.Why == fromName || address == "" {
		return explain(fromName, cmp.Or(name, address), place)
	}
	return explain(fromAddress, address, place)
}

func explain(what, text string, place Place) string {
	if !place.placed() {
		return fmt.Sprintf("%s“%s”：未能识别所在地（%s）", what, Quote(text), place.Why)
	}
	why := ""
	if place.Why != fromAddress && place.Why != fromName {
		why = "，依据：" + place.Why
	}
	return fmt.Sprintf("%s“%s”在%s%s", what, Quote(text), place.said(), why)
}

// maxQuote is how many runes of an address a reason quotes.
const maxQuote = 60

// Quote is s as reasons quote it: on one line, cut at its front, since
// addresses end with the place, or in Chinese behind it.
func Quote(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > maxQuote {
		if slices.ContainsFunc(r, isHan) {
			return string(r[:maxQuote]) + "…"
		}
		return "…" + string(r[len(r)-maxQuote:])
	}
	return string(r)
}

// unite adds centers to others. One that is there already leads if it does for
// either, and keeps the reasons of both.
func unite(out, more []Routed) []Routed {
	for _, r := range more {
		i := slices.IndexFunc(out, func(o Routed) bool { return o.Center.ID == r.Center.ID })
		if i < 0 {
			out = append(out, r)
			continue
		}
		if r.Part == Lead {
			out[i].Part = Lead
		}
		for _, why := range r.Reasons {
			if !slices.Contains(out[i].Reasons, why) {
				out[i].Reasons = append(out[i].Reasons, why)
			}
		}
	}
	return out
}
