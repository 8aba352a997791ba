package section337

import (
	"regexp"
	"strings"
)

// documents are the kinds of the document system with what the titles of each
// say. A kind that is not here is a party's paper.
var documents = map[string][]rule{
	"complaint": {
		{regexp.MustCompile(`(?i)amended complaint`), "amended-complaint"},
		{regexp.MustCompile(`(?i)supplement`), "supplement"},
		{regexp.MustCompile(``), "complaint"},
	},
	"voting sheet": {{regexp.MustCompile(``), "vote"}},
	"order": {
		{regexp.MustCompile(`(?i)show cause`), "show-cause"},
		{regexp.MustCompile(`(?i)target date`), "target-date"},
		{regexp.MustCompile(``), "order"},
	},
	"order, commission": {
		{regexp.MustCompile(`(?i)general exclusion`), "geo"},
		{regexp.MustCompile(`(?i)limited exclusion`), "leo"},
		{regexp.MustCompile(`(?i)cease and desist`), "cdo"},
		{regexp.MustCompile(`(?i)consent order`), "consent-order"},
		{regexp.MustCompile(``), "order"},
	},
	"opinion, commission":        {{regexp.MustCompile(``), "opinion"}},
	"id/rd - final on violation": {{regexp.MustCompile(`(?i)recommended determination on remedy`), "recommended"}, {regexp.MustCompile(``), "id"}},
	"id/rd - other than final on violation": {
		{regexp.MustCompile(`(?i)default`), "default-found"},
		{regexp.MustCompile(`(?i)settlement`), "settlement"},
		{regexp.MustCompile(`(?i)consent order`), "consent-order"},
		{regexp.MustCompile(`(?i)withdraw`), "withdrawal"},
		{regexp.MustCompile(`(?i)target date`), "target-date"},
		{regexp.MustCompile(`(?i)summary determination`), "summary"},
		{regexp.MustCompile(`(?i)amend`), "amended-institution"},
		{regexp.MustCompile(``), "order"},
	},
	"recommended determination":            {{regexp.MustCompile(``), "recommended"}},
	"petition for review; and response to": {{regexp.MustCompile(``), "review-sought"}},
	"returned mail":                        {{regexp.MustCompile(``), "returned-mail"}},
	"correspondence - usitc":               {{regexp.MustCompile(`(?i)president`), "presidential-review"}, {regexp.MustCompile(``), "paper"}},
	"motion":                               {{regexp.MustCompile(`(?i)temporary`), "teo-sought"}, {regexp.MustCompile(`(?i)default`), "default-sought"}, {regexp.MustCompile(``), "paper"}},
}

// ReadDocument reads a document of the document system by its kind and title.
func ReadDocument(kind, title string) Act {
	kind, title = strings.ToLower(Plain(kind)), Plain(title)
	if kind == "notice" || kind == "notice of investigation" {
		if kind == "notice of investigation" && title == "" {
			return Known("institution")
		}
		return Known(word(title, titles))
	}
	if rules, ok := documents[kind]; ok {
		return Known(word(title, rules))
	}
	return Known("paper")
}

var returned = regexp.MustCompile(`(?i)\breturned (?:from|by) (.+)$`)

// ReturnedFrom returns whom the mail did not reach, by the title of what came
// back: "Institution of Investigation Returned from Tatrix International China
// Co., Ltd". It is "" for an embassy.
func ReturnedFrom(title string) string {
	m := returned.FindStringSubmatch(Plain(title))
	if m == nil || strings.Contains(strings.ToLower(m[1]), "embassy") {
		return ""
	}
	return strings.Trim(m[1], " ;,")
}
