package store_test

import (
	"errors"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestRequestsAreAnsweredOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, now := t.Context(), time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
		o := store.Once{Account: "a", Key: "k", Asked: "x", At: now}
		begin := func(o store.Once) (store.Once, bool, error) { return db.BeginOnce(ctx, o) }
		if _, first, err := begin(o); err != nil || !first {
			t.Fatal(first, err)
		}
		if _, _, err := begin(o); !errors.Is(err, store.ErrBusy) {
			t.Errorf("while it is answered: %v", err)
		}
		done := o
		done.Status, done.ETag, done.Body = 201, `"v"`, "{}"
		if err := db.EndOnce(ctx, done); err != nil {
			t.Fatal(err)
		}
		if got, first, err := begin(o); err != nil || first || got != done {
			t.Errorf("again: %+v, %v, %v", got, first, err)
		}
		other := o
		other.Asked = "y"
		if _, _, err := begin(other); !errors.Is(err, store.ErrOther) {
			t.Errorf("for another request: %v", err)
		}
		other.Account = "b"
		if _, first, err := begin(other); err != nil || !first {
			t.Errorf("of another account: %v, %v", first, err)
		}
		o.At = now.Add(25 * time.Hour)
		if _, first, err := begin(o); err != nil || !first {
			t.Errorf("a day later: %v, %v", first, err)
		}
		o.Status = 0
		if err := db.EndOnce(ctx, o); err != nil {
			t.Fatal(err)
		}
		if _, first, err := begin(o); err != nil || !first {
			t.Errorf("after it went wrong: %v, %v", first, err)
		}
	})
}
