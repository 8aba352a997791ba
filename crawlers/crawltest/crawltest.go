// Package crawltest holds every source to the contract of [crawlers.Source],
// on recorded pages.
package crawltest

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/crawlers"
)

var update = flag.Bool("update", false, "rewrite the golden files from what the code now gives")

// result is what the golden file holds.
type result struct {
	State    crawlers.State
	Outcomes []crawlers.Outcome
	Warnings []string
	Filings  []crawlers.Filing
}

// Run crawls testdata/pages with production code at the given time and
// compares what comes of it with testdata/golden.json. A golden file that is
// not there yet is written, and the test fails so that a person reads it
// before it counts. It also checks what every source promises: a pure Parse,
// valid filings, our User-Agent, a schedule that no change of clocks skips or
// doubles, and params that its own Check lets pass. A source that is asked for
// watched marks is asked for those given.
func Run(t *testing.T, s *crawlers.Source, now time.Time, watched ...crawlers.Watch) {
	t.Helper()
	var pages []crawlers.Page
	first := visit(t, s, now, &pages, watched...)
	compare(t, "testdata/golden.json", first)

	if again := visit(t, s, now, nil, watched...); !equal(t, ids(first.Filings), ids(again.Filings)) {
		t.Error("the same pages gave other filings the second time")
	}
	for _, p := range pages {
		checkParse(t, s, p)
	}
	checkSchedule(t, s)
	if s.Check != nil {
		if err := s.Check(s.Meta); err != nil {
			t.Errorf("Check refuses the source's own params: %v", err)
		}
	}
}

// RunPushed reads each file testdata/pushed/NAME.json as what was sent to the
// source's hook and compares what comes of it with testdata/golden-NAME.json.
func RunPushed(t *testing.T, s *crawlers.Source, now time.Time) {
	t.Helper()
	files, err := filepath.Glob("testdata/pushed/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no file in testdata/pushed: %v", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if s.Hook == nil || int64(len(body)) > s.Hook.MaxBody {
			t.Errorf("%s is more than the hook takes", file)
		}
		p := crawlers.PageOf("hook:"+s.Name, body, now)
		compare(t, "testdata/golden-"+filepath.Base(file), visit(t, s.Pushed(p), now, nil))
		p.Params = s.Params
		checkParse(t, s, p)
	}
}

// visit runs the source over testdata/pages. It keeps the pages in kept.
func visit(t *testing.T, s *crawlers.Source, now time.Time, kept *[]crawlers.Page, watched ...crawlers.Watch) result {
	t.Helper()
	var got result
	report := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: named{t, crawlers.Recorded(os.DirFS("testdata/pages"))}, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Watched:   func(context.Context, string) ([]crawlers.Watch, error) { return watched, nil },
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			if kept != nil {
				*kept = append(*kept, pages...)
			}
			return nil
		},
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			got.Filings = append(got.Filings, fs...)
			return nil
		},
	})
	if report.Err != nil {
		t.Fatal(report.Err)
	}
	got.State, got.Outcomes, got.Warnings = report.State, report.Outcomes, report.Warnings
	return got
}

// named fails the test for a request that does not say who asks.
type named struct {
	t    *testing.T
	next http.RoundTripper
}

func (n named) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Header.Get("User-Agent") != "tocsin-test" {
		n.t.Errorf("%s was asked as %q", req.URL, req.Header.Get("User-Agent"))
	}
	return n.next.RoundTrip(req)
}

func ids(fs []crawlers.Filing) []string {
	var out []string
	for i := range fs {
		out = append(out, fs[i].ID())
	}
	return out
}

func equal(t *testing.T, a, b any) bool {
	t.Helper()
	return string(encode(t, a)) == string(encode(t, b))
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// checkParse holds Parse to being pure: the same page gives the same filings,
// also to several who read it at once, and emit's error stops it.
func checkParse(t *testing.T, s *crawlers.Source, p crawlers.Page) {
	t.Helper()
	read := func() []crawlers.Filing {
		var out []crawlers.Filing
		// How the page ends is the golden file's affair.
		s.Parse(p, func(f crawlers.Filing) error {
			f.Source = s.Name
			out = append(out, f)
			return nil
		})
		return out
	}
	want := read()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if !equal(t, read(), want) {
				t.Errorf("%s: Parse is not pure", p.URL)
			}
		})
	}
	wg.Wait()
	for i := range want {
		f := &want[i]
		if err := f.Validate(p.Fetched); err != nil {
			t.Errorf("%s: %s: %v", p.URL, f.ID(), err)
		}
		if f.Kind != s.Kind {
			t.Errorf("%s: kind %s, want %s", f.ID(), f.Kind, s.Kind)
		}
	}
	if len(want) > 0 {
		if err := s.Parse(p, func(crawlers.Filing) error { return io.ErrClosedPipe }); err == nil {
			t.Errorf("%s: Parse swallows the error of emit", p.URL)
		}
	}
}

// checkSchedule walks a year of planned visits: where clocks change, none may
// lie between one and three in the morning, but for schedules so dense that
// one more or less is nothing.
func checkSchedule(t *testing.T, s *crawlers.Source) {
	t.Helper()
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		t.Fatal(err)
	}
	_, winter := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).Zone()
	_, summer := time.Date(2026, 7, 1, 0, 0, 0, 0, zone).Zone()
	if winter == summer {
		return
	}
	for at, n := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).UTC(), 0; n < 400; n++ {
		if at, err = s.Next(at); err != nil {
			t.Fatal(err)
		}
		if h := at.In(zone).Hour(); h == 1 || h == 2 {
			t.Fatalf("a visit is planned at %s, an hour that clock changes skip or double", at.In(zone).Format(time.RFC3339))
		}
	}
}

func compare(t *testing.T, golden string, got result) {
	t.Helper()
	have := encode(t, got)
	want, err := os.ReadFile(golden)
	switch {
	case *update, os.IsNotExist(err):
		if err := os.WriteFile(golden, have, 0o666); err != nil {
			t.Fatal(err)
		}
		if !*update {
			t.Fatalf("%s written: read it, then run again", golden)
		}
	case err != nil:
		t.Fatal(err)
	case string(have) != string(want):
		t.Errorf("%s is not what the crawl gives; run with -update and read the difference. First that differs:\n%s", golden, firstDifference(string(want), string(have)))
	}
}

// firstDifference shows the first line that differs, with what stood before.
func firstDifference(want, have string) string {
	w, h := slices.Collect(strings.Lines(want)), slices.Collect(strings.Lines(have))
	for i := range min(len(w), len(h)) {
		if w[i] != h[i] {
			return strings.Join(h[max(0, i-5):i], "") + "want " + w[i] + "have " + h[i]
		}
	}
	return "one is longer than the other"
}
