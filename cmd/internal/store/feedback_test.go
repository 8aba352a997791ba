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

// TestFeedbackIsKeptAsItStood: what the act becomes later changes nothing of
// it, and of several reviews the newest counts.
func TestFeedbackIsKeptAsItStood(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		a, yes := readAct(t, db, f), true
		id := alerts.AlertID(a.ActID(), "national")
		judge := func(v alerts.Verdict, at time.Time) {
			t.Helper()
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				if err := store.LockMatters(t.Context(), tx, []store.Act{a}, at); err != nil {
					return err
				}
				_, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: a, Verdict: v, Alerts: []store.Told{{Alert: alerts.Alert{ID: id, Act: a.ActID(), Subscriber: "national"}}}}}, at)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		say := func(alert, who string) (added bool, err error) {
			err = db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, added, err = store.AddFeedback(t.Context(), tx, store.Feedback{Alert: alert, Person: who, Said: store.FalseAlarm, At: now, Note: "n"})
				return err
			})
			return added, err
		}
		judge(alerts.Verdict{Relevant: &yes, By: "model@1"}, now)
		for i, want := range []bool{true, false} {
			if added, err := say(id, "甲"); err != nil || added != want {
				t.Errorf("said %d: %v, %v", i+1, added, err)
			}
		}
		if _, err := say("us-ilnd/1#entry.1@national", "甲"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("of no alert: %v", err)
		}
		judge(alerts.Verdict{Relevant: &yes, By: "rules"}, now.Add(time.Minute))
		all, err := db.Feedbacks(t.Context(), now)
		if err != nil || len(all) != 1 || all[0].Verdict.By != "model@1" || all[0].Filing.ID() != f.ID() || all[0].Review != nil || !all[0].At.Equal(now) {
			t.Fatalf("%+v, %v", all, err)
		}
		if later, err := db.Feedbacks(t.Context(), now.Add(time.Millisecond)); err != nil || len(later) != 0 {
			t.Errorf("later: %+v, %v", later, err)
		}
		for i, kept := range []bool{true, false, true} {
			r := store.Review{Person: "乙", At: now.Add(time.Duration(i) * time.Hour), Kept: kept, Label: store.Label{Relevant: "false"}}
			if err := db.ReviewFeedback(t.Context(), all[0].ID, r); err != nil {
				t.Fatal(err)
			}
			got, err := db.Feedbacks(t.Context(), now)
			if err != nil || len(got) != 1 || got[0].Review == nil || got[0].Review.Kept != kept || !got[0].Review.At.Equal(r.At) || got[0].Review.Label != r.Label {
				t.Errorf("review %d: %+v, %v", i, got, err)
			}
		}
		if err := db.ReviewFeedback(t.Context(), "none", store.Review{At: now}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("review of nothing: %v", err)
		}
	})
}
