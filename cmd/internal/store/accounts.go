package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A User is the row of an account. What it may do is decided elsewhere.
type User struct {
	ID       string
	Login    string // folded
	Name     string
	Mail     string
	Role     string
	Center   string
	Org      string
	Language string
	Password string // its hash
	Given    bool   // somebody else chose the password
	Secret   string // of one-time codes, "" where none are asked for
	Step     int64  // of the last code that was used
	Made     time.Time
	Disabled time.Time // zero while it may sign in
}

const userColumns = `users.id, users.login, users.name, users.mail, users.role, users.center, users.org, users.language,
	users.password, users.given, users.secret, users.step, users.made, users.disabled`

// into returns where a row of userColumns goes; the function it returns ends
// the reading.
func (u *User) into() (to []any, end func()) {
	var given, made, disabled int64
	return []any{&u.ID, &u.Login, &u.Name, &u.Mail, &u.Role, &u.Center, &u.Org, &u.Language, &u.Password, &given, &u.Secret, &u.Step, &made, &disabled},
		func() { u.Given, u.Made, u.Disabled = given != 0, moment(made), maybe(disabled) }
}

// maybe is moment where 0 stands for never, and millisOr its inverse.
func maybe(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return moment(ms)
}

func millisOr(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return millis(t)
}

func oneIf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// AddUser adds an account; ok is false where the login is taken.
func AddUser(ctx context.Context, tx *sql.Tx, u User) (ok bool, err error) {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO users (id, login, name, mail, role, center, org, language, password, given, secret, step, made, disabled)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
		u.ID, u.Login, u.Name, u.Mail, u.Role, u.Center, u.Org, u.Language, u.Password, oneIf(u.Given), u.Secret, u.Step, millis(u.Made), millisOr(u.Disabled))
	if err != nil {
		return false, fmt.Errorf("store: user %s: %w", u.Login, err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// PutUser changes all of an account but its id, its login and the last code
// that was used, or returns [ErrNotFound].
func PutUser(ctx context.Context, tx *sql.Tx, u User) error {
	return one(tx.ExecContext(ctx, `
		UPDATE users SET name = $2, mail = $3, role = $4, center = $5, org = $6, language = $7, password = $8, given = $9, secret = $10, disabled = $11
		WHERE id = $1`,
		u.ID, u.Name, u.Mail, u.Role, u.Center, u.Org, u.Language, u.Password, oneIf(u.Given), u.Secret, millisOr(u.Disabled)))
}

// one returns [ErrNotFound] where a statement found no row.
func one(res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("store: account: %w", err)
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// UseStep notes that the code of a step was used; ok is false where it, or a
// later one, was used before.
func (db *DB) UseStep(ctx context.Context, user string, step int64) (ok bool, err error) {
	err = one(db.write.ExecContext(ctx, `UPDATE users SET step = $2 WHERE id = $1 AND step < $2`, user, step))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// FindUser returns the account of a login, or [ErrNotFound].
func (db *DB) FindUser(ctx context.Context, login string) (User, error) {
	return userOf(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE login = $1`, login))
}

// UserByID returns an account as it is in a transaction, or [ErrNotFound].
func UserByID(ctx context.Context, tx *sql.Tx, id string) (User, error) {
	return userOf(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE id = $1`, id))
}

func userOf(row *sql.Row) (u User, err error) {
	to, end := u.into()
	if err := row.Scan(to...); errors.Is(err, sql.ErrNoRows) {
		return User{}, ErrNotFound
	} else if err != nil {
		return User{}, fmt.Errorf("store: user: %w", err)
	}
	end()
	return u, nil
}

// Users returns all accounts by their logins.
func (db *DB) Users(ctx context.Context) ([]User, error) { return db.users(ctx, `1 = 1`) }

func (db *DB) users(ctx context.Context, which string, args ...any) ([]User, error) {
	var out []User
	rows, err := db.read.QueryContext(ctx, `SELECT `+userColumns+` FROM users WHERE `+which+` ORDER BY login`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var u User
		to, end := u.into()
		err := r.Scan(to...)
		end()
		out = append(out, u)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: users: %w", err)
	}
	return out, nil
}

// HasUsers reports whether there is any account.
func (db *DB) HasUsers(ctx context.Context) (bool, error) {
	var n int
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM users`).Scan(&n); err != nil {
		return false, fmt.Errorf("store: users: %w", err)
	}
	return n > 0, nil
}

// A Session is a browser that somebody signed in with.
type Session struct {
	ID      string
	User    string
	Half    bool // the code is still to come
	Made    time.Time
	Seen    time.Time
	Expires time.Time
	Network string
	Agent   string
}

const sessionColumns = `sessions.id, sessions.holder, sessions.half, sessions.made, sessions.seen, sessions.expires, sessions.network, sessions.agent`

func (s *Session) into() (to []any, end func()) {
	var half, made, seen, expires int64
	return []any{&s.ID, &s.User, &half, &made, &seen, &expires, &s.Network, &s.Agent},
		func() { s.Half, s.Made, s.Seen, s.Expires = half != 0, moment(made), moment(seen), moment(expires) }
}

// forgetTries is after how long nobody asks how often something was tried.
const forgetTries = 24 * time.Hour

// AddSession opens a session whose cookie has the hash, and forgets those that
// have expired, with tries of long ago.
func AddSession(ctx context.Context, tx *sql.Tx, s Session, hash string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO sessions (hash, id, holder, half, made, seen, expires, network, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		hash, s.ID, s.User, oneIf(s.Half), millis(s.Made), millis(s.Seen), millis(s.Expires), s.Network, s.Agent)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires <= $1`, millis(s.Made))
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM throttle WHERE since <= $1`, millis(s.Made.Add(-forgetTries)))
	}
	if err != nil {
		return fmt.Errorf("store: session: %w", err)
	}
	return nil
}

// FindSession returns the session whose cookie has the hash, and whose it is,
// or [ErrNotFound].
func (db *DB) FindSession(ctx context.Context, hash string) (s Session, u User, err error) {
	session, endSession := s.into()
	user, endUser := u.into()
	err = db.read.QueryRowContext(ctx, `SELECT `+sessionColumns+`, `+userColumns+`
		FROM sessions JOIN users ON users.id = sessions.holder WHERE sessions.hash = $1`, hash).Scan(append(session, user...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, User{}, ErrNotFound
	}
	if err != nil {
		return Session{}, User{}, fmt.Errorf("store: session: %w", err)
	}
	endSession()
	endUser()
	return s, u, nil
}

// SeeSession notes that a session was used.
func (db *DB) SeeSession(ctx context.Context, id string, now time.Time) error {
	_, err := db.write.ExecContext(ctx, `UPDATE sessions SET seen = $2 WHERE id = $1 AND seen < $2`, id, millis(now))
	if err != nil {
		return fmt.Errorf("store: session: %w", err)
	}
	return nil
}

// Sessions returns the sessions of a user, the last used first.
func (db *DB) Sessions(ctx context.Context, user string) ([]Session, error) {
	var out []Session
	rows, err := db.read.QueryContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE holder = $1 ORDER BY seen DESC, id`, user)
	err = each(rows, err, func(r *sql.Rows) error {
		var s Session
		to, end := s.into()
		err := r.Scan(to...)
		end()
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: sessions: %w", err)
	}
	return out, nil
}

// EndSession ends one session of a user, or returns [ErrNotFound].
func EndSession(ctx context.Context, tx *sql.Tx, user, id string) error {
	return one(tx.ExecContext(ctx, `DELETE FROM sessions WHERE holder = $1 AND id = $2`, user, id))
}

// EndSessions ends all sessions of a user but one, which may be "".
func EndSessions(ctx context.Context, tx *sql.Tx, user, but string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE holder = $1 AND id <> $2`, user, but); err != nil {
		return fmt.Errorf("store: sessions: %w", err)
	}
	return nil
}

// A Token is a secret that was given out.
type Token struct {
	ID      string
	Kind    string
	User    string
	Name    string
	Scopes  []string
	Made    time.Time
	Expires time.Time // zero is never
	Used    time.Time // zero is never
}

const tokenColumns = `tokens.id, tokens.kind, tokens.holder, tokens.name, tokens.scopes, tokens.made, tokens.expires, tokens.used` //nolint:gosec // names of columns

func (t *Token) into() (to []any, end func()) {
	var scopes string
	var made, expires, used int64
	return []any{&t.ID, &t.Kind, &t.User, &t.Name, &scopes, &made, &expires, &used},
		func() {
			t.Scopes, t.Made, t.Expires, t.Used = strings.Fields(scopes), moment(made), maybe(expires), maybe(used)
		}
}

// AddToken keeps a token by its hash.
func AddToken(ctx context.Context, tx *sql.Tx, t Token, hash string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO tokens (hash, id, kind, holder, name, scopes, made, expires, used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		hash, t.ID, t.Kind, t.User, t.Name, strings.Join(t.Scopes, " "), millis(t.Made), millisOr(t.Expires))
	if err != nil {
		return fmt.Errorf("store: token: %w", err)
	}
	return nil
}

// FindToken returns the token of a kind that has the hash, and whose it is, or
// [ErrNotFound].
func (db *DB) FindToken(ctx context.Context, kind, hash string) (t Token, u User, err error) {
	token, endToken := t.into()
	user, endUser := u.into()
	err = db.read.QueryRowContext(ctx, `SELECT `+tokenColumns+`, `+userColumns+`
		FROM tokens JOIN users ON users.id = tokens.holder WHERE tokens.hash = $1 AND tokens.kind = $2`, hash, kind).Scan(append(token, user...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, User{}, ErrNotFound
	}
	if err != nil {
		return Token{}, User{}, fmt.Errorf("store: token: %w", err)
	}
	endToken()
	endUser()
	return t, u, nil
}

// Tokens returns the tokens of a kind that a user holds, the newest first.
func (db *DB) Tokens(ctx context.Context, user, kind string) ([]Token, error) {
	var out []Token
	rows, err := db.read.QueryContext(ctx, `SELECT `+tokenColumns+` FROM tokens WHERE holder = $1 AND kind = $2 ORDER BY made DESC, id`, user, kind)
	err = each(rows, err, func(r *sql.Rows) error {
		var t Token
		to, end := t.into()
		err := r.Scan(to...)
		end()
		out = append(out, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: tokens: %w", err)
	}
	return out, nil
}

// SeeToken notes that a token was used.
func (db *DB) SeeToken(ctx context.Context, id string, now time.Time) error {
	if _, err := db.write.ExecContext(ctx, `UPDATE tokens SET used = $2 WHERE id = $1`, id, millis(now)); err != nil {
		return fmt.Errorf("store: token: %w", err)
	}
	return nil
}

// UseToken uses up a token that may be used once, or returns [ErrNotFound].
func UseToken(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	return one(tx.ExecContext(ctx, `UPDATE tokens SET used = $2 WHERE id = $1 AND used = 0`, id, millis(now)))
}

// DropToken takes one token of a user back, or returns [ErrNotFound].
func DropToken(ctx context.Context, tx *sql.Tx, user, id string) error {
	return one(tx.ExecContext(ctx, `DELETE FROM tokens WHERE holder = $1 AND id = $2`, user, id))
}

// DropTokens takes all tokens of some kinds back that a user holds.
func DropTokens(ctx context.Context, tx *sql.Tx, user string, kinds ...string) error {
	for _, kind := range kinds {
		if _, err := tx.ExecContext(ctx, `DELETE FROM tokens WHERE holder = $1 AND kind = $2`, user, kind); err != nil {
			return fmt.Errorf("store: tokens: %w", err)
		}
	}
	return nil
}

// Try counts a try of something and returns how many there were within the
// window that has begun, and when it began.
func (db *DB) Try(ctx context.Context, key string, window time.Duration, now time.Time) (tries int, since time.Time, err error) {
	var began int64
	err = db.write.QueryRowContext(ctx, `
		INSERT INTO throttle (key, since, tries) VALUES ($1, $2, 1)
		ON CONFLICT (key) DO UPDATE SET
			tries = CASE WHEN throttle.since <= $3 THEN 1 ELSE throttle.tries + 1 END,
			since = CASE WHEN throttle.since <= $3 THEN $2 ELSE throttle.since END
		RETURNING tries, since`, key, millis(now), millis(now.Add(-window))).Scan(&tries, &began)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("store: throttle: %w", err)
	}
	return tries, moment(began), nil
}

// ForgiveTries forgets the tries of a key, and of those that begin with it and
// an @.
func (db *DB) ForgiveTries(ctx context.Context, key string) error {
	if _, err := db.write.ExecContext(ctx, `DELETE FROM throttle WHERE key = $1 OR key LIKE $2`, key, key+"@%"); err != nil {
		return fmt.Errorf("store: throttle: %w", err)
	}
	return nil
}

// An Org is an exporter with accounts and watchlists of its own.
type Org struct {
	ID   string
	Name string
	Made time.Time
}

// PutOrg adds an org or renames it.
func PutOrg(ctx context.Context, tx *sql.Tx, o Org) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO orgs (id, name, made) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
		o.ID, o.Name, millis(o.Made))
	if err != nil {
		return fmt.Errorf("store: org %s: %w", o.ID, err)
	}
	return nil
}

// Orgs returns all orgs by their names.
func (db *DB) Orgs(ctx context.Context) ([]Org, error) {
	var out []Org
	rows, err := db.read.QueryContext(ctx, `SELECT id, name, made FROM orgs ORDER BY name, id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var o Org
		var made int64
		err := r.Scan(&o.ID, &o.Name, &made)
		o.Made = moment(made)
		out = append(out, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: orgs: %w", err)
	}
	return out, nil
}

// GiveWatchlist makes a watchlist an org's own.
func GiveWatchlist(ctx context.Context, tx *sql.Tx, list, org string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO org_watchlists (list, org) VALUES ($1, $2) ON CONFLICT (list) DO UPDATE SET org = excluded.org`, list, org)
	if err != nil {
		return fmt.Errorf("store: watchlist %s of org %s: %w", list, org, err)
	}
	return nil
}

// OrgWatchlists returns the ids of an org's watchlists.
func (db *DB) OrgWatchlists(ctx context.Context, org string) ([]string, error) {
	var out []string
	rows, err := db.read.QueryContext(ctx, `SELECT list FROM org_watchlists WHERE org = $1 ORDER BY list`, org)
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: watchlists of org %s: %w", org, err)
	}
	return out, nil
}

// A Deed is what somebody did. Deeds are kept for good.
type Deed struct {
	ID     string // as the store gives it, in the order of time
	At     time.Time
	Who    string // a login, or "tocsin" for the command line
	What   string // a short word with a dot: "user.role"
	On     string // what it was done to
	Detail string
}

// Record keeps a deed with what was done, in its transaction.
func Record(ctx context.Context, tx *sql.Tx, d Deed) error {
	id := fmt.Sprintf("%019d-%s", d.At.UnixNano(), rand.Text()[:8])
	_, err := tx.ExecContext(ctx, `INSERT INTO audit (id, at, who, what, item, detail) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, millis(d.At), d.Who, d.What, d.On, d.Detail)
	if err != nil {
		return fmt.Errorf("store: record %s: %w", d.What, err)
	}
	return nil
}

// DeedsOf says which deeds are asked for. Empty fields are all.
type DeedsOf struct {
	Who, What, On string
	Before        string // the id of the deed they come before
	From, Until   time.Time
}

// Deeds returns at most n deeds, the newest first. Names that nobody may read are
// hidden in what they say.
func (db *DB) Deeds(ctx context.Context, of DeedsOf, n int) ([]Deed, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []Deed
	rows, err := db.read.QueryContext(ctx, `
		SELECT id, at, who, what, item, detail FROM audit
		WHERE ($1 = '' OR who = $1) AND ($2 = '' OR what = $2) AND ($3 = '' OR item = $3) AND ($4 = '' OR id < $4)
			AND at >= $5 AND (at < $6 OR $6 = 0)
		ORDER BY id DESC LIMIT $7`, of.Who, of.What, of.On, of.Before, millisOr(of.From), millisOr(of.Until), n)
	err = each(rows, err, func(r *sql.Rows) error {
		var d Deed
		var at int64
		err := r.Scan(&d.ID, &at, &d.Who, &d.What, &d.On, &d.Detail)
		d.At, d.On, d.Detail = moment(at), hide.all.Mask(d.On), hide.all.Mask(d.Detail)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: audit: %w", err)
	}
	return out, nil
}

// ToldWithin is [DB.Told] of what some subscribers were told.
func (db *DB) ToldWithin(ctx context.Context, subscribers []string, n int) ([]Parcel, error) {
	if len(subscribers) == 0 {
		return nil, nil
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	var out []Parcel
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.revision, a.body, t.matter, t.digest, t.body FROM alerts a JOIN acts t ON t.id = a.act
		WHERE a.subscriber IN `+placesFrom(2, len(subscribers))+`
		ORDER BY a.told DESC, a.id, a.revision DESC LIMIT $1`, append([]any{n}, anys(subscribers)...)...)
	err = each(rows, err, func(r *sql.Rows) error {
		p, err := scanTold(r)
		if err == nil {
			err = hide.parcel(&p)
		}
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: told: %w", err)
	}
	return out, nil
}

// scanTold reads an alert with what it is about.
func scanTold(r *sql.Rows) (p Parcel, err error) {
	var alert, act string
	if err := r.Scan(&p.Revision, &alert, &p.Act.Matter, &p.Act.Digest, &act); err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing))
}
