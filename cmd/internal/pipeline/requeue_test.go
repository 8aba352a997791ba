package pipeline

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestMovedStoreGoesOnWhereItStood moves a store whose acts have been taken and
// not judged, to the other engine and back, and lets the last one work.
func TestMovedStoreGoesOnWhereItStood(t *testing.T) {
	addresses := storetest.Addresses(t)
	if addresses["postgres"] == "" {
		t.Skip("TOCSIN_TEST_POSTGRES is not set")
	}
	r := newReceiver(t)
	pages := fstest.MapFS{"court.example/feed": page(
		"1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps 深圳|1",
		"1:26-cv-00012|entry.1|complaint|Acme v. Smith|1",
		"1:26-cv-00013|entry.9|tro-granted|Acme v. Shenzhen Kettles|1",
	)}
	from := openAt(t, addresses["sqlite"], 1) // every page is a file
	p, c := newPipeline(t, from, pages, r.URL)
	if err := p.Start(t.Context(), Roles{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Visit(t.Context(), p.Sources[0], c.Now()); err != nil {
		t.Fatal(err)
	}
	list := alerts.Watchlist{ID: "w-acme", Name: "Acme", Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "始祖鸟"}}}
	if err := from.PutWatchlists(t.Context(), []alerts.Watchlist{list}); err != nil {
		t.Fatal(err)
	}

	between := openAt(t, addresses["postgres"], 0)
	there := move(t, from, between)
	for _, want := range []string{"reports", "acts", "pages", "watchlists", "jobs", "page files"} {
		if there[want].Rows == 0 {
			t.Errorf("nothing was moved of %s", want)
		}
	}
	last := openAt(t, "sqlite:"+filepath.Join(t.TempDir(), "new.db"), 0)
	if back := move(t, between, last); !slices.Equal(sums(there), sums(back)) {
		t.Errorf("moved back, the store is another:\n%v\n%v", sums(there), sums(back))
	}
	if a, err := from.ID(t.Context()); err != nil {
		t.Error(err)
	} else if b, err := last.ID(t.Context()); err != nil || a == b {
		t.Errorf("the copy has the id of the original: %v", err)
	}

	q, _ := newPipeline(t, last, pages, r.URL)
	begin(t, q)
	turn(t, q)
	if ids := r.ids(); len(ids) != 2 {
		t.Errorf("told %v, want both that name Shenzhen", ids)
	}
	hash := fmt.Sprintf("%x", sha256.Sum256(pages["court.example/feed"].Data))
	if body, err := last.PageBody(t.Context(), hash); err != nil || !strings.Contains(string(body), "深圳") {
		t.Errorf("the page came as %q, %v", body, err)
	}
}

func openAt(t *testing.T, address string, large int64) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{PageDir: t.TempDir(), Large: large, Conns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// move moves a store and returns what was said of each table.
func move(t *testing.T, from, to *store.DB) map[string]store.Moved {
	t.Helper()
	out := map[string]store.Moved{}
	requeue, err := Requeue(to)
	if err == nil {
		err = from.Move(t.Context(), to, requeue, func(m store.Moved) { out[m.Table] = m })
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sums(moved map[string]store.Moved) (out []string) {
	for name, m := range moved {
		if name != "settings" { // each store has an id of its own
			out = append(out, name+" "+m.Hash)
		}
	}
	slices.Sort(out)
	return out
}

func TestMoveRefusesAStoreThatIsUsedOrFull(t *testing.T) {
	address := func() string { return "sqlite:" + filepath.Join(t.TempDir(), "tocsin.db") }
	refused := func(from, to *store.DB) error {
		requeue, err := Requeue(to)
		if err != nil {
			t.Fatal(err)
		}
		return from.Move(t.Context(), to, requeue, func(m store.Moved) { t.Errorf("%s was moved", m.Table) })
	}
	full := openAt(t, address(), 0)
	if err := full.SaveVisit(t.Context(), store.Visit{Source: "place", Planned: start, Started: start, Ended: start}); err != nil {
		t.Fatal(err)
	}
	if err := refused(openAt(t, address(), 0), full); !errors.Is(err, store.ErrFilled) {
		t.Errorf("into a store with a visit: %v", err)
	}
	used := address()
	if err := openAt(t, used, 0).Own(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := refused(openAt(t, used, 0), openAt(t, address(), 0)); !errors.Is(err, store.ErrOwned) {
		t.Errorf("from a store that is worked on: %v", err)
	}
}
