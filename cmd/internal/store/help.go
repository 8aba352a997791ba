package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Help is what an exporter asked a guidance center for, about a matter that
// it was told of. Who, Phone and Note are for that center alone.
type Help struct {
	ID      string
	Org     string
	OrgName string // "" once the org is gone
	Alert   string
	Matter  string
	Center  string
	Asked   time.Time
	Who     string // whom to call; kept only of what was asked before it was sealed
	Phone   string
	Note    string
	Sealed  string    // all three
	Consent time.Time // when it was agreed that the center gets these
	State   string    // [HelpSent], [HelpSigned], [HelpAnswered]
	Person  string    // who changed the state
	Answer  string
	At      time.Time // of the last change
}

// The states of a [Help].
const (
	HelpSent     = "sent"
	HelpSigned   = "signed"
	HelpAnswered = "answered"
)

// AskHelp keeps what an exporter asks for, with whom to call as it is sealed. Where a center has yet to answer what
// the org asked of the matter before, it is [ErrChanged].
func AskHelp(ctx context.Context, tx *sql.Tx, h Help) error {
	if h.Sealed == "" || h.Who+h.Phone+h.Note != "" {
		return fmt.Errorf("store: help for org %s: whom to call is not sealed", h.Org)
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO help_requests (id, org, alert, matter, center, asked, who, phone, note, sealed, consent, state, person, answer, at)
		VALUES ($1, $2, $3, $4, $5, $6, '', '', '', $7, $8, 'sent', '', '', $6) ON CONFLICT DO NOTHING`,
		h.ID, h.Org, h.Alert, h.Matter, h.Center, millis(h.Asked), h.Sealed, millis(h.Consent))
	if err == nil {
		err = changed(res)
	}
	if err != nil {
		return fmt.Errorf("store: help for org %s: %w", h.Org, err)
	}
	return nil
}

// MoveHelp signs for what a center was asked, or answers it: h is as the person
// saw it, but for State, Person, Answer and At. What another moved meanwhile is
// [ErrChanged].
func MoveHelp(ctx context.Context, tx *sql.Tx, h Help, from string) error {
	res, err := tx.ExecContext(ctx, `UPDATE help_requests SET state = $4, person = $5, answer = $6, at = $7 WHERE id = $1 AND center = $2 AND state = $3`,
		h.ID, h.Center, from, h.State, h.Person, h.Answer, millis(h.At))
	if err == nil {
		err = changed(res)
	}
	if err != nil {
		return fmt.Errorf("store: help %s: %w", h.ID, err)
	}
	return nil
}

// Help returns what was asked, or [ErrNotFound].
func (db *DB) Help(ctx context.Context, id string) (Help, error) {
	all, err := db.helps(ctx, `h.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Help{}, err
	}
	return all[0], nil
}

// HelpOf returns what an org asked for, the newest first.
func (db *DB) HelpOf(ctx context.Context, org string) ([]Help, error) {
	return db.helps(ctx, `h.org = $1 ORDER BY h.asked DESC, h.id LIMIT 500`, org)
}

// HelpAt returns at most n of what some centers were asked, what nobody
// answered first, then the newest.
func (db *DB) HelpAt(ctx context.Context, centers []string, n int) ([]Help, error) {
	if len(centers) == 0 {
		return nil, nil
	}
	return db.helps(ctx, `h.center IN `+placesFrom(2, len(centers))+`
		ORDER BY CASE h.state WHEN 'sent' THEN 0 WHEN 'signed' THEN 1 ELSE 2 END, h.asked DESC, h.id LIMIT $1`, append([]any{n}, anys(centers)...)...)
}

func (db *DB) helps(ctx context.Context, which string, args ...any) ([]Help, error) {
	var out []Help
	rows, err := db.read.QueryContext(ctx, `
		SELECT h.id, h.org, COALESCE(o.name, ''), h.alert, h.matter, h.center, h.asked, h.who, h.phone, h.note, h.sealed, h.consent, h.state, h.person, h.answer, h.at
		FROM help_requests h LEFT JOIN orgs o ON o.id = h.org WHERE `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var h Help
		var asked, consent, at int64
		err := r.Scan(&h.ID, &h.Org, &h.OrgName, &h.Alert, &h.Matter, &h.Center, &asked, &h.Who, &h.Phone, &h.Note, &h.Sealed, &consent, &h.State, &h.Person, &h.Answer, &at)
		h.Asked, h.Consent, h.At = moment(asked), moment(consent), moment(at)
		out = append(out, h)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: help: %w", err)
	}
	return out, nil
}

// SealHelp has sealed whom to call in all that was asked before that was done.
func (db *DB) SealHelp(ctx context.Context, seal func(*Help) error) error {
	all, err := db.helps(ctx, `h.sealed = '' AND (h.who <> '' OR h.phone <> '' OR h.note <> '')`)
	if err != nil || len(all) == 0 {
		return err
	}
	return db.Tx(ctx, func(tx *sql.Tx) error {
		for _, h := range all {
			if err := seal(&h); err != nil {
				return err
			}
			// An org that left meanwhile has nobody to be called.
			if _, err := tx.ExecContext(ctx, `UPDATE help_requests SET sealed = $2, who = '', phone = '', note = '' WHERE id = $1 AND sealed = '' AND (who <> '' OR phone <> '' OR note <> '')`, h.ID, h.Sealed); err != nil {
				return fmt.Errorf("store: seal help %s: %w", h.ID, err)
			}
		}
		return nil
	})
}
