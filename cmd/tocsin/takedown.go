package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// takedownCmd is for what a natural person may ask for by law. A company's name
// is public, and stays.
type takedownCmd struct {
	Add  takedownAddCmd  `cmd:"" help:"Hide the name of a natural person in all that is shown and told, and tell so to whoever was told it."`
	List takedownListCmd `cmd:"" help:"List the names that are or were hidden."`
	Lift takedownLiftCmd `cmd:"" help:"Show a name again."`
}

type takedownAddCmd struct {
	Name   string `arg:"" help:"The whole name, such as 'Zhang Wei' or 张伟; other spellings of it are hidden too."`
	Matter string `placeholder:"NUMBER" help:"Only in the matter of a number, such as us-ilnd/1:26-cv-00011; everywhere without it."`
	Reason string `required:"" help:"Why, such as the person's request and its day; it is kept."`
	By     string `required:"" help:"Who enters it, by name; it is kept."`
}

func (c *takedownAddCmd) Run(p *program) error {
	if err := said("--by", c.By, "--reason", c.Reason); err != nil {
		return err
	}
	if _, err := alerts.NewVeil(c.Name); err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	var key crawlers.Key
	if c.Matter != "" {
		var err error
		if key, err = readKey(c.Matter); err != nil {
			return err
		}
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	t := store.Takedown{ID: "t-" + strings.ToLower(rand.Text()[:10]), Name: c.Name, Person: c.By, Why: c.Reason}
	told, err := takeDown(p, s, t, key)
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: hidden; %s due; tocsin serve sends them\n", t.ID, counts(told, "correction is", "corrections are"))
	return nil
}

func takeDown(p *program, s *system, t store.Takedown, key crawlers.Key) (told int, err error) {
	if key != (crawlers.Key{}) {
		switch _, err := s.store.FindMatter(p.ctx, key); {
		case errors.Is(err, store.ErrNotFound):
			return 0, fmt.Errorf("%w: no place has told of %s yet", errInput, key)
		case err != nil:
			return 0, err
		}
	}
	if err := s.pipe.Start(p.ctx, pipeline.Roles{}); err != nil {
		return 0, err
	}
	told, err = s.pipe.TakeDown(p.ctx, t, key)
	return told, errors.Join(err, s.pipe.Stop(p.ctx))
}

// said reports what nobody can look up later.
func said(flags ...string) error {
	for i := 0; i+1 < len(flags); i += 2 {
		if strings.TrimSpace(flags[i+1]) == "" {
			return fmt.Errorf("%w: %s: want it said, for whoever looks later", errInput, flags[i])
		}
	}
	return nil
}

type takedownListCmd struct {
	Names bool `help:"With the names, which are hidden here too otherwise."`
	JSON  bool `name:"json" help:"One JSON object a line."`
}

// A takedownRow is a takedown as it is listed.
type takedownRow struct {
	ID        string     `json:"id"`
	Name      string     `json:"name,omitempty"`
	Matter    string     `json:"matter,omitempty"`
	Reason    string     `json:"reason"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
	Told      int        `json:"told"`
	Lifted    *time.Time `json:"lifted,omitempty"`
	LiftedBy  string     `json:"lifted_by,omitempty"`
	LiftedWhy string     `json:"lifted_why,omitempty"`
}

func (c *takedownListCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := db.Takedowns(p.ctx)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, t := range all {
		r, err := c.row(t)
		if err != nil {
			return err
		}
		if err := out.value(r, r.String); err != nil {
			return err
		}
	}
	return out.flush()
}

func (c *takedownListCmd) row(t store.Takedown) (takedownRow, error) {
	r := takedownRow{ID: t.ID, Name: t.Name, Matter: t.Key, Reason: t.Why, By: t.Person, At: t.At, Told: t.Told, LiftedBy: t.LiftedBy, LiftedWhy: t.LiftedWhy}
	if !t.Lifted.IsZero() {
		r.Lifted = &t.Lifted
	}
	if c.Names {
		return r, nil
	}
	veil, err := alerts.NewVeil(t.Name)
	if err != nil {
		return r, err
	}
	r.Name = ""
	return alerts.Hide(veil, r)
}

func (r takedownRow) String() string {
	const day = "2006-01-02 15:04"
	line := fmt.Sprintf("%s  %s  %s: %s; %s", r.ID, r.At.In(clock.Beijing).Format(day), plain(r.By), plain(r.Reason), counts(r.Told, "correction", "corrections"))
	if r.Matter != "" {
		line += "  " + r.Matter
	}
	if r.Name != "" {
		line += "  " + plain(r.Name)
	}
	if r.Lifted != nil {
		line += fmt.Sprintf("  lifted %s %s: %s", r.Lifted.In(clock.Beijing).Format(day), plain(r.LiftedBy), plain(r.LiftedWhy))
	}
	return line
}

type takedownLiftCmd struct {
	ID     string `arg:"" help:"As tocsin takedown list names it."`
	Reason string `required:"" help:"Why; it is kept."`
	By     string `required:"" help:"Who lifts it, by name; it is kept."`
}

func (c *takedownLiftCmd) Run(p *program) error {
	if err := said("--by", c.By, "--reason", c.Reason); err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.LiftTakedown(p.ctx, c.ID, c.By, c.Reason, time.Now())
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no takedown %q holds; tocsin takedown list lists them", errInput, c.ID)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: lifted; the name is shown again\n", plain(c.ID))
	return nil
}
