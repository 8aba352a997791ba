package cipo

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

const list = "trademark-data-applications-and-registrations-xml-png"

// listing returns the list with these files.
func listing(names ...string) string {
	out := "<!DOCTYPE html><html><body>"
	for _, n := range names {
		out += `<a href="https://opic-cipo.ca/cipo/client_downloads/Trademarks_Weekly/` + n + `">` + n + `</a>`
	}
	return out + "</body></html>"
}

func named(day string) string { return "WEEKLY_" + day + "_00-05-11.zip" }

// visit runs the source against answers, with these files taken before.
func visit(t *testing.T, w *crawltest.Files, taken ...string) crawlers.Report {
	t.Helper()
	return Source.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: w, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Last: func(_ context.Context, url string) (string, error) {
			if slices.ContainsFunc(taken, func(name string) bool { return strings.HasSuffix(url, name) }) {
				return "hash", nil
			}
			return "", nil
		},
		Sink: func(context.Context, []crawlers.Filing) error { return nil },
	})
}

// TestFilesAreTakenOnceTheOldestFirst has more files than one visit takes, one
// that is too old to matter, and what else the list links to.
func TestFilesAreTakenOnceTheOldestFirst(t *testing.T) {
	doc := document(number + filed)
	w := &crawltest.Files{Now: now, Answers: map[string]string{}}
	names := []string{"CA-TMK-GLOBAL_2025-06-14_1_2_087.zip", "readme.html"}
	for _, day := range []string{"2026-09-22", "2026-09-08", "2026-09-15", "2026-08-25", "2026-09-01", "2025-01-07", "2026-09-22"} {
		names = append(names, named(day))
		w.Answers[named(day)] = string(zipped(t, "1.xml", doc))
	}
	w.Answers[list] = listing(names...)
	r := visit(t, w, named("2026-09-01"))
	want := []string{list, named("2026-08-25"), named("2026-09-08"), named("2026-09-15")}
	if !slices.Equal(w.Asked, want) || r.State != crawlers.OK || r.Filings != 3 || len(r.Warnings) > 0 {
		t.Errorf("asked %q: %s, %d filings, %q", w.Asked, r.State, r.Filings, r.Warnings)
	}
	w.Asked = nil
	r = visit(t, w, named("2026-08-25"), named("2026-09-01"), named("2026-09-08"), named("2026-09-15"))
	if want := []string{list, named("2026-09-22")}; !slices.Equal(w.Asked, want) || r.State != crawlers.OK {
		t.Errorf("then %q: %s", w.Asked, r.State)
	}
}

func TestMissingWeekIsToldAndFetchedLater(t *testing.T) {
	doc := string(zipped(t, "1.xml", document(number+filed)))
	w := &crawltest.Files{Now: now, Answers: map[string]string{
		list: listing(named("2026-09-22"), named("2026-09-01")), named("2026-09-01"): doc, named("2026-09-22"): doc, named("2026-09-10"): doc,
	}}
	r := visit(t, w)
	want := []string{
		"the office lists no file for a week; it is fetched when it comes week_to=2026-09-08",
		"the office lists no file for a week; it is fetched when it comes week_to=2026-09-15",
	}
	if d := cmp.Diff(want, r.Warnings); d != "" || r.State != crawlers.OK {
		t.Error(r.State, d)
	}
	w.Asked, w.Answers[list] = nil, listing(named("2026-09-22"), named("2026-09-01"), named("2026-09-10")) // one that is late
	r = visit(t, w, named("2026-09-01"), named("2026-09-22"))
	if want := []string{list, named("2026-09-10")}; !slices.Equal(w.Asked, want) || r.State != crawlers.OK {
		t.Errorf("asked %q: %s %q", w.Asked, r.State, r.Warnings)
	}
}

// TestPartsAreTakenToo has a week that is not packed once more.
func TestPartsAreTakenToo(t *testing.T) {
	doc := string(zipped(t, "1.xml", document(number+filed)))
	one, two := "CA-TMK-UPDATE_2026-09-15-2026-09-21_147635_2021252_001.zip", "CA-TMK-UPDATE_2026-09-15-2026-09-21_2021252_2412345_002.zip"
	w := &crawltest.Files{Now: now, Answers: map[string]string{list: listing(one, two, "CA-TMK-UPDATE_2026-09-15-2026-09-21_index.txt"), one: doc, two: doc}}
	r := visit(t, w)
	if want := []string{list, one, two}; !slices.Equal(w.Asked, want) || r.Filings != 2 || len(r.Warnings) > 0 {
		t.Errorf("asked %q: %d filings %q", w.Asked, r.Filings, r.Warnings)
	}
}

func TestWhatIsNoFileOrListIsToldAsSuch(t *testing.T) {
	doc := string(zipped(t, "1.xml", document(number+filed)))
	for _, tc := range []struct {
		name, list string
		file       *string
		want       crawlers.State
		filings    int
	}{
		{"a web page in place of a file", listing(named("2026-09-15"), named("2026-09-22")), new("<!DOCTYPE html><html></html>"), crawlers.Blocked, 1},
		{"a file that is gone", listing(named("2026-09-15"), named("2026-09-22")), nil, crawlers.Blocked, 1},
		{"half a file", listing(named("2026-09-15"), named("2026-09-22")), new(doc[:len(doc)/2]), crawlers.Truncated, 1},
		{"a list without files", listing("index.txt"), nil, crawlers.Shape, 0},
		{"no list", "{}", nil, crawlers.Shape, 0},
		{"a file of another host", strings.Replace(listing(named("2026-09-22")), "https://opic-cipo.ca", "https://elsewhere.example", 1), nil, crawlers.Blocked, 0},
	} {
		w := &crawltest.Files{Now: now, Answers: map[string]string{list: tc.list, named("2026-09-22"): doc}}
		if tc.file != nil {
			w.Answers[named("2026-09-15")] = *tc.file
		}
		if r := visit(t, w); r.Err != nil || r.State != tc.want || r.Filings != tc.filings {
			t.Errorf("%s: %s, %v, %d filings; want %s: %+v", tc.name, r.State, r.Err, r.Filings, tc.want, r.Outcomes)
		}
	}
}

func TestParamsAreChecked(t *testing.T) {
	for params, want := range map[string]string{
		"list: https://elsewhere.example/\nweeks: 1\nfiles: 1":  "hosts",
		"list: https://opic-cipo.ca/l\nweeks: 0\nfiles: 1":      "weeks",
		"list: https://opic-cipo.ca/l\nweeks: 9\nfiles: 99":     "files",
		"lists: https://opic-cipo.ca/l\nweeks: 9\nfiles: 9":     "unknown",
		"list: https://opic-cipo.ca/l\nweeks: nine\nfiles: one": "numbers",
	} {
		m := Source.Meta
		m.Params = crawlers.Params(params)
		if err := check(m); err == nil {
			t.Errorf("%s: passes, though %s", params, want)
		}
	}
}
