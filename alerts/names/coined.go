package names

import "unicode/utf8"

// coinedLetters is how long a word must be that is taken for made up: of
// shorter ones, abbreviations are as rare.
const coinedLetters = 5

// Coined reports whether a name in letters is a word that somebody made up: one
// that is no word of any register or language we know of, nor two of them run
// together. Of such a name nobody thinks by chance.
func Coined(name string) bool {
	n := Fold(name)
	if n.Empty() || n.readings[0].han {
		return false
	}
	told, coined := 0, 0
	for _, w := range n.readings[0].words {
		if w.bits <= tradeBits {
			continue
		}
		told++
		if rarity()[w.text] == 0 && utf8.RuneCountInString(w.text) >= coinedLetters && seam(w.text) == 0 {
			coined++
		}
	}
	return told > 0 && coined == told
}

// Common reports whether all that a name in letters tells is one word of the
// dictionary: ROYAL, CAFÉ. Such a word is in the marks of many.
func Common(name string) bool {
	words, han := wordsOf(name)
	told := 0
	for _, w := range words {
		if bitsOf(w) <= tradeBits {
			continue
		}
		if told++; rarity()[w] == 0 {
			return false
		}
	}
	return len(han) == 0 && told <= 1
}
