package entry

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

// signInPage asks who one is.
type signInPage struct {
	web.Frame
	Form web.Form
	Next string
	Why  string // it did not work

	Letters bool // the console writes to who has lost its password
	Open    bool // exporters may ask for accounts
	Others  bool // an identity provider says who people are, too
}

func (e *room) signIn(r *web.Request) (web.Answer, error) {
	if r.User.SignedIn() {
		return r.Done(r.Next(), "")
	}
	return r.Page("signin", e.newSignIn(r, web.Form{}))
}

func (e *room) newSignIn(r *web.Request, f web.Form) *signInPage {
	p := &signInPage{Frame: r.Frame(""), Form: f, Next: r.Next(), Letters: e.Letter != nil, Open: e.open(), Others: e.Provider.Issuer != ""}
	p.Title = p.T("signin")
	return p
}

func (e *room) doSignIn(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	login, password := f.Need("login", 100), f.Raw("password")
	if password == "" {
		f.Wrong("password", "wrong.empty")
	}
	p := e.newSignIn(r, f)
	if !f.Good() {
		return r.Again("signin", p)
	}
	cookie, half, err := e.Accounts.SignIn(r.Context(), login, password, r.From())
	var later *account.LaterError
	switch {
	case errors.Is(err, account.ErrWrong):
		p.Why = p.T("signin.wrong")
		return r.Again("signin", p)
	case errors.As(err, &later):
		p.Why = p.Tf("signin.later", minutes(later.After))
		return r.Refuse(http.StatusTooManyRequests, "signin", p)
	case err != nil:
		return web.Answer{}, err
	}
	if r.Session.ID != "" { // of the browser's before
		if err := e.Accounts.SignOut(r.Context(), r.Session); err != nil {
			return web.Answer{}, err
		}
	}
	to := r.Next()
	if half {
		to = "/signin/code?" + url.Values{"next": {to}}.Encode()
	}
	a, err := r.Done(to, "")
	a.SignIn(r, cookie)
	return a, err
}

// minutes are those that somebody has to wait, begun ones too.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

func (e *room) signOut(r *web.Request) (web.Answer, error) {
	if r.Session.ID != "" {
		if err := e.Accounts.SignOut(r.Context(), r.Session); err != nil {
			return web.Answer{}, err
		}
	}
	a, err := r.Done("/signin", "")
	a.SignOut(r)
	return a, err
}
