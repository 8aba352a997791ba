// Package contested holds what similarity of names is measured by: pairs of
// marks that a tribunal had to decide on, brands for a background of pairs
// that nobody contested, and the measures others use.
//
// The aim is that every contested pair is seen by a person. Whether it was
// held confusing is in the table for the record; letters do not foretell it.
//
// Sources: each pair names its own. shops.txt is drawn from
// name-suggestion-index (BSD-3-Clause), brands.txt from simple-icons (CC0).
package contested

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed pairs.csv
var pairsCSV string

//go:embed shops.txt
var shopsText string

//go:embed brands.txt
var brandsText string

// A Pair is two marks that a tribunal had to decide on.
type Pair struct {
	New, Earlier string
	Confusing    string // "1", "0", or "" where the source does not say
	Basis        string
	Source       string
}

// Spelled reports whether the pair is alike in letters, rather than in what
// the words mean or stand for.
func (p Pair) Spelled() bool { return Spelled(p.Basis) }

// Spelled reports whether pairs of a basis are alike in letters.
func Spelled(basis string) bool {
	switch basis {
	case "translation", "conceptual", "abbreviation":
		return false
	}
	return true
}

// Pairs returns the pairs.
func Pairs() ([]Pair, error) {
	rows, err := csv.NewReader(strings.NewReader(pairsCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("contested: pairs.csv: %w", err)
	}
	var out []Pair
	for _, r := range rows[1:] {
		out = append(out, Pair{New: r[0], Earlier: r[1], Confusing: r[2], Basis: r[3], Source: r[6]})
	}
	return out, nil
}

// Background returns brands of two kinds. One of each is a pair that nobody
// contested; two of one kind are sometimes of one house.
func Background() (shops, brands []string) { return lines(shopsText), lines(brandsText) }

func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if !strings.HasPrefix(l, "# ") {
			out = append(out, strings.TrimSuffix(l, "\n"))
		}
	}
	return out
}

// Chance returns n pairs of the background, always the same.
func Chance(n int) [][2]string {
	shops, brands := Background()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must repeat itself
	out := make([][2]string, n)
	for i := range out {
		out[i] = [2]string{shops[r.IntN(len(shops))], brands[r.IntN(len(brands))]}
	}
	return out
}
