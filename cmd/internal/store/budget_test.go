package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var fivePerHour = []crawlers.Limit{{Per: time.Hour, Requests: 5}}

func TestABudgetOutlivesTheProcess(t *testing.T) {
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, address)
			for range 5 {
				if wait, err := db.SpendRequest(t.Context(), "x", fivePerHour, now); wait != 0 || err != nil {
					t.Fatalf("wait %s, %v", wait, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			db = storetest.Open(t, address)
			for _, tc := range []struct {
				source string
				after  time.Duration
				want   time.Duration
			}{
				{"x", 20 * time.Minute, 40 * time.Minute},
				{"y", 20 * time.Minute, 0},
				{"x", time.Hour, 0},
			} {
				if wait, err := db.SpendRequest(t.Context(), tc.source, fivePerHour, now.Add(tc.after)); wait != tc.want || err != nil {
					t.Errorf("%s after %s: wait %s, %v; want %s", tc.source, tc.after, wait, err, tc.want)
				}
			}
		})
	}
}

func TestNodesShareABudget(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var passed atomic.Int32
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				wait, err := db.SpendRequest(t.Context(), "x", fivePerHour, now)
				if err != nil {
					t.Error(err)
				} else if wait == 0 {
					passed.Add(1)
				}
			})
		}
		wg.Wait()
		if n := passed.Load(); n != 5 {
			t.Errorf("%d of 20 passed, want 5", n)
		}
	})
}
