package contested

import (
	"slices"
	"strings"
	"unicode"
)

// JaroWinkler is the similarity of Jaro and Winkler of two names in capitals
// or not.
func JaroWinkler(a, b string) float64 {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	reach := max(0, max(len(x), len(y))/2-1)
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	same := 0
	for i, r := range x {
		for j := max(0, i-reach); j <= min(len(y)-1, i+reach); j++ {
			if !usedY[j] && y[j] == r {
				usedX[i], usedY[j] = true, true
				same++
				break
			}
		}
	}
	if same == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i, r := range x {
		if !usedX[i] {
			continue
		}
		for !usedY[j] {
			j++
		}
		if r != y[j] {
			swapped++
		}
		j++
	}
	m := float64(same)
	jaro := (m/float64(len(x)) + m/float64(len(y)) + (m-float64(swapped)/2)/m) / 3
	start := 0
	for start < min(4, len(x), len(y)) && x[start] == y[start] {
		start++
	}
	return jaro + float64(start)*0.1*(1-jaro)
}

// A Letters is the set of a name's runs of three letters, sorted.
type Letters []string

// Trigrams returns the runs of three letters as PostgreSQL's pg_trgm has them,
// each word with two blanks before and one behind it.
func Trigrams(s string) Letters {
	var out Letters
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		text := []rune("  " + w + " ")
		for i := range len(text) - 2 {
			out = append(out, string(text[i:i+3]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Similarity is the share of runs that both have.
func (a Letters) Similarity(b Letters) float64 {
	both, all := 0, len(a)+len(b)
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both++
			a, b = a[1:], b[1:]
		}
	}
	if all == 0 {
		return 0
	}
	return float64(both) / float64(all-both)
}
