package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/crawlers"
)

// An Override is what an administrator changed of a source, over the
// configuration. What is empty is as configured.
type Override struct {
	Source   string
	Version  int // 1, 2, …; 0 is as configured
	Paused   bool
	Schedule string
	Zone     string
	Pace     time.Duration
	By       string
	At       time.Time
	Why      string
}

// maxPace keeps a slip of the pen from stopping a place for days.
const maxPace = time.Hour

// Over returns a source's meta as the override has it, or why it cannot have it
// so. A pace may only be slower than the place's own: that is what its publisher
// was promised. It is pure.
func (o Override) Over(m crawlers.Meta) (crawlers.Meta, error) {
	if o.Pace != 0 && (o.Pace < m.Pace || o.Pace > maxPace) {
		return m, fmt.Errorf("pace %s: want from %s to %s", o.Pace, m.Pace, maxPace)
	}
	if o.Schedule != "" {
		m.Schedule = o.Schedule
	}
	if o.Zone != "" {
		m.Zone = o.Zone
	}
	if o.Pace != 0 {
		m.Pace = o.Pace
	}
	if o.Schedule == "" && o.Zone == "" {
		return m, nil
	}
	return m, checkHours(m)
}

// checkHours reports a schedule that is skipped or doubled when the clocks
// change: one of hours between one and three. One of every hour loses nothing.
func checkHours(m crawlers.Meta) error {
	// A winter's fortnight: no zone changes its clocks then.
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	end := at.AddDate(0, 0, 14)
	next, err := m.Next(at)
	if err != nil {
		return err
	}
	if next.IsZero() {
		return fmt.Errorf("schedule %q: never comes", m.Schedule)
	}
	if fields := strings.Fields(m.Schedule); len(fields) != 5 || fields[1] == "*" {
		return nil
	}
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		return err
	}
	for at = next; !at.IsZero() && at.Before(end); {
		if h := at.In(zone).Hour(); h == 1 || h == 2 {
			return fmt.Errorf("schedule %q: visits at %s in %s; between 01:00 and 03:00 a visit is skipped or made twice when the clocks change", m.Schedule, at.In(zone).Format("15:04"), m.Zone)
		}
		if at, err = m.Next(at); err != nil {
			return err
		}
	}
	return nil
}

// PutOverride adds a version of an override on top of the one its author has
// seen. Where there is a later one the error is [ErrConflict].
func PutOverride(ctx context.Context, tx *sql.Tx, o Override, seen int) error {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO overrides (source, version, paused, schedule, zone, pace, author, at, why)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE $10 = (SELECT COALESCE(MAX(version), 0) FROM overrides WHERE source = $1)
		ON CONFLICT DO NOTHING`,
		o.Source, seen+1, oneIf(o.Paused), o.Schedule, o.Zone, o.Pace.Milliseconds(), o.By, millis(o.At), o.Why, seen)
	var n int64
	if err == nil {
		n, err = res.RowsAffected()
	}
	if err != nil {
		return fmt.Errorf("store: override %s: %w", o.Source, err)
	}
	if n == 0 {
		return fmt.Errorf("store: override %s: %w", o.Source, ErrConflict)
	}
	return nil
}

// Overrides returns the override of each source that holds, by name.
func (db *DB) Overrides(ctx context.Context) (map[string]Override, error) {
	all, err := db.overrides(ctx, `WHERE version = (SELECT MAX(version) FROM overrides l WHERE l.source = overrides.source)`)
	out := make(map[string]Override, len(all))
	for _, o := range all {
		out[o.Source] = o
	}
	return out, err
}

// OverridesOf returns the newest n overrides that a source had, the newest first.
func (db *DB) OverridesOf(ctx context.Context, source string, n int) ([]Override, error) {
	return db.overrides(ctx, `WHERE source = $1 ORDER BY version DESC LIMIT $2`, source, n)
}

func (db *DB) overrides(ctx context.Context, which string, args ...any) ([]Override, error) {
	var out []Override
	rows, err := db.read.QueryContext(ctx, `SELECT source, version, paused, schedule, zone, pace, author, at, why FROM overrides `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var o Override
		var paused, pace, at int64
		err := r.Scan(&o.Source, &o.Version, &paused, &o.Schedule, &o.Zone, &pace, &o.By, &at, &o.Why)
		o.Paused, o.Pace, o.At = paused != 0, time.Duration(pace)*time.Millisecond, moment(at)
		out = append(out, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: overrides: %w", err)
	}
	return out, nil
}

// OverridesVersion grows whenever an override is made.
func (db *DB) OverridesVersion(ctx context.Context) (n int, err error) {
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM overrides`).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: overrides: %w", err)
	}
	return n, nil
}

// A Day is what the visits of a day brought.
type Day struct {
	Day     time.Time // midnight in the zone that was asked for, as if in UTC
	Visits  int
	Well    int
	Filings int // that the longest list held
	Added   int
}

// Days returns what the visits to a source brought since a time, by the days of
// a zone so many seconds east, the first day first.
func (db *DB) Days(ctx context.Context, source string, since time.Time, east int) ([]Day, error) {
	var out []Day
	rows, err := db.read.QueryContext(ctx, `
		SELECT (planned + $3) / 86400000 AS day, COUNT(*), SUM(CASE WHEN state IN ('ok', 'unchanged', 'empty') THEN 1 ELSE 0 END), MAX(filings), SUM(added)
		FROM visits WHERE source = $1 AND planned >= $2 GROUP BY day ORDER BY day`, source, millis(since), int64(east)*1000)
	err = each(rows, err, func(r *sql.Rows) error {
		var d Day
		var day int64
		err := r.Scan(&day, &d.Visits, &d.Well, &d.Filings, &d.Added)
		d.Day = moment(day * 86400000)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: days of %s: %w", source, err)
	}
	return out, nil
}

// A StoredPage is a page that was kept, without its body.
type StoredPage struct {
	URL     string
	Fetched time.Time
	Hash    string
	Status  int
	Size    int64
}

// PagesKept returns the newest n pages of a source, the newest first. Names that
// are hidden are hidden in their addresses too.
func (db *DB) PagesKept(ctx context.Context, source string, n int) ([]StoredPage, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []StoredPage
	rows, err := db.read.QueryContext(ctx, `
		SELECT p.url, p.fetched, p.hash, p.status, b.size FROM pages p JOIN blobs b ON b.hash = p.hash
		WHERE p.source = $1 ORDER BY p.fetched DESC, p.url LIMIT $2`, source, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var p StoredPage
		var at int64
		err := r.Scan(&p.URL, &at, &p.Hash, &p.Status, &p.Size)
		p.URL, p.Fetched = hide.all.Mask(p.URL), moment(at)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: pages of %s: %w", source, err)
	}
	return out, nil
}

// textOf is how much of a page is read to be shown.
const textOf = 4 << 20

// PageText returns what a stored page of a source says, as text, with the names
// that are hidden hidden; text is "" where it is none, such as an archive.
func (db *DB) PageText(ctx context.Context, source, hash string) (p StoredPage, text string, err error) {
	var at int64
	var header string
	err = db.read.QueryRowContext(ctx, `
		SELECT p.url, p.fetched, p.hash, p.status, b.size, p.header FROM pages p JOIN blobs b ON b.hash = p.hash
		WHERE p.source = $1 AND p.hash = $2 ORDER BY p.fetched DESC LIMIT 1`, source, hash).Scan(&p.URL, &at, &p.Hash, &p.Status, &p.Size, &header)
	if errors.Is(err, sql.ErrNoRows) {
		return p, "", ErrNotFound
	}
	if err != nil {
		return p, "", fmt.Errorf("store: page %s: %w", hash, err)
	}
	p.Fetched = moment(at)
	hide, err := db.veils(ctx)
	if err != nil {
		return p, "", err
	}
	if p.Size <= textOf {
		body, err := db.PageBody(ctx, hash)
		if err != nil {
			return p, "", err
		}
		if text, err = words(p, header, body); err != nil {
			return p, "", fmt.Errorf("store: page %s: %w", hash, err)
		}
	}
	p.URL = hide.all.Mask(p.URL)
	return p, hide.all.Mask(text), nil
}
