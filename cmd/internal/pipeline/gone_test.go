package pipeline

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestGoneDestinationIsLeftAlone answers 410 once, and counts what comes after
// it: nothing, until somebody has tried the destination.
func TestGoneDestinationIsLeftAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		r.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1", "1:26-cv-00012|entry.1|complaint|Acme v. Shenzhen Pots|1")}
		p, _ := newPipeline(t, db, pages, r.URL)
		var told []string
		p.Destinations["admin"] = Destination{Language: "zh", Notifier: notify(func(_ context.Context, m alerts.Message) error {
			told = append(told, m.Type+" "+m.Title)
			return nil
		})}
		p.Admins = []string{"desk", "admin"}
		begin(t, p)
		turn(t, p)
		if n := len(r.ids()); n == 0 || n > 2 {
			t.Errorf("%d messages were tried", n)
		}
		if got := strings.Join(told, "; "); got != "destination.gone 【通知停用】desk" {
			t.Errorf("administrators are told %q", got)
		}
		stopped, err := db.Stopped(t.Context())
		if err != nil || stopped["desk"].At.IsZero() {
			t.Fatalf("stopped: %v, %v", stopped, err)
		}
		r.answers(nil)
		tried := len(r.ids())
		again := func() {
			t.Helper()
			if _, err := p.Again(t.Context(), "desk"); err != nil {
				t.Fatal(err)
			}
			turn(t, p)
		}
		if again(); len(r.ids()) != tried {
			t.Errorf("%d messages were tried, %d before", len(r.ids()), tried)
		}
		if err := db.Resume(t.Context(), "desk"); err != nil {
			t.Fatal(err)
		}
		if again(); len(r.ids()) != 2 {
			t.Errorf("%d messages came after it was tried again, want 2", len(r.ids()))
		}
	})
}
