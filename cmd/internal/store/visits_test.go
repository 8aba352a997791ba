package store_test

import (
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestLastOutcomeOfEachPage(t *testing.T) {
	const ilnd, nyed, nysd = "https://ilnd.example/rss", "https://nyed.example/rss", "https://nysd.example/rss"
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if got, err := db.LastOutcomes(t.Context(), "ecf"); err != nil || len(got) != 0 {
			t.Errorf("never visited: %+v, %v", got, err)
		}
		for i, v := range []store.Visit{
			{Source: "ecf", Outcomes: []crawlers.Outcome{{URL: ilnd, State: crawlers.OK, Filings: 1}, {URL: nyed, State: crawlers.OK, Filings: 2, Facts: crawlers.Facts{"built": "Tue"}}}},
			{Source: "ecf", Outcomes: []crawlers.Outcome{{URL: ilnd, State: crawlers.Blocked, Why: "403"}}},
			{Source: "ecf", Error: "no room on the disk", Outcomes: []crawlers.Outcome{{URL: ilnd, State: crawlers.OK, Filings: 9}, {URL: nysd, State: crawlers.OK}}},
			{Source: "gbc", Outcomes: []crawlers.Outcome{{URL: nysd, State: crawlers.OK}}},
		} {
			v.State, v.Planned = crawlers.OK, now.AddDate(0, 0, i)
			v.Started, v.Ended = v.Planned, v.Planned
			if err := db.SaveVisit(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.LastOutcomes(t.Context(), "ecf")
		if err != nil || len(got) != 2 {
			t.Fatalf("%+v, %v; want the two pages that visits to their end came to", got, err)
		}
		if o := got[ilnd]; o.State != crawlers.Blocked || o.Why != "403" {
			t.Errorf("%+v, want how the page ended at the newest visit", o)
		}
		if o := got[nyed]; o.Filings != 2 || o.Facts["built"] != "Tue" {
			t.Errorf("%+v, want how the page ended at the visit before, with what it said", o)
		}
	})
}
