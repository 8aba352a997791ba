package store_test

import (
	"database/sql"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// lost settles an act and leaves its delivery to the desk as it says.
func lost(t *testing.T, db *store.DB, state, why string) string {
	t.Helper()
	f := filing(1)
	take(t, db, manner, f)
	got := settle(t, db, readAct(t, db, f), []string{"stage:complaint"}, "w-acme")
	if len(got.Deliveries) != 1 {
		t.Fatal(got)
	}
	id := got.Deliveries[0]
	p, ok, err := db.BeginTry(t.Context(), id, now)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	p.Delivery.State, p.Delivery.Error, p.Delivery.Tries = state, why, 24
	if err := db.EndTry(t.Context(), p.Delivery, now); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhatWasLostIsDueAgain(t *testing.T) {
	for _, state := range []string{store.Refused, store.Dead} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			id := lost(t, db, state, "status 410")
			again := func(destination string, since time.Time) (ids []string) {
				err := db.Tx(t.Context(), func(tx *sql.Tx) (err error) {
					ids, err = store.Again(t.Context(), tx, destination, since, now)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return ids
			}
			if ids := append(again("brand", now.Add(-time.Hour)), again("desk", now.Add(time.Hour))...); len(ids) != 0 {
				t.Errorf("%s to another, or long ago: %q", state, ids)
			}
			if ids := again("desk", now.Add(-time.Hour)); len(ids) != 1 || ids[0] != id {
				t.Errorf("%s: %q, want %s", state, ids, id)
			}
			if ids := again("desk", now.Add(-time.Hour)); len(ids) != 0 {
				t.Errorf("%s: what is due already is made due again", state)
			}
			p, ok, err := db.BeginTry(t.Context(), id, now)
			if err != nil || !ok || p.Tries != 1 || p.Maybe {
				t.Errorf("%s: %+v, %v, %v, want a first try", state, p.Delivery, ok, err)
			}
		})
	}
}

func TestRetriedCountsWhatIsStillNotTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		lost(t, db, store.Due, "status 502")
		for before, want := range map[time.Time]int{now: 0, now.Add(time.Hour): 1} {
			got, err := db.Retried(t.Context(), before)
			if err != nil || got["desk"] != want {
				t.Errorf("told before %s: %v, %v, want %d", before, got, err, want)
			}
		}
	})
}
