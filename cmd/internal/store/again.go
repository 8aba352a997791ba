package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// messages are deliveries and notices; what a digest tells arrives with it.
const messages = `(
	SELECT d.destination, d.state, d.error, d.at, a.told AS made FROM deliveries d JOIN alerts a ON a.id = d.alert AND a.revision = d.revision WHERE d.notice = ''
	UNION ALL SELECT destination, state, error, at, made FROM notices) AS messages`

// Arrivals are how many messages a destination took, and how many it refused or
// were given up.
type Arrivals struct{ Sent, Lost int }

// Arrived counts the messages that ended since a time, by destination.
func (db *DB) Arrived(ctx context.Context, since time.Time) (map[string]Arrivals, error) {
	out := map[string]Arrivals{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT destination, state, COUNT(*) FROM `+messages+` WHERE state IN ('sent', 'refused', 'dead') AND at >= $1 GROUP BY destination, state`, millis(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var destination, state string
		var n int
		err := r.Scan(&destination, &state, &n)
		a := out[destination]
		if state == Sent {
			a.Sent += n
		} else {
			a.Lost += n
		}
		out[destination] = a
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: arrived: %w", err)
	}
	return out, nil
}

// Retried counts the messages that a destination has still not taken although
// they were made before a time, by destination.
func (db *DB) Retried(ctx context.Context, before time.Time) (map[string]int, error) {
	n, err := db.tally(ctx, `
		SELECT destination, COUNT(*) FROM `+messages+` WHERE state IN ('due', 'sending') AND error <> '' AND made < $1 GROUP BY destination`, millis(before))
	if err != nil {
		return nil, fmt.Errorf("store: retried messages: %w", err)
	}
	return n, nil
}

// A Repeat says which messages to a destination are to be sent again: those
// that it refused or that were given up and, if Sent, those that it took.
type Repeat struct {
	Destination string
	From, Until time.Time // when that was; the second does not belong to it
	Sent        bool
}

// Again makes messages due once more, as if they had never been tried, and
// returns their names, which stay: whoever drops what it has seen drops a
// repeat. What a digest told waits for it again. Their jobs are for the caller
// to write, in the same transaction.
func Again(ctx context.Context, tx *sql.Tx, of Repeat, now time.Time) (deliveries, notices []string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: messages to %s again: %w", of.Destination, err)
		}
	}()
	states := `('refused', 'dead')`
	if of.Sent {
		states = `('refused', 'dead', 'sent')`
	}
	due := func(table, and string) (ids []string, err error) {
		rows, err := tx.QueryContext(ctx, `
			UPDATE `+table+` SET state = 'due', tries = 0, error = '', at = $4
			WHERE destination = $1 AND state IN `+states+` AND at >= $2 AND at < $3`+and+` RETURNING id`,
			of.Destination, millis(of.From), millis(of.Until), millis(now))
		return ids, each(rows, err, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
	}
	if notices, err = due("notices", ""); err != nil {
		return nil, nil, err
	}
	for _, id := range notices {
		if _, err := tx.ExecContext(ctx, `
			UPDATE deliveries SET state = 'held', error = '', at = $2 WHERE notice = $1 AND state IN `+states, id, millis(now)); err != nil {
			return nil, nil, err
		}
	}
	// What a digest told was taken with it, and is sent again with it alone.
	deliveries, err = due("deliveries", ` AND (state <> 'sent' OR notice = '')`)
	return deliveries, notices, err
}
