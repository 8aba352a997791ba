package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"tocsin/crawlers"
)

// Kinds of what is not kept for ever.
const (
	OldPages   = "pages"   // as they were fetched
	OldFilings = "filings" // of matters that nobody was told of
	OldVisits  = "visits"
	OldAudit   = "audit"   // who did what
	OldAnswers = "answers" // of models
)

// Ages say how long each kind is kept. Zero is for ever.
type Ages struct {
	Pages, Filings, Visits, Audit, Answers time.Duration
}

// An Outdated says how much of one kind is older than its age and needed by
// nothing.
type Outdated struct {
	Kind   string        `json:"kind"`
	Age    time.Duration `json:"-"`
	Before time.Time     `json:"before,omitzero"` // zero: kept for ever
	Rows   int64         `json:"rows"`
	Bytes  int64         `json:"bytes,omitempty"` // of pages, as they were fetched
}

// Bounds of one transaction, so that who writes meanwhile never waits long.
const (
	retainMatters = 200
	retainRows    = 1000
)

// Outdated says what [DB.Retain] would take now, kind by kind, and takes nothing.
func (db *DB) Outdated(ctx context.Context, ages Ages, now time.Time) ([]Outdated, error) {
	return db.retain(ctx, ages, now, false)
}

// Retain drops what is older than its age, in transactions of bounded size, and
// says what went. It keeps, however old it is,
//   - every act of a matter of which anybody was told, and with it what stands
//     in an alert: signatures, cases, deadlines, deliveries, evidence;
//   - the pages that those acts were read from, and the last one of each address;
//   - matters that a person judged, joined, parted or noted something of, that
//     wait for a verdict, whose marks can still be opposed or whose days run;
//   - the last good visit of each place, and all after it.
func (db *DB) Retain(ctx context.Context, ages Ages, now time.Time) ([]Outdated, error) {
	return db.retain(ctx, ages, now, true)
}

func (db *DB) retain(ctx context.Context, ages Ages, now time.Time, drop bool) (out []Outdated, err error) {
	for _, k := range []struct {
		kind string
		age  time.Duration
		do   func(ctx context.Context, o *Outdated, now time.Time, drop bool) error
	}{
		{OldFilings, ages.Filings, db.oldFilings}, // before the pages that they were read from
		{OldPages, ages.Pages, db.oldPages},
		{OldVisits, ages.Visits, db.oldRows("visits", outdatedVisits)},
		{OldAudit, ages.Audit, db.oldRows("audit", `at < $1`)},
		{OldAnswers, ages.Answers, db.oldRows("answers", `at < $1`)},
	} {
		o := Outdated{Kind: k.kind, Age: k.age}
		if k.age > 0 {
			o.Before = now.Add(-k.age).UTC()
			err = k.do(ctx, &o, now, drop)
		}
		out = append(out, o)
		if err != nil {
			return out, fmt.Errorf("store: retain %s: %w", k.kind, err)
		}
	}
	return out, nil
}

// outdatedVisits are those before the last good one of their place, or before
// its last where none ever was good.
const outdatedVisits = `planned < $1 AND planned < (
	SELECT COALESCE(MAX(CASE WHEN v.state IN ('ok', 'unchanged', 'empty') THEN v.planned END), MAX(v.planned)) FROM visits v WHERE v.source = visits.source)`

// oldRows counts or drops the rows of a table whose condition holds before $1.
func (db *DB) oldRows(table, which string) func(context.Context, *Outdated, time.Time, bool) error {
	key := "id"
	if table == "answers" {
		key = "key"
	}
	return func(ctx context.Context, o *Outdated, _ time.Time, drop bool) error {
		if !drop {
			return db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table+` WHERE `+which, millis(o.Before)).Scan(&o.Rows)
		}
		for {
			var n int64
			err := db.Tx(ctx, func(tx *sql.Tx) error {
				res, err := tx.ExecContext(ctx, `
					DELETE FROM `+table+` WHERE `+key+` IN (SELECT `+key+` FROM `+table+` WHERE `+which+` LIMIT $2)`, millis(o.Before), retainRows)
				if err == nil {
					n, err = res.RowsAffected()
				}
				return err
			})
			if o.Rows += n; err != nil || n < retainRows {
				return err
			}
		}
	}
}

// A matterAt is a place in the order in which matters are gone through.
type matterAt struct {
	touched int64
	id      string
}

// outdatedMatters are those of which nothing happened since $1, at the time $2,
// and that nothing holds.
const outdatedMatters = `
	m.touched < $1 AND m.elder = ''
	AND NOT EXISTS (SELECT 1 FROM alerts x WHERE x.matter = m.id)
	AND NOT EXISTS (SELECT 1 FROM help_requests h WHERE h.matter = m.id)
	AND NOT EXISTS (SELECT 1 FROM joins j WHERE j.elder = m.id)
	AND NOT EXISTS (SELECT 1 FROM joins j WHERE j.younger = m.id)
	AND NOT EXISTS (
		SELECT 1 FROM acts a WHERE a.matter = m.id AND (
			a.filed >= $1 OR a.first >= $1 OR a.state = 'new'
			OR EXISTS (SELECT 1 FROM reports r WHERE r.act = a.id AND r.last >= $1)
			OR EXISTS (SELECT 1 FROM verdicts v WHERE v.act = a.id AND (v.waiting = 1 OR v.body LIKE '%"by":"person"%'))
			OR EXISTS (SELECT 1 FROM clocks c WHERE c.act = a.id AND c.state = 'running' AND c.closes >= $2)
			OR EXISTS (SELECT 1 FROM deliveries d WHERE d.act = a.id)
			OR EXISTS (SELECT 1 FROM alerts x WHERE x.act = a.id)
			OR EXISTS (SELECT 1 FROM feedbacks f WHERE f.act = a.id)))
	AND NOT EXISTS (
		SELECT 1 FROM matter_keys k WHERE k.matter = m.id AND (
			EXISTS (SELECT 1 FROM services s WHERE s.key = k.key)
			OR EXISTS (SELECT 1 FROM takedowns t WHERE t.key = k.key)
			OR EXISTS (SELECT 1 FROM parted p WHERE p.key = k.key OR p.other = k.key)
			OR EXISTS (SELECT 1 FROM suspects s WHERE s.key = k.key OR s.other = k.key)))`

// oldFilings counts or drops the acts of matters that are outdated: matters go
// whole, since an act without those before it says little.
func (db *DB) oldFilings(ctx context.Context, o *Outdated, now time.Time, drop bool) error {
	for after := (matterAt{}); ; {
		var ids []string
		rows, err := db.read.QueryContext(ctx, `
			SELECT m.touched, m.id FROM matters m WHERE (m.touched, m.id) > ($3, $4) AND `+outdatedMatters+`
			ORDER BY m.touched, m.id LIMIT $5`, millis(o.Before), millis(now), after.touched, after.id, retainMatters)
		err = each(rows, err, func(r *sql.Rows) error {
			err := r.Scan(&after.touched, &after.id)
			ids = append(ids, after.id)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		if !drop {
			acts, err := db.dropped(ctx, db.read, ids, o.Before, now)
			if err != nil {
				return err
			}
			for _, of := range acts {
				o.Rows += int64(len(of))
			}
			continue
		}
		var n int64
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			// Who has to do with one of them waits here, or is waited for.
			if _, err := tx.ExecContext(ctx, `UPDATE matters SET touched = touched WHERE id IN `+places(1, len(ids)), anys(ids)...); err != nil {
				return err
			}
			acts, err := db.dropped(ctx, tx, ids, o.Before, now)
			if err != nil {
				return err
			}
			n, err = dropMatters(ctx, tx, acts)
			return err
		})
		if o.Rows += n; err != nil {
			return err
		}
	}
}

// dropped returns the acts of each of the matters that is outdated.
func (db *DB) dropped(ctx context.Context, q querier, ids []string, before, now time.Time) (map[string][]string, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT m.id, a.id, a.body FROM matters m JOIN acts a ON a.matter = m.id
		WHERE m.id IN `+placesFrom(3, len(ids))+` AND `+outdatedMatters, append([]any{millis(before), millis(now)}, anys(ids)...)...)
	out, held := map[string][]string{}, map[string]bool{}
	err = each(rows, err, func(r *sql.Rows) error {
		var matter, act, body string
		if err := r.Scan(&matter, &act, &body); err != nil {
			return err
		}
		var f crawlers.Filing
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return fmt.Errorf("act %s: %w", act, err)
		}
		out[matter] = append(out[matter], act)
		held[matter] = held[matter] || open(f, now)
		return nil
	})
	for matter, yes := range held {
		if yes {
			delete(out, matter)
		}
	}
	return out, err
}

// dropMatters drops matters with all that belongs to them alone. Who brought how
// many suits, and who applied for what, is remembered.
func dropMatters(ctx context.Context, tx *sql.Tx, of map[string][]string) (n int64, err error) {
	var matters, acts []string
	for matter, those := range of {
		matters, acts = append(matters, matter), append(acts, those...)
	}
	if len(matters) == 0 {
		return 0, nil
	}
	slices.Sort(matters)
	sqlite, err := fts5(ctx, tx)
	if err != nil {
		return 0, err
	}
	for part := range slices.Chunk(acts, retainRows) {
		if err := unindex(ctx, tx, sqlite, part); err != nil {
			return n, err
		}
		for _, s := range []string{
			`DELETE FROM clocks WHERE act IN `, `DELETE FROM verdicts WHERE act IN `, `DELETE FROM reports WHERE act IN `, `DELETE FROM acts WHERE id IN `,
		} {
			if _, err := tx.ExecContext(ctx, s+places(1, len(part)), anys(part)...); err != nil {
				return n, err
			}
		}
		n += int64(len(part))
	}
	in := places(1, len(matters))
	for _, s := range []string{
		`DELETE FROM captions WHERE key IN (SELECT key FROM matter_keys WHERE matter IN ` + in + `)`,
		`DELETE FROM bridges WHERE key IN (SELECT key FROM matter_keys WHERE matter IN ` + in + `)`,
		`DELETE FROM matter_keys WHERE matter IN ` + in,
		`DELETE FROM matters WHERE id IN ` + in,
	} {
		if _, err := tx.ExecContext(ctx, s, anys(matters)...); err != nil {
			return n, err
		}
	}
	return n, nil
}

// outdatedPages are those fetched before $1 that no told matter was read from and
// that are not the last of their address.
const outdatedPages = `
	p.fetched < $1
	AND NOT EXISTS (SELECT 1 FROM reports r JOIN alerts x ON x.act = r.act WHERE r.page = p.hash)
	AND NOT EXISTS (SELECT 1 FROM reports r JOIN acts a ON a.id = r.act JOIN alerts x ON x.matter = a.matter WHERE r.page = p.hash)
	AND NOT EXISTS (SELECT 1 FROM validators v WHERE v.url = p.url AND v.hash = p.hash)`

// oldPages counts or drops pages, and with the last page of a body the body.
func (db *DB) oldPages(ctx context.Context, o *Outdated, _ time.Time, drop bool) error {
	if !drop {
		return db.read.QueryRowContext(ctx, `
			SELECT COUNT(*), COALESCE(SUM(b.size), 0) FROM pages p JOIN blobs b ON b.hash = p.hash WHERE `+outdatedPages, millis(o.Before)).Scan(&o.Rows, &o.Bytes)
	}
	type page struct {
		url, hash string
		fetched   int64
	}
	for last := (page{}); ; {
		var some []page
		rows, err := db.read.QueryContext(ctx, `
			SELECT p.url, p.fetched, p.hash FROM pages p WHERE (p.fetched, p.url, p.hash) > ($2, $3, $4) AND `+outdatedPages+`
			ORDER BY p.fetched, p.url, p.hash LIMIT $5`, millis(o.Before), last.fetched, last.url, last.hash, retainRows)
		err = each(rows, err, func(r *sql.Rows) error {
			err := r.Scan(&last.url, &last.fetched, &last.hash)
			some = append(some, last)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		var hashes []string
		for _, p := range some {
			if !db.blobs.fresh(p.hash) {
				hashes = append(hashes, p.hash)
			}
		}
		if len(hashes) == 0 {
			continue
		}
		slices.Sort(hashes)
		hashes = slices.Compact(hashes)
		var gone []string
		var n, bytes int64
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			gone, n, bytes = nil, 0, 0
			// Who keeps one of these bodies anew waits, or is waited for.
			if _, err := tx.ExecContext(ctx, `UPDATE blobs SET size = size WHERE hash IN `+places(1, len(hashes)), anys(hashes)...); err != nil {
				return err
			}
			res, err := tx.ExecContext(ctx, `
				DELETE FROM pages WHERE (url, fetched, hash) IN (SELECT p.url, p.fetched, p.hash FROM pages p
					WHERE p.hash IN `+placesFrom(2, len(hashes))+` AND `+outdatedPages+`)`, append([]any{millis(o.Before)}, anys(hashes)...)...)
			if err == nil {
				n, err = res.RowsAffected()
			}
			if err != nil {
				return err
			}
			rows, err := tx.QueryContext(ctx, `
				DELETE FROM blobs WHERE hash IN `+places(1, len(hashes))+` AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.hash = blobs.hash)
				RETURNING hash, size`, anys(hashes)...)
			return each(rows, err, func(r *sql.Rows) error {
				var hash string
				var size int64
				err := r.Scan(&hash, &size)
				gone, bytes = append(gone, hash), bytes+size
				return err
			})
		})
		if err != nil {
			return err
		}
		o.Rows, o.Bytes = o.Rows+n, o.Bytes+bytes
		if err := db.blobs.remove(gone); err != nil {
			return err
		}
	}
}

// remove drops the files of bodies.
func (b blobs) remove(hashes []string) error {
	for _, hash := range hashes {
		if b.fresh(hash) {
			continue // somebody keeps it anew, just now
		}
		if err := os.Remove(b.path(hash)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// fresh reports whether a body has a file that was kept within the hour: it may
// be there before its row is.
func (b blobs) fresh(hash string) bool {
	info, err := os.Stat(b.path(hash))
	return err == nil && time.Since(info.ModTime()) < time.Hour
}
