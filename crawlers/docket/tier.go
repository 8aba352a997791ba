package docket

import "strings"

// tier finds the strongest sign of a suit against many online sellers.
func tier(c Caption) (Tier, string) {
	text := strings.ToLower(c.Text)
	if len(text) != len(c.Text) { // a letter whose lower case is longer or shorter: signs are cut from text instead
		c.Text = text
	}
	if from, to := scheduleA(text, c.Defendant != ""); to > 0 {
		return ScheduleA, c.Text[from:to]
	}
	if from, to := unincorporated(text); to > 0 {
		return Unincorporated, c.Text[from:to]
	}
	if sign := classes(c.Defendant); sign != "" {
		return Unincorporated, sign
	}
	if sign := manyDoes(c.Defendant); sign != "" && !downloads(c.Plaintiff) {
		return Does, sign
	}
	if pseudonym(c.Plaintiff) {
		return Pseudonym, c.Plaintiff
	}
	if handle(c) {
		return Handle, c.Defendant
	}
	return "", ""
}

// scheduleA finds "Schedule A", or a list of another name on which the
// defendants are "identified". Bankruptcy forms have a "Schedule A/B", and an
// old one a "Schedule A": a case without a second party needs the verb.
func scheduleA(s string, sued bool) (from, to int) {
	for at := 0; sued; {
		i := strings.Index(s[at:], "schedule")
		if i < 0 {
			break
		}
		from, at = at+i, at+i+len("schedule")
		rest := strings.TrimLeft(s[at:], " -\"'`´“”‘’(")
		end := len(s) - len(rest) + 1
		if !boundary(s, from) || rest == "" || rest[0] != 'a' || end < len(s) && wordByte(s[end]) {
			continue
		}
		if after := strings.ReplaceAll(s[end:min(len(s), end+4)], " ", ""); strings.HasPrefix(after, "/b") {
			continue
		}
		return from, end
	}
	for _, list := range [...]string{"schedule", "exhibit", "annex", "appendix", "attachment"} {
		at := strings.Index(s, list)
		if at < 0 {
			continue
		}
		before := strings.TrimRight(s[:at], " ")
		for _, w := range [...]string{" attached", " annexed", " the"} {
			before = strings.TrimSuffix(before, w)
		}
		for _, verb := range [...]string{"identified", "listed", "set forth", "named", "described", "specified"} {
			for _, in := range [...]string{" on", " in"} {
				if strings.HasSuffix(before, verb+in) {
					return len(before) - len(verb+in), at + len(list)
				}
			}
		}
	}
	return 0, 0
}

// unincorporated finds "Unincorporated Associations", however shortened. One
// "unincorporated association" is an ordinary party: a union, a club.
func unincorporated(s string) (from, to int) {
	for at := 0; ; {
		i := strings.Index(s[at:], "uninc")
		if i < 0 {
			return 0, 0
		}
		from = at + i
		first, rest, _ := strings.Cut(s[from:], " ")
		at = from + len(first)
		rest = strings.TrimLeft(rest, " ")
		if !boundary(s, from) || !strings.HasPrefix(rest, "ass") {
			continue
		}
		second, _, _ := strings.Cut(rest, " ")
		end := len(s) - len(rest) + len(second)
		before := strings.TrimRight(s[:from], " ")
		single := strings.HasSuffix(before, " an") || strings.HasSuffix(before, ",an")
		second = strings.TrimRight(second, ".,;:)\"'")
		switch {
		case strings.HasSuffix(second, "s") && second != "ass", // several
			strings.HasSuffix(before, " and"), strings.HasSuffix(before, " &"),
			!single && second != "association": // cut short
			return from, end
		}
	}
}

// kinds are the classes of persons by which all sellers on a list are sued.
var kinds = set(`individuals individual corporations companies partnerships p'ships entities associations`)

// classes returns a defendant that is named by two such classes or more, and
// nothing else: the beginning of "The Individuals, Corporations, Limited
// Liability Companies, Partnerships, and Unincorporated Associations …".
func classes(defendant string) string {
	n := 0
	for w := range strings.FieldsSeq(strings.ToLower(defendant)) {
		switch w = strings.Trim(w, ",.;&"); {
		case kinds[w]:
			n++
		case !between[w]:
			return ""
		}
		if n == 2 {
			return defendant
		}
	}
	return ""
}

var between = map[string]bool{"the": true, "and": true, "": true, "business": true, "limited": true, "liability": true, "certain": true}

// downloads reports whether a plaintiff sues who shares its films: Does by the
// dozen, but no sellers.
func downloads(plaintiff string) bool {
	return starts(strings.ToLower(plaintiff), "strike 3 holdings", "malibu media", "patrick collins", "voltage pictures", "dallas buyers club")
}

// manyDoes returns "Does 1-89" when a row of more than ten numbered Does is
// the first defendant. Behind a named one, or up to ten, it is the usual
// reserve for persons unknown.
func manyDoes(defendant string) string {
	words := strings.Fields(strings.ToLower(defendant))
	at := 0
	for at < len(words) && does[words[at]] == "before" {
		at++
	}
	if at >= len(words) || does[words[at]] != "doe" {
		return ""
	}
	rest := strings.Join(words[at+1:], " ")
	for _, no := range [...]string{"nos.", "nos", "no.", "numbers"} {
		rest = strings.TrimSpace(strings.TrimPrefix(rest, no))
	}
	n := digits(rest, 6)
	if n == 0 {
		return ""
	}
	rest = strings.TrimSpace(rest[n:])
	for _, to := range [...]string{"-", "–", "—", "through", "thru", "to"} {
		if after, ok := strings.CutPrefix(rest, to); ok && many(strings.TrimSpace(after)) {
			return defendant
		}
	}
	return ""
}

// many reports whether s begins with a number over ten.
func many(s string) bool {
	n := digits(s, 6)
	return n > 2 || n == 2 && s[:2] > "10"
}

var does = map[string]string{
	"the": "before", "john": "before", "jane": "before", "and": "before", "&": "before", "unknown": "before",
	"doe": "doe", "does": "doe",
}

// pseudonym reports whether a plaintiff sues as "XYZ Corp." or "ABC Company":
// no company of a longer name does.
func pseudonym(plaintiff string) bool {
	words := strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", ".", " ").Replace(plaintiff)))
	if len(words) < 2 || len(words) > 3 || words[0] != "xyz" && words[0] != "abc" {
		return false
	}
	switch words[1] {
	case "corp", "corporation", "company", "co", "llc", "inc", "ltd":
	default:
		return false
	}
	return len(words) == 2 || strings.Trim(words[2], "ivx0123456789") == "" || words[2] == "llc" || words[2] == "inc" || words[2] == "ltd"
}

// boundary reports whether no word runs on across the byte before s[at:].
func boundary(s string, at int) bool { return at == 0 || !wordByte(s[at-1]) }

func wordByte(c byte) bool { return letter(c) || digit(c) || c == '_' || c >= 0x80 }
