package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"

	"tocsin/alerts/region"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
)

var (
	// ErrInput means that an account cannot be as it was asked for.
	ErrInput = errors.New("account")
	// ErrWrong means that a password, a code or a secret is not right. It says
	// no more: not whether there is such a login.
	ErrWrong = errors.New("wrong login, password or code")
	// ErrTaken means that there is an account of the login.
	ErrTaken = errors.New("the login is taken")
)

// A LaterError means that too much was tried; After says how long to wait.
type LaterError struct{ After time.Duration }

func (e *LaterError) Error() string {
	return fmt.Sprintf("too many tries, wait %s", e.After.Round(time.Second))
}

// Accounts is who may sign in. [Open] makes it.
type Accounts struct {
	store  *store.DB
	now    func() time.Time
	cost   argon2id.Params
	decoy  string // the hash of a password that nobody has
	places chan struct{}
	wait   func(context.Context, time.Duration) error
	seal   *seal.Box
}

// Options of [Open].
type Options struct {
	Now   func() time.Time
	Cheap bool // for tests: passwords cost nothing to try
	// Wait waits out a slow-down; nil does so by the clock.
	Wait func(context.Context, time.Duration) error
	// Seal seals the secrets of one-time codes in the store. Without it nobody
	// may begin to be asked for codes.
	Seal *seal.Box
}

// Open returns the accounts that are in a store.
func Open(db *store.DB, o Options) (*Accounts, error) {
	a := &Accounts{store: db, now: o.Now, cost: cost, places: make(chan struct{}, maxHashing), wait: o.Wait, seal: o.Seal}
	if a.wait == nil {
		a.wait = wait
	}
	if o.Cheap {
		a.cost.Memory, a.cost.Iterations = 8, 1
	}
	decoy, err := argon2id.CreateHash(rand.Text(), &a.cost)
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	a.decoy = decoy
	return a, nil
}

// From is where a request comes from.
type From struct {
	Address netip.Addr
	Agent   string
}

// Network is the network that tries are counted for: one caller may have all
// the addresses of it.
func (f From) Network() string {
	a := f.Address.Unmap().WithZone("")
	bits := 24
	if a.Is6() {
		bits = 56
	}
	p, err := a.Prefix(bits)
	if err != nil || !a.IsValid() {
		return "unknown"
	}
	return p.String()
}

// A Session is a browser that somebody signed in with.
type Session struct {
	store.Session
}

// Lifetimes of sessions.
const (
	idleFor = 4 * time.Hour    // unused
	openFor = 24 * time.Hour   // used or not
	halfFor = 10 * time.Minute // until the code is there
	seeEach = time.Minute      // how exactly it is known when one was used
)

// open opens a session and returns the secret that is its cookie.
func (a *Accounts) open(ctx context.Context, tx *sql.Tx, user string, half bool, from From) (string, error) {
	secret, hash := newSecret()
	now, last := a.now(), openFor
	if half {
		last = halfFor
	}
	return secret, store.AddSession(ctx, tx, store.Session{
		ID: rand.Text(), User: user, Half: half, Made: now, Seen: now, Expires: now.Add(last), Network: from.Network(), Agent: cut(from.Agent, 200),
	}, hash)
}

func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}

// Find returns the session of a cookie and whose it is; ok is false where it is
// none, has ended or expired, or its owner may not sign in any more. Of a half
// session, whose owner has yet to give a code, the user is nobody.
func (a *Accounts) Find(ctx context.Context, cookie string) (s Session, u User, ok bool, err error) {
	if cookie == "" || len(cookie) > 200 {
		return s, u, false, nil
	}
	row, user, err := a.store.FindSession(ctx, hashOf(cookie))
	if errors.Is(err, store.ErrNotFound) {
		return s, u, false, nil
	}
	if err != nil {
		return s, u, false, err
	}
	now := a.now()
	if !now.Before(row.Expires) || now.Sub(row.Seen) >= idleFor || !user.Disabled.IsZero() {
		return s, u, false, nil
	}
	if now.Sub(row.Seen) >= seeEach {
		if err := a.store.SeeSession(ctx, row.ID, now); err != nil {
			return s, u, false, err
		}
	}
	if row.Half {
		return Session{row}, User{}, true, nil
	}
	return Session{row}, userOf(user), true, nil
}

// How often one may try to sign in: a login from one network, and one network
// any login. Who guesses elsewhere must not keep somebody out, so tries from
// everywhere only slow each other down.
const (
	tryWindow      = 15 * time.Minute
	triesOfLogin   = 10
	triesOfNetwork = 60

	quickOfLogin = 10  // tries of a login, from anywhere, before they are slowed
	quickOfAll   = 300 // of all logins
	slowStep     = 250 * time.Millisecond
	slowMost     = 3 * time.Second
)

// slowdown is how long a try waits after so many of its login, and of all
// logins, within the window. It is pure.
func slowdown(ofLogin, ofAll int) time.Duration {
	over := max(ofLogin-quickOfLogin, (ofAll-quickOfAll)/10)
	return min(time.Duration(max(over, 0))*slowStep, slowMost)
}

// slow waits as [slowdown] says.
func (a *Accounts) slow(ctx context.Context, login string) error {
	of, _, err := a.store.Try(ctx, loginKey(login), tryWindow, a.now())
	if err != nil {
		return err
	}
	all, _, err := a.store.Try(ctx, "logins", tryWindow, a.now())
	if err != nil {
		return err
	}
	if d := slowdown(of, all); d > 0 {
		return a.wait(ctx, d)
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// allow counts a try against each key and returns a [LaterError] where there
// were too many. A try is counted before it is made, so that many at once are
// counted too.
func (a *Accounts) allow(ctx context.Context, limits map[string]int) error {
	var later time.Duration
	now := a.now()
	for key, limit := range limits {
		n, since, err := a.store.Try(ctx, key, tryWindow, now)
		if err != nil {
			return err
		}
		if n > limit {
			later = max(later, since.Add(tryWindow).Sub(now), time.Second)
		}
	}
	if later > 0 {
		return &LaterError{later}
	}
	return nil
}

// loginKey counts the tries of a login from anywhere; with @ and a network
// behind it, those from there.
func loginKey(login string) string { return "login:" + hashOf(Fold(login)) }

func proveKey(user string) string { return "prove:" + user }

// SignIn opens a session for who knows a login and its password. Half says that
// the session is worth nothing until [Accounts.Confirm] is given a code. The
// error is [ErrWrong] or a [LaterError] where it is the caller's.
func (a *Accounts) SignIn(ctx context.Context, login, password string, from From) (cookie string, half bool, err error) {
	login = Fold(cut(login, 300))
	if err := a.allow(ctx, map[string]int{loginKey(login) + "@" + from.Network(): triesOfLogin, "network:" + from.Network(): triesOfNetwork}); err != nil {
		return "", false, err
	}
	if err := a.slow(ctx, login); err != nil {
		return "", false, err
	}
	var u store.User // nobody
	if CheckLogin(login) == nil {
		if u, err = a.store.FindUser(ctx, login); err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", false, err
		}
	}
	ok, err := a.matches(ctx, password, u.Password)
	if err != nil {
		return "", false, err
	}
	if !ok || !u.Disabled.IsZero() {
		return "", false, ErrWrong
	}
	half = u.Secret != ""
	if !half {
		if err := a.store.ForgiveTries(ctx, loginKey(login)); err != nil {
			return "", false, err
		}
	}
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		if cookie, err = a.open(ctx, tx, u.ID, half, from); err != nil || half {
			return err
		}
		return a.record(ctx, tx, u.Login, "session.open", u.Login, from.Network())
	})
	return cookie, half, err
}

// SignInAs opens a session for a user without asking for anything.
func (a *Accounts) SignInAs(ctx context.Context, user string, from From) (cookie string, err error) {
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		u, err := store.UserByID(ctx, tx, user)
		if err != nil {
			return err
		}
		if cookie, err = a.open(ctx, tx, u.ID, false, from); err != nil {
			return err
		}
		return a.record(ctx, tx, u.Login, "session.open", u.Login, from.Network())
	})
	return cookie, err
}

// SignOut ends a session. It may be called for one that has ended.
func (a *Accounts) SignOut(ctx context.Context, s Session) error {
	err := a.store.Tx(ctx, func(tx *sql.Tx) error { return store.EndSession(ctx, tx, s.User, s.ID) })
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// Sessions returns the sessions of a user that are open, the last used first.
func (a *Accounts) Sessions(ctx context.Context, u User) ([]Session, error) {
	rows, err := a.store.Sessions(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	var out []Session
	now := a.now()
	for _, s := range rows {
		if now.Before(s.Expires) && now.Sub(s.Seen) < idleFor && !s.Half {
			out = append(out, Session{s})
		}
	}
	return out, nil
}

// EndSession ends one session of a user, or returns [store.ErrNotFound].
func (a *Accounts) EndSession(ctx context.Context, u User, id string) error {
	return a.EndSessionOf(ctx, u.Login, u, id)
}

// EndOthers ends all sessions of a user but one.
func (a *Accounts) EndOthers(ctx context.Context, u User, but Session) error {
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.EndSessions(ctx, tx, u.ID, but.ID); err != nil {
			return err
		}
		return a.record(ctx, tx, u.Login, "session.end-others", u.Login, "")
	})
}

func (a *Accounts) record(ctx context.Context, tx *sql.Tx, who, what, on, detail string) error {
	return store.Record(ctx, tx, store.Deed{At: a.now(), Who: who, What: what, On: on, Detail: detail})
}

// Check reports what an account must not be. Network is the centers there are.
// It is pure.
func Check(u User, network region.Centers) error {
	if err := CheckLogin(u.Login); err != nil {
		return err
	}
	if !All.Has(u.Role) {
		return fmt.Errorf("%w: role %.30q: want one of %s", ErrInput, u.Role, roleNames())
	}
	if ofCenter.Has(u.Role) {
		if u.Role == National && u.Center != string(region.National) {
			return fmt.Errorf("%w: role national belongs to the center %q", ErrInput, region.National)
		}
		if !network.Has(u.Center) {
			return fmt.Errorf("%w: role %s belongs to a center, and there is none %.60q; tocsin table show centers lists them", ErrInput, u.Role, u.Center)
		}
	} else if u.Center != "" {
		return fmt.Errorf("%w: role %s belongs to no center", ErrInput, u.Role)
	}
	if u.Role == Exporter && u.Org == "" {
		return fmt.Errorf("%w: an exporter belongs to an org", ErrInput)
	}
	if u.Role != Exporter && u.Org != "" {
		return fmt.Errorf("%w: role %s belongs to no org", ErrInput, u.Role)
	}
	return nil
}

func roleNames() string {
	var names []string
	for _, r := range All {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// Add adds an account with a password, and returns it. Given says that its owner
// is to change it. By is who does so.
func (a *Accounts) Add(ctx context.Context, by string, u User, password string, given bool) (User, error) {
	u.Login = Fold(u.Login)
	network, err := a.store.Network(ctx)
	if err != nil {
		return User{}, err
	}
	if err := errors.Join(Check(u, network), CheckPassword(u, password)); err != nil {
		return User{}, err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	row := store.User{
		ID: rand.Text(), Login: u.Login, Name: u.Name, Mail: u.Mail, Role: string(u.Role), Center: u.Center, Org: u.Org,
		Language: u.Language, Password: hash, Given: given, Made: a.now(),
	}
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		ok, err := store.AddUser(ctx, tx, row)
		if err == nil && !ok {
			err = fmt.Errorf("%w: %s", ErrTaken, u.Login)
		}
		if err != nil {
			return err
		}
		return a.record(ctx, tx, by, "user.add", u.Login, strings.TrimSpace(string(u.Role)+" "+u.Center+u.Org))
	})
	return userOf(row), err
}

// First makes the account of an admin where there is no account at all, and
// returns its password; made is false where there are accounts.
func (a *Accounts) First(ctx context.Context) (u User, password string, made bool, err error) {
	if has, err := a.store.HasUsers(ctx); err != nil || has {
		return User{}, "", false, err
	}
	password = NewPassword()
	u, err = a.Add(ctx, "tocsin", User{Login: "admin", Name: "admin", Role: Admin}, password, true)
	if errors.Is(err, ErrTaken) { // another node was first
		return User{}, "", false, nil
	}
	return u, password, err == nil, err
}

// User returns the account of a login, or [store.ErrNotFound].
func (a *Accounts) User(ctx context.Context, login string) (User, error) {
	login = Fold(login)
	if CheckLogin(login) != nil {
		return User{}, store.ErrNotFound
	}
	row, err := a.store.FindUser(ctx, login)
	if err != nil {
		return User{}, err
	}
	return userOf(row), nil
}

// Users returns all accounts by their logins.
func (a *Accounts) Users(ctx context.Context) ([]User, error) {
	rows, err := a.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]User, len(rows))
	for i, row := range rows {
		out[i] = userOf(row)
	}
	return out, nil
}

// change changes an account and records it. Where ends, all its sessions end.
func (a *Accounts) change(ctx context.Context, by, user, what, detail string, do func(tx *sql.Tx, u *store.User) error, ends bool) error {
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		u, err := store.UserByID(ctx, tx, user)
		if err != nil {
			return err
		}
		if err := do(tx, &u); err != nil {
			return err
		}
		if err := store.PutUser(ctx, tx, u); err != nil {
			return err
		}
		if ends {
			if err := store.EndSessions(ctx, tx, user, ""); err != nil {
				return err
			}
		}
		return a.record(ctx, tx, by, what, u.Login, detail)
	})
}

// SetName changes what an account is called, and its language.
func (a *Accounts) SetName(ctx context.Context, by string, u User, name, language string) error {
	return a.change(ctx, by, u.ID, "user.name", name, func(_ *sql.Tx, row *store.User) error {
		row.Name, row.Language = name, language
		return nil
	}, false)
}

// SetRole gives an account another role and place, and ends its sessions.
func (a *Accounts) SetRole(ctx context.Context, by string, u User, role Role, center, org string) error {
	network, err := a.store.Network(ctx)
	if err != nil {
		return err
	}
	u.Role, u.Center, u.Org = role, center, org
	if err := Check(u, network); err != nil {
		return err
	}
	return a.change(ctx, by, u.ID, "user.role", strings.TrimSpace(string(role)+" "+center+org), func(tx *sql.Tx, row *store.User) error {
		if role != Admin {
			if err := keepAdmin(ctx, tx, row); err != nil {
				return err
			}
		}
		row.Role, row.Center, row.Org = string(role), center, org
		// A machine that was let in for another place sees nothing of this one.
		return store.DropTokens(ctx, tx, u.ID, kindAPI)
	}, true)
}

// Disable ends all sessions and machines' secrets of an account, and lets it
// open no more.
func (a *Accounts) Disable(ctx context.Context, by string, u User) error {
	return a.change(ctx, by, u.ID, "user.disable", "", func(tx *sql.Tx, row *store.User) error {
		if err := keepAdmin(ctx, tx, row); err != nil {
			return err
		}
		row.Disabled = a.now()
		return store.DropTokens(ctx, tx, u.ID, kindAPI, kindReset, kindVerify)
	}, true)
}

// Enable lets an account sign in again.
func (a *Accounts) Enable(ctx context.Context, by string, u User) error {
	return a.change(ctx, by, u.ID, "user.enable", "", func(_ *sql.Tx, row *store.User) error {
		row.Disabled = time.Time{}
		return nil
	}, false)
}

// ResetPassword gives an account a password that its owner is to change, takes
// its one-time codes away and ends its sessions.
func (a *Accounts) ResetPassword(ctx context.Context, by string, u User, password string) error {
	if err := CheckPassword(u, password); err != nil {
		return err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	err = a.change(ctx, by, u.ID, "user.reset", "", func(tx *sql.Tx, row *store.User) error {
		row.Password, row.Given, row.Secret = hash, true, ""
		return store.DropTokens(ctx, tx, u.ID, kindAPI, kindReset, kindRecovery)
	}, true)
	if err != nil {
		return err
	}
	return a.store.ForgiveTries(ctx, loginKey(u.Login))
}

// ChangePassword changes the password of who knows the old one. All sessions
// end; the cookie is that of a new one.
func (a *Accounts) ChangePassword(ctx context.Context, u User, old, password string, from From) (cookie string, err error) {
	if err := a.prove(ctx, u, old); err != nil {
		return "", err
	}
	if err := CheckPassword(u, password); err != nil {
		return "", err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = a.change(ctx, u.Login, u.ID, "user.password", "", func(tx *sql.Tx, row *store.User) error {
		row.Password, row.Given = hash, false
		if err := store.EndSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		cookie, err = a.open(ctx, tx, u.ID, false, from)
		return errors.Join(err, store.DropTokens(ctx, tx, u.ID, kindReset))
	}, false)
	return cookie, err
}

// prove returns [ErrWrong] where a password is not that of u.
func (a *Accounts) prove(ctx context.Context, u User, password string) error {
	if err := a.allow(ctx, map[string]int{proveKey(u.ID): triesOfLogin}); err != nil {
		return err
	}
	row, err := a.store.FindUser(ctx, u.Login)
	if err != nil {
		return err
	}
	ok, err := a.matches(ctx, password, row.Password)
	if err != nil {
		return err
	}
	if !ok {
		return ErrWrong
	}
	return a.store.ForgiveTries(ctx, proveKey(u.ID))
}

// Scope says whose alerts u may see.
func (a *Accounts) Scope(ctx context.Context, u User) (Scope, error) {
	network, err := a.store.Network(ctx)
	if err != nil {
		return Scope{}, err
	}
	var lists []string
	if u.Org != "" {
		if lists, err = a.store.OrgWatchlists(ctx, u.Org); err != nil {
			return Scope{}, err
		}
	}
	return ScopeOf(u, network, lists), nil
}

// PutOrg adds an exporter that accounts can belong to, or renames it, and gives
// it watchlists.
func (a *Accounts) PutOrg(ctx context.Context, by, id, name string, lists ...string) error {
	if CheckLogin(id) != nil || name == "" {
		return fmt.Errorf("%w: org %.60q: want an id of 2 to 64 letters, digits and . _ - @, and a name", ErrInput, id)
	}
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.PutOrg(ctx, tx, store.Org{ID: id, Name: name, Made: a.now()}); err != nil {
			return err
		}
		for _, list := range lists {
			if err := store.GiveWatchlist(ctx, tx, list, id); err != nil {
				return err
			}
		}
		return a.record(ctx, tx, by, "org.put", id, strings.TrimSpace(name+" "+strings.Join(lists, " ")))
	})
}
