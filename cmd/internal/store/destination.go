package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// FirstOf returns the first message of a thread, as its service calls it; empty
// if there is none.
func (db *DB) FirstOf(ctx context.Context, thread string) (first string, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT first FROM threads WHERE thread = $1`, thread).Scan(&first)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("store: thread %s: %w", thread, err)
	}
	return first, nil
}

// KeepFirst keeps the first message of a thread. One that is there stays, unless
// it is the one that was lost.
func (db *DB) KeepFirst(ctx context.Context, thread, first, lost string) error {
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO threads (thread, first) VALUES ($1, $2)
		ON CONFLICT (thread) DO UPDATE SET first = excluded.first WHERE threads.first = $3`, thread, first, lost)
	if err != nil {
		return fmt.Errorf("store: thread %s: %w", thread, err)
	}
	return nil
}

// A Stop is a destination that said it is gone.
type Stop struct {
	Destination string
	Why         string
	At          time.Time
}

// StopDestination has a destination told nothing more.
func StopDestination(ctx context.Context, tx *sql.Tx, s Stop) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO stopped (destination, why, at) VALUES ($1, $2, $3) ON CONFLICT (destination) DO NOTHING`,
		s.Destination, s.Why, millis(s.At))
	if err != nil {
		return fmt.Errorf("store: stop %s: %w", s.Destination, err)
	}
	return nil
}

// Resume has a destination told again; it may never have been stopped.
func (db *DB) Resume(ctx context.Context, destination string) error {
	return db.Tx(ctx, func(tx *sql.Tx) error { return ResumeIn(ctx, tx, destination) })
}

// ResumeIn is [DB.Resume] within a transaction.
func ResumeIn(ctx context.Context, tx *sql.Tx, destination string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM stopped WHERE destination = $1`, destination); err != nil {
		return fmt.Errorf("store: resume %s: %w", destination, err)
	}
	return nil
}

// Stopped returns the destinations that said they are gone, by name.
func (db *DB) Stopped(ctx context.Context) (map[string]Stop, error) {
	out := map[string]Stop{}
	rows, err := db.read.QueryContext(ctx, `SELECT destination, why, at FROM stopped`)
	err = each(rows, err, func(r *sql.Rows) error {
		var s Stop
		var at int64
		err := r.Scan(&s.Destination, &s.Why, &at)
		s.At = moment(at)
		out[s.Destination] = s
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: stopped destinations: %w", err)
	}
	return out, nil
}
