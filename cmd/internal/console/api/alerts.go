package api

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
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

// An identity is as whom a token comes.
type identity struct {
	Login  string   `json:"login"`
	Role   string   `json:"role"`
	Center string   `json:"center,omitempty"`
	Org    string   `json:"org,omitempty"`
	Scopes []string `json:"scopes"`
	All    bool     `json:"all" doc:"All alerts may be seen"`
	Sees   []string `json:"subscribers" doc:"Else whose: ids of centers and watchlists"`
}

func (c *call) me(struct{}) (identity, error) {
	s, err := c.scope()
	return identity{c.user.Login, string(c.user.Role), c.user.Center, c.user.Org, c.scopes, s.All, append([]string{}, s.Subscribers...)}, err
}

// cursor is an opaque place in a list, as it stands in an address.
func cursor(place string) string {
	if place == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(place))
}

// place reads what [cursor] wrote.
func place(after string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil || !utf8.Valid(b) || strings.Contains(string(b), "\x00") {
		return "", badCursor()
	}
	return string(b), nil
}

func badCursor() error {
	return refuse(http.StatusBadRequest, "after", "不是本接口给出的游标", "no cursor of ours")
}

// keyIn reads a number with its authority: "us-ilnd/1:26-cv-00011".
func keyIn(s, field string) (crawlers.Key, error) {
	authority, number, ok := strings.Cut(s, "/")
	if s != "" && (!ok || authority == "" || number == "") {
		return crawlers.Key{}, wrong(field, "应为 us-ilnd/1:26-cv-00011 形式的案号", "want a number such as us-ilnd/1:26-cv-00011")
	}
	return crawlers.Key{Authority: authority, Number: number}, nil
}

// An alert is one as it is listed: as a webhook gets it, natural persons masked.
type alert struct {
	alerts.Alert
	Matter   string  `json:"matter" doc:"A number of its matter"`
	Headline string  `json:"headline" doc:"The one-line conclusion"`
	Signed   *signed `json:"signed,omitempty" doc:"Who took the matter over first for the subscriber"`
	Muted    *muted  `json:"muted,omitempty"`
}

// signed is who took a matter over.
type signed struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
}

// muted is until when what is not urgent waits for the digest.
type muted struct {
	By    string    `json:"by"`
	Until time.Time `json:"until"`
	Why   string    `json:"why"`
}

// tables are what messages are made with.
type tables struct {
	network region.Centers
	rules   *clock.Table
}

func (c *call) tables() (t tables, err error) {
	if t.network, err = c.Store.Network(c.ctx); err == nil {
		t.rules, err = c.Store.Rules(c.ctx)
	}
	return t, err
}

// message is an alert in words, as people outside a center are told it.
func (c *call) message(p store.Parcel, t tables) alerts.Message {
	return alerts.Compose(alerts.Story{Alert: p.Alert, Filing: p.Act.Filing, Verdict: p.Verdict, Now: c.Now(), Grade: c.Grade,
		Centers: alerts.CentersOf(t.network, p.Alert.Centers), Rules: t.rules, Console: c.URL}, c.lang)
}

// alertOf is what is shown of an alert, and its message.
func (c *call) alertOf(p store.Parcel, t tables) (alert, alerts.Message, error) {
	m := c.message(p, t)
	a := alert{Alert: m.Alert, Matter: p.Act.Key.String(), Headline: web.Clean(m.Title, web.TextLength)}
	s, ok, err := c.Store.SignedBy(c.ctx, p.Alert.ID)
	if err != nil {
		return a, m, err
	}
	if ok {
		a.Signed = &signed{s.Person, s.At, s.Note}
	}
	mute, ok, err := c.Store.Muted(c.ctx, p.Alert.ID, c.Now())
	if err != nil {
		return a, m, err
	}
	if ok && mute.Until.After(c.Now()) {
		a.Muted = &muted{mute.Person, mute.Until, mute.Why}
	}
	return a, m, nil
}

// wantedAlerts say which alerts are listed.
type wantedAlerts struct {
	paged
	Subscriber string    `query:"subscriber" max:"200" doc:"A center or a watchlist, by its id"`
	Matter     string    `query:"matter" max:"200" doc:"A number of a matter: us-ilnd/1:26-cv-00011"`
	Severity   string    `query:"severity" enum:"critical,high,normal,low"`
	Kind       string    `query:"kind" enum:"section-337,lawsuit,squatting"`
	From       time.Time `query:"from" doc:"Told at this moment or later"`
	To         time.Time `query:"to" doc:"Told before this moment"`
}

func (c *call) listAlerts(in wantedAlerts) (out page[alert], err error) {
	out.Items = []alert{}
	scope, err := c.scope()
	if err != nil {
		return out, err
	}
	of := store.TellingOf{All: scope.All, Subscribers: scope.Subscribers, Severity: alerts.Severity(in.Severity), Kind: crawlers.Kind(in.Kind), From: in.From, To: in.To}
	if in.Subscriber != "" {
		if !scope.Has(in.Subscriber) {
			return out, store.ErrNotFound
		}
		of.All, of.Subscribers = false, []string{in.Subscriber}
	}
	if of.Matter, err = keyIn(in.Matter, "matter"); err != nil {
		return out, err
	}
	if of.After, err = place(in.After); err != nil {
		return out, err
	}
	told, next, err := c.Store.TellingPage(c.ctx, of, in.Limit)
	if errors.Is(err, store.ErrCursor) {
		return out, badCursor()
	}
	if err != nil {
		return out, err
	}
	t, err := c.tables()
	if err != nil {
		return out, err
	}
	for _, p := range told {
		a, _, err := c.alertOf(p, t)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, a)
	}
	out.Next = cursor(next)
	return out, nil
}

// byID is a thing by its id.
type byID struct {
	ID string `path:"id" max:"500"`
}

// A wholeAlert is an alert with all that it rests on.
type wholeAlert struct {
	alert
	Lines      []line     `json:"lines" doc:"The message, as people are told it"`
	Footer     string     `json:"footer,omitempty"`
	Filing     filing     `json:"filing"`
	Deliveries []delivery `json:"deliveries" doc:"Of this alert, the newest first"`
}

// A line is one labelled fact of a message.
type line struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	URL   string `json:"url,omitempty" doc:"The official page that it is from"`
}

// maxDeliveries bounds the deliveries of an act that are looked through.
const maxDeliveries = 500

func (c *call) readAlert(in byID) (out wholeAlert, err error) {
	p, err := c.find(account.See, in.ID)
	if err != nil {
		return out, err
	}
	t, err := c.tables()
	if err != nil {
		return out, err
	}
	a, m, err := c.alertOf(p, t)
	if err != nil {
		return out, err
	}
	out = wholeAlert{alert: a, Lines: []line{}, Footer: web.CleanText(m.Footer, web.TextLength), Filing: c.filingOf(p), Deliveries: []delivery{}}
	for _, l := range m.Lines {
		out.Lines = append(out.Lines, line{web.Word(l.Label), web.CleanText(l.Text, web.TextLength), web.Official(l.URL)})
	}
	ds, err := c.Store.ActDeliveries(c.ctx, p.Alert.Act, maxDeliveries)
	for _, d := range ds {
		if d.Alert == p.Alert.ID { // others' are nobody else's
			out.Deliveries = append(out.Deliveries, deliveryOf(d))
		}
	}
	return out, err
}

// find returns the alert of an id, if the caller may do the act about what its
// subscriber is told.
func (c *call) find(do account.Act, id string) (store.Parcel, error) {
	scope, err := c.scope()
	if err != nil {
		return store.Parcel{}, err
	}
	p, err := c.Store.FindAlert(c.ctx, id)
	switch {
	case err != nil:
		return p, err
	case !account.May(c.user, account.See, scope, p.Alert.Subscriber):
		return p, store.ErrNotFound
	case !account.May(c.user, do, scope, p.Alert.Subscriber):
		return p, forbidden()
	}
	return p, nil
}

// A delivery is an alert on its way to a destination.
type delivery struct {
	ID          string    `json:"id"`
	Alert       string    `json:"alert"`
	Destination string    `json:"destination"`
	State       string    `json:"state"`
	Tries       int       `json:"tries"`
	At          time.Time `json:"at"`
	Error       string    `json:"error,omitempty"`
}

func deliveryOf(d store.Delivery) delivery {
	return delivery{d.ID, d.Alert, d.Destination, d.State, d.Tries, d.At, web.Clean(d.Error, web.LineLength)}
}

// wantedDeliveries say which deliveries are listed.
type wantedDeliveries struct {
	paged
	State string `query:"state" enum:"due,sending,sent,refused,dead,held,unwanted,dropped"`
}

func (c *call) listDeliveries(in wantedDeliveries) (out page[delivery], err error) {
	out.Items = []delivery{}
	last, err := place(in.After)
	if err != nil {
		return out, err
	}
	var before store.Delivery
	if last != "" {
		if before.At, before.ID, err = momentAnd(last); err != nil {
			return out, err
		}
	}
	ds, err := c.Store.DeliveriesBefore(c.ctx, in.State, before, in.Limit+1)
	if err != nil {
		return out, err
	}
	for i, d := range ds {
		if i == in.Limit {
			last := ds[i-1]
			out.Next = cursor(strconv.FormatInt(last.At.UnixMilli(), 10) + " " + last.ID)
			break
		}
		out.Items = append(out.Items, deliveryOf(d))
	}
	return out, nil
}

// momentAnd reads a cursor of a moment and an id.
func momentAnd(s string) (time.Time, string, error) {
	ms, id, ok := strings.Cut(s, " ")
	n, err := strconv.ParseInt(ms, 10, 64)
	if !ok || err != nil || id == "" {
		return time.Time{}, "", badCursor()
	}
	return time.UnixMilli(n), id, nil
}
