package rpi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/crawlers"
)

// asked notes what is asked for.
type asked struct {
	next http.RoundTripper
	by   []string
}

func (a *asked) RoundTrip(req *http.Request) (*http.Response, error) {
	a.by = append(a.by, strings.TrimPrefix(req.URL.Path, "/txt/"))
	return a.next.RoundTrip(req)
}

// TestAGapIsReportedAndFilled has an issue that appears days late, and the
// next one: each is asked for until it is there, and what was taken is not read
// again.
func TestAGapIsReportedAndFilled(t *testing.T) {
	page := func(body string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(body)} }
	journal := func(issue int, day string) *fstest.MapFile {
		return page(fmt.Sprintf(`<revista numero="%d" data=%q>%s</revista>`, issue, day, strings.Replace(told("IPAS009", ""), "900000001", fmt.Sprintf("90000%d", issue), 1)))
	}
	const none = "<!DOCTYPE html><html><body>Arquivo não encontrado</body></html>"
	const dir = "revistas.inpi.gov.br/txt/"
	web := &asked{next: crawlers.Recorded(fstest.MapFS{
		dir + "RM2905.zip":   journal(2905, "08/09/2026"),
		dir + "RM2906.zip":   page(none),
		dir + "RM2906.zip.2": page(none),
		dir + "RM2906.zip.3": journal(2906, "15/09/2026"),
		dir + "RM2907.zip":   page(none),
		dir + "RM2907.zip.2": journal(2907, "22/09/2026"),
	})}
	taken := map[string]string{}
	s := Source
	s.Params = crawlers.Params(strings.Replace(string(shipped.Params), "weeks: 9", "weeks: 2", 1))
	for _, step := range []struct {
		at    string
		asked []string
		state crawlers.State
		tells int
	}{
		{"2026-09-15T12:30:00Z", []string{"RM2905.zip", "RM2906.zip"}, crawlers.OK, 1},     // not out yet
		{"2026-09-17T18:30:00Z", []string{"RM2906.zip"}, crawlers.Blocked, 0},              // a gap
		{"2026-09-22T12:30:00Z", []string{"RM2906.zip", "RM2907.zip"}, crawlers.OK, 1},     // filled, and the next one not out yet
		{"2026-09-22T18:30:00Z", []string{"RM2907.zip"}, crawlers.OK, 1},                   // out
		{"2026-09-23T12:30:00Z", []string{"RM2907.zip"}, crawlers.Unchanged, 0},            // not put right
		{"2026-09-29T12:30:00Z", []string{"RM2908.zip"}, crawlers.Failed, 0},               // the place is gone
		{"2026-10-07T12:30:00Z", []string{"RM2908.zip", "RM2909.zip"}, crawlers.Failed, 0}, // asked for again
	} {
		web.by = nil
		at, err := time.Parse(time.RFC3339, step.at)
		if err != nil {
			t.Fatal(err)
		}
		r := s.Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{Base: web, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
			Now:       func() time.Time { return at },
			Log:       slog.New(slog.DiscardHandler),
			Last:      func(_ context.Context, url string) (string, error) { return taken[url], nil },
			Sink:      func(context.Context, []crawlers.Filing) error { return nil },
			Taken: func(_ context.Context, _ string, pages []crawlers.Page) error {
				for _, p := range pages {
					taken[p.URL] = p.Hash
				}
				return nil
			},
		})
		if r.State != step.state || r.Filings != step.tells || !slices.Equal(web.by, step.asked) {
			t.Errorf("%s: %s with %d filings of %v; want %s, %d, %v: %+v", step.at, r.State, r.Filings, web.by, step.state, step.tells, step.asked, r.Outcomes)
		}
	}
}
