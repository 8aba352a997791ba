package usitcweb

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

var (
	// listBegins stands before a list of respondents, in paragraphs or behind
	// a colon.
	listBegins = regexp.MustCompile(`(?i)\bhas identified the following(?: (?:entities|companies|parties))?(?: as)?(?: (?:the|proposed))*(?: respondents?)?(?: (?:in|to|for))?(?: (?:this|these|the) investigations?)?(?: as (?:the )?respondents?(?: in (?:this|these|the) investigations?)?)? ?:?`)
	// inProse names the only one, or few, in a sentence.
	inProse = regexp.MustCompile(`(?i)\bhas identified (.+?),? as (?:the |a )?(?:sole |only )?respondents? (?:in|to|this|for)\b`)
	// listEnds stands behind the list.
	listEnds = regexp.MustCompile(`(?i)^(?:by instituting|the usitc (?:will|has|did)|the commission|the complaint|the following)\b`)

	// lastPeriod ends the sentence that a list is, unless it ends the short
	// form of a state, all of which are shorter: "Calif.", "N.J."
	lastPeriod = regexp.MustCompile(`(?:\b[A-Z]{2}|\pL{6}|\b(?:China|Kong|Macau|Japan|Korea|India|Italy|Spain|Texas|Idaho|Maine|Ohio|Iowa|Utah))\.$`)

	dots   = regexp.MustCompile(`\.{2,}`)
	bullet = regexp.MustCompile(`^(?:[•·*▪◦‣-]|\d{1,3}[.)]) *`)
	allOf  = regexp.MustCompile(`(?i)^(.+?),? (?:all|both|each) (?:of|(?:based|located) in) (.+)$`)
	// noComma is a legal form that runs into the place behind it: "Co., Ltd.
	// Jiangsu, China".
	noComma    = regexp.MustCompile(`(?i)[ ,](?:ltd|llc|inc|limited|corp|gmbh)\.?( )(?-i:[A-Z])[^/()]*,[^/()]*$`)
	formsAtEnd = regexp.MustCompile(`(?i)(?:^|[ ,])(?:inc|llc|l\.l\.c|ltd|limited|co|corp|corporation|company|gmbh|plc|llp|lp|ag|s\.a|s\.p\.a|b\.v|n\.v|pty|kg)\.?$`)
)

// maxRespondents bounds the list of one release.
const maxRespondents = 1000

// parties reads who complains and who is complained of, and the day of the
// complaint, which is zero where the release gives only that of an amended
// one. What it read goes to r as it is written.
func (r *release) parties(body []string, text string) (ps []crawlers.Party, complained time.Time) {
	if m := complaintBy.FindStringSubmatch(text); m != nil {
		r.Complaint = m[0]
		ps = readList(crawlers.Complainant, m[3])
		if day, ok := dayIn(m[4]); ok && strings.TrimSpace(m[2]) == "" {
			complained = day
		}
	}
	if m := remedyAsked.FindStringSubmatch(text); m != nil {
		r.Remedy = m[1]
	}
	r.Respondents = respondents(body)
	for _, s := range r.Respondents {
		ps = append(ps, readItem(crawlers.Respondent, s)...)
	}
	return ps, complained
}

// respondents returns the respondents as the release writes them, one a string
// but for those in running text.
func respondents(body []string) []string {
	var out []string
	for i, p := range body {
		p = inText(p)
		if m := inProse.FindStringSubmatch(p); m != nil && !listBegins.MatchString(p) {
			return splitItems(nil, m[1])
		}
		at := listBegins.FindStringIndex(p)
		if at == nil {
			continue
		}
		if rest := strings.Trim(p[at[1]:], " .:"); rest != "" {
			out = splitItems(out, rest)
		}
		for _, item := range body[i+1:] {
			if listEnds.MatchString(item) || len(out) >= maxRespondents {
				break
			}
			out = splitItems(out, item)
		}
		return out
	}
	return nil
}

// splitItems appends the items of a line, which has one, or several between
// semicolons.
func splitItems(out []string, s string) []string {
	for item := range strings.SplitSeq(s, ";") {
		item = strings.TrimSpace(item)
		if item != "" && !strings.EqualFold(item, "and") && len(out) < maxRespondents {
			out = append(out, item)
		}
	}
	return out
}

// readList reads parties of running text. "A; B; and C, all of San Jose, CA"
// gives each the place.
func readList(role crawlers.Role, list string) []crawlers.Party {
	m := allOf.FindStringSubmatch(inText(list))
	if m == nil {
		return readItem(role, list)
	}
	names := strings.Split(m[1], ";")
	if len(names) == 1 {
		names = splitNames(m[1])
	}
	var ps []crawlers.Party
	for _, name := range names {
		if name = plainItem(name); name != "" {
			ps = append(ps, section337.ReadParties(role, name+" of "+m[2])...)
		}
	}
	return ps
}

// splitNames parts names between commas, which also stand before "Inc.".
func splitNames(s string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(s, " and ", ", "), ",") {
		part = strings.TrimSpace(part)
		if n := len(out); n > 0 && part != "" && formsAtEnd.MatchString(part) && !strings.Contains(part, " ") {
			out[n-1] += ", " + part
			continue
		}
		out = append(out, part)
	}
	return out
}

// readItem reads one respondent: "Name, of Ningbo, China" until 2023, "Name,
// Jiangsu, China" since. An "of" belongs to the name where a legal form stands
// behind it, "Volkswagen Group of America, Inc., Herndon, Va.", and where what
// follows is no place as a whole, "University of California, Oakland, Calif."
func readItem(role crawlers.Role, s string) []crawlers.Party {
	s = plainItem(s)
	if s == "" {
		return nil
	}
	if at := strings.LastIndex(s, " of "); at > 0 && !namesForm(s[at+4:]) {
		ps := section337.ReadParties(role, s)
		placeless := func(p crawlers.Party) bool { return p.Country == "" }
		if len(ps) == 1 || !slices.ContainsFunc(ps, placeless) {
			return ps
		}
	}
	if p := section337.ReadParty(role, withComma(s)); p.Name != "" {
		return []crawlers.Party{p}
	}
	return nil
}

// namesForm reports whether one of the parts of a place is a legal form, so
// that it is none.
func namesForm(place string) bool {
	for part := range strings.SplitSeq(place, ",") {
		if formsAtEnd.MatchString(strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}

// plainItem takes off what makes an item one of a list, and periods typed
// twice.
func plainItem(s string) string {
	s = bullet.ReplaceAllString(inText(s), "")
	s = dots.ReplaceAllString(s, ".")
	s = strings.Trim(s, " ;,")
	if lastPeriod.MatchString(s) {
		s = strings.TrimSuffix(s, ".")
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, " and"), ",")
	return strings.TrimSpace(strings.TrimPrefix(s, "and "))
}

// withComma puts in the comma that people leave out between a legal form and
// the place behind it.
func withComma(s string) string {
	if at := noComma.FindStringSubmatchIndex(s); at != nil && !namesForm(s[at[3]:]) {
		return s[:at[2]] + ", " + s[at[3]:]
	}
	return s
}
