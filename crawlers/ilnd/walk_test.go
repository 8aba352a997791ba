package ilnd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/newcase"
)

var now = time.Date(2026, 11, 25, 15, 25, 0, 0, time.UTC)

// A court answers the nth request for its list; robots.txt is not there.
type court struct {
	answer func(n int, form url.Values) (status int, body string)
	asked  []string // the argument of each post, "" for the first page
}

func (c *court) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path == "/robots.txt" {
		return respond(req, http.StatusNotFound, ""), nil
	}
	form := url.Values{}
	if req.Method == http.MethodPost {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if form, err = url.ParseQuery(string(body)); err != nil {
			return nil, err
		}
	}
	c.asked = append(c.asked, form.Get("__EVENTARGUMENT"))
	status, body := c.answer(len(c.asked), form)
	return respond(req, status, body), nil
}

func respond(req *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

const (
	grid  = `<html><body><form><input type="hidden" name="__VIEWSTATE" value="state-%d"><table id="ContentPlaceHolder1_GridView1"><tr><th>Docket No</th><th>Case Name</th><th>Judge</th><th>Date Filed</th></tr>`
	pager = `<tr><td colspan="4"><table><tr><td><a href="javascript:__doPostBack(&#39;ctl00$Grid&#39;,&#39;%s&#39;)">more</a></td></tr></table></td></tr>`
)

// page writes the nth page with cases of these numbers, all of one day, and a
// link to another page.
func page(n int, day, more string, cases ...int) string {
	var b strings.Builder
	fmt.Fprintf(&b, grid, n)
	for _, c := range cases {
		fmt.Fprintf(&b, "<tr><td>1:26-cv-%05d</td><td>A v. B</td><td></td><td>%s</td></tr>", c, day)
	}
	if more != "" {
		fmt.Fprintf(&b, pager, more)
	}
	return b.String() + "</table></form></body></html>"
}

const today = "11/25/2026"

func visit(t *testing.T, c *court, pages int) (crawlers.Report, []string) {
	t.Helper()
	s := Source
	s.Expect = crawlers.Expect{}
	s.Params = crawlers.Params(strings.Replace(string(shipped.Params), "pages: 20", fmt.Sprintf("pages: %d", pages), 1))
	var got []string
	report := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: c, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				got = append(got, strings.TrimPrefix(f.Key.Number, "1:26-cv-"))
			}
			return nil
		},
	})
	return report, got
}

func TestWalk(t *testing.T) {
	const errorPage = "<html><head><title>Validation of viewstate MAC failed</title></head><body></body></html>"
	for _, tc := range []struct {
		name    string
		answers []string // by request; the last repeats; a number is a status
		pages   int
		asked   []string
		want    []string
		state   crawlers.State
		warns   string
	}{
		{"one page", []string{page(1, today, "", 9, 8)}, 5, []string{""}, []string{"00009", "00008"}, crawlers.OK, ""},
		{"to the end", []string{page(1, today, "Page$2", 9, 8), page(2, today, "Page$3", 7, 6), page(3, today, "Page$1", 5)}, 5,
			[]string{"", "Page$2", "Page$3"}, []string{"00009", "00008", "00007", "00006", "00005"}, crawlers.OK, ""},
		{"by Next", []string{page(1, today, "Page$Next", 9), page(2, today, "Page$First", 8)}, 5, []string{"", "Page$Next"}, []string{"00009", "00008"}, crawlers.OK, ""},
		{"new cases push the list on", []string{page(1, today, "Page$2", 9, 8, 7), page(2, today, "", 7, 6, 5)}, 5,
			[]string{"", "Page$2"}, []string{"00009", "00008", "00007", "00007", "00006", "00005"}, crawlers.OK, ""},
		{"the form has expired: the first page again", []string{page(1, today, "Page$2", 9, 8, 7)}, 5,
			[]string{"", "Page$2"}, []string{"00009", "00008", "00007"}, crawlers.Truncated, "not read to its end"},
		{"the first page again, and one case more", []string{page(1, today, "Page$2", 9, 8, 7), page(1, today, "Page$2", 10, 9, 8)}, 5,
			[]string{"", "Page$2"}, []string{"00009", "00008", "00007"}, crawlers.Truncated, "not read to its end"},
		{"the form has expired: an error page", []string{page(1, today, "Page$2", 9), errorPage}, 5, []string{"", "Page$2"}, []string{"00009"}, crawlers.Blocked, "viewstate"},
		{"the form has expired: status 500", []string{page(1, today, "Page$2", 9), "500"}, 5, []string{"", "Page$2"}, []string{"00009"}, crawlers.Failed, "500"},
		{"refused", []string{"403"}, 5, []string{""}, nil, crawlers.Blocked, "403"},
		{"older than the look-back", []string{page(1, today, "Page$2", 9), page(2, "11/17/2026", "Page$3", 8), page(3, "11/16/2026", "", 7)}, 5,
			[]string{"", "Page$2"}, []string{"00009", "00008"}, crawlers.OK, ""},
		{"more pages than are visited", []string{page(1, today, "Page$2", 9), page(2, today, "Page$3", 8), page(3, today, "Page$4", 7)}, 2,
			[]string{"", "Page$2"}, []string{"00009", "00008"}, crawlers.OK, "params.pages"},
	} {
		c := &court{answer: func(n int, _ url.Values) (int, string) {
			body := tc.answers[min(n, len(tc.answers))-1]
			if len(body) == 3 {
				status := http.StatusForbidden
				if body == "500" {
					status = http.StatusInternalServerError
				}
				return status, ""
			}
			return http.StatusOK, body
		}}
		report, got := visit(t, c, tc.pages)
		if report.State != tc.state || !slices.Equal(c.asked, tc.asked) || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %s (%v), asked %q, got %q; want %s, %q, %q", tc.name, report.State, report.Err, c.asked, got, tc.state, tc.asked, tc.want)
		}
		if warned := strings.Join(report.Warnings, "\n"); tc.warns == "" && warned != "" || !strings.Contains(warned, tc.warns) {
			t.Errorf("%s: warnings %q, want %q", tc.name, warned, tc.warns)
		}
	}
}

// TestWalkNeverLoops has a court that always has one page more.
func TestWalkNeverLoops(t *testing.T) {
	c := &court{answer: func(n int, form url.Values) (int, string) {
		if n > 1 && form.Get("__VIEWSTATE") != fmt.Sprintf("state-%d", n-1) {
			t.Errorf("request %d posts the form of another page: %v", n, form)
		}
		return http.StatusOK, page(n, today, "Page$Next", n)
	}}
	report, got := visit(t, c, 30)
	if len(c.asked) != 30 || len(got) != 30 || report.State != crawlers.OK {
		t.Errorf("%d requests, %d filings, %s", len(c.asked), len(got), report.State)
	}
}

func TestVisitThatEndsStopsTheWalk(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	c := &court{answer: func(n int, _ url.Values) (int, string) {
		cancel(errors.New("told to stop"))
		return http.StatusOK, page(n, today, "Page$Next", n)
	}}
	report := Source.Run(ctx, crawlers.Env{
		Transport: &crawlers.Transport{Base: c, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Sink:      func(context.Context, []crawlers.Filing) error { return nil },
	})
	if len(c.asked) > 2 || report.State != crawlers.Failed {
		t.Errorf("%d requests, %s", len(c.asked), report.State)
	}
}

func TestNext(t *testing.T) {
	c, err := read(nil)
	if err != nil {
		t.Fatal(err)
	}
	link := func(argument string) string {
		return `<a href="javascript:__doPostBack('ctl00$Grid','` + argument + `')">x</a>`
	}
	for _, tc := range []struct{ name, body, want string }{
		{"by number", link("Page$1") + link("Page$3"), "Page$3"},
		{"number before Next", link("Page$Next") + link("Page$3"), "Page$3"},
		{"Next", link("Page$Prev") + link("Page$Next"), "Page$Next"},
		{"the last page", link("Page$1"), ""},
		{"sorting", link("Sort$Date"), ""},
		{"an address", `<a href="/Page$3">x</a>`, ""},
		{"a form of many fields", link("Page$3") + strings.Repeat(`<input type="hidden" name="x" value="1">`, 2), "Page$3"},
		{"a form that is too long", link("Page$3") + `<input type="hidden" name="x" value="` + strings.Repeat("x", maxForm) + `">`, ""},
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader("<html><body><form>" + tc.body + "</form></body></html>"))
		if err != nil {
			t.Fatal(err)
		}
		form := c.next(doc, 2)
		if form["__EVENTARGUMENT"] != tc.want || tc.want != "" && form["__EVENTTARGET"] != "ctl00$Grid" || tc.want == "" && form != nil {
			t.Errorf("%s: %v, want %q", tc.name, form, tc.want)
		}
	}
}

func TestListThatBeginsWithTheOldestIsNotPast(t *testing.T) {
	day := func(d int) newcase.Case { return newcase.Case{Filed: time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC)} }
	for _, tc := range []struct {
		cases []newcase.Case
		want  bool
	}{
		{[]newcase.Case{day(9), day(8)}, true},
		{[]newcase.Case{day(8), day(8)}, true},
		{[]newcase.Case{day(8), day(9)}, false},
		{[]newcase.Case{day(20), day(8)}, false},
	} {
		if got := past(tc.cases, now.AddDate(0, 0, -7)); got != tc.want {
			t.Errorf("%v: %v", tc.cases, got)
		}
	}
}

func TestParamsAreChecked(t *testing.T) {
	for _, tc := range []struct{ old, by, says string }{
		{"pages: 20", "pages: 0", "pages 0"},
		{"pages: 20", "pages: 2000", "pages 2000"},
		{"look_back: 168h", "look_back: 0s", "look_back"},
		{"look_back: 168h", "look_bak: 168h", "look_bak"},
		{"url: https://www.ilnd.uscourts.gov/RecentlyFiledCase.aspx", "url: ''", "url is empty"},
		{"url: https://www.ilnd.uscourts.gov/", "url: https://elsewhere.example/", "url \"https://elsewhere.example/"},
		{"docket: [Docket No, ", "docket: []\n    judges: [", "judges"},
	} {
		spoilt := strings.Replace(string(shipped.Params), tc.old, tc.by, 1)
		m := shipped
		m.Params = crawlers.Params(spoilt)
		if err := check(m); spoilt == string(shipped.Params) || err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.by, err, tc.says)
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add(page(1, today, "Page$2", 9), 1)
	f.Add(page(1, today, "Page$Next", 9), 4)
	c, err := read(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, n int) {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			return
		}
		if form := c.next(doc, n); form != nil && (form["__EVENTTARGET"] == "" || !strings.HasPrefix(form["__EVENTARGUMENT"], "Page$") || len(form) > maxFields+2) {
			t.Errorf("%v", form)
		}
	})
}
