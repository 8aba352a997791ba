package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// watchers is a respondent by its shop, one by its name, the complainant and
// the product.
const watchers = `list,type,value,classes,owner,countries,tell,note
shop,store,Inkgo,,,,shop,
firm,company,Tatrix International China,,,,firm,
rival,plaintiff,Seiko Epson Corporation,,,,rival,
product,product,ink cartridges,,,,product,
product,product,random access memory,,,,product,
`

// A telling is a message as somebody got it.
type telling struct {
	to   string
	when time.Time
	alerts.Message
}

func (m telling) line(label string) string {
	for _, l := range m.Lines {
		if l.Label == label {
			return l.Text
		}
	}
	return ""
}

// says is what a reader sees of it.
func (m telling) says() string {
	out := m.Title
	for _, l := range m.Lines {
		out += "\n" + l.Label + " " + l.Text
	}
	return out
}

// A player plays pages to the production code and writes down who is told.
type player struct {
	*pipeline.Pipeline
	told []telling

	mu  sync.Mutex
	now time.Time
}

// aFile is the address of an empty store in a file of the test's own.
func aFile(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "tocsin.db?_pragma=synchronous(OFF)")
}

// newPlayer returns a player on the store at an address, whose watchlists tell
// those that they name; the national center comes with the store.
func newPlayer(t *testing.T, address, watchlists string) *player {
	t.Helper()
	p := &player{Pipeline: &pipeline.Pipeline{
		Store:        storetest.Open(t, address),
		Destinations: map[string]pipeline.Destination{},
		Centers:      map[string][]string{alerts.National: {alerts.National}},
		Console:      "https://tocsin.example",
		Log:          slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Judge:        relevance.Cascade{}.Judge,
	}}
	p.Now = func() time.Time {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.now
	}
	p.forget(t)
	lists, err := alerts.ReadWatchlists(strings.NewReader(watchlists))
	if err != nil {
		t.Fatal(err)
	}
	to := []string{alerts.National}
	for _, l := range lists {
		to = append(to, l.Tell...)
	}
	for _, to := range to {
		p.Destinations[to] = pipeline.Destination{Notifier: recorder{p, to}, Language: "zh"}
	}
	if err := p.Store.PutWatchlists(t.Context(), lists); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(context.WithoutCancel(t.Context()), pipeline.Roles{Work: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return p
}

// forget takes the memory of what was seen away, so that the store decides.
func (p *player) forget(t *testing.T) {
	t.Helper()
	memory, err := seen.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	p.Seen = memory
}

// A recorder is a receiver that always says yes.
type recorder struct {
	p  *player
	to string
}

func (r recorder) Notify(_ context.Context, m alerts.Message) error {
	now := r.p.Now()
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	r.p.told = append(r.p.told, telling{r.to, now, m})
	return nil
}

// goOn sets the clock. However late a page comes, no clock goes back.
func (p *player) goOn(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now = p.now.Add(time.Second); at.After(p.now) {
		p.now = at.UTC()
	}
}

// play reads a page with its source and takes it in, with all that follows.
func (p *player) play(t *testing.T, history string, s sight, m store.Manner) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s.at, section337.Zone())
	if err != nil {
		t.Fatal(err)
	}
	p.goOn(at)
	name := strings.ReplaceAll(strings.ReplaceAll(s.at, " ", "T"), ":", "") + "-" + s.source + "-" + s.file
	body, err := os.ReadFile(filepath.Join("testdata/history", history, name))
	if err != nil {
		t.Fatal(err)
	}
	source := findSource(s.source)
	page := crawlers.PageOf(s.url, body, p.Now())
	page.Params = source.Params
	var fs []crawlers.Filing
	err = source.Parse(page, func(f crawlers.Filing) error {
		f.Source, f.Fetched, f.Page = source.Name, p.Now(), page.Hash
		fs = append(fs, f)
		return f.Validate(at)
	})
	if err != nil || len(fs) == 0 {
		t.Fatalf("%s: %d filings, %v", name, len(fs), err)
	}
	if _, err := p.Take(t.Context(), fs, m); err != nil {
		t.Fatal(err)
	}
	if err := p.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// production is how the shipped sources are taken in.
func production(source string) store.Manner {
	s := findSource(source)
	return store.Manner{Rank: s.Rank, Fresh: s.Fresh}
}

// everFresh is production, but nothing is too old to be told.
func everFresh(source string) store.Manner { return store.Manner{Rank: findSource(source).Rank} }
