package casework

import (
	"errors"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

// letterPage is the letter to a company, to be copied.
type letterPage struct {
	web.Frame
	Path    string // of the letter
	Back    string // of the case
	Form    web.Form
	Text    string
	Revoked bool
}

func (c *room) letter(r *web.Request) (web.Answer, error) {
	id := r.PathValue("id")
	parcel, err := c.Store.FindAlert(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.May(account.See, parcel.Alert.Subscriber); err != nil {
		return web.Answer{}, err
	}
	rules, err := c.Store.Rules(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	names, err := c.names(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	asked := r.URL.Query()
	l := alerts.Letter{Company: web.Clean(asked.Get("company"), 200), Center: names(parcel.Alert.Subscriber), Contact: web.Clean(asked.Get("contact"), 200), Day: c.Now()}
	// A letter leaves the center: natural persons stay masked in it.
	text, err := l.Write(alerts.Story{Alert: parcel.Alert, Filing: parcel.Act.Filing, Verdict: parcel.Verdict, Now: c.Now(), Grade: c.Grade, Rules: rules})
	revoked := errors.Is(err, alerts.ErrTakenBack)
	if err != nil && !revoked {
		return web.Answer{}, err
	}
	at := casePath(id)[len("/cases/"):]
	return r.Page("letter", &letterPage{
		Frame: r.Frame(texts["letter"].In(r.Lang)), Path: "/letters/" + at, Back: "/cases/" + at,
		Form: web.Form{Values: asked}, Text: web.CleanText(text, web.TextLength), Revoked: revoked,
	})
}
