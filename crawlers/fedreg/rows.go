package fedreg

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// parseList emits what the rows of a list tell by themselves.
func parseList(p crawlers.Page, body []byte, emit func(crawlers.Filing) error) error {
	l, err := readList(body)
	if l.left > 0 {
		p.Warn("documents without a number in a list", "count", l.left)
	}
	for i := range l.rows {
		r := &l.rows[i]
		if !r.ours() {
			continue
		}
		if day := publicationDay(r.published(), p.URL, time.Time{}); r.Published == "" && !r.inspection() && !day.IsZero() {
			r.Published = day.Format(time.DateOnly) // a table of contents is of one day, which its address says
		}
		if r.withdrawn() {
			p.Warn("withdrawn from public inspection", "document", clip(r.Number), "note", clip(r.Note))
			continue
		}
		if r.shown() == nil {
			p.Warn("a document without a day", "document", clip(r.Number))
			continue
		}
		for _, f := range r.filings() {
			if err := emit(f); err != nil {
				return err
			}
		}
	}
	return err
}

// filings returns what a row with a day tells of each matter it names. It is
// the day of print or of public inspection, not that of issue, by which acts
// are named of which a matter can have several: those only the text can tell.
func (r *row) filings() []crawlers.Filing {
	act, ok := r.act()
	if !ok || !act.Once {
		return nil
	}
	shown := r.shown()
	investigations, dockets := r.numbers(act)
	if len(investigations)+len(dockets) == 0 {
		return nil
	}
	part := "listed" // after the text's in the order of names, which decides between reports of one source
	if r.inspection() {
		part = "inspection-listed"
	}
	product := r.product()
	f := crawlers.Filing{
		Slug:    act.Slug(""),
		Part:    partOf(part, act, r.Number, r.Corrects != "" || corrects(r.Number, r.Title)),
		Act:     act.Word,
		Routine: act.Routine,
		Kind:    crawlers.Section337,
		Title:   product,
		Product: withoutCertain(product),
		Filed:   dayOf(shown.Time),
		Shown:   shown,
		URL:     documentURL(r.Number, r.URL),
		Text:    printable(r.Abstract[:min(len(r.Abstract), maxText)]),
	}
	if f.Title == "" {
		f.Title = section337.Plain(printable(r.Title))
	}
	return perMatter(f, raw{Document: given(r.Number), Published: known(r.published()), Citation: r.Citation}, investigations, dockets)
}

// act returns the first act that the row's words name. Where they name none,
// the heading of the Register's table of contents still says what was a
// complaint.
func (r *row) act() (section337.Act, bool) {
	for _, s := range r.words() {
		if act, ok := section337.ReadTitle(s); ok && act.Word != "" {
			return act, true
		}
	}
	return section337.Known("receipt"), strings.HasPrefix(r.Heading+r.Subject1, "Complaint")
}

// numbers returns the numbers of the matters. A complaint that was received
// has its docket number, whatever else the row mentions; every later act has
// the investigation's.
func (r *row) numbers(act section337.Act) (investigations, dockets []int) {
	said := strings.Join(slices.Concat(r.dockets(), r.words()), "; ")
	dockets = section337.Dockets(said)
	if act.Stage == "receipt" {
		return nil, dockets[:min(len(dockets), 1)]
	}
	if investigations = section337.Investigations(said); len(investigations) == 0 {
		return nil, nil
	}
	return investigations, dockets
}

func (r *row) product() string {
	for _, s := range r.words() {
		if p := section337.Product(printable(s)); p != "" {
			return p
		}
	}
	return ""
}

// shown returns when the document was put on public inspection, or printed.
func (r *row) shown() *crawlers.Date {
	var filed string
	json.Unmarshal(r.FiledAt, &filed) //nolint:errcheck // null and what is no text are no moment
	if t, err := time.Parse(time.RFC3339, filed); err == nil {
		return &crawlers.Date{Time: t.In(section337.Zone())}
	}
	return known(r.published())
}

func (r *row) published() time.Time {
	t, err := time.Parse(time.DateOnly, r.Published)
	if err != nil {
		return time.Time{}
	}
	return t
}
