package ipau

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// The tables that are read. The sixth, of links between applications, says
// nothing that is told.
const (
	eventsTable       = "application_events.csv"
	applicationsTable = "application.csv"
	partiesTable      = "party_activity.csv"
	descriptionsTable = "application_description.csv"
	classesTable      = "application_classification.csv"
)

// Limits of a table.
const (
	maxTable = 16 << 30 // bytes
	maxRow   = 8 << 20
)

// A table is one that is being read, at its row at hand.
type table struct {
	columns map[string]int
	row     []string
}

// get returns a field, or "" where the table has no such column or the row ends
// before it.
func (t *table) get(column string) string {
	i, ok := t.columns[column]
	if !ok || i >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[i])
}

// word returns a field that is one of a list.
func (t *table) word(column string) string { return word(t.get(column)) }

var joined = strings.NewReplacer(" ", "_", "-", "_")

// word returns a word of a list, or the name of a column, in one spelling.
func word(s string) string { return joined.Replace(strings.ToLower(s)) }

// day returns a field that is a day, with or without a time behind it, or "".
func (t *table) day(column string) string {
	s, _, _ := strings.Cut(t.get(column), " ")
	s, _, _ = strings.Cut(s, "T")
	for _, layout := range []string{time.DateOnly, "02/01/2006", "20060102"} {
		if d, ok := register.Day(layout, s); ok {
			return d.Format(time.DateOnly)
		}
	}
	return ""
}

// current reports whether a row holds today.
func (t *table) current() bool {
	switch strings.ToLower(t.get("is_current")) {
	case "true", "t", "1", "yes", "y":
		return true
	}
	return false
}

// rows calls each for the rows of a table that are of trade marks and have a
// number, which it is given. It is only valid until each returns.
func rows(z *register.Tables, name string, each func(number string, t *table) error, columns ...string) (marks int, err error) {
	file, err := z.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	in := &rowReader{in: file}
	c := csv.NewReader(in)
	c.ReuseRecord, c.FieldsPerRecord, c.LazyQuotes = true, -1, true
	head, err := c.Read()
	if err != nil {
		return 0, ended(name, err)
	}
	t := &table{columns: map[string]int{}}
	for i, column := range head {
		t.columns[word(strings.Trim(column, "\ufeff \""))] = i
	}
	var missing []string
	for _, column := range append([]string{"ip_right_type", "application_number"}, columns...) {
		if _, ok := t.columns[column]; !ok {
			missing = append(missing, column)
		}
	}
	if len(missing) > 0 {
		return 0, fmt.Errorf("%w: %s lacks %s; it has %.300s", crawlers.ErrShape, name, strings.Join(missing, ", "), strings.Join(head, ", "))
	}
	for {
		in.row = 0
		t.row, err = c.Read()
		if errors.Is(err, io.EOF) {
			return marks, nil
		}
		if err != nil {
			return marks, ended(name, err)
		}
		number := t.get("application_number")
		if t.word("ip_right_type") != "trade_mark" || !isNumber(number) {
			continue
		}
		marks++
		if err := each(number, t); err != nil {
			return marks, err
		}
	}
}

// ended tells how the reading of a table ended.
func ended(name string, err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: %s is empty", crawlers.ErrShape, name)
	case errors.As(err, &parse):
		return fmt.Errorf("%w: %s: %w", crawlers.ErrShape, name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// isNumber reports whether s is the number of an application.
func isNumber(s string) bool {
	return s != "" && len(s) <= 20 && !slices.ContainsFunc([]byte(s), func(c byte) bool { return c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' })
}

// rowReader bounds a row: a quote that is not closed would else take the rest
// of the table for one field.
type rowReader struct {
	in  io.Reader
	row int // bytes read since the row began
}

func (r *rowReader) Read(b []byte) (int, error) {
	if r.row > maxRow {
		return 0, fmt.Errorf("%w: a row of more than %d bytes", crawlers.ErrShape, maxRow)
	}
	n, err := r.in.Read(b)
	r.row += n
	return n, err
}
