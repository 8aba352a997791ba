package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

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
		registers(p)
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

// registers makes the place a register: its titles are applicants and marks.
func registers(p *Pipeline) {
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
}

// TestANoisyMarkLeavesRoom: of a mark that much is like, the likest is told at
// once, and the rest with a note; another mark is told as ever.
func TestANoisyMarkLeavesRoom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page()}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		times, err := alerts.ParseTimes("daily 08:30")
		if err != nil {
			t.Fatal(err)
		}
		p.Centers, p.Destinations["desk"] = nil, Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Digest: times, Budget: 3}}
		registers(p)
		list := alerts.Watchlist{ID: "w", Name: "w", Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "QINGXUAN"}, {Type: alerts.WatchMark, Value: "BEILINDA"}}}
		if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{list}); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		var lines []string
		for n, tc := range []struct{ mark, want string }{
			{"QINGXUANN", "alert.created"}, {"QINGXUANN", ""}, {"QINGXUAN", "alert.created"}, {"QINGXUANN", ""}, {"BEILINDA", "alert.created"},
		} {
			lines = append(lines, fmt.Sprintf("%d|published|published|Muster%d GmbH v. %s|1", n, n, tc.mark))
			pages["court.example/feed"] = page(lines...)
			c.add(31 * time.Minute)
			turn(t, p)
			if got := desk.types(); got != tc.want {
				t.Errorf("%d, %s: told %q, want %q", n, tc.mark, got, tc.want)
			}
		}
		c.add(24 * time.Hour)
		turn(t, p)
		var said []string
		for _, m := range desk.all() {
			for _, l := range m.Lines {
				said = append(said, l.Text)
			}
		}
		if all := strings.Join(said, "\n"); strings.Count(all, "QINGXUANN") < 2 || !strings.Contains(all, "同一商标每日至多即时提醒 1 条") {
			t.Errorf("the digest says %q", all)
		}
	})
}

// TestANoisyMarkIsCorrectedAtOnce: that an alert was wrong does not wait because
// its mark has had what it may in a day.
func TestANoisyMarkIsCorrectedAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page("1|published|published|Muster GmbH v. QINGXUAN|1")}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Centers, p.Destinations["desk"] = nil, Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Brief: true, Budget: 3}}
		registers(p)
		list := alerts.Watchlist{ID: "w", Name: "w", Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "QINGXUAN"}}}
		if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{list}); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		c.add(31 * time.Minute)
		turn(t, p)
		if got := desk.types(); got != "alert.created" {
			t.Fatalf("told %q", got)
		}
		c.add(time.Hour)
		said := alerts.Identity{List: "w", Entry: "mark:QINGXUAN", Party: "Muster GmbH", Answer: alerts.Reject, Person: "张三", At: c.Now()}
		tell, err := p.Reroute(t.Context(), crawlers.Key{Authority: "de-tm", Number: "1"}, said)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tell(t.Context(), tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		turn(t, p)
		if got := desk.types(); got != "alert.corrected" {
			t.Errorf("it was wrong, and told %q", got)
		}
	})
}
