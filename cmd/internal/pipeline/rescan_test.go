package pipeline

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// stocked returns a pipeline whose store holds filings that nobody watched.
func stocked(t *testing.T, db *store.DB) (*Pipeline, *ticking, *inbox) {
	t.Helper()
	lines := []string{
		"1:25-cv-00001|entry.9|complaint|Acme v. Shenzhen Pots|90", // history, which nobody judged
		"1:24-cv-00001|entry.9|complaint|Acme v. Shenzhen Pots|700",
		"1:26-cv-00012|entry.1|complaint|Acme v. Smith|1",
	}
	for n := range 7 {
		lines = append(lines, fmt.Sprintf("1:26-cv-0002%d|entry.1|complaint|Acme v. Shenzhen Pots|%d", n, n+1))
	}
	p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page(lines...)}, "http://127.0.0.1:1")
	desk := new(inbox)
	times, err := alerts.ParseTimes("daily 08:30")
	if err != nil {
		t.Fatal(err)
	}
	p.Centers = nil
	p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Digest: times}}
	return p, c, desk
}

var potters = []alerts.Watchlist{{ID: "w-pots", Name: "Pots", Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "Shenzhen Pots"}}}}

// found returns the alerts of the store, and checks that all wait for a digest.
func found(t *testing.T, db *store.DB) []string {
	t.Helper()
	held, err := db.Held(t.Context(), "desk", 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range held {
		out = append(out, p.Alert.ID)
	}
	slices.Sort(out)
	return out
}

// TestNewEntriesAreLookedForInStoredFilings: what they find is in the digest,
// and no alarm; entries that were watched before are not looked for again.
func TestNewEntriesAreLookedForInStoredFilings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c, desk := stocked(t, db)
		begin(t, p)
		turn(t, p)
		since := c.Now().AddDate(-1, 0, 0)
		id, err := Watch(t.Context(), db, potters, since, c.Now())
		if err != nil || id == "" {
			t.Fatalf("%q, %v", id, err)
		}
		turn(t, p)
		if got := desk.types(); got != "" {
			t.Errorf("told at once: %s", got)
		}
		if got := found(t, db); len(got) != 8 || got[0] != "us-ilnd/1:25-cv-00001#entry.9@w-pots" {
			t.Errorf("found %d: %v; want seven suits of this year and one that was history", len(got), got)
		}
		scanned, err := db.Scanned(t.Context())
		if s := scanned["w-pots"]; err != nil || s.State != store.RescanLate || s.Found != 8 || s.Looked != 9 {
			t.Errorf("%+v, %v", s, err)
		}
		c.add(askTimeout + time.Second)
		if _, more, err := p.rescan(t.Context(), id, 3); err != nil || more {
			t.Errorf("more %v, %v", more, err)
		}
		scanned, err = db.Scanned(t.Context())
		if s := scanned["w-pots"]; err != nil || s.State != store.RescanDone || s.Found != 8 {
			t.Errorf("%+v, %v", s, err)
		}
		if id, err := Watch(t.Context(), db, potters, since, c.Now()); id != "" || err != nil {
			t.Errorf("nothing is new, and yet %q, %v", id, err)
		}
		c.set(beijing(t, "2026-03-11 08:31"))
		turn(t, p)
		if m := desk.last(); desk.types() != "digest" || len(m.Alerts) != 8 {
			t.Errorf("the digest tells %d alerts", len(m.Alerts))
		}
	})
}

// TestKilledRescanLosesAndDoublesNothing dies at every border that a rescan in
// chunks of two passes, once each, and goes on.
func TestKilledRescanLosesAndDoublesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c, _ := stocked(t, db)
		begin(t, p)
		turn(t, p)
		// No worker takes it: the test is the worker.
		id := "by-hand"
		if err := db.PutWatchlists(t.Context(), potters); err != nil {
			t.Fatal(err)
		}
		ask(t, db, store.Rescan{ID: id, Asked: c.Now(), Since: c.Now().AddDate(-1, 0, 0), Lists: potters})
		c.add(askTimeout + time.Second)
		type killed struct{}
		died := map[string]int{}
		life := func(at string, n int) (again bool) {
			passed := 0
			p.Step = func(name string) {
				if passed++; name == at && died[at] < n {
					died[at]++
					panic(killed{})
				}
			}
			defer func() {
				if r := recover(); r != nil {
					if _, ours := r.(killed); !ours {
						panic(r)
					}
					again = true
				}
			}()
			if _, more, err := p.rescan(t.Context(), id, 2); err != nil || more {
				t.Fatalf("more %v, %v", more, err)
			}
			return false
		}
		for again := true; again; {
			again = false
			for _, at := range []string{"rescan found", "rescan written", "rescan advanced"} {
				again = life(at, 3) || again
			}
		}
		if want := map[string]int{"rescan found": 3, "rescan written": 3, "rescan advanced": 3}; !maps.Equal(died, want) {
			t.Errorf("died %v", died)
		}
		got := found(t, db)
		want := []string{"us-ilnd/1:25-cv-00001#entry.9@w-pots"}
		for n := range 7 {
			want = append(want, fmt.Sprintf("us-ilnd/1:26-cv-0002%d#entry.1@w-pots", n))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		scanned, err := db.Scanned(t.Context())
		if s := scanned["w-pots"]; err != nil || s.State != store.RescanDone || s.Found != 8 || s.Looked < 9 {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func ask(t *testing.T, db *store.DB, r store.Rescan) {
	t.Helper()
	if err := db.Tx(t.Context(), func(tx *sql.Tx) error { return store.AskRescan(t.Context(), tx, r) }); err != nil {
		t.Fatal(err)
	}
}

// TestListsThatChangeMeanwhile: what is no longer watched is not told of.
func TestListsThatChangeMeanwhile(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p, c, _ := stocked(t, db)
	begin(t, p)
	turn(t, p)
	cups := slices.Clone(potters)
	cups[0].Entries = []alerts.Entry{{Type: alerts.WatchCompany, Value: "Shenzhen Cups"}}
	if err := db.PutWatchlists(t.Context(), cups); err != nil {
		t.Fatal(err)
	}
	ask(t, db, store.Rescan{ID: "late", Asked: c.Now().Add(-time.Hour), Since: c.Now().AddDate(-1, 0, 0), Lists: potters})
	if _, more, err := p.rescan(t.Context(), "late", 2); err != nil || more {
		t.Fatalf("more %v, %v", more, err)
	}
	if got := found(t, db); len(got) != 0 {
		t.Errorf("found %s", strings.Join(got, ", "))
	}
}

// TestWhomSomebodyRejectedIsNotFoundAgain in stored filings.
func TestWhomSomebodyRejectedIsNotFoundAgain(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p, c, _ := stocked(t, db)
	begin(t, p)
	turn(t, p)
	said := alerts.Identity{List: "w-pots", Party: "SHENZHEN POTS", Answer: alerts.Reject, Person: "me", At: c.Now()}
	if err := errors.Join(db.PutWatchlists(t.Context(), potters), db.Decide(t.Context(), said)); err != nil {
		t.Fatal(err)
	}
	ask(t, db, store.Rescan{ID: "said", Asked: c.Now().Add(-time.Hour), Since: c.Now().AddDate(-1, 0, 0), Lists: potters})
	if _, more, err := p.rescan(t.Context(), "said", 100); err != nil || more {
		t.Fatalf("more %v, %v", more, err)
	}
	if got := found(t, db); len(got) != 0 {
		t.Errorf("found %s", strings.Join(got, ", "))
	}
}
