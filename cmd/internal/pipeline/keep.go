package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// Tasks of housekeeping.
const (
	taskAgain = "judge-again" // acts the rules judged for want of a model
	taskPages = "pages"       // pages and all else that nobody needs any more
	taskHooks = "hooks"       // deliveries nobody sends any more
	taskDrift = "drift"       // false alarms that become more
)

type keepArgs struct {
	Task string `json:"task"`
}

func (keepArgs) Kind() string { return "keep" }

func (keepArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// retainFor bounds one run; the next goes on where it ended.
const retainFor = time.Hour

func (k *keeper) Timeout(job *river.Job[keepArgs]) time.Duration {
	if job.Args.Task == taskPages {
		return retainFor
	}
	return 0 // as all jobs have it
}

type keeper struct {
	river.WorkerDefaults[keepArgs]
	p *Pipeline
}

func (k *keeper) Work(ctx context.Context, job *river.Job[keepArgs]) error {
	switch job.Args.Task {
	case taskAgain:
		return k.p.JudgeAgain(ctx)
	case taskPages:
		gone, err := k.p.Store.Retain(ctx, k.p.Keep, k.p.Now())
		for _, o := range gone {
			if o.Rows > 0 {
				k.p.Log.Info("outdated and dropped", "kind", o.Kind, "rows", o.Rows, "before", o.Before)
			}
		}
		if err != nil {
			return err
		}
		return k.p.Store.Analyze(ctx)
	case taskHooks:
		return k.p.Store.ForgetHooks(ctx, k.p.Now().Add(-heardFor))
	case taskDrift:
		return k.p.Drift(ctx)
	default:
		return fmt.Errorf("no task %q", job.Args.Task)
	}
}

// JudgeAgain gives acts that wait for the model to it, if it can be asked.
func (p *Pipeline) JudgeAgain(ctx context.Context) error {
	if p.ModelReady == nil || !p.ModelReady() {
		return nil
	}
	ids, err := p.Store.Waiting(ctx, settleAtOnce)
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = p.queue.Insert(ctx, judgeArgs{Acts: ids, Again: true}, &river.InsertOpts{
		Queue: queueJudge, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished},
	})
	return err
}
