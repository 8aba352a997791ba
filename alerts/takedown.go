package alerts

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tocsin/alerts/names"
	"tocsin/alerts/region"
	"tocsin/crawlers"
)

// Withheld stands where the name of somebody was who asked not to be named.
const Withheld = "×××"

// A Veil hides the names of natural persons who asked for it, from everybody:
// also from the routed center, which finds them in the official document. It is
// for the border where something is read to be shown; what is decided is
// decided on the names as they are. Nil hides nothing.
type Veil struct {
	names []*regexp.Regexp // of text as plainRunes makes it
}

// Bounds of a name, so that what is hidden is no common word.
const (
	minWithheld  = 4 // letters of a name in an alphabet
	maxWithheld  = 80
	maxWords     = 6
	permuted     = 3 // words of which every order is hidden; of more, only those that begin elsewhere
	maxReadings  = 16
	longestGiven = 4 // runes of a name in Han characters
)

// NewVeil returns what hides the names. One that hides too much is an error.
func NewVeil(hidden ...string) (*Veil, error) {
	v := &Veil{}
	for _, name := range hidden {
		forms, err := spellings(name)
		if err != nil {
			return nil, err
		}
		re, err := regexp.Compile(strings.Join(forms, "|"))
		if err != nil {
			return nil, err
		}
		re.Longest()
		v.names = append(v.names, re)
	}
	return v, nil
}

// spellings returns expressions for the ways a name is written: in any case
// and width, with accents or without, its words in another order, joined,
// hyphenated or with an initial between them; in Han characters of both kinds,
// and in pinyin.
func spellings(name string) ([]string, error) {
	if len(name) > maxWithheld {
		return nil, errors.New("a name has at most 80 bytes")
	}
	folded, _ := plainRunes(name)
	words := strings.FieldsFunc(string(folded), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if n := len(words); n > 0 && onlyHan(strings.Join(words, "")) {
		return hanSpellings([]rune(strings.Join(words, "")))
	}
	letters := 0
	for _, w := range words {
		letters += len([]rune(w))
		if legalForms[w] || generic[w] {
			return nil, errors.New("this looks like a company or a store: only natural persons are hidden")
		}
	}
	if len(words) < 2 || len(words) > maxWords || letters < minWithheld {
		return nil, errors.New("want the whole name of a natural person, such as Zhang Wei or 张伟: a part of it would hide others")
	}
	var out []string
	for _, order := range arranged(words) {
		out = append(out, spelling(order))
	}
	return out, nil
}

func onlyHan(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}

// hanSpellings are those of a name in Han characters, and as each of their
// readings is written in pinyin, surname first or last.
func hanSpellings(han []rune) ([]string, error) {
	if len(han) < 2 || len(han) > longestGiven {
		return nil, errors.New("want a name of two to four Han characters")
	}
	var b strings.Builder
	for i, r := range han {
		if i > 0 {
			b.WriteString(`[\s·•.-]?`)
		}
		b.WriteRune(r)
	}
	out := []string{b.String()}
	readings := [][]string{nil}
	for _, r := range han {
		var next [][]string
		for _, syllable := range names.InPinyin(r) {
			for _, before := range readings {
				if len(next) < maxReadings {
					next = append(next, append(slices.Clip(before), syllable))
				}
			}
		}
		readings = next
	}
	for _, words := range readings {
		for n := 1; n <= min(2, len(words)-1); n++ { // runes of a surname
			surname, given := strings.Join(words[:n], ""), strings.Join(words[n:], "")
			out = append(out, spelling([]string{surname, given}), spelling([]string{given, surname}))
		}
	}
	return out, nil
}

// arranged returns the orders of words in which a name is written.
func arranged(words []string) (out [][]string) {
	if len(words) > permuted {
		for i := range words {
			out = append(out, slices.Concat(words[i:], words[:i]))
		}
		return out
	}
	var rest func(done, left []string)
	rest = func(done, left []string) {
		if len(left) == 0 {
			out = append(out, done)
		}
		for i, w := range left {
			rest(append(slices.Clip(done), w), slices.Concat(left[:i], left[i+1:]))
		}
	}
	rest(nil, words)
	return out
}

// Between the words of a name stand signs, or nothing, and perhaps an initial;
// within a word, which may be two syllables, a hyphen or a space.
const (
	betweenWords   = `(?:%20|[\s,，.、+_'’·•-]){0,4}(?:\pL(?:%20|[\s.+_-]){1,2})?`
	betweenLetters = `[\s'’-]?`
)

func spelling(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(betweenWords)
		}
		for k, r := range []rune(w) {
			if k > 0 {
				b.WriteString(betweenLetters)
			}
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

// plainRunes returns the runes of s in one case, width and script, without
// accents, and where in s each begins; the end of s comes last.
func plainRunes(s string) (folded []rune, at []int) {
	folded, at = make([]rune, 0, len(s)), make([]int, 0, len(s)+1)
	for i, r := range s {
		if r >= 0x80 {
			if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
				continue
			}
			for _, d := range norm.NFKD.String(string(r)) {
				r = names.Simplify(d)
				break
			}
		}
		folded, at = append(folded, unicode.ToLower(r)), append(at, i)
	}
	return folded, append(at, len(s))
}

// Mask returns s without the names.
func (v *Veil) Mask(s string) string {
	if !v.Hides() || s == "" {
		return s
	}
	runes, at := plainRunes(s)
	folded := string(runes)
	var cut [][2]int // of s
	for _, re := range v.names {
		for from, done := 0, 0; from < len(folded); { // done runes lie before from
			m := re.FindStringIndex(folded[from:])
			if m == nil {
				break
			}
			first := done + len([]rune(folded[from:from+m[0]]))
			last := first + len([]rune(folded[from+m[0]:from+m[1]])) // not in it
			if alone(runes, first, last) {
				cut = append(cut, [2]int{at[first], at[last]})
				from, done = from+m[1], last
				continue
			}
			from, done = from+m[0]+len(string(runes[first])), first+1
		}
	}
	if len(cut) == 0 {
		return s
	}
	slices.SortFunc(cut, func(a, b [2]int) int { return a[0] - b[0] })
	var b strings.Builder
	end := 0
	for _, c := range cut {
		if c[0] >= end {
			b.WriteString(s[end:c[0]])
			b.WriteString(Withheld)
		}
		end = max(end, c[1])
	}
	b.WriteString(s[end:])
	return b.String()
}

// alone reports whether runes from first to last are not part of a longer
// word. Han characters have no words to be part of.
func alone(runes []rune, first, last int) bool {
	part := func(r, next rune) bool {
		return unicode.IsLetter(r) && unicode.IsLetter(next) && !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Han, next)
	}
	return (first == 0 || !part(runes[first-1], runes[first])) && (last == len(runes) || !part(runes[last-1], runes[last]))
}

// Names reports whether s holds one of the names.
func (v *Veil) Names(s string) bool { return v.Mask(s) != s }

// In reports whether a JSON value holds one of the names.
func (v *Veil) In(x any) bool {
	in := false
	eachText(x, func(s string) string {
		in = in || v.Names(s)
		return s
	})
	return in
}

// Homes are the addresses of the parties of f that bear one of the names, in
// each of the forms in which a text may quote them.
func (v *Veil) Homes(f crawlers.Filing) []string {
	var out []string
	if !v.Hides() {
		return nil
	}
	for _, p := range f.Parties {
		if len(p.Address) >= minAddress && (v.Names(p.Name) || slices.ContainsFunc(p.Aliases, v.Names)) {
			out = append(out, p.Address, oneLine(p.Address, 120), region.Quote(p.Address))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Hides reports whether there is a name to hide.
func (v *Veil) Hides() bool { return v != nil && len(v.names) > 0 }

// Hide returns x, a value that JSON can say, without the names in any of its
// texts, and without the texts in homes. What the program itself finds things
// by stays.
func Hide[T any](v *Veil, x T, homes ...string) (T, error) {
	if !v.Hides() {
		return x, nil
	}
	var shown T
	raw, err := json.Marshal(x)
	if err != nil {
		return shown, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return shown, err
	}
	var pairs []string
	for _, home := range homes {
		pairs = append(pairs, home, Withheld)
	}
	where := strings.NewReplacer(pairs...)
	raw, err = json.Marshal(eachText(tree, func(s string) string { return v.Mask(where.Replace(s)) }))
	if err != nil {
		return shown, err
	}
	return shown, json.Unmarshal(raw, &shown)
}

// found are the keys of JSON under which things are found, and not read.
var found = []string{"id", "act", "key", "subscriber", "ID", "Thread"}

// eachText does f to every text of a JSON value that is read.
func eachText(x any, f func(string) string) any {
	switch x := x.(type) {
	case map[string]any:
		for key := range x {
			if !slices.Contains(found, key) {
				x[key] = eachText(x[key], f)
			}
		}
	case []any:
		for i := range x {
			x[i] = eachText(x[i], f)
		}
	case string:
		return f(x)
	}
	return x
}
