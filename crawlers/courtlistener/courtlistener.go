// Package courtlistener searches CourtListener, where the Free Law Project
// gathers the dockets of United States federal courts, for suits against many
// sellers.
//
// A result is a case with at most a few of its papers. The case itself is told
// as entry 1 of its docket, the paper that opens it ("#entry.1", its own part),
// and each listed paper as the entry it belongs to, with the text of the docket.
// An entry without a number is named by CourtListener's own number of it.
//
// CourtListener also sends what it finds by itself, to the hook: the cases of a
// search alert as a search lists them, and the new entries of a docket alert.
// Such an entry does not name its case but by the files of its papers, which
// begin with the court and its own number of the case; one that has none is
// left out, and its title is what the address of the case says.
//
// A result lists the parties of a case without saying which side each is on.
// Beyond the two of the caption, who is not of the plaintiff's name is told as
// a defendant only where the caption is that of a suit against many sellers.
// Names of counsel are not kept, those of firms are.
package courtlistener

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is CourtListener's search.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check, Withhold: withhold}

type params struct {
	URL      string        `yaml:"url"`
	Pages    int           `yaml:"pages"`
	LookBack time.Duration `yaml:"look_back"`
	Searches []search      `yaml:"searches"`
}

// A search is one question: words in CourtListener's syntax, and courts by
// their short names with blanks between them, none for all.
type search struct {
	Court string `yaml:"court"`
	Q     string `yaml:"q"`
}

func readParams(in crawlers.Params) (p params, err error) {
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("courtlistener: params: %w", err)
	}
	switch {
	case len(p.Searches) == 0:
		return p, errors.New("courtlistener: params: searches is empty: give at least one with court and q")
	case p.Pages < 1 || p.LookBack <= 0:
		return p, errors.New("courtlistener: params: pages and look_back want to be more than nothing, such as 2 and 168h")
	}
	for i, s := range p.Searches {
		if s.Q == "" {
			return p, fmt.Errorf("courtlistener: params: searches[%d]: q is empty: give words such as caseName:\"Schedule A\"", i)
		}
	}
	return p, nil
}

// check reports params that cannot be read, and searches that a day's budget
// does not allow.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(p.URL); err != nil {
		return fmt.Errorf("courtlistener: params: url %w", err)
	}
	day := time.Date(2026, 3, 9, 23, 59, 59, 0, time.UTC)
	visits := 0
	for at := day; visits <= 24*60; visits++ {
		if at, err = m.Next(at); err != nil {
			return fmt.Errorf("courtlistener: %w", err)
		}
		if at.After(day.Add(24 * time.Hour)) {
			break
		}
	}
	a := p.Pages * len(p.Searches)
	for _, l := range m.Budget {
		need := a
		if l.Per >= 24*time.Hour {
			need *= visits
		}
		if l.Per >= m.Timeout && need > l.Requests {
			return fmt.Errorf("courtlistener: params: %d searches of %d pages can take %d requests in %s where %d are allowed: fewer searches, pages or visits",
				len(p.Searches), p.Pages, need, l.Per, l.Requests)
		}
	}
	return nil
}

// crawl asks each search page by page. What refuses one page would refuse the
// others too, so it ends the visit: the budget, the token, the quota, the
// weekly maintenance.
func crawl(_ context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	w := walk{v: v, c: v.Collector(), seen: map[string]bool{}}
	w.c.OnResponse(w.take)
	w.c.OnError(w.refused)
	since := v.Now().UTC().Add(-p.LookBack).Format(time.DateOnly)
	for _, s := range p.Searches {
		w.next = p.address(s, since)
		for n := 0; n < p.Pages && w.next != "" && !w.over; n++ {
			address := w.next
			w.next = ""
			if w.seen[address] {
				v.Warn("a page leads back to one that was read", "url", address)
				break
			}
			w.seen[address] = true
			if err := v.Walk(w.c, address); err != nil {
				return err
			}
		}
		if w.over {
			return nil
		}
	}
	return nil
}

func (p params) address(s search, since string) string {
	q := url.Values{"type": {"r"}, "q": {s.Q}, "filed_after": {since}, "order_by": {"dateFiled desc"}}
	if s.Court != "" {
		q.Set("court", s.Court)
	}
	return p.URL + "?" + q.Encode()
}

// A walk is one visit's way through the searches.
type walk struct {
	v    *crawlers.Visit
	c    *colly.Collector
	seen map[string]bool // addresses
	next string          // page of the same search
	over bool            // nothing more is to be had at this visit
}

func (w *walk) take(r *colly.Response) {
	w.v.Take(r)
	a, err := read(bytes.NewReader(r.Body))
	if err != nil {
		w.over = true // how the page ended is its outcome, which Take has recorded
		return
	}
	if a.Next != "" && w.v.CheckAddress(a.Next) != nil {
		w.v.Warn("the next page is on another host", "url", a.Next)
		return
	}
	w.next = a.Next
}

func (w *walk) refused(_ *colly.Response, err error) {
	var spent *crawlers.BudgetError
	var status *crawlers.StatusError
	switch {
	case errors.As(err, &spent):
		w.over = true
	case errors.As(err, &status):
		switch status.Code {
		case http.StatusUnauthorized, http.StatusForbidden:
			w.over = true
			w.v.Warn("CourtListener does not take the token: make a new one in its profile and set sources.courtlistener.token")
		case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
			w.over = true
		}
	}
}
