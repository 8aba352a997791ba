package tdxf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A reader reads the records of one page.
type reader struct {
	page crawlers.Page
	emit func(crawlers.Filing) error
	told map[string]bool // warnings
	c    caseFile
	raw  []byte
}

// A caseFile is one record, its texts as they lie in it.
type caseFile struct {
	serial, registration, transaction, status, statusDate, mark, drawing, attorney []byte

	// The record's days, each as eight digits or empty.
	filed, registered, published, abandoned, cancelled, opposed []byte

	statements []statement
	events     []event
	classes    []int
	owners     []register.Element
	foreign    []register.Element
	madrid     register.Element
}

type statement struct {
	kind string // two letters
	code []byte // with what follows them
	text string
}

type event struct{ code, date []byte }

// Limits of one record. The most events seen, of the Madrid system's, which
// are left aside, are 26,000; a mark's own are some hundreds.
const (
	maxStatements = 500
	maxOwners     = 100
	maxEvents     = 1000
)

// read emits the filing of one record.
func (r *reader) read(e register.Element) error {
	c := &r.c
	*c = caseFile{statements: c.statements[:0], events: c.events[:0], classes: c.classes[:0], owners: c.owners[:0], foreign: c.foreign[:0]}
	c.read(e)
	if !eightDigits(c.serial) {
		r.warn("record left out: its serial number is none", "serial", clip(c.serial))
		return nil
	}
	if _, ok := statuses[string(c.status)]; !ok {
		r.warn("status that is not in the office's table; its records have no word for their act", "status", clip(c.status))
	}
	f, ok := r.filing()
	if !ok {
		r.warn("record left out: no day for its act", "serial", string(c.serial))
		return nil
	}
	return r.emit(f)
}

// warn tells a thing once, and of how many there may be thousands not all.
func (r *reader) warn(msg, name, value string) {
	const each = 10
	for n := range each {
		if key := fmt.Sprint(msg, n); !r.told[key] {
			if !r.told[msg+value] {
				r.told[key], r.told[msg+value] = true, true
				r.page.Warn(msg, name, value)
			}
			return
		}
	}
}

func clip(b []byte) string { return register.Line(b[:min(len(b), 40)]) }

func eightDigits(b []byte) bool {
	if len(b) != 8 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// day returns a day in eight digits, or nothing. A day that is not known is
// zeros or absent.
func day(e register.Element) []byte {
	b := word(e)
	if !eightDigits(b) || b[0] == '0' {
		return nil
	}
	return b
}

// word returns a text without the white space around it.
func word(e register.Element) []byte { return bytes.TrimSpace(e.Text()) }

// read takes from a record what is told of it.
func (c *caseFile) read(record register.Element) {
	for e := range record.Children() {
		switch string(e.Name()) {
		case "serial-number":
			c.serial = word(e)
		case "registration-number":
			if n := word(e); len(bytes.Trim(n, "0")) > 0 {
				c.registration = n
			}
		case "transaction-date":
			c.transaction = day(e)
		case "case-file-header":
			c.header(e)
		case "case-file-statements":
			c.statementsOf(e)
		case "case-file-event-statements":
			c.eventsOf(e)
		case "classifications":
			c.classesOf(e)
		case "case-file-owners":
			for o := range e.Children() {
				if len(c.owners) < maxOwners {
					c.owners = append(c.owners, o)
				}
			}
		case "foreign-applications":
			for f := range e.Children() {
				if len(c.foreign) < maxOwners {
					c.foreign = append(c.foreign, f)
				}
			}
		case "international-registration":
			c.madrid = e
		case "correspondent", "prior-registration-applications", "design-searches", "madrid-international-filing-requests":
			// Addresses of people, and what says nothing of the mark's place.
		default:
			e.Unknown()
		}
	}
}

func (c *caseFile) header(header register.Element) {
	for e := range header.Children() {
		name := e.Name()
		switch string(name) {
		case "filing-date":
			c.filed = day(e)
		case "registration-date":
			c.registered = day(e)
		case "status-code":
			c.status = word(e)
		case "status-date":
			c.statusDate = day(e)
		case "mark-identification":
			c.mark = e.Text()
		case "mark-drawing-code":
			c.drawing = word(e)
		case "published-for-opposition-date":
			c.published = day(e)
		case "abandonment-date":
			c.abandoned = day(e)
		case "cancellation-date":
			c.cancelled = day(e)
		case "attorney-name":
			c.attorney = e.Text()
		case "amend-to-register-date", "cancellation-code", "republished-12c-date", "domestic-representative-name", "attorney-docket-number",
			"renewal-date", "law-office-assigned-location-code", "current-location", "location-date", "employee-name":
		default:
			if !bytes.HasSuffix(name, []byte("-in")) { // yes or no
				e.Unknown()
			}
		}
	}
}

// statementsOf takes the statements whose kind is told: goods and services,
// and the forms that the mark has besides its own.
func (c *caseFile) statementsOf(list register.Element) {
	for s := range list.Children() {
		code := word(s.Child("type-code"))
		if len(code) < 2 || len(c.statements) == maxStatements {
			continue
		}
		switch kind := string(code[:2]); kind {
		case "GS", "PM", "TR", "TL":
			var text []string
			for t := range s.Children() {
				if string(t.Name()) == "text" {
					text = append(text, t.Line())
				}
			}
			c.statements = append(c.statements, statement{kind, code, strings.Join(text, " ")})
		}
	}
}

func (c *caseFile) eventsOf(list register.Element) {
	for s := range list.Children() {
		var ev event
		opposes := false
		for e := range s.Children() {
			switch string(e.Name()) {
			case "code":
				ev.code = word(e)
			case "date":
				ev.date = day(e)
			case "description-text":
				opposes = bytes.HasPrefix(word(e), []byte("OPPOSITION INSTITUTED"))
			}
		}
		if string(ev.code) == "PUBO" && len(c.published) == 0 {
			c.published = ev.date
		}
		if opposes && (len(c.opposed) == 0 || bytes.Compare(ev.date, c.opposed) < 0) {
			c.opposed = ev.date
		}
		if len(c.events) < maxEvents {
			c.events = append(c.events, ev)
		}
	}
}

// classesOf reads the international classes. Old marks have classes of the
// office's own, certification marks letters, and collective ones 200.
func (c *caseFile) classesOf(list register.Element) {
	for s := range list.Children() {
		for e := range s.Children() {
			if string(e.Name()) != "international-code" {
				continue
			}
			if n, ok := register.Class(string(word(e))); ok && len(c.classes) < maxOwners {
				c.classes = append(c.classes, n)
			}
		}
	}
}

// filing makes the filing of the record that was read.
func (r *reader) filing() (crawlers.Filing, bool) {
	c := &r.c
	slug, act, when := c.resolved()
	filed, ok := register.Day("20060102", when)
	if !ok {
		return crawlers.Filing{}, false
	}
	serial := string(c.serial)
	parties, owners := c.parties(slug)
	subject := register.Subject{Text: register.Line(c.mark), Classes: c.classes, Owners: owners}
	for _, s := range c.statements {
		switch s.kind {
		case "GS":
			subject.Goods = append(subject.Goods, c.goods(s))
		case "PM":
			subject.Forms = append(subject.Forms, s.text)
		default:
			subject.Forms = append(subject.Forms, register.Renderings(s.text)...)
		}
	}
	f := crawlers.Filing{
		Key:     register.Key(office, serial),
		Slug:    slug,
		Act:     act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(subject.Text, serial),
		Filed:   filed,
		Parties: parties,
		Marks:   subject.Marks(),
		URL:     "https://tsdr.uspto.gov/#caseNumber=" + serial + "&caseType=SERIAL_NO&searchType=statusSearch",
		Text:    c.text(subject),
	}
	r.raw = c.appendRaw(r.raw[:0])
	f.Raw = bytes.Clone(r.raw)
	return f, true
}

// goods returns a statement of goods with its class before it. Its code is GS,
// three digits for the class, and a number of its own. Of an old mark the class
// is one of the office's, which is not told.
func (c *caseFile) goods(s statement) string {
	if len(s.code) >= 5 {
		if n, ok := register.Class(string(s.code[2:5])); ok && slices.Contains(c.classes, n) {
			return "Class " + strconv.Itoa(n) + ": " + s.text
		}
	}
	return s.text
}

// maxText bounds what is shown of a record.
const maxText = 8000

// text tells the record in a few lines.
func (c *caseFile) text(subject register.Subject) string {
	var b strings.Builder
	b.Grow(512)
	line := func(name, value string) {
		if value != "" && b.Len()+len(value) < maxText {
			b.WriteString(name)
			b.WriteString(value)
			b.WriteByte('\n')
		}
	}
	line("Mark: ", subject.Text)
	line("Drawing: ", drawing(c.drawing))
	line("Status: ", strings.TrimSpace(string(c.status)+" "+statuses[string(c.status)].words))
	for _, s := range c.statements {
		switch s.kind {
		case "PM":
			line("Pseudo mark: ", s.text)
		case "TR":
			line("Translation: ", s.text)
		case "TL":
			line("Transliteration: ", s.text)
		}
	}
	for _, g := range subject.Goods {
		line("", g)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// drawing says what a mark is to look at. The code has four digits, of which
// the first counts, or that one alone.
func drawing(code []byte) string {
	if len(code) == 0 {
		return ""
	}
	switch code[0] {
	case '1':
		return "typed words"
	case '2':
		return "a design without words"
	case '3':
		return "a design with words"
	case '4':
		return "standard characters"
	case '5':
		return "stylized words"
	case '6':
		return "none, such as of a sound"
	}
	return ""
}
