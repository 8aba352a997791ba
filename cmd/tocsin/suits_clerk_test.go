package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
	"tocsin/crawlers/courtlistener"
	"tocsin/crawlers/ecf"
)

// A web answers each address, whatever its query, with the page that stands
// there now.
type web struct {
	mu    sync.Mutex
	pages map[string]string
}

func (w *web) put(address, page string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pages == nil {
		w.pages = map[string]string{}
	}
	w.pages[address] = page
}

// RoundTrip answers, and never asks anybody.
func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	page, ok := w.pages["https://"+r.URL.Host+r.URL.Path]
	if !ok {
		return nil, fmt.Errorf("no page at %s", r.URL.Redacted())
	}
	kind := "text/xml"
	if strings.HasPrefix(page, "{") {
		kind = "application/json"
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {kind}},
		Body: io.NopCloser(strings.NewReader(page)), ContentLength: int64(len(page)), Request: r,
	}, nil
}

const searches = "https://www.courtlistener.com/api/rest/v4/search/"

func feedOf(court string) string {
	return "https://ecf." + court + ".uscourts.gov/cgi-bin/rss_outside.pl"
}

// courtSource is the courts' source with some courts alone.
func courtSource(courts ...string) *crawlers.Source {
	s := ecf.Source
	var b strings.Builder
	b.WriteString("courts:\n")
	for _, c := range courts {
		fmt.Fprintf(&b, "  - {id: %s, zh: 某区, en: A District, zone: America/New_York, url: %q}\n", c, feedOf(c))
	}
	s.Params = crawlers.Params(b.String())
	return &s
}

// searchSource is CourtListener's with one search.
func searchSource() *crawlers.Source {
	s := courtlistener.Source
	s.Params = crawlers.Params("url: " + searches + "\npages: 1\nlook_back: 168h\nsearches:\n  - {court: nysd, q: \"Schedule A\"}\n")
	return &s
}

// A clerk shows dockets to a player, as courts and CourtListener do.
type clerk struct {
	*player
	web *web
}

func newClerk(t *testing.T, address, watchlists string) *clerk {
	t.Helper()
	c := &clerk{newPlayer(t, address, watchlists), &web{}}
	c.Transport = &crawlers.Transport{Base: c.web, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}}
	return c
}

// visit visits a source at a time, with all that follows.
func (c *clerk) visit(t *testing.T, s *crawlers.Source, at time.Time) store.Visit {
	t.Helper()
	c.goOn(at)
	v, err := c.Visit(t.Context(), s, c.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return v
}

// A teller shows items to the program at a time, as one place does.
type teller func(c *clerk, t *testing.T, at time.Time, in []item)

// byFeed shows them in the feeds of their courts.
func byFeed(c *clerk, t *testing.T, at time.Time, in []item) {
	t.Helper()
	c.feeds(t, at, in, false)
}

// feeds shows items in the feeds of their courts, or all in each of them as if
// the files had been mixed up.
func (c *clerk) feeds(t *testing.T, at time.Time, in []item, mixed bool) {
	t.Helper()
	var courts []string
	of := map[string][]item{}
	for _, i := range in {
		if of[i.court] == nil {
			courts = append(courts, i.court)
		}
		of[i.court] = append(of[i.court], i)
	}
	slices.Sort(courts)
	for _, court := range courts {
		if mixed {
			of[court] = in
		}
		c.web.put(feedOf(court), courtFeed(court, at.Add(-4*time.Minute), of[court]))
	}
	if v := c.visit(t, courtSource(courts...), at); !v.State.Well() {
		t.Errorf("%s: %s: %+v", at, v.State, v.Outcomes)
	}
}

// bySearch shows them in a search.
func bySearch(c *clerk, t *testing.T, at time.Time, in []item) {
	t.Helper()
	c.web.put(searches, results(in))
	if v := c.visit(t, searchSource(), at); !v.State.Well() {
		t.Errorf("%s: %s: %+v", at, v.State, v.Outcomes)
	}
}

// hourly shows suits as they go on: after each hour that brought something,
// what was filed within a day.
func (c *clerk) hourly(t *testing.T, tell teller, suits ...suit) {
	t.Helper()
	all := items(suits...)
	var last time.Time
	for _, i := range slices.Backward(all) {
		if at := i.at.Truncate(time.Hour).Add(time.Hour + 5*time.Minute); at.After(last) {
			last = at
			tell(c, t, at, between(all, at.Add(-24*time.Hour), at))
		}
	}
}

// packer is for the encoder that keeps pages: all share it, and it must not
// begin within one bubble and go on in another.
var packer sync.Once

// onFile plays on an empty SQLite store, in a bubble of its own.
func onFile(t *testing.T, play func(t *testing.T, address string)) {
	t.Helper()
	packer.Do(func() {
		page := crawlers.PageOf("https://ecf.ilnd.uscourts.gov/", []byte("<rss></rss>"), time.Now())
		if err := storetest.Open(t, aFile(t)).KeepPages(t.Context(), "ecf", []crawlers.Page{page}); err != nil {
			t.Fatal(err)
		}
	})
	address := aFile(t)
	synctest.Test(t, func(t *testing.T) { play(t, address) })
}

// onEach plays on an empty store of each engine.
func onEach(t *testing.T, play func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { onFile(t, play) })
	if testing.Short() {
		return // the race detector makes a play some twenty times slower
	}
	t.Run("postgres", func(t *testing.T) {
		address, ok := storetest.Addresses(t)["postgres"]
		if !ok {
			t.Skip("TOCSIN_TEST_POSTGRES is not set")
		}
		synctest.Test(t, func(t *testing.T) { play(t, address) })
	})
}
