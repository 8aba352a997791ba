package main

import (
	"math"
	"testing"

	"tocsin/cmd/internal/relevance"
)

// The intervals are those of Wilson (1927) without correction, as published
// calculators give them.
func TestWilson(t *testing.T) {
	for _, tc := range []struct {
		k, n      int
		low, high float64
	}{
		{10, 10, 0.7225, 1},
		{0, 10, 0, 0.2775},
		{5, 10, 0.2366, 0.7634},
		{81, 263, 0.2553, 0.3662},
		{0, 0, 0, 1},
	} {
		low, high := relevance.Wilson(part(tc.k, tc.n), tc.n)
		if math.Abs(low-tc.low) > 1e-4 || math.Abs(high-tc.high) > 1e-4 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tc.k, tc.n, low, high, tc.low, tc.high)
		}
	}
}

func TestF1(t *testing.T) {
	value, low, high, n := tally{trueYes: 3, falseYes: 1, falseNo: 1, trueNo: 9}.f1()
	if value != 0.75 || n != 5 || low >= value || high <= value {
		t.Errorf("%v (%v to %v), n %d; want 0.75 within its interval, n 5", value, low, high, n)
	}
	if value, low, high, n := (tally{trueNo: 9}).f1(); value != 0 || low != 0 || high != 1 || n != 0 {
		t.Errorf("nothing to find: %v (%v to %v), n %d; want nothing known", value, low, high, n)
	}
}
