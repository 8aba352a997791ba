// Package pipeline takes filings from the crawlers to the people they concern.
//
//	tick     whose schedule is due?          -> a visit job
//	visit    crawl, keep pages, parse        -> take, in batches
//	take     seen? reports, acts, matters    -> one judge job, same transaction
//	judge    rules and model, match, route
//	settle   verdict, alerts, deliveries     -> their jobs, same transaction
//	deliver  one job a delivery              -> a channel
//
// Beside it a rescan looks for new entries of watchlists in stored filings, for
// the digest.
//
// Each step is a River job on the store's own database: it may run in any
// process, be stopped anywhere and be run again. A unique row decides what is
// new, and a job is written in the transaction of the row it works on, so
// nothing is lost and nothing is told twice. The one gap that cannot be closed
// from here is between a receiver's yes and our record of it: the delivery's
// id is the same at every try, and a try after an unknown end says so.
package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tocsin/alerts"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A Destination is somebody to tell.
type Destination struct {
	alerts.Notifier
	Language string // zh or en
	Manner   alerts.Manner
	Rate     []crawlers.Limit // what it takes, over all nodes; none is no limit
	Abroad   string           // why it may be told outside China; empty is in China, as far as is known

	// Once leaves to a person what may have been said already: else it is said
	// again, and says that it may be a repeat.
	Once bool

	// Lacks is what must be set before it can be told anything. What is for it
	// waits until then, and is told by the process that has it.
	Lacks error
}

// Notify says a message to d, as of [alerts.Notifier].
func (d Destination) Notify(ctx context.Context, m alerts.Message) error {
	if d.Lacks != nil {
		return d.Lacks
	}
	return d.Notifier.Notify(ctx, m)
}

// Pipeline holds what the steps work with. All fields must be set unless they
// say otherwise.
type Pipeline struct {
	Store        *store.DB
	Seen         seen.Memory
	Sources      []*crawlers.Source // with what an administrator has changed
	Transport    *crawlers.Transport
	Destinations map[string]Destination
	Centers      map[string][]string // destinations of each center, by id
	Admins       []string            // destinations of the administrators
	Canary       string              // the destination that test filings are told to, every hour; empty is none
	Console      string              // where people reach the console
	Keep         store.Ages          // for how long what nobody needs is kept
	Now          func() time.Time
	Log          *slog.Logger

	// Contacts, if set, returns the destinations that exporters named. It is
	// asked when they or a watchlist have changed, on every node.
	Contacts func(context.Context) (Contacts, error)

	// Described, if set, returns the places that rules describe as they are now.
	// It is asked when another version of a rule is active, on every node.
	Described func(context.Context) ([]*crawlers.Source, error)

	// SLA is the working time within which each center signs for what it is
	// told, by id. Of a center without one nothing is passed on.
	SLA map[string]time.Duration

	Poll time.Duration // how often jobs are looked for; 0 is 200 ms

	// Judge returns the verdict on an act and what the rules alone say. It
	// errs only when ctx ends.
	Judge func(context.Context, crawlers.Filing) (final, rules alerts.Verdict, err error)
	Asks  bool // Judge asks a model, which may take its time

	// Grade says how sure it is that a party is Chinese, for the messages. Nil
	// leaves it as the source says.
	Grade func(crawlers.Party) crawlers.Grade

	// ModelReady reports whether acts that wait for the model may be judged
	// again. Nil means never.
	ModelReady func() bool

	// Step, if set, is called at each border a process can die at: "visit",
	// "page kept", "row stored", "seen told", "received", "judged", "settled",
	// "held", "sent", "answer recorded", "digest written", "notice sent",
	// "notice recorded", "reminded", "rescan found", "rescan written",
	// "rescan advanced".
	Step func(string)

	// Observe, if set, hears of what was done, for a live report.
	Observe func(Event)

	queue    *river.Client[*sql.Tx]
	around   []rivertype.Middleware // of tests
	watches  watches
	contacts atomic.Pointer[Contacts]
	tables   tables

	described described
	overrides overrides

	lacked   sync.Map // destinations that lack something and of which administrators have heard, each day
	reminded sync.Map // reminders that this process has seen to, so that it need not ask at every tick
	lanes    lanes
	blind    atomic.Bool // the memory of seen filings was away and has not answered since
	said     said
}

// An Event is something that was done: one field is set.
type Event struct {
	Visit    *store.Visit
	Alert    *alerts.Alert
	Delivery *store.Delivery
	Notice   *store.Notice
}

// Roles say which work a process does.
type Roles struct {
	Crawl bool // visit sources
	Work  bool // judge and deliver
	Tick  bool // plan visits, drop old pages, judge again what waits
}

// Defaults of River that are changed, and why: a visit has a time limit of its
// own; every other job is short, so a dead node's jobs are taken over soon; and
// tries that others hold up for long must not keep the rest from being fetched.
const (
	jobTimeout  = 30 * time.Second
	askTimeout  = 5 * time.Minute // of judging, where a model is asked
	rescueAfter = 90 * time.Second
	poll        = 200 * time.Millisecond
	refill      = 50 * time.Millisecond
	tickEvery   = 30 * time.Second
	againEvery  = 2 * time.Minute
)

// judgeTimeout is how long acts are judged by one job. It is also how long they
// wait when the node that judges them dies, so it is no longer than it must be.
func (p *Pipeline) judgeTimeout() time.Duration {
	if p.Asks {
		return askTimeout
	}
	return jobTimeout
}

func (p *Pipeline) poll() time.Duration { return cmp.Or(p.Poll, poll) }

// Start begins to work. Stop ends it. A pipeline is started once.
func (p *Pipeline) Start(ctx context.Context, roles Roles) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &ticker{p: p})
	river.AddWorker(workers, &visitor{p: p})
	river.AddWorker(workers, &judge{p: p})
	river.AddWorker(workers, &courier{p: p})
	river.AddWorker(workers, &crier{p: p})
	river.AddWorker(workers, &digester{p: p})
	river.AddWorker(workers, &keeper{p: p})
	river.AddWorker(workers, &rescanner{p: p})
	river.AddWorker(workers, &replayer{p: p})
	river.AddWorker(workers, &canary{p: p})

	config := &river.Config{
		Workers:              workers,
		Logger:               slog.New(quiet{p.Log.Handler()}),
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		FetchPollInterval:    p.poll(),
		FetchCooldown:        min(p.poll(), river.FetchCooldownDefault),
		MaxAttempts:          25,
		ErrorHandler:         &faults{p.Log},
		Queues:               map[string]river.QueueConfig{},
		Middleware:           p.around,
		// What is done is in our own rows; River's need not grow.
		CompletedJobRetentionPeriod: time.Hour,
	}
	if p.Store.SQLite() {
		config.PollOnly = true
	}
	// A visit is planned to the minute, and what is looked for again may wait:
	// who is idle should not ask its database for them many times a second.
	seldom := 5 * p.poll()
	if roles.Crawl {
		config.Queues[queueVisit] = river.QueueConfig{MaxWorkers: 4, FetchPollInterval: seldom}
	}
	if roles.Work {
		config.Queues[queueJudge] = river.QueueConfig{MaxWorkers: 2}
		config.Queues[queueRescan] = river.QueueConfig{MaxWorkers: 1, FetchPollInterval: seldom}
		config.Queues[queueReplay] = river.QueueConfig{MaxWorkers: 1, FetchPollInterval: seldom}
		config.Queues[queueDeliver] = river.QueueConfig{MaxWorkers: triesAtOnce, FetchCooldown: min(p.poll(), refill)}
	}
	if roles.Tick {
		config.Queues[river.QueueDefault] = river.QueueConfig{MaxWorkers: 1, FetchPollInterval: seldom}
		config.PeriodicJobs = []*river.PeriodicJob{
			every(tickEvery, func() river.JobArgs { return tickArgs{} }),
			every(againEvery, func() river.JobArgs { return keepArgs{Task: taskAgain} }),
			every(24*time.Hour, func() river.JobArgs { return keepArgs{Task: taskPages} }),
			every(24*time.Hour, func() river.JobArgs { return keepArgs{Task: taskHooks} }),
			every(24*time.Hour, func() river.JobArgs { return keepArgs{Task: taskDrift} }),
		}
	}
	queue, err := p.Store.Queue(config)
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	p.queue = queue
	if len(config.Queues) == 0 {
		return nil
	}
	if err := queue.Start(ctx); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// Working reports whether the pipeline was started and works on what its roles
// say; one without roles only writes, and works as long as it is open.
func (p *Pipeline) Working() bool {
	if p.queue == nil {
		return false
	}
	select {
	case <-p.queue.Stopped():
		return false
	default:
		return true
	}
}

func every(d time.Duration, args func() river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(d),
		func() (river.JobArgs, *river.InsertOpts) { return args(), nil },
		&river.PeriodicJobOpts{RunOnStart: true})
}

// Stop lets running jobs end for as long as ctx allows, then cancels them; a
// cancelled job is done again by the next process.
func (p *Pipeline) Stop(ctx context.Context) error {
	if p.queue == nil {
		return nil
	}
	soft, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := p.queue.Stop(soft)
	if errors.Is(err, context.DeadlineExceeded) {
		err = p.queue.StopAndCancel(ctx)
	}
	return err
}

// Drain waits until no job is running or could run now. Jobs that wait for
// their time are not waited for.
func (p *Pipeline) Drain(ctx context.Context) error {
	t := time.NewTicker(p.poll() / 4)
	defer t.Stop()
	for {
		n, err := p.Store.Busy(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
}

func (p *Pipeline) step(name string) {
	if p.Step != nil {
		p.Step(name)
	}
}

func (p *Pipeline) observe(e Event) {
	if p.Observe != nil {
		p.Observe(e)
	}
}

// Queues.
const (
	queueVisit   = "visit"
	queueJudge   = "judge"
	queueDeliver = "deliver"
	queueRescan  = "rescan"
	queueReplay  = "replay"
)

// faults logs what a job ended with, for somebody to look at.
type faults struct{ log *slog.Logger }

func (f *faults) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if ctx.Err() == nil {
		f.log.Warn("job not done, will be tried again", "job", job.Kind, "try", job.Attempt, "err", err)
	}
	return nil
}

func (f *faults) HandlePanic(_ context.Context, job *rivertype.JobRow, panicked any, trace string) *river.ErrorHandlerResult {
	f.log.Error("job panicked", "job", job.Kind, "try", job.Attempt, "panic", panicked, "stack", trace)
	return nil
}

// quiet passes on only what River itself warns of, but for its errors about a
// context that was cancelled: Stop did it.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	cancelled := false
	r.Attrs(func(a slog.Attr) bool { // an error, or the text of one
		cancelled = cancelled || strings.HasSuffix(a.Value.String(), context.Canceled.Error())
		return !cancelled
	})
	if cancelled {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(g string) slog.Handler      { return quiet{q.Handler.WithGroup(g)} }

// watches keeps the matcher of all watchlists until one changes.
type watches struct {
	mu      sync.Mutex
	version int
	ruled   int // the version of the rules, of which the limits are one
	matcher *alerts.Matcher
	tell    map[string][]string
	asked   []store.SavedSearch // that are watches
	decided []alerts.Identity   // of lists
	said    []alerts.Identity   // by centers
}

// searches returns the saved searches that are watches.
func (p *Pipeline) searches(ctx context.Context) ([]store.SavedSearch, error) {
	if _, _, err := p.lists(ctx); err != nil {
		return nil, err
	}
	p.watches.mu.Lock()
	defer p.watches.mu.Unlock()
	return p.watches.asked, nil
}

// decisions returns what people said of parties, for lists and for centers.
func (p *Pipeline) decisions(ctx context.Context) (lists, centers []alerts.Identity, err error) {
	if _, _, err := p.lists(ctx); err != nil {
		return nil, nil, err
	}
	p.watches.mu.Lock()
	defer p.watches.mu.Unlock()
	return p.watches.decided, p.watches.said, nil
}

// routes returns the centers as they are told now, with what they said of
// parties.
func (p *Pipeline) routes(centers region.Centers, said []alerts.Identity) alerts.Network {
	return alerts.Network{Centers: centers, Served: p.served, Day: p.Now(), Said: alerts.SayingsOf(said)}
}

// lists returns the matcher and the destinations of each list.
func (p *Pipeline) lists(ctx context.Context) (*alerts.Matcher, map[string][]string, error) {
	p.watches.mu.Lock()
	defer p.watches.mu.Unlock()
	version, err := p.Store.WatchVersion(ctx)
	if err != nil {
		return nil, nil, err
	}
	ruled, err := p.Store.RulesVersion(ctx) // before the limits: what is active meanwhile is read next time
	if err != nil {
		return nil, nil, err
	}
	if p.watches.matcher != nil && p.watches.ruled != ruled {
		limits, err := p.limits(ctx)
		if err != nil {
			return nil, nil, err
		}
		p.watches.ruled, p.watches.matcher = ruled, p.watches.matcher.By(limits)
	}
	if p.watches.matcher == nil || p.watches.version != version {
		lists, err := p.Store.Watched(ctx)
		if err != nil {
			return nil, nil, err
		}
		decided, err := p.Store.Decided(ctx)
		if err != nil {
			return nil, nil, err
		}
		said, err := p.Store.SaidByCenters(ctx)
		if err != nil {
			return nil, nil, err
		}
		asked, err := p.Store.WatchingSearches(ctx)
		if err != nil {
			return nil, nil, err
		}
		tell := make(map[string][]string, len(lists))
		for _, w := range lists {
			tell[w.ID] = w.Tell
		}
		if err := p.readContacts(ctx, tell); err != nil {
			return nil, nil, err
		}
		limits, err := p.limits(ctx)
		if err != nil {
			return nil, nil, err
		}
		first := p.watches.matcher == nil
		if first {
			p.watches.matcher = new(alerts.Matcher)
		}
		p.watches.asked, p.watches.decided, p.watches.said = asked, decided, said
		p.watches.version, p.watches.ruled, p.watches.tell = version, ruled, tell
		p.watches.matcher = p.watches.matcher.Change(lists).Decided(decided).By(limits)
		if first {
			debug.FreeOSMemory() // reading 100,000 entries leaves twice as much as their index takes
		}
	}
	return p.watches.matcher, p.watches.tell, nil
}
