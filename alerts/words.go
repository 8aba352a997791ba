package alerts

import (
	"cmp"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// In says a severity in a language, as every message does.
func (s Severity) In(lang string) string { return cmp.Or(severityTexts[s].in(lang), string(s)) }

// In says a category in a language, as every message does.
func (c Category) In(lang string) string { return cmp.Or(categoryTexts[c].in(lang), string(c)) }

// StageIn says a stage of a kind of proceeding in a language; one that is not
// in the lists is said as it is.
func StageIn(kind crawlers.Kind, stage, lang string) string {
	return cmp.Or(stageIn(kind, stage, lang), stage)
}

// stageIn is StageIn, or "" for a stage that is not in the lists.
func stageIn(kind crawlers.Kind, stage, lang string) string {
	word := stageTexts[stage]
	if own, ok := stageTexts["337/"+stage]; ok && kind == crawlers.Section337 {
		word = own
	}
	return word.in(lang)
}

// course is the stages in the order of a matter's course, from what says least
// of where it stands.
var course = []string{
	"other", "appearance", "sealed", "seal-motion", "seal-ruling", "ip-report", "schedule-a-exhibit",
	"complaint", "receipt", "public-interest", "institution", "stay-joinder", "show-cause", "teo",
	"tro-sought", "tro-ruled", "pi-sought", "pi-ruled", "default", "id", "review", "default-judgment", "remedy",
	"presidential-review", "enforcement", "settlement", "dismissed", "closed",
}

// Stages returns all stages there are: those of suits and investigations in the
// order of a matter's course, then those of marks.
func Stages() []string {
	out := slices.Clone(course)
	var more []string
	for stage := range stageTexts {
		if !slices.Contains(course, stage) && !strings.Contains(stage, "/") {
			more = append(more, stage)
		}
	}
	slices.Sort(more)
	return append(out, more...)
}

// ForumIn says where matters of an authority are heard, in a language; one that
// is not known is said as it is.
func ForumIn(authority, lang string) string { return forumOf(authority).name.in(lang) }

// CompareStages says which of two stages a matter reaches later: below zero if
// it is b.
func CompareStages(a, b string) int {
	return slices.Index(course, a) - slices.Index(course, b)
}

// ActIn says what happened, by an act's word, in a language; a word that has
// no text is said as it is.
func ActIn(kind crawlers.Kind, act, lang string) string {
	return cmp.Or(actIn(kind, act, lang), act)
}

// actIn is ActIn, or "" for a word that has no text.
func actIn(kind crawlers.Kind, act, lang string) string {
	if kind == crawlers.Section337 {
		return investigationTexts[act].in(lang)
	}
	return actTexts[act].in(lang)
}

// FieldIn says the name of a verdict's field in a language.
func FieldIn(field, lang string) string { return cmp.Or(fieldTexts[field].in(lang), field) }

// Mask hides the natural persons among the parties of f in a text about it, as
// [Compose] does for a reader who is not the routed center.
func Mask(f crawlers.Filing, s string) string { return masker(f).Replace(s) }
