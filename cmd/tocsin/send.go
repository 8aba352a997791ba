package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/mail"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type sendCmd struct {
	Destination string `arg:"" help:"The destination, by its name in the configuration."`
	Again       bool   `help:"Instead of a test message, put what it refused and what was given up in the last 30 days back on its way."`
}

func (c *sendCmd) Run(p *program) error {
	conf, err := p.config()
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
		return c.again(p, conf)
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
	fmt.Fprintln(p.stdout, "sent")
	return nil
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
func (c *sendCmd) again(p *program, conf config.Config) error {
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	n := 0
	err = s.pipe.Start(p.ctx, pipeline.Roles{})
	if err == nil {
		n, err = s.pipe.Again(p.ctx, c.Destination)
		err = errors.Join(err, s.pipe.Stop(p.ctx))
	}
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s due again; tocsin serve sends them\n", counts(n, "message is", "messages are"))
	return nil
}
