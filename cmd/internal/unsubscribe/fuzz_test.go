package unsubscribe

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzAsked holds that nobody leaves but by the wish, with a token that is
// theirs, and that no answer repeats markup.
func FuzzAsked(f *testing.F) {
	f.Add("GET", "t=good", "")
	f.Add("POST", "t=good", field+"="+wish)
	f.Add("POST", "t=%3Cscript%3E", field+"="+wish)
	f.Add("POST", "t=good&t=bad;%zz", strings.Repeat("a=b&", 3000))
	f.Fuzz(func(t *testing.T, method, query, body string) {
		if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
			t.Skip()
		}
		left := 0
		h := New(Readers{
			Find: func(_ context.Context, token, _ string) (Reader, bool, error) {
				return Reader{"desk", "li@center.example", "l•@center.example"}, token == "good", nil
			},
			Leave: func(context.Context, Reader) error { left++; return nil },
		}, slog.New(slog.DiscardHandler))
		r := httptest.NewRequestWithContext(t.Context(), method, Path, strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || strings.Contains(strings.ToLower(w.Body.String()), "<script") {
			t.Errorf("%s ?%q %q: %d\n%s", method, query, body, w.Code, w.Body)
		}
		if left > 0 && (method != http.MethodPost || !strings.Contains(body, "One-Click") && !strings.Contains(body, "%")) {
			t.Errorf("%s ?%q %q: left", method, query, body)
		}
	})
}
