package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Jobs are those of one kind that the queue holds.
type Jobs struct {
	Kind   string
	State  string    // available, running, retryable, scheduled
	N      int       // at most [mostJobs] over all
	Eldest time.Time // since when the first of them could be worked on, or will be
}

// mostJobs bounds what is read of the queue to count it.
const mostJobs = 100_000

// Queued counts the jobs that are not finished, by kind and state.
func (db *DB) Queued(ctx context.Context) (out []Jobs, err error) {
	rows, err := db.read.QueryContext(ctx, `
		SELECT kind, state, COUNT(*), MIN(scheduled_at) FROM (
			SELECT kind, CAST(state AS TEXT) AS state, scheduled_at FROM river_job
			WHERE state IN ('available', 'running', 'retryable', 'scheduled') LIMIT $1) AS jobs
		GROUP BY kind, state ORDER BY kind, state`, mostJobs)
	err = each(rows, err, func(r *sql.Rows) error {
		var j Jobs
		var eldest any // of SQLite a text
		if err := r.Scan(&j.Kind, &j.State, &j.N, &eldest); err != nil {
			return err
		}
		switch t := eldest.(type) {
		case time.Time:
			j.Eldest = t.UTC()
		case string:
			at, err := time.Parse("2006-01-02 15:04:05.999999999", strings.TrimSuffix(t, "+00:00"))
			if err != nil {
				return fmt.Errorf("time of a job: %w", err)
			}
			j.Eldest = at
		}
		out = append(out, j)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: queue: %w", err)
	}
	return out, nil
}

// Waits counts the deliveries that have not ended, by destination and state.
func (db *DB) Waits(ctx context.Context) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT destination, state, COUNT(*) FROM deliveries WHERE state IN ('due', 'sending', 'held') GROUP BY destination, state`)
	err = each(rows, err, func(r *sql.Rows) error {
		var destination, state string
		var n int
		err := r.Scan(&destination, &state, &n)
		if out[destination] == nil {
			out[destination] = map[string]int{}
		}
		out[destination][state] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: open deliveries: %w", err)
	}
	return out, nil
}

// SeenWell returns when a source's last good visit ended, if one did since a
// time, and whether there was any visit since.
func (db *DB) SeenWell(ctx context.Context, source string, since time.Time) (good time.Time, visited bool, err error) {
	for i, states := range []string{`'ok', 'unchanged', 'empty'`, `'ok', 'unchanged', 'empty', 'blocked', 'changed-shape', 'truncated', 'failed'`} {
		var ended int64
		err := db.read.QueryRowContext(ctx, `
			SELECT ended FROM visits WHERE source = $1 AND planned >= $2 AND state IN (`+states+`) ORDER BY planned DESC LIMIT 1`, source, millis(since)).Scan(&ended)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			continue
		case err != nil:
			return good, false, fmt.Errorf("store: last good visit of %s: %w", source, err)
		case i == 0:
			good = moment(ended)
		}
		return good, true, nil
	}
	return good, false, nil
}

// FiledOf returns the authority's dates of acts, of up to 500.
func (db *DB) FiledOf(ctx context.Context, acts []string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	if len(acts) == 0 {
		return out, nil
	}
	rows, err := db.read.QueryContext(ctx, `SELECT id, filed FROM acts WHERE id IN `+placesFrom(1, len(acts)), anys(acts)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		var filed int64
		err := r.Scan(&id, &filed)
		out[id] = moment(filed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: dates of acts: %w", err)
	}
	return out, nil
}

// SpentTokens returns what the model used on a day, as [DB.Spend] counts it.
func (db *DB) SpentTokens(ctx context.Context, day string) (tokens int64, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT tokens FROM spent WHERE day = $1`, day).Scan(&tokens)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("store: tokens spent: %w", err)
	}
	return tokens, nil
}
