package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// searchBudget is how many filings a day a saved search tells its owner of: one
// that finds more is for reading in the console.
const searchBudget = 20

// An asking is an alert that is told because a saved search asks for it.
type asking struct {
	of           int // the settlement
	alert        string
	owner, named string
}

// asked adds to what an act concerns the owners of saved searches that it
// answers: a center or a watchlist that is told of it anyhow reads so, another is
// told for its information.
func (p *Pipeline) asked(ctx context.Context, f crawlers.Filing, v alerts.Verdict, found []alerts.Alert, tell map[string][]string, centers region.Centers) ([]alerts.Alert, []asking, error) {
	searches, err := p.searches(ctx)
	if err != nil || len(searches) == 0 {
		return found, nil, err
	}
	hide, err := p.Store.Hiding(ctx)
	if err != nil {
		return found, nil, err
	}
	var out []asking
	for _, s := range searches {
		if _, watched := tell[s.Owner]; !watched && !centers.Has(s.Owner) || hide(s.Query.Text) != s.Query.Text || !s.Query.Match(f, v) {
			continue
		}
		why := "符合已保存的检索“" + s.Name + "”"
		if i := slices.IndexFunc(found, func(a alerts.Alert) bool { return a.Subscriber == s.Owner }); i >= 0 {
			found[i].Reasons = append(slices.Clip(found[i].Reasons), why)
			continue
		}
		a := alert(f, v, s.Owner, []string{why})
		a.Severity = alerts.Low
		found = append(found, a)
		out = append(out, asking{alert: a.ID, owner: s.Owner, named: s.Name})
	}
	return found, out, nil
}

// spend returns what is told without what is more than saved searches may tell
// in a day; the last within it says so. What it was given stays as it is, since
// the transaction may be begun again. The order in which rows are locked is
// always the same.
func spend(ctx context.Context, tx *sql.Tx, all []store.Settlement, asked []asking, now time.Time) ([]store.Settlement, error) {
	if len(asked) == 0 {
		return all, nil
	}
	all = slices.Clone(all)
	for _, a := range asked {
		all[a.of].Alerts = slices.Clone(all[a.of].Alerts)
	}
	day := now.In(clock.Beijing).Format(time.DateOnly)
	slices.SortStableFunc(asked, func(a, b asking) int {
		return cmp.Or(strings.Compare(a.owner, b.owner), strings.Compare(a.named, b.named))
	})
	for _, a := range asked {
		s := &all[a.of]
		n, err := store.SpendSearch(ctx, tx, a.owner, a.named, day)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(s.Alerts, func(t store.Told) bool { return t.Alert.ID == a.alert })
		switch {
		case i < 0:
		case n > searchBudget:
			s.Alerts = slices.Delete(s.Alerts, i, i+1)
		case n == searchBudget:
			told := &s.Alerts[i].Alert
			told.Reasons = append(slices.Clip(told.Reasons), "该检索今日提示已达上限，其余请在检索页查看")
		}
	}
	return all, nil
}
