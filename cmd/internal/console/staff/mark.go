package staff

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// A span is a piece of a text, marked where it is the words of a quote.
type span struct {
	Text string
	Mark bool
}

// Bounds of what is looked for in one text.
const (
	maxQuotes = 30
	maxWords  = 400 // of one quote
)

// mark parts a text where it holds one of the quotes. Blanks and line ends count
// alike, and case does not. It is pure.
func mark(text string, quotes []string) []span {
	if text == "" {
		return nil
	}
	var at [][]int
	for _, q := range quotes[:min(len(quotes), maxQuotes)] {
		words := strings.Fields(q)
		for i := range words {
			words[i] = regexp.QuoteMeta(words[i])
		}
		if len(words) == 0 || len(words) > maxWords || len(q) < 2 {
			continue
		}
		re, err := regexp.Compile(`(?i)` + strings.Join(words, `\s+`))
		if err != nil { // not text
			continue
		}
		at = append(at, re.FindAllStringIndex(text, maxQuotes)...)
	}
	slices.SortFunc(at, func(a, b []int) int { return cmp.Or(a[0]-b[0], b[1]-a[1]) })
	var out []span
	end := 0
	for _, x := range at {
		if x[1] <= end {
			continue
		}
		from := max(x[0], end)
		if from > end {
			out = append(out, span{text[end:from], false})
		}
		out = append(out, span{text[from:x[1]], true})
		end = x[1]
	}
	if end < len(text) {
		out = append(out, span{text[end:], false})
	}
	return out
}
