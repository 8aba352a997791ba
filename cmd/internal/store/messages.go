package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Dropped is a message that a person decided nobody needs any more.
const Dropped = "dropped"

// A Message is a delivery, or a notice with all that it tells, as those see it
// who look after the sending.
type Message struct {
	ID          string
	Notice      bool
	Destination string
	State       string
	Tries       int
	Made        time.Time // when it was told
	At          time.Time // of the last change
	Error       string
	Title       string
	Alert       string       // "" of a notice
	Matter      crawlers.Key // of the alert
	Lines       []alerts.Line
}

// MessagesOf says which messages are asked for.
type MessagesOf struct {
	ID          string   // one of this id, else
	States      []string // those in one of these states
	Destination string   // of this destination, unless it is empty
	Before      Message  // that changed before this one, unless it is zero
}

// Messages returns up to n messages, the newest change first. What a digest
// tells is told by its notice.
func (db *DB) Messages(ctx context.Context, of MessagesOf, n int) ([]Message, error) {
	hide, err := db.veils(ctx)
	var out []Message
	if err == nil {
		out, err = db.deliveryMessages(ctx, of, n, hide)
	}
	if err == nil {
		var notices []Message
		notices, err = db.noticeMessages(ctx, of, n, hide)
		out = append(out, notices...)
	}
	if err != nil {
		return nil, fmt.Errorf("store: messages: %w", err)
	}
	slices.SortFunc(out, func(a, b Message) int { return cmp.Or(b.At.Compare(a.At), strings.Compare(a.ID, b.ID)) })
	return out[:min(n, len(out))], nil
}

// where is the condition on a table whose columns are called by a prefix.
func (of MessagesOf) where(prefix string) (string, []any) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if of.ID != "" {
		return prefix + "id = " + arg(of.ID), args
	}
	and := []string{prefix + "state IN " + placesFrom(1, len(of.States))}
	args = append(args, anys(of.States)...)
	if of.Destination != "" {
		and = append(and, prefix+"destination = "+arg(of.Destination))
	}
	if of.Before.ID != "" {
		at := arg(millis(of.Before.At))
		and = append(and, "("+prefix+"at < "+at+" OR "+prefix+"at = "+at+" AND "+prefix+"id > "+arg(of.Before.ID)+")")
	}
	return strings.Join(and, " AND "), args
}

func (db *DB) deliveryMessages(ctx context.Context, of MessagesOf, n int, hide *veils) (out []Message, err error) {
	where, args := of.where("d.")
	rows, err := db.read.QueryContext(ctx, `
		SELECT d.id, d.destination, d.state, d.tries, d.at, d.error, a.told, a.body, t.matter, t.digest, t.body
		FROM deliveries d JOIN alerts a ON a.id = d.alert AND a.revision = d.revision JOIN acts t ON t.id = d.act
		WHERE d.notice = '' AND `+where+` ORDER BY d.at DESC, d.id LIMIT `+strconv.Itoa(n), args...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var m Message
		var p Parcel
		var at, told int64
		var alert, act string
		if err := r.Scan(&m.ID, &m.Destination, &m.State, &m.Tries, &at, &m.Error, &told, &alert, &p.Act.Matter, &p.Act.Digest, &act); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing))
		if err == nil {
			err = hide.parcel(&p)
		}
		m.At, m.Made, m.Title, m.Alert, m.Matter = moment(at), moment(told), p.Alert.Title, p.Alert.ID, p.Act.Filing.Key
		for _, why := range p.Alert.Reasons {
			m.Lines = append(m.Lines, alerts.Line{Text: why})
		}
		out = append(out, m)
		return err
	})
}

func (db *DB) noticeMessages(ctx context.Context, of MessagesOf, n int, hide *veils) (out []Message, err error) {
	where, args := of.where("")
	rows, err := db.read.QueryContext(ctx, `
		SELECT id, destination, state, tries, at, error, made, body FROM notices
		WHERE `+where+` ORDER BY at DESC, id LIMIT `+strconv.Itoa(n), args...)
	return out, each(rows, err, func(r *sql.Rows) error {
		m := Message{Notice: true}
		var at, made int64
		var body string
		if err := r.Scan(&m.ID, &m.Destination, &m.State, &m.Tries, &at, &m.Error, &made, &body); err != nil {
			return err
		}
		var said alerts.Message
		err := json.Unmarshal([]byte(body), &said)
		m.At, m.Made, m.Title = moment(at), moment(made), hide.all.Mask(said.Title)
		for _, l := range said.Lines {
			m.Lines = append(m.Lines, alerts.Line{Label: l.Label, Text: hide.all.Mask(l.Text), URL: l.URL})
		}
		out = append(out, m)
		return err
	})
}

// DropMessage has a message that has not arrived never sent, and what a digest
// would have told with it. One that was sent, or is being sent, is
// [ErrNotFound].
func DropMessage(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	return turn(ctx, tx, id, now,
		`UPDATE deliveries SET state = 'dropped', at = $2 WHERE id = $1 AND notice = '' AND state IN ('due', 'held', 'refused', 'dead')`,
		`UPDATE notices SET state = 'dropped', at = $2 WHERE id = $1 AND state IN ('due', 'refused', 'dead')`,
		`UPDATE deliveries SET state = 'dropped', at = $2 WHERE notice = $1 AND state IN ('held', 'refused', 'dead')`)
}

// ResendNotice makes a notice that was refused, given up or dropped due once
// more, with what it tells, and returns its destination. One that is not so is
// [ErrNotFound].
func ResendNotice(ctx context.Context, tx *sql.Tx, id string, now time.Time) (destination string, err error) {
	err = turn(ctx, tx, id, now, "",
		`UPDATE notices SET state = 'due', tries = 0, error = '', at = $2 WHERE id = $1 AND state IN ('refused', 'dead', 'dropped')`,
		`UPDATE deliveries SET state = 'held', error = '', at = $2 WHERE notice = $1 AND state IN ('refused', 'dead', 'dropped')`)
	if err == nil {
		err = tx.QueryRowContext(ctx, `SELECT destination FROM notices WHERE id = $1`, id).Scan(&destination)
	}
	return destination, err
}

// turn changes the state of a delivery, else of a notice and of what it tells.
func turn(ctx context.Context, tx *sql.Tx, id string, now time.Time, delivery, notice, told string) error {
	n := int64(0)
	for _, statement := range []string{delivery, notice} {
		if statement == "" || n > 0 {
			continue
		}
		res, err := tx.ExecContext(ctx, statement, id, millis(now))
		if err == nil {
			n, err = res.RowsAffected()
		}
		if err == nil && n > 0 && statement == notice {
			_, err = tx.ExecContext(ctx, told, id, millis(now))
		}
		if err != nil {
			return fmt.Errorf("store: message %s: %w", id, err)
		}
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// LastSent returns when each destination last took a message, since a time.
func (db *DB) LastSent(ctx context.Context, since time.Time) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	rows, err := db.read.QueryContext(ctx, `SELECT destination, MAX(at) FROM `+messages+` WHERE state = 'sent' AND at >= $1 GROUP BY destination`, millis(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var destination string
		var at int64
		err := r.Scan(&destination, &at)
		out[destination] = moment(at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: last sent: %w", err)
	}
	return out, nil
}

// A Silence is a mute that is in force, and what it was said of.
type Silence struct {
	Mute
	Subscriber string
	Title      string
	Matter     crawlers.Key
}

// Silences returns up to n mutes that are in force at a time, those that end
// first first.
func (db *DB) Silences(ctx context.Context, at time.Time, n int) ([]Silence, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []Silence
	rows, err := db.read.QueryContext(ctx, `
		SELECT m.alert, m.at, m.person, m.why, m.until, a.body, t.matter, t.digest, t.body
		FROM mutes m JOIN alerts a ON a.id = m.alert AND a.revision = 0 JOIN acts t ON t.id = a.act
		WHERE m.until > $1 AND NOT EXISTS (
			SELECT 1 FROM alerts b JOIN mutes o ON o.alert = b.id
			WHERE b.matter = a.matter AND b.subscriber = a.subscriber AND b.revision = 0 AND (o.at > m.at OR o.at = m.at AND o.alert < m.alert))
		ORDER BY m.until, m.alert LIMIT $2`, millis(at), n)
	err = each(rows, err, func(r *sql.Rows) error {
		var s Silence
		var p Parcel
		var made, until int64
		var alert, act string
		if err := r.Scan(&s.Alert, &made, &s.Person, &s.Why, &until, &alert, &p.Act.Matter, &p.Act.Digest, &act); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing))
		if err == nil {
			err = hide.parcel(&p)
		}
		s.At, s.Until, s.Why = moment(made), moment(until), hide.all.Mask(s.Why)
		s.Subscriber, s.Title, s.Matter = p.Alert.Subscriber, p.Alert.Title, p.Act.Filing.Key
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: silences: %w", err)
	}
	return out, nil
}
