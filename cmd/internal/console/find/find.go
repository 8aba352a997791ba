// Package find is the search page: what public filings say, narrowed by facets,
// and the questions that people keep.
package find

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

//go:embed pages/*.html
var files embed.FS

//go:embed find.css
var style string

type room struct{ web.House }

// Room returns the room.
func Room(house web.House) web.Room {
	s := &room{house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	keepers := account.Workers.And(account.Exporter, account.Admin)
	return web.Room{
		Name: "find", Pages: pages, Texts: texts, Style: style,
		Links: []web.Link{{Path: "/find", Text: texts["find"]}},
		Routes: []web.Route{
			{Pattern: "GET /find", Roles: account.All, Handle: s.find},
			{Pattern: "POST /find/save", Roles: keepers, Handle: s.save},
			{Pattern: "POST /find/drop", Roles: keepers, Handle: s.drop},
		},
	}
}

// page is the search page.
type page struct {
	web.Frame
	Form     web.Form
	Orders   []web.Option
	Given    []web.Option // the facts and boxes that the next question keeps
	Wrong    string
	Mine     bool // the reader can narrow to what was told to it
	Chosen   []choice
	Found    store.Found
	Searched bool
	Facets   []facet
	Rows     []row
	Next     string
	Saved    []kept
	Keeping  web.Form
	Owners   []web.Option // for whom the reader may keep a search; none for who only reads
	Watches  bool         // one of them can be told of what answers it
	Query    string       // as it is kept
}

// A choice is a fact that narrows the search; Path leads to the search without.
type choice struct{ Text, Path string }

// A facet is one view of the hits.
type facet struct {
	Name   string
	Open   bool
	Values []value
}

// A value is one fact of a facet; Path adds it, or takes it away.
type value struct {
	Text string
	Hits int
	On   bool
	Path string
}

// A row is one filing that was found.
type row struct {
	store.FoundAct
	Path    string // of its alert, if the reader was told one
	Link    string // official
	Type    string
	Stage   string
	Forum   string
	Filed   string
	By      string
	Against string
}

func (s *room) find(r *web.Request) (web.Answer, error) {
	p, err := s.open(r, readQuestion(r.URL.Query()))
	if err != nil {
		return web.Answer{}, err
	}
	return s.answer(r, p)
}

// answer shows the page with the status that its question deserves.
func (s *room) answer(r *web.Request, p *page) (web.Answer, error) {
	switch {
	case p.Searched && p.Keeping.Good():
		return r.Page("find", p)
	case !p.Searched && p.Wrong == texts["slow"].In(r.Lang):
		return r.Refuse(http.StatusServiceUnavailable, "find", p)
	case !p.Searched:
		return r.Refuse(http.StatusBadRequest, "find", p)
	}
	return r.Again("find", p)
}

// open asks the question and makes the page of what was found.
func (s *room) open(r *web.Request, asked question) (*page, error) {
	p := &page{Frame: r.Frame(texts["find"].In(r.Lang)), Form: web.Form{Values: asked.values()}, Keeping: web.Form{}}
	p.Orders = []web.Option{{Value: "", Text: p.T("order.newest")}, {Value: "best", Text: p.T("order.best")}, {Value: "matters", Text: p.T("order.matters")}}
	scope, err := r.Scope()
	if err != nil {
		return nil, err
	}
	p.Mine = !scope.All
	owners, err := s.owners(r)
	if err != nil {
		return nil, err
	}
	if p.Saved, err = s.kept(r, owners); err != nil {
		return nil, err
	}
	if r.User.Role != account.ReadOnly {
		p.Owners, p.Watches = owners, len(owners) > 1
	}
	q, err := asked.query(&p.Form)
	if err == nil && !p.Form.Good() {
		err = search.ErrQuery
	}
	if err == nil {
		err = s.ask(r, p, q, asked, scope)
	}
	switch {
	case errors.Is(err, search.ErrQuery):
		p.Wrong = said(err)
	case errors.Is(err, store.ErrSlow):
		p.Wrong = p.T("slow")
	case err != nil:
		return nil, err
	}
	for _, f := range asked.facts {
		p.Given = append(p.Given, web.Option{Value: string(f.Facet), Text: f.Value})
		text := web.Clean(p.Word("facet", string(f.Facet))+"："+report.Say(f.Facet, f.Value, string(p.Lang)), web.LineLength)
		p.Chosen = append(p.Chosen, choice{text, asked.without(f).path("")})
	}
	asked.after = ""
	p.Query = asked.values().Encode()
	if p.Searched {
		narrow(p, asked)
	}
	return p, nil
}

// said is what an error about a question tells people.
func said(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, search.ErrQuery.Error()+": "); i >= 0 {
		text = text[i+len(search.ErrQuery.Error())+2:]
	}
	if text == search.ErrQuery.Error() {
		return "" // a field of the form says it
	}
	return web.Clean(text, web.LineLength)
}

// ask searches, and fills in what was found.
func (s *room) ask(r *web.Request, p *page, q search.Query, asked question, scope account.Scope) error {
	ctx := r.Context()
	look := store.Look{Best: asked.order == "best", Matters: asked.order == "matters", Facets: true, After: asked.after}
	if asked.mine && !scope.All {
		if look.Scope.Subscribers = scope.Subscribers; len(scope.Subscribers) == 0 {
			p.Searched = true // nobody told the reader anything
			return nil
		}
	}
	found, err := s.Store.Search(ctx, q, look)
	if err != nil {
		return err
	}
	p.Found, p.Searched = found, true
	acts := make([]string, len(found.Rows))
	for i, f := range found.Rows {
		acts[i] = f.Act
	}
	told, err := s.Store.AlertsOf(ctx, acts, scope.Subscribers, scope.All)
	if err != nil {
		return err
	}
	for _, f := range found.Rows {
		p.Rows = append(p.Rows, rowOf(p.Frame, f, told[f.Act]))
	}
	if found.Next != "" {
		p.Next = asked.path(found.Next)
	}
	return nil
}

func rowOf(f web.Frame, a store.FoundAct, alert string) row {
	l := string(f.Lang)
	out := row{
		FoundAct: a, Link: web.Official(a.URL), Type: report.Say(search.Kind, string(a.Kind), l), Stage: web.Word(alerts.StageIn(a.Kind, a.Stage, l)),
		Forum: web.Word(report.Say(search.Forum, a.Key.Authority, l)), Filed: a.Filed.Format("2006-01-02"),
		By: names(a.Plaintiffs), Against: names(a.Accused),
	}
	if alert != "" {
		out.Path = web.AlertPath(alert)
	}
	out.Title, out.Excerpt, out.Key.Number = web.Clean(a.Title, web.LineLength), web.Clean(a.Excerpt, web.LineLength), web.Word(a.Key.Number)
	return out
}

func names(all []string) string {
	return web.Clean(strings.Join(all, "; "), web.LineLength)
}

// narrow lists the facets by which the search can be narrowed.
func narrow(p *page, asked question) {
	for _, c := range p.Found.Facets {
		if len(p.Facets) == 0 || p.Facets[len(p.Facets)-1].Name != p.Word("facet", string(c.Facet)) {
			p.Facets = append(p.Facets, facet{Name: p.Word("facet", string(c.Facet)), Open: len(p.Facets) < 3})
		}
		at := &p.Facets[len(p.Facets)-1]
		v := value{Text: web.Clean(report.Say(c.Facet, c.Value, string(p.Lang)), 80), Hits: c.Hits, On: asked.has(c.Fact)}
		if v.On {
			at.Open = true
			v.Path = asked.without(c.Fact).path("")
		} else {
			v.Path = asked.with(c.Fact).path("")
		}
		at.Values = append(at.Values, v)
	}
}
