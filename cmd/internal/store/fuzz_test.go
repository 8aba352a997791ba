package store

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/crawlers"
)

// FuzzWords holds that a stored page, whatever it is, is read as text or as
// nothing, and that no script of it is text.
func FuzzWords(f *testing.F) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	f.Add("text/html; charset=gbk", []byte("<p>\xc9\xee\xdb\xda</p><script>evil</script>"))
	f.Add("application/json", []byte(`{"a":"\u003cb\u003e","n":1e400}`))
	f.Add("text/html", []byte(strings.Repeat("<div>", 2000)))
	f.Add("text/xml", []byte("\xff\xfe<\x00a\x00>\x00"))
	f.Add("", []byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		page := crawlers.PageOf("https://court.example/", body, now)
		said, err := words(StoredPage{URL: page.URL, Fetched: now}, `{"Content-Type":["`+strings.Map(func(r rune) rune {
			if r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError {
				return -1
			}
			return r
		}, kind)+`"]}`, body)
		if err == nil && !utf8.ValidString(said) {
			t.Errorf("%q: %q is no text", kind, said)
		}
	})
}

// FuzzCursors holds that a place in a list that comes from an address is one or
// is refused.
func FuzzCursors(f *testing.F) {
	f.Add("")
	f.Add("MTIzNDU2Nzg5MCBhIDA")
	f.Add(strings.Repeat("a", 2000))
	f.Add("0 0 \x00")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := readCursor(s); err == nil && len(s) > 1<<16 {
			t.Errorf("%d bytes are a cursor: %+v", len(s), c)
		}
		if _, id, _, err := tellingCursor(s); err == nil && (!utf8.ValidString(id) || strings.Contains(id, "\x00")) {
			t.Errorf("%q names %q", s, id)
		}
	})
}
