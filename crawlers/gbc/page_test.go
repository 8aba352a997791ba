package gbc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// now is later than every page of these tests.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func list(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/pages/gbc.law/wp-json/wp/v2/pages__c15b298696bc258f")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readPage counts what a body gives.
func readPage(body string) (fs []crawlers.Filing, err error) {
	err = parse(crawlers.PageOf(Source.URL+"wp-json/wp/v2/pages", []byte(body), now), func(f crawlers.Filing) error {
		f.Source = Source.Name
		fs = append(fs, f)
		return nil
	})
	return fs, err
}

func TestBadLists(t *testing.T) {
	whole := list(t)
	for _, tc := range []struct {
		name, body string
		want       error
		filings    int
	}{
		{"whole", whole, nil, 2},
		{"no page", "[]", nil, 0},
		{"beyond the last", `{"code":"rest_post_invalid_page_number","message":"The page number requested is larger than the number of pages available.","data":{"status":400}}`, nil, 0},
		{"refused", `{"code":"rest_forbidden","message":"No.","data":{"status":401}}`, crawlers.ErrBlocked, 0},
		{"another object", `{"pages":[]}`, crawlers.ErrShape, 0},
		{"half an object", `{"code":"rest_`, crawlers.ErrTruncated, 0},
		{"half a list", whole[:strings.Index(whole, `"case-no-22-cv-04635"`)], crawlers.ErrTruncated, 1},
		{"a list without its end", strings.TrimSuffix(strings.TrimSpace(whole), "]"), crawlers.ErrTruncated, 2},
		{"no JSON within", strings.Replace(whole, `"case-no-22-cv-04635"`, `case`, 1), crawlers.ErrShape, 1},
		{"a page of HTML", "<!DOCTYPE html><title>Just a moment...</title>", crawlers.ErrBlocked, 0},
		{"empty", " \n", crawlers.ErrTruncated, 0},
		{"fields of other types", `[{"id":[1],"slug":7,"link":{},"title":null,"content":"x","modified":false},[],null,3]`, nil, 0},
		{"deep HTML", `[{"slug":"case-no-1","content":"` + strings.Repeat("<i>", 600) + `"}]`, nil, 0},
	} {
		fs, err := readPage(tc.body)
		if len(fs) != tc.filings || (tc.want == nil) != (err == nil) || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, len(fs), err, tc.filings, tc.want)
		}
	}
}

// TestPublished holds that a page keeps the day it was first shown.
func TestPublished(t *testing.T) {
	for _, tc := range []struct{ name, body, want string }{
		{"published", `{"date_gmt":"2025-03-01T23:30:00","modified_gmt":"2025-04-01T00:00:00","modified":"2025-03-31T19:00:00"}`, `"2025-03-01T23:30:00Z"`},
		{"changed", `{"modified_gmt":"2025-04-01T00:00:00","modified":"2025-03-31T19:00:00"}`, `"2025-04-01T00:00:00Z"`},
		{"never published", `{"date_gmt":"0000-00-00T00:00:00","modified":"2025-03-31T19:00:00"}`, `"2025-03-31"`},
		{"no date", `{"modified":false}`, ""},
	} {
		var p page
		if err := json.Unmarshal([]byte(tc.body), &p); err != nil {
			t.Fatal(err)
		}
		d, ok := p.published()
		got := ""
		if ok {
			b, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			got = string(b)
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// wordpress answers with lists of so many pages each, and beyond them as
// WordPress does.
type wordpress struct {
	lists  []int
	header bool
	asked  []string
}

func (w *wordpress) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := func(status int, body string) *http.Response {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}
	}
	if req.URL.Path == "/robots.txt" {
		return answer(http.StatusNotFound, ""), nil
	}
	n := max(1, len(w.asked)+1)
	w.asked = append(w.asked, req.URL.Query().Get("page"))
	if n > len(w.lists) {
		return answer(http.StatusBadRequest, `{"code":"rest_post_invalid_page_number"}`), nil
	}
	var pages []string
	for i := range w.lists[n-1] {
		pages = append(pages, fmt.Sprintf(`{"id":%d,"slug":"case-no-25-cv-%d%02d","date_gmt":"2025-03-01T00:00:00","title":{"rendered":"A v. B"},"content":{"rendered":"Northern District of Illinois"}}`, i, n, i))
	}
	resp := answer(http.StatusOK, "["+strings.Join(pages, ",")+"]")
	if w.header {
		resp.Header.Set("X-WP-TotalPages", fmt.Sprint(len(w.lists)))
	}
	return resp, nil
}

func TestPagesAreAskedForToTheLast(t *testing.T) {
	for _, tc := range []struct {
		name    string
		lists   []int
		header  bool
		asked   string
		filings int
	}{
		{"said how many", []int{50, 3}, true, ",2", 53},
		{"said that there is one", []int{50}, true, "", 50},
		{"not said", []int{50, 3}, false, ",2", 53},
		{"not said, and the last is full", []int{50, 50}, false, ",2,3", 100},
		{"more than are asked for", []int{50, 50, 50, 50, 50, 50, 50, 50}, true, ",2,3,4,5,6", 300},
	} {
		w := &wordpress{lists: tc.lists, header: tc.header}
		report := Source.Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{Base: w, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
			Now:       func() time.Time { return now },
			Log:       slog.New(slog.DiscardHandler),
			Sink:      func(context.Context, []crawlers.Filing) error { return nil },
		})
		if got := strings.Join(w.asked, ","); got != tc.asked || report.Filings != tc.filings || report.State != crawlers.OK || report.Err != nil {
			t.Errorf("%s: asked %q, %d filings, %s, %v; want %q, %d", tc.name, got, report.Filings, report.State, report.Err, tc.asked, tc.filings)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(list(f))
	f.Add(`{"code":"rest_forbidden"}`)
	f.Add(`[{"slug":"case-no-25-cv-1","date_gmt":"2025-03-01T00:00:00","title":"A v. B","content":"N.D. Ill. <ul><li>x"}]`)
	f.Fuzz(func(t *testing.T, body string) {
		fs, err := readPage(body)
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
		for i := range fs {
			if err := fs[i].Validate(fs[i].Filed.Time); err != nil && len(body) < 20_000 && fs[i].Slug != "" {
				t.Errorf("%s: %v", fs[i].ID(), err)
			}
		}
	})
}
