package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// digestArgs ask for a digest: the planned one of a time, or, without one, what
// a burst left until it may be told.
type digestArgs struct {
	Destination string    `json:"destination"`
	Planned     time.Time `json:"planned,omitzero"`
	Wake        time.Time `json:"wake,omitzero"`
}

func (digestArgs) Kind() string                 { return "digest" }
func (digestArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueDeliver} }

type digester struct {
	river.WorkerDefaults[digestArgs]
	p *Pipeline
}

func (d *digester) Work(ctx context.Context, job *river.Job[digestArgs]) error {
	wait, err := d.p.digest(ctx, job.Args)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return err
}

// maxItems is how many alerts a digest lists; the rest is counted. All of them
// are told by it.
const maxItems = 100

// maxHeld bounds what one digest tells.
const maxHeld = 5_000

// digest writes the digest of a destination and its job. What a burst left is
// told when the destination takes something again, and not before, so that all
// of it is in one message; wait says how long that is.
func (p *Pipeline) digest(ctx context.Context, args digestArgs) (wait time.Duration, err error) {
	if _, _, err := p.lists(ctx); err != nil { // and the contacts with them
		return 0, err
	}
	to, ok := p.to(args.Destination)
	if !ok {
		return 0, nil // taken out of the configuration; what is held stays, to be seen
	}
	if to.Lacks != nil {
		return lackWait, nil //nolint:nilerr // what lacks is said where it is tried
	}
	now := p.Now()
	if args.Planned.IsZero() && len(to.Rate) > 0 {
		if wait, err = p.Store.ChargeRequests(ctx, "to "+args.Destination, to.Rate, 0, now); err != nil || wait > 0 {
			return wait, err
		}
	}
	d := alerts.Digest{At: now, Burst: args.Planned.IsZero(), Console: p.Console}
	d.ID = fmt.Sprintf("digest@%s@%s", args.Destination, args.Planned.UTC().Format(time.RFC3339))
	if d.Burst {
		d.ID = fmt.Sprintf("burst@%s@%s", args.Destination, now.UTC().Format(time.RFC3339Nano))
	}
	tells, err := p.gather(ctx, &d, args.Destination, to)
	if err != nil || d.Burst && len(tells) == 0 {
		return 0, err
	}
	if !d.Burst {
		if d.Places, err = p.places(ctx, args.Planned, to.Manner, to.Language); err != nil {
			return 0, err
		}
		if d.Closing, err = p.closing(ctx, args.Destination, to.Language); err != nil {
			return 0, err
		}
		if d.Signs = p.center(args.Destination); d.Signs {
			open, err := p.Unsigned(ctx, args.Destination)
			if err != nil {
				return 0, err
			}
			d.Unsigned = len(open)
		}
	}
	m := alerts.ComposeDigest(d, to.Language)
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		return p.addNotice(ctx, tx, store.Notice{ID: m.ID, Destination: args.Destination, Made: now, Message: m}, tells)
	})
	if err == nil {
		p.step("digest written")
	}
	return 0, err
}

// gather puts what waits for a digest into it and returns the deliveries.
func (p *Pipeline) gather(ctx context.Context, d *alerts.Digest, destination string, to Destination) (tells []string, err error) {
	held, err := p.Store.Held(ctx, destination, maxHeld)
	if err != nil {
		return nil, err
	}
	for _, parcel := range held {
		tells = append(tells, parcel.ID)
		mute, muted, err := p.muted(ctx, parcel, parcel.At) // as it was when it was held
		if err != nil {
			return nil, err
		}
		if len(d.Items) < maxItems {
			m, err := p.Message(ctx, parcel, to.Language)
			if err != nil {
				return nil, err
			}
			d.Items = append(d.Items, alerts.Item{Alert: m.Alert, Title: m.Title, Muted: mute.Why, Until: mute.Until})
		}
		if !muted && to.Manner.Budget > 0 && !d.Burst && (to.Manner.AtOnce == "" || alerts.Compare(parcel.Alert.Severity, to.Manner.AtOnce) >= 0) {
			if d.Budget = to.Manner.Budget; parcel.Alert.Mark != "" { // it would have been told at once
				d.OfMark = to.Manner.MarkBudget()
			}
		}
	}
	d.Left = len(tells) - len(d.Items)
	return tells, nil
}

// center reports whether a center is told through a destination.
func (p *Pipeline) center(destination string) bool {
	for _, to := range p.Centers {
		if slices.Contains(to, destination) {
			return true
		}
	}
	return false
}

// soon is how far ahead a digest says what is to be done.
const soon = 3 * 24 * time.Hour

// closing says what is to be done soon in the matters that a destination was
// told of.
func (p *Pipeline) closing(ctx context.Context, destination, language string) ([]string, error) {
	_, tell, err := p.lists(ctx)
	if err != nil {
		return nil, err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return nil, err
	}
	now := p.Now()
	var out []string
	seen := map[string]bool{}
	for _, to := range []map[string][]string{p.Centers, tell} {
		for _, who := range slices.Sorted(maps.Keys(to)) {
			if !slices.Contains(to[who], destination) {
				continue
			}
			clocks, err := p.Store.Clocks(ctx, who, now)
			if err != nil {
				return nil, err
			}
			for _, c := range clocks {
				if c.State != store.Running || c.Closes.Sub(now) > soon || seen[c.Act+" "+c.Rule] {
					continue
				}
				seen[c.Act+" "+c.Rule] = true
				f := c.Filing
				if !network.Has(who) || p.destination(destination).Abroad != "" {
					f.Title = alerts.Mask(f, f.Title)
				}
				out = append(out, alerts.ClosingLine(rules, f, c.Rule, c.Due, language))
			}
		}
	}
	return out, nil
}

// places says how each place we watch is seen. What a place added is counted
// since the digest before.
func (p *Pipeline) places(ctx context.Context, planned time.Time, m alerts.Manner, language string) ([]alerts.Watched, error) {
	since := planned.Add(-24 * time.Hour)
	for at := m.Next(planned.AddDate(0, 0, -14)); !at.IsZero() && at.Before(planned); at = m.Next(at) {
		since = at
	}
	seen, err := p.Store.Sight(ctx, since)
	if err != nil {
		return nil, err
	}
	all, err := p.Configured(ctx)
	if err != nil {
		return nil, err
	}
	paused, err := p.Paused(ctx)
	if err != nil {
		return nil, err
	}
	var out []alerts.Watched
	for _, s := range all {
		w := seen[s.Name]
		w.Name, w.Title = s.Name, s.Title[language]
		if o, ok := paused[s.Name]; ok { // nobody looks there, and the reader must know
			w.State, w.Why = crawlers.Failed, pausedIn(language, o)
		}
		out = append(out, w)
	}
	return out, nil
}

// planDigests writes a job for each digest that is due. One that was missed
// while nothing ran is caught up once; the first is that after the first tick.
func (p *Pipeline) planDigests(ctx context.Context) error {
	now := p.Now()
	all, err := p.all(ctx)
	if err != nil {
		return err
	}
	for name, to := range all {
		m := to.Manner
		if m.Digest.Days == "" {
			if err := p.leftOver(ctx, name); err != nil {
				return fmt.Errorf("digest of %s: %w", name, err)
			}
			continue
		}
		plan := "digest " + name
		last, err := p.Store.Planned(ctx, plan)
		if err != nil {
			return err
		}
		if to.Lacks != nil && !last.IsZero() {
			continue // one digest tells all of it when it can be told
		}
		planned := now // of the first tick: nothing is sent
		if !last.IsZero() {
			planned = time.Time{}
			for at := m.Next(last); !at.IsZero() && !at.After(now); at = m.Next(at) {
				planned = at
			}
			if planned.IsZero() {
				continue
			}
		}
		err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
			won, err := store.Plan(ctx, tx, plan, last, planned)
			if err != nil || !won || last.IsZero() {
				return err
			}
			_, err = p.queue.InsertTx(ctx, tx, digestArgs{Destination: name, Planned: planned.UTC()}, nil)
			return err
		})
		if err != nil {
			return fmt.Errorf("digest of %s: %w", name, err)
		}
	}
	return nil
}

// leftFor is longer than what a burst left waits for its message.
const leftFor = 5 * time.Minute

// leftOver has what is held for a destination told in one message although it
// gets no digests any more.
func (p *Pipeline) leftOver(ctx context.Context, name string) error {
	held, err := p.Store.Held(ctx, name, 1)
	if err != nil || len(held) == 0 || p.Now().Sub(held[0].At) < leftFor {
		return err
	}
	_, err = p.queue.Insert(ctx, digestArgs{Destination: name}, &river.InsertOpts{Queue: queueDeliver, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}})
	return err
}
