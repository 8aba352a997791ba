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

// A Filed is an act of the store as it is looked at again.
type Filed struct {
	Act
	Verdict *alerts.Verdict // nil for one that nobody judged, since it was history
	At      Cursor
}

// A Cursor is a place in the order in which acts are looked at again: by their
// date, then by their name.
type Cursor struct {
	Filed int64
	Act   string
}

const filedColumns = `a.filed, a.id, a.matter, a.digest, a.body, COALESCE(v.body, '')`

func scanFiled(r *sql.Rows) (Filed, error) {
	var f Filed
	var body, verdict string
	if err := r.Scan(&f.At.Filed, &f.At.Act, &f.Matter, &f.Digest, &body, &verdict); err != nil {
		return f, err
	}
	if err := json.Unmarshal([]byte(body), &f.Filing); err != nil {
		return f, err
	}
	if verdict != "" {
		f.Verdict = new(alerts.Verdict)
		return f, json.Unmarshal([]byte(verdict), f.Verdict)
	}
	return f, nil
}

// FiledAfter returns up to n acts behind a cursor, in its order. Those that wait
// for their verdict are left out: they are judged with the lists there are then.
func (db *DB) FiledAfter(ctx context.Context, at Cursor, n int) ([]Filed, error) {
	var out []Filed
	rows, err := db.read.QueryContext(ctx, `
		SELECT `+filedColumns+` FROM acts a LEFT JOIN verdicts v ON v.act = a.id
		WHERE (a.filed > $1 OR a.filed = $1 AND a.id > $2) AND a.filed >= $1 AND a.state IN ('judged', 'history')
		ORDER BY a.filed, a.id LIMIT $3`, at.Filed, at.Act, n)
	err = each(rows, err, func(r *sql.Rows) error {
		f, err := scanFiled(r)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: filed: %w", err)
	}
	return out, nil
}

// JudgedAfter returns up to n acts behind a cursor whose verdict was given from
// one time to another, in the cursor's order.
func (db *DB) JudgedAfter(ctx context.Context, at Cursor, from, to time.Time, n int) ([]Filed, error) {
	var out []Filed
	rows, err := db.read.QueryContext(ctx, `
		SELECT `+filedColumns+` FROM verdicts v JOIN acts a ON v.act = a.id
		WHERE v.at >= $3 AND v.at <= $4 AND (a.filed > $1 OR a.filed = $1 AND a.id > $2) AND a.state IN ('judged', 'history')
		ORDER BY a.filed, a.id LIMIT $5`, at.Filed, at.Act, millis(from), millis(to), n)
	err = each(rows, err, func(r *sql.Rows) error {
		f, err := scanFiled(r)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: judged: %w", err)
	}
	return out, nil
}

// CountFiled counts the acts from a time on.
func (db *DB) CountFiled(ctx context.Context, since time.Time) (n int, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM acts WHERE filed >= $1 AND state <> 'same'`, millis(since)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: count filed: %w", err)
	}
	return n, nil
}

// States of a rescan.
const (
	RescanStored = "stored" // looks through what was in the store
	RescanLate   = "late"   // looks at what was judged while the lists changed
	RescanDone   = "done"
)

// A Rescan looks for new entries of watchlists in stored filings.
type Rescan struct {
	ID     string
	Asked  time.Time
	Since  time.Time // how old filings may be
	State  string
	Lists  []alerts.Watchlist // with the new entries alone
	Cursor Cursor
	Looked int // acts
	Found  int // alerts that wait for a digest
}

// AskRescan stores a rescan. Its job is for the caller to write, in the same
// transaction.
func AskRescan(ctx context.Context, tx *sql.Tx, r Rescan) error {
	body, err := json.Marshal(r.Lists)
	if err == nil {
		_, err = tx.ExecContext(ctx, `
			INSERT INTO rescans (id, asked, since, state, lists, filed, act, looked, found, at) VALUES ($1, $2, $3, 'stored', $4, $5, '', 0, 0, $2)`,
			r.ID, millis(r.Asked), millis(r.Since), string(body), millis(r.Since))
	}
	for i := 0; err == nil && i < len(r.Lists); i++ {
		_, err = tx.ExecContext(ctx, `INSERT INTO rescan_lists (list, rescan, found) VALUES ($1, $2, 0)`, r.Lists[i].ID, r.ID)
	}
	if err != nil {
		return fmt.Errorf("store: ask rescan: %w", err)
	}
	return nil
}

// Rescan returns a rescan; ok is false if there is none.
func (db *DB) Rescan(ctx context.Context, id string) (r Rescan, ok bool, err error) {
	var asked, since int64
	var lists string
	err = db.read.QueryRowContext(ctx, `SELECT id, asked, since, state, lists, filed, act, looked, found FROM rescans WHERE id = $1`, id).
		Scan(&r.ID, &asked, &since, &r.State, &lists, &r.Cursor.Filed, &r.Cursor.Act, &r.Looked, &r.Found)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err == nil {
		r.Asked, r.Since = moment(asked), moment(since)
		err = json.Unmarshal([]byte(lists), &r.Lists)
	}
	if err != nil {
		return r, false, fmt.Errorf("store: rescan %s: %w", id, err)
	}
	return r, true, nil
}

// Advance records that a rescan has come from one cursor to another, and tells
// what it found there, for the digest. It reports false, and does nothing, if
// another got there first: whoever is killed and begins again, or works twice,
// loses and doubles nothing. Settlements hold the acts and their alerts; their
// matters must be locked ([LockMatters]).
func Advance(ctx context.Context, tx *sql.Tx, r Rescan, to Cursor, state string, looked int, all []Settlement, now time.Time) (_ []alerts.Alert, ok bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: rescan %s: %w", r.ID, err)
		}
	}()
	res, err := tx.ExecContext(ctx, `
		UPDATE rescans SET filed = $2, act = $3, state = $4, looked = looked + $5, at = $6,
			lists = CASE WHEN CAST($4 AS TEXT) = 'done' THEN '[]' ELSE lists END WHERE id = $1 AND filed = $7 AND act = $8 AND state = $9`,
		r.ID, to.Filed, to.Act, state, looked, millis(now), r.Cursor.Filed, r.Cursor.Act, r.State)
	if err != nil {
		return nil, false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return nil, false, err
	}
	for _, s := range all {
		if err := keepVerdict(ctx, tx, s, now); err != nil {
			return nil, false, err
		}
	}
	var out Settled
	served := map[string]bool{}
	for _, g := range groups(all) {
		if err := tx.QueryRowContext(ctx, `SELECT matter FROM acts WHERE id = $1`, g.shares[0].Act.ActID()).Scan(&g.matter); err != nil {
			return nil, false, err // a join may have moved it
		}
		if err := out.tell(ctx, tx, g, served, now); err != nil {
			return nil, false, err
		}
	}
	for _, id := range out.Deliveries {
		if err := Hold(ctx, tx, id, Held, now); err != nil {
			return nil, false, err
		}
	}
	for _, a := range out.Alerts {
		if _, err := tx.ExecContext(ctx, `UPDATE rescan_lists SET found = found + 1 WHERE list = $1 AND rescan = $2`, a.Subscriber, r.ID); err != nil {
			return nil, false, err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE rescans SET found = found + $2 WHERE id = $1`, r.ID, len(out.Alerts))
	return out.Alerts, err == nil, err
}

// keepVerdict writes the verdict on an act that was history and is told of now.
func keepVerdict(ctx context.Context, tx *sql.Tx, s Settlement, now time.Time) error {
	verdict, err := json.Marshal(s.Verdict)
	if err != nil {
		return err
	}
	rules, err := json.Marshal(s.Rules)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO verdicts (act, digest, at, waiting, body, rules) VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (act) DO NOTHING`,
		s.Act.ActID(), s.Act.Digest, millis(now), string(verdict), string(rules))
	return err
}

// A Scanned is how far the newest rescan for a list is.
type Scanned struct {
	State  string
	Since  time.Time
	At     time.Time
	Until  time.Time // the date it has come to
	Found  int
	Looked int
}

// Scanned returns the newest rescan of each list that had one.
func (db *DB) Scanned(ctx context.Context) (map[string]Scanned, error) {
	out := map[string]Scanned{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT l.list, r.state, r.since, r.at, r.filed, l.found, r.looked FROM rescan_lists l JOIN rescans r ON r.id = l.rescan ORDER BY r.asked, r.id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var list string
		var s Scanned
		var since, at, filed int64
		err := r.Scan(&list, &s.State, &since, &at, &filed, &s.Found, &s.Looked)
		s.Since, s.At, s.Until = moment(since), moment(at), moment(filed)
		out[list] = s
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: scanned lists: %w", err)
	}
	return out, nil
}
