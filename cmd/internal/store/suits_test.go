package store_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestRepeatsCountMattersNotPapers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		cat := []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Grumpy Cat Limited"}, {Role: crawlers.LawFirm, Name: "Keith & Sons, Ltd."}}
		var suits []store.Suit
		note := func(n int, begun time.Time, by ...crawlers.Party) crawlers.Filing {
			f := filing(n)
			f.Kind = crawlers.Lawsuit
			f.Marks = []crawlers.Mark{{Text: fmt.Sprint("GRUMPY ", n)}, {Text: "Grumpy Cat"}}
			f.Product = []string{"plush toys", "mugs"}[n%2]
			take(t, db, manner, f)
			suits = append(suits, store.Suit{Key: f.Key, By: by, Begun: begun})
			return f
		}
		for n := range 3 {
			note(n, now.AddDate(0, -n, 0), cat...)
			suits = append(suits, store.Suit{Key: filing(n).Key, By: cat, Begun: now}) // a later paper of it
		}
		old := note(3, now.AddDate(-2, 0, 0), cat[0])
		note(4, now, crawlers.Party{Role: crawlers.Plaintiff, Name: "Somebody Else"})
		for range 2 { // noted again, nothing changes
			if err := db.Tx(t.Context(), func(tx *sql.Tx) error { return store.NoteSuits(t.Context(), tx, suits) }); err != nil {
				t.Fatal(err)
			}
		}
		// Spelt otherwise in the next one.
		by := []crawlers.Party{{Role: crawlers.Plaintiff, Name: "GRUMPY CAT LTD."}, {Role: crawlers.LawFirm, Name: "KEITH & SONS"}, {Role: crawlers.Plaintiff, Name: "Somebody Else"}}
		got, err := db.Repeats(t.Context(), by, now.AddDate(-1, 0, 0))
		want := []alerts.Repeat{{Role: crawlers.Plaintiff, Name: "GRUMPY CAT LTD.", Cases: 3}, {Role: crawlers.LawFirm, Name: "KEITH & SONS", Cases: 3}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
		m, err := db.FindMatter(t.Context(), old.Key)
		if err != nil {
			t.Fatal(err)
		}
		rights, err := db.Rights(t.Context(), by[:2], m.ID)
		var marks []string
		for _, m := range rights.Marks {
			marks = append(marks, m.Text)
		}
		slices.Sort(marks)
		if err != nil || !slices.Equal(marks, []string{"GRUMPY 0", "GRUMPY 1", "GRUMPY 2", "Grumpy Cat"}) || rights.Product != "plush toys; mugs" {
			t.Errorf("rights %q and %q, %v", marks, rights.Product, err)
		}
		if none, err := db.Rights(t.Context(), by[1:2], m.ID); err != nil || len(none.Marks) > 0 {
			t.Errorf("rights of a law firm: %+v, %v", none, err)
		}
	})
}

// TestLongNamesAreCounted has a caption that names all who are sued, and is
// longer than an index of PostgreSQL can hold.
func TestLongNamesAreCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var long strings.Builder
		for n := range 900 {
			fmt.Fprintf(&long, "%x 店铺 ", sha256.Sum256([]byte{byte(n), byte(n >> 8)}))
		}
		f := filing(1)
		f.Kind, f.Title = crawlers.Lawsuit, long.String()[:15_000]
		f.Title = strings.ToValidUTF8(f.Title, "")
		if err := f.Validate(now); err != nil {
			t.Fatal(err)
		}
		take(t, db, manner, f)
		by := []crawlers.Party{{Role: crawlers.Plaintiff, Name: f.Title}}
		other := filing(2)
		take(t, db, manner, other)
		suits := []store.Suit{{Key: f.Key, By: by, Begun: now}, {Key: other.Key, By: by, Begun: now}}
		if err := db.Tx(t.Context(), func(tx *sql.Tx) error { return store.NoteSuits(t.Context(), tx, suits) }); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Repeats(t.Context(), by, now); err != nil || len(got) != 1 || got[0].Cases != 2 {
			t.Errorf("%d repeats, %v; want one of 2 cases", len(got), err)
		}
	})
}
