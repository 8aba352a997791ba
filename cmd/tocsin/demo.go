package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

type demoCmd struct {
	Once  bool   `help:"End after the summary; else the console stays up."`
	JSON  bool   `name:"json" help:"With --once: print visits, alerts and deliveries, one JSON object a line."`
	Seen  string `help:"Remember in this Redis instead of in the process." placeholder:"redis://…"`
	Store string `help:"Keep in this empty database instead of a SQLite file that is thrown away." placeholder:"postgres://…"`
}

// The recorded pages of every shipped source, those that came later, and a
// watchlist to go with them.
//
//go:embed all:demo/pages all:demo/later demo/watch.csv
var demoFiles embed.FS

// From demoStart, the moment the first pages were recorded at, to demoPause the
// demo steps from one planned visit to the next.
var (
	demoStart = time.Date(2024, 4, 22, 15, 0, 0, 0, time.UTC)
	demoPause = time.Date(2024, 4, 22, 15, 30, 0, 0, time.UTC)
)

func (c *demoCmd) Run(p *program) (err error) {
	began := time.Now()
	d := &demo{clock: demoStart, out: p.stdout}
	if c.JSON {
		d.out = p.stderr
	}
	p.log = slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	dir, err := os.MkdirTemp("", "tocsin-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	desk, err := listenDesk(p.ctx)
	if err != nil {
		return err
	}
	defer desk.close()
	conf, err := c.configuration(dir, desk, p.env)
	if err != nil {
		return err
	}
	var l net.Listener
	if !c.Once {
		if l, err = p.listen(conf.Console); err != nil {
			return fmt.Errorf("%w; the demo takes it from %s", err, demoListen)
		}
		defer l.Close()
	}
	if err := d.pages.add("pages"); err != nil {
		return err
	}
	s, err := p.bind(conf, crawlers.Recorded(&d.pages), d.now)
	if err != nil {
		return err
	}
	s.pipe.Transport.Pace = crawlers.Unpaced{}
	for _, source := range s.pipe.Sources {
		source.Token = "" // nobody signs in to pages
		if source.Name == "tdxf" {
			source.Expect = crawlers.Expect{} // its floor is that of a whole day; the demo's have a few records
		}
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.demoReady(p.ctx); err != nil {
		return err
	}
	s.pipe.Observe = d.observe
	s.pipe.Poll = demoPoll
	if err := s.pipe.Start(context.WithoutCancel(p.ctx), pipeline.Roles{Crawl: true, Work: true}); err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), drainFor)
		defer cancel()
		err = errors.Join(s.pipe.Stop(ctx), err)
	}()
	if err := d.walk(p.ctx, s); err != nil {
		return err
	}
	if c.JSON {
		if err := printDemo(p, s); err != nil {
			return err
		}
	}
	if err := d.summary(p.ctx, s, desk, time.Since(began)); err != nil {
		return err
	}
	if !c.JSON {
		if err := d.everyChannel(p.ctx); err != nil {
			return err
		}
	}
	if c.Once {
		return nil
	}
	return d.stay(p, l, s)
}

// demoListen is the one variable that the demo reads: another program may have
// its console's port.
const demoListen = "TOCSIN_CONSOLE_LISTEN"

// demoPoll is how often the demo looks for jobs: each of its steps waits for a
// chain of them, and little else.
const demoPoll = 50 * time.Millisecond

// demoSearch is the one search of CourtListener that is recorded.
const demoSearch = `
url: https://www.courtlistener.com/api/rest/v4/search/
pages: 2
look_back: 168h
searches:
  - {court: ilnd, q: '(caseName:"Schedule A" OR caseName:"unincorporated associations")'}
`

// demoJournal is the shipped one but for how far back it asks: the issues of
// the weeks that the demo comes through are recorded.
const demoJournal = `
file: https://revistas.inpi.gov.br/txt/RM{issue}.zip
issue: 2907
day: "2026-09-22"
weeks: 1
issues: 1
`

// configuration is the shipped one but for where things lie, who is told (the
// demo's own receiver), the places that want a token and how far back one asks.
func (c *demoCmd) configuration(dir string, desk *desk, env func(string) (string, bool)) (config.Config, error) {
	conf, err := config.Load("", func(name string) (string, bool) {
		if name == demoListen {
			return env(name)
		}
		return "", false
	})
	if err != nil {
		return conf, err
	}
	conf.Store = "sqlite:" + filepath.Join(dir, "tocsin.db")
	if c.Store != "" {
		conf.Store = c.Store
	}
	conf.Pages.Dir = filepath.Join(dir, "pages")
	if c.Seen != "" {
		conf.Seen = c.Seen
	}
	conf.Send.Private = true // the receiver is on this machine
	conf.Destinations = map[string]config.Destination{}
	conf.Console.Key = rand.Text() + rand.Text() // as long as the store
	for name, language := range map[string]string{"desk": "zh", "brand": "en", "seller": "zh", "zhejiang": "zh", "zhongshan": "zh"} {
		conf.Destinations[name] = config.Destination{Channel: "webhook", Language: language, Options: map[string]any{"url": desk.url + "/" + name, "secret": desk.secret}}
	}
	on := true
	conf.Sources = map[string]config.Source{
		"ipau":          {Enabled: &on},
		"courtlistener": {Token: "demo", Params: []byte(demoSearch)},
		"kipris":        {Token: "demo"},
		"rpi":           {Params: []byte(demoJournal)},
		"tdxf":          {Token: "demo"},
	}
	conf.Centers = map[string]config.CenterTell{
		alerts.National:   {Tell: []string{"desk"}},
		"local-zhejiang":  {Tell: []string{"zhejiang"}},
		"local-zhongshan": {Tell: []string{"zhongshan"}},
	}
	return conf, nil
}

// demoReady makes sure that the store is empty, and stores the watchlist.
func (s *system) demoReady(ctx context.Context) error {
	n, err := s.store.Count(ctx)
	if err != nil {
		return err
	}
	if n.Acts > 0 {
		return fmt.Errorf("%w: --store holds %d acts already; the demo wants an empty database", errInput, n.Acts)
	}
	if err := s.store.Own(ctx); err != nil {
		return err
	}
	file, err := demoFiles.Open("demo/watch.csv")
	if err != nil {
		return err
	}
	defer file.Close()
	lists, err := alerts.ReadWatchlists(file)
	if err != nil {
		return err
	}
	return s.store.PutWatchlists(ctx, lists)
}

// A demo steps its clock and says what happens.
type demo struct {
	pages shown
	heard []alerts.Message // what the chapters show

	mu    sync.Mutex
	clock time.Time
	since time.Time // when the clock began to run on; zero while it is stepped
	out   io.Writer
	gathered
}

// gathered is what a step tells at its end rather than as it happens.
type gathered struct {
	quiet []string // sources that brought nothing new
	told  []string // alerts that a chapter shows
	sent  int      // deliveries
}

// now is the demo's clock.
func (d *demo) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.since.IsZero() {
		return d.clock
	}
	return d.clock.Add(time.Since(d.since))
}

func (d *demo) say(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintln(d.out, plain(fmt.Sprintf(format, args...)))
}

func (d *demo) observe(e pipeline.Event) {
	if d.gather(e) {
		return
	}
	switch {
	case e.Visit != nil:
		v := e.Visit
		d.say("  visit     %-9s %s: %d pages, %d filings: %d new (%d of them history), %d revised, %d seen before", v.Source, v.State, v.Pages, v.Filings, v.Added, v.History, v.Revised, v.Known)
		for _, o := range v.Outcomes {
			if !o.State.Well() {
				d.wrapped("            ", fmt.Sprintf("%s %s: %s", o.State, o.URL, o.Why))
			}
		}
	case e.Alert != nil:
		d.say("  alert     %-9s %s → %s", e.Alert.Severity, e.Alert.Act, e.Alert.Subscriber)
	case e.Delivery != nil:
		d.say("  delivery  %-9s %s", e.Delivery.State, e.Delivery.ID)
	}
}

// gather notes an event for the end of the step, and reports whether nothing
// need be said of it before.
func (d *demo) gather(e pipeline.Event) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.since.IsZero() {
		return false
	}
	switch {
	case e.Visit != nil && e.Visit.State.Well() && e.Visit.Added+e.Visit.Revised == 0:
		d.gathered.quiet = append(d.gathered.quiet, e.Visit.Source+" "+string(e.Visit.State))
		return true
	case e.Alert != nil && follows(*e.Alert):
		d.gathered.told = append(d.gathered.told, e.Alert.ID)
	case e.Delivery != nil && e.Delivery.State == store.Sent:
		d.gathered.sent++
		return true
	}
	return false
}

// walk steps the clock through the planned visits of the first day, then on to
// each of the moments.
func (d *demo) walk(ctx context.Context, s *system) error {
	d.say("警钟 Tocsin: recorded pages, production code and configuration.")
	d.say("The demo's clock is stepped from one planned visit to the next.")
	for n := 1; ; n++ {
		at, err := s.pipe.NextVisit(ctx)
		if err != nil {
			return err
		}
		if at.After(demoPause) {
			break
		}
		if err := d.step(ctx, s, at, fmt.Sprintf("planned visit %d", n)); err != nil {
			return err
		}
	}
	for _, c := range chapters {
		d.say("")
		d.say("The clock goes on to %s: %s.", c.moments[0].at.Format(time.DateOnly), c.about)
		d.say("%s", c.real)
		for _, m := range c.moments {
			if err := d.pages.add(m.folder()); err != nil {
				return err
			}
			if err := d.step(ctx, s, m.at, m.what); err != nil {
				return err
			}
		}
	}
	return nil
}

// step sets the clock, calls the tick and waits for all that follows from it.
func (d *demo) step(ctx context.Context, s *system, at time.Time, what string) error {
	d.mu.Lock()
	d.clock = at
	d.mu.Unlock()
	d.say("%s  %s", at.Format("2006-01-02 15:04 UTC"), what)
	if err := errors.Join(s.pipe.Tick(ctx), s.pipe.Drain(ctx)); err != nil {
		return err
	}
	d.mu.Lock()
	g := d.gathered
	d.gathered = gathered{}
	d.mu.Unlock()
	if g.sent > 0 {
		d.say("  sent      %d", g.sent)
	}
	if len(g.quiet) > 0 {
		slices.Sort(g.quiet)
		d.say("  no news   %s", strings.Join(g.quiet, ", "))
	}
	slices.Sort(g.told)
	return d.hear(ctx, s, g.told)
}

// hear keeps what was told as it was told: later the store knows more of an act
// than its alert did.
func (d *demo) hear(ctx context.Context, s *system, told []string) error {
	for _, id := range told {
		parcel, err := s.store.FindAlert(ctx, id)
		if err != nil {
			return err
		}
		m, err := s.pipe.Message(ctx, parcel, "zh")
		if err != nil {
			return err
		}
		d.heard = append(d.heard, m)
	}
	return nil
}

// stay lets the clock run on and serves the console on l until told to end.
func (d *demo) stay(p *program, l net.Listener, s *system) error {
	d.mu.Lock()
	d.since = time.Now()
	d.mu.Unlock()
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	wg.Go(func() {
		t := time.NewTicker(30 * time.Second)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if err := s.pipe.Tick(ctx); err != nil && ctx.Err() == nil {
					d.say("tick: %v", err)
				}
			}
		}
	})
	if err := errors.Join(d.people(ctx, s), d.rule(ctx, s)); err != nil {
		return err
	}
	d.say("")
	d.say("The clock runs on. Console: http://%s  (Ctrl-C ends the demo)", l.Addr())
	console, err := p.consoleOn(l, s)
	if err != nil {
		return err
	}
	return p.serveAll([]site{console})
}

// people makes accounts for those who look at the demo, each with the same
// password, and says them.
func (d *demo) people(ctx context.Context, s *system) error {
	accounts, err := account.Open(s.store, account.Options{Now: d.now})
	if err != nil {
		return err
	}
	const org = "yiwu"
	if err := accounts.PutOrg(ctx, "demo", org, "义乌周边出口商", alerts.WatchlistID("义乌周边出口商")); err != nil {
		return err
	}
	// An exporter whose days run on, near a center that has an account.
	const lighting = "lighting"
	if err := accounts.PutOrg(ctx, "demo", lighting, "中山灯饰出口商", alerts.WatchlistID("中山灯饰出口商")); err != nil {
		return err
	}
	err = s.store.Tx(ctx, func(tx *sql.Tx) error {
		o := store.Exporter{Org: store.Org{ID: lighting, Name: "中山灯饰出口商"}, English: "Zhongshan Quilloma Lighting Co., Ltd.", Place: "广东省中山市"}
		return store.PutExporter(ctx, tx, o)
	})
	if err != nil {
		return err
	}
	password := account.NewPassword()
	d.say("")
	d.say("Who may sign in, with the password %s · 可登录的账号:", password)
	for _, u := range []account.User{
		{Login: "admin", Name: "演示管理员", Role: account.Admin},
		{Login: "approver", Name: "演示复核员", Role: account.Admin}, // approves what the other changes
		{Login: "national", Name: "演示国家中心", Role: account.National, Center: alerts.National},
		{Login: "zhejiang", Name: "浙江分中心", Role: account.Provincial, Center: "local-zhejiang"},
		{Login: "zhongshan", Name: "中山分中心", Role: account.City, Center: "local-zhongshan"},
		{Login: "solar", Name: "光伏产业分中心", Role: account.Industry, Center: "industry-pv"},
		{Login: "yiwu", Name: "义乌周边出口商", Role: account.Exporter, Org: org},
		{Login: "lighting", Name: "中山灯饰出口商", Role: account.Exporter, Org: lighting},
		{Login: "reader", Name: "浙江（只读）", Role: account.ReadOnly, Center: "local-zhejiang"},
	} {
		if _, err := accounts.Add(ctx, "demo", u, password, false); err != nil {
			return err
		}
		d.say("  %-10s %s", u.Login, u.Name)
	}
	return d.asks(ctx, s, accounts, lighting)
}

// asks leaves something to do: an exporter asks its center for help, and another
// for an account. Whom to call is nobody.
func (d *demo) asks(ctx context.Context, s *system, accounts *account.Accounts, org string) error {
	lists, err := s.store.OrgWatchlists(ctx, org)
	if err != nil {
		return err
	}
	told, err := s.store.ToldWithin(ctx, lists, 1)
	if err != nil {
		return err
	}
	if len(told) > 0 {
		h := store.Help{
			ID: strings.ToLower(rand.Text()[:16]), Org: org, OrgName: "中山灯饰出口商", Alert: told[0].Alert.ID, Matter: told[0].Act.Matter, Center: "local-zhongshan",
			Asked: d.now(), Who: "演示联系人", Phone: "0760-00000000", Note: "想了解怎样提出异议，需要准备哪些使用证据。", Consent: d.now(),
		}
		if err := console.SealHelp(s.reach.box, &h); err != nil {
			return err
		}
		if err := s.store.Tx(ctx, func(tx *sql.Tx) error { return store.AskHelp(ctx, tx, h) }); err != nil {
			return err
		}
	}
	_, err = accounts.AskSignUp(ctx, account.SignUp{SignUp: store.SignUp{
		Login: "kitchen", Name: "演示申请人", Mail: "demo@example.cn", Company: "宁波厨具（演示）公司", English: "Ningbo Kitchenware Demo Co., Ltd.", Code: "91330200MA2DEM009F", Place: "浙江省宁波市", Language: "zh",
	}}, account.NewPassword(), false, account.From{})
	return err
}
