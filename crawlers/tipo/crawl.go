package tipo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// crawl asks how many rows there are, and for the last of them.
func crawl(_ context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	total := -1
	c := v.Collector()
	c.OnResponse(func(r *colly.Response) {
		total = count(r.Body)
		v.Take(r)
	})
	if err := v.Walk(c, p.address(0, 1)); err != nil || total < 0 {
		return err // why there is no count is the outcome of the page
	}
	for _, skip := range p.last(total) {
		if err := v.Fetch(p.address(skip, p.Rows)); err != nil {
			return err
		}
	}
	return nil
}

// last returns how many rows are to be skipped for each page of the last ones,
// the newest page first. Pages begin at multiples of a page, so that one that
// was full is the same at the next visit.
func (p params) last(total int) []int {
	var out []int
	for at := (total - 1) / p.Rows * p.Rows; at >= 0 && total > 0 && len(out) < p.Pages; at -= p.Rows {
		out = append(out, at)
	}
	return out
}

func (p params) address(skip, rows int) string {
	return p.Applications + "?" + url.Values{"format": {"xml"}, "top": {strconv.Itoa(rows)}, "skip": {strconv.Itoa(skip)}}.Encode()
}

var errCounted = errors.New("the count is read")

// count returns how many rows an answer says there are, -1 if it says nothing
// or is none of the data.
func count(body []byte) int {
	r := reading{total: -1}
	err := register.NewReader(bytes.NewReader(body), elements...).Each(func(e register.Element) error {
		if string(e.Name()) == "tmarkcontent" {
			return errCounted
		}
		if err := r.head(e); err != nil {
			return fmt.Errorf("count: %w", err)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errCounted) {
		return -1
	}
	return r.total
}
