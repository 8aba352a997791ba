package docket

import (
	"slices"
	"strconv"
	"strings"
)

// tier finds the strongest sign of a suit against many online sellers.
func tier(c Caption) (Tier, string) {
	text := strings.ToLower(c.Text)
	if len(text) != len(c.Text) { // a letter whose lower case is longer or shorter: signs are cut from text instead
		c.Text = text
	}
	if from, to := scheduleA(text, c.Defendant != ""); to > 0 && (strings.Contains(text[from:to], "schedule") || !insurer(c.Plaintiff)) {
		return ScheduleA, c.Text[from:to]
	}
	if from, to := unincorporated(text); to > 0 {
		return Unincorporated, c.Text[from:to]
	}
	if classes(c.Defendant) || sellers(c.Defendant) {
		return Unincorporated, c.Defendant
	}
	if sign, n := manyDoes(c.Defendant); sign != "" && !downloads(c.Plaintiff) && !reserve(c.Plaintiff, n) {
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

// insurer reports whether a plaintiff is one: it lists in an exhibit the clinics
// that it will not pay.
func insurer(plaintiff string) bool {
	p := strings.ToLower(plaintiff)
	return has(p, "insurance", "indemnity", "casualty", " mutual", "assurance") || starts(p, "state farm", "allstate", "geico", "progressive", "travelers")
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
var kinds = set(`individuals individual corporations corps companies cos partnerships p'ships entities associations llcs`)

// classes reports whether a defendant is named by two such classes or more, and
// nothing else: the beginning of "The Individuals, Corporations, Limited
// Liability Companies, Partnerships, and Unincorporated Associations …".
// "The Partnerships" is enough: no one partnership is called so.
func classes(defendant string) bool {
	n, alone := 0, false
	words := strings.Fields(strings.ToLower(defendant))
	for i, w := range words {
		switch w = strings.Trim(w, ",.;&"); {
		case kinds[w]:
			n++
			alone = alone || w == "p'ships" || i == 1 && words[0] == "the" && (w == "partnerships" || w == "individuals")
		case !between[w]:
			return false
		}
		if n == 2 {
			return true
		}
	}
	return alone
}

var between = map[string]bool{"the": true, "and": true, "": true, "business": true, "limited": true, "ltd": true, "liability": true, "liab": true, "certain": true}

// selling are words for those who sell, nameless those that stand where their
// names are not known or too many.
var (
	selling  = set(`sellers merchants storefronts stores retailers accounts`)
	nameless = set(`unknown unidentified unnamed various online internet e-commerce ecommerce`)
)

// sellers reports whether a defendant is a class of sellers: "Unknown Online
// Sellers", "… Doing Business as Certain Amazon Selling Accounts", "Unknown Parties
// Doing Business as …".
func sellers(defendant string) bool {
	class, unnamed := false, false
	words := strings.Fields(strings.ToLower(defendant))
	for i, w := range words {
		w = strings.Trim(w, ",.;&()")
		switch {
		case w == "securities", w == "stock", w == "guild", forms[w]:
			return false
		case selling[w] && (w != "accounts" || i > 0 && words[i-1] == "selling"):
			class = true
		case nameless[w]:
			unnamed = true
		}
	}
	return unnamed && (class || slices.ContainsFunc(words, func(w string) bool { return w == "d/b/a" || w == "dba" }) || strings.Contains(strings.ToLower(defendant), "doing business as"))
}

// downloads reports whether a plaintiff sues who shares its films: Does by the
// dozen, but no sellers.
func downloads(plaintiff string) bool {
	p := strings.ToLower(plaintiff)
	return starts(p, "strike 3 holdings", "malibu media", "patrick collins", "dallas buyers club", "af holdings", "digital sin", "ingenuity 13") ||
		has(p, "film", "pictures", "production", "cinema", "movie", " video")
}

// reserve reports whether n Does stand for whoever else may turn out to be
// liable: people who sue write a round number, who counts listings does not.
func reserve(plaintiff string, n int) bool {
	words := strings.Fields(plaintiff)
	return len(words) > 0 && n%5 == 0 && !incorporated(words) && !(len(words) == 1 && Pinyin(plaintiff))
}

// manyDoes returns "Does 1-89" and 89 when a row of more than ten numbered Does
// is the first defendant. Behind a named one, or up to ten, it is the usual
// reserve for persons unknown.
func manyDoes(defendant string) (sign string, n int) {
	words := strings.Fields(strings.ToLower(defendant))
	at := 0
	if slices.ContainsFunc(words, func(w string) bool { return w == "xyz" }) {
		return "", 0 // "John Does 1-100, Jane Does 1-100 and XYZ Company" sell shirts at the doors of a concert
	}
	for at < len(words) && does[words[at]] == "before" {
		at++
	}
	if at >= len(words) || does[words[at]] != "doe" {
		return "", 0
	}
	rest := strings.Join(words[at+1:], " ")
	for _, no := range [...]string{"nos.", "nos", "no.", "numbers"} {
		rest = strings.TrimSpace(strings.TrimPrefix(rest, no))
	}
	first := digits(rest, 6)
	if first == 0 {
		return "", 0
	}
	rest = strings.TrimSpace(rest[first:])
	for _, to := range [...]string{"-", "–", "—", "through", "thru", "to"} {
		after, ok := strings.CutPrefix(rest, to)
		after = strings.TrimSpace(after)
		if n, err := strconv.Atoi(after[:digits(after, 6)]); ok && err == nil && n > 10 {
			return defendant, n
		}
	}
	return "", 0
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
