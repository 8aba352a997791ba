package region

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// ShippedNames returns the table of further names of places as it comes with
// the program: empty, with a head that says how it is filled in.
func ShippedNames() []byte {
	return []byte(`# 补充地名：地址和企业名称中出现、而程序不认识（或理解有误）的地名、别名、园区、市场。/ Names of places that the program does not know, or takes for others.
# name: 一行一个名称，中文或拉丁字母（如 白沟新城、Baigou New Town）。code: 所属区划的六位代码。/ One name a row, in Chinese or in Latin letters; the six digits of the place it is in.
# 本表的名称优先于程序自带的含义；不接受国家和港澳台的名称、路名和公司名称用词。/ A name here goes before what the program takes it for; no countries, no words of streets or companies.
name,code,note
`)
}

// Names are further names of places, each of a place in the gazetteer. The zero
// value has none.
type Names struct{ rows []named }

// named is a name, as it stands in letters or Han, and the place it is of.
type named struct {
	key  string
	site int
	row  int
}

// Bounds of a table of names.
const (
	maxNames  = 5_000
	leastName = 4 // letters: shorter ones are words of every address
)

// nameColumns of the table, and whether it must have them.
var nameColumns = map[string]bool{"name": true, "code": true, "note": false}

// ReadNames reads a table of further names of places, a CSV in UTF-8 with the
// columns name, code and note; lines that begin with # are remarks. A table with
// a mistake is refused as a whole, as by [ReadCenters].
func ReadNames(r io.Reader) (Names, error) {
	errs := mistakes{of: "names of places"}
	var out Names
	first := map[string]int{}
	err := readRows(r, errs.of, nameColumns, func(row int, get func(string) string, err error) {
		n, wrong := readName(get("name"), get("code"))
		err = errors.Join(err, wrong)
		switch before, ok := first[n.key]; {
		case err != nil:
		case ok:
			err = fmt.Errorf("name %.60q stands in row %d too", get("name"), before)
		case len(out.rows) == maxNames:
			err = fmt.Errorf("is more than %d names", maxNames)
		}
		if err != nil {
			errs.add(row, "%w", err)
			return
		}
		n.row, first[n.key] = row, row
		out.rows = append(out.rows, n)
	}, &errs)
	if err == nil {
		err = errs.err()
	}
	if err != nil {
		return Names{}, err
	}
	return out, nil
}

// readName reads one name and the code of its place.
func readName(name, code string) (named, error) {
	g := load()
	key, err := g.key(name)
	if s := siteOf(code); s != nil {
		return named{key: key, site: slices.IndexFunc(g.sites, func(o site) bool { return o.code == s.code })}, err
	}
	return named{key: key}, errors.Join(err, fmt.Errorf("code %.40q is no place: want the six digits of a province, a prefecture or a county", code))
}

// key is a name as the gazetteer holds it, or why it can be none.
func (g *gazetteer) key(name string) (string, error) {
	bad := func(why string) (string, error) { return "", fmt.Errorf("name %.60q: %s", name, why) }
	if !utf8.ValidString(name) || len(name) > maxText {
		return bad("want a name in UTF-8: Excel saves it as CSV UTF-8")
	}
	var t text
	t.cut(name)
	var key string
	switch han, latin := len(t.han) > 0, len(t.words) > 0; {
	case han && latin || !han && !latin:
		return bad("want Chinese alone or Latin letters alone; give the two spellings in two rows")
	case han:
		if slices.ContainsFunc(t.han, func(r rune) bool { return !isHan(r) }) || len(t.han) < 2 || len(t.han) > maxHan {
			return bad(fmt.Sprintf("want 2 to %d Chinese characters and nothing else", maxHan))
		}
		key = string(t.han)
	default:
		if len(t.ends) > 1 || len(t.words) > maxRun || slices.ContainsFunc(t.words, func(w word) bool { return w.digits }) {
			return bad(fmt.Sprintf("want at most %d words without digits or commas", maxRun))
		}
		if key = string(t.letters); len(key) < leastName {
			return bad(fmt.Sprintf("want at least %d letters: a shorter name is a word of other addresses", leastName))
		}
	}
	switch {
	case g.spellings[key].country != nowhere:
		return bad("is a country, or lies in Hong Kong, Macao, Taiwan or abroad")
	case units[key] != noUnit || sorts[key] != plain || trades[key] || foreign[key]:
		return bad("is a word of addresses or of companies' names")
	}
	return key, nil
}

// with is the gazetteer with further names, which go before its own.
func (g *gazetteer) with(names Names) *gazetteer {
	out := &gazetteer{sites: g.sites, spellings: maps.Clone(g.spellings)}
	for _, n := range names.rows {
		out.spellings[n.key] = spelling{sites: []int{n.site}, added: true}
	}
	return out
}

// Naming returns c with further names of places, by which it finds where
// somebody is.
func (c Centers) Naming(names Names) Centers {
	c.places = nil
	if len(names.rows) > 0 {
		c.places = load().with(names)
	}
	return c
}

// Find is the package's [Find] by the names that c has besides.
func (c Centers) Find(address, name, country string) Place {
	if c.places == nil {
		return Find(address, name, country)
	}
	return c.places.find(address, name, country)
}

// readRows reads a CSV in UTF-8 of the columns, of which those that are true
// must be there. It gives each row with what is wrong with its form.
func readRows(r io.Reader, what string, columns map[string]bool, each func(row int, get func(string) string, err error), errs *mistakes) error {
	b := bufio.NewReader(r)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" { // an error is met again by the reader
		b.Discard(3) //nolint:errcheck // they are in the buffer
	}
	in := csv.NewReader(b)
	in.Comment, in.FieldsPerRecord, in.LazyQuotes = '#', -1, true
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("table of %s: no header: %w", what, err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.TrimSpace(name)
		if _, ok := columns[name]; !ok {
			return fmt.Errorf("table of %s: unknown column %.80q: want %s, in UTF-8", what, name,
				strings.Join(slices.Sorted(maps.Keys(columns)), ", "))
		}
		if _, ok := at[name]; ok {
			return fmt.Errorf("table of %s: column %s stands twice", what, name)
		}
		at[name] = i
	}
	for name, must := range columns {
		if _, ok := at[name]; must && !ok {
			return fmt.Errorf("table of %s: no column %s", what, name)
		}
	}
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		row, _ := in.FieldPos(0)
		if err != nil {
			errs.add(row, "%w", err)
			return nil
		}
		if len(fields) != len(head) {
			err = fmt.Errorf("has %d fields, not %d", len(fields), len(head))
		}
		each(row, func(name string) string {
			if i, ok := at[name]; ok && i < len(fields) {
				return strings.TrimSpace(fields[i])
			}
			return ""
		}, err)
	}
}
