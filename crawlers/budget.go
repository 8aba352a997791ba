package crawlers

import (
	"context"
	"errors"
	"fmt"
	"math"
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
	after, wait = Charge(before, budget, 0, now)
	if wait > 0 {
		return after, wait
	}
	return append(after, now), 0
}

// Charge counts requests that a place says were made beyond those of Spend,
// perhaps none, whatever the budget allows; wait says when one more may be
// made. It is pure.
func Charge(before []time.Time, budget []Limit, requests int, now time.Time) (after []time.Time, wait time.Duration) {
	var longest time.Duration
	most := 0
	for _, l := range budget {
		longest, most = max(longest, l.Per), max(most, l.Requests)
	}
	for _, t := range before {
		if t.After(now) {
			t = now // the clock was put back
		}
		if now.Sub(t) < longest {
			after = append(after, t)
		}
	}
	for range min(requests, most) { // more would change nothing: all limits are spent
		after = append(after, now)
	}
	slices.SortFunc(after, time.Time.Compare)
	for _, l := range budget {
		if n := len(after); n >= l.Requests {
			wait = max(wait, after[n-l.Requests].Add(l.Per).Sub(now))
		}
	}
	return after, wait
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

// Charge is that of [Transport].
func (l *Ledger) Charge(_ context.Context, source string, budget []Limit, requests int) (wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spent == nil {
		l.spent = map[string][]time.Time{}
	}
	l.spent[source], wait = Charge(l.spent[source], budget, requests, time.Now())
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

// Pay makes money a budget: cents that a place which charges may cost in a
// month and, unless perDay is 0, in a day. A month is any 31 days, so that no
// month of the calendar costs more.
func (m *Meta) Pay(perMonth, perDay int64) error {
	fee := int64(m.FeeCents)
	if fee <= 0 {
		return errors.New("this place charges nothing: take usd_per_month and usd_per_day out")
	}
	m.Budget = nil
	for _, l := range []struct {
		key   string
		per   time.Duration
		cents int64
	}{{"usd_per_month", 31 * 24 * time.Hour, perMonth}, {"usd_per_day", 24 * time.Hour, perDay}} {
		if l.cents == 0 && l.key == "usd_per_day" {
			continue
		}
		if l.cents < fee {
			return fmt.Errorf("%s: %s does not pay for one request, which costs %s", l.key, dollars(l.cents), dollars(fee))
		}
		m.Budget = append(m.Budget, Limit{Per: l.per, Requests: int(min(l.cents/fee, math.MaxInt32))})
	}
	return nil
}

func dollars(cents int64) string { return fmt.Sprintf("$%d.%02d", cents/100, cents%100) }

// affordable reports a budget that does not allow a request within this visit,
// before anything is done for one.
func (t *Transport) affordable(ctx context.Context, m Meta) error {
	if len(m.Budget) == 0 || t.Charge == nil {
		return nil
	}
	wait, err := t.Charge(ctx, m.Name, m.Budget, 0)
	if err != nil {
		return fmt.Errorf("budget of %s: %w", m.Name, err)
	}
	return beyond(ctx, wait)
}

// beyond returns a BudgetError if the context ends before wait is over.
func beyond(ctx context.Context, wait time.Duration) error {
	until := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); wait > 0 && ok && deadline.Before(until) {
		return &BudgetError{until}
	}
	return nil
}

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
		if err := beyond(ctx, wait); err != nil {
			return err
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
