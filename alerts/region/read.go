package region

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unit is what a word after a name calls the place.
type unit byte

const (
	noUnit unit = iota
	city
	district
	county
	province
)

// sort is what a word of an address is when it is no name.
type sort byte

const (
	plain   sort = iota
	street       // what stands before it is the name of a street
	estate       // of a building, a village, a school, a lake
	zone         // in the place it is named for
	firm         // its segment is a company's name
	between      // may stand between a name and "road"
)

var (
	units = map[string]unit{
		"city": city, "shi": city, "municipality": city, "prefecture": city,
		"district": district, "dist": district, "qu": district, "distric": district, "newdistrict": district, "newdist": district, "newarea": district,
		"county": county, "xian": county,
		"province": province, "prov": province, "sheng": province, "autonomousregion": province,
		"zhuangautonomousregion": province, "uygurautonomousregion": province, "uyghurautonomousregion": province, "huiautonomousregion": province,
	}
	sorts = sortsOf()
)

// sortsOf is the words by their sort. A word on two lists is of the later one.
func sortsOf() map[string]sort {
	out := map[string]sort{}
	for _, list := range []struct {
		sort  sort
		words string
	}{
		{between, `east west south north middle central dong xi nan bei zhong first second third fourth fifth yi er san si wu liu
			da nd rd th st new airport international trade world science technology software a b c d e`},
		{estate, `building buildings bldg bld tower towers mansion mansions plaza square center centre hotel bank dasha daxia house restaurant university
			college institute garden gardens huayuan village cun town zhen township xiang mall market station stadium school hospital apartment
			apartments residence villa villas court guangchang xiaoqu community shequ lake bay river mountain island bridge park pavilion gate
			museum theatre theater temple club edifice`},
		{firm, `co ltd limited company inc llc corp corporation gongsi gmbh`},
		{zone, `industrial industry economic economy development hightech high technological free bonded science software technology tech cooperation innovation
			export processing special modern service youth logistics national equipment torch creative`},
		{street, `road roads rd lu street streets str st jie dajie avenue avenues ave av dadao dao boulevard blvd lane alley hutong nong long
			highway hwy expressway expwy way drive malu jiedao subdistrict subdist`},
	} {
		for w := range strings.FieldsSeq(list.words) {
			out[w] = list.sort
		}
	}
	return out
}

// A word is one of an address: letters or digits.
type word struct {
	from, to int // in the letters
	segment  int
	digits   bool
	glued    bool // to the word before it
	hyphen   bool // stands before it
	caps     bool
}

// limits of what is read. An address is shorter; what is longer is a page.
const (
	maxText     = 2000
	maxMentions = 48
	maxRun      = 5
)

// A text is an address or a name, cut into words. Its letters run together, so
// that any run of words is one part of them: "Guang Dong" and "Guangdong" are
// spelled alike.
type text struct {
	letters []byte
	words   []word
	han     []rune // the same text where it has Han
	ends    []int  // of segments, in words
	isName  bool   // it is a name, of a company perhaps, and no address
}

// cut reads s. The text it returns shares t's memory.
func (t *text) cut(s string) {
	t.letters, t.words, t.ends, t.han = t.letters[:0], t.words[:0], t.ends[:0], t.han[:0]
	if !isASCII(s) {
		s = norm.NFKC.String(s)
		if strings.ContainsFunc(s, isHan) {
			t.han = append(t.han, []rune(simplified(s))...)
		}
		s = norm.NFD.String(s)
	}
	var before rune // the rune before, 0 at a gap
	hyphen := false
	for i, r := range s {
		low := r
		if 'A' <= r && r <= 'Z' {
			low = r + 'a' - 'A'
		}
		letter, digit := 'a' <= low && low <= 'z', '0' <= r && r <= '9'
		switch {
		case letter || digit:
			w := len(t.words) - 1
			camel := letter && low != r && 'a' <= before && before <= 'z'
			if before == 0 || t.words[w].digits != digit || camel {
				t.words = append(t.words, word{from: len(t.letters), segment: len(t.ends), digits: digit, glued: before != 0 && !camel, hyphen: hyphen, caps: low != r})
				w++
			} else if low == r {
				t.words[w].caps = false
			}
			t.letters = append(t.letters, byte(low))
			t.words[w].to = len(t.letters)
			before, hyphen = r, false
		case r == '\'' || r == '’' || r == '‘' || r == '`' || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			// Xi'an is one word, Ürümqi spelled like Urumqi.
		default:
			before = 0
			hyphen = r == '-'
			if parts(s, i, r) {
				t.end()
				hyphen = false
			}
		}
	}
	t.end()
}

// parts reports whether r, at i in s, ends a segment.
func parts(s string, i int, r rune) bool {
	switch r {
	case ',', ';', ':', '/', '\\', '|', '(', ')', '[', ']', '"', '\n', '\t', '\r', '、', '。', '，', '；', '_', '·':
		return true
	case '-':
		return i > 0 && s[i-1] == ' ' && strings.HasPrefix(s[i+1:], " ")
	}
	return isHan(r)
}

func (t *text) end() {
	if n := len(t.words); n > 0 && (len(t.ends) == 0 || t.ends[len(t.ends)-1] < n) {
		t.ends = append(t.ends, n)
	}
}

// segment returns the bounds of segment n in words.
func (t *text) segment(n int) (from, to int) {
	if n > 0 {
		from = t.ends[n-1]
	}
	return from, t.ends[n]
}

// run is the letters of words i to j.
func (t *text) run(i, j int) []byte { return t.letters[t.words[i].from:t.words[j-1].to] }

// A mention is a name of the gazetteer in a text.
type mention struct {
	sites    []int // what it may mean, after the unit that was said
	country  country
	from, to int // in words or runes, the unit included
	segment  int
	unit     unit
	weight   int // see below; 0 if it is not the place of the address
	old      bool
	soft     bool
	spread   bool // written in several words
	short    bool // a county in Han without its unit
	zone     bool // a new area by a name of its own, which is no place of the table
	han      bool
	added    bool
}

// How much a mention says: that it stands alone in its segment, among places
// at the segment's end, with its unit, at the segment's beginning or before a
// zone's name, or just somewhere.
const (
	alone     = 5
	atEnd     = 4
	withUnit  = 3
	atHead    = 2
	somewhere = 1
)

// mentions finds the names in the Latin words of t.
func (g *gazetteer) mentions(t *text, out []mention, scratch *[]int) []mention {
	first := len(out)
	for n := range t.ends {
		from, to := t.segment(n)
		at := len(out)
		for i := from; i < to && len(out) < maxMentions; {
			m, ok := g.at(t, i, from, to, scratch)
			if !ok {
				i++
				continue
			}
			m.segment = n
			out = append(out, m)
			i = m.to
		}
		t.weigh(out[at:], from, to)
	}
	return drop(out, first)
}

// drop leaves out the mentions that say nothing.
func drop(out []mention, first int) []mention {
	kept := out[:first]
	for _, m := range out[first:] {
		if m.weight > 0 {
			kept = append(kept, m)
		}
	}
	return kept
}

// at finds the longest name that begins at word i.
func (g *gazetteer) at(t *text, i, from, to int, scratch *[]int) (mention, bool) {
	if t.words[i].digits {
		return mention{}, false
	}
	end := i + 1
	for end < to && end < i+maxRun && !t.words[end].digits {
		end++
	}
	for j := end; j > i; j-- {
		run := t.run(i, j)
		if j == i+2 && bytes.Equal(t.run(i, i+1), t.run(i+1, j)) {
			continue // Xi'an, Xi'an is not Xianxian
		}
		sp, ok := g.spellings[string(run)]
		m := mention{from: i, to: j}
		if j > i+2 {
			m.unit = units[string(t.run(j-2, j))] // Jinpu New Area is one name
			m.zone = m.unit != noUnit
		}
		m.spread = j > i+1 && m.unit == noUnit && units[string(t.run(j-1, j))] == noUnit
		if !ok && j == i+1 {
			sp, m.unit, ok = g.suffixed(run)
		}
		if !ok && j == i+1 && len(run) > longWord {
			if m.sites = g.chain(string(run)); len(m.sites) > 0 {
				m.unit = city
				return m, true
			}
		}
		if !ok || sp.after && (j == to || sorts[string(t.run(j, j+1))] != zone) {
			continue
		}
		if sp.country == usState && !t.isState(i, from, to) {
			continue
		}
		m.sites, m.country, m.old, m.soft, m.added = sp.sites, sp.country, sp.old, sp.soft, sp.added
		if m.unit == noUnit {
			m.unit, m.to = t.unitAt(j, to)
			if m.unit == county && !slices.ContainsFunc(m.sites, func(n int) bool { return g.sites[n].unit() == county }) {
				m.unit, m.to = noUnit, j // Shaanxi Xian
			}
		}
		m.sites = g.called(m.sites, m.unit, scratch)
		return m, true
	}
	return mention{}, false
}

// isState reports whether word i, two letters, can be a state: they are
// capitals, and begin the segment or stand before a ZIP code.
func (t *text) isState(i, from, to int) bool {
	zip := i+1 < to && t.words[i+1].digits && t.words[i+1].to-t.words[i+1].from == 5
	return t.words[i].caps && (i == from || zip)
}

// unitAt reads a unit that begins at word j.
func (t *text) unitAt(j, to int) (unit, int) {
	for n := min(j+3, to); n > j; n-- {
		if t.words[n-1].digits {
			continue
		}
		if u, ok := units[string(t.run(j, n))]; ok {
			return u, n
		}
	}
	return noUnit, j
}

// suffixed reads a name that its unit is glued to: shenzhenshi.
func (g *gazetteer) suffixed(run []byte) (spelling, unit, bool) {
	for _, suffix := range [...]string{"shi", "city", "sheng", "province", "qu", "district", "xian", "county"} {
		stem, ok := strings.CutSuffix(string(run), suffix)
		if !ok || len(stem) < 3 {
			continue
		}
		if sp, ok := g.spellings[stem]; ok && len(sp.sites) > 0 {
			if sites := g.called(sp.sites, units[suffix], new([]int)); len(sites) > 0 && g.sites[sites[0]].unit() == units[suffix] {
				return sp, units[suffix], true
			}
		}
	}
	return spelling{}, noUnit, false
}

// longWord is longer than any word of English that holds a name.
const longWord = 12

// chain reads names that run together, each with its unit, as some sellers
// write theirs: guangdongshengshenzhenshilonggangqu.
func (g *gazetteer) chain(run string) []int {
	var last []int
	for at := 0; at < len(run); {
		sites, n := g.link(run[at:], last)
		if n == 0 {
			break
		}
		last, at = sites, at+n
	}
	return last
}

// link reads the longest name with its unit that run begins with, and its
// length. It lies in one of before, if there are any.
func (g *gazetteer) link(run string, before []int) ([]int, int) {
	for _, suffix := range [...]string{"sheng", "shi", "qu", "xian"} {
		for n := min(len(run)-len(suffix), 16); n > 2; n-- {
			if !strings.HasPrefix(run[n:], suffix) {
				continue
			}
			var in []int
			for _, k := range g.spellings[run[:n]].sites {
				s := &g.sites[k]
				fits := len(before) == 0 || slices.ContainsFunc(before, func(b int) bool { return g.sites[b].holds(s) })
				if fits && s.unit() == units[suffix] {
					in = append(in, k)
				}
			}
			if len(in) > 0 {
				return in, n + len(suffix)
			}
		}
	}
	return nil, 0
}

// called are those of sites that are of the unit, or all if none is.
func (g *gazetteer) called(sites []int, u unit, scratch *[]int) []int {
	if u == noUnit || len(sites) == 0 {
		return sites
	}
	at := len(*scratch)
	for _, n := range sites {
		if g.sites[n].unit() == u {
			*scratch = append(*scratch, n)
		}
	}
	if len(*scratch) == at {
		return sites
	}
	return (*scratch)[at:len(*scratch):len(*scratch)]
}

// weigh says how much each mention of one segment means. A street, a building
// or a company that is named for a place says nothing of where it is.
func (t *text) weigh(ms []mention, from, to int) {
	if len(ms) == 0 {
		return
	}
	company := false
	for i := from; i < to; i++ {
		company = company || !t.isName && !t.words[i].digits && sorts[string(t.run(i, i+1))] == firm
	}
	next := to
	for k := len(ms) - 1; k >= 0; k-- {
		m := &ms[k]
		m.weight = t.standing(m, next, to)
		next = m.from
	}
	end := t.covered(ms, from, to)
	head := from
	for k := range ms {
		m := &ms[k]
		if m.weight == 0 {
			continue
		}
		switch {
		case m.from >= end && end == from:
			m.weight = alone
		case m.from >= end:
			m.weight = atEnd
		case company:
			m.weight = 0
		case m.unit != noUnit:
			m.weight = withUnit
		case m.from == head || m.from == from+1 && t.words[from].digits:
			m.weight = max(m.weight, atHead)
		}
		if m.zone { // a city beside it says more
			m.weight = min(m.weight, atHead)
		}
		if m.from == head {
			head = m.to
		}
	}
}

// standing weighs a mention by what follows it, before the next mention.
func (t *text) standing(m *mention, next, to int) int {
	if m.unit != noUnit {
		return withUnit
	}
	weight, other := somewhere, false
	for i := m.to; i < min(next, m.to+4); i++ {
		if t.words[i].digits {
			continue
		}
		what := sorts[string(t.run(i, i+1))]
		if what != street && i+1 < to && !t.words[i+1].digits {
			if pair := sorts[string(t.run(i, i+2))]; pair == street || pair == estate {
				what = pair
			}
		}
		switch {
		case what == street && t.words[i].glued: // the st of 1st
		case what == street && other: // Shenzhen Renmin Road
			return weight
		case what == estate && t.isName && i > m.to: // Foshan Green House Furniture
			return weight
		case what == street, what == estate && (weight == somewhere || !t.words[i].is(t, "park")):
			return 0
		case what == estate: // Software Park
			return weight
		case what == zone && m.country > republic: // named for it, not in it
			return 0
		case what == zone:
			weight = atHead
		case what != between && i > m.to:
			return weight
		case what != between:
			other = true
		}
	}
	return weight
}

func (w word) is(t *text, s string) bool { return string(t.letters[w.from:w.to]) == s }

// covered returns where the run of places and postcodes begins that ends the
// segment.
func (t *text) covered(ms []mention, from, to int) int {
	at := to
	for k := len(ms) - 1; at > from; {
		if k >= 0 && ms[k].to == at && ms[k].weight > 0 {
			at = ms[k].from
			k--
			continue
		}
		if w := t.words[at-1]; w.digits && w.to-w.from >= 3 || !w.digits && w.to-w.from == 1 && at < to {
			at--
			continue
		}
		break
	}
	return at
}

// endsInFirm reports whether the last segment is the end of a company's name.
func (t *text) endsInFirm() bool {
	return len(t.words) > 0 && sorts[string(t.run(len(t.words)-1, len(t.words)))] == firm
}

// postcode is the last word of six digits, or "".
func (t *text) postcode() string {
	for _, w := range slices.Backward(t.words) {
		if w.digits && w.to-w.from == 6 {
			return string(t.letters[w.from:w.to])
		}
	}
	return ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
