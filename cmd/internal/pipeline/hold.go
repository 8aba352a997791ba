package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// What holds a delivery back: how its destination wants to be told, and how
// much it takes in a while. Both are asked before its first try only; what was
// tried goes on as it went.

// burstWait is how long a destination may be busy before what waits for it is
// told in one message.
const burstWait = 30 * time.Second

// hold decides whether a delivery goes out now. If not, it is left to a digest
// or to nobody (done), or waits. Others may be about to go out at the same
// moment: its try is to begin within share.
func (p *Pipeline) hold(ctx context.Context, id string) (share store.Share, wait time.Duration, done bool, err error) {
	parcel, fresh, err := p.Store.Look(ctx, id, p.Now())
	if err != nil {
		return share, 0, false, err
	}
	to, known := p.to(parcel.Destination)
	if !known || !fresh {
		wait, err = p.turn(ctx, parcel.Destination, to)
		return share, wait, false, err
	}
	now, a := p.Now(), parcel.Alert
	for _, other := range parcel.Others {
		a = both(a, other)
	}
	urgent := alerts.Urgent(a, now)
	var today alerts.Today
	if to.Manner.Budget > 0 && !urgent {
		if today, err = p.Store.Today(ctx, parcel.Destination, to.Manner.Midnight(now), a); err != nil {
			return share, 0, false, err
		}
	}
	d, wait := to.Manner.Decide(a, urgent, today, now)
	if !urgent && d != alerts.TellNot && to.Manner.Digest.Days != "" { // without a digest it would never be told
		if _, muted, err := p.muted(ctx, parcel, now); err != nil {
			return share, 0, false, err
		} else if muted {
			return share, 0, true, p.leave(ctx, id, store.Held)
		}
	}
	switch d {
	case alerts.TellLater:
		return share, wait, false, nil
	case alerts.TellNot:
		return share, 0, true, p.leave(ctx, id, store.Unwanted)
	case alerts.TellDigest:
		if to.Manner.Spent(a, today.All) {
			if err := p.noisy(ctx, parcel.Destination, to.Manner); err != nil {
				return share, 0, false, err
			}
		}
		return share, 0, true, p.leave(ctx, id, store.Held)
	}
	if urgent {
		if err := p.Store.Urge(ctx, id); err != nil {
			return share, 0, false, err
		}
	} else if a.Corrected == "" && (to.Manner.Digest.Days != "" || to.Manner.Brief) { // where neither is, more is told than the budget says
		share = store.Share{Most: to.Manner.Budget, OfMark: to.Manner.MarkBudget(), Since: to.Manner.Midnight(now), Alert: a}
	}
	wait, err = p.turn(ctx, parcel.Destination, to)
	if err != nil || wait < burstWait || urgent {
		return share, wait, false, err
	}
	return share, 0, true, p.burst(ctx, id, parcel.Destination, wait)
}

// turn takes one message of what a destination takes in a while, over all
// nodes, or says how long until one may be sent.
func (p *Pipeline) turn(ctx context.Context, destination string, to Destination) (wait time.Duration, err error) {
	if len(to.Rate) == 0 {
		return 0, nil
	}
	return p.Store.SpendRequest(ctx, "to "+destination, to.Rate, p.Now())
}

// leave leaves a delivery to the planned digest, or to nobody.
func (p *Pipeline) leave(ctx context.Context, id, state string) error {
	return p.Store.Tx(ctx, func(tx *sql.Tx) error { return store.Hold(ctx, tx, id, state, p.Now()) })
}

// burst leaves a delivery to a digest that is sent as soon as its destination
// takes something again, at a whole minute. Deliveries of one minute share the
// job, which has not begun while one may still join it: a digest that is being
// written may have looked for them already.
func (p *Pipeline) burst(ctx context.Context, id, destination string, wait time.Duration) error {
	now := p.Now()
	wake := now.Add(wait).Truncate(time.Minute).Add(time.Minute)
	err := p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.Hold(ctx, tx, id, store.Held, now); err != nil {
			return err
		}
		_, err := p.queue.InsertTx(ctx, tx, digestArgs{Destination: destination, Wake: wake.UTC()}, &river.InsertOpts{
			Queue: queueDeliver, ScheduledAt: wake, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished},
		})
		return err
	})
	if err == nil {
		p.step("held")
	}
	return err
}

// noisy tells administrators once a day that somebody is told too much.
func (p *Pipeline) noisy(ctx context.Context, destination string, m alerts.Manner) error {
	now := p.Now()
	return p.tellAdmins(ctx, func(to string, language string) alerts.Message {
		id := fmt.Sprintf("noisy@%s@%s>%s", destination, m.Midnight(now).Format(time.DateOnly), to)
		return alerts.Noisy(id, now, destination, m.Budget, p.Console, language)
	})
}

// tellAdmins writes a notice to each destination of the administrators. One of
// an id that was written before is not written again.
func (p *Pipeline) tellAdmins(ctx context.Context, say func(destination, language string) alerts.Message) error {
	return p.Store.Tx(ctx, func(tx *sql.Tx) error {
		for _, name := range p.Admins {
			m := say(name, p.Destinations[name].Language)
			if err := p.addNotice(ctx, tx, store.Notice{ID: m.ID, Destination: name, Made: p.Now(), Message: m}, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// addNotice writes a notice and its job.
func (p *Pipeline) addNotice(ctx context.Context, tx *sql.Tx, n store.Notice, tells []string) error {
	added, err := store.AddNotice(ctx, tx, n, tells)
	if err != nil || !added {
		return err
	}
	_, err = p.queue.InsertTx(ctx, tx, noticeArgs{Notice: n.ID, Destination: n.Destination}, nil)
	return err
}
