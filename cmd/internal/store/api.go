package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A TellingOf says which alerts are asked for. Empty fields are all.
type TellingOf struct {
	All         bool     // whoever was told; else
	Subscribers []string // those of these alone
	Matter      crawlers.Key
	Severity    alerts.Severity
	Kind        crawlers.Kind
	From, To    time.Time // when it was told: from one, before the other
	After       string    // Next of the page before
}

// ErrCursor is a cursor that no page was given.
var ErrCursor = errors.New("no cursor of ours")

// errEnough ends the reading of rows.
var errEnough = errors.New("enough")

// lookedAt bounds the alerts that are read for one page, however few of them
// are asked for.
const lookedAt = 2000

// TellingPage returns up to n alerts and updates with all that their messages
// are made of, the newest first, and the cursor of the page that follows, ""
// after the last. A page may hold fewer, or none.
func (db *DB) TellingPage(ctx context.Context, of TellingOf, n int) (_ []Parcel, next string, err error) {
	if !of.All && len(of.Subscribers) == 0 {
		return nil, "", nil
	}
	var where []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if !of.All {
		first := len(args) + 1
		args = append(args, anys(of.Subscribers)...)
		where = append(where, "a.subscriber IN "+placesFrom(first, len(of.Subscribers)))
	}
	if of.Matter != (crawlers.Key{}) {
		where = append(where, "a.matter = (SELECT matter FROM matter_keys WHERE key = "+arg(of.Matter.String())+")")
	}
	if !of.From.IsZero() {
		where = append(where, "a.told >= "+arg(millis(of.From)))
	}
	if !of.To.IsZero() {
		where = append(where, "a.told < "+arg(millis(of.To)))
	}
	if of.After != "" {
		told, id, revision, err := tellingCursor(of.After)
		if err != nil {
			return nil, "", err
		}
		t, i := arg(told), arg(id)
		where = append(where, "(a.told < "+t+" OR a.told = "+t+" AND (a.id > "+i+" OR a.id = "+i+" AND a.revision < "+arg(revision)+"))")
	}
	if len(where) == 0 {
		where = append(where, "1 = 1")
	}
	out, next, err := db.tellings(ctx, of, strings.Join(where, " AND "), args, n)
	if err != nil {
		return nil, "", fmt.Errorf("store: page of alerts: %w", err)
	}
	return out, next, nil
}

// tellings reads a page of alerts.
func (db *DB) tellings(ctx context.Context, of TellingOf, where string, args []any, n int) (out []Parcel, next string, err error) {
	var at string
	looked, most := 0, lookedAt
	if of.Severity == "" && of.Kind == "" { // nothing is read in vain
		most = n
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.id, a.revision, a.told, a.body, t.matter, t.digest, t.body, v.body
		FROM alerts a JOIN acts t ON t.id = a.act JOIN verdicts v ON v.act = a.act
		WHERE `+where+` ORDER BY a.told DESC, a.id, a.revision DESC LIMIT `+strconv.Itoa(most+1), args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Parcel
		var told int64
		var alert, act, verdict string
		if err := r.Scan(&p.Delivery.Alert, &p.Revision, &told, &alert, &p.Act.Matter, &p.Act.Digest, &act, &verdict); err != nil {
			return err
		}
		if len(out) == n || looked == most {
			next = at
			return errEnough
		}
		looked++
		at = fmt.Sprintf("%d %d %s", told, p.Revision, p.Delivery.Alert)
		if err := json.Unmarshal([]byte(alert), &p.Alert); err != nil {
			return err
		}
		if of.Severity != "" && p.Alert.Severity != of.Severity || of.Kind != "" && p.Alert.Kind != of.Kind {
			return nil
		}
		out = append(out, p)
		return errors.Join(json.Unmarshal([]byte(act), &out[len(out)-1].Act.Filing), json.Unmarshal([]byte(verdict), &out[len(out)-1].Verdict))
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	acts := make([]Act, len(out))
	for i := range out {
		acts[i] = out[i].Act
	}
	if err == nil {
		err = db.InMatter(ctx, acts)
	}
	if err != nil {
		return nil, "", err
	}
	hide, err := db.veils(ctx)
	for i := range out {
		if out[i].Act = acts[i]; err == nil {
			err = hide.parcel(&out[i])
		}
	}
	return out, next, err
}

// tellingCursor reads a cursor of [DB.TellingPage].
func tellingCursor(s string) (told int64, id string, revision int, err error) {
	parts := strings.SplitN(s, " ", 3)
	if len(parts) != 3 || parts[2] == "" || !utf8.ValidString(parts[2]) || strings.Contains(parts[2], "\x00") {
		return 0, "", 0, ErrCursor
	}
	told, err1 := strconv.ParseInt(parts[0], 10, 64)
	revision, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return 0, "", 0, ErrCursor
	}
	return told, parts[2], revision, nil
}

// ShownAct returns an act as it may be shown, with what its matter knows and
// the verdict on it, which is zero where there is none. An act that is not there,
// or turned out to be another, is [ErrNotFound].
func (db *DB) ShownAct(ctx context.Context, act string) (p Parcel, err error) {
	var body string
	var verdict sql.NullString
	err = db.read.QueryRowContext(ctx, `
		SELECT a.matter, a.digest, a.body, v.body FROM acts a LEFT JOIN verdicts v ON v.act = a.id
		WHERE a.id = $1 AND a.state <> '`+actSame+`'`, act).Scan(&p.Act.Matter, &p.Act.Digest, &body, &verdict)
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &p.Act.Filing)
	}
	if err == nil && verdict.Valid {
		err = json.Unmarshal([]byte(verdict.String), &p.Verdict)
	}
	acts := []Act{p.Act}
	if err == nil {
		err = db.InMatter(ctx, acts)
	}
	var hide *veils
	if err == nil {
		p.Act = acts[0]
		hide, err = db.veils(ctx)
	}
	if err == nil {
		err = hide.parcel(&p)
	}
	if err != nil {
		return p, fmt.Errorf("store: act %s: %w", act, err)
	}
	return p, nil
}

// ShownParties returns what the acts of a matter tell together, as it may be
// shown: of its parties, marks, patents and product. A number that nobody knows
// is [ErrNotFound].
func (db *DB) ShownParties(ctx context.Context, key crawlers.Key) (f crawlers.Filing, err error) {
	var matter string
	err = db.read.QueryRowContext(ctx, `SELECT matter FROM matter_keys WHERE key = $1`, key.String()).Scan(&matter)
	if errors.Is(err, sql.ErrNoRows) {
		return f, ErrNotFound
	}
	var acts []crawlers.Filing
	if err == nil {
		acts, err = db.ActsOf(ctx, key)
	}
	if err == nil && len(acts) == 0 {
		return crawlers.Filing{Key: key}, nil
	}
	var hide *veils
	if err == nil {
		f = crawlers.Unite(acts)
		hide, err = db.veils(ctx)
	}
	if err == nil {
		v := hide.of(matter)
		f, err = alerts.Hide(v, f, v.Homes(f)...)
	}
	if err != nil {
		return f, fmt.Errorf("store: parties of %s: %w", key, err)
	}
	return f, nil
}

// DeliveriesBefore returns up to n deliveries that changed before another, the
// newest first; state limits them to one unless it is empty, and a zero before
// is none.
func (db *DB) DeliveriesBefore(ctx context.Context, state string, before Delivery, n int) ([]Delivery, error) {
	where, args := []string{"1 = 1"}, []any{}
	if state != "" {
		args = append(args, state)
		where = append(where, "state = $1")
	}
	if before.ID != "" {
		at := "$" + strconv.Itoa(len(args)+1)
		args = append(args, millis(before.At), before.ID)
		where = append(where, "(at < "+at+" OR at = "+at+" AND id > $"+strconv.Itoa(len(args))+")")
	}
	return db.deliveries(ctx, `WHERE `+strings.Join(where, " AND ")+` ORDER BY at DESC, id LIMIT `+strconv.Itoa(n), args...)
}

// SignedBy returns the first signature of the subscriber of an alert in its
// matter; ok is false if there is none.
func (db *DB) SignedBy(ctx context.Context, alert string) (s Signature, ok bool, err error) {
	var at int64
	err = db.read.QueryRowContext(ctx, `
		SELECT s.alert, s.person, s.at, s.note FROM alerts a
			JOIN alerts b ON b.matter = a.matter AND b.subscriber = a.subscriber AND b.revision = 0
			JOIN signatures s ON s.alert = b.id
		WHERE a.id = $1 AND a.revision = 0 ORDER BY s.at, s.alert, s.person LIMIT 1`, alert).Scan(&s.Alert, &s.Person, &at, &s.Note)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("store: signed %s: %w", alert, err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return s, false, err
	}
	s.At, s.Note = moment(at), hide.all.Mask(s.Note)
	return s, true, nil
}

// Watchlist returns a watchlist, or [ErrNotFound].
func (db *DB) Watchlist(ctx context.Context, id string) (w alerts.Watchlist, err error) {
	var body string
	err = db.read.QueryRowContext(ctx, `SELECT body FROM watchlists WHERE id = $1`, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return w, ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &w)
	}
	if err != nil {
		return w, fmt.Errorf("store: watchlist %s: %w", id, err)
	}
	return w, nil
}

// LockWatchlist returns a watchlist that nobody else changes until the
// transaction ends, or [ErrNotFound].
func LockWatchlist(ctx context.Context, tx *sql.Tx, id string) (w alerts.Watchlist, err error) {
	var body string
	err = tx.QueryRowContext(ctx, `UPDATE watchlists SET body = body WHERE id = $1 RETURNING body`, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return w, ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &w)
	}
	if err != nil {
		return w, fmt.Errorf("store: watchlist %s: %w", id, err)
	}
	return w, nil
}
