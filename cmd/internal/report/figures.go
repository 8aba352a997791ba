package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// A Unit is what a period of time is.
type Unit string

// The units. The list is closed.
const (
	Month   Unit = "month"
	Quarter Unit = "quarter"
	Year    Unit = "year"
)

// Units are all units, the shortest first.
var Units = []Unit{Month, Quarter, Year}

// A Period is one of them: its first and its last day.
type Period struct {
	Unit     Unit
	From, To time.Time
}

// PeriodOf returns the period that holds a day.
func PeriodOf(u Unit, day time.Time) Period {
	y, m, _ := day.Date()
	months := 12
	switch u {
	case Month:
		months = 1
	case Quarter:
		m, months = (m-1)/3*3+1, 3
	default:
		m = 1
	}
	from := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return Period{u, from, from.AddDate(0, months, -1)}
}

// Next returns the period that follows.
func (p Period) Next() Period { return PeriodOf(p.Unit, p.To.AddDate(0, 0, 1)) }

// In says a period in a language.
func (p Period) In(lang string) string {
	y, m := p.From.Year(), int(p.From.Month())
	switch {
	case p.Unit == Month && lang == zh:
		return fmt.Sprintf("%d年%d月", y, m)
	case p.Unit == Month:
		return p.From.Format("Jan 2006")
	case p.Unit == Quarter && lang == zh:
		return fmt.Sprintf("%d年第%d季度", y, (m+2)/3)
	case p.Unit == Quarter:
		return fmt.Sprintf("Q%d %d", (m+2)/3, y)
	case lang == zh:
		return fmt.Sprintf("%d年", y)
	}
	return strconv.Itoa(y)
}

// A Figure counts something.
type Figure struct {
	Acts    int
	Matters int // with at least one of the acts
	New     int // matters of which one of the acts is the first
}

// A Value is a figure of one fact of a facet.
type Value struct {
	search.Fact
	Figure
}

// A Bar is the figure of a period.
type Bar struct {
	Period
	Figure
}

// Figures are what a sample comes to.
type Figures struct {
	All     Figure
	Bars    []Bar // without gaps, the eldest first; the last maxBars
	By      map[search.Facet][]Value
	Bounded bool // there were more acts than are counted
}

// maxBars bounds the periods of figures: months of ten years.
const maxBars = 120

// A Counter makes figures of the acts of a sample. Its zero value counts no
// periods: make it by [NewCounter].
type Counter struct {
	unit    Unit
	facets  []search.Facet
	matters map[string]uint32
	all     Figure
	bars    map[Period]*Figure
	values  map[search.Fact]*value // by the folded fact
	folded  map[search.Fact]*value // as it is written
	seen    map[pair]bool
}

// A pair is a matter and what it has been counted for: a number of a value, or
// of a period.
type pair struct{ matter, what uint32 }

type value struct {
	Value
	id uint32
}

// NewCounter counts by periods of a unit and by facets.
func NewCounter(u Unit, facets ...search.Facet) *Counter {
	return &Counter{
		unit: u, facets: facets, matters: map[string]uint32{}, bars: map[Period]*Figure{},
		values: map[search.Fact]*value{}, folded: map[search.Fact]*value{}, seen: map[pair]bool{},
	}
}

// Add counts an act.
func (c *Counter) Add(a store.Counted) {
	m, old := c.matters[a.Matter]
	if !old {
		m = uint32(len(c.matters))
		c.matters[a.Matter] = m
	}
	count(&c.all, !old, a.Begins)
	p := PeriodOf(c.unit, a.Day)
	bar := c.bars[p]
	if bar == nil {
		bar = &Figure{}
		c.bars[p] = bar
	}
	count(bar, c.first(m, uint32(p.From.Year()*16+int(p.From.Month()))), a.Begins)
	for _, f := range a.Facts {
		if !slices.Contains(c.facets, f.Facet) {
			continue
		}
		v := c.value(f)
		count(&v.Figure, c.first(m, v.id), a.Begins)
	}
}

// value finds the value of a fact in any spelling.
func (c *Counter) value(f search.Fact) *value {
	if v := c.folded[f]; v != nil {
		return v
	}
	same := f.Folded()
	v := c.values[same]
	if v == nil {
		v = &value{Value: Value{Fact: f}, id: 1<<20 + uint32(len(c.values))}
		c.values[same] = v
	}
	v.Fact.Value = min(v.Fact.Value, f.Value)
	c.folded[f] = v
	return v
}

func (c *Counter) first(matter, what uint32) bool {
	p := pair{matter, what}
	if c.seen[p] {
		return false
	}
	c.seen[p] = true
	return true
}

func count(f *Figure, matter, begins bool) {
	f.Acts++
	if matter {
		f.Matters++
	}
	if begins {
		f.New++
	}
}

// Figures returns what was counted. Of each facet the values come by their
// matters, the most first, but for closed lists that have an order of their own.
func (c *Counter) Figures() Figures {
	out := Figures{All: c.all, By: map[search.Facet][]Value{}}
	for _, v := range c.values {
		out.By[v.Facet] = append(out.By[v.Facet], v.Value)
	}
	for _, vs := range out.By {
		slices.SortFunc(vs, func(a, b Value) int {
			return cmp.Or(b.Matters-a.Matters, b.Acts-a.Acts, cmp.Compare(a.Value, b.Value))
		})
	}
	var ps []Period
	for p := range c.bars {
		ps = append(ps, p)
	}
	if len(ps) == 0 {
		return out
	}
	slices.SortFunc(ps, func(a, b Period) int { return a.From.Compare(b.From) })
	first, last := ps[0], ps[len(ps)-1]
	for p := first; !p.From.After(last.From) && p.From.Year() <= last.From.Year(); p = p.Next() {
		bar := Bar{Period: p}
		if f := c.bars[p]; f != nil {
			bar.Figure = *f
		}
		if out.Bars = append(out.Bars, bar); len(out.Bars) > maxBars {
			out.Bars = out.Bars[1:]
		}
	}
	return out
}

// Only returns the values of which keep says so.
func Only(vs []Value, keep func(Value) bool) []Value {
	return slices.DeleteFunc(slices.Clone(vs), func(v Value) bool { return !keep(v) })
}

// A Lag is how long acts of a period took, from what the authority dates them
// by to our seeing them, and from there to the first message.
type Lag struct {
	Period
	Acts           int
	Seen50, Seen90 time.Duration
	Told50, Told90 time.Duration
}

// Lags are the lags of acts by the period in which they were told.
func Lags(u Unit, delays []store.Delay) []Lag {
	var out []Lag
	var seen, told []time.Duration
	flush := func() {
		if n := len(out) - 1; n >= 0 {
			l := &out[n]
			l.Acts, l.Seen50, l.Seen90, l.Told50, l.Told90 = len(seen), part(seen, 50), part(seen, 90), part(told, 50), part(told, 90)
		}
		seen, told = nil, nil
	}
	for _, d := range delays { // in the order of time
		if p := PeriodOf(u, d.Told.In(beijing)); len(out) == 0 || out[len(out)-1].Period != p {
			flush()
			out = append(out, Lag{Period: p})
		}
		seen, told = append(seen, d.First.Sub(d.Filed)), append(told, d.Told.Sub(d.First))
	}
	flush()
	return out
}

// part returns the value below which percent of all lie.
func part(all []time.Duration, percent int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)*percent/100, len(all)-1)]
}

var beijing = time.FixedZone("CST", 8*60*60) // no summer time since 1991

// A Quality is what people said of the alerts of a period.
type Quality struct {
	Period
	Useful, False, Repeated, Late int
}

// Said is how much was said that bears on precision.
func (q Quality) Said() int { return q.Useful + q.False }

// Precision is the part of what was said to be useful or false that is useful,
// in percent; ok is false where nobody said either.
func (q Quality) Precision() (percent int, ok bool) {
	if q.Said() == 0 {
		return 0, false
	}
	return (100*q.Useful + q.Said()/2) / q.Said(), true
}

// Qualities are what was said by the period in which it was.
func Qualities(u Unit, opinions []store.Opinion) []Quality {
	var out []Quality
	for _, o := range opinions { // in the order of time
		if p := PeriodOf(u, o.At.In(beijing)); len(out) == 0 || out[len(out)-1].Period != p {
			out = append(out, Quality{Period: p})
		}
		q := &out[len(out)-1]
		switch o.Said {
		case store.Useful:
			q.Useful++
		case store.FalseAlarm:
			q.False++
		case store.Repeated:
			q.Repeated++
		case store.Late:
			q.Late++
		}
	}
	return out
}

// Long says a duration to what matters of it: minutes, hours or days.
func Long(d time.Duration, lang string) string {
	say := func(n float64, texts [2]string) string { return fmt.Sprintf(in(texts, lang), n) }
	switch {
	case d < 0:
		return "0"
	case d < 90*time.Minute:
		return say(d.Minutes(), [2]string{"%.0f 分钟", "%.0f min"})
	case d < 48*time.Hour:
		return say(d.Hours(), [2]string{"%.1f 小时", "%.1f h"})
	}
	return say(d.Hours()/24, [2]string{"%.1f 天", "%.1f days"})
}
