package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/alerts/region"
)

// Table returns the newest table of a name that an operator brought in place
// of the shipped one, and when; ok is false where none was.
func (db *DB) Table(ctx context.Context, name string) (body string, imported time.Time, ok bool, err error) {
	var at int64
	err = db.read.QueryRowContext(ctx, `SELECT body, imported FROM tables WHERE name = $1 ORDER BY imported DESC LIMIT 1`, name).Scan(&body, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, fmt.Errorf("store: table %s: %w", name, err)
	}
	return body, moment(at), true, nil
}

// PutTable puts a table in force. The ones before it stay, to be looked at.
func (db *DB) PutTable(ctx context.Context, name, body string, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO tables (name, imported, body) VALUES ($1, $2, $3)
		ON CONFLICT (name, imported) DO UPDATE SET body = excluded.body`, name, millis(now), body)
	if err != nil {
		return fmt.Errorf("store: table %s: %w", name, err)
	}
	return nil
}

// TableVersion changes whenever a table does.
func (db *DB) TableVersion(ctx context.Context) (time.Time, error) {
	var at int64
	if err := db.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(imported), 0) FROM tables`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("store: tables: %w", err)
	}
	return moment(at), nil
}

// Network returns the guidance centers in force, with the names of places in
// force by which they find whom they look after.
func (db *DB) Network(ctx context.Context) (region.Centers, error) {
	c := region.Shipped()
	body, _, ok, err := db.Table(ctx, "centers")
	if err != nil {
		return c, err
	}
	if ok {
		if c, err = region.ReadCenters(strings.NewReader(body)); err != nil {
			return c, fmt.Errorf("store: table centers: %w", err)
		}
	}
	if body, _, ok, err = db.Table(ctx, "places"); err != nil || !ok {
		return c, err
	}
	names, err := region.ReadNames(strings.NewReader(body))
	if err != nil {
		return c, fmt.Errorf("store: table places: %w", err)
	}
	return c.Naming(names), nil
}

// Rules returns the rules and calendars in force by which clocks are counted.
func (db *DB) Rules(ctx context.Context) (*clock.Table, error) {
	t := clock.Embedded()
	body, _, ok, err := db.Table(ctx, "clocks")
	if err != nil {
		return nil, err
	}
	if ok {
		rules, err := clock.ReadRules(strings.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("store: table clocks: %w", err)
		}
		t = t.With(rules)
	}
	if body, _, ok, err = db.Table(ctx, "holidays"); err != nil {
		return nil, err
	}
	if ok {
		days, err := clock.ReadHolidays(strings.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("store: table holidays: %w", err)
		}
		t = t.WithHolidays(days)
	}
	return t, nil
}
