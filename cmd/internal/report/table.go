package report

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// A Table is a list that can be handed on.
type Table struct {
	Title   string
	Columns []Column
	Rows    iter.Seq2[[]string, error] // each of as many cells as there are columns
	All     int                        // how many there are, as far as it is known
	Note    string                     // stands under the rows
}

// left says in both languages that a table is cut behind some rows.
func (t Table) left(shown int) string {
	if t.All > shown {
		return fmt.Sprintf("……（共 %d 行，此处列出前 %d 行；请缩短期间 / the first %d of %d rows: narrow the days）", t.All, shown, shown, t.All)
	}
	return fmt.Sprintf("……（此处列出前 %d 行，其余未列出；请缩短期间 / the first %d rows: narrow the days）", shown, shown)
}

// A Column is one of a table. Width is in Latin letters.
type Column struct {
	Name   string
	Width  int
	Number bool
}

// Of are rows that are at hand.
func Of(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// MaxSheetRows and MaxWordRows are how many rows a file holds.
const (
	MaxSheetRows = maxSheetRows
	MaxWordRows  = maxWordRows
)

// Bounds of a file.
const (
	maxSheetRows = 100_000
	maxWordRows  = 5_000
	maxCell      = 8_000 // characters
)

// printable is what XML can hold of a text, cut to a cell's length.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return ' '
		case r < ' ' || r == utf8.RuneError || r == 0xfffe || r == 0xffff || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s)
	n := 0
	for i := range s {
		if n++; n > maxCell {
			return s[:i] + "…"
		}
	}
	return s
}

// inert is a text that no spreadsheet takes for a formula, also not after it
// was saved as CSV and opened again.
func inert(s string) string {
	s = printable(s)
	if first, _ := utf8.DecodeRuneInString(strings.TrimSpace(s)); strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// WriteExcel writes tables as a workbook, a sheet each, row by row. Rows beyond
// what one sheet takes are left out, and the last row says so.
func WriteExcel(w io.Writer, tables ...Table) (err error) {
	book := excelize.NewFile()
	defer book.Close()
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return err
	}
	for i, t := range tables {
		name := sheetName(i, t.Title)
		if i == 0 {
			err = book.SetSheetName("Sheet1", name)
		} else {
			_, err = book.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := writeSheet(book, name, bold, t); err != nil {
			return err
		}
	}
	return book.Write(w)
}

func writeSheet(book *excelize.File, name string, bold int, t Table) error {
	s, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if err := s.SetColWidth(i+1, i+1, float64(max(c.Width, 6))); err != nil {
			return err
		}
		head[i] = excelize.Cell{StyleID: bold, Value: inert(c.Name)}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	put := func(row int, cells []any) error { return s.SetRow("A"+strconv.Itoa(row), cells) }
	if err := put(1, head); err != nil {
		return err
	}
	row := 1
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		row++
		if row > maxSheetRows+1 {
			if err := put(row, []any{t.left(maxSheetRows)}); err != nil {
				return err
			}
			break
		}
		out := make([]any, len(cells))
		for i, c := range cells {
			out[i] = inert(c)
			if n, err := strconv.Atoi(c); err == nil && i < len(t.Columns) && t.Columns[i].Number {
				out[i] = n
			}
		}
		if err := put(row, out); err != nil {
			return err
		}
	}
	if t.Note != "" {
		if err := put(row+1, []any{inert(t.Note)}); err != nil {
			return err
		}
	}
	return s.Flush()
}

// sheetName is a title as Excel takes it: short, and without some signs.
func sheetName(i int, title string) string {
	name := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, printable(title)))
	head := strconv.Itoa(i+1) + " "
	return head + string(name[:min(len(name), 31-len(head))])
}

// ActTable is the table of acts that a store lists.
func ActTable(title, lang string, acts iter.Seq2[store.FoundAct, error]) Table {
	say := func(zh, en string) string { return in([2]string{zh, en}, lang) }
	return Table{
		Title: title,
		Columns: []Column{
			{Name: say("日期", "Filed"), Width: 12}, {Name: say("类型", "Kind"), Width: 10}, {Name: say("案号", "Number"), Width: 20},
			{Name: say("受理机构", "Forum"), Width: 30}, {Name: say("案件", "Matter"), Width: 60}, {Name: say("阶段", "Stage"), Width: 20},
			{Name: say("原告、申请人", "Plaintiffs"), Width: 36}, {Name: say("被告、被申请人", "Accused"), Width: 36}, {Name: say("官方来源", "Source"), Width: 40},
		},
		Rows: func(yield func([]string, error) bool) {
			for a, err := range acts {
				if err != nil {
					yield(nil, err)
					return
				}
				row := []string{
					a.Filed.Format("2006-01-02"), Say(search.Kind, string(a.Kind), lang), a.Key.Number, Say(search.Forum, a.Key.Authority, lang),
					a.Title, alerts.StageIn(a.Kind, a.Stage, lang), Names(a.Plaintiffs), Names(a.Accused), a.URL,
				}
				if !yield(row, nil) {
					return
				}
			}
		},
	}
}

// FigureTable is the table of figures under their names.
func FigureTable(title, head, lang string, rows [][]string) Table {
	say := func(zh, en string) string { return in([2]string{zh, en}, lang) }
	return Table{Title: title, Rows: Of(slices.Clone(rows)), Columns: []Column{
		{Name: head, Width: 36}, {Name: say("案件", "Matters"), Width: 10, Number: true},
		{Name: say("新增案件", "New matters"), Width: 10, Number: true}, {Name: say("动态", "Acts"), Width: 10, Number: true},
	}}
}
