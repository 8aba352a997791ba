package pipeline

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/riverqueue/river"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

type replayArgs struct {
	Replay string `json:"replay"`
}

func (replayArgs) Kind() string { return "replay" }

// InsertOpts lets a replay be tried three times: it reads what is there, and
// what stopped it twice will stop it again.
func (replayArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueReplay, MaxAttempts: replayTries}
}

const (
	replayTries   = 3
	replayTimeout = 20 * time.Minute
	replaySaves   = 2 * time.Second // between two looks at how far it is
)

// Replay has two versions of a place's rule compared on its stored pages, or of
// the thresholds on stored filings. It returns the name by which the store tells
// how far that is. Whoever works does it.
func Replay(ctx context.Context, db *store.DB, r store.Replay) (id string, err error) {
	queue, err := db.Queue(&river.Config{})
	if err != nil {
		return "", err
	}
	r.ID = rand.Text()
	if r.Name == store.Thresholds {
		r.Total, err = db.CountFiled(ctx, r.Since)
	} else {
		r.Total, err = db.CountPages(ctx, r.Name, r.Since)
	}
	if err != nil {
		return "", err
	}
	return r.ID, db.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.AskReplay(ctx, tx, r); err != nil {
			return err
		}
		_, err := queue.InsertTx(ctx, tx, replayArgs{Replay: r.ID}, nil)
		return err
	})
}

type replayer struct {
	river.WorkerDefaults[replayArgs]
	p *Pipeline
}

func (r *replayer) Timeout(*river.Job[replayArgs]) time.Duration { return replayTimeout }

func (r *replayer) Work(ctx context.Context, job *river.Job[replayArgs]) error {
	asked, err := r.p.Store.Replay(ctx, job.Args.Replay)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	compare := r.p.replay
	if asked.Name == store.Thresholds {
		compare = r.p.retold
	}
	done, err := compare(ctx, asked)
	if err != nil && ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err // the program ends: another does it
	}
	if err != nil && job.Attempt < replayTries && ctx.Err() == nil {
		return err
	}
	if err != nil {
		done.State, done.Report = store.ReplayFailed, err.Error()
	}
	return r.p.Store.SaveReplay(context.WithoutCancel(ctx), done, r.p.Now())
}

// replay compares, and says from time to time how far it is.
func (p *Pipeline) replay(ctx context.Context, r store.Replay) (store.Replay, error) {
	var rules [2]listing.Rule
	for i, version := range []int{r.Before, r.After} {
		v, err := p.Store.RuleVersion(ctx, r.Name, version)
		if err != nil {
			return r, err
		}
		if rules[i], err = listing.Decode([]byte(v.Body)); err != nil {
			return r, fmt.Errorf("version %d: %w", version, err)
		}
	}
	r.State, r.Pages = store.ReplayRunning, 0
	said := time.Time{}
	counted := func(yield func(crawlers.Page, error) bool) {
		for page, err := range p.Store.PagesOf(ctx, r.Name, r.Since) {
			if now := p.Now(); err == nil && now.Sub(said) >= replaySaves {
				said, err = now, p.Store.SaveReplay(ctx, r, now)
			}
			if err == nil {
				err = ctx.Err()
			}
			if !yield(page, err) {
				return
			}
			r.Pages++
		}
	}
	got, err := listing.Compare(rules[0], rules[1], iter.Seq2[crawlers.Page, error](counted))
	if err != nil {
		return r, err
	}
	report, err := json.Marshal(got)
	r.State, r.Report, r.Total = store.ReplayDone, string(report), r.Pages
	return r, err
}
