// Package gbc watches the public pages on which Greer, Burns & Crain, a firm
// that sues sellers by the hundred, tells those it has sued: one page a case,
// and on some the sellers of its "Schedule A".
//
// The site is a WordPress whose list of pages is asked for in JSON, the latest
// changed first. The page is the act: the firm's own public notice, at the
// moment it was published. What stands in its documents is not read.
package gbc

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is the firm's public pages.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

type params struct {
	URL   string `yaml:"url"`
	Pages int    `yaml:"pages"`
}

func read(p crawlers.Params) (c params, size int, err error) {
	if err := p.Decode(&c); err != nil {
		return c, 0, fmt.Errorf("gbc: params: %w", err)
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return c, 0, fmt.Errorf("gbc: params: url: %w", err)
	}
	size, err = strconv.Atoi(u.Query().Get("per_page"))
	if err != nil || size < 1 || c.Pages < 1 {
		return c, 0, errors.New("gbc: params: want a url with per_page, and at least one page")
	}
	return c, size, nil
}

// check reports params that cannot be read, and a list on another site.
func check(m crawlers.Meta) error {
	c, _, err := read(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(c.URL); err != nil {
		return fmt.Errorf("gbc: params: url %w", err)
	}
	return nil
}

// crawl asks for the list page by page. WordPress says how many there are; if
// something on the way took that out, a page that is not full is the last, and
// so is one that WordPress refuses as beyond the last.
func crawl(ctx context.Context, v *crawlers.Visit) error {
	c, size, err := read(v.Params)
	if err != nil {
		return err
	}
	for n := 1; n <= c.Pages && ctx.Err() == nil; n++ {
		address, more := c.URL, false
		collector := v.Collector()
		if n > 1 {
			address += "&page=" + strconv.Itoa(n)
			collector = collector.Clone() // without what records a refusal as a page that failed
		}
		collector.OnResponse(func(r *colly.Response) {
			v.Take(r)
			more = goesOn(r, n, size)
		})
		if n == 1 {
			err = v.Walk(collector, address)
		} else {
			err = collector.Visit(address)
		}
		if n > 1 && beyond(err) {
			return nil
		}
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// goesOn reports whether page n of the list is not the last.
func goesOn(r *colly.Response, n, size int) bool {
	if total, err := strconv.Atoi(r.Headers.Get("X-WP-TotalPages")); err == nil {
		return n < total
	}
	items, err := decode(r.Body)
	return err == nil && len(items) >= size
}

// beyond reports whether err is WordPress's answer to a page after the last.
func beyond(err error) bool {
	var status *crawlers.StatusError
	return errors.As(err, &status) && status.Code == http.StatusBadRequest
}
