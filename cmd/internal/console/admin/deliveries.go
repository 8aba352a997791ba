package admin

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what is said of messages.
const (
	maxMessages = 50
	healthOver  = 7 * 24 * time.Hour
	sentOver    = 30 * 24 * time.Hour
	stuckAfter  = time.Hour // what is still tried then has a destination that is unwell
)

// piles are the messages a page can show, each with the states it holds.
var piles = map[string][]string{
	"lost":    {store.Dead, store.Refused},
	"waiting": {store.Due, store.Sending},
	"held":    {store.Held},
	"dropped": {store.Dropped},
}

// pileNames are their names in this order.
var pileNames = []string{"lost", "waiting", "held", "dropped"}

// A destinationRow is how a destination does.
type destinationRow struct {
	Name    string
	Channel string
	Tells   []string // whom it tells
	Gone    bool     // messages are on their way to it, but the configuration has it no more
	Lacks   string   // what is to be set before it can be told
	Stopped string   // why it is told nothing any more
	Since   *web.Stamp
	Last    *web.Stamp // when it took something
	Sent    int
	Lost    int
	Waiting int
	Held    int
	Stuck   int
	Unwell  bool
}

// A messageRow is a message in a list.
type messageRow struct {
	Path, Title, Destination, Matter, Error string
	State, Word                             string
	Tries                                   int
	At                                      web.Stamp
	Notice                                  bool
}

type pile struct {
	Path, Text string
	Here       bool
}

type deliveriesPage struct {
	frame
	Form         web.Form
	Destinations []destinationRow
	Piles        []pile
	Pile         string
	Of           string // the destination whose messages alone are shown
	Messages     []messageRow
	Next         string
	Again        bool // messages can be sent again
}

func (a *room) deliveries(r *web.Request) (web.Answer, error) {
	p, err := a.deliveriesPage(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("deliveries", p)
}

func (a *room) deliveriesPage(r *web.Request, f web.Form) (*deliveriesPage, error) {
	ctx := r.Context()
	p := &deliveriesPage{frame: a.frame(r, "deliveries"), Form: f, Pile: "lost", Again: a.Desk.ResendAll != nil}
	if asked := r.URL.Query().Get("pile"); piles[asked] != nil {
		p.Pile = asked
	}
	p.Of = web.Clean(r.URL.Query().Get("destination"), 100)
	for _, name := range pileNames {
		p.Piles = append(p.Piles, pile{"/admin/deliveries?" + url.Values{"pile": {name}}.Encode(), p.Word("pile", name), name == p.Pile})
	}
	after, err := r.Cursor()
	if err != nil {
		return nil, err
	}
	of := store.MessagesOf{States: piles[p.Pile], Destination: p.Of, Before: store.Message{ID: after.ID, At: after.At}}
	all, err := a.Store.Messages(ctx, of, maxMessages+1)
	if err != nil {
		return nil, err
	}
	for _, m := range all[:min(len(all), maxMessages)] {
		p.Messages = append(p.Messages, messageRowOf(p.Frame, m))
	}
	if len(all) > maxMessages {
		last := all[maxMessages-1]
		p.Next = p.With("after", web.Cursor{At: last.At, ID: last.ID}.String())
	}
	p.Destinations, err = a.health(ctx, p.Frame)
	return p, err
}

func messagePath(id string) string { return "/admin/deliveries/" + url.PathEscape(id) }

func messageRowOf(f web.Frame, m store.Message) messageRow {
	row := messageRow{
		Path: messagePath(m.ID), Title: web.Clean(m.Title, web.LineLength), Destination: web.Word(m.Destination), Error: web.Clean(m.Error, web.LineLength),
		State: m.State, Word: f.Word("sent", m.State), Tries: m.Tries, At: web.At(m.At), Notice: m.Notice,
	}
	if !m.Notice {
		row.Matter = web.Clean(m.Matter.String(), 120)
	}
	if row.Title == "" {
		row.Title = web.Clean(m.ID, web.LineLength)
	}
	return row
}

// health is how all destinations do: those that are configured, and those for
// which something still lies here.
func (a *room) health(ctx context.Context, f web.Frame) ([]destinationRow, error) {
	now := a.Now()
	waits, err := a.Store.Waits(ctx)
	if err != nil {
		return nil, err
	}
	arrived, err := a.Store.Arrived(ctx, now.Add(-healthOver))
	if err != nil {
		return nil, err
	}
	stuck, err := a.Store.Retried(ctx, now.Add(-stuckAfter))
	if err != nil {
		return nil, err
	}
	stopped, err := a.Store.Stopped(ctx)
	if err != nil {
		return nil, err
	}
	last, err := a.Store.LastSent(ctx, now.Add(-sentOver))
	if err != nil {
		return nil, err
	}
	rows := map[string]destinationRow{}
	for _, d := range a.Destinations {
		rows[d.Name] = destinationRow{Name: d.Name, Channel: web.Word(d.Channel.In(f.Lang)), Tells: d.Tells, Lacks: web.Clean(d.Lacks, web.LineLength)}
	}
	for _, names := range [][]string{keys(waits), keys(arrived), keys(stopped)} {
		for _, name := range names {
			if _, ok := rows[name]; !ok {
				rows[name] = destinationRow{Name: web.Word(name), Gone: true}
			}
		}
	}
	var out []destinationRow
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		d := rows[name]
		d.Sent, d.Lost, d.Stuck = arrived[name].Sent, arrived[name].Lost, stuck[name]
		d.Waiting, d.Held = waits[name][store.Due]+waits[name][store.Sending], waits[name][store.Held]
		if s, ok := stopped[name]; ok {
			d.Stopped, d.Since = web.Clean(s.Why, web.LineLength), stamp(s.At)
		}
		if at, ok := last[name]; ok {
			d.Last = stamp(at)
		}
		d.Unwell = d.Lost > 0 || d.Stuck > 0 || d.Since != nil || d.Lacks != "" || d.Gone && d.Waiting+d.Held > 0
		out = append(out, d)
	}
	return out, nil
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

type messagePage struct {
	frame
	Message  messageRow
	Path     string
	ID       string
	Made     web.Stamp
	MatterAt string // the page of its matter
	Lines    []line
	Again    bool // it can be sent again
	Drop     bool // it can be dropped
	Form     web.Form
	Deeds    []deedRow
}

// A line is one labelled fact of a message.
type line struct{ Label, Text, Link string }

// message returns what the address names, or [store.ErrNotFound].
func (a *room) messageOf(r *web.Request) (store.Message, error) {
	all, err := a.Store.Messages(r.Context(), store.MessagesOf{ID: r.PathValue("id")}, 1)
	if err == nil && len(all) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Message{}, err
	}
	return all[0], nil
}

func (a *room) message(r *web.Request) (web.Answer, error) {
	p, err := a.messagePage(r, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("message", p)
}

func (a *room) messagePage(r *web.Request, f web.Form) (*messagePage, error) {
	m, err := a.messageOf(r)
	if err != nil {
		return nil, err
	}
	p := &messagePage{frame: a.frame(r, "deliveries"), Form: f, Path: messagePath(m.ID), ID: web.Clean(m.ID, web.LineLength), Made: web.At(m.Made)}
	p.Message = messageRowOf(p.Frame, m)
	p.Title = p.T("message")
	if !m.Notice {
		p.MatterAt = "/matters/" + url.PathEscape(m.Matter.String())
	}
	for _, l := range m.Lines[:min(len(m.Lines), maxLines)] {
		p.Lines = append(p.Lines, line{web.Word(l.Label), web.Clean(l.Text, web.LineLength), web.Official(l.URL)})
	}
	lost := slices.Contains([]string{store.Dead, store.Refused, store.Dropped}, m.State)
	p.Again = lost && (m.Notice && a.Desk.ResendNotice != nil || !m.Notice && a.Desk.Resend != nil)
	p.Drop = slices.Contains([]string{store.Dead, store.Refused, store.Due, store.Held}, m.State)
	deeds, err := a.Store.Deeds(r.Context(), store.DeedsOf{On: m.ID}, maxChanges)
	for _, d := range deeds {
		p.Deeds = append(p.Deeds, deedRowOf(d))
	}
	return p, err
}

// sendAgain puts a message back on its way. Of two who do so the second is told
// that it is on its way.
func (a *room) sendAgain(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	m, err := a.messageOf(r)
	if err != nil {
		return web.Answer{}, err
	}
	resend := a.Desk.Resend
	if m.Notice {
		resend = a.Desk.ResendNotice
	}
	if resend == nil {
		return web.Answer{}, store.ErrNotFound
	}
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := resend(ctx, tx, m.ID); err != nil {
			return err
		}
		return r.Record(ctx, tx, "delivery.resend", m.ID, "")
	})
	if errors.Is(err, store.ErrNotFound) {
		return r.Done(messagePath(m.ID), "done.otherwise")
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(messagePath(m.ID), "done.again")
}

// drop has a message never sent, for a reason.
func (a *room) drop(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	m, err := a.messageOf(r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	why := f.Need("why", 200)
	if !f.Good() {
		p, err := a.messagePage(r, f)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Again("message", p)
	}
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.DropMessage(ctx, tx, m.ID, a.Now()); err != nil {
			return err
		}
		return r.Record(ctx, tx, "delivery.drop", m.ID, why)
	})
	if errors.Is(err, store.ErrNotFound) {
		return r.Done(messagePath(m.ID), "done.otherwise")
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(messagePath(m.ID), "done.message-dropped")
}

// sendAllAgain puts what a destination did not take back on its way.
func (a *room) sendAllAgain(r *web.Request) (web.Answer, error) {
	ctx, name := r.Context(), r.PathValue("name")
	if a.Desk.ResendAll == nil || !a.configured(name) {
		return web.Answer{}, store.ErrNotFound
	}
	err := a.Store.Tx(ctx, func(tx *sql.Tx) error {
		n, err := a.Desk.ResendAll(ctx, tx, name)
		if err != nil {
			return err
		}
		return r.Record(ctx, tx, "destination.resend", name, strconv.Itoa(n))
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/admin/deliveries", "done.all-again")
}

// resumeDestination has a destination told again that said it is gone.
func (a *room) resumeDestination(r *web.Request) (web.Answer, error) {
	ctx, name := r.Context(), r.PathValue("name")
	if !a.configured(name) {
		return web.Answer{}, store.ErrNotFound
	}
	err := a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.ResumeIn(ctx, tx, name); err != nil {
			return err
		}
		return r.Record(ctx, tx, "destination.resume", name, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/admin/deliveries", "done.destination-back")
}

func (a *room) configured(destination string) bool {
	return slices.ContainsFunc(a.Destinations, func(d web.Destination) bool { return d.Name == destination })
}
