package crawlers

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Limit is how many requests a place allows within any stretch of time.
type Limit struct {
	Per      time.Duration `yaml:"per"`
	Requests int           `yaml:"requests"`
}

// Spend decides whether one more request may be made now. Before holds the
// times of requests made. If it may, wait is 0 and after holds it too, without
// those that no limit counts any more; else wait says when it may. It is pure.
func Spend(before []time.Time, budget []Limit, now time.Time) (after []time.Time, wait time.Duration) {
	var longest time.Duration
	for _, l := range budget {
		longest = max(longest, l.Per)
	}
	for _, t := range before {
		if t.After(now) {
			t = now // the clock was put back
		}
		if now.Sub(t) < longest {
			after = append(after, t)
		}
	}
	slices.SortFunc(after, time.Time.Compare)
	for _, l := range budget {
		if n := len(after); n >= l.Requests {
			wait = max(wait, after[n-l.Requests].Add(l.Per).Sub(now))
		}
	}
	if wait > 0 {
		return after, wait
	}
	return append(after, now), 0
}

// A Ledger remembers requests for as long as the process lives. Its zero value
// is empty; it may be used from several goroutines.
type Ledger struct {
	mu    sync.Mutex // guards spent
	spent map[string][]time.Time
}

// Spend takes one request of a source's budget, or says how long to wait.
func (l *Ledger) Spend(_ context.Context, source string, budget []Limit) (wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spent == nil {
		l.spent = map[string][]time.Time{}
	}
	l.spent[source], wait = Spend(l.spent[source], budget, time.Now())
	return wait, nil
}

// A BudgetError says that a place may not be asked again within this visit. It
// wraps [ErrBlocked].
type BudgetError struct{ Until time.Time }

func (e *BudgetError) Error() string {
	return "the budget of requests is spent; it goes on at " + e.Until.UTC().Format(time.RFC3339)
}

// Unwrap returns ErrBlocked.
func (e *BudgetError) Unwrap() error { return ErrBlocked }

// spend takes one request of the source's budget before it is made, waiting
// for it as for the pace.
func (t *Transport) spend(ctx context.Context, m Meta) error {
	if len(m.Budget) == 0 || t.Spend == nil {
		return nil
	}
	for {
		wait, err := t.Spend(ctx, m.Name, m.Budget)
		if err != nil {
			return fmt.Errorf("budget of %s: %w", m.Name, err)
		}
		if wait <= 0 {
			return nil
		}
		until := time.Now().Add(wait)
		if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
			return &BudgetError{until}
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// pause waits for d or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
