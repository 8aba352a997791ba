package pipeline

import (
	"context"
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestDescribedPlacesAreKnownOnEveryNode has two nodes on one store: what is
// activated on one the other knows at its next look, without a restart.
func TestDescribedPlacesAreKnownOnEveryNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		asked := 0
		node := func() *Pipeline {
			return &Pipeline{
				Store:   db,
				Sources: []*crawlers.Source{{Meta: crawlers.Meta{Name: "shipped"}}},
				Described: func(ctx context.Context) (out []*crawlers.Source, err error) {
					asked++
					active, err := db.ActiveRules(ctx)
					for _, v := range active {
						out = append(out, &crawlers.Source{Meta: crawlers.Meta{Name: v.Name, Rank: v.Version}})
					}
					return out, err
				},
			}
		}
		nodes := []*Pipeline{node(), node()}
		check := func(rank int) {
			t.Helper()
			for i, p := range nodes {
				all, err := p.All(ctx)
				if err != nil || all[0].Name != "shipped" {
					t.Fatalf("%d: %v, %v", i, all, err)
				}
				s, err := p.source(ctx, "court")
				got := 0
				if s != nil {
					got = s.Rank
				}
				if err != nil || got != rank || (p.known("court") != nil) != (rank > 0) {
					t.Errorf("node %d knows version %d, %v; want %d", i, got, err, rank)
				}
			}
		}
		check(0)
		for seen := range 2 {
			if _, err := db.WriteRule(ctx, "court", "x", "li", "", seen, start); err != nil {
				t.Fatal(err)
			}
			check(seen)
			if err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: seen + 1, To: store.RuleActive, By: "li"}, start); err != nil {
				t.Fatal(err)
			}
			check(seen + 1)
		}
		if err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: 2, To: store.RuleRetired, By: "li"}, start); err != nil {
			t.Fatal(err)
		}
		check(0)
		if asked != 2*4 {
			t.Errorf("rules were read %d times, want once a change and node", asked)
		}
	})
}
