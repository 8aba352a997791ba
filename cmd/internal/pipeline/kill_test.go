package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// The kill test runs this very binary as the program: a child crawls, judges
// and tells, and kills itself with SIGKILL at the border it is told to.
const (
	killStore = "TOCSIN_KILL_STORE"
	killTo    = "TOCSIN_KILL_TO"
	killAt    = "TOCSIN_KILL_AT" // "step:n", the n-th time it passes there; empty for never
)

func TestMain(m *testing.M) {
	if os.Getenv(killStore) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var killPages = fstest.MapFS{
	"court.example/a": page(
		"1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|2",
		"1:26-cv-00012|entry.1|complaint|Acme v. Smith|1"),
	"court.example/b": page(
		"1:26-cv-00013|entry.9|tro-granted|Acme v. Shenzhen Kettles|1",
		"1:26-cv-00015|entry.1|complaint|Beta v. Shenzhen Pots|1"),
}

// child is the program of the kill test. Its clock steps through days that have
// something to tell: what is new, the digest after it, a reminder, and the
// digest of that.
func child() error {
	ctx := context.Background()
	db, err := store.Open(ctx, os.Getenv(killStore), store.Options{})
	if err != nil {
		return err
	}
	if err := db.Own(ctx); err != nil {
		return err
	}
	t := &childT{}
	p, c := newPipeline(t, db, killPages, "http://127.0.0.1:1")
	times, err := alerts.ParseTimes("daily 08:30")
	if err != nil {
		return err
	}
	told := func(name string) alerts.Notifier { return open(t, os.Getenv(killTo)+"/"+name) }
	p.Destinations = map[string]Destination{
		"desk":  {Notifier: told("desk"), Language: "zh"},
		"brief": {Notifier: told("brief"), Language: "zh", Manner: alerts.Manner{AtOnce: alerts.Never, Digest: times}},
		"robot": {Notifier: told("robot"), Language: "zh", Rate: []crawlers.Limit{{Per: time.Minute, Requests: 1}}},
	}
	p.Centers[alerts.National] = slices.Sorted(maps.Keys(p.Destinations))
	p.Judge = judgeStages
	step, nth, _ := strings.Cut(os.Getenv(killAt), ":")
	n, _ := strconv.Atoi(nth)
	var mu sync.Mutex
	p.Step = func(name string) {
		mu.Lock()
		defer mu.Unlock()
		if name != step {
			return
		}
		if n--; n == 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if err := p.Start(ctx, Roles{Crawl: true, Work: true}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 25*time.Second)
	defer cancel()
	for _, day := range []int{0, 1, 7, 8} {
		c.add(start.AddDate(0, 0, day).Sub(c.Now()))
		if err := p.Tick(ctx); err != nil {
			return err
		}
		for n := 1; n > 0; c.add(time.Minute) { // the robot takes one message a minute
			if n, err = drainAndHurry(ctx, p); err != nil {
				return err
			}
		}
	}
	return errors.Join(p.Stop(ctx), db.Close())
}

// childT stands for the testing.TB that the child has none of.
type childT struct{ testing.TB }

func (*childT) Helper()                  {}
func (*childT) Context() context.Context { return context.Background() }
func (*childT) Output() io.Writer        { return os.Stderr }
func (*childT) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }

// A hearer is a webhook receiver that drops what it has seen by webhook-id, and
// keeps what it was told: alerts, alone or in a digest, and planned digests.
type hearer struct {
	*httptest.Server
	mu   sync.Mutex
	came map[string]int // requests, by webhook-id
	told map[string]int // by path, alert and update, or the digest's name
}

func newHearer(t *testing.T) *hearer {
	h := &hearer{came: map[string]int{}, told: map[string]int{}}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hearer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Data struct {
			alerts.Alert
			Alerts []alerts.Alert
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	id := r.Header.Get("webhook-id")
	if h.came[id]++; h.came[id] > 1 {
		return
	}
	said := body.Data.Alerts
	if body.Data.ID != "" {
		said = append(said, body.Data.Alert)
	} else if strings.HasPrefix(id, "digest@") {
		h.told[r.URL.Path+" "+id]++
	}
	for _, a := range said {
		h.told[fmt.Sprintf("%s %s update %d %v", r.URL.Path, a.ID, a.Update, a.Gained)]++
	}
}

func (h *hearer) heard() (told, came map[string]int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.told), maps.Clone(h.came)
}

func TestKilledAtEveryStep(t *testing.T) {
	run := func(t *testing.T, address, to, at string) error {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), killStore+"="+address, killTo+"="+to, killAt+"="+at)
		out, err := cmd.CombinedOutput()
		if err != nil && at == "" {
			t.Fatalf("undisturbed run: %v\n%s", err, out)
		}
		return err
	}
	// What an undisturbed run tells: four alerts and a reminder to each, and
	// three digests.
	h := newHearer(t)
	run(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"), h.URL, "")
	want, _ := h.heard()
	if len(want) != 3*(4+1)+3 {
		t.Fatalf("undisturbed run told %d, want 18:\n%s", len(want), strings.Join(slices.Sorted(maps.Keys(want)), "\n"))
	}
	for _, tc := range []struct {
		at      string
		sending bool // something may have been sent without our having recorded it
	}{
		{"visit:1", false}, {"page kept:1", false}, {"row stored:1", false}, {"seen told:1", false},
		{"judged:1", false}, {"settled:1", false}, {"held:1", true}, {"held:2", true},
		{"sent:1", true}, {"sent:3", true}, {"answer recorded:1", true}, {"answer recorded:3", true},
		{"digest written:1", true}, {"digest written:2", true},
		{"notice sent:1", true}, {"notice sent:2", true}, {"notice recorded:1", true}, {"notice recorded:2", true},
		{"reminded:1", false},
	} {
		t.Run(tc.at, func(t *testing.T) {
			t.Parallel()
			h := newHearer(t)
			address := "sqlite:" + filepath.Join(t.TempDir(), "a.db")
			var died *exec.ExitError
			if err := run(t, address, h.URL, tc.at); !errors.As(err, &died) || died.ExitCode() != -1 {
				t.Fatalf("the child did not die at %s: %v", tc.at, err)
			}
			began := time.Now()
			run(t, address, h.URL, "")
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("the next start took %s, want at most 30 s", took)
			}
			told, came := h.heard()
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("told otherwise than undisturbed:\n%s", diff)
			}
			for id, n := range came {
				if n > 2 || n > 1 && !tc.sending {
					t.Errorf("%s was sent %d times", id, n)
				}
			}
			db, err := store.Open(t.Context(), address, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if as, err := db.Alerts(t.Context(), 10); err != nil || len(as) != 5 {
				t.Errorf("%d alerts, %v; want 5", len(as), err)
			}
			for _, d := range deliveriesOf(t, db) {
				if d.State != store.Sent {
					t.Errorf("%s is %s", d.ID, d.State)
				}
			}
		})
	}
}
