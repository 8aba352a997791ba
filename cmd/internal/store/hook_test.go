package store_test

import (
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestHooksAreHeardOnceAndForgotten(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		heard := func(source, key string, want bool) {
			t.Helper()
			if got, err := db.Heard(t.Context(), source, key); err != nil || got != want {
				t.Errorf("%s %s: %v, %v, want %v", source, key, got, err, want)
			}
		}
		heard("a", "1", false)
		for _, key := range []string{"1", "1", "2"} {
			if err := db.Hear(t.Context(), "a", key, now); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Hour)
		}
		heard("a", "1", true)
		heard("b", "1", false)
		if err := db.ForgetHooks(t.Context(), now.Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		heard("a", "1", false)
		heard("a", "2", true)
	})
}
