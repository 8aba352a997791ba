package contested

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// Marks makes n marks up, always the same for a seed: as long as real ones,
// their common words as common, their coined words coined from the letters of
// real ones.
func Marks(n int, seed uint64) []string {
	shops, brands := Background()
	known := append(shops, brands...)
	counts := map[string]int{}
	var han []rune              // of all names
	next := map[string][]byte{} // what follows two letters
	for _, name := range known {
		for w := range strings.FieldsSeq(strings.ToLower(name)) {
			counts[w]++
			if isHan(w) {
				han = append(han, []rune(w)...)
			}
			if len(w) < 4 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
				continue
			}
			w = "^^" + w + "$"
			for i := 2; i < len(w); i++ {
				next[w[i-2:i]] = append(next[w[i-2:i]], w[i])
			}
		}
	}
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // it must repeat itself
	coin := func() string {
		for {
			w := "^^"
			for len(w) < 16 {
				after := next[w[len(w)-2:]]
				c := after[r.IntN(len(after))]
				if c == '$' {
					break
				}
				w += string(c)
			}
			if len(w) >= 6 {
				return w[2:]
			}
		}
	}
	out := make([]string, n)
	for i := range out {
		words := strings.Fields(strings.ToLower(known[r.IntN(len(known))]))
		for j, w := range words {
			switch {
			case counts[w] >= 5:
			case isHan(w):
				text := []rune(w)
				for k := range text {
					text[k] = han[r.IntN(len(han))]
				}
				words[j] = string(text)
			default:
				words[j] = coin()
			}
		}
		out[i] = strings.ToUpper(strings.Join(words, " "))
	}
	return out
}

func isHan(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}
