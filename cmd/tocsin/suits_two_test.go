package main

import (
	"fmt"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestTwoSourcesTellOneSuit lets the court's feed and CourtListener tell of a
// suit, each of them first: the acts are the same, the stages are told, and
// what the one has told the other does not tell again.
func TestTwoSourcesTellOneSuit(t *testing.T) {
	for _, s := range []suit{arista(t), warner(t), castle(t)} {
		t.Run(s.court, func(t *testing.T) {
			t.Parallel()
			var acts [2][]string
			var told [2]map[string]map[string]bool
			for i, tell := range []teller{after(byFeed, bySearch), after(bySearch, byFeed)} {
				onFile(t, func(t *testing.T, address string) {
					c := newClerk(t, address, suitWatchers)
					c.hourly(t, tell, s)
					c.oneMatter(t)
					checkThreads(t, c.told, 0)
					acts[i], told[i] = c.acts(t, s), map[string]map[string]bool{}
					for _, m := range c.told {
						note(told[i], m)
					}
				})
			}
			if d := gocmp.Diff(acts[0], acts[1]); d != "" {
				t.Errorf("acts by feed first (-), by search first (+):\n%s", d)
			}
			for i := range told { // that it began, who heard of more is not told; and what a feed leaves unclear, its text does not
				delete(told[i][s.key().String()], "other")
			}
			if d := gocmp.Diff(told[0], told[1]); d != "" {
				t.Errorf("stages told by feed first (-), by search first (+):\n%s", d)
			}
		})
	}
}

// acts are those of a suit's matter, with what they say and how many reports
// each has.
func (c *clerk) acts(t *testing.T, s suit) []string {
	t.Helper()
	m, err := c.Store.FindMatter(t.Context(), s.key())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range m.Acts {
		out = append(out, fmt.Sprintf("%s %s/%s by %d", a.ID, a.Stage, a.Act, len(a.Sources)))
	}
	return out
}

// after shows items by one place, and ten minutes later by another.
func after(first, then teller) teller {
	return func(c *clerk, t *testing.T, at time.Time, in []item) {
		t.Helper()
		first(c, t, at, in)
		then(c, t, at.Add(10*time.Minute), in)
	}
}
