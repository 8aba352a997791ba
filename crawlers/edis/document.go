package edis

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A document is one document of EDIS, through whichever door it is seen.
type document struct {
	id       string
	kind     string // "Complaint", "Voting Sheet"
	title    string
	level    string // "Public", "Confidential": titles are public all the same
	number   string // of the investigation, as EDIS writes it
	phase    string
	caption  string // of the investigation
	firm     string
	behalf   string // the party it was filed for
	dated    crawlers.Date
	received crawlers.Date
	shown    *crawlers.Date
	feed     bool // seen in the notification feed
	raw      json.RawMessage

	key     crawlers.Key
	act     section337.Act
	product string // "Certain …", as it is written
}

// leftOut counts the rows that gave no document, by reason.
type leftOut struct {
	order []string
	count map[string]int
	first map[string]string
}

func (l *leftOut) add(why, what string) {
	if l.count == nil {
		l.count, l.first = map[string]int{}, map[string]string{}
	}
	if l.count[why]++; l.count[why] == 1 {
		l.order = append(l.order, why)
		l.first[why] = fmt.Sprintf("%.80s", what)
	}
}

// Reasons for which a row is left out. errOther asks for nobody: the commission
// has other proceedings.
var (
	errOther   = errors.New("another proceeding")
	errNumber  = errors.New("no number of a section 337 matter")
	errID      = errors.New("no document number")
	errNoDate  = errors.New("no date")
	errTooMany = fmt.Errorf("%w: more than %d rows", crawlers.ErrShape, maxRows)
)

// read reads the documents of a page in order. The error tells how the page
// ended, if not well; what stands before it counts.
func read(r io.Reader) (documents []document, left leftOut, ended error) {
	rows := newReader(r)
	if err := rows.open(); err != nil {
		return nil, left, err
	}
	known := false // a row we could make out
	for n := 0; ; n++ {
		kind, row, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && n == maxRows {
			err = errTooMany
		}
		if err != nil {
			return documents, left, err
		}
		if kind == "investigation" || kind == "attachment" {
			known = true
			continue
		}
		of := fromService
		if kind == "item" {
			of = fromFeed
		}
		d, err := of(row)
		switch {
		case err == nil:
			documents = append(documents, d)
			known = true
		case errors.Is(err, errOther):
			known = true
		default:
			left.add(err.Error(), cmp.Or(row.get("title"), d.number+" "+d.id))
			known = known || errors.Is(err, errNumber)
		}
	}
	switch {
	case known:
		return documents, left, nil
	case len(left.order) > 0:
		return nil, left, fmt.Errorf("%w: not one row is understood", crawlers.ErrShape)
	case rows.root == "results" && rows.strange != "":
		return nil, left, fmt.Errorf("%w: a <%.40s> where rows were expected", crawlers.ErrShape, rows.strange)
	}
	return nil, left, nil
}

// section337Type is what EDIS calls investigations under section 337.
const section337Type = "Sec 337"

// fromService reads a row of the Data Web Service.
func fromService(r row) (document, error) {
	d := document{
		id:      r.get("id"),
		kind:    line(r.get("documentType")),
		title:   line(r.get("documentTitle")),
		level:   r.get("securityLevel"),
		number:  r.get("investigationNumber"),
		phase:   r.get("investigationPhase"),
		caption: line(r.get("investigationTitle")),
		firm:    line(r.get("firmOrganization")),
		behalf:  line(r.get("onBehalfOf")),
		raw:     r.json(),
	}
	d.dated, _ = date(r.get("documentDate"))
	d.received, _ = date(r.get("officialReceivedDate"))
	if shown, ok := date(r.get("modifiedDate")); ok {
		d.shown = &shown
	}
	return d, d.settle(r.get("investigationType"), r.get("investigationStatus"))
}

var isID = regexp.MustCompile(`^\d{1,12}$`)

// settle finds the document's matter and act, or says why it has none.
func (d *document) settle(kind, status string) error {
	if kind != "" && !strings.EqualFold(kind, section337Type) {
		return errOther
	}
	if !isID.MatchString(d.id) {
		d.id = ""
		return errID
	}
	key, ok := section337.Number(d.number, status, d.caption)
	if !ok {
		return errNumber
	}
	if d.received.IsZero() {
		d.received = crawlers.Date{Time: d.dated.Time, Day: true}
	}
	if d.received.IsZero() {
		return errNoDate
	}
	d.key, d.act = key, d.readAct()
	if d.product = section337.Product(d.caption); d.product == "" {
		d.product = section337.Product(d.title) // the feed gives no caption
	}
	return nil
}

// readAct says what the document is.
func (d *document) readAct() section337.Act {
	act := section337.ReadDocument(d.kind, d.title)
	switch {
	case act.Word == "" && !d.notice():
		return section337.Known("paper")
	case (act.Once || act.Ends) && contains(d.phase, "enforce"):
		return section337.Known("enforcement") // has a complaint, an institution and an end of its own
	case (act.Once || act.Ends) && contains(d.phase, "modif", "resci", "advis"):
		return section337.Known("modification")
	case d.reprint() && !act.Once:
		act.Routine = true // EDIS has the notice itself, dated by its issue
	}
	return act
}

// notice reports whether the document is a notice rather than what a party or
// the judge files under a like name.
func (d *document) notice() bool {
	return strings.EqualFold(d.kind, "Notice") || strings.EqualFold(d.kind, "Notice of Investigation")
}

var reprinted = regexp.MustCompile(`(?i)^(?:F\. ?R\.|FR|Federal Register) notice\b`)

// reprint reports whether the document is a notice as the Federal Register
// printed it, loaded into EDIS days later.
func (d *document) reprint() bool { return d.notice() && reprinted.MatchString(d.title) }

// own is the name of the act among those of its kind. A notice of the
// commission is published in several places, which share only its day.
func (d *document) own() string {
	if !d.notice() || d.reprint() || contains(d.behalf, "judge") || d.firm != "" && !d.commission() {
		return d.id
	}
	day := d.dated
	if day.IsZero() {
		day = d.received
	}
	return day.Format("20060102")
}

// commission reports whether the commission, its staff or its judges filed the
// document.
func (d *document) commission() bool {
	return d.firm == "USITC" || contains(d.firm, "international trade commission")
}

func (d *document) filing() crawlers.Filing {
	f := crawlers.Filing{
		Key:     d.key,
		Slug:    d.act.Slug(d.own()),
		Act:     d.act.Word,
		Kind:    crawlers.Section337,
		Title:   cmp.Or(d.product, d.caption, d.title, d.kind, "EDIS "+d.id),
		Filed:   d.received,
		Shown:   d.shown,
		Parties: d.parties(),
		Product: strings.TrimPrefix(d.product, "Certain "),
		URL:     "https://edis.usitc.gov/external/search/document/" + d.id,
		Text:    d.text(),
		Routine: d.act.Routine,
		Raw:     d.raw,
	}
	switch {
	case d.feed:
		f.Part = d.id + ".feed"
	case !strings.HasSuffix(f.Slug, "."+d.id):
		f.Part = d.id
	}
	if d.act.Word == "complaint" {
		f.Bridges = section337.Filed(d.received.Time, f.Product)
	}
	if d.begins() {
		f.Bridges = append(f.Bridges, section337.Document(d.id))
	}
	return f
}

// begins reports whether the document belongs to a matter's beginning: such
// documents move from the docket to the investigation.
func (d *document) begins() bool {
	switch d.act.Word {
	case "complaint", "amended-complaint", "supplement", "receipt":
		return true
	}
	return false
}

// text is what EDIS says of the document. Of a confidential one only kind and
// title are for the public.
func (d *document) text() string {
	s := d.kind
	if d.title != "" {
		s = strings.TrimPrefix(s+": "+d.title, ": ")
	}
	if d.level == "Public" && d.behalf != "" && !d.commission() {
		s += "\n" + strings.TrimSpace(d.firm+" on behalf of "+d.behalf)
	}
	return s
}

// date reads EDIS's dates, which have no zone and are the commission's.
// Midnight stands for a day without a time.
func date(s string) (crawlers.Date, bool) {
	for _, layout := range []string{"2006/01/02 15:04:05", "2006-01-02 15:04:05", "01/02/2006 15:04", "2006/01/02", "01/02/2006"} {
		t, err := time.ParseInLocation(layout, strings.TrimSuffix(strings.TrimSpace(s), ".0"), section337.Zone())
		if err != nil {
			continue
		}
		if h, m, sec := t.Clock(); h+m+sec == 0 {
			return crawlers.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Day: true}, true
		}
		return crawlers.Date{Time: t}, true
	}
	return crawlers.Date{}, false
}

// line makes a value one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func contains(s string, words ...string) bool {
	s = strings.ToLower(s)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
