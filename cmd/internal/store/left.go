package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// A Leaving says that a reader of letters asked to be told no more through a
// destination. Of the address it keeps a hash, by which it is known again, and
// what people are shown of it.
type Leaving struct {
	Destination string    `json:"destination"`
	Masked      string    `json:"address"` // z***@example.cn
	At          time.Time `json:"at"`

	// When, by whom and why they are written to again.
	Back    time.Time `json:"back,omitzero"`
	BackBy  string    `json:"back_by,omitempty"`
	BackWhy string    `json:"back_why,omitempty"`
}

// addressHash is that of a reader. A mail server may tell capitals apart before
// the @; no reader does.
func addressHash(destination, address string) string {
	sum := sha256.Sum256([]byte("left\n" + destination + "\n" + strings.ToLower(address)))
	return hex.EncodeToString(sum[:])
}

// Leave records that the reader at an address wants to be told no more. It
// reports whether they were told until now: who leaves twice left once.
func (db *DB) Leave(ctx context.Context, destination, address, masked string, now time.Time) (bool, error) {
	res, err := db.write.ExecContext(ctx, `
		INSERT INTO lefts (destination, address_hash, masked, at, back, back_by, back_why) VALUES ($1, $2, $3, $4, 0, '', '')
		ON CONFLICT DO NOTHING`, destination, addressHash(destination, address), masked, millis(now))
	var n int64
	if err == nil {
		n, err = res.RowsAffected()
	}
	if err != nil {
		return false, fmt.Errorf("store: leave %s: %w", destination, err)
	}
	return n > 0, nil
}

// Left reports whether the reader at an address has left a destination.
func (db *DB) Left(ctx context.Context, destination, address string) (left bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM lefts WHERE destination = $1 AND address_hash = $2 AND back = 0`,
		destination, addressHash(destination, address)).Scan(&left)
	if err != nil {
		return false, fmt.Errorf("store: left %s: %w", destination, err)
	}
	return left, nil
}

// Return records that somebody who left asked to be told again, by whom and
// why they are. Who is not away is [ErrNotFound].
func (db *DB) Return(ctx context.Context, destination, address, by, why string, now time.Time) error {
	return db.Tx(ctx, func(tx *sql.Tx) error { return ReturnIn(ctx, tx, destination, address, by, why, now) })
}

// ReturnIn is [DB.Return] within a transaction.
func ReturnIn(ctx context.Context, tx *sql.Tx, destination, address, by, why string, now time.Time) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE lefts SET back = $3, back_by = $4, back_why = $5 WHERE destination = $1 AND address_hash = $2 AND back = 0`,
		destination, addressHash(destination, address), millis(now), by, why)
	var n int64
	if err == nil {
		n, err = res.RowsAffected()
	}
	if err != nil {
		return fmt.Errorf("store: back to %s: %w", destination, err)
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// Lefts returns who ever left, the newest first.
func (db *DB) Lefts(ctx context.Context) ([]Leaving, error) {
	var out []Leaving
	rows, err := db.read.QueryContext(ctx, `
		SELECT destination, masked, at, back, back_by, back_why FROM lefts ORDER BY at DESC, destination, address_hash`)
	err = each(rows, err, func(r *sql.Rows) error {
		var l Leaving
		var at, back int64
		err := r.Scan(&l.Destination, &l.Masked, &at, &back, &l.BackBy, &l.BackWhy)
		l.At = moment(at)
		if back > 0 {
			l.Back = moment(back)
		}
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: lefts: %w", err)
	}
	return out, nil
}
