package entry

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

// codePage asks for a one-time code, after the password.
type codePage struct {
	web.Frame
	Form web.Form
	Next string
	Why  string
}

func newCode(r *web.Request, f web.Form) *codePage {
	p := &codePage{Frame: r.Frame(""), Form: f, Next: r.Next()}
	p.Title = p.T("code")
	return p
}

func (e *room) code(r *web.Request) (web.Answer, error) {
	if !r.Session.Half {
		return r.Done("/signin", "")
	}
	return r.Page("code", newCode(r, web.Form{}))
}

func (e *room) confirm(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if !r.Session.Half {
		return r.Done("/signin", "")
	}
	cookie, err := e.Accounts.Confirm(r.Context(), r.Session, f.Raw("code"), r.From())
	var later *account.LaterError
	p := newCode(r, web.Form{})
	switch {
	case errors.Is(err, account.ErrWrong):
		p.Why = p.T("code.wrong")
		return r.Again("code", p)
	case errors.As(err, &later):
		p.Why = p.Tf("signin.later", minutes(later.After))
		return r.Refuse(http.StatusTooManyRequests, "code", p)
	case err != nil:
		return web.Answer{}, err
	}
	a, err := r.Done(r.Next(), "")
	a.SignIn(r, cookie)
	return a, err
}

// codesPage is where one has codes asked for, or no more.
type codesPage struct {
	web.Frame
	Form   web.Form
	Secret string
	QR     template.URL
	Paper  []string // shown once
	Keeps  bool     // secrets can be kept
}

func (e *room) newCodes(r *web.Request, f web.Form, secret string) (*codesPage, error) {
	p := &codesPage{Frame: r.Frame(""), Form: f}
	p.Title, p.Keeps = p.T("codes"), e.Accounts.Seals()
	if r.User.Codes || !p.Keeps {
		return p, nil
	}
	qr, err := account.QR(r.User, secret)
	if errors.Is(err, account.ErrWrong) {
		secret = account.NewCodeSecret()
		qr, err = account.QR(r.User, secret)
	}
	p.Secret, p.QR = secret, template.URL("data:image/png;base64,"+base64.StdEncoding.EncodeToString(qr)) //nolint:gosec // a picture of ours
	return p, err
}

func (e *room) codes(r *web.Request) (web.Answer, error) {
	p, err := e.newCodes(r, web.Form{}, account.NewCodeSecret())
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("codes", p)
}

func (e *room) useCodes(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if r.User.Codes {
		return r.Done("/me/codes", "")
	}
	p, err := e.newCodes(r, f, f.Raw("secret"))
	if err != nil {
		return web.Answer{}, err
	}
	if !p.Keeps {
		return r.Refuse(http.StatusConflict, "codes", p)
	}
	paper, err := e.Accounts.UseCodes(r.Context(), r.User, p.Secret, f.Raw("digits"))
	if wrong := tried(err, "code.wrong"); wrong != "" {
		p.Form.Wrong("digits", wrong)
		return r.Again("codes", p)
	}
	if err != nil {
		return web.Answer{}, err
	}
	p.Paper, p.Secret = paper, ""
	return r.Page("codes", p)
}

func (e *room) leaveCodes(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if !r.User.Codes {
		return r.Done("/me/codes", "")
	}
	err = e.Accounts.LeaveCodes(r.Context(), r.User, f.Raw("old"))
	if wrong := tried(err, "wrong.old"); wrong != "" {
		f.Wrong("old", wrong)
		p, err := e.newCodes(r, f, "")
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("codes", p)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/me", "done.saved")
}

// tried is the text that says what was wrong with what the user tried, or
// nothing where the error is not the user's.
func tried(err error, wrong string) string {
	var later *account.LaterError
	switch {
	case errors.Is(err, account.ErrWrong):
		return wrong
	case errors.As(err, &later):
		return "status.429"
	}
	return ""
}

// resetPage is where the holder of a letter chooses another password.
type resetPage struct {
	web.Frame
	Form   web.Form
	Secret string
	Login  string
}

func (e *room) reset(r *web.Request) (web.Answer, error) { return e.showReset(r, web.Form{}) }

func (e *room) showReset(r *web.Request, f web.Form) (web.Answer, error) {
	secret := r.FormValue("secret")
	p := &resetPage{Frame: r.Frame(""), Form: f, Secret: secret}
	p.Title = p.T("reset")
	u, err := e.Accounts.CheckReset(r.Context(), secret)
	switch {
	case errors.Is(err, account.ErrWrong):
		p.Secret = "" // the page says that it is good no more
		return r.Refuse(http.StatusNotFound, "reset", p)
	case err != nil:
		return web.Answer{}, err
	}
	p.Login = web.Word(u.Login)
	if f.Good() {
		return r.Page("reset", p)
	}
	return r.Again("reset", p)
}

func (e *room) doReset(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if f.Raw("again") != f.Raw("chosen") {
		f.Wrong("again", "wrong.again")
		return e.showReset(r, f)
	}
	err = e.Accounts.Reset(r.Context(), f.Raw("secret"), f.Raw("chosen"))
	switch {
	case errors.Is(err, account.ErrWeak):
		f.Wrong("chosen", "wrong.weak")
		return e.showReset(r, f)
	case errors.Is(err, account.ErrWrong):
		return e.showReset(r, f)
	case err != nil:
		return web.Answer{}, err
	}
	return r.Done("/signin", "done.password")
}
