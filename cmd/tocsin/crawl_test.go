package main

import (
	"strings"
	"testing"

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
