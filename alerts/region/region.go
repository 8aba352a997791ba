// Package region finds the place in China that an address or a name speaks of,
// and the guidance centers that look after it.
//
// Addresses come from registers, court papers and notices, in any order and
// state. Three rules hold [Find] together. The country comes first: what is
// said to lie in Taiwan, Hong Kong, Macao or abroad never gets a code of the
// mainland, whatever county shares its name. Every name is read as all the
// places it may mean, and the place is the one that most of the address bears
// out; a street, a building, a bay or a company that is named for a place bears
// out nothing. And unknown is better than wrong: where two places are left, the
// answer is what holds both.
package region

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Level is how exactly a place is known.
type Level string

// The levels. The list is closed.
const (
	County     Level = "county"
	Prefecture Level = "prefecture"
	Province   Level = "province"
	SAR        Level = "sar"
	Taiwan     Level = "taiwan"
	Country    Level = "country" // China, and no more is known
	None       Level = "none"    // not in China, or nobody can tell
)

// Grade says how sure it is that the place is the right one. Of China as a
// whole it is Unknown: a country is no place to route to.
type Grade string

// The grades: 明示, 推断, 未知.
const (
	Stated   Grade = "stated"   // the address says it
	Inferred Grade = "inferred" // from a name, a postcode or the likelier of two
	Unknown  Grade = "unknown"
)

// A Place is where an address or a name is. Code is of GB/T 2260, six digits
// for a place; "CN" for China as a whole; "" outside it.
type Place struct {
	Code   string
	Level  Level
	Name   string // "深圳市"
	NameEN string
	Grade  Grade
	Why    string // what was read, or why nothing was, in Chinese
}

// Abroad reports whether the address is known to lie outside China.
func (p Place) Abroad() bool { return p.Level == None && p.Why == whyAbroad }

// Why a place is unknown or inferred.
const (
	fromAddress  = "地址"
	fromName     = "名称"
	fromPostcode = "邮政编码"
	asLikely     = "地名重名，按出口企业较集中的一地推断"
	asShaanxi    = "拼音Shanxi为山西，地名却在陕西（Shaanxi），按误写推断"
	whyNothing   = "地址和名称中没有可识别的地名"
	whyMainland  = "只知在中国大陆"
	whySeveral   = "地址含多个国家或地区"
	whyAbroad    = "地址在境外"
	whyNameSake  = "地名重名，未写明所在省份"
	whyConflict  = "地址中的地名互相矛盾"
	whyLong      = "文字过长，不是地址"
)

// reader is the memory one reading needs.
type reader struct {
	text     text
	mentions []mention
	scratch  []int
	found    []candidate
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// Find returns the place of who has the address, the name and the country, of
// which each may be "". It is pure and safe for concurrent use.
func Find(address, name, country string) Place { return load().find(address, name, country) }

func (g *gazetteer) find(address, name, country string) Place {
	if len(address) > maxText || len(name) > maxText || len(country) > maxText {
		return Place{Level: None, Grade: Unknown, Why: whyLong}
	}
	r := readers.Get().(*reader)
	defer readers.Put(r)
	given := g.readCountry(country)
	a := r.address(g, address, given)
	if a.end {
		return a.Place
	}
	if name == "" && r.text.endsInFirm() {
		name = address // a company's name is all there is
	}
	return r.name(g, name, a)
}

// An answer is what an address says, as far as a name may add to it.
type answer struct {
	Place
	end     bool // a name adds nothing
	country country
	within  []*site // the name must lie in one of them, if there are any
}

// address reads an address.
func (r *reader) address(g *gazetteer, address string, given country) answer {
	t := &r.text
	t.isName = false
	t.cut(address)
	r.scratch = r.scratch[:0]
	ms := g.mentions(t, r.mentions[:0], &r.scratch)
	ms = g.hanMentions(t, ms)
	r.mentions = ms

	best, state := r.weigh(g, ms)
	where, several := g.gate(t, ms, given, best, state)
	switch {
	case several:
		return answer{Place: Place{Level: None, Grade: Unknown, Why: whySeveral}, end: true}
	case where > republic:
		return answer{Place: outside(where, Stated, fromAddress), end: true}
	}
	a := answer{country: where, Place: Place{Level: None, Grade: Unknown, Why: whyNothing}}
	if where == china {
		a.Place = Place{Code: "CN", Level: Country, Name: "中国", NameEN: "China", Grade: Unknown, Why: whyMainland}
	}
	best, state = r.settle(g, ms, best, state, where == china)
	var prov, pref *site
	if where == china || state != nothing {
		prov, pref = g.byPostcode(t.postcode())
	}
	switch state {
	case certain:
		if g.mistakenForShaanxi(ms, best[0]) {
			return a.at(best[0], Inferred, asShaanxi)
		}
		return a.at(best[0], Stated, fromAddress).narrowed(pref)
	case likely:
		return a.at(best[0], Inferred, asLikely)
	case namesakes:
		if in := slices.DeleteFunc(slices.Clone(best), func(s *site) bool { return prov == nil || !prov.holds(s) }); len(in) == 1 {
			return a.at(in[0], Stated, fromAddress)
		}
		a.Grade, a.Why, a.within = Unknown, whyNameSake, best
		if s := common(g, best); s != nil {
			a.Place = s.place(Stated, fromAddress)
		}
	case conflict:
		a.Grade, a.Why, a.end = Unknown, whyConflict, true
	case nothing:
		if s := cmp.Or(pref, prov); s != nil {
			return a.at(s, Inferred, fromPostcode)
		}
	}
	return a
}

// at is the answer that the address is in s. A name may still say where in a
// province.
func (a answer) at(s *site, grade Grade, why string) answer {
	a.Place, a.within, a.end = s.place(grade, why), []*site{s}, s.rank() > 0 || isMunicipality(s.code)
	return a
}

// narrowed is the answer with the prefecture of a postcode, if the address
// says no more than its province.
func (a answer) narrowed(pref *site) answer {
	if a.end || pref == nil || pref == a.within[0] || !a.within[0].holds(pref) {
		return a
	}
	return a.at(pref, Inferred, fromPostcode)
}

// outside is a place that is not of the mainland.
func outside(c country, grade Grade, why string) Place {
	switch c {
	case hongKong:
		return Place{Code: "810000", Level: SAR, Name: "香港特别行政区", NameEN: "Hong Kong", Grade: grade, Why: why}
	case macao:
		return Place{Code: "820000", Level: SAR, Name: "澳门特别行政区", NameEN: "Macao", Grade: grade, Why: why}
	case taiwan:
		return Place{Code: "710000", Level: Taiwan, Name: "台湾省", NameEN: "Taiwan", Grade: grade, Why: why}
	}
	return Place{Level: None, Grade: Unknown, Why: whyAbroad}
}

func (s *site) place(grade Grade, why string) Place {
	level := County
	switch s.rank() {
	case 0:
		level = Province
	case 1:
		level = Prefecture
	}
	return Place{Code: strconv.Itoa(s.code), Level: level, Name: s.zh, NameEN: s.en, Grade: grade, Why: why}
}

// site returns the site with the code, or nil.
func (g *gazetteer) site(code int) *site {
	i, ok := slices.BinarySearchFunc(g.sites, code, func(s site, code int) int { return s.code - code })
	if !ok {
		return nil
	}
	return &g.sites[i]
}

// common returns the smallest place that holds all of sites, or nil.
func common(g *gazetteer, sites []*site) *site {
	for _, unit := range []int{100, 10000} {
		if s := g.site(sites[0].code / unit * unit); s != nil && !slices.ContainsFunc(sites, func(o *site) bool { return !s.holds(o) }) {
			return s
		}
	}
	return nil
}

// gate says on which side of the border the address is, and whether it names
// several. Found is what it bears out in the mainland.
func (g *gazetteer) gate(t *text, ms []mention, given country, found []*site, state state) (country, bool) {
	var said [foreignTown + 1]bool
	away, support, cn := 0, 0, false
	mainland := state == certain
	pref := mainland && found[0].rank() > 0
	for i := range ms {
		m := &ms[i]
		if mainland && g.bears(m, found[0]) {
			support++
		}
		switch c := m.country; {
		case c == nowhere:
		case c == china:
			cn = cn || m.weight >= atHead && !chinaName(t, m)
		case c == republic:
			said[taiwan] = said[taiwan] || !mainland
		case c >= abroad:
			if i+1 < len(ms) && ms[i+1].segment == m.segment && ms[i+1].han == m.han && len(ms[i+1].sites) > 0 {
				continue // China-Singapore Suzhou Industrial Park
			}
			if m.weight == alone || m.weight == atEnd && !mainland || m.han && m.weight >= withUnit {
				if c == usState {
					c = abroad
				}
				said[c] = true
			}
		case m.soft:
			if given == c || !mainland && (len(m.sites) == 0 || m.unit == city && c == taiwan) && given != china {
				said[c] = true
			}
		default:
			said[c] = true
		}
	}
	if said[foreignTown] && !(mainland && (cn || given == china || support > 1)) {
		said[abroad] = true
	}
	for c := hongKong; c <= abroad; c++ {
		if said[c] {
			away++
		}
	}
	switch {
	case away > 1:
		return nowhere, true
	case away == 1:
		c := country(slices.Index(said[:], true))
		if c != abroad && cn && pref && g.apart(ms, found[0]) {
			return nowhere, true
		}
		return c, false
	case given > republic && !(cn && mainland):
		return given, false
	case cn || given == china:
		return china, false
	case hyphened(t) && !slices.ContainsFunc(ms, func(m mention) bool { return g.large(&m) }):
		return abroad, false
	}
	return nowhere, false
}

// large reports whether m can be a province.
func (g *gazetteer) large(m *mention) bool {
	return slices.ContainsFunc(m.sites, func(n int) bool { return g.sites[n].rank() == 0 })
}

// apart reports whether the place stands at the end of a segment and China
// behind it, in an address that names Hong Kong, too: two addresses, of which
// nobody can say which counts.
func (g *gazetteer) apart(ms []mention, s *site) bool {
	inner, end := -1, -1
	for i := range ms {
		switch m := &ms[i]; {
		case m.country == china:
			end = i
		case m.weight >= atEnd && slices.ContainsFunc(m.sites, func(n int) bool { return g.sites[n].rank() > 0 && g.sites[n].holds(s) }):
			inner = i
		}
	}
	return inner >= 0 && end > inner
}

// chinaName reports whether "China" begins another name: China Grove, China
// Merchants Tower.
func chinaName(t *text, m *mention) bool {
	if m.han || m.to >= len(t.words) || t.words[m.to].segment != m.segment {
		return false
	}
	switch string(t.run(m.to, m.to+1)) {
	case "grove", "lake", "spring", "springs", "merchants", "construction", "telecom", "mobile", "resources", "world", "beach", "camp", "hat":
		return true
	}
	return false
}

// hyphened reports whether a word is one of a Japanese or Korean address:
// Sakai-ku, Anyang-si.
func hyphened(t *text) bool {
	for i, w := range t.words {
		if w.hyphen && !w.digits {
			switch string(t.run(i, i+1)) {
			case "ku", "ken", "cho", "chome", "gu", "si", "do", "ro", "gil", "gun", "eup", "myeon":
				return true
			}
		}
	}
	return false
}

// state says how far an address settles its place.
type state byte

const (
	nothing   state = iota
	certain         // one place
	likely          // one of several namesakes, by where exporters are
	namesakes       // several
	conflict        // places that exclude each other
)

// A candidate is a place an address may be in.
type candidate struct {
	site    *site
	score   int
	support int // mentions that bear it out
}

// weigh returns the places that most of the address bears out.
func (r *reader) weigh(g *gazetteer, ms []mention) ([]*site, state) {
	r.found = r.found[:0]
	for i := range ms {
		for _, n := range ms[i].sites {
			s := &g.sites[n]
			if !g.named(&ms[i], s) || slices.ContainsFunc(r.found, func(c candidate) bool { return c.site == s }) {
				continue
			}
			r.found = append(r.found, r.score(g, ms, s))
		}
	}
	if len(r.found) == 0 {
		return nil, nothing
	}
	top := 0
	for _, c := range r.found {
		top = max(top, c.score)
	}
	var best []*site
	for _, c := range r.found {
		if c.score == top {
			best = append(best, c.site)
		}
	}
	return g.highest(ms, best)
}

// named reports whether the mention can name s by itself: a county must be
// more than a word among others, unless somebody gave it that name.
func (g *gazetteer) named(m *mention, s *site) bool {
	if m.country > republic && !m.soft {
		return false
	}
	return s.rank() < 2 || m.added || m.weight >= withUnit && !(m.spread && m.weight != alone && m.unit == noUnit) || m.weight == atHead && !m.spread
}

func (r *reader) score(g *gazetteer, ms []mention, s *site) candidate {
	c := candidate{site: s}
	for i := range ms {
		if g.bears(&ms[i], s) {
			c.score += ms[i].weight
			c.support++
		}
	}
	return c
}

// bears reports whether m may name s, or what holds it.
func (g *gazetteer) bears(m *mention, s *site) bool {
	return slices.ContainsFunc(m.sites, func(n int) bool { return g.sites[n].holds(s) })
}

// highest chooses among places that are borne out alike. A name means the
// larger of its places, but for a district that is as well known.
func (g *gazetteer) highest(ms []mention, best []*site) ([]*site, state) {
	if len(best) == 1 {
		return best, certain
	}
	rank := 2
	for _, s := range best {
		rank = min(rank, s.rank())
	}
	var top []*site
	for _, s := range best {
		if s.rank() == rank {
			top = append(top, s)
		}
	}
	if len(top) > 1 {
		if rank == 0 && slices.ContainsFunc(ms, func(m mention) bool { return g.within(&m, top[0]) && g.within(&m, top[1]) }) {
			return top[:1], certain // Shanxi is Shanxi if nothing speaks for Shaanxi
		}
		return top, namesakes
	}
	for _, s := range best {
		switch {
		case s == top[0]:
		case top[0].holds(s) && g.twice(ms, s): // Jilin, Jilin
			return []*site{s}, certain
		case rank == 1 && s.hub && g.sameName(s, top[0]):
			return []*site{top[0], s}, namesakes
		}
	}
	return top, certain
}

// mistakenForShaanxi reports whether the address has Shanxi for the province
// of s and never the right name. The slip is common, and no namesake of s may
// be meant, but it contradicts itself.
func (g *gazetteer) mistakenForShaanxi(ms []mention, s *site) bool {
	shaanxi := g.site(610000)
	if !shaanxi.holds(s) {
		return false
	}
	slip := false
	for i := range ms {
		if g.names(&ms[i], shaanxi) {
			if !g.names(&ms[i], g.site(140000)) {
				return false
			}
			slip = true
		}
	}
	return slip
}

// names reports whether m may name s itself.
func (g *gazetteer) names(m *mention, s *site) bool {
	return slices.ContainsFunc(m.sites, func(n int) bool { return &g.sites[n] == s })
}

// twice reports whether two mentions may name s itself.
func (g *gazetteer) twice(ms []mention, s *site) bool {
	n := 0
	for i := range ms {
		if g.names(&ms[i], s) {
			n++
		}
	}
	return n > 1
}

func (g *gazetteer) sameName(a, b *site) bool {
	return letters(strings.TrimSuffix(a.en, " District")) == letters(b.en)
}

// settle weighs what the border leaves open: whether the best places are
// contradicted, and whether one mention is enough without the country.
func (r *reader) settle(g *gazetteer, ms []mention, best []*site, st state, explicit bool) ([]*site, state) {
	if st == nothing {
		return nil, nothing
	}
	support := r.score(g, ms, best[0]).support
	for i := range ms {
		m := &ms[i]
		if m.weight < withUnit || len(m.sites) == 0 || slices.ContainsFunc(best, func(s *site) bool { return g.bears(m, s) || g.within(m, s) }) {
			continue
		}
		large := slices.ContainsFunc(m.sites, func(n int) bool { return g.sites[n].rank() < 2 })
		if large && (support < 2 || support < 3 && i == len(ms)-1) {
			return nil, conflict
		}
	}
	if st == namesakes && best[0].rank() == 2 {
		best, st = hubOf(best)
	}
	if !explicit && support < 2 && !g.enough(ms, best[0]) {
		return nil, nothing
	}
	if explicit && support == 1 && best[0].rank() == 2 && !g.enoughAtHome(ms, best[0]) {
		return nil, nothing
	}
	if st == certain && support == 1 && !slices.ContainsFunc(ms, func(m mention) bool { return m.weight > somewhere && g.bears(&m, best[0]) }) {
		st = likely
	}
	return best, st
}

// within reports whether m names a place in s.
func (g *gazetteer) within(m *mention, s *site) bool {
	return slices.ContainsFunc(m.sites, func(n int) bool { return s.holds(&g.sites[n]) })
}

// lookalikes are names that places abroad have too.
var lookalikes = map[int]bool{330523: true, 410500: true, 532900: true, 542500: true}

// enough reports whether a single mention tells of s where China is not
// stated.
func (g *gazetteer) enough(ms []mention, s *site) bool {
	for i := range ms {
		m := &ms[i]
		if !g.bears(m, s) || m.old {
			continue
		}
		if m.han || s.rank() < 2 && m.weight > somewhere && !lookalikes[s.code] {
			return true
		}
		if m.unit == county && !m.soft || m.known(s) && !lookalikes[s.code] {
			return true
		}
	}
	return false
}

// enoughAtHome reports whether a single mention tells of the county s in
// China: it says what it is, or people name it without.
func (g *gazetteer) enoughAtHome(ms []mention, s *site) bool {
	for i := range ms {
		m := &ms[i]
		if g.bears(m, s) && !m.soft && (m.unit != noUnit || m.known(s)) {
			return true
		}
	}
	return false
}

// known reports whether people know the county s by its name alone, where m
// says it.
func (m *mention) known(s *site) bool {
	return m.weight >= atHead && s.hub || m.weight >= atEnd && s.unit() == city
}
