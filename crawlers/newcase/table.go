package newcase

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tocsin/crawlers"
)

// Limits of one list; a longer one is broken or hostile.
const (
	maxRows = 5_000
	maxCell = 8_000 // bytes
)

// A Table says where a page has its list. It is part of a source.yaml.
type Table struct {
	Select  string  `yaml:"table"`
	Columns Columns `yaml:"columns"`
}

// Columns are the words that may stand at the head of each column. A column
// without any is one that the list does not have.
type Columns struct {
	Docket []string `yaml:"docket"`
	Name   []string `yaml:"name"`
	Judge  []string `yaml:"judge"`
	Filed  []string `yaml:"filed"`
	Nature []string `yaml:"nature"`
	Cause  []string `yaml:"cause"`
}

// The keys of the columns, in source.yaml and in what is kept of a row.
const (
	docketColumn = "docket"
	nameColumn   = "name"
	judgeColumn  = "judge"
	filedColumn  = "filed"
	natureColumn = "nature"
	causeColumn  = "cause"
)

type column struct {
	key   string
	heads []string
}

// has returns the columns that the list has.
func (c Columns) has() []column {
	return slices.DeleteFunc([]column{
		{docketColumn, c.Docket}, {nameColumn, c.Name}, {filedColumn, c.Filed}, {judgeColumn, c.Judge}, {natureColumn, c.Nature}, {causeColumn, c.Cause},
	}, func(c column) bool { return len(c.heads) == 0 })
}

// Check reports which key of the params is needed and empty.
func (t Table) Check() error {
	for _, need := range []struct {
		key   string
		empty bool
	}{
		{"table", t.Select == ""},
		{"columns.docket", len(t.Columns.Docket) == 0},
		{"columns.name", len(t.Columns.Name) == 0},
		{"columns.filed", len(t.Columns.Filed) == 0},
	} {
		if need.empty {
			return fmt.Errorf("params: %s is empty: copy it from the source's own source.yaml", need.key)
		}
	}
	return nil
}

// A grid is the list's table on one page.
type grid struct {
	rows []*goquery.Selection // below the head
	at   map[string]int       // where a row has each column
}

// headRows are how many rows of a table may be its head.
const headRows = 3

// find returns the table that has most of the columns.
func (l List) find(doc *goquery.Document) (grid, error) {
	tables := doc.Find(l.Table.Select)
	if tables.Length() == 0 {
		if err := refused(doc); err != nil {
			return grid{}, err
		}
		return grid{}, l.Shape("table", "no list of cases: nothing is selected by %q", l.Table.Select)
	}
	var best grid
	var heads []string
	for _, table := range tables.EachIter() {
		var rows []*goquery.Selection
		for _, tr := range table.ChildrenFiltered("thead, tbody, tfoot").ChildrenFiltered("tr").EachIter() {
			rows = append(rows, tr)
		}
		for i, tr := range rows[:min(len(rows), headRows)] {
			words := textsOf(tr.ChildrenFiltered("td, th"))
			if at := l.Table.Columns.in(words); len(at) > len(best.at) || heads == nil {
				best, heads = grid{rows[i+1:], at}, words
			}
		}
	}
	for _, c := range l.Table.Columns.has() {
		if _, ok := best.at[c.key]; !ok {
			return grid{}, l.Shape("columns."+c.key, "the list has no column headed %q, but %.200q", c.heads[0], heads)
		}
	}
	return best, nil
}

// in returns where the words at the head of a table name each column.
func (c Columns) in(words []string) map[string]int {
	at := map[string]int{}
	for _, col := range c.has() {
		if i := slices.IndexFunc(words, func(w string) bool {
			return slices.ContainsFunc(col.heads, func(h string) bool { return crawlers.FoldName(h) == crawlers.FoldName(w) })
		}); i >= 0 {
			at[col.key] = i
		}
	}
	return at
}

// texts returns what a row has in each column.
func (g grid) texts(cells *goquery.Selection) map[string]string {
	words := textsOf(cells)
	out := make(map[string]string, len(g.at))
	for key, i := range g.at {
		out[key] = ""
		if i < len(words) {
			out[key] = words[i]
		}
	}
	return out
}

// maxColumns bounds the cells of a row that are read.
const maxColumns = 50

func textsOf(cells *goquery.Selection) []string {
	var out []string
	for i, n := range cells.Nodes {
		if i == maxColumns {
			break
		}
		out = append(out, textOf(n))
	}
	return out
}

// Shape says that a page is not what a key of the source's params expects.
func (l List) Shape(key, format string, args ...any) error {
	return fmt.Errorf("%w: %s: mend sources.%s.params.%s in tocsin.yaml", crawlers.ErrShape, fmt.Sprintf(format, args...), l.Source, key)
}

// textOf returns what a reader sees in a cell, in one line.
func textOf(n *html.Node) string {
	var b strings.Builder
	write(&b, n, maxCell)
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, b.String())
	return strings.Join(strings.Fields(s), " ")
}

// write needs no bound on depth: the HTML parser has one. It returns how many
// bytes and elements may still be read.
func write(b *strings.Builder, n *html.Node, left int) int {
	switch {
	case n.Type == html.TextNode:
		s := n.Data[:min(len(n.Data), left)]
		b.WriteString(s)
		return left - len(s)
	case n.Type != html.ElementNode:
		return left
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe:
		return left
	case atom.Br, atom.Div, atom.P, atom.Li, atom.Td, atom.Th:
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil && left > 0; c = c.NextSibling {
		left = write(b, c, left-1)
	}
	return left
}

// writtenDay finds a day in the ways courts' pages write one.
var writtenDay = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})`)

// dayIn returns the first day in s: "11/24/2026", "11/24/2026 12:00:00 AM",
// "2026-11-24". It is false for none and for one that is not in the calendar.
func dayIn(s string) (time.Time, bool) {
	m := writtenDay.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	written := [3]string{cmp.Or(m[3], m[4]), cmp.Or(m[1], m[5]), cmp.Or(m[2], m[6])}
	if len(written[0]) == 2 {
		written[0] = "20" + written[0] // no list of new cases is older
	}
	var n [3]int
	for i, digits := range written {
		var err error
		if n[i], err = strconv.Atoi(digits); err != nil {
			return time.Time{}, false
		}
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	return t, t.Day() == n[2] && int(t.Month()) == n[1] && n[0] >= 1990
}
