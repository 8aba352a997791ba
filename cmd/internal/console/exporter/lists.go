package exporter

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what an org watches.
const (
	maxLists   = 50
	maxEntries = 5000 // of a list
	maxName    = 100  // characters
	shownRows  = 500
	lookBack   = 365 * 24 * time.Hour // in which stored filings are looked for what is new
)

// listsPage is what an exporter watches.
type listsPage struct {
	web.Frame
	Lists []listRow
	Form  web.Form
}

// A listRow is one list in a table.
type listRow struct {
	Path    string
	Name    string
	Entries int
	Paused  bool
	Scan    string
}

func listPath(id string) string { return "/lists/" + url.PathEscape(id) }

func (e *room) lists(r *web.Request) (web.Answer, error) {
	p, err := e.listsPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("lists", p)
}

func (e *room) listsPage(r *web.Request) (*listsPage, error) {
	p := &listsPage{Frame: r.Frame(texts["lists"].In(r.Lang))}
	lists, err := e.Store.OrgLists(r.Context(), r.User.Org)
	if err != nil {
		return nil, err
	}
	scanned, err := e.Store.Scanned(r.Context())
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		p.Lists = append(p.Lists, listRow{listPath(l.ID), web.Clean(l.Name, maxName), len(l.Entries), !l.Paused.IsZero(), scan(p.Frame, scanned[l.ID])})
	}
	return p, nil
}

// scan says how far stored filings have been looked through for a list.
func scan(f web.Frame, s store.Scanned) string {
	switch {
	case s.State == "":
		return ""
	case s.State == store.RescanDone:
		return f.Tf("scan.done", s.Found)
	case s.Looked == 0:
		return f.T("scan.due")
	}
	return f.Say("scan.on", s.Until.Format(time.DateOnly))
}

// begin makes an empty list. Its id is not its name's: another org may use the
// name, too.
func (e *room) begin(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, err := e.listsPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	name := f.Need("name", maxName)
	if len(p.Lists) >= maxLists {
		f.Wrong("name", "wrong.lists")
	}
	if p.Form = f; !f.Good() {
		return r.Again("lists", p)
	}
	l := store.OrgList{Org: r.User.Org, Watchlist: alerts.Watchlist{ID: "w-" + strings.ToLower(rand.Text()[:16]), Name: name}}
	if err := e.change(r, l, "list.begin", name); err != nil {
		return web.Answer{}, err
	}
	return r.Done(listPath(l.ID), "done.begun")
}

// change stores a list as the reader changed it, records that, and has what is
// new in it looked for.
func (e *room) change(r *web.Request, l store.OrgList, what, detail string) error {
	return e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		added, err := store.SaveList(r.Context(), tx, l)
		if err != nil {
			return err
		}
		if err := e.rescan(r.Context(), tx, l, added, lookBack); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, what, l.ID, detail)
	})
}

func (e *room) rescan(ctx context.Context, tx *sql.Tx, l store.OrgList, added alerts.Watchlist, back time.Duration) error {
	if e.Rescan == nil || !l.Paused.IsZero() {
		return nil
	}
	now := e.Now()
	_, err := e.Rescan(ctx, tx, []alerts.Watchlist{added}, now.Add(-back), now)
	return err
}

// listPage is one list and what can be done with it.
type listPage struct {
	web.Frame
	List    store.OrgList
	Name    string
	Path    string
	Paused  *web.Stamp
	Scan    string
	Tells   int
	Entries []entryRow
	All     int
	More    int
	Warn    string
	By      string // who changed it last
	At      web.Stamp
	Types   []web.Option
	Modes   []web.Option
	Kinds   []web.Option // of the rows of a table that say none
	Rename  web.Form
	Entry   web.Form
	Import  web.Form
	Old     string // the entry that is being changed
}

func (e *room) list(r *web.Request) (web.Answer, error) {
	p, err := e.listPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	if key := r.URL.Query().Get("change"); key != "" {
		i := slices.IndexFunc(p.List.Entries, func(x alerts.Entry) bool { return keyOf(x) == key })
		if i < 0 {
			return web.Answer{}, store.ErrNotFound
		}
		p.Old = key
		for k, value := range fieldsOf(p.List.Entries[i]) {
			p.Entry = p.Entry.Fill(columns[k], web.Clean(value, web.LineLength))
		}
	}
	return r.Page("list", p)
}

// listPage makes the page of the list of the address, which is one of the
// reader's org.
func (e *room) listPage(r *web.Request) (*listPage, error) {
	l, err := e.Store.OrgList(r.Context(), r.User.Org, r.PathValue("list"))
	if err != nil {
		return nil, err
	}
	scanned, err := e.Store.Scanned(r.Context())
	if err != nil {
		return nil, err
	}
	last, err := e.Store.Deeds(r.Context(), store.DeedsOf{On: l.ID}, 1)
	if err != nil {
		return nil, err
	}
	p := &listPage{Frame: r.Frame(web.Clean(l.Name, maxName)), List: l, Name: web.Clean(l.Name, maxName), Path: listPath(l.ID), Tells: len(l.Tell), All: len(l.Entries)}
	p.Scan = scan(p.Frame, scanned[l.ID])
	if !l.Paused.IsZero() {
		at := web.At(l.Paused)
		p.Paused = &at
	}
	if len(last) > 0 {
		p.By, p.At = web.Word(last[0].Who), web.At(last[0].At)
	}
	for _, x := range l.Entries[:min(len(l.Entries), shownRows)] {
		p.Entries = append(p.Entries, entryRowOf(p.Frame, x))
	}
	p.More = p.All - len(p.Entries)
	p.Types = typeOptions(p.Frame)
	p.Kinds = append([]web.Option{{Value: "", Text: p.T("kind.said")}}, p.Types...)
	p.Modes = []web.Option{{Value: "add", Text: p.T("mode.add")}, {Value: "replace", Text: p.T("mode.replace")}}
	p.Rename = web.Form{}.Fill("name", p.Name)
	return p, nil
}

// version is that of the list which the reader saw.
func version(f web.Form) int64 {
	n, err := strconv.ParseInt(f.Raw("version"), 10, 64)
	if err != nil || n < 1 {
		return -1 // as no list has it
	}
	return n
}

// asked reads a form about the list of the address.
func (e *room) asked(r *web.Request) (web.Form, *listPage, error) {
	f, err := r.Form()
	if err != nil {
		return f, nil, err
	}
	p, err := e.listPage(r)
	if err == nil {
		p.List.Version = version(f)
	}
	return f, p, err
}

// done answers a change of the list of a page: where somebody else was first,
// the reader is told, and sees what there is now.
func (e *room) done(r *web.Request, p *listPage, to, text string, err error) (web.Answer, error) {
	if !errors.Is(err, store.ErrChanged) {
		if err != nil {
			return web.Answer{}, err
		}
		return r.Done(to, text)
	}
	now, err := e.listPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	now.Warn = now.T("conflict")
	now.Rename = p.Rename
	return r.Refuse(http.StatusConflict, "list", now)
}

func (e *room) rename(r *web.Request) (web.Answer, error) {
	f, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	name := f.Need("name", maxName)
	if p.Rename = f; !f.Good() {
		return r.Again("list", p)
	}
	p.List.Name = name
	return e.done(r, p, p.Path, "done.saved", e.change(r, p.List, "list.rename", name))
}

// pause stops watching, or goes on: then what came meanwhile is looked through,
// and all of a year, for entries that are new since. What was found before is
// not told again.
func (e *room) pause(r *web.Request) (web.Answer, error) {
	f, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	l := p.List
	if f.Has("resume") == l.Paused.IsZero() {
		return e.done(r, p, p.Path, "", store.ErrChanged)
	}
	if l.Paused.IsZero() {
		l.Paused = e.Now()
		return e.done(r, p, p.Path, "done.paused", e.change(r, l, "list.pause", ""))
	}
	l.Paused = time.Time{}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if _, err := store.SaveList(r.Context(), tx, l); err != nil {
			return err
		}
		if err := e.rescan(r.Context(), tx, l, l.Watchlist, lookBack); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "list.resume", l.ID, "")
	})
	return e.done(r, p, p.Path, "done.resumed", err)
}

func (e *room) drop(r *web.Request) (web.Answer, error) {
	_, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.DropList(r.Context(), tx, p.List); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "list.drop", p.List.ID, p.List.Name)
	})
	return e.done(r, p, "/lists", "done.dropped", err)
}

// remove takes one entry out of a list.
func (e *room) remove(r *web.Request) (web.Answer, error) {
	f, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	l, key := p.List, f.Raw("entry")
	i := slices.IndexFunc(l.Entries, func(x alerts.Entry) bool { return keyOf(x) == key })
	if i < 0 {
		return e.done(r, p, p.Path, "", store.ErrChanged)
	}
	gone := l.Entries[i]
	l.Entries = slices.Delete(slices.Clone(l.Entries), i, i+1)
	return e.done(r, p, p.Path, "done.removed", e.change(r, l, "list.remove", gone.String()))
}

// table gives a list as the table that it can be read from again.
func (e *room) table(r *web.Request) (web.Answer, error) {
	l, err := e.Store.OrgList(r.Context(), r.User.Org, r.PathValue("list"))
	if err != nil {
		return web.Answer{}, err
	}
	body, err := tableOf(l.Entries)
	if err != nil {
		return web.Answer{}, err
	}
	return r.File(web.Clean(l.Name, 80)+".csv", "text/csv; charset=utf-8", body)
}

// example gives a table to begin with.
func (e *room) example(r *web.Request) (web.Answer, error) {
	body, err := tableOf([]alerts.Entry{
		{Type: alerts.WatchMark, Value: "EXAMPLE", Classes: []int{9, 35}, Owner: "示例电子有限公司", Countries: []string{"US", "EU"}, Note: "示例，请删去"},
		{Type: alerts.WatchCompany, Value: "示例电子有限公司", Place: "深圳市", Note: "示例，请删去"},
		{Type: alerts.WatchStore, Value: "EXAMPLE Official", Note: "示例，请删去"},
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.File("tocsin-watchlist.csv", "text/csv; charset=utf-8", body)
}

// headings are columns as the reader of tables knows them.
var headings = []string{"类型", "名称", "类别", "权利人", "国家", "备注", "统一社会信用代码", "所在地"}

// harmless is a cell that no spreadsheet takes for something to reckon.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// unharmed is a cell before [harmless].
func unharmed(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && rest != harmless(rest) {
		return rest
	}
	return s
}

func tableOf(entries []alerts.Entry) ([]byte, error) {
	b := bytes.NewBufferString("\ufeff") // or spreadsheets take it for GBK
	w := csv.NewWriter(b)
	rows := [][]string{headings}
	for _, e := range entries {
		fields := fieldsOf(e)
		fields[0] = texts["type."+fields[0]].In(web.ZH)
		for i, s := range fields {
			fields[i] = harmless(s)
		}
		rows = append(rows, fields)
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
