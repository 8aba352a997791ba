package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/store"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Make an account."`
	List    userListCmd    `cmd:"" help:"Print the accounts."`
	Reset   userResetCmd   `cmd:"" help:"Give an account another password and take its one-time codes away; it is signed out."`
	Role    userRoleCmd    `cmd:"" help:"Give an account another role and place; it is signed out."`
	Disable userDisableCmd `cmd:"" help:"Let an account sign in no more."`
	Enable  userEnableCmd  `cmd:"" help:"Let an account sign in again."`
	Org     userOrgCmd     `cmd:"" help:"Name an exporter that accounts belong to, and the watchlists that are its own."`
}

// userPlace is what an account is, and for whom.
type userPlace struct {
	Role   string `required:"" help:"national, provincial, city, industry, exporter, readonly or admin."`
	Center string `help:"The center it belongs to, as tocsin table show centers names it (default of national: national)."`
	Org    string `help:"The exporter it belongs to, as tocsin user org named it."`
}

func (u userPlace) of() (account.Role, string, string) {
	if role := account.Role(u.Role); role == account.National {
		return role, cmp.Or(u.Center, "national"), u.Org
	}
	return account.Role(u.Role), u.Center, u.Org
}

// givenPassword is a password for somebody else's account.
type givenPassword struct {
	Stdin bool `name:"stdin" help:"Read the password from standard input, one line, instead of making one up."`
}

// read returns the password, and whether it was made up and so has to be said.
func (g givenPassword) read(p *program) (password string, madeUp bool, err error) {
	if !g.Stdin {
		return account.NewPassword(), true, nil
	}
	line, err := bufio.NewReader(io.LimitReader(p.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, fmt.Errorf("password on standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), false, nil
}

// byCommand is who the record says did what is done from the command line.
func byCommand() string { return "tocsin:" + person("") }

// accounts opens the accounts of the configured store, and the store's end.
func (p *program) accounts(open func() (*store.DB, error)) (*account.Accounts, *store.DB, error) {
	db, err := open()
	if err != nil {
		return nil, nil, err
	}
	a, err := account.Open(db, account.Options{Now: time.Now})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return a, db, nil
}

// withUser does something to an account that is there.
func (p *program) withUser(login string, do func(*account.Accounts, account.User) error) error {
	a, db, err := p.accounts(p.store)
	if err != nil {
		return err
	}
	u, err := a.User(p.ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: no account %q; tocsin user list prints them", errInput, login)
	}
	if err == nil {
		err = asked(do(a, u))
	}
	return errors.Join(err, db.Close())
}

// asked marks an error that is the user's input.
func asked(err error) error {
	if errors.Is(err, account.ErrInput) || errors.Is(err, account.ErrWeak) || errors.Is(err, account.ErrTaken) {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	return err
}

// sayPassword prints a password that was made up.
func (p *program) sayPassword(login, password string) {
	fmt.Fprintf(p.stdout, "%s  %s\n", plain(login), password)
	fmt.Fprintln(p.stderr, "The password is shown once, and is to be changed at the first sign-in.")
}

type userAddCmd struct {
	Login string `arg:"" help:"The name to sign in with."`
	userPlace
	Name string `help:"What the person is called."`
	Mail string `help:"The address for letters about the account."`
	givenPassword
}

func (c *userAddCmd) Run(p *program) error {
	if role, _, org := c.of(); role == account.Exporter && org == "" {
		return fmt.Errorf("%w: who is an exporter belongs to one: name it by --org; tocsin user org ID NAME makes it", errInput)
	}
	password, madeUp, err := c.read(p)
	if err != nil {
		return err
	}
	a, db, err := p.accounts(func() (*store.DB, error) { // an account may come before the first start
		conf, err := p.config()
		if err != nil {
			return nil, err
		}
		return openStore(p.ctx, conf)
	})
	if err != nil {
		return err
	}
	u := account.User{Login: c.Login, Name: cmp.Or(c.Name, c.Login), Mail: c.Mail}
	u.Role, u.Center, u.Org = c.of()
	if u.Org != "" {
		if err := knownOrg(p, db, u.Org); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	u, err = a.Add(p.ctx, byCommand(), u, password, true)
	if err := errors.Join(asked(err), db.Close()); err != nil {
		return err
	}
	if madeUp {
		p.sayPassword(u.Login, password)
	} else {
		fmt.Fprintf(p.stdout, "%s: added\n", plain(u.Login))
	}
	return nil
}

// knownOrg reports an org that nobody has named.
func knownOrg(p *program, db *store.DB, id string) error {
	orgs, err := db.Orgs(p.ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		if o.ID == id {
			return nil
		}
	}
	return fmt.Errorf("%w: no org %q; tocsin user org %s NAME names it first", errInput, id, id)
}

type userListCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// A userLine is an account as it is printed.
type userLine struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Center   string `json:"center,omitempty"`
	Org      string `json:"org,omitempty"`
	Codes    bool   `json:"codes"` // a one-time code is asked for too
	Disabled bool   `json:"disabled,omitempty"`
}

func (c *userListCmd) Run(p *program) error {
	a, db, err := p.accounts(p.store)
	if err != nil {
		return err
	}
	users, err := a.Users(p.ctx)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	out := json.NewEncoder(p.stdout)
	for _, u := range users {
		if c.JSON {
			if err := out.Encode(userLine{u.Login, u.Name, string(u.Role), u.Center, u.Org, u.Codes, u.Disabled}); err != nil {
				return err
			}
			continue
		}
		state := ""
		if u.Disabled {
			state = "  disabled"
		}
		fmt.Fprintf(p.stdout, "%-20s %-10s %-20s %s%s\n", plain(u.Login), u.Role, plain(u.Center+u.Org), plain(u.Name), state)
	}
	return nil
}

type userResetCmd struct {
	Login string `arg:"" help:"Whose password."`
	givenPassword
	Link bool `help:"Change nothing, but print an address at which the owner chooses a password within the hour; the account needs a --mail to send it to."`
}

// link prints an address at which a password is chosen.
func (c *userResetCmd) link(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		u, secret, ok, err := a.AskReset(p.ctx, byCommand(), u.Login, account.From{})
		var later *account.LaterError
		if errors.As(err, &later) || err == nil && !ok {
			return fmt.Errorf("%w: %s: the account has no address for letters or is disabled, or has had three links just now", errInput, plain(c.Login))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s/reset?secret=%s\n", consoleURL(conf), secret)
		fmt.Fprintf(p.stderr, "Good once, for an hour. Send it to %s and to nobody else.\n", plain(u.Mail))
		return nil
	})
}

func (c *userResetCmd) Run(p *program) error {
	if c.Link {
		return c.link(p)
	}
	password, madeUp, err := c.read(p)
	if err != nil {
		return err
	}
	err = p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		return a.ResetPassword(p.ctx, byCommand(), u, password)
	})
	if err == nil && madeUp {
		p.sayPassword(c.Login, password)
	}
	return err
}

type userRoleCmd struct {
	Login string `arg:"" help:"Whose role."`
	userPlace
}

func (c *userRoleCmd) Run(p *program) error {
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		role, center, org := c.of()
		return a.SetRole(p.ctx, byCommand(), u, role, center, org)
	})
}

type userDisableCmd struct {
	Login string `arg:"" help:"Which account."`
}

func (c *userDisableCmd) Run(p *program) error {
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error { return a.Disable(p.ctx, byCommand(), u) })
}

type userEnableCmd struct {
	Login string `arg:"" help:"Which account."`
}

func (c *userEnableCmd) Run(p *program) error {
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error { return a.Enable(p.ctx, byCommand(), u) })
}

type userOrgCmd struct {
	ID   string   `arg:"" help:"A short name of letters, digits and -."`
	Name string   `arg:"" help:"What the exporter is called."`
	List []string `help:"A watchlist of its own, by its id or name; may be given several times." placeholder:"LIST"`
}

func (c *userOrgCmd) Run(p *program) error {
	a, db, err := p.accounts(p.store)
	if err != nil {
		return err
	}
	var lists []string
	for _, list := range c.List {
		id, err := p.subscriber(db, list)
		if err != nil {
			return errors.Join(err, db.Close())
		}
		lists = append(lists, id)
	}
	return errors.Join(asked(a.PutOrg(p.ctx, byCommand(), c.ID, c.Name, lists...)), db.Close())
}
