package reports

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

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

// A keeper keeps figures by what was asked. Who asks what is being counted
// waits for that.
type keeper struct {
	flight singleflight.Group
	mu     sync.Mutex
	kept   map[string]counts
}

// count counts a sample by unit and by what is shown. What a reader may see is part of the
// sample, and what is hidden from all is part of the question: a takedown holds
// at once.
func (k *keeper) count(ctx context.Context, db *store.DB, s store.Sample, unit report.Unit) (counts, error) {
	hidden, err := db.Veiled(ctx)
	if err != nil {
		return counts{}, err
	}
	question := fmt.Sprintf("%s %q %+q", hidden, unit, s)
	if c, ok := k.get(question); ok {
		return c, nil
	}
	// The count goes on for the others when the first who asked goes away.
	ctx = context.WithoutCancel(ctx)
	v, err, _ := k.flight.Do(question, func() (any, error) {
		var by []search.Facet
		for _, o := range facets {
			by = append(by, o.facet)
		}
		begun := time.Now()
		counter := report.NewCounter(unit, by...)
		bounded, err := db.Sample(ctx, s, counter.Add)
		if err != nil {
			return nil, err
		}
		now, in := time.Now(), counter.Figures()
		in.Bounded = bounded
		c := newCounts(in)
		c.at, c.until = begun, now.Add(min(keptTimes*now.Sub(begun), keptMost))
		k.put(question, c)
		return c, nil
	})
	if err != nil {
		return counts{}, err
	}
	return v.(counts), nil
}

func (k *keeper) get(question string) (counts, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := k.kept[question]
	return c, ok && time.Now().Before(c.until)
}

// put keeps figures, and where there are too many lets go of those whose time
// ends first.
func (k *keeper) put(question string, c counts) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]counts{}
	}
	k.kept[question] = c
	for len(k.kept) > keptMany {
		var first string
		for q, c := range k.kept {
			if first == "" || c.until.Before(k.kept[first].until) {
				first = q
			}
		}
		delete(k.kept, first)
	}
}
