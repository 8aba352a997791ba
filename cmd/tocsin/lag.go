package main

import (
	"fmt"
	"time"
)

type lagCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
	Days int  `help:"Of acts first seen in the last so many days." default:"30"`
}

func (c *lagCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	lags, err := db.Lags(p.ctx, time.Now().AddDate(0, 0, -c.Days))
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, l := range lags {
		err := out.value(l, func() string {
			return fmt.Sprintf("%-12s %6d acts  seen after: median %s, 9 of 10 within %s  told after: median %s", l.Source, l.Acts,
				time.Duration(l.Seen50)*time.Second, time.Duration(l.Seen90)*time.Second, time.Duration(l.Told50)*time.Second)
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}
