package pcl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

// crawl buys page after page, newest cases first, until one is the last, has
// nothing new, or could not be had.
func crawl(ctx context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	question, err := p.question(v.Meta, v.Now())
	if err != nil {
		return err
	}
	w := walk{v: v, params: p, seen: map[string]bool{}}
	c := v.Collector()
	c.OnResponse(w.take)
	c.OnError(w.refused)
	for w.more = true; w.more && w.page < p.Pages; w.page++ {
		w.more = false // unless the answer says so
		header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
		if p.ClientCode != "" {
			header.Set("X-CLIENT-CODE", p.ClientCode)
		}
		address := fmt.Sprintf("%s?page=%d&sort=dateFiled,DESC", p.Search, w.page)
		if err := c.Request(http.MethodPost, address, bytes.NewReader(question), nil, header); err != nil {
			return context.Cause(ctx) // it is the outcome of its page already
		}
	}
	if w.more {
		v.Warn("there are more pages than sources.pcl.params.pages; the older cases were not bought", "pages", w.total, "bought", w.page)
	}
	return nil
}

// A walk is one visit's way through the pages.
type walk struct {
	v      *crawlers.Visit
	params params
	seen   map[string]bool // rows
	page   int             // that is asked for, from 0
	total  int             // of pages, as the last answer says
	rows   int
	more   bool
}

func (w *walk) take(r *colly.Response) {
	a, err := read(r.Body)
	paid := w.paid(a.Receipt)
	w.v.Take(r)
	if err != nil {
		return // how the page ended is its outcome, which Take has recorded
	}
	w.more = w.goesOn(a) && paid
}

// paid holds the receipt against the one page that was counted. It is false if
// pages cost more than we know.
func (w *walk) paid(r *receipt) bool {
	switch n := r.billed(w.v.FeeCents); {
	case n > 1:
		w.v.Charge(n - 1)
		w.v.Warn("the receipt bills more than the page that was asked for; all of it is counted, and nothing more is bought at this visit", "pages", n, "fee", string(r.Fee))
		return false
	case n < 1:
		w.v.Warn("no receipt bills the page that was counted")
	}
	return true
}

// goesOn reports whether another page is worth its price.
func (w *walk) goesOn(a answer) bool {
	rows, fresh := a.rows(), false
	for _, raw := range rows {
		fresh = fresh || !w.seen[string(raw)]
		w.seen[string(raw)] = true
	}
	w.rows += len(rows)
	if a.Info == nil {
		w.v.Warn("an answer without pageInfo; what may follow was not bought")
		return false
	}
	w.total = a.Info.Pages.Count()
	cases := a.Info.Cases.Count()
	last := a.Info.Last || w.page+1 >= w.total
	switch {
	case a.Info.Number.Count() != w.page:
		w.v.Warn("another page came than was asked for; what may follow was not bought", "want", w.page, "got", a.Info.Number)
	case len(rows) > 0 && !fresh:
		w.v.Warn("a page came twice; what may follow was not bought", "page", w.page)
	case (last || len(rows) < pageSize) && w.rows != cases:
		w.v.Warn("the pages do not add up to the total; cases may be missing", "cases", w.rows, "total", cases)
	case !last && len(rows) == pageSize:
		return true
	}
	return false
}

func (w *walk) refused(_ *colly.Response, err error) {
	var status *crawlers.StatusError
	if !errors.As(err, &status) {
		return
	}
	switch status.Code {
	case http.StatusNotAcceptable, http.StatusBadRequest:
		w.v.Warn("PACER does not understand the question: look at courts, natures and search of sources.pcl.params")
	case http.StatusForbidden, http.StatusPaymentRequired:
		w.v.Warn("PACER does not let the account search: look at its balance and its rights at https://pacer.uscourts.gov")
	}
}

// question returns what is asked at a visit.
func (p params) question(m crawlers.Meta, now time.Time) ([]byte, error) {
	from, to, err := p.days(m, now)
	if err != nil {
		return nil, err
	}
	q := struct {
		Courts  []string `json:"courtId,omitempty"`
		Kind    string   `json:"jurisdictionType"`
		Natures []string `json:"natureOfSuit"`
		From    string   `json:"dateFiledFrom"`
		To      string   `json:"dateFiledTo"`
	}{nil, "cv", p.Natures, from, to}
	for _, c := range p.Courts {
		q.Courts = append(q.Courts, idOf(c))
	}
	return json.Marshal(q)
}

// days returns the first and the last day to ask for, as clocks in the east of
// the country have it.
func (p params) days(m crawlers.Meta, now time.Time) (from, to string, err error) {
	eastern, err := time.LoadLocation("America/New_York")
	if err != nil {
		return "", "", err
	}
	before, err := visitBefore(m, now)
	if err != nil {
		return "", "", fmt.Errorf("pcl: %w", err)
	}
	return before.Add(-p.LookBack).In(eastern).Format(time.DateOnly), now.In(eastern).Format(time.DateOnly), nil
}

// visitBefore returns when the visit before the one at now was planned, or
// lookBackMax ago if that is longer.
func visitBefore(m crawlers.Meta, now time.Time) (time.Time, error) {
	for back := time.Hour; back < lookBackMax; back *= 2 {
		var last, before time.Time
		for at := now.Add(-back); ; {
			var err error
			if at, err = m.Next(at); err != nil {
				return at, err
			}
			if at.IsZero() || at.After(now) {
				break
			}
			last, before = at, last
		}
		if !before.IsZero() {
			return before, nil
		}
	}
	return now.Add(-lookBackMax), nil
}
