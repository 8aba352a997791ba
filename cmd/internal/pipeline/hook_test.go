package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/riverqueue/river"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// sent is a delivery to the hook of place.
func sent(lines ...string) crawlers.Page {
	return crawlers.PageOf("hook:place", page(lines...).Data, time.Time{})
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

const lamps = "1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1"

func TestWhatIsSentAgainTellsNobodyAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newReceiver(t)
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page(lamps)}, r.URL)
		begin(t, p)
		for _, key := range []string{"k1", "k1", "k2"} { // the same; the same by another name
			if err := p.Receive(t.Context(), p.Sources[0], key, sent(lamps)); err != nil {
				t.Fatal(err)
			}
			c.add(time.Second / 2)
		}
		turn(t, p) // and the place shows it too
		if ids := r.ids(); len(ids) != 1 || r.tries(ids[0]) != 1 {
			t.Errorf("told %v", r.got)
		}
		visits, err := db.Visits(t.Context(), HookOf("place"), 10)
		if err != nil || len(visits) != 2 || visits[1].Added != 1 || visits[0].Known != 1 || visits[0].State != crawlers.OK {
			t.Errorf("%+v, %v", visits, err)
		}
		asked, err := db.Visits(t.Context(), "place", 10)
		if err != nil || len(asked) != 1 || asked[0].Known != 1 || asked[0].Added != 0 {
			t.Errorf("%+v, %v", asked, err)
		}
		if body, err := db.PageBody(t.Context(), hashOf(lamps)); err != nil || string(body) != lamps {
			t.Errorf("kept %q, %v", body, err)
		}
	})
}

// TestWhatStopsHalfwayIsBegunAnew stops at each border on the way of a
// delivery: it is not heard, and when it is sent again it is told once.
func TestWhatStopsHalfwayIsBegunAnew(t *testing.T) {
	for _, border := range []string{"page kept", "row stored", "seen told", "received"} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			r := newReceiver(t)
			p, _ := newPipeline(t, db, fstest.MapFS{}, r.URL)
			begin(t, p)
			ctx, stop := context.WithCancel(t.Context())
			p.Step = func(step string) {
				if step == border {
					stop()
				}
			}
			if err := p.Receive(ctx, p.Sources[0], "k1", sent(lamps)); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s: %v", border, err)
			}
			if heard, err := db.Heard(t.Context(), "place", "k1"); err != nil || heard {
				t.Fatalf("%s: heard %v, %v", border, heard, err)
			}
			if err := p.Receive(t.Context(), p.Sources[0], "k1", sent(lamps)); err != nil {
				t.Fatalf("%s: %v", border, err)
			}
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if ids := r.ids(); len(ids) != 1 || r.tries(ids[0]) != 1 {
				t.Errorf("%s: told %v", border, r.got)
			}
		})
	}
}

func TestWhatIsNotReadIsNotKept(t *testing.T) {
	var log bytes.Buffer
	db := storetest.Open(t, storetest.SQLite(t))
	p, _ := newPipeline(t, db, fstest.MapFS{}, "http://127.0.0.1:1/none")
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	p.Sources[0].Parse = func(crawlers.Page, func(crawlers.Filing) error) error {
		return fmt.Errorf("%w: event type 3", crawlers.ErrUnwanted)
	}
	begin(t, p)
	for _, key := range []string{"k1", "k2"} {
		if err := p.Receive(t.Context(), p.Sources[0], key, sent("x")); err != nil {
			t.Fatal(err)
		}
	}
	visits, err := db.Visits(t.Context(), "", 10)
	if err != nil || len(visits) != 0 {
		t.Errorf("%+v, %v", visits, err)
	}
	if n := strings.Count(log.String(), "event type 3"); n != 1 {
		t.Errorf("said %d times: %s", n, log.String())
	}
}

// TestWhatCannotBeReadIsKept takes a body of another shape: sending it again
// would change nothing, so it is received, and looks unwell.
func TestWhatCannotBeReadIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, _ := newPipeline(t, db, fstest.MapFS{}, "http://127.0.0.1:1/none")
		begin(t, p)
		if err := p.Receive(t.Context(), p.Sources[0], "k1", sent("of another shape")); err != nil {
			t.Fatal(err)
		}
		last, err := db.LastVisits(t.Context())
		if err != nil || len(last) != 1 || last[0].State != crawlers.Shape {
			t.Fatalf("%+v, %v", last, err)
		}
		if body, err := db.PageBody(t.Context(), hashOf("of another shape")); err != nil || string(body) != "of another shape" {
			t.Errorf("kept %q, %v", body, err)
		}
	})
}

func TestDeliveriesThatNobodySendsAnyMoreAreForgotten(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p, c := newPipeline(t, db, fstest.MapFS{}, "http://127.0.0.1:1/none")
	if err := db.Hear(t.Context(), "place", "k1", c.Now()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		c.add(heardFor - time.Hour)
		if err := (&keeper{p: p}).Work(t.Context(), &river.Job[keepArgs]{Args: keepArgs{Task: taskHooks}}); err != nil {
			t.Fatal(err)
		}
		if heard, err := db.Heard(t.Context(), "place", "k1"); err != nil || heard != want {
			t.Errorf("heard %v, %v, want %v", heard, err, want)
		}
	}
}

func TestARefusalIsRecordedOnce(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p, c := newPipeline(t, db, fstest.MapFS{}, "http://127.0.0.1:1/none")
	for i := range 2 * maxSaid {
		for range 2 {
			c.add(time.Second)
			if err := p.Refuse(t.Context(), p.Sources[0], fmt.Sprint("from address ", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	visits, err := db.Visits(t.Context(), HookOf("place"), 3*maxSaid)
	if err != nil || len(visits) != maxSaid || visits[0].State != crawlers.Blocked {
		t.Errorf("%d visits, %v", len(visits), err)
	}
}
