package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestKnownSquatting runs on the table of known squatting beside the checkout:
// what is below these has become worse.
func TestKnownSquatting(t *testing.T) {
	t.Parallel()
	const dir = "../../../shared/eval"
	if _, err := os.Stat(filepath.Join(dir, squattingFile)); err != nil {
		t.Skip("no captures beside the checkout, and no table of known squatting")
	}
	scores, err := evalSquatting(dir)
	if err != nil {
		t.Fatal(err)
	}
	goals := map[string]float64{
		"recall watched in both forms": 1, "recall watched in Chinese alone": 0.45,
		"told to the owner": 1, "told at once": 0.97, "told one level higher": 0.25,
		"sign mark": 1, "sign others": 0.3, "sign distributor": 0.15, "sign coined": 0.5, "sign not-owner": 0.5,
		"suppressed the owner's own filings": 0.97,
	}
	for _, s := range scores {
		is := s.Measure + " " + s.Group
		if goal, ok := goals[is]; ok && s.Value < goal {
			t.Errorf("%s: %.3f of %d, want %.2f", is, s.Value, s.N, goal)
		}
		delete(goals, is)
	}
	if len(goals) > 0 {
		t.Errorf("not scored: %v", goals)
	}
}

func TestClassesIn(t *testing.T) {
	for in, want := range map[string]int{"cl.7/9/11 appliances": 3, "cl.29, 30": 2, "cl. 30/43 coffee": 2, "various (20+ brands)": 0, "cl.99": 0, "": 0} {
		if got := classesIn(in); len(got) != want {
			t.Errorf("%q: %v, want %d classes", in, got, want)
		}
	}
}
