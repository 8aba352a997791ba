package pipeline

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestCanaryArrivesEveryHour sends test filings to a destination of their own,
// and looks for them where people look.
func TestCanaryArrivesEveryHour(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page()}, "http://127.0.0.1:1")
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := relevance.Rules{}.Classify(f)
			return v, v, nil
		}
		desk, probe := new(inbox), new(inbox)
		p.Destinations = map[string]Destination{"desk": {Notifier: desk, Language: "zh"}, "probe": {Notifier: probe, Language: "zh"}}
		p.Canary = "probe"
		begin(t, p)
		for _, tc := range []struct {
			after time.Duration
			want  string
		}{{0, "canary"}, {59 * time.Minute, ""}, {time.Minute, "canary"}, {5 * time.Hour, "canary"}} {
			c.add(tc.after)
			turn(t, p)
			m := probe.last()
			if got := probe.types(); got != tc.want {
				t.Errorf("%s later %q came, want %q", tc.after, got, tc.want)
			}
			if tc.want != "" && (!strings.HasPrefix(m.Title, "【自检】") || !strings.Contains(flat(m), "案件为虚构") || !strings.Contains(flat(m), "期限")) {
				t.Errorf("it says %s", flat(m))
			}
		}
		pulse, err := db.Pulse(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if now := c.Now(); !pulse.Canary.Equal(now) || !pulse.Tick.Equal(now) || pulse.Visit.IsZero() || !pulse.Filing.IsZero() {
			t.Errorf("at %s the pulse is %+v", now, pulse)
		}
		n, err := db.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n.Matters+n.Acts+n.Reports+n.Alerts > 0 || len(desk.got) > 0 {
			t.Errorf("people see %+v, and were told %q", n, desk.types())
		}
	})
}
