package store

import (
	"context"
	"fmt"
	"time"
)

// Heard reports whether a delivery to a source's hook has been taken in whole.
func (db *DB) Heard(ctx context.Context, source, key string) (bool, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM hooks WHERE source = $1 AND key = $2`, source, key).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("store: hook of %s: %w", source, err)
	}
	return n > 0, nil
}

// Hear records that a delivery to a source's hook has been taken in whole: its
// page and its filings are in the store.
func (db *DB) Hear(ctx context.Context, source, key string, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `INSERT INTO hooks (source, key, at) VALUES ($1, $2, $3) ON CONFLICT (source, key) DO NOTHING`, source, key, millis(now))
	if err != nil {
		return fmt.Errorf("store: hook of %s: %w", source, err)
	}
	return nil
}

// ForgetHooks drops deliveries taken in before the given time, which their
// senders try no more.
func (db *DB) ForgetHooks(ctx context.Context, before time.Time) error {
	if _, err := db.write.ExecContext(ctx, `DELETE FROM hooks WHERE at < $1`, millis(before)); err != nil {
		return fmt.Errorf("store: forget hooks: %w", err)
	}
	return nil
}
