package crawlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gocolly/colly/v2"
)

func TestOneBadLineDoesNotOpenAHost(t *testing.T) {
	for _, body := range []string{
		"Crawl-delay: fast\nUser-agent: *\nDisallow: /\n",
		"Disallow: /x\nUser-agent: *\nDisallow: /\n",
		"User-agent: *\nCrawl-delay: soon\nnonsense\nDisallow: /\n",
		"\ufeff# ours\nUser-agent: *\r\nDisallow: /\r\n",
	} {
		base := answer(func(req *http.Request) *http.Response {
			if req.URL.Path == "/robots.txt" {
				return response(req, 200, http.Header{}, []byte(body))
			}
			return yes(req)
		})
		if _, err := get(t.Context(), (&Transport{Base: base}).For(obedient), "https://a.example/page"); !errors.Is(err, ErrBlocked) {
			t.Errorf("%q: %v, want blocked", body, err)
		}
	}
}

// silence is a body that says a little and then nothing until it is given up.
type silence struct{ ctx context.Context }

func (s silence) Read([]byte) (int, error) { <-s.ctx.Done(); return 0, s.ctx.Err() }
func (s silence) Close() error             { return nil }

func TestSilentBodyIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := answer(func(req *http.Request) *http.Response {
			r := yes(req)
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("some"), silence{req.Context()}))
			return r
		})
		m := obedient
		m.Robots = "published"
		began := time.Now()
		if _, err := get(t.Context(), (&Transport{Base: base}).For(m), "https://a.example/"); err == nil || !strings.Contains(err.Error(), "silent") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != stallDefault {
			t.Errorf("given up after %v, want %v", took, stallDefault)
		}
	})
}

func TestCompressedFileIsNoPage(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(bytes.Repeat([]byte("x"), 50<<20))
	z.Close()
	base := answer(func(req *http.Request) *http.Response {
		return response(req, 200, http.Header{"Content-Type": {"application/gzip"}}, b.Bytes())
	})
	s := source(func(p Page, _ func(Filing) error) error {
		t.Errorf("a page of %d bytes was read", p.Size)
		return nil
	})
	s.MaxBody = 1 << 20
	if r := s.Run(t.Context(), env(t, base)); r.State != Shape {
		t.Errorf("%s %+v", r.State, r.Outcomes)
	}
}

func TestPageIsDecodedOnce(t *testing.T) {
	page := []byte("<html><head>" + strings.Repeat(" ", 20) + "</head><body><p>\xc9\xee\xdb\xda</p></body></html>")
	meta := bytes.Replace(page, []byte("<head>"), []byte("<head><meta charset=gbk>"), 1)
	for kind, body := range map[string][]byte{"text/html; charset=gbk": page, "text/html": meta} {
		base := answer(func(req *http.Request) *http.Response {
			return response(req, 200, http.Header{"Content-Type": {kind}}, body)
		})
		got := ""
		source(func(p Page, _ func(Filing) error) error {
			doc, err := p.HTML()
			if err == nil {
				got = doc.Find("p").Text()
			}
			return err
		}).Run(t.Context(), env(t, base))
		if got != "深圳" {
			t.Errorf("%s: read as %q", kind, got)
		}
	}
	if doc, err := PageOf("https://a.example/", meta, tuesday).HTML(); err != nil || doc.Find("p").Text() != "深圳" {
		t.Errorf("a stored page is read as %q, %v", doc.Find("p").Text(), err)
	}
}

func TestPanicOfAnAsynchronousPageEndsThePage(t *testing.T) {
	s := source(func(Page, func(Filing) error) error { panic("nil map") })
	s.Crawl = func(_ context.Context, v *Visit) error {
		c := v.Collector()
		c.Async = true
		c.OnResponse(func(r *colly.Response) { v.Take(r) })
		err := v.Walk(c, "https://a.example/")
		c.Wait()
		return err
	}
	if r := s.Run(t.Context(), env(t, answer(yes))); r.State != Failed || len(r.Outcomes) != 1 {
		t.Errorf("%s %+v", r.State, r.Outcomes)
	}
}

func TestUnchangedPagesOweNoFilings(t *testing.T) {
	base := answer(func(req *http.Request) *http.Response {
		if req.URL.Path == "/same" {
			return status(304, http.Header{})(req)
		}
		return yes(req)
	})
	s := source(func(_ Page, emit func(Filing) error) error { return emit(valid("1")) })
	s.Expect.Weekday = 5
	s.Crawl = func(_ context.Context, v *Visit) error {
		c := v.Collector()
		c.OnResponse(v.Take)
		if err := v.Walk(c, "https://a.example/"); err != nil {
			return err
		}
		return c.Visit("https://a.example/same")
	}
	if r := s.Run(t.Context(), env(t, base)); r.State != OK {
		t.Errorf("%s, %v %+v", r.State, r.Err, r.Outcomes)
	}
	s.Crawl = func(context.Context, *Visit) error { return nil }
	if r := s.Run(t.Context(), env(t, base)); r.State != Shape {
		t.Errorf("a walk without a page ended as %s", r.State)
	}
}

func TestRefusedTurnsDoNotPushTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := obedient
		m.Robots, m.Pace = "published", 3*time.Second
		rt := (&Transport{Base: status(429, http.Header{"Retry-After": {"900"}})}).For(m)
		if _, err := get(t.Context(), rt, "https://a.example/"); err == nil {
			t.Fatal("429 passed")
		}
		for range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if _, err := get(ctx, rt, "https://a.example/"); err == nil {
				t.Error("asked during the pause")
			}
			cancel()
		}
		began := time.Now()
		_, _ = get(t.Context(), rt, "https://a.example/") // waits for its turn; the answer is 429 again
		if took := time.Since(began); took > 16*time.Minute {
			t.Errorf("the turn came after %v, want the 15 minutes asked for", took)
		}
	})
}

func TestFilingThatCannotBeShown(t *testing.T) {
	for name, change := range map[string]func(*Filing){
		"script address": func(f *Filing) { f.URL = "javascript:alert(1)" },
		"NUL":            func(f *Filing) { f.Title = "A\x00B" },
		"broken name":    func(f *Filing) { f.Parties = []Party{{Role: Defendant, Name: "\xff"}} },
		"endless marks":  func(f *Filing) { f.Marks = make([]Mark, 1_000_000) },
	} {
		f := valid("1")
		change(&f)
		if f.Validate(tuesday) == nil {
			t.Errorf("%s: taken for valid", name)
		}
	}
}

func TestMetaThatCannotWork(t *testing.T) {
	const good = "name: s\ntitle: {zh: 某, en: s}\nschedule: \"*/10 * * * *\"\nhosts: [a.example]\n"
	if _, err := ReadMeta([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		strings.Replace(good, "hosts: [a.example]\n", "", 1), good + "pace: -1s\n", good + "robots: ignore\n",
		good + "robots: published\n", good + "colour: red\n", good + "asks: Korea\n", strings.Replace(good, "zh: 某, ", "", 1),
	} {
		if _, err := ReadMeta([]byte(bad)); err == nil {
			t.Errorf("taken for a source:\n%s", bad)
		}
	}
}
