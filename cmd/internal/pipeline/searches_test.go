package pipeline

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestSavedSearchesTellTheirOwners has two owners watch a search: a watchlist
// that is told of the suit anyhow, and one that is told for its information.
func TestSavedSearchesTellTheirOwners(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, newReceiver(t).URL)
		err := db.PutWatchlists(t.Context(), []alerts.Watchlist{
			{ID: "w-a", Name: "a", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "深圳市鑫达电子有限公司"}}},
			{ID: "w-b", Name: "b", Entries: []alerts.Entry{{Type: alerts.WatchKeyword, Value: "never"}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		keep := func(owner, name, query string, watch bool) {
			t.Helper()
			s := store.SavedSearch{Owner: owner, Name: name, Made: start, Watch: watch}
			s.Query.Text = query
			if err := db.Tx(t.Context(), func(tx *sql.Tx) error { return store.SaveSearch(t.Context(), tx, s) }); err != nil {
				t.Fatal(err)
			}
		}
		keep("w-a", "灯具", "plover", true)
		keep("w-b", "灯具", "plover -quiet", true)
		keep("w-b", "不提示", "plover", false)
		keep("w-gone", "x", "plover", true)
		begin(t, p)
		n := 0
		file := func(titles ...string) {
			t.Helper()
			var fs []crawlers.Filing
			for _, title := range titles {
				n++
				f := crawlers.Filing{
					Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprintf("1:26-cv-%05d", 100+n)}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
					Title: title, Filed: crawlers.Date{Time: start}, Source: "place",
				}
				if strings.Contains(title, "Lamps") {
					f.Parties = []crawlers.Party{{Role: crawlers.Defendant, Name: "Shenzhen Xinda Electronics Co., Ltd."}}
				}
				fs = append(fs, f)
			}
			if _, err := p.Take(t.Context(), fs, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		told := func(subscriber string) (out []alerts.Alert) {
			t.Helper()
			all, err := db.Alerts(t.Context(), 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range all {
				if a.Subscriber == subscriber && strings.Contains(a.Title, "Plover") {
					out = append(out, a)
				}
			}
			return out
		}
		file("Acme v. Shenzhen Plover Lamps", "Acme v. Plover quiet", "Acme v. Heron")
		const why = "符合已保存的检索“灯具”"
		if a := told("w-a"); len(a) != 2 || !slices.ContainsFunc(a, func(x alerts.Alert) bool {
			return len(x.Reasons) > 1 && x.Reasons[len(x.Reasons)-1] == why && x.Severity != alerts.Low
		}) {
			t.Errorf("who watches it anyhow: %+v", a)
		}
		if b := told("w-b"); len(b) != 1 || b[0].Severity != alerts.Low || !slices.Equal(b[0].Reasons, []string{why}) {
			t.Errorf("who watches the search: %+v", b)
		}
		if gone := told("w-gone"); len(gone) != 0 {
			t.Errorf("who is no more: %+v", gone)
		}
		// The same once more is not news, and a day has a budget.
		n = 0
		file("Acme v. Shenzhen Plover Lamps", "Acme v. Plover quiet")
		if b := told("w-b"); len(b) != 1 {
			t.Errorf("told again: %+v", b)
		}
		n = 10
		var many []string
		for i := range searchBudget + 5 {
			many = append(many, fmt.Sprintf("Acme v. Plover %d", i))
		}
		file(many...)
		b := told("w-b")
		if len(b) != searchBudget || !slices.ContainsFunc(b, func(x alerts.Alert) bool { return strings.Contains(strings.Join(x.Reasons, ""), "已达上限") }) {
			t.Errorf("%d told in a day, want %d, the last of which says so", len(b), searchBudget)
		}
	})
}
