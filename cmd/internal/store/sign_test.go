package store_test

import (
	"errors"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestFirstSignatureCounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		a := settle(t, db, readAct(t, db, f), []string{"stage:complaint"}, "national").Alerts[0]
		for i, tc := range []struct{ alert, person, first string }{
			{a.ID, "张三", "张三"},
			{a.ID, "张三", "张三"},
			{a.ID, "李四", "张三"},
		} {
			s, err := db.Sign(t.Context(), store.Signature{Alert: tc.alert, Person: tc.person, At: now.Add(time.Duration(i) * time.Minute), Note: "已电话联系企业"})
			if err != nil || s.Person != tc.first || !s.At.Equal(now) || s.Note != "已电话联系企业" {
				t.Errorf("%s signs: %+v, %v, want that of %s", tc.person, s, err, tc.first)
			}
		}
		if _, err := db.Sign(t.Context(), store.Signature{Alert: f.ActID() + "@local-nowhere", Person: "张三", At: now}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an alert nobody got: %v, want %v", err, store.ErrNotFound)
		}
	})
}

// TestSignatureGoesWithItsMatter joins a complaint that somebody signed for to
// its investigation.
func TestSignatureGoesWithItsMatter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		open := func() int {
			all, err := db.Unsigned(t.Context(), []string{"national"}, now)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		complaint, notice := itc("DN-3900#complaint<edis"), itc("337-TA-1501#receipt<fedreg")
		take(t, db, manner, notice)
		settle(t, db, readAct(t, db, notice), []string{"stage:receipt"}, "national", "w-lamps")
		take(t, db, manner, complaint)
		a := settle(t, db, readAct(t, db, complaint), []string{"stage:complaint"}, "national").Alerts[0]
		if _, err := db.Sign(t.Context(), store.Signature{Alert: a.ID, Person: "张三", At: now}); err != nil {
			t.Fatal(err)
		}
		if got := open(); got != 1 {
			t.Errorf("one of two matters is signed for, %d are not", got)
		}
		take(t, db, manner, itc("337-TA-1501#institution<ids", alias("DN-3900")))
		if got := open(); got != 0 {
			t.Errorf("the matters are one and signed for, %d are not", got)
		}
	})
}

func TestNewestMuteIsInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		all := settle(t, db, readAct(t, db, f), []string{"stage:complaint"}, "national", "w-lamps").Alerts
		mute := func(at, until int) {
			t.Helper()
			err := db.Mute(t.Context(), store.Mute{Alert: all[0].ID, Person: "张三", Why: "企业已应诉", At: now.Add(time.Duration(at) * time.Hour), Until: now.Add(time.Duration(until) * time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
		}
		mute(1, 48)
		mute(1, 48)
		mute(5, 5)
		for _, tc := range []struct {
			alert string
			at    int
			want  bool
		}{
			{all[0].ID, 0, false},
			{all[0].ID, 2, true},
			{all[0].ID, 6, false}, // lifted
			{all[1].ID, 2, false}, // another's
		} {
			if _, ok, err := db.Muted(t.Context(), tc.alert, now.Add(time.Duration(tc.at)*time.Hour)); err != nil || ok != tc.want {
				t.Errorf("%s after %d hours: muted %v, %v, want %v", tc.alert, tc.at, ok, err, tc.want)
			}
		}
		if err := db.Mute(t.Context(), store.Mute{Alert: f.ActID() + "@local-nowhere", At: now}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an alert nobody got: %v, want %v", err, store.ErrNotFound)
		}
	})
}
