package pipeline

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"tocsin/alerts"
	"tocsin/alerts/webhook"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// receiver is a webhook receiver of our own that answers as told and keeps
// what it was sent, by delivery.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	answer func(w http.ResponseWriter, r *http.Request) // nil is yes
	got    map[string]int                               // requests by webhook-id
	alerts map[string]alerts.Alert
	texts  []string
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{got: map[string]int{}, alerts: map[string]alerts.Alert{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var body struct {
		Type string
		Data alerts.Alert
	}
	err := json.NewDecoder(req.Body).Decode(&body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id := req.Header.Get("webhook-id")
	r.got[id]++
	if r.answer != nil {
		r.answer(w, req)
		return
	}
	r.alerts[id] = body.Data
	r.texts = append(r.texts, body.Type)
}

func (r *receiver) answers(f func(http.ResponseWriter, *http.Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for id := range r.got {
		out = append(out, id)
	}
	return out
}

func (r *receiver) tries(id string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got[id]
}

// start is when the tests' clock begins.
var start = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

// place is a source whose pages hold one filing a line:
// number|slug|act|title|days ago.
func place(pages fstest.MapFS) (*crawlers.Source, *crawlers.Transport) {
	var urls []string
	for name := range pages {
		urls = append(urls, "https://"+name)
	}
	s := &crawlers.Source{
		Meta: crawlers.Meta{
			Name: "place", Title: map[string]string{"zh": "某处", "en": "a place"}, Kind: crawlers.Lawsuit,
			Schedule: "*/10 * * * *", Zone: "UTC", Hosts: []string{"court.example"}, Robots: "obey",
			Fresh: 21 * 24 * time.Hour, Rank: 1, MaxBody: 8 << 20, Timeout: time.Minute,
		},
		Crawl: func(_ context.Context, v *crawlers.Visit) error {
			c := v.Collector()
			c.OnResponse(func(r *colly.Response) { v.Take(r) })
			return v.Walk(c, urls...)
		},
		Parse: parseLines,
	}
	return s, &crawlers.Transport{Base: crawlers.Recorded(pages), UserAgent: "tocsin-test"}
}

func parseLines(p crawlers.Page, emit func(crawlers.Filing) error) error {
	lines := bufio.NewScanner(p.Reader())
	for lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		field := strings.Split(lines.Text(), "|")
		if len(field) != 5 {
			return crawlers.ErrShape
		}
		var ago int
		if _, err := fmt.Sscan(field[4], &ago); err != nil {
			return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
		}
		plaintiff, defendant, _ := strings.Cut(field[3], " v. ")
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "us-ilnd", Number: field[0]}, Slug: field[1], Act: field[2],
			Kind: crawlers.Lawsuit, Title: field[3], Text: field[2],
			Filed:   crawlers.Date{Time: start.AddDate(0, 0, -ago)},
			Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: plaintiff}, {Role: crawlers.Defendant, Name: defendant}},
			Routine: field[2] == "routine",
			URL:     "https://court.example/case/" + field[0],
		}
		if err := emit(f); err != nil {
			return err
		}
	}
	return lines.Err()
}

func page(lines ...string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
}

// judgeByTitle finds a filing relevant that says "Shenzhen".
func judgeByTitle(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
	relevant := strings.Contains(f.Title, "Shenzhen")
	v := alerts.Verdict{Filing: f.ID(), Relevant: &relevant, Category: alerts.CatTrademark, Stage: f.Act, Severity: alerts.High, By: "rules"}
	if relevant {
		v.ChineseParty = crawlers.Suspected
	}
	return v, v, nil
}

// A ticking moves only when it is told to.
type ticking struct {
	mu  sync.Mutex
	now time.Time
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ticking) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newPipeline returns a working pipeline on db over pages that tells the
// national center through a webhook to to.
func newPipeline(t testing.TB, db *store.DB, pages fstest.MapFS, to string) (*Pipeline, *ticking) {
	t.Helper()
	source, transport := place(pages)
	memory, err := seen.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	c := &ticking{now: start}
	p := &Pipeline{
		Store:        db,
		Seen:         memory,
		Sources:      []*crawlers.Source{source},
		Transport:    transport,
		Destinations: map[string]Destination{"desk": {Notifier: open(t, to), Language: "zh"}},
		Centers:      map[string][]string{alerts.National: {"desk"}},
		Console:      "https://tocsin.example",
		Now:          c.Now,
		Log:          slog.New(slog.NewTextHandler(t.Output(), nil)),
		Judge:        judgeByTitle,
		Poll:         25 * time.Millisecond,
		around:       []rivertype.Middleware{&prompt{db: db}},
	}
	return p, c
}

// prompt writes that a job is done as soon as it is. River writes it within a
// quarter of a second, many at once, and a test waits for that at every turn.
type prompt struct {
	river.MiddlewareDefaults
	db *store.DB
}

func (m *prompt) Work(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	if err := work(ctx); err != nil {
		return err
	}
	return m.db.Tx(ctx, func(tx *sql.Tx) error {
		of := &river.Job[anyArgs]{JobRow: job}
		var err error
		if m.db.SQLite() {
			_, err = river.JobCompleteTx[*riversqlite.Driver](ctx, tx, of)
		} else {
			_, err = river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx, of)
		}
		return err
	})
}

type anyArgs struct{}

func (anyArgs) Kind() string { return "any" }

func open(t testing.TB, url string) alerts.Notifier {
	t.Helper()
	n, err := webhook.Channel.Open(json.RawMessage(fmt.Sprintf(`{"url":%q,"secret":"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}`, url)), &http.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// begin starts p and stops it with the test.
func begin(t testing.TB, p *Pipeline) {
	t.Helper()
	if err := p.Start(context.WithoutCancel(t.Context()), Roles{Crawl: true, Work: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := p.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// turn ticks once and waits until everything that follows is done.
func turn(t testing.TB, p *Pipeline) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := errors.Join(p.Tick(ctx), p.Drain(ctx)); err != nil {
		t.Fatal(err)
	}
}

func TestPagesBecomeMessagesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		pages := fstest.MapFS{"court.example/feed": page(
			"1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1",
			"1:26-cv-00012|entry.1|complaint|Acme v. Smith|1",
			"1:26-cv-00013|entry.1|routine|Acme v. Shenzhen Cups|1",
			"1:25-cv-00001|entry.9|complaint|Acme v. Shenzhen Pots|90",
		)}
		p, c := newPipeline(t, db, pages, r.URL)
		begin(t, p)
		for range 3 {
			turn(t, p)
			c.add(10 * time.Minute)
			pages["court.example/feed"].Data = append(pages["court.example/feed"].Data, '\n') // other bytes, same filings
		}
		want := "us-ilnd/1:26-cv-00011#entry.1@national>desk"
		if ids := r.ids(); len(ids) != 1 || ids[0] != want || r.tries(want) != 1 {
			t.Errorf("told %v, want %s once", r.got, want)
		}
		n, err := db.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n.Acts != 4 || n.History != 1 || n.Routine != 1 || n.Matters != 4 {
			t.Errorf("stored %+v; want 4 acts, one of them history and one routine", n)
		}
		visits, err := db.Visits(t.Context(), "place", 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(visits) != 3 || visits[2].Added != 4 || visits[2].History != 1 || visits[0].Known != 4 || visits[0].State != crawlers.OK {
			t.Errorf("visits %+v", visits)
		}
	})
}

func TestSameBytesAreNotReadAgain(t *testing.T) {
	r := newReceiver(t)
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, r.URL)
	begin(t, p)
	turn(t, p)
	c.add(10 * time.Minute)
	turn(t, p)
	visits, err := p.Store.Visits(t.Context(), "", 1)
	if err != nil || len(visits) != 1 || visits[0].State != crawlers.Unchanged {
		t.Errorf("visits %+v, %v; want the last unchanged", visits, err)
	}
}

func TestForgottenMemoryRepeatsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
		p, c := newPipeline(t, db, pages, r.URL)
		begin(t, p)
		turn(t, p)
		p.Seen = &failing{Memory: mustOpen(t, "memory"), out: "forget"}
		c.add(10 * time.Minute)
		pages["court.example/feed"] = page("", "1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1", "1:26-cv-00014|entry.1|complaint|Acme v. Shenzhen Mugs|0")
		turn(t, p)
		if len(r.ids()) != 2 {
			t.Errorf("told %v, want each of two filings once", r.got)
		}
	})
}

func TestLaterStageUpdatesTheMatter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|2")}
		p, c := newPipeline(t, db, pages, r.URL)
		begin(t, p)
		turn(t, p)
		c.add(10 * time.Minute)
		pages["court.example/feed"] = page("1:26-cv-00011|entry.9|tro-granted|Acme v. Shenzhen Lamps|0")
		turn(t, p)
		second, ok := r.alerts["us-ilnd/1:26-cv-00011#entry.9@national>desk"]
		if !ok || second.Update != 1 || len(r.got) != 2 {
			t.Errorf("told %+v, want a second alert that is update 1", r.alerts)
		}
	})
}

func TestOneMoreOrderIsNotTold(t *testing.T) {
	r := newReceiver(t)
	pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|5")}
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), pages, r.URL)
	begin(t, p)
	turn(t, p)
	for _, line := range []string{
		"1:26-cv-00011|entry.2||Acme v. Shenzhen Lamps|4",            // says nothing new
		"1:26-cv-00011|entry.3|tro-granted|Acme v. Shenzhen Lamps|3", // a stage
		"1:26-cv-00011|entry.4|tro-granted|Acme v. Shenzhen Lamps|2", // the same again
		"1:26-cv-00011|entry.5||Acme v. Shenzhen Pots|1",             // a new name
	} {
		c.add(10 * time.Minute)
		pages["court.example/feed"] = page(line)
		turn(t, p)
	}
	var updates []string
	for id, a := range r.alerts {
		updates = append(updates, fmt.Sprintf("%s %d", strings.TrimSuffix(id, "@national>desk"), a.Update))
	}
	slices.Sort(updates)
	want := []string{"us-ilnd/1:26-cv-00011#entry.1 0", "us-ilnd/1:26-cv-00011#entry.3 1", "us-ilnd/1:26-cv-00011#entry.5 2"}
	if !slices.Equal(updates, want) {
		t.Errorf("told %q, want %q", updates, want)
	}
}

func TestRevisedActIsToldAgainOnlyForWhatItGained(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
		p, c := newPipeline(t, db, pages, r.URL)
		begin(t, p)
		turn(t, p)
		for _, line := range []string{
			"1:26-cv-00011|entry.1|complaint|ACME, v. Shenzhen  Lamps|1",      // other spelling
			"1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Bright Lamps|1", // another defendant
			"1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1",        // and back
		} {
			c.add(10 * time.Minute)
			pages["court.example/feed"] = page(line)
			turn(t, p)
		}
		update, ok := r.alerts["us-ilnd/1:26-cv-00011#entry.1@national+1>desk"]
		if !ok || len(r.got) != 2 || update.Update != 1 {
			t.Fatalf("told %v; want the alert and one update", r.got)
		}
		if len(update.Gained) != 1 || update.Gained[0] != "defendant:shenzhen bright lamps" {
			t.Errorf("the update says it gained %q", update.Gained)
		}
	})
}

// TestMemoryThatReturnsBehindIsNotBelieved takes the memory away while a filing
// is revised, and has the place go back to what it said before.
func TestMemoryThatReturnsBehindIsNotBelieved(t *testing.T) {
	for _, out := range []string{"forget", "remember"} { // and with it all after it
		m := &failing{Memory: mustOpen(t, "memory")}
		p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{}, newReceiver(t).URL)
		p.Seen = m
		begin(t, p)
		take := func(title string) {
			t.Helper()
			f := crawlers.Filing{
				Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}, Slug: "entry.1", Kind: crawlers.Lawsuit,
				Title: title, Filed: crawlers.Date{Time: start}, Source: "place",
			}
			if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
				t.Fatal(err)
			}
		}
		take("Acme v. Shenzhen Lamps")
		m.out = out
		take("Acme v. Shenzhen Pots")
		m.out = ""
		take("Acme v. Shenzhen Lamps")
		acts, err := p.Store.FindMatter(t.Context(), crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"})
		if err != nil || len(acts.Acts) != 1 || acts.Acts[0].Title != "Acme v. Shenzhen Lamps" {
			t.Errorf("away from %s on: %+v, %v; the place says Lamps", out, acts.Acts, err)
		}
	}
}

func mustOpen(t *testing.T, address string) *seen.Shared {
	t.Helper()
	s, err := seen.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// failing is a memory that is away.
type failing struct {
	seen.Memory
	out string // "forget": all of it; "remember": only from then on
}

var errAway = errors.New("away")

func (f *failing) Known(ctx context.Context, ids, digests []string) ([]bool, error) {
	if f.out == "forget" {
		return nil, errAway
	}
	return f.Memory.Known(ctx, ids, digests)
}

func (f *failing) Forget(ctx context.Context, ids []string) error {
	if f.out == "forget" {
		return errAway
	}
	return f.Memory.Forget(ctx, ids)
}

func (f *failing) Remember(ctx context.Context, ids, digests []string) error {
	if f.out != "" {
		return errAway
	}
	return f.Memory.Remember(ctx, ids, digests)
}

func TestOnePersonGetsOneMessage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, r.URL)
		lists, err := alerts.ReadWatchlists(strings.NewReader("list,type,value,classes,owner,countries,tell,note\nlamps,company,Shenzhen Lamps,,,,desk;boss,\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.PutWatchlists(t.Context(), lists); err != nil {
			t.Fatal(err)
		}
		p.Destinations["boss"] = p.Destinations["desk"]
		begin(t, p)
		turn(t, p)
		if len(r.got) != 2 {
			t.Errorf("told %v, want desk once and boss once", r.got)
		}
		as, err := db.Alerts(t.Context(), 10)
		if err != nil || len(as) != 2 {
			t.Errorf("alerts %v, %v; want the center's and the list's", as, err)
		}
	})
}

func TestAnswersOfTheReceiver(t *testing.T) {
	const id = "us-ilnd/1:26-cv-00011#entry.1@national>desk"
	for _, tc := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		state  string
		tries  int
	}{
		{"500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, store.Due, 1},
		{"429", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
		}, store.Due, 0},
		{"410", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, store.Refused, 1},
		{"hangs up", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, store.Sending, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newReceiver(t)
			r.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			r.answers(tc.answer)
			p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, r.URL)
			begin(t, p)
			turn(t, p)
			ds, err := p.Store.Deliveries(t.Context(), "", 10)
			if err != nil || len(ds) != 1 || ds[0].State != tc.state || ds[0].Tries != tc.tries {
				t.Fatalf("deliveries %+v, %v; want one %s after %d tries that count", ds, err, tc.state, tc.tries)
			}
			if strings.Contains(ds[0].Error, "127.0.0.1") {
				t.Errorf("the stored error gives the address away: %s", ds[0].Error)
			}
			// The next try, as the queue would make it.
			r.answers(nil)
			again, err := p.deliver(t.Context(), id, start)
			if err != nil || again != 0 {
				t.Fatalf("second try: %v, %v", again, err)
			}
			want := 2
			if tc.state == store.Refused {
				want = 1
			}
			if r.tries(id) != want {
				t.Errorf("asked %d times, want %d", r.tries(id), want)
			}
		})
	}
}

func TestHangingReceiverEndsWithTheTry(t *testing.T) {
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	defer srv.Close()
	defer close(release)
	p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{}, srv.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err := p.send(ctx, store.Parcel{Delivery: store.Delivery{ID: "x", Destination: "desk"}}, nil)
	if !errors.Is(err, context.DeadlineExceeded) || !unknown(err) {
		t.Errorf("got %v, want a time limit whose end is unknown", err)
	}
}

func TestDue(t *testing.T) {
	m := &crawlers.Meta{Schedule: "0 8 * * 1", Zone: "Asia/Shanghai"} // Mondays at eight, 00:00 UTC
	monday := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name      string
		last, now time.Time
		want      time.Time
	}{
		{"never visited", time.Time{}, start, start},
		{"not yet", monday, start, time.Time{}},
		{"due", monday.AddDate(0, 0, -7), start, monday},
		{"three missed are caught up once", monday.AddDate(0, 0, -21), start, monday},
	} {
		got, err := due(m, tc.last, tc.now)
		if err != nil || !got.Equal(tc.want) {
			t.Errorf("%s: %v, %v; want %v", tc.name, got, err, tc.want)
		}
	}
}

func TestFullDiskStopsTheVisitAndLosesNothing(t *testing.T) {
	r := newReceiver(t)
	var lines []string
	for i := range 100 { // few and large: each is matched afterwards, which takes long under the race detector
		lines = append(lines, fmt.Sprintf("1:26-cv-%05d|entry.1|complaint|Acme v. Smith %s|1", i, strings.Repeat("x", 4000)))
	}
	lines = append(lines, "1:26-cv-99999|entry.1|complaint|Acme v. Shenzhen Lamps|1")
	pages := fstest.MapFS{"court.example/feed": page(lines...)}
	address := storetest.SQLite(t)
	small, err := store.Open(t.Context(), address+"?_pragma=max_page_count(300)", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := newPipeline(t, small, pages, r.URL)
	if err := p.Start(t.Context(), Roles{}); err != nil {
		t.Fatal(err)
	}
	_, err = p.Visit(t.Context(), p.Sources[0], start)
	if err == nil || !strings.Contains(err.Error(), "full") {
		// The record of the visit may still fit; then it says so itself.
		visits, verr := small.Visits(t.Context(), "", 1)
		if verr != nil || len(visits) != 1 || visits[0].State != crawlers.Failed || !strings.Contains(visits[0].Error, "full") {
			t.Fatalf("visit %+v, %v; want it failed for a full disk", visits, err)
		}
	}
	small.Close()

	p, _ = newPipeline(t, storetest.Open(t, address), pages, r.URL)
	begin(t, p)
	turn(t, p)
	if ids := r.ids(); len(ids) != 1 {
		t.Errorf("told %v after the disk had room again, want the one alert", ids)
	}
}

func TestBusyDatabaseIsWaitedFor(t *testing.T) {
	r := newReceiver(t)
	address := storetest.SQLite(t)
	p, _ := newPipeline(t, storetest.Open(t, address), fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, r.URL)
	other := storetest.Open(t, address)
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := other.Tx(t.Context(), func(*sql.Tx) error {
			close(held)
			<-release
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	time.AfterFunc(500*time.Millisecond, func() { close(release) })
	begin(t, p)
	turn(t, p)
	wg.Wait()
	if len(r.ids()) != 1 {
		t.Errorf("told %v, want one alert", r.ids())
	}
}

func TestWaitingVerdictIsJudgedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Lamps|1")}, r.URL)
		ready := false
		p.ModelReady = func() bool { return ready }
		p.Judge = func(_ context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
			no, yes := false, true
			rules = alerts.Verdict{Filing: f.ID(), Relevant: &no, By: "rules", Waiting: true}
			if ready {
				return alerts.Verdict{Filing: f.ID(), Relevant: &yes, ChineseParty: crawlers.Suspected, Category: alerts.CatTrademark, By: "model@1"}, rules, nil
			}
			return rules, rules, nil
		}
		begin(t, p)
		turn(t, p)
		if len(r.ids()) != 0 {
			t.Fatalf("told %v before the model was back", r.ids())
		}
		ready = true
		if err := errors.Join(p.JudgeAgain(t.Context()), p.Drain(t.Context())); err != nil {
			t.Fatal(err)
		}
		if len(r.ids()) != 1 {
			t.Errorf("told %v, want the alert that the model asked for", r.ids())
		}
		if err := p.JudgeAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Waiting(t.Context(), 10); err != nil || len(n) != 0 {
			t.Errorf("still waiting: %v, %v", n, err)
		}
	})
}

func TestThreeNodesDoTheWorkOnce(t *testing.T) {
	address, ok := storetest.Addresses(t)["postgres"]
	if !ok {
		t.Skip("TOCSIN_TEST_POSTGRES is not set")
	}
	r := newReceiver(t)
	var lines []string
	for i := range 60 {
		act := []string{"tro-granted", "pi-granted", "default-entered"}[i/20]
		lines = append(lines, fmt.Sprintf("1:26-cv-%05d|entry.%d|%s|Acme v. Shenzhen Lamps|1", i%20, i, act))
	}
	pages := fstest.MapFS{"court.example/a": page(lines[:30]...), "court.example/b": page(lines[30:]...)}
	var nodes []*Pipeline
	for range 3 {
		p, _ := newPipeline(t, storetest.Open(t, address), pages, r.URL)
		begin(t, p)
		nodes = append(nodes, p)
	}
	var wg sync.WaitGroup
	for _, p := range nodes {
		wg.Go(func() {
			for range 3 {
				if err := p.Tick(t.Context()); err != nil {
					t.Error(err)
				}
				// What a second visit or a lost memory would bring.
				fs := []crawlers.Filing{}
				for _, l := range lines {
					err := parseLines(crawlers.PageOf("https://court.example/a", []byte(l), start), func(f crawlers.Filing) error {
						f.Source = "place"
						fs = append(fs, f)
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
				if _, err := p.Take(t.Context(), fs, store.Manner{Rank: 1}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := nodes[0].Drain(ctx); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, a := range r.alerts {
		told[a.Act] = true
		for _, other := range a.Also {
			told[other.Act] = true
		}
	}
	if len(told) != 60 {
		t.Errorf("%d acts were told, want 60", len(told))
	}
	for _, id := range r.ids() {
		if n := r.tries(id); n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
	// Whoever told it, each matter has one first alert.
	first := map[string]int{}
	for _, a := range r.alerts {
		if a.Update == 0 {
			first[a.Act[:strings.Index(a.Act, "#")]]++
		}
	}
	if len(first) != 20 {
		t.Errorf("%d matters have a first alert, want 20", len(first))
	}
	for matter, n := range first {
		if n != 1 {
			t.Errorf("%s has %d first alerts", matter, n)
		}
	}
}

func TestSlowJudgeGoesOnWhereItStopped(t *testing.T) {
	r := newReceiver(t)
	var lines []string
	for i := range 3 * settleAtOnce {
		lines = append(lines, fmt.Sprintf("1:26-cv-%05d|entry.1|complaint|Acme v. Shenzhen Lamps %d|1", i, i))
	}
	p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{"court.example/feed": page(lines...)}, r.URL)
	if err := p.Start(t.Context(), Roles{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Visit(t.Context(), p.Sources[0], start); err != nil {
		t.Fatal(err)
	}
	var acts []string
	for i := range lines {
		acts = append(acts, fmt.Sprintf("us-ilnd/1:26-cv-%05d#entry.1", i))
	}
	work := &judge{p: p}
	// Each turn has less than half its time left after one part.
	for turn := 1; turn <= 3; turn++ {
		ctx, cancel := context.WithTimeout(t.Context(), p.judgeTimeout()/2)
		err := work.Work(ctx, &river.Job[judgeArgs]{Args: judgeArgs{Acts: acts}})
		cancel()
		if _, ok := errors.AsType[*river.JobSnoozeError](err); !ok {
			t.Fatalf("turn %d: %v, want it to go on later", turn, err)
		}
		as, err := p.Store.Alerts(t.Context(), 100)
		if err != nil || len(as) != turn*settleAtOnce {
			t.Fatalf("turn %d: %d alerts, %v; want %d", turn, len(as), err, turn*settleAtOnce)
		}
	}
	if err := work.Work(t.Context(), &river.Job[judgeArgs]{Args: judgeArgs{Acts: acts}}); err != nil {
		t.Errorf("with nothing left: %v", err)
	}
}
