package crawlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func openRoot(dir string) (fs.FS, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	return os.DirFS(dir), nil
}

var tuesday = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

// valid is a filing that validates.
func valid(slug string) Filing {
	return Filing{
		Key: Key{"us-ilnd", "1:26-cv-00011"}, Slug: slug, Kind: Lawsuit, Title: "A v. B",
		Filed: Date{Time: tuesday},
	}
}

func env(t *testing.T, base http.RoundTripper) Env {
	return Env{
		Transport: &Transport{Base: base, UserAgent: "tocsin-test", Pace: Unpaced{}},
		Now:       func() time.Time { return tuesday },
		Log:       slog.New(slog.NewTextHandler(t.Output(), nil)),
		Sink:      func(context.Context, []Filing) error { return nil },
	}
}

// source is a source of one page.
func source(parse func(Page, func(Filing) error) error) *Source {
	return &Source{
		Meta: Meta{Name: "s", Hosts: []string{"a.example"}, Robots: "published", Zone: "UTC"},
		Crawl: func(_ context.Context, v *Visit) error {
			c := v.Collector()
			c.OnResponse(v.Take)
			return v.Walk(c, "https://a.example/")
		},
		Parse: parse,
	}
}

func TestVisitEndsInAState(t *testing.T) {
	emit := func(n int, end error) func(Page, func(Filing) error) error {
		return func(_ Page, emit func(Filing) error) error {
			for i := range n {
				if err := emit(valid(fmt.Sprint("seq.", i))); err != nil {
					return err
				}
			}
			return end
		}
	}
	for _, tc := range []struct {
		name    string
		parse   func(Page, func(Filing) error) error
		want    State
		filings int
	}{
		{"filings", emit(3, nil), OK, 3},
		{"nothing", emit(0, nil), Empty, 0},
		{"cut", emit(2, fmt.Errorf("%w: in the middle", ErrTruncated)), Truncated, 2},
		{"another page", emit(0, ErrShape), Shape, 0},
		{"login", emit(0, ErrBlocked), Blocked, 0},
		{"our own error", emit(1, errors.New("x")), Failed, 1},
		{"panic", func(Page, func(Filing) error) error { panic("nil map") }, Failed, 0},
	} {
		r := source(tc.parse).Run(t.Context(), env(t, answer(yes)))
		if r.State != tc.want || r.Filings != tc.filings {
			t.Errorf("%s: %s with %d filings (%v), want %s with %d", tc.name, r.State, r.Filings, r.Err, tc.want, tc.filings)
		}
	}
}

func TestFloors(t *testing.T) {
	for day, want := range map[time.Time]State{tuesday: Shape, tuesday.AddDate(0, 0, 4): OK} {
		s := source(func(_ Page, emit func(Filing) error) error { return emit(valid("1")) })
		s.Expect = Expect{Weekday: 2, Weekend: 1}
		e := env(t, answer(yes))
		e.Now = func() time.Time { return day }
		if r := s.Run(t.Context(), e); r.State != want {
			t.Errorf("%s: %s, want %s", day.Weekday(), r.State, want)
		}
	}
}

func TestAPlaceThatShrankIsReadAgain(t *testing.T) {
	for _, tc := range []struct {
		name   string
		listed int
		before int
		fail   error
		want   State
		taken  int
	}{
		{"as many", 100, 100, nil, OK, 1},
		{"more", 100, 99, nil, OK, 1},
		{"the first visit", 100, 0, nil, OK, 1},
		{"two in a hundred fewer", 98, 100, nil, OK, 1},
		{"three in a hundred fewer", 97, 100, nil, Shape, 0},
		{"nothing", 0, 100, nil, Shape, 0},
		{"nobody knows", 100, 0, errors.New("no database"), Failed, 0},
	} {
		s := source(func(_ Page, emit func(Filing) error) error {
			for i := range tc.listed {
				if err := emit(valid(fmt.Sprint("seq.", i))); err != nil {
					return err
				}
			}
			return nil
		})
		s.Crawl = func(_ context.Context, v *Visit) error { return v.Fetch("https://a.example/all.json") }
		s.Expect.Shrink = 0.02
		e, taken := env(t, answer(yes)), 0
		e.Before = func(_ context.Context, source string) (int, error) {
			if source != "s" {
				t.Errorf("asked for %q", source)
			}
			return tc.before, tc.fail
		}
		e.Taken = func(_ context.Context, _ string, pages []Page) error { taken += len(pages); return nil }
		r := s.Run(t.Context(), e)
		if r.State != tc.want || taken != tc.taken || !errors.Is(r.Err, tc.fail) {
			t.Errorf("%s: %s, %d pages taken, %v; want %s, %d", tc.name, r.State, taken, r.Err, tc.want, tc.taken)
		}
	}
}

func TestAChangedPlaceDoesNotHealItself(t *testing.T) {
	for _, tc := range []struct {
		floor int
		want  State
		taken int
	}{
		{0, Empty, 1}, // a quiet day
		{5, Shape, 0},
	} {
		s := source(func(Page, func(Filing) error) error { return nil })
		s.Expect.Weekday, s.Expect.Weekend = tc.floor, tc.floor
		e, taken := env(t, answer(yes)), 0
		e.Taken = func(_ context.Context, _ string, pages []Page) error { taken += len(pages); return nil }
		if r := s.Run(t.Context(), e); r.State != tc.want || taken != tc.taken {
			t.Errorf("floor %d: %s, %d pages taken; want %s, %d: else the same page is unchanged, and so well, the next time", tc.floor, r.State, taken, tc.want, tc.taken)
		}
	}
}

func TestInvalidFilingIsLeftOutAndSaid(t *testing.T) {
	s := source(func(_ Page, emit func(Filing) error) error {
		for _, change := range []func(*Filing){
			func(f *Filing) { f.Key.Number = "" }, func(f *Filing) { f.Slug = "a@b" }, func(f *Filing) { f.Title = "" },
			func(f *Filing) { f.Filed.Time = tuesday.AddDate(1, 0, 0) }, func(f *Filing) { f.Title = "\xff" },
			func(f *Filing) { f.Raw = json.RawMessage("{") }, func(f *Filing) { f.Title = strings.Repeat("x", 30_000) },
			func(*Filing) {},
		} {
			f := valid("1")
			change(&f)
			if err := emit(f); err != nil {
				return err
			}
		}
		return nil
	})
	r := s.Run(t.Context(), env(t, answer(yes)))
	if r.Filings != 1 || len(r.Warnings) != 7 {
		t.Errorf("%d filings, warnings %q", r.Filings, r.Warnings)
	}
}

func TestFullStoreStopsTheVisit(t *testing.T) {
	full := errors.New("disk full")
	read := 0
	s := source(func(_ Page, emit func(Filing) error) error {
		for i := range 10 * BatchSize {
			read++
			if err := emit(valid(fmt.Sprint("seq.", i))); err != nil {
				return err
			}
		}
		return nil
	})
	e := env(t, answer(yes))
	e.Sink = func(context.Context, []Filing) error { return full }
	taken := false
	e.Taken = func(context.Context, string, []Page) error { taken = true; return nil }
	r := s.Run(t.Context(), e)
	if !errors.Is(r.Err, full) || r.State != Failed || read > BatchSize || taken {
		t.Errorf("%s, %v after %d filings; page taken: %v", r.State, r.Err, read, taken)
	}
}

func TestFetchSpoolsAndRemovesItsFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := source(func(p Page, emit func(Filing) error) error {
		b, err := p.Bytes()
		if err != nil || string(b) != "page" {
			return fmt.Errorf("%w: %q, %w", ErrShape, b, err)
		}
		return emit(valid("1"))
	})
	s.Crawl = func(_ context.Context, v *Visit) error { return v.Fetch("https://a.example/big.zip") }
	e := env(t, answer(yes))
	kept := 0
	e.Keep = func(_ context.Context, _ string, pages []Page) error { kept += len(pages); return nil }
	if r := s.Run(t.Context(), e); r.State != OK || r.Filings != 1 || kept != 1 {
		t.Errorf("%s %+v, %d pages kept", r.State, r.Outcomes, kept)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := source(func(_ Page, emit func(Filing) error) error {
		for i := range 1234 {
			if err := emit(valid(fmt.Sprint("seq.", i))); err != nil {
				return err
			}
		}
		return nil
	})
	e := env(t, answer(yes))
	var sizes []int
	e.Sink = func(_ context.Context, fs []Filing) error { sizes = append(sizes, len(fs)); return nil }
	if r := s.Run(t.Context(), e); r.State != OK || fmt.Sprint(sizes) != "[500 500 234]" {
		t.Errorf("%s, batches %v", r.State, sizes)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	s := source(func(p Page, _ func(Filing) error) error {
		for i := range 1000 {
			p.Warn("row not understood", "row", i)
		}
		return nil
	})
	e := env(t, answer(yes))
	e.Log = slog.New(slog.DiscardHandler)
	if r := s.Run(t.Context(), e); len(r.Warnings) != maxWarnings+1 {
		t.Errorf("%d warnings", len(r.Warnings))
	}
}

func TestEnvironmentDoesNotSteerColly(t *testing.T) {
	t.Setenv("COLLY_USER_AGENT", "from-env")
	t.Setenv("COLLY_MAX_BODY_SIZE", "1")
	agent, size := "", 0
	base := answer(func(req *http.Request) *http.Response {
		agent = req.Header.Get("User-Agent")
		return yes(req)
	})
	source(func(p Page, _ func(Filing) error) error { size = int(p.Size); return nil }).Run(t.Context(), env(t, base))
	if agent != "tocsin-test" || size != len("page") {
		t.Errorf("asked as %q, read %d bytes", agent, size)
	}
}

func TestLongVisitEnds(t *testing.T) {
	s := source(func(Page, func(Filing) error) error { return nil })
	s.Timeout = time.Millisecond
	s.Crawl = func(ctx context.Context, _ *Visit) error { <-ctx.Done(); return ctx.Err() }
	if r := s.Run(t.Context(), env(t, answer(yes))); r.State != Failed || !strings.Contains(r.Err.Error(), "longer than") {
		t.Errorf("%s, %v", r.State, r.Err)
	}
}

func TestPageInTheCharsetOfItsMetaTag(t *testing.T) {
	// 深圳 in GBK, named only inside the page.
	page := []byte("<html><head><meta charset=gbk></head><body><p>\xc9\xee\xdb\xda</p></body></html>")
	p := Page{Body: bytes.NewReader(page), Size: int64(len(page)), Header: http.Header{"Content-Type": {"text/html"}}}
	doc, err := p.HTML()
	if err != nil || doc.Find("p").Text() != "深圳" {
		t.Errorf("%q, %v", doc.Find("p").Text(), err)
	}
}

func TestFilingJSON(t *testing.T) {
	f := valid("entry.1")
	f.Source, f.Act = "ecf", "complaint"
	f.Filed = Date{time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), true}
	f.Raw = json.RawMessage(`{"a":null}`)
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"us-ilnd/1:26-cv-00011#entry.1\u003cecf","key":{"authority":"us-ilnd","number":"1:26-cv-00011"},"act":"complaint","kind":"lawsuit","title":"A v. B","filed":"2026-03-10","source":"ecf","raw":{"a":null}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var back Filing
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.ID() != f.ID() || back.Digest() != f.Digest() {
		t.Errorf("%s came back as %s", f.ID(), back.ID())
	}
	later := f
	later.Fetched, later.Page, later.Source = tuesday, "abc", "other"
	if later.Digest() != f.Digest() {
		t.Error("who looked and when makes another version")
	}
}

func TestUnite(t *testing.T) {
	a, b := valid("1"), valid("1")
	a.Text, b.Text = "Complaint", "Order"
	a.Routine = true
	a.Parties = []Party{{Role: Defendant, Name: "Shenzhen Lamps Co., Ltd."}}
	b.Parties = []Party{{Role: Defendant, Name: "SHENZHEN LAMPS CO LTD"}, {Role: Plaintiff, Name: "Shenzhen Lamps Co., Ltd."}}
	b.Product = "lamps"
	got := Unite([]Filing{a, b})
	if got.Text != "Complaint\nOrder" || len(got.Parties) != 2 || got.Product != "lamps" || got.Routine {
		t.Errorf("%+v", got)
	}
	if again := Unite([]Filing{got, b}); again.Digest() != got.Digest() {
		t.Error("uniting again changes something")
	}
	if same := UniteSame([]Filing{a, valid("2"), b}); len(same) != 2 || same[0].Slug != "1" {
		t.Errorf("%+v", same)
	}
}

// TestUniteDatesAnActByWhoKnows holds that a place which lists an act under the
// day it shows it does not move the act to that day.
func TestUniteDatesAnActByWhoKnows(t *testing.T) {
	day := func(n int) Date { return Date{Time: tuesday.Truncate(24*time.Hour).AddDate(0, 0, n), Day: true} }
	listed, said, filed := valid("1"), valid("1"), valid("1")
	listed.Filed, listed.Shown = day(0), new(Date{Time: tuesday})
	said.Filed, said.Shown = day(-2), new(day(-1))
	filed.Filed, filed.Shown = Date{Time: day(-2).Add(15 * time.Hour)}, new(Date{Time: day(-2).Add(16 * time.Hour)})
	for name, tc := range map[string]struct {
		in   []Filing
		want Date
	}{
		"nobody knows better":        {[]Filing{listed}, listed.Filed},
		"a place that says its day":  {[]Filing{listed, said}, said.Filed},
		"and the hour":               {[]Filing{listed, said, filed}, filed.Filed},
		"the first of those who say": {[]Filing{said, listed}, said.Filed},
	} {
		if got := Unite(tc.in); got.Filed != tc.want {
			t.Errorf("%s: %s, want %s", name, got.Filed, tc.want)
		}
	}
}

func TestSchedules(t *testing.T) {
	for _, bad := range []string{"", "x", "TZ=UTC", "CRON_TZ=UTC * * * * *", "61 * * * *"} {
		m := Meta{Schedule: bad, Zone: "UTC"}
		if _, err := m.Next(tuesday); err == nil {
			t.Errorf("%q was taken for a schedule", bad)
		}
	}
	m := Meta{Schedule: "0 8 * * *", Zone: "Asia/Shanghai"}
	if at, err := m.Next(tuesday); err != nil || !at.Equal(time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", at, err)
	}
}

// TestPagesAreToldToTheirOwnLog has a place refuse a page, which the caller
// says in words of its own.
func TestPagesAreToldToTheirOwnLog(t *testing.T) {
	refused := func(Page, func(Filing) error) error { return ErrBlocked }
	for _, own := range []bool{false, true} {
		for name, base := range map[string]http.RoundTripper{"not read": answer(yes), "not had": Recorded(os.DirFS("testdata"))} {
			var log, pages strings.Builder
			e := env(t, base)
			e.Log = slog.New(slog.NewTextHandler(&log, nil))
			if own {
				e.PageLog = slog.New(slog.NewTextHandler(&pages, nil))
			}
			r := source(refused).Run(t.Context(), e)
			told, apart := log.String(), pages.String()
			if strings.Contains(told, "a.example") == own || strings.Contains(apart, "source=s") != own || len(r.Warnings) != 1 {
				t.Errorf("%s, own log %v: %q and %q, warnings %q", name, own, told, apart, r.Warnings)
			}
		}
	}
}
