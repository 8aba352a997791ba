package hook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
	"tocsin/crawlers/courtlistener"
)

const (
	secret = "correct-horse-battery-staple"
	path   = "/hooks/courtlistener/" + secret
	sender = "34.210.230.218"
)

var now = time.Date(2022, 9, 2, 13, 40, 0, 0, time.UTC)

// A log is what was logged, from any goroutine.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// receiving returns a receiver for CourtListener behind the proxy 10.0.0.1, on
// a working pipeline over db that tells the national center of every suit.
func receiving(t *testing.T, db *store.DB) (http.Handler, *pipeline.Pipeline, *log) {
	t.Helper()
	memory, err := seen.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	said := &log{}
	source := courtlistener.Source
	told := *source.Hook
	told.Secret, source.Hook = secret, &told
	p := &pipeline.Pipeline{
		Store: db, Seen: memory, Sources: []*crawlers.Source{&source},
		Transport: &crawlers.Transport{Base: crawlers.Recorded(os.DirFS(t.TempDir())), UserAgent: "tocsin-test"},
		Centers:   map[string][]string{alerts.National: nil},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.NewTextHandler(said, nil)),
		Judge: func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			yes := true
			v := alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: alerts.CatTrademark, Stage: f.Act, ChineseParty: crawlers.Suspected, Severity: alerts.High, By: "rules"}
			return v, v, nil
		},
	}
	if err := p.Start(context.WithoutCancel(t.Context()), pipeline.Roles{Work: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := p.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	h, err := New(p, p.Sources, []string{"10.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	return h, p, said
}

// body is what CourtListener sends for a search alert: a case and two entries.
func body(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../../../crawlers/courtlistener/testdata/pushed/search.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// post is a delivery as the sender makes it.
func post(body, key string) *http.Request {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	req.RemoteAddr = sender + ":40000"
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return req
}

func answer(h http.Handler, req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestADeliveryIsTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, p, _ := receiving(t, db)
		whole := body(t)
		var first store.Counts
		for i, key := range []string{"5c1d", "5c1d", "", "", "another"} {
			if w := answer(h, post(whole, key)); w.Code != http.StatusOK || w.Body.Len() > 0 {
				t.Fatalf("delivery %d: %d %q", i, w.Code, w.Body)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			n, err := db.Count(t.Context())
			switch {
			case err != nil:
				t.Fatal(err)
			case i == 0:
				first = n
			case n.Acts != first.Acts || n.Alerts != first.Alerts || n.Reports != first.Reports:
				t.Fatalf("delivery %d: %+v, want still %+v", i, n, first)
			}
		}
		if first.Acts != 3 || first.Alerts == 0 || first.Matters != 1 {
			t.Errorf("taken %+v; want 3 acts of one matter, and alerts", first)
		}
		visits, err := db.Visits(t.Context(), "courtlistener.hook", 10)
		if err != nil || len(visits) == 0 || visits[0].State != crawlers.OK || visits[0].Filings != 3 {
			t.Errorf("%+v, %v", visits, err)
		}
	})
}

func TestAnswers(t *testing.T) {
	h, p, said := receiving(t, storetest.Open(t, storetest.SQLite(t)))
	plain := func(req *http.Request) *http.Request { return req }
	with := func(key, value string) func(*http.Request) *http.Request {
		return func(req *http.Request) *http.Request { req.Header.Set(key, value); return req }
	}
	from := func(peer string, forwarded ...string) func(*http.Request) *http.Request {
		return func(req *http.Request) *http.Request {
			req.RemoteAddr = peer
			req.Header["X-Forwarded-For"] = forwarded
			return req
		}
	}
	at := func(method, path string) func(*http.Request) *http.Request {
		return func(req *http.Request) *http.Request { req.Method, req.URL.Path = method, path; return req }
	}
	const empty = `{"payload":{"results":[]},"webhook":{"event_type":2}}`
	large := `{"payload":{"results":[]},"webhook":{"event_type":2},"more":"` + strings.Repeat("x", 2<<20) + `"}`
	for _, tc := range []struct {
		name string
		body string
		as   func(*http.Request) *http.Request
		want int
		says string // to a person
	}{
		{"good", empty, plain, 200, ""},
		{"with a charset", empty, with("Content-Type", "application/json; charset=utf-8"), 200, ""},
		{"a key that is none", empty, with("Idempotency-Key", strings.Repeat("k", 1000)), 200, ""},
		{"another event", `{"webhook":{"event_type":3}}`, plain, 200, "event type"},
		{"another shape", `[1]`, plain, 200, "page not read"},
		{"no secret", empty, at("POST", "/hooks/courtlistener/"), 404, ""},
		{"no path", empty, at("POST", "/"), 404, ""},
		{"a wrong secret", empty, at("POST", path+"x"), 404, ""},
		{"half a secret", empty, at("POST", path[:len(path)-1]), 404, ""},
		{"another source", empty, at("POST", "/hooks/ecf/"+secret), 404, ""},
		{"a slash more", empty, at("POST", "/"+path), 404, ""},
		{"a question", empty, at("GET", path), 405, ""},
		{"a question with a wrong secret", empty, at("GET", path+"x"), 404, ""},
		{"another address", empty, from("203.0.113.9:1"), 404, "203.0.113.9"},
		{"a question from another address", empty, func(req *http.Request) *http.Request { return from("203.0.113.10:1")(at("GET", path)(req)) }, 404, "203.0.113.10"},
		{"a forged address", empty, from("203.0.113.11:1", sender), 404, "203.0.113.11"},
		{"the address in IPv6", empty, from("[::ffff:" + sender + "]:1"), 200, ""},
		{"by the proxy", empty, from("10.0.0.1:1", sender), 200, ""},
		{"by the proxy, forged", empty, from("10.0.0.1:1", sender+", 203.0.113.12"), 404, "203.0.113.12"},
		{"by the proxy, forged in a line of its own", empty, from("10.0.0.1:1", sender, "203.0.113.13"), 404, "203.0.113.13"},
		{"by the proxy, after a lie", empty, from("10.0.0.1:1", "127.0.0.1, unknown, "+sender), 200, ""},
		{"by the proxy twice", empty, from("10.0.0.1:1", sender+",10.0.0.1"), 200, ""},
		{"by the proxy, for nobody", empty, from("10.0.0.1:1"), 404, "a proxy that does not say"},
		{"a form", empty, with("Content-Type", "application/x-www-form-urlencoded"), 415, "does not say that it is JSON"},
		{"no type", empty, with("Content-Type", ""), 415, ""},
		{"a page for people", "<!doctype html><p>Hello", with("Content-Type", "text/html"), 415, ""},
		{"a page for people that says JSON", "<!doctype html><p>Hello", plain, 400, "is not JSON"},
		{"compressed", empty, with("Content-Encoding", "gzip"), 415, ""},
		{"cut", empty[:20], plain, 400, ""},
		{"nothing", "", plain, 400, ""},
		{"deep", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), plain, 400, ""},
		{"too large", large, plain, 413, "larger than 2097152 bytes"},
		{"too large, in chunks", large, func(req *http.Request) *http.Request { req.ContentLength = -1; return req }, 413, ""},
	} {
		before := len(said.String())
		w := answer(h, tc.as(post(tc.body, "")))
		if w.Code != tc.want || w.Body.Len() > 0 {
			t.Errorf("%s: %d %q, want %d without a word", tc.name, w.Code, w.Body, tc.want)
		}
		if got := said.String()[before:]; !strings.Contains(got, tc.says) {
			t.Errorf("%s: said %q, want %q", tc.name, got, tc.says)
		}
	}
	visits, err := p.Store.Visits(t.Context(), "courtlistener.hook", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range visits {
		if strings.Contains(strings.Join(v.Warnings, " ")+v.Error, secret) {
			t.Errorf("the secret is on record: %+v", v)
		}
	}
	if strings.Contains(said.String(), secret) || strings.Contains(said.String(), path[:len(path)-1]) {
		t.Errorf("the secret is in the log: %s", said)
	}
	if n := strings.Count(said.String(), "is not JSON"); n != 1 {
		t.Errorf("one reason was said %d times", n)
	}
}

func TestWhileTheStoreIsDownItIsSentAgain(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	h, p, _ := receiving(t, db)
	p.Step = func(step string) {
		if step == "page kept" {
			panic("the disk is full")
		}
	}
	if w := answer(h, post(body(t), "k")); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	p.Step = nil
	if w := answer(h, post(body(t), "k")); w.Code != http.StatusOK {
		t.Errorf("sent again: %d", w.Code)
	}
}

// serve serves the handler on an address of its own, and returns it.
func serve(t *testing.T, srv *http.Server) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	t.Cleanup(func() { srv.Close(); wg.Wait() })
	return l.Addr().String()
}

// begin opens a delivery of the given length and sends the first of it.
func begin(t *testing.T, address, part, length string) net.Conn {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, "POST "+path+" HTTP/1.1\r\nHost: hooks.example\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "+length+"\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := status(t, c); got != "HTTP/1.1 100 Continue" {
		t.Fatal(got)
	}
	if _, err = io.WriteString(c, part); err != nil {
		t.Fatal(err)
	}
	return c
}

// status reads the next status line and what follows at once.
func status(t *testing.T, c net.Conn) string {
	t.Helper()
	b := make([]byte, 4096)
	n, err := c.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(b[:n]), "\r\n")
	return line
}

// local lets this machine be the sender.
func local(p *pipeline.Pipeline) []*crawlers.Source {
	s := *p.Sources[0]
	h := *s.Hook
	h.From, s.Hook = []string{"127.0.0.1"}, &h
	return []*crawlers.Source{&s}
}

func TestASlowSenderIsNotWaitedForLong(t *testing.T) {
	_, p, said := receiving(t, storetest.Open(t, storetest.SQLite(t)))
	h, err := New(p, local(p), nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := Server(h, p.Log)
	if srv.ReadHeaderTimeout == 0 || srv.ReadTimeout == 0 || srv.WriteTimeout == 0 || srv.IdleTimeout == 0 || srv.MaxHeaderBytes == 0 {
		t.Error("the server waits without end")
	}
	srv.ReadTimeout = 100 * time.Millisecond
	c := begin(t, serve(t, srv), `{"pay`, "4000")
	if got := status(t, c); !strings.HasPrefix(got, "HTTP/1.1 408") || !strings.Contains(said.String(), "too slowly") {
		t.Errorf("%s; said %s", got, said)
	}
}

func TestSoManyAtOnce(t *testing.T) {
	_, p, _ := receiving(t, storetest.Open(t, storetest.SQLite(t)))
	h, err := New(p, local(p), nil)
	if err != nil {
		t.Fatal(err)
	}
	address := serve(t, Server(h, p.Log))
	var held []net.Conn
	for range atOnce { // each is read from once its answer was 100
		held = append(held, begin(t, address, "", "2"))
	}
	req := post(`{}`, "")
	req.RemoteAddr = "127.0.0.1:1"
	if w := answer(h, req); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("one more: %d", w.Code)
	}
	for _, c := range held {
		if _, err := io.WriteString(c, "{}"); err != nil {
			t.Fatal(err)
		}
		if got := status(t, c); got != "HTTP/1.1 200 OK" {
			t.Error(got)
		}
	}
}

func TestTheEndWaitsForWhatIsInHand(t *testing.T) {
	_, p, _ := receiving(t, storetest.Open(t, storetest.SQLite(t)))
	h, err := New(p, local(p), nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := Server(h, p.Log)
	stopping := make(chan struct{})
	srv.RegisterOnShutdown(func() { close(stopping) })
	c := begin(t, serve(t, srv), "{", "2")
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := srv.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
	<-stopping
	if _, err := io.WriteString(c, "}"); err != nil {
		t.Fatal(err)
	}
	if got := status(t, c); got != "HTTP/1.1 200 OK" {
		t.Error(got)
	}
	wg.Wait()
}

func TestWrongNetworksAreRefused(t *testing.T) {
	if _, err := New(nil, nil, []string{"proxy.example"}); err == nil || !strings.Contains(err.Error(), "proxy.example") {
		t.Error(err)
	}
}

func FuzzOrigin(f *testing.F) {
	f.Add(sender)
	f.Add("unknown, 10.0.0.1")
	proxies, err := crawlers.Networks([]string{"10.0.0.0/8"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, forwarded string) {
		// What was forged stands before what our proxy wrote, and is never believed.
		got, err := origin("10.0.0.1:1", []string{forwarded, "203.0.113.9"}, proxies)
		if err != nil || got.String() != "203.0.113.9" {
			t.Errorf("%q: %s, %v", forwarded, got, err)
		}
		// Without a proxy of ours nothing but the peer counts.
		if got, err := origin("203.0.113.9:1", []string{forwarded}, nil); err != nil || got.String() != "203.0.113.9" {
			t.Errorf("%q: %s, %v", forwarded, got, err)
		}
	})
}

// TestPanicsUseUpNoSlots has more deliveries panic than are taken at a time.
func TestPanicsUseUpNoSlots(t *testing.T) {
	source := courtlistener.Source
	told := *source.Hook
	told.Secret, source.Hook = secret, &told
	h, err := New(nil, []*crawlers.Source{&source}, nil) // without a pipeline every delivery panics
	if err != nil {
		t.Fatal(err)
	}
	for n := range atOnce + 1 {
		w := httptest.NewRecorder()
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("delivery %d was answered %d", n, w.Code)
				}
			}()
			h.ServeHTTP(w, post(body(t), ""))
		}()
	}
}
