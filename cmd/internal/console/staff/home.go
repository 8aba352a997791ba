package staff

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Bounds of what one page lists.
const (
	maxRows  = 200 // of a table
	homeRows = 25  // of a table of the overview, which goes on page by page
	maxPages = 40  // of those
	maxLines = 30  // warnings, or pages, of one visit
)

// homePage is the overview: what happened, and what needs somebody.
type homePage struct {
	web.Frame
	Keeps  bool  // the reader sees how the service itself is
	Fresh  tally // alerts of the last day
	Undone tally // deliveries that have not arrived
	Unwell []visitRow
	Last   *web.Stamp // when a visit last ended; nil if none ever did
	Help   rows[deliveryRow]
	Alerts rows[alertRow]
	Visits rows[visitRow]
}

// rows is a table of at most [maxRows]; More says that there are others.
type rows[T any] struct {
	Rows []T
	More bool

	Next, Back string // the pages after and before, of one that has them
}

// bounded makes rows of what was read with one more than there is room for.
func bounded[R, T any](in []R, row func(R) T) rows[T] {
	out := rows[T]{More: len(in) > maxRows}
	for _, r := range in[:min(len(in), maxRows)] {
		out.Rows = append(out.Rows, row(r))
	}
	return out
}

// A tally is a number that was counted no further than the pages list.
type tally struct {
	N    int
	More bool
}

func (t tally) String() string {
	if t.More {
		return strconv.Itoa(t.N) + "+"
	}
	return strconv.Itoa(t.N)
}

func (s *room) home(r *web.Request) (web.Answer, error) {
	ctx, now := r.Context(), s.Now()
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	at := tablePage(r, "alerts")
	told, err := s.told(ctx, scope, at*homeRows+1)
	if err != nil {
		return web.Answer{}, err
	}
	called, err := s.names.of(ctx, s.Store)
	if err != nil {
		return web.Answer{}, err
	}
	p := homePage{Frame: r.Frame(""), Keeps: scope.All}
	p.Title = p.T("home")
	p.Alerts = paged(p.Frame, "alerts", at, told, func(t store.Parcel) alertRow { return alertRowOf(p.Frame, t, called) })
	fresh, err := s.Store.CountTold(ctx, scope.Subscribers, scope.All, now.Add(-24*time.Hour), maxRows+1)
	if err != nil {
		return web.Answer{}, err
	}
	p.Fresh = tally{min(fresh, maxRows), fresh > maxRows}
	if p.Keeps {
		if err := s.keeping(ctx, &p, tablePage(r, "visits"), now); err != nil {
			return web.Answer{}, err
		}
	}
	return r.Page("home", &p)
}

// told returns the newest alerts of a scope.
func (s *room) told(ctx context.Context, scope account.Scope, n int) ([]store.Parcel, error) {
	if scope.All {
		return s.Store.Told(ctx, n)
	}
	return s.Store.ToldWithin(ctx, scope.Subscribers, n)
}

// tablePage is which page of a table is asked for, the first is 1.
func tablePage(r *web.Request, table string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(table))
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxPages)
}

// paged makes a page of rows of what was read with one more than there is room
// for on it and those before.
func paged[R, T any](f web.Frame, table string, page int, in []R, row func(R) T) rows[T] {
	out := rows[T]{More: len(in) > page*homeRows}
	for _, r := range in[min(len(in), (page-1)*homeRows):min(len(in), page*homeRows)] {
		out.Rows = append(out.Rows, row(r))
	}
	if out.More && page < maxPages {
		out.Next = f.With(table, strconv.Itoa(page+1)) + "#" + table
	}
	if page > 1 {
		out.Back = f.With(table, strconv.Itoa(page-1)) + "#" + table
	}
	return out
}

// keeping fills in how the service itself is: whether places are visited and
// messages arrive.
func (s *room) keeping(ctx context.Context, p *homePage, page int, now time.Time) error {
	visits, err := s.Store.Visits(ctx, "", page*homeRows+1)
	if err != nil {
		return err
	}
	last, err := s.Store.LastVisits(ctx)
	if err != nil {
		return err
	}
	var help []store.Delivery
	if help, p.Undone, err = s.undone(ctx, now); err != nil {
		return err
	}
	p.Help = bounded(help, func(d store.Delivery) deliveryRow { return deliveryRowOf(p.Frame, d) })
	p.Visits = paged(p.Frame, "visits", page, visits, func(v store.Visit) visitRow { return visitRowOf(p.Frame, v) })
	for _, v := range last {
		if p.Last == nil || v.Ended.After(p.Last.Time) {
			at := web.At(v.Ended)
			p.Last = &at
		}
		if !v.State.Well() {
			p.Unwell = append(p.Unwell, visitRowOf(p.Frame, v))
		}
	}
	return nil
}

// undone counts the deliveries that have not arrived and returns those that
// need somebody, the worst state first.
func (s *room) undone(ctx context.Context, now time.Time) (help []store.Delivery, all tally, err error) {
	for _, state := range []string{store.Dead, store.Refused, store.Sending, store.Due} {
		ds, err := s.Store.Deliveries(ctx, state, maxRows+1)
		if err != nil {
			return nil, all, err
		}
		all.N += min(len(ds), maxRows)
		all.More = all.More || len(ds) > maxRows
		help = append(help, slices.DeleteFunc(ds, func(d store.Delivery) bool { return !stuck(d, now) })...)
	}
	return help, all, nil
}

// sendingFor is longer than any try takes: a delivery that is still being sent
// after it was left behind by a process that died.
const sendingFor = 5 * time.Minute

// stuck reports whether a delivery needs somebody: it was given up, or a try
// of it went wrong.
func stuck(d store.Delivery, now time.Time) bool {
	switch d.State {
	case store.Dead, store.Refused:
		return true
	case store.Due:
		return d.Tries > 0
	case store.Sending:
		return d.Error != "" || now.Sub(d.At) > sendingFor
	default:
		return false
	}
}

// An alertRow is one alert, or one update of it, in a table.
type alertRow struct {
	Path       string
	Severity   string
	Level      string
	Type       string
	Title      string
	Stage      string
	Subscriber string
	Update     int
	Told       web.Stamp
}

// alertRowOf makes a row in which natural persons are masked but for the center
// that was told.
func alertRowOf(f web.Frame, p store.Parcel, called called) alertRow {
	a, l := p.Alert, string(f.Lang)
	title := a.Title
	if !routed(f.User, []string{a.Subscriber}) {
		title = alerts.Mask(p.Act.Filing, title)
	}
	return alertRow{
		Path: web.AlertPath(a.ID), Severity: string(a.Severity), Level: web.Word(a.Severity.In(l)),
		Type: web.Word(a.Category.In(l)), Title: web.Clean(title, web.LineLength),
		Stage: web.Word(alerts.StageIn(a.Kind, a.Stage, l)), Subscriber: called.as(a.Subscriber, f.Lang), Update: a.Update, Told: web.At(a.Told),
	}
}

// A deliveryRow is one delivery in a table.
type deliveryRow struct {
	ID          string // of one that may be sent again
	Path        string // of its alert
	Alert       string
	Destination string
	State       string
	Word        string
	Tries       int
	At          web.Stamp
	Error       string
}

func deliveryRowOf(f web.Frame, d store.Delivery) deliveryRow {
	id := ""
	if d.State == store.Dead || d.State == store.Refused {
		id = d.ID
	}
	return deliveryRow{
		ID: id, Path: web.AlertPath(d.Alert), Alert: web.Clean(d.Alert, web.LineLength), Destination: web.Clean(d.Destination, web.LineLength),
		State: d.State, Word: f.Word("sent", d.State), Tries: d.Tries, At: web.At(d.At), Error: web.Clean(d.Error, web.LineLength),
	}
}

// A visitRow is one visit in a table.
type visitRow struct {
	store.Visit
	Name     string
	Word     string
	Well     bool
	Planned  web.Stamp
	Started  web.Stamp
	Took     time.Duration
	Error    string
	Warnings list[string]
	Pages    list[outcome] // the worst first
}

// A list is the first [maxLines] of something, and how many are left out.
type list[T any] struct {
	Lines []T
	All   int
	Left  int
}

func listed[R, T any](in []R, line func(R) T) list[T] {
	out := list[T]{All: len(in), Left: max(0, len(in)-maxLines)}
	for _, r := range in[:len(in)-out.Left] {
		out.Lines = append(out.Lines, line(r))
	}
	return out
}

// An outcome is how one page of a visit ended.
type outcome struct {
	Address string
	State   crawlers.State
	Word    string
	Well    bool
	Filings int
	Why     string
	Notes   []string
}

func visitRowOf(f web.Frame, v store.Visit) visitRow {
	pages := slices.Clone(v.Outcomes)
	slices.SortStableFunc(pages, func(a, b crawlers.Outcome) int {
		switch {
		case a.State == b.State:
			return 0
		case crawlers.Worst(a.State, b.State) == a.State:
			return -1
		default:
			return 1
		}
	})
	line := func(s string) string { return web.Clean(s, web.LineLength) }
	return visitRow{
		Visit: v, Name: line(v.Source), Word: f.Word("visit", string(v.State)), Well: v.State.Well(),
		Planned: web.At(v.Planned), Started: web.At(v.Started), Took: v.Ended.Sub(v.Started).Round(100 * time.Millisecond), Error: line(v.Error),
		Warnings: listed(v.Warnings, line),
		Pages: listed(pages, func(o crawlers.Outcome) outcome {
			row := outcome{line(o.URL), o.State, f.Word("visit", string(o.State)), o.State.Well(), o.Filings, line(o.Why), nil}
			for _, note := range o.Notes {
				row.Notes = append(row.Notes, line(note))
			}
			return row
		}),
	}
}
