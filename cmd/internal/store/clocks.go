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
	"tocsin/crawlers"
)

// A Clock is a day by which somebody may have to act, as it runs from an act.
type Clock struct {
	Act, Rule string
	Matter    string
	Due       string    // the day at the forum, 2006-01-02
	Closes    time.Time // when the forum closes on it
	State     string    // [Running], [Withdrawn], [Ended]
	Sequence  int       // one more at each change
	Changed   time.Time
	Body      json.RawMessage // as its alert tells it
	Filing    crawlers.Filing // the act
}

// The states of a clock.
const (
	Running   = "running"
	Withdrawn = "withdrawn" // its act does not give it any more; it may again
	Ended     = "ended"     // by another act of the matter, for good
)

// setClocks makes the clocks of an act those given: what is new begins, what
// has another day is changed, what is not among them is withdrawn, and what has
// ended stays so. Doing it twice is doing it once.
func setClocks(ctx context.Context, tx *sql.Tx, act string, clocks []Clock, now time.Time) error {
	args := []any{act, millis(now)}
	for _, c := range clocks {
		args = append(args, c.Rule)
	}
	gone := ``
	if len(clocks) > 0 {
		gone = ` AND rule NOT IN ` + placesFrom(3, len(clocks))
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE clocks SET state = 'withdrawn', sequence = sequence + 1, changed = $2
		WHERE act = $1 AND state = 'running'`+gone, args...); err != nil {
		return err
	}
	for _, c := range clocks {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO clocks (act, rule, due, closes, state, sequence, changed, body) VALUES ($1, $2, $3, $4, 'running', 0, $5, $6)
			ON CONFLICT (act, rule) DO UPDATE SET due = excluded.due, closes = excluded.closes, state = 'running',
				sequence = clocks.sequence + 1, changed = excluded.changed, body = excluded.body
			WHERE clocks.state <> 'ended'
				AND (clocks.state = 'withdrawn' OR clocks.due <> excluded.due OR clocks.closes <> excluded.closes OR clocks.body <> excluded.body)`,
			act, c.Rule, c.Due, millis(c.Closes), millis(now), string(c.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

// endClocks ends the running clocks of a matter that end with an act of it: those of the rules, or all where there are none. The act's own go on.
func endClocks(ctx context.Context, tx *sql.Tx, matter, by string, rules []string, now time.Time) error {
	which, args := ``, []any{matter, by, millis(now)}
	if len(rules) > 0 {
		which = ` AND rule IN ` + placesFrom(4, len(rules))
		args = append(args, anys(rules)...)
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE clocks SET state = 'ended', sequence = sequence + 1, changed = $3
		WHERE state = 'running' AND act <> $2 AND act IN (SELECT id FROM acts WHERE matter = $1)`+which, args...)
	return err
}

const clockColumns = `c.act, c.rule, t.matter, c.due, c.closes, c.state, c.sequence, c.changed, c.body, t.body`

func (db *DB) clocks(ctx context.Context, which string, args ...any) ([]Clock, error) {
	var out []Clock
	rows, err := db.read.QueryContext(ctx, `
		SELECT `+clockColumns+` FROM clocks c JOIN acts t ON t.id = c.act
		WHERE t.state <> '`+actSame+`' AND `+which+` ORDER BY c.closes, c.act, c.rule`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var c Clock
		var closes, changed int64
		var body, act string
		if err := r.Scan(&c.Act, &c.Rule, &c.Matter, &c.Due, &closes, &c.State, &c.Sequence, &changed, &body, &act); err != nil {
			return err
		}
		c.Closes, c.Changed, c.Body = moment(closes), moment(changed), json.RawMessage(body)
		err := json.Unmarshal([]byte(act), &c.Filing)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: clocks: %w", err)
	}
	acts := make([]Act, len(out)) // with the parties their matters know, whom to mask
	for i, c := range out {
		acts[i] = Act{Filing: c.Filing, Matter: c.Matter}
	}
	if err := db.InMatter(ctx, acts); err != nil {
		return nil, err
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var errs []error
	for i := range out {
		v := hide.of(out[i].Matter)
		out[i].Filing = hidden(v, acts[i].Filing, v.Homes(acts[i].Filing), &errs)
	}
	return out, errors.Join(errs...)
}

// Clocks returns the clocks of the matters that a subscriber was told of which
// close after a time, the withdrawn and ended too, the first to close first.
func (db *DB) Clocks(ctx context.Context, subscriber string, after time.Time) ([]Clock, error) {
	return db.clocks(ctx, `c.closes > $2 AND EXISTS (SELECT 1 FROM alerts a WHERE a.matter = t.matter AND a.subscriber = $1)`, subscriber, millis(after))
}

// ClocksOf returns all clocks of a matter.
func (db *DB) ClocksOf(ctx context.Context, matter string) ([]Clock, error) {
	return db.clocks(ctx, `t.matter = $1`, matter)
}

// Closing returns the running clocks that close between two times.
func (db *DB) Closing(ctx context.Context, after, before time.Time) ([]Clock, error) {
	return db.clocks(ctx, `c.state = 'running' AND c.closes > $1 AND c.closes <= $2`, millis(after), millis(before))
}

// A Reminder says to who was told of a matter how many days are left in it.
type Reminder struct {
	Clock Clock
	Days  int
	Since time.Time // it was due; who was told of the matter later knows
	Steps []int     // all days at which is reminded
}

// fact is what the alert that tells r has told.
func (r Reminder) fact(days int) string { return alerts.ReminderFact(r.Clock.Rule, r.Clock.Due, days) }

// Remind writes a reminder to those who have not been told it; days that were
// missed are not made up for. Shape is that of [Retell].
func Remind(ctx context.Context, tx *sql.Tx, r Reminder, shape func(alerts.Alert) Told, now time.Time) (Settled, error) {
	again := Retelling{Matter: r.Clock.Matter, Act: r.Clock.Act, Fact: r.fact(r.Days), Since: r.Since}
	for _, days := range r.Steps {
		if days > r.Days { // an earlier one that was missed is past
			again.Past = append(again.Past, r.fact(days))
		}
	}
	return Retell(ctx, tx, again, shape, now)
}

// A Retelling is news of a matter that is no act of it: a day that comes near,
// or that somebody was served.
type Retelling struct {
	Matter string
	Act    string    // that it is about
	Fact   string    // what it tells; who was told it is not told again
	Past   []string  // facts that need not be told any more
	Since  time.Time // who was told of the matter since then knows
}

// asOf returns a with why its subscriber is told of the matter, and what that is
// to it: as a says, or else as what it was told before does.
func asOf(before, a alerts.Alert) alerts.Alert {
	if a.Reasons = alerts.Lasting(a.Reasons); len(a.Reasons) == 0 {
		a.Reasons = before.Reasons
	}
	if a.Standing == "" {
		a.Standing, a.Named = before.Standing, before.Named
	}
	return a
}

// Retell writes to each subscriber who does not know an update of its alert of
// the act, or else of its last one of the matter, but for those whom it turned
// out not to be against. It says why they are told as their newest alert does.
// Shape makes the update of the alert that was told, and says where it goes.
func Retell(ctx context.Context, tx *sql.Tx, r Retelling, shape func(alerts.Alert) Told, now time.Time) (Settled, error) {
	var out Settled
	type last struct {
		alert    alerts.Alert
		revision int
		facts    []string
	}
	latest, newest := map[string]*last{}, map[string]alerts.Alert{}
	times := map[string]int{}
	told, spared := map[string]bool{}, map[string]bool{}
	var order []string
	rows, err := tx.QueryContext(ctx, `
		SELECT subscriber, act, revision, facts, body FROM alerts WHERE matter = $1 ORDER BY subscriber, told, id, revision`, r.Matter)
	err = each(rows, err, func(rows *sql.Rows) error {
		var who, act, facts, body string
		var l last
		if err := rows.Scan(&who, &act, &l.revision, &facts, &body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(facts), &l.facts); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &l.alert); err != nil {
			return err
		}
		times[who]++
		switch l.alert.Standing {
		case alerts.Unlisted:
			spared[who] = true
		case alerts.Named, alerts.Alike:
			spared[who] = false
		}
		for _, s := range l.facts {
			told[who+" "+s] = true
		}
		newest[who] = asOf(newest[who], l.alert)
		was := latest[who]
		if was == nil {
			order = append(order, who)
		}
		if was == nil || act == r.Act || was.alert.Act != r.Act {
			latest[who] = &l
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("store: tell again of %s: %w", r.Act, err)
	}
	served, reached := map[string]bool{}, map[string]bool{}
	for _, who := range order {
		l := latest[who]
		if spared[who] || l.alert.Corrected != "" || told[who+" "+r.Fact] || !r.Since.IsZero() && !l.alert.Told.Before(r.Since) {
			continue
		}
		a := l.alert
		a.Reasons, a.Standing, a.Named, a.Escalated = newest[who].Reasons, newest[who].Standing, newest[who].Named, ""
		t := telling{Told: shape(a), revision: l.revision + 1, facts: l.facts}
		t.Alert.Update, t.Alert.Also = times[who], nil
		t.Destinations = slices.DeleteFunc(slices.Clone(t.Destinations), func(to string) bool { return reached[to] })
		for _, to := range t.Destinations {
			reached[to] = true
		}
		t.facts = union(t.facts, []string{r.Fact}, r.Past)
		slices.Sort(t.facts)
		if err := out.write(ctx, tx, t, r.Matter, served, now); err != nil {
			return out, fmt.Errorf("store: tell again of %s: %w", r.Act, err)
		}
	}
	return out, nil
}
