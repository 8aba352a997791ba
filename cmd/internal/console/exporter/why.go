package exporter

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Bounds of the page of an alert.
const (
	maxHits   = 20
	maxActs   = 50
	maxQuotes = 20
	maxRemark = 1000 // characters
)

// saids are what people say of an alert.
var saids = []string{store.Useful, store.FalseAlarm, store.Repeated, store.Late}

// whyPage is one alert: why the reader got it, and what to do.
type whyPage struct {
	web.Frame
	Alert     string
	Path      string
	Severity  string
	Level     string
	Type      string
	Stage     string
	Caption   string
	Told      web.Stamp
	Over      string // why it does not hold
	List      string // whose entries were hit
	ListPath  string
	Hits      []hitRow
	Strangers []stranger // parties that were taken for the reader's
	Reasons   []string   // as it was told
	Clocks    []clockRow
	NoClock   string
	Step      string
	Quotes    []quote
	Source    string
	Acts      []actRow
	Lines     []line // the message
	Fine      string

	Said   string
	SaidAt web.Stamp
	Say    web.Form
	Saids  []web.Option

	Help     *helpRow // that was asked for
	Ask      web.Form
	Center   string // to whom a request would go
	CenterBy string // why to it
	NoPlace  bool   // nobody knows where the org is
	NoKey    bool   // whom to call cannot be kept
	Wrong    string
}

// A hitRow is an entry of the reader's that was hit, and how alike what was hit
// is, in words.
type hitRow struct {
	Type, Value, Alike, Why string

	Who []stranger
}

// A quote is the words of the filing that bear out a claim.
type quote struct{ Claim, Text string }

// An actRow is one act of the matter, and where it is public.
type actRow struct {
	Day, Title string
	Links      []link
}

type link struct {
	Name, URL string
	First     web.Stamp
}

// A line is one labelled fact of the message.
type line struct{ Label, Text, URL string }

func (e *room) why(r *web.Request) (web.Answer, error) {
	p, _, err := e.whyPage(r, r.PathValue("id"))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("why", p)
}

// whyPage makes the page of an alert that the reader's org was told.
func (e *room) whyPage(r *web.Request, id string) (*whyPage, store.Parcel, error) {
	ctx := r.Context()
	told, err := e.Store.FindAlert(ctx, id)
	if err != nil {
		return nil, told, err
	}
	if err := r.May(account.See, told.Alert.Subscriber); err != nil {
		return nil, told, err
	}
	scope, err := r.Scope()
	if err != nil {
		return nil, told, err
	}
	d, err := e.Store.Dossier(ctx, told.Act.Filing.Key, scope.Subscribers, false)
	if err != nil {
		return nil, told, err
	}
	network, err := e.Store.Network(ctx)
	if err != nil {
		return nil, told, err
	}
	rules, err := e.Store.Rules(ctx)
	if err != nil {
		return nil, told, err
	}
	clocks, err := e.Store.ClocksOf(ctx, d.ID)
	if err != nil {
		return nil, told, err
	}
	a, filing, f := told.Alert, told.Act.Filing, r.Frame("")
	l := string(f.Lang)
	mask := func(s string) string { return alerts.Mask(filing, s) }
	story := alerts.Story{
		Alert: a, Filing: filing, Verdict: told.Verdict, Now: e.Now(), Grade: e.Grade,
		Centers: alerts.CentersOf(network, a.Centers), Rules: rules, Served: d.Service,
	}
	message := alerts.Compose(story, l)
	p := &whyPage{
		Frame: f, Alert: a.ID, Path: minePath(a.ID), Severity: string(a.Severity), Level: web.Word(a.Severity.In(l)), Type: web.Word(a.Category.In(l)),
		Stage:   web.Word(alerts.StageIn(a.Kind, a.Stage, l)),
		Caption: web.Clean(filing.Key.Number, web.LineLength) + " · " + web.Clean(alerts.ForumIn(filing.Key.Authority, l), web.LineLength),
		Told:    web.At(a.Told), Over: web.Clean(mask(alerts.ReasonIn(a.Corrected, l)), web.LineLength), Source: web.Official(filing.URL),
		NoKey: e.Seal == nil,
		Step:  web.CleanText(alerts.FirstStep(story, l), web.TextLength), Fine: web.Clean(message.Footer, web.TextLength),
	}
	p.Title = web.Clean(web.Conclusion(message.Title), web.LineLength)
	if err := p.hits(r, e, told, mask); err != nil {
		return nil, told, err
	}
	for _, c := range clocks {
		if c.State != store.Withdrawn {
			p.Clocks = append(p.Clocks, clockRowOf(f, c, rules, e.Now()))
		}
	}
	slices.SortStableFunc(p.Clocks, func(a, b clockRow) int { return after(a) - after(b) })
	if len(p.Clocks) == 0 {
		p.NoClock = web.Clean(a.NoClock, web.LineLength)
		if _, none := alerts.Clocks(rules, filing, told.Verdict, e.Grade, d.Service, a.Told); none.ZH == a.NoClock {
			p.NoClock = web.Clean(none.In(l), web.LineLength)
		}
	}
	for _, q := range message.Alert.Quotes[:min(len(message.Alert.Quotes), maxQuotes)] {
		p.Quotes = append(p.Quotes, quote{web.Word(alerts.FieldIn(q.Claim, l)), web.Clean(q.Text, web.LineLength)})
	}
	for _, x := range message.Lines {
		p.Lines = append(p.Lines, line{web.Word(x.Label), web.CleanText(x.Text, web.TextLength), web.Official(x.URL)})
	}
	p.acts(&d, mask)
	if err := p.said(r, e); err != nil {
		return nil, told, err
	}
	return p, told, p.help(r, e, d.ID)
}

// after puts what runs before what does not.
func after(c clockRow) int {
	if c.Running {
		return 0
	}
	return 1
}

// hits says which entries of the list the filing hits as both are now, and why
// it was told when it was.
func (p *whyPage) hits(r *web.Request, e *room, told store.Parcel, mask func(string) string) error {
	for _, why := range told.Alert.Reasons {
		p.Reasons = append(p.Reasons, web.Clean(mask(alerts.ReasonIn(why, string(p.Lang))), web.LineLength))
	}
	lists, err := e.Store.OrgLists(r.Context(), r.User.Org)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(lists, func(l store.OrgList) bool { return l.ID == told.Alert.Subscriber })
	if i < 0 {
		return nil // it was deleted; what was told stays
	}
	list := lists[i].Watchlist
	p.List, p.ListPath = web.Clean(list.Name, maxName), listPath(list.ID)
	said, err := e.Store.DecidedOf(r.Context(), list.ID)
	if err != nil {
		return err
	}
	p.Strangers = strangersOf(said, told.Act.Filing, mask)
	for _, h := range alerts.NewMatcher([]alerts.Watchlist{list}).Decided(said).Match(told.Act.Filing, told.Verdict) {
		if len(p.Hits) == maxHits {
			break
		}
		kind, value, _ := strings.Cut(h.Entry, ":")
		p.Hits = append(p.Hits, hitRow{
			Type: p.Word("type", kind), Value: web.Clean(value, web.LineLength), Alike: p.T("alike." + alike(h.Similarity)),
			Why: web.Clean(mask(reasonsIn(h.Reasons, p.Lang)), web.TextLength),
			Who: strangers(h, told.Act.Filing, mask),
		})
	}
	return nil
}

// reasonsIn says why something was hit, in the reader's language.
func reasonsIn(reasons []string, l web.Lang) string {
	out := make([]string, len(reasons))
	for i, reason := range reasons {
		out[i] = alerts.ReasonIn(reason, string(l))
	}
	return strings.Join(out, web.Text{"；", "; "}.In(l))
}

// alike says how alike what was hit is to what is watched.
func alike(similarity float64) string {
	switch {
	case similarity >= 1:
		return "same"
	case similarity >= 0.98:
		return "folded"
	case similarity >= 0.95:
		return "core"
	case similarity >= 0.90:
		return "contained"
	case similarity >= 0.85:
		return "text"
	}
	return "like"
}

// acts lists what happened in the matter, the newest first.
func (p *whyPage) acts(d *store.Dossier, mask func(string) string) {
	for i := len(d.Filings) - 1; i >= 0 && len(p.Acts) < maxActs; i-- {
		a := &d.Filings[i]
		row := actRow{Day: alerts.Day(a.Filing), Title: web.Clean(mask(a.Filing.Title), web.LineLength)}
		if word := alerts.ActIn(a.Filing.Kind, a.Filing.Act, string(p.Lang)); word != a.Filing.Act && a.Filing.Kind != crawlers.Squatting {
			row.Title = web.Clean(word, web.LineLength)
		} else if v := a.Verdict; v != nil && v.Stage != "" {
			row.Title = web.Word(alerts.StageIn(a.Filing.Kind, v.Stage, string(p.Lang))) + " · " + row.Title
		}
		for _, rep := range a.Reports {
			row.Links = append(row.Links, link{web.Clean(rep.Source, 40), web.Official(rep.URL), web.At(rep.First)})
		}
		p.Acts = append(p.Acts, row)
	}
}

// said shows what the reader said of the alert.
func (p *whyPage) said(r *web.Request, e *room) error {
	for _, said := range saids {
		p.Saids = append(p.Saids, web.Option{Value: said, Text: p.Word("said", said)})
	}
	deeds, err := e.Store.Deeds(r.Context(), store.DeedsOf{Who: r.User.Login, On: p.Alert}, 20)
	for _, d := range deeds {
		if said := strings.TrimPrefix(d.What, "alert."); slices.Contains(saids, said) {
			p.Said, p.SaidAt = p.Word("said", said), web.At(d.At)
			break
		}
	}
	return err
}

// person is a user as it is kept who did something.
func person(u account.User) string {
	if u.Name == "" || u.Name == u.Login {
		return u.Login
	}
	return u.Name + "（" + u.Login + "）"
}

// say records what the reader says of an alert.
func (e *room) say(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, told, err := e.whyPage(r, f.Raw("alert"))
	if err != nil {
		return web.Answer{}, err
	}
	said := store.Feedback{Alert: told.Alert.ID, Person: person(r.User), Said: f.OneOf("said", saids...), At: e.Now(), Note: f.Text("remark", maxRemark)}
	if p.Say = f; !f.Good() {
		return r.Again("why", p)
	}
	keep := e.Desk.Feedback
	if keep == nil {
		keep = store.AddFeedback
	}
	done := "done.said"
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		_, added, err := keep(r.Context(), tx, said)
		if err != nil {
			return err
		}
		if !added {
			done = "done.said.before"
		}
		return r.Record(r.Context(), tx, "alert."+said.Said, said.Alert, said.Note)
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Path, done)
}

// changed answers an act that somebody else was before, with what there is now.
func (p *whyPage) changed(r *web.Request) (web.Answer, error) {
	p.Wrong = p.T("changed.meanwhile")
	return r.Refuse(http.StatusConflict, "why", p)
}
