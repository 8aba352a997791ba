package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// An Act is a filing as all its reports tell it, and the matter it belongs to.
type Act struct {
	crawlers.Filing
	Matter string
	Digest string
}

// Unjudged returns those of the acts that wait for a verdict, in the order
// they happened. With again it also returns those whose verdict is the rules'
// for want of a model.
func (db *DB) Unjudged(ctx context.Context, ids []string, again bool) ([]Act, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	which := `state = 'new'`
	if again {
		which = `(state = 'new' OR state = 'judged' AND EXISTS (SELECT 1 FROM verdicts v WHERE v.act = acts.id AND v.waiting = 1))`
	}
	var out []Act
	rows, err := db.read.QueryContext(ctx, `
		SELECT matter, digest, body FROM acts WHERE `+which+` AND id IN `+places(1, len(ids))+` ORDER BY filed, id`, anys(ids)...)
	err = each(rows, err, func(r *sql.Rows) error {
		a, err := scanAct(r)
		out = append(out, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: unjudged: %w", err)
	}
	slices.SortStableFunc(out, func(a, b Act) int {
		return cmp.Or(a.Filed.Compare(b.Filed.Time), strings.Compare(a.Key.String(), b.Key.String()), compareSlugs(a.Slug, b.Slug))
	})
	return out, nil
}

// compareSlugs puts "entry.9" before "entry.16".
func compareSlugs(a, b string) int {
	kind, number, _ := strings.Cut(a, ".")
	other, than, _ := strings.Cut(b, ".")
	return cmp.Or(strings.Compare(kind, other), len(number)-len(than), strings.Compare(number, than))
}

func scanAct(r interface{ Scan(...any) error }) (Act, error) {
	var a Act
	var body string
	if err := r.Scan(&a.Matter, &a.Digest, &body); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(body), &a.Filing)
}

// Waiting returns up to n acts that were judged by the rules because the model
// could not be asked: the most urgent first, and of those the longest waiting.
func (db *DB) Waiting(ctx context.Context, n int) ([]string, error) {
	type act struct {
		id       string
		severity alerts.Severity
	}
	var all []act
	rows, err := db.read.QueryContext(ctx, `
		SELECT v.act, v.body FROM verdicts v JOIN acts a ON a.id = v.act
		WHERE v.waiting = 1 AND a.state IN ('new', 'judged') ORDER BY v.at, v.act LIMIT $1`, max(n, mostWaiting))
	err = each(rows, err, func(r *sql.Rows) error {
		var id, body string
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var v alerts.Verdict
		err := json.Unmarshal([]byte(body), &v)
		all = append(all, act{id, v.Severity})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: waiting: %w", err)
	}
	slices.SortStableFunc(all, func(a, b act) int { return alerts.Compare(b.severity, a.severity) })
	var out []string
	for _, a := range all[:min(n, len(all))] {
		out = append(out, a.id)
	}
	return out, nil
}

// mostWaiting is how many waiting acts are put in order at a time.
const mostWaiting = 5000

// A Settlement is what was decided about one act.
type Settlement struct {
	Act     Act
	Verdict alerts.Verdict
	Rules   alerts.Verdict
	Facts   []string // what an alert about the act tells: parties, marks, stage, date
	Alerts  []Told
	Clocks  []Clock  // that run from the act
	Ends    []string // rules whose clocks in the matter end with it
	Over    bool     // all of them do

	wrong bool // the act was told of under another verdict, and is irrelevant
}

// Told is one alert and whom it goes to.
type Told struct {
	Alert        alerts.Alert
	Destinations []string
}

// Settled says what a settlement made.
type Settled struct {
	Alerts     []alerts.Alert // new ones and updates
	Deliveries []string       // ids, each needing a job
}

// LockMatters keeps other nodes off the matters of acts until the transaction
// ends, so that two cannot both tell the first alert of one, and joins wait.
// The order is always the same, or two nodes could wait for each other for
// ever.
func LockMatters(ctx context.Context, tx *sql.Tx, acts []Act, now time.Time) error {
	var ids []string
	for _, a := range acts {
		ids = append(ids, a.ActID())
	}
	return lockActs(ctx, tx, ids, now)
}

// lockActs is [LockMatters] by the acts' ids.
func lockActs(ctx context.Context, tx *sql.Tx, ids []string, now time.Time) error {
	locked := map[string]bool{}
	for len(ids) > 0 {
		matters := map[string]bool{}
		rows, err := tx.QueryContext(ctx, `SELECT matter FROM acts WHERE id IN `+places(1, len(ids)), anys(ids)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			if !locked[id] {
				matters[id] = true
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("store: lock matter: %w", err)
		}
		if len(matters) == 0 {
			return nil
		}
		for _, id := range slices.Sorted(maps.Keys(matters)) {
			if _, err := tx.ExecContext(ctx, `UPDATE matters SET touched = $2 WHERE id = $1`, id, millis(now)); err != nil {
				return fmt.Errorf("store: lock matter: %w", err)
			}
			locked[id] = true
		}
		// Look again: a join may have moved them before the lock was had.
	}
	return nil
}

// Settle records the verdicts on acts, their alerts and their deliveries. An
// alert that is there is told again, as an update, only if the act gained a
// fact that was not told. Acts of one matter that are settled at once make one
// alert a subscriber, and a destination that several subscribers share gets one
// message. Settling twice is the same as once. A verdict on a version of the
// act that is no more, or on an act that turned out to be another, is dropped:
// the new one has a job of its own. The acts' matters must be locked
// ([LockMatters]).
func Settle(ctx context.Context, tx *sql.Tx, all []Settlement, now time.Time) (Settled, error) {
	var out Settled
	var live []Settlement
	for _, s := range all {
		ok, err := record(ctx, tx, &s, now)
		if err != nil {
			return Settled{}, fmt.Errorf("store: settle %s: %w", s.Act.ActID(), err)
		}
		if ok {
			live = append(live, s)
		}
	}
	served := map[string]bool{} // by act and destination
	for _, g := range groups(live) {
		if err := out.tell(ctx, tx, g, served, now); err != nil {
			return Settled{}, fmt.Errorf("store: alert of %s to %s: %w", g.matter, g.subscriber, err)
		}
	}
	for _, s := range live {
		if err := out.correct(ctx, tx, s, served, now); err != nil {
			return Settled{}, fmt.Errorf("store: correct %s: %w", s.Act.ActID(), err)
		}
	}
	return out, nil
}

// record writes the verdict of s and finds its act's matter. It reports whether
// the verdict is still about what is there.
func record(ctx context.Context, tx *sql.Tx, s *Settlement, now time.Time) (live bool, err error) {
	verdict, err := json.Marshal(s.Verdict)
	if err != nil {
		return false, err
	}
	rules, err := json.Marshal(s.Rules)
	if err != nil {
		return false, err
	}
	waiting, ends := 0, 0
	if s.Verdict.Waiting {
		waiting = 1
	}
	if s.Over {
		ends = 1
	}
	act := s.Act.ActID()
	if s.wrong, err = wasWrong(ctx, tx, act, s.Act.Digest, s.Verdict); err != nil {
		return false, err
	}
	var state, digest string
	err = tx.QueryRowContext(ctx, `SELECT matter, state, digest FROM acts WHERE id = $1`, act).Scan(&s.Act.Matter, &state, &digest)
	if err != nil || state == actSame || digest != s.Act.Digest {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO verdicts (act, digest, at, waiting, body, rules) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (act) DO UPDATE SET digest = excluded.digest, at = excluded.at, waiting = excluded.waiting,
			body = excluded.body, rules = excluded.rules`,
		act, s.Act.Digest, millis(now), waiting, string(verdict), string(rules)); err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE acts SET stage = $2, ends = $3, state = CASE state WHEN 'new' THEN 'judged' ELSE state END WHERE id = $1`, act, s.Verdict.Stage, ends)
	if err != nil {
		return false, err
	}
	if err := indexActs(ctx, tx, []string{act}); err != nil {
		return false, err
	}
	if err := setClocks(ctx, tx, act, s.Clocks, now); err != nil {
		return false, err
	}
	if s.Over || len(s.Ends) > 0 {
		if s.Over {
			s.Ends = nil
		}
		err = endClocks(ctx, tx, s.Act.Matter, act, s.Ends, now)
	}
	return err == nil, err
}

// DeliveryID names the delivery of an alert's revision to a destination.
func DeliveryID(alert string, revision int, destination string) string {
	if revision > 0 {
		alert = fmt.Sprintf("%s+%d", alert, revision)
	}
	return alert + ">" + destination
}

// DestinationOf returns the destination in the name of a delivery.
func DestinationOf(delivery string) string {
	return delivery[strings.LastIndexByte(delivery, '>')+1:]
}
