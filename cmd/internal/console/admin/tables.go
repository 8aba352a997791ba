package admin

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of tables.
const (
	maxTable    = 4 << 20 // bytes
	maxVersions = 50
	maxDiff     = 200 // rows that differ
	maxWrong    = 100 // lines of what is wrong
	maxShown    = 500 // rows of a table on its page
)

// A fact is a table as it is in force.
type fact struct {
	store.FactTable
	Body string
	Seen time.Time // when it was put in force; zero: it came with the program
}

func (f fact) path() string { return "/admin/tables/" + f.Name }

// version names a version in a form or an address: "0" came with the program.
func version(at time.Time) string {
	if at.IsZero() {
		return "0"
	}
	return strconv.FormatInt(at.UnixMilli(), 10)
}

// versionOf is its inverse.
func versionOf(s string) (time.Time, error) {
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil || ms < 0 {
		return time.Time{}, web.StatusError(400)
	}
	if ms == 0 {
		return time.Time{}, nil
	}
	return time.UnixMilli(ms).UTC(), nil
}

// fact returns a table that is in force, or [store.ErrNotFound].
func (a *room) fact(ctx context.Context, name string) (fact, error) {
	i := slices.IndexFunc(store.FactTables, func(t store.FactTable) bool { return t.Name == name })
	if i < 0 {
		return fact{}, store.ErrNotFound
	}
	f := fact{FactTable: store.FactTables[i]}
	body, at, own, err := a.Store.Table(ctx, name)
	if f.Body = string(f.Shipped()); own {
		f.Body, f.Seen = body, at
	}
	return f, err
}

// factAt returns the text of an earlier version of a table.
func (a *room) factAt(ctx context.Context, f fact, at time.Time) (string, error) {
	if at.IsZero() {
		return string(f.Shipped()), nil
	}
	return a.Store.TableAt(ctx, f.Name, at)
}

// readRows reads a table as rows of text, for people to compare.
func readRows(body string) (head []string, rows [][]string) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff")))
	r.Comment, r.FieldsPerRecord, r.LazyQuotes = '#', -1, true
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 { // its check says what is wrong
		return nil, nil
	}
	return all[0], all[1:]
}

// A change is a row that differs between two tables.
type change struct {
	Kind  string // "came", "gone", "other"
	Key   string
	Cells []cellChange
}

// A cellChange is a cell of it: of a row that came or is gone all that hold
// something, else those that differ.
type cellChange struct{ Column, Old, New string }

// differ returns the rows in which two tables differ, by their first cells in
// the order of the first table. It is pure.
func differ(before, after string) []change {
	head, old := readRows(before)
	newHead, rows := readRows(after)
	if !slices.Equal(head, newHead) {
		head = newHead
	}
	left := map[string][][]string{}
	var order []string
	for _, row := range rows {
		if _, ok := left[row[0]]; !ok {
			order = append(order, row[0])
		}
		left[row[0]] = append(left[row[0]], row)
	}
	gone := map[string][][]string{}
	var out []change
	var keys []string
	for _, row := range old {
		key := row[0]
		if i := slices.IndexFunc(left[key], func(r []string) bool { return slices.Equal(r, row) }); i >= 0 {
			left[key] = slices.Delete(left[key], i, i+1)
			continue
		}
		if _, ok := gone[key]; !ok {
			keys = append(keys, key)
		}
		gone[key] = append(gone[key], row)
	}
	for _, key := range keys {
		for _, row := range gone[key] {
			if len(left[key]) > 0 {
				out = append(out, change{"other", key, cells(head, row, left[key][0])})
				left[key] = left[key][1:]
				continue
			}
			out = append(out, change{"gone", key, cells(head, row, nil)})
		}
	}
	for _, key := range order {
		for _, row := range left[key] {
			out = append(out, change{"came", key, cells(head, nil, row)})
		}
	}
	return out
}

func cells(head, old, now []string) []cellChange {
	var out []cellChange
	at := func(row []string, i int) string {
		if i < len(row) {
			return web.Clean(row[i], 200)
		}
		return ""
	}
	for i, column := range head {
		if o, n := at(old, i), at(now, i); o != n {
			out = append(out, cellChange{web.Word(column), o, n})
		}
	}
	return out
}

type tableRow struct {
	Path, Name string
	Rows       int
	At         *web.Stamp // nil: it came with the program
}

type tablesPage struct {
	frame
	Tables []tableRow
}

func (a *room) tables(r *web.Request) (web.Answer, error) {
	p := &tablesPage{frame: a.frame(r, "tables")}
	for _, t := range store.FactTables {
		f, err := a.fact(r.Context(), t.Name)
		if err != nil {
			return web.Answer{}, err
		}
		_, rows := readRows(f.Body)
		row := tableRow{Path: f.path(), Name: p.Word("table", f.Name), Rows: len(rows)}
		if !f.Seen.IsZero() {
			row.At = stamp(f.Seen)
		}
		p.Tables = append(p.Tables, row)
	}
	return r.Page("tables", p)
}

type versionRow struct {
	Path string
	At   *web.Stamp
	Now  bool
}

type tablePage struct {
	frame
	Path     string
	Name     string
	Seen     string
	Form     web.Form
	Conflict bool
	Wrong    []string // what is wrong with what was given, line by line
	Head     []string
	Rows     [][]string
	More     int
	Versions []versionRow

	// What is looked at before it is put in force.
	Looking bool
	Body    string
	Back    string // the version that would be in force again
	Same    bool
	Changes []change
	Came    int
	Gone    int
	Other   int
	Left    int
}

func (a *room) tablePage(r *web.Request, f fact, form web.Form) (*tablePage, error) {
	p := &tablePage{frame: a.frame(r, "tables"), Path: f.path(), Seen: version(f.Seen), Form: form}
	p.Name = p.Word("table", f.Name)
	p.Title = p.Name
	head, rows := readRows(f.Body)
	p.More = max(0, len(rows)-maxShown)
	clean := func(row []string) []string {
		out := make([]string, len(row))
		for i, c := range row {
			out[i] = web.Clean(c, 120)
		}
		return out
	}
	p.Head = clean(head)
	for _, row := range rows[:len(rows)-p.More] {
		p.Rows = append(p.Rows, clean(row))
	}
	at, err := a.Store.TableVersions(r.Context(), f.Name, maxVersions)
	if err != nil {
		return nil, err
	}
	for _, v := range at {
		p.Versions = append(p.Versions, versionRow{f.path() + "/versions/" + version(v), stamp(v), v.Equal(f.Seen)})
	}
	p.Versions = append(p.Versions, versionRow{f.path() + "/versions/0", nil, f.Seen.IsZero()})
	return p, nil
}

func (a *room) table(r *web.Request) (web.Answer, error) {
	f, err := a.fact(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.tablePage(r, f, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("table", p)
}

func (a *room) tableCSV(r *web.Request) (web.Answer, error) {
	f, err := a.fact(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	return r.File(f.Name+".csv", "text/csv; charset=utf-8", []byte(f.Body))
}

// look fills in what a page says of a table before it is put in force.
func (p *tablePage) look(f fact, body string) {
	p.Looking, p.Body = true, body
	all := differ(f.Body, body)
	for _, c := range all {
		switch c.Kind {
		case "came":
			p.Came++
		case "gone":
			p.Gone++
		default:
			p.Other++
		}
	}
	p.Same, p.Left = len(all) == 0, max(0, len(all)-maxDiff)
	p.Changes = all[:len(all)-p.Left]
	for i := range p.Changes {
		p.Changes[i].Key = web.Clean(p.Changes[i].Key, 120)
	}
}

// wrongLines says what is wrong with a table, row by row.
func wrongLines(err error) []string {
	lines := strings.Split(web.CleanText(err.Error(), 20_000), "\n")
	return lines[:min(len(lines), maxWrong)]
}

// lookAt shows what a table that was sent would change, or what is wrong in it.
func (a *room) lookAt(r *web.Request) (web.Answer, error) {
	f, err := a.fact(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	form, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	_, body, err := r.Upload(&form, "file")
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.tablePage(r, f, form)
	if err != nil {
		return web.Answer{}, err
	}
	if !form.Good() {
		return r.Again("table", p)
	}
	if err := f.Check(body); err != nil {
		p.Wrong = wrongLines(err)
		return r.Again("table", p)
	}
	p.look(f, string(body))
	return r.Page("table", p)
}

// lookBack shows what an earlier version would change.
func (a *room) lookBack(r *web.Request) (web.Answer, error) {
	f, err := a.fact(r.Context(), r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	at, err := versionOf(r.PathValue("version"))
	if err != nil {
		return web.Answer{}, store.ErrNotFound
	}
	body, err := a.factAt(r.Context(), f, at)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := a.tablePage(r, f, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	p.look(f, body)
	p.Back = version(at)
	return r.Page("table", p)
}

// putTable puts in force what was looked at: a text, or an earlier version.
func (a *room) putTable(r *web.Request) (web.Answer, error) {
	ctx := r.Context()
	f, err := a.fact(ctx, r.PathValue("name"))
	if err != nil {
		return web.Answer{}, err
	}
	form, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	seen, err := versionOf(form.Raw("seen"))
	if err != nil {
		return web.Answer{}, err
	}
	body, back := form.Raw("body"), form.Raw("back")
	if back != "" {
		at, err := versionOf(back)
		if err != nil {
			return web.Answer{}, err
		}
		if body, err = a.factAt(ctx, f, at); err != nil {
			return web.Answer{}, err
		}
	}
	why := form.Need("why", 200)
	again := func(conflict bool, wrong error) (web.Answer, error) {
		now, err := a.fact(ctx, f.Name)
		if err != nil {
			return web.Answer{}, err
		}
		p, err := a.tablePage(r, now, form)
		if err != nil {
			return web.Answer{}, err
		}
		if wrong != nil {
			p.Wrong = wrongLines(wrong)
			return r.Again("table", p)
		}
		p.look(now, body)
		if p.Conflict, p.Back = conflict, back; conflict {
			return r.Refuse(409, "table", p)
		}
		return r.Again("table", p)
	}
	if err := f.Check([]byte(body)); err != nil {
		return again(false, err)
	}
	if !form.Good() {
		return again(false, nil)
	}
	err = a.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.ReplaceTable(ctx, tx, f.Name, body, seen, a.Now()); err != nil {
			return err
		}
		what := "table.put"
		if back != "" {
			what = "table.back"
		}
		return r.Record(ctx, tx, what, f.Name, why)
	})
	if errors.Is(err, store.ErrConflict) {
		return again(true, nil)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(f.path(), "done.table")
}
