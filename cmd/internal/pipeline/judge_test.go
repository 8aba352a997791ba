package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestPanicWhileJudgingIsForAPersonToSee(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, newReceiver(t).URL)
		p.Judge = func(context.Context, crawlers.Filing) (_, _ alerts.Verdict, _ error) { panic("hostile title") }
		begin(t, p)
		turn(t, p)
		n, err := db.Verdicts(t.Context())
		if err != nil || n["open by rules"] != 1 {
			t.Errorf("verdicts %v, %v; want one that is open", n, err)
		}
	})
}

func TestWhoHeardBeforeTheNamesIsOwedTheEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, newReceiver(t).URL)
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := alerts.Verdict{Relevant: new(len(f.Parties) == 0), Why: "被申请人均非中国主体", By: "rules", Stage: f.Act, Category: alerts.CatScheduleA}
			return v, v, nil
		}
		begin(t, p)
		for _, act := range []string{"complaint", "receipt", "institution"} {
			f := crawlers.Filing{
				Key: crawlers.Key{Authority: "us-itc", Number: "DN-3900"}, Slug: act, Act: act, Kind: crawlers.Section337,
				Title: "Certain Lamps", Filed: crawlers.Date{Time: start}, Source: "place",
			}
			if act != "complaint" {
				f.Parties = []crawlers.Party{{Role: crawlers.Respondent, Name: "Acme Inc.", Country: "United States"}}
			}
			if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		as, err := db.Alerts(t.Context(), 10)
		if err != nil || len(as) != 2 || as[0].Update+as[1].Update != 1 {
			t.Fatalf("alerts %+v, %v; want the complaint and, once, that nobody from China is meant", as, err)
		}
	})
}

func TestOrderConcernsThoseTheComplaintNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, r.URL)
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := alerts.Verdict{Relevant: new(len(f.Parties) > 0), By: "rules", Stage: f.Act, ChineseParty: crawlers.Confirmed}
			return v, v, nil
		}
		begin(t, p)
		party := []crawlers.Party{{Role: crawlers.Respondent, Name: "Shenzhen Lamps Co., Ltd."}}
		filing := func(number, slug, act string, parties []crawlers.Party, aliases ...crawlers.Key) crawlers.Filing {
			return crawlers.Filing{
				Key: crawlers.Key{Authority: "us-itc", Number: number}, Slug: slug, Act: act, Aliases: aliases, Kind: crawlers.Section337,
				Title: "Certain Lamps", Filed: crawlers.Date{Time: start}, Parties: parties, Source: "place",
			}
		}
		take := func(f crawlers.Filing) {
			t.Helper()
			if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		take(filing("DN-3900", "complaint", "complaint", party))
		take(filing("337-TA-1501", "institution", "institution", party, crawlers.Key{Authority: "us-itc", Number: "DN-3900"}))
		take(filing("337-TA-1501", "geo.7", "geo", nil))
		for i, id := range []string{"us-itc/DN-3900#complaint@national", "us-itc/337-TA-1501#institution@national", "us-itc/337-TA-1501#geo.7@national"} {
			got, err := db.FindAlert(t.Context(), id)
			if err != nil || got.Alert.Update != i || len(got.Act.Parties) != 1 {
				t.Errorf("%s: update %d of %v, %v; want update %d about one company", id, got.Alert.Update, got.Act.Parties, err, i)
			}
		}
	})
}

// TestReturnedMailConcernsItsAddressee has mail come back in a matter that
// several lists watch.
func TestReturnedMailConcernsItsAddressee(t *testing.T) {
	matcher := alerts.NewMatcher([]alerts.Watchlist{
		{ID: "w-shop", Entries: []alerts.Entry{{Type: alerts.WatchStore, Value: "Inkgo"}}},
		{ID: "w-firm", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "Tatrix International"}}},
		{ID: "w-product", Entries: []alerts.Entry{{Type: alerts.WatchProduct, Value: "ink cartridges"}}},
		{ID: "w-rival", Entries: []alerts.Entry{{Type: alerts.WatchPlaintiff, Value: "Seiko Epson"}}},
	})
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-itc", Number: "337-TA-1452"}, Slug: "returned-mail.7", Act: "returned-mail", Kind: crawlers.Section337,
		Title: "Certain Ink Cartridges", Product: "Ink Cartridges",
		Parties: []crawlers.Party{
			{Role: crawlers.Respondent, Name: "Tatrix International"},
			{Role: crawlers.Respondent, Name: "Shangrao Shixuan E-Commerce Co., Ltd.", Aliases: []string{"Inkgo"}},
			{Role: crawlers.Complainant, Name: "Seiko Epson Corporation"},
		},
	}
	v := alerts.Verdict{Stage: "service-failed", ChineseParty: crawlers.Confirmed, Category: alerts.Cat337}
	for text, want := range map[string][]string{
		"Returned Mail: Order Returned from Tatrix International":                  {"national", "w-firm"},
		"Returned Mail: Order Returned from Shangrao Shixuan E-Commerce Co., Ltd.": {"national", "w-shop"},
		"Returned Mail: Order Returned from Embassy of China":                      {"national"},
	} {
		f.Text = text
		var got []string
		p := &Pipeline{Now: func() time.Time { return start }}
		for _, a := range p.concerned(f, v, suitor{}, matcher, p.routes(region.Shipped(), nil)) {
			got = append(got, a.Subscriber)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: told to %q, want %q", text, got, want)
		}
	}
}

func TestMessageGradesEachParty(t *testing.T) {
	p := &Pipeline{Now: func() time.Time { return start }, Grade: func(p crawlers.Party) crawlers.Grade {
		if p.Country == "China" {
			return crawlers.Confirmed
		}
		return crawlers.Unknown
	}}
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-itc", Number: "337-TA-1452"}, Slug: "institution", Act: "institution", Kind: crawlers.Section337,
		Title: "Certain Lamps", Filed: crawlers.Date{Time: start},
		Parties: []crawlers.Party{{Role: crawlers.Respondent, Name: "Ningbo Lamps Co., Ltd.", Country: "China"}},
	}
	m := p.message(store.Parcel{Act: store.Act{Filing: f}}, nil, "zh", region.Shipped(), clock.Embedded(), nil)
	if !slices.ContainsFunc(m.Lines, func(l alerts.Line) bool { return strings.Contains(l.Text, "Ningbo Lamps Co., Ltd. (China, 确认)") }) {
		t.Errorf("%+v, want the company graded", m.Lines)
	}
	if f.Parties[0].Grade != "" {
		t.Error("the filing itself was changed")
	}
}

func TestPortionsKeepMattersTogether(t *testing.T) {
	act := func(matter string, n int) store.Act {
		return store.Act{Matter: matter, Filing: crawlers.Filing{Slug: fmt.Sprint("entry.", n)}}
	}
	var acts []store.Act
	for n := range 2*matterAtOnce + 5 {
		acts = append(acts, act("long", n))
		if n < settleAtOnce+2 {
			acts = append(acts, act(fmt.Sprint("m-", n), 1))
		}
	}
	var sizes []int
	seen := map[string]int{}
	for part := range portions(acts) {
		sizes = append(sizes, len(part))
		for _, a := range part {
			var n int
			if _, err := fmt.Sscanf(a.Slug, "entry.%d", &n); err != nil || a.Matter == "long" && n != seen["long"] {
				t.Fatalf("%s comes after %d others, %v", a.Slug, seen["long"], err)
			}
			seen[a.Matter]++
		}
	}
	if want := []int{matterAtOnce, matterAtOnce, 5 + settleAtOnce - 5, 7}; !slices.Equal(sizes, want) {
		t.Errorf("portions of %v, want %v", sizes, want)
	}
	if seen["long"] != 2*matterAtOnce+5 || len(seen) != settleAtOnce+3 {
		t.Errorf("seen %v", seen)
	}
	for range portions(nil) {
		t.Error("a portion of nothing")
	}
}
