package pipeline

import (
	"context"
	"database/sql"
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
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		deliveries, notices, err := store.Again(ctx, tx, destination, p.Now().Add(-againFor), p.Now())
		if n = len(deliveries) + len(notices); err != nil || n == 0 {
			return err
		}
		jobs := make([]river.InsertManyParams, 0, n)
		for _, id := range deliveries {
			jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{Delivery: id}})
		}
		for _, id := range notices {
			jobs = append(jobs, river.InsertManyParams{Args: noticeArgs{Notice: id, Destination: destination}})
		}
		_, err = p.queue.InsertManyTx(ctx, tx, jobs)
		return err
	})
	return n, err
}
