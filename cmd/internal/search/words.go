package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"tocsin/alerts/names"
)

// unspaced are the scripts in which a reader, not a space, finds the words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// maxWord is where a word is cut, in bytes; PostgreSQL refuses 2 KiB.
const maxWord = 120

// Words parts a text as it is indexed and asked for: letters and digits
// between signs are a word, and so is each character of a script that has no
// spaces. Case, width, accents and traditional forms do not count.
func Words(s string) []string { return appendWords(nil, s, -1) }

// appendWords adds the words of s until there are most; a negative most is no
// bound.
func appendWords(out []string, s string, most int) []string {
	s = names.Plain(s)
	var b strings.Builder
	put := func() {
		if b.Len() > 0 {
			out = append(out, cut(b.String(), maxWord))
			b.Reset()
		}
	}
	for _, r := range s {
		if most >= 0 && len(out) >= most {
			return out[:most]
		}
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteByte(byte(r))
		case r == '\'' || r == '’' || r == '‘' || r == '`' || unicode.Is(unicode.Cf, r):
			// Levi's is one word, and what cannot be seen parts none.
		case r == '&':
			put()
			out = append(out, "and")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !unicode.In(r, unspaced...) {
				b.WriteRune(r)
				continue
			}
			put()
			out = append(out, string(r))
		case unicode.IsMark(r) && b.Len() > 0:
			b.WriteRune(r)
		default:
			put()
		}
	}
	put()
	if most >= 0 && len(out) > most {
		out = out[:most]
	}
	return out
}

// cut returns at most n bytes of s, whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// What numbers look like, in a text that is plain: those of courts, of the
// trade commission, and long ones with whatever parts their digits, of patents,
// marks and documents.
var (
	courtNumber  = regexp.MustCompile(`(?:\b\d{1,2}\s?:\s?)?\b(?:20|19)?(\d\d)\s?[- ]?\s?(cv|mc|md|cr|bk|ap|cvj)\s?[- ]?\s?0*(\d{1,6})(?:-[a-z]{2,4}){0,3}\b`)
	taNumber     = regexp.MustCompile(`\b(?:337\s?[- ]?\s?)?(ta)\s?[- ]?\s?0*(\d{2,5})\b`)
	docketNumber = regexp.MustCompile(`\b(dn)\s?[- ]?\s?0*(\d{3,5})\b`)
	longNumber   = regexp.MustCompile(`\b[a-z]{0,4}0*(\d(?:[,./-]?\d){4,24})(?:[a-z]\d?)?\b`)
)

// A span is a number in a text, and where it stands.
type span struct {
	from, to int
	number   string
}

// maxNumbers bounds the numbers of one text.
const maxNumbers = 300

// spans finds the numbers in a plain text, in their order; none in another.
func spans(s string) []span {
	if !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	var out []span
	for _, p := range []*regexp.Regexp{courtNumber, taNumber, docketNumber, longNumber} {
		for _, m := range p.FindAllStringSubmatchIndex(s, maxNumbers) {
			sp := span{from: m[0], to: m[1]}
			if slices.ContainsFunc(out, func(o span) bool { return sp.from < o.to && o.from < sp.to }) {
				continue
			}
			switch p {
			case courtNumber:
				sp.number = s[m[2]:m[3]] + "-" + s[m[4]:m[5]] + "-" + s[m[6]:m[7]]
			case longNumber:
				sp.number = strings.TrimLeft(strings.NewReplacer(",", "", ".", "", "/", "", "-", "").Replace(s[m[2]:m[3]]), "0")
			default:
				sp.number = s[m[2]:m[3]] + "-" + s[m[4]:m[5]]
			}
			if sp.number != "" {
				out = append(out, sp)
			}
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.from - b.from })
	return out
}

// Numbers returns the numbers in a text, each in the one spelling in which
// numbers are compared: "1:24-cv-02614", "24 CV 2614" and "2024cv2614" are
// "24-cv-2614".
func Numbers(s string) []string {
	var out []string
	for _, sp := range spans(names.Plain(s)) {
		if !slices.Contains(out, sp.number) {
			out = append(out, sp.number)
		}
	}
	return out
}
