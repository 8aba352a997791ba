package exporter

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/table"
)

// Bounds of a draft.
const (
	maxSuggested  = 100
	suggestedFor  = 50 // entries, of a table
	shownProblems = 200
	headRows      = 6 // of a table whose columns are to be chosen
	headColumns   = 20
	previewWithin = 12 * time.Second
	previewMost   = 50_000 // filings
)

// A draft is what somebody is about to save in a list, as it is stored.
type draft struct {
	Adds      []alerts.Entry
	Suggested []alerts.Entry
	Replace   bool   // all that the list has
	Old       string // the entry that is replaced
	File      *file  // that it was read from

	Foreseen []alerts.Foreseen // what the entries would have found
	Filings  int               // among so many
	Days     int               // of so many days; 0 where nobody could say
}

// A file is a table and how it was read.
type file struct {
	Name   string
	Kind   alerts.EntryType  // of rows that say none
	Map    map[string]string // what its columns are, by their numbers
	Wrong  string            // why no row of it could be read
	Head   [][]string        // its first rows, where that is so
	Report alerts.WatchReport
	Lists  int // that it names
	Tells  bool
}

// entryKey is by which a preview names an entry.
func entryKey(e alerts.Entry) string { return e.String() }

// fill suggests other forms of the names, and looks for all in stored filings.
func (e *room) fill(ctx context.Context, d *draft, had []alerts.Entry) error {
	known := map[string]bool{}
	if d.Replace {
		had = nil
	}
	for _, x := range slices.Concat(had, d.Adds) {
		known[strings.ToLower(x.String())] = true
	}
	d.Suggested = nil
	for _, x := range d.Adds[:min(len(d.Adds), suggestedFor)] {
		for _, s := range alerts.Suggest(x) {
			if key := strings.ToLower(s.String()); !known[key] && len(d.Suggested) < maxSuggested {
				known[key] = true
				d.Suggested = append(d.Suggested, s)
			}
		}
	}
	d.Foreseen, d.Filings, d.Days = nil, 0, 0
	if e.Preview == nil || len(d.Adds) == 0 {
		return nil
	}
	return e.foresee(ctx, d)
}

// foresee looks through as many months as there is time for.
func (e *room) foresee(ctx context.Context, d *draft) error {
	now := e.Now()
	ctx, cancel := context.WithTimeout(ctx, previewWithin)
	defer cancel()
	days := 365
	for _, days = range []int{365, 180, 90, 30} {
		n, err := e.Store.CountFiled(ctx, now.AddDate(0, 0, -days))
		if err != nil {
			return err
		}
		if n <= previewMost {
			break
		}
	}
	list := alerts.Watchlist{ID: "w-draft", Entries: slices.Concat(d.Adds, d.Suggested)}
	seen, err := e.Preview(ctx, []alerts.Watchlist{list}, now.AddDate(0, 0, -days))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // the page says that nobody could say
	}
	if err != nil {
		return err
	}
	d.Filings, d.Days = seen.Filings, days
	for _, f := range seen.Result(days) {
		if f.Hits > 0 {
			d.Foreseen = append(d.Foreseen, f)
		}
	}
	return nil
}

// keep stores a draft and returns its address.
func (e *room) keep(r *web.Request, list, id string, d draft, body []byte) (string, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		return store.PutDraft(r.Context(), tx, store.WatchDraft{ID: id, Org: r.User.Org, List: list, Made: e.Now(), Body: raw, File: body})
	})
	return draftPath(list, id), err
}

func draftPath(list, id string) string { return listPath(list) + "/drafts/" + url.PathEscape(id) }

// add begins a draft of one entry.
func (e *room) add(r *web.Request) (web.Answer, error) {
	f, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := readEntry(&f)
	if err != nil {
		return web.Answer{}, err
	}
	p.Old = web.Word(f.Raw("old"))
	has := func(y alerts.Entry) bool { return keyOf(y) == keyOf(x) }
	switch {
	case !f.Good():
	case slices.ContainsFunc(p.List.Entries, has):
		f.Wrong("value", "wrong.known")
	case len(p.List.Entries) >= maxEntries:
		f.Wrong("value", "wrong.entries")
	}
	if p.Entry = f; !f.Good() {
		return r.Again("list", p)
	}
	d := draft{Adds: []alerts.Entry{x}, Old: p.Old}
	if err := e.fill(r.Context(), &d, p.List.Entries); err != nil {
		return web.Answer{}, err
	}
	to, err := e.keep(r, p.List.ID, rand.Text(), d, nil)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(to, "")
}

// load begins a draft of the entries of a table.
func (e *room) load(r *web.Request) (web.Answer, error) {
	f, p, err := e.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	mode, kind := f.OneOf("mode", "add", "replace"), f.OneOf("kind", append(types(), "")...)
	name, body, err := r.Upload(&f, "file")
	if err != nil {
		return web.Answer{}, err
	}
	if p.Import = f; !f.Good() {
		return r.Again("list", p)
	}
	d := draft{Replace: mode == "replace", File: &file{Name: name, Kind: alerts.EntryType(kind)}}
	if err := e.read(r.Context(), &d, body, p.List.Entries); err != nil {
		return web.Answer{}, err
	}
	to, err := e.keep(r, p.List.ID, rand.Text(), d, body)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(to, "")
}

// read reads the table of a draft. What is wrong with it stands in the draft:
// the reader may say what its columns are.
func (e *room) read(ctx context.Context, d *draft, body []byte, had []alerts.Entry) error {
	f, file := d.File, bytes.NewReader(body)
	o := alerts.WatchOptions{List: "list", Type: f.Kind, Map: f.Map}
	report, err := alerts.ReadWatchTable(file, file.Size(), o)
	f.Wrong, f.Head = "", head(file)
	if err != nil {
		f.Wrong = web.Clean(err.Error(), web.LineLength)
	}
	lists := report.Lists
	report.Lists = nil
	report.Problems = report.Problems[:min(len(report.Problems), shownProblems)]
	f.Report, f.Lists, f.Tells = report, 0, false
	d.Adds = nil
	seen := map[string]bool{}
	if !d.Replace {
		for _, x := range had {
			seen[keyOf(x)] = true
		}
	}
	for _, l := range lists {
		f.Tells = f.Tells || len(l.Tell) > 0
		if l.ID != alerts.WatchlistID("list") {
			f.Lists++
		}
		for _, x := range l.Entries {
			x.Value, x.Owner, x.Note, x.Place = unharmed(x.Value), unharmed(x.Owner), unharmed(x.Note), unharmed(x.Place)
			if key := keyOf(x); !seen[key] {
				seen[key] = true
				d.Adds = append(d.Adds, x)
			} else {
				f.Report.Good--
				f.Report.Duplicates++
			}
		}
	}
	return e.fill(ctx, d, had)
}

// head returns the first rows of a table, as far as they can be read.
func head(file *bytes.Reader) (out [][]string) {
	enough := errors.New("enough")
	_, _ = table.Walk(file, file.Size(), "", table.MaxRows, func(row table.Row) error { // the reading itself has said what is wrong
		var cells []string
		for _, cell := range row.Cells[:min(len(row.Cells), headColumns)] {
			cells = append(cells, web.Clean(cell, 40))
		}
		if out = append(out, cells); len(out) == headRows {
			return enough
		}
		return nil
	})
	return out
}

// draftPage shows what is about to be saved.
type draftPage struct {
	web.Frame
	List     store.OrgList
	Name     string
	Path     string // of the draft
	Back     string
	Warn     string
	File     *file
	Read     string // what became of the rows
	Problems []problem
	Columns  []column
	Head     [][]string
	Kinds    []web.Option
	Form     web.Form
	Adds     []foreseen
	Others   []foreseen // suggested
	More     int
	Full     bool
	Replaced int
	Looked   string // in what was looked
	Noisy    int
	Ticked   map[string]bool
}

// A problem is what is wrong with a row of a table.
type problem struct{ Row, Column, Value, Wrong, Right string }

// A column is one of a table, and what it is taken for.
type column struct {
	Name    string // of its field
	Heading string
	Value   string
	Options []web.Option
}

// A foreseen is an entry and what it would have found.
type foreseen struct {
	entryRow
	Index   int
	Hits    int
	Noisy   string
	Samples []sample
}

type sample struct{ Title, Filed, Why string }

func (e *room) draft(r *web.Request) (web.Answer, error) {
	p, _, err := e.draftPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("draft", p)
}

// find returns the draft of the address and its list, which are the reader's
// org's.
func (e *room) find(r *web.Request) (l store.OrgList, kept store.WatchDraft, d draft, err error) {
	if l, err = e.Store.OrgList(r.Context(), r.User.Org, r.PathValue("list")); err != nil {
		return l, kept, d, err
	}
	if kept, err = e.Store.Draft(r.Context(), r.User.Org, l.ID, r.PathValue("draft")); err != nil {
		return l, kept, d, err
	}
	if err = json.Unmarshal(kept.Body, &d); err != nil {
		err = fmt.Errorf("draft %s: %w", kept.ID, err)
	}
	return l, kept, d, err
}

func (e *room) draftPage(r *web.Request) (*draftPage, draft, error) {
	l, kept, d, err := e.find(r)
	if err != nil {
		return nil, d, err
	}
	p := &draftPage{Frame: r.Frame(texts["draft"].In(r.Lang)), List: l, Name: web.Clean(l.Name, maxName), Path: draftPath(l.ID, kept.ID), Back: listPath(l.ID), File: d.File}
	found := map[string]alerts.Foreseen{}
	for _, f := range d.Foreseen {
		found[f.Entry] = f
	}
	row := func(i int, x alerts.Entry) foreseen {
		f := found[entryKey(x)]
		out := foreseen{entryRow: entryRowOf(p.Frame, x), Index: i, Hits: f.Hits}
		if f.Noisy != "" {
			p.Noisy++
			out.Noisy = p.T("noisy")
		}
		for _, s := range f.Samples {
			shown := sample{Title: web.Clean(s.Title, 120), Why: web.Clean(s.Why, 160)}
			if !s.Filed.IsZero() {
				shown.Filed = s.Filed.Format(time.DateOnly)
			}
			out.Samples = append(out.Samples, shown)
		}
		return out
	}
	for i, x := range d.Adds[:min(len(d.Adds), shownRows)] {
		p.Adds = append(p.Adds, row(i, x))
	}
	p.More = len(d.Adds) - len(p.Adds)
	for i, x := range d.Suggested {
		p.Others = append(p.Others, row(i, x))
	}
	if d.Replace {
		p.Replaced = len(l.Entries)
	}
	p.Full = d.total(l) > maxEntries
	switch {
	case d.Days > 0:
		p.Looked = p.Say("looked", strconv.Itoa(d.Days)) + p.Tf("looked.in", d.Filings)
	case len(d.Adds) > 0:
		p.Looked = p.T("looked.not")
	}
	if d.File != nil {
		p.file(d.File)
	}
	return p, d, nil
}

// total is how many entries a list would have with all of a draft.
func (d draft) total(l store.OrgList) int {
	n := len(d.Adds)
	if !d.Replace {
		n += len(l.Entries)
	}
	return n
}

// file shows how a table was read.
func (p *draftPage) file(f *file) {
	read := f.Report
	if f.Wrong == "" {
		p.Read = fmt.Sprintf(p.T("read"), read.Rows, read.Good, read.Duplicates, read.Bad)
		if read.Waiting > 0 {
			p.Read += p.Tf("read.waiting", read.Waiting)
		}
	}
	for _, x := range read.Problems {
		p.Problems = append(p.Problems, problem{strconv.Itoa(x.Row), web.Clean(x.Column, 40), web.Clean(x.Value, 60), web.Clean(x.Wrong, web.LineLength), web.Clean(x.Right, web.LineLength)})
	}
	p.Head = f.Head
	wide := 0
	for _, row := range f.Head {
		wide = max(wide, len(row))
	}
	options := []web.Option{{Value: "", Text: p.T("column.none")}}
	for _, name := range columns {
		options = append(options, web.Option{Value: name, Text: p.T("column." + name)})
	}
	for i := range wide {
		c := column{Name: "column-" + strconv.Itoa(i+1), Options: options}
		if i < len(read.Columns) {
			c.Heading, c.Value = web.Clean(read.Columns[i].Heading, 40), read.Columns[i].Column
		}
		if c.Heading == "" && len(f.Head) > 0 && i < len(f.Head[0]) {
			c.Heading = f.Head[0][i]
		}
		if to, ok := f.Map[strconv.Itoa(i+1)]; ok {
			c.Value = to
		}
		p.Columns = append(p.Columns, c)
	}
	p.Kinds = append([]web.Option{{Value: "", Text: p.T("kind.said")}}, typeOptions(p.Frame)...)
	p.Form = p.Form.Fill("kind", string(f.Kind))
}

// readAgain reads the table of a draft with columns as the reader says.
func (e *room) readAgain(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	l, kept, d, err := e.find(r)
	if err != nil {
		return web.Answer{}, err
	}
	if d.File == nil {
		return web.Answer{}, store.ErrNotFound
	}
	kind := f.OneOf("kind", append(types(), "")...)
	d.File.Kind, d.File.Map = alerts.EntryType(kind), map[string]string{}
	used := map[string]bool{}
	for i := range headColumns {
		n := strconv.Itoa(i + 1)
		name := "column-" + n
		if !f.Values.Has(name) {
			continue
		}
		to := f.OneOf(name, append(slices.Clone(columns), "")...)
		if used[to] && to != "" {
			to = "" // the first counts
		}
		used[to] = true
		d.File.Map[n] = to
	}
	if !f.Good() {
		return web.Answer{}, web.StatusError(http.StatusBadRequest)
	}
	if err := e.read(r.Context(), &d, kept.File, l.Entries); err != nil {
		return web.Answer{}, err
	}
	to, err := e.keep(r, l.ID, kept.ID, d, kept.File)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(to, "done.read")
}

// save puts what was ticked of a draft into its list.
func (e *room) save(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, d, err := e.draftPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	l := p.List
	l.Version = version(f)
	ticked := func(field string, from []alerts.Entry) (out []alerts.Entry) {
		for i, x := range from {
			if slices.Contains(f.Values[field], strconv.Itoa(i)) || field == "add" && i >= shownRows { // which are not shown
				out = append(out, x)
			}
		}
		return out
	}
	adds := slices.Concat(ticked("add", d.Adds), ticked("other", d.Suggested))
	if d.Replace {
		l.Entries = nil
	}
	entries := slices.DeleteFunc(slices.Clone(l.Entries), func(x alerts.Entry) bool { return keyOf(x) == d.Old })
	had := map[string]bool{}
	for _, x := range entries {
		had[keyOf(x)] = true
	}
	for _, x := range adds {
		if !had[keyOf(x)] {
			had[keyOf(x)] = true
			entries = append(entries, x)
		}
	}
	switch {
	case len(adds) == 0:
		p.Warn = p.T("wrong.none")
		return r.Again("draft", p)
	case len(entries) > maxEntries:
		p.Warn = p.T("wrong.entries")
		return r.Again("draft", p)
	}
	l.Entries = entries
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		added, err := store.SaveList(r.Context(), tx, l)
		if err != nil {
			return err
		}
		if err := e.rescan(r.Context(), tx, l, added, lookBack); err != nil {
			return err
		}
		if err := store.DropDraft(r.Context(), tx, r.User.Org, r.PathValue("draft")); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "list.add", l.ID, strconv.Itoa(len(added.Entries)))
	})
	if errors.Is(err, store.ErrChanged) {
		p.Warn = p.T("conflict.draft")
		return r.Refuse(http.StatusConflict, "draft", p)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Back, "done.added")
}

func (e *room) dropDraft(r *web.Request) (web.Answer, error) {
	l, kept, _, err := e.find(r)
	if err != nil {
		return web.Answer{}, err
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error { return store.DropDraft(r.Context(), tx, r.User.Org, kept.ID) })
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(listPath(l.ID), "done.thrown")
}
