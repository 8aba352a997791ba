package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"tocsin/cmd/internal/store"
)

// againFor is how far back what a destination did not take is worth sending to
// it after all: an older alert would look like news.
const againFor = 30 * 24 * time.Hour

// Again puts what a destination refused, or what was given up, of the last 30
// days back on its way, and returns how much that is. The pipeline must have
// been started, in any role; whoever works sends it.
func (p *Pipeline) Again(ctx context.Context, destination string) (n int, err error) {
	return p.Repeat(ctx, store.Repeat{Destination: destination, From: p.Now().Add(-againFor)}, false)
}

// Repeat puts messages back on their way and returns how many they are; with
// count it only says how many they would be. A zero Until is now.
func (p *Pipeline) Repeat(ctx context.Context, of store.Repeat, count bool) (n int, err error) {
	if of.Until.IsZero() {
		of.Until = p.Now().Add(time.Second)
	}
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if n, err = p.repeat(ctx, tx, of); err == nil && count {
			err = errCounted
		}
		return err
	})
	if errors.Is(err, errCounted) {
		err = nil
	}
	return n, err
}

// repeat is Repeat in a transaction.
func (p *Pipeline) repeat(ctx context.Context, tx *sql.Tx, of store.Repeat) (n int, err error) {
	deliveries, notices, err := store.Again(ctx, tx, of, p.Now())
	if n = len(deliveries) + len(notices); err != nil || n == 0 {
		return n, err
	}
	jobs := make([]river.InsertManyParams, 0, n)
	for _, id := range deliveries {
		jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{Delivery: id}})
	}
	for _, id := range notices {
		jobs = append(jobs, river.InsertManyParams{Args: noticeArgs{Notice: id, Destination: of.Destination}})
	}
	_, err = p.queue.InsertManyTx(ctx, tx, jobs)
	return n, err
}

// errCounted takes back what was only counted.
var errCounted = errors.New("counted")
