package store_test

import (
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

var orgsNow = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

// save stores a list in a transaction of its own.
func save(t *testing.T, db *store.DB, l store.OrgList) (added alerts.Watchlist, err error) {
	t.Helper()
	err = db.Tx(t.Context(), func(tx *sql.Tx) error {
		added, err = store.SaveList(t.Context(), tx, l)
		return err
	})
	return added, err
}

func putOrgs(t *testing.T, db *store.DB, ids ...string) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := store.PutOrg(t.Context(), tx, store.Org{ID: id, Name: id, Made: orgsNow}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSecondToSaveAListIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		putOrgs(t, db, "ours", "theirs")
		mark := func(s string) alerts.Entry { return alerts.Entry{Type: alerts.WatchMark, Value: s} }
		l := store.OrgList{Org: "ours", Watchlist: alerts.Watchlist{ID: "w-1", Name: "一", Entries: []alerts.Entry{mark("ONE")}}}
		if _, err := save(t, db, l); err != nil {
			t.Fatal(err)
		}
		if _, err := save(t, db, l); !errors.Is(err, store.ErrChanged) {
			t.Errorf("begun twice: %v, want ErrChanged", err)
		}
		l, err := db.OrgList(ctx, "ours", "w-1")
		if err != nil || l.Version != 1 {
			t.Fatalf("%+v, %v: want version 1", l, err)
		}
		before, err := db.WatchVersion(ctx)
		if err != nil {
			t.Fatal(err)
		}
		first, second := l, l
		first.Entries = append(slices.Clone(l.Entries), mark("TWO"))
		added, err := save(t, db, first)
		if err != nil || len(added.Entries) != 1 || added.Entries[0].Value != "TWO" {
			t.Errorf("added %+v, %v: want TWO alone", added.Entries, err)
		}
		if after, err := db.WatchVersion(ctx); err != nil || after <= before {
			t.Errorf("version of all lists %d after %d, %v: want more", after, before, err)
		}
		second.Name = "二"
		if _, err := save(t, db, second); !errors.Is(err, store.ErrChanged) {
			t.Errorf("saved over another's change: %v, want ErrChanged", err)
		}
		if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.DropList(ctx, tx, second) }); !errors.Is(err, store.ErrChanged) {
			t.Errorf("dropped over another's change: %v, want ErrChanged", err)
		}
		if now, err := db.OrgList(ctx, "ours", "w-1"); err != nil || now.Name != "一" || len(now.Entries) != 2 || now.Version != 2 {
			t.Errorf("%+v, %v: want what was saved first", now, err)
		}

		// Another org reaches nothing of it.
		foreign := first
		foreign.Org, foreign.Version = "theirs", 2
		if _, err := save(t, db, foreign); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("saved by another org: %v, want ErrNotFound", err)
		}
		if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.DropList(ctx, tx, foreign) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("dropped by another org: %v, want ErrNotFound", err)
		}
		if _, err := db.OrgList(ctx, "theirs", "w-1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("read by another org: %v, want ErrNotFound", err)
		}
		if lists, err := db.OrgLists(ctx, "theirs"); err != nil || len(lists) != 0 {
			t.Errorf("lists of another org: %+v, %v", lists, err)
		}
		fresh := foreign
		fresh.Version = 0
		if _, err := save(t, db, fresh); !errors.Is(err, store.ErrChanged) {
			t.Errorf("another org took the id: %v, want ErrChanged", err)
		}

		// What is paused is not watched, and stays.
		first.Version, first.Paused = 2, orgsNow
		if _, err := save(t, db, first); err != nil {
			t.Fatal(err)
		}
		watched, err := db.Watched(ctx)
		if err != nil || len(watched) != 0 {
			t.Errorf("watched: %+v, %v: want nothing", watched, err)
		}
		if all, err := db.Watchlists(ctx); err != nil || len(all) != 1 {
			t.Errorf("lists: %+v, %v: want the paused one", all, err)
		}
		if l, err := db.OrgList(ctx, "ours", "w-1"); err != nil || !l.Paused.Equal(orgsNow) {
			t.Errorf("paused %v, %v", l.Paused, err)
		}
		first.Version = 3
		if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.DropList(ctx, tx, first) }); err != nil {
			t.Fatal(err)
		}
		if lists, err := db.OrgLists(ctx, "ours"); err != nil || len(lists) != 0 {
			t.Errorf("after it was dropped: %+v, %v", lists, err)
		}
		if ids, err := db.OrgWatchlists(ctx, "ours"); err != nil || len(ids) != 1 {
			t.Errorf("what was told of it is the org's still: %v, %v", ids, err)
		}
	})
}

func TestDraftsAreTheirOrgsAndAreForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		putOrgs(t, db, "ours", "theirs")
		put := func(d store.WatchDraft) {
			t.Helper()
			if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.PutDraft(ctx, tx, d) }); err != nil {
				t.Fatal(err)
			}
		}
		put(store.WatchDraft{ID: "d", Org: "ours", List: "w-1", Made: orgsNow, Body: []byte(`{"a":1}`), File: []byte{0, 1, 255}})
		put(store.WatchDraft{ID: "d", Org: "theirs", List: "w-1", Made: orgsNow, Body: []byte(`{"a":2}`)}) // forged
		d, err := db.Draft(ctx, "ours", "w-1", "d")
		if err != nil || string(d.Body) != `{"a":1}` || !slices.Equal(d.File, []byte{0, 1, 255}) {
			t.Errorf("%+v, %v", d, err)
		}
		for _, of := range [][2]string{{"theirs", "w-1"}, {"ours", "w-2"}} {
			if _, err := db.Draft(ctx, of[0], of[1], "d"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("draft of %v: %v, want ErrNotFound", of, err)
			}
		}
		for i := range 25 {
			put(store.WatchDraft{ID: string(rune('e' + i)), Org: "ours", List: "w-1", Made: orgsNow.Add(time.Duration(i+1) * time.Minute), Body: []byte(`{}`)})
		}
		if _, err := db.Draft(ctx, "ours", "w-1", "d"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the eldest of 26: %v, want it forgotten", err)
		}
		put(store.WatchDraft{ID: "next", Org: "theirs", List: "w-1", Made: orgsNow.Add(25 * time.Hour), Body: []byte(`{}`)})
		if _, err := db.Draft(ctx, "ours", "w-1", string(rune('e'+24))); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("of yesterday: %v, want it forgotten", err)
		}
	})
}
