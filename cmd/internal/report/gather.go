package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// Papers are the kinds of drafts about a time, the shortest first.
var Papers = []string{"daily", "monthly", "quarterly", "annual"}

// A Want says which draft about a time is wanted, and for whom.
type Want struct {
	Paper  string // one of [Papers]
	Day    time.Time
	By     string // 编制单位
	Made   time.Time
	In     store.Scope
	Places []alerts.Watched // how each place is seen
}

// period is that of the paper which holds its day.
func (w Want) period() (Period, error) {
	switch w.Paper {
	case "daily":
		return Day(w.Day), nil
	case "monthly":
		return PeriodOf(Month, w.Day), nil
	case "quarterly":
		return PeriodOf(Quarter, w.Day), nil
	case "annual":
		return PeriodOf(Year, w.Day), nil
	}
	return Period{}, fmt.Errorf("paper %q: want one of %q", w.Paper, Papers)
}

// Begins is the moment at which the period of a paper begins, in Beijing.
func (w Want) Begins() (time.Time, error) {
	p, err := w.period()
	from, _ := p.moments()
	return from, err
}

// moments are the bounds of the days of a period in Beijing.
func (p Period) moments() (from, to time.Time) {
	const east = 8 * time.Hour
	return p.From.Add(-east), p.To.AddDate(0, 0, 1).Add(-east)
}

// Gather drafts a paper from what a store holds.
func Gather(ctx context.Context, db *store.DB, w Want) (Draft, error) {
	period, err := w.period()
	if err != nil {
		return Draft{}, err
	}
	b := Brief{Made: w.Made, Period: period, By: "编制单位：" + w.By, Places: w.Places}
	from, to := period.moments()
	if b.All, err = db.Tally(ctx, from, to, w.In); err != nil {
		return Draft{}, err
	}
	if b.Told, err = db.ToldIn(ctx, from, to, w.In, maxTold); err != nil {
		return Draft{}, err
	}
	if w.Paper == "daily" {
		return Daily(b), nil
	}
	for _, of := range []struct {
		to     *Figures
		period Period
	}{{&b.Figures, period}, {&b.Before, PeriodOf(period.Unit, period.From.AddDate(0, 0, -1))}} {
		counter := NewCounter(period.Unit, search.Facets...)
		bounded, err := db.Sample(ctx, store.Sample{
			From: of.period.From, To: of.period.To, Scope: w.In, Facts: []search.Fact{{Facet: search.Relevance, Value: "relevant"}},
		}, counter.Add)
		if err != nil {
			return Draft{}, err
		}
		*of.to = counter.Figures()
		of.to.Bounded = bounded
	}
	delays, err := db.Delays(ctx, from, to, w.In)
	if err != nil {
		return Draft{}, err
	}
	opinions, err := db.Opinions(ctx, from, to, w.In)
	if err != nil {
		return Draft{}, err
	}
	b.Lags, b.Quality = Lags(period.Unit, delays), Qualities(period.Unit, opinions)
	return Periodic(b), nil
}

// urgent is how many of a tally are high or above.
func urgent(all map[alerts.Severity]int) (n int) {
	for s, k := range all {
		if alerts.Compare(s, alerts.High) >= 0 {
			n += k
		}
	}
	return n
}

// sum is how many a tally holds.
func sum(all map[alerts.Severity]int) (n int) {
	for _, k := range all {
		n += k
	}
	return n
}

// tallied says a tally by severity, the gravest first.
func tallied(all map[alerts.Severity]int) string {
	var out strings.Builder
	for _, s := range slices.Backward([]alerts.Severity{alerts.Low, alerts.Normal, alerts.High, alerts.Critical}) {
		if all[s] > 0 {
			fmt.Fprintf(&out, "，%s%d条", s.In(zh), all[s])
		}
	}
	return out.String()
}
