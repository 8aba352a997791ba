package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
)

// When people at a center work, in Beijing.
const (
	workBegins = 9 * time.Hour
	workEnds   = 17*time.Hour + 30*time.Minute
)

// Overdue is when a center that was told of something has had its working
// hours to sign for it. Workday is as of [clock.Table.Workday]; a year it does
// not know has the workdays of the week. It is pure.
func Overdue(told time.Time, sla time.Duration, workday func(time.Time) (bool, error)) time.Time {
	y, m, d := told.In(clock.Beijing).Date()
	for i := 0; ; i++ {
		midnight := time.Date(y, m, d+i, 0, 0, 0, 0, clock.Beijing)
		works, err := workday(midnight)
		if err != nil {
			works = midnight.Weekday() != time.Sunday && midnight.Weekday() != time.Saturday
		}
		from, to := midnight.Add(workBegins), midnight.Add(workEnds)
		if told.After(from) {
			from = told
		}
		if !works || !from.Before(to) {
			continue
		}
		if left := to.Sub(from); sla > left {
			sla -= left
			continue
		}
		return from.Add(sla)
	}
}

// allowed is how long a center has: half of its time for what is critical,
// since what an order froze is to be answered within days.
func allowed(sla time.Duration, level alerts.Severity) time.Duration {
	if level == alerts.Critical {
		return sla / 2
	}
	return sla
}

// above returns the centers above one that are told through this program, the
// nearest first: those of its chain in the table, and the national one at last.
func (p *Pipeline) above(network region.Centers, id string, day time.Time) []region.Center {
	all := network.All()
	i := slices.IndexFunc(all, func(c region.Center) bool { return c.ID == id })
	if i < 0 || all[i].Kind == region.National {
		return nil
	}
	var out []region.Center
	for parent := all[i].Parent; parent != ""; {
		k := slices.IndexFunc(all, func(c region.Center) bool { return c.ID == parent && c.Valid(day) })
		if k < 0 {
			break
		}
		out = append(out, all[k])
		parent = all[k].Parent
	}
	for _, r := range network.Chain(region.Place{Code: all[i].Code, Level: region.Prefecture}, "", day) {
		if slices.ContainsFunc(out, func(c region.Center) bool { return c.ID == r.Center.ID || c.Kind == region.National }) {
			continue
		}
		if r.Center.Kind == region.National || r.Center.Code != all[i].Code { // of one place none is above the other
			out = append(out, r.Center)
		}
	}
	return slices.DeleteFunc(out, func(c region.Center) bool { return !p.served(c.ID) })
}

// backFor is how far back is looked for what nobody has signed for. What is
// older was missed, and is not made up for.
const backFor = 60 * 24 * time.Hour

// escalate passes what a center has not signed for in its working hours on to
// the center above it. Unique rows make sure that it is done once, and that the
// step is on record.
func (p *Pipeline) escalate(ctx context.Context) error {
	now := p.Now()
	begun, err := p.signing(ctx, now)
	if err != nil {
		return err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return err
	}
	next := map[string][]region.Center{}
	for id := range p.SLA {
		if to := p.above(network, id, now); p.SLA[id] > 0 && p.served(id) && len(to) > 0 {
			next[id] = to
		}
	}
	open, err := p.Store.Unsigned(ctx, slices.Sorted(maps.Keys(next)), later(begun, now.Add(-backFor)))
	if err != nil {
		return err
	}
	for _, u := range open {
		from := u.Alert.Subscriber
		sla := allowed(p.SLA[from], u.Severity)
		if !u.Passed.IsZero() || u.Received.IsZero() && assists(u.Alert, next) || u.Since.IsZero() ||
			Overdue(later(u.Since, u.Muted), sla, rules.Workday).After(now) {
			continue
		}
		if err := p.pass(ctx, u, next[from][0].ID, late(network, from, sla)); err != nil {
			return err
		}
	}
	return nil
}

// signing is when this store first knew of signatures. What was told before
// was never to be signed for.
func (p *Pipeline) signing(ctx context.Context, now time.Time) (time.Time, error) {
	const plan = "signing began"
	begun, err := p.Store.Planned(ctx, plan)
	if err != nil || !begun.IsZero() {
		return begun, err
	}
	return now, p.Store.Tx(ctx, func(tx *sql.Tx) error {
		_, err := store.Plan(ctx, tx, plan, begun, now)
		return err
	})
}

// assists reports whether a center only assists with what it was told: one
// below it, which is told too, leads, and passes it on if nobody there signs.
func assists(a alerts.Alert, next map[string][]region.Center) bool {
	return slices.ContainsFunc(a.Centers, func(id string) bool {
		return slices.ContainsFunc(next[id], func(c region.Center) bool { return c.ID == a.Subscriber })
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// late says why the next center is told.
func late(network region.Centers, from string, sla time.Duration) string {
	c := alerts.CentersOf(network, []string{from})[0]
	return fmt.Sprintf("“%s”逾%s个工作小时未签收", c.NameZH, strconv.FormatFloat(sla.Hours(), 'f', -1, 64))
}

// pass tells a center what another has not signed for.
func (p *Pipeline) pass(ctx context.Context, u store.Unsigned, to, why string) error {
	var told []alerts.Alert
	err := p.Store.Tx(ctx, func(tx *sql.Tx) error {
		done, err := store.Escalate(ctx, tx, u, to, func(a alerts.Alert) store.Told {
			a.ID, a.Subscriber, a.Escalated = alerts.AlertID(a.Act, to), to, a.Subscriber
			a.Reasons, a.Gained, a.Update = append([]string{why}, a.Reasons...), []string{"unsigned:" + a.Escalated}, 0
			return store.Told{Alert: a, Destinations: p.Centers[to]}
		}, p.Now())
		if err != nil || len(done.Deliveries) == 0 {
			return err
		}
		told = done.Alerts
		var jobs []river.InsertManyParams
		for _, id := range done.Deliveries {
			jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{Delivery: id}})
		}
		_, err = p.queue.InsertManyTx(ctx, tx, jobs)
		return err
	})
	for i := range told {
		p.Log.Info("not signed for, passed on", "alert", told[i].ID, "from", told[i].Escalated)
		p.observe(Event{Alert: &told[i]})
	}
	return err
}
