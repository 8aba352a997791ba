package store_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestJudgesAreCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, v := range []alerts.Verdict{
			{By: "rules", Severity: alerts.Low, Waiting: true},
			{By: "m@1", Usage: &alerts.Usage{In: 700, Out: 300, Millis: 900}},
			{By: "m@1", Usage: &alerts.Usage{}}, // from what is kept
			{By: "rules", Severity: alerts.Critical, Waiting: true},
			{By: "rules"},
		} {
			f := filing(i + 1)
			take(t, db, manner, f)
			a := readAct(t, db, f)
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: a, Verdict: v}}, now.Add(time.Duration(i)*time.Second))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Judges(t.Context(), now)
		want := []store.Judge{{By: "rules", Verdicts: 3}, {By: "m@1", Verdicts: 2, Asked: 1, In: 700, Out: 300, Millis: 900}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		first, err := db.Waiting(t.Context(), 1)
		f := filing(4)
		if err != nil || !slices.Equal(first, []string{f.ActID()}) {
			t.Errorf("waits first: %q, %v, want the most urgent %s", first, err, f.ActID())
		}
	})
}
