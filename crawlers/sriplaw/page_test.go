package sriplaw

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

// now is later than every page of these tests.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

const (
	listAddress = "https://sriplaw.com/notice/"
	caseAddress = "https://sriplaw.com/case/platinum-dragon-international-inc/"
	tagged      = caseAddress + "#case=us-flsd%2F1%3A21-cv-20112&filed=2021-01-12&title=A+v.+B"
)

func saved(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/pages/sriplaw.com/" + name + "/index.html")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func readPage(address, body string) (fs []crawlers.Filing, err error) {
	err = parse(crawlers.PageOf(address, []byte(body), now), func(f crawlers.Filing) error {
		f.Source = Source.Name
		fs = append(fs, f)
		return nil
	})
	return fs, err
}

func TestBadPages(t *testing.T) {
	list, page := saved(t, "notice"), saved(t, "case/platinum-dragon-international-inc")
	for _, tc := range []struct {
		name, address, body string
		want                error
		says                string // in the error
		filings             int
	}{
		{"list", listAddress, list, nil, "", 3},
		{"list without an address", "", list, nil, "", 3},
		{"list with www", "https://www.sriplaw.com/notice", list, nil, "", 3},
		{"empty", listAddress, "", crawlers.ErrTruncated, "", 0},
		{"no table", listAddress, "<html><body><p>Soon.</p></body></html>", crawlers.ErrShape, "sources.sriplaw.params.rows", 0},
		{"columns moved", listAddress, strings.NewReplacer("column-3", "column-9", "/case/", "/a/").Replace(list), crawlers.ErrShape, "sources.sriplaw.params.list", 0},
		{"cut in the table", listAddress, list[:strings.Index(list, `<tr class="row-4">`)], crawlers.ErrTruncated, "", 2},
		{"deep", listAddress, strings.Repeat("<i>", 600), crawlers.ErrShape, "", 0},
		{"case", tagged, page, nil, "", 1},
		{"case cut in a table", tagged, page[:strings.Index(page, "DragonLeaf")], crawlers.ErrTruncated, "", 1},
		{"case of another number", strings.Replace(tagged, "20112", "20113", 1), page, crawlers.ErrShape, "the list says 1:21-cv-20113, the page 21-cv-20112", 0},
		{"case that does not say its court", caseAddress, page, crawlers.ErrShape, "no court", 0},
		{"case that says its court", caseAddress, strings.Replace(page, "<h3>", "<p>Southern District of Florida</p><h3>", 1), nil, "", 1},
		{"case without papers", caseAddress, "<title>A v. B 1:21-cv-20112</title><p>Southern District of Florida</p>", crawlers.ErrShape, "no paper with a date", 0},
		{"case without a caption", strings.TrimSuffix(tagged, "A+v.+B"), "<html><body><p>Soon.</p></body></html>", crawlers.ErrShape, "no caption", 0},
		{"tag that is none", caseAddress + "#case=x&filed=y", page, crawlers.ErrShape, "no court", 0},
	} {
		fs, err := readPage(tc.address, tc.body)
		ended := tc.want == nil && err == nil || tc.want != nil && errors.Is(err, tc.want) && strings.Contains(err.Error(), tc.says)
		if len(fs) != tc.filings || !ended {
			t.Errorf("%s: %d filings, %v; want %d, %v, %q", tc.name, len(fs), err, tc.filings, tc.want, tc.says)
		}
	}
}

// TestListAndPageTellOfOneAct holds the names of the two reports against each
// other.
func TestListAndPageTellOfOneAct(t *testing.T) {
	list, err := readPage(listAddress, saved(t, "notice"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := readPage(tagged, saved(t, "case/platinum-dragon-international-inc"))
	if err != nil {
		t.Fatal(err)
	}
	if list[0].ActID() != page[0].ActID() || list[0].ID() == page[0].ID() || list[0].URL != page[0].URL {
		t.Errorf("list %s at %s, page %s at %s", list[0].ID(), list[0].URL, page[0].ID(), page[0].URL)
	}
	act := crawlers.Unite([]crawlers.Filing{list[0], page[0]})
	if act.Act != "schedule-a-exhibit" || !slices.ContainsFunc(act.Parties, func(p crawlers.Party) bool { return p.Name == "Golden Lantern US" }) {
		t.Errorf("the act is %q with %+v", act.Act, act.Parties)
	}
}

// moved sends every page of a case on, and answers the rest from base.
type moved struct{ base http.RoundTripper }

func (m moved) RoundTrip(req *http.Request) (*http.Response, error) {
	if rest, ok := strings.CutPrefix(req.URL.Path, "/case/"); ok {
		return &http.Response{StatusCode: http.StatusMovedPermanently, Header: http.Header{"Location": {"/cases/" + rest}}, Body: io.NopCloser(strings.NewReader("")), Request: req}, nil
	}
	if rest, ok := strings.CutPrefix(req.URL.Path, "/cases/"); ok {
		req = req.Clone(req.Context())
		req.URL.Path = "/case/" + rest
	}
	return m.base.RoundTrip(req)
}

// TestRedirectKeepsTheCase holds that a page which moved is read as that of
// the case it was asked for.
func TestRedirectKeepsTheCase(t *testing.T) {
	var got []string
	report := Source.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: moved{crawlers.Recorded(os.DirFS("testdata/pages"))}, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for i := range fs {
				got = append(got, fs[i].ID())
			}
			return nil
		},
	})
	if report.State != crawlers.OK || !slices.Contains(got, "us-flsd/1:21-cv-20112#notice.platinum-dragon-international-inc<sriplaw/page") {
		t.Errorf("%s, %v, %q", report.State, report.Outcomes, got)
	}
}

// TestOnlyTheFirmsOwnPagesAreFollowed holds that a link is followed on the
// firm's site alone, once, the latest case first.
func TestOnlyTheFirmsOwnPagesAreFollowed(t *testing.T) {
	c, err := read(nil)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(saved(t, "notice")))
	if err != nil {
		t.Fatal(err)
	}
	rows, _, _ := c.rows(listAddress, doc)
	rows = append(rows, rows...)
	var got []string
	for _, a := range latest(rows, 30) {
		page, _, _ := strings.Cut(a, "#")
		got = append(got, page)
	}
	if want := []string{"https://sriplaw.com/case/yang-v-does-1-89", caseAddress}; !slices.Equal(got, want) {
		t.Errorf("followed %q, want %q", got, want)
	}
	if one := latest(rows, 1); len(one) != 1 || !strings.Contains(one[0], "yang") {
		t.Errorf("the latest is %q", one)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(listAddress, saved(f, "notice"))
	f.Add(tagged, saved(f, "case/platinum-dragon-international-inc"))
	f.Fuzz(func(t *testing.T, address, body string) {
		fs, err := readPage(address, body)
		if err != nil && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
		for i := range fs {
			if err := fs[i].Validate(fs[i].Filed.Time); err != nil && len(body) < 20_000 && fs[i].Slug != "" {
				t.Errorf("%s: %v", fs[i].ID(), err)
			}
		}
	})
}
