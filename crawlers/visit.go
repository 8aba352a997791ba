package crawlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/gocolly/colly/v2"
)

// Env is what a visit needs from the program around it. Transport, Now, Log
// and Sink must be set.
type Env struct {
	Transport *Transport
	Now       func() time.Time
	Log       *slog.Logger

	// Keep stores a page before it is read and returns the hash of its body.
	// It reports whether the very same body was taken from this address last
	// time, which spares reading it again. Nil keeps nothing.
	Keep func(ctx context.Context, source string, p Page) (hash string, same bool, err error)

	// Sink takes a batch of at most [BatchSize] filings. It may be called with
	// the same filings again.
	Sink func(context.Context, []Filing) error

	// Taken tells that all filings of the pages have been taken in: only now
	// may a conditional request rely on them. Nil forgets.
	Taken func(ctx context.Context, source string, pages []Page) error
}

// BatchSize is how many filings a visit hands on at a time.
const BatchSize = 500

// pagesABatch bounds how many read pages wait for their filings to be taken.
const pagesABatch = 50

// A Visit is one run of one source: it fetches, keeps and reads pages, hands
// filings on, and keeps the report. Its methods may be called from several
// goroutines, as Colly's asynchronous collectors do.
type Visit struct {
	Meta // the source's, with what an administrator has changed
	Log  *slog.Logger

	ctx    context.Context // ends with the visit
	env    Env
	parse  func(Page, func(Filing) error) error
	cancel context.CancelCauseFunc

	mu     sync.Mutex // guards what follows
	batch  []Filing
	pages  []Page
	report Report
}

// A Report tells how a visit went.
type Report struct {
	Source   string
	State    State
	Started  time.Time
	Ended    time.Time
	Pages    int
	Filings  int
	Warnings []string
	Outcomes []Outcome // one a page, in the order they ended
	Err      error     // why the visit, rather than one page of it, ended early
}

// An Outcome tells how one page of a visit ended.
type Outcome struct {
	URL     string `json:"url"`
	State   State  `json:"state"`
	Filings int    `json:"filings"`
	Why     string `json:"why,omitempty"`
}

// maxWarnings bounds the warnings of one visit; a broken page can give
// thousands.
const maxWarnings = 100

// Run visits the source once. A panic in the source fails the visit, not the
// program. The report is complete whatever happens.
func (s *Source) Run(ctx context.Context, env Env) (r Report) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if s.Timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, s.Timeout, fmt.Errorf("longer than %s", s.Timeout))
		defer stop()
	}
	v := &Visit{
		Meta:   s.Meta,
		Log:    env.Log.With("source", s.Name),
		ctx:    ctx,
		env:    env,
		parse:  s.Parse,
		cancel: cancel,
		report: Report{Source: s.Name, Started: env.Now().UTC()},
	}
	defer func() {
		if p := recover(); p != nil {
			v.report.State, v.report.Err = Failed, fmt.Errorf("visit %s: panic: %v", s.Name, p)
			v.Log.Error("visit panicked", "panic", p, "stack", string(debug.Stack()))
		}
		v.report.Ended = env.Now().UTC()
		r = v.report
	}()
	err := s.Crawl(ctx, v)
	v.mu.Lock()
	defer v.mu.Unlock()
	if flushed := v.flush(); err == nil {
		err = flushed
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	v.conclude(err)
	return v.report
}

// Read reads one page outside a visit, as a visit would: filings that do not
// validate are logged and left out.
func (s *Source) Read(p Page, log *slog.Logger, emit func(Filing) error) (State, error) {
	n := 0
	p.warn = log.Warn
	err := s.Parse(p, func(f Filing) error {
		f.Source, f.Fetched = s.Name, p.Fetched
		if err := f.Validate(p.Fetched); err != nil {
			log.Warn("filing left out", "id", f.ID(), "err", err)
			return nil
		}
		n++
		return emit(f)
	})
	return stateOf(err, n), err
}

// conclude derives the state of the visit from its pages and floors.
func (v *Visit) conclude(err error) {
	r := &v.report
	r.State = Unchanged
	if len(r.Outcomes) == 0 {
		r.State = Empty
	}
	read := false // a page was read whole, so the floor can be held against it
	for _, o := range r.Outcomes {
		r.State = Worst(r.State, o.State)
		read = read || o.State == OK || o.State == Empty
	}
	if err != nil {
		r.Err = fmt.Errorf("visit %s: %w", v.Name, err)
		r.State = Worst(r.State, stateOf(err, 0))
		return
	}
	day := r.Started
	if zone, err := time.LoadLocation(v.Zone); err == nil {
		day = day.In(zone)
	}
	if floor := v.Expect.floor(day.Weekday()); read && r.Filings < floor {
		v.warn("fewer filings than the page promises", "got", r.Filings, "floor", floor)
		r.State = Worst(r.State, Shape)
	}
	if v.Expect.Max > 0 && r.Filings > v.Expect.Max {
		v.warn("more filings than expected", "got", r.Filings, "max", v.Expect.Max)
	}
}

// Collector returns a new Colly collector that keeps the source's manners. A
// request that fails is recorded as the outcome of its page.
func (v *Visit) Collector() *colly.Collector {
	c := colly.NewCollector(colly.StdlibContext(v.ctx))
	// Set after NewCollector, which lets COLLY_* variables win over options.
	c.UserAgent = v.env.Transport.UserAgent
	c.IgnoreRobotsTxt = true                         // the transport asks robots.txt, once a day for all collectors
	c.AllowedDomains, c.DisallowedDomains = nil, nil // the transport knows the source's hosts
	c.MaxBodySize = 0                                // the transport fails an oversize body; Colly would cut it
	c.CacheDir = ""
	c.Async = false
	c.MaxDepth = 0
	c.DetectCharset = false // Page decodes; the kept page stays as it came
	c.SetRequestTimeout(0)  // would count the wait for the pace; the transport bounds the rest
	c.WithTransport(v.env.Transport.For(v.Meta))
	c.OnError(func(r *colly.Response, err error) { v.ended(r.Request.URL.String(), err) })
	return c
}

// Walk visits each address in turn. A page that fails is an outcome, not a
// reason to leave the others out; only the end of the visit stops the walk.
func (v *Visit) Walk(c *colly.Collector, addresses ...string) error {
	for _, address := range addresses {
		before := v.outcomes()
		if err := c.Visit(address); err != nil && v.outcomes() == before {
			v.ended(address, err) // refused by Colly before it was a request
		}
		if err := context.Cause(v.ctx); err != nil {
			return err
		}
	}
	return nil
}

func (v *Visit) outcomes() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.report.Outcomes)
}

// ended records a page that could not be had.
func (v *Visit) ended(address string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if errors.Is(err, ErrUnchanged) {
		v.outcome(Outcome{URL: address, State: Unchanged})
		return
	}
	v.outcome(Outcome{URL: address, State: stateOf(err, 0), Why: err.Error()})
	v.warn("page not had", "url", address, "err", err)
}

// outcome adds o to the report. v.mu is held.
func (v *Visit) outcome(o Outcome) {
	v.report.Pages++
	v.report.Filings += o.Filings
	v.report.Outcomes = append(v.report.Outcomes, o)
}

// Take keeps the page, reads it and hands its filings on. Use it as a
// collector's OnResponse.
func (v *Visit) Take(r *colly.Response) {
	p := Page{
		URL:    r.Request.URL.String(),
		Status: r.StatusCode,
		Header: http.Header{},
		Body:   bytes.NewReader(r.Body),
		Size:   int64(len(r.Body)),
	}
	if r.Headers != nil {
		p.Header = r.Headers.Clone()
	}
	v.TakePage(p)
}

// TakePage is Take for a page that did not come through a collector.
func (v *Visit) TakePage(p Page) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ctx.Err() != nil {
		return
	}
	p.Fetched, p.warn = v.env.Now().UTC(), v.warn
	if v.env.Keep != nil {
		hash, same, err := v.env.Keep(v.ctx, v.Name, p)
		if err != nil {
			v.outcome(Outcome{URL: p.URL, State: Failed, Why: err.Error()})
			v.cancel(err) // nowhere to put pages: stop fetching them
			return
		}
		p.Hash = hash
		if same {
			v.outcome(Outcome{URL: p.URL, State: Unchanged})
			return
		}
	}
	n, lost := 0, error(nil)
	err := v.parse(p, func(f Filing) error {
		f.Source, f.Fetched, f.Page = v.Name, p.Fetched, p.Hash
		if err := f.Validate(p.Fetched); err != nil {
			v.warn("filing left out", "id", f.ID(), "err", err)
			return nil
		}
		n++
		v.batch = append(v.batch, f)
		if len(v.batch) >= BatchSize {
			lost = v.flush()
		}
		return lost
	})
	o := Outcome{URL: p.URL, State: stateOf(err, n), Filings: n}
	if err != nil {
		o.Why = err.Error()
		v.warn("page not read", "url", p.URL, "err", err)
	}
	v.outcome(o)
	if lost != nil {
		return
	}
	if err == nil { // a page read in part is read again next time
		v.pages = append(v.pages, p)
	}
	if len(v.pages) >= pagesABatch {
		v.flush()
	}
}

// flush hands on what waits; an error ends the visit. v.mu is held.
func (v *Visit) flush() error {
	if err := v.ctx.Err(); err != nil {
		return context.Cause(v.ctx)
	}
	if len(v.batch) > 0 {
		if err := v.env.Sink(v.ctx, v.batch); err != nil {
			v.cancel(err)
			return err
		}
		v.batch = v.batch[:0]
	}
	if len(v.pages) > 0 && v.env.Taken != nil {
		if err := v.env.Taken(v.ctx, v.Name, v.pages); err != nil {
			v.cancel(err)
			return err
		}
	}
	v.pages = v.pages[:0]
	return nil
}

// Warn records something a person should look at: it is logged, counted and
// shown with the visit.
func (v *Visit) Warn(msg string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.warn(msg, args...)
}

// warn is Warn with v.mu held.
func (v *Visit) warn(msg string, args ...any) {
	if n := len(v.report.Warnings); n >= maxWarnings {
		if n == maxWarnings {
			v.report.Warnings = append(v.report.Warnings, "more warnings left out")
		}
		return
	}
	v.Log.Warn(msg, args...)
	rec := slog.NewRecord(time.Time{}, slog.LevelWarn, msg, 0)
	rec.Add(args...)
	rec.Attrs(func(a slog.Attr) bool { msg += " " + a.String(); return true })
	if !slices.Contains(v.report.Warnings, msg) {
		v.report.Warnings = append(v.report.Warnings, msg)
	}
}
