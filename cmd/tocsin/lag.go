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
	if c.Days < 1 {
		return fmt.Errorf("%w: --days %d: want 1 or more", errInput, c.Days)
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	lags, err := db.Lags(p.ctx, time.Now().AddDate(0, 0, -c.Days))
	if err != nil {
		return err
	}
	if len(lags) == 0 {
		fmt.Fprintf(p.stderr, "no new act was seen in the last %d days; what is older than its source's fresh window does not count\n", c.Days)
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, l := range lags {
		err := out.value(l, func() string {
			after := func(n int, seconds int64) string {
				if n == 0 {
					return "-"
				}
				return (time.Duration(seconds) * time.Second).String()
			}
			return fmt.Sprintf("%-12s %-20s %6d acts  shown after %-12s seen after %-12s (9 of 10 within %s)  %d told after %s", l.Source, l.Stage, l.Acts,
				after(l.Shown, l.Shown50), after(l.Acts, l.Seen50), after(l.Acts, l.Seen90), l.Told, after(l.Told, l.Told50))
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}
