package crawlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

// answer is a place that answers as told.
type answer func(*http.Request) *http.Response

func (f answer) RoundTrip(req *http.Request) (*http.Response, error) { return f(req), nil }

func yes(req *http.Request) *http.Response {
	if req.URL.Path == "/robots.txt" {
		return response(req, 404, http.Header{}, nil)
	}
	return response(req, 200, http.Header{"Content-Type": {"text/plain"}}, []byte("page"))
}

func status(code int, header http.Header) answer {
	return func(req *http.Request) *http.Response {
		if req.URL.Path == "/robots.txt" {
			return response(req, 404, http.Header{}, nil)
		}
		return response(req, code, header, []byte("sorry"))
	}
}

var obedient = Meta{Hosts: []string{"a.example", "*.courts.example"}, Robots: "obey", MaxBody: 1000}

func get(ctx context.Context, rt http.RoundTripper, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func TestHosts(t *testing.T) {
	rt := (&Transport{Base: answer(yes)}).For(obedient)
	for url, want := range map[string]bool{
		"https://a.example/x":                true,
		"https://A.EXAMPLE/x":                true,
		"https://ilnd.courts.example/x":      true,
		"https://courts.example/x":           false,
		"https://evilcourts.example/x":       false,
		"https://b.example/x":                false,
		"https://a.example.evil.example/x":   false,
		"ftp://a.example/x":                  false,
		"http://169.254.169.254/latest/meta": false,
	} {
		_, err := get(t.Context(), rt, url)
		if (err == nil) != want || !want && !errors.Is(err, ErrBlocked) {
			t.Errorf("%s: %v, want allowed %v", url, err, want)
		}
	}
}

func TestTokenGoesToTheSourceOverHTTPSOnly(t *testing.T) {
	got := map[string]string{}
	rt := (&Transport{Base: answer(func(req *http.Request) *http.Response {
		got[req.URL.String()] = req.Header.Get("Authorization")
		if req.URL.Path == "/moved" {
			return response(req, 302, http.Header{"Location": {"http://a.example/plain"}}, nil)
		}
		return yes(req)
	}), Pace: Unpaced{}}).For(Meta{Hosts: []string{"a.example"}, Robots: "obey", Token: "s3cret"})
	client := &http.Client{Transport: rt}
	for _, path := range []string{"/x", "/moved"} {
		resp, err := client.Get("https://a.example" + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	for url, want := range map[string]string{
		"https://a.example/x":          "Bearer s3cret",
		"https://a.example/moved":      "Bearer s3cret",
		"http://a.example/plain":       "",
		"https://a.example/robots.txt": "",
	} {
		if have, ok := got[url]; !ok || have != want {
			t.Errorf("%s was asked with %q, want %q", url, have, want)
		}
	}
}

func TestRobots(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		body   string
		robots string
		want   bool
	}{
		{"none", 404, "", "obey", true},
		{"allows", 200, "User-agent: *\nDisallow: /private\n", "obey", true},
		{"disallows", 200, "User-agent: *\nDisallow: /\n", "obey", false},
		{"disallows us by name", 200, "User-agent: tocsin\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "obey", false},
		{"out of order", 503, "", "obey", false},
		{"leads elsewhere", 302, "", "obey", false},
		{"published for machines", 200, "User-agent: *\nDisallow: /\n", "published", true},
		{"byte order mark", 200, "\ufeffUser-agent: *\nDisallow: /\n", "obey", false},
		{"line ends of old", 200, "User-agent : *\rDisallow: /\r", "obey", false},
		{"line ends of two", 200, "User-agent: *\r\nDisallow: /page\r\n\r\nUser-agent: other\r\nDisallow: /\r\n", "obey", false},
		{"words for names", 200, "User agent: *\nDisallow: /", "obey", false},
		{"one word for a name", 200, "USERAGENT: *\nDisallow: /", "obey", false},
		{"rules for nobody", 200, "Disallow: /\n", "obey", true},
		{"a login page", 200, "<html><body>log in</body></html>", "obey", true},
	} {
		asked := 0
		base := answer(func(req *http.Request) *http.Response {
			if req.URL.Path == "/robots.txt" {
				asked++
				return response(req, tc.status, http.Header{}, []byte(tc.body))
			}
			return yes(req)
		})
		m := obedient
		m.Robots = tc.robots
		rt := (&Transport{Base: base, UserAgent: "tocsin/1.0 (+mailto:ops@center.example)"}).For(m)
		for range 3 {
			_, err := get(t.Context(), rt, "https://a.example/page")
			if (err == nil) != tc.want {
				t.Errorf("%s: %v, want allowed %v", tc.name, err, tc.want)
			}
		}
		if tc.robots == "obey" && asked != 1 {
			t.Errorf("%s: robots.txt was asked for %d times", tc.name, asked)
		}
	}
}

func TestRobotsAreAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code := 503
		base := answer(func(req *http.Request) *http.Response {
			if req.URL.Path == "/robots.txt" {
				return response(req, code, http.Header{}, nil)
			}
			return yes(req)
		})
		rt := (&Transport{Base: base}).For(obedient)
		if _, err := get(t.Context(), rt, "https://a.example/"); err == nil {
			t.Error("fetched from a host whose rules cannot be had")
		}
		code = 404
		time.Sleep(robotsAgain + time.Second)
		if _, err := get(t.Context(), rt, "https://a.example/"); err != nil {
			t.Error(err)
		}
	})
}

func TestPaceSpacesOneHostOverAllSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := &Transport{Base: answer(yes)}
		m := obedient
		m.Robots, m.Pace = "published", 2*time.Second
		one, two := tr.For(m), tr.For(m)
		began := time.Now()
		for range 2 {
			for _, rt := range []http.RoundTripper{one, two} {
				if _, err := get(t.Context(), rt, "https://a.example/"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := get(t.Context(), one, "https://x.courts.example/"); err != nil { // another host waits for nobody
			t.Fatal(err)
		}
		if got := time.Since(began); got != 6*time.Second {
			t.Errorf("four requests took %v, want 6s", got)
		}
	})
}

func TestPaceStopsWaitingWhenCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := obedient
		m.Robots, m.Pace = "published", time.Hour
		rt := (&Transport{Base: answer(yes)}).For(m)
		if _, err := get(t.Context(), rt, "https://a.example/"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		if _, err := get(ctx, rt, "https://a.example/"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := time.Since(began); got != time.Second {
			t.Errorf("gave up after %v, want 1s", got)
		}
	})
}

func TestAskedToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code := 429
		base := answer(func(req *http.Request) *http.Response {
			return status(code, http.Header{"Retry-After": {"600"}})(req)
		})
		m := obedient
		m.Robots = "published"
		rt := (&Transport{Base: base}).For(m)
		_, err := get(t.Context(), rt, "https://a.example/")
		var busy *StatusError
		if !errors.As(err, &busy) || busy.After != 10*time.Minute || !errors.Is(err, ErrBlocked) {
			t.Fatalf("got %v, want a pause of ten minutes", err)
		}
		code = 200
		began := time.Now()
		if _, err := get(t.Context(), rt, "https://a.example/"); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(began); got != 10*time.Minute {
			t.Errorf("asked again after %v, want 10m", got)
		}
		code = 503
		if _, err := get(t.Context(), rt, "https://a.example/"); err == nil {
			t.Fatal("503 passed")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := get(ctx, rt, "https://a.example/"); !errors.As(err, &busy) {
			t.Errorf("waited for a turn that comes after the deadline: %v", err)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"":                              time.Minute,
		"soon":                          time.Minute,
		"7":                             7 * time.Second,
		"-7":                            time.Second,
		"99999999999999":                6 * time.Hour,
		"Tue, 10 Mar 2026 08:05:00 GMT": 5 * time.Minute,
		"Tue, 10 Mar 2026 07:00:00 GMT": time.Second,
	} {
		if got := retryAfter(s, now); got != want && !(s == "99999999999999" && got == time.Minute) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestStatuses(t *testing.T) {
	for code, want := range map[int]State{200: OK, 304: Unchanged, 401: Blocked, 403: Blocked, 404: Blocked, 410: Blocked, 500: Failed, 502: Failed} {
		s := &Source{
			Meta: Meta{Name: "s", Hosts: []string{"a.example"}, Robots: "published", Zone: "UTC"},
			Crawl: func(_ context.Context, v *Visit) error {
				c := v.Collector()
				c.OnResponse(v.Take)
				return v.Walk(c, "https://a.example/")
			},
			Parse: func(_ Page, emit func(Filing) error) error { return emit(valid("1")) },
		}
		r := s.Run(t.Context(), env(t, status(code, http.Header{})))
		if r.State != want || len(r.Outcomes) != 1 {
			t.Errorf("%d: %s %+v, want %s", code, r.State, r.Outcomes, want)
		}
	}
}

func TestConditional(t *testing.T) {
	var got http.Header
	base := answer(func(req *http.Request) *http.Response {
		got = req.Header
		return status(304, http.Header{})(req)
	})
	m := obedient
	m.Robots = "published"
	rt := (&Transport{Base: base, Validators: func(_ context.Context, url string) (string, string, error) {
		return `"v1"`, "Tue, 10 Mar 2026 08:05:00 GMT", nil
	}}).For(m)
	if _, err := get(t.Context(), rt, "https://a.example/"); !errors.Is(err, ErrUnchanged) {
		t.Errorf("got %v", err)
	}
	if got.Get("If-None-Match") != `"v1"` || got.Get("If-Modified-Since") == "" {
		t.Errorf("asked with %v", got)
	}
}

func TestLongBodyFails(t *testing.T) {
	long := []byte(strings.Repeat("x", 5000))
	for _, announced := range []bool{true, false} {
		base := answer(func(req *http.Request) *http.Response {
			r := response(req, 200, http.Header{}, long)
			if !announced {
				r.ContentLength = -1
			}
			return r
		})
		m := obedient
		m.Robots = "published"
		if _, err := get(t.Context(), (&Transport{Base: base}).For(m), "https://a.example/"); err == nil || !strings.Contains(err.Error(), "max_body") {
			t.Errorf("announced %v: a cut page passed for a whole one: %v", announced, err)
		}
	}
}

func TestRedirectsStayWithTheSource(t *testing.T) {
	to := "https://b.example/"
	n := 0
	base := answer(func(req *http.Request) *http.Response {
		n++
		return response(req, 302, http.Header{"Location": {to}}, nil)
	})
	visit := func() Report {
		s := &Source{
			Meta: Meta{Name: "s", Hosts: []string{"a.example"}, Robots: "published", Zone: "UTC"},
			Crawl: func(_ context.Context, v *Visit) error {
				c := v.Collector()
				c.OnResponse(v.Take)
				return v.Walk(c, "https://a.example/")
			},
			Parse: func(_ Page, emit func(Filing) error) error { return emit(valid("1")) },
		}
		return s.Run(t.Context(), env(t, base))
	}
	if r := visit(); r.State != Blocked || n != 1 {
		t.Errorf("to a foreign host: %s after %d requests", r.State, n)
	}
	to, n = "https://a.example/again", 0
	if r := visit(); r.State == OK || n > 6 {
		t.Errorf("in a circle: %s after %d requests", r.State, n)
	}
}

// broken is a shared pacer that cannot be reached.
type broken struct{}

func (broken) Reserve(context.Context, string, time.Duration) (time.Duration, error) {
	return 0, errors.New("connection refused")
}
func (broken) Hold(context.Context, string, time.Duration) error {
	return errors.New("connection refused")
}

func TestBrokenPaceKeepsItsManners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := obedient
		m.Robots, m.Pace = "published", 2*time.Second
		rt := (&Transport{Base: answer(yes), Pace: broken{}}).For(m)
		began := time.Now()
		for range 3 {
			if _, err := get(t.Context(), rt, "https://a.example/"); err != nil {
				t.Fatal(err)
			}
		}
		if got := time.Since(began); got != 4*time.Second {
			t.Errorf("three requests took %v, want 4s", got)
		}
	})
}

func TestPacerForgetsFreeHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer()
		for i := range 5 * hostsKept {
			if _, err := p.Reserve(t.Context(), fmt.Sprint(i), time.Second); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		if len(p.free) > hostsKept {
			t.Errorf("%d hosts are kept", len(p.free))
		}
	})
}

func TestGuard(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	for _, private := range []bool{false, true} {
		rt, err := Guarded(GuardOptions{Private: private})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := get(t.Context(), rt, srv.URL); (err == nil) != private {
			t.Errorf("private %v: %v", private, err)
		}
		rt.CloseIdleConnections()
	}
	if _, err := Guarded(GuardOptions{Proxy: "not a proxy"}); err == nil {
		t.Error("a proxy that is none was taken")
	}
}

func TestRecorded(t *testing.T) {
	pages := fstest.MapFS{
		"a.example/index.html":             {Data: []byte("root")},
		"a.example/list__8f1a7a0b0c0d0e0f": {Data: []byte("wrong")},
		"a.example/feed":                   {Data: []byte("first")},
		"a.example/feed.2":                 {Data: []byte("second")},
		"a.example/feed.2.http":            {Data: []byte("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n")},
		"a.example/feed.3":                 {Data: []byte("third")},
		"a.example/odd":                    {Data: []byte("by name")},
		"elsewhere":                        {Data: []byte("by index")},
		"index.tsv":                        {Data: []byte("GET\thttps://a.example/odd\telsewhere\n")},
	}
	pages["a.example/list__"+short([]byte("a=1&b=2"))] = &fstest.MapFile{Data: []byte("listed")}
	rt := Recorded(pages)
	for i, tc := range []struct{ url, want string }{
		{"https://a.example/", "root"}, {"https://a.example", "root"},
		{"https://a.example/list?b=2&a=1", "listed"},
		{"https://a.example/feed", "first"}, {"https://a.example/feed", "second"}, {"https://a.example/feed", "third"}, {"https://a.example/feed", "third"},
		{"https://a.example/odd", "by index"},
		{"https://a.example/robots.txt", ""},
	} {
		got, err := get(t.Context(), rt, tc.url)
		if err != nil || string(got) != tc.want {
			t.Errorf("%d %s: %q, %v; want %q", i, tc.url, got, err, tc.want)
		}
	}
	for _, url := range []string{"https://a.example/none", "https://a.example/../../etc/passwd", "https://a.example/%2e%2e/%2e%2e/x"} {
		if got, err := get(t.Context(), rt, url); err == nil {
			t.Errorf("%s: %q, want an error", url, got)
		}
	}
}

func TestRecordIsReadBack(t *testing.T) {
	dir := t.TempDir()
	n := 0
	base := answer(func(req *http.Request) *http.Response {
		n++
		return response(req, 200, http.Header{"Content-Type": {"text/xml"}, "Set-Cookie": {"s=1"}}, []byte(fmt.Sprint(req.URL.Path, n)))
	})
	urls := []string{
		"https://a.example/", "https://a.example/feed?x=1", "https://a.example/feed?x=1",
		"https://a.example/" + strings.Repeat("long", 100), "https://a.example/a:b*c",
	}
	var want []string
	rec := Record(dir, base, nil)
	for _, u := range urls {
		b, err := get(t.Context(), rec, u)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(b))
	}
	root, err := openRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	back := Recorded(root)
	for i, u := range urls {
		b, err := get(t.Context(), back, u)
		if err != nil || string(b) != want[i] {
			t.Errorf("%s: %q, %v; want %q", u, b, err, want[i])
		}
	}
}

func TestWhatIsWithheldIsNotRecorded(t *testing.T) {
	dir := t.TempDir()
	base := answer(func(req *http.Request) *http.Response {
		return response(req, 200, http.Header{"Content-Type": {"text/plain"}}, []byte("sealed words"))
	})
	rec := Record(dir, base, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("words"), []byte("-")) })
	if b, err := get(t.Context(), rec, "https://a.example/x"); err != nil || string(b) != "sealed words" {
		t.Errorf("the visit reads %q, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a.example", "x")); err != nil || string(b) != "sealed -" {
		t.Errorf("recorded %q, %v", b, err)
	}
}

func FuzzRecordName(f *testing.F) {
	f.Add("https://a.example/../../etc/passwd?x=1")
	f.Add("https://../x")
	f.Fuzz(func(t *testing.T, address string) {
		req, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil || req.URL.Host == "" {
			return
		}
		if name := recordName(req.URL, nil); name == ".." || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
			t.Errorf("%q leaves the folder: %q", address, name)
		}
	})
}
