package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/mail"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type sendCmd struct {
	Destination string `arg:"" help:"The destination, by its name in the configuration."`
	Again       bool   `help:"Instead of a test message, put what it refused and what was given up in the last 30 days back on its way."`
	From        string `help:"With --again: since this day, in Beijing." placeholder:"DAY"`
	To          string `help:"With --again: up to the end of this day, in Beijing." placeholder:"DAY"`
	Sent        bool   `help:"With --again: also what it took, for a receiver that lost what it had. Messages keep their ids, so one that did not drops them."`
	DryRun      bool   `help:"With --again: only say how many they are."`
}

func (c *sendCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	of, err := c.repeat(time.Now())
	if err != nil {
		return err
	}
	destinations, err := openDestinations(conf)
	if err != nil {
		return err
	}
	to, ok := destinations[c.Destination]
	if !ok {
		return fmt.Errorf("%w: no destination %q in the configuration", errInput, c.Destination)
	}
	if c.Again {
		return c.again(p, conf, of)
	}
	if post, ok := to.Notifier.(*mail.Post); ok {
		db, err := findStore(p.ctx, conf)
		switch {
		case err == nil:
			defer db.Close()
			post.Bind(c.Destination, db.Left)
		case !errors.Is(err, store.ErrNone): // without a store nobody has left
			return err
		}
	}
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := to.Notify(ctx, alerts.TestMessage(time.Now().UTC(), consoleURL(conf), to.Language)); err != nil {
		return fmt.Errorf("destination %s: %w", c.Destination, err)
	}
	if err := c.resume(p, conf); err != nil {
		return err
	}
	if broken := brokenRows(to.Notifier); broken != "" {
		fmt.Fprintf(p.stderr, "destination %s: %s\n", c.Destination, broken)
	}
	fmt.Fprintln(p.stdout, "sent")
	return nil
}

// repeat is what is to be sent again. Without a day it is that of the last 30.
func (c *sendCmd) repeat(now time.Time) (of store.Repeat, err error) {
	if !c.Again && (c.From != "" || c.To != "" || c.Sent || c.DryRun) {
		return of, fmt.Errorf("%w: --from, --to, --sent and --dry-run belong to --again", errInput)
	}
	if c.Sent && c.From == "" {
		return of, fmt.Errorf("%w: --sent wants --from: say since which day it is to have everything again", errInput)
	}
	of = store.Repeat{Destination: c.Destination, From: now.AddDate(0, 0, -30), Until: now.Add(time.Minute), Sent: c.Sent}
	for flag, day := range map[string]string{"--from": c.From, "--to": c.To} {
		if day == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day, clock.Beijing)
		switch {
		case err != nil:
			return of, fmt.Errorf("%w: %s %.40q: want a day such as 2026-03-31", errInput, flag, day)
		case flag == "--from":
			of.From = at
		default:
			of.Until = at.AddDate(0, 0, 1)
		}
	}
	if !of.From.Before(of.Until) {
		return of, fmt.Errorf("%w: --to %s is before --from", errInput, c.To)
	}
	return of, nil
}

// resume has a destination told again that had said it is gone.
func (c *sendCmd) resume(p *program, conf config.Config) error {
	db, err := findStore(p.ctx, conf)
	if errors.Is(err, store.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(db.Resume(p.ctx, c.Destination), db.Close())
}

// again leaves the sending to whoever serves: a message a second time by us
// could meet the first on its way.
func (c *sendCmd) again(p *program, conf config.Config, of store.Repeat) error {
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	n := 0
	err = s.pipe.Start(p.ctx, pipeline.Roles{})
	if err == nil {
		n, err = s.pipe.Repeat(p.ctx, of, c.DryRun)
		err = errors.Join(err, s.pipe.Stop(p.ctx))
	}
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	if c.DryRun {
		fmt.Fprintf(p.stdout, "%s due again without --dry-run\n", counts(n, "message would be", "messages would be"))
		return nil
	}
	fmt.Fprintf(p.stdout, "%s due again; tocsin serve sends them\n", counts(n, "message is", "messages are"))
	return nil
}
