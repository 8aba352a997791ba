package entry

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"strings"

	"tocsin/alerts/names"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what is asked for at a sign-up.
const (
	maxCompany = 100 // characters
	maxShown   = 200 // sign-ups on the administrators' page
	maxReason  = 300
)

// open reports whether exporters may ask for accounts here.
func (e *room) open() bool { return e.SignUp == "open" || e.SignUp == "approve" }

// signUpPage asks who wants an account.
type signUpPage struct {
	web.Frame
	Form    web.Form
	Letters bool   // the address is verified
	Why     string // it did not work
}

func (e *room) newSignUp(r *web.Request, f web.Form) (*signUpPage, error) {
	if !e.open() {
		return nil, store.ErrNotFound
	}
	p := &signUpPage{Frame: r.Frame(""), Form: f, Letters: e.Letter != nil}
	p.Title = p.T("signup")
	return p, nil
}

func (e *room) signUp(r *web.Request) (web.Answer, error) {
	p, err := e.newSignUp(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("signup", p)
}

// readAddress reads an address of mail as people type it.
func readAddress(f *web.Form, field string) string {
	s := f.Need(field, 200)
	a, err := mail.ParseAddress(s)
	if s != "" && (err != nil || a.Address != s || !strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".")) {
		f.Wrong(field, "wrong.mail")
	}
	return s
}

func (e *room) doSignUp(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, err := e.newSignUp(r, f)
	if err != nil {
		return web.Answer{}, err
	}
	s := account.SignUp{SignUp: store.SignUp{
		Company: f.Need("company", maxCompany), English: f.Text("english", maxCompany), Place: f.Need("where", 60),
		Name: f.Need("name", 60), Mail: readAddress(&f, "mail"), Login: f.Need("login", 64), Language: string(r.Lang),
	}}
	if code := f.Need("credit", 40); code != "" {
		parsed, err := names.ParseCreditCode(code)
		if s.Code = string(parsed); err != nil {
			f.Wrong("credit", "wrong.credit")
		}
	}
	if s.Place != "" && len(region.Find(s.Place, "", "CN").Code) != 6 {
		f.Wrong("where", "wrong.where")
	}
	if f.Raw("again") != f.Raw("chosen") {
		f.Wrong("again", "wrong.again")
	}
	if !f.Has("consent") {
		f.Wrong("consent", "wrong.consent")
	}
	if p.Form = f; !f.Good() {
		return r.Again("signup", p)
	}
	secret, err := e.Accounts.AskSignUp(r.Context(), s, f.Raw("chosen"), e.Letter != nil, r.From())
	var later *account.LaterError
	switch {
	case errors.Is(err, account.ErrWeak):
		f.Wrong("chosen", "wrong.weak")
	case errors.Is(err, account.ErrInput):
		f.Wrong("login", "wrong.login")
	case errors.Is(err, account.ErrTaken):
		f.Wrong("login", "wrong.taken")
	case errors.As(err, &later):
		p.Why = p.Tf("signin.later", minutes(later.After))
		return r.Refuse(http.StatusTooManyRequests, "signup", p)
	case errors.Is(err, store.ErrCrowd):
		p.Why = p.T("signup.crowd")
		return r.Refuse(http.StatusTooManyRequests, "signup", p)
	case err != nil:
		return web.Answer{}, err
	}
	if p.Form = f; !f.Good() {
		return r.Again("signup", p)
	}
	if secret == "" {
		return r.Done("/signin", "done.asked")
	}
	e.send(r.Lang, func(context.Context) (string, letter, bool, error) {
		return s.Mail, letter{"letter.verify", "letter.verify.text", "letter.verify.link", "/signup/verify", secret, ""}, true, nil
	})
	return r.Done("/signin", "done.letter")
}

// verifyPage is where the holder of a letter says that the address is theirs.
// It asks once more, since machines open what is in letters.
type verifyPage struct {
	web.Frame
	Secret  string // "" where it is good no more
	Company string
}

func (e *room) verify(r *web.Request) (web.Answer, error) {
	p := &verifyPage{Frame: r.Frame("")}
	p.Title = p.T("verify")
	s, err := e.Accounts.CheckSignUp(r.Context(), r.FormValue("secret"))
	if errors.Is(err, account.ErrWrong) {
		return r.Refuse(http.StatusNotFound, "verify", p)
	}
	if err != nil {
		return web.Answer{}, err
	}
	p.Secret, p.Company = r.FormValue("secret"), web.Clean(s.Company, maxCompany)
	return r.Page("verify", p)
}

func (e *room) doVerify(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	_, made, err := e.Accounts.VerifySignUp(r.Context(), f.Raw("secret"), e.SignUp == "open")
	switch {
	case errors.Is(err, account.ErrWrong):
		return e.verify(r)
	case errors.Is(err, account.ErrTaken):
		return r.Done("/signup", "done.taken")
	case err != nil:
		return web.Answer{}, err
	case made:
		return r.Done("/signin", "done.made")
	}
	return r.Done("/signin", "done.asked")
}

// lostPage asks whose password is lost.
type lostPage struct {
	web.Frame
	Form    web.Form
	Letters bool // the console writes to them
}

func (e *room) newLost(r *web.Request, f web.Form) *lostPage {
	p := &lostPage{Frame: r.Frame(""), Form: f, Letters: e.Letter != nil}
	p.Title = p.T("lost")
	return p
}

func (e *room) lost(r *web.Request) (web.Answer, error) {
	return r.Page("lost", e.newLost(r, web.Form{}))
}

// doLost answers the same whether there is such an account or not, and as
// quickly.
func (e *room) doLost(r *web.Request) (web.Answer, error) {
	if e.Letter == nil {
		return web.Answer{}, store.ErrNotFound
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	login := f.Need("login", 100)
	if !f.Good() {
		return r.Again("lost", e.newLost(r, f))
	}
	from := r.From()
	e.send(r.Lang, func(ctx context.Context) (string, letter, bool, error) {
		u, secret, ok, err := e.Accounts.AskReset(ctx, account.Fold(login), login, from)
		if _, later := errors.AsType[*account.LaterError](err); later { // somebody asks again and again: one letter is enough
			return "", letter{}, false, nil
		}
		return u.Mail, letter{"letter.reset", "letter.reset.text", "letter.reset.link", "/reset", secret, ""}, ok, err
	})
	return r.Done("/signin", "done.lost")
}

// signUpsPage is where administrators decide who gets an account.
type signUpsPage struct {
	web.Frame
	Open    bool // exporters may ask
	Waiting []signUpRow
	Decided []signUpRow
	Wrong   string
}

// A signUpRow is one who asked.
type signUpRow struct {
	ID, Company, English, Code, Place string
	Name, Mail, Login                 string
	Known                             string // the org that has the code already
	Verified                          bool
	Made                              web.Stamp
	State, Word, Person, Why          string
	At                                web.Stamp
}

func (e *room) signUps(r *web.Request) (web.Answer, error) {
	p, err := e.signUpsPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("signups", p)
}

func (e *room) signUpsPage(r *web.Request) (*signUpsPage, error) {
	p := &signUpsPage{Frame: r.Frame(""), Open: e.open()}
	p.Title = p.T("signups")
	all, err := e.Accounts.SignUps(r.Context(), maxShown)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		row := signUpRow{
			ID: s.ID, Company: web.Clean(s.Company, maxCompany), English: web.Clean(s.English, maxCompany), Code: web.Clean(s.Code, 40), Place: web.Clean(s.Place, 60),
			Name: web.Clean(s.Name, 60), Mail: web.Clean(s.Mail, 200), Login: web.Word(s.Login), Verified: !s.Verified.IsZero(), Made: web.At(s.Made),
			State: s.State, Word: p.Word("signup", s.State), Person: web.Word(s.Person), Why: web.Clean(s.Why, maxReason), At: web.At(s.At),
		}
		if !s.Waits() {
			p.Decided = append(p.Decided, row)
			continue
		}
		o, known, err := e.Store.OrgByCode(r.Context(), s.Code)
		if err != nil {
			return nil, err
		}
		if known {
			row.Known = web.Clean(o.Name, maxCompany)
		}
		p.Waiting = append(p.Waiting, row)
	}
	return p, nil
}

func (e *room) admit(r *web.Request) (web.Answer, error) {
	s, err := e.Accounts.Admit(r.Context(), r.User.Login, r.PathValue("id"))
	return e.decided(r, s, letter{"letter.admitted", "letter.admitted.text", "signin", "/signin", "", ""}, "done.admitted", err)
}

func (e *room) turnAway(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	why := f.Need("why", maxReason)
	if !f.Good() {
		p, err := e.signUpsPage(r)
		if err != nil {
			return web.Answer{}, err
		}
		p.Wrong = p.T("signup.why")
		return r.Again("signups", p)
	}
	s, err := e.Accounts.Refuse(r.Context(), r.User.Login, r.PathValue("id"), why)
	return e.decided(r, s, letter{"letter.refused", "letter.refused.text", "signup", "/signup", "", why}, "done.refused", err)
}

// decided answers a decision, and writes it to who asked.
func (e *room) decided(r *web.Request, s account.SignUp, l letter, done string, err error) (web.Answer, error) {
	wrong := ""
	switch {
	case errors.Is(err, store.ErrChanged):
		wrong = "signup.decided"
	case errors.Is(err, account.ErrTaken):
		wrong = "signup.taken"
	case err != nil:
		return web.Answer{}, err
	}
	if wrong != "" {
		p, err := e.signUpsPage(r)
		if err != nil {
			return web.Answer{}, err
		}
		p.Wrong = p.T(wrong)
		return r.Refuse(http.StatusConflict, "signups", p)
	}
	e.send(web.Lang(s.Language), func(context.Context) (string, letter, bool, error) { return s.Mail, l, true, nil })
	return r.Done("/admin/signups", done)
}
