package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A Triage says which matters a desk looks through. What is empty narrows
// nothing, but for Centers.
type Triage struct {
	Centers []string  // whose alerts; none is no matter at all
	Own     string    // whose alert speaks for a matter, of several
	Now     time.Time // days that have passed by then do not count
	Since   time.Time // the matter was told of since

	Open     *bool     // nobody signed for it, or somebody did or needs not
	From, To time.Time // it was told of between
	Due      time.Time // a day by which to act comes until then
	Matters  []string  // only these, where it is not nil

	Kind     crawlers.Kind
	Stage    string
	Severity alerts.Severity
	Grade    crawlers.Grade // of the accused

	After TriageCursor
}

// A TriageCursor is the place of a matter in the order of a triage: what nobody
// signed for first, then by the days that are left, then the newest. The zero
// cursor is before all.
type TriageCursor struct {
	Matter string
	Due    time.Time // the next day by which to act; zero is none
	Told   time.Time
	Open   bool
}

// A Pending is a matter as some centers were told of it.
type Pending struct {
	TriageCursor
	Parcel // the newest alert that holds, or else the newest

	Severity alerts.Severity // the highest that holds
	Clock    *Clock          // the next, or else the last that has passed, without its filing; nil if none runs
	Told     []string        // the centers that were told
	Signed   []CenterSignature
}

// A CenterSignature is the first signature of a center in a matter.
type CenterSignature struct {
	Center string
	Signature
}

// Bounds of a triage: how many matters stand on a page, and how many are looked
// at for one page of a narrow question.
const (
	triagePage  = 50
	triageLooks = 20 // pages
)

// noDay is the due day of what has none: it comes last.
const noDay = int64(1) << 53

// clocksOfActs are the running clocks c of acts t whose matter is known. SQLite
// would go through all that run in its index of days, 60,000 of them for each
// matter after a day of an office: so it is told the order, and given nothing
// that this index holds.
const clocksOfActs = `acts t CROSS JOIN clocks c WHERE c.act = t.id AND (c.state || '') = 'running'`

// triageQuery returns a query for matters in their order, and its arguments.
func triageQuery(t Triage) (string, []any) {
	args := []any{millis(t.Now), noDay, millis(t.Since)}
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	in := placesFrom(len(args)+1, len(t.Centers))
	args = append(args, anys(t.Centers)...)
	where := []string{"1 = 1"}
	if t.Open != nil {
		where = append(where, "g.still = "+arg(oneIf(*t.Open)))
	}
	if !t.Due.IsZero() {
		where = append(where, "g.due <= "+arg(millis(t.Due)))
	}
	if !t.From.IsZero() {
		where = append(where, `EXISTS (SELECT 1 FROM alerts b WHERE b.matter = g.matter AND b.subscriber IN `+in+` AND b.told >= `+arg(millis(t.From))+` AND b.told < `+arg(millis(t.To))+`)`)
	}
	if t.Kind != "" {
		where = append(where, `EXISTS (SELECT 1 FROM matters m WHERE m.id = g.matter AND m.kind = `+arg(string(t.Kind))+`)`)
	}
	if t.Matters != nil {
		if len(t.Matters) == 0 {
			where = append(where, "1 = 0")
		} else {
			where = append(where, `g.matter IN `+placesFrom(len(args)+1, len(t.Matters)))
			args = append(args, anys(t.Matters)...)
		}
	}
	if c := t.After; c.Matter != "" {
		open, due, told, matter := arg(oneIf(c.Open)), arg(dueOr(c.Due)), arg(millis(c.Told)), arg(c.Matter)
		where = append(where, fmt.Sprintf(`(g.still < %s OR g.still = %[1]s AND (g.due > %s OR g.due = %[2]s AND (g.told < %s OR g.told = %[3]s AND g.matter > %s)))`, open, due, told, matter))
	}
	// What is only for information, or was taken back, is not to be signed for.
	// The texts stand in the JSON that we write; within a string its quotes
	// would be escaped.
	return `FROM (
		SELECT a.matter, MAX(a.told) AS told,
			COALESCE((SELECT MIN(c.closes) FROM ` + clocksOfActs + `
				AND t.matter = a.matter AND t.state <> '` + actSame + `' AND c.closes + 0 >= $1), $2) AS due,
			CASE WHEN EXISTS (SELECT 1 FROM alerts b WHERE b.matter = a.matter AND b.subscriber IN ` + in + `
					AND b.body NOT LIKE '%"severity":"low"%' AND b.body NOT LIKE '%"corrected":"%'
					AND NOT EXISTS (SELECT 1 FROM alerts n WHERE n.id = b.id AND n.revision > b.revision))
				AND NOT EXISTS (SELECT 1 FROM signatures s JOIN alerts b ON b.id = s.alert AND b.revision = 0 WHERE b.matter = a.matter AND b.subscriber IN ` + in + `)
				AND NOT EXISTS (SELECT 1 FROM acts t WHERE t.matter = a.matter AND t.ends = 1)
				THEN 1 ELSE 0 END AS still
		FROM alerts a WHERE a.subscriber IN ` + in + ` GROUP BY a.matter HAVING MAX(a.told) >= $3
	) g WHERE ` + strings.Join(where, " AND "), args
}

func dueOr(t time.Time) int64 {
	if t.IsZero() {
		return noDay
	}
	return millis(t)
}

// TriageCount counts the matters of a triage, but for its stage, severity and
// grade.
func (db *DB) TriageCount(ctx context.Context, t Triage) (n int, err error) {
	if len(t.Centers) == 0 {
		return 0, nil
	}
	from, args := triageQuery(t)
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) `+from, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: count triage: %w", err)
	}
	return n, nil
}

// CountTold counts what some subscribers, or all of them, were told after a time,
// up to a bound.
func (db *DB) CountTold(ctx context.Context, subscribers []string, all bool, after time.Time, bound int) (n int, err error) {
	if len(subscribers) == 0 && !all {
		return 0, nil
	}
	which, args := ``, []any{millis(after), bound}
	if !all {
		which = ` AND subscriber IN ` + placesFrom(3, len(subscribers))
		args = append(args, anys(subscribers)...)
	}
	err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM alerts WHERE told > $1`+which+` LIMIT $2) x`, args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: count told: %w", err)
	}
	return n, nil
}

// Triage returns a page of matters, and the cursor of the next; the zero one is
// the end. A page of a narrow question may hold few matters, or none, and not
// be the last.
func (db *DB) Triage(ctx context.Context, t Triage) (out []Pending, next TriageCursor, err error) {
	if len(t.Centers) == 0 {
		return nil, next, nil
	}
	for range triageLooks {
		found, err := db.triage(ctx, t)
		if err != nil {
			return nil, next, fmt.Errorf("store: triage: %w", err)
		}
		for i, p := range found[:min(len(found), triagePage)] {
			if !t.keeps(&p) {
				continue
			}
			if out = append(out, p); len(out) == triagePage {
				if i+1 < len(found) {
					next = p.TriageCursor
				}
				return out, next, nil
			}
		}
		if len(found) <= triagePage {
			return out, TriageCursor{}, nil
		}
		t.After = found[triagePage-1].TriageCursor
	}
	return out, t.After, nil
}

// keeps reports whether a matter is one of those that are asked for.
func (t *Triage) keeps(p *Pending) bool {
	grade := p.Verdict.ChineseParty
	return (t.Stage == "" || p.Alert.Stage == t.Stage) && (t.Severity == "" || p.Severity == t.Severity) && (t.Grade == "" || grade == t.Grade)
}

// triage reads one more matter than stand on a page, in their order.
func (db *DB) triage(ctx context.Context, t Triage) ([]Pending, error) {
	from, args := triageQuery(t)
	var out []Pending
	at := map[string]int{}
	rows, err := db.read.QueryContext(ctx, fmt.Sprintf(`SELECT g.matter, g.still, g.due, g.told %s ORDER BY g.still DESC, g.due, g.told DESC, g.matter LIMIT %d`, from, triagePage+1), args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Pending
		var open, due, told int64
		err := r.Scan(&p.Matter, &open, &due, &told)
		if p.Open, p.TriageCursor.Told = open == 1, moment(told); due != noDay {
			p.Due = moment(due)
		}
		at[p.Matter] = len(out)
		out = append(out, p)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	if err := errors.Join(db.pendingAlerts(ctx, t, out, at), db.pendingClocks(ctx, t, out, at), db.pendingSigned(ctx, t, out, at)); err != nil {
		return nil, err
	}
	acts := make([]Act, len(out))
	for i := range out {
		acts[i] = out[i].Act
	}
	if err := db.InMatter(ctx, acts); err != nil {
		return nil, err
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Act = acts[i]
		if err := hide.parcel(&out[i].Parcel); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// matters are the arguments of a query for what some centers were told of the
// matters of a page: their places, and those of the centers.
func (t *Triage) matters(page []Pending) (matters, centers string, args []any) {
	for _, p := range page {
		args = append(args, p.Matter)
	}
	matters = placesFrom(1, len(page))
	centers = placesFrom(len(page)+1, len(t.Centers))
	return matters, centers, append(args, anys(t.Centers)...)
}

// pendingAlerts gives each matter the alert that speaks for it.
func (db *DB) pendingAlerts(ctx context.Context, t Triage, out []Pending, at map[string]int) error {
	matters, centers, args := t.matters(out)
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.matter, a.revision, a.body, t.digest, t.body, COALESCE(v.body, '{}') FROM alerts a JOIN acts t ON t.id = a.act LEFT JOIN verdicts v ON v.act = a.act
		WHERE a.matter IN `+matters+` AND a.subscriber IN `+centers+`
			AND NOT EXISTS (SELECT 1 FROM alerts n WHERE n.id = a.id AND n.revision > a.revision)
		ORDER BY a.matter, a.told, a.id`, args...)
	return each(rows, err, func(r *sql.Rows) error {
		var matter, alert, act, verdict string
		var q Parcel
		if err := r.Scan(&matter, &q.Revision, &alert, &q.Act.Digest, &act, &verdict); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(alert), &q.Alert); err != nil {
			return err
		}
		p := &out[at[matter]]
		q.Delivery.Alert, q.Delivery.Act, q.Act.Matter = q.Alert.ID, q.Alert.Act, matter
		if !slices.Contains(p.Told, q.Alert.Subscriber) {
			p.Told = append(p.Told, q.Alert.Subscriber)
		}
		if holds := q.Alert.Corrected == ""; holds && (p.Severity == "" || alerts.Compare(q.Alert.Severity, p.Severity) > 0) {
			p.Severity = q.Alert.Severity
		}
		if !speaks(q.Alert, p.Parcel.Alert, t.Own) {
			return nil
		}
		p.Parcel = q
		return errors.Join(json.Unmarshal([]byte(act), &p.Act.Filing), json.Unmarshal([]byte(verdict), &p.Verdict))
	})
}

// speaks reports whether a later alert goes before another: one that holds
// before one that does not, then one's own.
func speaks(later, other alerts.Alert, own string) bool {
	if other.ID == "" {
		return true
	}
	if holds, held := later.Corrected == "", other.Corrected == ""; holds != held {
		return holds
	}
	return later.Subscriber == own || other.Subscriber != own
}

func (db *DB) pendingClocks(ctx context.Context, t Triage, out []Pending, at map[string]int) error {
	args := []any{}
	for _, p := range out {
		args = append(args, p.Matter)
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT t.matter, c.act, c.rule, c.due, c.closes FROM `+clocksOfActs+`
		AND t.state <> '`+actSame+`' AND t.matter IN `+placesFrom(1, len(out))+`
		ORDER BY c.closes, c.act, c.rule`, args...)
	return each(rows, err, func(r *sql.Rows) error {
		c := Clock{State: Running}
		var closes int64
		err := r.Scan(&c.Matter, &c.Act, &c.Rule, &c.Due, &closes)
		c.Closes = moment(closes)
		if p := &out[at[c.Matter]]; p.Clock == nil || p.Clock.Closes.Before(t.Now) {
			p.Clock = &c
		}
		return err
	})
}

func (db *DB) pendingSigned(ctx context.Context, t Triage, out []Pending, at map[string]int) error {
	matters, centers, args := t.matters(out)
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.matter, a.subscriber, s.alert, s.person, s.at, s.note FROM signatures s JOIN alerts a ON a.id = s.alert AND a.revision = 0
		WHERE a.matter IN `+matters+` AND a.subscriber IN `+centers+` ORDER BY s.at, s.alert, s.person`, args...)
	return each(rows, err, func(r *sql.Rows) error {
		var matter string
		var s CenterSignature
		var when int64
		err := r.Scan(&matter, &s.Center, &s.Alert, &s.Person, &when, &s.Note)
		s.At = moment(when)
		p := &out[at[matter]]
		if !slices.ContainsFunc(p.Signed, func(x CenterSignature) bool { return x.Center == s.Center }) {
			p.Signed = append(p.Signed, s)
		}
		return err
	})
}
