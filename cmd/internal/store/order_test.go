package store_test

import (
	"errors"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestUpdateWaitsForTheFirstAlert holds two acts of one matter, settled in one
// moment, to the order in which they happened.
func TestUpdateWaitsForTheFirstAlert(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, second := filing(1), filing(1)
		second.Slug, second.Act = "entry.9", "motion"
		second.Filed.Time = first.Filed.Add(time.Hour)
		take(t, db, manner, first, second)
		var ids []string
		for _, f := range []crawlers.Filing{second, first} { // the younger is settled before
			a := readAct(t, db, f)
			ids = append(settle(t, db, a, []string{a.Slug}, "w-acme").Deliveries, ids...)
		}
		if len(ids) != 2 {
			t.Fatal(ids)
		}
		begin := func(id string, at time.Time) (store.Parcel, error) {
			p, _, err := db.BeginTry(t.Context(), id, at)
			return p, err
		}
		if _, err := begin(ids[1], now); !errors.Is(err, store.ErrAfter) {
			t.Errorf("before the first was tried: %v", err)
		}
		p, err := begin(ids[0], now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := begin(ids[1], now); !errors.Is(err, store.ErrAfter) {
			t.Errorf("while the first is being sent: %v", err)
		}
		ds, err := db.Deliveries(t.Context(), store.Due, 9)
		if err != nil || len(ds) != 1 || ds[0].Tries != 0 {
			t.Errorf("%+v, %v: who waits has not been tried", ds, err)
		}
		p.Delivery.State, p.Delivery.Error = store.Due, "status 502"
		if err := db.EndTry(t.Context(), p.Delivery, now); err != nil {
			t.Fatal(err)
		}
		if _, err := begin(ids[1], now.Add(2*time.Minute-time.Millisecond)); !errors.Is(err, store.ErrAfter) {
			t.Errorf("while the first is tried again: %v", err)
		}
		if p, err := begin(ids[1], now.Add(2*time.Minute)); err != nil || p.Tries != 1 {
			t.Errorf("the first held it up for more than two minutes: %v", err)
		}
	})
}
