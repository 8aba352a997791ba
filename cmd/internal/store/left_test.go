package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestWhoLeftIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		leave := func(destination, address string, after time.Duration, want bool) {
			t.Helper()
			if got, err := db.Leave(ctx, destination, address, "z***@example.cn", now.Add(after)); err != nil || got != want {
				t.Errorf("%s leaves %s: %v, %v; want %v", address, destination, got, err, want)
			}
		}
		left := func(destination, address string, want bool) {
			t.Helper()
			if got, err := db.Left(ctx, destination, address); err != nil || got != want {
				t.Errorf("%s has left %s: %v, %v; want %v", address, destination, got, err, want)
			}
		}
		left("desk", "zhang@example.cn", false)
		leave("desk", "Zhang@Example.CN", 0, true)
		leave("desk", "zhang@example.cn", time.Hour, false)
		left("desk", "zhang@example.cn", true)
		left("desk", "zhao@example.cn", false)
		left("board", "zhang@example.cn", false)

		if err := db.Return(ctx, "board", "zhang@example.cn", "li", "asked", now); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("back to what they did not leave: %v", err)
		}
		if err := db.Return(ctx, "desk", "ZHANG@example.cn", "li", "asked by telephone", now.Add(2*time.Hour)); err != nil {
			t.Error(err)
		}
		left("desk", "zhang@example.cn", false)
		if err := db.Return(ctx, "desk", "zhang@example.cn", "li", "asked", now); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("back twice: %v", err)
		}
		leave("desk", "zhang@example.cn", 3*time.Hour, true)
		left("desk", "zhang@example.cn", true)

		got, err := db.Lefts(ctx)
		want := []store.Leaving{
			{Destination: "desk", Masked: "z***@example.cn", At: now.Add(3 * time.Hour)},
			{Destination: "desk", Masked: "z***@example.cn", At: now, Back: now.Add(2 * time.Hour), BackBy: "li", BackWhy: "asked by telephone"},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// TestWhoLeavesAtOnceLeavesOnce: a mail program may repeat itself to two
// processes.
func TestWhoLeavesAtOnceLeavesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if _, err := db.Leave(t.Context(), "desk", "zhang@example.cn", "z***@example.cn", now.Add(time.Duration(i)*time.Second)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := db.Lefts(t.Context()); err != nil || len(got) != 1 {
			t.Errorf("%d rows, %v", len(got), err)
		}
	})
}
