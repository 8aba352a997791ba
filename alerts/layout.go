package alerts

import (
	"net/url"
	"strings"
	"unicode"
)

// Plain returns s as one line of text: line ends and control characters become
// spaces, and characters that cannot be seen but turn the line around or split
// its words are left out.
func Plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// PlainLink returns a link that may stand in the markup of any service, or ""
// if u is not an address on the web.
func PlainLink(u string) string {
	parsed, err := url.Parse(u)
	if err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http" {
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(u) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("<>()[]|\\\"'`*{}^", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Fit chooses the lines that go into a message of a bounded size: the
// essential first, then the others, each in order, whole lines only. The
// chosen keep their order; left counts the rest.
func Fit(lines []Line, budget int, size func(Line) int) (kept []Line, left int) {
	chosen := make([]bool, len(lines))
	for _, essential := range []bool{true, false} {
		for i, l := range lines {
			if l.Essential != essential {
				continue
			}
			if n := size(l); n <= budget {
				chosen[i] = true
				budget -= n
			}
		}
	}
	for i, l := range lines {
		if chosen[i] {
			kept = append(kept, l)
		}
	}
	return kept, len(lines) - len(kept)
}

// Cut returns the beginning of s, with an ellipsis if anything was cut, in at
// most n units. Size gives the units of one rune.
func Cut(s string, n int, size func(rune) int) string {
	dots := size('…')
	used, end := 0, 0 // end is where s is cut if it does not fit
	for i, r := range s {
		if used+dots <= n {
			end = i
		}
		if used += size(r); used > n {
			return s[:end] + "…"
		}
	}
	return s
}
