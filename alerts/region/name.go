package region

import (
	"slices"
	"strings"
)

// name adds to a what a name says: the place a company is named for, or the
// one in brackets behind, which is where a subsidiary is.
func (r *reader) name(g *gazetteer, name string, a answer) Place {
	if name == "" {
		return a.Place
	}
	t := &r.text
	t.isName = true
	t.cut(name)
	if foreignFirm(t) && a.country == nowhere && a.Level == None {
		return a.Place
	}
	r.scratch = r.scratch[:0]
	ms := g.mentions(t, r.mentions[:0], &r.scratch)
	ms = g.hanMentions(t, ms)
	r.mentions = ms
	ms, head := g.bearer(t, ms, a.country == china)
	if len(ms) == 0 {
		return r.glued(g, a)
	}
	if c := ms[0].country; c > republic {
		if c >= abroad || a.Level == Province {
			return a.Place
		}
		return outside(c, Inferred, fromName)
	}
	best, state := r.weigh(g, ms)
	if state == namesakes {
		best, state = narrow(best, a.within)
	}
	if state == namesakes && len(head) > 0 {
		best, state = r.weigh(g, append(ms, head...))
	}
	if state == namesakes && best[0].rank() == 2 {
		best, state = hubOf(best)
	}
	return a.with(best, state)
}

// with is the place of the name, if the address has room for it.
func (a answer) with(best []*site, state state) Place {
	if state != certain && state != likely {
		return a.Place
	}
	s := best[0]
	if len(a.within) > 0 {
		fits := false
		for _, w := range a.within {
			fits = fits || w.holds(s) && w != s
			if w == s && a.Grade == Unknown {
				fits = true
			}
		}
		if !fits {
			return a.Place
		}
	}
	return s.place(Inferred, fromName)
}

// narrow leaves those of best that lie in one of within.
func narrow(best, within []*site) ([]*site, state) {
	var in []*site
	for _, s := range best {
		for _, w := range within {
			if w.holds(s) {
				in = append(in, s)
				break
			}
		}
	}
	switch len(in) {
	case 0:
		return best, namesakes
	case 1:
		return in, certain
	}
	return in, namesakes
}

// hubOf is the one of several counties that exporters are in, if there is one.
// People name a city without its unit, a county seldom: between those it is no
// guess.
func hubOf(best []*site) ([]*site, state) {
	i := slices.IndexFunc(best, func(s *site) bool { return s.hub })
	if i < 0 || slices.ContainsFunc(best[i+1:], func(s *site) bool { return s.hub }) {
		return best, namesakes
	}
	if best[i].unit() == city && !slices.ContainsFunc(best, func(s *site) bool { return s != best[i] && s.unit() != county }) {
		return best[i : i+1], certain
	}
	return best[i : i+1], likely
}

// bearer returns the mentions that say where the bearer of a name is: one in
// brackets, or else those the name begins with, each in the one before. Head
// is what a name with brackets begins with.
func (g *gazetteer) bearer(t *text, ms []mention, inChina bool) (says, head []mention) {
	var bracketed []mention
	next := 0 // where the head goes on
	for _, m := range ms {
		switch begins := m.from == next && m.segment == 0; {
		case m.old && !inChina:
		case m.country == china:
			if begins {
				next = m.to
			}
		case begins && g.bearable(&m) && (len(head) == 0 || g.inside(&m, &head[len(head)-1])):
			head, next = append(head, m), m.to
		case m.han && m.from > 0 && (t.han[m.from-1] == '(' || len(bracketed) > 0 && bracketed[len(bracketed)-1].to == m.from),
			!m.han && m.segment > 0 && m.weight == alone:
			bracketed = append(bracketed, m)
		}
	}
	switch {
	case len(bracketed) > 0:
		return bracketed, head
	case len(head) == 0 || len(head) == 1 && (person(t, &head[0]) || g.brand(t, &head[0])):
		return nil, nil
	}
	return head, nil
}

// trades are the words that say what a company does. A company that puts one
// right behind its first word has that word for a name, not for a place.
var trades = setOf(`technology technologies tech electronic electronics electric electrical trading trade industrial industry industries co ltd limited company
	group international import network e commerce ecommerce store shop official plastic plastics hardware toys toy tools machinery garment garments
	shoes lighting furniture medical home outdoor sports crafts optical auto digital intelligent communication enterprise enterprises manufacturing factory fashion led bags
	jewelry cosmetics beauty`)

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// brand reports whether what a name begins with, a prefecture, is a name that only
// sounds like one, as many do in pinyin: Fuxin Electronics, Zhongwei Store.
func (g *gazetteer) brand(t *text, m *mention) bool {
	if m.han || m.added || m.unit != noUnit || g.large(m) || m.country > republic || m.to >= len(t.words) || t.words[m.to].digits {
		return false
	}
	return trades[string(t.run(m.to, m.to+1))]
}

// words are places whose names mean something else as often as not, when a
// company or a person begins with them.
var words = map[int]bool{
	140200: true, 341500: true, 360800: true, 451300: true, 530800: true, 532900: true, 540100: true, 542500: true,
	610900: true, 620400: true, 650500: true, 653100: true, 653200: true, 654000: true,
}

// bearable reports whether a name that begins with m is named for a place: m
// is a province or a prefecture, a county many exporters are in, or says that
// it is a county.
func (g *gazetteer) bearable(m *mention) bool {
	if m.unit != noUnit || m.country > republic || m.added {
		return true
	}
	return slices.ContainsFunc(m.sites, func(n int) bool {
		s := &g.sites[n]
		return s.hub || s.rank() < 2 && !words[s.code]
	})
}

// inside reports whether m names a place in one that before names.
func (g *gazetteer) inside(m, before *mention) bool {
	return slices.ContainsFunc(before.sites, func(n int) bool { return g.within(m, &g.sites[n]) })
}

// person reports whether a name that begins with a place is a person's all the
// same: "Bao Ding", "Baoding Zhang". A person's name has one syllable more.
func person(t *text, m *mention) bool {
	if m.han {
		return false
	}
	switch len(t.words) - m.to {
	case 0:
		return m.spread && m.unit == noUnit
	case 1:
		w := t.run(m.to, m.to+1)
		return len(w) <= 6 && vowelGroups(w) == 1
	}
	return false
}

func vowelGroups(w []byte) int {
	n, in := 0, false
	for _, b := range w {
		vowel := strings.IndexByte("aeiou", b) >= 0
		if vowel && !in {
			n++
		}
		in = vowel
	}
	return n
}

// foreign are words of a name that companies of China do not have.
var foreign = setOf(`llc llp gmbh pty pte srl spa bv nv oy ab plc kk sdn bhd pvt ltda sarl usa america europe restaurant`)

// foreignFirm reports whether the name is of a company elsewhere, whatever it
// is called.
func foreignFirm(t *text) bool {
	for i, w := range t.words {
		if !w.digits && foreign[string(t.run(i, i+1))] {
			return true
		}
	}
	return false
}

// glued reads a name whose words run together, as some sellers write theirs:
// shenzhenshihaimengkejiyouxiangongsi.
func (r *reader) glued(g *gazetteer, a answer) Place {
	t := &r.text
	if len(t.words) == 0 {
		return a.Place
	}
	run := string(t.run(0, 1))
	if len(run) < 16 || !strings.Contains(run, "gongsi") && !strings.Contains(run, "youxian") && !strings.Contains(run, "keji") && !strings.Contains(run, "maoyi") {
		return a.Place
	}
	var best []*site
	for n := 4; n <= 14 && n < len(run); n++ {
		for _, k := range g.spellings[run[:n]].sites {
			if s := &g.sites[k]; s.rank() < 2 && !g.spellings[run[:n]].old {
				best = append(best, s)
			}
		}
	}
	switch len(best) {
	case 0:
		return a.Place
	case 1:
		return a.with(best, certain)
	}
	if s := common(g, best); s != nil {
		return a.with([]*site{s}, certain)
	}
	if best, state := narrow(best, a.within); state == certain {
		return a.with(best, certain)
	}
	return a.Place
}
