// Package flsd watches the list of civil cases filed in the last days in the
// Southern District of Florida. Of all free pages of courts it alone gives
// each case's nature of suit and cause, and so the right at stake on the first
// day. It tells of new cases only.
//
// The list stands in a frame of a page that is otherwise nothing to us. That
// page is not taken: it would then be asked for conditionally, and an answer
// that it has not changed has no frame to follow.
package flsd

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/newcase"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is the court's list.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

// params are what source.yaml says about the list.
type params struct {
	newcase.Table `yaml:",inline"`

	URL   string `yaml:"url"`
	Frame string `yaml:"frame"` // selects what may be the list's frame
}

// read decodes the params, the source's own where a page brings none.
func read(p crawlers.Params) (params, error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	var c params
	if err := p.Decode(&c); err != nil {
		return c, fmt.Errorf("flsd: params: %w", err)
	}
	if c.URL == "" {
		return c, errors.New("flsd: params: url is empty: copy it from the source's own source.yaml")
	}
	if err := c.Check(); err != nil {
		return c, fmt.Errorf("flsd: %w", err)
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
		return fmt.Errorf("flsd: params: url %w", err)
	}
	return nil
}

func (c params) list() newcase.List {
	return newcase.List{Source: "flsd", Court: "flsd", Address: c.URL, Table: c.Table}
}

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	c, err := read(p.Params)
	if err != nil {
		return err
	}
	if err = c.list().Parse(p, emit); errors.Is(err, crawlers.ErrShape) && p.URL == c.URL {
		return fmt.Errorf("%w, or sources.flsd.params.frame if the list stands in a frame", err)
	}
	return err
}

// crawl takes the frame of the page. A page that has the list itself, or
// neither, is taken for what it is.
func crawl(_ context.Context, v *crawlers.Visit) error {
	c, err := read(v.Params)
	if err != nil {
		return err
	}
	var frames []string
	page := v.Collector()
	page.OnResponse(func(r *colly.Response) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body))
		if err == nil && doc.Find(c.Table.Select).Length() == 0 {
			frames = c.frames(r.Request.URL, doc)
		}
		if len(frames) == 0 {
			v.Take(r)
		}
	})
	if err := v.Walk(page, c.URL); err != nil {
		return err
	}
	frame := v.Collector()
	frame.OnResponse(v.Take)
	return v.Walk(frame, frames...)
}

// frames returns the address of the list's frame: the first on the courts' own
// hosts, since others count visitors and translate.
func (c params) frames(page *url.URL, doc *goquery.Document) []string {
	for _, f := range doc.Find(c.Frame).EachIter() {
		u, err := page.Parse(strings.TrimSpace(f.AttrOr("src", "")))
		if err == nil && (u.Scheme == "https" || u.Scheme == "http") && newcase.OfCourts(u.Hostname()) {
			return []string{u.String()}
		}
	}
	return nil
}
