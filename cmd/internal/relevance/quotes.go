package relevance

import (
	"strings"
	"unicode"

	"tocsin/crawlers"
)

// A field is a part of a filing that words can be quoted from. Official ones
// are written by the authority or name a party; the rest may be anybody's
// prose.
type field struct {
	text     string
	official bool
}

// fieldsOf returns what of f may be quoted.
func fieldsOf(f crawlers.Filing) []field {
	out := []field{{f.Title, true}, {f.Text, names(f.Text)}, {f.Product, false}}
	for _, p := range f.Parties {
		out = append(out, field{p.Name, true}, field{p.Address, true}, field{p.Country, true})
		for _, a := range p.Aliases {
			out = append(out, field{a, true})
		}
	}
	for _, m := range f.Marks {
		out = append(out, field{m.Text, true}, field{m.Goods, false})
		for _, o := range m.Owners {
			out = append(out, field{o, true})
		}
	}
	for _, p := range f.Patents {
		out = append(out, field{p, true})
	}
	return out
}

// eventLength is more than any court's name of an event.
const eventLength = 90

// names reports whether text is nothing but names of docket events, which
// clerks choose from a list, and not prose.
func names(text string) bool {
	for event := range strings.SplitSeq(text, " AND ") {
		if len(event) > eventLength || strings.ContainsAny(event, ".!?;\n") {
			return false
		}
	}
	return true
}

// A passage is words of a filing as they stand in it.
type passage struct {
	words    string
	official bool // in an official field
}

// find looks for quote in one field of f. White space, quotation marks, dashes
// and letters drawn alike may differ; everything else must be the same, and the quote must
// begin and end at the border of a word.
func find(f crawlers.Filing, quote string) (passage, bool) {
	want, _ := normal(quote)
	want = strings.TrimSpace(want)
	if !telling(want) {
		return passage{}, false
	}
	var hit passage
	for _, field := range fieldsOf(f) {
		if hit.words != "" && !field.official || field.text == "" {
			continue
		}
		have, at := normal(field.text)
		if i := index(have, want); i >= 0 {
			hit = passage{strings.TrimSpace(field.text[at[i]:at[i+len(want)]]), field.official}
			if hit.official {
				break
			}
		}
	}
	return hit, hit.words != ""
}

// telling reports whether a quote is more than a scrap: two Han characters or
// three letters and digits.
func telling(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n += 2
		case unicode.IsLetter(r), unicode.IsDigit(r):
			n++
		}
	}
	return n >= 3
}

// index is strings.Index for whole words.
func index(s, want string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], want)
		if i < 0 {
			return -1
		}
		i += from
		if border(s, i) && border(s, i+len(want)) {
			return i
		}
		from = i + 1
	}
}

// border reports whether no Latin word runs across byte i of s.
func border(s string, i int) bool {
	return i == 0 || i == len(s) || !wordByte(s[i-1]) || !wordByte(s[i])
}

func wordByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// normal writes every run of white space as one blank and every quotation
// mark, dash and letter that looks Latin in one way, and drops what has no width. Byte i of the result
// came from byte at[i] of s; at[len(result)] is the end of s.
func normal(s string) (result string, at []int) {
	out := make([]byte, 0, len(s))
	at = make([]int, 0, len(s)+1)
	for i, r := range s {
		c := plain(r)
		if c == "" || c == " " && len(out) > 0 && out[len(out)-1] == ' ' {
			continue
		}
		for range len(c) {
			at = append(at, i)
		}
		out = append(out, c...)
	}
	return string(out), append(at, len(s))
}

func plain(r rune) string {
	switch {
	case unicode.IsSpace(r):
		return " "
	case r < 0x80 && r != '`' && !unicode.IsControl(r):
		return string(r)
	case strings.ContainsRune("‘’‚‛`´′＇", r):
		return "'"
	case strings.ContainsRune("“”„‟«»″＂「」『』", r):
		return `"`
	case unicode.Is(unicode.Dash, r), r == '\u2212':
		return "-"
	case unicode.Is(unicode.Cf, r), unicode.IsControl(r):
		return ""
	}
	return string(alike(r))
}

// quoteLimit is how many bytes of the filing one quote shows.
const quoteLimit = 300

// cut shortens s to at most n bytes, at the end of a word where there is one
// near.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > n/2 && !border(s, n) {
		n = i
	}
	return s[:n]
}
