package sriplaw

import (
	"encoding/json"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
	"tocsin/crawlers/notice"
)

// maxRows bounds the rows of a table.
const maxRows = 10_000

// A row is one case of the list.
type row struct {
	key   crawlers.Key
	title string
	link  string // of its page, where that is on the firm's own site
	filed crawlers.Date
	raw   rawRow
}

// rawRow is the row as the firm writes it.
type rawRow struct {
	Case   string `json:"case"`
	Link   string `json:"link"`
	Court  string `json:"court"`
	Docket string `json:"docket"`
	Matter string `json:"matter"`
	Date   string `json:"date"`
}

// rows reads the list that stands on a page; cut says that it goes on.
func (c params) rows(page string, doc *goquery.Document) (rows []row, left notice.Left, cut bool) {
	for i, tr := range doc.Find(c.Rows).EachIter() {
		if i == maxRows {
			return rows, left, true
		}
		raw := rawRow{
			Case: cellText(tr, c.List.Case), Link: strings.TrimSpace(tr.Find(c.List.Case).Find("a[href]").First().AttrOr("href", "")),
			Court: cellText(tr, c.List.Court), Docket: cellText(tr, c.List.Docket), Date: cellText(tr, c.List.Date),
		}
		if c.List.Matter != "" {
			raw.Matter = cellText(tr, c.List.Matter)
		}
		r, why := readRow(page, raw)
		switch {
		case why == "":
			rows = append(rows, r)
		case raw.Docket != "" && len(notice.Numbers(raw.Docket)) == 0 && strings.EqualFold(raw.Court, "court"):
			// the head of the table, written as a row
		default:
			left.Add(why, raw.Case+" "+raw.Docket)
		}
	}
	return rows, left, false
}

// readRow reads a row. Why it is none is why.
func readRow(page string, raw rawRow) (r row, why string) {
	r = row{link: notice.Own(page, raw.Link), raw: raw}
	r.key, why = notice.Key(notice.Court(raw.Court), raw.Docket, raw.Case, raw.Link)
	if why != "" {
		return r, why
	}
	filed, ok := notice.Day(raw.Date)
	if !ok {
		return r, "no date"
	}
	r.filed, r.title = filed, notice.Caption(raw.Case)
	if r.title == "" {
		r.title = docket.CleanName(raw.Case).Title
	}
	return r, ""
}

// filing is the notice as the list tells it.
func (r row) filing() (crawlers.Filing, error) {
	f := notice.Notice{Text: strings.Join(strings.Fields(r.raw.Case+" "+r.raw.Docket), " ")}.Filing(r.key, firm, r.title)
	f.Slug, f.Filed, f.URL = slug(r.link, r.raw.Matter), r.filed, r.link
	var err error
	f.Raw, err = json.Marshal(r.raw)
	return f, err
}

// cellText returns what a reader sees of the first that is selected.
func cellText(tr *goquery.Selection, selector string) string {
	return notice.Cell(tr.Find(selector).First())
}
