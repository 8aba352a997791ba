package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/api"
	"tocsin/cmd/internal/store"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token, by which a program asks the console's API as an account."`
	List   tokenListCmd   `cmd:"" help:"Print an account's tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"Take a token back."`
}

type tokenAddCmd struct {
	Login string   `arg:"" help:"The account that the program asks as: what it may not see, the program does not."`
	Name  string   `arg:"" help:"Which program it is for."`
	Scope []string `required:"" help:"What for: ${token_scopes}; may be given several times." placeholder:"SCOPE"`
	Days  int      `help:"How long it is good." default:"90"`
}

// maxTokenDays is how long a token may be good.
const maxTokenDays = 366

func (c *tokenAddCmd) Run(p *program) error {
	for _, s := range c.Scope {
		if !slices.Contains(api.Scopes, s) {
			return fmt.Errorf("%w: --scope %q: want %s", errInput, s, strings.Join(api.Scopes, ", "))
		}
	}
	if c.Days < 1 || c.Days > maxTokenDays {
		return fmt.Errorf("%w: --days %d: want 1 to %d", errInput, c.Days, maxTokenDays)
	}
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		secret, err := a.AddToken(p.ctx, u, c.Name, c.Scope, time.Duration(c.Days)*24*time.Hour)
		if err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, secret)
		fmt.Fprintf(p.stderr, "The token is shown once, and is good for %d days. Send it as: Authorization: Bearer TOKEN\n", c.Days)
		return nil
	})
}

type tokenListCmd struct {
	Login string `arg:"" help:"Whose."`
	JSON  bool   `name:"json" help:"One JSON object a line."`
}

// A tokenLine is a token as it is printed.
type tokenLine struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Scopes  []string   `json:"scopes"`
	Made    time.Time  `json:"made"`
	Expires time.Time  `json:"expires"`
	Used    *time.Time `json:"used,omitempty"`
}

func (c *tokenListCmd) Run(p *program) error {
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		all, err := a.Tokens(p.ctx, u)
		if err != nil {
			return err
		}
		out := json.NewEncoder(p.stdout)
		for _, t := range all {
			if c.JSON {
				if err := out.Encode(tokenLine{t.ID, t.Name, t.Scopes, t.Made, t.Expires, present(t.Used)}); err != nil {
					return err
				}
				continue
			}
			used := "never used"
			if !t.Used.IsZero() {
				used = "used " + t.Used.In(clock.Beijing).Format("2006-01-02 15:04")
			}
			fmt.Fprintf(p.stdout, "%s  until %s  %s  %s  %s\n", t.ID, t.Expires.In(clock.Beijing).Format(time.DateOnly), used, plain(t.Name), strings.Join(t.Scopes, " "))
		}
		return nil
	})
}

type tokenRevokeCmd struct {
	Login string `arg:"" help:"Whose."`
	ID    string `arg:"" help:"As tocsin token list prints it."`
}

func (c *tokenRevokeCmd) Run(p *program) error {
	return p.withUser(c.Login, func(a *account.Accounts, u account.User) error {
		err := a.DropToken(p.ctx, u, c.ID)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("%w: %s has no token %q; tocsin token list %s prints them", errInput, plain(c.Login), c.ID, plain(c.Login))
		}
		return err
	})
}
