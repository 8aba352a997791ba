package docket

import (
	"html"
	"strings"
	"unicode"
)

// Unknown is what stands for the caption of a case that has none.
const Unknown = "Unknown Case Title"

// ReadCaption reads the caption of a case. It is pure and linear in the
// length of s.
func ReadCaption(s string) Caption {
	n := clean(s)
	c := Caption{Text: n.text(false), EtAl: n.etAl()}
	c.Plaintiff, c.Defendant = n.parties()
	c.Tier, c.Sign = tier(c)
	return c
}

// A Name is a caption cleaned in the three ways it is needed in.
type Name struct {
	Text      string // cleaned; "et al" is dropped
	Title     string // Text with its "et al", for people: it says that there are others
	Plaintiff string // see Caption
	Defendant string
}

// CleanName cleans a caption without judging it. Markup is kept as text, but
// entities are resolved and control characters dropped.
func CleanName(s string) Name {
	n := clean(s)
	out := Name{Text: n.text(false)}
	out.Title = out.Text
	if n.etAl() {
		out.Title = n.text(true)
	}
	out.Plaintiff, out.Defendant = n.parties()
	return out
}

// A side is what stands before, between or after " v. ".
type side struct {
	text string
	etAl bool
}

type sides []side

func (n sides) etAl() bool {
	for _, s := range n {
		if s.etAl {
			return true
		}
	}
	return false
}

// parties returns the sides of a case that has two.
func (n sides) parties() (plaintiff, defendant string) {
	switch len(n) {
	case 0, 1:
		return "", ""
	case 2:
		return n[0].text, n[1].text
	}
	return n[0].text, n[1:].text(false)
}

// text joins the sides with " v. ".
func (n sides) text(etAl bool) string {
	if len(n) == 1 && !(etAl && n[0].etAl) {
		if n[0].text == "" {
			return Unknown
		}
		return n[0].text
	}
	var b strings.Builder
	for i, s := range n {
		if i > 0 {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("v.")
		}
		if s.text != "" {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s.text)
		}
		if etAl && s.etAl {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("et al")
		}
	}
	return b.String()
}

// clean splits a caption at " v. " and cleans each side.
func clean(s string) sides {
	s = plain(s)
	words := make([]string, 0, 24)
	out := make(sides, 0, 2)
	for at := 0; ; {
		w, end := word(s, at)
		last := end == len(s)
		if versus(w) && at > 0 && !last {
			out = append(out, cleanSide(words, len(out) == 0))
			words = words[:0]
		} else if w != "" && !roles[lower(w)] {
			words = append(words, w)
		}
		if last {
			return append(out, cleanSide(words, len(out) == 0))
		}
		for at = end; at < len(s) && s[at] == ' '; at++ {
		}
	}
}

// word returns the word of s at at, which ends at a blank.
func word(s string, at int) (w string, end int) {
	if i := strings.IndexByte(s[at:], ' '); i >= 0 {
		return s[at : at+i], at + i
	}
	return s[at:], len(s)
}

// versus reports whether w stands between the parties. "V." does not: it is
// an initial.
func versus(w string) bool {
	switch len(w) {
	case 1:
		return w == "v"
	case 2:
		return w == "v." || strings.EqualFold(w, "vs")
	case 3:
		return strings.EqualFold(w, "vs.")
	}
	return false
}

// plain resolves entities, turns white space into single-byte blanks and
// smart quotes into plain ones, and drops "*", "#" and control characters.
// Most captions need none of it and come back as they are.
func plain(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if !strings.ContainsFunc(s, odd) {
		return strings.Trim(s, " ")
	}
	s = strings.ReplaceAll(s, "%20", " ")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), '\x1c' <= r && r <= '\x1f':
			return ' '
		case r == '‘', r == '’':
			return '\''
		case r == '“', r == '”':
			return '"'
		case r == '*', r == '#', unicode.IsControl(r), turns(r):
			return -1
		}
		return r
	}, s)
	return strings.Trim(s, " ")
}

func odd(r rune) bool {
	return r == '*' || r == '#' || r == '%' || r < ' ' || r >= 0x7f
}

// turns reports whether r makes a screen show other text than is there:
// marks of direction.
func turns(r rune) bool {
	return '\u200e' <= r && r <= '\u200f' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// roles are words that say what a party is and not who.
var roles = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`
		appellee appellees appellant appellants claimant claimants complainant complainants
		defendant defendants deceased devisee executor executrix pet pet. petitioner petitioners
		plaintiff plaintiffs respondent respondents respondant respondants
		defendant-appellee defendant-appellant defendants-appellees defendants-appellants
		petitioner-appellee petitioner-appellant petitioners-appellees petitioners-appellants petitioner-defendant
		plaintiff-appellee plaintiff-appellant plaintiffs-appellees plaintiffs-appellants
		respondent-appellee respondent-appellant cross-respondent cross-petitioner cross-appellee cross-appellant`) {
		m[w], m[w+","], m[w+"."] = true, true, true
	}
	return m
}()

// lower is strings.ToLower for a word that may be a role; it spares the
// others, which are most, the allocation.
func lower(w string) string {
	if len(w) < 3 || len(w) > 24 {
		return ""
	}
	switch w[0] | 0x20 {
	case 'a', 'c', 'd', 'e', 'p', 'r':
		return strings.ToLower(w)
	}
	return ""
}

// cleanSide joins the words of one side. first says that it begins the
// caption.
func cleanSide(words []string, first bool) side {
	if name := sovereign(words); name != "" {
		return side{text: name}
	}
	if first && len(words) > 1 && (words[0] == "No." || words[0] == "Nos.") {
		words = words[1:]
	}
	var s side
	b := make([]byte, 0, 96)
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && len(w) <= 3 && (strings.EqualFold(w, "et") || strings.EqualFold(w, "et.")) {
			if rest, ok := others(words[i+1]); ok {
				s.etAl = true
				if n := len(b); n > 0 && b[n-1] == ',' {
					b = b[:n-1]
				}
				b = append(b, rest...)
				i++
				continue
			}
		}
		if len(b) > 0 && w[0] != ',' {
			b = append(b, ' ')
		}
		b = append(b, w...)
	}
	s.text = strings.Trim(string(b), "-–_/;, ")
	return s
}

// others reads the "al." of "et al." and returns what is written after it.
func others(w string) (rest string, ok bool) {
	if len(w) < 2 || !strings.EqualFold(w[:2], "al") {
		return "", false
	}
	rest = strings.TrimPrefix(w[2:], ".")
	if rest != "" && rest[0] != ',' && rest[0] != ';' && rest[0] != ')' {
		return "", false
	}
	return rest, true
}

// sovereign returns the one name of a party that is written in many ways, or
// "". "USA et al" is not such a party: the others are not the sovereign.
func sovereign(words []string) string {
	if len(words) == 0 || len(words) > 5 {
		return ""
	}
	switch c := words[0][0] | 0x20; c {
	case 'u', 't':
	default:
		return ""
	}
	name := strings.ToLower(strings.Join(words, " "))
	if name == "the state" {
		return "State"
	}
	switch strings.TrimRight(name, ",.") {
	case "usa", "u.s.a", "u.s", "u. s", "united states of america", "the united states of america", "the united states":
		return "United States"
	case "us":
		if words[0] == "US" {
			return "United States"
		}
	}
	return ""
}
