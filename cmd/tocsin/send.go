package main

import (
	"context"
	"fmt"
	"time"

	"tocsin/alerts"
)

type sendCmd struct {
	Destination string `arg:"" help:"The destination, by its name in the configuration."`
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
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := to.Notify(ctx, alerts.TestMessage(time.Now().UTC(), consoleURL(conf), to.Language)); err != nil {
		return fmt.Errorf("destination %s: %w", c.Destination, err)
	}
	fmt.Fprintln(p.stdout, "sent")
	return nil
}
