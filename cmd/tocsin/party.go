package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
)

type partyCmd struct {
	Confirm partyConfirmCmd `cmd:"" help:"Say that a party is the company, store or owner that a list watches."`
	Reject  partyRejectCmd  `cmd:"" help:"Say that a party is not what a list watches: it makes no alert for the list any more."`
	Forget  partyForgetCmd  `cmd:"" help:"Take back what was said of a party and a list."`
	List    partyListCmd    `cmd:"" help:"Print what was said of parties."`
}

// byParty is a party, what it may be, and who says so.
type byParty struct {
	Party string `arg:"" help:"The party's name, as the filing or the alert has it."`
	List  string `required:"" help:"The watchlist, by its name or id."`
	Entry string `help:"What of the list, as the list has it; of a list with one company it need not be said."`
	By    string `required:"" help:"Who says so, by name; it is kept."`
	Note  string `help:"How it was found out, for whoever looks next."`
}

type partyConfirmCmd struct{ byParty }

func (c *partyConfirmCmd) Run(p *program) error { return c.say(p, alerts.Confirm) }

type partyRejectCmd struct{ byParty }

func (c *partyRejectCmd) Run(p *program) error { return c.say(p, alerts.Reject) }

type partyForgetCmd struct{ byParty }

func (c *partyForgetCmd) Run(p *program) error { return c.say(p, alerts.Leave) }

func (c *byParty) say(p *program, answer alerts.Answer) error {
	switch {
	case strings.TrimSpace(c.By) == "":
		return fmt.Errorf("%w: --by: want a person's name", errInput)
	case alerts.CoreName(c.Party) == "":
		return fmt.Errorf("%w: party %.40q has no letter and no digit", errInput, c.Party)
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	list, err := c.list(p, db)
	if err != nil {
		return err
	}
	entry, err := c.entry(list, answer)
	if err != nil {
		return err
	}
	err = db.Decide(p.ctx, alerts.Identity{
		List: list.ID, Entry: entry, Party: c.Party, Answer: answer, Person: c.By, Note: c.Note, At: time.Now(),
	})
	if err != nil {
		return err
	}
	of := list.Name
	if entry != "" {
		of += ", " + entry
	}
	word := map[alerts.Answer]string{alerts.Confirm: "confirmed as", alerts.Reject: "rejected as", alerts.Leave: "open again as"}[answer]
	fmt.Fprintln(p.stdout, plain(fmt.Sprintf("%s: %s %s, for all that is judged from now on", c.Party, word, of)))
	return nil
}

// list finds the list.
func (c *byParty) list(p *program, db *store.DB) (alerts.Watchlist, error) {
	lists, err := db.Watchlists(p.ctx)
	if err != nil {
		return alerts.Watchlist{}, err
	}
	id := alerts.WatchlistID(c.List)
	i := slices.IndexFunc(lists, func(w alerts.Watchlist) bool { return w.ID == id || w.ID == c.List })
	if i < 0 {
		return alerts.Watchlist{}, fmt.Errorf("%w: no watchlist %q; see tocsin watch list", errInput, c.List)
	}
	return lists[i], nil
}

// entry finds the entry, or "" for the whole list, which may be rejected but
// not confirmed.
func (c *byParty) entry(w alerts.Watchlist, answer alerts.Answer) (string, error) {
	var all []string
	for _, e := range w.Entries {
		if !e.Type.Decidable() {
			continue
		}
		if c.Entry == e.Value || c.Entry == e.String() {
			return e.String(), nil
		}
		all = append(all, e.String())
	}
	switch {
	case len(all) == 0:
		return "", fmt.Errorf("%w: list %s watches no company, store or owner", errInput, w.Name)
	case c.Entry == "" && answer != alerts.Confirm:
		return "", nil
	case c.Entry == "" && len(all) == 1:
		return all[0], nil
	}
	return "", fmt.Errorf("%w: --entry %q: want one of %s", errInput, c.Entry, strings.Join(all[:min(len(all), 20)], ", "))
}

type partyListCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (c *partyListCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := db.Decisions(p.ctx)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, d := range all {
		err := out.value(d, func() string {
			return plain(strings.TrimSpace(fmt.Sprintf("%-20s  %-9s  %s  %s  %s %s %s", d.List, d.Answer, d.Party, d.Entry, d.Person, d.At.In(clock.Beijing).Format(time.DateOnly), d.Note)))
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}
