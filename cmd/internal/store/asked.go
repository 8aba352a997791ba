package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Asked returns when a source last had an answer about each thing that it was
// asked for.
func (db *DB) Asked(ctx context.Context, source string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	rows, err := db.read.QueryContext(ctx, `SELECT what, at FROM asked WHERE source = $1`, source)
	err = each(rows, err, func(r *sql.Rows) error {
		var what string
		var at int64
		err := r.Scan(&what, &at)
		out[what] = moment(at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: asked of %s: %w", source, err)
	}
	return out, nil
}

// Answered records that a source has had its answer about a thing, and that all
// of it is in the store.
func (db *DB) Answered(ctx context.Context, source, what string, at time.Time) error {
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO asked (source, what, at) VALUES ($1, $2, $3) ON CONFLICT (source, what) DO UPDATE SET at = excluded.at`, source, what, millis(at))
	if err != nil {
		return fmt.Errorf("store: answered %s: %w", source, err)
	}
	return nil
}
