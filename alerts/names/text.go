package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain returns a text of any length in the letters in which names are
// compared: valid, in compatibility form, in lower case and without accents,
// traditional characters simplified. Signs and spaces stay where they are.
func Plain(s string) string {
	s = compatible(s)
	if plain(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= utf8.RuneSelf {
			r = unicode.ToLower(simplify(r))
			if long, ok := letters[r]; ok {
				b.WriteString(long)
				continue
			}
		} else if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
