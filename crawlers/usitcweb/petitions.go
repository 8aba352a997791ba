package usitcweb

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// petitions is the list of petitions and complaints: those under section 337
// stand among petitions against dumping and requests for studies.
type petitions struct {
	Listing `yaml:",inline"`

	Table   string          `yaml:"table"`
	Columns petitionColumns `yaml:"columns"`
}

// petitionColumns are the words at the head of the columns.
type petitionColumns struct {
	Docket        string `yaml:"docket"`
	Received      string `yaml:"received"`
	Type          string `yaml:"type"`
	Commodity     string `yaml:"commodity"`
	Investigation string `yaml:"investigation"`
}

// named returns the columns by their key in source.yaml.
func (c petitionColumns) named() []struct{ key, head string } {
	return []struct{ key, head string }{
		{"docket", c.Docket}, {"received", c.Received}, {"type", c.Type}, {"commodity", c.Commodity}, {"investigation", c.Investigation},
	}
}

// A petition is one row, as it is written.
type petition struct {
	Docket        string `json:"docket"`
	Received      string `json:"received"`
	Type          string `json:"type"`
	Commodity     string `json:"commodity"`
	Investigation string `json:"investigation"`

	link string
}

// heads returns where the row has each named column, -1 for none, and how many
// it has.
func (c petitionColumns) heads(row gridRow) (at []int, found int) {
	for _, col := range c.named() {
		i := slices.IndexFunc(row.cells, func(cell *goquery.Selection) bool {
			return crawlers.FoldName(cellText(cell)) == crawlers.FoldName(col.head)
		})
		if i >= 0 {
			found++
		}
		at = append(at, i)
	}
	return at, found
}

// headRows are how many rows of a table may be its head.
const headRows = 5

// find returns the table that has most of the named columns, and where it has
// them.
func (ps petitions) find(doc *goquery.Document) (best grid, head int, at []int, found int) {
	for _, table := range doc.Find(ps.Table).EachIter() {
		g := gridOf(table)
		for i, row := range g.rows[:min(len(g.rows), headRows)] {
			if cols, n := ps.Columns.heads(row); n > found {
				best, head, at, found = g, i, cols, n
			}
		}
	}
	return best, head, at, found
}

// on reports whether a page without an address is a list of petitions.
func (ps petitions) on(doc *goquery.Document) bool {
	_, _, _, found := ps.find(doc)
	return found >= 3
}

func (ps petitions) parse(p crawlers.Page, doc *goquery.Document, emit func(crawlers.Filing) error) error {
	if doc.Find(ps.Table).Length() == 0 {
		return shape("petitions.table", "no table of petitions: nothing is selected by %q", ps.Table)
	}
	g, head, at, _ := ps.find(doc)
	for i, col := range ps.Columns.named() {
		if at == nil || at[i] < 0 {
			return shape("petitions.columns."+col.key, "the table of petitions has no column %q", col.head)
		}
	}
	var rows tally
	for _, row := range g.rows[head+1:] {
		pt := petitionOf(row, at)
		f, why := pt.filing(absolute(p.URL, ps.URL, pt.link))
		if why != "" {
			rows.leave(why, pt.Docket+" "+pt.Commodity)
			continue
		}
		if f.Key == (crawlers.Key{}) {
			continue
		}
		if f.URL == "" {
			f.URL = ps.URL
		}
		if err := rows.emit(f, emit); err != nil {
			return err
		}
	}
	return rows.end(p, g.cut)
}

func petitionOf(row gridRow, at []int) petition {
	text := func(i int) string {
		if at[i] >= len(row.cells) {
			return ""
		}
		return cellText(row.cells[at[i]])
	}
	pt := petition{Docket: text(0), Received: text(1), Type: text(2), Commodity: text(3), Investigation: text(4)}
	for _, i := range []int{3, 0} {
		if at[i] < len(row.cells) && pt.link == "" {
			pt.link = row.cells[at[i]].Find("a[href]").AttrOr("href", "")
		}
	}
	return pt
}

// complaintType is the type of a petition under section 337, in any of its
// spellings: "337 Complaint", "Section 337", "Sec. 337 - Complaint".
var complaintType = regexp.MustCompile(`\b337\b`)

// laterTypes are complaints in a matter that is there already.
var laterTypes = []struct {
	is   *regexp.Regexp
	word string
}{
	{regexp.MustCompile(`(?i)\benforcement\b`), "enforcement"},
	{regexp.MustCompile(`(?i)\b(?:modif|resci|advisory)`), "modification"},
	{regexp.MustCompile(`(?i)\bamend`), "amended-complaint"},
	{regexp.MustCompile(`(?i)\bsupplement`), "supplement"},
}

var docketCell = regexp.MustCompile(`^(?i:D\.?N\.?|337)?[ #-]{0,3}(\d{3,5})\b`)

// filing puts a row into the words of all sources. The filing has no key if
// the row is no complaint under section 337; why says what is wrong with one
// that is.
func (pt petition) filing(address string) (f crawlers.Filing, why string) {
	if !complaintType.MatchString(pt.Type) {
		return f, ""
	}
	docket := docketCell.FindStringSubmatch(inText(pt.Docket))
	day, ok := dayIn(pt.Received)
	switch {
	case docket == nil:
		return f, "no docket number"
	case !ok:
		return f, "no day of receipt"
	case pt.Commodity == "":
		return f, "no commodity"
	}
	f = crawlers.Filing{
		Key:     section337.Docket(number(docket[1])),
		Kind:    crawlers.Section337,
		Title:   pt.Commodity,
		Product: product(pt.Commodity),
		Filed:   dayOf(day),
		URL:     address,
		Text:    fmt.Sprintf("%s: %s", pt.Type, pt.Commodity),
		Raw:     rawOf(pt),
	}
	act := section337.Known("complaint")
	for _, t := range laterTypes {
		if t.is.MatchString(pt.Type) {
			act = section337.Known(t.word)
			break
		}
	}
	f.Act, f.Slug, f.Routine = act.Word, act.Slug(own(day)), act.Routine
	if investigations, _ := keysIn(pt.Investigation); len(investigations) == 1 {
		f.Aliases = investigations
	}
	if act.Once {
		f.Bridges = section337.Filed(day, pt.Commodity)
	}
	return f, ""
}

// keysIn reads the numbers of a cell, in which "337-1452" and "337-3826" stand
// beside "337-TA-1452" and "DN # 3826".
func keysIn(cell string) (investigations, dockets []crawlers.Key) {
	for _, n := range section337.Investigations(cell) {
		investigations = append(investigations, section337.Investigation(n))
	}
	for _, n := range section337.Dockets(cell) {
		dockets = append(dockets, section337.Docket(n))
	}
	if k, ok := section337.Number(inText(cell), "", ""); ok && len(investigations)+len(dockets) == 0 {
		if strings.HasPrefix(k.Number, "DN-") {
			return nil, []crawlers.Key{k}
		}
		return []crawlers.Key{k}, nil
	}
	return investigations, dockets
}

// rawOf keeps the source's own words.
func rawOf(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings alone, which always can be written
	}
	return b
}
