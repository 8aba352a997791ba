package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Pulse is when the program was last seen to do something; zero is never.
type Pulse struct {
	Tick   time.Time // what is due was looked for
	Visit  time.Time // a place was visited, however that ended
	Filing time.Time // a place showed something new
	Canary time.Time // a test filing arrived where it should
}

// Signs of life, as they are called among the schedules.
const (
	BeatTick   = "beat of tick"
	BeatVisit  = "beat of visit"
	BeatFiling = "beat of filing"
	BeatCanary = "beat of canary"
)

// Beat records that something was done at a time, the latest of all nodes'.
func (db *DB) Beat(ctx context.Context, sign string, at time.Time) error {
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO schedules (source, planned) VALUES ($1, $2)
		ON CONFLICT (source) DO UPDATE SET planned = excluded.planned WHERE excluded.planned > schedules.planned`, sign, millis(at))
	if err != nil {
		return fmt.Errorf("store: %s: %w", sign, err)
	}
	return nil
}

// Pulse returns when the program was last seen to do something, on any node.
func (db *DB) Pulse(ctx context.Context) (p Pulse, err error) {
	at := map[string]*time.Time{BeatTick: &p.Tick, BeatVisit: &p.Visit, BeatFiling: &p.Filing, BeatCanary: &p.Canary}
	rows, err := db.read.QueryContext(ctx, `SELECT source, planned FROM schedules WHERE source IN ($1, $2, $3, $4)`, BeatTick, BeatVisit, BeatFiling, BeatCanary)
	err = each(rows, err, func(r *sql.Rows) error {
		var sign string
		var ms int64
		err := r.Scan(&sign, &ms)
		if to := at[sign]; to != nil {
			*to = moment(ms)
		}
		return err
	})
	if err != nil {
		return Pulse{}, fmt.Errorf("store: pulse: %w", err)
	}
	return p, nil
}

// ForgetNotices drops notices of a kind, by how their names begin, that were
// made before a time and have ended.
func ForgetNotices(ctx context.Context, tx *sql.Tx, prefix string, before time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM notices WHERE id >= $1 AND id < $2 AND made < $3 AND state IN ('sent', 'refused', 'dead')`,
		prefix, prefix+"\U0010FFFF", millis(before))
	if err != nil {
		return fmt.Errorf("store: drop notices %s: %w", prefix, err)
	}
	return nil
}

// Schema says which version the database's schema has, and which this program
// knows.
func (db *DB) Schema(ctx context.Context) (have, known int64, err error) {
	provider, err := db.provider()
	if err == nil {
		have, known, err = provider.GetVersions(ctx)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("store: schema: %w", err)
	}
	return have, known, nil
}
