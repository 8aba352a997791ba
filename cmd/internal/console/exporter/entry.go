package exporter

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
)

// columns are those of a table of one list, as it is read and written.
var columns = []string{"type", "value", "classes", "owner", "countries", "note", "code", "place"}

// keyOf names an entry in a form.
func keyOf(e alerts.Entry) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", e))
	return hex.EncodeToString(sum[:8])
}

// fieldsOf are the values of an entry in columns.
func fieldsOf(e alerts.Entry) []string {
	classes := make([]string, len(e.Classes))
	for i, n := range e.Classes {
		classes[i] = strconv.Itoa(n)
	}
	return []string{string(e.Type), e.Value, strings.Join(classes, ";"), e.Owner, strings.Join(e.Countries, ";"), e.Note, string(e.Code), e.Place}
}

// readEntry reads the entry that a form holds, by the rules of a table, so that
// both take the same.
func readEntry(f *web.Form) (alerts.Entry, error) {
	f.Need("value", 300)
	if f.OneOf("type", types()...); !f.Good() {
		return alerts.Entry{}, nil
	}
	row := make([]string, len(columns))
	for i, name := range columns {
		row[i] = f.Text(name, 300)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{columns, row}); err != nil {
		return alerts.Entry{}, err
	}
	read, err := alerts.ReadWatchTable(bytes.NewReader(b.Bytes()), int64(b.Len()), alerts.WatchOptions{List: "list"})
	if err != nil {
		return alerts.Entry{}, err
	}
	for _, p := range read.Problems {
		field := p.Column
		if !slices.Contains(columns, field) {
			field = "value"
		}
		f.Wrong(field, "wrong."+field)
	}
	if !f.Good() || len(read.Lists) == 0 || len(read.Lists[0].Entries) == 0 {
		f.Wrong("value", "wrong.value")
		return alerts.Entry{}, nil
	}
	return read.Lists[0].Entries[0], nil
}

func types() []string {
	var out []string
	for _, t := range alerts.EntryTypes() {
		out = append(out, string(t))
	}
	return out
}

// typeOptions are the types in plain words.
func typeOptions(f web.Frame) []web.Option {
	var out []web.Option
	for _, t := range types() {
		out = append(out, web.Option{Value: t, Text: f.T("choose." + t)})
	}
	return out
}

// An entryRow is an entry in a table.
type entryRow struct {
	Key   string
	Type  string
	Value string
	Facts string // what limits it
	Note  string
}

func entryRowOf(f web.Frame, e alerts.Entry) entryRow {
	var facts []string
	fact := func(name, value string) {
		if value != "" {
			facts = append(facts, f.T("field."+name)+f.T("colon")+value)
		}
	}
	fields := fieldsOf(e)
	for _, i := range []int{2, 4, 3, 6, 7} {
		fact(columns[i], strings.ReplaceAll(fields[i], ";", " "))
	}
	return entryRow{
		Key: keyOf(e), Type: f.Word("type", string(e.Type)), Value: web.Clean(e.Value, web.LineLength),
		Facts: web.Clean(strings.Join(facts, " · "), web.LineLength), Note: web.Clean(e.Note, web.LineLength),
	}
}
