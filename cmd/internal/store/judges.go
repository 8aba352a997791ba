package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/alerts"
)

// A Judge is who gave verdicts, and what they took.
type Judge struct {
	By       string `json:"by"`
	Verdicts int    `json:"verdicts"`
	Decided  int    `json:"decided"` // of them, those that say relevant or not; the others leave it open
	Asked    int    `json:"asked"`   // of them, those that were not answered from what is kept
	In       int64  `json:"in"`      // tokens of questions
	Out      int64  `json:"out"`     // of answers
	Millis   int64  `json:"ms"`
}

// Judges counts the verdicts in force that were given since a time by who gave
// them, the busiest first.
func (db *DB) Judges(ctx context.Context, since time.Time) ([]Judge, error) {
	by := map[string]*Judge{}
	rows, err := db.read.QueryContext(ctx, `SELECT body FROM verdicts WHERE at >= $1`, millis(since))
	err = each(rows, err, func(r *sql.Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var v struct {
			By       string        `json:"by"`
			Relevant *bool         `json:"relevant"`
			Usage    *alerts.Usage `json:"usage"`
		}
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return err
		}
		j := by[v.By]
		if j == nil {
			j = &Judge{By: v.By}
			by[v.By] = j
		}
		j.Verdicts++
		if v.Relevant != nil {
			j.Decided++
		}
		if v.Usage != nil && v.Usage.In+v.Usage.Out > 0 {
			j.Asked++
			j.In, j.Out, j.Millis = j.In+v.Usage.In, j.Out+v.Usage.Out, j.Millis+v.Usage.Millis
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: judges: %w", err)
	}
	var out []Judge
	for _, j := range slices.SortedFunc(maps.Values(by), func(a, b *Judge) int {
		return cmp.Or(cmp.Compare(b.Verdicts, a.Verdicts), cmp.Compare(a.By, b.By))
	}) {
		out = append(out, *j)
	}
	return out, nil
}
