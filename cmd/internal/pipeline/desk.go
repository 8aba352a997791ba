package pipeline

import (
	"context"
	"database/sql"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Transfer passes a matter on from one center to another because a person says
// so. Why is the reason that the other is told first. The pipeline must have
// been started, in any role; whoever works sends it.
func (p *Pipeline) Transfer(ctx context.Context, tx *sql.Tx, t store.Transfer, why string) error {
	done, err := store.TransferTo(ctx, tx, t, why, p.Centers[t.To])
	if err != nil {
		return err
	}
	return p.sendAll(ctx, tx, done.Deliveries)
}

// Resend puts one delivery that was refused or given up back on its way.
func (p *Pipeline) Resend(ctx context.Context, tx *sql.Tx, delivery string) error {
	if err := store.Resend(ctx, tx, delivery, p.Now()); err != nil {
		return err
	}
	return p.sendAll(ctx, tx, []string{delivery})
}

// Help tells a center, wherever it is told of alerts, that an exporter asks it
// for help with the matter of f. Whom to call is said in the console alone, and
// who asks is said to nobody abroad.
func (p *Pipeline) Help(ctx context.Context, tx *sql.Tx, h store.Help, f crawlers.Filing) error {
	for _, name := range p.Centers[h.Center] {
		to, known := p.to(name)
		if !known {
			continue
		}
		who := h.OrgName
		if to.Abroad != "" {
			who = ""
		}
		m := alerts.HelpAsked("help@"+h.ID+">"+name, p.Now(), who, f, p.Console, to.Language)
		if err := p.addNotice(ctx, tx, store.Notice{ID: m.ID, Destination: name, Made: p.Now(), Message: m}, nil); err != nil {
			return err
		}
	}
	return nil
}

// ResendNotice is Resend of a digest, or of what administrators are told.
func (p *Pipeline) ResendNotice(ctx context.Context, tx *sql.Tx, notice string) error {
	to, err := store.ResendNotice(ctx, tx, notice, p.Now())
	if err != nil {
		return err
	}
	_, err = p.queue.InsertTx(ctx, tx, noticeArgs{Notice: notice, Destination: to}, nil)
	return err
}

// ResendAll puts all that a destination did not take in the last 30 days back on
// its way, and returns how much that is.
func (p *Pipeline) ResendAll(ctx context.Context, tx *sql.Tx, destination string) (int, error) {
	return p.repeat(ctx, tx, store.Repeat{Destination: destination, From: p.Now().Add(-againFor), Until: p.Now().Add(time.Second)})
}
