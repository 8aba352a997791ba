package console

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

func TestTextsAreInBothLanguages(t *testing.T) {
	for name, text := range texts {
		if text.zh == "" || text.en == "" {
			t.Errorf("%s: %+v", name, text)
		}
		if strings.IndexFunc(text.en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 && name != "other" {
			t.Errorf("%s: the English is Chinese: %s", name, text.en)
		}
		if strings.Count(text.zh, "%d") != strings.Count(text.en, "%d") {
			t.Errorf("%s: numbers differ: %+v", name, text)
		}
	}
}

// said returns the names of texts that the templates say.
func said(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := pageFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.Tf? "([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
			out[m[1]] = true
		}
		// A page's own words would be in one language only.
		if m := regexp.MustCompile(`\p{Han}+`).FindString(string(b)); m != "" {
			t.Errorf("%s: %s is not in the table of texts", file, m)
		}
	}
	return out
}

func TestPagesSayWhatIsThere(t *testing.T) {
	names := said(t)
	for name := range names {
		if _, ok := texts[name]; !ok {
			t.Errorf("no text %q", name)
		}
	}
	for name := range texts {
		if !strings.Contains(name, ".") && !names[name] {
			t.Errorf("text %q is said nowhere", name)
		}
	}
}

func TestClosedListsHaveWords(t *testing.T) {
	lists := map[string][]string{
		"status": {"404", "405", "421", "500"},
		"do":     {"404", "405", "421", "500"},
		"sent":   {store.Due, store.Sending, store.Sent, store.Refused, store.Dead},
	}
	add := func(list string, words ...string) { lists[list] = append(lists[list], words...) }
	for _, s := range []crawlers.State{crawlers.OK, crawlers.Unchanged, crawlers.Empty, crawlers.Truncated, crawlers.Shape, crawlers.Blocked, crawlers.Failed} {
		add("visit", string(s))
	}
	for list, words := range lists {
		for _, word := range words {
			if _, ok := texts[list+"."+word]; !ok {
				t.Errorf("no text %s.%s", list, word)
			}
		}
	}
	if got := (frame{Lang: zh}).Word("visit", "brand-new"); got != "brand-new" {
		t.Errorf("an unknown word is shown as %q", got)
	}
}

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
		if got := clean(tc.in, lineLength); got != tc.line {
			t.Errorf("clean(%q) = %q, want %q", tc.in, got, tc.line)
		}
		if got := cleanText(tc.in, lineLength); got != tc.lines {
			t.Errorf("cleanText(%q) = %q, want %q", tc.in, got, tc.lines)
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
		if got := official(in); got != want {
			t.Errorf("official(%q) = %q, want %q", in, got, want)
		}
	}
}
