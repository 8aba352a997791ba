package store_test

import (
	"database/sql"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// settle settles an act as read, with one alert for each subscriber, all of
// them to the desk.
func settle(t *testing.T, db *store.DB, a store.Act, facts []string, subscribers ...string) store.Settled {
	t.Helper()
	yes := true
	s := store.Settlement{Act: a, Verdict: alerts.Verdict{Relevant: &yes, By: "rules"}, Facts: facts}
	for _, who := range subscribers {
		s.Alerts = append(s.Alerts, store.Told{
			Alert: alerts.Alert{ID: alerts.AlertID(a.ActID(), who), Act: a.ActID(), Subscriber: who}, Destinations: []string{"desk"},
		})
	}
	var out store.Settled
	err := db.Tx(t.Context(), func(tx *sql.Tx) (err error) {
		if err := store.LockMatters(t.Context(), tx, []store.Act{a}, now); err != nil {
			return err
		}
		out, err = store.Settle(t.Context(), tx, []store.Settlement{s}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readAct(t *testing.T, db *store.DB, f crawlers.Filing) store.Act {
	t.Helper()
	acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, true)
	if err != nil || len(acts) != 1 {
		t.Fatal(acts, err)
	}
	return acts[0]
}

func TestLaterSubscriberIsToldAtASharedDestination(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		a := readAct(t, db, f)
		if got := settle(t, db, a, []string{"stage:complaint"}, "w-acme", "w-lamps"); len(got.Alerts) != 2 || len(got.Deliveries) != 1 {
			t.Errorf("two lists at one desk: %+v, want two alerts in one message", got)
		}
		if got := settle(t, db, a, []string{"stage:complaint"}, "w-acme", "national"); len(got.Alerts) != 1 || len(got.Deliveries) != 1 {
			t.Errorf("a center that is concerned later: %+v, want its message", got)
		}
	})
}

func TestVerdictOnAnOldVersionIsDropped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		old := readAct(t, db, f)
		f.Title = "Acme v. Shenzhen Pots"
		take(t, db, manner, f)
		settle(t, db, readAct(t, db, f), []string{"defendant:pots"}, "national")
		if got := settle(t, db, old, []string{"defendant:lamps"}, "national"); len(got.Alerts) != 0 {
			t.Errorf("what nobody says any more is told: %+v", got)
		}
		if acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, false); err != nil || len(acts) != 0 {
			t.Errorf("the new version has lost its verdict: %v, %v", acts, err)
		}
	})
}

func TestActThatTurnedOutToBeAnotherIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, second := itc("DN-3900#complaint<edis/1"), itc("337-TA-1501#complaint<ids")
		take(t, db, manner, first)
		take(t, db, manner, second)
		a, b := readAct(t, db, first), readAct(t, db, second)
		settle(t, db, a, []string{"stage:complaint"}, "national")
		take(t, db, manner, itc("337-TA-1501#institution<ids", alias("DN-3900")))
		if got := settle(t, db, b, []string{"stage:complaint"}, "national"); len(got.Alerts) != 0 {
			t.Errorf("one complaint is told twice: %+v", got)
		}
	})
}

func TestWaitingLooksAtTheAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		a := readAct(t, db, f)
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: a, Verdict: alerts.Verdict{By: "rules", Waiting: true}}}, now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if ids, err := db.Waiting(t.Context(), 5); err != nil || len(ids) != 1 {
			t.Fatalf("waiting: %v, %v", ids, err)
		}
		f.Routine = true
		take(t, db, manner, f)
		if ids, err := db.Waiting(t.Context(), 5); err != nil || len(ids) != 0 {
			t.Errorf("a clerk's housekeeping waits for the model: %v, %v", ids, err)
		}
		f.Routine, f.Filed.Time = false, now.AddDate(0, -6, 0)
		if got := take(t, db, manner, f); len(got.Judge) != 0 {
			t.Errorf("what is half a year old became news: %v", got.Judge)
		}
	})
}

// TestWhatTheMatterToldIsNoNews has a complaint learn from its investigation,
// which both subscribers were told of, whom it is against.
func TestWhatTheMatterToldIsNoNews(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		complaint := itc("DN-3900#complaint<edis")
		take(t, db, manner, complaint)
		filed := []string{"act:complaint", "filed:2026-03-01", "stage:complaint"}
		settle(t, db, readAct(t, db, complaint), filed, "national")
		institution := itc("337-TA-1501#institution<fedreg", alias("DN-3900"))
		take(t, db, manner, institution)
		settle(t, db, readAct(t, db, institution), []string{"act:institution", "respondent:lamps", "stage:institution"}, "national", "w-lamps")
		take(t, db, manner, itc("337-TA-1501#complaint<ids", alias("DN-3900")))
		revised, again := readAct(t, db, complaint), append(filed, "respondent:lamps")
		if got := settle(t, db, revised, again, "national", "w-lamps"); len(got.Alerts) != 0 {
			t.Errorf("told again: %+v", got.Alerts)
		}
		got := settle(t, db, revised, append(again, "respondent:pots"), "national", "w-lamps")
		if len(got.Alerts) != 2 || len(got.Alerts[0].Gained) != 1 {
			t.Errorf("a respondent that nobody heard of: %+v; want each told of it", got.Alerts)
		}
	})
}
