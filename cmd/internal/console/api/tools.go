package api

import (
	"errors"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A source is how a place was seen last.
type source struct {
	Source string         `json:"source"`
	State  crawlers.State `json:"state" doc:"ok, unchanged, empty, truncated, changed-shape, blocked or failed"`
	Well   bool           `json:"well"`
	At     time.Time      `json:"at" doc:"When the visit ended"`
	New    time.Time      `json:"new,omitzero" doc:"When it last brought something new"`
}

// sources are all of them.
type sources struct {
	Items []source `json:"items"`
}

func (c *call) listSources(struct{}) (out sources, err error) {
	out.Items = []source{}
	visits, err := c.Store.LastVisits(c.ctx)
	if err != nil {
		return out, err
	}
	for _, v := range visits {
		s := source{Source: v.Source, State: v.State, Well: v.State.Well(), At: v.Ended}
		if s.New, err = c.Store.LastNew(c.ctx, v.Source); err != nil {
			return out, err
		}
		out.Items = append(out.Items, s)
	}
	return out, nil
}

// visits are those of a source.
type visits struct {
	Items []store.Visit `json:"items"`
}

func (c *call) listVisits(in struct {
	Source string `query:"source" max:"100"`
	Limit  int    `query:"limit" min:"1" max:"100" default:"20"`
}) (out visits, err error) {
	all, err := c.Store.Visits(c.ctx, in.Source, in.Limit)
	for i := range all {
		v := &all[i]
		v.Error = web.Clean(v.Error, web.LineLength)
		if v.Warnings == nil {
			v.Warnings = []string{}
		}
	}
	return visits{append([]store.Visit{}, all...)}, err
}

// A rule is one by which clocks are counted.
type rule struct {
	Rule     string `json:"rule"`
	Title    string `json:"title"`
	On       bool   `json:"on" doc:"It was verified, and counts"`
	Verified string `json:"verified,omitempty"`
	Citation string `json:"citation,omitempty"`
	From     string `json:"valid_from,omitempty"`
	To       string `json:"valid_to,omitempty"`
}

// rules are all of them.
type rules struct {
	Items []rule `json:"items"`
}

func (c *call) listRules(struct{}) (out rules, err error) {
	out.Items = []rule{}
	table, err := c.Store.Rules(c.ctx)
	if err != nil {
		return out, err
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	for _, r := range table.Rules() {
		out.Items = append(out.Items, rule{r.ID, r.Title.In(c.lang), r.On(), r.Verified, r.Citation, day(r.From), day(r.To)})
	}
	return out, nil
}

func (c *call) countClock(in struct {
	Rule     string `path:"rule" max:"60" doc:"Such as itc.response"`
	Date     string `query:"date" need:"true" max:"10" doc:"The day it is counted from, YYYY-MM-DD"`
	Extended bool   `query:"extended" doc:"With every extension"`
	Zone     string `query:"zone" max:"40" doc:"The court's zone, such as America/Chicago or CT"`
}) (clock.Record, error) {
	table, err := c.Store.Rules(c.ctx)
	if err != nil {
		return clock.Record{}, err
	}
	from, err := clock.ParseDay(in.Date)
	if err != nil {
		return clock.Record{}, wrong("date", "应为 2026-03-31 形式的日期", "want a day such as 2026-03-31")
	}
	o := clock.Options{Extended: in.Extended, From: clock.FromUser, Today: c.Now()}
	if in.Zone != "" {
		zone, err := clock.Zone(in.Zone)
		if err != nil {
			return clock.Record{}, wrong("zone", "没有这个时区", "no such zone")
		}
		o.Zone = zone.String()
	}
	k, err := table.Count(in.Rule, from, o)
	var unknown *clock.UnknownRuleError
	var none *clock.NoClockError
	switch {
	case errors.As(err, &unknown):
		return clock.Record{}, store.ErrNotFound
	case errors.As(err, &none):
		return clock.Record{}, wrong("date", err.Error(), err.Error())
	case err != nil:
		return clock.Record{}, err
	}
	return k.Record(), nil
}

// An address is where somebody is.
type address struct {
	Address string `json:"address" max:"1000"`
	Name    string `json:"name" max:"300" doc:"Of the company, which may name its place"`
	Day     string `json:"day" max:"10" doc:"Whose centers count; today by default"`
}

// A route is where an address is and who looks after it.
type route struct {
	Address string       `json:"address"`
	Code    string       `json:"code,omitempty"`
	Level   region.Level `json:"level"`
	Name    string       `json:"name,omitempty" doc:"Of the place"`
	Grade   region.Grade `json:"grade" doc:"stated, inferred or unknown"`
	Centers []string     `json:"centers" doc:"The leading one first"`
	Reasons []string     `json:"reasons"`
}

func (c *call) route(in struct{ Body address }) (out route, err error) {
	a := in.Body
	if a.Address == "" && a.Name == "" {
		return out, wrong("address", "地址与名称至少填一项", "want an address or a name")
	}
	on, err := day(a.Day, "day")
	if err != nil {
		return out, err
	}
	if on.IsZero() {
		on = c.Now()
	}
	network, err := c.Store.Network(c.ctx)
	if err != nil {
		return out, err
	}
	at := network.Find(a.Address, a.Name, "")
	why := region.Explain(a.Address, a.Name, at)
	out = route{a.Address, at.Code, at.Level, at.Name, at.Grade, []string{}, []string{}}
	if at.Abroad() {
		out.Reasons = append(out.Reasons, why)
		return out, nil
	}
	for i, r := range network.Chain(at, why, on) {
		out.Centers = append(out.Centers, r.Center.ID)
		if i == 0 {
			out.Reasons = append(out.Reasons, r.Reasons...)
		}
	}
	return out, nil
}

// screening is what is screened, and by what.
type screening struct {
	Lists   []string          `json:"lists" max:"100" doc:"Watchlists by their ids; all that may be seen, where there are none"`
	Filings []crawlers.Filing `json:"filings" need:"true" max:"200" doc:"As tocsin parse prints them"`
}

// hits are which entries were hit.
type hits struct {
	Items []alerts.Hit `json:"items"`
}

func (c *call) screen(in struct{ Body screening }) (out hits, err error) {
	out.Items = []alerts.Hit{}
	lists, err := c.watchlists()
	if err != nil {
		return out, err
	}
	for _, id := range in.Body.Lists {
		if !slices.ContainsFunc(lists, func(w alerts.Watchlist) bool { return w.ID == id }) {
			return out, store.ErrNotFound
		}
	}
	if len(in.Body.Lists) > 0 {
		lists = slices.DeleteFunc(lists, func(w alerts.Watchlist) bool { return !slices.Contains(in.Body.Lists, w.ID) })
	}
	matcher := alerts.NewMatcher(lists)
	for _, f := range in.Body.Filings {
		if err := c.ctx.Err(); err != nil {
			return out, err
		}
		out.Items = append(out.Items, matcher.Match(f, alerts.Verdict{})...)
	}
	return out, nil
}

// watchlists are those that the caller may see.
func (c *call) watchlists() ([]alerts.Watchlist, error) {
	scope, err := c.scope()
	if err != nil {
		return nil, err
	}
	all, err := c.Store.Watchlists(c.ctx)
	return slices.DeleteFunc(all, func(w alerts.Watchlist) bool { return !account.May(c.user, account.See, scope, w.ID) }), err
}

// A deed is what somebody did.
type deed struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	What   string    `json:"what"`
	On     string    `json:"on"`
	Detail string    `json:"detail,omitempty"`
}

func (c *call) listDeeds(in struct {
	paged
	Who  string `query:"who" max:"200"`
	What string `query:"what" max:"100"`
	On   string `query:"on" max:"500"`
}) (out page[deed], err error) {
	out.Items = []deed{}
	before, err := place(in.After)
	if err != nil {
		return out, err
	}
	deeds, err := c.Store.Deeds(c.ctx, store.DeedsOf{Who: in.Who, What: in.What, On: in.On, Before: before}, in.Limit+1)
	if err != nil {
		return out, err
	}
	for i, d := range deeds {
		if i == in.Limit {
			out.Next = cursor(deeds[i-1].ID)
			break
		}
		out.Items = append(out.Items, deed(d))
	}
	return out, nil
}
