package pipeline

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"
)

// Tasks of housekeeping.
const (
	taskAgain = "judge-again" // acts the rules judged for want of a model
	taskPages = "pages"       // pages nobody needs any more
	taskHooks = "hooks"       // deliveries nobody sends any more
)

type keepArgs struct {
	Task string `json:"task"`
}

func (keepArgs) Kind() string { return "keep" }

func (keepArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
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
		if k.p.KeepPages <= 0 {
			return nil
		}
		n, err := k.p.Store.ForgetPages(ctx, k.p.Now().Add(-k.p.KeepPages))
		if n > 0 {
			k.p.Log.Info("old pages dropped", "pages", n)
		}
		return err
	case taskHooks:
		return k.p.Store.ForgetHooks(ctx, k.p.Now().Add(-heardFor))
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
