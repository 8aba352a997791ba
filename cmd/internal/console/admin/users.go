package admin

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// maxUsers bounds one list of accounts; the search finds the others.
const maxUsers = 300

// scopes are what a machine's token may be for.
var scopes = []string{"read:alerts", "write:alerts", "read:filings", "read:watchlists", "write:watchlists", "admin:service", "admin:audit"}

// tokenDays are how long one may be good.
var tokenDays = []string{"30", "90", "365"}

type userRow struct {
	Path, Login, Name, Mail, Role, Place string
	Disabled, Given, Codes, Self         bool
}

type usersPage struct {
	frame
	Query   string
	All     int
	Users   []userRow
	More    int
	Form    web.Form
	Roles   []web.Option
	Centers []web.Option
	Orgs    []web.Option
	Made    string // the login of an account that was just made
	Secret  string // its password, shown once
}

func userPath(login string) string { return "/admin/users/" + url.PathEscape(login) }

// belong are the names of centers and orgs.
type belong struct {
	centers, orgs []web.Option
}

func (b belong) of(u account.User) string {
	for _, o := range slices.Concat(b.centers, b.orgs) {
		if o.Value != "" && (o.Value == u.Center || o.Value == u.Org) {
			return o.Text
		}
	}
	return web.Word(u.Center + u.Org)
}

func (a *room) belong(r *web.Request) (b belong, err error) {
	network, err := a.Store.Network(r.Context())
	if err != nil {
		return b, err
	}
	orgs, err := a.Store.Orgs(r.Context())
	if err != nil {
		return b, err
	}
	b.centers, b.orgs = []web.Option{{}}, []web.Option{{}}
	for _, c := range network.All() {
		b.centers = append(b.centers, web.Option{Value: c.ID, Text: web.Clean(web.Text{c.NameZH, c.NameEN}.In(r.Lang), 80)})
	}
	for _, o := range orgs {
		b.orgs = append(b.orgs, web.Option{Value: o.ID, Text: web.Clean(o.Name, 80)})
	}
	return b, nil
}

func roles(f web.Frame) []web.Option {
	var out []web.Option
	for _, role := range account.All {
		out = append(out, web.Option{Value: string(role), Text: f.Role(role)})
	}
	return out
}

func (a *room) users(r *web.Request) (web.Answer, error) {
	p, err := a.usersPage(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("users", p)
}

func (a *room) usersPage(r *web.Request, f web.Form) (*usersPage, error) {
	p := &usersPage{frame: a.frame(r, "users"), Form: f, Query: web.Clean(r.URL.Query().Get("q"), 60)}
	p.Roles = roles(p.Frame)
	to, err := a.belong(r)
	if err != nil {
		return nil, err
	}
	p.Centers, p.Orgs = to.centers, to.orgs
	all, err := a.Accounts.Users(r.Context())
	if err != nil {
		return nil, err
	}
	p.All = len(all)
	want := strings.ToLower(p.Query)
	for _, u := range all {
		row := userRow{
			Path: userPath(u.Login), Login: web.Word(u.Login), Name: web.Word(u.Name), Mail: web.Clean(u.Mail, 100), Role: p.Role(u.Role), Place: to.of(u),
			Disabled: u.Disabled, Given: u.Given, Codes: u.Codes, Self: u.ID == r.User.ID,
		}
		if !strings.Contains(strings.ToLower(strings.Join([]string{row.Login, row.Name, row.Mail, row.Role, row.Place}, " ")), want) {
			continue
		}
		if len(p.Users) == maxUsers {
			p.More++
			continue
		}
		p.Users = append(p.Users, row)
	}
	return p, nil
}

// place reads what an account is and for whom.
func readPlace(f *web.Form) (role account.Role, center, org string) {
	var words []string
	for _, r := range account.All {
		words = append(words, string(r))
	}
	role = account.Role(f.OneOf("role", words...))
	center, org = f.Text("center", 80), f.Text("org", 80)
	if role == account.National && center == "" {
		center = "national"
	}
	return role, center, org
}

// refused marks the field that is to blame for an account that cannot be so.
// Another error is the caller's.
func refused(f *web.Form, u account.User, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, account.ErrLastAdmin):
		f.Wrong("role", "wrong.last")
	case errors.Is(err, account.ErrTaken):
		f.Wrong("login", "wrong.taken")
	case errors.Is(err, account.ErrInput) && account.CheckLogin(u.Login) != nil:
		f.Wrong("login", "wrong.login")
	case errors.Is(err, account.ErrInput) && (u.Role == account.Exporter || u.Org != ""):
		f.Wrong("org", "wrong.org")
	case errors.Is(err, account.ErrInput):
		f.Wrong("center", "wrong.center")
	default:
		return err
	}
	return nil
}

func (a *room) addUser(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	u := account.User{Login: account.Fold(f.Need("login", 64)), Name: f.Need("name", 60), Mail: f.Text("mail", 200)}
	u.Role, u.Center, u.Org = readPlace(&f)
	if u.Mail != "" && (!strings.Contains(u.Mail, "@") || strings.ContainsAny(u.Mail, " ,;<>\"")) {
		f.Wrong("mail", "wrong.mail")
	}
	password := account.NewPassword()
	if f.Good() {
		_, err := a.Accounts.Add(r.Context(), r.User.Login, u, password, true)
		if err := refused(&f, u, err); err != nil {
			return web.Answer{}, err
		}
	}
	if !f.Good() {
		p, err := a.usersPage(r, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("users", p)
	}
	p, err := a.usersPage(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	p.Made, p.Secret = web.Word(u.Login), password
	return r.Page("users", p)
}

func (a *room) putOrg(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	id, name := f.Need("id", 64), f.Need("called", 120)
	if f.Good() {
		orgs, err := a.Store.Orgs(r.Context())
		if err != nil {
			return web.Answer{}, err
		}
		if slices.ContainsFunc(orgs, func(o store.Org) bool { return o.ID == id }) {
			f.Wrong("id", "wrong.taken")
		}
	}
	if f.Good() {
		err := a.Accounts.PutOrg(r.Context(), r.User.Login, id, name)
		if errors.Is(err, account.ErrInput) {
			f.Wrong("id", "wrong.login")
		} else if err != nil {
			return web.Answer{}, err
		}
	}
	if !f.Good() {
		p, err := a.usersPage(r, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("users", p)
	}
	return r.Done("/admin/users", "done.org")
}

type sessionRow struct {
	ID, Agent, Network string
	Here               bool
	Made, Seen         web.Stamp
}

type tokenRow struct {
	ID, Name, Scopes string
	Made, Expires    web.Stamp
	Used             *web.Stamp
}

type userPage struct {
	frame
	Row      userRow
	Self     bool
	Path     string
	Was      string // what it was when the page was made
	Form     web.Form
	Roles    []web.Option
	Centers  []web.Option
	Orgs     []web.Option
	Days     []web.Option
	Scopes   []web.Option
	Sessions []sessionRow
	Tokens   []tokenRow
	Deeds    []deedRow
	Secret   string // a password, or a token, shown once
	Token    bool   // it is a token
	Conflict bool
}

// wasOf is what a form changes, for telling whether somebody else did.
func wasOf(u account.User) string {
	return string(u.Role) + " " + u.Center + " " + u.Org
}

// withUser is a user of the address.
func (a *room) userOf(ctx context.Context, r *web.Request) (account.User, error) {
	return a.Accounts.User(ctx, r.PathValue("login"))
}

func (a *room) user(r *web.Request) (web.Answer, error) {
	u, err := a.userOf(r.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.userPage(r, u, web.Form{}.Fill("role", string(u.Role)).Fill("center", u.Center).Fill("org", u.Org))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("user", p)
}

func (a *room) userPage(r *web.Request, u account.User, f web.Form) (*userPage, error) {
	ctx := r.Context()
	p := &userPage{frame: a.frame(r, "users"), Form: f, Path: userPath(u.Login), Was: wasOf(u), Self: u.ID == r.User.ID}
	to, err := a.belong(r)
	if err != nil {
		return nil, err
	}
	p.Roles, p.Centers, p.Orgs = roles(p.Frame), to.centers, to.orgs
	p.Row = userRow{
		Path: p.Path, Login: web.Word(u.Login), Name: web.Word(u.Name), Mail: web.Clean(u.Mail, 100), Role: p.Role(u.Role), Place: to.of(u),
		Disabled: u.Disabled, Given: u.Given, Codes: u.Codes, Self: p.Self,
	}
	p.Title = p.Row.Login
	for _, d := range tokenDays {
		p.Days = append(p.Days, web.Option{Value: d, Text: p.Say("days.said", d)})
	}
	for _, s := range scopes {
		p.Scopes = append(p.Scopes, web.Option{Value: s, Text: p.Word("scope", s)})
	}
	sessions, err := a.Accounts.Sessions(ctx, u)
	if err != nil {
		return nil, err
	}
	for _, s := range sessions[:min(len(sessions), 100)] {
		p.Sessions = append(p.Sessions, sessionRow{s.ID, web.Clean(s.Agent, 120), s.Network, s.ID == r.Session.ID, web.At(s.Made), web.At(s.Seen)})
	}
	tokens, err := a.Accounts.Tokens(ctx, u)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		row := tokenRow{ID: t.ID, Name: web.Word(t.Name), Scopes: web.Clean(strings.Join(t.Scopes, " "), 200), Made: web.At(t.Made), Expires: web.At(t.Expires)}
		if !t.Used.IsZero() {
			row.Used = stamp(t.Used)
		}
		p.Tokens = append(p.Tokens, row)
	}
	deeds, err := a.Store.Deeds(ctx, store.DeedsOf{On: u.Login}, 20)
	if err != nil {
		return nil, err
	}
	for _, d := range deeds {
		p.Deeds = append(p.Deeds, deedRowOf(d))
	}
	return p, nil
}

// change makes a change of the account of the address and goes back to its
// page, or says what is wrong with the form.
func (a *room) changeUser(r *web.Request, done string, do func(u account.User, f *web.Form) error) (web.Answer, error) {
	u, err := a.userOf(r.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if err := do(u, &f); err != nil {
		return web.Answer{}, err
	}
	if !f.Good() {
		p, err := a.userPage(r, u, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("user", p)
	}
	return r.Done(userPath(u.Login), done)
}

func (a *room) setRole(r *web.Request) (web.Answer, error) {
	u, err := a.userOf(r.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	if was := f.Raw("was"); was != "" && was != wasOf(u) {
		p, err := a.userPage(r, u, f)
		if err != nil {
			return web.Answer{}, err
		}
		p.Conflict = true
		return r.Refuse(409, "user", p)
	}
	return a.changeUser(r, "done.role", func(u account.User, f *web.Form) error {
		role, center, org := readPlace(f)
		if !f.Good() {
			return nil
		}
		err := a.Accounts.SetRole(r.Context(), r.User.Login, u, role, center, org)
		u.Role, u.Org = role, org
		return refused(f, u, err)
	})
}

func (a *room) disable(r *web.Request) (web.Answer, error) {
	return a.changeUser(r, "done.disabled", func(u account.User, f *web.Form) error {
		return refused(f, u, a.Accounts.Disable(r.Context(), r.User.Login, u))
	})
}

func (a *room) enable(r *web.Request) (web.Answer, error) {
	return a.changeUser(r, "done.enabled", func(u account.User, _ *web.Form) error {
		return a.Accounts.Enable(r.Context(), r.User.Login, u)
	})
}

func (a *room) endSession(r *web.Request) (web.Answer, error) {
	return a.changeUser(r, "done.ended", func(u account.User, _ *web.Form) error {
		return a.Accounts.EndSessionOf(r.Context(), r.User.Login, u, r.PathValue("id"))
	})
}

func (a *room) dropToken(r *web.Request) (web.Answer, error) {
	return a.changeUser(r, "done.dropped", func(u account.User, _ *web.Form) error {
		return a.Accounts.DropTokenOf(r.Context(), r.User.Login, u, r.PathValue("id"))
	})
}

// resetPassword gives an account a password that is shown once.
func (a *room) resetPassword(r *web.Request) (web.Answer, error) {
	u, err := a.userOf(r.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	if u.ID == r.User.ID { // whoever does so signs itself out: there is a page for it
		return r.Done("/me/password", "")
	}
	password := account.NewPassword()
	if err := a.Accounts.ResetPassword(r.Context(), r.User.Login, u, password); err != nil {
		return web.Answer{}, err
	}
	p, err := a.userPage(r, u, web.Form{}.Fill("role", string(u.Role)).Fill("center", u.Center).Fill("org", u.Org))
	if err != nil {
		return web.Answer{}, err
	}
	p.Secret = password
	return r.Page("user", p)
}

// addToken lets a machine in as the reader, and shows its secret once. For
// somebody else there is none: a secret is known to whom it stands for.
func (a *room) addToken(r *web.Request) (web.Answer, error) {
	u, err := a.userOf(r.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	if u.ID != r.User.ID {
		return web.Answer{}, store.ErrNotFound
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	name, days := f.Need("machine", 60), f.OneOf("days", tokenDays...)
	var chosen []string
	for _, s := range f.Values["scope"] {
		if !slices.Contains(scopes, s) {
			f.Wrong("machine", "wrong.choice")
		}
		chosen = append(chosen, s)
	}
	if len(chosen) == 0 {
		f.Wrong("machine", "wrong.scope")
	}
	secret := ""
	if f.Good() {
		last, err := time.ParseDuration(days + "h")
		if err != nil {
			return web.Answer{}, err
		}
		secret, err = a.Accounts.AddToken(r.Context(), u, name, chosen, 24*last)
		switch {
		case errors.Is(err, account.ErrInput):
			f.Wrong("machine", "wrong.tokens")
		case err != nil:
			return web.Answer{}, err
		default:
			f = web.Form{}
		}
	}
	good := f.Good()
	p, err := a.userPage(r, u, f.Fill("role", string(u.Role)).Fill("center", u.Center).Fill("org", u.Org))
	if err != nil {
		return web.Answer{}, err
	}
	if !good {
		return r.Again("user", p)
	}
	p.Secret, p.Token = secret, true
	return r.Page("user", p)
}
