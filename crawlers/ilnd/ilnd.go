// Package ilnd watches the list of cases recently filed in the Northern
// District of Illinois, where most suits against many online sellers at once
// begin. It tells of new cases only.
//
// The list is made for people by ASP.NET: its further pages have no address,
// but are posts of the form on the page before, which expires.
package ilnd

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

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

	URL      string        `yaml:"url"`
	Pages    int           `yaml:"pages"`     // how many are visited
	LookBack time.Duration `yaml:"look_back"` // older cases are history
	Pager    string        `yaml:"pager"`     // selects the links to other pages
}

// maxPages bounds the pages of one visit.
const maxPages = 200

// read decodes the params, the source's own where a page brings none.
func read(p crawlers.Params) (params, error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	var c params
	if err := p.Decode(&c); err != nil {
		return c, fmt.Errorf("ilnd: params: %w", err)
	}
	switch {
	case c.URL == "":
		return c, errors.New("ilnd: params: url is empty: copy it from the source's own source.yaml")
	case c.Pages < 1 || c.Pages > maxPages:
		return c, fmt.Errorf("ilnd: params: pages %d: want 1 to %d", c.Pages, maxPages)
	case c.LookBack <= 0:
		return c, errors.New("ilnd: params: look_back: want a time such as 168h")
	}
	if err := c.Check(); err != nil {
		return c, fmt.Errorf("ilnd: %w", err)
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
		return fmt.Errorf("ilnd: params: url %w", err)
	}
	return nil
}

func (c params) list() newcase.List {
	return newcase.List{Source: "ilnd", Court: "ilnd", Address: c.URL, Table: c.Table}
}

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	c, err := read(p.Params)
	if err != nil {
		return err
	}
	return c.list().Parse(p, emit)
}

func crawl(ctx context.Context, v *crawlers.Visit) error {
	c, err := read(v.Params)
	if err != nil {
		return err
	}
	w := walk{v: v, params: c, seen: map[string]bool{}, oldest: v.Now().Add(-c.LookBack)}
	return w.run(ctx)
}
