package entry

import (
	"errors"
	"net/http"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

// mePage is one's own account.
type mePage struct {
	web.Frame
	Form      web.Form
	Login     string
	Place     string // the center or the exporter one belongs to
	Languages []web.Option
	Sessions  []sessionRow
}

// A sessionRow is a browser that one is signed in with.
type sessionRow struct {
	ID      string
	Here    bool // it is this one
	Agent   string
	Network string
	Made    web.Stamp
	Seen    web.Stamp
}

func (e *room) me(r *web.Request) (web.Answer, error) {
	p, err := e.newMe(r, web.Form{}.Fill("name", r.User.Name).Fill("language", r.User.Language))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("me", p)
}

func (e *room) newMe(r *web.Request, f web.Form) (*mePage, error) {
	p := &mePage{Frame: r.Frame(""), Form: f, Login: web.Word(r.User.Login)}
	p.Title = p.T("me")
	p.Languages = []web.Option{{Value: "", Text: p.T("language.none")}, {Value: "zh", Text: "中文"}, {Value: "en", Text: "English"}}
	sessions, err := e.Accounts.Sessions(r.Context(), r.User)
	if err != nil {
		return nil, err
	}
	for _, s := range sessions[:min(len(sessions), 100)] {
		p.Sessions = append(p.Sessions, sessionRow{s.ID, s.ID == r.Session.ID, web.Clean(s.Agent, 120), s.Network, web.At(s.Made), web.At(s.Seen)})
	}
	p.Place, err = e.place(r)
	return p, err
}

// place is what the user belongs to, by its name.
func (e *room) place(r *web.Request) (string, error) {
	if r.User.Org != "" {
		orgs, err := e.Store.Orgs(r.Context())
		if err != nil {
			return "", err
		}
		for _, o := range orgs {
			if o.ID == r.User.Org {
				return web.Clean(o.Name, web.LineLength), nil
			}
		}
		return web.Word(r.User.Org), nil
	}
	network, err := e.Store.Network(r.Context())
	if err != nil {
		return "", err
	}
	for _, c := range network.All() {
		if c.ID == r.User.Center {
			return web.Clean(web.Text{c.NameZH, c.NameEN}.In(r.Lang), web.LineLength), nil
		}
	}
	return web.Word(r.User.Center), nil
}

func (e *room) saveMe(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	name, language := f.Need("name", 60), f.OneOf("language", "", "zh", "en")
	if !f.Good() {
		p, err := e.newMe(r, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("me", p)
	}
	if err := e.Accounts.SetName(r.Context(), r.User.Login, r.User, name, language); err != nil {
		return web.Answer{}, err
	}
	a, err := r.Done("/me", "done.saved")
	if language != "" {
		a.Speak(r, web.Lang(language))
	}
	return a, err
}

func (e *room) endSession(r *web.Request) (web.Answer, error) {
	if err := e.Accounts.EndSession(r.Context(), r.User, r.PathValue("id")); err != nil {
		return web.Answer{}, err
	}
	return r.Done("/me", "done.ended")
}

func (e *room) endOthers(r *web.Request) (web.Answer, error) {
	if err := e.Accounts.EndOthers(r.Context(), r.User, r.Session); err != nil {
		return web.Answer{}, err
	}
	return r.Done("/me", "done.ended")
}

// passwordPage is where one chooses another password.
type passwordPage struct {
	web.Frame
	Form web.Form
}

func newPassword(r *web.Request, f web.Form) *passwordPage {
	p := &passwordPage{Frame: r.Frame(""), Form: f}
	p.Title = p.T("password")
	return p
}

func (e *room) password(r *web.Request) (web.Answer, error) {
	return r.Page("password", newPassword(r, web.Form{}))
}

func (e *room) changePassword(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	old, chosen := f.Raw("old"), f.Raw("chosen")
	if old == "" {
		f.Wrong("old", "wrong.empty")
	}
	if account.CheckPassword(r.User, chosen) != nil || chosen == old {
		f.Wrong("chosen", "wrong.weak")
	}
	if f.Raw("again") != chosen {
		f.Wrong("again", "wrong.again")
	}
	if !f.Good() {
		return r.Again("password", newPassword(r, f))
	}
	cookie, err := e.Accounts.ChangePassword(r.Context(), r.User, old, chosen, r.From())
	var later *account.LaterError
	switch {
	case errors.Is(err, account.ErrWrong):
		f.Wrong("old", "wrong.old")
		return r.Again("password", newPassword(r, f))
	case errors.As(err, &later):
		f.Wrong("old", "status.429")
		return r.Refuse(http.StatusTooManyRequests, "password", newPassword(r, f))
	case err != nil:
		return web.Answer{}, err
	}
	a, err := r.Done("/me", "done.password")
	a.SignIn(r, cookie)
	return a, err
}
