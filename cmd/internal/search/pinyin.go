package search

import (
	"slices"
	"strings"
)

// syllables are all of pinyin, without tones; ü is v.
var syllables = func() map[string]bool {
	set := map[string]bool{}
	for _, row := range []string{
		" a o e ai ei ao ou an en ang eng er", "b a o ai ei ao an en ang eng i ie iao ian in ing u", "p a o ai ei ao ou an en ang eng i ie iao ian in ing u",
		"m a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u", "f a o ei ou an en ang eng u", "d a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un",
		"t a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un", "n a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ue",
		"l a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue", "g a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
		"k a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang", "h a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
		"j i ia ie iao iu ian in iang ing iong u ue uan un", "q i ia ie iao iu ian in iang ing iong u ue uan un", "x i ia ie iao iu ian in iang ing iong u ue uan un",
		"zh a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang", "ch a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
		"sh a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang", "r e ao ou an en ang eng ong i u uo ui uan un",
		"z a e ai ei ao ou an en ang eng ong i u uo ui uan un", "c a e ai ao ou an en ang eng ong i u uo ui uan un", "s a e ai ao ou an en ang eng ong i u uo ui uan un",
		"y a o e ao ou an ang i in ing ong u ue uan un", "w a o ai ei an en ang eng u",
	} {
		initial, finals, _ := strings.Cut(row, " ")
		for f := range strings.FieldsSeq(finals) {
			set[initial+f] = true
		}
	}
	return set
}()

// maxSplits is in how many ways words are read as pinyin.
const maxSplits = 4

// readings reads words as pinyin, two syllables or more: "dajiang" is da jiang,
// "xian" is xi an only, for one syllable is every other English word.
func readings(words []string) [][]string {
	all := [][]string{nil}
	for _, w := range words {
		if len(w) > 40 {
			return nil
		}
		var next [][]string
		for _, s := range split(w, maxSplits) {
			for _, before := range all {
				if len(next) < maxSplits {
					next = append(next, append(slices.Clip(before), s...))
				}
			}
		}
		if len(next) == 0 {
			return nil
		}
		all = next
	}
	return slices.DeleteFunc(all, func(r []string) bool { return len(r) < 2 })
}

// split parts a word into syllables in up to n ways, the longest first.
func split(w string, n int) [][]string {
	// ways[i] are those of w[i:]; so that no word is tried again and again.
	ways := make([][][]string, len(w)+1)
	ways[len(w)] = [][]string{nil}
	for i := len(w) - 1; i >= 0; i-- {
		for l := min(6, len(w)-i); l > 0; l-- {
			if !syllables[w[i:i+l]] {
				continue
			}
			for _, rest := range ways[i+l] {
				if len(ways[i]) < n {
					ways[i] = append(ways[i], append([]string{w[i : i+l]}, rest...))
				}
			}
		}
	}
	return ways[0]
}
