package admin

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/relevance"
)

// Bounds of what is said of verdicts.
const (
	maxJudges = 20
	maxDrifts = 60
)

// scored are the measures that are shown, in this order.
var scored = []string{relevance.Precision, relevance.Recall, "category", "stage", "chinese_party", relevance.Decided}

// A scoreRow is how a type of filings scored, measure by measure.
type scoreRow struct {
	Group string
	Cells []scoreCell
}

// A scoreCell is one measure of it, with its interval of 95 %.
type scoreCell struct {
	Name, Value, Interval, Count string
}

type driftRow struct {
	Month, Group, Share, Interval, Before string
	False, Of                             int
	Rises                                 bool
}

type judgeRow struct {
	By              string
	Verdicts, Asked int
	Share           string
	In, Out         int64
	Mean, Money     string
}

type thresholdRow struct {
	Says, Value string
	Set         bool // otherwise than it is shipped
}

type measuresPage struct {
	frame
	Model      string
	Tokens     string // spent today, and the limit
	Money      string
	Full       bool // a limit is reached
	Judges     []judgeRow
	Measures   []string
	Scores     []scoreRow
	Drifts     []driftRow
	More       int
	Rises      int
	Thresholds []thresholdRow
	Settings   []web.Setting
}

func percent(f float64) string { return fmt.Sprintf("%.1f %%", 100*f) }

func interval(low, high float64) string { return fmt.Sprintf("%.1f–%.1f", 100*low, 100*high) }

// measures shows how well filings are judged, what that takes, and the numbers
// that decide.
func (a *room) measures(r *web.Request) (web.Answer, error) {
	p := &measuresPage{frame: a.frame(r, "measures"), Model: web.Word(a.Model.Name), Settings: a.Settings}
	shares, err := relevance.ShippedScores()
	if err != nil {
		return web.Answer{}, err
	}
	p.Scores = scores(p.Frame, shares)
	for _, m := range scored {
		p.Measures = append(p.Measures, p.Word("measure", m))
	}
	limits, err := a.Store.Limits(r.Context())
	var wrong alerts.LimitErrors
	if err != nil && !errors.As(err, &wrong) { // by which nobody is told: what is shipped holds
		return web.Answer{}, err
	}
	for _, t := range slices.Concat(limits.Thresholds(), relevance.Thresholds()) {
		p.Thresholds = append(p.Thresholds, thresholdRow{t.Says[string(p.Lang)], t.Value, t.Name != "" && limits.Sets(t.Name)})
	}
	if err := a.spent(r, p); err != nil {
		return web.Answer{}, err
	}
	return r.Page("measures", p)
}

// spent fills in what judging took, and what people said of it.
func (a *room) spent(r *web.Request, p *measuresPage) error {
	ctx := r.Context()
	if a.Model.Name != "" {
		day := a.Now().UTC().Format(time.DateOnly)
		tokens, err := a.Store.SpentTokens(ctx, day)
		if err != nil {
			return err
		}
		money, err := a.Store.SpentTokens(ctx, day+relevance.Money)
		if err != nil {
			return err
		}
		p.Tokens, p.Money = of(strconv.FormatInt(tokens, 10), strconv.FormatInt(a.Model.DailyTokens, 10), a.Model.DailyTokens > 0), ""
		if sum := float64(money) / 1e6; sum > 0 || a.Model.DailyMoney > 0 {
			p.Money = of(fmt.Sprintf("%.2f", sum), fmt.Sprintf("%.2f %s", a.Model.DailyMoney, a.Model.Currency), a.Model.DailyMoney > 0)
			p.Full = a.Model.DailyMoney > 0 && sum >= a.Model.DailyMoney
		}
		p.Full = p.Full || a.Model.DailyTokens > 0 && tokens >= a.Model.DailyTokens
	}
	if a.Judges != nil {
		judges, err := a.Judges(ctx)
		if err != nil {
			return err
		}
		for _, j := range judges[:min(len(judges), maxJudges)] {
			row := judgeRow{By: web.Clean(j.By, 80), Verdicts: j.Verdicts, Asked: j.Asked, Share: percent(j.Share), In: j.In, Out: j.Out}
			if j.Asked > 0 {
				row.Mean = time.Duration(j.Mean * float64(time.Millisecond)).Round(10 * time.Millisecond).String()
			}
			if j.Money > 0 {
				row.Money = fmt.Sprintf("%.2f %s", j.Money, a.Model.Currency)
			}
			p.Judges = append(p.Judges, row)
		}
	}
	if a.Drifts == nil {
		return nil
	}
	drifts, err := a.Drifts(ctx)
	if err != nil {
		return err
	}
	p.More = max(0, len(drifts)-maxDrifts)
	for _, d := range drifts[:len(drifts)-p.More] {
		row := driftRow{Month: d.Month, Group: group(p.Frame, d.Group), Share: percent(float64(d.False) / float64(d.Of)), Interval: interval(d.Low, d.High), Before: percent(d.Before), False: d.False, Of: d.Of, Rises: d.Rises}
		if d.Rises {
			p.Rises++
		}
		p.Drifts = append(p.Drifts, row)
	}
	return nil
}

// of says how much of a limit something is.
func of(some, limit string, limited bool) string {
	if !limited {
		return some
	}
	return some + " / " + limit
}

// group says what "type patent", "source ecf" and "all" are.
func group(f web.Frame, s string) string {
	kind, name, ok := strings.Cut(s, " ")
	switch {
	case !ok:
		return f.Word("group", s)
	case kind == "type":
		name = f.Word("category", name)
	}
	return f.Word("group", kind) + " " + web.Word(name)
}

// scores are the accepted shares, one row for all and one for each type.
func scores(f web.Frame, shares []relevance.Share) []scoreRow {
	var out []scoreRow
	for _, s := range shares {
		n := slices.Index(scored, s.Measure)
		if n < 0 || s.Of == 0 || s.Group != "all" && !strings.HasPrefix(s.Group, "type ") {
			continue
		}
		name := group(f, s.Group)
		i := slices.IndexFunc(out, func(r scoreRow) bool { return r.Group == name })
		if i < 0 {
			i = len(out)
			out = append(out, scoreRow{name, make([]scoreCell, len(scored))})
		}
		share := float64(s.Right) / float64(s.Of)
		low, high := relevance.Wilson(share, s.Of)
		out[i].Cells[n] = scoreCell{f.Word("measure", s.Measure), percent(share), interval(low, high), fmt.Sprintf("%d / %d", s.Right, s.Of)}
	}
	return out
}
