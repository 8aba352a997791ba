// Package sriplaw watches the list of cases that SRIPLAW, a firm that sues
// sellers by the hundred, keeps for those it has sued, and the pages of the
// latest of them, with their documents and on some the sellers.
//
// The act is the firm's own public notice of a case, which the list and the
// page both tell of. The page does not say its court and its day: crawl writes
// what the list says into the fragment of the page's address, which no server
// sees, so that a kept page can be read by itself.
package sriplaw

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/notice"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is the firm's public list.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

type params struct {
	URL   string `yaml:"url"`
	Cases int    `yaml:"cases"`
	Rows  string `yaml:"rows"`
	List  struct {
		Case   string `yaml:"case"`
		Court  string `yaml:"court"`
		Docket string `yaml:"docket"`
		Matter string `yaml:"matter"`
		Date   string `yaml:"date"`
	} `yaml:"list"`
	Documents struct {
		Number   string `yaml:"number"`
		Document string `yaml:"document"`
		Date     string `yaml:"date"`
	} `yaml:"documents"`
}

// read decodes the params, the source's own where a page brings none.
func read(p crawlers.Params) (c params, err error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	if err := p.Decode(&c); err != nil {
		return c, fmt.Errorf("sriplaw: params: %w", err)
	}
	if slices.Contains([]string{c.URL, c.Rows, c.List.Case, c.List.Court, c.List.Docket, c.List.Date, c.Documents.Number, c.Documents.Document, c.Documents.Date}, "") {
		return c, errors.New("sriplaw: params: a key is empty: copy it from the source's own source.yaml")
	}
	if c.Cases < 0 {
		return c, fmt.Errorf("sriplaw: params: cases is %d: want how many pages a visit asks for, 0 for none", c.Cases)
	}
	return c, nil
}

// check reports params that cannot be read, and a list on another site.
func check(m crawlers.Meta) error {
	c, err := read(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(c.URL); err != nil {
		return fmt.Errorf("sriplaw: params: url %w", err)
	}
	return nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	c, err := read(v.Params)
	if err != nil {
		return err
	}
	var rows []row
	list := v.Collector()
	list.OnResponse(func(r *colly.Response) {
		v.Take(r)
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body))
		if err != nil {
			return // Take has said so
		}
		rows, _, _ = c.rows(r.Request.URL.String(), doc)
	})
	if err := v.Walk(list, c.URL); err != nil {
		return err
	}
	for _, address := range latest(rows, c.Cases) {
		if err := take(v, address); err != nil {
			return err
		}
	}
	return nil
}

// take takes the page of a case under the address asked for: a redirect would
// drop the fragment.
func take(v *crawlers.Visit, address string) error {
	asked, err := url.Parse(address)
	if err != nil {
		return err
	}
	page := v.Collector()
	page.OnResponse(func(r *colly.Response) {
		r.Request.URL = asked
		v.Take(r)
	})
	return v.Walk(page, address)
}

// latest returns the addresses of the pages of the latest cases.
func latest(rows []row, most int) (out []string) {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b row) int { return b.filed.Compare(a.filed.Time) })
	for _, r := range rows {
		address := r.address()
		if len(out) == most {
			break
		}
		if address != "" && !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	return out
}

const firm = "SRIPLAW"

// parse reads the list, or the page of a case, which it tells by the address.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	c, err := read(p.Params)
	if err != nil {
		return err
	}
	if p.Size == 0 {
		return fmt.Errorf("%w: the page is empty", crawlers.ErrTruncated)
	}
	doc, err := p.HTML()
	if err != nil {
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	if isList(p.URL, c.URL) {
		return c.list(p, doc, emit)
	}
	return c.page(p, doc, emit)
}

func isList(address, list string) bool {
	a, errA := url.Parse(address)
	l, errL := url.Parse(list)
	return errA != nil || errL != nil || a.Fragment == "" && (a.Host == "" || strings.Trim(a.Path, "/") == strings.Trim(l.Path, "/"))
}

// list emits a notice for every case of the list.
func (c params) list(p crawlers.Page, doc *goquery.Document, emit func(crawlers.Filing) error) error {
	rows, left, cut := c.rows(p.URL, doc)
	if len(rows) == 0 && left.Count() == 0 {
		return fmt.Errorf("%w: no row of a table: mend sources.sriplaw.params.rows in tocsin.yaml", crawlers.ErrShape)
	}
	var all []crawlers.Filing
	for _, r := range rows {
		f, err := r.filing()
		if err != nil {
			return err
		}
		all = append(all, f)
	}
	for _, f := range crawlers.UniteSame(all) { // a case may stand on the list twice
		if err := emit(f); err != nil {
			return err
		}
	}
	left.Warn(p)
	switch {
	case cut:
		return fmt.Errorf("%w: more than %d rows", crawlers.ErrShape, maxRows)
	case len(rows) == 0:
		return fmt.Errorf("%w: none of %d rows could be read: mend sources.sriplaw.params.list in tocsin.yaml", crawlers.ErrShape, left.Count())
	}
	return ended(p)
}

// ended reports that a page breaks off within a table: HTML has no other sign.
func ended(p crawlers.Page) error {
	b, err := p.Bytes()
	if err != nil {
		return err
	}
	b = bytes.ToLower(b)
	if bytes.Count(b, []byte("<table")) > bytes.Count(b, []byte("</table")) {
		return fmt.Errorf("%w: the page ends within a table", crawlers.ErrTruncated)
	}
	return nil
}

// A tag is what the list says of a case, as the address of its page carries it.
type tag struct {
	key   crawlers.Key
	filed crawlers.Date
	title string
}

// address returns that of the row's page, with its tag; "" where it is not on
// the firm's own site.
func (r row) address() string {
	if r.link == "" {
		return ""
	}
	return r.link + "#" + url.Values{"case": {r.key.String()}, "filed": {r.filed.Format("2006-01-02")}, "title": {clip(r.title)}}.Encode()
}

// clip keeps an address of a length that every store takes.
func clip(title string) string {
	if len(title) > 300 {
		title = strings.ToValidUTF8(title[:300], "")
	}
	return title
}

// tagOf reads the tag of an address.
func tagOf(address string) (t tag, ok bool) {
	_, fragment, _ := strings.Cut(address, "#")
	q, err := url.ParseQuery(fragment)
	if err != nil {
		return t, false
	}
	authority, number, _ := strings.Cut(q.Get("case"), "/")
	key, why := notice.Key(notice.Court(strings.TrimPrefix(authority, "us-")), number)
	filed, dated := notice.Day(q.Get("filed"))
	return tag{key, filed, q.Get("title")}, why == "" && dated
}

// slug names the notice by its page, which list and page both know, else by
// the firm's number of the matter.
func slug(link, matter string) string {
	u, err := url.Parse(link)
	if err != nil {
		return notice.Slug(matter)
	}
	name := path.Base(strings.TrimSuffix(u.Path, "/"))
	if name == "." || name == "/" {
		name = matter
	}
	return notice.Slug(cmp.Or(name, matter))
}
