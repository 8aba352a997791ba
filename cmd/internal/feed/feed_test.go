package feed

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

// golden compares a document with the one of that name that somebody has read.
// The flag -update is that of alerttest.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name
	want, err := os.ReadFile(file)
	update := flag.Lookup("update").Value.String() == "true"
	if update || errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(os.MkdirAll("testdata", 0o777), os.WriteFile(file, got, 0o666)); err != nil {
			t.Fatal(err)
		}
		if !update {
			t.Fatalf("%s is new: read it, then run again", file)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update rewrites it):\n%s", file, got)
	}
}

var now = time.Date(2026, 1, 16, 20, 0, 0, 0, time.UTC) // the 17th in Beijing

// A center is a subscriber with one feed.
type center struct {
	secret, hash string
	looked       []string // the hashes that were looked up
	since        time.Time
	n            int
	clocks       []Clock
	err          error
	log          bytes.Buffer
}

func (c *center) feeds() Feeds {
	return Feeds{
		Find: func(_ context.Context, hash string) (Feed, bool, error) {
			c.looked = append(c.looked, hash)
			if hash != c.hash {
				return Feed{}, false, nil
			}
			return feedOf("zh"), true, nil
		},
		Clocks: func(_ context.Context, f Feed, since time.Time) ([]Clock, error) {
			c.since = since
			return c.clocks, c.err
		},
		Alerts: func(_ context.Context, f Feed, n int) ([]Entry, error) {
			c.n = n
			return entries(), c.err
		},
	}
}

func newCenter() (*center, http.Handler) {
	c := &center{clocks: clocks()}
	c.secret, c.hash = NewSecret()
	log := slog.New(slog.NewTextHandler(&c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return c, New(c.feeds(), func() time.Time { return now }, log)
}

func feedOf(lang string) Feed {
	return Feed{ID: "7", Subscriber: "local-hangzhou", Name: "杭州分中心", Language: lang, Since: time.Date(2026, 1, 2, 1, 0, 0, 0, time.UTC)}
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestSecretsAreOfTheirOwn(t *testing.T) {
	secret, hash := NewSecret()
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != 32 {
		t.Errorf("secret %q: %d bytes, %v", secret, len(raw), err)
	}
	again, other := NewSecret()
	if secret == again || hash == other || len(hash) != 64 || strings.Contains(hash, secret) {
		t.Errorf("%s %s, then %s %s", secret, hash, again, other)
	}
	for _, base := range []string{"https://desk.example/tocsin", "https://desk.example/tocsin/"} {
		ics, atom := Addresses(base, "s")
		if ics != "https://desk.example/tocsin/feeds/s/clocks.ics" || atom != "https://desk.example/tocsin/feeds/s/alerts.atom" {
			t.Errorf("%s: %s, %s", base, ics, atom)
		}
	}
}

func TestReaderGetsBothDocuments(t *testing.T) {
	c, h := newCenter()
	calendar, atom := Addresses("", c.secret)
	for path, mediaType := range map[string]string{calendar: "text/calendar; charset=utf-8", atom: "application/atom+xml; charset=utf-8"} {
		w := ask(h, "GET", path)
		if w.Code != 200 || w.Body.Len() == 0 || w.Header().Get("Content-Type") != mediaType {
			t.Errorf("%s: %d, %s, %d bytes", path, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if strings.Contains(w.Body.String(), c.secret) {
			t.Errorf("%s shows the secret", path)
		}
		head := ask(h, "HEAD", path)
		if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Etag") != w.Header().Get("Etag") || w.Header().Get("Etag") == "" {
			t.Errorf("HEAD %s: %d, %d bytes, %v", path, head.Code, head.Body.Len(), head.Header())
		}
	}
	if line := c.log.String(); !strings.Contains(line, "feed=7") || strings.Contains(line, c.secret) || strings.Contains(line, c.hash) {
		t.Errorf("logged %s", line)
	}
	if want := time.Date(2025, 12, 18, 0, 0, 0, 0, beijing); !c.since.Equal(want) || c.n != 500 {
		t.Errorf("asked for clocks since %v and %d alerts, want %v and 500", c.since, c.n, want)
	}
}

func TestUnknownSecretLearnsNothing(t *testing.T) {
	c, h := newCenter()
	revoked, _ := NewSecret() // of which the store knows as little as of any other
	var first *httptest.ResponseRecorder
	for _, secret := range []string{revoked, "x", c.secret[1:], c.secret + "x", c.hash, "%2e%2e", "%00", "' OR 1=1 --", strings.Repeat("x", 5000)} {
		for _, name := range []string{"clocks.ics", "alerts.atom"} {
			c.looked = nil
			w := ask(h, "GET", "/feeds/"+strings.ReplaceAll(secret, " ", "%20")+"/"+name)
			if first == nil {
				first = w
			}
			if w.Code != 404 || w.Body.String() != first.Body.String() || len(w.Header()) != len(first.Header()) || w.Header().Get("Etag") != "" {
				t.Errorf("%.50q: %d %v %s", secret, w.Code, w.Header(), w.Body)
			}
			if len(c.looked) != 1 || len(c.looked[0]) != len(c.hash) {
				t.Errorf("%.50q: looked up %q, want one hash", secret, c.looked)
			}
		}
	}
	if c.log.Len() > 0 {
		t.Errorf("logged %s", c.log.String())
	}
}

func TestNothingElseIsServed(t *testing.T) {
	c, h := newCenter()
	base := "/feeds/" + c.secret
	for path, want := range map[string]int{
		"GET /": 404, "GET /feeds/": 404, "GET " + base: 404, "GET " + base + "/": 404, "GET " + base + "/clocks.ics/": 404,
		"GET " + base + "/CLOCKS.ICS": 404, "GET " + base + "/x/clocks.ics": 404, "GET /healthz": 404,
		"POST " + base + "/clocks.ics": 405, "DELETE /feeds/x/alerts.atom": 405, "PROPFIND " + base + "/clocks.ics": 405,
	} {
		method, path, _ := strings.Cut(path, " ")
		if w := ask(h, method, path); w.Code != want {
			t.Errorf("%s %s: %d, want %d", method, path, w.Code, want)
		}
	}
	if len(c.looked) > 0 {
		t.Errorf("looked up %q", c.looked)
	}
}

func TestEveryAnswerIsPrivate(t *testing.T) {
	c, h := newCenter()
	answers := map[string]*httptest.ResponseRecorder{
		"known": ask(h, "GET", "/feeds/"+c.secret+"/clocks.ics"), "unknown": ask(h, "GET", "/feeds/x/clocks.ics"), "nothing": ask(h, "GET", "/"),
	}
	c.err = errors.New("disk full")
	answers["broken"] = ask(h, "GET", "/feeds/"+c.secret+"/clocks.ics")
	for name, w := range answers {
		for k, want := range map[string]string{"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := w.Header().Get(k); got != want {
				t.Errorf("%s: %s %q, want %q", name, k, got, want)
			}
		}
	}
}

func TestWhatDidNotChangeIsNotSentAgain(t *testing.T) {
	c, h := newCenter()
	path := "/feeds/" + c.secret + "/clocks.ics"
	etag := ask(h, "GET", path).Header().Get("Etag")
	slices.Reverse(c.clocks) // the store promises no order
	for _, method := range []string{"GET", "HEAD"} {
		for _, seen := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
			if w := ask(h, method, path, "If-None-Match", seen); w.Code != 304 || w.Body.Len() != 0 {
				t.Errorf("%s, seen %s: %d, %d bytes", method, seen, w.Code, w.Body.Len())
			}
		}
	}
	c.clocks[0].Sequence++
	w := ask(h, "GET", path, "If-None-Match", etag)
	if w.Code != 200 || w.Header().Get("Etag") == etag {
		t.Errorf("after a change: %d, %s", w.Code, w.Header().Get("Etag"))
	}
	if w := ask(h, "GET", "/feeds/x/clocks.ics", "If-None-Match", etag); w.Code != 404 {
		t.Errorf("a known tag without a secret: %d", w.Code)
	}
}

func TestFailureIsLoggedWithoutTheSecret(t *testing.T) {
	c, h := newCenter()
	c.err = errors.New("disk full")
	for _, name := range []string{"clocks.ics", "alerts.atom"} {
		c.log.Reset()
		w := ask(h, "GET", "/feeds/"+c.secret+"/"+name)
		if w.Code != 503 || w.Header().Get("Retry-After") == "" || w.Header().Get("Etag") != "" || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
		line := c.log.String()
		if !strings.Contains(line, "feed=7") || !strings.Contains(line, "disk full") || strings.Contains(line, c.secret) || strings.Contains(line, c.hash) {
			t.Errorf("%s: logged %s", name, line)
		}
	}
}

func TestStoreThatIsDownIsNoRevokedFeed(t *testing.T) {
	var log bytes.Buffer
	h := New(Feeds{Find: func(context.Context, string) (Feed, bool, error) { return Feed{}, false, errors.New("no connection") }},
		time.Now, slog.New(slog.NewTextHandler(&log, nil)))
	if w := ask(h, "GET", "/feeds/some-secret/clocks.ics"); w.Code != 503 || !strings.Contains(log.String(), "no connection") || strings.Contains(log.String(), "some-secret") {
		t.Errorf("%d, logged %s", w.Code, log.String())
	}
}

func TestReaderWhoLeftIsNotLogged(t *testing.T) {
	c, h := newCenter()
	c.err = context.Canceled
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/feeds/"+c.secret+"/clocks.ics", nil))
	if c.log.Len() > 0 {
		t.Errorf("logged %s", c.log.String())
	}
}

func TestFewDocumentsAreWrittenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newCenter()
		open := make(chan struct{})
		writing := 0
		feeds := Feeds{
			Find: func(context.Context, string) (Feed, bool, error) { return feedOf("zh"), true, nil },
			Alerts: func(ctx context.Context, _ Feed, _ int) ([]Entry, error) {
				writing++ // bounded by what is tested
				<-open
				return nil, nil
			},
		}
		h := New(feeds, time.Now, slog.New(slog.DiscardHandler))
		codes := make(chan int)
		start := func() { go func() { codes <- ask(h, "GET", "/feeds/"+c.secret+"/alerts.atom").Code }() }
		for range atOnce {
			start()
			synctest.Wait()
		}
		start()
		synctest.Wait()
		if writing != atOnce {
			t.Errorf("%d are written at once, want %d", writing, atOnce)
		}
		if code := <-codes; code != 503 { // after its time in the bubble
			t.Errorf("one too many: %d", code)
		}
		start()
		synctest.Wait()
		close(open)
		for range atOnce + 1 {
			if code := <-codes; code != 200 {
				t.Errorf("in turn: %d", code)
			}
		}
	})
}

func entries() []Entry {
	m := alerttest.Message()
	first := m
	first.Severity, first.Title = alerts.High, "【重要】商标诉讼（批量卖家案）：Lantern & Loom LLC 起诉网店卖家，被告名单未公开"
	first.Lines = m.Lines[:len(m.Lines)-1]
	const id, page = "us-ilnd/3:26-cv-00123#entry.12@local-hangzhou", "https://desk.example/tocsin/alerts/us-ilnd%2F3:26-cv-00123%23entry.12@local-hangzhou"
	return []Entry{
		{ID: id, Revision: 1, Updated: m.At, Message: m, URL: page},
		{ID: id, Updated: m.At.Add(-26 * time.Hour), Message: first, URL: page},
	}
}
