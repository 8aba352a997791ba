package staff

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// triagePage is what is to be signed for, the most urgent first.
type triagePage struct {
	web.Frame
	Form                                web.Form
	Whose, Signs, Kinds, Stages, Levels []web.Option
	Grades, Places                      []web.Option
	Yesterday, Soon                     int
	Late                                int
	Lateness                            bool // it is known what is late
	Unwell                              int
	Keeps                               bool // the reader sees how the sources are
	Rows                                []pendingRow
	Next                                string
	Narrow                              bool // there is a filter
}

// A pendingRow is one matter of the list.
type pendingRow struct {
	Path      string
	Severity  string
	Level     string
	Title     string
	Caption   string
	Stage     string
	Grade     string
	GradeWord string
	Left      left
	Clock     string // what is due, and when; "" if nothing is
	Told      web.Stamp
	Places    []signedPlace
	Alert     string // to sign for; "" if the reader may not
	Open      bool
	Works     bool // the reader may do something to it
}

// A signedPlace is a center that was told, and who signed there.
type signedPlace struct{ Name, Person string }

// listedFor bounds the list: what is older has its page, and the search.
const listedFor = 2 * 365 * 24 * time.Hour

// soonDays is how near a day is that is shown as urgent.
const soonDays = 3

// desk says whose alerts the reader looks through: all centers in its scope.
func (s *room) desk(ctx context.Context, r *web.Request) (own string, centers []string, err error) {
	scope, err := r.Scope()
	if err != nil {
		return "", nil, err
	}
	network, err := s.Store.Network(ctx)
	if err != nil {
		return "", nil, err
	}
	for _, c := range network.All() {
		if scope.Has(c.ID) && !slices.Contains(centers, c.ID) {
			centers = append(centers, c.ID)
		}
	}
	return r.User.Center, centers, nil
}

// The choices of the filters beside those of package alerts.
var (
	kinds  = []crawlers.Kind{crawlers.Lawsuit, crawlers.Section337, crawlers.Squatting}
	levels = []alerts.Severity{alerts.Critical, alerts.High, alerts.Normal, alerts.Low}
	grades = []crawlers.Grade{crawlers.Confirmed, crawlers.Suspected}
)

func (s *room) triage(r *web.Request) (web.Answer, error) {
	ctx, now := r.Context(), s.Now()
	own, centers, err := s.desk(ctx, r)
	if err != nil {
		return web.Answer{}, err
	}
	called, err := s.names.of(ctx, s.Store)
	if err != nil {
		return web.Answer{}, err
	}
	after, err := r.Cursor()
	if err != nil {
		return web.Answer{}, err
	}
	p := triagePage{Frame: r.Frame(texts["triage"].In(r.Lang)), Form: web.Form{Values: r.URL.Query()}}
	p.Keeps = len(centers) > 0 && r.User.Role != account.ReadOnly
	asked := store.Triage{Centers: centers, Own: own, Now: now, Since: now.Add(-listedFor)}
	if asked.After, err = readPlace(after); err != nil {
		return web.Answer{}, err
	}
	all := asked
	all.After = store.TriageCursor{}
	p.choices(called, own, centers)
	late, err := s.late(ctx, centers)
	if err != nil {
		return web.Answer{}, err
	}
	p.narrow(&asked, own, late, now)
	if err := s.line(ctx, r, &p, all, late); err != nil {
		return web.Answer{}, err
	}
	found, next, err := s.Store.Triage(ctx, asked)
	if err != nil {
		return web.Answer{}, err
	}
	rules, err := s.Store.Rules(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	for _, m := range found {
		p.Rows = append(p.Rows, s.pendingRowOf(r, p.Frame, m, called, rules))
	}
	if next.Matter != "" {
		p.Next = writePlace(next).String()
	}
	return r.Page("triage", &p)
}

// late returns the matters that centers should have signed for; nil if nobody
// can say.
func (s *room) late(ctx context.Context, centers []string) ([]string, error) {
	if s.Desk.Late == nil {
		return nil, nil
	}
	all, err := s.Desk.Late(ctx)
	if all == nil || err != nil {
		return nil, err
	}
	out := []string{}
	for _, l := range all {
		if slices.Contains(centers, l.Center) && !slices.Contains(out, l.Matter) && len(out) < maxRows {
			out = append(out, l.Matter)
		}
	}
	return out, err
}

// line fills in the one line on top.
func (s *room) line(ctx context.Context, r *web.Request, p *triagePage, all store.Triage, late []string) error {
	now := s.Now()
	yesterday, soon := all, all
	yesterday.From, yesterday.To = lastDay(now)
	soon.Due, soon.Open = now.AddDate(0, 0, soonDays), nil
	var err error
	if p.Yesterday, err = s.Store.TriageCount(ctx, yesterday); err != nil {
		return err
	}
	if p.Soon, err = s.Store.TriageCount(ctx, soon); err != nil {
		return err
	}
	p.Late, p.Lateness = len(late), late != nil
	scope, err := r.Scope()
	if p.Keeps = scope.All; err != nil || !scope.All {
		return err
	}
	visits, err := s.Store.LastVisits(ctx)
	for _, v := range visits {
		if !v.State.Well() {
			p.Unwell++
		}
	}
	return err
}

// lastDay is yesterday in Beijing.
func lastDay(now time.Time) (from, to time.Time) {
	y, m, d := now.In(clock.Beijing).Date()
	to = time.Date(y, m, d, 0, 0, 0, 0, clock.Beijing)
	return to.AddDate(0, 0, -1), to
}

// choices fills in what the filters offer.
func (p *triagePage) choices(called called, own string, centers []string) {
	l := string(p.Lang)
	whatever := func() []web.Option { return []web.Option{{Value: "", Text: p.T("any")}} }
	p.Whose = []web.Option{{Value: "", Text: p.T("whose.all")}}
	if slices.Contains(centers, own) {
		p.Whose = append(p.Whose, web.Option{Value: "mine", Text: p.T("whose.mine")})
	}
	p.Signs = []web.Option{{Value: "", Text: p.T("signs.all")}, {Value: "no", Text: p.T("signs.no")}, {Value: "yes", Text: p.T("signs.yes")}}
	p.Kinds, p.Stages, p.Levels, p.Grades, p.Places = whatever(), whatever(), whatever(), whatever(), whatever()
	for _, k := range kinds {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Text: p.Word("kind", string(k))})
	}
	for _, stage := range alerts.Stages() {
		p.Stages = append(p.Stages, web.Option{Value: stage, Text: alerts.StageIn(crawlers.Lawsuit, stage, l)})
	}
	for _, level := range levels {
		p.Levels = append(p.Levels, web.Option{Value: string(level), Text: level.In(l)})
	}
	for _, g := range grades {
		p.Grades = append(p.Grades, web.Option{Value: string(g), Text: p.Word("grade", string(g))})
	}
	for _, c := range centers {
		p.Places = append(p.Places, web.Option{Value: c, Text: called.as(c, p.Lang)})
	}
	if len(centers) < 2 {
		p.Places = nil
	}
}

// narrow reads the filters. A word that is not offered finds nothing.
func (p *triagePage) narrow(t *store.Triage, own string, late []string, now time.Time) {
	q := p.Form.Values
	of := func(name string) string {
		v := strings.TrimSpace(q.Get(name))
		p.Narrow = p.Narrow || v != ""
		return v
	}
	only := func(center string) {
		if !slices.Contains(t.Centers, center) {
			center = ""
		}
		if t.Centers = nil; center != "" {
			t.Centers = []string{center}
		}
	}
	if place := of("place"); place != "" {
		only(place)
	}
	if of("whose") == "mine" {
		only(own)
	}
	switch of("signed") {
	case "no":
		t.Open = new(true)
	case "yes":
		t.Open = new(false)
	}
	t.Kind, t.Stage = crawlers.Kind(of("kind")), of("stage")
	t.Severity, t.Grade = alerts.Severity(of("level")), crawlers.Grade(of("grade"))
	switch of("only") {
	case "yesterday":
		t.From, t.To = lastDay(now)
	case "soon":
		t.Due = now.AddDate(0, 0, soonDays)
	case "late":
		if t.Matters = late; late == nil {
			t.Matters = []string{}
		}
	}
}

// writePlace is the place of a matter in the list as an address holds it.
func writePlace(c store.TriageCursor) web.Cursor {
	due := int64(0)
	if !c.Due.IsZero() {
		due = c.Due.UnixMilli()
	}
	return web.Cursor{At: c.Told, ID: fmt.Sprintf("%t %d %s", c.Open, due, c.Matter)}
}

func readPlace(c web.Cursor) (out store.TriageCursor, err error) {
	if c.ID == "" {
		return out, nil
	}
	open, rest, _ := strings.Cut(c.ID, " ")
	due, matter, ok := strings.Cut(rest, " ")
	ms, number := strconv.ParseInt(due, 10, 64)
	if !ok || matter == "" || number != nil || open != "true" && open != "false" {
		return out, web.StatusError(404)
	}
	out = store.TriageCursor{Matter: matter, Told: c.At, Open: open == "true"}
	if ms != 0 {
		out.Due = time.UnixMilli(ms).UTC()
	}
	return out, nil
}

func (s *room) pendingRowOf(r *web.Request, f web.Frame, m store.Pending, called called, rules *clock.Table) pendingRow {
	a, filing, l := m.Alert, m.Act.Filing, string(f.Lang)
	told := alerts.Compose(alerts.Story{Alert: asOf(a, s.Now()), Filing: filing, Verdict: m.Verdict, Now: s.Now(), Grade: s.Grade, Center: routed(r.User, m.Told)}, l)
	row := pendingRow{
		Path: matterPath(filing.Key), Severity: string(m.Severity), Level: web.Word(m.Severity.In(l)),
		Title: web.Clean(web.Conclusion(told.Title), web.LineLength), Caption: web.Clean(filing.Key.Number, web.LineLength) + " · " + web.Clean(alerts.ForumIn(filing.Key.Authority, l), web.LineLength),
		Stage: web.Word(alerts.StageIn(a.Kind, a.Stage, l)), Grade: string(m.Verdict.ChineseParty), Told: web.At(m.TriageCursor.Told), Open: m.Open,
	}
	if row.Grade != "" {
		row.GradeWord = f.Word("grade", row.Grade)
	}
	if m.Severity == "" {
		row.Level = f.T("corrected")
	}
	row.Left = leftOf(f, m.Clock, filing.Key.Authority, s.Now())
	if c := m.Clock; c != nil {
		title := c.Rule
		if rule, err := rules.Rule(c.Rule, m.Alert.Told); err == nil {
			title = rule.Title.In(l)
		}
		row.Clock = web.Clean(title+" "+c.Due, web.LineLength)
	}
	for _, id := range m.Told {
		place := signedPlace{Name: called.as(id, f.Lang)}
		for _, signed := range m.Signed {
			if signed.Center == id {
				place.Person = web.Clean(signed.Person, 80)
			}
		}
		row.Places = append(row.Places, place)
	}
	if row.Works = account.Workers.Has(r.User.Role); row.Works && m.Open {
		row.Alert = a.ID
	}
	return row
}

// left says how many days a clock leaves, at the moment it is asked.
type left struct {
	Days   string // that are left; "" if none are
	Word   string
	Passed bool
	Hot    bool // three days or less
}

func leftOf(f web.Frame, c *store.Clock, authority string, now time.Time) left {
	if c == nil {
		return left{Word: f.T("left.none")}
	}
	days := web.DaysLeft(*c, authority, now)
	switch {
	case !c.Closes.Before(now):
		return left{Days: strconv.Itoa(days), Word: f.T("days"), Hot: days <= soonDays}
	case days < 0:
		return left{Word: f.Tf("left.passed", -days), Passed: true}
	}
	return left{Word: f.T("left.today"), Passed: true}
}

// asOf is an alert as it is composed for a page: with the days that are left
// now, not when it was told.
func asOf(a alerts.Alert, now time.Time) alerts.Alert {
	a.Told = now
	return a
}

// routed reports whether a user works for one of the centers that were told: to
// it natural persons are named.
func routed(u account.User, told []string) bool {
	return account.Workers.Has(u.Role) && u.Center != "" && slices.Contains(told, u.Center)
}

// person is a user as it is kept who did something.
func person(u account.User) string {
	if u.Name == "" || u.Name == u.Login {
		return u.Login
	}
	return u.Name + "（" + u.Login + "）"
}

// sign signs for an alert.
func (s *room) sign(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, err := s.workOn(r, f.Raw("alert"))
	if err != nil {
		return web.Answer{}, err
	}
	note := f.Text("note", maxNote)
	if !f.Good() {
		return web.Answer{}, web.StatusError(400)
	}
	me := person(r.User)
	var first store.Signature
	err = s.Store.Tx(ctx, func(tx *sql.Tx) error {
		var err error
		if first, err = store.SignIn(ctx, tx, store.Signature{Alert: p.Alert.ID, Person: me, At: s.Now(), Note: note}); err != nil {
			return err
		}
		return r.Record(ctx, tx, "matter.sign", p.Alert.ID, note)
	})
	if err != nil {
		return web.Answer{}, err
	}
	done := "done.signed"
	if first.Person != me {
		done = "done.signed.before"
	}
	return r.Done(back(f, p), done)
}

// maxNote bounds what people write beside an act, in characters.
const maxNote = 1000

// workOn returns an alert that the reader may work on.
func (s *room) workOn(r *web.Request, id string) (store.Parcel, error) {
	if !legible(id) {
		return store.Parcel{}, store.ErrNotFound
	}
	p, err := s.Store.FindAlert(r.Context(), id)
	if err != nil {
		return p, err
	}
	return p, r.May(account.Work, p.Alert.Subscriber)
}

// legible reports whether a value of a form can be the id of anything.
func legible(id string) bool { return utf8.ValidString(id) && !strings.Contains(id, "\x00") }

// back is where an act was asked for, or the page of its matter.
func back(f web.Form, p store.Parcel) string {
	if to := f.Raw("back"); strings.HasPrefix(to, "/triage") || to == web.AlertPath(p.Alert.ID) {
		return to
	}
	return matterPath(p.Act.Filing.Key)
}
