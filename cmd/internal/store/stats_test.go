package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// counted returns "matter day begins" of the acts of a sample, by the number of
// the act.
func counted(t *testing.T, db *store.DB, s store.Sample) []string {
	t.Helper()
	var out []string
	var ns []int64
	bounded, err := db.Sample(t.Context(), s, func(c store.Counted) {
		out = append(out, fmt.Sprintf("%s %v", c.Day.Format(time.DateOnly), c.Begins))
		ns = append(ns, c.N)
	})
	if err != nil || bounded {
		t.Fatalf("bounded %v, %v", bounded, err)
	}
	rows, err := db.Rows(t.Context(), ns)
	if err != nil || len(rows) != len(ns) {
		t.Fatalf("%d rows of %d: %v", len(rows), len(ns), err)
	}
	for i, r := range rows {
		out[i] = r.Key.Number + " " + out[i]
	}
	return out
}

// act is an act of a suit that is filed so many days before now.
func act(number string, entry, days int, region string) crawlers.Filing {
	f := filing(entry)
	f.Slug = fmt.Sprintf("entry.%d", entry)
	f.Key.Number, f.Filed = number, crawlers.Date{Time: now.AddDate(0, 0, -days), Day: true}
	f.Parties = []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Levi Strauss & Co."}, {Role: crawlers.Defendant, Name: "Acme", Region: region}}
	return f
}

func TestSample(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a1, a2 := act("1:26-cv-00001", 1, 40, "330100"), act("1:26-cv-00001", 2, 3, "330100")
		b1 := act("1:26-cv-00002", 1, 5, "440300")
		b1.Parties[0].Name = "Wrangler Inc."
		evening := act("1:26-cv-00003", 1, 0, "330200")
		// Half past eleven in the evening in Chicago is the next day in Greenwich.
		evening.Filed = crawlers.Date{Time: time.Date(2026, 3, 1, 23, 30, 0, 0, time.FixedZone("CST", -6*3600))}
		take(t, db, manner, a1, a2, b1, evening)
		yes, no := true, false
		settleAct(t, db, a2.ActID(), alerts.Verdict{Relevant: &yes, Severity: alerts.High, Industry: alerts.Apparel, By: "rules"})
		settleAct(t, db, b1.ActID(), alerts.Verdict{Relevant: &no, Severity: alerts.Low, By: "rules"})
		day := func(days int) time.Time { return now.AddDate(0, 0, -days) }
		fact := func(facet search.Facet, value string) search.Fact { return search.Fact{Facet: facet, Value: value} }
		one, two := a2.Filed.Format(time.DateOnly), b1.Filed.Format(time.DateOnly)
		a, b, c := "1:26-cv-00001 "+one+" false", "1:26-cv-00002 "+two+" true", "1:26-cv-00003 2026-03-01 true"
		first := "1:26-cv-00001 " + a1.Filed.Format(time.DateOnly) + " true"
		for name, tc := range map[string]struct {
			s    store.Sample
			want []string
		}{
			"all":              {store.Sample{}, []string{a, b, c, first}},
			"days":             {store.Sample{From: day(5), To: day(3)}, []string{a, b}},
			"one day":          {store.Sample{From: day(3), To: day(3)}, []string{a}},
			"severity":         {store.Sample{Facts: []search.Fact{fact(search.Severity, "high")}}, []string{a}},
			"industry":         {store.Sample{Facts: []search.Fact{fact(search.Industry, "Apparel")}}, []string{a}},
			"no severity":      {store.Sample{Facts: []search.Fact{fact(search.Severity, "low")}}, nil},
			"province":         {store.Sample{Facts: []search.Fact{fact(search.Place, "330000")}}, []string{a, c, first}},
			"any spelling":     {store.Sample{Facts: []search.Fact{fact(search.Plaintiff, "levi strauss & CO")}}, []string{a, c, first}},
			"or":               {store.Sample{Facts: []search.Fact{fact(search.Place, "440300"), fact(search.Place, "330200")}}, []string{b, c}},
			"and":              {store.Sample{Facts: []search.Fact{fact(search.Place, "330000"), fact(search.Relevance, "relevant")}}, []string{a}},
			"told to somebody": {store.Sample{Scope: store.Scope{Subscribers: []string{"local-hangzhou"}}}, nil},
		} {
			got := counted(t, db, tc.s)
			slices.Sort(got)
			slices.Sort(tc.want)
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s: %q, want %q", name, got, tc.want)
			}
		}
		_, err := db.Sample(t.Context(), store.Sample{Facts: []search.Fact{fact("color", "red")}}, nil)
		if !errors.Is(err, search.ErrQuery) {
			t.Errorf("no such facet: %v", err)
		}
	})
}

func TestDelaysAndOpinionsAreOfAScope(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := act("1:26-cv-00001", 1, 2, "330100")
		take(t, db, manner, f)
		acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, false)
		if err != nil || len(acts) != 1 {
			t.Fatalf("%d acts: %v", len(acts), err)
		}
		yes, later := true, now.Add(10*time.Minute)
		s := store.Settlement{Act: acts[0], Verdict: alerts.Verdict{Relevant: &yes, By: "rules"}}
		for _, who := range []string{"national", "local-hangzhou"} {
			s.Alerts = append(s.Alerts, store.Told{Alert: alerts.Alert{ID: alerts.AlertID(f.ActID(), who), Act: f.ActID(), Subscriber: who}})
		}
		said := map[string]string{"national": store.Useful, "local-hangzhou": store.FalseAlarm}
		err = db.Tx(t.Context(), func(tx *sql.Tx) error {
			if _, err := store.Settle(t.Context(), tx, []store.Settlement{s}, later); err != nil {
				return err
			}
			for who, word := range said {
				if _, _, err := store.AddFeedback(t.Context(), tx, store.Feedback{Alert: alerts.AlertID(f.ActID(), who), Person: "p", Said: word, At: later}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		from, to := now.Add(-time.Hour), now.Add(time.Hour)
		for _, tc := range []struct {
			name     string
			from, to time.Time
			in       []string
			acts     int
			said     []string
		}{
			{"all", from, to, nil, 1, []string{store.FalseAlarm, store.Useful}},
			{"one center", from, to, []string{"national"}, 1, []string{store.Useful}},
			{"nobody", from, to, []string{"local-ningbo"}, 0, nil},
			{"before", from, now, nil, 0, nil},
		} {
			told := 0
			tally, err := db.Tally(t.Context(), tc.from, tc.to, store.Scope{Subscribers: tc.in})
			for _, n := range tally {
				told += n
			}
			if all, e := db.ToldIn(t.Context(), tc.from, tc.to, store.Scope{Subscribers: tc.in}, 100); err != nil || e != nil || told != len(all) {
				t.Errorf("a tally of %d, %d told: %v, %v", told, len(all), err, e)
			}
			delays, err := db.Delays(t.Context(), tc.from, tc.to, store.Scope{Subscribers: tc.in})
			if err != nil || len(delays) != tc.acts {
				t.Errorf("%s: %d delays, want %d: %v", tc.name, len(delays), tc.acts, err)
			}
			for _, d := range delays {
				if d.Act != f.ActID() || !d.Filed.Equal(f.Filed.Time) || !d.First.Equal(now) || !d.Told.Equal(later) {
					t.Errorf("%s: %+v", tc.name, d)
				}
			}
			opinions, err := db.Opinions(t.Context(), tc.from, tc.to, store.Scope{Subscribers: tc.in})
			var got []string
			for _, o := range opinions {
				got = append(got, o.Said)
			}
			slices.Sort(got)
			if err != nil || !slices.Equal(got, tc.said) {
				t.Errorf("%s: %v, want %v: %v", tc.name, got, tc.said, err)
			}
		}
		for want, in := range map[string][]string{"": {"local-ningbo"}, alerts.AlertID(f.ActID(), "national"): {"national", "local-ningbo"}} {
			got, err := db.AlertsOf(t.Context(), []string{f.ActID(), "other"}, in, false)
			if err != nil || got[f.ActID()] != want {
				t.Errorf("%v: alert %v, %v", in, got, err)
			}
		}
	})
}
