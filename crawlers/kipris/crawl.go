package kipris

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// crawl asks for one watched mark after the other.
func crawl(_ context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	return v.EachTurn(p.Rest, p.Late, func(w crawlers.Watch) bool {
		q := question{v: v, params: p, words: cmp.Or(words(w.Mark), w.Mark), seen: map[string]bool{}}
		return q.ask()
	})
}

// words returns the words of a mark without the signs by which the office joins
// words, such as * and +.
func words(mark string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("&-.'’", r) {
			return r
		}
		return ' '
	}, mark)
	return strings.Join(strings.Fields(plain), " ")
}

// address is one page of what is found, counted from 1.
func (p params) address(words string, page int) string {
	return p.Search + "?" + url.Values{
		"searchString":     {words},
		"searchRecentYear": {strconv.Itoa(p.Years)},
		"numOfRows":        {strconv.Itoa(p.Rows)},
		"pageNo":           {strconv.Itoa(page)},
	}.Encode()
}

// A question is the way through the pages about one mark.
type question struct {
	v      *crawlers.Visit
	params params
	words  string

	seen map[string]bool // numbers of applications
	rows int             // of the pages so far
	page int             // that is asked for
	more bool
	over bool // no other mark is to be asked for either
}

// ask reports whether the mark has been asked for as far as it is to be.
func (q *question) ask() (done bool) {
	c := q.v.Collector()
	c.OnResponse(q.take)
	c.OnError(q.refused)
	for q.page, q.more = 1, true; q.more; q.page++ {
		if q.page > q.params.Pages {
			q.v.Warn("there are more marks with these words than sources.kipris.params.pages asks for", "words", q.words, "seen", q.rows)
			return true
		}
		if q.page > 1 && q.v.Spent() != nil {
			return false
		}
		q.more = false // unless the answer says so
		if err := c.Request(http.MethodGet, q.params.address(q.words, q.page), nil, nil, http.Header{"Accept": {"application/xml"}}); err != nil {
			break // it is the outcome of its page already
		}
	}
	return !q.over
}

func (q *question) take(r *colly.Response) {
	a := answer{total: -1}
	err := register.NewReader(bytes.NewReader(r.Body), elements...).Each(func(e register.Element) error {
		a.read(e, func(register.Element) {})
		return nil
	})
	q.v.Take(r)
	switch {
	case a.refusal(q.v.Now()) != nil:
		q.over = ofKey[a.code] // the next mark would be told the same
	case err == nil:
		q.more = q.goesOn(a)
	}
}

// goesOn reports whether there is another page.
func (q *question) goesOn(a answer) bool {
	fresh := false
	q.rows += a.marks
	for _, n := range a.numbers {
		fresh = fresh || !q.seen[n]
		q.seen[n] = true
	}
	switch {
	case a.page > 0 && a.page != q.page:
		q.v.Warn("another page came than was asked for; what may follow was not asked for", "words", q.words, "want", q.page, "got", a.page)
	case len(a.numbers) > 0 && !fresh:
		q.v.Warn("a page came twice; what may follow was not asked for", "words", q.words, "page", q.page)
	case a.total < 0:
		return a.marks >= q.params.Rows
	default:
		return a.marks > 0 && q.rows < a.total
	}
	return false
}

func (q *question) refused(_ *colly.Response, err error) {
	var status *crawlers.StatusError
	var spent *crawlers.BudgetError
	q.over = errors.As(err, &spent) || errors.As(err, &status) && status.Code == http.StatusTooManyRequests
}
