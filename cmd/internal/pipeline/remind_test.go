package pipeline

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// judgeStages judges a suit by the word for its act.
func judgeStages(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
	yes := true
	stage := map[string]string{"tro-granted": "tro-ruled", "case-dismissed": "dismissed", "party-dismissed": "dismissed"}[f.Act]
	v := alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: alerts.CatTrademark, Stage: stage, ChineseParty: crawlers.Confirmed, Severity: alerts.High, By: "rules"}
	return v, v, nil
}

// TestRemindersAreToldOnce lets a restraining order run towards its end, with a
// restart on the way and the dismissal of one of the defendants, and ends
// another one by the suit's dismissal.
func TestRemindersAreToldOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page(
			"1:26-cv-00011|entry.9|tro-granted|Acme v. Shenzhen Lamps|0",
			"1:26-cv-00012|entry.9|tro-granted|Acme v. Shenzhen Cups|0",
		)}
		desk := new(inbox)
		begun := func() (*Pipeline, *ticking) {
			p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
			p.Judge, p.Destinations["desk"] = judgeStages, Destination{Notifier: desk, Language: "zh"}
			return p, c
		}
		p, c := begun()
		if err := p.Start(t.Context(), Roles{Crawl: true, Work: true}); err != nil {
			t.Fatal(err)
		}
		turn(t, p)
		for day := range 16 {
			if day == 5 { // the second suit is dismissed, and one defendant of the first
				pages["court.example/feed"] = page(
					"1:26-cv-00011|entry.12|party-dismissed|Acme v. Shenzhen Lamps|0",
					"1:26-cv-00012|entry.12|case-dismissed|Acme v. Shenzhen Cups|0",
				)
			}
			if day == 9 { // another process goes on
				if err := p.Stop(t.Context()); err != nil {
					t.Fatal(err)
				}
				at := c.Now()
				p, c = begun()
				c.now = at
				if err := p.Start(t.Context(), Roles{Crawl: true, Work: true}); err != nil {
					t.Fatal(err)
				}
			}
			c.add(24 * time.Hour)
			turn(t, p)
			turn(t, p)
		}
		if err := p.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, m := range desk.got {
			said = append(said, strings.Join(append([]string{m.Alert.Act}, m.Alert.Gained...), " "))
		}
		slices.Sort(said)
		want := []string{
			"us-ilnd/1:26-cv-00011#entry.12",
			"us-ilnd/1:26-cv-00011#entry.9",
			"us-ilnd/1:26-cv-00011#entry.9 left:frcp.tro_expiry:2026-03-24:1",
			"us-ilnd/1:26-cv-00011#entry.9 left:frcp.tro_expiry:2026-03-24:3",
			"us-ilnd/1:26-cv-00011#entry.9 left:frcp.tro_expiry:2026-03-24:7",
			"us-ilnd/1:26-cv-00012#entry.12",
			"us-ilnd/1:26-cv-00012#entry.9",
		}
		if !slices.Equal(said, want) {
			t.Errorf("told\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
		}
		clocks, err := db.Clocks(t.Context(), alerts.National, start)
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, c := range clocks {
			states = append(states, c.Rule+" "+c.State)
		}
		slices.Sort(states)
		if want := []string{"frcp.tro_expiry ended", "frcp.tro_expiry running"}; !slices.Equal(states, want) {
			t.Errorf("clocks %q, want %q", states, want)
		}
	})
}

func TestStep(t *testing.T) {
	at := func(s string) time.Time {
		m, err := clock.ParseMoment(s + " Asia/Shanghai")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	deadline := clock.Record{Kind: "deadline", Event: "2026-03-10"}
	for _, tc := range []struct {
		name   string
		record clock.Record
		now    string
		left   int // -1 = none
	}{
		{"the period has just begun", deadline, "2026-03-10 12:00", -1},
		{"before the desk begins to work", deadline, "2026-03-17 08:59", -1},
		{"a week ahead", deadline, "2026-03-17 09:00", 7},
		{"the day after", deadline, "2026-03-18 09:00", 7},
		{"nobody looked for days", deadline, "2026-03-23 09:00", 1},
		{"a forecast", clock.Record{Kind: "forecast"}, "2026-03-17 09:00", -1},
	} {
		left, _, ok := step(tc.record, "2026-03-24", at(tc.now))
		if !ok {
			left = -1
		}
		if left != tc.left {
			t.Errorf("%s: %d days, want %d", tc.name, left, tc.left)
		}
	}
}

// TestWhoIsNotOnTheListIsNotReminded holds that who has been told that a suit is
// not against them hears no more of its days.
func TestWhoIsNotOnTheListIsNotReminded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Smith|1")}, newReceiver(t).URL)
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			v := relevance.Rules{}.Classify(f)
			return v, v, nil
		}
		if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{
			{ID: "w-cats", Entries: []alerts.Entry{{Type: alerts.WatchPlaintiff, Value: "Grumpy Cat"}}},
			{ID: "w-shop", Entries: []alerts.Entry{{Type: alerts.WatchStore, Value: "Yunli-Shop"}, {Type: alerts.WatchPlaintiff, Value: "Grumpy Cat"}}},
		}); err != nil {
			t.Fatal(err)
		}
		begin(t, p)
		order := suitOf("1:26-cv-00099", "entry.12", "SEALED TEMPORARY RESTRAINING ORDER granted", c.now)
		order.Act = "tro-granted"
		list := suitOf("1:26-cv-00099", "notice.8", "Schedule A", c.now, crawlers.Party{Role: crawlers.Defendant, Name: "YUNLI SHOP"}, crawlers.Party{Role: crawlers.Defendant, Name: "Inkgo"})
		list.Act = "schedule-a-exhibit"
		for _, f := range []crawlers.Filing{order, list} {
			c.add(time.Hour)
			if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range 14 {
			c.add(24 * time.Hour)
			turn(t, p)
		}
		told, err := db.Alerts(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		reminded := map[string]int{}
		for _, a := range told {
			if slices.ContainsFunc(a.Gained, func(s string) bool { return strings.HasPrefix(s, "left:") }) {
				reminded[a.Subscriber]++
				if a.Subscriber == "w-shop" && a.Standing != alerts.Named {
					t.Errorf("the list names the shop, and it is reminded as %q: %q", a.Standing, a.Reasons)
				}
			}
		}
		if reminded["w-cats"] > 0 || reminded["w-shop"] != 3 || reminded[alerts.National] != 3 {
			t.Errorf("reminded %v, want w-shop and national three times each", reminded)
		}
	})
}

// TestClockFollowsItsAct judges an act again and again: its clock comes back
// when the act gives it again, but not once the suit is over.
func TestClockFollowsItsAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Smith|1")}, newReceiver(t).URL)
		relevant := true
		p.Judge = func(ctx context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			final, rules, err = judgeStages(ctx, f)
			yes := relevant
			final.Relevant = &yes
			return final, rules, err
		}
		begin(t, p)
		order := suitOf("1:26-cv-00099", "entry.12", "ORDER", c.now)
		order.Act = "tro-granted"
		over := suitOf("1:26-cv-00099", "entry.30", "ORDER dismissing case", c.now)
		over.Act = "case-dismissed"
		for _, step := range []struct {
			relevant bool
			f        *crawlers.Filing
			want     string
		}{
			{true, &order, store.Running}, {false, &order, store.Withdrawn}, {true, &order, store.Running}, {true, &over, store.Ended}, {true, &order, store.Ended},
		} {
			relevant = step.relevant
			step.f.Text += "."
			c.add(time.Minute)
			if _, err := p.Take(t.Context(), []crawlers.Filing{*step.f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			clocks, err := db.Clocks(t.Context(), alerts.National, start)
			if err != nil || len(clocks) != 1 || clocks[0].State != step.want {
				t.Fatalf("after %q: %+v, %v; want one that is %s", step.f.Text, clocks, err, step.want)
			}
		}
	})
}
