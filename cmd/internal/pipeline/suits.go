package pipeline

import (
	"context"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// year is how far back suits are counted.
const year = 365 * 24 * time.Hour

// suitsOf returns those of the filings that are of suits against many sellers,
// history included, with who stands behind them.
func suitsOf(fs []crawlers.Filing) []store.Suit {
	var suits []store.Suit
	for _, f := range fs {
		if relevance.Mass(f) {
			by, begun := relevance.Suitors(f)
			suits = append(suits, store.Suit{Key: f.Key, By: by, Begun: begun})
		}
	}
	return suits
}

// A suitor is what our own records say of those behind a suit.
type suitor struct {
	repeats []alerts.Repeat
	rights  crawlers.Filing // that they sued over before, while the defendants are sealed
}

// suitor looks up who brings a suit, and reads its verdict again in the light
// of what they do.
func (p *Pipeline) suitor(ctx context.Context, a store.Act, v *alerts.Verdict, limits alerts.Limits) (s suitor, err error) {
	if a.Kind != crawlers.Lawsuit || v.Not() && v.Stage != "complaint" && v.Stage != "ip-report" {
		return s, nil
	}
	by, _ := relevance.Suitors(a.Filing)
	if s.repeats, err = p.Store.Repeats(ctx, by, p.Now().Add(-year)); err != nil {
		return s, err
	}
	*v = relevance.Habit(*v, a.Filing, s.repeats, limits.HabitOf())
	if !v.Not() && alerts.Sealed(a.Filing, *v) {
		s.rights, err = p.Store.Rights(ctx, by, a.Matter)
	}
	return s, err
}

// aList is how many sellers are named where no paper is said to be the list of
// them: a few who have answered are none.
const aList = 5

// owed completes what was found with what is owed to those who heard of a
// matter before it was public whom it is against, now that it is and they are
// not concerned by a name.
func (p *Pipeline) owed(ctx context.Context, a store.Act, v alerts.Verdict, found []alerts.Alert) ([]alerts.Alert, error) {
	listed := a.Kind == crawlers.Lawsuit && v.Category == alerts.CatScheduleA &&
		(v.Stage == "schedule-a-exhibit" && !alerts.Sealed(a.Filing, v) || len(alerts.Accused(a.Filing)) >= aList)
	if len(alerts.Accused(a.Filing)) == 0 || !listed && !(a.Kind == crawlers.Section337 && v.Not()) {
		return found, nil
	}
	unnamed, err := p.Store.Unnamed(ctx, a.Matter)
	if err != nil {
		return nil, err
	}
	var centers []string
	if len(found) > 0 {
		centers = found[0].Centers
	}
	for _, who := range unnamed {
		if !strings.HasPrefix(who, "w-") && listed {
			continue // centers hear of every list
		}
		i := slices.IndexFunc(found, func(to alerts.Alert) bool { return to.Subscriber == who })
		switch {
		case i < 0 && listed:
			end := alert(a.Filing, v, who, nil)
			end.Standing, end.Severity, end.Centers = alerts.Unlisted, alerts.Low, centers
			found = append(found, end)
		case i < 0:
			found = append(found, alert(a.Filing, v, who, []string{"被诉方已公开，" + v.Why}))
		case listed && found[i].Standing == "":
			found[i].Standing = alerts.Unlisted
		}
	}
	return found, nil
}
