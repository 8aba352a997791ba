package names

import "slices"

// Simplify returns the simplified form of a traditional Chinese character, and
// any other rune as it is.
func Simplify(r rune) rune { return simplify(r) }

// InPinyin returns the readings of a Chinese character in pinyin without
// tones, ü as v, the commonest first.
func InPinyin(r rune) []string { return slices.Clone(syllables(r)) }

// Syllables is how many syllables of pinyin without tones a word in small letters
// can be read as, at least; 0 if it is no pinyin.
func Syllables(w string) int { return syllablesIn(w) }
