package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tocsin/alerts"
)

// PutWatchlists stores watchlists, each replacing one of its id.
func (db *DB) PutWatchlists(ctx context.Context, lists []alerts.Watchlist) error {
	return db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := ReplaceWatchlists(ctx, tx, lists)
		return err
	})
}

// ReplaceWatchlists is [DB.PutWatchlists] in a transaction. It returns the lists
// with the entries alone that are new in them, of which some have none.
func ReplaceWatchlists(ctx context.Context, tx *sql.Tx, lists []alerts.Watchlist) (added []alerts.Watchlist, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: watchlists: %w", err)
		}
	}()
	for _, w := range lists {
		var before alerts.Watchlist
		var was string
		err := tx.QueryRowContext(ctx, `SELECT body FROM watchlists WHERE id = $1`, w.ID).Scan(&was)
		if err == nil {
			err = json.Unmarshal([]byte(was), &before)
		} else if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(w)
		if err != nil {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO watchlists (id, body, version) VALUES ($1, $2, 1)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body, version = watchlists.version + 1`, w.ID, string(body))
		if err != nil {
			return nil, err
		}
		w.Entries = alerts.NewEntries(before, w)
		added = append(added, w)
	}
	return added, changedWatchlists(ctx, tx)
}

// DropWatchlist forgets a watchlist, or returns [ErrNotFound]. What was told
// because of it stays.
func (db *DB) DropWatchlist(ctx context.Context, id string) error {
	return db.Tx(ctx, func(tx *sql.Tx) error { return DropWatchlistIn(ctx, tx, id) })
}

// DropWatchlistIn is [DB.DropWatchlist] within a transaction.
func DropWatchlistIn(ctx context.Context, tx *sql.Tx, id string) error {
	err := func() error {
		res, err := tx.ExecContext(ctx, `DELETE FROM watchlists WHERE id = $1`, id)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return changedWatchlists(ctx, tx)
	}()
	if err != nil {
		return fmt.Errorf("store: watchlist %s: %w", id, err)
	}
	return nil
}

// changedWatchlists lets every process read the lists again.
func changedWatchlists(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO settings (key, value) VALUES ('watchlists', '1')
		ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)`)
	return err
}

// WatchVersion changes whenever a watchlist does.
func (db *DB) WatchVersion(ctx context.Context) (int, error) {
	var value string
	err := db.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = 'watchlists'`).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("store: watchlists: %w", err)
	}
	return strconv.Atoi(value)
}

// Watchlists returns all watchlists, those that are paused too.
func (db *DB) Watchlists(ctx context.Context) ([]alerts.Watchlist, error) {
	return db.watchlists(ctx, `1 = 1`)
}

// Watched returns the watchlists that are not paused.
func (db *DB) Watched(ctx context.Context) ([]alerts.Watchlist, error) {
	return db.watchlists(ctx, `paused = 0`)
}

func (db *DB) watchlists(ctx context.Context, which string) ([]alerts.Watchlist, error) {
	var out []alerts.Watchlist
	rows, err := db.read.QueryContext(ctx, `SELECT body FROM watchlists WHERE `+which+` ORDER BY id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var w alerts.Watchlist
		err := json.Unmarshal([]byte(body), &w)
		out = append(out, w)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: watchlists: %w", err)
	}
	return out, nil
}

// Spend adds tokens to what the model has used on a day, unless that would go
// beyond limit. Negative tokens give back what was reserved in vain.
func (db *DB) Spend(ctx context.Context, day string, tokens, limit int64) (ok bool, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO spent (day, tokens) VALUES ($1, 0) ON CONFLICT (day) DO NOTHING`, day); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE spent SET tokens = tokens + $2 WHERE day = $1 AND (CAST($3 AS BIGINT) = 0 OR tokens + $2 <= $3 OR $2 < 0)`, day, tokens, limit)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		ok = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("store: spend: %w", err)
	}
	return ok, nil
}

// Answer returns a model's kept answer.
func (db *DB) Answer(ctx context.Context, key string) (answer string, ok bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT answer FROM answers WHERE key = $1`, key).Scan(&answer)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("store: answer: %w", err)
	}
	return answer, true, nil
}

// KeepAnswer keeps a model's answer, so that the same question costs once.
func (db *DB) KeepAnswer(ctx context.Context, key, answer string, tokens int64, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO answers (key, answer, tokens, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING`, key, answer, tokens, millis(now))
	if err != nil {
		return fmt.Errorf("store: answer: %w", err)
	}
	return nil
}
