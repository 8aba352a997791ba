package pipeline

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

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
func (p *Pipeline) allowed(u store.Unsigned) time.Duration {
	sla := p.SLA[u.Alert.Subscriber]
	if u.Severity == alerts.Critical {
		sla /= 2
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

// An Unsigned is what nobody at a center has signed for, by when somebody
// should, and who hears of it if nobody does.
type Unsigned struct {
	store.Unsigned
	Due  time.Time // zero is never
	Next string    // the center above; empty if there is none
}

// Unsigned returns what the centers that are told through a destination have
// not signed for; an empty one is any.
func (p *Pipeline) Unsigned(ctx context.Context, destination string) ([]Unsigned, error) {
	return p.unsigned(ctx, func(id string, _ []region.Center) bool {
		return destination == "" || slices.Contains(p.Centers[id], destination)
	})
}

// unsigned returns what some centers have not signed for. What a center only
// assists with is not among it.
func (p *Pipeline) unsigned(ctx context.Context, want func(id string, above []region.Center) bool) ([]Unsigned, error) {
	now := p.Now()
	begun, err := p.Store.Planned(ctx, signing)
	if err != nil {
		return nil, err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return nil, err
	}
	chains := map[string][]region.Center{}
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(p.Centers)) {
		if !p.served(id) {
			continue
		}
		if chains[id] = p.above(network, id, now); want(id, chains[id]) {
			ids = append(ids, id)
		}
	}
	found, err := p.Store.Unsigned(ctx, ids, later(begun, now.Add(-backFor)))
	if err != nil {
		return nil, err
	}
	var out []Unsigned
	for _, u := range found {
		if u.Received.IsZero() && assists(u.Alert, chains) {
			continue
		}
		open, who := Unsigned{Unsigned: u}, u.Alert.Subscriber
		if len(chains[who]) > 0 {
			open.Next = chains[who][0].ID
		}
		if sla := p.allowed(u); sla > 0 && !u.Since.IsZero() {
			open.Due = Overdue(later(u.Since, u.Muted), sla, rules.Workday)
		}
		out = append(out, open)
	}
	return out, nil
}

// escalate passes what a center has not signed for in its working hours on to
// the center above it. Unique rows make sure that it is done once, and that the
// step is on record.
func (p *Pipeline) escalate(ctx context.Context) error {
	if err := p.beginSigning(ctx); err != nil {
		return err
	}
	open, err := p.unsigned(ctx, func(id string, above []region.Center) bool { return len(above) > 0 && p.SLA[id] > 0 })
	if err != nil {
		return err
	}
	for _, u := range open {
		if u.Passed.IsZero() && !u.Due.IsZero() && !u.Due.After(p.Now()) {
			if err := p.pass(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

// signing is the plan whose time is when this store first knew of signatures:
// what was told before was never to be signed for.
const signing = "signing began"

// beginSigning sets that time at the first tick.
func (p *Pipeline) beginSigning(ctx context.Context) error {
	begun, err := p.Store.Planned(ctx, signing)
	if err != nil || !begun.IsZero() {
		return err
	}
	return p.Store.Tx(ctx, func(tx *sql.Tx) error {
		_, err := store.Plan(ctx, tx, signing, begun, p.Now())
		return err
	})
}

// assists reports whether a center only assists with what it was told: one
// below it, which is told too, leads, and passes it on if nobody there signs.
func assists(a alerts.Alert, chains map[string][]region.Center) bool {
	return slices.ContainsFunc(a.Centers, func(id string) bool {
		return slices.ContainsFunc(chains[id], func(c region.Center) bool { return c.ID == a.Subscriber })
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pass tells a center what another has not signed for.
func (p *Pipeline) pass(ctx context.Context, u Unsigned) error {
	network, _, err := p.inForce(ctx)
	if err != nil {
		return err
	}
	to, from := u.Next, alerts.CentersOf(network, []string{u.Alert.Subscriber})[0]
	why := alerts.UnsignedReason(from.NameZH, p.allowed(u.Unsigned))
	var told []alerts.Alert
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		done, err := store.Escalate(ctx, tx, u.Unsigned, to, func(a alerts.Alert) store.Told {
			a.ID, a.Subscriber, a.Escalated = alerts.AlertID(a.Act, to), to, a.Subscriber
			a.Reasons, a.Gained, a.Update = append([]string{why}, alerts.Lasting(a.Reasons)...), []string{"unsigned:" + a.Escalated}, 0
			return store.Told{Alert: a, Destinations: p.Centers[to]}
		}, p.Now())
		if err != nil || len(done.Deliveries) == 0 {
			return err
		}
		told = done.Alerts
		return p.sendAll(ctx, tx, done.Deliveries)
	})
	for i := range told {
		p.Log.Info("not signed for, passed on", "alert", told[i].ID, "from", told[i].Escalated)
		p.observe(Event{Alert: &told[i]})
	}
	return err
}
