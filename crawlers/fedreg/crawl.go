package fedreg

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// Limits of the interface.
const (
	api       = "https://www.federalregister.gov/api/v1/"
	perPage   = "200"
	lastPage  = 50 // a higher page is silently the first
	windowMax = 90 // days of one list, far from the 10,000 results at which lists end
)

// What is asked for of a document in print and on public inspection. Unasked,
// a list gives neither numbers nor the table of contents' words.
var (
	printed = []string{
		"document_number", "title", "type", "action", "abstract", "dates", "docket_id", "docket_ids", "agencies", "publication_date", "citation",
		"toc_subject", "toc_doc", "html_url", "pdf_url", "full_text_xml_url", "raw_text_url", "correction_of",
	}
	inspected = []string{
		"document_number", "title", "type", "agencies", "docket_numbers", "filed_at", "filing_type", "publication_date", "editorial_note",
		"subject_1", "subject_2", "subject_3", "toc_subject", "toc_doc", "html_url", "pdf_url", "raw_text_url",
	}
)

type options struct {
	Agency     string `yaml:"agency"`
	WindowDays int    `yaml:"window_days"`
	Pages      int    `yaml:"pages"`
	Since      string `yaml:"since"`
}

// check reports params that cannot be read.
func check(m crawlers.Meta) error {
	_, _, err := readOptions(m)
	return err
}

func readOptions(m crawlers.Meta) (o options, since time.Time, err error) {
	if err := m.Params.Decode(&o); err != nil {
		return o, since, fmt.Errorf("fedreg: params: %w", err)
	}
	if o.Agency == "" || o.WindowDays < 1 || o.Pages < 1 {
		return o, since, fmt.Errorf("fedreg: params: agency must be named, window_days and pages be at least 1")
	}
	if o.Since == "" {
		return o, since, nil
	}
	since, err = time.Parse(time.DateOnly, o.Since)
	if err != nil {
		return o, since, fmt.Errorf("fedreg: params: since %q: want a day such as 2024-01-01", o.Since)
	}
	return o, since, nil
}

// lists returns the addresses of the lists that are read on a day: what is on
// public inspection, and what was printed in windows that no limit of the
// interface meets, the newest first. The newest has no end, since documents
// are listed before the day they are printed.
func (o options) lists(today, since time.Time) []string {
	out := []string{o.list("public-inspection-documents.json", inspected, "", "")}
	first := today.AddDate(0, 0, -o.WindowDays)
	if !since.IsZero() && since.Before(first) {
		first = since
	}
	till := ""
	for from := today; from.After(first); {
		from = from.AddDate(0, 0, -windowMax)
		if from.Before(first) {
			from = first
		}
		out = append(out, o.list("documents.json", printed, from.Format(time.DateOnly), till))
		till = from.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return out
}

func (o options) list(name string, fields []string, from, till string) string {
	q := url.Values{"conditions[agencies][]": {o.Agency}, "conditions[type][]": {"NOTICE"}, "per_page": {perPage}, "fields[]": fields}
	if from != "" {
		q.Set("conditions[publication_date][gte]", from)
		q.Set("order", "newest")
	}
	if till != "" {
		q.Set("conditions[publication_date][lte]", till)
	}
	return api + name + "?" + q.Encode()
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	o, since, err := readOptions(v.Meta)
	if err != nil {
		return err
	}
	today := dayOf(v.Now().In(section337.Zone())).Time
	w := walk{v: v, today: today, asked: map[string]bool{}}
	for _, address := range o.lists(today, since) {
		if err := w.list(address, o.Pages); err != nil {
			return err
		}
	}
	c := v.Collector()
	c.OnResponse(v.Take)
	return v.Walk(c, w.texts...)
}

// A walk gathers the texts that the lists point to. A list that did not change
// since all of it was taken in points nowhere; as the window moves on every
// day, a text that failed is fetched the next day at the latest.
type walk struct {
	v     *crawlers.Visit
	today time.Time
	asked map[string]bool // addresses of this visit
	texts []string
}

// list reads a list and the pages after it.
func (w *walk) list(address string, pages int) error {
	next := ""
	c := w.v.Collector()
	c.OnResponse(func(r *colly.Response) {
		w.v.Take(r)
		l, _ := readList(r.Body) // how the page ends, Take has recorded
		next = l.next
		for i := range l.rows {
			w.text(&l.rows[i])
		}
	})
	for n := 1; ; n++ {
		w.asked[address] = true
		next = ""
		if err := w.v.Walk(c, address); err != nil {
			return err
		}
		if next == "" {
			return nil
		}
		if n == pages || w.asked[next] || !follows(address, next) {
			w.v.Warn("the rest of a list is not read", "next", next)
			return nil
		}
		address = next
	}
}

// text notes the address of a row's text.
func (w *walk) text(r *row) {
	address := r.text(w.today)
	if address == "" || w.asked[address] {
		return
	}
	w.asked[address] = true
	w.texts = append(w.texts, address)
}

// follows reports whether next can be the page after address: on the same
// host, and none of those the interface answers with the first.
func follows(address, next string) bool {
	a, errA := url.Parse(address)
	b, errB := url.Parse(next)
	if errA != nil || errB != nil || a.Scheme != b.Scheme || a.Host != b.Host {
		return false
	}
	page := b.Query().Get("page")
	n, err := strconv.Atoi(page)
	return page == "" || err == nil && n > 1 && n <= lastPage
}
