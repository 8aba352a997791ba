package tdxf

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// visit runs the source against answers, with these files taken before.
func visit(t *testing.T, w *crawltest.Files, taken ...string) crawlers.Report {
	t.Helper()
	return visitFor(t, crawlers.Expect{}, w, taken...)
}

func visitFor(t *testing.T, e crawlers.Expect, w *crawltest.Files, taken ...string) crawlers.Report {
	t.Helper()
	s := Source
	s.Expect = e
	s.Params = crawlers.Params(strings.Replace(string(s.Params), "days: 10", "days: 4", 1))
	return s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: w, Pace: crawlers.Unpaced{}},
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

func list(days ...string) string {
	var files []string
	for _, d := range days {
		files = append(files, fmt.Sprintf(`{"fileName":"apc%s.zip"}`, d))
	}
	return `{"bulkDataProductBag":[{"productFileBag":{"fileDataBag":[` + strings.Join(files, ",") + `]}}]}`
}

func TestFilesAreTakenOnceTheOldestFirst(t *testing.T) {
	doc := record(fresh, "")
	w := &crawltest.Files{Now: now, Answers: map[string]string{
		"TRTDXFAP": list("260714", "260708", "260709", "260710", "260711", "260713", "260712", "260714"),
	}}
	for _, d := range []string{"260708", "260709", "260710", "260711", "260712", "260713", "260714"} {
		w.Answers["apc"+d+".zip"] = doc
	}
	r := visit(t, w, "apc260708.zip", "apc260710.zip")
	if want := []string{"TRTDXFAP", "apc260709.zip", "apc260711.zip", "apc260712.zip", "apc260713.zip"}; !slices.Equal(w.Asked, want) {
		t.Errorf("asked %q, want %q", w.Asked, want)
	}
	if r.State != crawlers.OK || len(r.Warnings) > 0 {
		t.Errorf("%s %q", r.State, r.Warnings)
	}
}

// TestFloorIsHeldAgainstFiles: a list without a file that is new is no sign of a
// place that has changed.
func TestFloorIsHeldAgainstFiles(t *testing.T) {
	w := &crawltest.Files{Now: now, Answers: map[string]string{"TRTDXFAP": list("260714"), "apc260714.zip": record(fresh, "")}}
	if r := visitFor(t, Source.Expect, w, "apc260714.zip"); !r.State.Well() {
		t.Errorf("nothing new: %s %q", r.State, r.Warnings)
	}
	if r := visitFor(t, Source.Expect, w); r.State != crawlers.Shape {
		t.Errorf("a day of one record: %s, want %s", r.State, crawlers.Shape)
	}
}

func TestMissingDayIsToldAndFetchedLater(t *testing.T) {
	doc := record(fresh, "")
	w := &crawltest.Files{Now: now, Answers: map[string]string{"TRTDXFAP": list("260712", "260714"), "apc260712.zip": doc, "apc260713.zip": doc, "apc260714.zip": doc}}
	r := visit(t, w)
	if d := cmp.Diff([]string{"the office lists no file for a day; it is fetched when it comes day=2026-07-13"}, r.Warnings); d != "" {
		t.Error(d)
	}
	w.Asked, w.Answers["TRTDXFAP"] = nil, list("260712", "260713", "260714")
	r = visit(t, w, "apc260712.zip", "apc260714.zip")
	if want := []string{"TRTDXFAP", "apc260713.zip"}; !slices.Equal(w.Asked, want) || r.State != crawlers.OK || len(r.Warnings) > 0 {
		t.Errorf("asked %q: %s %q", w.Asked, r.State, r.Warnings)
	}
}

func TestWhatIsNoFileOrListIsToldAsSuch(t *testing.T) {
	for _, tc := range []struct {
		name, list, file string
		want             crawlers.State
	}{
		{"a web page in place of a file", list("260714"), "<!DOCTYPE html><html></html>", crawlers.Blocked},
		{"a web page in place of the list", "<!DOCTYPE html><html></html>", "", crawlers.Blocked},
		{"a list that is none", `{"message":"Forbidden"}`, "", crawlers.Shape},
		{"half a list", list("260714")[:40], "", crawlers.Shape},
		{"an empty list", list(), "", crawlers.Empty},
		{"half a zip", list("260714"), "PK\x03\x04", crawlers.Truncated},
	} {
		w := &crawltest.Files{Now: now, Answers: map[string]string{"TRTDXFAP": tc.list, "apc260714.zip": tc.file}}
		if r := visit(t, w); r.State != tc.want || r.Err != nil {
			t.Errorf("%s: %s, %v; want %s", tc.name, r.State, r.Err, tc.want)
		}
	}
}

// TestBrokenFileKeepsNoOtherFromBeingTaken also holds the names that a list may
// bring to those of files.
func TestBrokenFileKeepsNoOtherFromBeingTaken(t *testing.T) {
	w := &crawltest.Files{Now: now, Answers: map[string]string{
		"TRTDXFAP":      strings.Replace(list("260712", "260713"), `"apc260712.zip"`, `"../../elsewhere/apc260712.zip"},{"fileName":"apc269999.zip"},{"fileName":"apc260712.zip"`, 1),
		"apc260712.zip": "<html>", "apc260713.zip": record(fresh, ""),
	}}
	r := visit(t, w)
	if want := []string{"TRTDXFAP", "apc260712.zip", "apc260713.zip"}; !slices.Equal(w.Asked, want) || r.State != crawlers.Blocked || r.Filings != 1 {
		t.Errorf("asked %q: %s, %d filings", w.Asked, r.State, r.Filings)
	}
}

func TestParamsAreChecked(t *testing.T) {
	for params, want := range map[string]string{
		"list: https://elsewhere.example/\nfiles: https://api.uspto.gov/f\nlook_back: 1\ndays: 1": "hosts",
		"list: https://api.uspto.gov/l\nfiles: https://api.uspto.gov/f\nlook_back: 0\ndays: 1":    "look_back",
		"list: https://api.uspto.gov/l\nfiles: https://api.uspto.gov/f\nlook_back: 1\ndays: 99":   "days",
		"lists: https://api.uspto.gov/l": "unknown",
	} {
		m := Source.Meta
		m.Params = crawlers.Params(params)
		if err := check(m); err == nil {
			t.Errorf("%s: passes, though %s", params, want)
		}
	}
}
