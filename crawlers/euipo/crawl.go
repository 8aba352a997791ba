package euipo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

// crawl asks each question, page after page. A question that the office does
// not take leaves the others; an office that wants no more is asked none.
func crawl(ctx context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	if sandbox(p.Search) {
		v.Warn("this is the office's sandbox, whose data stand still: nothing new is seen before sources.euipo.params names the production addresses")
	}
	from := v.Now().UTC().AddDate(0, 0, -p.LookBack).Format(time.DateOnly)
	for _, by := range p.By {
		w := walk{v: v, params: p, seen: map[[sha256.Size]byte]bool{}}
		w.walk(func(page int) string { return p.address(by, from, page) })
		if err := context.Cause(ctx); err != nil || w.over {
			return err
		}
		if w.more {
			v.Warn("there are more pages than sources.euipo.params.pages; the older marks were not asked for", "by", by, "pages", w.pages, "asked", w.page)
		}
	}
	return nil
}

// address is one page of all records whose day is from or later, the newest
// first, so that those that are added meanwhile push none out of sight.
func (p params) address(by, from string, page int) string {
	return p.Search + "?" + url.Values{
		"query": {by + ">=" + from},
		"sort":  {by + ":desc"},
		"size":  {strconv.Itoa(pageSize)},
		"page":  {strconv.Itoa(page)},
	}.Encode()
}

// A walk is the way through the pages of one question.
type walk struct {
	v      *crawlers.Visit
	params params
	seen   map[[sha256.Size]byte]bool // rows
	page   int                        // that is asked for, from 0
	pages  int                        // as the last answer says
	total  int                        // of marks, as the first answer says
	more   bool
	over   bool // nothing more is to be asked at this visit
}

func (w *walk) walk(address func(page int) string) {
	c := w.v.Collector()
	c.OnResponse(w.take)
	c.OnError(w.refused)
	for w.more = true; w.more && w.page < w.params.Pages; w.page++ {
		w.more = false // unless the answer says so
		if err := c.Request(http.MethodGet, address(w.page), nil, nil, http.Header{"Accept": {"application/json"}}); err != nil {
			return // it is the outcome of its page already
		}
	}
}

func (w *walk) take(r *colly.Response) {
	a, err := read(r.Body)
	w.v.Take(r)
	if err != nil {
		return // how the page ended is its outcome, which Take has recorded
	}
	w.more = w.goesOn(a)
}

// goesOn reports whether there is another page. Some marks may go missing when
// the register moves under the walk; they are at the top next time.
func (w *walk) goesOn(a answer) bool {
	rows, fresh := a.rows(), false
	for _, raw := range rows {
		sum := sha256.Sum256(raw)
		fresh = fresh || !w.seen[sum]
		w.seen[sum] = true
	}
	w.pages = a.Pages.Count()
	if w.page == 0 {
		w.total = a.total()
	}
	last := w.page+1 >= w.pages
	switch {
	case a.total() == 0:
	case a.Page.Count() != w.page:
		w.v.Warn("another page came than was asked for; what may follow was not asked for", "want", w.page, "got", clip(string(a.Page)))
	case len(rows) > 0 && !fresh:
		w.v.Warn("a page came twice; what may follow was not asked for", "page", w.page)
	case len(rows) < pageSize && !last, last && len(w.seen) < w.total-w.total/100:
		w.v.Warn("the pages do not add up to the total; marks may be missing", "marks", len(w.seen), "total", w.total)
		return !last && len(rows) > 0
	default:
		return !last
	}
	return false
}

func (w *walk) refused(_ *colly.Response, err error) {
	var status *crawlers.StatusError
	var spent *crawlers.BudgetError
	switch {
	case errors.As(err, &spent):
		w.over = true // and says when it goes on
	case !errors.As(err, &status):
		w.over = errors.Is(err, crawlers.ErrBlocked) // no session
	case status.Code == http.StatusTooManyRequests:
		w.over = true
		w.v.Warn(fmt.Sprintf("EUIPO has been asked enough for now, and is left alone for %s; what is missing is asked for at the next visit", status.After))
	case status.Code == http.StatusForbidden:
		w.over = true
		w.v.Warn("EUIPO does not let the account search: subscribe its application to Trademark Search at https://dev.euipo.europa.eu")
	case status.Code == http.StatusBadRequest:
		w.v.Warn("EUIPO does not understand the question: look at by and search of sources.euipo.params")
	}
}
