package pipeline

import (
	"context"
	"database/sql"

	"tocsin/cmd/internal/store"
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
