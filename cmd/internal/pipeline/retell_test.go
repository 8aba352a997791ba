package pipeline

import (
	"context"
	"encoding/json"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestThresholdsDecideWhatIsTold: what other thresholds would have told fewer is
// foreseen, and is not told once they are in force.
func TestThresholdsDecideWhatIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page("1|published|published|Muster GmbH v. ROMOZZ|2")}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Centers, p.Destinations["desk"] = nil, Destination{Notifier: desk, Language: "zh"}
		inner := p.Sources[0].Parse
		p.Sources[0].Parse = func(page crawlers.Page, emit func(crawlers.Filing) error) error {
			return inner(page, func(f crawlers.Filing) error {
				f.Kind, f.Title, f.Key.Authority = crawlers.Squatting, f.Title[len("Muster GmbH v. "):], "de-tm"
				f.Parties = []crawlers.Party{{Role: crawlers.Applicant, Name: "Muster GmbH"}}
				f.Marks = []crawlers.Mark{{Text: f.Title, Classes: []int{9}}}
				return emit(f)
			})
		}
		yes := true
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: alerts.CatSquatting, Stage: "published", Severity: alerts.Normal, By: "rules"}
			return v, v, nil
		}
		list := alerts.Watchlist{ID: "w-r", Name: "ROMOSS", Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "ROMOSS", Classes: []int{9}}}}
		if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{list}); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		turn(t, p)
		if got := len(desk.all()); got != 1 {
			t.Fatalf("as shipped %d messages", got)
		}
		strict := alerts.Limits{"like.same": 0.99}
		since := c.Now().AddDate(0, 0, -90)
		got, err := p.Retell(t.Context(), nil, strict, since, nil) // the national center, which nobody serves here, and the list
		if err != nil || got.Filings != 1 || got.Fewer.Count != 2 || got.Fewer.Samples[1].Subscriber != "w-r" || got.More.Count+got.Changed.Count != 0 {
			t.Errorf("stricter: %+v, %v", got, err)
		}
		if got, err := p.Retell(t.Context(), strict, nil, since, nil); err != nil || got.More.Count != 2 || got.Fewer.Count != 0 {
			t.Errorf("and back: %+v, %v", got, err)
		}
		if got, err := p.Retell(t.Context(), nil, alerts.Limits{"press.same": 1, "disguise.same": 1}, since, nil); err != nil || got.Changed.Count != 2 || got.Changed.Samples[1].New != alerts.Low {
			t.Errorf("for the digest: %+v, %v", got, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
		defer cancel()
		if got, err := p.Retell(ctx, nil, strict, since, nil); err == nil && !got.Cut {
			t.Errorf("without time: %+v", got)
		}

		version, err := db.WriteRule(t.Context(), store.Thresholds, string(strict.JSON()), "li", "", 0, c.Now())
		if err != nil {
			t.Fatal(err)
		}
		id, err := Replay(t.Context(), db, store.Replay{Name: store.Thresholds, After: version, Since: since, Asked: c.Now(), By: "li"})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.MoveRule(t.Context(), store.RuleMove{Name: store.Thresholds, Version: version, To: store.RuleActive, By: "li"}, c.Now()); err != nil {
			t.Fatal(err)
		}
		pages["court.example/feed"] = page("1|published|published|Muster GmbH v. ROMOZZ|2", "2|published|published|Muster GmbH v. ROMOZS|1", "3|published|published|Muster GmbH v. ROMOSS|1")
		c.add(askTimeout * 2)
		turn(t, p)
		if got := len(desk.all()); got != 1 { // the same mark is told, the one that is alike is not
			t.Errorf("in force: %d messages", got)
		}
		r, err := db.Replay(t.Context(), id)
		var told alerts.Retelling
		if err != nil || r.State != store.ReplayDone || json.Unmarshal([]byte(r.Report), &told) != nil || told.Fewer.Count < 1 || told.More.Count != 0 {
			t.Errorf("replayed %+v, %v", r, err)
		}
	})
}
