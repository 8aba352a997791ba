package store

import (
	"context"
	"database/sql"
	"fmt"
)

// AlertsOf returns, of acts that were told to any of the subscribers, or to
// anybody where all is set, an alert of each.
func (db *DB) AlertsOf(ctx context.Context, acts, subscribers []string, all bool) (map[string]string, error) {
	out := map[string]string{}
	if len(acts) == 0 || len(subscribers) == 0 && !all {
		return out, nil
	}
	args, among := anys(acts), ""
	if !all {
		among = ` AND subscriber IN ` + placesFrom(len(acts)+1, len(subscribers))
		args = append(args, anys(subscribers)...)
	}
	rows, err := db.read.QueryContext(ctx, `SELECT act, MIN(id) FROM alerts WHERE act IN `+places(1, len(acts))+among+` GROUP BY act`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var act, id string
		err := r.Scan(&act, &id)
		out[act] = id
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: alerts of acts: %w", err)
	}
	return out, nil
}
