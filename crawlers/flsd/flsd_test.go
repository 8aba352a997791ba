package flsd

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2024, 5, 10, 15, 40, 0, 0, time.UTC))
}

const (
	frame = `<html><body><iframe src="https://www.googletagmanager.com/ns.html"></iframe><iframe src="/list.html"></iframe></body></html>`
	list  = `<html><body><table id="casescvlast7"><tr><th>Case Number</th><th>Case Name</th><th>Judge</th><th>Date Filed</th><th>Nature of Suit</th><th>Cause</th></tr>` +
		`<tr><td>1:24-cv-21795</td><td>A v. B</td><td></td><td>05/09/2024</td><td>840 Trademark</td><td></td></tr></table></body></html>`
)

func visit(t *testing.T, pages map[string]string) (report crawlers.Report, got, taken []string) {
	t.Helper()
	s, fsys := Source, fstest.MapFS{}
	s.Expect = crawlers.Expect{}
	for name, body := range pages {
		fsys["www.flsd.uscourts.gov/"+name] = &fstest.MapFile{Data: []byte(body)}
	}
	report = s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: crawlers.Recorded(fsys), UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return time.Date(2024, 5, 10, 15, 40, 0, 0, time.UTC) },
		Log:       slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				got = append(got, f.ID())
			}
			return nil
		},
		Taken: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				taken = append(taken, p.URL)
			}
			return nil
		},
	})
	return report, got, taken
}

func TestFrame(t *testing.T) {
	const page, id = "https://www.flsd.uscourts.gov/recent-civil-filings", "us-flsd/1:24-cv-21795#entry.1<flsd"
	for _, tc := range []struct {
		name       string
		pages      map[string]string
		state      crawlers.State
		says       string
		got, taken []string
	}{
		{"in a frame", map[string]string{"recent-civil-filings": frame, "list.html": list}, crawlers.OK, "", []string{id}, []string{"https://www.flsd.uscourts.gov/list.html"}},
		{"on the page itself", map[string]string{"recent-civil-filings": list}, crawlers.OK, "", []string{id}, []string{page}},
		{"neither", map[string]string{"recent-civil-filings": "<html><h1>Recent Civil Filings</h1></html>"}, crawlers.Shape, "sources.flsd.params.frame", nil, nil},
		{"frames of others alone", map[string]string{"recent-civil-filings": `<iframe src="https://elsewhere.example/"></iframe><iframe></iframe><iframe src="%zz"></iframe>`}, crawlers.Shape, "sources.flsd.params.table", nil, nil},
		{"a frame of another court", map[string]string{"recent-civil-filings": `<iframe src="https://www.ilnd.uscourts.gov/"></iframe>`}, crawlers.Blocked, "host www.ilnd.uscourts.gov", nil, nil},
		{"a frame with something else", map[string]string{"recent-civil-filings": frame, "list.html": frame}, crawlers.Shape, "sources.flsd.params.table", nil, nil},
		{"a frame that is gone", map[string]string{"recent-civil-filings": frame}, crawlers.Failed, "list.html", nil, nil},
	} {
		report, got, taken := visit(t, tc.pages)
		if report.State != tc.state || !slices.Equal(got, tc.got) || !slices.Equal(taken, tc.taken) || !strings.Contains(strings.Join(report.Warnings, "\n"), tc.says) {
			t.Errorf("%s: %s, %q, %q, %q", tc.name, report.State, got, taken, report.Warnings)
		}
	}
}

func TestParamsAreChecked(t *testing.T) {
	for _, tc := range []struct{ old, by, says string }{
		{"url: https://www.flsd.uscourts.gov/recent-civil-filings", "url: ''", "url is empty"},
		{"url: https://www.flsd.uscourts.gov/", "url: https://elsewhere.example/", "url \"https://elsewhere.example/"},
		{"frame:", "frames:", "frames"},
		{`table: "#casescvlast7, table[id^='casescv']"`, "table: ''", "table is empty"},
	} {
		spoilt := strings.Replace(string(shipped.Params), tc.old, tc.by, 1)
		m := shipped
		m.Params = crawlers.Params(spoilt)
		if err := check(m); spoilt == string(shipped.Params) || err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.by, err, tc.says)
		}
	}
}
