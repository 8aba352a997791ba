package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tocsin/alerts/names"
	"tocsin/alerts/names/contested"
)

const pairsFile = "mark_pairs.csv"

// A metric scores how alike two names are.
type metric struct {
	name  string
	score func(a, b string) float64
}

// metrics are ours and what others use. Each makes a name ready once.
func metrics() []metric {
	fold, letters := ready(names.Fold), ready(contested.Trigrams)
	return []metric{
		{"similarity", func(a, b string) float64 { return names.Score(fold(a), fold(b)) }},
		{"jaro-winkler", contested.JaroWinkler},
		{"trigram", func(a, b string) float64 { return letters(a).Similarity(letters(b)) }},
	}
}

// ready remembers what f makes of a name.
func ready[T any](f func(string) T) func(string) T {
	known := map[string]T{}
	return func(s string) T {
		v, ok := known[s]
		if !ok {
			v = f(s)
			known[s] = v
		}
		return v
	}
}

// chancePairs is how many pairs of the background measure false positives.
const chancePairs = 2_000_000

// evalPairs scores how many pairs of marks that somebody contested lie above
// the score that a share of chance pairs reach. The chance pairs are those of
// package contested, of brands that nobody contested: the table has no pairs
// of its own for that. Pairs that are alike in meaning alone are in the group
// of all pairs, not in that of letters.
func evalPairs(dir string) ([]score, error) {
	t, err := readTable(dir, pairsFile, "mark_new", "mark_earlier", "basis?")
	if err != nil {
		return nil, err
	}
	to := sheet{file: t.name}
	chance := contested.Chance(chancePairs)
	scores := make([]float64, len(chance))
	for _, m := range metrics() {
		for i, p := range chance {
			scores[i] = m.score(p[0], p[1])
		}
		slices.Sort(scores)
		for _, rate := range []float64{1e-2, 1e-3, 1e-4} {
			limit := scores[len(scores)-1-int(rate*float64(len(scores)))]
			var all, found, spelled, foundSpelled int
			for _, r := range t.rows {
				hit := 0
				if m.score(r.cells[0], r.cells[1]) > limit {
					hit = 1
				}
				all, found = all+1, found+hit
				if contested.Spelled(r.cells[2]) {
					spelled, foundSpelled = spelled+1, foundSpelled+hit
				}
			}
			measure := fmt.Sprintf("recall@%.0e", rate)
			to.share(measure, m.name+", letters", foundSpelled, spelled)
			to.share(measure, m.name+", all pairs", found, all)
		}
	}
	return to.scores, nil
}

// isMark reports whether a cell names one mark, and does not describe several
// in parentheses.
func isMark(s string) bool {
	return !strings.HasPrefix(s, "(") && strings.ContainsFunc(s, unicode.IsLetter)
}
