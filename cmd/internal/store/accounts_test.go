package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// The record of what people did only grows: no statement of ours changes it.
func TestRecordIsNeverChanged(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	changes := regexp.MustCompile(`(?i)(update\s+audit|delete\s+from\s+audit|on\s+conflict[^` + "`" + `]*audit)\b`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if m := changes.Find(b); m != nil && file != "accounts_test.go" {
			t.Errorf("%s: %s", file, m)
		}
	}
}

func TestDeedsAreReadBackwards(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		at := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			for i := range 5 {
				d := store.Deed{At: at.Add(time.Duration(i) * time.Microsecond), Who: "li", What: "note", On: fmt.Sprint("m", i%2), Detail: fmt.Sprint(i)}
				if err := store.Record(t.Context(), tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		read := func(of store.DeedsOf, n int) (details []string, last string) {
			deeds, err := db.Deeds(t.Context(), of, n)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range deeds {
				details, last = append(details, d.Detail), d.ID
			}
			return details, last
		}
		first, last := read(store.DeedsOf{}, 2)
		second, _ := read(store.DeedsOf{Before: last}, 9)
		if got := append(first, second...); !slices.Equal(got, []string{"4", "3", "2", "1", "0"}) {
			t.Errorf("page by page: %v", got)
		}
		if got, _ := read(store.DeedsOf{Who: "li", What: "note", On: "m1"}, 9); !slices.Equal(got, []string{"3", "1"}) {
			t.Errorf("of one thing: %v", got)
		}
		if got, _ := read(store.DeedsOf{Who: "' OR 1=1 --"}, 9); got != nil {
			t.Errorf("of nobody: %v", got)
		}
	})
}

func TestWatchlistsOfAnOrg(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			for _, id := range []string{"a1", "b1"} {
				if err := store.PutOrg(t.Context(), tx, store.Org{ID: id, Name: id, Made: time.Now()}); err != nil {
					return err
				}
			}
			for _, give := range [][2]string{{"w-1", "a1"}, {"w-2", "a1"}, {"w-2", "b1"}} { // a list is one org's
				if err := store.GiveWatchlist(t.Context(), tx, give[0], give[1]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for org, want := range map[string][]string{"a1": {"w-1"}, "b1": {"w-2"}, "c1": nil} {
			if got, err := db.OrgWatchlists(t.Context(), org); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, %v, want %v", org, got, err, want)
			}
		}
	})
}
