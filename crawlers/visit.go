package crawlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
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

	// PageLog is told of pages that were not had or not read, which the report
	// has too. Nil is Log.
	PageLog *slog.Logger

	// Last returns the hash of the body whose filings were last taken from an
	// address, or "": the same body need not be read again. Nil forgets.
	Last func(ctx context.Context, url string) (hash string, err error)

	// Before returns how many filings the last visit of a source that ended ok
	// listed, or 0: what Expect.Shrink is held against. Nil forgets.
	Before func(ctx context.Context, source string) (filings int, err error)

	// Outcomes returns how the pages of a source ended when they were last
	// visited, by address. It is asked for a source that has a Weigh, once a
	// visit. Nil forgets.
	Outcomes func(ctx context.Context, source string) (map[string]Outcome, error)

	// Keep stores pages, before any of their filings is handed on. Nil keeps
	// nothing.
	Keep func(ctx context.Context, source string, pages []Page) error

	// Watched returns the marks that are watched in a country, by its code of two
	// letters, for a source that asks for each. Nil watches none.
	Watched func(ctx context.Context, country string) ([]Watch, error)

	// Asked returns when a source last had an answer about each mark, by the
	// names that Answered was given. Nil forgets.
	Asked func(ctx context.Context, source string) (map[string]time.Time, error)

	// Answered tells that a source has had its answer about a mark, and all
	// filings of it have been taken in. Nil forgets.
	Answered func(ctx context.Context, source, mark string, at time.Time) error

	// Sink takes a batch of at most [BatchSize] filings. It may be called with
	// the same filings again.
	Sink func(context.Context, []Filing) error

	// Taken tells that all filings of the pages have been taken in: only now
	// may a conditional request rely on them. The bodies may be gone. Nil
	// forgets.
	Taken func(ctx context.Context, source string, pages []Page) error
}

// BatchSize is how many filings a visit hands on at a time.
const BatchSize = 500

// Pages wait to be kept, with their filings, until there are so many of them,
// so many bytes, or so much time has passed.
const (
	pagesABatch = 50
	bytesABatch = 8 << 20
	waitABatch  = 15 * time.Second
)

// A Visit is one run of one source: it fetches, keeps and reads pages, hands
// filings on, and keeps the report. Its methods may be called from several
// goroutines, as Colly's asynchronous collectors do.
type Visit struct {
	Meta // the source's, with what an administrator has changed
	Log  *slog.Logger

	ctx      context.Context // ends with the visit
	env      Env
	parse    func(Page, func(Filing) error) error
	weigh    func(Meta, Outcome, Outcome, time.Time) (Facts, []string)
	withhold func([]byte) []byte

	last   map[string]Outcome // by address, of the visits before; not changed
	cancel context.CancelCauseFunc

	session *session // nil where nobody signs in
	pageLog *slog.Logger

	mu      sync.Mutex // guards what follows
	batch   []Filing
	unkept  []Page // since the last flush
	bytes   int64  // of unkept
	whole   []Page // read to their end
	held    []Page // taken in, but not told as such before the visit is known not to fall short
	flushed time.Time
	report  Report
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
	Outcomes []Outcome // one a page, in the order they ended, and why no more was asked
	Err      error     // why the visit, rather than one page of it, ended early
}

// An Outcome tells how one page of a visit ended.
type Outcome struct {
	URL     string `json:"url"`
	State   State  `json:"state"`
	Filings int    `json:"filings"`
	Why     string `json:"why,omitempty"`

	// Facts are those of the page when it was last read to its end, Notes what
	// a person should know of it though it may have been read well. Both are
	// there for a source that has a Weigh.
	Facts Facts    `json:"facts,omitempty"`
	Notes []string `json:"notes,omitempty"`
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
		Meta:     s.Meta,
		Log:      env.Log.With("source", s.Name),
		ctx:      ctx,
		env:      env,
		parse:    s.Parse,
		weigh:    s.Weigh,
		withhold: s.Withhold,
		cancel:   cancel,
		report:   Report{Source: s.Name, Started: env.Now().UTC()},
	}
	v.flushed, v.pageLog = v.report.Started, v.Log
	if env.PageLog != nil {
		v.pageLog = env.PageLog.With("source", s.Name)
	}
	if s.SignIn != nil && s.Token != "" {
		v.session = &session{signIn: s.SignIn}
	}
	defer func() {
		if p := recover(); p != nil {
			v.report.State, v.report.Err = Failed, fmt.Errorf("visit %s: panic: %v", s.Name, p)
			v.Log.Error("visit panicked", "panic", p, "stack", string(debug.Stack()))
		}
		v.report.Ended = env.Now().UTC()
		r = v.report
	}()
	err := v.remember()
	if err == nil {
		err = s.Crawl(ctx, v)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if flushed := v.flush(); err == nil {
		err = flushed
	}
	if errors.Is(err, ErrUnchanged) {
		err = nil // it is the outcome of its page already
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	v.conclude(err)
	v.release()
	return v.report
}

// Read reads one page outside a visit, as a visit would: filings that do not
// validate are logged and left out.
func (s *Source) Read(p Page, log *slog.Logger, emit func(Filing) error) (State, error) {
	n := 0
	p.Params, p.warn = s.Params, log.Warn
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
	if len(r.Outcomes) == 0 && err == nil {
		v.warn("no page was fetched")
		r.State = Shape
	}
	read := len(r.Outcomes) > 0 // every page was read whole, so the floor can be held against them
	for _, o := range r.Outcomes {
		r.State = Worst(r.State, o.State)
		read = read && (o.State == OK || o.State == Empty)
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
	if read {
		v.compare()
	}
	if v.Expect.Max > 0 && r.Filings > v.Expect.Max {
		v.warn("more filings than expected", "got", r.Filings, "max", v.Expect.Max)
	}
}

// compare holds the visit against the last good one.
func (v *Visit) compare() {
	r := &v.report
	if v.Expect.Shrink == 0 || v.env.Before == nil {
		return
	}
	before, err := v.env.Before(v.ctx, v.Name)
	if err != nil {
		r.Err = fmt.Errorf("visit %s: %w", v.Name, err)
		r.State = Worst(r.State, Failed)
		return
	}
	if least := float64(before) * (1 - v.Expect.Shrink); float64(r.Filings) < least {
		v.warn("fewer filings than the last good visit; if the place really dropped some, raise expect.shrink", "got", r.Filings, "before", before)
		r.State = Worst(r.State, Shape)
	}
}

// release tells that the pages held back have been taken, unless the visit
// fell short: then they are to be fetched and read again.
func (v *Visit) release() {
	r := &v.report
	if len(v.held) == 0 || order[r.State] > order[OK] {
		return
	}
	if err := v.env.Taken(v.ctx, v.Name, v.held); err != nil {
		r.Err = fmt.Errorf("visit %s: %w", v.Name, err)
		r.State = Failed
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
	c.MaxRequests = 0
	c.MaxDepth = 0
	c.DetectCharset = false // Page decodes; the kept page stays as it came
	c.SetRequestTimeout(0)  // would count the wait for the pace; the transport bounds the rest
	c.WithTransport(unpacked{v.env.Transport.within(v.session, v.Meta)})
	c.SetRedirectHandler(limitRedirects)
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
	v.warnTo(v.pageLog, "page not had", "url", address, "err", err)
}

// Lost records a page that could not be had, for a collector whose errors a
// source hears itself: not each of them need be the end of a page.
func (v *Visit) Lost(address string, err error) { v.ended(address, err) }

// outcome adds o to the report. v.mu is held.
func (v *Visit) outcome(o Outcome) {
	o = v.weighed(o)
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
		// Colly has decoded what the header names a charset for.
		if kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type")); err == nil && params["charset"] != "" {
			p.Header.Set("Content-Type", kind+"; charset=utf-8")
		}
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
	p.Fetched, p.Params, p.warn = v.env.Now().UTC(), v.Params, v.warn
	p.Before, p.facts = v.last[p.URL].Facts, Facts{}
	err := v.strike(&p)
	same := false
	if err == nil {
		same, err = v.recognise(&p)
	}
	if err != nil {
		v.outcome(Outcome{URL: p.URL, State: Failed, Why: err.Error()})
		v.cancel(err) // nothing can be remembered: stop fetching
		return
	}
	if same {
		v.outcome(Outcome{URL: p.URL, State: Unchanged})
		return
	}
	kept := p // speaks to the visit no more: whoever has it may read it again
	kept.warn, kept.facts = nil, nil
	v.unkept = append(v.unkept, kept)
	v.bytes += p.Size
	n, lost := 0, error(nil)
	err = v.read(p, func(f Filing) error {
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
	if n == 0 && (errors.Is(err, ErrUnchanged) || errors.Is(err, ErrUnwanted)) {
		v.unkept, v.bytes = v.unkept[:len(v.unkept)-1], v.bytes-p.Size
		o := Outcome{URL: p.URL, State: Unchanged}
		if errors.Is(err, ErrUnwanted) {
			o.Why = err.Error()
		}
		v.outcome(o)
		return
	}
	o := Outcome{URL: p.URL, State: stateOf(err, n), Filings: n}
	if err == nil && len(p.facts) > 0 {
		o.Facts = p.facts
	}
	if err != nil {
		o.Why = err.Error()
		v.warnTo(v.pageLog, "page not read", "url", p.URL, "err", err)
	}
	v.outcome(o)
	if lost != nil {
		return
	}
	switch { // a page read in part is read again next time
	case err != nil:
	case n == 0 && v.env.Taken != nil:
		v.hold(kept) // whether it is a quiet day or a changed page the whole visit tells
	default:
		v.whole = append(v.whole, kept)
	}
	if len(v.unkept) >= pagesABatch || v.bytes >= bytesABatch || p.Fetched.Sub(v.flushed) >= waitABatch {
		v.flush()
	}
}

// read parses a page. What a page provokes in its source is the page's end,
// whichever goroutine reads it.
func (v *Visit) read(p Page, emit func(Filing) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			v.Log.Error("page panicked", "url", p.URL, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	return v.parse(p, emit)
}

// strike takes out of a page what may be kept nowhere.
func (v *Visit) strike(p *Page) error {
	if v.withhold == nil {
		return nil
	}
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	body = v.withhold(body)
	p.Body, p.Size = bytes.NewReader(body), int64(len(body))
	return nil
}

// recognise hashes the page and reports whether it is the one that was taken
// last. v.mu is held.
func (v *Visit) recognise(p *Page) (same bool, err error) {
	h := sha256.New()
	if _, err := io.Copy(h, p.Reader()); err != nil {
		return false, fmt.Errorf("read page: %w", err)
	}
	p.Hash = hex.EncodeToString(h.Sum(nil))
	if v.env.Last == nil {
		return false, nil
	}
	last, err := v.env.Last(v.ctx, p.URL)
	return last == p.Hash, err
}

// flush keeps the pages that wait, then hands on their filings, then says
// which pages were taken whole. An error ends the visit. v.mu is held.
func (v *Visit) flush() error {
	if v.ctx.Err() != nil {
		return context.Cause(v.ctx)
	}
	err := v.handOn()
	if err != nil {
		v.cancel(err)
	}
	v.batch, v.unkept, v.whole, v.bytes = v.batch[:0], v.unkept[:0], v.whole[:0], 0
	v.flushed = v.env.Now().UTC()
	return err
}

func (v *Visit) handOn() error {
	if len(v.unkept) > 0 && v.env.Keep != nil {
		if err := v.env.Keep(v.ctx, v.Name, v.unkept); err != nil {
			return err
		}
	}
	if len(v.batch) > 0 {
		if err := v.env.Sink(v.ctx, v.batch); err != nil {
			return err
		}
	}
	if len(v.whole) == 0 || v.env.Taken == nil {
		return nil
	}
	if v.Expect.Shrink == 0 {
		return v.env.Taken(v.ctx, v.Name, v.whole)
	}
	for _, p := range v.whole {
		v.hold(p)
	}
	return nil
}

// hold keeps a page until it is known whether the visit fell short.
func (v *Visit) hold(p Page) {
	p.Body = nil // a file that is gone when its visit ends
	v.held = append(v.held, p)
}

// Charge counts requests that the place says it charges for beyond those that
// were made. What cannot be counted ends the visit.
func (v *Visit) Charge(requests int) {
	if v.env.Transport.Charge == nil {
		return
	}
	if _, err := v.env.Transport.Charge(context.WithoutCancel(v.ctx), v.Name, v.Budget, requests); err != nil {
		v.cancel(fmt.Errorf("budget of %s: %w", v.Name, err))
	}
}

// Now returns the time of the visit's clock, for a place that is asked by day.
func (v *Visit) Now() time.Time { return v.env.Now() }

// Warn records something a person should look at: it is logged, counted and
// shown with the visit.
func (v *Visit) Warn(msg string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.warn(msg, args...)
}

// warn is Warn with v.mu held.
func (v *Visit) warn(msg string, args ...any) { v.warnTo(v.Log, msg, args...) }

func (v *Visit) warnTo(log *slog.Logger, msg string, args ...any) {
	if n := len(v.report.Warnings); n >= maxWarnings {
		if n == maxWarnings {
			v.report.Warnings = append(v.report.Warnings, "more warnings left out")
		}
		return
	}
	log.Warn(msg, args...)
	rec := slog.NewRecord(time.Time{}, slog.LevelWarn, msg, 0)
	rec.Add(args...)
	rec.Attrs(func(a slog.Attr) bool { msg += " " + a.String(); return true })
	if !slices.Contains(v.report.Warnings, msg) {
		v.report.Warnings = append(v.report.Warnings, msg)
	}
}
