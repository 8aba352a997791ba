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
					ids, _, err = store.Again(t.Context(), tx, store.Repeat{Destination: destination, From: since, Until: now.Add(time.Hour)}, now)
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

// TestDigestThatWasLostIsDueAgain gives up a digest that told a delivery.
func TestDigestThatWasLostIsDueAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := lost(t, db, store.Due, "")
		n := store.Notice{ID: "digest@desk@today", Destination: "desk", Made: now}
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			if err := store.Hold(t.Context(), tx, id, store.Held, now); err != nil {
				return err
			}
			_, err := store.AddNotice(t.Context(), tx, n, []string{id})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if late, err := db.Retried(t.Context(), now.Add(time.Hour)); err != nil || late["desk"] != 0 {
			t.Errorf("not tried yet: %v, %v", late, err)
		}
		end := func(state, why string) {
			t.Helper()
			n, ok, err := db.BeginNotice(t.Context(), n.ID, now)
			if err != nil || !ok || n.Tries != 1 || n.Maybe {
				t.Fatalf("%+v, %v, %v, want a first try", n, ok, err)
			}
			n.State, n.Error = state, why
			if err := db.EndNotice(t.Context(), n, now); err != nil {
				t.Fatal(err)
			}
			got, err := db.Arrived(t.Context(), now.Add(-time.Hour))
			want := store.Arrivals{Sent: 1}
			if state == store.Dead {
				want = store.Arrivals{Lost: 1} // the digest and what it told are one message
			}
			if err != nil || got["desk"] != want {
				t.Errorf("%s: %+v, %v, want %+v", state, got, err, want)
			}
			if ds, err := db.Deliveries(t.Context(), state, 9); err != nil || len(ds) != 1 || ds[0].ID != id {
				t.Errorf("%s: deliveries %+v, %v, want what the digest told", state, ds, err)
			}
		}
		end(store.Dead, "status 502")
		err = db.Tx(t.Context(), func(tx *sql.Tx) error {
			deliveries, notices, err := store.Again(t.Context(), tx, store.Repeat{Destination: "desk", From: now.Add(-time.Hour), Until: now.Add(time.Hour)}, now)
			if len(deliveries) != 0 || len(notices) != 1 || notices[0] != n.ID {
				t.Errorf("again: %q, %q, want the digest alone", deliveries, notices)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		end(store.Sent, "")
	})
}
