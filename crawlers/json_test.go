package crawlers_test

import (
	"errors"
	"testing"

	"tocsin/crawlers"
)

func TestDecodeJSONNamesHowAnAnswerEnded(t *testing.T) {
	for in, want := range map[string]error{
		`{"n":7} trailing`: nil,
		" \n":              crawlers.ErrTruncated,
		`{"n":`:            crawlers.ErrTruncated,
		`<html>`:           crawlers.ErrBlocked,
		`{"n" 7}`:          crawlers.ErrShape,
	} {
		var a struct {
			N crawlers.Word `json:"n"`
		}
		if err := crawlers.DecodeJSON([]byte(in), &a); !errors.Is(err, want) || want == nil && (err != nil || a.N != "7") {
			t.Errorf("%q: %v with %q, want %v", in, err, a.N, want)
		}
	}
}

func TestWordIsTextOrNumber(t *testing.T) {
	for in, want := range map[string]struct {
		word  crawlers.Word
		count int
	}{
		`" 54 "`: {"54", 54}, `54`: {"54", 54}, `-1`: {"-1", -1}, `null`: {"", -1}, `{}`: {"", -1}, `[1]`: {"", -1}, `true`: {"", -1},
		`"a\u0000b"`: {"ab", -1}, `99999999999`: {"99999999999", -1},
	} {
		var w crawlers.Word
		if err := crawlers.DecodeJSON([]byte(in), &w); err != nil || w != want.word || w.Count() != want.count {
			t.Errorf("%s: %q, %d, %v; want %q, %d", in, w, w.Count(), err, want.word, want.count)
		}
	}
}
