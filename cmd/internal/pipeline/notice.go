package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

type noticeArgs struct {
	Notice      string `json:"notice"`
	Destination string `json:"destination"`
}

func (noticeArgs) Kind() string                 { return "notice" }
func (noticeArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueDeliver} }

type crier struct {
	river.WorkerDefaults[noticeArgs]
	p *Pipeline
}

func (c *crier) Work(ctx context.Context, job *river.Job[noticeArgs]) error {
	again, err := c.p.notify(ctx, job.Args, job.CreatedAt)
	return ended(ctx, again, err)
}

// notify tries a notice once and records how it went, as deliver does.
func (p *Pipeline) notify(ctx context.Context, args noticeArgs, due time.Time) (again time.Duration, err error) {
	id, began := args.Notice, p.Now()
	if _, _, err := p.lists(ctx); err != nil { // and the contacts with them
		return 0, err
	}
	if p.destination(args.Destination).Lacks != nil {
		return lackWait, nil
	}
	if wait := p.lanes.enter(args.Destination, began); wait > 0 {
		return wait, nil
	}
	var took time.Duration
	var well bool
	defer func() { p.lanes.leave(args.Destination, began, took, well) }()
	wait, err := p.turn(ctx, args.Destination, p.destination(args.Destination))
	if err != nil || wait > 0 {
		return wait, err
	}
	n, ok, err := p.Store.BeginNotice(ctx, id, p.Now())
	if err != nil || !ok {
		return 0, err
	}
	asked := p.Now()
	sent := errUnsure
	if !n.Maybe || !p.destination(args.Destination).Once {
		sent = p.sendNotice(ctx, n)
	}
	took, well = p.Now().Sub(asked), answered(sent)
	p.step("notice sent")
	if ctx.Err() != nil && !answered(sent) {
		return 0, ctx.Err() // stays "sending": how it ended is unknown
	}
	sent = p.destination(args.Destination).sure(sent)
	d, again := after(store.Delivery{ID: n.ID, State: n.State, Tries: n.Tries}, sent, min(p.Now().Sub(n.Made), p.Now().Sub(due)))
	if sent != nil {
		p.Log.Warn("not delivered", "notice", id, "try", n.Tries, "state", d.State, "err", sent)
	}
	n.State, n.Tries, n.Error, n.Abroad = d.State, d.Tries, d.Error, p.destination(args.Destination).Abroad
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	if err := p.Store.EndNotice(record, n, p.Now()); err != nil {
		return 0, err
	}
	if sent == nil && n.Message.Type == TypeCanary {
		if err := p.Store.Beat(record, store.BeatCanary, p.Now()); err != nil {
			p.Log.Warn("that a test filing arrived is not kept", "err", err)
		}
	}
	p.step("notice recorded")
	if sent == nil {
		p.Log.Info("delivered", "notice", id, "try", n.Tries)
	}
	p.observe(Event{Notice: &n})
	return again, nil
}

func (p *Pipeline) sendNotice(ctx context.Context, n store.Notice) error {
	to, ok := p.to(n.Destination)
	if !ok {
		return fmt.Errorf("%w: destination %q is not configured", alerts.ErrRefused, n.Destination)
	}
	if err := p.gone(ctx, n.Destination); err != nil {
		return err
	}
	n.Message.Maybe = n.Maybe
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return p.heed(ctx, n.Destination, to.Notify(ctx, n.Message))
}
