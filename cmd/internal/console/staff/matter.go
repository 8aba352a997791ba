package staff

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Bounds of a matter's page, in characters and rows.
const (
	actText    = 20_000
	maxParties = 300
)

// matterPage is one matter in full.
type matterPage struct {
	web.Frame
	Path     string
	Row      alertRow // of the alert that speaks for the matter; empty if nobody was told
	Caption  string
	Captions []string
	Lines    []line
	Fine     string
	Clocks   []clockRow
	Acts     []actRow
	LeftActs int
	Parties  rows[partyRow]
	Centers  []centerRow
	Deliv    rows[deliveryRow]
	Joins    []joinRow
	Suspects []store.Suspect
	Parted   []partedRow
	Subjects []web.Option // for whom the reader says who a party is
	Served   string       // what is known of service
	Keys     []string
	Panels   []web.Panel
	Masked   bool // natural persons are masked for the reader
	Alert    string
	Case     string // where what is done about the matter is written
	Signable bool

	Works   bool // the reader may do what follows, by Alert
	Correct bool // and take an alert back
	Seen    string
	Deeds   string // the form that is open
	Wrong   string
	Form    web.Form
	Tos     []web.Option
	Saids   []web.Option
	Numbers []web.Option // that may be taken out
	States  []web.Option // of service
	Muted   bool
	Resends bool
}

// A clockRow is one day by which to act.
type clockRow struct {
	web.Closing
	State string
	Ended bool
	Left  left
	Act   string
}

// An actRow is one act in the timeline.
type actRow struct {
	Day, What, Stage, ID string
	Title                string
	Told                 *web.Stamp
	Sources              []sourceRow
	Text                 []span
	Length               int
	By, Why              string
	Unverified           []string
	Open                 bool
}

// A sourceRow is one act as one place shows it.
type sourceRow struct {
	Name    string
	Link    string
	Stored  string // the path of the stored page
	First   web.Stamp
	Changed *web.Stamp
}

// A partyRow is somebody who is named.
type partyRow struct {
	Role, Name, Aliases, Place, Grade, Word string

	ID   string // in a form; "" where nobody can say who it is
	Said []saidRow
	Seen string // when the reader's center last said something, in milliseconds
	core string
}

// A centerRow is a subscriber that was told, why, and what it did.
type centerRow struct {
	Signs   bool // it is a center
	Silent  bool // that is told in the console alone
	Name    string
	Path    string
	Reasons []string
	Told    web.Stamp
	Signed  string
	At      *web.Stamp
	Note    string
	Mute    string
	Until   *web.Stamp
	From    []string // centers that passed it on
}

// A joinRow says why two matters are one.
type joinRow struct {
	Younger, Certainty, Why string
	At                      web.Stamp
	Number                  string // by which it is taken out again
}

// A partedRow says that a person took a number out.
type partedRow struct {
	Number, Other, Why string
	At                 web.Stamp
}

// matterPath is the page of the matter of a number.
func matterPath(k crawlers.Key) string { return "/matters/" + url.PathEscape(k.String()) }

// keyOf reads the number of a matter in an address.
func keyOf(s string) (crawlers.Key, error) {
	authority, number, ok := strings.Cut(s, "/")
	if !ok || authority == "" || number == "" {
		return crawlers.Key{}, store.ErrNotFound
	}
	return crawlers.Key{Authority: authority, Number: number}, nil
}

// dossier returns a matter as the reader may see it.
func (s *room) dossier(r *web.Request, id string) (store.Dossier, error) {
	key, err := keyOf(id)
	if err != nil {
		return store.Dossier{}, err
	}
	scope, err := r.Scope()
	if err != nil {
		return store.Dossier{}, err
	}
	return s.Store.Dossier(r.Context(), key, scope.Subscribers, scope.All)
}

func (s *room) matter(r *web.Request) (web.Answer, error) {
	d, err := s.dossier(r, r.PathValue("id"))
	if err != nil {
		return web.Answer{}, err
	}
	p, err := s.matterPageOf(r, d)
	if err != nil {
		return web.Answer{}, err
	}
	p.Deeds = r.URL.Query().Get("deed") // a link of the list opens its form
	return r.Page("matter", p)
}

// maskOf hides the natural persons of a matter from who does not work for a
// center that was told.
func maskOf(d *store.Dossier, u account.User) (mask func(string) string, masks bool) {
	var told []string
	for i := range d.Told {
		told = append(told, d.Told[i].Alert.Subscriber)
	}
	if routed(u, told) {
		return func(s string) string { return s }, false
	}
	all := united(d)
	return func(s string) string { return alerts.Mask(all, s) }, true
}

// united is all that the acts of a matter tell, as one.
func united(d *store.Dossier) crawlers.Filing {
	var fs []crawlers.Filing
	for i := range d.Filings {
		fs = append(fs, d.Filings[i].Filing)
	}
	for i := range d.Told {
		fs = append(fs, d.Told[i].Act.Filing)
	}
	if len(fs) == 0 {
		return crawlers.Filing{}
	}
	return crawlers.Unite(fs)
}

// lead is the alert that speaks for a matter: one that holds, the reader's own,
// the newest; nil if there is none.
func lead(d *store.Dossier, own string) *store.Parcel {
	var out *store.Parcel
	better := func(p *store.Parcel) bool {
		if holds, held := p.Alert.Corrected == "", out.Alert.Corrected == ""; holds != held {
			return holds
		}
		return p.Alert.Subscriber == own && out.Alert.Subscriber != own
	}
	for i := range d.Told {
		if p := &d.Told[i]; out == nil || better(p) {
			out = p
		}
	}
	return out
}

func (s *room) matterPageOf(r *web.Request, d store.Dossier) (*matterPage, error) {
	ctx, f := r.Context(), r.Frame("")
	called, err := s.names.of(ctx, s.Store)
	if err != nil {
		return nil, err
	}
	network, err := s.Store.Network(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := s.Store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	clocks, err := s.Store.ClocksOf(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	deliveries, err := s.Store.MatterDeliveries(ctx, d.ID, maxRows+1)
	if err != nil {
		return nil, err
	}
	scope, err := r.Scope()
	if err != nil {
		return nil, err
	}
	mask, masks := maskOf(&d, r.User)
	p := &matterPage{Frame: f, Masked: masks}
	for _, k := range d.Keys {
		p.Keys = append(p.Keys, web.Clean(k.String(), web.LineLength))
	}
	if len(d.Keys) > 0 {
		p.Path = matterPath(d.Keys[0])
	}
	if first := lead(&d, r.User.Center); first != nil {
		told := alerts.Compose(alerts.Story{
			Alert: asOf(first.Alert, s.Now()), Filing: first.Act.Filing, Verdict: first.Verdict, Now: s.Now(), Grade: s.Grade, Center: !masks,
			Centers: alerts.CentersOf(network, first.Alert.Centers), Rules: rules, Served: d.Service,
		}, string(f.Lang))
		p.Row = alertRowOf(f, *first, called)
		p.Title = web.Clean(mask(web.Conclusion(told.Title)), web.LineLength)
		p.Caption = web.Clean(mask(first.Act.Filing.Title), web.LineLength)
		p.Fine = web.Clean(told.Footer, web.TextLength)
		for _, l := range told.Lines {
			p.Lines = append(p.Lines, line{web.Word(l.Label), web.CleanText(mask(l.Text), web.TextLength), web.Official(l.URL)})
		}
		p.Alert = first.Alert.ID
		p.Case = "/cases/" + strings.TrimPrefix(web.AlertPath(p.Alert), "/alerts/")
		s.offer(r, p, &d, first, network)
		p.Signable = account.Workers.Has(r.User.Role) && isCenter(network, first.Alert.Subscriber) && first.Alert.Severity != alerts.Low && !slices.ContainsFunc(d.Signed, func(c store.CenterSignature) bool { return c.Center == first.Alert.Subscriber })
	} else if n := len(d.Filings); n > 0 {
		p.Title = web.Clean(mask(d.Filings[n-1].Filing.Title), web.LineLength)
	}
	for _, c := range d.Captions {
		p.Captions = append(p.Captions, web.Clean(mask(c), web.LineLength))
	}
	for _, c := range clocks {
		p.Clocks = append(p.Clocks, clockRowOf(f, c, rules, mask, s.Now()))
	}
	p.acts(&d, mask)
	p.parties(&d, s.Grade, mask)
	for i := range d.Told {
		p.center(&d, &d.Told[i], network, called, mask, s.reaches)
	}
	deliveries = slices.DeleteFunc(deliveries, func(x store.Delivery) bool { return !scope.Has(subscriberOf(x)) })
	p.Deliv = bounded(deliveries, func(x store.Delivery) deliveryRow { return deliveryRowOf(f, x) })
	for _, j := range d.Joins {
		row := joinRow{Younger: web.Clean(j.Younger, web.LineLength), Certainty: f.Word("join", j.Certainty), Why: web.Clean(mask(j.Why), web.LineLength), At: web.At(j.At)}
		if key, ok := d.Joined(j.Younger); ok {
			row.Younger = web.Clean(key.String(), web.LineLength)
			if p.Works {
				row.Number = key.String()
			}
		}
		p.Joins = append(p.Joins, row)
	}
	for _, x := range d.Parted {
		p.Parted = append(p.Parted, partedRow{web.Clean(x.Key, web.LineLength), x.Other, web.Clean(x.Person+"："+mask(x.Why), web.LineLength), web.At(x.At)})
	}
	if v := d.Service; v != nil {
		p.Served = v.Day + " · " + v.State.Text().In(string(f.Lang)) + " · " + web.Clean(v.By, 80)
	}
	if p.Works {
		if p.Subjects, err = s.subjects(r, &d, called); err != nil {
			return nil, err
		}
	}
	var names []string
	for i := range p.Parties.Rows {
		if p.Parties.Rows[i].ID != "" {
			names = append(names, p.Parties.Rows[i].core)
		}
	}
	said, err := s.Store.SaidOf(ctx, names)
	if err != nil {
		return nil, err
	}
	p.said(said, called, mask)
	for _, x := range d.Suspects {
		p.Suspects = append(p.Suspects, store.Suspect{Key: web.Clean(x.Key, web.LineLength), Other: web.Clean(x.Other, web.LineLength), Why: web.Clean(mask(x.Why), web.LineLength)})
	}
	p.Resends = s.Desk.Resend != nil && account.Workers.And(account.Admin).Has(r.User.Role)
	for _, make := range s.panels {
		panel, err := make(r, d.ID)
		if err != nil {
			return nil, err
		}
		if panel.Title != "" {
			p.Panels = append(p.Panels, panel)
		}
	}
	return p, nil
}

// offer fills in what the reader may do to a matter by an alert.
func (s *room) offer(r *web.Request, p *matterPage, d *store.Dossier, by *store.Parcel, network region.Centers) {
	now := s.Now()
	p.Works, p.Seen = account.Workers.Has(r.User.Role) && isCenter(network, by.Alert.Subscriber), d.Version
	p.Correct = r.User.Role == account.National
	p.Tos = s.receivers(p.Frame, network, by.Alert.Subscriber, now)
	for _, said := range saids {
		p.Saids = append(p.Saids, web.Option{Value: said, Text: p.Word("said", said)})
	}
	for _, state := range services {
		p.States = append(p.States, web.Option{Value: state, Text: clock.Service(state).Text().In(string(p.Lang))})
	}
	if len(d.Keys) > 1 {
		for _, k := range d.Keys {
			p.Numbers = append(p.Numbers, web.Option{Value: k.String(), Text: web.Clean(k.String(), web.LineLength)})
		}
	}
	for _, m := range d.Mutes {
		if strings.HasSuffix(m.Alert, "@"+by.Alert.Subscriber) && m.Until.After(now) {
			p.Muted = true
		}
	}
}

// subscriberOf is whom a delivery was for.
func subscriberOf(d store.Delivery) string {
	return strings.TrimPrefix(d.Alert, d.Act+"@")
}

func clockRowOf(f web.Frame, c store.Clock, rules *clock.Table, mask func(string) string, now time.Time) clockRow {
	return clockRow{
		web.ClosingOf(f, c, rules, mask, now), f.Word("clock", c.State), c.State != store.Running,
		leftOf(f, &c, c.Filing.Key.Authority, now), web.Clean(c.Act, web.LineLength),
	}
}

// acts fills in the timeline.
func (p *matterPage) acts(d *store.Dossier, mask func(string) string) {
	l := string(p.Lang)
	told := map[string]*time.Time{}
	for _, a := range d.Matter.Acts {
		told[a.ID] = a.Told
	}
	p.LeftActs = max(0, len(d.Matter.Acts)-len(d.Filings))
	for i := range d.Filings {
		a := &d.Filings[i]
		row := actRow{
			Day: alerts.Day(a.Filing), What: happened(a.Filing, l), ID: web.Clean(a.Filing.ActID(), web.LineLength),
			Title: web.Clean(mask(a.Filing.Title), web.LineLength), Open: i == len(d.Filings)-1,
		}
		if at := told[a.Filing.ActID()]; at != nil {
			stamp := web.At(*at)
			row.Told = &stamp
		}
		var quotes []alerts.Quote
		if v := a.Verdict; v != nil {
			row.Stage, row.By = web.Word(alerts.StageIn(a.Filing.Kind, v.Stage, l)), p.judge(v.By)
			row.Why, quotes = web.Clean(mask(v.Why), web.LineLength), v.Quotes
			for _, field := range v.Unverified {
				row.Unverified = append(row.Unverified, web.Word(alerts.FieldIn(field, l)))
			}
		}
		text := web.CleanText(mask(a.Filing.Text), actText)
		if n := utf8.RuneCountInString(a.Filing.Text); n > actText {
			row.Length = n
		}
		var words []string
		for i := range d.Told {
			if d.Told[i].Alert.Act == a.Filing.ActID() {
				quotes = append(slices.Clip(quotes), d.Told[i].Alert.Quotes...)
			}
		}
		for _, q := range quotes {
			words = append(words, mask(q.Text))
		}
		row.Text = mark(text, words)
		for _, rep := range a.Reports {
			source := sourceRow{Name: web.Clean(rep.Source, web.LineLength), Link: web.Official(rep.URL), First: web.At(rep.First)}
			if rep.Last.After(rep.First) {
				at := web.At(rep.Last)
				source.Changed = &at
			}
			if rep.Page != "" {
				source.Stored = "/stored/" + rep.Page + "/" + strings.TrimPrefix(p.Path, "/matters/")
			}
			row.Sources = append(row.Sources, source)
		}
		p.Acts = append(p.Acts, row)
	}
}

// happened says the act of a filing, or "" for one that has no text: its stage
// says it.
func happened(f crawlers.Filing, l string) string {
	if said := alerts.ActIn(f.Kind, f.Act, l); said != f.Act {
		return web.Clean(said, web.LineLength)
	}
	return ""
}

// judge says who judged an act.
func (p *matterPage) judge(by string) string {
	switch by {
	case "rules", alerts.ByPerson:
		return p.Word("by", by)
	}
	model, _, _ := strings.Cut(by, "@")
	return p.Say("by.model", web.Word(model))
}

// parties lists who is named, the accused first.
func (p *matterPage) parties(d *store.Dossier, grade func(crawlers.Party) crawlers.Grade, mask func(string) string) {
	judged := map[string]crawlers.Grade{} // by the verdicts, the last counts
	for i := range d.Filings {
		if v := d.Filings[i].Verdict; v != nil {
			for _, c := range v.Chinese {
				judged[alerts.CoreName(c.Name)] = c.Grade
			}
		}
	}
	all := united(d).Parties
	slices.SortStableFunc(all, func(a, b crawlers.Party) int { return order(a.Role) - order(b.Role) })
	more := len(all) > maxParties
	for _, x := range all[:min(len(all), maxParties)] {
		row := partyRow{Role: p.Word("party", string(x.Role)), Name: web.Clean(mask(x.Name), web.LineLength), Place: web.Clean(place(x), web.LineLength)}
		for _, alias := range x.Aliases {
			if row.Aliases != "" {
				row.Aliases += " · "
			}
			row.Aliases += web.Clean(mask(alias), 120)
		}
		row.Aliases = web.Clean(row.Aliases, web.LineLength)
		row.Place = mask(row.Place)
		if decidable(x) {
			row.ID, row.core = partyID(x.Name), alerts.CoreName(x.Name)
		}
		if x.Role.Accused() && x.Name != "" && !alerts.Placeholder(x.Name) {
			g, why := x.Grade, "source"
			if g == "" {
				if g, why = judged[alerts.CoreName(x.Name)], "verdict"; g == "" && grade != nil {
					g, why = grade(x), "name"
				}
			}
			if row.Grade = string(g); g != "" {
				row.Word = p.Word("grade", row.Grade) + " · " + p.Word("graded", why)
			}
		}
		p.Parties.Rows = append(p.Parties.Rows, row)
	}
	p.Parties.More = more
}

// order puts the accused first, who claims next, then who acts for them.
func order(r crawlers.Role) int {
	switch {
	case r.Accused():
		return 0
	case r == crawlers.Plaintiff || r == crawlers.Complainant || r == crawlers.Applicant:
		return 1
	}
	return 2
}

// place is where a party is, as its source says.
func place(x crawlers.Party) string {
	if x.Address != "" {
		return x.Address
	}
	return x.Country
}

// isCenter reports whether a subscriber is a center.
func isCenter(network region.Centers, id string) bool {
	return slices.ContainsFunc(network.All(), func(c region.Center) bool { return c.ID == id })
}

// center says what a subscriber was told first of the matter, and what it did;
// it is shown once.
func (p *matterPage) center(d *store.Dossier, told *store.Parcel, network region.Centers, called called, mask func(string) string, reaches func(string) bool) {
	id := told.Alert.Subscriber
	name := called.as(id, p.Lang)
	if slices.ContainsFunc(p.Centers, func(c centerRow) bool { return c.Name == name }) {
		return
	}
	row := centerRow{Silent: isCenter(network, id) && !reaches(id), Signs: isCenter(network, id), Name: name, Path: web.AlertPath(told.Alert.ID), Told: web.At(told.Alert.Told)}
	for _, why := range told.Alert.Reasons {
		row.Reasons = append(row.Reasons, web.Clean(mask(alerts.ReasonIn(why, string(p.Lang))), web.LineLength))
	}
	for _, s := range d.Signed {
		if s.Center == id {
			at := web.At(s.At)
			row.Signed, row.At, row.Note = web.Clean(s.Person, 80), &at, web.Clean(mask(s.Note), web.LineLength)
		}
	}
	for _, m := range d.Mutes {
		if strings.HasSuffix(m.Alert, "@"+id) && m.Until.After(m.At) {
			until := web.At(m.Until)
			row.Mute, row.Until = web.Clean(mask(m.Why), web.LineLength), &until
		}
	}
	for _, x := range d.Passed {
		if x.To == id {
			from := called.as(x.From, p.Lang)
			if x.Person != "" {
				from += " · " + web.Clean(x.Person, 80) + "：" + web.Clean(mask(x.Note), web.LineLength)
			}
			row.From = append(row.From, from)
		}
	}
	p.Centers = append(p.Centers, row)
}
