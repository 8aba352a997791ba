package metrics

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var now = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

// measured is a system of one source and two destinations, of which everything
// that is counted has happened.
func measured(t *testing.T, db *store.DB) *Metrics {
	t.Helper()
	clock := now
	p := &pipeline.Pipeline{
		Store: db, Now: func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler),
		Sources: []*crawlers.Source{{Meta: crawlers.Meta{Name: "ecf"}}, {Meta: crawlers.Meta{Name: "usitc"}}, {Meta: crawlers.Meta{Name: "new"}}},
		Destinations: map[string]pipeline.Destination{
			"desk": {Manner: alerts.Manner{Budget: 2, Zone: time.UTC}}, "robot": {},
		},
	}
	for _, v := range []store.Visit{
		{Source: "ecf", State: crawlers.OK, Planned: now.Add(-time.Hour), Started: now.Add(-time.Hour), Ended: now.Add(-time.Hour + 2*time.Second), Added: 3, Known: 4},
		{Source: "ecf", State: crawlers.Blocked, Planned: now.Add(-time.Minute), Started: now.Add(-time.Minute), Ended: now.Add(-time.Minute)},
		{Source: "usitc", State: crawlers.Failed, Planned: now.Add(-time.Minute), Started: now.Add(-time.Minute), Ended: now.Add(-time.Minute)},
	} {
		if err := db.SaveVisit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	for sign, at := range map[string]time.Time{store.BeatTick: now.Add(-time.Minute), store.BeatCanary: now.Add(-time.Hour)} {
		if err := db.Beat(t.Context(), sign, at); err != nil {
			t.Fatal(err)
		}
	}
	m := New(Options{Pipe: p, Channels: map[string]string{"desk": "mail", "robot": "webhook"}, DailyTokens: 1000, Log: p.Log})
	if _, err := db.Spend(t.Context(), now.Format(time.DateOnly), 400, 0); err != nil {
		t.Fatal(err)
	}
	visits, err := db.Visits(t.Context(), "", 9)
	if err != nil {
		t.Fatal(err)
	}
	for i := range visits {
		m.Observe(pipeline.Event{Visit: &visits[i]})
	}
	m.Observe(pipeline.Event{Alert: &alerts.Alert{Act: "us-ilnd/1#entry.1", Kind: crawlers.Lawsuit, Severity: alerts.High, Told: now}})
	m.Observe(pipeline.Event{Delivery: &store.Delivery{ID: "us-ilnd/1#entry.1@national>desk", State: store.Sent}})
	m.Observe(pipeline.Event{Delivery: &store.Delivery{ID: "us-ilnd/1#entry.1@national>desk", State: store.Due, Error: "https://secret.example/key"}})
	m.Observe(pipeline.Event{Delivery: &store.Delivery{ID: "us-ilnd/1#entry.1@national>was", State: store.Refused}})
	m.Observe(pipeline.Event{Notice: &store.Notice{ID: "digest", Destination: "robot", State: store.Dead}})
	for _, by := range []string{"rules", "deepseek-chat@0a1b", "person", "", "somebody"} {
		m.Judged(by)
	}
	memory := m.Memory(half{})
	for range 2 {
		if _, err := memory.Known(t.Context(), []string{"a", "b", "c"}, []string{"1", "2", "3"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := memory.Known(t.Context(), nil, nil); err == nil {
		t.Fatal("an error of the memory was swallowed")
	}
	return m
}

// half is a memory that knows the first of what it is asked, and fails where it
// is asked nothing.
type half struct{ seen.Memory }

func (half) Known(_ context.Context, ids, _ []string) ([]bool, error) {
	if len(ids) == 0 {
		return nil, errors.New("away")
	}
	known := make([]bool, len(ids))
	known[0] = true
	return known, nil
}

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, Path, nil))
	body, err := io.ReadAll(rec.Result().Body)
	if err != nil || rec.Code != http.StatusOK {
		t.Fatal(rec.Code, err)
	}
	return string(body)
}

func TestMetricsSayHowItGoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		// An act, as far as its lag goes.
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO matters (id, kind, title, touched) VALUES ('us-ilnd/1', 'lawsuit', '', 0)`)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(t.Context(), `INSERT INTO acts (id, matter, state, filed, first, digest, body)
				VALUES ('us-ilnd/1#entry.1', 'us-ilnd/1', 'judged', $1, 0, '', '{}')`, now.Add(-36*time.Hour).UnixMilli())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		m := measured(t, db)
		scrape(t, m) // lags are looked up while they are shown, for the next
		said := scrape(t, m)
		for _, want := range []string{
			`tocsin_visits_total{source="ecf",state="blocked"} 1`,
			`tocsin_visits_total{source="ecf",state="ok"} 1`,
			`tocsin_visit_duration_seconds_count{source="ecf"} 2`,
			`tocsin_filings_total{result="added",source="ecf"} 3`,
			`tocsin_filings_total{result="known",source="ecf"} 4`,
			`tocsin_verdicts_total{by="rules"} 1`,
			`tocsin_verdicts_total{by="model"} 1`,
			`tocsin_verdicts_total{by="none"} 1`,
			`tocsin_verdicts_total{by="other"} 1`,
			`tocsin_alerts_total{kind="lawsuit",severity="high"} 1`,
			`tocsin_act_lag_seconds_sum{kind="lawsuit"} 129600`,
			`tocsin_act_lag_seconds_bucket{kind="lawsuit",le="86400"} 0`,
			`tocsin_act_lag_seconds_bucket{kind="lawsuit",le="172800"} 1`,
			`tocsin_delivery_tries_total{channel="mail",state="sent"} 1`,
			`tocsin_delivery_tries_total{channel="mail",state="due"} 1`,
			`tocsin_delivery_tries_total{channel="none",state="refused"} 1`,
			`tocsin_notice_tries_total{channel="webhook",state="dead"} 1`,
			`tocsin_seen_lookups_total{result="hit"} 2`,
			`tocsin_seen_lookups_total{result="miss"} 4`,
			`tocsin_store_up 1`,
			`tocsin_source_stale_seconds{source="ecf"} 3598`,
			`tocsin_source_stale_seconds{source="usitc"} 2.592e+06`,
			`tocsin_deliveries{channel="mail",state="held"} 0`,
			`tocsin_destinations_stopped 0`,
			`tocsin_alert_budget_left{destination="desk"} 2`,
			`tocsin_model_tokens_left 600`,
		} {
			if !strings.Contains(said, "\n"+want+"\n") {
				t.Errorf("no %s", want)
			}
		}
		for _, not := range []string{"secret.example", "us-ilnd", "deepseek", "0a1b", "somebody", `source="new"`, `destination="robot"`} {
			if strings.Contains(said, not) {
				t.Errorf("it says %s", not)
			}
		}
		if t.Failed() {
			t.Log(said)
		}
	})
}

func TestQueueIsCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, m := running(t, db)
		if err := p.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if said := scrape(t, m); !strings.Contains(said, "\n"+`tocsin_queue_jobs{kind="visit",state="available"} 1`+"\n") ||
			!strings.Contains(said, `tocsin_queue_eldest_seconds{kind="visit"} `) {
			t.Errorf("the visit that waits is not in\n%s", said)
		}
	})
}

// running is a pipeline that plans and does nothing.
func running(t *testing.T, db *store.DB) (*pipeline.Pipeline, *Metrics) {
	t.Helper()
	memory, err := seen.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	p := &pipeline.Pipeline{
		Store: db, Seen: memory, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Sources: []*crawlers.Source{{Meta: crawlers.Meta{Name: "ecf", Schedule: "* * * * *", Zone: "UTC", Timeout: time.Minute}}},
	}
	if err := p.Start(t.Context(), pipeline.Roles{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return p, New(Options{Pipe: p, Log: p.Log})
}

// TestStoreThatIsAwayIsSaid holds that what the store tells is absent, not zero,
// where it does not answer, and that what was counted is still there.
func TestStoreThatIsAwayIsSaid(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	m := measured(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	said := scrape(t, m)
	if !strings.Contains(said, "\ntocsin_store_up 0\n") || strings.Contains(said, "tocsin_model_tokens_left ") || !strings.Contains(said, "tocsin_alerts_total{") {
		t.Error(said)
	}
}

// TestDashboardAndRulesNameWhatIsThere holds every name and label of ours in
// deploy against what is served.
func TestDashboardAndRulesNameWhatIsThere(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	served := regexp.MustCompile(`(?m)^# TYPE (tocsin_\w+) (\w+)$`)
	known := []string{"tocsin_queue_jobs", "tocsin_queue_eldest_seconds", "tocsin_act_lag_seconds_bucket"} // shown by the tests above
	for _, found := range served.FindAllStringSubmatch(scrape(t, measured(t, db)), -1) {
		known = append(known, found[1])
		if found[2] == "histogram" {
			known = append(known, found[1]+"_bucket")
		}
	}
	for _, file := range []string{"grafana.json", "prometheus.rules.yaml"} {
		doc, err := os.ReadFile("../../../deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`tocsin_\w+`).FindAllString(string(doc), -1)
		if len(names) < 8 {
			t.Errorf("%s names only %q", file, names)
		}
		for _, name := range names {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which is not served", file, name)
			}
		}
	}
}
