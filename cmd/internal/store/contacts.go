package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// ContactPrefix begins the name of a destination that an exporter named itself.
const ContactPrefix = "c-"

// A Contact is where the people of an org are told of its alerts. It is a
// destination by its id, once it is verified.
type Contact struct {
	ID         string
	Org        string
	Name       string
	Channel    string
	Sealed     string // its options
	Tail       string // the last signs of its address
	Language   string
	AtOnce     string // as of a configured destination
	Digest     string
	Quiet      string
	Categories []string
	Abroad     string    // why it may be told outside China; "" is in China
	Proof      string    // hash of what proves it; "" once it is verified
	Asked      time.Time // when it was told that
	Verified   time.Time // zero is not yet
	Paused     time.Time // since when; zero is not
	Made       time.Time
	Version    int64 // one more at each change
}

const contactColumns = `id, org, name, channel, sealed, tail, language, at_once, digest, quiet, categories, abroad, proof, asked, verified, paused, made, version`

func (db *DB) contacts(ctx context.Context, which string, args ...any) ([]Contact, error) {
	var out []Contact
	rows, err := db.read.QueryContext(ctx, `SELECT `+contactColumns+` FROM contacts WHERE `+which+` ORDER BY made, id`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var c Contact
		var categories string
		var asked, verified, paused, made int64
		err := r.Scan(&c.ID, &c.Org, &c.Name, &c.Channel, &c.Sealed, &c.Tail, &c.Language, &c.AtOnce, &c.Digest, &c.Quiet, &categories, &c.Abroad, &c.Proof, &asked, &verified, &paused, &made, &c.Version)
		c.Categories, c.Asked, c.Verified, c.Paused, c.Made = strings.Fields(categories), moment(asked), maybe(verified), maybe(paused), moment(made)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: contacts: %w", err)
	}
	return out, nil
}

// OrgContacts returns the contacts of an org, the oldest first.
func (db *DB) OrgContacts(ctx context.Context, org string) ([]Contact, error) {
	return db.contacts(ctx, `org = $1`, org)
}

// OrgContact returns a contact of an org. One that is not there, or is
// another's, is [ErrNotFound].
func (db *DB) OrgContact(ctx context.Context, org, id string) (Contact, error) {
	all, err := db.contacts(ctx, `org = $1 AND id = $2`, org, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Contact{}, err
	}
	return all[0], nil
}

// FindContact returns a contact of any org, or [ErrNotFound].
func (db *DB) FindContact(ctx context.Context, id string) (Contact, error) {
	all, err := db.contacts(ctx, `id = $1`, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Contact{}, err
	}
	return all[0], nil
}

// ReadyContacts returns all that may be told: [WatchVersion] changes whenever
// they do.
func (db *DB) ReadyContacts(ctx context.Context) ([]Contact, error) {
	return db.contacts(ctx, `verified > 0 AND paused = 0`)
}

// ContactsOfLists returns the contacts that may be told of what each watchlist
// finds: those of the org whose it is.
func (db *DB) ContactsOfLists(ctx context.Context) (map[string][]string, error) {
	out := map[string][]string{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT o.list, c.id FROM org_watchlists o JOIN contacts c ON c.org = o.org WHERE c.verified > 0 AND c.paused = 0 ORDER BY o.list, c.made, c.id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var list, id string
		err := r.Scan(&list, &id)
		out[list] = append(out[list], id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: contacts: %w", err)
	}
	return out, nil
}

// AddContact keeps a contact that is new.
func AddContact(ctx context.Context, tx *sql.Tx, c Contact) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO contacts (id, org, name, channel, sealed, tail, language, at_once, digest, quiet, categories, abroad, proof, asked, verified, paused, made, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, $14, 1)`,
		c.ID, c.Org, c.Name, c.Channel, c.Sealed, c.Tail, c.Language, c.AtOnce, c.Digest, c.Quiet, strings.Join(c.Categories, " "), c.Abroad, c.Proof, millis(c.Made))
	if err != nil {
		return fmt.Errorf("store: contact: %w", err)
	}
	return nil
}

// PutContact changes how and whether a contact is told, since its version was
// read, or returns [ErrChanged].
func PutContact(ctx context.Context, tx *sql.Tx, c Contact) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE contacts SET name = $4, language = $5, at_once = $6, digest = $7, quiet = $8, categories = $9, proof = $10, asked = $11, verified = $12, paused = $13, version = version + 1
		WHERE id = $1 AND org = $2 AND version = $3`,
		c.ID, c.Org, c.Version, c.Name, c.Language, c.AtOnce, c.Digest, c.Quiet, strings.Join(c.Categories, " "), c.Proof, millis(c.Asked), millisOr(c.Verified), millisOr(c.Paused))
	if err == nil {
		err = changed(res)
	}
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: contact %s: %w", c.ID, err)
	}
	return nil
}

// DropContact forgets a contact of an org. One that is not there is
// [ErrNotFound].
func DropContact(ctx context.Context, tx *sql.Tx, org, id string) error {
	err := one(tx.ExecContext(ctx, `DELETE FROM contacts WHERE org = $1 AND id = $2`, org, id))
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: contact %s: %w", id, err)
	}
	return nil
}

// ResealContact replaces the options of a contact, since its version was read,
// or returns [ErrChanged].
func ResealContact(ctx context.Context, tx *sql.Tx, c Contact) error {
	res, err := tx.ExecContext(ctx, `UPDATE contacts SET sealed = $4, version = version + 1 WHERE id = $1 AND org = $2 AND version = $3`, c.ID, c.Org, c.Version, c.Sealed)
	if err == nil {
		err = changed(res)
	}
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: contact %s: %w", c.ID, err)
	}
	return nil
}
