package pipeline

import (
	"context"
	"database/sql"
	"slices"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Reroute works out what follows from what a person is about to say of a party of
// the matter of a number, and returns what writes that in the transaction in which
// it is said ([store.DecideIn]). Those who were told because of the party, and
// whom the matter does not concern any more, are sent a correction; those whom it
// concerns now hear of it. So it is with the other matters of the last half year
// of which somebody was told that name the party, the newest [alsoRerouted] of
// them. What comes later is matched and routed by what was said, without this.
// The pipeline must have been started, in any role; whoever works sends it.
func (p *Pipeline) Reroute(ctx context.Context, key crawlers.Key, d alerts.Identity) (tell func(context.Context, *sql.Tx) (told int, err error), err error) {
	matters, err := p.Store.ToldNaming(ctx, key, d.Party, p.Now().Add(-year/2), alsoRerouted)
	if err != nil {
		return nil, err
	}
	matcher, to, err := p.lists(ctx)
	if err != nil {
		return nil, err
	}
	lists, centers, err := p.decisions(ctx)
	if err != nil {
		return nil, err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return nil, err
	}
	c := turning{
		was: opinion{matcher, p.routes(network, centers)}, is: opinion{matcher, p.routes(network, append(slices.Clone(centers), d))},
		network: network, rules: rules, to: to, said: d, by: speaker(network, d),
	}
	if !d.ByCenter() {
		c.is.matcher = matcher.Decided(alerts.Decide(lists, d))
	}
	var all []store.Rerouting
	for _, matter := range matters {
		told, err := p.Store.AsTold(ctx, matter)
		if err != nil {
			return nil, err
		}
		r, err := p.changed(ctx, told, c)
		if err != nil {
			return nil, err
		}
		if r.Matter = matter; len(r.Wrong)+len(r.Now) > 0 {
			all = append(all, r)
		}
	}
	now := p.Now()
	return func(ctx context.Context, tx *sql.Tx) (told int, err error) {
		for _, r := range all {
			done, err := store.Reroute(ctx, tx, r, now)
			if err == nil {
				err = p.sendAll(ctx, tx, done.Deliveries)
			}
			if err != nil {
				return 0, err
			}
			told += len(done.Alerts)
		}
		return told, nil
	}, nil
}

// alsoRerouted bounds how many matters are gone through while a person waits.
const alsoRerouted = 20

// A turning is from what was held of a party to what is.
type turning struct {
	was, is opinion
	network region.Centers
	rules   *clock.Table
	to      map[string][]string // destinations of lists
	said    alerts.Identity
	by      string // whom
}

// why is why an alert of f does not hold, with the party's name as f has it: so it
// is masked where f's persons are.
func (t turning) why(f crawlers.Filing) string {
	d := t.said
	i := slices.IndexFunc(f.Parties, func(p crawlers.Party) bool { return alerts.CoreName(p.Name) == alerts.CoreName(d.Party) })
	if i >= 0 {
		d.Party = f.Parties[i].Name
	} else {
		d.Party = alerts.Mask(crawlers.Filing{Parties: []crawlers.Party{{Name: d.Party}}}, d.Party)
	}
	return d.Says(t.by)
}

// changed returns what becomes of a matter of which some were told.
func (p *Pipeline) changed(ctx context.Context, told []store.Parcel, by turning) (r store.Rerouting, err error) {
	holds := map[string]bool{} // subscribers with an alert that holds
	var acts []concern
	for of := range perAct(told) {
		c := concern{act: of[0].Act, verdict: of[0].Verdict}
		v := c.verdict
		who, err := p.suitor(ctx, c.act, &v, by.is.matcher.Limits())
		if err != nil {
			return r, err
		}
		c.was, c.is = p.concerned(c.act.Filing, v, who, by.was.matcher, by.was.routes), p.concerned(c.act.Filing, v, who, by.is.matcher, by.is.routes)
		if _, err := p.squatting(ctx, c.act.Filing, v, by.is.matcher, c.is); err != nil {
			return r, err
		}
		nobody := holdsFor(c.was, by.network) && !holdsFor(c.is, by.network)
		for _, t := range of {
			who := t.Alert.Subscriber
			switch {
			case t.Alert.Corrected != "":
			case concerns(c.was, who) && !concerns(c.is, who), nobody && by.network.Has(who): // also whom another passed it on to
				r.Wrong = append(r.Wrong, store.Wrong{Alert: t.Alert.ID, Why: by.why(c.act.Filing)})
				c.lost = append(c.lost, who)
			default:
				holds[who] = true
			}
		}
		acts = append(acts, c)
	}
	for _, c := range acts {
		s := store.Settlement{Act: c.act, Verdict: c.verdict, Facts: facts(c.act.Filing, c.verdict)}
		served, err := p.Store.ServiceOf(ctx, c.act.Matter)
		if err != nil {
			return r, err
		}
		_, first, none, err := p.run(by.rules, c.act.Filing, c.verdict, served)
		if err != nil {
			return r, err
		}
		for _, a := range c.is {
			if holds[a.Subscriber] || concerns(c.was, a.Subscriber) && !lost(acts, a.Subscriber) {
				continue
			}
			a.Clock, a.NoClock = first, none
			destinations := by.to[a.Subscriber]
			if destinations == nil {
				destinations = p.Centers[a.Subscriber]
			}
			s.Alerts = append(s.Alerts, store.Told{Alert: a, Destinations: destinations})
		}
		if len(s.Alerts) > 0 {
			r.Now = append(r.Now, s)
		}
	}
	return r, nil
}

// An opinion is by what acts are matched and routed.
type opinion struct {
	matcher *alerts.Matcher
	routes  alerts.Network
}

// A concern is an act that was told, whom it concerned and whom it does now.
type concern struct {
	act     store.Act
	verdict alerts.Verdict
	was, is []alerts.Alert
	lost    []string
}

// perAct yields the parcels of each act, which stand together.
func perAct(told []store.Parcel) func(yield func([]store.Parcel) bool) {
	return func(yield func([]store.Parcel) bool) {
		for len(told) > 0 {
			n := slices.IndexFunc(told, func(t store.Parcel) bool { return t.Alert.Act != told[0].Alert.Act })
			if n < 0 {
				n = len(told)
			}
			if !yield(told[:n]) {
				return
			}
			told = told[n:]
		}
	}
}

func concerns(all []alerts.Alert, subscriber string) bool {
	return slices.ContainsFunc(all, func(a alerts.Alert) bool { return a.Subscriber == subscriber })
}

// holdsFor reports whether an act concerns any center.
func holdsFor(all []alerts.Alert, network region.Centers) bool {
	return slices.ContainsFunc(all, func(a alerts.Alert) bool { return network.Has(a.Subscriber) })
}

func lost(acts []concern, subscriber string) bool {
	return slices.ContainsFunc(acts, func(c concern) bool { return slices.Contains(c.lost, subscriber) })
}

// speaker is who says d, as those who are told hear it: a center by its name,
// and of a list no more than that it was a person.
func speaker(network region.Centers, d alerts.Identity) string {
	if !d.ByCenter() {
		return "人工核实"
	}
	if i := slices.IndexFunc(network.All(), func(c region.Center) bool { return c.ID == d.List }); i >= 0 {
		return "“" + network.All()[i].NameZH + "”"
	}
	return d.List
}
