package api

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/listing"
)

// resend puts a message that did not arrive back on its way.
func (c *call) resend(in byID) (delivery, error) {
	all, err := c.Store.Messages(c.ctx, store.MessagesOf{ID: in.ID}, 1)
	if err != nil {
		return delivery{}, err
	}
	if len(all) == 0 {
		return delivery{}, store.ErrNotFound
	}
	m, send := all[0], c.Desk.Resend
	if m.Notice {
		send = c.Desk.ResendNotice
	}
	if send == nil {
		return delivery{}, errUnserved
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := send(c.ctx, tx, m.ID); err != nil {
			return err
		}
		return c.record(tx, "delivery.resend", m.ID, "")
	})
	if errors.Is(err, store.ErrNotFound) {
		return delivery{}, refuse(409, "", "该消息已送达或正在投递，无需重发", "it has arrived, or is on its way")
	}
	return delivery{m.ID, m.Alert, m.Destination, store.Due, 0, c.Now(), ""}, err
}

// bySource names a place.
type bySource struct {
	Source string `path:"source" max:"100"`
}

// A plan is when a place is visited.
type plan struct {
	Source   string `json:"source"`
	Title    string `json:"title"`
	Schedule string `json:"schedule" doc:"cron, five fields"`
	Zone     string `json:"zone"`
	Pace     string `json:"pace" doc:"Between two requests, such as 5s"`
	Paused   bool   `json:"paused"`
	Off      string `json:"off,omitempty" doc:"Why the configuration has it not visited: off, token or fee"`
	Why      string `json:"why,omitempty" doc:"Of the last change"`
	Version  int    `json:"version" doc:"Of the changes over the configuration; 0 is none"`
}

// planned finds a place and what was changed of it.
func (c *call) planned(name string) (web.Place, store.Override, error) {
	if c.Places == nil {
		return web.Place{}, store.Override{}, errUnserved
	}
	all, err := c.Places(c.ctx)
	if err != nil {
		return web.Place{}, store.Override{}, err
	}
	i := slices.IndexFunc(all, func(p web.Place) bool { return p.Name == name })
	if i < 0 {
		return web.Place{}, store.Override{}, store.ErrNotFound
	}
	changes, err := c.Store.Overrides(c.ctx)
	return all[i], changes[name], err
}

func (c *call) planOf(p web.Place, o store.Override) plan {
	m, err := o.Over(p.Meta)
	if err != nil { // it fits no more: the configuration holds
		m = p.Meta
	}
	c.header.Set("ETag", tagOf(o.Version))
	return plan{m.Name, web.Clean(m.Title[c.lang], web.LineLength), m.Schedule, m.Zone, m.Pace.String(), o.Paused, p.Off, web.Clean(o.Why, web.LineLength), o.Version}
}

func tagOf(version int) string { return fmt.Sprintf(`"%d"`, version) }

func (c *call) readPlan(in bySource) (plan, error) {
	p, o, err := c.planned(in.Source)
	if err != nil {
		return plan{}, err
	}
	return c.planOf(p, o), nil
}

// planning is how a place is to be visited; what is empty is as configured.
type planning struct {
	Schedule string `json:"schedule" max:"100" doc:"cron, five fields; not between 01:00 and 03:00 local time"`
	Zone     string `json:"zone" max:"60"`
	Pace     string `json:"pace" max:"20" doc:"Such as 5s; no faster than the place's own"`
	Paused   bool   `json:"paused"`
	Why      string `json:"why" need:"true" max:"200"`
}

func (c *call) putPlan(in struct {
	bySource
	matched
	Body planning
}) (plan, error) {
	if err := in.given(); err != nil {
		return plan{}, err
	}
	p, before, err := c.planned(in.Source)
	if err != nil {
		return plan{}, err
	}
	if tagOf(before.Version) != in.Match {
		return plan{}, changed()
	}
	o := store.Override{Source: p.Name, Schedule: in.Body.Schedule, Zone: in.Body.Zone, Paused: in.Body.Paused, By: c.user.Login, At: c.Now(), Why: web.Clean(in.Body.Why, 200)}
	if in.Body.Pace != "" {
		if o.Pace, err = time.ParseDuration(in.Body.Pace); err != nil || o.Pace <= 0 {
			return plan{}, wrong("pace", "应为 5s、1m 形式的时间", "want a time such as 5s or 1m")
		}
	}
	if _, err := o.Over(p.Meta); err != nil {
		return plan{}, wrong("schedule", "不能这样设置：请核对五段 cron、时区、间隔，时刻不在当地 1:00–3:00 之间", err.Error())
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.PutOverride(c.ctx, tx, o, before.Version); err != nil {
			return err
		}
		return c.record(tx, "source.plan", p.Name, o.Why)
	})
	if errors.Is(err, store.ErrConflict) {
		err = changed()
	}
	o.Version = before.Version + 1
	if err != nil {
		return plan{}, err
	}
	return c.planOf(p, o), nil
}

// visiting says whether a visit is on its way.
type visiting struct {
	Asked bool `json:"asked" doc:"false while one waits or is under way, and where the place is not visited"`
}

func (c *call) visitSource(in bySource) (out visiting, err error) {
	p, o, err := c.planned(in.Source)
	if err != nil || p.Off != "" || o.Paused {
		return out, err
	}
	if c.VisitSoon == nil {
		return out, errUnserved
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if out.Asked, err = c.VisitSoon(c.ctx, tx, p.Name); err != nil || !out.Asked {
			return err
		}
		return c.record(tx, "source.visit", p.Name, "")
	})
	return out, err
}

// A keptPage is a page that was fetched and kept.
type keptPage struct {
	Hash    string    `json:"hash"`
	URL     string    `json:"url"`
	Fetched time.Time `json:"fetched"`
	Status  int       `json:"status"`
	Size    int64     `json:"size"`
	Text    string    `json:"text,omitempty" doc:"Where it is one, of at most 4 MB; what strangers wrote"`
}

// keptPages are the newest of a place.
type keptPages struct {
	Items []keptPage `json:"items"`
}

func (c *call) listPages(in struct {
	bySource
	Limit int `query:"limit" min:"1" max:"100" default:"20"`
}) (keptPages, error) {
	out := keptPages{[]keptPage{}}
	pages, err := c.Store.PagesKept(c.ctx, in.Source, in.Limit)
	for _, p := range pages {
		out.Items = append(out.Items, keptPage{p.Hash, web.Clean(p.URL, web.TextLength), p.Fetched, p.Status, p.Size, ""})
	}
	return out, err
}

func (c *call) readPage(in struct {
	bySource
	Hash string `path:"hash" max:"64"`
}) (keptPage, error) {
	p, text, err := c.Store.PageText(c.ctx, in.Source, in.Hash)
	return keptPage{p.Hash, web.Clean(p.URL, web.TextLength), p.Fetched, p.Status, p.Size, text}, err
}

// A placeRule is a version of a rule that describes a place.
type placeRule struct {
	Name       string          `json:"name"`
	Version    int             `json:"version"`
	State      store.RuleState `json:"state" doc:"draft, proposed, approved, active or retired"`
	By         string          `json:"by"`
	At         time.Time       `json:"at"`
	ApprovedBy string          `json:"approved_by,omitempty"`
	Note       string          `json:"note,omitempty"`
	Body       string          `json:"body,omitempty" doc:"YAML; absent in lists"`
}

// placeRules are versions of rules.
type placeRules struct {
	Items []placeRule `json:"items"`
}

func ruleOf(v store.RuleVersion) placeRule {
	return placeRule{v.Name, v.Version, v.State, v.By, v.At, v.ApprovedBy, web.Clean(v.Note, web.LineLength), v.Body}
}

func rulesOf(all []store.RuleVersion, err error) (placeRules, error) {
	out := placeRules{[]placeRule{}}
	for _, v := range all {
		v.Body = ""
		out.Items = append(out.Items, ruleOf(v))
	}
	return out, err
}

// byRule names the rule of a place.
type byRule struct {
	Name string `path:"name" max:"40"`
}

// byVersion names a version of it.
type byVersion struct {
	byRule
	Version int `path:"version" min:"1" max:"1000000"`
}

func (c *call) listPlaceRules(struct{}) (placeRules, error) { return rulesOf(c.Store.LastRules(c.ctx)) }

func (c *call) listRuleVersions(in byRule) (placeRules, error) {
	all, err := c.Store.RuleVersions(c.ctx, in.Name)
	if err == nil && len(all) == 0 {
		err = store.ErrNotFound
	}
	return rulesOf(all, err)
}

func (c *call) readRule(in byVersion) (placeRule, error) {
	v, err := c.Store.RuleVersion(c.ctx, in.Name, in.Version)
	return ruleOf(v), err
}

// ruling is a rule as somebody wrote it.
type ruling struct {
	Body string `json:"body" need:"true" max:"60000" doc:"YAML, whose name is that of the address"`
	Seen int    `json:"seen" min:"0" max:"1000000" doc:"The version that it was made of; 0 is none"`
	Note string `json:"note" max:"300"`
}

// writeRule adds a draft on top of the version that its author has seen.
func (c *call) writeRule(in struct {
	byRule
	Body ruling
}) (placeRule, error) {
	r, err := listing.Decode([]byte(in.Body.Body))
	if problems, ok := errors.AsType[listing.RuleErrors](err); ok {
		p := problems[0]
		return placeRule{}, wrong("body."+p.Key, p.Says.ZH, p.Says.EN)
	}
	switch {
	case err != nil:
		return placeRule{}, wrong("body", err.Error(), err.Error())
	case r.Name != in.Name:
		return placeRule{}, wrong("body.name", "与地址中的名称不同", "not the name of the address")
	case c.Rules.Shipped != nil && c.Rules.Shipped(r.Name):
		return placeRule{}, wrong("body.name", "该名称属于随程序提供的来源", "a place of this name comes with the program")
	}
	n, err := c.Store.WriteRule(c.ctx, in.Name, in.Body.Body, c.user.Login, in.Body.Note, in.Body.Seen, c.Now())
	if first, ok := errors.AsType[*store.ConflictError](err); ok {
		return placeRule{}, refuse(409, "seen", fmt.Sprintf("已有第 %d 版，请先读取", first.Last.Version), first.Error())
	}
	if err != nil {
		return placeRule{}, err
	}
	v, err := c.Store.RuleVersion(c.ctx, in.Name, n)
	return ruleOf(v), err
}

// moving is where a version is to stand.
type moving struct {
	To   store.RuleState `json:"to" need:"true" enum:"proposed,approved,active,retired"`
	Note string          `json:"note" max:"300"`
}

// moveRule proposes, approves, activates or retires a version; an older one is
// activated to roll back.
func (c *call) moveRule(in struct {
	byVersion
	Body moving
}) (placeRule, error) {
	err := c.Store.MoveRule(c.ctx, store.RuleMove{Name: in.Name, Version: in.Version, To: in.Body.To, By: c.user.Login, Note: in.Body.Note, Second: c.Rules.SecondPerson}, c.Now())
	if step, ok := errors.AsType[*store.StepError](err); ok {
		return placeRule{}, refuse(409, "to", ruleSteps[step.Why], step.Error())
	}
	if err != nil {
		return placeRule{}, err
	}
	return c.readRule(in.byVersion)
}

// ruleSteps say why a step was refused.
var ruleSteps = map[string]string{
	"nobody": "须说明办理人", "state": "该版本当前状态不能这样办理", "author": "须由作者以外的人批准",
	"proposer": "须由提交人以外的人批准", "approval": "须先由另一人批准",
}

// counting says what is counted.
type counting struct {
	Unit  string   `query:"unit" enum:"month,quarter,year" default:"month"`
	From  string   `query:"from" max:"10" doc:"The first day, YYYY-MM-DD"`
	To    string   `query:"to" max:"10" doc:"The last day"`
	Facts []string `query:"fact" max:"50" doc:"facet:value, as of a search"`
	Mine  bool     `query:"mine" doc:"Only what was told to a subscriber that the caller may see"`
}

// A count is how much there is of something.
type count struct {
	Matters int `json:"matters"`
	Acts    int `json:"acts"`
	New     int `json:"new" doc:"Matters that begin"`
}

// A periodCount is one month, quarter or year.
type periodCount struct {
	From string `json:"from"`
	To   string `json:"to"`
	count
}

// A valueCount is one value of a facet.
type valueCount struct {
	Facet search.Facet `json:"facet"`
	Value string       `json:"value"`
	count
}

// figures are what is counted.
type figures struct {
	All     count         `json:"all"`
	Periods []periodCount `json:"periods"`
	Values  []valueCount  `json:"values" doc:"Of each facet at most 50, the most first"`
	Bounded bool          `json:"bounded,omitempty" doc:"There are more acts than are counted"`
}

// shownValues are how many values of a facet are told.
const shownValues = 50

func countOf(f report.Figure) count { return count{f.Matters, f.Acts, f.New} }

func (c *call) statistics(in counting) (out figures, err error) {
	out.Periods, out.Values = []periodCount{}, []valueCount{}
	sample := store.Sample{Facts: append(factsOf(in.Facts), search.Fact{Facet: search.Relevance, Value: "relevant"})}
	if sample.From, err = day(in.From, "from"); err != nil {
		return out, err
	}
	if sample.To, err = day(in.To, "to"); err != nil {
		return out, err
	}
	if in.Mine {
		scope, err := c.scope()
		if err != nil {
			return out, err
		}
		if sample.Scope.Subscribers = scope.Subscribers; !scope.All && len(scope.Subscribers) == 0 {
			return out, nil // nobody told the caller anything
		}
	}
	counter := report.NewCounter(report.Unit(in.Unit), search.Facets...)
	if out.Bounded, err = c.Store.Sample(c.ctx, sample, counter.Add); err != nil {
		return out, asked(err)
	}
	f := counter.Figures()
	out.All = countOf(f.All)
	for _, b := range f.Bars {
		out.Periods = append(out.Periods, periodCount{b.From.Format(time.DateOnly), b.To.Format(time.DateOnly), countOf(b.Figure)})
	}
	for _, facet := range search.Facets {
		for _, v := range f.By[facet][:min(len(f.By[facet]), shownValues)] {
			out.Values = append(out.Values, valueCount{facet, web.Clean(v.Value, web.LineLength), countOf(v.Figure)})
		}
	}
	return out, nil
}
