package pipeline

import (
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestNodesShareTheBudget has two nodes deliver all that one visit found, each
// delivery by both at once. SQLite has one owner: there they share its store.
func TestNodesShareTheBudget(t *testing.T) {
	const budget, found = 2, 12
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			first := storetest.Open(t, address)
			second := first
			if engine == "postgres" {
				second = storetest.Open(t, address)
			}
			var lines []string
			for n := range found {
				lines = append(lines, suit(n+1, fmt.Sprintf("Acme v. Shenzhen Lamps %d", n)))
			}
			pages := fstest.MapFS{"court.example/feed": page(lines...)}
			desk, workday := new(inbox), alerts.Times{Days: "daily", At: 8 * time.Hour}
			var nodes []*Pipeline
			for _, db := range []*store.DB{first, second} {
				p, _ := newPipeline(t, db, pages, "http://127.0.0.1:1")
				p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Quiet: alerts.Quiet{To: 24 * time.Hour}, Digest: workday}}
				nodes = append(nodes, p)
			}
			begin(t, nodes[0])
			turn(t, nodes[0])
			if err := nodes[1].Start(t.Context(), Roles{}); err != nil {
				t.Fatal(err)
			}
			due, err := first.Deliveries(t.Context(), store.Due, found)
			if err != nil || len(due) != found || desk.types() != "" {
				t.Fatalf("%d due, %v; want %d held back by quiet hours", len(due), err, found)
			}
			for _, p := range nodes {
				p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Budget: budget, Digest: workday}}
			}
			for left := due; len(left) > 0; { // as their jobs would, until each has ended
				var wg sync.WaitGroup
				for _, d := range left {
					for _, p := range nodes {
						wg.Go(func() {
							if _, err := p.deliver(t.Context(), d.ID, start); err != nil {
								t.Error(err)
							}
						})
					}
				}
				wg.Wait()
				if left, err = first.Deliveries(t.Context(), store.Due, found); err != nil {
					t.Fatal(err)
				}
			}
			if ds, err := first.Deliveries(t.Context(), store.Sent, found); err != nil || len(ds) != budget {
				t.Errorf("%d told at once, %v; want the %d of the budget", len(ds), err, budget)
			}
			if ds, err := first.Deliveries(t.Context(), store.Held, found); err != nil || len(ds) != found-budget {
				t.Errorf("%d wait for the digest, %v; want %d", len(ds), err, found-budget)
			}
		})
	}
}
