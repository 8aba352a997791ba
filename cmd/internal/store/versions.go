package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts/clock"
	"tocsin/alerts/region"
)

// A FactTable is facts that change without the program: who is a center, what places
// are called, what a rule says, when nobody works.
type FactTable struct {
	Name    string
	Shipped func() []byte
	Check   func([]byte) error // reads it as the pipeline will
}

// FactTables are all of them.
var FactTables = []FactTable{
	{"centers", region.ShippedTable, func(b []byte) error {
		_, err := region.ReadCenters(bytes.NewReader(b))
		return err
	}},
	{"places", region.ShippedNames, func(b []byte) error {
		_, err := region.ReadNames(bytes.NewReader(b))
		return err
	}},
	{"clocks", clock.ShippedRules, func(b []byte) error {
		_, err := clock.ReadRules(bytes.NewReader(b))
		return err
	}},
	{"holidays", clock.ShippedHolidays, func(b []byte) error {
		_, err := clock.ReadHolidays(bytes.NewReader(b))
		return err
	}},
}

// ReplaceTable puts a table in force in place of the one that its author has
// seen; the zero time is that which came with the program. Where another was
// put in force meanwhile the error is [ErrConflict].
func ReplaceTable(ctx context.Context, tx *sql.Tx, name, body string, seen, now time.Time) error {
	// Of two who do so at once one waits here.
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES ('tables', '') ON CONFLICT (key) DO UPDATE SET value = settings.value`)
	var n int64
	if err == nil {
		var res sql.Result
		res, err = tx.ExecContext(ctx, `
			INSERT INTO tables (name, imported, body) SELECT $1, $2, $3
			WHERE $4 = (SELECT COALESCE(MAX(imported), 0) FROM tables WHERE name = $1) ON CONFLICT DO NOTHING`, name, millis(now), body, millisOr(seen))
		if err == nil {
			n, err = res.RowsAffected()
		}
	}
	if err != nil {
		return fmt.Errorf("store: table %s: %w", name, err)
	}
	if n == 0 {
		return fmt.Errorf("store: table %s: %w", name, ErrConflict)
	}
	return nil
}

// TableVersions returns when the newest n tables of a name were put in force,
// the newest first.
func (db *DB) TableVersions(ctx context.Context, name string, n int) ([]time.Time, error) {
	var out []time.Time
	rows, err := db.read.QueryContext(ctx, `SELECT imported FROM tables WHERE name = $1 ORDER BY imported DESC LIMIT $2`, name, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var at int64
		err := r.Scan(&at)
		out = append(out, moment(at))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: table %s: %w", name, err)
	}
	return out, nil
}

// TableAt returns the table of a name that was put in force at a time, or
// [ErrNotFound].
func (db *DB) TableAt(ctx context.Context, name string, at time.Time) (body string, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT body FROM tables WHERE name = $1 AND imported = $2`, name, millis(at)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("store: table %s: %w", name, err)
	}
	return body, nil
}
