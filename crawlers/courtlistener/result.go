package courtlistener

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// An answer is one page of a search, or what was sent to the hook.
type answer struct {
	Next    string             `json:"next"`
	Results *[]json.RawMessage `json:"results"`
	Detail  string             `json:"detail"` // in place of results: what CourtListener has against the question
	Webhook *event             `json:"webhook"`
	Payload payload            `json:"payload"`
}

// Limits of one answer; a page has 20 cases.
const (
	maxResults = 1_000
	maxPapers  = 1_000
	maxNames   = 2_000
)

// read decodes an answer. The count in it is cached and often wrong, and not
// read.
func read(r io.Reader) (a answer, err error) {
	b := bufio.NewReader(r)
	first, err := b.Peek(1)
	switch {
	case err != nil:
		return a, fmt.Errorf("%w: the answer is empty", crawlers.ErrTruncated)
	case first[0] == '<':
		return a, fmt.Errorf("%w: a page for people where JSON was asked for", crawlers.ErrBlocked)
	}
	if err := json.NewDecoder(b).Decode(&a); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return a, fmt.Errorf("%w: %w", crawlers.ErrTruncated, err)
		}
		return a, fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	if a.Webhook != nil {
		if why := a.unwanted(); why != "" {
			return a, fmt.Errorf("%w: %s", crawlers.ErrUnwanted, why)
		}
		a.Results = a.Payload.Results
	}
	switch {
	case a.Results == nil && a.Detail != "":
		return a, fmt.Errorf("%w: CourtListener says %.200q", crawlers.ErrBlocked, a.Detail)
	case a.Results == nil:
		return a, fmt.Errorf("%w: no results in the answer", crawlers.ErrShape)
	case len(*a.Results) > maxResults:
		return a, fmt.Errorf("%w: more than %d results", crawlers.ErrShape, maxResults)
	}
	return a, nil
}

// A word is text, or a number where other versions of the service write text.
// What is neither is none. What was asked for is marked in what is sent to the
// hook; the marks are not kept, so that both ways tell the same.
type word string

var unmarked = strings.NewReplacer("<mark>", "", "</mark>", "", "<strong>", "", "</strong>", "")

// UnmarshalJSON reads a string, a number or null.
func (w *word) UnmarshalJSON(b []byte) error {
	var read crawlers.Word
	err := read.UnmarshalJSON(b)
	*w = word(strings.TrimSpace(unmarked.Replace(string(read))))
	return err
}

// A result is one case, in the fields of the service that are kept. Names of
// counsel, snippets of papers and what changes with every answer are not.
type result struct {
	CaseName     word    `json:"caseName"`
	Cause        word    `json:"cause"`
	Court        word    `json:"court_id"`
	Filed        word    `json:"dateFiled"`
	Terminated   word    `json:"dateTerminated"`
	Number       word    `json:"docketNumber"`
	URL          word    `json:"docket_absolute_url"`
	Docket       word    `json:"docket_id"`
	Firms        []word  `json:"firm"`
	Jurisdiction word    `json:"jurisdictionType"`
	CaseID       word    `json:"pacer_case_id"`
	Parties      []word  `json:"party"`
	Suit         word    `json:"suitNature"`
	Papers       []paper `json:"recap_documents,omitempty"`
}

// A paper is one document of an entry of the docket.
type paper struct {
	ID          word `json:"id"`
	Entry       word `json:"docket_entry_id"`
	Number      word `json:"entry_number"`
	Filed       word `json:"entry_date_filed"`
	Document    word `json:"document_number"`
	Attachment  word `json:"attachment_number"`
	Type        word `json:"document_type"`
	Description word `json:"description"` // text of the whole entry
	Short       word `json:"short_description"`
	URL         word `json:"absolute_url"`
	PacerDoc    word `json:"pacer_doc_id"`
}

// A teller is one result: a case, or an entry of one.
type teller interface {
	filings(leftOut) []crawlers.Filing
}

// leftOut counts what could not be read, by reason.
type leftOut map[string]int

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	a, err := read(p.Reader())
	if err != nil {
		return err
	}
	left := leftOut{}
	told := false
	for _, raw := range *a.Results {
		var r teller = new(result)
		if a.Webhook.entries() {
			r = new(entry)
		}
		if err := json.Unmarshal(raw, r); err != nil {
			left["a case that is not in the service's form"]++
			continue
		}
		for _, f := range r.filings(left) {
			told = true
			if err := emit(f); err != nil {
				return err
			}
		}
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		p.Warn("results left out", "why", why, "count", left[why], "url", p.URL)
	}
	if !told && len(left) > 0 {
		return fmt.Errorf("%w: none of %d results could be read", crawlers.ErrShape, len(*a.Results))
	}
	return nil
}

var (
	courtID  = regexp.MustCompile(`^[a-z0-9]{3,8}$`)
	numbered = regexp.MustCompile(`^[1-9][0-9]{0,9}$`)
	removal  = regexp.MustCompile(`^28:14(?:41|42|43|46)\b`) // the first paper is not a complaint
)

// filings returns the case and its entries.
func (r *result) filings(left leftOut) (out []crawlers.Filing) {
	court := string(r.Court)
	number, ok := docket.ReadNumber(court, string(r.Number))
	switch {
	case !courtID.MatchString(court) || !ok:
		left["no court or no docket number"]++
		return nil
	case number.Office == "" && !docket.Appellate(court) && !docket.Bankruptcy(court):
		left["a number without the office's digit, which is not guessed"]++
		return nil
	}
	if len(r.Parties) > maxNames || len(r.Firms) > maxNames {
		left["parties beyond the first two thousand"]++
		r.Parties, r.Firms = r.Parties[:min(len(r.Parties), maxNames)], r.Firms[:min(len(r.Firms), maxNames)]
	}
	name := docket.CleanName(string(r.CaseName))
	base := crawlers.Filing{
		Key:   crawlers.Key{Authority: "us-" + court, Number: number.Text},
		Kind:  crawlers.Lawsuit,
		Title: name.Title,
		URL:   link(r.URL),
	}
	if numbered.MatchString(string(r.CaseID)) {
		base.Aliases = []crawlers.Key{{Authority: base.Key.Authority, Number: "case." + string(r.CaseID)}}
	}
	if filed, ok := day(r.Filed); ok {
		out = append(out, r.opened(base, filed, name))
	} else {
		left["a case without the day it was filed"]++
	}
	return append(out, r.entries(base, name, left)...)
}

// opened tells of the case itself.
func (r *result) opened(f crawlers.Filing, filed time.Time, name docket.Name) crawlers.Filing {
	f.Slug, f.Part, f.Filed = "entry.1", "docket", crawlers.Date{Time: filed, Day: true}
	if docket.CaseType(f.Key.Number) == "cv" && !removal.MatchString(string(r.Cause)) {
		f.Act = "complaint"
	}
	f.Text = docket.Nature{Suit: string(r.Suit), Cause: string(r.Cause)}.String()
	f.Parties = r.parties(name)
	bare := *r
	bare.Papers = nil
	f.Raw = encode(bare)
	return f
}

// entries tells of the entries whose papers are listed, each once. The paper
// itself speaks before what is attached to it.
func (r *result) entries(base crawlers.Filing, name docket.Name, left leftOut) (out []crawlers.Filing) {
	if len(r.Papers) > maxPapers {
		left["papers beyond the first thousand"]++
		r.Papers = r.Papers[:maxPapers]
	}
	at := map[string]int{}
	main := map[string]bool{}
	for _, d := range r.Papers {
		slug, filed, why := d.place()
		if why != "" {
			left[why]++
			continue
		}
		i, have := at[slug]
		if have && (main[slug] || d.Attachment != "") {
			continue
		}
		f := d.filing(base, slug, filed, string(r.Court))
		f.Parties = captioned(name)
		main[slug] = d.Attachment == ""
		if have {
			out[i] = f
			continue
		}
		at[slug] = len(out)
		out = append(out, f)
	}
	return out
}

// place names the entry of a paper within its case, and its day.
func (d *paper) place() (slug string, filed time.Time, why string) {
	filed, ok := day(d.Filed)
	switch {
	case !ok:
		return "", filed, "an entry without a day"
	case numbered.MatchString(string(d.Number)):
		return "entry." + string(d.Number), filed, ""
	case numbered.MatchString(string(d.Entry)):
		return "cl." + string(d.Entry), filed, ""
	}
	return "", filed, "an entry without a number"
}

// filing tells of the entry. Of a sealed one no text is kept. An attachment's
// short name is not the entry's.
func (d paper) filing(f crawlers.Filing, slug string, filed time.Time, court string) crawlers.Filing {
	short := string(d.Short)
	if d.Attachment != "" {
		short = ""
	}
	read := docket.ReadEntry(court, short, string(d.Description))
	f.Slug, f.Act, f.Routine = slug, read.Act, read.Routine
	f.Filed = crawlers.Date{Time: filed, Day: true}
	if u := link(d.URL); u != "" {
		f.URL = u
	}
	if read.Act == "sealed" || sealed(d.Description) || sealed(d.Short) {
		d.Description, d.Short = "", ""
	}
	f.Text = string(d.Description)
	if f.Text == "" {
		f.Text = string(d.Short)
	}
	f.Raw = encode(d)
	return f
}

// sealed reports whether the words of an entry begin by saying that what was
// filed is not public, whatever else they call it.
func sealed(w word) bool { return strings.HasPrefix(strings.ToLower(string(w)), "sealed ") }

// day reads "2026-03-09", or the day of a time.
func day(w word) (time.Time, bool) {
	s := string(w)
	t, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))])
	return t, err == nil
}

// link returns the address of a path of the site.
func link(w word) string {
	if s := string(w); strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.ContainsAny(s, " \t\r\n") {
		return "https://www.courtlistener.com" + s
	}
	return ""
}

func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings alone, which always can be written
	}
	return b
}
