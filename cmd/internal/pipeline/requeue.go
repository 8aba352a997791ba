package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tocsin/cmd/internal/store"
)

// A moved job is one that another store's queue held.
type moved struct {
	kind string
	args json.RawMessage
}

func (m moved) Kind() string                 { return m.kind }
func (m moved) MarshalJSON() ([]byte, error) { return m.args, nil }

// Requeue returns what puts the jobs of another store into the queue of db,
// each as it was planned. What is planned again by itself is left out.
func Requeue(db *store.DB) (store.Requeue, error) {
	queue, err := db.Queue(&river.Config{})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return func(ctx context.Context, tx *sql.Tx, job *rivertype.JobRow) error {
		switch job.Kind {
		case tickArgs{}.Kind(), keepArgs{}.Kind():
			return nil
		case visitArgs{}.Kind(): // which one at a time is told by its own type
			var args visitArgs
			if err := json.Unmarshal(job.EncodedArgs, &args); err != nil {
				return err
			}
			_, err := queue.InsertTx(ctx, tx, args, nil)
			return err
		}
		opts := river.InsertOpts{Queue: job.Queue, Priority: job.Priority, MaxAttempts: job.MaxAttempts}
		if job.State == rivertype.JobStateScheduled || job.State == rivertype.JobStateRetryable {
			opts.ScheduledAt = job.ScheduledAt
		}
		_, err := queue.InsertTx(ctx, tx, moved{job.Kind, job.EncodedArgs}, &opts)
		return err
	}, nil
}
