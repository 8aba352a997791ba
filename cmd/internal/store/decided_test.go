package store_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestTheNewestDecisionCounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before, err := db.WatchVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
		say := func(party, entry string, answer alerts.Answer) {
			t.Helper()
			at = at.Add(time.Hour)
			d := alerts.Identity{List: "w-lamps", Entry: entry, Party: party, Answer: answer, Person: "张三", Note: "已电话核实", At: at}
			if err := db.Decide(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		say("Shenzhen Lamps Co., Ltd.", "company:Lamps", alerts.Confirm)
		say("SHENZHEN LAMPS LIMITED", "company:Lamps", alerts.Reject)
		say("Shenzhen Cups", "company:Lamps", alerts.Reject)
		say("Shenzhen Cups", "company:Lamps", alerts.Leave)
		say("Shenzhen Cups", "", alerts.Reject)
		got, err := db.Decided(t.Context())
		if err != nil || len(got) != 2 {
			t.Fatalf("%+v, %v; want two", got, err)
		}
		if d := got[1]; d.Party != "SHENZHEN LAMPS LIMITED" || d.Answer != alerts.Reject || d.Person != "张三" || d.Note != "已电话核实" || !d.At.Equal(at.Add(-3*time.Hour)) {
			t.Errorf("%+v", d)
		}
		if d := got[0]; d.Party != "Shenzhen Cups" || d.Entry != "" {
			t.Errorf("%+v", d)
		}
		if err := db.Decide(t.Context(), alerts.Identity{List: "w-lamps", Party: "★", Answer: alerts.Reject}); err == nil {
			t.Error("a party without a letter is taken")
		}
		if after, err := db.WatchVersion(t.Context()); err != nil || after <= before {
			t.Errorf("version %d, then %d, %v: nobody reads the lists again", before, after, err)
		}
	})
}

// TestDecisionsHideWhoAskedForIt where they are shown, and not from the matcher.
func TestDecisionsHideWhoAskedForIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		at := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
		said := alerts.Identity{List: "w-x", Party: "Zhang Xiaoming", Answer: alerts.Reject, Person: "me", Note: "Xiaoming Zhang called", At: at}
		err := errors.Join(db.Decide(t.Context(), said), db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: "a", Name: "Zhang Xiaoming", Person: "me", Why: "asked", At: at}, nil)
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := db.Decisions(t.Context())
		if err != nil || len(shown) != 1 || shown[0].Party != alerts.Withheld || shown[0].Note != alerts.Withheld+" called" {
			t.Errorf("%+v, %v", shown, err)
		}
		if kept, err := db.Decided(t.Context()); err != nil || kept[0].Party != said.Party {
			t.Errorf("%+v, %v", kept, err)
		}
	})
}
