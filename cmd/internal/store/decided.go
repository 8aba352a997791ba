package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
)

// Decide records what a person said of a party and a list. It counts for all
// that is judged from now on, in every process.
func (db *DB) Decide(ctx context.Context, d alerts.Identity) error {
	return db.Tx(ctx, func(tx *sql.Tx) error { return DecideIn(ctx, tx, d) })
}

// DecideAfter is [DB.Decide] within a transaction, for who has seen what was said
// of the party and the list until a time. Where more was said since then the
// error is [ErrConflict].
func DecideAfter(ctx context.Context, tx *sql.Tx, d alerts.Identity, seen time.Time) error {
	if err := changedWatchlists(ctx, tx); err != nil { // of two who do so at once one waits here
		return err
	}
	var last int64
	err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(at), 0) FROM decisions WHERE party = $1 AND list = $2`, alerts.CoreName(d.Party), d.List).Scan(&last)
	if err == nil && last != millisOr(seen) {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("store: decide %s of %s: %w", d.Party, d.List, err)
	}
	return DecideIn(ctx, tx, d)
}

// DecideIn is [DB.Decide] within a transaction.
func DecideIn(ctx context.Context, tx *sql.Tx, d alerts.Identity) error {
	party := alerts.CoreName(d.Party)
	if party == "" {
		return errors.New("store: decide: the party's name has no letter and no digit")
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO decisions (party, list, entry, at, answer, name, person, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (party, list, entry, at) DO UPDATE SET answer = excluded.answer, name = excluded.name, person = excluded.person, note = excluded.note`,
		party, d.List, d.Entry, millis(d.At), string(d.Answer), d.Party, d.Person, d.Note)
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: decide %s of %s: %w", d.Party, d.List, err)
	}
	return nil
}

// SaidOf returns what was said last of some parties, by their names, to each list:
// also what was taken back. Names that nobody may read are hidden in its notes.
func (db *DB) SaidOf(ctx context.Context, parties []string) (map[string][]alerts.Identity, error) {
	var cores []string
	for _, name := range parties {
		if core := alerts.CoreName(name); core != "" && !slices.Contains(cores, core) {
			cores = append(cores, core)
		}
	}
	out := map[string][]alerts.Identity{}
	if len(cores) == 0 {
		return out, nil
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT party, list, entry, name, answer, person, note, at FROM decisions d
		WHERE party IN `+places(1, len(cores))+` AND NOT EXISTS (SELECT 1 FROM decisions n WHERE n.party = d.party AND n.list = d.list AND n.at > d.at)
		ORDER BY party, list, entry`, anys(cores)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var d alerts.Identity
		var party string
		var at int64
		err := r.Scan(&party, &d.List, &d.Entry, &d.Party, &d.Answer, &d.Person, &d.Note, &at)
		d.At, d.Note = moment(at), hide.all.Mask(d.Note)
		out[party] = append(out[party], d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: what was said of parties: %w", err)
	}
	return out, nil
}

// Decisions is [DB.Decided] to be shown: without the names of who asked not to
// be named, in whatever matter.
func (db *DB) Decisions(ctx context.Context) ([]alerts.Identity, error) {
	out, err := db.Decided(ctx)
	if err != nil {
		return nil, err
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		d := &out[i]
		d.Entry, d.Party, d.Note = hide.all.Mask(d.Entry), hide.all.Mask(d.Party), hide.all.Mask(d.Note)
	}
	return out, nil
}

// SaidByCenters returns what each center said last of each party, also what was
// taken back, with the names as they are: by them is routed.
func (db *DB) SaidByCenters(ctx context.Context) ([]alerts.Identity, error) {
	const ofCenter = `(d.entry = '` + alerts.AboutCompany + `' OR d.entry = '` + alerts.AboutPlace + `' OR d.entry LIKE '` + alerts.AboutPlace + `:%')`
	out, err := db.identities(ctx, `WHERE `+ofCenter+` AND NOT EXISTS (
		SELECT 1 FROM decisions n WHERE n.party = d.party AND n.list = d.list AND n.at > d.at) ORDER BY at, list, party, entry`)
	if err != nil {
		return nil, fmt.Errorf("store: what centers said: %w", err)
	}
	return out, nil
}

// Decided returns what was said last of each party and entry, open ones left
// out, by list, party and entry, with the names as they are: by them is
// matched.
func (db *DB) Decided(ctx context.Context) ([]alerts.Identity, error) {
	out, err := db.identities(ctx, `WHERE answer <> 'open' AND NOT EXISTS (
		SELECT 1 FROM decisions n WHERE n.party = d.party AND n.list = d.list AND n.entry = d.entry AND n.at > d.at) ORDER BY list, party, entry`)
	if err != nil {
		return nil, fmt.Errorf("store: decisions: %w", err)
	}
	return out, nil
}

// DecidedOf is [DB.Decided] of one list.
func (db *DB) DecidedOf(ctx context.Context, list string) ([]alerts.Identity, error) {
	out, err := db.identities(ctx, `WHERE list = $1 AND answer <> 'open' AND NOT EXISTS (
		SELECT 1 FROM decisions n WHERE n.party = d.party AND n.list = d.list AND n.entry = d.entry AND n.at > d.at) ORDER BY party, entry`, list)
	if err != nil {
		return nil, fmt.Errorf("store: decisions of %s: %w", list, err)
	}
	return out, nil
}

func (db *DB) identities(ctx context.Context, which string, args ...any) ([]alerts.Identity, error) {
	var out []alerts.Identity
	rows, err := db.read.QueryContext(ctx, `SELECT list, entry, name, answer, person, note, at FROM decisions d `+which, args...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var d alerts.Identity
		var at int64
		err := r.Scan(&d.List, &d.Entry, &d.Party, &d.Answer, &d.Person, &d.Note, &at)
		d.At = moment(at)
		out = append(out, d)
		return err
	})
}
