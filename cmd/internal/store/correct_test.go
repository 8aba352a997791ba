package store_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestWhatTurnsOutWrongIsTakenBackOnce judges a complaint that two subscribers
// were told of irrelevant, and relevant again.
func TestWhatTurnsOutWrongIsTakenBackOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		a, at := readAct(t, db, f), now
		judged := func(relevant bool, tell ...string) (told, sent []string) {
			t.Helper()
			at = at.Add(time.Minute)
			s := store.Settlement{Act: a, Verdict: alerts.Verdict{Relevant: &relevant, Why: "被告为美国公司", By: "model@1"}, Facts: []string{"defendant:lamps"}}
			for _, who := range tell {
				s.Alerts = append(s.Alerts, store.Told{
					Alert: alerts.Alert{ID: alerts.AlertID(a.ActID(), who), Act: a.ActID(), Subscriber: who}, Destinations: []string{"desk of " + who},
				})
			}
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				if err := store.LockMatters(t.Context(), tx, []store.Act{a}, at); err != nil {
					return err
				}
				done, err := store.Settle(t.Context(), tx, []store.Settlement{s}, at)
				for _, x := range done.Alerts {
					told = append(told, x.Subscriber+" "+x.Corrected)
				}
				for _, d := range done.Deliveries {
					sent = append(sent, d[strings.LastIndexByte(d, '>')+1:])
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(told)
			slices.Sort(sent)
			return told, sent
		}
		for _, tc := range []struct {
			name     string
			relevant bool
			tell     []string
			told     string
			sent     string
		}{
			{"told", true, []string{"national", "w-lamps", "w-named"}, "national  w-lamps  w-named ", "desk of national desk of w-lamps desk of w-named"},
			{"wrong, but for who is named", false, []string{"w-named"}, "national 被告为美国公司 w-lamps 被告为美国公司", "desk of national desk of w-lamps"},
			{"wrong still", false, []string{"w-named"}, "", ""},
			{"right after all", true, []string{"national", "w-lamps", "w-named"}, "national  w-lamps ", "desk of national desk of w-lamps"},
			{"right still", true, []string{"national", "w-lamps", "w-named"}, "", ""},
		} {
			told, sent := judged(tc.relevant, tc.tell...)
			if got := strings.Join(told, " "); got != tc.told {
				t.Errorf("%s: told %q, want %q", tc.name, got, tc.told)
			}
			if got := strings.Join(sent, " "); got != tc.sent {
				t.Errorf("%s: sent to %q, want %q", tc.name, got, tc.sent)
			}
			open, err := db.Unsigned(t.Context(), []string{"national"}, now)
			if want := tc.relevant; err != nil || (len(open) > 0) != want {
				t.Errorf("%s: %d to sign for, %v", tc.name, len(open), err)
			}
		}
	})
}

// TestWhatATextGainedMakesNothingWrong has a complaint become irrelevant by the
// names it gained.
func TestWhatATextGainedMakesNothingWrong(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		settle(t, db, readAct(t, db, f), []string{"stage:complaint"}, "national")
		f.Title = "Acme v. Smith"
		take(t, db, manner, f)
		a, not := readAct(t, db, f), false
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			if err := store.LockMatters(t.Context(), tx, []store.Act{a}, now); err != nil {
				return err
			}
			done, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: a, Verdict: alerts.Verdict{Relevant: &not, By: "rules"}}}, now)
			if len(done.Alerts) != 0 {
				t.Errorf("told %+v, want nothing taken back", done.Alerts)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
