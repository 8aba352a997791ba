package reports

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// draftPage shows a draft, to be gone over, printed or taken as Word.
type draftPage struct {
	web.Frame
	Form    web.Form
	Kinds   []web.Option
	Body    template.HTML
	Number  bool   // a matter is asked for
	Missing string // there is none of its number
	Paper   string // the address of the Word file
	Sheet   string // of the Excel file
	Plain   string // of the Markdown file
}

// files are what a draft is handed on as, by their endings.
var files = map[string]struct {
	kind  string
	write func(io.Writer, report.Draft) error
}{
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", report.WriteWord},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report.WriteDraftExcel},
	"md":   {"text/markdown; charset=utf-8", report.WriteMarkdown},
}

func (s *room) draft(r *web.Request) (web.Answer, error) {
	v := r.URL.Query()
	form := web.Form{Values: v}
	day := form.Day("day")
	if day.IsZero() && form.Good() {
		day, _ = time.Parse(time.DateOnly, web.At(s.Now()).Beijing()[:len(time.DateOnly)]) // it is one
		form = form.Fill("day", day.Format(time.DateOnly))
	}
	kind := v.Get("kind")
	if kind != special && !slices.Contains(report.Papers, kind) {
		kind = report.Papers[0]
	}
	p := &draftPage{Frame: r.Frame(texts["draft"].In(r.Lang)), Form: form}
	for _, k := range append(slices.Clip(report.Papers), special) {
		p.Kinds = append(p.Kinds, web.Option{Value: k, Text: p.T("paper." + k)})
	}
	if !form.Good() {
		return r.Refuse(400, "draft", p)
	}
	var d report.Draft
	var err error
	if kind != special {
		d, err = s.paper(r, kind, day)
	} else if p.Number = true; form.Text("docket", web.LineLength) == "" {
		return r.Page("draft", p)
	} else if d, err = s.special(r, form.Text("docket", web.LineLength)); errors.Is(err, store.ErrNotFound) {
		p.Missing = p.T("draft.missing")
		return r.Refuse(404, "draft", p)
	}
	if err != nil {
		return web.Answer{}, err
	}
	if as, ok := files[v.Get("as")]; ok {
		var b bytes.Buffer
		if err := as.write(&b, d); err != nil {
			return web.Answer{}, err
		}
		return r.File(d.Title+" "+d.Number+"."+v.Get("as"), as.kind, b.Bytes())
	}
	var b strings.Builder
	if err := report.WriteHTML(&b, d); err != nil {
		return web.Answer{}, err
	}
	p.Body = template.HTML(b.String()) //nolint:gosec // a template wrote it
	p.Paper, p.Sheet, p.Plain = p.With("as", "docx"), p.With("as", "xlsx"), p.With("as", "md")
	return r.Page("draft", p)
}

// paper drafts a paper of what the reader may see.
func (s *room) paper(r *web.Request, kind string, day time.Time) (report.Draft, error) {
	scope, err := r.Scope()
	if err != nil {
		return report.Draft{}, err
	}
	w := report.Want{Paper: kind, Day: day, Made: s.Now(), By: s.center(r)}
	if !scope.All {
		if w.In.Subscribers = scope.Subscribers; len(w.In.Subscribers) == 0 {
			return report.Draft{}, store.ErrNotFound
		}
	}
	since, err := w.Begins()
	if err != nil {
		return report.Draft{}, err
	}
	if w.Places, err = s.places(r, since); err != nil {
		return report.Draft{}, err
	}
	return report.Gather(r.Context(), s.Store, w)
}

// special is the paper about one matter, which is not one of a time.
const special = "matter"

// special drafts it of a matter that the reader may see.
func (s *room) special(r *web.Request, number string) (report.Draft, error) {
	ctx := r.Context()
	scope, err := r.Scope()
	if err != nil {
		return report.Draft{}, err
	}
	key := crawlers.Key{Authority: "us-itc", Number: number}
	if authority, rest, ok := strings.Cut(number, "/"); ok {
		key = crawlers.Key{Authority: authority, Number: rest}
	}
	f := report.File{Made: s.Now(), By: s.center(r), Grade: s.Grade}
	if f.Dossier, err = s.Store.Dossier(ctx, key, scope.Subscribers, scope.All); err != nil {
		return report.Draft{}, err
	}
	if f.Clocks, err = s.Store.ClocksOf(ctx, f.Dossier.ID); err != nil {
		return report.Draft{}, err
	}
	if f.Rules, err = s.Store.Rules(ctx); err != nil {
		return report.Draft{}, err
	}
	network, err := s.Store.Network(ctx)
	if err != nil {
		return report.Draft{}, err
	}
	f.Centers = func(ids []string) []alerts.Center { return alerts.CentersOf(network, ids) }
	return report.Special(f)
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
