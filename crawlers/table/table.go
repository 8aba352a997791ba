// Package table reads the tables that people have: texts with separators, as
// offices and spreadsheets write them, and workbooks. What a file is its bytes
// tell, never its name.
//
// A table is read whole or not at all, and within bounds, since files come from
// anywhere. Its errors are for who has the file: they say what to do.
package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a table.
const (
	MaxSize    = 64 << 20 // bytes of the file
	MaxRows    = 200_000
	MaxColumns = 200
	MaxCell    = 32_767 // characters, as in a spreadsheet
)

// A Table is the rows of a file that are not blank.
type Table struct {
	Form   string   // how it was read: "GB18030, semicolons", "workbook"
	Sheet  string   // of a workbook
	Others []string // sheets of the workbook that were not read
	Rows   []Row

	// Era1904 says that the workbook counts its days from 1904.
	Era1904 bool

	most  int             // rows, at most
	count int             // rows so far
	each  func(Row) error // takes rows that are not kept
}

// A Row has its number as whoever opens the file sees it: the row of a sheet,
// the line of a text.
type Row struct {
	Number int
	Cells  []string // up to the last that is not blank
	Width  int      // cells, the blank ones behind that too

	Links map[int]string // where cells of a workbook lead, by their place
}

// Cell returns a cell, "" where the row is shorter.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Read reads a file. Sheet names one of a workbook; "" is the first that is
// shown and has rows.
func Read(file io.ReaderAt, size int64, sheet string) (*Table, error) {
	t := &Table{most: MaxRows}
	return t, t.read(file, size, sheet)
}

// Walk reads a file as [Read] does, but hands each row on instead of keeping
// it, without where its cells lead, and so reads most rows whatever they hold.
// It ends with the first error of each. Form and Sheet are known before the
// first row.
func Walk(file io.ReaderAt, size int64, sheet string, most int, each func(Row) error) (*Table, error) {
	t := &Table{most: most, each: each}
	return t, t.read(file, size, sheet)
}

func (t *Table) read(file io.ReaderAt, size int64, sheet string) error {
	if size == 0 {
		return errors.New("the file is empty")
	}
	if size > MaxSize {
		return fmt.Errorf("the file has %d MB, and %d are read: split it", size>>20, MaxSize>>20)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(file, 0, size), body); err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		err = t.readBook(body, sheet)
	case sheet != "":
		return errors.New("the file is not an XLSX workbook, and has no sheets: leave out the sheet")
	default:
		err = t.readText(body)
	}
	if err != nil {
		return err
	}
	if t.count == 0 {
		return fmt.Errorf("there are no rows%s", t.elsewhere())
	}
	return nil
}

// elsewhere names the sheets that may have been meant.
func (t *Table) elsewhere() string {
	if len(t.Others) == 0 {
		return ""
	}
	return fmt.Sprintf(" in sheet %s; there are also %s", t.Sheet, strings.Join(t.Others, ", "))
}

// add adds a row that is not blank.
func (t *Table) add(number int, cells []string) error {
	width := 0
	for i, s := range cells {
		if len(s) > MaxCell && utf8.RuneCountInString(s) > MaxCell {
			return fmt.Errorf("row %d: its cell %d has more than %d characters; is a quotation mark open before it?", number, i+1, MaxCell)
		}
		if cells[i] = clean(s); cells[i] != "" {
			width = i + 1
		}
	}
	switch {
	case width == 0:
		return nil
	case width > MaxColumns:
		return fmt.Errorf("row %d has %d columns, and %d are read: leave out those that are not needed", number, width, MaxColumns)
	case t.count == t.most:
		return fmt.Errorf("there are more than %d rows: split the file", t.most)
	}
	t.count++
	row := Row{Number: number, Cells: cells[:width:width], Width: len(cells)}
	if t.each != nil {
		return t.each(row)
	}
	t.Rows = append(t.Rows, row)
	return nil
}

// clean takes off a cell what cannot be seen, and the marks by which programs
// tell spreadsheets that digits are text: ="0123" and '0123.
func clean(s string) string {
	if strings.ContainsFunc(s, hidden) {
		s = strings.Map(func(r rune) rune {
			switch {
			case r == '\u00a0' || r == '\u3000' || r == '\t' || r == '\r':
				return ' '
			case hidden(r):
				return -1
			}
			return r
		}, strings.ReplaceAll(s, "\r\n", "\n"))
	}
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(inner, `"`) {
		s = strings.TrimSpace(strings.TrimSuffix(inner, `"`))
	}
	if inner, ok := strings.CutPrefix(s, "'"); ok && len(inner) > 3 && strings.Trim(inner, "0123456789-./") == "" {
		s = inner
	}
	return s
}

func hidden(r rune) bool {
	return r == '\u00a0' || r == '\u3000' || r == utf8.RuneError || r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
