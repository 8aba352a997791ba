package section337

import (
	"regexp"
	"slices"
	"strings"

	"tocsin/crawlers"
)

var (
	listOf = [...]struct {
		role crawlers.Role
		open *regexp.Regexp
	}{
		{crawlers.Complainant, regexp.MustCompile(`^\(a\) The complainants? (?:is|are)\b(?: the following[^:]{0,60})? ?[:-]*`)},
		{crawlers.Respondent, regexp.MustCompile(`^\(b\) The respondents? (?:is|are)\b(?: the following(?:[^:]{0,300}?\bserved\b|[^:]{0,300}))? ?[:-]*`)},
	}
	listEnd = regexp.MustCompile(`^\((?:[c-h]|\d{1,2})\)|^The Office of Unfair|^Responses? to the complaint`)

	// runOn is where one party ends and the next may begin in one line.
	runOn = regexp.MustCompile(`(?:\b(?:China|Hong Kong|Taiwan|Japan|Korea|Germany|Canada)(?:,? \d{5,7})?|\b[A-Z]{2},? \d{5}(?:-\d{4})?)[;,.]? (?:and )?[A-Z0-9]`)

	behalf      = regexp.MustCompile(`(?:\bon behalf of|complaint(?:, as [a-z ]{3,40},)? (?:was )?filed (?:on ` + date + `,? )?by) `)
	behalfEnd   = regexp.MustCompile(`,? on [A-Z][a-z]+ \d{1,2}, ?\d{4}|,? alleging |,? under section 337|,? against `)
	accuses     = regexp.MustCompile(`(?i:complaint|notice of (?:institution of )?investigation|NOI|commission|USITC|investigation)\b.{0,120}? (?:names?|named|naming|identif(?:y|ies|ied)) `)
	asAccused   = regexp.MustCompile(`^(?:the following )?(?:[a-z0-9-]+ )?(?:entities |companies |parties |firms )?as (?:the )?(?:proposed |named )?respondents?(?: in (?:this|the) investigation)?(?: are| were)?(?: the following(?: [a-z]+){0,3})?[:,]? ?|^(?:the following )?(?:[a-z0-9-]+ )?respondents?(?: in (?:this|the) investigation)?(?:,? (?:including|namely))?[:,]? ?`)
	accusedEnd  = regexp.MustCompile(`,? as (?:the |an? )?(?:sole |only |proposed |additional )*respondents?\b`)
	accusedAre  = regexp.MustCompile(`\b[Rr]espondents?(?: (?:named|identified) in .{0,80}?| in (?:this|the) investigation)? (?:is|are|were|include|included):? `)
	bulletsOver = regexp.MustCompile(`^(?:By instituting|The USITC|The investigation|The Commission)\b`)
)

// noticeParties returns the parties of the matter: those that a notice of
// institution lists, else those its sentences name.
func noticeParties(ps []Paragraph) []crawlers.Party {
	out := listed(ps)
	for _, role := range [...]crawlers.Role{crawlers.Complainant, crawlers.Respondent} {
		if slices.ContainsFunc(out, func(p crawlers.Party) bool { return p.Role == role }) {
			continue
		}
		more := complaining(ps)
		if role == crawlers.Respondent {
			more = responding(ps)
		}
		out = append(out, more...)
	}
	return out[:min(len(out), maxParties)]
}

// listed reads the parties that a notice of institution sets one a paragraph,
// or in the line that opens the list.
func listed(ps []Paragraph) []crawlers.Party {
	var role crawlers.Role
	var out []crawlers.Party
	for _, p := range ps {
		s := p.Text
		opens := false
		for _, l := range listOf {
			if at := l.open.FindStringIndex(s); at != nil {
				role, s, opens = l.role, strings.TrimSpace(s[at[1]:]), true
			}
		}
		if !opens && !p.Party && listEnd.MatchString(s) {
			role = ""
		}
		if role == "" || s == "" || len(out) >= maxParties {
			continue
		}
		for _, one := range partLine(s, p.Party) {
			if q := ReadParty(role, one); q.Name != "" {
				out = append(out, q)
			}
		}
	}
	return out
}

// partLine parts a line into the parties that run on in it. A paragraph that is
// set as one party is one.
func partLine(s string, one bool) []string {
	if one {
		return []string{s}
	}
	var out []string
	for range maxParties {
		cut := 0
		for _, at := range runOn.FindAllStringIndex(clip(s, maxParty), -1) {
			if i := at[1] - 1; begins(s[i:]) {
				cut = i
				break
			}
		}
		if cut == 0 {
			break
		}
		out = append(out, s[:cut])
		s = s[cut:]
	}
	return append(out, s)
}

// begins reports whether a party begins here: a name that ends in a legal form,
// with an address behind it.
func begins(s string) bool {
	name, address := splitAddress(clip(s, 400))
	return address != "" && formLast.MatchString(strings.TrimRight(name, " .,)")) && !strings.Contains(name, "Road")
}

// complaining reads on whose behalf the complaint was filed.
func complaining(ps []Paragraph) []crawlers.Party {
	for _, p := range ps {
		at := behalf.FindStringIndex(p.Text)
		if at == nil || !strings.Contains(p.Text[:at[1]], "omplain") {
			continue
		}
		list := sentence(clip(p.Text[at[1]:], maxList))
		if end := behalfEnd.FindStringIndex(list); end != nil {
			list = list[:end[0]]
		}
		if out := ReadParties(crawlers.Complainant, list); len(out) > 0 {
			return out
		}
	}
	return nil
}

// responding reads whom a complaint or a notice of investigation names.
func responding(ps []Paragraph) []crawlers.Party {
	for i, p := range ps {
		for _, at := range accuses.FindAllStringIndex(p.Text, 20) {
			rest := sentence(clip(p.Text[at[1]:], maxList))
			list := ""
			if open := asAccused.FindStringIndex(rest); open != nil {
				if list = rest[open[1]:]; list == "" {
					return bulleted(ps[i+1:])
				}
			} else if end := accusedEnd.FindStringIndex(rest); end != nil {
				list = rest[:end[0]]
			}
			if out := ReadParties(crawlers.Respondent, list); len(out) > 0 {
				return out
			}
		}
	}
	for _, p := range ps {
		if at := accusedAre.FindStringIndex(p.Text); at != nil {
			out := ReadParties(crawlers.Respondent, sentence(clip(p.Text[at[1]:], maxList)))
			if len(out) > 0 && out[0].Country != "" { // "respondents are invited to comment" names none
				return out
			}
		}
	}
	return nil
}

// bulleted reads the list that the press room sets under "the following as
// respondents", one party a line.
func bulleted(ps []Paragraph) []crawlers.Party {
	var out []crawlers.Party
	for _, p := range ps {
		if len(p.Text) > 400 || bulletsOver.MatchString(p.Text) || len(out) >= maxParties {
			break
		}
		if q := ReadParty(crawlers.Respondent, p.Text); q.Name != "" {
			out = append(out, q)
		}
	}
	return out
}
