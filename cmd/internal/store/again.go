package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Retried counts the deliveries that a destination has still not taken although
// their alerts were told before a time, by destination.
func (db *DB) Retried(ctx context.Context, before time.Time) (map[string]int, error) {
	n, err := db.tally(ctx, `
		SELECT d.destination, COUNT(*) FROM deliveries d JOIN alerts a ON a.id = d.alert AND a.revision = d.revision
		WHERE d.state IN ('due', 'sending') AND d.error <> '' AND a.told < $1 GROUP BY d.destination`, millis(before))
	if err != nil {
		return nil, fmt.Errorf("store: retried deliveries: %w", err)
	}
	return n, nil
}

// Again makes the deliveries to a destination that were refused or given up
// since a time due once more, as if they had never been tried, and returns
// their names. Their jobs are for the caller to write, in the same transaction.
func Again(ctx context.Context, tx *sql.Tx, destination string, since, now time.Time) ([]string, error) {
	var out []string
	rows, err := tx.QueryContext(ctx, `
		UPDATE deliveries SET state = 'due', tries = 0, error = '', notice = '', at = $3
		WHERE destination = $1 AND state IN ('refused', 'dead') AND at >= $2 RETURNING id`, destination, millis(since), millis(now))
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: deliveries to %s again: %w", destination, err)
	}
	return out, nil
}
