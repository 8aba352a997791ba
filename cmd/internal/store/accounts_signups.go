package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A SignUp is an exporter that asked for an account.
type SignUp struct {
	ID       string
	Login    string
	Name     string
	Mail     string
	Language string
	Password string // its hash; "" once it is decided
	Company  string
	English  string
	Code     string
	Place    string
	Made     time.Time
	Secret   string    // hash of what the letter says; "" where none was sent
	Verified time.Time // when the address was; zero is not
	State    string    // [SignUpAsked], [SignUpApproved], [SignUpRefused]
	Person   string    // who decided
	At       time.Time
	Why      string
}

// The states of a [SignUp].
const (
	SignUpAsked    = "asked"
	SignUpApproved = "approved"
	SignUpRefused  = "refused"
)

// Bounds of what waits: an address that nobody verifies, and a decision, of
// which no more is kept than somebody looks back at.
const (
	unverifiedFor = 2 * 24 * time.Hour
	decidedFor    = 90 * 24 * time.Hour
	maxSignUps    = 2000
)

// ErrCrowd means that more wait than anybody could look at.
var ErrCrowd = errors.New("too many wait already")

// AddSignUp keeps one, and forgets those that nobody verified and those decided
// long ago.
func AddSignUp(ctx context.Context, tx *sql.Tx, s SignUp) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM signups WHERE state = 'asked' AND secret <> '' AND verified = 0 AND made <= $1 OR state <> 'asked' AND at <= $2`,
		millis(s.Made.Add(-unverifiedFor)), millis(s.Made.Add(-decidedFor)))
	var n int
	if err == nil {
		err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM signups WHERE state = 'asked'`).Scan(&n)
	}
	if err == nil && n >= maxSignUps {
		err = ErrCrowd
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `
			INSERT INTO signups (id, login, name, mail, language, password, company, english, code, place, made, secret, verified, state, person, at, why)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'asked', '', 0, '')`,
			s.ID, s.Login, s.Name, s.Mail, s.Language, s.Password, s.Company, s.English, s.Code, s.Place, millis(s.Made), s.Secret, millisOr(s.Verified))
	}
	if err != nil {
		return fmt.Errorf("store: sign-up: %w", err)
	}
	return nil
}

const signUpColumns = `id, login, name, mail, language, password, company, english, code, place, made, secret, verified, state, person, at, why`

func (s *SignUp) into() (to []any, end func()) {
	var made, verified, at int64
	return []any{&s.ID, &s.Login, &s.Name, &s.Mail, &s.Language, &s.Password, &s.Company, &s.English, &s.Code, &s.Place, &made, &s.Secret, &verified, &s.State, &s.Person, &at, &s.Why},
		func() { s.Made, s.Verified, s.At = moment(made), maybe(verified), maybe(at) }
}

// SignUp returns one by its id, or by the hash that its letter says, or
// [ErrNotFound].
func (db *DB) SignUp(ctx context.Context, id, secret string) (s SignUp, err error) {
	to, end := s.into()
	err = db.read.QueryRowContext(ctx, `SELECT `+signUpColumns+` FROM signups WHERE id = $1 OR secret = $2 AND secret <> ''`, id, secret).Scan(to...)
	if errors.Is(err, sql.ErrNoRows) {
		return SignUp{}, ErrNotFound
	}
	if err != nil {
		return SignUp{}, fmt.Errorf("store: sign-up: %w", err)
	}
	end()
	return s, nil
}

// SignUps returns at most n that wait for somebody, the oldest first, and then
// those that were decided, the newest first. Those whose address nobody has
// verified yet wait for nobody.
func (db *DB) SignUps(ctx context.Context, n int) ([]SignUp, error) {
	var out []SignUp
	rows, err := db.read.QueryContext(ctx, `
		SELECT `+signUpColumns+` FROM signups WHERE state <> 'asked' OR secret = '' OR verified > 0
		ORDER BY CASE state WHEN 'asked' THEN 0 ELSE 1 END, CASE state WHEN 'asked' THEN made ELSE -at END, id LIMIT $1`, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var s SignUp
		to, end := s.into()
		err := r.Scan(to...)
		end()
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: sign-ups: %w", err)
	}
	return out, nil
}

// VerifySignUp notes that an address is one's own. Where it was noted before,
// or decided, it is [ErrNotFound].
func VerifySignUp(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	return one(tx.ExecContext(ctx, `UPDATE signups SET verified = $2 WHERE id = $1 AND verified = 0 AND state = 'asked'`, id, millis(now)))
}

// DecideSignUp notes what became of one, or returns [ErrChanged] where that was
// decided before.
func DecideSignUp(ctx context.Context, tx *sql.Tx, s SignUp) error {
	res, err := tx.ExecContext(ctx, `UPDATE signups SET state = $2, person = $3, at = $4, why = $5, password = '', secret = '' WHERE id = $1 AND state = 'asked'`,
		s.ID, s.State, s.Person, millis(s.At), s.Why)
	if err == nil {
		err = changed(res)
	}
	if err != nil {
		return fmt.Errorf("store: sign-up %s: %w", s.ID, err)
	}
	return nil
}

// OrgByCode returns the org of a unified social credit code; ok is false where
// there is none.
func (db *DB) OrgByCode(ctx context.Context, code string) (o Org, ok bool, err error) {
	if code == "" {
		return o, false, nil
	}
	var made int64
	err = db.read.QueryRowContext(ctx, `SELECT id, name, made FROM orgs WHERE code = $1 ORDER BY made LIMIT 1`, code).Scan(&o.ID, &o.Name, &made)
	if errors.Is(err, sql.ErrNoRows) {
		return o, false, nil
	}
	if err != nil {
		return o, false, fmt.Errorf("store: org: %w", err)
	}
	o.Made = moment(made)
	return o, true, nil
}
