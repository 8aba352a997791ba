package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// answering are the rules by which those who were served answer.
var answering = []string{"frcp.answer", "itc.response", "itc.teo_response"}

// ErrNoAnswer means that no act of a matter is one to be answered.
var ErrNoAnswer = errors.New("nothing in the matter is answered within a time from service")

// Served notes how papers were served in a matter, counts the time to answer
// from it, and tells everybody who was told of the matter. No source says when
// that was: a person who knows does. The pipeline must have been started, in
// any role; whoever works sends it.
func (p *Pipeline) Served(ctx context.Context, key crawlers.Key, s alerts.Service) (told int, err error) {
	note, err := p.Serve(ctx, key, s)
	if err != nil {
		return 0, err
	}
	err = p.Store.Tx(ctx, func(tx *sql.Tx) (err error) {
		told, err = note(ctx, tx)
		return err
	})
	return told, err
}

// Serve is [Pipeline.Served] in two steps: it works out what follows, and returns
// what writes that in a transaction.
func (p *Pipeline) Serve(ctx context.Context, key crawlers.Key, s alerts.Service) (note func(context.Context, *sql.Tx) (told int, err error), err error) {
	m, err := p.Store.FindMatter(ctx, key)
	if err != nil {
		return nil, err
	}
	act, rows, record, err := p.answered(ctx, m, s)
	if err != nil {
		return nil, err
	}
	_, tell, err := p.lists(ctx)
	if err != nil {
		return nil, err
	}
	now := p.Now()
	return func(ctx context.Context, tx *sql.Tx) (told int, err error) {
		if err := store.NoteService(ctx, tx, key, s, now); err != nil {
			return 0, err
		}
		if err := store.Recount(ctx, tx, act, rows, now); err != nil {
			return 0, err
		}
		fact := "served:" + s.Day + "（" + s.State.Text().ZH + "）"
		done, err := store.Retell(ctx, tx, store.Retelling{Matter: m.ID, Act: act, Fact: fact}, func(a alerts.Alert) store.Told {
			a.Clock, a.NoClock, a.Gained = record, "", []string{fact}
			to := tell[a.Subscriber]
			if to == nil {
				to = p.Centers[a.Subscriber]
			}
			return store.Told{Alert: a, Destinations: to}
		}, now)
		if err != nil {
			return 0, err
		}
		return len(done.Alerts), p.sendAll(ctx, tx, done.Deliveries)
	}, nil
}

// answered finds the latest act of a matter that is answered within a time from
// service, and counts it.
func (p *Pipeline) answered(ctx context.Context, m store.Matter, s alerts.Service) (act string, rows []store.Clock, record *clock.Record, err error) {
	_, rules, err := p.inForce(ctx)
	if err != nil {
		return "", nil, nil, err
	}
	for _, a := range slices.Backward(m.Acts) {
		f, v, ok, err := p.Store.Judged(ctx, a.ID)
		if err != nil {
			return "", nil, nil, err
		}
		if !ok { // history, which nobody judged
			if v, _, err = p.judge(ctx, f); err != nil {
				return "", nil, nil, err
			}
		}
		if v.Not() {
			continue
		}
		rows, record, _, err := p.run(rules, f, v, &s)
		if err != nil {
			return "", nil, nil, err
		}
		if record != nil && slices.Contains(answering, record.Rule) || slices.ContainsFunc(rows, func(c store.Clock) bool { return slices.Contains(answering, c.Rule) }) {
			return a.ID, rows, record, nil
		}
	}
	return "", nil, nil, fmt.Errorf("%s: %w", m.ID, ErrNoAnswer)
}
