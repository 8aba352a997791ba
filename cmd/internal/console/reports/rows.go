package reports

import (
	"errors"
	"net/url"
	"strconv"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// What rows are: each act, each matter by its newest act, or each matter that
// begins, by the act that does.
const (
	acts    = "acts"
	matters = "matters"
	begun   = "new"
)

// perPage is how many rows one page lists.
const perPage = 50

// rowsPage lists what a figure counts.
type rowsPage struct {
	web.Frame
	Total   int
	Bounded bool
	Days    string
	Chosen  []string
	Rows    []row
	Next    string
	Back    string
	Query   string // of the files
}

// A row is one act.
type row struct {
	store.FoundAct
	Path, Link                               string
	Type, Stage, Forum, Filed, Name, Against string
}

func rowOf(a store.FoundAct, alert, lang string) row {
	out := row{
		FoundAct: a, Link: web.Official(a.URL), Type: report.Say(search.Kind, string(a.Kind), lang), Filed: a.Filed.Format("2006-01-02"),
		Stage: web.Word(alerts.StageIn(a.Kind, a.Stage, lang)), Forum: web.Word(report.Say(search.Forum, a.Key.Authority, lang)),
		Name: web.Clean(report.Names(a.Plaintiffs), web.LineLength), Against: web.Clean(report.Names(a.Accused), web.LineLength),
	}
	if alert != "" {
		out.Path = web.AlertPath(alert)
	}
	out.Title, out.Key.Number = web.Clean(a.Title, web.LineLength), web.Word(a.Key.Number)
	return out
}

// A list is the rows of a figure, by their numbers.
type list struct {
	filter  filter
	count   string
	scope   account.Scope
	numbers []int64
	bounded bool
}

// list finds the rows that a request asks for. Its mistakes are of the request.
func (s *room) list(r *web.Request) (list, error) {
	scope, err := r.Scope()
	if err != nil {
		return list{}, err
	}
	v := r.URL.Query()
	l := list{filter: read(v, scope, s.Now()), count: v.Get("count"), scope: scope}
	if l.count != acts && l.count != begun {
		l.count = matters
	}
	form := web.Form{Values: l.filter.values()}
	sample, some := l.filter.sample(scope, &form)
	if !form.Good() {
		return l, web.StatusError(400)
	}
	if !some {
		return l, nil
	}
	seen := map[string]bool{}
	l.bounded, err = s.Store.Sample(r.Context(), sample, func(c store.Counted) {
		if l.count == begun && !c.Begins || l.count == matters && seen[c.Matter] {
			return
		}
		seen[c.Matter] = true
		l.numbers = append(l.numbers, c.N)
	})
	if errors.Is(err, search.ErrQuery) {
		err = web.StatusError(400)
	}
	return l, err
}

func (l list) values() url.Values {
	v := l.filter.values()
	v.Del("unit")
	v.Set("count", l.count)
	return v
}

func (s *room) rows(r *web.Request) (web.Answer, error) {
	l, err := s.list(r)
	if err != nil {
		return web.Answer{}, err
	}
	skip, err := strconv.Atoi(r.URL.Query().Get("skip"))
	if err != nil || skip < 0 || skip > len(l.numbers) {
		skip = 0
	}
	found, err := s.Store.Rows(r.Context(), l.numbers[skip:min(skip+perPage, len(l.numbers))])
	if err != nil {
		return web.Answer{}, err
	}
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.Act
	}
	told, err := s.Store.AlertsOf(r.Context(), ids, l.scope.Subscribers, l.scope.All)
	if err != nil {
		return web.Answer{}, err
	}
	p := &rowsPage{Frame: r.Frame(texts["count."+l.count].In(r.Lang)), Total: len(l.numbers), Bounded: l.bounded, Days: l.filter.from + " — " + l.filter.to, Query: l.values().Encode()}
	for _, a := range found {
		p.Rows = append(p.Rows, rowOf(a, told[a.Act], string(p.Lang)))
	}
	for _, f := range l.filter.facts {
		p.Chosen = append(p.Chosen, web.Clean(p.Word("facet", string(f.Facet))+"："+report.Say(f.Facet, f.Value, string(p.Lang)), web.LineLength))
	}
	p.Back = "/reports?" + l.filter.values().Encode()
	if skip+perPage < len(l.numbers) {
		p.Next = p.With("skip", strconv.Itoa(skip+perPage))
	}
	return r.Page("rows", p)
}
