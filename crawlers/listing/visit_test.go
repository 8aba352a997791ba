package listing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// A site answers requests by their paths with queries; "302 ADDRESS" sends on,
// three digits are a status. What it has not is 404.
type site struct {
	pages map[string]string
	every func(n int) string // if set, answers what is not in pages
	asked []string
}

func (s *site) RoundTrip(req *http.Request) (*http.Response, error) {
	path := req.URL.RequestURI()
	body, ok := s.pages[path]
	switch {
	case path == "/robots.txt" && !ok:
		return respond(req, http.StatusNotFound, "", nil), nil
	case path == "/robots.txt":
		return respond(req, http.StatusOK, body, nil), nil
	}
	s.asked = append(s.asked, req.URL.Host+path)
	if !ok && s.every != nil {
		body, ok = s.every(len(s.asked)), true
	}
	if to, on := strings.CutPrefix(body, "302 "); on {
		return respond(req, http.StatusFound, "", http.Header{"Location": {to}}), nil
	}
	var status int
	if _, err := fmt.Sscanf(body, "%3d", &status); err == nil && len(body) == 3 {
		return respond(req, status, "", nil), nil
	}
	if !ok {
		return respond(req, http.StatusNotFound, "", nil), nil
	}
	return respond(req, http.StatusOK, body, nil), nil
}

func respond(req *http.Request, status int, body string, h http.Header) *http.Response {
	if h == nil {
		h = http.Header{}
	}
	h.Set("Content-Type", "text/html")
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}
}

func row1(n int) string {
	return fmt.Sprintf(`<tr class="case"><td><a href="/c/%d">1:26-cv-%05d</a></td><td class="name">A v. B</td><td class="filed"><time datetime="2026-11-24"></time></td><td class="opening">Complaint</td></tr>`, n, n)
}

func list(next string, numbers ...int) string {
	var b strings.Builder
	b.WriteString(`<html><body><table id="cases"><tbody>`)
	for _, n := range numbers {
		b.WriteString(row1(n))
	}
	b.WriteString("</tbody></table>")
	if next != "" {
		fmt.Fprintf(&b, `<ul class="pager"><li><a rel="next" href=%q>next</a></li></ul>`, next)
	}
	return b.String() + "</body></html>"
}

func visit(t *testing.T, r Rule, base http.RoundTripper) (crawlers.Report, []string) {
	t.Helper()
	s, err := Source(r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	report := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: base, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
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

func TestVisits(t *testing.T) {
	const quiet = `<html><body><p class="no-cases">No cases were filed.</p></body></html>`
	for _, tc := range []struct {
		name   string
		change func(*Rule)
		pages  map[string]string
		asked  int
		want   int
		state  crawlers.State
		says   string // in what the pages or the visit warn of
	}{
		{"one page", nil, map[string]string{"/cases/new": list("", 1, 2, 3)}, 1, 3, crawlers.OK, ""},
		{"fewer than the floor", nil, map[string]string{"/cases/new": list("", 1, 2)}, 1, 2, crawlers.Shape, "fewer filings"},
		{"nothing, and the list says so", func(r *Rule) { r.Expect.Weekday = 0 }, map[string]string{"/cases/new": quiet}, 1, 0, crawlers.Empty, ""},
		{"nothing where the floor says more", nil, map[string]string{"/cases/new": quiet}, 1, 0, crawlers.Shape, "fewer filings"},
		{"nothing, and no word of it", func(r *Rule) { r.Expect.Weekday = 0 }, map[string]string{"/cases/new": list("")}, 1, 0, crawlers.Shape, "no rows"},
		{"another page", nil, map[string]string{"/cases/new": "<html><h1>About us</h1></html>"}, 1, 0, crawlers.Shape, "no rows"},
		{"rows that cannot be read", nil, map[string]string{"/cases/new": strings.ReplaceAll(list("", 1, 2, 3), "datetime", "data-day")}, 1, 0, crawlers.Shape, "no row could be read"},
		{"a page to sign in at", nil, map[string]string{"/cases/new": "<html><title>Please log in</title></html>"}, 1, 0, crawlers.Blocked, "Please log in"},
		{"refused", nil, map[string]string{"/cases/new": "403"}, 1, 0, crawlers.Blocked, "403"},
		{"out of order", nil, map[string]string{"/cases/new": "500"}, 1, 0, crawlers.Failed, "500"},
		{"an empty page", nil, map[string]string{"/cases/new": ""}, 1, 0, crawlers.Truncated, "empty"},
		{"robots.txt says no", nil, map[string]string{"/robots.txt": "User-agent: *\nDisallow: /cases", "/cases/new": list("", 1, 2, 3)}, 0, 0, crawlers.Blocked, "robots"},
		{"sent on to a machine's own address", nil, map[string]string{"/cases/new": "302 http://169.254.169.254/latest/meta-data"}, 1, 0, crawlers.Blocked, "not one of the source's"},
		{"sent on to another scheme", nil, map[string]string{"/cases/new": "302 file:///etc/passwd"}, 1, 0, crawlers.Blocked, "scheme"},
		{"sent on for ever", nil, map[string]string{"/cases/new": "302 /cases/new"}, 6, 0, crawlers.Blocked, "redirects"},
		{"to the end", nil, map[string]string{"/cases/new": list("?p=2", 1, 2), "/cases/new?p=2": list("?p=3", 3, 4), "/cases/new?p=3": list("", 5)}, 3, 5, crawlers.OK, ""},
		{"the link leads elsewhere", nil, map[string]string{"/cases/new": list("https://10.0.0.1/x", 1, 2, 3)}, 1, 3, crawlers.Blocked, "not one of the source's"},
		{"the link is a script", nil, map[string]string{"/cases/new": list("javascript:next()", 1, 2, 3)}, 1, 3, crawlers.OK, ""},
		{"the link leads to itself", nil, map[string]string{"/cases/new": list("/cases/new", 1, 2, 3)}, 1, 3, crawlers.OK, ""},
		{"the same list under another address", nil, map[string]string{"/cases/new": list("?p=2", 1, 2, 3), "/cases/new?p=2": list("?p=3", 1, 2, 3)}, 2, 6, crawlers.OK, ""},
		{"counted, to a refusal", counted, map[string]string{"/cases/1": list("", 1, 2), "/cases/2": list("", 3, 4), "/cases/3": "404"}, 3, 4, crawlers.OK, ""},
		{"counted, to an error", counted, map[string]string{"/cases/1": list("", 1, 2), "/cases/2": list("", 3, 4), "/cases/3": "500"}, 3, 4, crawlers.Failed, "500"},
		{"counted, to the same page again", counted, map[string]string{"/cases/1": list("", 1, 2, 3), "/cases/2": list("", 1, 2, 3)}, 2, 6, crawlers.OK, ""},
		{"counted, first of all refused", counted, map[string]string{"/cases/1": "404"}, 1, 0, crawlers.Blocked, "404"},
	} {
		r := ruleOf(t, "court")
		r.Detail = nil
		if tc.change != nil {
			tc.change(&r)
		}
		web := &site{pages: tc.pages}
		report, got := visit(t, r, web)
		if report.State != tc.state || len(web.asked) != tc.asked || len(got) != tc.want {
			t.Errorf("%s: %s, asked %q, %d filings (%q); want %s, %d, %d", tc.name, report.State, web.asked, len(got), report.Warnings, tc.state, tc.asked, tc.want)
		}
		if warned := strings.Join(report.Warnings, "\n"); !strings.Contains(warned, tc.says) || tc.says == "" && warned != "" {
			t.Errorf("%s: warnings %q, want %q", tc.name, warned, tc.says)
		}
	}
}

// counted makes the list one of numbered pages.
func counted(r *Rule) {
	r.List = List{URLs: []string{"https://www.court.example/cases/{n}"}, Pages: 9}
}

func TestListWithoutEndIsLeft(t *testing.T) {
	for name, change := range map[string]func(*Rule){"by link": func(*Rule) {}, "by number": counted} {
		r := ruleOf(t, "court")
		r.Detail = nil
		change(&r)
		web := &site{every: func(n int) string { return list(fmt.Sprintf("?p=%d", n), n, n+1000, n+2000) }}
		report, got := visit(t, r, web)
		if want := r.List.Pages; len(web.asked) != want || len(got) != 3*want || report.State != crawlers.OK {
			t.Errorf("%s: %d pages, %d filings, %s", name, len(web.asked), len(got), report.State)
		}
	}
}

func TestPagesOfRows(t *testing.T) {
	r := ruleOf(t, "court")
	r.Detail.Address = `^https://www\.court\.example/c/\d+$`
	detail := func(n int) string {
		return fmt.Sprintf(`<article class="case"><h1>A v. B</h1><dl><dd class="number">1:26-cv-%05d</dd><dd class="filed">November 24, 2026</dd></dl></article>`, n)
	}
	web := &site{pages: map[string]string{"/cases/new": list("", 1, 2, 3), "/c/1": detail(1), "/c/2": "403"}}
	report, got := visit(t, r, web)
	if want := []string{"www.court.example/cases/new", "www.court.example/c/1", "www.court.example/c/2"}; !slices.Equal(web.asked, want) {
		t.Errorf("asked %q", web.asked)
	}
	if report.State != crawlers.Blocked || !slices.Equal(got, []string{"00001", "00002", "00003", "00001"}) || !strings.Contains(strings.Join(report.Warnings, "\n"), "detail.pages") {
		t.Errorf("%s, %q, %q", report.State, got, report.Warnings)
	}
}

func TestEndsOfOtherFormats(t *testing.T) {
	csv := ruleOf(t, "court")
	csv.Format, csv.Rows, csv.Empty, csv.Detail, csv.List.Next = "csv", "", "", nil, ""
	csv.Acts, csv.Act = nil, "complaint"
	csv.Fields = Fields{
		Number: &Field{Select: "Case No"}, Title: &Field{Select: "#2"}, Filed: &Field{Select: "Filed", Layout: []string{"YYYY-MM-DD"}},
	}
	marks, feed := ruleOf(t, "marks"), ruleOf(t, "feed")
	const notice = `<g><notice type="mark"><ref>26/000001</ref><event>Registration</event><published>24 Nov 2026 09:00</published><mark><words>A</words></mark></notice>`
	for _, tc := range []struct {
		name string
		rule Rule
		body string
		want error
		n    int
	}{
		{"csv", csv, "Case No;Title;Filed\n1:26-cv-00001;A v. B;2026-11-24\n1:26-cv-00002;C v. D;2026-11-24\n", nil, 2},
		{"csv in GBK", csv, "Case No,\xb1\xea\xcc\xe2,Filed\n1:26-cv-00001,A \xcb\xdf B,2026-11-24\n", nil, 1},
		{"csv without rows", csv, "Case No,Title,Filed\n", nil, 0},
		{"csv without a column", csv, "Case Number,Title,Filed\n1:26-cv-00001,A v. B,2026-11-24\n", crawlers.ErrShape, 0},
		{"html for csv", csv, "<html></html>", crawlers.ErrBlocked, 0},
		{"a workbook for csv", csv, "PK\x03\x04", crawlers.ErrShape, 0},
		{"json with nothing", marks, `{"data":{"items":[]}}`, nil, 0},
		{"json of one", marks, `{"data":{"items":{"serialNumber":1,"mark":{"text":"A"},"filedAt":"2026-11-24T00:00:00Z","status":"Publicado"}}}`, nil, 1},
		{"json cut", marks, `{"data":{"items":[{"serialNumber":1`, crawlers.ErrTruncated, 0},
		{"json of nothing", marks, ` `, crawlers.ErrTruncated, 0},
		{"json that is deep", marks, strings.Repeat("[", 20_000), crawlers.ErrShape, 0},
		{"html for json", marks, "<html></html>", crawlers.ErrBlocked, 0},
		{"json of strings", marks, `{"data":{"items":["a"]}}`, nil, 0},
		{"xml", feed, notice + "</g>", nil, 1},
		{"xml cut", feed, notice + `<notice type="mark"><ref>26/000002</ref><event>Registration</event><published>24 Nov 2026 09:00</published><mark><words>B</words>`, crawlers.ErrTruncated, 1},
		{"xml without rows", feed, "<g></g>", nil, 0},
		{"xml of nothing", feed, " ", crawlers.ErrShape, 0},
		{"xml with entities", feed, `<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><g><notice type="mark">&b;</notice></g>`, crawlers.ErrShape, 0},
		{"xml that is deep", feed, strings.Repeat("<a>", 100_000), crawlers.ErrShape, 0},
		{"html for xml", feed, "<!doctype html><html><br></html>", crawlers.ErrBlocked, 0},
		{"xhtml for xml", feed, "<html><p>x</p></html>", crawlers.ErrBlocked, 0},
	} {
		s, err := Source(tc.rule)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		n := 0
		err = s.Parse(crawlers.PageOf(s.URL, []byte(tc.body), now), func(crawlers.Filing) error { n++; return nil })
		if n != tc.n || !errors.Is(err, tc.want) {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, n, err, tc.n, tc.want)
		}
	}
}

func TestHostileRows(t *testing.T) {
	r := ruleOf(t, "court")
	r.Detail = nil
	long := strings.Repeat("v ", 40_000)
	var report Preview
	var err error
	body := `<meta charset="utf-8">` + list("", 1) +
		strings.Replace(row1(2), "A v. B", "&lt;script&gt;x&lt;/script&gt;<script>y</script>\x00\x1b[31m v. \u202eB", 1) +
		strings.Replace(row1(3), "A v. B", long, 1) + strings.Replace(row1(4), "/c/4", "javascript:alert(1)", 1) +
		strings.Replace(row1(5), "2026-11-24", "2027-11-24", 1)
	body = strings.Replace(body, "</tbody></table></body></html>", "", 1)
	if report, err = PreviewPage(r, crawlers.PageOf("https://www.court.example/cases/new", []byte(body), now)); err != nil {
		t.Fatal(err)
	}
	if report.Filings != 4 || report.Rows != 5 {
		t.Fatalf("%+v", report)
	}
	if title := report.Samples[1].Title; title != "<script>x</script> [31m v. B" {
		t.Errorf("%q", title)
	}
	if n := len(report.Samples[2].Title); n > maxValue {
		t.Errorf("a title of %d bytes", n)
	}
	if address := report.Samples[3].URL; address != "https://www.court.example/cases/new" {
		t.Errorf("%q", address)
	}
	if !slices.ContainsFunc(report.Warnings, func(w Words) bool { return strings.Contains(w.EN, "which is to come") }) {
		t.Errorf("%+v", report.Warnings)
	}
}

func FuzzParse(f *testing.F) {
	var sources []crawlers.Source
	for _, place := range []string{"court", "marks", "feed"} {
		r := ruleOf(f, place)
		s, err := Source(r)
		if err != nil {
			f.Fatal(err)
		}
		sources = append(sources, s)
	}
	f.Add(list("?p=2", 1, 2))
	f.Add(`{"data":{"items":[{"serialNumber":"1","mark":{"text":"A"},"filedAt":"2026-11-24T00:00:00Z","status":"x"}]}}`)
	f.Add(`<g><notice type="mark"><ref>26/000001</ref><event>Registration</event><published>24 Nov 2026 09:00</published><mark classes="9"><words>A</words></mark></notice></g>`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, s := range sources {
			names := map[string]bool{}
			err := s.Parse(crawlers.PageOf(s.URL, []byte(body), now), func(f crawlers.Filing) error {
				if names[f.ID()] {
					t.Errorf("%s stands twice", f.ID())
				}
				names[f.ID()] = true
				if err := f.Validate(f.Filed.Time); err != nil {
					t.Errorf("%s: %v", f.ID(), err)
				}
				return nil
			})
			if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
				t.Errorf("an end without a name: %v", err)
			}
		}
	})
}
