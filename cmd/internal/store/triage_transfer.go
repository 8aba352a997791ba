package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
)

// A Transfer passes a matter on from the center of an alert to another.
type Transfer struct {
	Alert  string
	To     string
	Person string
	Note   string
	At     time.Time
}

// TransferTo records a transfer, signs for who passes the matter on, and tells
// the other center at its destinations: an alert, or an update of the one it
// has. An alert that is not there is [ErrNotFound].
func TransferTo(ctx context.Context, tx *sql.Tx, t Transfer, why string, destinations []string) (out Settled, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: transfer %s to %s: %w", t.Alert, t.To, err)
		}
	}()
	if _, err := SignIn(ctx, tx, Signature{Alert: t.Alert, Person: t.Person, At: t.At, Note: t.Note}); err != nil {
		return out, err
	}
	matter, from, err := lockMatterOf(ctx, tx, t.Alert, t.At)
	if err != nil {
		return out, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO transfers (alert, receiver, at, person, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.Alert, t.To, millis(t.At), t.Person, t.Note); err != nil {
		return out, err
	}
	var body string
	var a alerts.Alert
	err = tx.QueryRowContext(ctx, `SELECT body FROM alerts WHERE id = $1 ORDER BY revision DESC LIMIT 1`, t.Alert).Scan(&body)
	if err == nil {
		err = json.Unmarshal([]byte(body), &a)
	}
	if err != nil {
		return out, err
	}
	a.ID, a.Subscriber, a.Update, a.Gained = alerts.AlertID(a.Act, t.To), t.To, 0, nil
	a.Reasons = append([]string{why}, slices.DeleteFunc(a.Reasons, func(s string) bool { return s == why })...)
	return out, out.pass(ctx, tx, Told{Alert: a, Destinations: destinations}, matter, from, t.At)
}

// Resend makes a delivery that was refused, given up or dropped due once more.
// One that is not so is [ErrNotFound]: somebody else has sent it again.
func Resend(ctx context.Context, tx *sql.Tx, delivery string, now time.Time) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE deliveries SET state = 'due', tries = 0, error = '', at = $2 WHERE id = $1 AND notice = '' AND state IN ('dead', 'refused', 'dropped')`, delivery, millis(now))
	if err == nil {
		var n int64
		if n, err = res.RowsAffected(); err == nil && n == 0 {
			return ErrNotFound
		}
	}
	if err != nil {
		return fmt.Errorf("store: send %s again: %w", delivery, err)
	}
	return nil
}
