package ids

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// now is later than every date of these tests.
var now = time.Date(2026, 9, 22, 23, 30, 0, 0, time.UTC)

func TestContract(t *testing.T) { crawltest.Run(t, &Source, now) }

// TestDumpThatShrankIsNotTrusted holds a visit against the last good one: its
// page is not marked as taken, so that it is asked for again.
func TestDumpThatShrankIsNotTrusted(t *testing.T) {
	for before, want := range map[int]crawlers.State{0: crawlers.OK, 19: crawlers.OK, 20: crawlers.Shape} {
		taken := 0
		r := Source.Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{Base: crawlers.Recorded(os.DirFS("testdata/pages")), UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
			Now:       func() time.Time { return now },
			Log:       slog.New(slog.DiscardHandler),
			Before:    func(context.Context, string) (int, error) { return before, nil },
			Sink:      func(context.Context, []crawlers.Filing) error { return nil },
			Taken:     func(_ context.Context, _ string, pages []crawlers.Page) error { taken += len(pages); return nil },
		})
		if r.State != want || r.Filings != 19 || (taken == 1) != (want == crawlers.OK) {
			t.Errorf("%d before: %s with %d filings, %d pages taken: %v", before, r.State, r.Filings, taken, r.Err)
		}
	}
}
