package ilnd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/newcase"
)

// A walk is one visit's way through the pages of the list.
type walk struct {
	v      *crawlers.Visit
	params params
	seen   map[string]bool // numbers of the cases
	oldest time.Time
}

// errRepeats ends the walk: a form that has expired is answered with the first
// page, and so is every one after it.
var errRepeats = fmt.Errorf("%w: the court answers with a page it gave before, as it does when the form of its list has expired", crawlers.ErrTruncated)

// run reads page after page until one is the last, could not be had, says
// nothing new or lies before the look-back.
func (w *walk) run(ctx context.Context) error {
	var form map[string]string
	for n := 1; n <= w.params.Pages; n++ {
		doc, err := w.page(n, form)
		if errors.Is(err, errRepeats) {
			w.v.Warn("the list was not read to its end", "page", n, "err", err)
		}
		if err != nil || doc == nil {
			return errors.Join(err, context.Cause(ctx))
		}
		cases, _, _ := w.params.list().Read(doc) // how it ended is Take's to say
		if len(cases) == 0 || past(cases, w.oldest) {
			return nil
		}
		if form = w.params.next(doc, n); form == nil {
			return nil
		}
	}
	w.v.Warn("the list goes on beyond params.pages; older cases were not looked at", "pages", w.params.Pages)
	return nil
}

// page fetches and takes the nth page, by the form of the one before. It
// returns nil for one that could not be had, which is an outcome already.
func (w *walk) page(n int, form map[string]string) (*goquery.Document, error) {
	var doc *goquery.Document
	var ended error
	c := w.v.Collector()
	c.OnResponse(func(r *colly.Response) {
		got, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body))
		if err == nil && w.repeats(got) {
			ended = errRepeats
			return
		}
		if n > 1 {
			r.Request.URL.Fragment = "page-" + strconv.Itoa(n) // all pages have one address: reports tell them apart
		}
		w.v.Take(r)
		doc = got
	})
	if form != nil {
		if err := c.Post(w.params.URL, form); err != nil {
			return nil, nil //nolint:nilerr // the collector has recorded it
		}
		return doc, ended
	}
	if err := w.v.Walk(c, w.params.URL); err != nil {
		return nil, err
	}
	return doc, ended
}

// repeats reports whether most cases of a page were on pages before, and notes
// them. A few are where new ones push the list on.
func (w *walk) repeats(doc *goquery.Document) bool {
	cases, _, _ := w.params.list().Read(doc) // how it ended is Take's to say
	again := 0
	for _, c := range cases {
		if w.seen[c.Number.Text] {
			again++
		}
		w.seen[c.Number.Text] = true
	}
	return 2*again > len(cases)
}

// past reports whether all cases of a page were filed before oldest. A list
// that begins with the oldest goes on to newer ones.
func past(cases []newcase.Case, oldest time.Time) bool {
	for _, c := range cases {
		if !c.Filed.Before(oldest) {
			return false
		}
	}
	return !cases[0].Filed.Before(cases[len(cases)-1].Filed)
}

// postBack finds the control and the argument that a link posts the form with.
var postBack = regexp.MustCompile(`__doPostBack\('([^'\\]{1,200})','(Page\$[A-Za-z0-9]{1,10})'\)`)

// Limits of the form of one page.
const (
	maxFields = 100
	maxForm   = 4 << 20 // bytes
)

// next returns the form that asks for the page after the nth, or nil if there
// is none.
func (c params) next(doc *goquery.Document, n int) map[string]string {
	target, argument := "", ""
	for _, a := range doc.Find(c.Pager).EachIter() {
		m := postBack.FindStringSubmatch(a.AttrOr("href", ""))
		if m == nil || m[2] != "Page$Next" && m[2] != "Page$"+strconv.Itoa(n+1) {
			continue
		}
		if target, argument = m[1], m[2]; argument != "Page$Next" {
			break
		}
	}
	if target == "" {
		return nil
	}
	form, size := map[string]string{}, 0
	for _, in := range doc.Find("form input[type=hidden][name]").EachIter() {
		name, value := in.AttrOr("name", ""), in.AttrOr("value", "")
		if size += len(name) + len(value); size > maxForm || len(form) == maxFields {
			return nil
		}
		form[name] = value
	}
	form["__EVENTTARGET"], form["__EVENTARGUMENT"] = target, argument
	return form
}
