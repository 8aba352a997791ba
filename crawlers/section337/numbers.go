package section337

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tocsin/crawlers"
)

// firstDocket parts the numbers: the commission's document system writes
// dockets and investigations alike, and dockets were past this number before
// it was made.
const firstDocket = 2000

var (
	// People type 37-TA-1057 and 377-TA-1057 too.
	investigationNumber = regexp.MustCompile(`(?i)\b(?:337|37|377)[ -]{0,3}TA[ -]{0,3}(\d{1,4})\b`)
	docketNumber        = regexp.MustCompile(`(?i)\b(?:D\.?N\.?|Docket|Dkt\.?)(?: ?(?:Nos?|Numbers?)\b\.?)?[ #:.-]{0,3}(\d{4,5})\b`)
	andNumber           = regexp.MustCompile(`^(?:,? and |, | ?& ?|/)(\d{3,5})\b`)
	systemNumber        = regexp.MustCompile(`^337-(?:TA-)?(\d{1,5})$`)
)

// Investigations returns the numbers written as 337-TA-n in s, in order and
// once each: "Nos. 337-TA-1072 and 1073" has two. What the document system
// calls 337-TA-3673 is a docket, not an investigation.
func Investigations(s string) []int {
	return numbers(Plain(s), investigationNumber, func(n int) bool { return 0 < n && n < firstDocket })
}

// Dockets returns the docket numbers of complaints in s, in order and once
// each: "DN 3257", "Docket No. 3314", "337-TA-3673".
func Dockets(s string) []int {
	s = Plain(s)
	docket := func(n int) bool { return n >= firstDocket }
	out := numbers(s, docketNumber, docket)
	for _, n := range numbers(s, investigationNumber, docket) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func numbers(s string, re *regexp.Regexp, ok func(int) bool) []int {
	var out []int
	add := func(digits string) {
		if n, err := strconv.Atoi(digits); err == nil && ok(n) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
		rest := s[at[1]:]
		if len(rest) > 1 && rest[0] == '-' && '0' <= rest[1] && rest[1] <= '9' {
			continue // "Docket No. 2017-1234" is a court's
		}
		add(s[at[2]:at[3]])
		for m := andNumber.FindStringSubmatch(rest); m != nil; m = andNumber.FindStringSubmatch(rest) {
			if rest = rest[len(m[0]):]; strings.HasPrefix(rest, "-") {
				break // "and 337-TA-937" is whole
			}
			add(m[1])
		}
	}
	return out
}

// Number reads a number as the commission's document and data systems write
// it: 337-1452 is an investigation, 337-3673 a docket, and so is a number
// before institution whatever it is. It is false for numbers of other
// proceedings and for what the systems keep for tests.
func Number(number, status, title string) (crawlers.Key, bool) {
	m := systemNumber.FindStringSubmatch(strings.ToUpper(Plain(number)))
	if m == nil {
		return crawlers.Key{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n == 0 {
		return crawlers.Key{}, false
	}
	before := strings.HasPrefix(strings.ToLower(strings.ReplaceAll(status, "-", "")), "preinstitution")
	if n >= firstDocket || before || slices.Contains(Dockets(title), n) {
		return Docket(n), true
	}
	return Investigation(n), true
}
