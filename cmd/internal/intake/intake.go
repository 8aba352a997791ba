// Package intake makes filings of a table of trademarks, such as an office
// without a feed or a watching service gives, and has them taken in.
//
// What a column tells is guessed by its heading, in the languages of the offices
// whose marks are mostly brought so, and can be said instead. A table is
// understood whole before anything is stored: what cannot be decided for all of
// it (which office, whether the day or the month stands first) is asked, and what
// is wrong with a row leaves that row out and says why. Rows of one number are
// one mark: many lists have a row for each class.
//
// The act of a mark is read as from a register: by its status where that says
// it, else by its days. A list can be taken in again, and tells nothing twice.
//
// The table is kept as the page that the filings rest on, as CSV whatever it
// was, without the street addresses of natural persons, and without the columns
// of pictures, telephones and the like.
package intake

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
	"tocsin/crawlers/register"
	"tocsin/crawlers/table"
)

// Source is the name by which what is brought in tables is known.
const Source = "import"

// Options say of a table what it does not say itself.
type Options struct {
	Sheet  string    // of a workbook
	Office string    // key of the office that all rows are of
	Map    []Mapping // over what is guessed
	Dates  string    // their order: dmy, mdy or roc
	Now    time.Time
}

// A Mapping says what a column tells. A column is named by its heading or by
// its number, from 1.
type Mapping struct {
	Column string
	Field  Field
}

// ParseMapping reads COLUMN=FIELD.
func ParseMapping(s string) (Mapping, error) {
	i := strings.LastIndexByte(s, '=')
	if i < 1 {
		return Mapping{}, fmt.Errorf("%q: want COLUMN=FIELD, such as 申请号=serial", s)
	}
	m := Mapping{strings.TrimSpace(s[:i]), Field(strings.TrimSpace(s[i+1:]))}
	if !slices.Contains(Fields, m.Field) {
		return Mapping{}, fmt.Errorf("%q: no field %q; there are %s", s, m.Field, fieldNames())
	}
	return m, nil
}

func fieldNames() string {
	var names []string
	for _, f := range Fields {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// A DoubtError is what a table leaves open, and who brings it must say.
type DoubtError struct {
	About string // "map", "office" or "dates"
	Says  string
}

func (e *DoubtError) Error() string { return e.Says }

// A Column is one of the table, with what it is taken to tell.
type Column struct {
	Name  string `json:"column"`
	Field Field  `json:"field,omitempty"` // none: it is not used
	Why   string `json:"why,omitempty"`   // it is not used though it is understood
	at    int
}

// What became of a row of which there is something to say.
const (
	Left   = "left"   // out: no filing is made of it
	United = "united" // with one before it
	Noted  = "noted"  // taken, but not all of it was understood
	Beside = "beside" // the table: a sum, a title or a note
)

// A Remark is what there is to say of a row.
type Remark struct {
	Row   int    `json:"row"`
	State string `json:"state"`
	Why   string `json:"why"`
}

func (m Remark) String() string { return fmt.Sprintf("row %d: %s", m.Row, m.Why) }

// A Reading is what a table was understood to tell.
type Reading struct {
	Form    string
	Sheet   string
	Others  []string // sheets
	Columns []Column
	Notes   []string // on the whole
	Rows    int      // with a mark, or what should be one
	Filings []crawlers.Filing
	Remarks []Remark // in the order of the rows
	kept    *table.Table
}

// Count returns how many rows ended in a state.
func (r *Reading) Count(state string) (n int) {
	for _, m := range r.Remarks {
		if m.State == state {
			n++
		}
	}
	return n
}

// Read reads a file and understands it as a table of trademarks.
func Read(file io.ReaderAt, size int64, o Options) (*Reading, error) {
	t, err := table.Read(file, size, o.Sheet)
	if err != nil {
		return nil, err
	}
	r := &reader{
		Reading: &Reading{Form: t.Form, Sheet: t.Sheet, Others: t.Others},
		Options: o, table: t, order: map[int]table.Order{}, at: map[string]int{}, strange: map[string]bool{},
	}
	first, err := r.heading()
	if err != nil {
		return nil, err
	}
	if err := r.decide(first); err != nil {
		return nil, err
	}
	for _, row := range t.Rows[first:] {
		r.row(row)
	}
	r.finish(first)
	return r.Reading, nil
}

// A reader is the work on one table.
type reader struct {
	*Reading
	Options

	table   *table.Table
	names   []string
	headed  int // cells of the heading
	columns map[Field][]int
	order   map[int]table.Order // by column
	records []*record
	at      map[string]int // place in records, by key
	strange map[string]bool
}

// remark says something of a row.
func (r *reader) remark(row int, state, format string, args ...any) {
	r.Remarks = append(r.Remarks, Remark{row, state, fmt.Sprintf(format, args...)})
}

// decide settles what holds for all rows from a place on.
func (r *reader) decide(first int) error {
	if _, ok := r.columns[Serial]; !ok {
		return &DoubtError{"map", fmt.Sprintf("no column is known to hold the application number; the columns are %s: say which one is serial%s", strings.Join(quoted(r.names), ", "), r.otherSheets())}
	}
	if _, ok := r.columns[Office]; !ok && r.Office == "" {
		return &DoubtError{"office", "no column says which office the marks are of: say it, such as id-tm for Indonesia"}
	}
	if r.Dates != "" {
		for _, field := range days {
			for _, at := range r.columns[field] {
				r.order[at] = table.Order(r.Dates)
			}
		}
		return nil
	}
	for _, field := range days {
		for _, at := range r.columns[field] {
			var column []string
			for _, row := range r.table.Rows[first:] {
				if !r.shifted(row) {
					column = append(column, row.Cell(at))
				}
			}
			order, err := table.OrderOf(column)
			if err != nil {
				return &DoubtError{"dates", fmt.Sprintf("column %q: %s", r.names[at], err)}
			}
			r.order[at] = order
		}
	}
	return nil
}

func (r *reader) otherSheets() string {
	if len(r.Others) == 0 {
		return ""
	}
	return ", or another sheet: " + strings.Join(r.Others, ", ")
}

func quoted(names []string) []string {
	var out []string
	for i, n := range names {
		if n == "" {
			n = strconv.Itoa(i + 1)
		}
		out = append(out, strconv.Quote(n))
	}
	return out
}

// row reads one row.
func (r *reader) row(row table.Row) {
	if slices.Equal(row.Cells, r.names) {
		return // the heading again
	}
	if lone(row.Cells) {
		r.remark(row.Number, Beside, "it says one thing only, %.60q: no mark", row.Cells[len(row.Cells)-1])
		return
	}
	r.Rows++
	if r.shifted(row) {
		r.remark(row.Number, Left, "%d cells, and the heading has %d: a cell with a separator in it needs quotation marks", len(row.Cells), r.headed)
		return
	}
	rec := record{rows: []int{row.Number}, office: r.Options.Office, day: map[Field]crawlers.Date{}}
	if rec.office == "" {
		said := r.cell(row, Office)
		if rec.office = OfficeOf(said); rec.office == "" {
			r.remark(row.Number, Left, "office %q is not known: want the code of a country, such as ID, or the key of an office, such as id-tm", said)
			return
		}
	}
	var err error
	if rec.serial, err = serial(rec.office, r.cell(row, Serial)); err != nil {
		r.remark(row.Number, Left, "%s", err)
		return
	}
	rec.mark, rec.status, rec.registration = wording(r.cell(row, Mark)), oneLine(r.cell(row, Status)), oneLine(r.cell(row, Registration))
	r.lists(&rec, row)
	r.days(&rec, row)
	r.web(&rec, row)
	r.people(&rec, row)
	if word, published := stand(rec.status); rec.status != "" && word == "" {
		r.remark(row.Number, Noted, "status %q is not known: the act has no word", rec.status)
	} else if published && rec.day[Published].IsZero() {
		r.remark(row.Number, Noted, "status %q, but there is no day of publication: told as applied for", rec.status)
	}
	key := rec.office + "/" + rec.serial
	if i, ok := r.at[key]; ok {
		r.remark(row.Number, United, "the same mark as in row %d", r.records[i].rows[0])
		r.records[i].unite(rec)
		return
	}
	r.at[key] = len(r.records)
	r.records = append(r.records, &rec)
}

// shifted reports whether a row of a text has cells that the heading does not
// have: then nobody knows what is in which column.
func (r *reader) shifted(row table.Row) bool {
	return r.table.Sheet == "" && len(row.Cells) > r.headed
}

// lone reports whether a row says one thing only, as one that is merged does.
func lone(cells []string) bool {
	said := ""
	for _, s := range cells {
		if s != "" && said != "" && s != said {
			return false
		}
		if s != "" {
			said = s
		}
	}
	return true
}

// cell returns what the first column of a field that has anything holds.
func (r *reader) cell(row table.Row, field Field) string {
	for _, at := range r.columns[field] {
		if s := row.Cell(at); s != "" {
			return s
		}
	}
	return ""
}

// drawings are what tables say in the place of words that a mark has not.
var drawings = map[string]bool{"图形": true, "图形商标": true, "图": true, "圖形": true, "figurative": true, "figurative mark": true, "device mark": true, "no words": true, "hinh": true, "lukisan": true}

// wording returns the words of a mark.
func wording(s string) string {
	if drawings[fold(s)] {
		return ""
	}
	return oneLine(s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (r *reader) lists(rec *record, row table.Row) {
	for _, at := range r.columns[Classes] {
		found, odd := classes(row.Cell(at))
		rec.classes = added(rec.classes, found)
		if odd != "" {
			r.remark(row.Number, Noted, "%q in %q may be no class, or several", odd, r.names[at])
		}
	}
	for _, at := range r.columns[Goods] {
		if s := row.Cell(at); s != "" {
			rec.goods = added(rec.goods, []string{s})
		}
	}
	for _, at := range r.columns[Form] {
		s := oneLine(row.Cell(at))
		if forms := register.Renderings(s); len(forms) > 0 {
			rec.forms = added(rec.forms, forms)
		} else if s != "" {
			rec.forms = added(rec.forms, []string{s})
		}
	}
}

func (r *reader) days(rec *record, row table.Row) {
	for _, field := range days {
		for _, at := range r.columns[field] {
			s := row.Cell(at)
			if s == "" || strings.Trim(s, "-–—/. 0:") == "" {
				continue
			}
			day, err := table.Day(s, r.order[at], r.table.Era1904)
			switch {
			case err != nil:
				r.remark(row.Number, Noted, "%s %q %s", r.names[at], s, err)
			case field != Until && day.After(r.Now.AddDate(0, 0, 1)):
				r.remark(row.Number, Noted, "%s %s is to come: not used", r.names[at], day.Format(time.DateOnly))
			default:
				rec.day[field] = crawlers.Date{Time: day, Day: true}
			}
		}
	}
}

// web takes the address of the mark: what the column of addresses says or leads
// to, else where the number or the name of the mark leads.
func (r *reader) web(rec *record, row table.Row) {
	said := r.cell(row, URL)
	tries := []string{said}
	for _, field := range []Field{URL, Serial, Mark} {
		for _, at := range r.columns[field] {
			tries = append(tries, row.Links[at])
		}
	}
	for _, s := range tries {
		if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
			rec.url = s
			return
		}
	}
	if said != "" {
		r.remark(row.Number, Noted, "address %.60q is not one of the web", said)
	}
}

// people reads who has the mark and who acts for them. The address in a column
// of its own may be that of any of them.
func (r *reader) people(rec *record, row table.Row) {
	for _, c := range []struct {
		field Field
		role  crawlers.Role
	}{{Applicant, crawlers.Applicant}, {Owner, crawlers.Owner}, {Agent, crawlers.Agent}} {
		for _, at := range r.columns[c.field] {
			all := parties(c.role, row.Cell(at))
			for _, p := range all {
				if c.role != crawlers.Agent {
					p.Country = cmp.Or(p.Country, country(oneLine(r.cell(row, Country))))
					if !slices.ContainsFunc(all, natural) {
						p.Address = cmp.Or(p.Address, oneLine(r.cell(row, Address)))
					}
				}
				if len(rec.people) < maxPeople {
					rec.people = append(rec.people, p)
				}
			}
		}
	}
}

// natural reports whether a party may be a natural person.
func natural(p crawlers.Party) bool { return !register.Company(p.Name) }

// countable reports whether there is a rule until when a mark of an office that
// is published now can be opposed.
func countable(office string, now time.Time) bool {
	clocks, _ := clock.Embedded().For(clock.Case{Kind: crawlers.Squatting, Stage: register.Published, Forum: office, Filed: now}, now)
	return len(clocks) > 0
}

// finish makes the filings, and what is kept of the table.
func (r *reader) finish(first int) {
	for _, rec := range r.records {
		f, err := rec.filing()
		if err == nil {
			f.Fetched = r.Now.UTC()
			err = f.Validate(r.Now)
		}
		if err != nil {
			r.remark(rec.rows[0], Left, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		if !r.strange[rec.office] && !countable(rec.office, r.Now) {
			r.strange[rec.office] = true
			r.Notes = append(r.Notes, rec.office+" is no office whose law was verified: until when a mark can be opposed is told only where the table says it")
		}
		r.Filings = append(r.Filings, f)
	}
	slices.SortStableFunc(r.Remarks, func(a, b Remark) int { return a.Row - b.Row })
	r.kept = &table.Table{Rows: slices.Clone(r.table.Rows)}
	for i := range r.kept.Rows[first:] {
		r.strike(&r.kept.Rows[first+i])
	}
}
