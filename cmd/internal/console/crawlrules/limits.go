package crawlrules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// The thresholds are a rule like those of places: what differs is the form, what
// a version says and what it is replayed on. They always are in force: without a
// version, as shipped.

// How far back thresholds are tried before they are saved, and for how long.
const (
	retellDays = 7
	retellFor  = 8 * time.Second
)

// limitsPage is the form of the thresholds, with what they would tell otherwise,
// or that alone.
type limitsPage struct {
	web.Frame
	Back     string
	Path     string // of the form; "" is none
	Seen     int
	Sections []limitSection
	Wrongs   []wrong
	Note     web.Field
	Conflict *conflict
	Busy     bool
	Tried    bool // for the form, on the last days alone

	// A replay.
	Heading string
	Done    *replayed
	Part    int // of a hundred
	Why     string

	Told  *alerts.Retelling
	Lists []retold
}

type limitSection struct {
	Title  string
	Fields []web.Field
}

// retold is one list of what would be told more, fewer or otherwise.
type retold struct {
	Name  string
	Count int
	Rows  []retoldRow
	Left  int
}

type retoldRow struct{ Number, Title, Filed, Subscriber, Why, Old, New string }

// limitValues are the thresholds in force, for their page.
func limitValues(l alerts.Limits, lang web.Lang) []limitValue {
	var out []limitValue
	for _, t := range l.Settable() {
		out = append(out, limitValue{t.Says[string(lang)], t.Value, l.Sets(t.Name)})
	}
	return out
}

type limitValue struct {
	Says, Value string
	Set         bool
}

// limitsOf reads a version; one that cannot be read by this program is as
// shipped, and ok is false.
func limitsOf(v store.RuleVersion) (l alerts.Limits, ok bool) {
	l, err := alerts.ReadLimits([]byte(v.Body))
	return l, err == nil
}

// inForce are the thresholds in force and their version; 0 is as shipped.
func (s *room) inForce(ctx context.Context) (alerts.Limits, int, error) {
	all, err := s.Store.RuleVersions(ctx, store.Thresholds)
	for _, v := range all {
		if v.State == store.RuleActive {
			l, _ := limitsOf(v)
			return l, v.Version, err
		}
	}
	return nil, 0, err
}

// limitDiff says how one version of the thresholds differs from another; the one
// before may be that of the program.
func limitDiff(from, to store.RuleVersion, l web.Lang) diff {
	d := diff{From: from.Version, To: to.Version}
	before, ok := limitsOf(from)
	if from.Version == 0 {
		before, ok = nil, true
	}
	after, ok2 := limitsOf(to)
	if d.Unread = !ok || !ok2; d.Unread {
		return d
	}
	for _, c := range before.Changes(after) {
		d.Lines = append(d.Lines, changed(c, l))
	}
	return d
}

func changed(c alerts.LimitChange, l web.Lang) string {
	return c.Says[string(l)] + web.Text{"：", ": "}.In(l) + c.Old + " → " + c.New
}

// editLimits shows the form, of the last version or of one that is asked for.
func (s *room) editLimits(r *web.Request) (web.Answer, error) {
	last, err := s.Store.RuleVersion(r.Context(), store.Thresholds, 0)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return web.Answer{}, err
	}
	v := last
	if n, err := strconv.Atoi(r.URL.Query().Get("version")); err == nil && n > 0 {
		if v, err = s.Store.RuleVersion(r.Context(), store.Thresholds, n); err != nil {
			return web.Answer{}, err
		}
	}
	l, _ := limitsOf(v)
	f := web.Form{}
	for _, t := range l.Settable() {
		f = f.Fill(t.Name, t.Value)
	}
	return r.Page("limits", s.limitsPage(r, f, last.Version, nil))
}

func (s *room) limitsPage(r *web.Request, f web.Form, seen int, wrongs map[string]string) *limitsPage {
	p := &limitsPage{Frame: r.Frame(texts["limits.edit"].In(r.Lang)), Back: path(store.Thresholds), Path: path(store.Thresholds) + "/edit", Seen: seen}
	for _, t := range alerts.Limits(nil).Settable() {
		about, _, _ := strings.Cut(t.Name, ".")
		title := p.T("limits.of." + about)
		if n := len(p.Sections); n == 0 || p.Sections[n-1].Title != title {
			p.Sections = append(p.Sections, limitSection{Title: title})
		}
		hint := fmt.Sprintf(p.T("limits.hint"), t.Value, strconv.FormatFloat(t.Least, 'f', -1, 64), strconv.FormatFloat(t.Most, 'f', -1, 64))
		field := web.Field{Name: t.Name, Kind: "text", Label: t.Says[string(r.Lang)], Hint: hint, Value: web.Clean(f.Raw(t.Name), 40), Error: wrongs[t.Name]}
		if field.Error != "" {
			p.Wrongs = append(p.Wrongs, wrong{field.Name, field.Label, field.Error})
		}
		last := &p.Sections[len(p.Sections)-1]
		last.Fields = append(last.Fields, field)
	}
	p.Note = web.Field{Name: "note", Kind: "text", Label: p.T("field.note"), Hint: p.T("hint.note"), Value: web.Clean(f.Raw("note"), maxNote), Error: wrongs["note"]}
	if p.Note.Error != "" {
		p.Wrongs = append(p.Wrongs, wrong{"note", p.Note.Label, p.Note.Error})
	}
	return p
}

// readLimits reads the form, and what is wrong in it by field.
func readLimits(f web.Form, l web.Lang) (alerts.Limits, map[string]string) {
	out, wrongs := alerts.Limits{}, map[string]string{}
	bad := func(err error) {
		var one *alerts.LimitError
		var all alerts.LimitErrors
		switch {
		case errors.As(err, &one):
			wrongs[one.Name] = one.Says[string(l)]
		case errors.As(err, &all):
			for _, one := range all {
				wrongs[one.Name] = one.Says[string(l)]
			}
		}
	}
	for _, t := range out.Settable() {
		v, err := t.Parse(f.Raw(t.Name))
		if err != nil {
			bad(err)
			continue
		}
		out[t.Name] = v
	}
	if len(wrongs) == 0 {
		bad(out.Check())
	}
	if len([]rune(f.Raw("note"))) > maxNote {
		wrongs["note"] = texts["wrong.longer"].In(l)
	}
	return out, wrongs
}

// writeLimits saves the form as a new version, or says what it would tell
// otherwise than what is in force.
func (s *room) writeLimits(r *web.Request, f web.Form) (web.Answer, error) {
	ctx := r.Context()
	seen, _ := strconv.Atoi(f.Raw("seen")) // nothing that a number is not was seen
	l, wrongs := readLimits(f, r.Lang)
	if len(wrongs) > 0 {
		return r.Again("limits", s.limitsPage(r, f, seen, wrongs))
	}
	if f.Raw("do") != "save" {
		p := s.limitsPage(r, f, seen, nil)
		return p.try(r, s, l)
	}
	n, err := s.Store.WriteRule(ctx, store.Thresholds, string(l.JSON()), r.User.Login, web.Clean(f.Raw("note"), maxNote), seen, s.Now())
	var first *store.ConflictError
	switch {
	case err == nil:
		return r.Done(versionPath(store.Thresholds, n), "done.draft")
	case !errors.As(err, &first):
		return web.Answer{}, err
	}
	p := s.limitsPage(r, f, first.Last.Version, nil) // who saves again does it on top of theirs
	p.Conflict = &conflict{version: shown(first.Last, r.Lang)}
	if theirs, ok := limitsOf(first.Last); ok {
		for _, c := range theirs.Changes(l) {
			p.Conflict.Diff = append(p.Conflict.Diff, changed(c, r.Lang))
		}
	}
	return r.Refuse(http.StatusConflict, "limits", p)
}

// try fills in what limits would tell of the last days otherwise than those in
// force.
func (p *limitsPage) try(r *web.Request, s *room, l alerts.Limits) (web.Answer, error) {
	p.Tried = true
	select {
	case s.trying <- struct{}{}:
		defer func() { <-s.trying }()
	default:
		p.Busy = true
		return r.Page("limits", p)
	}
	now, _, err := s.inForce(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	if s.Rules.Retell == nil {
		return web.Answer{}, store.ErrNotFound
	}
	ctx, cancel := context.WithTimeout(r.Context(), retellFor)
	defer cancel()
	got, err := s.Rules.Retell(ctx, now, l, s.Now().AddDate(0, 0, -retellDays))
	if err != nil {
		return web.Answer{}, err
	}
	if err := p.tell(r.Context(), s, got); err != nil {
		return web.Answer{}, err
	}
	return r.Page("limits", p)
}

// tell fills in what would be told otherwise. Names that were hidden since are
// hidden in it.
func (p *limitsPage) tell(ctx context.Context, s *room, got alerts.Retelling) error {
	hide, err := s.Store.Hiding(ctx)
	if err != nil {
		return err
	}
	p.Told = &got
	for _, list := range []struct {
		name string
		of   alerts.Retold
	}{{"more", got.More}, {"fewer", got.Fewer}, {"changed", got.Changed}} {
		out := retold{Name: list.name, Count: list.of.Count, Left: list.of.Count - len(list.of.Samples)}
		for _, a := range list.of.Samples {
			row := retoldRow{
				Number: web.Word(a.Number), Title: web.Clean(hide(a.Title), web.LineLength), Subscriber: web.Word(a.Subscriber), Why: web.Clean(hide(a.Why), web.LineLength),
				Old: p.level(a.Old), New: p.level(a.New),
			}
			if !a.Filed.IsZero() {
				row.Filed = a.Filed.Format(time.DateOnly)
			}
			out.Rows = append(out.Rows, row)
		}
		p.Lists = append(p.Lists, out)
	}
	return nil
}

// level says a severity, and that of what is not told.
func (p *limitsPage) level(s alerts.Severity) string {
	if s == "" {
		return p.T("limits.not")
	}
	return p.Word("level", string(s))
}

// retold shows how far a replay of the thresholds is, and then what it found.
func (s *room) retold(r *web.Request, got store.Replay) (web.Answer, error) {
	p := &limitsPage{Frame: r.Frame(texts["limits"].In(r.Lang) + " · " + texts["replay"].In(r.Lang)), Back: path(store.Thresholds)}
	done := replayOf(p.Frame, got)
	p.Done, p.Heading = &done, done.From+" → "+done.To
	if got.Total > 0 {
		p.Part = min(100, 100*got.Pages/got.Total)
	}
	switch got.State {
	case store.ReplayFailed:
		p.Why = web.Clean(got.Report, web.LineLength)
	case store.ReplayDone:
		var told alerts.Retelling
		if err := json.Unmarshal([]byte(got.Report), &told); err != nil {
			return web.Answer{}, err
		}
		if err := p.tell(r.Context(), s, told); err != nil {
			return web.Answer{}, err
		}
	}
	return r.Page("limits", p)
}
