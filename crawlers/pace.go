package crawlers

import (
	"context"
	"sync"
	"time"
)

// A Pacer spaces requests to one host, over all sources and, where it is
// shared, over all processes.
type Pacer interface {
	// Reserve takes the next turn at host, at least gap after the one before,
	// and returns how long to wait for it.
	Reserve(ctx context.Context, host string, gap time.Duration) (wait time.Duration, err error)

	// Hold lets no turn begin for d from now.
	Hold(ctx context.Context, host string, d time.Duration) error
}

// Unpaced is the Pacer of recorded pages, which need no manners.
type Unpaced struct{}

// Reserve never waits.
func (Unpaced) Reserve(context.Context, string, time.Duration) (time.Duration, error) { return 0, nil }

// Hold holds nothing.
func (Unpaced) Hold(context.Context, string, time.Duration) error { return nil }

// pacer is the Pacer of one process.
type pacer struct {
	mu   sync.Mutex
	free map[string]time.Time // when each host may be asked again
}

// NewPacer returns a Pacer for one process.
func NewPacer() Pacer { return newPacer() }

func newPacer() *pacer { return &pacer{free: map[string]time.Time{}} }

// hostsKept bounds the memory: beyond it, hosts that are free are forgotten.
const hostsKept = 1000

func (p *pacer) Reserve(ctx context.Context, host string, gap time.Duration) (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	at := now
	if free := p.free[host]; free.After(now) {
		at = free
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(at) {
		return at.Sub(now), nil // a turn that cannot be waited for is not taken
	}
	p.keep(host, at.Add(gap), now)
	return at.Sub(now), nil
}

func (p *pacer) Hold(_ context.Context, host string, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if until := now.Add(d); until.After(p.free[host]) {
		p.keep(host, until, now)
	}
	return nil
}

// keep sets when a host is free. p.mu is held.
func (p *pacer) keep(host string, at, now time.Time) {
	if len(p.free) >= hostsKept {
		for h, free := range p.free {
			if !free.After(now) {
				delete(p.free, h)
			}
		}
	}
	p.free[host] = at
}

// wait waits for the host's next turn. It ends with the context, and gives up
// at once when the turn comes after the context's deadline.
func (t *Transport) wait(ctx context.Context, host string, gap time.Duration) error {
	d, err := t.pacer().Reserve(ctx, host, gap)
	if err != nil && ctx.Err() == nil {
		t.paceFailed(err)
		d, err = t.inProcess().Reserve(ctx, host, gap)
	}
	if err != nil {
		return err
	}
	if d <= 0 {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return &StatusError{Code: 429, After: d}
	}
	return pause(ctx, d)
}

func (t *Transport) hold(ctx context.Context, host string, d time.Duration) {
	if err := t.pacer().Hold(ctx, host, d); err != nil {
		t.paceFailed(err)
		t.inProcess().Hold(ctx, host, d) //nolint:errcheck // the in-process one cannot fail
	}
}

func (t *Transport) pacer() Pacer {
	if t.Pace != nil {
		return t.Pace
	}
	return t.inProcess()
}

// inProcess is the pacer that serves while there is no shared one.
func (t *Transport) inProcess() *pacer {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.own == nil {
		t.own = newPacer()
	}
	return t.own
}

// paceFailed says once a minute that hosts are paced by this process alone.
func (t *Transport) paceFailed(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Log == nil || time.Since(t.warned) < time.Minute {
		return
	}
	t.warned = time.Now()
	t.Log.Warn("the shared pace cannot be asked; this process keeps its own", "err", err)
}
