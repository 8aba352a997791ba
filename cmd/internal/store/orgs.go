package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
)

// An Exporter is an org with what it says of itself.
type Exporter struct {
	Org
	English string // its name
	Code    string // its unified social credit code
	Place   string
}

// Exporter returns an org, or [ErrNotFound].
func (db *DB) Exporter(ctx context.Context, id string) (e Exporter, err error) {
	var made int64
	err = db.read.QueryRowContext(ctx, `SELECT id, name, made, english, code, place FROM orgs WHERE id = $1`, id).
		Scan(&e.ID, &e.Name, &made, &e.English, &e.Code, &e.Place)
	if errors.Is(err, sql.ErrNoRows) {
		return e, ErrNotFound
	}
	if err != nil {
		return e, fmt.Errorf("store: org %s: %w", id, err)
	}
	e.Made = moment(made)
	return e, nil
}

// PutExporter changes what an org says of itself, or returns [ErrNotFound].
func PutExporter(ctx context.Context, tx *sql.Tx, e Exporter) error {
	return one(tx.ExecContext(ctx, `UPDATE orgs SET name = $2, english = $3, code = $4, place = $5 WHERE id = $1`, e.ID, e.Name, e.English, e.Code, e.Place))
}

// An OrgList is a watchlist as the org whose it is keeps it.
type OrgList struct {
	alerts.Watchlist
	Org     string
	Version int64     // one more at each change; 0 is a list that is not stored yet
	Paused  time.Time // since when it is not watched; zero while it is
}

// OrgLists returns the watchlists of an org, without those that it dropped.
func (db *DB) OrgLists(ctx context.Context, org string) ([]OrgList, error) {
	return db.orgLists(ctx, org, `o.org = $1`, org)
}

// OrgList returns a watchlist of an org. One that is not there, or is another's,
// is [ErrNotFound].
func (db *DB) OrgList(ctx context.Context, org, id string) (OrgList, error) {
	all, err := db.orgLists(ctx, org, `o.org = $1 AND o.list = $2`, org, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return OrgList{}, err
	}
	return all[0], nil
}

func (db *DB) orgLists(ctx context.Context, org, which string, args ...any) ([]OrgList, error) {
	var out []OrgList
	rows, err := db.read.QueryContext(ctx, `
		SELECT w.body, w.version, w.paused FROM org_watchlists o JOIN watchlists w ON w.id = o.list WHERE `+which+` ORDER BY w.id`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		l := OrgList{Org: org}
		var body string
		var paused int64
		if err := r.Scan(&body, &l.Version, &paused); err != nil {
			return err
		}
		l.Paused = maybe(paused)
		err := json.Unmarshal([]byte(body), &l.Watchlist)
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: watchlists of org %s: %w", org, err)
	}
	return out, nil
}

// ErrChanged means that somebody else changed something after it was read.
var ErrChanged = errors.New("somebody else changed it meanwhile")

// SaveList stores a watchlist of an org as it was changed since its version was
// read, and returns it with the entries alone that are new in it. Where
// somebody else changed it meanwhile it is [ErrChanged], and nothing happens;
// one that is not there, or is another's, is [ErrNotFound].
func SaveList(ctx context.Context, tx *sql.Tx, l OrgList) (added alerts.Watchlist, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: watchlist %s of org %s: %w", l.ID, l.Org, err)
		}
	}()
	body, err := json.Marshal(l.Watchlist)
	if err != nil {
		return added, err
	}
	var before alerts.Watchlist
	if l.Version == 0 {
		res, err := tx.ExecContext(ctx, `INSERT INTO watchlists (id, body, version, paused) VALUES ($1, $2, 1, 0) ON CONFLICT (id) DO NOTHING`, l.ID, string(body))
		if err == nil {
			err = changed(res)
		}
		if err == nil {
			err = GiveWatchlist(ctx, tx, l.ID, l.Org)
		}
		if err != nil {
			return added, err
		}
	} else {
		was, err := listOf(ctx, tx, l)
		if err == nil {
			err = json.Unmarshal([]byte(was), &before)
		}
		if err != nil {
			return added, err
		}
		res, err := tx.ExecContext(ctx, `UPDATE watchlists SET body = $2, paused = $3, version = version + 1 WHERE id = $1 AND version = $4`,
			l.ID, string(body), millisOr(l.Paused), l.Version)
		if err == nil {
			err = changed(res)
		}
		if err != nil {
			return added, err
		}
	}
	added = l.Watchlist
	added.Entries = alerts.NewEntries(before, l.Watchlist)
	return added, changedWatchlists(ctx, tx)
}

// DropList forgets a watchlist of an org. Its errors are those of [SaveList];
// what was told because of the list stays the org's.
func DropList(ctx context.Context, tx *sql.Tx, l OrgList) error {
	_, err := listOf(ctx, tx, l)
	if err == nil {
		var res sql.Result
		if res, err = tx.ExecContext(ctx, `DELETE FROM watchlists WHERE id = $1 AND version = $2`, l.ID, l.Version); err == nil {
			err = errors.Join(changed(res), changedWatchlists(ctx, tx))
		}
	}
	if err != nil {
		return fmt.Errorf("store: watchlist %s of org %s: %w", l.ID, l.Org, err)
	}
	return nil
}

// listOf returns the stored body of an org's list, if its version is still the
// one that was read.
func listOf(ctx context.Context, tx *sql.Tx, l OrgList) (body string, err error) {
	var version int64
	err = tx.QueryRowContext(ctx, `
		SELECT w.body, w.version FROM watchlists w JOIN org_watchlists o ON o.list = w.id WHERE w.id = $1 AND o.org = $2`, l.ID, l.Org).Scan(&body, &version)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", ErrNotFound
	case err == nil && version != l.Version:
		return "", ErrChanged
	}
	return body, err
}

// changed returns [ErrChanged] where a statement found no row.
func changed(res sql.Result) error {
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return ErrChanged
	}
	return err
}

// A WatchDraft is what somebody is about to save in a watchlist. Its body is for
// who wrote it.
type WatchDraft struct {
	ID   string
	Org  string
	List string
	Made time.Time
	Body json.RawMessage
	File []byte // that it is read from; nil where it is none
}

// Bounds of the drafts of an org: what is more, or older, is forgotten.
const (
	maxDrafts = 20
	draftFor  = 24 * time.Hour
)

// PutDraft stores a draft, over one of its id.
func PutDraft(ctx context.Context, tx *sql.Tx, d WatchDraft) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO watch_drafts (id, org, list, made, body, file) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE watch_drafts.org = excluded.org`,
		d.ID, d.Org, d.List, millis(d.Made), string(d.Body), d.File)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM watch_drafts WHERE made <= $1`, millis(d.Made.Add(-draftFor)))
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `
			DELETE FROM watch_drafts WHERE org = $1 AND id NOT IN (SELECT id FROM watch_drafts WHERE org = $1 ORDER BY made DESC, id LIMIT $2)`, d.Org, maxDrafts)
	}
	if err != nil {
		return fmt.Errorf("store: draft of org %s: %w", d.Org, err)
	}
	return nil
}

// Draft returns a draft of an org for one of its lists, or [ErrNotFound].
func (db *DB) Draft(ctx context.Context, org, list, id string) (d WatchDraft, err error) {
	var made int64
	var body string
	err = db.read.QueryRowContext(ctx, `SELECT id, org, list, made, body, file FROM watch_drafts WHERE id = $1 AND org = $2 AND list = $3`, id, org, list).
		Scan(&d.ID, &d.Org, &d.List, &made, &body, &d.File)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrNotFound
	}
	if err != nil {
		return d, fmt.Errorf("store: draft of org %s: %w", org, err)
	}
	d.Made, d.Body = moment(made), json.RawMessage(body)
	return d, nil
}

// DropDraft forgets a draft of an org. It may be called for one that is gone.
func DropDraft(ctx context.Context, tx *sql.Tx, org, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM watch_drafts WHERE id = $1 AND org = $2`, id, org); err != nil {
		return fmt.Errorf("store: draft of org %s: %w", org, err)
	}
	return nil
}
