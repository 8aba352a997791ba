package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
)

// A Notice is a message that is not about one act, on its way to one
// destination.
type Notice struct {
	ID          string
	Destination string
	State       string // as of a [Delivery]
	Tries       int
	Made        time.Time
	At          time.Time
	Error       string
	Message     alerts.Message
	Maybe       bool   // an earlier try ended unknown
	Abroad      string // as of a [Delivery]
}

// AddNotice writes a notice, and the deliveries it tells, which must be held.
// It reports whether there was none of its id yet; its job is for the caller to
// write, in the same transaction.
func AddNotice(ctx context.Context, tx *sql.Tx, n Notice, tells []string) (added bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: notice %s: %w", n.ID, err)
		}
	}()
	body, err := json.Marshal(n.Message)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO notices (id, destination, state, tries, made, at, error, body) VALUES ($1, $2, 'due', 0, $3, $3, '', $4)
		ON CONFLICT (id) DO NOTHING`, n.ID, n.Destination, millis(n.Made), string(body))
	if err != nil {
		return false, err
	}
	rows, err := res.RowsAffected()
	if err != nil || rows == 0 {
		return false, err
	}
	for _, id := range tells {
		res, err := tx.ExecContext(ctx, `UPDATE deliveries SET notice = $2 WHERE id = $1 AND state = 'held' AND notice = ''`, id, n.ID)
		if err != nil {
			return false, err
		}
		if rows, err := res.RowsAffected(); err != nil {
			return false, err
		} else if rows == 0 {
			return false, fmt.Errorf("delivery %s is told elsewhere", id)
		}
	}
	return true, nil
}

// BeginNotice marks a notice as being sent and returns it; ok is false if it
// has ended already.
func (db *DB) BeginNotice(ctx context.Context, id string, now time.Time) (n Notice, ok bool, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		var body string
		var made int64
		err := tx.QueryRowContext(ctx, `SELECT id, destination, state, tries, made, error, body FROM notices WHERE id = $1`, id).
			Scan(&n.ID, &n.Destination, &n.State, &n.Tries, &made, &n.Error, &body)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		n.Made = moment(made)
		if err := json.Unmarshal([]byte(body), &n.Message); err != nil {
			return err
		}
		if ok = n.State == Due || n.State == Sending; !ok {
			return nil
		}
		n.Maybe = n.State == Sending
		n.Tries++
		_, err = tx.ExecContext(ctx, `UPDATE notices SET state = 'sending', tries = $2, at = $3 WHERE id = $1`, id, n.Tries, millis(now))
		return err
	})
	if err != nil {
		return n, false, fmt.Errorf("store: notice %s: %w", id, err)
	}
	hide, err := db.veils(ctx) // it may have been written before somebody asked not to be named
	if err == nil {
		n.Message, err = alerts.Hide(hide.all, n.Message)
	}
	return n, ok && err == nil, err
}

// EndNotice records what a try left of a notice. The deliveries it tells end
// with it.
func (db *DB) EndNotice(ctx context.Context, n Notice, now time.Time) error {
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE notices SET state = $2, error = $3, tries = $4, at = $5, abroad = $6 WHERE id = $1`,
			n.ID, n.State, n.Error, n.Tries, millis(now), n.Abroad); err != nil {
			return err
		}
		if n.State == Due || n.State == Sending {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE deliveries SET state = $2, error = $3, at = $4, abroad = $6 WHERE notice = $1 AND destination = $5 AND state = 'held'`,
			n.ID, n.State, n.Error, millis(now), n.Destination, n.Abroad)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: notice %s: %w", n.ID, err)
	}
	return nil
}

// Look returns a delivery that has not been tried yet with its alert; ok is
// false if it has been, or has ended. One whose turn has not come is
// [ErrAfter].
func (db *DB) Look(ctx context.Context, id string, now time.Time) (p Parcel, ok bool, err error) {
	p.Delivery, err = scanDelivery(db.read.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err == nil && p.State == Due && p.Tries == 0 {
		ok, err = true, db.fill(ctx, &p)
	}
	if err == nil && ok {
		var after bool
		if after, err = isAfter(ctx, db.read, p.Delivery, now); after {
			err = ErrAfter
		}
	}
	if err != nil {
		return p, false, fmt.Errorf("store: delivery %s: %w", id, err)
	}
	return p, ok, nil
}

// Hold leaves a delivery that is due to a digest, or to nobody ([Unwanted]).
func Hold(ctx context.Context, tx *sql.Tx, id, state string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE deliveries SET state = $2, at = $3 WHERE id = $1 AND state = 'due'`, id, state, millis(now))
	if err != nil {
		return fmt.Errorf("store: hold %s: %w", id, err)
	}
	return nil
}

// Urge notes that nothing may hold a delivery back, so that it is not counted
// among what may be told in a day.
func (db *DB) Urge(ctx context.Context, id string) error {
	if _, err := db.write.ExecContext(ctx, `UPDATE deliveries SET urgent = 1 WHERE id = $1`, id); err != nil {
		return fmt.Errorf("store: urge %s: %w", id, err)
	}
	return nil
}

// ToldAtOnce counts what a destination was told at once since a time, or is
// being told, of what is no less severe than level, but for what was urgent.
func (db *DB) ToldAtOnce(ctx context.Context, destination string, since time.Time, level alerts.Severity) (int, error) {
	n, err := db.Today(ctx, destination, since, alerts.Alert{Severity: level})
	return n.All, err
}

// Today counts what a destination was told at once since a time that ranks no
// lower than an alert, or is being told, of what is not urgent.
func (db *DB) Today(ctx context.Context, destination string, since time.Time, a alerts.Alert) (alerts.Today, error) {
	n, err := today(ctx, db.read, destination, since, a)
	if err != nil {
		return n, fmt.Errorf("store: told to %s: %w", destination, err)
	}
	return n, nil
}

// today counts what failed and is tried again too.
func today(ctx context.Context, q querier, destination string, since time.Time, than alerts.Alert) (n alerts.Today, err error) {
	rows, err := q.QueryContext(ctx, `
		SELECT a.body FROM deliveries d JOIN alerts a ON a.id = d.alert AND a.revision = d.revision
		WHERE d.destination = $1 AND (d.state IN ('sent', 'sending') OR d.state = 'due' AND d.tries > 0)
			AND d.at >= $2 AND d.urgent = 0 AND d.notice = ''`, destination, millis(since))
	return n, each(rows, err, func(r *sql.Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var a alerts.Alert
		err := json.Unmarshal([]byte(body), &a)
		over := alerts.Compare(a.Severity, than.Severity)
		if over >= 0 {
			n.All++
		}
		if than.Mark != "" && a.Mark == than.Mark && (over > 0 || over == 0 && a.Likeness >= than.Likeness) {
			n.OfMark++
		}
		return err
	})
}

// Held returns up to n of the deliveries that wait for a digest of a
// destination, with their alerts, in the order they were told.
func (db *DB) Held(ctx context.Context, destination string, n int) ([]Parcel, error) {
	ds, err := db.deliveries(ctx, `WHERE destination = $1 AND state = 'held' AND notice = '' ORDER BY at, id LIMIT $2`, destination, n)
	if err != nil {
		return nil, err
	}
	out := make([]Parcel, len(ds))
	for i, d := range ds {
		out[i].Delivery = d
		if err := db.fill(ctx, &out[i]); err != nil {
			return nil, fmt.Errorf("store: held %s: %w", d.ID, err)
		}
	}
	return out, nil
}
