package reports

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/url"
	"slices"
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
	Long    bool // more than a Word file holds
	Days    string
	Chosen  []string
	Rows    []row
	Next    string
	Back    string
	Sheet   string // where the rows are as Excel
	Paper   string // and as Word
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
	p := &rowsPage{Frame: r.Frame(texts["count."+l.count].In(r.Lang)), Total: len(l.numbers), Bounded: l.bounded, Long: len(l.numbers) > report.MaxWordRows, Days: l.filter.from + " — " + l.filter.to}
	for _, a := range found {
		p.Rows = append(p.Rows, rowOf(a, told[a.Act], string(p.Lang)))
	}
	for _, f := range l.filter.facts {
		p.Chosen = append(p.Chosen, web.Clean(p.Word("facet", string(f.Facet))+"："+report.Say(f.Facet, f.Value, string(p.Lang)), web.LineLength))
	}
	p.Sheet, p.Paper = "/reports/rows.xlsx?"+l.values().Encode(), "/reports/rows.docx?"+l.values().Encode()
	p.Back = "/reports?" + l.filter.values().Encode()
	if skip+perPage < len(l.numbers) {
		p.Next = p.With("skip", strconv.Itoa(skip+perPage))
	}
	return r.Page("rows", p)
}

// all are the rows of a list, read some hundred at a time.
func (s *room) all(ctx context.Context, l list) iter.Seq2[store.FoundAct, error] {
	return func(yield func(store.FoundAct, error) bool) {
		for part := range slices.Chunk(l.numbers, 500) {
			found, err := s.Store.Rows(ctx, part)
			if err != nil {
				yield(store.FoundAct{}, err)
				return
			}
			for _, a := range found {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// file makes a file of the rows that a request asks for.
func (s *room) file(r *web.Request, ending, kind string, write func(*bytes.Buffer, report.Table) error) (web.Answer, error) {
	l, err := s.list(r)
	if err != nil {
		return web.Answer{}, err
	}
	title := texts["count."+l.count].In(r.Lang)
	var b bytes.Buffer
	t := report.ActTable(title, string(r.Lang), s.all(r.Context(), l))
	if t.All = len(l.numbers); l.bounded {
		t.Note = texts["bounded"].In(r.Lang)
	}
	if err := write(&b, t); err != nil {
		return web.Answer{}, err
	}
	return r.File(title+" "+l.filter.from+" "+l.filter.to+ending, kind, b.Bytes())
}

func (s *room) excel(r *web.Request) (web.Answer, error) {
	return s.file(r, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(b *bytes.Buffer, t report.Table) error {
		return report.WriteExcel(b, t)
	})
}

func (s *room) word(r *web.Request) (web.Answer, error) {
	return s.file(r, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", func(b *bytes.Buffer, t report.Table) error {
		title := t.Title
		t.Title = ""
		return report.WriteWord(b, report.Draft{Title: title, Date: web.At(s.Now()).Beijing(), Blocks: []report.Block{{Table: &t}}})
	})
}
