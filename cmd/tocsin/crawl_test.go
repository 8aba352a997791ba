package main

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestPrintedFilingIsSafeForATerminal(t *testing.T) {
	const evil = "a\x1b[31m\u202eb\rc\x9bd"
	var b strings.Builder
	out := newPrinter(&b, false)
	err := out.filing(crawlers.Filing{Key: crawlers.Key{Authority: "us-ilnd", Number: evil}, Slug: evil, Title: evil, Text: evil})
	if err != nil || out.flush() != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSuffix(b.String(), "\n"); strings.ContainsAny(got, "\x1b\u202e\r\n") || strings.Count(got, "[31m") != 4 {
		t.Errorf("%q", got)
	}
}

// TestPrintedTimesSayTheirZone has a day stay a day, wherever the reader is.
func TestPrintedTimesSayTheirZone(t *testing.T) {
	for _, tc := range []struct {
		in   crawlers.Date
		want string
	}{
		{crawlers.Date{Time: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), Day: true}, "2026-03-10"},
		{crawlers.Date{Time: time.Date(2026, 3, 10, 23, 5, 59, 0, time.FixedZone("", -5*3600))}, "2026-03-10 23:05 -05:00"},
		{crawlers.Date{Time: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}, "2026-03-10 00:00 +00:00"},
	} {
		if got := when(tc.in); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}
