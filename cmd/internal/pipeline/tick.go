package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type tickArgs struct{}

func (tickArgs) Kind() string { return "tick" }

func (tickArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished}}
}

// unfinished are the states of a job that is still to be done or under way.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

type ticker struct {
	river.WorkerDefaults[tickArgs]
	p *Pipeline
}

func (t *ticker) Work(ctx context.Context, _ *river.Job[tickArgs]) error { return t.p.Tick(ctx) }

// Tick does what is due: word of destinations that lack something, reminders, escalations, digests and visits. What one of
// them stumbles over holds up no other. Visits come last: what is said of
// matters does not depend on whether one that was just planned has ended.
func (p *Pipeline) Tick(ctx context.Context) error {
	return errors.Join(p.Store.Beat(ctx, store.BeatTick, p.Now()), p.planCanary(ctx), p.lacking(ctx), p.remind(ctx), p.escalate(ctx), p.planDigests(ctx), p.planVisits(ctx))
}

// planVisits plans a visit to every source whose schedule is due. The planned
// times lie in the store, so a visit missed while nothing ran is caught up
// once, a changed schedule holds on all nodes, and of several nodes one plans.
func (p *Pipeline) planVisits(ctx context.Context) error {
	now := p.Now()
	all, err := p.All(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		last, err := p.Store.Planned(ctx, s.Name)
		if err != nil {
			return err
		}
		planned, err := due(&s.Meta, last, now)
		if err != nil {
			return fmt.Errorf("tick %s: %w", s.Name, err)
		}
		if planned.IsZero() {
			continue
		}
		err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
			won, err := store.Plan(ctx, tx, s.Name, last, planned)
			if err != nil || !won {
				return err
			}
			_, err = p.queue.InsertTx(ctx, tx, visitArgs{Source: s.Name, Planned: planned}, nil)
			return err
		})
		if err != nil {
			return fmt.Errorf("tick %s: %w", s.Name, err)
		}
	}
	return nil
}

// due returns the planned time that a visit is due for, or zero. Of several
// missed ones it is the latest; a source that was never visited is due now.
func due(m *crawlers.Meta, last, now time.Time) (time.Time, error) {
	if last.IsZero() {
		return now.UTC().Truncate(time.Second), nil
	}
	var planned time.Time
	for at := last; ; at = planned {
		next, err := m.Next(at)
		if err != nil {
			return time.Time{}, err
		}
		if next.IsZero() || next.After(now) {
			return planned, nil
		}
		planned = next
	}
}

// DueAfter returns when the first visit after t is due over all places that are
// visited, or zero.
func (p *Pipeline) DueAfter(ctx context.Context, t time.Time) (time.Time, error) {
	var first time.Time
	all, err := p.All(ctx)
	if err != nil {
		return first, err
	}
	for _, s := range all {
		at, err := s.Next(t)
		if err != nil {
			return first, err
		}
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, nil
}

// NextVisit returns the earliest planned visit after t over all sources.
func (p *Pipeline) NextVisit(ctx context.Context) (time.Time, error) {
	var first time.Time
	all, err := p.All(ctx)
	if err != nil {
		return first, err
	}
	for _, s := range all {
		last, err := p.Store.Planned(ctx, s.Name)
		if err != nil {
			return first, err
		}
		at := p.Now()
		if !last.IsZero() {
			if at, err = s.Next(last); err != nil {
				return first, err
			}
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first, nil
}
