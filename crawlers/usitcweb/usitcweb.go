// Package usitcweb watches three kinds of page on the website of the United
// States International Trade Commission: the list of petitions and complaints,
// which shows a complaint within the hour and later the number of its
// investigation; the index of notices in investigations under section 337; and
// the news releases, which name the respondents and their cities on the day of
// institution.
//
// The pages are made for people by a content management system, and the site
// refuses many who ask: other sources tell of every act too, earlier or later,
// so this one may fail without harm. What depends on the look of the pages
// stands in the params of source.yaml.
package usitcweb

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is the commission's website.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

// params are what source.yaml says about the three kinds of page.
type params struct {
	Petitions petitions `yaml:"petitions"`
	Notices   notices   `yaml:"notices"`
	Releases  releases  `yaml:"releases"`
}

// A Listing is where one kind of page begins and goes on.
type Listing struct {
	URL   string `yaml:"url"`
	Pages int    `yaml:"pages"` // how many are visited
	Next  string `yaml:"next"`  // selects the link to the next
}

// maxPages bounds the pages of one listing in one visit.
const maxPages = 200

// read decodes the params, the source's own where a page brings none.
func read(p crawlers.Params) (params, error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	var c params
	if err := p.Decode(&c); err != nil {
		return c, fmt.Errorf("usitcweb: params: %w", err)
	}
	for _, need := range []struct{ key, value string }{
		{"petitions.url", c.Petitions.URL},
		{"petitions.table", c.Petitions.Table},
		{"petitions.columns.docket", c.Petitions.Columns.Docket},
		{"petitions.columns.received", c.Petitions.Columns.Received},
		{"petitions.columns.type", c.Petitions.Columns.Type},
		{"petitions.columns.commodity", c.Petitions.Columns.Commodity},
		{"petitions.columns.investigation", c.Petitions.Columns.Investigation},
		{"notices.url", c.Notices.URL},
		{"notices.rows", c.Notices.Rows},
		{"notices.columns.title", c.Notices.Columns.Title},
		{"notices.columns.number", c.Notices.Columns.Number},
		{"notices.columns.action", c.Notices.Columns.Action},
		{"notices.columns.issued", c.Notices.Columns.Issued},
		{"releases.url", c.Releases.URL},
	} {
		if need.value == "" {
			return c, fmt.Errorf("usitcweb: params: %s is empty: copy it from the source's own source.yaml", need.key)
		}
	}
	return c, nil
}

// check reports params that cannot be read, and pages of another site.
func check(m crawlers.Meta) error {
	c, err := read(m.Params)
	if err != nil {
		return err
	}
	for _, l := range []struct{ key, address string }{{"petitions", c.Petitions.URL}, {"notices", c.Notices.URL}, {"releases", c.Releases.URL}} {
		if err := m.CheckAddress(l.address); err != nil {
			return fmt.Errorf("usitcweb: params: %s.url %w", l.key, err)
		}
	}
	return nil
}

// shape says that a page is not what a key of the params expects.
func shape(key, format string, args ...any) error {
	return fmt.Errorf("%w: %s: mend sources.usitcweb.params.%s in tocsin.yaml", crawlers.ErrShape, fmt.Sprintf(format, args...), key)
}

// parse reads one page of any of the three kinds. A page that says the
// commission does not work is read too, since it may still show what was
// there before, and then ends blocked.
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
	if err := refused(doc); err != nil {
		return err
	}
	text := linesOf(doc.Selection)
	closed := shutdown(text)
	switch kindOf(p.URL, doc, text, c) {
	case petitionsPage:
		err = c.Petitions.parse(p, doc, emit)
	case noticesPage:
		err = c.Notices.parse(p, doc, emit)
	case releasesPage:
		err = c.Releases.parse(p, doc, text, emit)
	default:
		err = fmt.Errorf("%w: neither a list of petitions, nor of notices, nor news releases", crawlers.ErrShape)
	}
	if closed != nil && (err == nil || errors.Is(err, crawlers.ErrShape) || errors.Is(err, crawlers.ErrTruncated)) {
		return closed
	}
	return err
}

// The kinds of page.
type kind int

const (
	otherPage kind = iota
	petitionsPage
	noticesPage
	releasesPage
)

// kindOf tells a page by its address, and one of an address we do not know by
// what stands on it.
func kindOf(address string, doc *goquery.Document, text []line, c params) kind {
	switch path := pathOf(address); {
	case path == "":
	case path == pathOf(c.Petitions.URL):
		return petitionsPage
	case path == pathOf(c.Notices.URL):
		return noticesPage
	case path == pathOf(c.Releases.URL):
		return releasesPage
	}
	switch {
	case c.Petitions.on(doc):
		return petitionsPage
	case c.Notices.on(doc):
		return noticesPage
	case len(articles(text)) > 0:
		return releasesPage
	}
	return otherPage
}

// pathOf returns the path of an address of the web, without its slash at the
// end.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// absolute returns the address that a link on a page stands for, or "".
func absolute(page, own, href string) string {
	href = strings.TrimSpace(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return ""
	}
	base, err := url.Parse(page)
	if err != nil || base.Host == "" {
		if base, err = url.Parse(own); err != nil {
			return ""
		}
	}
	u, err := base.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// sameSite reports whether an address is on the site of the page, which the
// site writes with and without www.
func sameSite(page, address string) bool {
	a, err := url.Parse(page)
	if err != nil {
		return false
	}
	b, err := url.Parse(address)
	return err == nil && strings.TrimPrefix(a.Hostname(), "www.") == strings.TrimPrefix(b.Hostname(), "www.")
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	c, err := read(v.Params)
	if err != nil {
		return err
	}
	if err := walk(v, c.Petitions.Listing, nil); err != nil {
		return err
	}
	if err := walk(v, c.Notices.Listing, nil); err != nil {
		return err
	}
	var begun []string
	if err := walk(v, c.Releases.Listing, func(page string, doc *goquery.Document) {
		begun = append(begun, c.Releases.begun(page, doc)...)
	}); err != nil {
		return err
	}
	page := v.Collector()
	page.OnResponse(v.Take)
	return v.Walk(page, begun...)
}
