package pipeline

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// suitOf is a paper of a suit of Grumpy Cat Limited against many sellers.
func suitOf(number, slug, text string, filed time.Time, more ...crawlers.Party) crawlers.Filing {
	title := "Grumpy Cat Limited v. The Partnerships and Unincorporated Associations Identified on Schedule A"
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: slug, Kind: crawlers.Lawsuit, Source: "place",
		Title: title, Text: text, Filed: crawlers.Date{Time: filed}, Fetched: filed,
		Parties: append([]crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Grumpy Cat Limited"},
			{Role: crawlers.Defendant, Name: "The Partnerships and Unincorporated Associations Identified on Schedule A"},
		}, more...),
	}
}

func TestSellerIsAtRiskThenNamedOrNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Smith|1")}, newReceiver(t).URL)
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := relevance.Rules{}.Classify(f)
			return v, v, nil
		}
		if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{
			{ID: "w-plush", Entries: []alerts.Entry{{Type: alerts.WatchProduct, Value: "plush toys"}}},
			{ID: "w-shop", Entries: []alerts.Entry{{Type: alerts.WatchStore, Value: "Yunli-Shop"}, {Type: alerts.WatchPlaintiff, Value: "Grumpy Cat"}}},
			{ID: "w-lamps", Entries: []alerts.Entry{{Type: alerts.WatchProduct, Value: "lamps"}}},
		}); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		firm := crawlers.Party{Role: crawlers.LawFirm, Name: "Keith & Sons"}
		take := func(fresh time.Duration, fs ...crawlers.Filing) []alerts.Alert {
			t.Helper()
			c.now = c.now.Add(time.Hour)
			if _, err := p.Take(t.Context(), fs, store.Manner{Rank: 1, Fresh: fresh}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			all, err := db.Alerts(t.Context(), 100)
			if err != nil {
				t.Fatal(err)
			}
			told := []alerts.Alert{}
			for _, a := range all {
				if !a.Told.Before(c.now.Truncate(time.Millisecond)) {
					told = append(told, a)
				}
			}
			slices.SortFunc(told, func(a, b alerts.Alert) int { return slices.Compare([]string{a.Subscriber}, []string{b.Subscriber}) })
			return told
		}
		said := func(as []alerts.Alert) string {
			s := ""
			for _, a := range as {
				s += fmt.Sprintf("%s %s %v\n", a.Subscriber, a.Standing, a.Named)
			}
			return s
		}
		// Two suits of last winter, which the first visit found.
		for n := range 2 {
			old := suitOf(fmt.Sprintf("1:26-cv-%05d", n+1), "entry.1", "complaint", start.AddDate(0, -3, 0), firm)
			old.Product = "Plush toys"
			if got := take(24*time.Hour, old); len(got) > 0 {
				t.Fatalf("history is told: %+v", got)
			}
		}
		sealed := take(0, suitOf("1:26-cv-00099", "entry.1", "complaint", c.now, firm))
		if want := "national  []\nw-plush risk []\nw-shop risk []\n"; said(sealed) != want {
			t.Fatalf("sealed:\n%swant\n%s", said(sealed), want)
		}
		wantRepeats := []alerts.Repeat{{Role: crawlers.Plaintiff, Name: "Grumpy Cat Limited", Cases: 3}, {Role: crawlers.LawFirm, Name: "Keith & Sons", Cases: 3}}
		if !slices.Equal(sealed[0].Repeats, wantRepeats) {
			t.Errorf("repeats %+v, want %+v", sealed[0].Repeats, wantRepeats)
		}
		public := suitOf("1:26-cv-00099", "notice.8", "Schedule A", c.now, firm, crawlers.Party{Role: crawlers.Defendant, Name: "YUNLI SHOP"}, crawlers.Party{Role: crawlers.Defendant, Name: "Inkgo"})
		public.Act = "schedule-a-exhibit"
		named := take(0, public)
		if want := "national  []\nw-plush unlisted []\nw-shop named [YUNLI SHOP]\n"; said(named) != want {
			t.Fatalf("public:\n%swant\n%s", said(named), want)
		}
		if named[1].Severity != alerts.Low || named[2].Severity != alerts.Critical {
			t.Errorf("who is not on the list hears it as %s, who is as %s", named[1].Severity, named[2].Severity)
		}
		// A later paper names nobody; the list is known all the same.
		later := take(0, suitOf("1:26-cv-00099", "entry.24", "MOTION for Preliminary Injunction", c.now))
		if want := "national  []\nw-plush  []\nw-shop named [YUNLI SHOP]\n"; said(later) != want && said(later) != "national  []\nw-shop named [YUNLI SHOP]\n" {
			t.Errorf("later:\n%swant\n%s", said(later), want)
		}
		if again := take(0, public); len(again) > 0 {
			t.Errorf("told again: %s", said(again))
		}
		// A caption that names the first store is no list.
		inkgo := crawlers.Party{Role: crawlers.Defendant, Name: "Inkgo"}
		first := take(0, suitOf("1:26-cv-00100", "entry.1", "complaint", c.now, firm, inkgo))
		if want := "national  []\nw-plush risk []\nw-shop risk []\n"; said(first) != want {
			t.Fatalf("first store:\n%swant\n%s", said(first), want)
		}
		listed := suitOf("1:26-cv-00100", "notice.9", "Schedule A", c.now, firm, inkgo, crawlers.Party{Role: crawlers.Defendant, Name: "Somebody's Store"})
		listed.Act = "schedule-a-exhibit"
		if got, want := said(take(0, listed)), "national  []\nw-plush unlisted []\nw-shop unlisted []\n"; got != want {
			t.Errorf("its list:\n%swant\n%s", got, want)
		}
	})
}
