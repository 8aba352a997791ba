package gbc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/notice"
)

// A page is one of the site as WordPress gives it. Plugins change the types of
// its fields; one that is not what it should be is empty.
type page struct {
	ID       number   `json:"id"`
	Link     text     `json:"link"`
	Slug     text     `json:"slug"`
	Title    rendered `json:"title"`
	Date     text     `json:"date_gmt"`
	Modified text     `json:"modified_gmt"`
	Local    text     `json:"modified"` // in the zone of the site, which it does not name
	Content  rendered `json:"content"`
}

type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}

type number string

func (n *number) UnmarshalJSON(b []byte) error {
	if s := strings.Trim(string(b), `"`); s != "" && strings.Trim(s, "0123456789") == "" {
		*n = number(s)
	}
	return nil
}

type rendered string

func (r *rendered) UnmarshalJSON(b []byte) error {
	var s text
	var o struct {
		Rendered text `json:"rendered"`
	}
	if json.Unmarshal(b, &o) == nil {
		s = o.Rendered
	} else if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	*r = rendered(s)
	return nil
}

// Limits of one list.
const (
	maxPages   = 1_000
	maxContent = 4 << 20 // bytes of one page
	maxField   = 20_000  // of its other fields together
)

// decode reads a list of pages, by its bytes: the site sends it as HTML too.
// Before an error come the pages that could be read.
func decode(body []byte) (pages []page, err error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case len(body) == 0:
		return nil, fmt.Errorf("%w: the answer is empty", crawlers.ErrTruncated)
	case body[0] == '{':
		return nil, refusal(body)
	case body[0] != '[':
		return nil, fmt.Errorf("%w: the site answers with something else than its list of pages", crawlers.ErrBlocked)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if _, err := d.Token(); err != nil {
		return nil, broken(err)
	}
	for d.More() {
		if len(pages) == maxPages {
			return pages, fmt.Errorf("%w: more than %d pages", crawlers.ErrShape, maxPages)
		}
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return pages, broken(err)
		}
		var p page
		if one[0] != '{' || json.Unmarshal(one, &p) != nil {
			p = page{} // counted, and no case
		}
		pages = append(pages, p)
	}
	if _, err := d.Token(); err != nil {
		return pages, broken(err)
	}
	return pages, nil
}

func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: the list breaks off", crawlers.ErrTruncated)
	}
	return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
}

// refusal reads what WordPress answers in place of a list. That there is no
// such page of it is an end and no error.
func refusal(body []byte) error {
	var o struct {
		Code    text `json:"code"`
		Message text `json:"message"`
	}
	if err := json.Unmarshal(body, &o); err != nil {
		return broken(syntax(err, body))
	}
	switch {
	case o.Code == "rest_post_invalid_page_number":
		return nil
	case o.Code == "":
		return fmt.Errorf("%w: not a list of pages", crawlers.ErrShape)
	}
	return fmt.Errorf("%w: the site refuses its list of pages: %.80q", crawlers.ErrBlocked, o.Code)
}

// syntax tells an object that is cut off from one that is none.
func syntax(err error, body []byte) error {
	var at *json.SyntaxError
	if errors.As(err, &at) && at.Offset >= int64(len(body)) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// caseSlug is how the site names the page of a case: "case-no-25-cv-01234".
var caseSlug = regexp.MustCompile(`(?i)\bcase-?no(?:\b|\d)`)

func (p page) isCase() bool {
	return caseSlug.MatchString(string(p.Slug)) || caseSlug.MatchString(string(p.Link))
}

// published is the moment the page was put before the public, else the one it
// was changed last; the day alone where only the site's own clock says it.
func (p page) published() (crawlers.Date, bool) {
	for _, s := range []text{p.Date, p.Modified} {
		if t, err := time.Parse("2006-01-02T15:04:05", string(s)); err == nil && t.Year() >= 1990 {
			return crawlers.Date{Time: t}, true
		}
	}
	day, _, _ := strings.Cut(string(p.Local), "T")
	return notice.Day(day)
}

const firm = "Greer, Burns & Crain, Ltd."

// parse emits the pages of cases of one list, in its order.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	pages, ended := decode(body)
	var left notice.Left
	for _, one := range pages {
		if !one.isCase() {
			continue
		}
		f, why, err := one.filing(p)
		if err != nil {
			return err
		}
		if why != "" {
			left.Add(why, string(one.Slug))
			continue
		}
		if err := emit(f); err != nil {
			return err
		}
	}
	left.Warn(p)
	return ended
}

// filing reads the page of a case. Why it cannot be one is why.
func (p page) filing(of crawlers.Page) (f crawlers.Filing, why string, err error) {
	if len(p.Content) > maxContent || len(p.Link)+len(p.Slug)+len(p.Title)+len(p.Date)+len(p.Modified)+len(p.Local)+len(p.ID) > maxField {
		return f, "the page is too long", nil
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(p.Content)))
	if err != nil {
		return f, "its HTML cannot be read", nil //nolint:nilerr // of one page, which leaves the others as they are
	}
	link := notice.Own(of.URL, string(p.Link))
	base := link
	if base == "" {
		base = of.URL
	}
	n := notice.Read(base, doc.Selection)
	title := notice.Words(string(p.Title))
	court := n.Court
	if court == "" {
		court = notice.Court(title)
	}
	key, why := notice.Key(court, title, string(p.Slug), n.Text, n.Links())
	if why != "" {
		return f, why, nil
	}
	filed, ok := p.published()
	if !ok {
		return f, "no day of publication", nil
	}
	if caption := notice.Caption(title); caption != "" {
		title = caption
	} else if n.Caption != "" {
		title = n.Caption
	}
	f = n.Filing(key, firm, title)
	f.Slug, f.Filed, f.URL = notice.Slug(string(p.Slug)), filed, link
	if f.Slug == "" {
		f.Slug = notice.Slug(string(p.ID))
	}
	if n.Cut {
		of.Warn("more on the page than is read", "case", key.String(), "sellers", len(n.Sellers))
	}
	f.Raw, err = json.Marshal(p.raw(n.Documents))
	return f, "", err
}

// raw is the page's own fields, but for its content.
type raw struct {
	ID       string            `json:"id"`
	Slug     string            `json:"slug"`
	Link     string            `json:"link"`
	Title    string            `json:"title"`
	Date     string            `json:"date_gmt"`
	Modified string            `json:"modified_gmt"`
	Local    string            `json:"modified"`
	Docs     []notice.Document `json:"documents"`
}

func (p page) raw(docs []notice.Document) raw {
	return raw{
		ID: string(p.ID), Slug: string(p.Slug), Link: string(p.Link), Title: notice.Words(string(p.Title)),
		Date: string(p.Date), Modified: string(p.Modified), Local: string(p.Local), Docs: docs,
	}
}
