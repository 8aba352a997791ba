package pipeline

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// mirrorPages is how many pages the local mirror has.
const mirrorPages = 2000

// mirror serves an index of links and a page of one case behind each; robots
// and validators as a real place has them.
func mirror(tb testing.TB) *httptest.Server {
	filler := strings.Repeat("<p>Entered on the docket of the court, as the clerk has it.</p>\n", 60)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /private\n") })
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		for i := range mirrorPages - 1 {
			fmt.Fprintf(w, "<a href=\"/case/%d\">%d</a>\n", i, i)
		}
	})
	mux.HandleFunc("GET /case/{n}", func(w http.ResponseWriter, r *http.Request) {
		etag := `"` + r.PathValue("n") + `"`
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<html><body><h1>Acme v. Smith %s</h1><time>2026-03-09</time>%s</body></html>", r.PathValue("n"), filler)
	})
	srv := httptest.NewServer(mux)
	tb.Cleanup(srv.Close)
	return srv
}

// walk follows every link of the index and takes each case.
func walk(_ context.Context, v *crawlers.Visit) error {
	c := v.Collector()
	c.OnResponse(func(r *colly.Response) {
		if r.Request.URL.Path != "/" {
			v.Take(r)
		}
	})
	c.OnHTML("a[href]", func(e *colly.HTMLElement) { v.Walk(c, e.Request.AbsoluteURL(e.Attr("href"))) })
	return v.Walk(c, v.URL)
}

func parseCase(p crawlers.Page, emit func(crawlers.Filing) error) error {
	doc, err := p.HTML()
	if err != nil {
		return err
	}
	_, n, _ := strings.Cut(p.URL, "/case/")
	filed, err := time.Parse(time.DateOnly, doc.Find("time").Text())
	if err != nil {
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	return emit(crawlers.Filing{
		Key: crawlers.Key{Authority: "us-test", Number: n}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: doc.Find("h1").Text(), Filed: crawlers.Date{Time: filed, Day: true}, URL: p.URL,
	})
}

// BenchmarkCrawl crawls a local mirror of 2,000 pages with everything on but
// the pace: robots.txt, conditional requests, seen-before, the page store and
// the database.
func BenchmarkCrawl(b *testing.B) {
	srv := mirror(b)
	guarded, err := crawlers.Guarded(crawlers.GuardOptions{Private: true})
	if err != nil {
		b.Fatal(err)
	}
	source := &crawlers.Source{
		Meta: crawlers.Meta{
			Name: "mirror", URL: srv.URL + "/", Kind: crawlers.Lawsuit, Schedule: "*/10 * * * *", Zone: "UTC",
			Hosts: []string{"127.0.0.1"}, Robots: "obey", MaxBody: 8 << 20, Fresh: 1000 * 24 * time.Hour,
		},
		Crawl: walk, Parse: parseCase,
	}
	for b.Loop() {
		db, err := store.Open(b.Context(), storetest.SQLite(b), store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		memory, err := seen.Open(b.Context(), "memory")
		if err != nil {
			b.Fatal(err)
		}
		p := &Pipeline{
			Store: db, Seen: memory, Sources: []*crawlers.Source{source},
			Transport: &crawlers.Transport{Base: guarded, UserAgent: "tocsin-bench", Pace: crawlers.Unpaced{}, Validators: db.Validators},
			Now:       func() time.Time { return start }, Log: slog.New(slog.DiscardHandler), Judge: judgeByTitle,
		}
		if err := p.Start(b.Context(), Roles{}); err != nil {
			b.Fatal(err)
		}
		v, err := p.Visit(b.Context(), source, start)
		if err != nil || v.Added != mirrorPages-1 || v.State != crawlers.OK {
			b.Fatalf("%+v, %v", v, err)
		}
		db.Close()
	}
	b.ReportMetric(mirrorPages*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(peakMB(b), "peak-MB")
}

// peakMB is the most memory this process ever held, in MB: the mirror's server
// included.
func peakMB(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb float64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// BenchmarkTake takes 10,000 filings, known or new, through seen-before and
// the store.
func BenchmarkTake(b *testing.B) {
	memories := map[string]string{"memory": "memory"}
	if redis := os.Getenv("TOCSIN_TEST_REDIS"); redis != "" {
		memories["redis"] = redis
	}
	for engine, address := range storetest.Addresses(b) {
		for name, url := range memories {
			for _, what := range []string{"new", "known"} {
				b.Run(engine+"/"+name+"/"+what, func(b *testing.B) {
					memory, err := seen.Open(b.Context(), url)
					if err != nil {
						b.Fatal(err)
					}
					defer memory.Close()
					p := &Pipeline{Store: storetest.Open(b, address), Seen: memory, Now: func() time.Time { return start }, Log: slog.New(slog.DiscardHandler)}
					if err := p.Start(b.Context(), Roles{}); err != nil {
						b.Fatal(err)
					}
					n := 0
					take := func() {
						if what == "new" {
							n++
						}
						for batch := range 20 {
							fs := make([]crawlers.Filing, crawlers.BatchSize)
							for i := range fs {
								fs[i] = crawlers.Filing{
									Key:  crawlers.Key{Authority: "us-" + what + name, Number: fmt.Sprintf("1:26-cv-%05d", n)},
									Slug: fmt.Sprintf("entry.%d", batch*crawlers.BatchSize+i), Act: "complaint", Kind: crawlers.Lawsuit,
									Title: "Acme v. Smith", Filed: crawlers.Date{Time: start}, Source: "ecf",
								}
							}
							if _, err := p.Take(b.Context(), fs, store.Manner{}); err != nil {
								b.Fatal(err)
							}
						}
					}
					if what == "known" {
						take()
					}
					for b.Loop() {
						take()
					}
					b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "filings/s")
				})
			}
		}
	}
}
