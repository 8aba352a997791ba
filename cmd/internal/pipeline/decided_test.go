package pipeline

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestDecisionsAreRemembered has a person say of a party that one list means it
// and another does not.
func TestDecisionsAreRemembered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, newReceiver(t).URL)
		const name, a, b = "Shenzhen Xinda Electronics Co., Ltd.", "深圳市鑫达电子有限公司", "深圳市新达电子有限公司"
		err := db.PutWatchlists(t.Context(), []alerts.Watchlist{
			{ID: "w-a", Name: "a", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: a}}},
			{ID: "w-b", Name: "b", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: b}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		// told returns what the lists were told of a suit against the company.
		told := func(number string) map[string]alerts.Alert {
			t.Helper()
			f := crawlers.Filing{
				Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit, Title: "Acme v. " + name,
				Filed: crawlers.Date{Time: start}, Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: name}}, Source: "place",
			}
			if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			all, err := db.Alerts(t.Context(), 100)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]alerts.Alert{}
			for _, x := range all {
				if x.Act == f.ActID() && strings.HasPrefix(x.Subscriber, "w-") {
					out[x.Subscriber] = x
				}
			}
			return out
		}
		warned := func(x alerts.Alert) bool {
			return slices.ContainsFunc(x.Reasons, func(s string) bool { return strings.Contains(s, "同音企业2家，须核实") })
		}
		before := told("1:26-cv-00021")
		if len(before) != 2 || before["w-a"].Standing != alerts.Alike || !warned(before["w-a"]) || !warned(before["w-b"]) {
			t.Fatalf("%+v, want both lists told, with a warning", before)
		}
		for _, d := range []alerts.Identity{
			{List: "w-a", Entry: "company:" + a, Party: name, Answer: alerts.Confirm, Person: "张三", At: c.Now()},
			{List: "w-b", Entry: "company:" + b, Party: name, Answer: alerts.Reject, Person: "张三", At: c.Now()},
		} {
			if err := db.Decide(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		after := told("1:26-cv-00022")
		if x := after["w-a"]; len(after) != 1 || x.Standing != alerts.Named || !strings.Contains(x.Reasons[0], "经张三于") {
			t.Errorf("%+v, want the list that was confirmed alone", after)
		}
	})
}
