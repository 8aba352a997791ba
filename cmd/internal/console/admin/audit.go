package admin

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what is read of the audit at once.
const (
	maxDeeds  = 100
	maxExport = 50_000
)

// A deedRow is what somebody did.
type deedRow struct {
	At                    web.Stamp
	Who, What, On, Detail string
}

func deedRowOf(d store.Deed) deedRow {
	return deedRow{web.At(d.At), web.Word(d.Who), web.Word(d.What), web.Clean(d.On, 120), web.Clean(d.Detail, web.LineLength)}
}

type auditPage struct {
	frame
	Form  web.Form
	Deeds []deedRow
	Next  string // the address of the next page
	CSV   string
}

// asked reads which deeds a page asks for. Days are those of Beijing.
func asked(f *web.Form) store.DeedsOf {
	of := store.DeedsOf{Who: f.Text("who", 64), What: f.Text("what", 60), On: f.Text("on", 200)}
	beijing := func(day time.Time) time.Time { return day.Add(-8 * time.Hour) }
	if from := f.Day("from"); !from.IsZero() {
		of.From = beijing(from)
	}
	if to := f.Day("to"); !to.IsZero() {
		of.Until = beijing(to.AddDate(0, 0, 1))
	}
	return of
}

func (a *room) audit(r *web.Request) (web.Answer, error) {
	f := web.Form{Values: r.URL.Query()}
	of := asked(&f)
	p := &auditPage{frame: a.frame(r, "audit"), Form: f}
	if !f.Good() {
		return r.Again("audit", p)
	}
	after, err := r.Cursor()
	if err != nil {
		return web.Answer{}, err
	}
	of.Before = after.ID
	deeds, err := a.Store.Deeds(r.Context(), of, maxDeeds+1)
	if err != nil {
		return web.Answer{}, err
	}
	for _, d := range deeds[:min(len(deeds), maxDeeds)] {
		p.Deeds = append(p.Deeds, deedRowOf(d))
	}
	if len(deeds) > maxDeeds {
		last := deeds[maxDeeds-1]
		p.Next = p.With("after", web.Cursor{At: last.At, ID: last.ID}.String())
	}
	p.CSV = strings.Replace(p.With("after", ""), "/admin/audit", "/admin/audit.csv", 1)
	return r.Page("audit", p)
}

// auditCSV is the deeds of a page, all of them, as a table.
func (a *room) auditCSV(r *web.Request) (web.Answer, error) {
	f := web.Form{Values: r.URL.Query()}
	of := asked(&f)
	if !f.Good() {
		return web.Answer{}, web.StatusError(400)
	}
	deeds, err := a.Store.Deeds(r.Context(), of, maxExport)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&b)
	rows := [][]string{{"at", "who", "what", "on", "detail"}}
	for _, d := range deeds {
		rows = append(rows, []string{d.At.Format(time.RFC3339), cell(d.Who), cell(d.What), cell(d.On), cell(d.Detail)})
	}
	if err := w.WriteAll(rows); err != nil {
		return web.Answer{}, fmt.Errorf("audit: %w", err)
	}
	return r.File("audit-"+a.Now().Format(time.DateOnly)+".csv", "text/csv; charset=utf-8", b.Bytes())
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
