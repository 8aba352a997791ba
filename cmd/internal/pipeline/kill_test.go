package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
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

	"tocsin/cmd/internal/store"
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

// child is the program of the kill test.
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
	p, _ := newPipeline(t, db, killPages, os.Getenv(killTo))
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
	if err := errors.Join(p.Tick(ctx), p.Drain(ctx)); err != nil {
		return err
	}
	return errors.Join(p.Stop(ctx), db.Close())
}

// childT stands for the testing.TB that the child has none of.
type childT struct{ testing.TB }

func (*childT) Helper()                  {}
func (*childT) Context() context.Context { return context.Background() }
func (*childT) Output() io.Writer        { return os.Stderr }
func (*childT) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }

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
	// What an undisturbed run tells.
	r := newReceiver(t)
	run(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"), r.URL, "")
	want := r.ids()
	slices.Sort(want)
	if len(want) != 3 {
		t.Fatalf("undisturbed run told %v, want 3", want)
	}
	for _, at := range []string{
		"visit:1", "page kept:1", "row stored:1", "seen told:1",
		"judged:1", "settled:1", "sent:1", "sent:3", "answer recorded:1", "answer recorded:3",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			address := "sqlite:" + filepath.Join(t.TempDir(), "a.db")
			var died *exec.ExitError
			if err := run(t, address, r.URL, at); !errors.As(err, &died) || died.ExitCode() != -1 {
				t.Fatalf("the child did not die at %s: %v", at, err)
			}
			began := time.Now()
			run(t, address, r.URL, "")
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("the next start took %s, want at most 30 s", took)
			}
			got := r.ids()
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("told %v, want %v", got, want)
			}
			for _, id := range got {
				// A second request of one id can only follow a kill between the
				// receiver's yes and our record of it; deliveries are sent side
				// by side, so that gap is open until the last answer is recorded.
				if n := r.tries(id); n > 1 && !strings.HasPrefix(at, "sent") && at != "answer recorded:1" {
					t.Errorf("%s was sent %d times", id, n)
				}
			}
			db, err := store.Open(t.Context(), address, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			as, err := db.Alerts(t.Context(), 10)
			if err != nil || len(as) != len(want) {
				t.Errorf("%d alerts, %v; want %d", len(as), err, len(want))
			}
		})
	}
}
