package account

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
)

// period is how long one code is good, in seconds; one before and one after are
// taken too, for clocks that differ.
const period = 30

// recoveryCodes is how many codes there are for who has lost its device.
const recoveryCodes = 10

// NewCodeSecret returns a secret for one-time codes, which [Accounts.UseCodes]
// puts in force.
func NewCodeSecret() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// QR returns a picture, PNG, by which a device takes the secret over.
func QR(u User, secret string) ([]byte, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil || len(raw) != 20 {
		return nil, ErrWrong
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Tocsin", AccountName: u.Login, Secret: raw, Period: period})
	if err != nil {
		return nil, fmt.Errorf("account: code: %w", err)
	}
	picture, err := key.Image(200, 200)
	if err != nil {
		return nil, fmt.Errorf("account: code: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("account: code: %w", err)
	}
	return b.Bytes(), nil
}

// stepOf returns the step whose code it is, or 0 where it is none of now. It is
// pure.
func stepOf(secret, code string, now time.Time) int64 {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if len(code) != 6 {
		return 0
	}
	opts := totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for _, off := range []time.Duration{0, -period * time.Second, period * time.Second} {
		at := now.Add(off)
		if ok, err := totp.ValidateCustom(code, secret, at, opts); err == nil && ok {
			return at.Unix() / period
		}
	}
	return 0
}

// UseCodes has u asked for one-time codes from now on, where code is one of the
// secret. It returns codes on paper, each of which is good once in place of
// another; they are kept nowhere. Where secrets cannot be sealed it is
// [seal.ErrNoKey].
func (a *Accounts) UseCodes(ctx context.Context, u User, secret, code string) (paper []string, err error) {
	if err := a.allow(ctx, map[string]int{codeKey(u.ID): triesOfLogin}); err != nil {
		return nil, err
	}
	step := stepOf(secret, code, a.now())
	if step == 0 {
		return nil, ErrWrong
	}
	sealed, err := a.seal.Seal(codesOf(u.ID), secret)
	if err != nil {
		return nil, err
	}
	err = a.change(ctx, u.Login, u.ID, "user.codes", "", func(tx *sql.Tx, row *store.User) error {
		row.Secret, paper = sealed, nil
		if err := store.DropTokens(ctx, tx, u.ID, kindRecovery); err != nil {
			return err
		}
		for range recoveryCodes {
			p := strings.ToLower(rand.Text()[:16])
			paper = append(paper, p[:4]+"-"+p[4:8]+"-"+p[8:12]+"-"+p[12:])
			if err := store.AddToken(ctx, tx, store.Token{ID: rand.Text(), Kind: kindRecovery, User: u.ID, Made: a.now()}, hashOf(u.ID+p)); err != nil {
				return err
			}
		}
		return nil
	}, false)
	if err != nil {
		return nil, err
	}
	_, err = a.store.UseStep(ctx, u.ID, step)
	return paper, err
}

// LeaveCodes has u, who knows its password, asked for no codes any more.
func (a *Accounts) LeaveCodes(ctx context.Context, u User, password string) error {
	if err := a.prove(ctx, u, password); err != nil {
		return err
	}
	return a.change(ctx, u.Login, u.ID, "user.no-codes", "", func(tx *sql.Tx, row *store.User) error {
		row.Secret = ""
		return store.DropTokens(ctx, tx, u.ID, kindRecovery)
	}, false)
}

// Seals reports whether secrets of one-time codes can be kept.
func (a *Accounts) Seals() bool { return a.seal != nil }

// codesOf is the use that the secret of somebody's codes is sealed for.
func codesOf(user string) string { return "codes of " + user }

func codeKey(user string) string { return "code:" + user }

// Confirm makes a half session a whole one, with another cookie, for who gives a
// one-time code or one on paper. The error is [ErrWrong] or a [LaterError] where
// it is the caller's.
func (a *Accounts) Confirm(ctx context.Context, s Session, code string, from From) (cookie string, err error) {
	if !s.Half {
		return "", ErrWrong
	}
	if err := a.allow(ctx, map[string]int{codeKey(s.User): triesOfLogin}); err != nil {
		return "", err
	}
	var u store.User
	err = a.store.Tx(ctx, func(tx *sql.Tx) (err error) {
		u, err = store.UserByID(ctx, tx, s.User)
		return err
	})
	if err != nil {
		return "", err
	}
	if u.Secret == "" || !u.Disabled.IsZero() {
		return "", ErrWrong
	}
	secret, err := a.seal.Unseal(codesOf(u.ID), u.Secret)
	if err != nil {
		return "", fmt.Errorf("account: codes of %s: %w", u.Login, err)
	}
	paper := ""
	if step := stepOf(secret, code, a.now()); step > 0 {
		if ok, err := a.store.UseStep(ctx, u.ID, step); err != nil || !ok {
			return "", errors.Join(ErrWrong, err)
		}
	} else {
		p := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(strings.TrimSpace(code)))
		t, _, err := a.store.FindToken(ctx, kindRecovery, hashOf(u.ID+p))
		if errors.Is(err, store.ErrNotFound) {
			return "", ErrWrong
		}
		if err != nil {
			return "", err
		}
		paper = t.ID
	}
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		what := "session.open"
		if paper != "" {
			what = "session.open-by-paper"
			if err := store.UseToken(ctx, tx, paper, a.now()); err != nil {
				return err
			}
		}
		if a.seal != nil && !seal.Sealed(u.Secret) { // it was kept before there was a key
			if u.Secret, err = a.seal.Seal(codesOf(u.ID), secret); err != nil {
				return err
			}
			if err := store.PutUser(ctx, tx, u); err != nil {
				return err
			}
		}
		if err := store.EndSession(ctx, tx, u.ID, s.ID); err != nil {
			return err
		}
		if cookie, err = a.open(ctx, tx, u.ID, false, from); err != nil {
			return err
		}
		return a.record(ctx, tx, u.Login, what, u.Login, from.Network())
	})
	if errors.Is(err, store.ErrNotFound) { // the paper was used, or the session ended, in between
		return "", ErrWrong
	}
	if err != nil {
		return "", err
	}
	return cookie, errors.Join(a.store.ForgiveTries(ctx, codeKey(u.ID)), a.store.ForgiveTries(ctx, loginKey(u.Login)))
}
