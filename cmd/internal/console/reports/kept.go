package reports

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// How long figures are shown again: so many times as long as it took to count
// them, at most keptMost. Where counting takes milliseconds they are always
// new; where it takes seconds it costs one part in keptTimes of a processor,
// however often they are asked for.
const (
	keptTimes = 100
	keptMost  = 10 * time.Minute
	keptMany  = 64 // questions
)

// counts are figures as they were counted, of each facet as many values as are
// shown.
type counts struct {
	report.Figures
	lags    []report.Lag
	quality []report.Quality

	left  map[search.Facet]int // values that are not shown
	at    time.Time
	until time.Time
}

func newCounts(in report.Figures) counts {
	c := counts{Figures: in, left: map[search.Facet]int{}}
	c.By = map[search.Facet][]report.Value{}
	for _, o := range facets {
		values := in.By[o.facet]
		if o.facet == search.Place { // provinces here; what is in them is a search away
			values = report.Only(values, report.Province)
		}
		shown := min(len(values), o.most)
		c.By[o.facet], c.left[o.facet] = slices.Clone(values[:shown]), len(values)-shown
	}
	return c
}

// A question is what is counted, and for whom.
type question struct {
	unit   report.Unit
	sample store.Sample
	scope  account.Scope
}

// name is another one for each question.
func (q question) name() string {
	s := q.sample
	return fmt.Sprintf("%s %s %s %q %q %t %q", q.unit, s.From.Format(time.DateOnly), s.To.Format(time.DateOnly), s.Facts, s.Scope.Subscribers, q.scope.All, q.scope.Subscribers)
}

// A keeper keeps figures by what was asked. Who asks what is being counted
// waits for that.
type keeper struct {
	flight singleflight.Group
	mu     sync.Mutex
	kept   map[string]counts
}

// count answers a question. What is hidden from all is part of it: a takedown
// holds at once.
func (k *keeper) count(ctx context.Context, db *store.DB, q question) (counts, error) {
	hidden, err := db.Veiled(ctx)
	if err != nil {
		return counts{}, err
	}
	name := hidden + q.name()
	if c, ok := k.get(name); ok {
		return c, nil
	}
	// The count goes on for the others when the first who asked goes away.
	ctx = context.WithoutCancel(ctx)
	v, err, _ := k.flight.Do(name, func() (any, error) {
		begun := time.Now()
		c, err := q.answer(ctx, db)
		if err != nil {
			return nil, err
		}
		now := time.Now()
		c.at, c.until = begun, now.Add(min(keptTimes*now.Sub(begun), keptMost))
		k.put(name, c)
		return c, nil
	})
	if err != nil {
		return counts{}, err
	}
	return v.(counts), nil
}

func (q question) answer(ctx context.Context, db *store.DB) (c counts, err error) {
	var by []search.Facet
	for _, o := range facets {
		by = append(by, o.facet)
	}
	counter := report.NewCounter(q.unit, by...)
	bounded, err := db.Sample(ctx, q.sample, counter.Add)
	if err != nil {
		return counts{}, err
	}
	in := counter.Figures()
	in.Bounded = bounded
	c = newCounts(in)
	told, some := toldTo(q.scope)
	if !some {
		return c, nil
	}
	from, to := moments(q.sample)
	delays, err := db.Delays(ctx, from, to, told)
	if err != nil {
		return counts{}, err
	}
	opinions, err := db.Opinions(ctx, from, to, told)
	if err != nil {
		return counts{}, err
	}
	c.lags, c.quality = report.Lags(q.unit, delays), report.Qualities(q.unit, opinions)
	return c, nil
}

func (k *keeper) get(name string) (counts, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := k.kept[name]
	return c, ok && time.Now().Before(c.until)
}

// put keeps figures, and where there are too many lets go of those whose time
// ends first.
func (k *keeper) put(name string, c counts) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]counts{}
	}
	k.kept[name] = c
	for len(k.kept) > keptMany {
		var first string
		for name, c := range k.kept {
			if first == "" || c.until.Before(k.kept[first].until) {
				first = name
			}
		}
		delete(k.kept, first)
	}
}
