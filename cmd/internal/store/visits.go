package store

import (
	"cmp"
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

// A Visit is one run of a source, as it ended.
type Visit struct {
	Source   string             `json:"source"`
	State    crawlers.State     `json:"state"`
	Planned  time.Time          `json:"planned"`
	Started  time.Time          `json:"started"`
	Ended    time.Time          `json:"ended"`
	Pages    int                `json:"pages"`
	Filings  int                `json:"filings"`
	Added    int                `json:"added"`
	Revised  int                `json:"revised"`
	History  int                `json:"history"` // of the added: too old to be told as new
	Known    int                `json:"known"`
	Warnings []string           `json:"warnings"`
	Outcomes []crawlers.Outcome `json:"outcomes,omitempty"`
	Error    string             `json:"error,omitempty"`
}

// SaveVisit records how a visit ended.
func (db *DB) SaveVisit(ctx context.Context, v Visit) error {
	warnings, err := json.Marshal(append([]string{}, v.Warnings...))
	if err != nil {
		return fmt.Errorf("store: visit of %s: %w", v.Source, err)
	}
	outcomes, err := json.Marshal(append([]crawlers.Outcome{}, v.Outcomes...))
	if err != nil {
		return fmt.Errorf("store: visit of %s: %w", v.Source, err)
	}
	_, err = db.write.ExecContext(ctx, `
		INSERT INTO visits (id, source, planned, started, ended, state, pages, filings, added, revised, history, known, warnings, outcomes, error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO UPDATE SET started = excluded.started, ended = excluded.ended, state = excluded.state,
			pages = excluded.pages, filings = excluded.filings, added = excluded.added, revised = excluded.revised,
			history = excluded.history, known = excluded.known, warnings = excluded.warnings, outcomes = excluded.outcomes, error = excluded.error`,
		v.Source+"@"+v.Planned.UTC().Format(time.RFC3339Nano), v.Source, millis(v.Planned), millis(v.Started), millis(v.Ended), string(v.State),
		v.Pages, v.Filings, v.Added, v.Revised, v.History, v.Known, string(warnings), string(outcomes), v.Error)
	if err != nil {
		return fmt.Errorf("store: visit of %s: %w", v.Source, err)
	}
	return nil
}

// Visits returns the newest n visits of a source, or of all if it is empty,
// the newest first.
func (db *DB) Visits(ctx context.Context, source string, n int) ([]Visit, error) {
	return db.visits(ctx, `WHERE $1 = '' OR source = $1 ORDER BY planned DESC, source LIMIT $2`, source, n)
}

// LastVisits returns the newest visit of each source, by name, however long
// ago it was.
func (db *DB) LastVisits(ctx context.Context) ([]Visit, error) {
	return db.visits(ctx, `WHERE (source, planned) IN (SELECT source, MAX(planned) FROM visits GROUP BY source) ORDER BY source`)
}

// Sight says how each place was seen last, by source, and what it added since a
// time.
func (db *DB) Sight(ctx context.Context, since time.Time) (map[string]alerts.Watched, error) {
	last, err := db.LastVisits(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]alerts.Watched{}
	for _, v := range last {
		w := alerts.Watched{State: v.State, Ended: v.Ended, Filings: v.Filings, Why: v.Error}
		for _, o := range v.Outcomes {
			if w.Why == "" && !o.State.Well() {
				w.Why = o.Why
			}
		}
		out[v.Source] = w
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT source, MAX(CASE WHEN state IN ('ok', 'unchanged', 'empty') THEN ended ELSE 0 END),
			SUM(CASE WHEN ended > $1 THEN added ELSE 0 END)
		FROM visits GROUP BY source`, millis(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var source string
		var good int64
		var added int
		err := r.Scan(&source, &good, &added)
		w := out[source]
		if w.Added = added; good > 0 {
			w.Good = moment(good)
		}
		out[source] = w
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: sight: %w", err)
	}
	return out, nil
}

// LastGood returns how many filings the newest visit of a source that ended ok
// listed; 0 if none did.
func (db *DB) LastGood(ctx context.Context, source string) (filings int, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT filings FROM visits WHERE source = $1 AND state = $2 ORDER BY planned DESC LIMIT 1`, source, string(crawlers.OK)).Scan(&filings)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("store: last good visit of %s: %w", source, err)
	}
	return filings, nil
}

// outcomesOf is how many visits LastOutcomes looks through: a page that none of
// them came to is as one never visited.
const outcomesOf = 20

// LastOutcomes returns how each page of a source ended at the newest visit that
// came to it, by address. A visit that ended early does not count: not all that
// it read need be in the store.
func (db *DB) LastOutcomes(ctx context.Context, source string) (map[string]crawlers.Outcome, error) {
	visits, err := db.visits(ctx, `WHERE source = $1 AND error = '' ORDER BY planned DESC LIMIT $2`, source, outcomesOf)
	if err != nil {
		return nil, err
	}
	out := map[string]crawlers.Outcome{}
	for _, v := range visits {
		for _, o := range v.Outcomes {
			if _, ok := out[o.URL]; !ok {
				out[o.URL] = o
			}
		}
	}
	return out, nil
}

// visits reads the visits that the rest of a statement picks.
func (db *DB) visits(ctx context.Context, which string, args ...any) ([]Visit, error) {
	var out []Visit
	rows, err := db.read.QueryContext(ctx, `
		SELECT source, planned, started, ended, state, pages, filings, added, revised, history, known, warnings, outcomes, error
		FROM visits `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var v Visit
		var planned, started, ended int64
		var warnings, outcomes string
		err := r.Scan(&v.Source, &planned, &started, &ended, &v.State, &v.Pages, &v.Filings, &v.Added, &v.Revised, &v.History, &v.Known, &warnings, &outcomes, &v.Error)
		if err != nil {
			return err
		}
		v.Planned, v.Started, v.Ended = moment(planned), moment(started), moment(ended)
		out = append(out, v)
		return errors.Join(json.Unmarshal([]byte(warnings), &out[len(out)-1].Warnings), json.Unmarshal([]byte(outcomes), &out[len(out)-1].Outcomes))
	})
	if err == nil {
		var hide *veils
		if hide, err = db.veils(ctx); err == nil {
			out, err = alerts.Hide(hide.all, out)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("store: visits: %w", err)
	}
	return out, nil
}

// Planned returns when a source was last planned; the zero time if never.
func (db *DB) Planned(ctx context.Context, source string) (time.Time, error) {
	var ms int64
	err := db.read.QueryRowContext(ctx, `SELECT planned FROM schedules WHERE source = $1`, source).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("store: planned %s: %w", source, err)
	}
	return moment(ms), nil
}

// Plan moves a source's planned time from old to next and reports whether it
// was this caller who moved it: of several nodes one wins. A zero old means
// that the source was never planned.
func Plan(ctx context.Context, tx *sql.Tx, source string, old, next time.Time) (bool, error) {
	var res sql.Result
	var err error
	if old.IsZero() {
		res, err = tx.ExecContext(ctx, `INSERT INTO schedules (source, planned) VALUES ($1, $2) ON CONFLICT (source) DO NOTHING`, source, millis(next))
	} else {
		res, err = tx.ExecContext(ctx, `UPDATE schedules SET planned = $3 WHERE source = $1 AND planned = $2`, source, millis(old), millis(next))
	}
	if err != nil {
		return false, fmt.Errorf("store: plan %s: %w", source, err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// Counts is how much the store holds, for summaries.
type Counts struct {
	Matters, Acts, Reports, History, Routine, Waiting int
	Alerts                                            int
	Deliveries                                        map[string]int // by state
}

// Count counts what the store holds.
func (db *DB) Count(ctx context.Context) (Counts, error) {
	var c Counts
	err := db.read.QueryRowContext(ctx, `
		SELECT (SELECT COUNT(*) FROM matters WHERE elder = ''), (SELECT COUNT(*) FROM acts WHERE state <> 'same'), (SELECT COUNT(*) FROM reports),
			(SELECT COUNT(*) FROM acts WHERE state = 'history'), (SELECT COUNT(*) FROM acts WHERE state = 'routine'),
			(SELECT COUNT(*) FROM verdicts WHERE waiting = 1), (SELECT COUNT(*) FROM alerts)`).
		Scan(&c.Matters, &c.Acts, &c.Reports, &c.History, &c.Routine, &c.Waiting, &c.Alerts)
	if err == nil {
		c.Deliveries, err = db.tally(ctx, `SELECT state, COUNT(*) FROM deliveries GROUP BY state`)
	}
	if err != nil {
		return c, fmt.Errorf("store: count: %w", err)
	}
	return c, nil
}

// Verdicts counts verdicts by what they are and who gave them. It reads every
// one, and so is for a store as small as the demo's.
func (db *DB) Verdicts(ctx context.Context) (map[string]int, error) {
	bodies, err := db.tally(ctx, `SELECT body, COUNT(*) FROM verdicts GROUP BY body`)
	if err != nil {
		return nil, fmt.Errorf("store: verdicts: %w", err)
	}
	out := map[string]int{}
	for body, n := range bodies {
		out[saidBy(body)] += n
	}
	return out, nil
}

// tally runs a query whose rows are a word and a number.
func (db *DB) tally(ctx context.Context, query string, args ...any) (map[string]int, error) {
	out := map[string]int{}
	rows, err := db.read.QueryContext(ctx, query, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var word string
		var n int
		err := r.Scan(&word, &n)
		out[word] = n
		return err
	})
	return out, err
}

// saidBy tells from a stored verdict what it was and who gave it.
func saidBy(body string) string {
	var v struct {
		Relevant *bool
		By       string
	}
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return "unreadable"
	}
	switch {
	case v.Relevant == nil:
		return "open by " + v.By
	case *v.Relevant:
		return "relevant by " + v.By
	default:
		return "irrelevant by " + v.By
	}
}

// LastNew returns when a source last brought something new; the zero time if
// it never did.
func (db *DB) LastNew(ctx context.Context, source string) (time.Time, error) {
	var ms sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT MAX(first) FROM reports WHERE source = $1`, source).Scan(&ms)
	if err != nil {
		return time.Time{}, fmt.Errorf("store: last new of %s: %w", source, err)
	}
	if !ms.Valid {
		return time.Time{}, nil
	}
	return moment(ms.Int64), nil
}

// A Lag says how long the acts of a stage took to be shown by a source, to be
// seen by us there, and to be told. Times are seconds from the authority's date
// of the act; where that is only a day, from its beginning in UTC.
type Lag struct {
	Source  string `json:"source"`
	Stage   string `json:"stage,omitempty"`
	Acts    int    `json:"acts"`
	Shown   int    `json:"shown"` // acts of which the source says when it first showed them
	Told    int    `json:"told"`
	Shown50 int64  `json:"shown_median_s"`
	Seen50  int64  `json:"seen_median_s"`
	Seen90  int64  `json:"seen_p90_s"`
	Told50  int64  `json:"told_median_s"` // of acts that were told; 0 if none was
}

// Lags measures acts first seen since a time, per source and stage, history
// left out.
func (db *DB) Lags(ctx context.Context, since time.Time) ([]Lag, error) {
	type group struct{ source, stage string }
	type times struct{ shown, seen, told []int64 }
	all := map[group]*times{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT r.source, a.stage, r.shown, r.first, a.filed, (SELECT MIN(t.told) FROM alerts t WHERE t.act = a.id)
		FROM reports r JOIN acts a ON a.id = r.act
		WHERE r.first >= $1 AND a.state IN ('new', 'judged')`, millis(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var g group
		var shown, first, filed int64
		var told sql.NullInt64
		if err := r.Scan(&g.source, &g.stage, &shown, &first, &filed, &told); err != nil {
			return err
		}
		t := all[g]
		if t == nil {
			t = &times{}
			all[g] = t
		}
		t.seen = append(t.seen, first-filed)
		if shown != 0 {
			t.shown = append(t.shown, shown-filed)
		}
		if told.Valid {
			t.told = append(t.told, told.Int64-filed)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: lags: %w", err)
	}
	out := make([]Lag, 0, len(all))
	for g, t := range all {
		out = append(out, Lag{
			Source: g.source, Stage: g.stage, Acts: len(t.seen), Shown: len(t.shown), Told: len(t.told),
			Shown50: quantile(t.shown, 0.5) / 1000, Seen50: quantile(t.seen, 0.5) / 1000, Seen90: quantile(t.seen, 0.9) / 1000,
			Told50: quantile(t.told, 0.5) / 1000,
		})
	}
	slices.SortFunc(out, func(a, b Lag) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(a.Stage, b.Stage))
	})
	return out, nil
}

// quantile returns the q-th part of values, 0 if there are none.
func quantile(values []int64, q float64) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(int(q*float64(len(values))), len(values)-1)]
}
