package admin

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Bounds of what one page lists.
const (
	maxVisits  = 30
	maxPages   = 30
	maxChanges = 20
	maxLines   = 20 // warnings, or pages, of one visit
	usualOver  = 28 * 24 * time.Hour
	lagOver    = 30 * 24 * time.Hour
	fewestDays = 3 // of a class of weekdays that say what is usual
)

// A place is a place as it is now: as configured, what was changed over it, and
// when it is visited next.
type place struct {
	web.Place
	Override store.Override
	Meta     crawlers.Meta // with the override
	Wrong    error         // why the override does not hold any more
}

// Path is the page of the place.
func (p place) Path() string { return "/admin/sources/" + p.Name }

// Paused reports whether it is an administrator who has it not visited.
func (p place) Paused() bool { return p.Override.Paused }

// Watched reports whether it is visited.
func (p place) Watched() bool { return p.Off == "" && !p.Override.Paused }

// places returns the places by their names.
func (a *room) places(ctx context.Context) ([]place, error) {
	if a.Places == nil {
		return nil, nil
	}
	all, err := a.Places(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := a.Store.Overrides(ctx)
	if err != nil {
		return nil, err
	}
	var out []place
	for _, w := range all {
		p := place{Place: w, Override: changes[w.Name]}
		if p.Meta, p.Wrong = p.Override.Over(w.Meta); p.Wrong != nil {
			p.Meta = w.Meta
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b place) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// place returns one of them, or [store.ErrNotFound].
func (a *room) place(ctx context.Context, name string) (place, error) {
	all, err := a.places(ctx)
	if err != nil {
		return place{}, err
	}
	i := slices.IndexFunc(all, func(p place) bool { return p.Name == name })
	if i < 0 {
		return place{}, store.ErrNotFound
	}
	return all[i], nil
}

// A usual compares a day with those of its class: what a place lists on a
// weekday it may not list on a Sunday.
type usual struct {
	Day     time.Time
	Class   string // "workday", "weekend"
	Filings int
	Added   int
	Listed  int // by a usual day of the class; -1 is not known
	Brought int
	Fewer   bool // less than half of what is usual
}

// weekend reports the class of a day.
func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// usualOf compares the last of some days with those of its class before it. It
// is pure.
func usualOf(days []store.Day) (u usual, ok bool) {
	if len(days) == 0 {
		return usual{}, false
	}
	last := days[len(days)-1]
	u = usual{Day: last.Day, Class: "workday", Filings: last.Filings, Added: last.Added, Listed: -1, Brought: -1}
	if weekend(last.Day) {
		u.Class = "weekend"
	}
	var filings, added []int
	for _, d := range days[:len(days)-1] {
		if weekend(d.Day) == weekend(last.Day) && d.Well > 0 {
			filings, added = append(filings, d.Filings), append(added, d.Added)
		}
	}
	if len(filings) < fewestDays {
		return u, true
	}
	slices.Sort(filings)
	slices.Sort(added)
	u.Listed, u.Brought = filings[len(filings)/2], added[len(added)/2]
	u.Fewer = 2*u.Filings < u.Listed
	return u, true
}

// usual is usualOf the days of the place's own zone.
func (a *room) usual(ctx context.Context, m *crawlers.Meta) (usual, bool, error) {
	now := a.Now()
	_, east := now.In(zoneOf(m)).Zone()
	days, err := a.Store.Days(ctx, m.Name, now.Add(-usualOver), east)
	u, ok := usualOf(days)
	return u, ok, err
}

func zoneOf(m *crawlers.Meta) *time.Location {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil { // checked when the program started
		return time.UTC
	}
	return zone
}

// next is when a place is visited next; ok is false where it is not.
func (a *room) next(ctx context.Context, p *place) (at time.Time, ok bool, err error) {
	if !p.Watched() {
		return time.Time{}, false, nil
	}
	planned, err := a.Store.Planned(ctx, p.Name)
	if err != nil || planned.IsZero() {
		return time.Time{}, false, err
	}
	at, err = p.Meta.Next(planned)
	return at, err == nil && !at.IsZero(), err
}

// A sourceRow is a place in the list.
type sourceRow struct {
	place
	Title   string
	State   string // of the last visit, "" where there was none
	Word    string
	Well    bool
	Good    *web.Stamp // the last visit that ended well
	Ended   *web.Stamp
	Next    *web.Stamp
	Overdue bool
	Usual   *usual
	Lag     string
	Why     string
}

type sourcesPage struct {
	frame
	Watched, Paused, Off int
	Unwell               int
	Sources              []sourceRow
}

func (a *room) sources(r *web.Request) (web.Answer, error) {
	ctx, now := r.Context(), a.Now()
	p := &sourcesPage{frame: a.frame(r, "sources")}
	all, err := a.places(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	seen, err := a.Store.Sight(ctx, now.Add(-24*time.Hour))
	if err != nil {
		return web.Answer{}, err
	}
	lags, err := a.lags(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	for _, w := range all {
		row := sourceRow{place: w, Title: title(r, &w.Meta)}
		if s, ok := seen[w.Name]; ok && !s.Ended.IsZero() {
			row.State, row.Word, row.Well = string(s.State), p.Word("visit", string(s.State)), s.State.Well()
			row.Ended, row.Why = stamp(s.Ended), web.Clean(s.Why, web.LineLength)
			if !s.Good.IsZero() {
				row.Good = stamp(s.Good)
			}
		}
		switch {
		case w.Off != "":
			p.Off++
		case w.Override.Paused:
			p.Paused++
		default:
			p.Watched++
			if row.State != "" && !row.Well {
				p.Unwell++
			}
		}
		at, ok, err := a.next(ctx, &w)
		if err != nil {
			return web.Answer{}, err
		}
		if ok {
			row.Next, row.Overdue = stamp(at), now.After(at.Add(w.Meta.Timeout+10*time.Minute))
		}
		u, ok, err := a.usual(ctx, &w.Meta)
		if err != nil {
			return web.Answer{}, err
		}
		if ok {
			row.Usual = &u
		}
		if l := lags[w.Name]; len(l) > 0 {
			most := slices.MaxFunc(l, func(a, b store.Lag) int { return a.Acts - b.Acts })
			row.Lag = took(p.Frame, most.Seen50)
		}
		p.Sources = append(p.Sources, row)
	}
	return r.Page("sources", p)
}

// lags are how late acts are seen, by source.
func (a *room) lags(ctx context.Context) (map[string][]store.Lag, error) {
	all, err := a.Store.Lags(ctx, a.Now().Add(-lagOver))
	if err != nil {
		return nil, err
	}
	out := map[string][]store.Lag{}
	for _, l := range all {
		out[l.Source] = append(out[l.Source], l)
	}
	return out, nil
}

// took says a time in seconds as people do.
func took(f web.Frame, seconds int64) string {
	switch {
	case seconds < 0:
		return "0"
	case seconds < 60*60:
		return f.Tf("minutes", int(seconds/60))
	case seconds < 48*60*60:
		return f.Tf("hours", int(seconds/3600))
	}
	return f.Tf("days", int(seconds/86400))
}

func stamp(t time.Time) *web.Stamp {
	s := web.At(t)
	return &s
}

func title(r *web.Request, m *crawlers.Meta) string {
	return web.Clean(m.Title[string(r.Lang)], web.LineLength)
}

// A visitRow is one visit of a place.
type visitRow struct {
	store.Visit
	Word     string
	Well     bool
	Began    web.Stamp
	Took     time.Duration
	Fault    string
	Warnings []string
	Left     int // warnings that are not listed
	Outcomes []outcome
	More     int
}

// An outcome is how one page of a visit ended.
type outcome struct {
	Address, Word, Why string
	Well               bool
	Filings            int
}

// A pageRow is a page that was kept.
type pageRow struct {
	Address, Link, Path string
	At                  web.Stamp
	Status              int
	Size                string
}

// A changeRow is what an administrator once changed.
type changeRow struct {
	At       web.Stamp
	Who, Why string
	Paused   bool
	Schedule string
	Pace     string
}

// A lagRow is how late the acts of a stage are seen.
type lagRow struct {
	Stage                     string
	Acts, Told                int
	Shown, Seen, Seen90, Took string
}

type sourcePage struct {
	frame
	Place     place
	Called    string
	Link      string
	Publisher string
	Schedule  string
	Pace      string
	Budget    []string
	Floor     string
	Silence   string
	Last      *visitRow
	Good      *web.Stamp
	New       *web.Stamp
	Next      *web.Stamp
	Usual     *usual
	Since     *web.Stamp // of the pause, or of the change
	By, Why   string
	Broken    string // why the change does not hold any more
	Form      web.Form
	Conflict  bool
	Visits    []visitRow
	Pages     []pageRow
	Lags      []lagRow
	Changes   []changeRow
}

func (a *room) source(r *web.Request) (web.Answer, error) {
	w, err := a.place(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.sourcePage(r, w, filled(w))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("source", p)
}

// filled is the form of a place with what holds now.
func filled(w place) web.Form {
	f := web.Form{}.Fill("schedule", w.Override.Schedule).Fill("zone", w.Override.Zone)
	if w.Override.Pace > 0 {
		f = f.Fill("pace", w.Override.Pace.String())
	}
	return f
}

func (a *room) sourcePage(r *web.Request, w place, f web.Form) (*sourcePage, error) {
	ctx := r.Context()
	p := &sourcePage{frame: a.frame(r, "sources"), Place: w, Form: f}
	p.Called = title(r, &w.Meta)
	p.Title = p.Called
	p.Link, p.Publisher = web.Official(w.Meta.URL), web.Clean(w.Meta.Publisher, web.LineLength)
	p.Schedule, p.Pace = w.Meta.Schedule+" "+w.Meta.Zone, w.Meta.Pace.String()
	p.Floor = strconv.Itoa(w.Meta.Expect.Weekday) + " / " + strconv.Itoa(w.Meta.Expect.Weekend)
	if w.Meta.Expect.Silence > 0 {
		p.Silence = took(p.Frame, int64(w.Meta.Expect.Silence.Seconds()))
	}
	for _, l := range w.Meta.Budget {
		p.Budget = append(p.Budget, strconv.Itoa(l.Requests)+" / "+l.Per.String())
	}
	if w.Override.Version > 0 {
		p.Since, p.By, p.Why = stamp(w.Override.At), web.Clean(w.Override.By, 60), web.Clean(w.Override.Why, web.LineLength)
	}
	if w.Wrong != nil {
		p.Broken = web.Clean(w.Wrong.Error(), web.LineLength)
	}
	visits, err := a.Store.Visits(ctx, w.Name, maxVisits)
	if err != nil {
		return nil, err
	}
	for _, v := range visits {
		p.Visits = append(p.Visits, visitRowOf(p.Frame, v))
	}
	if len(p.Visits) > 0 {
		p.Last = &p.Visits[0]
	}
	seen, err := a.Store.Sight(ctx, a.Now())
	if err != nil {
		return nil, err
	}
	if good := seen[w.Name].Good; !good.IsZero() {
		p.Good = stamp(good)
	}
	if last, err := a.Store.LastNew(ctx, w.Name); err != nil {
		return nil, err
	} else if !last.IsZero() {
		p.New = stamp(last)
	}
	if at, ok, err := a.next(ctx, &w); err != nil {
		return nil, err
	} else if ok {
		p.Next = stamp(at)
	}
	if u, ok, err := a.usual(ctx, &w.Meta); err != nil {
		return nil, err
	} else if ok {
		p.Usual = &u
	}
	return p, a.fillSource(ctx, p, w.Name)
}

// fillSource fills in the lists of a place's page.
func (a *room) fillSource(ctx context.Context, p *sourcePage, name string) error {
	pages, err := a.Store.PagesKept(ctx, name, maxPages)
	if err != nil {
		return err
	}
	for _, k := range pages {
		p.Pages = append(p.Pages, pageRow{
			Address: web.Clean(k.URL, web.LineLength), Link: web.Official(k.URL), Path: p.Place.Path() + "/pages/" + k.Hash,
			At: web.At(k.Fetched), Status: k.Status, Size: size(k.Size),
		})
	}
	lags, err := a.lags(ctx)
	if err != nil {
		return err
	}
	for _, l := range lags[name] {
		row := lagRow{Stage: web.Word(l.Stage), Acts: l.Acts, Told: l.Told, Seen: took(p.Frame, l.Seen50), Seen90: took(p.Frame, l.Seen90)}
		if l.Shown > 0 {
			row.Shown = took(p.Frame, l.Shown50)
		}
		if l.Told > 0 {
			row.Took = took(p.Frame, l.Told50)
		}
		p.Lags = append(p.Lags, row)
	}
	changes, err := a.Store.OverridesOf(ctx, name, maxChanges)
	if err != nil {
		return err
	}
	for _, o := range changes {
		row := changeRow{At: web.At(o.At), Who: web.Clean(o.By, 60), Why: web.Clean(o.Why, web.LineLength), Paused: o.Paused, Schedule: web.Clean(o.Schedule+" "+o.Zone, 120)}
		if o.Pace > 0 {
			row.Pace = o.Pace.String()
		}
		p.Changes = append(p.Changes, row)
	}
	return nil
}

// size says how large something is.
func size(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1<<20:
		return strconv.FormatInt(bytes>>10, 10) + " KB"
	}
	return strconv.FormatInt(bytes>>20, 10) + " MB"
}

func visitRowOf(f web.Frame, v store.Visit) visitRow {
	line := func(s string) string { return web.Clean(s, web.LineLength) }
	row := visitRow{
		Visit: v, Word: f.Word("visit", string(v.State)), Well: v.State.Well(), Began: web.At(v.Started),
		Took: v.Ended.Sub(v.Started).Round(100 * time.Millisecond), Fault: line(v.Error),
		Left: max(0, len(v.Warnings)-maxLines), More: max(0, len(v.Outcomes)-maxLines),
	}
	for _, w := range v.Warnings[:len(v.Warnings)-row.Left] {
		row.Warnings = append(row.Warnings, line(w))
	}
	pages := slices.Clone(v.Outcomes)
	slices.SortStableFunc(pages, func(a, b crawlers.Outcome) int { // what went wrong comes first
		return worse(b.State) - worse(a.State)
	})
	for _, o := range pages[:len(pages)-row.More] {
		row.Outcomes = append(row.Outcomes, outcome{line(o.URL), f.Word("visit", string(o.State)), line(o.Why), o.State.Well(), o.Filings})
	}
	return row
}

func worse(s crawlers.State) int {
	if s.Well() {
		return 0
	}
	return 1
}

type textPage struct {
	frame
	Place   place
	Called  string
	Address string
	Link    string
	At      web.Stamp
	Status  int
	Size    string
	Text    string
}

// page shows a page that was kept as text: what strangers wrote is not run.
func (a *room) page(r *web.Request) (web.Answer, error) {
	w, err := a.place(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	kept, text, err := a.Store.PageText(r.Context(), w.Name, r.PathValue("hash"))
	if err != nil {
		return web.Answer{}, err
	}
	p := &textPage{
		frame: a.frame(r, "sources"), Place: w, Called: title(r, &w.Meta), Address: web.Clean(kept.URL, web.LineLength), Link: web.Official(kept.URL),
		At: web.At(kept.Fetched), Status: kept.Status, Size: size(kept.Size), Text: web.CleanText(text, web.TextLength),
	}
	p.Title = p.T("page")
	return r.Page("page", p)
}

func (a *room) visitSoon(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	w, err := a.place(ctx, r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	if !w.Watched() || a.VisitSoon == nil {
		return r.Done(w.Path(), "done.not-watched")
	}
	soon := false
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		var err error
		if soon, err = a.VisitSoon(ctx, tx, w.Name); err != nil || !soon {
			return err
		}
		return r.Record(ctx, tx, "source.visit", w.Name, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	if !soon {
		return r.Done(w.Path(), "done.under-way")
	}
	return r.Done(w.Path(), "done.visit")
}

func (a *room) pause(r *web.Request) (web.Answer, error) {
	return a.override(r, "source.pause", "done.paused", func(o *store.Override, f *web.Form) {
		o.Paused = true
		o.Why = f.Need("reason", 200)
	})
}

func (a *room) resume(r *web.Request) (web.Answer, error) {
	return a.override(r, "source.resume", "done.resumed", func(o *store.Override, f *web.Form) {
		o.Paused = false
		o.Why = f.Text("reason", 200)
	})
}

func (a *room) plan(r *web.Request) (web.Answer, error) {
	return a.override(r, "source.plan", "done.planned", func(o *store.Override, f *web.Form) {
		o.Schedule, o.Zone, o.Why = f.Text("schedule", 100), f.Text("zone", 60), f.Need("why", 200)
		o.Pace = 0
		if pace := f.Text("pace", 20); pace != "" {
			var err error
			if o.Pace, err = time.ParseDuration(pace); err != nil || o.Pace <= 0 {
				f.Wrong("pace", "wrong.pace")
			}
		}
	})
}

// override makes a change of a place that holds over the configuration, unless
// it is not right or somebody else made one meanwhile.
func (a *room) override(r *web.Request, what, done string, change func(*store.Override, *web.Form)) (web.Answer, error) {
	ctx := r.Context()
	w, err := a.place(ctx, r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	seen, err := strconv.Atoi(f.Raw("seen"))
	if err != nil || seen < 0 {
		return web.Answer{}, web.StatusError(400)
	}
	o := w.Override
	o.Source, o.By, o.At = w.Name, r.User.Login, a.Now()
	change(&o, &f)
	again := func(conflict bool) (web.Answer, error) {
		p, err := a.sourcePage(r, w, f)
		if err != nil {
			return web.Answer{}, err
		}
		if p.Conflict = conflict; conflict {
			return r.Refuse(409, "source", p)
		}
		return r.Again("source", p)
	}
	if seen != w.Override.Version {
		return again(true)
	}
	if f.Good() {
		if _, err := o.Over(w.Place.Meta); err != nil {
			f.Wrong(wrongField(o, w.Place.Meta), "wrong.plan")
		}
	}
	if !f.Good() {
		return again(false)
	}
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.PutOverride(ctx, tx, o, seen); err != nil {
			return err
		}
		return r.Record(ctx, tx, what, w.Name, said(o))
	})
	if errors.Is(err, store.ErrConflict) {
		if w, err = a.place(ctx, w.Name); err != nil {
			return web.Answer{}, err
		}
		return again(true)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(w.Path(), done)
}

// wrongField is the field of the form that makes an override wrong.
func wrongField(o store.Override, m crawlers.Meta) string {
	if _, err := (store.Override{Pace: o.Pace}).Over(m); err != nil {
		return "pace"
	}
	if _, err := time.LoadLocation(o.Zone); err != nil {
		return "zone"
	}
	return "schedule"
}

// said is an override as the audit keeps it.
func said(o store.Override) string {
	var parts []string
	for _, p := range []string{o.Schedule, o.Zone, o.Why} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if o.Pace > 0 {
		parts = append(parts, o.Pace.String())
	}
	return strings.Join(parts, " · ")
}
