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

func TestMoneyIsNotSpentTwice(t *testing.T) {
	m := crawlers.Meta{Name: "x", FeeCents: 10}
	if err := m.Pay(50, 30); err != nil {
		t.Fatal(err)
	}
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, address)
			for _, tc := range []struct {
				name    string
				after   time.Duration
				charged int // by the place beyond the request, or with none
				request bool
				want    time.Duration
			}{
				{"the first of three a day", 0, 0, true, 0},
				{"it is billed as three", 0, 2, false, 24 * time.Hour},
				{"another", time.Hour, 0, true, 23 * time.Hour},
				{"asking is not spending", 2 * time.Hour, 0, false, 22 * time.Hour},
				{"the next day", 24 * time.Hour, 0, true, 0},
				{"the last of five a month, on the day that has three", 25 * time.Hour, 0, true, 0},
				{"the month is spent", 49 * time.Hour, 0, true, 28*24*time.Hour + 23*time.Hour},
				{"as on its last day", 31*24*time.Hour - time.Minute, 0, true, time.Minute},
				{"31 days after the first", 31 * 24 * time.Hour, 0, true, 0},
			} {
				// Every step is in a new process: the one before was killed.
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = storetest.Open(t, address)
				at := now.Add(tc.after)
				var wait time.Duration
				var err error
				if tc.request {
					wait, err = db.SpendRequest(t.Context(), "x", m.Budget, at)
				} else {
					wait, err = db.ChargeRequests(t.Context(), "x", m.Budget, tc.charged, at)
				}
				if err != nil || wait != tc.want {
					t.Errorf("%s: wait %s, %v; want %s", tc.name, wait, err, tc.want)
				}
			}
		})
	}
}
