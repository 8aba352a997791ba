package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
)

// remindAt is when people are reminded on the day, in Beijing: as a desk
// begins to work.
const remindAt = 9 * time.Hour

// remind tells who was told of a matter how many days are left in it, 14, 7, 3
// and 1 day ahead. It is an update of their alert: the same rows make sure that
// it is told once, and to whom.
func (p *Pipeline) remind(ctx context.Context) error {
	now := p.Now()
	running, err := p.Store.Closing(ctx, now, now.AddDate(0, 0, clock.Ahead()[0]+2))
	if err != nil || len(running) == 0 {
		return err
	}
	_, tell, err := p.lists(ctx)
	if err != nil {
		return err
	}
	var errs []error // a clock that cannot be read holds up no other
	for _, c := range running {
		var record clock.Record
		if err := json.Unmarshal(c.Body, &record); err != nil {
			errs = append(errs, fmt.Errorf("clock %s of %s: %w", c.Rule, c.Act, err))
			continue
		}
		left, since, ok := step(record, c.Due, now)
		said := fmt.Sprintf("%s %s %d", c.Act, alerts.ReminderFact(c.Rule, c.Due, left), c.Sequence)
		if _, before := p.reminded.Load(said); !ok || before {
			continue
		}
		r := store.Reminder{Clock: c, Days: left, Since: since, Steps: clock.Ahead()}
		var told []alerts.Alert
		err := p.Store.Tx(ctx, func(tx *sql.Tx) error {
			done, err := store.Remind(ctx, tx, r, func(a alerts.Alert) store.Told {
				a.Clock, a.NoClock, a.Gained = &record, "", []string{alerts.ReminderFact(c.Rule, c.Due, left)}
				if left <= 3 && !over(a.Stage) {
					a.Severity = a.Severity.Raised()
				}
				to := tell[a.Subscriber]
				if to == nil {
					to = p.Centers[a.Subscriber]
				}
				return store.Told{Alert: a, Destinations: to}
			}, now)
			if err != nil {
				return err
			}
			told = done.Alerts
			return p.sendAll(ctx, tx, done.Deliveries)
		})
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		p.reminded.Store(said, true)
		p.step("reminded")
		for i := range told {
			p.observe(Event{Alert: &told[i]})
		}
	}
	return errors.Join(errs...)
}

// step returns the latest reminder of a clock whose time has come, and since
// when. A forecast has none, and neither has a day on which the period had not
// begun. It is pure.
func step(record clock.Record, due string, now time.Time) (left int, since time.Time, ok bool) {
	day, err := clock.ParseDay(due)
	if err != nil || record.Kind != "deadline" {
		return 0, since, false
	}
	for _, n := range clock.Ahead() {
		date := day.AddDate(0, 0, -n)
		at := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, clock.Beijing).Add(remindAt)
		if at.After(now) || date.Format(time.DateOnly) <= record.Event {
			continue
		}
		left, since, ok = n, at, true
	}
	return left, since, ok
}
