package contested

import "strings"

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

// Trigram is the similarity of PostgreSQL's pg_trgm: the share of runs of
// three letters, each word with two blanks before and one behind it.
func Trigram(a, b string) float64 {
	x, y := trigrams(a), trigrams(b)
	both := 0
	for t := range x {
		if y[t] {
			both++
		}
	}
	if len(x)+len(y) == both {
		return 0
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func trigrams(s string) map[[3]rune]bool {
	m := map[[3]rune]bool{}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" -.,'’&!/()", r) })
	for _, w := range words {
		text := []rune("  " + w + " ")
		for i := range len(text) - 2 {
			m[[3]rune(text[i:i+3])] = true
		}
	}
	return m
}
