package web

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, tc := range []struct{ in, line, lines string }{
		{"  Acme\tv.\r\nLamps  ", "Acme v. Lamps", "Acme v.\nLamps"},
		{"a\u202eb\u200fc\ufeffd\U000e0041e", "abcde", "abcde"},
		{"e\u0301\u0301\u0301\u0301\u0301x", "e\u0301\u0301\u0301x", "e\u0301\u0301\u0301x"},
		{"深圳\x00灯", "深圳 灯", "深圳 灯"},
		{"bad\xffutf8", "bad\ufffdutf8", "bad\ufffdutf8"},
		{strings.Repeat("长", 301), strings.Repeat("长", 300) + "…", strings.Repeat("长", 300) + "…"},
		{strings.Repeat("长", 300), strings.Repeat("长", 300), strings.Repeat("长", 300)},
		{"", "", ""},
	} {
		if got := Clean(tc.in, LineLength); got != tc.line {
			t.Errorf("Clean(%q) = %q, want %q", tc.in, got, tc.line)
		}
		if got := CleanText(tc.in, LineLength); got != tc.lines {
			t.Errorf("CleanText(%q) = %q, want %q", tc.in, got, tc.lines)
		}
	}
}

func TestOfficial(t *testing.T) {
	for in, want := range map[string]string{
		"https://ecf.ilnd.uscourts.gov/cgi-bin/x.pl?1": "https://ecf.ilnd.uscourts.gov/cgi-bin/x.pl?1",
		"http://a.example/":                            "http://a.example/",
		"javascript:alert(1)":                          "", "data:text/html,x": "", "//a.example": "", "/x": "", "": "",
		"https://court.gov@evil.example/": "", "https:": "", "ht\ntp://x": "",
	} {
		if got := Official(in); got != want {
			t.Errorf("Official(%q) = %q, want %q", in, got, want)
		}
	}
}
