package pipeline

import (
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestOverridesHoldOnEveryNode has two nodes on one store: what an administrator
// changes the other knows at its next look, without a restart.
func TestOverridesHoldOnEveryNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		court := &crawlers.Source{Meta: crawlers.Meta{Name: "court", Schedule: "0 8 * * *", Zone: "UTC", Pace: time.Second}}
		node := func() *Pipeline {
			return &Pipeline{Store: db, Sources: []*crawlers.Source{court, {Meta: crawlers.Meta{Name: "register"}}}, Log: slog.New(slog.DiscardHandler)}
		}
		nodes := []*Pipeline{node(), node()}
		put := func(o store.Override, seen int) {
			t.Helper()
			o.Source, o.At = "court", start
			if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.PutOverride(ctx, tx, o, seen) }); err != nil {
				t.Fatal(err)
			}
		}
		check := func(name, schedule string) {
			t.Helper()
			for i, p := range nodes {
				s, err := p.source(ctx, "court")
				got := ""
				if s != nil {
					got = s.Schedule
				}
				paused, perr := p.Paused(ctx)
				if err != nil || perr != nil || got != schedule || (len(paused) == 1) != (schedule == "") {
					t.Errorf("%s: node %d visits at %q, paused %v, %v, %v", name, i, got, paused, err, perr)
				}
				if other, err := p.source(ctx, "register"); other == nil || err != nil {
					t.Errorf("%s: node %d lost another place, %v", name, i, err)
				}
			}
		}
		check("as configured", "0 8 * * *")
		put(store.Override{Schedule: "0 9 * * *"}, 0)
		check("changed", "0 9 * * *")
		put(store.Override{Schedule: "0 9 * * *", Paused: true}, 1)
		check("paused", "")
		put(store.Override{Schedule: "0 2 * * *"}, 2) // as from a program that allowed it
		check("wrong", "0 8 * * *")
		if court.Schedule != "0 8 * * *" {
			t.Errorf("the configuration itself was changed: %q", court.Schedule)
		}
	})
}

func TestVisitSoonIsMadeOnce(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p, _ := newPipeline(t, db, nil, "http://127.0.0.1:1")
	if err := p.Start(t.Context(), Roles{}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false} {
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			got, err := p.VisitSoon(t.Context(), tx, p.Sources[0].Name)
			if got != want {
				t.Errorf("time %d: %v", i, got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
