package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// gone refuses a message to a destination that said it is gone.
func (p *Pipeline) gone(ctx context.Context, destination string) error {
	all, err := p.Store.Stopped(ctx)
	if err != nil {
		return err
	}
	if s, ok := all[destination]; ok {
		return fmt.Errorf("%w: it said on %s that it is gone; tocsin send %s tries it again", alerts.ErrRefused, s.At.Format(time.DateOnly), destination)
	}
	return nil
}

// heed returns how a try ended. A destination that says it is gone is told
// nothing any more, and the other administrators hear of it.
func (p *Pipeline) heed(ctx context.Context, destination string, sent error) error {
	if !errors.Is(sent, alerts.ErrGone) {
		return sent
	}
	now := p.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	err := p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.StopDestination(ctx, tx, store.Stop{Destination: destination, Why: sent.Error(), At: now}); err != nil {
			return err
		}
		for _, name := range slices.DeleteFunc(slices.Clone(p.Admins), func(s string) bool { return s == destination }) {
			id := fmt.Sprintf("gone@%s@%s>%s", destination, now.UTC().Format(time.DateOnly), name)
			m := alerts.Gone(id, now, destination, p.Console, p.Destinations[name].Language)
			if err := p.addNotice(ctx, tx, store.Notice{ID: id, Destination: name, Made: now, Message: m}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%w, which could not be kept: %w", sent, err)
	}
	return sent
}
