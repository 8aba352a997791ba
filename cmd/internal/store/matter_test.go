package store_test

import (
	"errors"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestMatterSaysWhenWhoKnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		key := crawlers.Key{Authority: "us-itc", Number: "DN-3900"}
		if _, err := db.FindMatter(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("nobody has told of it: %v", err)
		}
		filed := now.Add(-3 * time.Hour)
		complaint := itc("DN-3900#complaint<edis/1", func(f *crawlers.Filing) {
			f.Filed = crawlers.Date{Time: filed}
			f.Shown = &crawlers.Date{Time: filed.Add(time.Hour)}
		})
		take(t, db, manner, complaint)
		take(t, db, manner, itc("DN-3900#complaint<usitcweb", func(f *crawlers.Filing) { f.Filed = crawlers.Date{Time: filed} }))
		settle(t, db, readAct(t, db, complaint), nil, "national")
		m, err := db.FindMatter(t.Context(), key)
		if err != nil || len(m.Acts) != 1 || len(m.Acts[0].Sources) != 2 {
			t.Fatalf("%+v, %v; want one act of two sources", m, err)
		}
		a := m.Acts[0]
		if s := a.Sources[0]; s.Shown == nil || !s.Shown.Equal(filed.Add(time.Hour)) || !s.Fetched.Equal(now) {
			t.Errorf("edis: %+v, want shown an hour after it was filed, fetched %s", s, now)
		}
		if s := a.Sources[1]; s.Shown != nil {
			t.Errorf("usitcweb does not say when it showed it, but: %s", s.Shown)
		}
		if a.Told == nil || !a.Told.Equal(now) {
			t.Errorf("told %v, want %s", a.Told, now)
		}
		lags, err := db.Lags(t.Context(), now.Add(-time.Hour))
		want := store.Lag{Source: "edis", Acts: 1, Shown: 1, Told: 1, Shown50: 3600, Seen50: 3 * 3600, Seen90: 3 * 3600, Told50: 3 * 3600}
		if err != nil || len(lags) != 2 || lags[0] != want {
			t.Errorf("lags %+v, %v; want first %+v", lags, err, want)
		}
	})
}

func TestActsOfAMatterUnderEachOfItsNumbers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		docket, number := crawlers.Key{Authority: "us-itc", Number: "DN-3900"}, crawlers.Key{Authority: "us-itc", Number: "337-TA-1501"}
		take(t, db, manner, itc("DN-3900#complaint<edis", func(f *crawlers.Filing) { f.Filed = crawlers.Date{Time: now.Add(-time.Hour)} }))
		take(t, db, manner, itc("337-TA-1501#institution<fedreg", func(f *crawlers.Filing) {
			f.Filed, f.Aliases = crawlers.Date{Time: now}, []crawlers.Key{docket}
		}))
		take(t, db, manner, itc("DN-3901#complaint<edis"))
		for _, key := range []crawlers.Key{docket, number} {
			got, err := db.ActsOf(t.Context(), key)
			if err != nil || len(got) != 2 || got[0].Slug != "institution" || got[1].Slug != "complaint" {
				t.Errorf("%s: %v, %v; want the institution, then the complaint", key, got, err)
			}
		}
		if got, err := db.ActsOf(t.Context(), crawlers.Key{Authority: "us-itc", Number: "DN-1"}); err != nil || len(got) != 0 {
			t.Errorf("a number that nobody knows: %v, %v", got, err)
		}
	})
}
