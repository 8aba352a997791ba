package pipeline

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestModelTakesBackWhatTheRulesTold has the rules serve for a model that
// finds the act irrelevant when it can be asked.
func TestModelTakesBackWhatTheRulesTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh"}
		var model atomic.Bool
		p.ModelReady = model.Load
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			rules = alerts.Verdict{Filing: f.ID(), Category: alerts.CatTrademark, Stage: "complaint", ChineseParty: crawlers.Suspected, Severity: alerts.High, By: "rules", Waiting: true}
			if !model.Load() {
				return rules, rules, nil
			}
			not := false
			final = rules
			final.Relevant, final.Waiting, final.Why, final.By, final.ChineseParty = &not, false, "被告在加州注册", "model@1", crawlers.Unknown
			return final, rules, nil
		}
		begin(t, p)
		turn(t, p)
		if got := desk.types(); got != "alert.created" {
			t.Fatalf("told %q", got)
		}
		model.Store(true)
		for range 2 {
			c.add(10 * time.Minute)
			if err := p.JudgeAgain(t.Context()); err != nil {
				t.Fatal(err)
			}
			turn(t, p)
		}
		m := desk.last()
		if got := desk.types(); got != "alert.corrected" {
			t.Fatalf("told %q, want one correction", got)
		}
		if l := m.Lines[0]; !strings.HasPrefix(m.Title, "【更正】") || !strings.Contains(l.Text, "不再成立：被告在加州注册") || !l.Essential {
			t.Errorf("the correction is %q, %+v", m.Title, l)
		}
		for _, l := range m.Lines {
			if l.Label == "更新" || strings.HasPrefix(l.Label, "第一步") {
				t.Errorf("the correction says %s: %s", l.Label, l.Text)
			}
		}
	})
}
