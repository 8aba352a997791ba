package sriplaw

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/notice"
)

// ownName is what the site adds to the titles of its pages.
var ownName = regexp.MustCompile(`(?i)\s*[-–—|]\s*sriplaw.*$`)

// page emits the notice as the page of a case tells it. A page without a tag
// must say itself which case it is of.
func (c params) page(p crawlers.Page, doc *goquery.Document, emit func(crawlers.Filing) error) error {
	head := notice.Cell(doc.Find("title").First())
	n := notice.Read(p.URL, content(doc))
	docs, cut := c.documents(p.URL, doc)
	if len(docs) > 0 {
		n.Documents = docs
	}
	t, ok := tagOf(p.URL)
	if ok {
		if err := t.agrees(head, n); err != nil {
			return err
		}
	} else {
		var err error
		if t, err = ownTag(head, n); err != nil {
			return err
		}
	}
	title := t.title
	if caption := notice.Caption(ownName.ReplaceAllString(head, "")); caption != "" {
		title = caption
	} else if title == "" {
		title = n.Caption
	}
	if title == "" {
		return fmt.Errorf("%w: the page has no caption", crawlers.ErrShape)
	}
	if n.Cut || cut {
		p.Warn("more on the page than is read", "case", t.key.String(), "sellers", len(n.Sellers))
	}
	f := n.Filing(t.key, firm, title)
	f.URL = notice.Own(p.URL, p.URL)
	f.Slug, f.Part, f.Filed = slug(f.URL, ""), "page", t.filed
	var err error
	if f.Raw, err = json.Marshal(rawPage{head, n.Documents}); err != nil {
		return err
	}
	if err := emit(f); err != nil {
		return err
	}
	return ended(p)
}

// ownTag reads from a page what the list would have said: its day is that of
// the first paper.
func ownTag(head string, n notice.Notice) (t tag, err error) {
	key, why := notice.Key(n.Court, head, n.Text, n.Links())
	if why != "" {
		return t, fmt.Errorf("%w: the page of a case: %s", crawlers.ErrShape, why)
	}
	t.key = key
	for _, d := range n.Documents {
		if day, ok := notice.Day(d.Filed); ok && (t.filed.IsZero() || day.Before(t.filed.Time)) {
			t.filed = day
		}
	}
	if t.filed.IsZero() {
		return t, fmt.Errorf("%w: the page of a case: no paper with a date", crawlers.ErrShape)
	}
	return t, nil
}

type rawPage struct {
	Title     string            `json:"title"`
	Documents []notice.Document `json:"documents"`
}

// agrees returns an error if the page is of another case than the list says:
// a link that leads astray must not name sellers in a case they are not in.
func (t tag) agrees(head string, n notice.Notice) error {
	_, rest, _ := strings.Cut(t.key.Number, ":")
	all := slices.Concat(notice.Numbers(head), notice.Numbers(n.Caption))
	if len(all) == 0 {
		all = notice.Numbers(n.Text)
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(o notice.Number) bool { return o.Rest == rest }) {
		return fmt.Errorf("%w: the list says %s, the page %s", crawlers.ErrShape, t.key.Number, all[0].Rest)
	}
	return nil
}

// content is the part of a page that is about its case.
func content(doc *goquery.Document) *goquery.Selection {
	for _, part := range []string{".entry-content", "article", "main", "body"} {
		if s := doc.Find(part).First(); s.Length() > 0 {
			return s
		}
	}
	return doc.Selection
}

// maxDocuments bounds the papers of one case.
const maxDocuments = 2_000

// documents reads the table of papers. Their numbers are not the docket's for
// sure, so that they name no entry of it.
func (c params) documents(page string, doc *goquery.Document) (out []notice.Document, cut bool) {
	for _, tr := range doc.Find(c.Rows).EachIter() {
		d := notice.Document{Number: cellText(tr, c.Documents.Number), Name: cellText(tr, c.Documents.Document), Filed: cellText(tr, c.Documents.Date)}
		if _, ok := notice.Day(d.Filed); !ok || d.Name == "" {
			continue // a head, or another table: of sellers
		}
		if len(out) == maxDocuments {
			return out, true
		}
		d.URL = notice.Own(page, tr.Find(c.Documents.Document).Find("a[href]").First().AttrOr("href", ""))
		out = append(out, d)
	}
	return out, false
}
