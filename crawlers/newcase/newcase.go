// Package newcase reads the tables in which federal district courts list the
// civil cases just filed: a row a case, with its number, its name, its judge
// and the day, at some courts with the nature of suit and the cause.
//
// Such a list numbers no papers. The paper that opens a case is entry 1 of its
// docket wherever entries are numbered, so a row is told as that entry
// ("#entry.1"): the same act that a court's feed tells.
package newcase

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// A List is one court's list of new cases.
type List struct {
	Source  string // whose params say where the list stands
	Court   string // the court's own short name: "ilnd"
	Address string // of the list, for a row without a link
	Table   Table
}

// A Case is one row of a list, read.
type Case struct {
	Number docket.Number
	Filed  time.Time // the day, midnight UTC

	name   docket.Name
	nature docket.Nature
	cells  map[string]string // as written, by column
	link   string
	caseID string // PACER's number of the case
}

// Parse emits the cases of one page in the order of its rows. A page that is
// cut gives what stands before the cut.
func (l List) Parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	if p.Size == 0 {
		return fmt.Errorf("%w: the page is empty", crawlers.ErrTruncated)
	}
	doc, err := p.HTML()
	if err != nil {
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	cases, left, ended := l.Read(doc)
	for _, c := range cases {
		if err := emit(l.filing(c)); err != nil {
			return err
		}
	}
	left.warn(p)
	if ended != nil {
		return ended
	}
	return whole(p)
}

// Read returns the civil cases of a page, each once, and what could not be
// read. The error says how the page ended, if not well.
func (l List) Read(doc *goquery.Document) (cases []Case, left LeftOut, ended error) {
	g, err := l.find(doc)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for n, tr := range g.rows {
		if n == maxRows {
			ended = fmt.Errorf("%w: a list of more than %d rows", crawlers.ErrShape, maxRows)
			break
		}
		cells := tr.ChildrenFiltered("td, th")
		if cells.Length() < 2 {
			continue // the pager, or a note such as that there are no cases
		}
		c, why := l.read(g, cells)
		switch {
		case why == otherDocket:
		case why != "":
			left.add(why, c.cells[docketColumn]+" "+c.cells[filedColumn])
		case !seen[c.Number.Text]:
			seen[c.Number.Text] = true
			cases = append(cases, c)
		}
	}
	if ended == nil && len(cases) == 0 && len(left) > 0 {
		ended = fmt.Errorf("%w: no row could be read: %s", crawlers.ErrShape, left[0].why)
	}
	return cases, left, ended
}

// otherDocket is why a row of another docket than the civil one is left out:
// nobody need mend that.
const otherDocket = "not a civil case"

// longYear finds the "2026" of "1:2026-cv-00011".
var longYear = regexp.MustCompile(`\b20(\d\d-[a-zA-Z])`)

// read reads one row. Why it cannot be a case is why, in words for a person.
func (l List) read(g grid, cells *goquery.Selection) (c Case, why string) {
	c.cells = g.texts(cells)
	number := longYear.ReplaceAllString(c.cells[docketColumn], "$1")
	var ok bool
	if c.Number, ok = docket.ReadNumber(l.Court, number); !ok {
		return c, "no docket number"
	}
	switch kind := docket.CaseType(c.Number.Text); {
	case kind != "cv":
		return c, otherDocket
	case c.Number.Office == "":
		return c, "a number without the office's digit, which is not guessed"
	}
	c.Number.Text = strings.ToLower(c.Number.Text)
	if c.Filed, ok = dayIn(c.cells[filedColumn]); !ok {
		return c, "no day"
	}
	c.nature = docket.Nature{Suit: c.cells[natureColumn], Cause: c.cells[causeColumn]}
	c.link, c.caseID = l.linkIn(cells)
	c.named()
	return c, ""
}

// caseNumber finds PACER's own number of a case in the address of its docket.
var caseNumber = regexp.MustCompile(`DktRpt\.pl\?(\d{1,12})(?:$|&)`)

// linkIn returns the first link of a row that leads to the courts, and the
// case's number in it.
func (l List) linkIn(cells *goquery.Selection) (link, caseID string) {
	base, err := url.Parse(l.Address)
	if err != nil {
		return "", ""
	}
	for _, a := range cells.Find("a[href]").EachIter() {
		u, err := base.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || !OfCourts(u.Hostname()) {
			continue
		}
		if m := caseNumber.FindStringSubmatch(u.String()); m != nil {
			caseID = m[1]
		}
		return u.String(), caseID
	}
	return "", ""
}

// OfCourts reports whether a host is one of the federal courts.
func OfCourts(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), ".uscourts.gov")
}

// filing puts a case into the words of all sources. A judge is no party.
func (l List) filing(c Case) crawlers.Filing {
	f := crawlers.Filing{
		Key:   crawlers.Key{Authority: "us-" + l.Court, Number: c.Number.Text},
		Slug:  "entry.1",
		Act:   c.act(),
		Kind:  crawlers.Lawsuit,
		Title: c.name.Title,
		Filed: crawlers.Date{Time: c.Filed, Day: true},
		URL:   c.link,
		Text:  c.nature.String(),
		Raw:   raw(c.cells),

		Parties: Parties(c.name),
	}
	if f.URL == "" {
		f.URL = l.Address
	}
	if c.caseID != "" {
		f.Aliases = []crawlers.Key{{Authority: f.Key.Authority, Number: "case." + c.caseID}}
	}
	return f
}

// removal is the cause of a case that comes from a court of a state: its
// first paper is the notice of that, filed by who was sued.
var removal = regexp.MustCompile(`(?i)^28:14(?:41|42|43|46)\b|\b(?:notice|petition) (?:of|for) removal\b`)

func (c Case) act() string {
	if removal.MatchString(c.nature.Cause) {
		return ""
	}
	return "complaint"
}

func raw(cells map[string]string) json.RawMessage {
	b, err := json.Marshal(cells)
	if err != nil {
		panic(err) // strings alone, which always can be written
	}
	return b
}
