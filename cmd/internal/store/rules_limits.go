package store

import (
	"context"
	"fmt"

	"tocsin/alerts"
)

// Thresholds is the name of the rule that says by which limits people are told
// ([alerts.Limits]). It is written, approved and put in force as those of places
// are, of which none can have that name.
const Thresholds = "_thresholds"

// Limits returns the limits in force: all as shipped where none were set. The
// error is of [alerts.ReadLimits] where a version is in force that this program
// cannot use.
func (db *DB) Limits(ctx context.Context) (alerts.Limits, error) {
	found, err := db.rules(ctx, `name = $1 AND state = 'active'`, Thresholds)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	l, err := alerts.ReadLimits([]byte(found[0].Body))
	if err != nil {
		return nil, fmt.Errorf("store: thresholds, version %d: %w", found[0].Version, err)
	}
	return l, nil
}
