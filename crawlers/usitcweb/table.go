package usitcweb

import (
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"tocsin/crawlers"
)

// Limits of one table; a longer or wider one is broken or hostile.
const (
	maxRows    = 20_000
	maxColumns = 50
	maxCell    = 20_000 // bytes; a cell may hold tables that hold tables
)

// A grid is a table with every cell in every row it spans.
type grid struct {
	rows []gridRow
	cut  bool // the table goes on beyond our limits
}

type gridRow struct {
	node  *html.Node
	cells []*goquery.Selection
}

// gridOf lays out a table. Rows of a table within the table are not its own.
func gridOf(table *goquery.Selection) grid {
	var g grid
	type span struct {
		cell *goquery.Selection
		left int
	}
	var down []span // by column, what reaches down from above
	for _, tr := range table.ChildrenFiltered("thead, tbody, tfoot").ChildrenFiltered("tr").EachIter() {
		if len(g.rows) == maxRows {
			g.cut = true
			break
		}
		var cells []*goquery.Selection
		put := func(c *goquery.Selection) {
			if len(cells) < maxColumns {
				cells = append(cells, c)
			}
		}
		above := func() {
			for len(cells) < len(down) && down[len(cells)].left > 0 {
				down[len(cells)].left--
				put(down[len(cells)].cell)
			}
		}
		for _, td := range tr.ChildrenFiltered("td, th").EachIter() {
			above()
			rows, wide := spanOf(td, "rowspan", maxRows), spanOf(td, "colspan", maxColumns)
			for range wide {
				if len(cells) == maxColumns {
					break
				}
				for len(down) <= len(cells) {
					down = append(down, span{})
				}
				down[len(cells)] = span{td, rows - 1}
				put(td)
			}
		}
		above()
		g.rows = append(g.rows, gridRow{tr.Get(0), cells})
	}
	return g
}

// spanOf reads how many rows or columns a cell spans.
func spanOf(td *goquery.Selection, attr string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(td.AttrOr(attr, "1")))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// cellText returns what a reader sees in a cell: words that only screen
// readers hear, such as "Sort ascending", are no part of it.
func cellText(cell *goquery.Selection) string {
	if cell == nil {
		return ""
	}
	var b strings.Builder
	for i, l := range linesUpTo(cell, maxCell) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// tableClosed reports whether the page's tables end: HTML has no other sign
// that a page was cut off.
func tableClosed(p crawlers.Page) (bool, error) {
	b, err := p.Bytes()
	if err != nil {
		return false, err
	}
	page := strings.ToLower(string(b))
	return strings.Count(page, "<table") <= strings.Count(page, "</table"), nil
}
