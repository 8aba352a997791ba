package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// ToldNaming returns the matter of a number and the newest n others of which
// somebody was told since a time that name a party, by their ids.
func (db *DB) ToldNaming(ctx context.Context, key crawlers.Key, party string, since time.Time, n int) ([]string, error) {
	var own string
	err := db.read.QueryRowContext(ctx, `SELECT matter FROM matter_keys WHERE key = $1`, key.String()).Scan(&own)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	var others []string
	if name := crawlers.FoldName(party); err == nil && name != "" {
		var rows *sql.Rows
		rows, err = db.read.QueryContext(ctx, `
			SELECT matter FROM alerts WHERE told >= $1 AND matter <> $2 AND facts LIKE $3 GROUP BY matter ORDER BY MAX(told) DESC, matter LIMIT $4`,
			millis(since), own, `%:`+name+`"%`, n) // folded, it holds no sign of LIKE nor of JSON
		err = each(rows, err, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			others = append(others, id)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("store: told of %s: %w", key, err)
	}
	return slices.Sorted(slices.Values(append(others, own))), nil // the order in which all lock matters
}

// AsTold returns the newest revision of each alert of a matter, by the order in
// which its acts happened, with the names as they are: by them is routed.
func (db *DB) AsTold(ctx context.Context, matter string) ([]Parcel, error) {
	d := Dossier{Matter: Matter{ID: matter}}
	if err := db.dossierTold(ctx, &d, func(string) bool { return true }); err != nil {
		return nil, fmt.Errorf("store: told of %s: %w", matter, err)
	}
	slices.SortStableFunc(d.Told, func(a, b Parcel) int {
		x, y := a.Act, b.Act
		return cmp.Or(x.Filed.Compare(y.Filed.Time), strings.Compare(x.Key.String(), y.Key.String()), compareSlugs(x.Slug, y.Slug))
	})
	return d.Told, nil
}

// A Rerouting is what becomes of a matter when it turns out whom it concerns, or
// whom it does not.
type Rerouting struct {
	Matter string
	Wrong  []Wrong
	Now    []Settlement // with the alerts to those who hear of it now
}

// A Wrong is an alert that does not hold, and why, in Chinese.
type Wrong struct{ Alert, Why string }

// Reroute tells those whom a matter concerns after all, and those whom it does
// not that it was wrong to tell them. A destination that has another alert of
// the act that holds is told of none that does not. Doing it twice is the same as
// once.
func Reroute(ctx context.Context, tx *sql.Tx, r Rerouting, now time.Time) (Settled, error) {
	var out Settled
	err := func() error {
		if _, err := tx.ExecContext(ctx, `UPDATE matters SET touched = $2 WHERE id = $1`, r.Matter, millis(now)); err != nil {
			return err
		}
		wrong := map[string]bool{}
		for _, w := range r.Wrong {
			wrong[w.Alert] = true
		}
		for _, w := range r.Wrong {
			if err := out.retract(ctx, tx, w, wrong, r.Matter, now); err != nil {
				return fmt.Errorf("%s: %w", w.Alert, err)
			}
		}
		served := map[string]bool{}
		for _, g := range groups(r.Now) {
			if err := out.tell(ctx, tx, g, served, now); err != nil {
				return fmt.Errorf("to %s: %w", g.subscriber, err)
			}
		}
		return nil
	}()
	if err != nil {
		return Settled{}, fmt.Errorf("store: reroute %s: %w", r.Matter, err)
	}
	return out, nil
}

// retract takes one alert back.
func (out *Settled) retract(ctx context.Context, tx *sql.Tx, w Wrong, wrong map[string]bool, matter string, now time.Time) error {
	t := telling{facts: []string{takenBack}}
	var body string
	err := tx.QueryRowContext(ctx, `SELECT revision, body FROM alerts WHERE id = $1 AND matter = $2 ORDER BY revision DESC LIMIT 1`, w.Alert, matter).Scan(&t.revision, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // a join or a parting has taken it elsewhere
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &t.Alert)
	}
	if err != nil || t.Alert.Corrected != "" {
		return err
	}
	if t.Destinations, err = reached(ctx, tx, t.Alert); err != nil {
		return err
	}
	others, err := standing(ctx, tx, t.Alert.Act)
	if err != nil {
		return err
	}
	for _, other := range others {
		if wrong[other.ID] {
			continue
		}
		also, err := reached(ctx, tx, other)
		if err != nil {
			return err
		}
		t.Destinations = slices.DeleteFunc(t.Destinations, func(to string) bool { return slices.Contains(also, to) })
	}
	return out.takeBack(ctx, tx, t, w.Why, matter, map[string]bool{}, now)
}

// standing returns the alerts of an act that hold, as they were told last.
func standing(ctx context.Context, tx *sql.Tx, act string) ([]alerts.Alert, error) {
	var out []alerts.Alert
	rows, err := tx.QueryContext(ctx, `
		SELECT body FROM alerts a WHERE act = $1 AND NOT EXISTS (SELECT 1 FROM alerts n WHERE n.id = a.id AND n.revision > a.revision) ORDER BY id`, act)
	err = each(rows, err, func(r *sql.Rows) error {
		var body string
		var a alerts.Alert
		if err := r.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &a)
		if a.Corrected == "" {
			out = append(out, a)
		}
		return err
	})
	return out, err
}
