package fedreg

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// maxText bounds the words a filing keeps.
const maxText = 60_000

// raw are the fields of a document as this source tells them.
type raw struct {
	Document      *string  `json:"document_number"`
	Investigation *string  `json:"investigation"`
	Docket        *string  `json:"docket"`
	Statute       []string `json:"statute"`
	Remedy        []string `json:"remedy"`
	Issued        *day     `json:"issued"`
	CommentsDue   *day     `json:"comments_due"`
	Ordered       *day     `json:"ordered,omitempty"`
	Published     *day     `json:"published,omitempty"`
	Complained    *day     `json:"complained,omitempty"`
	Accused       string   `json:"accused,omitempty"`
	Citation      string   `json:"citation,omitempty"`
}

// A day is one as JSON, or null where it is not known.
type day = crawlers.Date

func known(t time.Time) *day {
	if t.IsZero() {
		return nil
	}
	d := dayOf(t)
	return &d
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// parseNotice emits a filing for each matter that a document is about, if it
// is one about section 337.
func parseNotice(p crawlers.Page, d document, emit func(crawlers.Filing) error) error {
	if d.agency != "" && !strings.Contains(strings.ToUpper(d.agency), agencyName) {
		return nil
	}
	n := section337.ReadNotice(d.plain())
	if _, ok := section337.ReadTitle(d.subject); !ok && len(n.Investigations) == 0 {
		return nil
	}
	if len(n.Investigations)+len(n.Dockets) == 0 {
		p.Warn("a notice about section 337 without a number", "subject", clip(d.subject))
		return nil
	}
	for _, f := range d.filings(p.URL, n) {
		if f.Filed.IsZero() {
			p.Warn("a notice without a day", "subject", clip(d.subject))
			continue
		}
		if err := emit(f); err != nil {
			return err
		}
	}
	return nil
}

// plain returns the document as the commission's wording is read, with the
// line in which the Register says when it was shown.
func (d *document) plain() section337.Text {
	t := section337.Text{Header: section337.Plain(d.header), Subject: section337.Plain(d.subject)}
	for _, p := range d.paragraphs {
		p.Text = section337.Plain(p.Text)
		t.Paragraphs = append(t.Paragraphs, p)
	}
	if d.footer != "" {
		t.Paragraphs = append(t.Paragraphs, section337.Paragraph{Text: section337.Plain(d.footer)})
	}
	return t
}

// filings returns one filing for each matter the document is about. Address is
// the page's own.
func (d *document) filings(address string, n section337.Notice) []crawlers.Filing {
	number := cmp.Or(readNumber(n.FRDoc), readNumber(d.number), numberAt(address))
	r := raw{
		Document: given(number),
		Statute:  n.Statute, Remedy: n.Remedy, Accused: n.Accused,
		Issued: known(n.Issued), Ordered: known(n.Ordered), Complained: known(n.Complained),
	}
	inspection := d.inspection || inspectionAt(address)
	shown := n.Shown
	if shown.IsZero() {
		shown = d.filed
	}
	published := publicationDay(d.published, address, shown)
	r.Published, r.CommentsDue = known(published), known(commentsDue(n, published))

	part := ""
	if inspection {
		part = "inspection"
	}
	own := number
	if !n.Issued.IsZero() {
		own = n.Issued.Format("20060102")
	}
	f := crawlers.Filing{
		Slug:    n.Act.Slug(own),
		Part:    partOf(part, n.Act, number, corrects(number, d.subject)),
		Act:     n.Act.Word,
		Routine: n.Act.Routine,
		Kind:    crawlers.Section337,
		Title:   cmp.Or(n.Product, section337.Plain(d.subject)),
		Product: withoutCertain(n.Product),
		Parties: n.Parties,
		Patents: n.Patents,
		URL:     documentURL(number, address),
		Text:    d.words(),
	}
	f.Filed = firstDay(n.Issued, n.Ordered, shown, published)
	if f.Shown = known(published); !shown.IsZero() {
		f.Shown = &crawlers.Date{Time: shown}
	}
	switch n.Act.Word {
	case "receipt", "amended-receipt", "institution":
		f.Bridges = section337.Filed(n.Complained, f.Product)
	}
	return perMatter(f, r, n.Investigations, n.Dockets)
}

// firstDay returns the day of the first moment that is known.
func firstDay(moments ...time.Time) crawlers.Date {
	for _, t := range moments {
		if !t.IsZero() {
			return dayOf(t)
		}
	}
	return crawlers.Date{}
}

// perMatter copies a filing for each investigation it is about, or for the
// complaint if there is none yet. A docket beside one investigation is another
// number of the same matter; beside several nobody can tell of which.
func perMatter(f crawlers.Filing, r raw, investigations, dockets []int) []crawlers.Filing {
	if len(dockets) > 0 {
		r.Docket = given(fmt.Sprintf("DN %d", dockets[0]))
	}
	if len(investigations) == 0 {
		f.Key = section337.Docket(dockets[0])
		f.Title, f.Raw = cmp.Or(f.Title, f.Key.Number), r.json()
		return []crawlers.Filing{f}
	}
	if len(investigations) == 1 && len(dockets) == 1 {
		f.Aliases = []crawlers.Key{section337.Docket(dockets[0])}
	}
	var out []crawlers.Filing
	for _, n := range investigations[:min(len(investigations), maxMatters)] {
		g := f
		g.Key = section337.Investigation(n)
		r.Investigation = given(g.Key.Number)
		g.Title, g.Raw = cmp.Or(f.Title, g.Key.Number), r.json()
		out = append(out, g)
	}
	return out
}

// maxMatters bounds the matters one document is about; the commission joins
// two or three.
const maxMatters = 20

func (r raw) json() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // texts and days have no value that JSON has not
	}
	return b
}

// partOf tells reports of one act apart. Where a matter can have several acts
// of a kind on a day, and where a document corrects another, the document's
// number stands before it.
func partOf(part string, act section337.Act, number string, correction bool) string {
	if act.Once && !correction {
		return part
	}
	return strings.Trim(number+"."+part, ".")
}

// commentsDue returns the last day for comments: counted from print, or as the
// notice prints it.
func commentsDue(n section337.Notice, published time.Time) time.Time {
	if n.CommentDays > 0 && !published.IsZero() {
		return published.AddDate(0, 0, n.CommentDays)
	}
	return n.CommentsDue
}

// words returns what the document says, cut at the end of a paragraph.
func (d *document) words() string {
	var b strings.Builder
	for i, p := range append([]section337.Paragraph{{Text: d.subject}, {Text: d.header}}, d.paragraphs...) {
		if p.Text == "" {
			continue
		}
		if b.Len()+len(p.Text) >= maxText {
			if i < 3 {
				b.WriteString(strings.ToValidUTF8(p.Text[:maxText-b.Len()-1], ""))
			}
			break
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

func withoutCertain(product string) string {
	if rest, ok := strings.CutPrefix(product, "Certain "); ok {
		return rest
	}
	return product
}

// Document numbers as the Register writes them, the old ones and those of
// corrections with letters: 2017-21157, E8-12345, X09-11114, C1-2016-04265.
const documentNumber = `(?:[A-Z]\d?-)?[A-Z]?\d{1,4}-\d{1,6}[A-Z]?`

var (
	wholeNumber = regexp.MustCompile(`^` + documentNumber + `$`)
	numberAtEnd = regexp.MustCompile(`/(` + documentNumber + `)(?:[./?][^/]*)?$`)
	unpadded    = regexp.MustCompile(`^(\d{4}-)(\d{1,4})$`)
)

// readNumber reads a document number and writes it as print does: public
// inspection leaves out noughts ("2012-7333" is 2012-07333). It is empty for
// what is none.
func readNumber(s string) string {
	s = section337.Plain(s)
	if !wholeNumber.MatchString(s) {
		return ""
	}
	if m := unpadded.FindStringSubmatch(s); m != nil {
		return m[1] + strings.Repeat("0", 5-len(m[2])) + m[2]
	}
	return s
}

// corrects reports whether a document of that number and title corrects
// another, which is printed again in part and must not take its place.
func corrects(number, title string) bool {
	return strings.HasPrefix(number, "C") || strings.HasPrefix(number, "R") || strings.Contains(strings.ToLower(title), "correction")
}

func numberAt(address string) string {
	if m := numberAtEnd.FindStringSubmatch(address); m != nil {
		return readNumber(m[1])
	}
	return ""
}

// documentURL returns the page for people: the Register's short link, else the
// page that was read.
func documentURL(number, address string) string {
	if number != "" {
		return "https://www.federalregister.gov/d/" + number
	}
	return web(address)
}

func web(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}

// inspectionAt reports whether an address is one of public inspection.
func inspectionAt(address string) bool {
	return strings.Contains(address, "public-inspection") || strings.Contains(address, "public_inspection")
}

func clip(s string) string {
	if len(s) > 120 {
		return strings.ToValidUTF8(s[:120], "") + "…"
	}
	return s
}
