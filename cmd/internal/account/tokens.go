package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
)

// Kinds of secrets that are given out.
const (
	kindVerify   = "verify"   // an address of mail is one's own
	kindReset    = "reset"    // a new password may be chosen
	kindRecovery = "recovery" // in place of a one-time code
	kindAPI      = "api"      // of a machine
)

// How long secrets are good.
const (
	resetFor = time.Hour
	maxAPI   = 366 * 24 * time.Hour
)

// maxTokens is how many machines one account may let in.
const maxTokens = 20

// AskReset returns the secret by which the owner of an account, and of its
// address, chooses another password, and the address to send it to; ok is false
// where there is nobody to send it to, which the asker is not told. By is who
// asks.
func (a *Accounts) AskReset(ctx context.Context, by, login string, from From) (u User, secret string, ok bool, err error) {
	if login = Fold(cut(login, 300)); CheckLogin(login) != nil {
		return User{}, "", false, nil //nolint:nilerr // whoever asks is not told that there is no such account
	}
	if err := a.allow(ctx, map[string]int{"reset:" + hashOf(login): 3, "reset-network:" + from.Network(): 20}); err != nil {
		return User{}, "", false, err
	}
	row, err := a.store.FindUser(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return User{}, "", false, nil
	}
	if err != nil || row.Mail == "" || !row.Disabled.IsZero() {
		return User{}, "", false, err
	}
	secret, hash := newSecret()
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.DropTokens(ctx, tx, row.ID, kindReset); err != nil {
			return err
		}
		t := store.Token{ID: rand.Text(), Kind: kindReset, User: row.ID, Name: row.Mail, Made: a.now(), Expires: a.now().Add(resetFor)}
		if err := store.AddToken(ctx, tx, t, hash); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "user.ask-reset", row.Login, from.Network())
	})
	return userOf(row), secret, err == nil, err
}

// good finds a secret that was not used and has not expired, or returns
// [ErrWrong].
func (a *Accounts) good(ctx context.Context, kind, secret string) (store.Token, store.User, error) {
	if secret == "" || len(secret) > 200 {
		return store.Token{}, store.User{}, ErrWrong
	}
	t, u, err := a.store.FindToken(ctx, kind, hashOf(secret))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return t, u, ErrWrong
	case err != nil:
		return t, u, err
	case !u.Disabled.IsZero(), !t.Expires.IsZero() && !a.now().Before(t.Expires), kind != kindAPI && !t.Used.IsZero():
		return t, u, ErrWrong
	}
	return t, u, nil
}

// CheckReset returns whose password a secret lets choose, or [ErrWrong].
func (a *Accounts) CheckReset(ctx context.Context, secret string) (User, error) {
	_, u, err := a.good(ctx, kindReset, secret)
	return userOf(u), err
}

// Reset gives the account that a secret is for another password and ends its
// sessions. The secret is good once. One-time codes stay asked for.
func (a *Accounts) Reset(ctx context.Context, secret, password string) error {
	t, u, err := a.good(ctx, kindReset, secret)
	if err != nil {
		return err
	}
	if err := CheckPassword(userOf(u), password); err != nil {
		return err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	err = a.change(ctx, u.Login, u.ID, "user.password", "by letter", func(tx *sql.Tx, row *store.User) error {
		row.Password, row.Given = hash, false
		if err := store.DropTokens(ctx, tx, u.ID, kindAPI); err != nil {
			return err
		}
		return store.UseToken(ctx, tx, t.ID, a.now())
	}, true)
	if errors.Is(err, store.ErrNotFound) { // it was used in between
		return ErrWrong
	}
	if err != nil {
		return err
	}
	return a.store.ForgiveTries(ctx, loginKey(u.Login))
}

// AddToken lets a machine in as u, for some scopes and for a time. The secret is
// returned this once.
func (a *Accounts) AddToken(ctx context.Context, u User, name string, scopes []string, last time.Duration) (secret string, err error) {
	if name == "" || len(scopes) == 0 || last <= 0 || last > maxAPI || slices.ContainsFunc(scopes, func(s string) bool { return strings.ContainsAny(s, " \t\n") || s == "" }) {
		return "", fmt.Errorf("%w: a machine's token wants a name, a scope and a time of at most a year", ErrInput)
	}
	have, err := a.store.Tokens(ctx, u.ID, kindAPI)
	if err != nil {
		return "", err
	}
	if len(have) >= maxTokens {
		return "", fmt.Errorf("%w: there are %d tokens; take one back first", ErrInput, len(have))
	}
	secret, hash := newSecret()
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		t := store.Token{ID: rand.Text(), Kind: kindAPI, User: u.ID, Name: name, Scopes: scopes, Made: a.now(), Expires: a.now().Add(last)}
		if err := store.AddToken(ctx, tx, t, hash); err != nil {
			return err
		}
		return a.record(ctx, tx, u.Login, "token.add", u.Login, name+": "+strings.Join(scopes, " "))
	})
	return secret, err
}

// Tokens returns the machines that are let in as u, the newest first.
func (a *Accounts) Tokens(ctx context.Context, u User) ([]store.Token, error) {
	return a.store.Tokens(ctx, u.ID, kindAPI)
}

// DropToken lets a machine in no more, or returns [store.ErrNotFound].
func (a *Accounts) DropToken(ctx context.Context, u User, id string) error {
	return a.DropTokenOf(ctx, u.Login, u, id)
}

// ByToken returns as whom a machine comes, and for which scopes, or [ErrWrong].
func (a *Accounts) ByToken(ctx context.Context, secret string) (User, []string, error) {
	t, u, err := a.good(ctx, kindAPI, secret)
	if err != nil {
		return User{}, nil, err
	}
	if now := a.now(); now.Sub(t.Used) >= seeEach {
		if err := a.store.SeeToken(ctx, t.ID, now); err != nil {
			return User{}, nil, err
		}
	}
	return userOf(u), t.Scopes, nil
}
