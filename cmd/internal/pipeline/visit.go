package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type visitArgs struct {
	Source  string    `json:"source" river:"unique"`
	Planned time.Time `json:"planned"`
}

func (visitArgs) Kind() string { return "visit" }

// InsertOpts lets one visit to a source run at a time, over all nodes. There
// is one attempt: the next planned visit is the retry.
func (visitArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		Queue: queueVisit, MaxAttempts: 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished},
	}
}

type visitor struct {
	river.WorkerDefaults[visitArgs]
	p *Pipeline
}

// Timeout is longer than any visit, which has a limit of its own.
func (v *visitor) Timeout(job *river.Job[visitArgs]) time.Duration {
	if s := v.p.known(job.Args.Source); s != nil && s.Meta.Timeout > 0 {
		return s.Meta.Timeout + time.Minute
	}
	return time.Hour
}

func (v *visitor) Work(ctx context.Context, job *river.Job[visitArgs]) error {
	s, err := v.p.source(ctx, job.Args.Source)
	if err != nil {
		return err
	}
	if s == nil {
		v.p.Log.Info("no such source any more, or it is paused", "source", job.Args.Source)
		return nil
	}
	visit, err := v.p.Visit(ctx, s, job.Args.Planned)
	if ctx.Err() != nil {
		return river.JobSnooze(0) // the process ends: the next one does it again
	}
	if err == nil {
		v.p.observe(Event{Visit: &visit})
	}
	return err
}

// VisitSoon has a place visited as soon as somebody can, beside its schedule. It
// reports whether it will be: no second visit is written while one waits or is
// under way. The pipeline must have been started, in any role.
func (p *Pipeline) VisitSoon(ctx context.Context, tx *sql.Tx, source string) (bool, error) {
	res, err := p.queue.InsertTx(ctx, tx, visitArgs{Source: source, Planned: p.Now().UTC()}, nil)
	if err != nil {
		return false, fmt.Errorf("visit %s: %w", source, err)
	}
	return !res.UniqueSkippedAsDuplicate, nil
}

// Visit runs a source once, takes its filings in and records how it ended.
// The error is the record's; what went wrong with the visit is in it.
func (p *Pipeline) Visit(ctx context.Context, s *crawlers.Source, planned time.Time) (store.Visit, error) {
	p.step("visit")
	v := store.Visit{Source: s.Name, Planned: planned}
	env := p.env(s, &v)
	env.Last, env.Before, env.Outcomes = p.Store.LastTaken, p.Store.LastGood, p.Store.LastOutcomes
	env.Watched, env.Asked, env.Answered = p.watched, p.Store.Asked, p.Store.Answered
	env.Taken = func(ctx context.Context, _ string, pages []crawlers.Page) error {
		return p.Store.PagesTaken(ctx, pages)
	}
	err := p.record(ctx, &v, s.Run(ctx, env))
	return v, err
}

// env is what a run of s needs to have its pages and filings stored, and
// counted in v.
func (p *Pipeline) env(s *crawlers.Source, v *store.Visit) crawlers.Env {
	manner := store.Manner{Rank: s.Rank, Fresh: s.Fresh}
	return crawlers.Env{
		Transport: p.Transport,
		Now:       p.Now,
		Log:       p.Log,
		Keep: func(ctx context.Context, source string, pages []crawlers.Page) error {
			err := p.Store.KeepPages(ctx, source, pages)
			p.step("page kept")
			return err
		},
		Sink: func(ctx context.Context, fs []crawlers.Filing) error {
			taken, err := p.Take(ctx, fs, manner)
			v.Added, v.Revised, v.Known, v.History = v.Added+taken.Added, v.Revised+taken.Revised, v.Known+taken.Known, v.History+taken.History
			return err
		},
	}
}

// record writes down how a run ended, unless it was cut off: then it is done
// again.
func (p *Pipeline) record(ctx context.Context, v *store.Visit, r crawlers.Report) error {
	v.State, v.Started, v.Ended = r.State, r.Started, r.Ended
	v.Pages, v.Filings, v.Warnings, v.Outcomes = r.Pages, r.Filings, r.Warnings, r.Outcomes
	if r.Err != nil {
		v.Error = r.Err.Error()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.Log.Info("visit ended", "source", v.Source, "state", v.State, "pages", v.Pages, "filings", v.Filings, "added", v.Added, "revised", v.Revised)
	if err := p.beat(ctx, v); err != nil {
		return err
	}
	if err := p.Store.SaveVisit(ctx, *v); err != nil {
		return err
	}
	return p.trouble(ctx, *v)
}

// A Tally counts what became of filings.
type Tally struct{ Added, Revised, Known, History int }

// Take takes in a batch of filings of one source: what is new or revised is
// stored, with the job to judge it in the same transaction. Seen-before only
// spares work; a memory that is gone, slow or behind changes nothing else.
func (p *Pipeline) Take(ctx context.Context, fs []crawlers.Filing, m store.Manner) (Tally, error) {
	fs = crawlers.UniteSame(fs)
	place, err := p.Store.ID(ctx)
	if err != nil {
		return Tally{}, err
	}
	ids, digests := make([]string, len(fs)), make([]string, len(fs))
	for i := range fs {
		ids[i], digests[i] = place+" "+fs[i].ID(), fs[i].Digest()
	}
	known, err := p.Seen.Known(ctx, ids, digests)
	if err != nil {
		p.Log.Warn("seen cannot be asked; the store decides", "err", err)
		known = make([]bool, len(fs))
	} else {
		p.blind.Store(false)
	}
	var t Tally
	var rest []crawlers.Filing
	var restIDs, restDigests []string
	for i, f := range fs {
		if known[i] {
			t.Known++
			continue
		}
		rest, restIDs, restDigests = append(rest, f), append(restIDs, ids[i]), append(restDigests, digests[i])
	}
	if len(rest) == 0 {
		return t, nil
	}
	if err := p.forget(ctx, restIDs); err != nil {
		return t, err
	}
	taken, err := p.store(ctx, rest, restDigests, m)
	if err != nil {
		return t, fmt.Errorf("take: %w", err)
	}
	p.step("row stored")
	for _, c := range taken.Changes {
		switch c {
		case store.Added:
			t.Added++
		case store.Revised:
			t.Revised++
		case store.Known:
			t.Known++
		}
	}
	t.History = taken.History
	// Only now: a filing remembered before it is stored could be lost.
	if err := p.Seen.Remember(ctx, restIDs, restDigests); err != nil {
		p.Log.Warn("seen cannot be told", "err", err)
	}
	p.step("seen told")
	return t, nil
}

// forget makes the memory forget what is about to be stored. One that cannot be
// told would return with old versions, so nothing of it is believed again.
func (p *Pipeline) forget(ctx context.Context, ids []string) error {
	err := p.Seen.Forget(ctx, ids)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if p.blind.Swap(true) {
		return nil // done for this outage
	}
	p.Log.Warn("seen cannot be told; what it knows is dropped", "err", err)
	return p.Store.Rename(ctx)
}

// store writes a batch and the job to judge it.
func (p *Pipeline) store(ctx context.Context, fs []crawlers.Filing, digests []string, m store.Manner) (taken store.Taken, err error) {
	suits := suitsOf(fs) // read before the one writer is held
	err = p.Store.Tx(ctx, func(tx *sql.Tx) (err error) {
		if taken, err = store.Take(ctx, tx, fs, digests, m, p.Now()); err != nil {
			return err
		}
		if err := store.NoteSuits(ctx, tx, suits); err != nil {
			return err
		}
		if len(taken.Judge) > 0 {
			_, err = p.queue.InsertTx(ctx, tx, judgeArgs{Acts: taken.Judge}, nil)
		}
		return err
	})
	return taken, err
}

// anew is how old an act may be to be told anew when its matter changes.
const anew = 21 * 24 * time.Hour

// Part takes a number out of its matter because a person says so, and has the
// acts that change by it judged again.
func (p *Pipeline) Part(ctx context.Context, key crawlers.Key, who, why string) error {
	return p.Store.Tx(ctx, func(tx *sql.Tx) error { return p.PartIn(ctx, tx, key, who, why) })
}

// PartIn is [Pipeline.Part] within a transaction.
func (p *Pipeline) PartIn(ctx context.Context, tx *sql.Tx, key crawlers.Key, who, why string) error {
	taken, err := store.Part(ctx, tx, key, store.Manner{Fresh: anew}, who, why, p.Now())
	return p.judgeAgain(ctx, tx, taken, err)
}

// Join makes one of the matters of two numbers because a person says so, and
// has the acts that change by it judged again.
func (p *Pipeline) Join(ctx context.Context, a, b crawlers.Key, who, why string) error {
	return p.Store.Tx(ctx, func(tx *sql.Tx) error { return p.JoinIn(ctx, tx, a, b, who, why) })
}

// JoinIn is [Pipeline.Join] within a transaction.
func (p *Pipeline) JoinIn(ctx context.Context, tx *sql.Tx, a, b crawlers.Key, who, why string) error {
	taken, err := store.Join(ctx, tx, a, b, store.Manner{Fresh: anew}, who, why, p.Now())
	return p.judgeAgain(ctx, tx, taken, err)
}

// judgeAgain writes the job to judge what changed in matters.
func (p *Pipeline) judgeAgain(ctx context.Context, tx *sql.Tx, taken store.Taken, err error) error {
	if err != nil || len(taken.Judge) == 0 {
		return err
	}
	_, err = p.queue.InsertTx(ctx, tx, judgeArgs{Acts: taken.Judge}, nil)
	return err
}

// beat records that a place was visited, and whether it showed anything new.
func (p *Pipeline) beat(ctx context.Context, v *store.Visit) error {
	err := p.Store.Beat(ctx, store.BeatVisit, v.Ended)
	if err == nil && v.Added+v.Revised > 0 {
		err = p.Store.Beat(ctx, store.BeatFiling, v.Ended)
	}
	return err
}
