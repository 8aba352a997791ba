package staff

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// saids are what people say of an alert.
var saids = []string{store.FalseAlarm, store.Useful, store.Repeated, store.Late}

// maxMute is how long a matter may be muted: nobody remembers longer.
const maxMute = 180 * 24 * time.Hour

// An acting is an act on a matter as somebody asked for it.
type acting struct {
	form    web.Form
	dossier store.Dossier
	alert   store.Parcel // by which it is done
	path    string       // of the matter's page
}

// act reads what somebody asks for: an alert that they may work on, and the
// matter of it.
func (s *room) act(r *web.Request) (a acting, err error) {
	if a.form, err = r.Form(); err != nil {
		return a, err
	}
	if a.alert, err = s.workOn(r, a.form.Raw("alert")); err != nil {
		return a, err
	}
	key := a.alert.Act.Filing.Key
	a.path = matterPath(key)
	a.dossier, err = s.dossier(r, key.String())
	return a, err
}

// again shows the page of a matter with what is wrong with a form; wrong names a
// text, or is "" where a field says it.
func (s *room) again(r *web.Request, a acting, wrong string) (web.Answer, error) {
	p, err := s.matterPageOf(r, a.dossier)
	if err != nil {
		return web.Answer{}, err
	}
	p.Form, p.Deeds = a.form, a.form.Raw("deed")
	if p.Wrong = p.T("wrong.form"); wrong != "" {
		p.Wrong = p.T(wrong)
	}
	return r.Again("matter", p)
}

// A deed is a row of the audit.
type deed struct{ what, on, detail string }

// do does something to a matter in a transaction with its row of the audit, and
// says what do says. Where the matter has changed since its author saw it the
// answer shows that, and nothing is done.
func (s *room) do(r *web.Request, a acting, d deed, do func(*sql.Tx) (done string, err error)) (web.Answer, error) {
	ctx, done := r.Context(), ""
	err := s.Store.Tx(ctx, func(tx *sql.Tx) (err error) {
		if err := store.StillMatter(ctx, tx, a.alert.Alert.ID, a.form.Raw("seen"), s.Now()); err != nil {
			return err
		}
		if done, err = do(tx); err != nil {
			return err
		}
		return r.Record(ctx, tx, d.what, d.on, d.detail)
	})
	if errors.Is(err, store.ErrConflict) {
		return s.changed(r, a)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(a.path, done)
}

// changed shows a matter as it is now to who would have changed it as it was.
func (s *room) changed(r *web.Request, a acting) (web.Answer, error) {
	d, err := s.dossier(r, a.alert.Act.Filing.Key.String())
	if err != nil {
		return web.Answer{}, err
	}
	p, err := s.matterPageOf(r, d)
	if err != nil {
		return web.Answer{}, err
	}
	p.Form, p.Wrong = a.form, p.T("changed.meanwhile")
	return r.Refuse(http.StatusConflict, "matter", p)
}

// mute keeps a matter quiet until a day, or lifts that.
func (s *room) mute(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	now := s.Now()
	m := store.Mute{Alert: a.alert.Alert.ID, Person: person(r.User), At: now, Until: now}
	what, done := "matter.unmute", "done.unmuted"
	if !a.form.Has("lift") {
		what, done = "matter.mute", "done.muted"
		m.Why = a.form.Need("why", maxNote)
		until := a.form.Day("until")
		if m.Until = until.AddDate(0, 0, 1).Add(-8 * time.Hour); until.IsZero() { // the end of the day in Beijing
			a.form.Wrong("until", "wrong.empty")
		} else if !m.Until.After(now) || m.Until.After(now.Add(maxMute)) {
			a.form.Wrong("until", "wrong.until")
		}
		if !a.form.Good() {
			return s.again(r, a, "")
		}
	}
	return s.do(r, a, deed{what, m.Alert, m.Why}, func(tx *sql.Tx) (string, error) { return done, store.MuteIn(r.Context(), tx, m) })
}

// say records what somebody says of an alert. The national center may have a
// false alarm taken back from everybody.
func (s *room) say(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	said := a.form.OneOf("said", saids...)
	f := store.Feedback{Alert: a.alert.Alert.ID, Person: person(r.User), Said: said, At: s.Now(), Note: a.form.Text("remark", maxNote)}
	correct := a.form.Has("correct") && said == store.FalseAlarm
	switch {
	case correct && r.User.Role != account.National:
		return web.Answer{}, web.ErrForbidden
	case correct && f.Note == "":
		a.form.Wrong("remark", "wrong.empty")
	case s.Desk.Feedback == nil || s.Desk.Correct == nil:
		return s.again(r, a, "wrong.desk")
	}
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	what := "alert." + said
	if correct {
		what = "alert.correct"
	}
	return s.do(r, a, deed{what, f.Alert, f.Note}, func(tx *sql.Tx) (string, error) {
		if correct {
			_, err := s.Desk.Correct(r.Context(), tx, f)
			return "done.corrected", err
		}
		_, added, err := s.Desk.Feedback(r.Context(), tx, f)
		if !added {
			return "done.said.before", err
		}
		return "done.said", err
	})
}

// transfer passes a matter on to another center.
func (s *room) transfer(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	network, err := s.Store.Network(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	from := a.alert.Alert.Subscriber
	var ids []string
	for _, o := range s.receivers(r.Frame(""), network, from, s.Now()) {
		ids = append(ids, o.Value)
	}
	t := store.Transfer{Alert: a.alert.Alert.ID, To: a.form.OneOf("to", ids...), Person: person(r.User), Note: a.form.Need("note", maxNote), At: s.Now()}
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	if s.Desk.Transfer == nil {
		return s.again(r, a, "wrong.desk")
	}
	called, err := s.names.of(r.Context(), s.Store)
	if err != nil {
		return web.Answer{}, err
	}
	why := "“" + called.as(from, web.ZH) + "”转办：" + t.Note
	return s.do(r, a, deed{"matter.transfer", t.Alert, t.To + ": " + t.Note}, func(tx *sql.Tx) (string, error) {
		return s.transferred(t.To), s.Desk.Transfer(r.Context(), tx, t, why)
	})
}

// reaches reports whether a center hears of what is passed on to it.
func (s *room) reaches(center string) bool { return s.Desk.Reaches == nil || s.Desk.Reaches(center) }

// transferred says that a matter was passed on, and what is to be done beside
// it where the other center hears of it in the console alone.
func (s *room) transferred(to string) string {
	if !s.reaches(to) {
		return "done.transferred.silent"
	}
	return "done.transferred"
}

// receivers are the centers that one may pass a matter on to. Those that are told
// nowhere but in the console say so.
func (s *room) receivers(f web.Frame, network region.Centers, from string, now time.Time) []web.Option {
	var out []web.Option
	for _, c := range network.All() {
		if c.ID == from || !c.Valid(now) || slices.ContainsFunc(out, func(o web.Option) bool { return o.Value == c.ID }) {
			continue
		}
		name := web.Clean(web.Text{c.NameZH, c.NameEN}.In(f.Lang), web.LineLength)
		if !s.reaches(c.ID) {
			name = f.Say("silent", name)
		}
		out = append(out, web.Option{Value: c.ID, Text: name})
	}
	return out
}

// join makes one matter of this and another that the reader may see.
func (s *room) join(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	number, why := a.form.Need("other", 200), a.form.Need("join_why", maxNote)
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	other, err := s.dossier(r, number)
	switch {
	case errors.Is(err, store.ErrNotFound):
		a.form.Wrong("other", "wrong.number")
	case err != nil:
		return web.Answer{}, err
	case other.ID == a.dossier.ID:
		a.form.Wrong("other", "wrong.same")
	case kindOf(&other) != kindOf(&a.dossier):
		a.form.Wrong("other", "wrong.kind")
	}
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	if s.Desk.Join == nil {
		return s.again(r, a, "wrong.desk")
	}
	one, two := a.alert.Act.Filing.Key, other.Keys[0]
	return s.do(r, a, deed{"matter.join", one.String(), two.String() + ": " + why}, func(tx *sql.Tx) (string, error) {
		return "done.joined", s.Desk.Join(r.Context(), tx, one, two, person(r.User), why)
	})
}

// kindOf is the kind of a matter's proceedings.
func kindOf(d *store.Dossier) crawlers.Kind {
	if len(d.Filings) == 0 {
		return ""
	}
	return d.Filings[0].Filing.Kind
}

// part takes a number out of a matter.
func (s *room) part(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	var numbers []string
	for _, k := range a.dossier.Keys {
		numbers = append(numbers, k.String())
	}
	number, why := a.form.OneOf("number", numbers...), a.form.Need("part_why", maxNote)
	if len(numbers) < 2 {
		a.form.Wrong("number", "wrong.choice")
	}
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	if s.Desk.Part == nil {
		return s.again(r, a, "wrong.desk")
	}
	key, err := keyOf(number)
	if err != nil {
		return web.Answer{}, err
	}
	return s.do(r, a, deed{"matter.part", number, why}, func(tx *sql.Tx) (string, error) {
		return "done.parted", s.Desk.Part(r.Context(), tx, key, person(r.User), why)
	})
}

// resend sends a message again that was given up.
func (s *room) resend(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	id := f.Raw("delivery")
	if !legible(id) {
		return web.Answer{}, store.ErrNotFound
	}
	alert, _, _ := strings.Cut(id, ">")
	if i := strings.LastIndexByte(alert, '+'); i > strings.LastIndexByte(alert, '@') {
		alert = alert[:i] // a later revision's
	}
	p, err := s.Store.FindAlert(r.Context(), alert)
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.May(account.See, p.Alert.Subscriber); err != nil {
		return web.Answer{}, err
	}
	if s.Desk.Resend == nil {
		return web.Answer{}, store.ErrNotFound
	}
	err = s.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := s.Desk.Resend(r.Context(), tx, id); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "delivery.resend", id, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(matterPath(p.Act.Filing.Key), "done.resent")
}
