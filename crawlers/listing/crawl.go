package listing

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

// crawl takes the pages of the lists, and then the pages of their rows.
func (p *plan) crawl(ctx context.Context, v *crawlers.Visit) error {
	w := &walk{p: p, v: v, seen: map[string]bool{}, asked: map[string]bool{}}
	for i, address := range p.rule.List.URLs {
		walk := func() error { return w.linked(ctx, address) }
		if strings.Contains(address, "{n}") {
			walk = func() error { return w.counted(ctx, i) }
		}
		if err := walk(); err != nil {
			return err
		}
	}
	return w.details(ctx)
}

// A walk is one visit.
type walk struct {
	p     *plan
	v     *crawlers.Visit
	seen  map[string]bool // rows
	asked map[string]bool // addresses
	links []string        // to pages of rows
}

// A seen page is what decides where the walk goes on.
type seenPage struct {
	rows int
	anew int // of rows, those that were on no page before
	next string
}

// counted asks for the pages of an address by their numbers, to one that lists
// nothing new. A place may refuse a page beyond the last.
func (w *walk) counted(ctx context.Context, i int) error {
	l := w.p.rule.List
	for n := l.First; n <= l.Last && n < l.First+l.Pages && ctx.Err() == nil; n++ {
		page, err := w.take(ctx, w.p.rule.addresses(n)[i], n > l.First)
		if err != nil || page.rows == 0 || page.anew == 0 {
			return err
		}
	}
	return ctx.Err()
}

// linked goes from one page to the next by its link.
func (w *walk) linked(ctx context.Context, address string) error {
	for n := 1; ctx.Err() == nil; n++ {
		w.asked[address] = true
		page, err := w.take(ctx, address, false)
		switch {
		case err != nil || page.next == "" || w.asked[page.next]:
			return err
		case page.rows > 0 && page.anew == 0: // the same list again under another address
			return nil
		case n >= w.p.rule.List.Pages:
			if w.p.rule.List.Pages > 1 {
				w.v.Warn("the list goes on beyond list.pages; what is further was not looked at", "pages", n)
			}
			return nil
		}
		address = page.next
	}
	return ctx.Err()
}

// take fetches and takes one page of a list. Beyond says that it may be one
// after the last, whose refusal is the end and no fault.
func (w *walk) take(ctx context.Context, address string, beyond bool) (got seenPage, err error) {
	c := w.v.Collector()
	if beyond {
		c = c.Clone() // without what records a refusal as a page that failed
	}
	c.OnResponse(func(r *colly.Response) {
		w.v.Take(r)
		got = w.look(r)
	})
	if !beyond {
		return got, w.v.Walk(c, address)
	}
	c.OnError(func(_ *colly.Response, err error) {
		var status *crawlers.StatusError
		if !errors.As(err, &status) || !slices.Contains(afterLast, status.Code) {
			w.v.Lost(address, err)
		}
	})
	if err := c.Visit(address); err != nil {
		return got, context.Cause(ctx) // how the page ended is told
	}
	return got, nil
}

// afterLast are the answers of places to a page after the last.
var afterLast = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone}

// look reads what a page says about where to go on. How the page ended is
// Take's to say.
func (w *walk) look(r *colly.Response) (got seenPage) {
	read := w.p.read(pageOf(r))
	got.next = read.next
	for _, one := range read.rows {
		id := one.filing.ID()
		if one.why != (Words{}) {
			id = one.sample()
		}
		got.rows++
		if !w.seen[id] {
			got.anew++
			w.seen[id] = true
		}
		if one.link != "" && !slices.Contains(w.links, one.link) && len(w.links) < maxDetails {
			w.links = append(w.links, one.link)
		}
	}
	return got
}

// link returns the first address that a selector selects in the page.
func (s *scan) link(sel selector) string {
	if s.doc != nil {
		for _, v := range s.follow(s.doc, sel.path) {
			if link, ok := v.(string); ok {
				return link
			}
		}
		return ""
	}
	for _, h := range s.hits(s.root, sel) {
		if h.node == nil {
			return h.text
		}
		if link := attr(h.node, "href"); link != "" {
			return link
		}
	}
	return ""
}

// details takes the pages of rows that were not taken before.
func (w *walk) details(ctx context.Context) error {
	n := 0
	for _, link := range w.links {
		took, err := w.v.Took(link)
		if err != nil {
			return err
		}
		if took {
			continue
		}
		if n++; n > w.p.rule.Detail.Pages {
			w.v.Warn("more pages of rows than detail.pages; the rest is taken at the next visit", "pages", w.p.rule.Detail.Pages)
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		c := w.v.Collector()
		c.OnResponse(w.v.Take)
		if err := w.v.Walk(c, link); err != nil {
			return fmt.Errorf("detail: %w", err)
		}
	}
	return nil
}

// pageOf is the page of an answer, whose charset Colly has decoded if its
// header names one.
func pageOf(r *colly.Response) crawlers.Page {
	p := crawlers.PageOf(r.Request.URL.String(), r.Body, crawlers.Page{}.Fetched)
	if r.Headers != nil {
		p.Header = r.Headers.Clone()
		if kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type")); err == nil && params["charset"] != "" {
			p.Header.Set("Content-Type", kind+"; charset=utf-8")
		}
	}
	return p
}
