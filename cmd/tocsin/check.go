package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/mail"
	"tocsin/alerts/slack"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/vigil"
	"tocsin/config"
	"tocsin/crawlers"
)

type checkCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// A finding is one thing that was looked at.
type finding struct {
	Subject string `json:"subject"` // "store", "seen", "source ecf", "deliveries"
	OK      bool   `json:"ok"`
	Says    string `json:"says"`
	Do      string `json:"do,omitempty"` // what a person can do about it
}

// lostFor is how long a delivery that was lost is held against its
// destination: who has mended it need not do anything for the old ones.
const lostFor = 7 * 24 * time.Hour

func (c *checkCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	found, err := p.look(conf)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	good := true
	for _, f := range found {
		good = good && f.OK
		err := out.value(f, func() string {
			mark := "ok "
			if !f.OK {
				mark = "BAD"
			}
			line := fmt.Sprintf("%s  %-14s  %s", mark, f.Subject, f.Says)
			if f.Do != "" {
				line += " → " + f.Do
			}
			return line
		})
		if err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	if !good {
		return errSaid
	}
	return nil
}

// look looks at everything. A store that does not answer is a finding too, and
// the only one.
func (p *program) look(conf config.Config) ([]finding, error) {
	_, err := enabledSources(conf, time.Now())
	if err == nil {
		_, err = openDestinations(conf)
	}
	if err != nil {
		return nil, err
	}
	db, err := findStore(p.ctx, conf)
	if err != nil {
		return []finding{down(err)}, nil
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	s, err := p.bind(conf, nil, time.Now)
	if err != nil {
		return nil, err
	}
	defer s.close()
	found, err := s.check(p.ctx)
	if err != nil {
		return []finding{down(err)}, nil
	}
	return found, nil
}

// beats says when the program was last seen to work. One that has never ticked
// was never started, and is not held against it.
func beats(p store.Pulse, canary string, now time.Time) []finding {
	if p.Tick.IsZero() {
		return nil
	}
	f := finding{Subject: "program", OK: true, Says: fmt.Sprintf("ticked %s ago", now.Sub(p.Tick).Round(time.Second))}
	var found []finding
	for _, s := range vigil.Silences(p, time.Time{}, canary != "" && !p.Canary.IsZero(), time.Time{}, now) {
		switch s.What {
		case vigil.Tick:
			f = finding{"program", false, fmt.Sprintf("has not ticked since %s: nothing is visited or told", p.Tick.Format(time.RFC3339)), "start tocsin serve, or see what it logs"}
		case vigil.Filing:
			found = append(found, finding{"filings", false, "no source has shown anything new since " + p.Filing.Format(time.RFC3339), "see how each source does, below"})
		case vigil.Canary:
			found = append(found, finding{"canary", false, "no test filing has arrived since " + p.Canary.Format(time.RFC3339), "see that its destination takes something, with: tocsin send " + canary})
		}
	}
	if canary != "" && len(found) == 0 && !p.Canary.IsZero() {
		found = append(found, finding{Subject: "canary", OK: true, Says: fmt.Sprintf("a test filing reached %s %s ago", canary, now.Sub(p.Canary).Round(time.Minute))})
	}
	return append([]finding{f}, found...)
}

// brokenRows says which rows of an address list are left out, if any.
func brokenRows(n alerts.Notifier) string {
	if post, ok := n.(*mail.Post); ok {
		return post.Broken()
	}
	return ""
}

func down(err error) finding {
	f := finding{Subject: "store", Says: err.Error()}
	if !errors.Is(err, store.ErrNone) {
		f.Do = "see that it is up and that store in tocsin.yaml names it"
	}
	return f
}

func (s *system) check(ctx context.Context) ([]finding, error) {
	n, err := s.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	since, err := s.store.Arrived(ctx, s.pipe.Now().Add(-lostFor))
	if err != nil {
		return nil, err
	}
	lists, err := s.store.Watchlists(ctx)
	if err != nil {
		return nil, err
	}
	late, err := s.store.Retried(ctx, s.pipe.Now().Add(-retriedFor))
	if err != nil {
		return nil, err
	}
	suspects, err := s.store.Suspects(ctx)
	if err != nil {
		return nil, err
	}
	found := []finding{{Subject: "store", OK: true, Says: fmt.Sprintf("%d matters, %d acts, %d alerts", n.Matters, n.Acts, n.Alerts)}}
	pulse, err := s.store.Pulse(ctx)
	if err != nil {
		return nil, err
	}
	found = append(found, beats(pulse, s.pipe.Canary, s.pipe.Now())...)
	if len(suspects) > 0 { // nothing is lost by it, so it is well
		found = append(found, finding{
			"matters", true, fmt.Sprintf("%d pairs may be one matter, such as %s and %s", len(suspects), suspects[0].Key, suspects[0].Other),
			"look at them with tocsin matter show, and say so with matter join or matter part",
		})
	}
	if err := s.seen.Ping(ctx); err != nil {
		found = append(found, finding{"seen", false, err.Error() + "; the store decides meanwhile, slower", "start it again, or set seen: memory if this is the only machine"})
	} else {
		found = append(found, finding{Subject: "seen", OK: true, Says: s.seen.Kind})
	}
	all, err := s.pipe.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, source := range all {
		visits, err := s.store.Visits(ctx, source.Name, 1)
		if err != nil {
			return nil, err
		}
		last, err := s.store.LastNew(ctx, source.Name)
		if err != nil {
			return nil, err
		}
		found = append(found, health(source.Meta, visits, last, s.pipe.Now()))
	}
	paused, err := s.pipe.Paused(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(paused)) {
		o := paused[name]
		found = append(found, finding{Subject: "source " + name, OK: true, Says: fmt.Sprintf("not visited: %s paused it on %s: %s", plain(o.By), o.At.Format(time.DateOnly), plain(o.Why))})
	}
	for _, source := range sources {
		if change := s.config.Sources[source.Name]; source.NeedsToken && change.Token == "" && change.On() {
			found = append(found, finding{Subject: "source " + source.Name, OK: true, Says: "not visited: " + wants(&source.Meta)})
		}
	}
	hooks, err := s.hooks(ctx)
	if err != nil {
		return nil, err
	}
	found = append(found, hooks...)
	stopped, err := s.store.Stopped(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(s.pipe.Destinations)) {
		if stop, ok := stopped[name]; ok {
			found = append(found, finding{"destination " + name, false, "said that it is gone, on " + stop.At.Format(time.DateOnly), "mend it, then: tocsin send " + name + "; tocsin send " + name + " --again"})
		}
		if lacks := s.pipe.Destinations[name].Lacks; lacks != nil {
			found = append(found, finding{"destination " + name, false, lacks.Error() + "; what is for it waits", "set it where tocsin serve runs, and start that again"})
		}
		if d := s.config.Destinations[name]; d.Channel == slack.Channel.Name && d.Options["url"] != nil {
			found = append(found, finding{Subject: "destination " + name, OK: true, Says: "a webhook of Slack's: updates of a matter cannot hang in its thread", Do: "if they should, set token and channel of a bot instead of url"})
		}
		if broken := brokenRows(s.pipe.Destinations[name].Notifier); broken != "" {
			found = append(found, finding{"destination " + name, false, broken, "mend it in destinations." + name + " of tocsin.yaml"})
		}
		if why := s.pipe.Destinations[name].Abroad; why != "" {
			found = append(found, finding{Subject: "destination " + name, OK: true, Says: "abroad, on the ground: " + plain(why)})
		}
	}
	found = append(found, setUp(s.config, lists, len(s.pipe.Sources))...)
	found = append(found, model(s.config, n.Waiting), arrived(n.Deliveries, since))
	waits, err := s.store.Waits(ctx)
	if err != nil {
		return nil, err
	}
	contacts, err := s.pipe.Contacts(ctx)
	if err != nil {
		return nil, err
	}
	has := func(name string) bool {
		_, named := s.config.Destinations[name]
		_, own := contacts.To[name]
		return named || own
	}
	return append(found, takers(since, late, waits, has)...), nil
}

// arrived says how deliveries do, and what was lost lately, of them and of
// digests and notices.
func arrived(states map[string]int, since map[string]store.Arrivals) finding {
	lost := map[string]int{}
	for to, a := range since {
		if a.Lost > 0 {
			lost[to] = a.Lost
		}
	}
	f := finding{Subject: "deliveries", OK: len(lost) == 0, Says: fmt.Sprintf("%d sent, %d on their way, %d refused, %d given up",
		states[store.Sent], states[store.Due]+states[store.Sending], states[store.Refused], states[store.Dead])}
	if !f.OK {
		f.Says += fmt.Sprintf("; messages lost in the last %d days: %s", int(lostFor.Hours()/24), counted(lost))
		f.Do = "mend the destination in tocsin.yaml and try it with: tocsin send " + strings.Join(slices.Sorted(maps.Keys(lost)), ", tocsin send ") + "; then add --again to send what it did not take"
	}
	return f
}

// health says how a source does: how its last visit ended, whether one is
// overdue, and whether it has been silent for longer than it ever is.
func health(m crawlers.Meta, visits []store.Visit, lastNew, now time.Time) finding {
	f := finding{Subject: "source " + m.Name}
	if len(visits) == 0 {
		f.OK, f.Says = true, "not visited yet"
		return f
	}
	v := visits[0]
	f.Says = fmt.Sprintf("%s, visited %s, %d filings", v.State, v.Ended.Format(time.RFC3339), v.Filings)
	var do []string
	if next, err := m.Next(v.Planned); err == nil && now.After(next.Add(m.Timeout+10*time.Minute)) {
		f.Says += "; the next visit is overdue"
		do = append(do, "see that tocsin serve runs, and what it logs")
	}
	if m.Expect.Silence > 0 && !lastNew.IsZero() && now.Sub(lastNew) > m.Expect.Silence {
		f.Says += fmt.Sprintf("; nothing new since %s, longer than its %s", lastNew.Format(time.RFC3339), m.Expect.Silence)
		do = append(do, "open "+m.URL+" in a browser: its news may have moved")
	}
	unread := 0
	for _, o := range v.Outcomes {
		if !o.State.Well() {
			unread++
			f.Says += fmt.Sprintf("; %s: %s", o.URL, o.State)
		}
		for _, note := range o.Notes {
			f.Says += fmt.Sprintf("; %s: %s", o.URL, note)
		}
	}
	// Some pages of many may be missing; a visit that went wrong as a whole,
	// or read nothing, is not excused by that.
	excused := v.Error == "" && 0 < unread && unread <= m.Expect.Unread && unread < len(v.Outcomes)
	if !v.State.Well() && !excused {
		do = append(do, remedy(v.State, m.Name))
	}
	f.OK, f.Do = len(do) == 0, strings.Join(do, "; ")
	return f
}

// remedy says what a person can do about a visit that ended so.
func remedy(s crawlers.State, source string) string {
	switch s {
	case crawlers.Blocked:
		return fmt.Sprintf("open the address in a browser; if it has moved change sources.%s in tocsin.yaml, if it is gone switch it off there; then: tocsin crawl %s", source, source)
	case crawlers.Shape, crawlers.Truncated:
		return fmt.Sprintf("keep what it shows with: tocsin crawl %s --record DIR, and have its reader looked at", source)
	default:
		return "see that the network and the place are up, then: tocsin crawl " + source
	}
}
