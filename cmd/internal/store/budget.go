package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tocsin/crawlers"
)

// SpendRequest takes one request of a source's budget before it is made, over
// all nodes and restarts, or says how long until one may be made. A request
// that is then not made stays spent: too few is the safe side.
func (db *DB) SpendRequest(ctx context.Context, source string, budget []crawlers.Limit, now time.Time) (wait time.Duration, err error) {
	return db.spent(ctx, source, func(before []time.Time) ([]time.Time, time.Duration) {
		return crawlers.Spend(before, budget, now)
	})
}

// ChargeRequests counts requests beyond those of SpendRequest, perhaps none,
// whatever the budget allows, and says how long until one more may be made.
func (db *DB) ChargeRequests(ctx context.Context, source string, budget []crawlers.Limit, requests int, now time.Time) (wait time.Duration, err error) {
	return db.spent(ctx, source, func(before []time.Time) ([]time.Time, time.Duration) {
		return crawlers.Charge(before, budget, requests, now)
	})
}

// spent replaces the requests that are counted for a source by what change
// makes of them. Two nodes do so one after the other.
func (db *DB) spent(ctx context.Context, source string, change func([]time.Time) ([]time.Time, time.Duration)) (wait time.Duration, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		var doc string
		// Writing first locks the row.
		if err := tx.QueryRowContext(ctx, `INSERT INTO budgets (source, spent) VALUES ($1, '[]')
			ON CONFLICT (source) DO UPDATE SET spent = budgets.spent RETURNING spent`, source).Scan(&doc); err != nil {
			return err
		}
		var spent []int64
		if err := json.Unmarshal([]byte(doc), &spent); err != nil {
			return err
		}
		before := make([]time.Time, len(spent))
		for i, ms := range spent {
			before[i] = moment(ms)
		}
		var after []time.Time
		after, wait = change(before)
		spent = spent[:0]
		for _, t := range after {
			spent = append(spent, millis(t))
		}
		written, err := json.Marshal(spent)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE budgets SET spent = $2 WHERE source = $1`, source, string(written))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("store: budget of %s: %w", source, err)
	}
	return wait, nil
}
