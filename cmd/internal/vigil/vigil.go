// Package vigil watches the program itself: that it ticks, visits, finds
// something and that its test filings arrive.
//
// It rests on nothing that it watches. It has a goroutine and a clock of its own,
// needs no queue, and tells administrators itself, at every destination they
// have. Where the store does not answer, which is one of the things it looks
// for, each node tells what it sees; else one of them does.
package vigil

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// What is watched.
const (
	Store  = "store"
	Tick   = "tick"
	Visit  = "visit"
	Filing = "filing"
	Canary = "canary"
)

// How long silence may last. A tick is due every half a minute, a test filing
// every hour; courts are closed for a long weekend, all of them.
const (
	storeFor  = 5 * time.Minute
	tickFor   = 10 * time.Minute
	visitFor  = time.Hour // beyond the time at which a visit was due
	filingFor = 6 * 24 * time.Hour
	canaryFor = 2*time.Hour + 10*time.Minute
)

const (
	lookEvery = time.Minute
	lookFor   = 20 * time.Second // an answer of the store is waited for
	tellFor   = 20 * time.Second // a destination is tried
	tellEvery = 6 * time.Hour    // while it lasts
)

// A Vigil is who watches.
type Vigil struct {
	Pulse   func(context.Context) (store.Pulse, error)
	Due     func(context.Context, time.Time) (time.Time, error) // when the first visit after a time is due; zero is never
	Canary  bool                                                // test filings are sent
	Admins  []Admin
	Claim   func(ctx context.Context, what string, now time.Time) (bool, error) // whether this node is to tell of it now; of several one is
	Console string
	Now     func() time.Time
	Log     *slog.Logger

	began    time.Time
	answered time.Time            // the store last did
	found    []Silence            // when it did
	told     map[string]time.Time // of what lasts, when it was told
}

// An Admin is a destination of the administrators.
type Admin struct {
	Name     string
	Language string
	alerts.Notifier
}

// A Silence is that something does not happen which always does.
type Silence struct {
	What  string
	Since time.Time // it last did; zero is never
}

// Run watches until ctx ends.
func (v *Vigil) Run(ctx context.Context) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		v.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Look looks once, and tells of what has become silent and of what has not
// any more.
func (v *Vigil) Look(ctx context.Context) {
	now := v.Now()
	if v.told == nil {
		v.told, v.began, v.answered = map[string]time.Time{}, now, now
	}
	found := v.silences(ctx, now)
	for _, s := range found {
		if last, lasts := v.told[s.What]; lasts && now.Sub(last) < tellEvery {
			continue
		}
		v.told[s.What] = now
		v.Log.Error("the program is silent", "what", s.What, "since", s.Since)
		if mine, err := v.claim(ctx, s.What, now); mine || err != nil {
			v.tell(ctx, s, now, false)
		}
	}
	for what := range v.told {
		if !slices.ContainsFunc(found, func(s Silence) bool { return s.What == what }) {
			delete(v.told, what)
			v.Log.Info("the program works again", "what", what)
			if mine, err := v.claim(ctx, what+" over", now); mine || err != nil {
				v.tell(ctx, Silence{what, now}, now, true)
			}
		}
	}
}

func (v *Vigil) claim(ctx context.Context, what string, now time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	return v.Claim(ctx, what, now)
}

// silences returns what is silent. A store that does not answer hides the rest.
func (v *Vigil) silences(ctx context.Context, now time.Time) []Silence {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	p, err := v.Pulse(ctx)
	var due time.Time
	if err == nil {
		due, err = v.Due(ctx, later(p.Visit, v.began))
	}
	if err != nil {
		v.Log.Warn("the program's pulse cannot be felt", "err", err)
		if now.Sub(v.answered) > storeFor {
			return []Silence{{Store, v.answered}}
		}
		return v.found
	}
	v.answered, v.found = now, Silences(p, due, v.Canary, v.began, now)
	return v.found
}

// Silences returns what has been silent for too long, by when it last was not,
// when a visit was due after the last one, and when this process began: what
// happened while nothing ran is nobody's fault. It is pure.
func Silences(p store.Pulse, due time.Time, canary bool, began, now time.Time) []Silence {
	var out []Silence
	if now.Sub(later(p.Tick, began)) > tickFor {
		out = append(out, Silence{Tick, p.Tick})
	}
	if !due.IsZero() && now.Sub(due) > visitFor {
		out = append(out, Silence{Visit, p.Visit})
	}
	if !p.Filing.IsZero() && now.Sub(later(p.Filing, began)) > filingFor {
		out = append(out, Silence{Filing, p.Filing})
	}
	if canary && now.Sub(later(p.Canary, began)) > canaryFor {
		out = append(out, Silence{Canary, p.Canary})
	}
	return out
}

// tell tells every administrator, whatever becomes of the others.
func (v *Vigil) tell(ctx context.Context, s Silence, now time.Time, over bool) {
	reached := 0
	for _, a := range v.Admins {
		id := fmt.Sprintf("silent@%s@%s>%s", s.What, now.UTC().Truncate(time.Hour).Format(time.RFC3339), a.Name)
		if over {
			id = "over-" + id
		}
		try, cancel := context.WithTimeout(ctx, tellFor)
		err := a.Notify(try, alerts.Silent(id, now, s.What, s.Since, over, v.Console, a.Language))
		cancel()
		if err != nil {
			v.Log.Error("an administrator was not told", "what", s.What, "destination", a.Name, "err", err)
			continue
		}
		reached++
	}
	if reached == 0 {
		v.Log.Error("no administrator was told", "what", s.What, "destinations", len(v.Admins))
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
