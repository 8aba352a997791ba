package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func note(t testing.TB, db *store.DB, act, applicant, brand string, filed time.Time) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		return store.NoteApplicants(t.Context(), tx, act, []string{applicant}, []string{brand}, filed)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOtherBrands: brands count once, those of the filing at hand and old ones
// do not, and names differ by more than their legal form.
func TestOtherBrands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
		note(t, db, "de-tm/1#published", "OKAI Import Export GmbH", "baijia", now)
		note(t, db, "de-tm/1#published", "OKAI Import Export GmbH", "baijia", now)
		note(t, db, "de-tm/2#published", "Okai Import Export", "baijia", now)
		note(t, db, "de-tm/3#published", "Okai Import Export", "qiaqia", now)
		note(t, db, "de-tm/4#published", "Okai Import Export", "wangzhihe", now.AddDate(-3, 0, 0))
		note(t, db, "de-tm/5#published", "Muster GmbH", "hisense", now)
		for _, tc := range []struct {
			applicants, but []string
			want            int
		}{
			{[]string{"OKAI IMPORT EXPORT"}, nil, 2},
			{[]string{"OKAI IMPORT EXPORT"}, []string{"baijia"}, 1},
			{[]string{"Muster", "Okai Import Export"}, nil, 2},
			{[]string{"Nobody"}, nil, 0},
			{nil, nil, 0},
		} {
			got, err := db.OtherBrands(t.Context(), tc.applicants, tc.but, now.AddDate(-2, 0, 0))
			if err != nil || got != tc.want {
				t.Errorf("%v but %v: %d, %v; want %d", tc.applicants, tc.but, got, err, tc.want)
			}
		}
	})
}

// BenchmarkOtherBrands asks among 100,000 filings.
func BenchmarkOtherBrands(b *testing.B) {
	db := storetest.Open(b, storetest.SQLite(b))
	now := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	err := db.Tx(context.WithoutCancel(b.Context()), func(tx *sql.Tx) error {
		for n := range 100_000 {
			err := store.NoteApplicants(b.Context(), tx, fmt.Sprint("de-tm/", n), []string{fmt.Sprint("Applicant ", n%20_000)}, []string{fmt.Sprint("brand", n%997)}, now)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n, err := db.OtherBrands(b.Context(), []string{"Applicant 77"}, nil, now.AddDate(-2, 0, 0)); err != nil || n == 0 {
			b.Fatal(n, err)
		}
	}
}
