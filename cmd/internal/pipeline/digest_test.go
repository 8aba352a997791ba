package pipeline

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// An inbox is a destination that remembers.
type inbox struct {
	mu  sync.Mutex
	got []alerts.Message
}

func (b *inbox) Notify(_ context.Context, m alerts.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got = append(b.got, m)
	return nil
}

// types returns the types of what came, and forgets it.
func (b *inbox) types() string {
	var out []string
	for _, m := range b.all() {
		out = append(out, m.Type)
	}
	return strings.Join(out, " ")
}

// all returns what came, and forgets it.
func (b *inbox) all() []alerts.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.got
	b.got = nil
	return out
}

func (b *inbox) last() alerts.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.got) == 0 {
		return alerts.Message{}
	}
	return b.got[len(b.got)-1]
}

// suit is a line of the court's feed.
func suit(n int, title string) string {
	return fmt.Sprintf("1:26-cv-%05d|entry.1|complaint|%s|1", n, title)
}

func TestWhatIsNotUrgentWaitsForTheDigest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Shenzhen Lamps"))}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk, admins := new(inbox), new(inbox)
		times, err := alerts.ParseTimes("daily 08:30")
		if err != nil {
			t.Fatal(err)
		}
		p.Destinations = map[string]Destination{
			"desk":   {Notifier: desk, Language: "zh", Manner: alerts.Manner{Digest: times, Budget: 1}},
			"admins": {Notifier: admins, Language: "zh"},
		}
		p.Admins = []string{"admins"}
		begin(t, p)
		turn(t, p)
		if got := desk.types(); got != "alert.created" {
			t.Errorf("within the budget: %q, want the alert", got)
		}
		pages["court.example/feed"] = page(suit(11, "Acme v. Shenzhen Lamps"), suit(12, "Acme v. Shenzhen Cups"), suit(13, "Acme v. Shenzhen Pots"))
		c.add(10 * time.Minute)
		turn(t, p)
		if got := desk.types(); got != "" {
			t.Errorf("beyond the budget: %q, want nothing", got)
		}
		if got := admins.types(); got != "destination.noisy" {
			t.Errorf("administrators heard %q, want once that the budget was reached", got)
		}
		c.add(24 * time.Hour)
		turn(t, p)
		m := desk.last()
		if got := desk.types(); got != "digest" || len(m.Alerts) != 2 || len(m.Places) != 1 {
			t.Fatalf("next day: %q with %d alerts and %d sources, want a digest of two and the source", got, len(m.Alerts), len(m.Places))
		}
		for _, d := range deliveriesOf(t, db) {
			if d.State != store.Sent {
				t.Errorf("%s is %s", d.ID, d.State)
			}
		}
		c.add(24 * time.Hour)
		turn(t, p)
		if m := desk.last(); m.Type != "digest" || len(m.Alerts) != 0 || !strings.Contains(m.Title, "无新增") {
			t.Errorf("a day without news: %q", m.Title)
		}
		desk.types()
		turn(t, p)
		if got := desk.types(); got != "" {
			t.Errorf("the same day again: %q", got)
		}
	})
}

func TestBurstIsOneMessage(t *testing.T) {
	var lines []string
	for n := range 30 {
		lines = append(lines, suit(n+1, fmt.Sprintf("Acme v. Shenzhen Lamps %d", n)))
	}
	pages := fstest.MapFS{"court.example/feed": page(lines...)}
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), pages, "http://127.0.0.1:1")
	desk := new(inbox)
	p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Rate: []crawlers.Limit{{Per: time.Minute, Requests: 20}}}
	begin(t, p)
	turn(t, p)
	if got := desk.types(); got != strings.TrimSpace(strings.Repeat("alert.created ", 20)) {
		t.Errorf("at first %q, want 20 alerts", got)
	}
	if wait, err := p.digest(t.Context(), digestArgs{Destination: "desk"}); err != nil || wait == 0 {
		t.Errorf("while the destination is busy: wait %v, %v", wait, err)
	}
	// The job waits on River's clock, which is the machine's: what it will do is
	// done here.
	c.add(time.Minute)
	if wait, err := p.digest(t.Context(), digestArgs{Destination: "desk"}); err != nil || wait > 0 {
		t.Fatal(wait, err)
	}
	turn(t, p)
	if m := desk.last(); m.Type != alerts.TypeDigest || len(m.Alerts) != 10 || len(m.Places) != 0 {
		t.Errorf("then %s of %d alerts, want the other 10 in one message", m.Type, len(m.Alerts))
	}
	if wait, err := p.digest(t.Context(), digestArgs{Destination: "desk"}); err != nil || wait > 0 {
		t.Fatal(wait, err)
	}
	turn(t, p)
	if got := desk.types(); got != alerts.TypeDigest {
		t.Errorf("with nothing left to tell: %q", got)
	}
}

func TestDigestThatIsRefusedLosesNothing(t *testing.T) {
	pages := fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Shenzhen Lamps"))}
	db := storetest.Open(t, storetest.SQLite(t))
	p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
	times, err := alerts.ParseTimes("daily 08:30")
	if err != nil {
		t.Fatal(err)
	}
	p.Destinations["desk"] = Destination{Language: "zh", Manner: alerts.Manner{Digest: times, AtOnce: alerts.Never}, Notifier: notify(func(context.Context, alerts.Message) error {
		return fmt.Errorf("%w: the robot is gone", alerts.ErrRefused)
	})}
	begin(t, p)
	turn(t, p)
	c.add(24 * time.Hour)
	turn(t, p)
	if ds := deliveriesOf(t, db); len(ds) != 1 || ds[0].State != store.Refused {
		t.Fatalf("deliveries %+v, want one refused with its digest", ds)
	}
	desk := new(inbox)
	p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh"}
	if n, err := p.Again(t.Context(), "desk"); n != 1 || err != nil {
		t.Fatalf("again: %d, %v", n, err)
	}
	turn(t, p)
	if m := desk.last(); m.Type != alerts.TypeDigest || len(m.Alerts) != 1 {
		t.Errorf("sent again: %s of %d alerts, want the digest", m.Type, len(m.Alerts))
	}
	if ds := deliveriesOf(t, db); len(ds) != 1 || ds[0].State != store.Sent {
		t.Errorf("deliveries %+v, want one sent with its digest", ds)
	}
}

func TestTroubleIsToldOnceToAdministrators(t *testing.T) {
	pages := fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Shenzhen Lamps"))}
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), pages, "http://127.0.0.1:1")
	desk, admins := new(inbox), new(inbox)
	p.Destinations = map[string]Destination{"desk": {Notifier: desk, Language: "zh"}, "admins": {Notifier: admins, Language: "zh"}}
	p.Admins = []string{"admins"}
	begin(t, p)
	turn(t, p)
	desk.types()
	good := pages["court.example/feed"]
	pages["court.example/feed"] = &fstest.MapFile{Data: []byte("<html>maintenance</html>")}
	var said []string
	for range 4 {
		c.add(10 * time.Minute)
		turn(t, p)
		said = append(said, admins.types())
	}
	pages["court.example/feed"] = good
	for range 2 {
		c.add(10 * time.Minute)
		turn(t, p)
		said = append(said, admins.types())
	}
	if got := strings.Join(said, ","); got != ",source.trouble,,,source.recovered," {
		t.Errorf("administrators heard %q, want the second bad visit and the first good one", got)
	}
	if got := desk.types(); got != "" {
		t.Errorf("the desk heard %q", got)
	}
}

func TestChange(t *testing.T) {
	good, bad := store.Visit{State: crawlers.OK}, store.Visit{State: crawlers.Blocked}
	for _, tc := range []struct {
		name     string
		visits   []store.Visit // the newest first
		patience int
		want     turnOf
	}{
		{"never visited", nil, 2, same},
		{"the first is good", []store.Visit{good}, 2, same},
		{"the first is bad", []store.Visit{bad}, 2, same},
		{"the second too", []store.Visit{bad, bad}, 2, broken},
		{"and so on", []store.Visit{bad, bad, bad, good}, 2, same},
		{"one bad one, mended", []store.Visit{good, bad, good}, 2, same},
		{"mended", []store.Visit{good, bad, bad, good}, 2, mended},
		{"a weekly one", []store.Visit{bad, good}, 1, broken},
	} {
		if got, _ := change(tc.visits, tc.patience); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func deliveriesOf(t *testing.T, db *store.DB) []store.Delivery {
	t.Helper()
	ds, err := db.Deliveries(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// TestDigestNamesNoNaturalPerson holds of the data of a digest what holds of
// the words of an alert.
func TestDigestNamesNoNaturalPerson(t *testing.T) {
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Smith"))}, "http://127.0.0.1:1")
	program := new(inbox)
	p.Destinations = map[string]Destination{"program": {Notifier: program, Language: "zh", Manner: alerts.Manner{AtOnce: alerts.Never, Digest: alerts.Times{Days: "daily"}}}}
	p.Centers = nil
	list := alerts.Watchlist{ID: "w-acme", Tell: []string{"program"}, Entries: []alerts.Entry{{Type: alerts.WatchPlaintiff, Value: "Acme Widgets"}}}
	if err := p.Store.PutWatchlists(t.Context(), []alerts.Watchlist{list}); err != nil {
		t.Fatal(err)
	}
	begin(t, p)
	turn(t, p)
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00077"}, Slug: "entry.1", Kind: crawlers.Lawsuit, Source: "place",
		Title: "Acme Widgets LLC v. Zhang Wei of Shenzhen", Filed: crawlers.Date{Time: c.now}, Fetched: c.now,
		Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Acme Widgets LLC"}, {Role: crawlers.Defendant, Name: "Zhang Wei"}},
	}
	if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
		t.Fatal(err)
	}
	turn(t, p)
	c.add(24 * time.Hour)
	turn(t, p)
	m := program.last()
	if m.Type != alerts.TypeDigest || len(m.Alerts) != 1 {
		t.Fatalf("%s with %d alerts, want a digest with one", m.Type, len(m.Alerts))
	}
	if got := fmt.Sprintf("%s %+v", m.Lines[0].Text, m.Alerts[0]); strings.Contains(got, "Zhang Wei") {
		t.Errorf("the digest names a natural person: %s", got)
	}
}

// TestNothingIsHeldForDigestsThatAreNoMore switches off the digests of a
// destination for which something is held.
func TestNothingIsHeldForDigestsThatAreNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Shenzhen Lamps"))}, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{AtOnce: alerts.Never, Digest: alerts.Times{Days: "daily"}}}
		begin(t, p)
		turn(t, p)
		if got := desk.types(); got != "" {
			t.Fatalf("told at once: %q", got)
		}
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh"}
		for range 2 {
			c.add(10 * time.Minute)
			turn(t, p)
		}
		if got := desk.types(); got != alerts.TypeDigest {
			t.Errorf("got %q, want what was held, once", got)
		}
	})
}
