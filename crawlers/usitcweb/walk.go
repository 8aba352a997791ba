package usitcweb

import (
	"bytes"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

// walk takes the pages of a listing in turn and shows each to seen.
func walk(v *crawlers.Visit, l Listing, seen func(page string, doc *goquery.Document)) error {
	address, been := l.URL, map[string]bool{}
	for range min(l.Pages, maxPages) {
		been[address] = true
		next := ""
		c := v.Collector()
		c.OnResponse(func(r *colly.Response) {
			v.Take(r)
			page := r.Request.URL.String()
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body))
			if err != nil {
				return // Take has said so
			}
			if seen != nil {
				seen(page, doc)
			}
			if l.Next != "" {
				next = absolute(page, l.URL, doc.Find(l.Next).First().AttrOr("href", ""))
			}
		})
		if err := v.Walk(c, address); err != nil {
			return err
		}
		if next == "" || been[next] || !sameSite(address, next) {
			return nil
		}
		address = next
	}
	return nil
}
