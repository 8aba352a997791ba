// Package reports is statistics with their charts, the lists behind them as
// files, and drafts of reports.
package reports

import (
	"cmp"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

//go:embed pages/*.html
var templates embed.FS

//go:embed reports.css
var style string

// room is what the handlers share.
type room struct {
	web.House
	kept     keeper
	counting chan struct{} // holds one for each answer that goes through all acts
}

// atOnce is how many such answers are made at a time: others wait, so that
// readers of small pages need not.
const atOnce = 2

// counted makes an answer that goes through all acts, when it has its turn.
func (s *room) counted(handle web.Handler) web.Handler {
	return func(r *web.Request) (web.Answer, error) {
		select {
		case s.counting <- struct{}{}:
			defer func() { <-s.counting }()
			return handle(r)
		case <-r.Context().Done():
			return web.Answer{}, r.Context().Err()
		}
	}
}

// Long answers go through every act of some years.
const (
	within     = 30 * time.Second
	fileWithin = time.Minute
)

// Room returns the room.
func Room(house web.House) web.Room {
	s := &room{House: house, counting: make(chan struct{}, atOnce)}
	pages, err := fs.Sub(templates, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "reports", Pages: pages, Texts: texts, Style: style,
		Links: []web.Link{{Path: "/reports", Text: texts["reports"]}},
		Routes: []web.Route{
			{Pattern: "GET /reports", Roles: account.All, Handle: s.counted(s.figures), Within: within},
			{Pattern: "GET /reports/rows", Roles: account.All, Handle: s.counted(s.rows), Within: within},
			{Pattern: "GET /reports/draft", Roles: drafters, Handle: s.counted(s.draft), Within: within},
			{Pattern: "GET /reports/rows.xlsx", Roles: account.All, Handle: s.counted(s.excel), Within: fileWithin},
			{Pattern: "GET /reports/rows.docx", Roles: account.All, Handle: s.counted(s.word), Within: fileWithin},
		},
	}
}

// A filter is what an address of the statistics asks for.
type filter struct {
	unit     report.Unit
	from, to string
	told     bool // only what was told to the reader
	open     bool // also what is not relevant, or not judged to be
	facts    []search.Fact
}

// facets are those by which figures are broken down, in the order of the page,
// and how many values of each it lists.
var facets = []struct {
	facet search.Facet
	most  int
}{
	{search.Kind, 10}, {search.Category, 10}, {search.Severity, 10}, {search.Stage, 12}, {search.Forum, 10},
	{search.Place, 15}, {search.Industry, 16}, {search.Plaintiff, 10}, {search.Firm, 10},
}

// maxFacts bounds the facts of an address.
const maxFacts = 20

// read reads a filter. What it leaves open is the last year.
func read(v url.Values, scope account.Scope, now time.Time) filter {
	f := filter{unit: report.Unit(v.Get("unit")), from: v.Get("from"), to: v.Get("to"), open: v.Get("which") == "open"}
	f.told = !scope.All && v.Get("told") != "all"
	if f.unit != report.Quarter && f.unit != report.Year {
		f.unit = report.Month
	}
	today := web.At(now).Beijing()[:len(time.DateOnly)]
	f.to = cmp.Or(f.to, today)
	if f.from == "" {
		at, err := time.Parse(time.DateOnly, f.to)
		if err != nil {
			at = now
		}
		f.from = report.PeriodOf(report.Month, at.AddDate(0, 0, 1-at.Day()).AddDate(0, -11, 0)).From.Format(time.DateOnly)
	}
	for _, facet := range search.Facets {
		for _, value := range v[string(facet)] {
			if value != "" && len(f.facts) < maxFacts {
				f.facts = append(f.facts, search.Fact{Facet: facet, Value: value})
			}
		}
	}
	return f
}

func (f filter) values() url.Values {
	v := url.Values{"unit": {string(f.unit)}, "from": {f.from}, "to": {f.to}}
	if !f.told {
		v.Set("told", "all")
	}
	if f.open {
		v.Set("which", "open")
	}
	for _, fact := range f.facts {
		v.Add(string(fact.Facet), fact.Value)
	}
	return v
}

// sample is what the store counts; ok is false where nothing is asked for, as
// nobody told the reader anything. Days that are none are wrong in the form.
func (f filter) sample(scope account.Scope, form *web.Form) (_ store.Sample, ok bool) {
	s := store.Sample{From: form.Day("from"), To: form.Day("to"), Facts: f.facts}
	if !f.open {
		s.Facts = append(slices.Clip(s.Facts), search.Fact{Facet: search.Relevance, Value: "relevant"})
	}
	if f.told {
		s.Scope.Subscribers = scope.Subscribers
	}
	return s, !f.told || len(scope.Subscribers) > 0
}

// rows is the address of the rows that a figure counts.
func (f filter) rows(count string, from, to time.Time, facts ...search.Fact) string {
	v := f.values()
	v.Del("unit")
	v.Set("count", count)
	if !from.IsZero() {
		begin, end := from.Format(time.DateOnly), to.Format(time.DateOnly)
		v.Set("from", max(begin, f.from)) // a period may begin before the first day that was asked for
		v.Set("to", min(end, f.to))
	}
	for _, fact := range facts {
		v.Del(string(fact.Facet))
		v.Add(string(fact.Facet), fact.Value)
	}
	return "/reports/rows?" + v.Encode()
}

// page is the page of statistics.
type page struct {
	web.Frame
	Form    web.Form
	Units   []web.Option
	Whose   []web.Option
	Which   []web.Option
	Kinds   []web.Option
	Given   []web.Option
	Wrong   string
	None    bool
	Bounded bool
	Counted string // when
	All     line
	Trend   template.HTML
	Bars    []line
	Parts   []part
	Lags    []lagLine
	Quality []qualityLine
}

// A line is a figure with the addresses of its rows.
type line struct {
	Text               string
	Figure             report.Figure
	Matters, Acts, New string
}

// A part is a facet.
type part struct {
	ID, Name, Note string
	Chart          template.HTML
	Lines          []line
	Left           int
}

// A lagLine is the lag of a period.
type lagLine struct {
	Text                           string
	Acts                           int
	Seen50, Seen90, Told50, Told90 string
}

// A qualityLine is what was said of the alerts of a period.
type qualityLine struct {
	Text string
	report.Quality
	Percent string
}

func (s *room) figures(r *web.Request) (web.Answer, error) {
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	f := read(r.URL.Query(), scope, s.Now())
	p := &page{Frame: r.Frame(texts["reports"].In(r.Lang)), Form: web.Form{Values: f.values()}}
	s.options(p, f, scope)
	sample, some := f.sample(scope, &p.Form)
	if !p.Form.Good() {
		return r.Refuse(400, "figures", p)
	}
	if p.None = !some; p.None {
		return r.Page("figures", p)
	}
	c, err := s.kept.count(r.Context(), s.Store, question{f.unit, sample, scope})
	switch {
	case errors.Is(err, search.ErrQuery):
		p.Wrong = p.T("wrong.filter")
		return r.Refuse(400, "figures", p)
	case errors.Is(err, store.ErrSlow):
		p.Wrong = p.T("slow")
		return r.Refuse(503, "figures", p)
	case err != nil:
		return web.Answer{}, err
	}
	p.Bounded, p.Counted = c.Bounded, web.At(c.at).Beijing()
	p.fill(f, c)
	p.measures(c)
	return r.Page("figures", p)
}

// options are the choices of the form.
func (s *room) options(p *page, f filter, scope account.Scope) {
	for _, u := range report.Units {
		p.Units = append(p.Units, web.Option{Value: string(u), Text: p.T("unit." + string(u))})
	}
	if !scope.All {
		p.Whose = []web.Option{{Value: "", Text: p.T("told.mine")}, {Value: "all", Text: p.T("told.all")}}
	}
	p.Which = []web.Option{{Value: "", Text: p.T("which.relevant")}, {Value: "open", Text: p.T("which.open")}}
	p.Kinds = []web.Option{{Value: "", Text: p.T("kind.all")}}
	for _, k := range []string{"section-337", "lawsuit", "squatting"} {
		p.Kinds = append(p.Kinds, web.Option{Value: k, Text: report.Say(search.Kind, k, string(p.Lang))})
	}
	for _, fact := range f.facts {
		if fact.Facet != search.Kind {
			p.Given = append(p.Given, web.Option{Value: string(fact.Facet), Text: fact.Value})
		}
	}
}

// fill puts figures on the page.
func (p *page) fill(f filter, in counts) {
	lang := string(p.Lang)
	p.All = p.line(f, "", in.All, time.Time{}, time.Time{})
	var points []report.Point
	for _, b := range in.Bars {
		p.Bars = append(p.Bars, p.line(f, b.In(lang), b.Figure, b.From, b.To))
		points = append(points, report.Point{Label: b.In(lang), Value: b.Matters})
	}
	if len(points) > 0 {
		p.Trend = template.HTML(report.Columns(p.T("trend"), p.T("trend.desc"), points)) //nolint:gosec // escaped where it is drawn
	}
	for _, o := range facets {
		values := in.By[o.facet]
		if len(values) == 0 {
			continue
		}
		name := p.T("facet." + string(o.facet))
		at := part{ID: string(o.facet), Name: name, Note: p.T("note." + string(o.facet)), Left: in.left[o.facet]}
		var points []report.Point
		for _, v := range values {
			text := web.Clean(report.Say(v.Facet, v.Value, lang), 80)
			at.Lines = append(at.Lines, p.line(f, text, v.Figure, time.Time{}, time.Time{}, v.Fact))
			points = append(points, report.Point{Label: text, Value: v.Matters})
		}
		at.Chart = template.HTML(report.Rows(name, p.T("chart.desc"), points)) //nolint:gosec // escaped where it is drawn
		p.Parts = append(p.Parts, at)
	}
}

func (p *page) line(f filter, text string, n report.Figure, from, to time.Time, facts ...search.Fact) line {
	rows := func(count string) string { return f.rows(count, from, to, facts...) }
	return line{Text: text, Figure: n, Matters: rows(matters), Acts: rows(acts), New: rows(begun)}
}

// toldTo is whose alerts the measures of lag and quality are of, whatever is
// counted beside them: the reader's own. Nobody is told anything where ok is
// false.
func toldTo(scope account.Scope) (in store.Scope, ok bool) {
	if scope.All {
		return in, true
	}
	return store.Scope{Subscribers: scope.Subscribers}, len(scope.Subscribers) > 0
}

// measures puts on the page how late alerts were, and what was said of them.
func (p *page) measures(c counts) {
	lang := string(p.Lang)
	for _, l := range c.lags {
		p.Lags = append(p.Lags, lagLine{l.In(lang), l.Acts, p.long(l.Seen50), p.long(l.Seen90), p.long(l.Told50), p.long(l.Told90)})
	}
	for _, q := range c.quality {
		line := qualityLine{Text: q.In(lang), Quality: q, Percent: "—"}
		if percent, ok := q.Precision(); ok {
			line.Percent = strconv.Itoa(percent) + "%"
		}
		p.Quality = append(p.Quality, line)
	}
}

// moments are the bounds of the days of a sample in Beijing.
func moments(s store.Sample) (from, to time.Time) {
	const east = 8 * time.Hour
	return s.From.Add(-east), s.To.AddDate(0, 0, 1).Add(-east)
}

// long says a duration.
func (p *page) long(d time.Duration) string { return report.Long(d, string(p.Lang)) }

// A table is lines under a head.
type table struct {
	web.Frame
	Head  string
	Lines []line
}

// Table returns the table of lines.
func (p *page) Table(head string, lines []line) table { return table{p.Frame, head, lines} }
