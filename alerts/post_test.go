package alerts

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestStatusError(t *testing.T) {
	at := func(retry string) http.Header {
		return http.Header{"Retry-After": {retry}, "Date": {"Mon, 05 Jan 2026 18:00:00 GMT"}}
	}
	for _, tc := range []struct {
		code   int
		header http.Header
		after  time.Duration // 0 = not later
		refuse bool
	}{
		{200, nil, 0, false}, {204, nil, 0, false},
		{301, nil, 0, true}, {400, nil, 0, true}, {401, nil, 0, true}, {404, nil, 0, true}, {410, nil, 0, true}, {413, nil, 0, true},
		{408, nil, 0, false}, {425, nil, 0, false}, {500, nil, 0, false}, {504, nil, 0, false},
		{429, nil, time.Minute, false}, {503, nil, time.Minute, false},
		{429, at("120"), 2 * time.Minute, false},
		{500, at("120"), 2 * time.Minute, false},
		{429, at("0"), time.Second, false},
		{429, at("-5"), time.Second, false},
		{429, at("99999999999999"), maxWait, false},
		{429, at("999999"), maxWait, false},
		{429, at("soon"), time.Minute, false},
		{429, at("Mon, 05 Jan 2026 18:05:00 GMT"), 5 * time.Minute, false},
		{429, at("Mon, 05 Jan 2026 17:05:00 GMT"), time.Second, false},
		{429, at("Mon, 05 Jan 2099 17:05:00 GMT"), maxWait, false},
	} {
		err := StatusError(tc.code, tc.header)
		var after time.Duration
		if later := new(LaterError); errors.As(err, &later) {
			after = later.After
		}
		if (err == nil) != (tc.code/100 == 2) || after != tc.after || errors.Is(err, ErrRefused) != tc.refuse {
			t.Errorf("%d %v: %v", tc.code, tc.header, err)
		}
	}
}

func TestAnswerIsBounded(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 1 << 12 {
			if _, err := w.Write(make([]byte, 1<<10)); err != nil {
				return // the client has had enough
			}
		}
	}))
	defer srv.Close()
	answer, err := PostJSON(t.Context(), srv.Client(), srv.URL, "x")
	if err != nil || len(answer) != maxAnswer {
		t.Errorf("%d bytes, %v", len(answer), err)
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	if _, err := PostJSON(t.Context(), http.DefaultClient, "https://x.example", func() {}); !errors.Is(err, ErrRefused) {
		t.Errorf("not JSON: %v", err)
	}
	if _, err := PostJSON(t.Context(), http.DefaultClient, "https://s3cret\x7f", "x"); !errors.Is(err, ErrRefused) || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("not an address: %v", err)
	}
}

func TestDecodeOptions(t *testing.T) {
	for in, want := range map[string]string{
		`{"url":"x"}`:                "",
		`{"url":"x","key":"s3cret"}`: `unknown option "key": the options are url`,
		`{"URL":"x"}`:                `unknown option "URL"`,
		`{"url":["s3cret"]}`:         "option url: want string, got array",
		`["s3cret"]`:                 "not a mapping",
		``:                           "",
	} {
		var o struct {
			URL string `json:"url"`
		}
		err := DecodeOptions([]byte(in), &o, "url")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the error shows a value: %v", in, err)
		}
	}
}

func TestCut(t *testing.T) {
	one := func(rune) int { return 1 }
	for _, tc := range []struct {
		s    string
		n    int
		size func(rune) int
		want string
	}{
		{"警钟长鸣", 4, one, "警钟长鸣"},
		{"警钟长鸣", 3, one, "警钟…"},
		{"警钟长鸣", 12, utf8.RuneLen, "警钟长鸣"},
		{"警钟长鸣", 11, utf8.RuneLen, "警钟…"},
		{"警钟长鸣", 1, one, "…"},
		{"", 0, one, ""},
	} {
		if got := Cut(tc.s, tc.n, tc.size); got != tc.want {
			t.Errorf("%s to %d: %s, want %s", tc.s, tc.n, got, tc.want)
		}
	}
}

func TestFitKeepsTheEssential(t *testing.T) {
	lines := []Line{{Text: "aaaa"}, {Text: "bb", Essential: true}, {Text: "c"}, {Text: "dddddddd", Essential: true}, {Text: "e"}}
	kept, left := Fit(lines, 4, func(l Line) int { return len(l.Text) })
	got := ""
	for _, l := range kept {
		got += l.Text + " "
	}
	if got != "bb c e " || left != 2 {
		t.Errorf("kept %s, left %d", got, left)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		" a\r\n\tb\x00c ":        "a b c",
		"a\u202eb\u2066c\u200bd": "abcd",
		"a\u2028b":               "a b",
		"a\xffb":                 "a b",
	} {
		if got := Plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"https://x.example/a?b=1&c=2#d":     "https://x.example/a?b=1&c=2#d",
		"https://x.example/a)[b](c|d>\"é":   "https://x.example/a%29%5Bb%5D%28c%7Cd%3E%22%C3%A9",
		"javascript:alert(1)":               "",
		"//x.example":                       "",
		"/alerts":                           "",
		"https://x.example/\nhttps://evil/": "",
	} {
		if got := PlainLink(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
