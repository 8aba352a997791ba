package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tocsin/alerts"
)

// An alert whose act turns out to be irrelevant is taken back: everybody who
// got it is told so, once. If the act becomes relevant after all, it is told as
// if it never had been.

// wasWrong reports whether a verdict says irrelevant where another one on the
// same text did not. What a text gained, such as respondents none of whom is
// Chinese, makes no earlier verdict wrong: it is an event of its own.
func wasWrong(ctx context.Context, tx *sql.Tx, act, digest string, v alerts.Verdict) (bool, error) {
	if !v.Not() {
		return false, nil
	}
	var body string
	err := tx.QueryRowContext(ctx, `SELECT body FROM verdicts WHERE act = $1 AND digest = $2`, act, digest).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var before alerts.Verdict
	err = json.Unmarshal([]byte(body), &before)
	return err == nil && !before.Not(), err
}

// takenBack is the one fact that an alert tells which takes back those before
// it.
const takenBack = "corrected"

// correct takes the alerts of s back, if they turned out to be wrong. Who is
// told something of the act now, for whatever reason, is told nothing else.
func (out *Settled) correct(ctx context.Context, tx *sql.Tx, s Settlement, served map[string]bool, now time.Time) error {
	if !s.wrong {
		return nil
	}
	var newest []telling
	rows, err := tx.QueryContext(ctx, `SELECT revision, body FROM alerts WHERE act = $1 ORDER BY id, revision`, s.Act.ActID())
	err = each(rows, err, func(r *sql.Rows) error {
		t := telling{facts: []string{takenBack}}
		var body string
		if err := r.Scan(&t.revision, &body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &t.Alert); err != nil {
			return err
		}
		if n := len(newest) - 1; n >= 0 && newest[n].Alert.ID == t.Alert.ID {
			newest = newest[:n]
		}
		newest = append(newest, t)
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range newest {
		again := func(other Told) bool { return other.Alert.ID == t.Alert.ID }
		if t.Alert.Corrected != "" || slices.ContainsFunc(s.Alerts, again) {
			continue
		}
		if t.Destinations, err = reached(ctx, tx, t.Alert); err != nil {
			return err
		}
		if err := out.takeBack(ctx, tx, t, cmp.Or(s.Verdict.Why, "经复核与中国主体无关"), s.Act.Matter, served, now); err != nil {
			return err
		}
	}
	return nil
}

// takeBack writes the revision after t that takes it back.
func (out *Settled) takeBack(ctx context.Context, tx *sql.Tx, t telling, why, matter string, served map[string]bool, now time.Time) error {
	t.revision++
	t.Alert.Corrected, t.Alert.Update = why, t.Alert.Update+1
	t.Alert.Clock, t.Alert.NoClock, t.Alert.Gained, t.Alert.Also, t.Alert.Escalated = nil, "", nil, nil, ""
	t.Alert.Mark, t.Alert.Likeness = "", 0 // it is no more of what the mark may have in a day
	return out.write(ctx, tx, t, matter, served, now)
}

// reached returns the destinations that got any revision of an alert, or will.
func reached(ctx context.Context, tx *sql.Tx, a alerts.Alert) ([]string, error) {
	var out []string
	rows, err := tx.QueryContext(ctx, `
		SELECT DISTINCT destination FROM deliveries
		WHERE act = $1 AND alert = $2 AND state IN ('due', 'sending', 'sent', 'held') ORDER BY destination`, a.Act, a.ID)
	return out, each(rows, err, func(r *sql.Rows) error {
		var to string
		err := r.Scan(&to)
		out = append(out, to)
		return err
	})
}
