package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Once is a request that a program names, so that it may repeat it without
// having anything done twice.
type Once struct {
	Account string
	Key     string
	Asked   string // a hash of all that was asked
	At      time.Time

	// What was answered; status 0 is nothing yet.
	Status int
	ETag   string
	Body   string
}

// Of a name that was used for something else, and of one that is being answered.
var (
	ErrOther = errors.New("the key was used for another request")
	ErrBusy  = errors.New("the request of the key is being answered")
)

// How long a name is kept, and how long after its beginning a request that has
// no answer may be taken for one whose node died.
const (
	onceFor   = 24 * time.Hour
	onceTaken = 2 * time.Minute
)

// BeginOnce takes a name for a request. Where the request was answered before it
// returns that answer, with first false.
func (db *DB) BeginOnce(ctx context.Context, o Once) (_ Once, first bool, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM idempotency WHERE at < $1 OR status = 0 AND at < $2`, millis(o.At.Add(-onceFor)), millis(o.At.Add(-onceTaken))); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `
			INSERT INTO idempotency (account, key, asked, at, status, etag, body) VALUES ($1, $2, $3, $4, 0, '', '') ON CONFLICT (account, key) DO NOTHING`,
			o.Account, o.Key, o.Asked, millis(o.At))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if first = n > 0; err != nil || first {
			return err
		}
		var asked string
		err = tx.QueryRowContext(ctx, `SELECT asked, status, etag, body FROM idempotency WHERE account = $1 AND key = $2`, o.Account, o.Key).
			Scan(&asked, &o.Status, &o.ETag, &o.Body)
		switch {
		case err != nil:
			return err
		case asked != o.Asked:
			return ErrOther
		case o.Status == 0:
			return ErrBusy
		}
		return nil
	})
	if err != nil {
		return Once{}, false, fmt.Errorf("store: request %s: %w", o.Key, err)
	}
	return o, first, nil
}

// EndOnce keeps the answer to a request; status 0 gives its name back, for who
// tries again.
func (db *DB) EndOnce(ctx context.Context, o Once) error {
	var err error
	if o.Status == 0 {
		_, err = db.write.ExecContext(ctx, `DELETE FROM idempotency WHERE account = $1 AND key = $2`, o.Account, o.Key)
	} else {
		_, err = db.write.ExecContext(ctx, `UPDATE idempotency SET status = $3, etag = $4, body = $5 WHERE account = $1 AND key = $2`, o.Account, o.Key, o.Status, o.ETag, o.Body)
	}
	if err != nil {
		return fmt.Errorf("store: request %s: %w", o.Key, err)
	}
	return nil
}
