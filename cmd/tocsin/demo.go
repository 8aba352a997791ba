package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"tocsin/alerts"
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

// The recorded pages of every shipped source, and a watchlist to go with them.
//
//go:embed all:demo/pages demo/watch.csv
var demoFiles embed.FS

// demoStart is the moment the pages were recorded at; demoVisits is how many
// planned visits the demo steps through.
var demoStart = time.Date(2024, 4, 22, 15, 0, 0, 0, time.UTC)

const demoVisits = 4

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
	conf, err := c.configuration(dir, desk)
	if err != nil {
		return err
	}
	pages, err := fs.Sub(demoFiles, "demo/pages")
	if err != nil {
		return err
	}
	s, err := p.bind(conf, crawlers.Recorded(pages), d.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.demoReady(p.ctx); err != nil {
		return err
	}
	s.pipe.Observe = d.observe
	if err := s.pipe.Start(context.WithoutCancel(p.ctx), pipeline.Roles{Crawl: true, Work: true}); err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), drainFor)
		defer cancel()
		err = errors.Join(s.pipe.Stop(ctx), err)
	}()
	if err := d.step(p.ctx, s); err != nil {
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
	if c.Once {
		return nil
	}
	return d.stay(p, s)
}

// configuration is the shipped one but for where things lie and who is told:
// the demo's own receiver.
func (c *demoCmd) configuration(dir string, desk *desk) (config.Config, error) {
	conf, err := config.Load("", func(string) (string, bool) { return "", false })
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
	conf.Crawl.Private = true // the receiver is on this machine
	conf.Destinations = map[string]config.Destination{
		"desk":  {Channel: "webhook", Language: "zh", Options: map[string]any{"url": desk.url + "/desk", "secret": desk.secret}},
		"brand": {Channel: "webhook", Language: "en", Options: map[string]any{"url": desk.url + "/brand", "secret": desk.secret}},
	}
	conf.Centers = map[string]config.CenterTell{alerts.National: {Tell: []string{"desk"}}}
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

// A demo steps its clock from one planned visit to the next and says what
// happens.
type demo struct {
	mu    sync.Mutex
	clock time.Time
	since time.Time // when the clock began to run on; zero while it is stepped
	out   io.Writer
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
	switch {
	case e.Visit != nil:
		v := e.Visit
		d.say("  visit     %-6s %-9s %d pages, %d filings: %d new (%d of them history), %d seen before", v.Source, v.State, v.Pages, v.Filings, v.Added, v.History, v.Known)
		for _, o := range v.Outcomes {
			if !o.State.Well() {
				d.say("            %-9s %s: %s", o.State, o.URL, o.Why)
			}
		}
	case e.Alert != nil:
		d.say("  alert     %-8s %s → %s", e.Alert.Severity, e.Alert.Act, e.Alert.Subscriber)
	case e.Delivery != nil:
		d.say("  delivery  %-8s %s", e.Delivery.State, e.Delivery.ID)
	}
}

// step walks the clock through the planned visits.
func (d *demo) step(ctx context.Context, s *system) error {
	d.say("警钟 Tocsin: recorded pages, production code and configuration. The demo's clock is stepped from one planned visit to the next.")
	for n := range demoVisits {
		at, err := s.pipe.NextVisit(ctx)
		if err != nil {
			return err
		}
		d.mu.Lock()
		d.clock = at
		d.mu.Unlock()
		d.say("%s  planned visit %d of %d", at.Format("2006-01-02 15:04 UTC"), n+1, demoVisits)
		if err := errors.Join(s.pipe.Tick(ctx), s.pipe.Drain(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// summary prints what the demo did and one alert in full.
func (d *demo) summary(ctx context.Context, s *system, desk *desk, took time.Duration) error {
	n, err := s.store.Count(ctx)
	if err != nil {
		return err
	}
	verdicts, err := s.store.Verdicts(ctx)
	if err != nil {
		return err
	}
	visits, err := s.store.Visits(ctx, "", 1000)
	if err != nil {
		return err
	}
	states := map[string]int{}
	known, filings := 0, 0
	pages := map[string]int{}
	for _, v := range visits {
		states[string(v.State)]++
		known, filings = known+v.Known, filings+v.Filings
		for _, o := range v.Outcomes {
			pages[string(o.State)]++
		}
	}
	got := desk.received()
	d.say("")
	w := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	row("visits", "%d (%s)", len(visits), counted(states))
	row("pages", "%s", counted(pages))
	row("filings", "%d read, %d seen before; %d acts in %d matters, %d history, %d clerks' housekeeping", filings, known, n.Acts, n.Matters, n.History, n.Routine)
	row("verdicts", "%s", counted(verdicts))
	row("alerts", "%d", n.Alerts)
	row("deliveries", "%s; the receiver has %d messages, every signature right", counted(n.Deliveries), len(got))
	row("took", "%s", took.Round(10*time.Millisecond))
	if err := w.Flush(); err != nil {
		return err
	}
	as, err := s.store.Alerts(ctx, 1000)
	if err != nil || len(as) == 0 {
		return errors.Join(err, errors.New("demo: no alert was made"))
	}
	parcel, err := s.store.FindAlert(ctx, mostTelling(as))
	if err != nil {
		return err
	}
	d.say("")
	d.say("── one alert in full ──")
	m, err := s.pipe.Message(ctx, parcel, "zh")
	if err != nil {
		return err
	}
	d.say("%s", m.Title)
	for _, l := range m.Lines {
		d.say("  %s：%s", l.Label, l.Text)
		if l.URL != "" {
			d.say("    %s", l.URL)
		}
	}
	for _, a := range m.Actions {
		d.say("  %s：%s", a.Text, a.URL)
	}
	d.say("  %s", m.Footer)
	return nil
}

// mostTelling picks the alert to show: to the national center, the most urgent,
// and among those one that updates a matter.
func mostTelling(as []alerts.Alert) string {
	weight := func(a alerts.Alert) (n int) {
		if a.Subscriber == alerts.National {
			n += 100
		}
		if a.Severity == alerts.Critical {
			n += 10
		}
		return n + min(a.Update, 9)
	}
	return slices.MaxFunc(as, func(a, b alerts.Alert) int { return weight(a) - weight(b) }).ID
}

// counted says "3 ok, 1 blocked".
func counted(m map[string]int) string {
	var parts []string
	for k, n := range m {
		parts = append(parts, fmt.Sprintf("%d %s", n, k))
	}
	slices.Sort(parts)
	slices.Reverse(parts)
	return strings.Join(parts, ", ")
}

// stay lets the clock run on and serves the console until told to end.
func (d *demo) stay(p *program, s *system) error {
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
	d.say("")
	d.say("The clock runs on. Console: http://%s  (Ctrl-C ends the demo)", s.config.Console.Listen)
	return p.serveConsole(s)
}

// printDemo prints what the store holds, in an order of its own.
func printDemo(p *program, s *system) error {
	visits, err := s.store.Visits(p.ctx, "", 1000)
	if err != nil {
		return err
	}
	as, err := s.store.Alerts(p.ctx, 1000)
	if err != nil {
		return err
	}
	ds, err := s.store.Deliveries(p.ctx, "", 1000)
	if err != nil {
		return err
	}
	slices.Reverse(visits)
	slices.SortFunc(as, func(a, b alerts.Alert) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(ds, func(a, b store.Delivery) int { return strings.Compare(a.ID, b.ID) })
	out := json.NewEncoder(p.stdout)
	out.SetEscapeHTML(false)
	for _, v := range visits {
		if err := out.Encode(struct {
			Object string `json:"object"`
			store.Visit
		}{"visit", v}); err != nil {
			return err
		}
	}
	for _, a := range as {
		if err := out.Encode(struct {
			Object string `json:"object"`
			alerts.Alert
		}{"alert", a}); err != nil {
			return err
		}
	}
	for _, d := range ds {
		if err := out.Encode(struct {
			Object string `json:"object"`
			store.Delivery
		}{"delivery", d}); err != nil {
			return err
		}
	}
	return nil
}
