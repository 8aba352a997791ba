package usitcweb

import (
	"fmt"
	"slices"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// notices is the index of notices in investigations under section 337, a row
// for each.
type notices struct {
	Listing `yaml:",inline"`

	Rows    string        `yaml:"rows"`
	Columns noticeColumns `yaml:"columns"`
}

// noticeColumns select the cells of a row.
type noticeColumns struct {
	Title  string `yaml:"title"`
	Number string `yaml:"number"`
	Action string `yaml:"action"`
	Issued string `yaml:"issued"`
}

// named returns the columns by their key in source.yaml.
func (c noticeColumns) named() []struct{ key, selector string } {
	return []struct{ key, selector string }{
		{"title", c.Title}, {"number", c.Number}, {"action", c.Action}, {"issued", c.Issued},
	}
}

// A notice is one row, as it is written.
type notice struct {
	Title  string `json:"title"`
	Number string `json:"number"`
	Action string `json:"action"`
	Issued string `json:"issued"`

	link string
}

// on reports whether a page without an address is an index of notices.
func (ns notices) on(doc *goquery.Document) bool {
	rows := doc.Find(ns.Rows)
	return rows.Find(ns.Columns.Title).Length() > 0 && rows.Find(ns.Columns.Issued).Length() > 0
}

func (ns notices) parse(p crawlers.Page, doc *goquery.Document, emit func(crawlers.Filing) error) error {
	rows := doc.Find(ns.Rows)
	if rows.Length() == 0 {
		return shape("notices.rows", "no row of a notice: nothing is selected by %q", ns.Rows)
	}
	var all tally
	var has [4]int
	read := 0
	layout, marked := tables{}, ns.mark(doc)
	for _, row := range rows.EachIter() {
		if read == maxRows {
			return all.end(p, true)
		}
		n, found := ns.row(row, layout.cells(row), marked)
		if !slices.Contains(found[:], true) {
			continue // a head, or a row of another table
		}
		read++
		for i, ok := range found {
			if ok {
				has[i]++
			}
		}
		fs, why := n.filings(absolute(p.URL, ns.URL, n.link))
		if why != "" {
			all.leave(why, n.Number+" "+n.Title)
			continue
		}
		for _, f := range fs {
			if f.Act == "" {
				all.note("an action that is not known", n.Action)
			}
			if f.URL == "" {
				f.URL = ns.URL
			}
			if err := all.emit(f, emit); err != nil {
				return err
			}
		}
	}
	for i, col := range ns.Columns.named() {
		if has[i] == 0 {
			return shape("notices.columns."+col.key, "the index of notices has no %s: no row has a cell %q", col.key, col.selector)
		}
	}
	return all.end(p, false)
}

// mark finds the cells of each column, once for the page.
func (ns notices) mark(doc *goquery.Document) (marked [4]map[*html.Node]bool) {
	for i, col := range ns.Columns.named() {
		marked[i] = map[*html.Node]bool{}
		for _, n := range doc.Find(col.selector).Nodes {
			for n != nil && n.DataAtom != atom.Td && n.DataAtom != atom.Th {
				n = n.Parent
			}
			marked[i][n] = true
		}
	}
	return marked
}

// row reads the cells of a row, and says which of them it has. A row of a
// table is read by its cells, which it may share with the row above.
func (ns notices) row(row *goquery.Selection, cells []*goquery.Selection, marked [4]map[*html.Node]bool) (n notice, found [4]bool) {
	into := [4]*string{&n.Title, &n.Number, &n.Action, &n.Issued}
	for i, col := range ns.Columns.named() {
		var s *goquery.Selection
		if cells == nil {
			s = row.Find(col.selector)
		} else {
			s = row.Slice(0, 0)
			for _, c := range cells {
				if marked[i][c.Get(0)] {
					s = s.AddSelection(c)
				}
			}
		}
		if s.Length() == 0 {
			continue
		}
		found[i] = true
		*into[i] = cellText(s)
		if i == 0 {
			n.link = s.Find("a[href]").AttrOr("href", "")
		}
	}
	return n, found
}

// tables holds the grids of the tables that rows were found in, so that a cell
// which spans several rows is in each of them.
type tables map[*html.Node]map[*html.Node][]*goquery.Selection

// cells returns the cells of a row of a table, nil for a row of none.
func (t tables) cells(row *goquery.Selection) []*goquery.Selection {
	if goquery.NodeName(row) != "tr" {
		return nil
	}
	table := row.Closest("table")
	if table.Length() == 0 {
		return nil
	}
	rows, ok := t[table.Get(0)]
	if !ok {
		rows = map[*html.Node][]*goquery.Selection{}
		for _, r := range gridOf(table).rows {
			rows[r.node] = slices.Compact(r.cells)
		}
		t[table.Get(0)] = rows
	}
	return rows[row.Get(0)]
}

// filings puts a row into the words of all sources, once for each
// investigation that it is a notice in.
func (n notice) filings(address string) (fs []crawlers.Filing, why string) {
	day, ok := dayIn(n.Issued)
	keys, aliases := keysIn(n.Number)
	switch {
	case !ok:
		return nil, "no day of issue"
	case len(keys)+len(aliases) == 0:
		return nil, "no number"
	case n.Title == "":
		return nil, "no title"
	}
	act := n.act()
	// Before institution a matter goes by its docket, also in the index of a
	// later day, which shows both.
	if len(keys) == 0 || act.Stage == "receipt" && len(aliases) > 0 {
		keys, aliases = aliases, keys
	}
	if len(keys) > 1 || len(aliases) > 1 {
		aliases = nil // which number goes with which is not said
	}
	title := n.caption()
	for _, k := range keys {
		fs = append(fs, crawlers.Filing{
			Key: k, Aliases: aliases,
			Act: act.Word, Slug: act.Slug(own(day)), Routine: act.Routine,
			Kind:    crawlers.Section337,
			Title:   title,
			Product: product(title),
			Filed:   dayOf(day),
			URL:     address,
			Text:    fmt.Sprintf("%s; %s", n.Title, n.Action),
			Raw:     rawOf(n),
		})
	}
	return fs, ""
}

// caption is the title of the matter: the index writes it alone, but the title
// of a notice that has no action of its own goes on with what it does.
func (n notice) caption() string {
	if p := section337.Product(n.Title); p != "" {
		return p
	}
	return n.Title
}

// act reads the action, which has a column of its own, and where that says
// nothing the title as it is in print: the matter, then the action.
func (n notice) act() section337.Act {
	if act := section337.ReadDocument("Notice", n.Action); act.Word != "" {
		return act
	}
	act, _ := section337.ReadTitle(n.Title + "; " + n.Action)
	return act
}
