package feed

import (
	"regexp"
	"slices"
	"testing"
)

func TestEveryTextIsInBothLanguages(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	for key, s := range texts {
		if s.zh == "" || s.en == "" || !slices.Equal(verbs.FindAllString(s.zh, -1), verbs.FindAllString(s.en, -1)) {
			t.Errorf("%s: %q and %q", key, s.zh, s.en)
		}
	}
}
