package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// OrgUsers returns the accounts of an org, by their logins.
func (db *DB) OrgUsers(ctx context.Context, org string) ([]User, error) {
	return db.users(ctx, `org = $1 AND org <> ''`, org)
}

// ForgetOrg forgets an org: its watchlists, contacts and drafts, what its
// accounts keep, and whom a center was to call. What it was told stays, and
// names nobody; so does the audit. Of its accounts the login alone is left, shut
// for good, so that nobody else is taken for them.
func ForgetOrg(ctx context.Context, tx *sql.Tx, org string, now time.Time) error {
	const people = `(SELECT id FROM users WHERE org = $1)`
	const lists = `(SELECT list FROM org_watchlists WHERE org = $1)`
	for _, statement := range []string{
		`DELETE FROM contacts WHERE org = $1`,
		`DELETE FROM watch_drafts WHERE org = $1`,
		`DELETE FROM searches WHERE owner IN ` + people + ` OR owner IN ` + lists,
		`DELETE FROM watchlists WHERE id IN ` + lists,
		`DELETE FROM org_watchlists WHERE org = $1`,
		`UPDATE help_requests SET who = '', phone = '', note = '', sealed = '' WHERE org = $1`,
		`UPDATE feedbacks SET person = '' WHERE person IN (SELECT login FROM users WHERE org = $1)
			OR person IN (SELECT name || '（' || login || '）' FROM users WHERE org = $1)`,
		`DELETE FROM signups WHERE login IN (SELECT login FROM users WHERE org = $1)`,
		`DELETE FROM sessions WHERE holder IN ` + people,
		`DELETE FROM tokens WHERE holder IN ` + people,
	} {
		if _, err := tx.ExecContext(ctx, statement, org); err != nil {
			return fmt.Errorf("store: forget org %s: %w", org, err)
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE users SET name = '', mail = '', password = '', secret = '', org = '', disabled = $2 WHERE org = $1`, org, millis(now))
	if err == nil {
		err = one(tx.ExecContext(ctx, `DELETE FROM orgs WHERE id = $1`, org))
	}
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: forget org %s: %w", org, err)
	}
	return nil
}
