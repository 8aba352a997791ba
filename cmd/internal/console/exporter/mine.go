package exporter

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// soonDays and nearDays are how near a day is that is shown as urgent, or as to
// be kept in mind.
const (
	soonDays = 3
	nearDays = 14
)

// minePage is what the reader's org was told of, the next day to act first.
type minePage struct {
	web.Frame
	Lists int // that it has
	Rows  []mineRow
	Next  string
}

// A mineRow is one matter.
type mineRow struct {
	Path      string
	Severity  string
	Level     string
	Title     string
	Caption   string
	Stage     string
	Days      int
	Clock     string // what is due, and when; "" if nothing is
	Past      string // what became of it, where it does not run
	Near      string // class of the days
	Told      web.Stamp
	Lists     []string
	Help      string // state of the help that was asked for
	HelpState string
	Over      bool // nothing is to be done any more
}

func minePath(alert string) string { return "/mine/" + url.PathEscape(alert) }

func (e *room) mine(r *web.Request) (web.Answer, error) {
	lists, err := e.Store.OrgWatchlists(r.Context(), r.User.Org)
	if err != nil {
		return web.Answer{}, err
	}
	at, err := r.Cursor()
	if err != nil {
		return web.Answer{}, err
	}
	asked := store.Triage{Centers: lists, Now: e.Now()}
	if asked.After, err = readPlace(at); err != nil {
		return web.Answer{}, err
	}
	found, next, err := e.Store.Triage(r.Context(), asked)
	if err != nil {
		return web.Answer{}, err
	}
	names, err := e.listNames(r)
	if err != nil {
		return web.Answer{}, err
	}
	helps, err := e.Store.HelpOf(r.Context(), r.User.Org)
	if err != nil {
		return web.Answer{}, err
	}
	rules, err := e.Store.Rules(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := &minePage{Frame: r.Frame(texts["mine"].In(r.Lang)), Lists: len(names)}
	for _, m := range found {
		row := e.mineRowOf(p.Frame, m, rules)
		for _, id := range m.Told {
			if name := names[id]; name != "" {
				row.Lists = append(row.Lists, name)
			}
		}
		if i := slices.IndexFunc(helps, func(h store.Help) bool { return h.Matter == m.Matter }); i >= 0 { // the newest
			row.HelpState, row.Help = helps[i].State, p.Word("help", helps[i].State)
		}
		p.Rows = append(p.Rows, row)
	}
	if next.Matter != "" {
		p.Next = writePlace(next).String()
	}
	return r.Page("mine", p)
}

// listNames are the names of the org's lists by their ids.
func (e *room) listNames(r *web.Request) (map[string]string, error) {
	lists, err := e.Store.OrgLists(r.Context(), r.User.Org)
	out := make(map[string]string, len(lists))
	for _, l := range lists {
		out[l.ID] = web.Clean(l.Name, maxName)
	}
	return out, err
}

func (e *room) mineRowOf(f web.Frame, m store.Pending, rules *clock.Table) mineRow {
	a, filing, l := m.Alert, m.Act.Filing, string(f.Lang)
	told := alerts.Compose(alerts.Story{Alert: a, Filing: filing, Verdict: m.Verdict, Now: e.Now(), Grade: e.Grade}, l)
	row := mineRow{
		Path: minePath(a.ID), Severity: string(m.Severity), Level: web.Word(m.Severity.In(l)), Title: web.Clean(web.Conclusion(told.Title), web.LineLength),
		Caption: web.Clean(filing.Key.Number, web.LineLength) + " · " + web.Clean(alerts.ForumIn(filing.Key.Authority, l), web.LineLength),
		Stage:   web.Word(alerts.StageIn(a.Kind, a.Stage, l)), Told: web.At(m.TriageCursor.Told), Over: !m.Open,
	}
	if m.Severity == "" {
		row.Level = f.T("corrected")
	}
	if m.Clock != nil {
		next := *m.Clock
		next.Filing = filing // of another act perhaps, of the same authority
		c := clockRowOf(f, next, rules, e.Now())
		row.Days, row.Near, row.Clock, row.Past = c.Days, c.Near, c.What+" "+c.Due, c.State
	}
	return row
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
	var due int64
	if n, err := fmt.Sscanf(c.ID, "%t %d %s", &out.Open, &due, &out.Matter); err != nil || n != 3 {
		return out, web.StatusError(http.StatusNotFound)
	}
	if out.Told = c.At; due != 0 {
		out.Due = time.UnixMilli(due).UTC()
	}
	return out, nil
}

// A clockRow is one day by which to act.
type clockRow struct {
	web.Closing
	State   string
	Running bool
	Near    string // class of the days
}

func clockRowOf(f web.Frame, c store.Clock, rules *clock.Table, now time.Time) clockRow {
	row := clockRow{Closing: web.ClosingOf(f, c, rules, func(s string) string { return alerts.Mask(c.Filing, s) }, now)}
	row.Running = c.State == store.Running && c.Closes.After(now)
	switch {
	case !row.Running:
		row.State = f.Word("clock", c.State)
		if c.State == store.Running {
			row.State = f.T("clock.passed")
		}
	case row.Days <= soonDays:
		row.Near = "soon"
	case row.Days <= nearDays:
		row.Near = "near"
	}
	return row
}
