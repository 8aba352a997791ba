package region

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// placesTSV holds a place a line: code, Chinese name, English name, "hub" for
// a county many exporters are in, and further spellings of the name. One that
// begins with ~ is old or short, and read only where China is stated.
//
//go:generate go run make.go $GAZETTEER
//go:embed places.tsv
var placesTSV string

// A site is a place of the gazetteer.
type site struct {
	code   int
	zh, en string
	hub    bool
}

// rank is how large a place is: 0 a province, 1 a prefecture, 2 a county, also
// one that no prefecture stands over.
func (s *site) rank() int {
	switch {
	case s.code%10000 == 0:
		return 0
	case s.code%100 == 0:
		return 1
	}
	return 2
}

// holds reports whether other is s or lies in it.
func (s *site) holds(other *site) bool {
	switch s.rank() {
	case 0:
		return s.code/10000 == other.code/10000
	case 1:
		return s.code/100 == other.code/100
	}
	return s.code == other.code
}

// unit is what the last rune of a Chinese name calls the place.
func (s *site) unit() unit {
	r, _ := utf8.DecodeLastRuneInString(s.zh)
	switch {
	case s.rank() == 0 && !isMunicipality(s.code):
		return province
	case r == '市':
		return city
	case s.rank() < 2:
		return city
	case r == '区':
		return district
	}
	return county
}

func isMunicipality(code int) bool {
	switch code / 10000 {
	case 11, 12, 31, 50:
		return true
	}
	return false
}

// A spelling is what words may mean.
type spelling struct {
	sites   []int // of the gazetteer
	old     bool  // read only where China is stated
	country country
	soft    bool // of a place in Taiwan, unless the mainland is spoken of
	short   bool // a county's Chinese name without 区, 县 or 市
	after   bool // counts only before the words of a zone
	added   bool // of a table of further names
}

// gazetteer is the sites and what they, and countries, are called: words in
// small letters run together, or Han.
type gazetteer struct {
	sites     []site
	spellings map[string]spelling
}

var load = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{spellings: map[string]spelling{}}
	for line := range strings.Lines(placesTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		code := 0
		for _, digit := range f[0] {
			code = code*10 + int(digit-'0')
		}
		g.sites = append(g.sites, site{code: code, zh: f[1], en: f[2], hub: f[3] != ""})
		s := &g.sites[len(g.sites)-1]
		en := s.en
		for _, suffix := range []string{" District", " County", " City", " Banner", " League", " New Area"} {
			en = strings.TrimSuffix(en, suffix)
		}
		base := letters(en)
		g.add(base, false)
		// Where a name is short or not alone in its prefecture, the table's
		// English has its unit in pinyin, too: Cangxian, Yiningshi.
		runes := utf8.RuneCountInString(s.zh)
		for _, suffix := range []string{"xian", "shi", "qu"} {
			stem, ok := strings.CutSuffix(base, suffix)
			switch {
			case !ok || vowelGroups([]byte(base)) != runes:
			case runes == 2:
				g.add(stem+"county", false)
			default:
				g.add(stem, false)
			}
		}
		g.add(s.zh, false)
		if short := strings.TrimRight(s.zh, "省市区县旗"); short != s.zh && utf8.RuneCountInString(short) > 1 {
			g.add(short, true)
		}
		for name := range strings.FieldsSeq(f[4]) {
			name, old := strings.CutPrefix(name, "~")
			g.add(name, name[0] >= utf8.RuneSelf && !strings.HasSuffix(name, "区"))
			if sp := g.spellings[name]; old && len(sp.sites) == 1 {
				sp.old = true
				g.spellings[name] = sp
			}
		}
	}
	g.addCountries()
	return g
})

// add says that the last site may be called name.
func (g *gazetteer) add(name string, short bool) {
	sp := g.spellings[name]
	n := len(g.sites) - 1
	if len(sp.sites) > 0 && sp.sites[len(sp.sites)-1] == n {
		return
	}
	sp.short = short && g.sites[n].rank() == 2 && (sp.short || len(sp.sites) == 0)
	sp.sites = append(sp.sites, n)
	sp.old = false
	g.spellings[name] = sp
	if name == "shanxi" || name == "shaanxi" {
		// Without tones the two are one, and only Shaanxi is ever exact.
		sp = g.spellings["shanxi"]
		if name == "shaanxi" {
			sp.sites = append(sp.sites, n)
			g.spellings["shanxi"] = sp
		}
	}
}

// letters are the letters of s, small and run together.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
