package search

import (
	"encoding/json"
	"errors"
	"testing"
)

// FuzzParse holds that whatever is asked is a query or an error for people, and
// that a query that was kept is the same when it is read again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`大疆 -电池`, `"off white" lamp*`, `plaintiff:义乌 337-TA-1501`, `原告：“某某”`, "-", `"`, "a:b:c:", "\xff\x00*", "1:26-cv-00011"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrQuery) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		kept, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var again Query
		if err := json.Unmarshal(kept, &again); err != nil {
			t.Errorf("%q was kept as %s and is not read again: %v", text, kept, err)
		}
		if len(again.terms) != len(q.terms) {
			t.Errorf("%q has %d terms, and when kept %d", text, len(q.terms), len(again.terms))
		}
	})
}
