package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Feed is a secret address at which a subscriber's alerts and clocks are
// read. The secret itself is kept nowhere.
type Feed struct {
	ID         string
	Subscriber string
	Made       time.Time
	Revoked    time.Time // zero while it is in force
}

const feedColumns = `id, subscriber, made, revoked`

func scanFeed(r interface{ Scan(...any) error }) (Feed, error) {
	var f Feed
	var made, revoked int64
	err := r.Scan(&f.ID, &f.Subscriber, &made, &revoked)
	f.Made = moment(made)
	if revoked > 0 {
		f.Revoked = moment(revoked)
	}
	return f, err
}

// AddFeed opens a feed whose secret has the hash.
func (db *DB) AddFeed(ctx context.Context, f Feed, hash string) error {
	_, err := db.write.ExecContext(ctx, `INSERT INTO feeds (secret, id, subscriber, made, revoked) VALUES ($1, $2, $3, $4, 0)`,
		hash, f.ID, f.Subscriber, millis(f.Made))
	if err != nil {
		return fmt.Errorf("store: feed %s: %w", f.ID, err)
	}
	return nil
}

// FindFeed returns the feed whose secret has the hash; ok is false if there is
// none, or it was revoked.
func (db *DB) FindFeed(ctx context.Context, hash string) (_ Feed, ok bool, err error) {
	f, err := scanFeed(db.read.QueryRowContext(ctx, `SELECT `+feedColumns+` FROM feeds WHERE secret = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return Feed{}, false, nil
	}
	if err != nil {
		return Feed{}, false, fmt.Errorf("store: feed: %w", err)
	}
	return f, f.Revoked.IsZero(), nil
}

// RevokeFeed closes a feed for good, or returns [ErrNotFound].
func (db *DB) RevokeFeed(ctx context.Context, id string, now time.Time) error {
	res, err := db.write.ExecContext(ctx, `UPDATE feeds SET revoked = $2 WHERE id = $1 AND revoked = 0`, id, millis(now))
	if err != nil {
		return fmt.Errorf("store: feed %s: %w", id, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("store: feed %s: %w", id, err)
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// Feeds returns all feeds, the revoked too, the newest first.
func (db *DB) Feeds(ctx context.Context) ([]Feed, error) {
	var out []Feed
	rows, err := db.read.QueryContext(ctx, `SELECT `+feedColumns+` FROM feeds ORDER BY made DESC, id`)
	err = each(rows, err, func(r *sql.Rows) error {
		f, err := scanFeed(r)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: feeds: %w", err)
	}
	return out, nil
}
