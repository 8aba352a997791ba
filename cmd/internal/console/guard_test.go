package console_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/console/webtest"
)

func TestWhoMayAskForWhat(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	for _, tc := range []struct {
		method, target, host string
		want                 int
	}{
		{"GET", "/", "127.0.0.1:8337", 200},
		{"HEAD", "/", "localhost:8337", 200},
		{"GET", "/", "[::1]:8337", 200},
		{"GET", "/", "LOCALHOST", 200},
		{"GET", "/healthz", "127.0.0.1", 200},
		{"GET", "/style.css", "127.0.0.1", 200},
		{"GET", "/console.js", "127.0.0.1", 200},
		{"GET", "/", "evil.example:8337", 421},
		{"GET", "/", "127.0.0.1.evil.example", 421},
		{"GET", "/", "localhost.evil.example", 421},
		{"GET", "/", "192.168.1.9:8337", 421},
		{"GET", "/", "", 421},
		{"GET", "/healthz", "evil.example", 421},
		{"POST", "/signin", "evil.example", 421},
		{"POST", "/", "127.0.0.1", 405},
		{"DELETE", "/alerts/x", "127.0.0.1", 405},
		{"OPTIONS", "/healthz", "127.0.0.1", 405},
		{"POST", "/nowhere", "127.0.0.1", 404},
		{"POST", "//evil.example/", "127.0.0.1", 404},
		{"GET", "/alerts/a%00b", "127.0.0.1", 404},
		{"GET", "/alerts/a%ffb", "127.0.0.1", 404},
		{"GET", "/?after=%00", "127.0.0.1", 404},
		{"GET", "/nowhere", "127.0.0.1", 404},
		{"GET", "/alerts/", "127.0.0.1", 404},
		{"GET", "/alerts/us-ilnd/1:24-cv-02614", "127.0.0.1", 404},
		{"GET", "/pages/home.html", "127.0.0.1", 404},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tc.method, tc.target, nil)
		r.Host = tc.host
		w := c.As(account.Admin).Do(r)
		if w.Code != tc.want {
			t.Errorf("%s %s for %q: %d, want %d", tc.method, tc.target, tc.host, w.Code, tc.want)
		}
		for key, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cache-Control": "no-",
		} {
			if got := w.Header().Get(key); !strings.HasPrefix(got, want) {
				t.Errorf("%s %s: %s: %q, want %q", tc.method, tc.target, key, got, want)
			}
		}
		if strings.Contains(w.Body.String(), `href="//`) {
			t.Errorf("%s %s: links elsewhere", tc.method, tc.target)
		}
		if tc.want == 405 && w.Header().Get("Allow") == "" {
			t.Errorf("%s %s: 405 without Allow", tc.method, tc.target)
		}
		if tc.want == 421 && strings.Contains(w.Body.String(), "admin") {
			t.Errorf("%q is told who signed in", tc.host)
		}
	}
}

func TestOtherSitesPostNothing(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	form := url.Values{"login": {"admin"}, "password": {webtest.Password}}.Encode()
	for _, tc := range []struct {
		key, value string
		want       int
	}{
		{"Sec-Fetch-Site", "same-origin", 303},
		{"Sec-Fetch-Site", "none", 303},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "same-site", 403},
		{"Origin", "http://127.0.0.1:8337", 303},
		{"Origin", "https://evil.example", 403},
		{"Origin", "null", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(tc.key, tc.value)
		if w := c.Nobody().Do(r); w.Code != tc.want {
			t.Errorf("%s: %s: %d, want %d", tc.key, tc.value, w.Code, tc.want)
		}
	}
}

func TestTooLargeAForm(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	w := c.Nobody().Post("/signin", url.Values{"login": {strings.Repeat("a", 70<<10)}})
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of 70 KiB: %d, want 413", w.Code)
	}
}

func TestStoreGoneIsSaidOnce(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	b := c.As(account.Admin)
	c.Store.Close()
	for target, want := range map[string]int{"/": 500, "/alerts/x": 500, "/healthz": 503} {
		w := b.Get(target)
		if w.Code != want || strings.Contains(w.Body.String(), "database is closed") {
			t.Errorf("%s: %d, want %d and no inside\n%s", target, w.Code, want, w.Body)
		}
		if want == 500 && !strings.Contains(w.Body.String(), "tocsin check") {
			t.Errorf("%s: does not say what to do:\n%s", target, w.Body)
		}
	}
}

func TestNextIsAPageOfOurs(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	for next, want := range map[string]string{
		"/alerts/a%23b?x=1": "/alerts/a%23b?x=1", "": "/", "https://evil.example/": "/", "//evil.example": "/",
		`/\evil.example`: "/", "/%2F/evil.example": "/", "javascript:alert(1)": "/", "/\tx": "/",
	} {
		w := c.Nobody().Post("/signin", url.Values{"login": {"admin"}, "password": {webtest.Password}, "next": {next}})
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
			t.Errorf("next %q: %d to %q, want %q", next, w.Code, got, want)
		}
	}
	w := c.Nobody().Get("/alerts/a%23b@c")
	if got := w.Header().Get("Location"); got != "/signin?next=%2Falerts%2Fa%2523b%40c" {
		t.Errorf("signed out, a link to an alert leads to %q", got)
	}
}
