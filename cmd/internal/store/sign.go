package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
)

// A Signature says that somebody took a matter over for a subscriber. It is for
// all that the subscriber hears of the matter, and goes with the alert by which
// it was given when matters are joined or parted.
type Signature struct {
	Alert  string    `json:"alert"`
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"`
}

// Sign records a signature. It returns the first of the subscriber in the
// matter, which is another if somebody was before; what a person signs twice
// changes nothing. An alert that is not there is [ErrNotFound].
func (db *DB) Sign(ctx context.Context, s Signature) (first Signature, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		first, err = SignIn(ctx, tx, s)
		return err
	})
	return first, err
}

// SignIn is [DB.Sign] within a transaction.
func SignIn(ctx context.Context, tx *sql.Tx, s Signature) (first Signature, err error) {
	matter, subscriber, err := lockMatterOf(ctx, tx, s.Alert, s.At)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO signatures (alert, person, at, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			s.Alert, s.Person, millis(s.At), s.Note)
	}
	if err == nil {
		first, _, err = signature(ctx, tx, matter, subscriber)
	}
	if err != nil {
		return first, fmt.Errorf("store: sign %s: %w", s.Alert, err)
	}
	return first, nil
}

// lockMatterOf locks the matter of an alert until the transaction ends, and
// returns it.
func lockMatterOf(ctx context.Context, tx *sql.Tx, alert string, now time.Time) (matter, subscriber string, err error) {
	where := `SELECT matter, subscriber, act FROM alerts WHERE id = $1 AND revision = 0`
	var act string
	err = tx.QueryRowContext(ctx, where, alert).Scan(&matter, &subscriber, &act)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", ErrNotFound
	}
	if err == nil {
		err = lockActs(ctx, tx, []string{act}, now)
	}
	if err == nil { // a join may have moved it before the lock was had
		err = tx.QueryRowContext(ctx, where, alert).Scan(&matter, &subscriber, &act)
	}
	return matter, subscriber, err
}

// signature returns the first signature of a subscriber in a matter.
func signature(ctx context.Context, tx *sql.Tx, matter, subscriber string) (s Signature, ok bool, err error) {
	var at int64
	err = tx.QueryRowContext(ctx, `
		SELECT s.alert, s.person, s.at, s.note FROM signatures s JOIN alerts a ON a.id = s.alert AND a.revision = 0
		WHERE a.matter = $1 AND a.subscriber = $2 ORDER BY s.at, s.alert, s.person LIMIT 1`, matter, subscriber).Scan(&s.Alert, &s.Person, &at, &s.Note)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	s.At = moment(at)
	return s, err == nil, err
}

// SignedFor returns the first signature of the subscriber of an alert in its
// matter; nil if there is none.
func (db *DB) SignedFor(ctx context.Context, alert string) (*Signature, error) {
	s := Signature{Alert: alert}
	var at int64
	err := db.read.QueryRowContext(ctx, `
		SELECT s.person, s.at FROM signatures s JOIN alerts a ON a.id = s.alert AND a.revision = 0 JOIN alerts o ON o.matter = a.matter AND o.subscriber = a.subscriber
		WHERE o.id = $1 AND o.revision = 0 ORDER BY s.at, s.alert, s.person LIMIT 1`, alert).Scan(&s.Person, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: signature for %s: %w", alert, err)
	}
	s.At = moment(at)
	return &s, nil
}

// A Mute keeps what is not urgent of a matter from being told to a subscriber
// at once, until a time. It belongs to an alert as a [Signature] does.
type Mute struct {
	Alert  string    `json:"alert"`
	Person string    `json:"person"`
	Why    string    `json:"why"`
	Until  time.Time `json:"until"`
	At     time.Time `json:"at"`
}

// Mute records a mute, in place of the one before. One that ends as it begins
// lifts it. An alert that is not there is [ErrNotFound].
func (db *DB) Mute(ctx context.Context, m Mute) error {
	return db.Tx(ctx, func(tx *sql.Tx) error { return MuteIn(ctx, tx, m) })
}

// MuteIn is [DB.Mute] within a transaction.
func MuteIn(ctx context.Context, tx *sql.Tx, m Mute) error {
	_, _, err := lockMatterOf(ctx, tx, m.Alert, m.At)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO mutes (alert, at, person, why, until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			m.Alert, millis(m.At), m.Person, m.Why, millis(m.Until))
	}
	if err != nil {
		return fmt.Errorf("store: mute %s: %w", m.Alert, err)
	}
	return nil
}

// Muted returns the mute of an alert's matter and subscriber that is in force
// at a time; ok is false if there is none.
func (db *DB) Muted(ctx context.Context, alert string, at time.Time) (m Mute, ok bool, err error) {
	var made, until int64
	err = db.read.QueryRowContext(ctx, `
		SELECT m.alert, m.at, m.person, m.why, m.until FROM alerts a
			JOIN alerts b ON b.matter = a.matter AND b.subscriber = a.subscriber AND b.revision = 0
			JOIN mutes m ON m.alert = b.id
		WHERE a.id = $1 AND a.revision = 0 AND m.at <= $2 ORDER BY m.at DESC, m.alert LIMIT 1`, alert, millis(at)).
		Scan(&m.Alert, &made, &m.Person, &m.Why, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return Mute{}, false, nil
	}
	if err != nil {
		return Mute{}, false, fmt.Errorf("store: muted %s: %w", alert, err)
	}
	m.At, m.Until = moment(made), moment(until)
	hide, err := db.veils(ctx)
	if err != nil {
		return Mute{}, false, err
	}
	m.Why = hide.all.Mask(m.Why)
	return m, m.Until.After(at), nil
}

// An Unsigned is a matter that a center was told of and that nobody there has
// signed for.
type Unsigned struct {
	Matter   string
	Alert    alerts.Alert // the newest that still holds
	Severity alerts.Severity
	Since    time.Time // the center has it; zero while all of it waits for a digest
	Received time.Time // a center below passed it on; zero if it is its own
	Passed   time.Time // to the center above; zero if it is not
	Muted    time.Time // until when; zero if it never was
}

// Unsigned returns what centers of some ids were told since a time, in matters
// that are not over, and have not signed for. What is only for information is
// left out.
func (db *DB) Unsigned(ctx context.Context, centers []string, since time.Time) ([]Unsigned, error) {
	if len(centers) == 0 {
		return nil, nil
	}
	args := append([]any{millis(since)}, anys(centers)...)
	const mine = `JOIN alerts b ON b.revision = 0 AND b.matter = a.matter AND b.subscriber = a.subscriber AND b.id = `
	const above = `JOIN alerts b ON b.revision = 0 AND b.matter = a.matter AND b.id = `
	const own = `FROM deliveries d WHERE d.act = a.act AND d.alert = a.id AND d.revision = a.revision`
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.matter, a.told, a.body,
			COALESCE((SELECT MIN(d.at) `+own+` AND d.state = 'sent'), 0),
			(SELECT COUNT(*) `+own+` AND d.state IN ('held', 'unwanted')),
			(SELECT COUNT(*) `+own+`),
			COALESCE((SELECT MIN(e.at) FROM escalations e `+above+`e.alert WHERE e.receiver = a.subscriber), 0),
			COALESCE((SELECT MIN(e.at) FROM escalations e `+mine+`e.alert), 0),
			COALESCE((SELECT m.until FROM mutes m `+mine+`m.alert ORDER BY m.at DESC LIMIT 1), 0)
		FROM alerts a WHERE a.subscriber IN `+placesFrom(2, len(centers))+` AND a.told >= $1
			AND NOT EXISTS (SELECT 1 FROM signatures s `+mine+`s.alert)
			AND NOT EXISTS (SELECT 1 FROM acts t WHERE t.matter = a.matter AND t.ends = 1)
		ORDER BY a.subscriber, a.matter, a.told, a.id, a.revision`, args...)
	type row struct {
		Unsigned
		told, sent            int64
		held, all             int
		received, passed, end int64
	}
	var all []row
	holds := map[string]bool{}
	err = each(rows, err, func(r *sql.Rows) error {
		var x row
		var body string
		if err := r.Scan(&x.Matter, &x.told, &body, &x.sent, &x.held, &x.all, &x.received, &x.passed, &x.end); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &x.Alert)
		holds[x.Alert.ID] = x.Alert.Corrected == ""
		all = append(all, x)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: unsigned: %w", err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []Unsigned
	for _, x := range all {
		if x.Alert.Severity == alerts.Low || !holds[x.Alert.ID] {
			continue
		}
		n := len(out) - 1
		if n < 0 || out[n].Matter != x.Matter || out[n].Alert.Subscriber != x.Alert.Subscriber {
			u := Unsigned{Matter: x.Matter, Severity: x.Alert.Severity}
			for _, t := range []struct {
				to *time.Time
				ms int64
			}{{&u.Received, x.received}, {&u.Passed, x.passed}, {&u.Muted, x.end}} {
				if t.ms > 0 {
					*t.to = moment(t.ms)
				}
			}
			out, n = append(out, u), n+1
		}
		u := &out[n]
		u.Alert = x.Alert
		if alerts.Compare(x.Alert.Severity, u.Severity) > 0 {
			u.Severity = x.Alert.Severity
		}
		// Who cannot be reached has it from when it was told: nobody there will
		// sign, and the next center must know.
		at := x.sent
		if at == 0 && (x.all == 0 || x.held < x.all) {
			at = x.told
		}
		if at > 0 && x.told >= x.received && (u.Since.IsZero() || moment(at).Before(u.Since)) {
			u.Since = moment(at)
		}
	}
	var errs []error
	for i := range out {
		out[i].Alert = hidden(hide.of(out[i].Matter), out[i].Alert, nil, &errs)
	}
	return out, errors.Join(errs...)
}

// Escalate passes what a center has not signed for on to another, once: it
// gets an alert, or an update of the one it has. Shape makes it of the sender's
// and says where it goes. Nothing is told to a center that has signed for the
// matter already, nor if the sender has signed meanwhile.
func Escalate(ctx context.Context, tx *sql.Tx, u Unsigned, to string, shape func(alerts.Alert) Told, now time.Time) (out Settled, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: escalate %s to %s: %w", u.Alert.ID, to, err)
		}
	}()
	matter, from, err := lockMatterOf(ctx, tx, u.Alert.ID, now)
	if err != nil {
		return out, err
	}
	if _, signed, err := signature(ctx, tx, matter, from); err != nil || signed {
		return out, err
	}
	n := 0
	err = tx.QueryRowContext(ctx, `
		SELECT COUNT(*) FROM escalations e JOIN alerts a ON a.id = e.alert AND a.revision = 0
		WHERE a.matter = $1 AND e.sender = $2`, matter, from).Scan(&n)
	if err != nil || n > 0 {
		return out, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO escalations (alert, sender, receiver, at) VALUES ($1, $2, $3, $4)`,
		u.Alert.ID, from, to, millis(now)); err != nil {
		return out, err
	}
	if _, signed, err := signature(ctx, tx, matter, to); err != nil || signed {
		return out, err
	}
	return out, out.pass(ctx, tx, shape(u.Alert), matter, from, now)
}

// pass tells a center of a matter what another was told of it, with all that
// was told: told is its alert, or an update of the one it has.
func (out *Settled) pass(ctx context.Context, tx *sql.Tx, told Told, matter, from string, now time.Time) error {
	t, to := telling{Told: told}, told.Alert.Subscriber
	rows, err := tx.QueryContext(ctx, `SELECT id, subscriber, facts FROM alerts WHERE matter = $1 AND subscriber IN ($2, $3) ORDER BY told, id, revision`, matter, from, to)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, who, body string
		if err := r.Scan(&id, &who, &body); err != nil {
			return err
		}
		if who == to {
			t.Alert.Update++
		}
		if id == t.Alert.ID {
			t.revision++
		}
		var facts []string
		err := json.Unmarshal([]byte(body), &facts)
		t.facts = union(t.facts, facts)
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(t.facts)
	return out.write(ctx, tx, t, matter, map[string]bool{}, now)
}
