package crawlers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Watch is a mark that somebody watches, for a place that lists nothing by
// itself and is asked for each.
type Watch struct {
	Mark    string
	Precise bool // who watches it names its classes or its owner
}

// name is what a mark is remembered by, however it is written. It is short
// enough for a key of any database.
func (w Watch) name() string {
	const most = 300
	name := cmp.Or(FoldName(w.Mark), w.Mark)
	if len(name) > most {
		sum := sha256.Sum256([]byte(name))
		return hex.EncodeToString(sum[:])
	}
	return name
}

// A turn is a mark that may be asked for.
type turn struct {
	Watch
	last time.Time // zero: it never was
}

// age is how long the mark has waited, as it counts.
func (t *turn) age(now time.Time) time.Duration {
	if t.Precise {
		return 2 * now.Sub(t.last)
	}
	return now.Sub(t.last)
}

// Turns returns which marks are to be asked for now, and in which order: those
// that never were before the others, and these by how long ago that was, which
// counts twice for a precise one. A mark has one turn however often it is
// watched, and none within rest of the last. Asked holds when each was asked
// for, by name. It is pure.
func Turns(watched []Watch, asked map[string]time.Time, rest time.Duration, now time.Time) []Watch {
	var turns []turn
	at := map[string]int{}
	for _, w := range watched {
		name := w.name()
		if i, ok := at[name]; ok {
			turns[i].Precise = turns[i].Precise || w.Precise
			continue
		}
		if last, ok := asked[name]; !ok || now.Sub(last) >= rest {
			at[name] = len(turns)
			turns = append(turns, turn{w, last})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int {
		if a.last.IsZero() || b.last.IsZero() {
			return a.last.Compare(b.last)
		}
		return cmp.Compare(b.age(now), a.age(now))
	})
	var out []Watch
	for _, t := range turns {
		out = append(out, t.Watch)
	}
	return out
}

// EachTurn has ask put the visit's question for one mark after the other, as
// far as the budget goes. A mark has had its turn once ask says that it is done,
// all pages that it took were read well and their filings have been handed on;
// it keeps its turn otherwise, and does not hold up the others, since what is
// wrong may be with that mark alone. Where ask is not done, the others are left
// for another visit. A visit that has nothing to ask ends well and says why; one
// at which marks have waited longer than late warns that they are too many.
func (v *Visit) EachTurn(rest, late time.Duration, ask func(Watch) (done bool)) error {
	turns, err := v.turns(rest, late)
	if err != nil {
		return err
	}
	for i, w := range turns {
		if spent, err := v.pausing(len(turns)-i, len(turns)); spent || err != nil {
			return err
		}
		before := v.outcomes()
		done := ask(w)
		if err := context.Cause(v.ctx); err != nil {
			return err
		}
		if !done {
			_, err := v.pausing(len(turns)-i, len(turns))
			return err
		}
		if v.well(before) {
			if err := v.answered(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// pausing reports whether the budget is spent for this visit, and says so.
func (v *Visit) pausing(left, of int) (bool, error) {
	err := v.Spent()
	if spent, ok := errors.AsType[*BudgetError](err); ok {
		v.rest("%d of %d marks keep their turn: %s", left, of, spent)
		return true, nil
	}
	return false, err
}

// turns returns the marks to be asked for at this visit.
func (v *Visit) turns(rest, late time.Duration) ([]Watch, error) {
	if v.env.Watched == nil {
		v.rest("nobody says which marks are watched in %s", v.Asks)
		return nil, nil
	}
	watched, err := v.env.Watched(v.ctx, v.Asks)
	if err != nil {
		return nil, err
	}
	var asked map[string]time.Time
	if v.env.Asked != nil {
		if asked, err = v.env.Asked(v.ctx, v.Name); err != nil {
			return nil, err
		}
	}
	now := v.env.Now()
	out := Turns(watched, asked, rest, now)
	waited := 0
	for _, w := range out {
		if last, ok := asked[w.name()]; ok && now.Sub(last) > late {
			waited++
		}
	}
	if waited > 0 {
		v.Warn("more marks are watched than can be asked for in time: watch fewer of them in "+v.Asks, "marks", len(out), "late", waited, "limit", late)
	}
	switch {
	case len(watched) == 0:
		v.rest("no mark is watched in %s", v.Asks)
	case len(out) == 0:
		v.rest("every mark watched in %s was asked for within the last %s", v.Asks, rest)
	}
	return out, nil
}

// rest says why nothing more is asked at this visit, though all is well.
func (v *Visit) rest(format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	v.Log.Info("nothing more to ask", "why", why)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.report.Outcomes = append(v.report.Outcomes, Outcome{URL: v.URL, State: Unchanged, Why: why}) // but no page
}

// well reports whether there were pages after the first n, and all were read.
func (v *Visit) well(n int) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	pages := v.report.Outcomes[n:]
	return len(pages) > 0 && !slices.ContainsFunc(pages, func(o Outcome) bool { return !o.State.Well() })
}

// answered records that a mark has had its turn.
func (v *Visit) answered(w Watch) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.flush(); err != nil || v.env.Answered == nil {
		return err
	}
	return v.env.Answered(v.ctx, v.Name, w.name(), v.env.Now())
}

// Spent returns a [BudgetError] if no more requests can be made within this
// visit, and nil while they can.
func (v *Visit) Spent() error { return v.env.Transport.affordable(v.ctx, v.Meta) }
