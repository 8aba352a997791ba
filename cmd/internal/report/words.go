// Package report makes what officials hand on: figures with their charts, lists
// as Excel and Word files, and drafts of reports in the usual layout.
package report

import (
	"fmt"
	"strings"

	"tocsin/alerts"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/search"
	"tocsin/crawlers"
)

// zh is the language that is not English.
const zh = "zh"

var kinds = map[crawlers.Kind][2]string{
	crawlers.Section337: {"337调查", "Section 337"},
	crawlers.Lawsuit:    {"诉讼", "Lawsuit"},
	crawlers.Squatting:  {"商标", "Trademark"},
}

var relevance = map[string][2]string{
	"relevant":   {"相关", "Relevant"},
	"irrelevant": {"无关", "Irrelevant"},
	"unclear":    {"未能判定", "Unclear"},
}

// Say says a value of a facet in a language; one that is not known is said as
// it is.
func Say(facet search.Facet, value, lang string) string {
	var word string
	switch facet {
	case search.Kind:
		word = in(kinds[crawlers.Kind(value)], lang)
	case search.Relevance:
		word = in(relevance[value], lang)
	case search.Category:
		word = alerts.Category(value).In(lang)
	case search.Stage:
		word = alerts.StageIn("", value, lang)
	case search.Forum:
		word = alerts.ForumIn(value, lang)
	case search.Severity:
		word = alerts.Severity(value).In(lang)
	case search.Industry:
		word = alerts.Industry(value).In(lang)
	case search.Class:
		word = fmt.Sprintf(in([2]string{"第 %s 类", "Class %s"}, lang), value)
	case search.Place:
		word = PlaceIn(value, lang)
	}
	if word == "" {
		return value
	}
	return word
}

// PlaceIn names the place of a code, with what holds it.
func PlaceIn(code, lang string) string {
	place, ok := region.At(code)
	switch {
	case !ok:
		return code
	case lang == zh:
		return place.Path()
	default:
		return place.NameEN
	}
}

func in(text [2]string, lang string) string {
	if lang == zh {
		return text[0]
	}
	return text[1]
}

// Names joins names of parties.
func Names(all []string) string { return strings.Join(all, "; ") }
