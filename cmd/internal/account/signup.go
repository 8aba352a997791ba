package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
)

// verifyFor is how long somebody may take to open the letter of a sign-up.
const verifyFor = 24 * time.Hour

// How often a network may ask for accounts within the window, and how often a
// letter goes to one address.
const (
	signUpsOfNetwork = 5
	lettersTo        = 3
)

// A SignUp is an exporter that asks for an account.
type SignUp struct{ store.SignUp }

// Waits reports whether somebody has to decide.
func (s SignUp) Waits() bool {
	return s.State == store.SignUpAsked && (s.Secret == "" || !s.Verified.IsZero())
}

// AskSignUp keeps what an exporter asks for. Where letter is true the address
// has to be verified first by the secret that is returned. The error is
// [ErrWeak], [ErrInput], [ErrTaken], [store.ErrCrowd] or a [LaterError] where it
// is the caller's.
func (a *Accounts) AskSignUp(ctx context.Context, s SignUp, password string, letter bool, from From) (secret string, err error) {
	s.Login = Fold(cut(s.Login, 300))
	u := User{Login: s.Login, Role: Exporter}
	if err := errors.Join(CheckLogin(s.Login), CheckPassword(u, password)); err != nil {
		return "", err
	}
	if err := a.allow(ctx, map[string]int{"signup-network:" + from.Network(): signUpsOfNetwork, "signup-mail:" + hashOf(strings.ToLower(s.Mail)): lettersTo}); err != nil {
		return "", err
	}
	if _, err := a.store.FindUser(ctx, s.Login); err == nil {
		return "", fmt.Errorf("%w: %s", ErrTaken, s.Login)
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	row := s.SignUp
	if row.Password, err = a.hash(ctx, password); err != nil {
		return "", err
	}
	row.ID, row.Made = strings.ToLower(rand.Text()[:16]), a.now()
	if row.Secret = ""; letter {
		secret, row.Secret = newSecret()
	}
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.AddSignUp(ctx, tx, row); err != nil {
			return err
		}
		return a.record(ctx, tx, row.Login, "signup.ask", row.ID, from.Network())
	})
	return secret, err
}

// CheckSignUp returns the sign-up whose letter holds a secret, or [ErrWrong].
func (a *Accounts) CheckSignUp(ctx context.Context, secret string) (SignUp, error) {
	if secret == "" || len(secret) > 200 {
		return SignUp{}, ErrWrong
	}
	row, err := a.store.SignUp(ctx, "", hashOf(secret))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return SignUp{}, ErrWrong
	case err != nil:
		return SignUp{}, err
	case row.State != store.SignUpAsked, !row.Verified.IsZero(), !a.now().Before(row.Made.Add(verifyFor)):
		return SignUp{}, ErrWrong
	}
	return SignUp{row}, nil
}

// VerifySignUp notes that the address of a sign-up is its owner's. Where open
// is true, and no org has the company's code yet, it is an account from then
// on; else somebody decides. The secret is good once.
func (a *Accounts) VerifySignUp(ctx context.Context, secret string, open bool) (s SignUp, made bool, err error) {
	if s, err = a.CheckSignUp(ctx, secret); err != nil {
		return s, false, err
	}
	if _, known, err := a.store.OrgByCode(ctx, s.Code); err != nil {
		return s, false, err
	} else if known {
		open = false
	}
	err = a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.VerifySignUp(ctx, tx, s.ID, a.now()); err != nil {
			return err
		}
		if err := a.record(ctx, tx, s.Login, "signup.verify", s.ID, ""); err != nil || !open {
			return err
		}
		return a.admit(ctx, tx, "tocsin", s, newOrgID(), true)
	})
	if errors.Is(err, store.ErrNotFound) {
		return s, false, ErrWrong
	}
	return s, open && err == nil, err
}

func newOrgID() string { return "org-" + strings.ToLower(rand.Text()[:12]) }

// admit makes the account of a sign-up in an org, which it makes too where it is
// new.
func (a *Accounts) admit(ctx context.Context, tx *sql.Tx, by string, s SignUp, org string, isNew bool) error {
	row := s.SignUp
	if isNew {
		if err := store.PutOrg(ctx, tx, store.Org{ID: org, Name: s.Company, Made: a.now()}); err != nil {
			return err
		}
		e := store.Exporter{Org: store.Org{ID: org, Name: s.Company}, English: s.English, Code: s.Code, Place: s.Place}
		if err := store.PutExporter(ctx, tx, e); err != nil {
			return err
		}
	}
	ok, err := store.AddUser(ctx, tx, store.User{
		ID: rand.Text(), Login: s.Login, Name: s.Name, Mail: s.Mail, Role: string(Exporter), Org: org, Language: s.Language, Password: row.Password, Made: a.now(),
	})
	if err == nil && !ok {
		err = fmt.Errorf("%w: %s", ErrTaken, s.Login)
	}
	if err != nil {
		return err
	}
	row.State, row.Person, row.At = store.SignUpApproved, by, a.now()
	if err := store.DecideSignUp(ctx, tx, row); err != nil {
		return err
	}
	return a.record(ctx, tx, by, "signup.approve", s.ID, s.Login+" "+org)
}

// SignUps returns at most n that wait for a decision and then those that had
// one.
func (a *Accounts) SignUps(ctx context.Context, n int) ([]SignUp, error) {
	rows, err := a.store.SignUps(ctx, n)
	out := make([]SignUp, len(rows))
	for i, row := range rows {
		out[i] = SignUp{row}
	}
	return out, err
}

// Admit makes the account of a sign-up that waits: in the org that has the
// company's code, or else in one of its own. The error is [store.ErrNotFound],
// [store.ErrChanged] or [ErrTaken] where it is the caller's.
func (a *Accounts) Admit(ctx context.Context, by, id string) (s SignUp, err error) {
	if s, err = a.waiting(ctx, id); err != nil {
		return s, err
	}
	org := newOrgID()
	had, known, err := a.store.OrgByCode(ctx, s.Code)
	if err != nil {
		return s, err
	}
	if known {
		org = had.ID
	}
	return s, a.store.Tx(ctx, func(tx *sql.Tx) error { return a.admit(ctx, tx, by, s, org, !known) })
}

// Refuse turns a sign-up away. Its errors are those of [Accounts.Admit].
func (a *Accounts) Refuse(ctx context.Context, by, id, why string) (s SignUp, err error) {
	if s, err = a.waiting(ctx, id); err != nil {
		return s, err
	}
	return s, a.store.Tx(ctx, func(tx *sql.Tx) error {
		row := s.SignUp
		row.State, row.Person, row.At, row.Why = store.SignUpRefused, by, a.now(), why
		if err := store.DecideSignUp(ctx, tx, row); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "signup.refuse", s.ID, why)
	})
}

func (a *Accounts) waiting(ctx context.Context, id string) (SignUp, error) {
	row, err := a.store.SignUp(ctx, id, "")
	if err != nil {
		return SignUp{}, err
	}
	s := SignUp{row}
	if s.State != store.SignUpAsked {
		return s, store.ErrChanged
	}
	if !s.Waits() {
		return s, store.ErrNotFound
	}
	return s, nil
}
