package pipeline

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"text/tabwriter"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

var soakWhole = flag.Bool("soak", false, "soak with 10,000 alerts to 100 destinations, which takes minutes")

// A soaking is a burst of alerts to destinations of which the first ones fail,
// the next ones hang, and the others are well.
type soaking struct{ alerts, destinations, failing, hanging int }

// margin is how late 95 of 100 messages may be where some destinations are sick,
// if they come within p95 where none is: two runs on a busy machine differ, and
// one destination that held up the others would do so for much longer.
func margin(p95 time.Duration) time.Duration { return p95 + p95/2 + 2*time.Second }

// TestSoak holds that a destination that fails or hangs does not hold up the
// others; that nothing is lost, also for those that were sick, and nothing
// comes twice to who drops what it has seen.
func TestSoak(t *testing.T) {
	s := soaking{alerts: 200, destinations: 10, failing: 1, hanging: 1}
	if *soakWhole {
		s = soaking{alerts: 10_000, destinations: 100, failing: 10, hanging: 10}
	} else if testing.Short() {
		t.Skip("takes seconds, and -short is set")
	}
	engine := "sqlite"
	if os.Getenv("TOCSIN_TEST_POSTGRES") != "" {
		engine = "postgres"
	}
	w := tabwriter.NewWriter(t.Output(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s, %d alerts to %d\tlost\ttwice\tdropped\tp50\tp95\tlast\tafter the alert: p50\tp95\tlast\t\n", engine, s.alerts, s.destinations)
	var p95 []time.Duration
	for _, run := range []soaking{{alerts: s.alerts, destinations: s.destinations}, s} {
		name := fmt.Sprintf("%d fail, %d hang", run.failing, run.hanging)
		r := run.do(t, storetest.Addresses(t)[engine], s.failing+s.hanging)
		at := func(waits []time.Duration, percent int) time.Duration {
			return waits[(len(waits)-1)*percent/100].Round(time.Millisecond)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t\n", name, r.lost, r.twice, r.dropped,
			at(r.visit, 50), at(r.visit, 95), at(r.visit, 100), at(r.alert, 50), at(r.alert, 95), at(r.alert, 100))
		if r.lost != 0 || r.twice != 0 {
			t.Errorf("%s: %d lost, %d told twice", name, r.lost, r.twice)
		}
		p95 = append(p95, at(r.visit, 95))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if most := margin(p95[0]); p95[1] > most {
		t.Errorf("beside sick ones 95 of 100 messages come within %s, want %s", p95[1], most)
	}
}

// A soaked is how a run went: what the destinations that are measured waited
// for their messages, in order, since the visit began and since each alert was
// made.
type soaked struct {
	lost, twice, dropped int
	visit, alert         []time.Duration
}

// do tells everything and measures the destinations from the first of them on.
func (s soaking) do(t *testing.T, address string, first int) soaked {
	begun := time.Now()
	town := &town{
		soaking: s, first: first, now: func() time.Time { return start.Add(time.Since(begun)) },
		told: make(chan struct{}), mended: make(chan struct{}),
		came: map[string]bool{}, acts: map[string]int{},
	}
	srv := httptest.NewServer(town)
	defer srv.Close()
	pages := fstest.MapFS{"court.example/feed": page()}
	p, _ := newPipeline(t, storetest.Open(t, address), pages, srv.URL)
	p.Now, p.Log = town.now, slog.New(slog.DiscardHandler)
	p.Centers, p.Destinations = nil, map[string]Destination{}
	var lists []alerts.Watchlist
	for i := range s.destinations {
		name := fmt.Sprintf("d%03d", i)
		p.Destinations[name] = Destination{Notifier: open(t, srv.URL+"/"+name), Language: "zh"}
		lists = append(lists, alerts.Watchlist{
			ID: alerts.WatchlistID(name), Name: name, Tell: []string{name},
			Entries: []alerts.Entry{{Type: alerts.WatchKeyword, Value: name}},
		})
	}
	var lines []string
	for i := range s.alerts {
		to := i % s.destinations
		lines = append(lines, suit(i, fmt.Sprintf("Acme v. Shenzhen d%03d", to)))
		if to >= first {
			town.left++
		}
	}
	pages["court.example/feed"] = page(lines...)
	if err := p.Store.PutWatchlists(t.Context(), lists); err != nil {
		t.Fatal(err)
	}
	begin(t, p)
	if err := p.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-town.told:
	case <-time.After(5 * time.Minute):
		t.Error("who is well has not heard all within five minutes")
	}
	close(town.mended)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	for n := 1; n > 0; {
		var err error
		if n, err = drainAndHurry(ctx, p); err != nil {
			t.Fatal(err)
		}
	}

	ds, err := p.Store.Deliveries(t.Context(), store.Sent, s.alerts+1)
	if err != nil {
		t.Fatal(err)
	}
	town.mu.Lock()
	defer town.mu.Unlock()
	out := town.soaked
	slices.Sort(out.visit)
	slices.Sort(out.alert)
	out.lost = s.alerts - min(len(town.acts), len(ds))
	for _, n := range town.acts {
		out.twice += n - 1
	}
	return out
}

// drainAndHurry waits until nothing runs, and makes what waits for its next try
// run now; n is how much that is.
func drainAndHurry(ctx context.Context, p *Pipeline) (n int, err error) {
	if err := p.Drain(ctx); err != nil {
		return 0, err
	}
	waiting, err := p.queue.JobList(ctx, river.NewJobListParams().First(10_000).Queues(queueDeliver).
		States(rivertype.JobStateScheduled, rivertype.JobStateRetryable))
	if err != nil {
		return 0, err
	}
	for _, job := range waiting.Jobs {
		if _, err := p.queue.JobRetry(ctx, job.ID); err != nil {
			return 0, err
		}
	}
	return len(waiting.Jobs), nil
}

// A town is all destinations, each behind its own path. They drop what they
// have seen by webhook-id. Until they are mended some take nothing, and some
// take it but do not answer.
type town struct {
	soaking
	first        int // the destinations from it on are measured
	now          func() time.Time
	told, mended chan struct{} // all that are measured have everything; nobody is sick any more

	mu   sync.Mutex
	came map[string]bool // by webhook-id
	acts map[string]int  // messages about an act to a destination
	left int             // messages that those that are measured still lack
	soaked
}

func (w *town) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	var to int
	var body struct{ Data alerts.Alert }
	if _, err := fmt.Sscanf(r.URL.Path, "/d%d", &to); err != nil {
		http.Error(rw, err.Error(), http.StatusNotFound)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	sick := to < w.failing+w.hanging
	select {
	case <-w.mended:
		sick = false
	default:
	}
	if sick && to < w.failing {
		http.Error(rw, "out of order", http.StatusInternalServerError)
		return
	}
	w.take(to, r.Header.Get("webhook-id"), body.Data)
	if sick {
		select {
		case <-w.mended:
		case <-r.Context().Done():
		}
	}
}

func (w *town) take(to int, id string, a alerts.Alert) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.came[id] {
		w.dropped++
		return
	}
	w.came[id] = true
	w.acts[fmt.Sprintf("%s %d", a.Act, to)]++
	if to < w.first {
		return
	}
	now := w.now()
	w.visit, w.alert = append(w.visit, now.Sub(start)), append(w.alert, now.Sub(a.Told))
	if w.left--; w.left == 0 {
		close(w.told)
	}
}
