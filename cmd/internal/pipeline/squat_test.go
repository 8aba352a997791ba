package pipeline

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestWhoFilesManyBrandsIsSuspect: the third brand of one applicant is told as
// that, one step more severe, and what it files again is not counted twice.
func TestWhoFilesManyBrandsIsSuspect(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var lists []alerts.Watchlist
		var lines []string
		for n, brand := range []string{"QINGXUAN", "BEILINDA", "ROMOSS"} {
			lists = append(lists, alerts.Watchlist{ID: fmt.Sprint("w-", n), Name: brand, Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: brand, Owner: brand + " Ltd"}}})
			lines = append(lines, fmt.Sprintf("%d|published|published|Muster GmbH v. %s|%d", n, brand, 9-n))
		}
		pages := fstest.MapFS{"court.example/feed": page(lines[:2]...)}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Centers, p.Destinations["desk"] = nil, Destination{Notifier: desk, Language: "zh"}
		inner := p.Sources[0].Parse
		p.Sources[0].Parse = func(page crawlers.Page, emit func(crawlers.Filing) error) error {
			return inner(page, func(f crawlers.Filing) error {
				applicant, mark, _ := strings.Cut(f.Title, " v. ")
				f.Kind, f.Title = crawlers.Squatting, mark
				f.Key.Authority = "de-tm"
				f.Parties = []crawlers.Party{{Role: crawlers.Applicant, Name: applicant}}
				f.Marks = []crawlers.Mark{{Text: mark}}
				return emit(f)
			})
		}
		yes := true
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: alerts.CatSquatting, Stage: "published", Severity: alerts.Normal, By: "rules"}
			return v, v, nil
		}
		if err := db.PutWatchlists(t.Context(), lists); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		turn(t, p)
		if m := desk.last(); m.Alert.Severity != alerts.Normal || strings.Contains(strings.Join(m.Alert.Reasons, " "), "其他被关注的品牌") {
			t.Errorf("of the first two: %s, %q", m.Alert.Severity, m.Alert.Reasons)
		}
		pages["court.example/feed"] = page(lines...)
		c.add(askTimeout * 2)
		turn(t, p)
		m := desk.last()
		if reasons := strings.Join(m.Alert.Reasons, " "); m.Alert.Severity != alerts.High || !strings.Contains(reasons, "还申请了 2 个其他被关注的品牌") {
			t.Errorf("of the third: %s, %q", m.Alert.Severity, m.Alert.Reasons)
		}
	})
}
