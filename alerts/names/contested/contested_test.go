package contested_test

import (
	"math"
	"strings"
	"testing"

	"tocsin/alerts/names/contested"
)

func TestPairs(t *testing.T) {
	pairs, err := contested.Pairs()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	spelled := 0
	for _, p := range pairs {
		key := p.New + " | " + p.Earlier
		if p.New == "" || p.Earlier == "" || p.Source == "" || seen[key] || !strings.Contains("01", p.Confusing) {
			t.Errorf("%+v: want two marks, an outcome or none, a source, and once", p)
		}
		seen[key] = true
		if p.Spelled() {
			spelled++
		}
	}
	if spelled < 90 || spelled == len(pairs) {
		t.Errorf("%d of %d pairs are alike in letters", spelled, len(pairs))
	}
}

func TestBackgroundHoldsNoPairTwice(t *testing.T) {
	shops, brands := contested.Background()
	seen := map[string]bool{}
	for _, s := range append(shops, brands...) {
		if s == "" || seen[s] {
			t.Errorf("%q is there twice, or nothing", s)
		}
		seen[s] = true
	}
	if a, b := contested.Chance(1000), contested.Chance(1000); len(a) != 1000 || a[999] != b[999] {
		t.Errorf("%d chance pairs, the last %q, then %q", len(a), a[999], b[999])
	}
}

// TestBaselines holds the measures to published values: Winkler's of his own
// paper, and pg_trgm's of PostgreSQL's manual.
func TestBaselines(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want float64
	}{
		{"MARTHA", "MARHTA", 0.961},
		{"DIXON", "DICKSONX", 0.813},
		{"DWAYNE", "DUANE", 0.840},
		{"", "A", 0},
	} {
		if got := contested.JaroWinkler(tc.a, tc.b); math.Abs(got-tc.want) > 0.001 {
			t.Errorf("%s and %s: %.3f, want %.3f", tc.a, tc.b, got, tc.want)
		}
	}
	if got := contested.Trigrams("word").Similarity(contested.Trigrams("two words")); math.Abs(got-0.363636) > 1e-6 {
		t.Errorf("similarity('word', 'two words') is %v, want 0.363636", got)
	}
}

func TestMarksAreMadeTheSame(t *testing.T) {
	a, b := contested.Marks(50, 1), contested.Marks(50, 1)
	for i := range a {
		if a[i] != b[i] || strings.TrimSpace(a[i]) == "" {
			t.Fatalf("%q, then %q", a[i], b[i])
		}
	}
}
