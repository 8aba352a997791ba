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

// States of a delivery.
const (
	Due     = "due"
	Sending = "sending" // a try began; if it is still so at the next, that try ended unknown
	Sent    = "sent"
	Refused = "refused" // the destination will never take it
	Dead    = "dead"    // tried too often: somebody has to look

	Held     = "held"     // waits for a digest
	Unwanted = "unwanted" // the destination asked not to hear of such
)

// A Delivery is one alert on its way to one destination.
type Delivery struct {
	ID          string    `json:"id"`
	Alert       string    `json:"alert"`
	Destination string    `json:"destination"`
	State       string    `json:"state"`
	Tries       int       `json:"tries"`
	At          time.Time `json:"at"`
	Error       string    `json:"error,omitempty"`
	Abroad      string    `json:"abroad,omitempty"` // why it may be told outside China, if it is there
	Revision    int       `json:"-"`
	Act         string    `json:"-"`
}

const deliveryColumns = `id, alert, destination, state, tries, at, error, revision, act, abroad`

func scanDelivery(r interface{ Scan(...any) error }) (d Delivery, err error) {
	var at int64
	err = r.Scan(&d.ID, &d.Alert, &d.Destination, &d.State, &d.Tries, &at, &d.Error, &d.Revision, &d.Act, &d.Abroad)
	d.At = moment(at)
	return d, err
}

// A Parcel is a delivery with all that its message is made of.
type Parcel struct {
	Delivery
	Alert   alerts.Alert
	Others  []alerts.Alert // of the same act, to the same destination, which this message covers too
	Act     Act
	Verdict alerts.Verdict
	Maybe   bool // an earlier try ended unknown
}

// ErrAfter means that something told earlier of the same matter is still on its
// way to the same destination.
var ErrAfter = errors.New("an earlier alert of the matter goes first")

// An earlier alert is waited for while it is new and has only begun to be
// tried: who reads an update must have read what it updates, but one that
// cannot be delivered must not hold up the next.
const (
	firstTries = 3
	waitFor    = 2 * time.Minute
)

// ErrSpent means that a destination was told at once, meanwhile, all that it is
// to be told in a day.
var ErrSpent = errors.New("the budget of the day is spent")

// A Share is what a destination is told at once in a day of what is not urgent.
// The zero value is no limit.
type Share struct {
	Most   int
	OfMark int          // and of the mark that the alert is about
	Since  time.Time    // when the day began
	Alert  alerts.Alert // what ranks no lower counts
}

// BeginTry is [DB.BeginTryWithin] without a limit.
func (db *DB) BeginTry(ctx context.Context, id string, now time.Time) (p Parcel, ok bool, err error) {
	return db.BeginTryWithin(ctx, id, Share{}, now)
}

// BeginTryWithin marks a delivery as being sent and returns it. A delivery that
// has ended already is returned as it is, with ok false. One whose turn has not
// come stays as it is, with [ErrAfter], and so does the first try of one beyond
// its share, with [ErrSpent]: whoever else tries at the same time, on any node,
// is counted.
func (db *DB) BeginTryWithin(ctx context.Context, id string, share Share, now time.Time) (p Parcel, ok bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: delivery %s: %w", id, err)
		}
	}()
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		p.Delivery, err = scanDelivery(tx.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE id = $1`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		ok = p.State == Due || p.State == Sending
		if !ok {
			return nil
		}
		after, err := isAfter(ctx, tx, p.Delivery, now)
		if err != nil {
			return err
		}
		if after {
			return ErrAfter
		}
		if share.Most > 0 && p.State == Due && p.Tries == 0 {
			if err := within(ctx, tx, p.Destination, share); err != nil {
				return err
			}
		}
		p.Maybe = p.State == Sending
		p.Tries++
		_, err = tx.ExecContext(ctx, `UPDATE deliveries SET state = 'sending', tries = $2, at = $3 WHERE id = $1`, id, p.Tries, millis(now))
		return err
	})
	if err != nil || !ok {
		return p, ok, err
	}
	return p, true, db.fill(ctx, &p)
}

// within is [ErrSpent] if a share is used up. Who asks for the same destination
// meanwhile waits for the end of tx.
func within(ctx context.Context, tx *sql.Tx, destination string, share Share) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO budgets (source, spent) VALUES ($1, '[]')
		ON CONFLICT (source) DO UPDATE SET spent = budgets.spent`, "at once "+destination); err != nil {
		return err
	}
	n, err := today(ctx, tx, destination, share.Since, share.Alert)
	if err == nil && (n.All >= share.Most || share.OfMark > 0 && share.Alert.Mark != "" && n.OfMark >= share.OfMark) {
		err = ErrSpent
	}
	return err
}

// A querier is the store, or a transaction on it.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// isAfter reports whether a delivery has to wait for an earlier one. What is
// told of one matter is in one order everywhere, so that no two wait for each
// other.
func isAfter(ctx context.Context, q querier, d Delivery, now time.Time) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `
		SELECT COUNT(*) FROM alerts a JOIN acts t ON t.id = a.act, alerts e
			JOIN acts s ON s.id = e.act
			JOIN deliveries d ON d.act = e.act AND d.destination = $3 AND d.revision = e.revision AND d.alert = e.id
		WHERE a.id = $1 AND a.revision = $2 AND a.told > $4 AND e.matter = a.matter
			AND (e.told, s.filed, d.id) < (a.told, t.filed, $5)
			AND d.state IN ('due', 'sending') AND d.tries < $6`,
		d.Alert, d.Revision, d.Destination, millis(now.Add(-waitFor)), d.ID, firstTries).Scan(&n)
	return n > 0, err
}

func (db *DB) fill(ctx context.Context, p *Parcel) error {
	var body string
	if err := db.read.QueryRowContext(ctx, `SELECT body FROM alerts WHERE id = $1 AND revision = $2`, p.Delivery.Alert, p.Revision).Scan(&body); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(body), &p.Alert); err != nil {
		return err
	}
	var err error
	if p.Act, err = scanAct(db.read.QueryRowContext(ctx, `SELECT matter, digest, body FROM acts WHERE id = $1`, p.Delivery.Act)); err != nil {
		return err
	}
	acts := []Act{p.Act}
	if err := db.InMatter(ctx, acts); err != nil {
		return err
	}
	p.Act = acts[0]
	if err := db.read.QueryRowContext(ctx, `SELECT body FROM verdicts WHERE act = $1`, p.Delivery.Act).Scan(&body); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(body), &p.Verdict); err != nil {
		return err
	}
	// Those of one settlement were told at one moment.
	rows, err := db.read.QueryContext(ctx, `
		SELECT body FROM alerts WHERE act = $1 AND told = $2 AND id <> $3 ORDER BY id`, p.Delivery.Act, millis(p.Alert.Told), p.Delivery.Alert)
	err = each(rows, err, func(r *sql.Rows) error {
		var a alerts.Alert
		if err := r.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &a)
		p.Others = append(p.Others, a)
		return err
	})
	if err != nil {
		return err
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return err
	}
	return hide.parcel(p)
}

// EndTry records what a try left of its delivery: state, error and the number
// of tries that count.
func (db *DB) EndTry(ctx context.Context, d Delivery, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `UPDATE deliveries SET state = $2, error = $3, tries = $4, at = $5, abroad = $6 WHERE id = $1`,
		d.ID, d.State, d.Error, d.Tries, millis(now), d.Abroad)
	if err != nil {
		return fmt.Errorf("store: delivery %s: %w", d.ID, err)
	}
	return nil
}

// Deliveries returns the newest n deliveries, the newest first; state limits
// them to one state unless it is empty.
func (db *DB) Deliveries(ctx context.Context, state string, n int) ([]Delivery, error) {
	return db.DeliveriesBefore(ctx, state, Delivery{}, n)
}

// ActDeliveries returns the newest n deliveries of an act, to whomever it
// concerns, the newest first.
func (db *DB) ActDeliveries(ctx context.Context, act string, n int) ([]Delivery, error) {
	return db.deliveries(ctx, `WHERE act = $1 ORDER BY at DESC, id LIMIT $2`, act, n)
}

// deliveries reads the deliveries that the rest of a statement picks.
func (db *DB) deliveries(ctx context.Context, which string, args ...any) ([]Delivery, error) {
	var out []Delivery
	rows, err := db.read.QueryContext(ctx, `SELECT `+deliveryColumns+` FROM deliveries `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		d, err := scanDelivery(r)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: deliveries: %w", err)
	}
	return out, nil
}

// Alerts returns the newest n alerts and updates, the newest first.
func (db *DB) Alerts(ctx context.Context, n int) ([]alerts.Alert, error) {
	told, err := db.Told(ctx, n)
	out := make([]alerts.Alert, len(told))
	for i, p := range told {
		out[i] = p.Alert
	}
	return out, err
}

// Told returns the newest n alerts and updates with what each is about, the
// newest first.
func (db *DB) Told(ctx context.Context, n int) ([]Parcel, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []Parcel
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.revision, a.body, t.matter, t.digest, t.body FROM alerts a JOIN acts t ON t.id = a.act
		ORDER BY a.told DESC, a.id, a.revision DESC LIMIT $1`, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Parcel
		var alert, act string
		if err := r.Scan(&p.Revision, &alert, &p.Act.Matter, &p.Act.Digest, &act); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing))
		if err == nil {
			err = hide.parcel(&p)
		}
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: told: %w", err)
	}
	return out, nil
}

// ToldTo returns the newest n alerts and updates to a subscriber with all that
// their messages are made of, the newest first.
func (db *DB) ToldTo(ctx context.Context, subscriber string, n int) ([]Parcel, error) {
	var out []Parcel
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.id, a.revision, a.body, t.matter, t.digest, t.body, v.body
		FROM alerts a JOIN acts t ON t.id = a.act JOIN verdicts v ON v.act = a.act
		WHERE a.subscriber = $1 ORDER BY a.told DESC, a.id, a.revision DESC LIMIT $2`, subscriber, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Parcel
		var alert, act, verdict string
		if err := r.Scan(&p.Delivery.Alert, &p.Revision, &alert, &p.Act.Matter, &p.Act.Digest, &act, &verdict); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing), json.Unmarshal([]byte(verdict), &p.Verdict))
		out = append(out, p)
		return err
	})
	acts := make([]Act, len(out))
	for i := range out {
		acts[i] = out[i].Act
	}
	if err == nil {
		err = db.InMatter(ctx, acts)
	}
	if err != nil {
		return nil, fmt.Errorf("store: told to %s: %w", subscriber, err)
	}
	hide, err := db.veils(ctx)
	for i := range out {
		if out[i].Act = acts[i]; err == nil {
			err = hide.parcel(&out[i])
		}
	}
	return out, err
}

// FindAlert returns the newest revision of an alert and the act it is about.
func (db *DB) FindAlert(ctx context.Context, id string) (Parcel, error) {
	p := Parcel{Delivery: Delivery{Alert: id}}
	err := db.read.QueryRowContext(ctx, `SELECT act, revision FROM alerts WHERE id = $1 ORDER BY revision DESC LIMIT 1`, id).Scan(&p.Delivery.Act, &p.Revision)
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	if err == nil {
		err = db.fill(ctx, &p)
	}
	if err != nil {
		return p, fmt.Errorf("store: alert %s: %w", id, err)
	}
	return p, nil
}
