package main

import (
	"maps"
	"slices"

	"tocsin/cmd/internal/relevance"
)

// A score is one measure of one group of labelled rows, with its interval of
// 95 %.
type score struct {
	File    string  `json:"file"`
	Measure string  `json:"measure"`
	Group   string  `json:"group"`
	Value   float64 `json:"value"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	N       int     `json:"n"` // rows, or groups where it is a mean over groups
}

// A tally counts answers to a question of yes or no.
type tally struct{ trueYes, falseYes, falseNo, trueNo int }

// compare counts one answer.
func compare(want, got bool) tally {
	switch {
	case want && got:
		return tally{trueYes: 1}
	case got:
		return tally{falseYes: 1}
	case want:
		return tally{falseNo: 1}
	}
	return tally{trueNo: 1}
}

func (t tally) plus(o tally) tally {
	return tally{t.trueYes + o.trueYes, t.falseYes + o.falseYes, t.falseNo + o.falseNo, t.trueNo + o.trueNo}
}

// f1 is the harmonic mean of precision and recall. It grows with the share of
// hits among hits and mistakes, which has a Wilson interval, and so has one.
func (t tally) f1() (value, low, high float64, n int) {
	n = t.trueYes + t.falseYes + t.falseNo
	low, high = relevance.Wilson(part(t.trueYes, n), n)
	f := func(share float64) float64 { return 2 * share / (1 + share) }
	return part(2*t.trueYes, n+t.trueYes), f(low), f(high), n
}

func part(k, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(k) / float64(n)
}

// A sheet collects the scores of one file. A measure of no rows has no score.
type sheet struct {
	file   string
	scores []score
}

// share adds k of n.
func (s *sheet) share(measure, group string, k, n int) {
	if n == 0 {
		return
	}
	low, high := relevance.Wilson(part(k, n), n)
	s.scores = append(s.scores, score{s.file, measure, group, part(k, n), low, high, n})
}

// tally adds precision, recall and their mean.
func (s *sheet) tally(group string, t tally) {
	s.share("precision", group, t.trueYes, t.trueYes+t.falseYes)
	s.share("recall", group, t.trueYes, t.trueYes+t.falseNo)
	if value, low, high, n := t.f1(); n > 0 {
		s.scores = append(s.scores, score{s.file, "f1", group, value, low, high, n})
	}
}

// mean adds the plain mean over groups. What lies between 0 and 1 varies no
// more than a yes or no, so that the same interval is wide enough.
func (s *sheet) mean(measure, group string, values []float64) {
	n := len(values)
	if n == 0 {
		return
	}
	m := average(values)
	low, high := relevance.Wilson(m, n)
	s.scores = append(s.scores, score{s.file, measure, group, m, low, high, n})
}

// courts adds each court and the mean over those that have something to find
// or found something.
func (s *sheet) courts(courts map[string]tally) {
	for _, c := range sorted(courts) {
		s.tally("court "+c, courts[c])
	}
	s.mean("f1", "macro over courts", f1s(courts))
}

// f1s returns the f1 of each group that has one.
func f1s(groups map[string]tally) (out []float64) {
	for _, g := range sorted(groups) {
		if value, _, _, n := groups[g].f1(); n > 0 {
			out = append(out, value)
		}
	}
	return out
}

func average(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
