package listing

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tocsin/crawlers"
)

// A row is what one row of a page says. Why it cannot be told is why.
type row struct {
	cells  map[string][]string // as written, by field
	filing crawlers.Filing
	link   string // to a page of its own, if the rule has such
	word   string // for its act, that the rule does not know
	why    Words
}

// sample shows whoever mends the rule which row it is.
func (r row) sample() string {
	s := strings.Join(slices.Concat(r.cells["number"], r.cells["title"], r.cells["filed"]), " | ")
	if len(s) > 120 {
		s = strings.ToValidUTF8(s[:120], "")
	}
	return s
}

// of returns what of a value counts.
func (s *scan) of(c cell, v string) (out []string) {
	values := []string{v}
	if c.field.Split != "" {
		values = strings.Split(v, c.field.Split)
	}
	for _, v := range values[:min(len(values), maxValues)] {
		if c.match != nil {
			// What matching costs grows with both.
			s.spend(len(v) * (1 + len(c.field.Match)/8))
			v = taken(c.match, c.field.Take, v)
		}
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// taken returns what is taken of the first match, "" if there is none.
func taken(re *regexp.Regexp, take, s string) string {
	m := re.FindStringSubmatchIndex(s)
	switch {
	case m == nil:
		return ""
	case take != "":
		return clean(string(re.ExpandString(nil, take, s, m)))
	case re.NumSubexp() > 0 && m[2] >= 0:
		return s[m[2]:m[3]]
	case re.NumSubexp() > 0:
		return ""
	}
	return s[m[0]:m[1]]
}

// sealed finds a case that names nobody, or should not.
var sealed = regexp.MustCompile(`(?i)\bunder seal\b|^\W*sealed\b|\(sealed\)|\bsealed v\b`)

// row reads one row.
func (p *plan) row(s *scan, v view, rec record, page crawlers.Page) (r row) {
	r.cells = map[string][]string{}
	got := map[string][]string{}
	var day *cell
	for i, c := range v.cells {
		for _, value := range s.values(rec, c) {
			r.cells[c.name] = append(r.cells[c.name], value)
			got[c.name] = append(got[c.name], s.of(c, value)...)
		}
		if c.name == "filed" {
			day = &v.cells[i]
		}
	}
	first := func(name string) string {
		if len(got[name]) == 0 {
			return ""
		}
		return got[name][0]
	}
	f := &r.filing
	f.Source, f.Kind, f.Part = p.rule.Name, p.rule.Kind, v.part
	if f.Key, r.why = p.named(first("number")); r.why != (Words{}) {
		return r
	}
	if f.Title = first("title"); f.Title == "" {
		r.why = Words{"没有标题", "no title"}
		return r
	}
	var ok bool
	for _, value := range got["filed"] {
		if f.Filed, ok = day.day(value); ok {
			break
		}
	}
	if !ok {
		r.why = Words{"日期读不出来：不符合 filed.layout", "no day that is written as filed.layout says"}
		return r
	}
	p.act(&r, first("act"))
	p.place(&r, first("place"), first("act"))
	if f.Slug == "" {
		r.why = Words{"没有行为，也没有在案件中的位置", "neither an act nor a place in the matter"}
		return r
	}
	f.URL = p.home(v, page)
	if address := own(s.base, first("url")); address != "" {
		f.URL = address
	}
	for _, one := range v.parties {
		for _, value := range s.values(rec, one.cell) {
			r.cells[one.name] = append(r.cells[one.name], value)
			for _, name := range s.of(one.cell, value) {
				f.Parties = append(f.Parties, crawlers.Party{Role: one.role, Name: name})
			}
		}
	}
	f.Text = strings.Join(got["text"], "\n")
	f.Marks = marks(got)
	if p.address != nil && v.part == "" {
		for _, value := range s.values(rec, p.link) {
			for _, link := range s.of(p.link, value) {
				if link = own(s.base, link); p.address.MatchString(link) {
					r.link = link
				}
			}
		}
	}
	if f.Kind == crawlers.Lawsuit && sealed.MatchString(f.Title) {
		f.Title, f.Text, f.Parties, f.Marks, f.URL = "SEALED", "", nil, nil, p.home(v, page)
		r.link = ""
		r.cells = map[string][]string{"number": r.cells["number"], "filed": r.cells["filed"]}
	}
	raw, err := json.Marshal(r.cells)
	if err != nil {
		panic(err) // strings alone, which always can be written
	}
	f.Raw = raw
	return r
}

// home is the address of a row without one of its own: the list rather than the
// page of it, since rows move on to the pages that follow.
func (p *plan) home(v view, page crawlers.Page) string {
	if v.part != "" {
		return page.URL
	}
	return p.rule.addresses(p.rule.List.First)[0]
}

// named makes the key of a matter.
func (p *plan) named(number string) (crawlers.Key, Words) {
	if number == "" {
		return crawlers.Key{}, Words{"没有案号", "no number"}
	}
	if p.key != nil {
		if number = taken(p.key, p.rule.Key.Take, number); number == "" {
			return crawlers.Key{}, Words{"案号不符合 key.match", "a number that key.match does not match"}
		}
	}
	if strings.ContainsAny(number, "#<>@ ") || len(number) > 100 {
		return crawlers.Key{}, Words{"案号里有空格或 # < > @，用 key.match 只取案号", "a number with a space or one of # < > @ in it: take the number alone by key.match"}
	}
	return crawlers.Key{Authority: p.rule.Key.Authority, Number: number}, Words{}
}

// day reads a day in the first layout that it has.
func (c *cell) day(s string) (crawlers.Date, bool) {
	for _, l := range c.layouts {
		if d, ok := l.read(s, c.zone); ok {
			return d, true
		}
	}
	return crawlers.Date{}, false
}

// act gives the row its act. A word that the rule does not know gives none.
func (p *plan) act(r *row, word string) {
	r.filing.Act = p.rule.Act
	if word == "" {
		return
	}
	if r.filing.Act = p.acts[fold(word)]; r.filing.Act == "" {
		r.word = word
	}
}

// place names the act within its matter: by the authority's own name of it, by
// the rule, by its act, or else by the word the authority has for it.
func (p *plan) place(r *row, own, word string) {
	f := &r.filing
	switch {
	case p.rule.Place != "":
		f.Slug = p.rule.Place
	case p.rule.Fields.Place != nil:
		f.Slug = slug(own)
	case f.Act != "":
		f.Slug = f.Act
	default:
		f.Slug = slug(word)
	}
}

// slug makes a word that a name can hold.
func slug(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' {
			return unicode.ToLower(r)
		}
		return '-'
	}, s)
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "")
	}
	return strings.Trim(s, "-.")
}

var number = regexp.MustCompile(`\d+`)

// marks are those of a row: classes and goods are of all of them.
func marks(got map[string][]string) (out []crawlers.Mark) {
	var classes []int
	for _, text := range got["classes"] {
		for _, digits := range number.FindAllString(text, 100) {
			if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= 45 && !slices.Contains(classes, n) {
				classes = append(classes, n)
			}
		}
	}
	slices.Sort(classes)
	for _, text := range got["marks"] {
		out = append(out, crawlers.Mark{Text: text, Classes: classes, Goods: strings.Join(got["goods"], "; ")})
	}
	return out
}

// own resolves a link of a page to one of the web, or "".
func own(base, link string) string {
	b, err := url.Parse(base)
	if err != nil || link == "" {
		return ""
	}
	u, err := b.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(u.String()) > 2_000 {
		return ""
	}
	return u.String()
}
