package edis

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

// crawl reads the newest documents, then the notification feed, then all
// documents of the matters that begin. The service comes first because it gives
// a matter's caption, which the feed does not.
func crawl(_ context.Context, v *crawlers.Visit) error {
	p, err := readParams(v.Params)
	if err != nil {
		return err
	}
	w := &walk{v: v, params: p, c: v.Collector(), seen: map[string]bool{}}
	w.c.OnResponse(w.take)
	w.c.OnError(w.refused)
	for _, step := range []func() error{w.newest, w.notified, w.matters, w.attachments} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// A walk is one visit's way through EDIS.
type walk struct {
	v      *crawlers.Visit
	params params
	c      *colly.Collector

	page   []document      // of the last answer
	seen   map[string]bool // document numbers
	begun  []string        // numbers of matters that begin, as EDIS writes them
	filed  []string        // numbers of documents that begin a matter
	warned bool
}

func (w *walk) take(r *colly.Response) {
	w.v.Take(r)
	// How the page ended is its outcome, which Take has recorded.
	w.page, _, _ = read(bytes.NewReader(r.Body))
}

// visit reads one page and returns how many documents of it are new to this
// walk.
func (w *walk) visit(address string) (fresh int, err error) {
	w.page = nil
	if err := w.v.Walk(w.c, address); err != nil {
		return 0, err
	}
	for i := range w.page {
		d := &w.page[i]
		if w.seen[d.id] {
			continue
		}
		w.seen[d.id] = true
		fresh++
		if d.begins() && !d.act.Routine {
			w.filed = append(w.filed, d.id)
		}
		if (d.begins() || d.act.Word == "institution" || d.act.Word == "vote") && !slices.Contains(w.begun, d.number) {
			w.begun = append(w.begun, d.number)
		}
	}
	return fresh, nil
}

// newest reads pages of the newest documents until one is empty, could not be
// had, says nothing new, or lies before the look-back: the service gives no
// total, and one that does not heed the page's number gives the first for ever.
func (w *walk) newest() error {
	if w.params.Documents == "" {
		return nil
	}
	oldest := w.v.Now().Add(-w.params.LookBack)
	for n := 1; n <= w.params.MaxPages; n++ {
		fresh, err := w.visit(w.documents("investigationType", section337Type, "pageNumber", strconv.Itoa(n)))
		if err != nil {
			return err
		}
		if fresh == 0 || !slices.ContainsFunc(w.page, func(d document) bool { return d.since(oldest) }) {
			return nil
		}
	}
	return nil
}

// since reports whether the document was received or changed after t.
func (d *document) since(t time.Time) bool {
	return d.received.After(t) || d.shown != nil && d.shown.After(t)
}

func (w *walk) notified() error {
	if w.params.Feed == "" {
		return nil
	}
	_, err := w.visit(w.params.Feed)
	return err
}

// matters asks for the documents of each matter that begins: what was filed
// under the docket moves to the investigation.
func (w *walk) matters() error {
	if w.params.Documents == "" {
		return nil
	}
	for _, number := range w.begun[:min(len(w.begun), w.params.Follow)] {
		if _, err := w.visit(w.documents("investigationNumber", number)); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) attachments() error {
	if !w.params.KeepAttachments {
		return nil
	}
	for _, id := range w.filed[:min(len(w.filed), w.params.Follow)] {
		if err := w.v.Walk(w.c, strings.TrimSuffix(w.params.Attachments, "/")+"/"+id); err != nil {
			return err
		}
	}
	return nil
}

// documents is the address of a list of documents with a query of name and
// value pairs, in their order.
func (w *walk) documents(pairs ...string) string {
	if w.params.PageSize > 0 {
		pairs = append(pairs, "pageSize", strconv.Itoa(w.params.PageSize))
	}
	var b strings.Builder
	b.WriteString(w.params.Documents)
	for i := 0; i < len(pairs); i += 2 {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(pairs[i] + "=" + strings.ReplaceAll(url.QueryEscape(pairs[i+1]), "+", "%20"))
	}
	return b.String()
}

// refused tells whoever set a token what EDIS does not: an expired one is
// answered as if the visitor were unwelcome.
func (w *walk) refused(_ *colly.Response, err error) {
	var status *crawlers.StatusError
	if w.warned || w.v.Token == "" || !errors.As(err, &status) {
		return
	}
	switch status.Code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusServiceUnavailable:
		w.warned = true
		w.v.Warn("the token may have expired, as it does after about two weeks: renew sources.edis.token or take it out")
	}
}
