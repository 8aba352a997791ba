package main

import (
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/pipeline"
)

type matterServedCmd struct {
	Number string `arg:"" help:"${number_help}"`
	On     string `required:"" help:"The day of service at the forum." placeholder:"YYYY-MM-DD"`
	State  string `help:"How sure it is: confirmed, disputed or unconfirmed." enum:"confirmed,disputed,unconfirmed" default:"unconfirmed"`
	Email  bool   `help:"It was served by e-mail."`
	By     string `help:"Who says so; the name of the account by default."`
}

// Run notes what no source says.
func (c *matterServedCmd) Run(p *program) error {
	key, err := readKey(c.Number)
	if err != nil {
		return err
	}
	day, err := clock.ParseDay(c.On)
	if err != nil {
		return fmt.Errorf("%w: --on %.40q: want YYYY-MM-DD", errInput, c.On)
	}
	if day.After(time.Now().AddDate(0, 0, 1)) {
		return fmt.Errorf("%w: --on %s is to come: note it when it has happened", errInput, c.On)
	}
	who, told := saying{By: c.By}, 0
	err = p.change(&who, func(pipe *pipeline.Pipeline) (err error) {
		told, err = pipe.Served(p.ctx, key, alerts.Service{Day: c.On, State: clock.Service(c.State), Mail: c.Email, By: who.By})
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "noted; %s told by tocsin serve\n", counts(told, "subscriber is", "subscribers are"))
	return nil
}
