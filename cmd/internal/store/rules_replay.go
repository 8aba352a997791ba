package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// The states of a replay.
const (
	ReplayWaiting = "waiting"
	ReplayRunning = "running"
	ReplayDone    = "done"
	ReplayFailed  = "failed"
)

// A Replay compares what two versions of a rule make of stored pages.
type Replay struct {
	ID      string
	Name    string // of the place
	Before  int    // the versions
	After   int
	Since   time.Time // pages fetched from then on
	Asked   time.Time
	By      string
	State   string
	Pages   int // read so far
	Total   int
	Changed time.Time // when any of this last was
	Report  string    // JSON when done, why not when failed
}

// AskReplay stores a replay that waits, and what its asking is: a deed. Its job
// is for the caller to write, in the same transaction.
func AskReplay(ctx context.Context, tx *sql.Tx, r Replay) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rule_replays (id, name, before, after, since, asked, person, state, pages, total, changed, report)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $6, '')`,
		r.ID, r.Name, r.Before, r.After, millis(r.Since), millis(r.Asked), r.By, r.Total)
	if err != nil {
		return fmt.Errorf("store: ask for replay of %s: %w", r.Name, err)
	}
	return Record(ctx, tx, Deed{At: r.Asked, Who: r.By, What: "rule.replay", On: r.Name, Detail: fmt.Sprintf("versions %d and %d", r.Before, r.After)})
}

// SaveReplay writes how far a replay is, unless it ended before.
func (db *DB) SaveReplay(ctx context.Context, r Replay, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `
		UPDATE rule_replays SET state = $2, pages = $3, total = $4, changed = $5, report = $6 WHERE id = $1 AND state IN ('waiting', 'running')`,
		r.ID, r.State, r.Pages, r.Total, millis(now), r.Report)
	if err != nil {
		return fmt.Errorf("store: replay %s: %w", r.ID, err)
	}
	return nil
}

const replayColumns = `id, name, before, after, since, asked, person, state, pages, total, changed, report`

func scanReplay(row interface{ Scan(...any) error }) (r Replay, err error) {
	var since, asked, changed int64
	err = row.Scan(&r.ID, &r.Name, &r.Before, &r.After, &since, &asked, &r.By, &r.State, &r.Pages, &r.Total, &changed, &r.Report)
	r.Since, r.Asked, r.Changed = moment(since), moment(asked), moment(changed)
	return r, err
}

// Replay returns a replay, or [ErrNotFound].
func (db *DB) Replay(ctx context.Context, id string) (Replay, error) {
	r, err := scanReplay(db.read.QueryRowContext(ctx, `SELECT `+replayColumns+` FROM rule_replays WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("store: replay %s: %w", id, err)
	}
	return r, nil
}

// Replays returns the newest n replays of a place's rule.
func (db *DB) Replays(ctx context.Context, name string, n int) (out []Replay, err error) {
	rows, err := db.read.QueryContext(ctx, `SELECT `+replayColumns+` FROM rule_replays WHERE name = $1 ORDER BY asked DESC, id LIMIT $2`, name, n)
	err = each(rows, err, func(r *sql.Rows) error {
		one, err := scanReplay(r)
		out = append(out, one)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: replays of %s: %w", name, err)
	}
	return out, nil
}
