package reports

import (
	"bytes"
	"html/template"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// draftPage shows a draft, to be gone over, printed or taken as Word.
type draftPage struct {
	web.Frame
	Form  web.Form
	Kinds []web.Option
	Body  template.HTML
	Paper string // the address of the Word file
}

// papers are the units of the kinds of drafts.
var papers = []string{"daily", "monthly", "quarterly", "annual"}

func (s *room) draft(r *web.Request) (web.Answer, error) {
	v := r.URL.Query()
	form := web.Form{Values: v}
	day := form.Day("day")
	if day.IsZero() && form.Good() {
		day, _ = time.Parse(time.DateOnly, web.At(s.Now()).Beijing()[:len(time.DateOnly)]) // it is one
		form = form.Fill("day", day.Format(time.DateOnly))
	}
	kind := v.Get("kind")
	if !slices.Contains(papers, kind) {
		kind = papers[0]
	}
	p := &draftPage{Frame: r.Frame(texts["draft"].In(r.Lang)), Form: form}
	for _, k := range papers {
		p.Kinds = append(p.Kinds, web.Option{Value: k, Text: p.T("paper." + k)})
	}
	if !form.Good() {
		return r.Refuse(400, "draft", p)
	}
	d, err := s.paper(r, kind, day)
	if err != nil {
		return web.Answer{}, err
	}
	if v.Get("as") == "docx" {
		var b bytes.Buffer
		if err := report.WriteWord(&b, d); err != nil {
			return web.Answer{}, err
		}
		return r.File(d.Title+" "+d.Number+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b.Bytes())
	}
	var b strings.Builder
	if err := report.WriteHTML(&b, d); err != nil {
		return web.Answer{}, err
	}
	p.Body = template.HTML(b.String()) //nolint:gosec // a template wrote it
	p.Paper = p.With("as", "docx")
	return r.Page("draft", p)
}

// paper gathers what a draft is made from, within what the reader may see.
func (s *room) paper(r *web.Request, kind string, day time.Time) (report.Draft, error) {
	ctx := r.Context()
	scope, err := r.Scope()
	if err != nil {
		return report.Draft{}, err
	}
	b := report.Brief{Made: s.Now(), Period: report.Day(day), By: "编制单位：" + s.center(r)}
	switch kind {
	case "monthly":
		b.Period = report.PeriodOf(report.Month, day)
	case "quarterly":
		b.Period = report.PeriodOf(report.Quarter, day)
	case "annual":
		b.Period = report.PeriodOf(report.Year, day)
	}
	in := store.Scope{}
	if !scope.All {
		if in.Subscribers = scope.Subscribers; len(in.Subscribers) == 0 {
			return report.Draft{}, store.ErrNotFound
		}
	}
	sample := store.Sample{From: b.Period.From, To: b.Period.To, Scope: in, Facts: []search.Fact{{Facet: search.Relevance, Value: "relevant"}}}
	from, to := moments(sample)
	if b.Told, err = s.Store.ToldIn(ctx, from, to, in, 10_000); err != nil {
		return report.Draft{}, err
	}
	if b.Places, err = s.places(r, from); err != nil {
		return report.Draft{}, err
	}
	if kind == "daily" {
		return report.Daily(b), nil
	}
	for _, of := range []struct {
		to     *report.Figures
		period report.Period
	}{{&b.Figures, b.Period}, {&b.Before, report.PeriodOf(b.Period.Unit, b.Period.From.AddDate(0, 0, -1))}} {
		counter := report.NewCounter(b.Period.Unit, search.Facets...)
		sample.From, sample.To = of.period.From, of.period.To
		bounded, err := s.Store.Sample(ctx, sample, counter.Add)
		if err != nil {
			return report.Draft{}, err
		}
		*of.to = counter.Figures()
		of.to.Bounded = bounded
	}
	delays, err := s.Store.Delays(ctx, from, to, in)
	if err != nil {
		return report.Draft{}, err
	}
	opinions, err := s.Store.Opinions(ctx, from, to, in)
	if err != nil {
		return report.Draft{}, err
	}
	b.Lags, b.Quality = report.Lags(b.Period.Unit, delays), report.Qualities(b.Period.Unit, opinions)
	return report.Periodic(b), nil
}

// center is the name of the reader's center.
func (s *room) center(r *web.Request) string {
	network, err := s.Store.Network(r.Context())
	if err != nil || r.User.Center == "" {
		return "（请填写）"
	}
	for _, c := range network.All() {
		if c.ID == r.User.Center {
			return web.Clean(c.NameZH, web.LineLength)
		}
	}
	return "（请填写）"
}

// places are how each place is seen: those of the configuration that are
// visited, else those that ever were.
func (s *room) places(r *web.Request, since time.Time) ([]alerts.Watched, error) {
	seen, err := s.Store.Sight(r.Context(), since)
	if err != nil {
		return nil, err
	}
	var out []alerts.Watched
	if s.Places != nil {
		places, err := s.Places(r.Context())
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			if p.Off == "" {
				w := seen[p.Name]
				w.Name, w.Title = p.Name, p.Title["zh"]
				out = append(out, w)
			}
		}
		return out, nil
	}
	for name, w := range seen {
		w.Name = name
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b alerts.Watched) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// drafters are those who hand reports on.
var drafters = account.Staff
