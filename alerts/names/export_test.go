package names

import "strings"

// Read returns the words of each reading of n.
func Read(n Name) (out []string) {
	for _, r := range n.readings {
		var words []string
		for _, w := range r.words {
			words = append(words, w.text)
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// Signed reports whether a weight may be below 0.
func Signed(i int) bool { return feature(i) == featBias || feature(i) == featShort }

func Weights() Measures { return weights }

func FeatureName(i int) string { return featureWords[i] }

// Owed reports whether an entry b without classes is owed a from a suspect.
func Owed(a, b Name) bool {
	m, how := a.closest(&b, false)
	return b.weakness().owed(&m, how.edits, a.readings[0].ordinary(), UnknownClass, true)
}

// OwedUnknown is Owed from somebody nothing speaks against.
func OwedUnknown(a, b Name) bool {
	m, how := a.closest(&b, false)
	return b.weakness().owed(&m, how.edits, a.readings[0].ordinary(), UnknownClass, false)
}
