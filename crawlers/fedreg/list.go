package fedreg

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A row is one document of a list, in print or on public inspection.
type row struct {
	Number    string   `json:"document_number"`
	Title     string   `json:"title"`
	Abstract  string   `json:"abstract"`
	DocketIDs oneOrAll `json:"docket_ids"`
	DocketID  oneOrAll `json:"docket_id"`
	Dockets   oneOrAll `json:"docket_numbers"` // on public inspection
	Agencies  []agency `json:"agencies"`
	Published string   `json:"publication_date"` // empty on public inspection: withdrawn
	Note      string   `json:"editorial_note"`
	Citation  string   `json:"citation"`
	Heading   string   `json:"toc_subject"` // "Complaints:"
	Entry     string   `json:"toc_doc"`     // "Certain Nanopores and Products Containing Same, DN 3123"
	Subject1  string   `json:"subject_1"`   // the same two on public inspection
	Subject2  string   `json:"subject_2"`
	Subject3  string   `json:"subject_3"`
	URL       string   `json:"html_url"`
	XML       string   `json:"full_text_xml_url"`
	Plain     string   `json:"raw_text_url"`
	Corrects  string   `json:"correction_of"`

	// FiledAt is given on public inspection only, and even there may be null.
	FiledAt json.RawMessage `json:"filed_at"`
}

type agency struct {
	RawName string `json:"raw_name"`
	Name    string `json:"name"`
	Slug    string `json:"slug"` // missing for an agency the Register does not know
}

// oneOrAll reads a text, several, or null: the interface gives dockets in each
// form.
type oneOrAll []string

func (o *oneOrAll) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*o = nil
		if one != "" {
			*o = oneOrAll{one}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(o))
}

// A list is one page of a list.
type list struct {
	rows []row
	next string
	left int // rows that could not be read

	listed, single bool // what the page turned out to be
	count          int  // of all pages, as the interface says
	agencies       json.RawMessage
}

// otherProceedings are numbers of the commission's that are not of section 337.
var otherProceedings = regexp.MustCompile(`\b(?:701|731|751|753|332|201|204|421|1205|103)-(?:TA-)?\d|\bTA-(?:201|204|421|103|104|131)-\d`)

// maxRows bounds one page; the interface gives at most 2,000.
const maxRows = 5_000

// readList reads a page of a list, the record of one document, or the table of
// contents of an issue. A page that is cut gives the rows before the cut.
func readList(body []byte) (l list, err error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if _, err := dec.Token(); err != nil {
		return l, ended(err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return l, ended(err)
		}
		if err := l.field(dec, key); err != nil {
			return l, ended(err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return l, ended(err)
	}
	switch {
	case l.single && !l.listed:
		l.add(body)
	case !l.listed && !l.addContents():
		return l, fmt.Errorf("%w: neither a list of documents nor one", crawlers.ErrShape)
	case l.count > 0 && len(l.rows)+l.left == 0:
		return l, fmt.Errorf("%w: %d documents are counted and none is listed", crawlers.ErrShape, l.count)
	}
	return l, nil
}

// field reads the value of one key of the page.
func (l *list) field(dec *json.Decoder, key json.Token) error {
	switch key {
	case "results":
		l.listed = true
		return l.readRows(dec)
	case "next_page_url":
		return dec.Decode(&l.next) // null leaves it empty
	case "count":
		l.listed = true
		return dec.Decode(&l.count)
	case "agencies":
		return dec.Decode(&l.agencies)
	case "document_number":
		l.single = true
	}
	var value json.RawMessage
	err := dec.Decode(&value)
	if err == nil && key == "errors" {
		return fmt.Errorf("%w: the interface answers with errors: %.300s", crawlers.ErrShape, value)
	}
	return err
}

// readRows reads the array of results. Null is none.
func (l *list) readRows(dec *json.Decoder) error {
	t, err := dec.Token()
	if err != nil || t == nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("%w: results is no list", crawlers.ErrShape)
	}
	for dec.More() {
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return err
		}
		if len(l.rows)+l.left == maxRows {
			return fmt.Errorf("%w: more than %d documents on a page", crawlers.ErrShape, maxRows)
		}
		l.add(v)
	}
	_, err = dec.Token()
	return err
}

func (l *list) add(v []byte) {
	var r row
	var other *json.UnmarshalTypeError // a field that is not what it was stays empty
	if err := json.Unmarshal(v, &r); err != nil && !errors.As(err, &other) {
		l.left++
		return
	}
	if r.Number = readNumber(r.Number); r.Number == "" {
		l.left++
		return
	}
	l.rows = append(l.rows, r)
}

// addContents reads the table of contents of one issue: by agency and category,
// with the words and numbers of each document.
func (l *list) addContents() bool {
	var contents []struct {
		Slug       string `json:"slug"`
		Categories []struct {
			Documents []struct {
				Subject1 string   `json:"subject_1"`
				Subject2 string   `json:"subject_2"`
				Numbers  []string `json:"document_numbers"`
			} `json:"documents"`
		} `json:"document_categories"`
	}
	if err := json.Unmarshal(l.agencies, &contents); err != nil || len(contents) == 0 {
		return false
	}
	for _, a := range contents {
		for _, c := range a.Categories {
			for _, d := range c.Documents {
				for _, n := range d.Numbers {
					if n = readNumber(n); n != "" && len(l.rows) < maxRows {
						l.rows = append(l.rows, row{Number: n, Subject1: d.Subject1, Subject2: d.Subject2, Agencies: []agency{{Slug: a.Slug}}})
					}
				}
			}
		}
	}
	return true
}

// ended names how a page that could not be read to its end ended.
func ended(err error) error {
	switch {
	case errors.Is(err, crawlers.ErrShape):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", crawlers.ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
}

// words are what a row says of its document, its title first.
func (r *row) words() []string {
	return []string{r.Title, r.Entry, r.Subject2, r.Subject3, r.Heading, r.Subject1}
}

// ours reports whether the document can be one about section 337, so that its
// text is worth fetching. The commission's other notices, dumping and
// subsidies above all, are told by their titles and numbers.
func (r *row) ours() bool {
	if len(r.Agencies) > 0 && !slices.ContainsFunc(r.Agencies, agency.commission) {
		return false
	}
	dockets := strings.Join(r.dockets(), "; ")
	said := strings.Join(r.words(), "; ")
	if len(section337.Investigations(dockets+"; "+said)) > 0 || len(section337.Dockets(r.Entry+"; "+r.Subject2)) > 0 {
		return true
	}
	if otherProceedings.MatchString(dockets) || otherProceedings.MatchString(said) {
		return false
	}
	for _, s := range r.words() {
		if _, ok := section337.ReadTitle(s); ok {
			return true
		}
	}
	return false
}

func (a agency) commission() bool {
	return a.Slug == "international-trade-commission" ||
		a.Slug == "" && strings.Contains(strings.ToUpper(a.RawName+a.Name), agencyName)
}

func (r *row) dockets() []string { return slices.Concat(r.DocketIDs, r.DocketID, r.Dockets) }

func (r *row) inspection() bool { return r.FiledAt != nil }

func (r *row) withdrawn() bool { return r.inspection() && r.Published == "" }

// text returns the address of the document's text, or "" if it is not wanted.
// On public inspection there is no XML; in print there is none before the day,
// though documents are listed earlier.
func (r *row) text(today time.Time) string {
	switch {
	case !r.ours(), r.withdrawn(), !r.inspection() && r.published().After(today):
		return ""
	case r.XML != "":
		return r.XML
	}
	return r.Plain
}
