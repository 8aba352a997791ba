package staff

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// alertPage is one alert in full: what was told, and what it rests on.
type alertPage struct {
	web.Frame
	Row        alertRow
	Matter     string // the path of its page, for who may open it
	Caption    string // the matter's own title, whole
	Lines      []line
	Act        string
	Quotes     []quote
	Text       string
	Length     int // of the text in characters, where it is cut; else 0
	Deliveries rows[deliveryRow]
	Fine       string // the message's disclaimer
	Left       left   // of the matter's next clock
	Clock      string
	Alert      string // to sign for
	Signable   bool
	Signed     *store.Signature
	SignedBy   string
	SignedAt   *web.Stamp
}

// A line is one labelled fact of the message.
type line struct{ Label, Text, URL string }

// A quote is the words of the filing that bear out a claim.
type quote struct{ Claim, Text string }

func (s *room) alert(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	parcel, err := s.Store.FindAlert(ctx, r.PathValue("id"))
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.May(account.See, parcel.Alert.Subscriber); err != nil {
		return web.Answer{}, err
	}
	if account.Owners.Has(r.User.Role) { // whose page of it says why they got it
		return r.Done("/mine/"+strings.TrimPrefix(web.AlertPath(parcel.Alert.ID), "/alerts/"), "")
	}
	ds, err := s.Store.ActDeliveries(ctx, parcel.Alert.Act, maxRows+1)
	if err != nil {
		return web.Answer{}, err
	}
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	ds = slices.DeleteFunc(ds, func(d store.Delivery) bool { return !scope.Has(subscriberOf(d)) })
	called, err := s.names.of(ctx, s.Store)
	if err != nil {
		return web.Answer{}, err
	}
	network, err := s.Store.Network(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	rules, err := s.Store.Rules(ctx)
	if err != nil {
		return web.Answer{}, err
	}
	served, err := s.Store.ServiceOf(ctx, parcel.Act.Matter)
	if err != nil {
		return web.Answer{}, err
	}
	clocks, err := s.Store.ClocksOf(ctx, parcel.Act.Matter)
	if err != nil {
		return web.Answer{}, err
	}
	f, filing := r.Frame(""), parcel.Act.Filing
	full := routed(r.User, []string{parcel.Alert.Subscriber})
	mask := func(s string) string { return alerts.Mask(filing, s) }
	if full {
		mask = func(s string) string { return s }
	}
	told := alerts.Compose(alerts.Story{Alert: asOf(parcel.Alert, s.Now()), Filing: filing, Verdict: parcel.Verdict, Now: s.Now(), Grade: s.Grade, Center: full,
		Served: served, Centers: alerts.CentersOf(network, parcel.Alert.Centers), Rules: rules}, string(f.Lang))
	p := alertPage{
		Frame: f, Row: alertRowOf(f, parcel, called),
		Caption:    web.Clean(told.Alert.Title, web.TextLength),
		Act:        web.Clean(parcel.Alert.Act, web.LineLength),
		Text:       web.CleanText(mask(filing.Text), web.TextLength),
		Deliveries: bounded(ds, func(d store.Delivery) deliveryRow { return deliveryRowOf(f, d) }),
		Fine:       web.Clean(told.Footer, web.TextLength),
	}
	now := s.Now()
	p.Left = leftOf(f, nil, "", now)
	for _, c := range clocks { // the first to close is first
		if c.State != store.Running {
			continue
		}
		if p.Left.Days != "" {
			break
		}
		p.Left, p.Clock = leftOf(f, &c, filing.Key.Authority, now), web.Clean(c.Rule+" "+c.Due, web.LineLength)
		if rule, err := rules.Rule(c.Rule, c.Changed); err == nil {
			p.Clock = web.Clean(rule.Title.In(string(f.Lang))+" "+c.Due, web.LineLength)
		}
	}
	if account.Workers.Has(r.User.Role) && r.May(account.Work, parcel.Alert.Subscriber) == nil && isCenter(network, parcel.Alert.Subscriber) && parcel.Alert.Severity != alerts.Low {
		if p.Signed, err = s.Store.SignedFor(ctx, parcel.Alert.ID); err != nil {
			return web.Answer{}, err
		}
		if p.Signable = p.Signed == nil; !p.Signable {
			at := web.At(p.Signed.At)
			p.SignedBy, p.SignedAt = web.Clean(p.Signed.Person, 80), &at
		}
		p.Alert = parcel.Alert.ID
	}
	if account.Staff.Has(r.User.Role) {
		p.Matter = matterPath(filing.Key)
	}
	p.Title = web.Clean(told.Title, web.LineLength)
	if n := utf8.RuneCountInString(filing.Text); n > web.TextLength {
		p.Length = n
	}
	for _, l := range told.Lines {
		p.Lines = append(p.Lines, line{web.Word(l.Label), web.CleanText(l.Text, web.TextLength), web.Official(l.URL)})
	}
	for _, q := range told.Alert.Quotes[:min(len(told.Alert.Quotes), maxRows)] {
		p.Quotes = append(p.Quotes, quote{web.Word(alerts.FieldIn(q.Claim, string(f.Lang))), web.Clean(q.Text, web.LineLength)})
	}
	return r.Page("alert", &p)
}
