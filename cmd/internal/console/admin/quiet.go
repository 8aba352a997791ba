package admin

import (
	"database/sql"
	"errors"
	"net/url"
	"slices"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// maxQuiet bounds each list of who is not told.
const maxQuiet = 200

// A silenceRow is a mute that is in force.
type silenceRow struct {
	Alert, Title, Matter, Path, Subscriber, Who, Why string
	Until, At                                        web.Stamp
}

// A leftRow is a reader of letters who left.
type leftRow struct {
	Destination, Address string
	At                   web.Stamp
	Back                 *web.Stamp
	By, Why              string
}

type quietPage struct {
	frame
	Form     web.Form
	Silences []silenceRow
	Lefts    []leftRow
	More     int
	Places   []web.Option // destinations that somebody is away from
}

func (a *room) quiet(r *web.Request) (web.Answer, error) {
	p, err := a.quietPage(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("quiet", p)
}

func (a *room) quietPage(r *web.Request, f web.Form) (*quietPage, error) {
	p := &quietPage{frame: a.frame(r, "quiet"), Form: f}
	silences, err := a.Store.Silences(r.Context(), a.Now(), maxQuiet)
	if err != nil {
		return nil, err
	}
	for _, s := range silences {
		key := s.Matter.String()
		p.Silences = append(p.Silences, silenceRow{
			Alert: s.Alert, Title: web.Clean(s.Title, web.LineLength), Matter: web.Clean(key, 120), Path: "/matters/" + url.PathEscape(key),
			Subscriber: web.Word(s.Subscriber), Who: web.Word(s.Person), Why: web.Clean(s.Why, web.LineLength), Until: web.At(s.Until), At: web.At(s.At),
		})
	}
	lefts, err := a.Store.Lefts(r.Context())
	if err != nil {
		return nil, err
	}
	for _, l := range lefts {
		row := leftRow{Destination: web.Word(l.Destination), Address: web.Word(l.Masked), At: web.At(l.At), By: web.Word(l.BackBy), Why: web.Clean(l.BackWhy, web.LineLength)}
		if !l.Back.IsZero() {
			row.Back = stamp(l.Back)
		} else if !slices.ContainsFunc(p.Places, func(o web.Option) bool { return o.Value == l.Destination }) {
			p.Places = append(p.Places, web.Option{Value: l.Destination, Text: row.Destination})
		}
		p.Lefts = append(p.Lefts, row)
	}
	p.More = max(0, len(p.Lefts)-maxQuiet)
	p.Lefts = p.Lefts[:len(p.Lefts)-p.More]
	return p, nil
}

// lift ends a mute before its time.
func (a *room) lift(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	alert, now := f.Raw("alert"), a.Now()
	silence, ok, err := a.Store.Muted(ctx, alert, now)
	if err != nil {
		return web.Answer{}, err
	}
	if !ok || !silence.Until.After(now) { // nobody is told more by lifting it twice
		return web.Answer{}, store.ErrNotFound
	}
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.MuteIn(ctx, tx, store.Mute{Alert: alert, Person: r.User.Login, Why: "lifted", Until: now, At: now}); err != nil {
			return err
		}
		return r.Record(ctx, tx, "matter.unmute", alert, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/admin/quiet", "done.lifted")
}

// writeAgain has a reader written to again who asked for it. The whole address
// is needed: of one who left only a hash is kept.
func (a *room) writeAgain(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	destination, address, why := f.Need("destination", 100), f.Need("address", 254), f.Need("why", 200)
	if f.Good() {
		err := a.Store.Tx(ctx, func(tx *sql.Tx) error {
			if err := store.ReturnIn(ctx, tx, destination, address, r.User.Login, why, a.Now()); err != nil {
				return err
			}
			return r.Record(ctx, tx, "mail.return", destination, why)
		})
		if errors.Is(err, store.ErrNotFound) {
			f.Wrong("address", "wrong.not-away")
		} else if err != nil {
			return web.Answer{}, err
		}
	}
	if !f.Good() {
		p, err := a.quietPage(r, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("quiet", p)
	}
	return r.Done("/admin/quiet", "done.returned")
}
