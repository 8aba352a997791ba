package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
)

type muteCmd struct {
	byAlert
	Why   string `required:"" help:"The reason, which the digest tells."`
	Until string `required:"" placeholder:"DATE" help:"The last day, in Beijing, such as 2026-03-31; off lifts a mute."`
}

// maxMute is how far ahead a mute may end: what is muted for ever is forgotten.
const maxMute = 366 * 24 * time.Hour

func (c *muteCmd) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	if strings.TrimSpace(c.Why) == "" {
		return fmt.Errorf("%w: --why: want a reason", errInput)
	}
	now := time.Now()
	until, err := muteEnd(c.Until, now)
	if err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Mute(p.ctx, store.Mute{Alert: c.Alert, Person: c.By, Why: c.Why, Until: until, At: now}); err != nil {
		return c.unknown(err)
	}
	if c.Until == "off" {
		fmt.Fprintf(p.stdout, "%s: told at once again\n", plain(c.subscriber()))
		return nil
	}
	fmt.Fprintf(p.stdout, "%s: muted until the end of %s; what is urgent is told all the same\n", plain(c.subscriber()), c.Until)
	return nil
}

// muteEnd is when a mute ends whose last day somebody wrote.
func muteEnd(last string, now time.Time) (time.Time, error) {
	if last == "off" {
		return now, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, last, clock.Beijing)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: --until %.40q: want a day such as 2026-03-31, or off", errInput, last)
	}
	until := day.AddDate(0, 0, 1)
	if !until.After(now) {
		return until, fmt.Errorf("%w: --until %s has passed; off lifts a mute", errInput, last)
	}
	if until.Sub(now) > maxMute {
		return until, fmt.Errorf("%w: --until %s: want a day within a year", errInput, last)
	}
	return until, nil
}
