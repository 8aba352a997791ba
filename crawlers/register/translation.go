package register

import (
	"regexp"
	"strings"
)

var (
	// Nothing is what applicants say because a rule wants them to say
	// something: it stands in every second application and tells no mark.
	nothing = regexp.MustCompile(`(?i)\b(?:no|not have an?y?|not an?|without)\s+(?:[a-z]+\s+){0,3}(?:meanings?|significance|translations?|transliterations?|foreign word)|\bnot (?:applicable|translat)|\bn/a\b`)

	// Becomes is where a sentence goes over from a mark's words to what they
	// are otherwise.
	becomes  = regexp.MustCompile(`(?i)\b(?:is|are|means?|meaning|translat\w+ (?:to|as|into)|transliterat\w+ (?:to|as|into))\b`)
	quoted   = regexp.MustCompile(`["“”]+([^"“”]{1,200})["“”]+`)
	unquoted = regexp.MustCompile(`(?i)^\s*([^;,.:]{1,60}?)(?:\s+in\s+english)?\s*$`)
	article  = regexp.MustCompile(`(?i)^(?:an?|the)\s`)
)

// Renderings returns what a statement of translation or transliteration, in
// English, says that a mark is in other words or letters.
func Renderings(statement string) []string {
	var out []string
	for _, s := range sentences(statement) {
		empty := nothing.FindStringIndex(s)
		if empty != nil {
			s = s[:empty[0]] // how it sounds is told even of what means nothing
		}
		at := becomes.FindStringIndex(s)
		if at == nil {
			continue
		}
		rest := s[at[1]:]
		found := quoted.FindAllStringSubmatch(rest, maxForms)
		for _, m := range found {
			if form := strings.Trim(m[1], " .,;"); form != "" {
				out = append(out, form)
			}
		}
		if m := unquoted.FindStringSubmatch(rest); len(found) == 0 && empty == nil && m != nil && !article.MatchString(m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// sentences parts a text behind each full stop.
func sentences(s string) []string {
	if len(s) > 4*maxGoods {
		s = clip(s, 4*maxGoods)
	}
	var out []string
	for _, part := range strings.SplitAfter(s, ". ") {
		for _, part := range strings.SplitAfter(part, `." `) {
			if part = strings.TrimRight(strings.TrimSpace(part), "."); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}
