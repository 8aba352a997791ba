package pipeline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func beijing(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Beijing)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (c *ticking) set(at time.Time) { c.add(at.Sub(c.Now())) }

func TestOverdue(t *testing.T) {
	for _, tc := range []struct {
		name, told string
		hours      float64
		want       string
	}{
		{"within the day", "2026-03-10 09:30", 4, "2026-03-10 13:30"},
		{"just as the desk goes home", "2026-03-10 13:30", 4, "2026-03-10 17:30"},
		{"at night", "2026-03-10 23:10", 4, "2026-03-11 13:00"},
		{"before work", "2026-03-10 06:00", 8, "2026-03-10 17:00"},
		{"into the next day", "2026-03-10 16:00", 8, "2026-03-11 15:30"},
		{"over a weekend", "2026-03-13 17:00", 1, "2026-03-16 09:30"},
		{"over the national holiday", "2026-09-30 16:30", 8, "2026-10-08 16:00"},
		{"a Saturday that is worked on", "2026-10-09 17:00", 1, "2026-10-10 09:30"},
		{"a week of work", "2026-03-10 09:00", 5 * 8.5, "2026-03-16 17:30"},
		{"a year nobody has planned yet", "2031-10-03 17:00", 1, "2031-10-06 09:30"},
		{"the holiday's days are Beijing's", "2026-10-08 00:30", 2, "2026-10-08 11:00"},
	} {
		got := Overdue(beijing(t, tc.told).UTC(), time.Duration(tc.hours*float64(time.Hour)), clock.Embedded().Workday)
		if want := beijing(t, tc.want); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", tc.name, got.In(clock.Beijing).Format("2006-01-02 15:04"), tc.want)
		}
	}
}

func TestAbove(t *testing.T) {
	network, err := region.ReadCenters(strings.NewReader(`id,name_zh,kind,code,industry,parent,status
national,国家中心,national,110000,,,seen
local-beijing,北京分中心,local,110000,,,seen
local-zhejiang,浙江分中心,local,330000,,,seen
local-hangzhou,杭州分中心,local,330100,,,seen
local-park,杭州高新区分中心,local,330100,,local-hangzhou,seen
local-xihu,西湖分中心,local,330106,,,seen
industry-pv,光伏分中心,industry,,光伏,,seen
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ id, unserved, want string }{
		{"local-xihu", "", "local-hangzhou local-park local-zhejiang national"},
		{"local-park", "", "local-hangzhou local-zhejiang national"},
		{"local-hangzhou", "", "local-zhejiang national"},
		{"local-hangzhou", "local-zhejiang", "national"},
		{"local-beijing", "", "national"},
		{"industry-pv", "", "national"},
		{"national", "", ""},
		{"local-nowhere", "", ""},
	} {
		p := &Pipeline{Centers: map[string][]string{}}
		for _, c := range network.All() {
			if c.ID != tc.unserved {
				p.Centers[c.ID] = []string{"desk"}
			}
		}
		var got []string
		for _, c := range p.above(network, tc.id, start) {
			got = append(got, c.ID)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("above %s without %q: %s, want %s", tc.id, tc.unserved, s, tc.want)
		}
	}
}

// told is what somebody's desk was told, in a line each.
type told struct {
	mu    sync.Mutex
	lines []string
}

func (l *told) desk(name string) alerts.Notifier {
	return notify(func(_ context.Context, m alerts.Message) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		line := name + " " + m.Type
		if m.Alert.Escalated != "" {
			line += " from " + m.Alert.Escalated + ": " + m.Alert.Reasons[0]
		}
		l.lines = append(l.lines, line)
		return nil
	})
}

// since returns what was told since it was asked last.
func (l *told) since() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.lines)
	out := strings.Join(l.lines, "\n")
	l.lines = nil
	return out
}

// inZhejiang is a pipeline of the centers of Hangzhou, its province and the
// country, which have 8 hours each.
func inZhejiang(t *testing.T, db *store.DB, pages fstest.MapFS, said *told) (*Pipeline, *ticking) {
	p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
	p.Judge = judgeStages
	p.Destinations = map[string]Destination{
		"hz": {Notifier: said.desk("hz"), Language: "zh"}, "zj": {Notifier: said.desk("zj"), Language: "zh"}, "cn": {Notifier: said.desk("cn"), Language: "zh"},
	}
	p.Centers = map[string][]string{"local-hangzhou": {"hz"}, "local-zhejiang": {"zj"}, alerts.National: {"cn"}}
	p.SLA = map[string]time.Duration{"local-hangzhou": 8 * time.Hour, "local-zhejiang": 8 * time.Hour, alerts.National: 8 * time.Hour}
	return p, c
}

const (
	lampsHZ  = "us-ilnd/1:26-cv-00011#entry.1@local-hangzhou"
	lateHZ   = "“国家海外知识产权纠纷应对指导中心杭州分中心”逾8个工作小时未签收"
	lateZJ   = "“国家海外知识产权纠纷应对指导中心浙江分中心”逾8个工作小时未签收"
	lampsRow = "1:26-cv-00011|entry.1|complaint|Acme v. Hangzhou Lamps Co., Ltd.|0"
)

// TestWhatNobodySignsForGoesUp lets an alert of Hangzhou's go unsigned up to
// the country, with a restart before each step.
func TestWhatNobodySignsForGoesUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages, said := fstest.MapFS{"court.example/feed": page(lampsRow)}, new(told)
		p, _ := inZhejiang(t, db, pages, said)
		start := func() {
			if err := p.Start(t.Context(), Roles{Crawl: true, Work: true}); err != nil {
				t.Fatal(err)
			}
		}
		start()
		turn(t, p)
		for _, tc := range []struct{ at, want string }{
			{"2026-03-10 16:01", "hz alert.created\nzj alert.created"}, // the province assists
			{"2026-03-11 15:29", ""},
			{"2026-03-11 15:31", "zj alert.updated from local-hangzhou: " + lateHZ},
			{"2026-03-12 14:59", ""},
			{"2026-03-12 15:31", "cn alert.created from local-zhejiang: " + lateZJ},
			{"2026-03-20 15:31", ""},
		} {
			if err := p.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			var c *ticking
			p, c = inZhejiang(t, db, pages, said)
			c.set(beijing(t, tc.at))
			start()
			turn(t, p)
			turn(t, p)
			if got := said.since(); got != tc.want {
				t.Errorf("by %s was told:\n%s\nwant:\n%s", tc.at, got, tc.want)
			}
		}
		if err := p.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhatWasSignedForIsNotCalledUnsigned signs after an alert went up: what the
// center above is told later does not say that nobody has.
func TestWhatWasSignedForIsNotCalledUnsigned(t *testing.T) {
	pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.9|tro-granted|Acme v. Hangzhou Lamps Co., Ltd.|0")}
	p, c := inZhejiang(t, storetest.Open(t, storetest.Addresses(t)["sqlite"]), pages, new(told))
	zj := new(inbox)
	p.Destinations["zj"] = Destination{Notifier: zj, Language: "zh"}
	begin(t, p)
	turn(t, p)
	c.set(beijing(t, "2026-03-11 15:31"))
	turn(t, p)
	if m := zj.last(); !strings.Contains(flat(m), lateHZ) {
		t.Fatalf("the center above was told %s", flat(m))
	}
	hz := "us-ilnd/1:26-cv-00011#entry.9@local-hangzhou"
	for _, id := range []string{hz, strings.Replace(hz, "hangzhou", "zhejiang", 1)} {
		if _, err := p.Store.Sign(t.Context(), store.Signature{Alert: id, Person: "张三", At: c.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	c.set(beijing(t, "2026-03-17 09:01"))
	turn(t, p)
	if said := flat(zj.last()); !strings.Contains(said, "第 2 次更新") || !strings.Contains(said, "还有 8 天") || strings.Contains(said, "未签收") {
		t.Errorf("a week ahead the center above was told %s", said)
	}
}

func flat(m alerts.Message) string {
	out := m.Title
	for _, l := range m.Lines {
		out += "\n" + l.Label + "：" + l.Text
	}
	return out
}

func TestNothingGoesUp(t *testing.T) {
	for _, tc := range []struct {
		name string
		do   func(t *testing.T, p *Pipeline, pages fstest.MapFS)
		want string
	}{
		{"it is signed for", func(t *testing.T, p *Pipeline, _ fstest.MapFS) {
			if _, err := p.Store.Sign(t.Context(), store.Signature{Alert: lampsHZ, Person: "张三", At: p.Now()}); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"the center above has signed already", func(t *testing.T, p *Pipeline, _ fstest.MapFS) {
			above := strings.Replace(lampsHZ, "local-hangzhou", "local-zhejiang", 1)
			if _, err := p.Store.Sign(t.Context(), store.Signature{Alert: above, Person: "李四", At: p.Now()}); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"the matter is over", func(_ *testing.T, _ *Pipeline, pages fstest.MapFS) {
			pages["court.example/feed"] = page(lampsRow, "1:26-cv-00011|entry.9|case-dismissed|Acme v. Hangzhou Lamps Co., Ltd.|0")
		}, "hz alert.updated\nzj alert.updated"},
		{"the center need not sign", func(_ *testing.T, p *Pipeline, _ fstest.MapFS) { p.SLA["local-hangzhou"] = 0 }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pages, said := fstest.MapFS{"court.example/feed": page(lampsRow)}, new(told)
			p, c := inZhejiang(t, storetest.Open(t, storetest.SQLite(t)), pages, said)
			begin(t, p)
			turn(t, p)
			said.since()
			tc.do(t, p, pages)
			for range 8 {
				c.add(20 * time.Minute)
				turn(t, p)
			}
			c.set(beijing(t, "2026-03-11 15:40"))
			turn(t, p)
			if got := said.since(); got != tc.want {
				t.Errorf("told:\n%s\nwant:\n%s", got, tc.want)
			}
		})
	}
}

// TestTwoNodesPassOnOnce has two processes look at once.
func TestTwoNodesPassOnOnce(t *testing.T) {
	address, ok := storetest.Addresses(t)["postgres"]
	if !ok {
		t.Skip("TOCSIN_TEST_POSTGRES is not set")
	}
	pages, said := fstest.MapFS{"court.example/feed": page(lampsRow)}, new(told)
	var nodes []*Pipeline
	var clocks []*ticking
	for range 2 {
		p, c := inZhejiang(t, storetest.Open(t, address), pages, said)
		begin(t, p)
		nodes, clocks = append(nodes, p), append(clocks, c)
	}
	turn(t, nodes[0])
	said.since()
	for _, c := range clocks {
		c.set(beijing(t, "2026-03-11 15:31"))
	}
	done := make([]error, len(nodes))
	var all sync.WaitGroup
	for i, p := range nodes {
		all.Go(func() { done[i] = p.escalate(t.Context()) })
	}
	all.Wait()
	if err := errors.Join(done...); err != nil {
		t.Fatal(err)
	}
	if err := nodes[0].Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := said.since(), "zj alert.updated from local-hangzhou: "+lateHZ; got != want {
		t.Errorf("told:\n%s\nwant:\n%s", got, want)
	}
}
