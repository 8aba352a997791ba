package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// ServiceOf returns what was noted last of service in a matter; nil if nobody
// noted anything.
func (db *DB) ServiceOf(ctx context.Context, matter string) (*alerts.Service, error) {
	var body string
	err := db.read.QueryRowContext(ctx, `
		SELECT s.body FROM services s JOIN matter_keys k ON k.key = s.key WHERE k.matter = $1 ORDER BY s.at DESC LIMIT 1`, matter).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	s := new(alerts.Service)
	if err == nil {
		err = json.Unmarshal([]byte(body), s)
	}
	if err != nil {
		return nil, fmt.Errorf("store: service in %s: %w", matter, err)
	}
	return s, nil
}

// NoteService notes how papers were served in the matter of a number.
func NoteService(ctx context.Context, tx *sql.Tx, key crawlers.Key, s alerts.Service, now time.Time) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO services (key, at, day, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key, at) DO UPDATE SET day = excluded.day, body = excluded.body`, key.String(), millis(now), s.Day, string(body))
	if err != nil {
		return fmt.Errorf("store: service in %s: %w", key, err)
	}
	return nil
}

// Recount makes the clocks of an act those given, as its settlement does.
func Recount(ctx context.Context, tx *sql.Tx, act string, clocks []Clock, now time.Time) error {
	if err := setClocks(ctx, tx, act, clocks, now); err != nil {
		return fmt.Errorf("store: clocks of %s: %w", act, err)
	}
	return nil
}

// Judged returns an act and its verdict; ok is false if it has none.
func (db *DB) Judged(ctx context.Context, act string) (f crawlers.Filing, v alerts.Verdict, ok bool, err error) {
	var body string
	var verdict sql.NullString
	err = db.read.QueryRowContext(ctx, `SELECT a.body, v.body FROM acts a LEFT JOIN verdicts v ON v.act = a.id WHERE a.id = $1`, act).Scan(&body, &verdict)
	if err == nil {
		err = json.Unmarshal([]byte(body), &f)
	}
	if err == nil && verdict.Valid {
		err = json.Unmarshal([]byte(verdict.String), &v)
	}
	if err != nil {
		return f, v, false, fmt.Errorf("store: act %s: %w", act, err)
	}
	return f, v, verdict.Valid, nil
}
