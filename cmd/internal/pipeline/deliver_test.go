package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestAfter(t *testing.T) {
	const week = 7 * 24 * time.Hour
	busy := &alerts.LaterError{After: 2 * time.Hour, Err: errors.New("429")}
	bad := errors.New("502")
	for _, tc := range []struct {
		name        string
		state       string // before the try
		tries       int    // with this one
		sent        error
		age         time.Duration
		want        string
		counted     int
		least, most time.Duration // of the wait
	}{
		{"a yes", store.Due, 3, nil, 0, store.Sent, 3, 0, 0},
		{"a no", store.Due, 1, fmt.Errorf("%w: 410", alerts.ErrRefused), 0, store.Refused, 1, 0, 0},
		{"first failure", store.Due, 1, bad, 0, store.Due, 1, time.Minute, time.Minute},
		{"second failure", store.Due, 2, bad, 0, store.Due, 2, 2 * time.Minute, 2 * time.Minute},
		{"last failure but one", store.Due, maxTries - 1, bad, week, store.Due, maxTries - 1, 6 * time.Hour, 6 * time.Hour},
		{"last failure", store.Due, maxTries, bad, 0, store.Dead, maxTries, 0, 0},
		{"asked to wait", store.Due, 1, busy, 0, store.Due, 0, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
		{"asked to wait after many failures", store.Due, maxTries, busy, week, store.Due, maxTries - 1, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
		{"asked to wait for ever", store.Due, 1, busy, maxWait + time.Hour, store.Dead, 1, 0, 0},
		{"unknown", store.Due, 1, io.ErrUnexpectedEOF, 0, store.Sending, 1, time.Minute, time.Minute},
		{"failed after unknown", store.Sending, 2, bad, 0, store.Sending, 2, 2 * time.Minute, 2 * time.Minute},
		{"asked to wait after unknown", store.Sending, 2, busy, 0, store.Sending, 1, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
	} {
		got, again := after(store.Delivery{ID: "x", State: tc.state, Tries: tc.tries}, tc.sent, tc.age)
		if got.State != tc.want || got.Tries != tc.counted || again < tc.least || again > tc.most {
			t.Errorf("%s: %s after %d tries that count, again in %s; want %s, %d, %s", tc.name, got.State, got.Tries, again, tc.want, tc.counted, tc.least)
		}
	}
}

// TestBurstToASlowRobot sends more alerts at once than a robot takes in many
// minutes: all arrive, not much later than it could have taken them.
func TestBurstToASlowRobot(t *testing.T) {
	const perMinute = 20
	busy := &alerts.LaterError{After: 65 * time.Second, Err: errors.New("errcode 45009")}
	for _, n := range []int{100, 600} {
		due := map[time.Duration][]store.Delivery{}
		for i := range n {
			due[0] = append(due[0], store.Delivery{ID: fmt.Sprintf("us-ilnd/1:26-cv-%05d#entry.1@national>desk", i), State: store.Due})
		}
		took, all, last := map[time.Duration]int{}, 0, time.Duration(0)
		for now := time.Duration(0); now < 24*time.Hour; now += time.Second {
			for _, d := range due[now] {
				d.Tries++
				var answer error
				if minute := now.Truncate(time.Minute); took[minute] < perMinute {
					took[minute]++
				} else {
					answer = busy
				}
				d, again := after(d, answer, now)
				switch d.State {
				case store.Sent:
					all, last = all+1, now
				case store.Due:
					at := (now + again).Round(time.Second)
					due[at] = append(due[at], d)
				default:
					t.Fatalf("%s: %s after %s", d.ID, d.State, now)
				}
			}
		}
		if ideal := time.Duration(n/perMinute) * time.Minute; all != n || last > ideal+5*time.Minute {
			t.Errorf("%d of %d arrived, the last after %s; the robot could have had them after %s", all, n, last, ideal)
		}
	}
}

// notify is a destination that does what it is told to.
type notify func(context.Context, alerts.Message) error

func (n notify) Notify(ctx context.Context, m alerts.Message) error { return n(ctx, m) }

// settled returns a pipeline whose one delivery is due, and that delivery's id.
func settled(t *testing.T, lists ...alerts.Watchlist) (*Pipeline, string) {
	t.Helper()
	pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
	p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), pages, "http://127.0.0.1:1")
	if err := errors.Join(p.Store.PutWatchlists(t.Context(), lists), p.Start(t.Context(), Roles{})); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Visit(t.Context(), p.Sources[0], start); err != nil {
		t.Fatal(err)
	}
	acts, err := p.Store.Unjudged(t.Context(), []string{"us-ilnd/1:26-cv-00011#entry.1"}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.settle(t.Context(), acts); err != nil {
		t.Fatal(err)
	}
	return p, "us-ilnd/1:26-cv-00011#entry.1@national>desk"
}

// TestAnswerIsRecordedAsTheProcessEnds tells the process to end while the
// destination answers.
func TestAnswerIsRecordedAsTheProcessEnds(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer error
		state  string
		asked  int // with the next process
	}{
		{"yes", nil, store.Sent, 1},
		{"no", fmt.Errorf("%w: 410", alerts.ErrRefused), store.Refused, 1},
		{"later", &alerts.LaterError{After: time.Minute, Err: errors.New("429")}, store.Due, 2},
		{"no answer", context.Canceled, store.Sending, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, id := settled(t)
			ctx, end := context.WithCancel(t.Context())
			asked := 0
			p.Destinations["desk"] = Destination{Notifier: notify(func(context.Context, alerts.Message) error {
				asked++
				end()
				return tc.answer
			}), Language: "zh"}
			work := &courier{p: p}
			job := &river.Job[deliverArgs]{JobRow: &rivertype.JobRow{}, Args: deliverArgs{Delivery: id}}
			err := work.Work(ctx, job)
			if _, again := errors.AsType[*river.JobSnoozeError](err); again != (tc.asked == 2) || !again && err != nil {
				t.Errorf("the job ended with %v", err)
			}
			ds, err := p.Store.Deliveries(t.Context(), "", 10)
			if err != nil || len(ds) != 1 || ds[0].State != tc.state {
				t.Errorf("deliveries %+v, %v; want one %s", ds, err, tc.state)
			}
			if _, err := p.deliver(t.Context(), id, start); err != nil {
				t.Error(err)
			}
			if asked != tc.asked {
				t.Errorf("asked %d times, want %d", asked, tc.asked)
			}
		})
	}
}

// TestWhatMayHaveArrived ends a try without an answer, by the receiver or by our
// own process: it is said again as a possible repeat, or left to a person.
func TestWhatMayHaveArrived(t *testing.T) {
	for _, tc := range []struct {
		name  string
		once  bool
		end   error // of the first try
		state string
		asked int
	}{
		{"no answer, said again", false, context.DeadlineExceeded, store.Sent, 2},
		{"cut off, said again", false, context.Canceled, store.Sent, 2},
		{"no answer, held", true, context.DeadlineExceeded, store.Refused, 1},
		{"cut off, held", true, context.Canceled, store.Refused, 1},
		{"nobody there, said again", true, errors.New("connection refused"), store.Sent, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, id := settled(t)
			ctx, end := context.WithCancel(t.Context())
			var titles []string
			p.Destinations["desk"] = Destination{Once: tc.once, Language: "zh", Notifier: notify(func(_ context.Context, m alerts.Message) error {
				if titles = append(titles, m.Title); len(titles) > 1 {
					return nil
				}
				if errors.Is(tc.end, context.Canceled) {
					end()
				}
				return tc.end
			})}
			if _, err := p.deliver(ctx, id, start); err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if _, err := p.deliver(t.Context(), id, start); err != nil {
				t.Fatal(err)
			}
			ds, err := p.Store.Deliveries(t.Context(), "", 10)
			if err != nil || len(ds) != 1 || ds[0].State != tc.state || len(titles) != tc.asked {
				t.Fatalf("deliveries %+v, %v, %d tries; want one %s after %d", ds, err, len(titles), tc.state, tc.asked)
			}
			if tc.once && tc.state == store.Refused && !strings.Contains(ds[0].Error, "may have arrived") {
				t.Errorf("it ended with %q", ds[0].Error)
			}
			if repeat := strings.Contains(titles[len(titles)-1], "（可能重复）"); repeat != (!tc.once && tc.asked == 2) {
				t.Errorf("the last try is headed %q", titles[len(titles)-1])
			}
		})
	}
}

// TestReasonsOfOthersAfterARestart delivers in a process that has judged
// nothing: the reasons of the lists that share the destination are there.
func TestReasonsOfOthersAfterARestart(t *testing.T) {
	lists, err := alerts.ReadWatchlists(strings.NewReader("list,type,value,tell\nlamps,company,Shenzhen Lamps,desk\n"))
	if err != nil {
		t.Fatal(err)
	}
	p, id := settled(t, lists...)
	q, _ := newPipeline(t, p.Store, fstest.MapFS{}, "http://127.0.0.1:1")
	var got alerts.Message
	q.Destinations["desk"] = Destination{Notifier: notify(func(_ context.Context, m alerts.Message) error {
		got = m
		return nil
	}), Language: "zh"}
	if _, err := q.deliver(t.Context(), id, start); err != nil {
		t.Fatal(err)
	}
	named := func(r string) bool { return strings.Contains(r, "Shenzhen Lamps") }
	if !slices.ContainsFunc(got.Alert.Reasons, named) {
		t.Errorf("reasons %q, want the list's among them", got.Alert.Reasons)
	}
}

// TestNamedReadsSoWhereACenterReadsToo shares one destination between the
// center, which hears of every suit, and a list whose company is sued.
func TestNamedReadsSoWhereACenterReadsToo(t *testing.T) {
	lists, err := alerts.ReadWatchlists(strings.NewReader("list,type,value,tell\nlamps,company,Shenzhen Lamps,desk\n"))
	if err != nil {
		t.Fatal(err)
	}
	p, id := settled(t, lists...)
	var got alerts.Message
	p.Destinations["desk"] = Destination{Notifier: notify(func(_ context.Context, m alerts.Message) error {
		got = m
		return nil
	}), Language: "zh"}
	if _, err := p.deliver(t.Context(), id, start); err != nil {
		t.Fatal(err)
	}
	if got.Alert.Standing != alerts.Named || !slices.Equal(got.Alert.Named, []string{"Shenzhen Lamps"}) {
		t.Errorf("standing %q of %q, want named of Shenzhen Lamps", got.Alert.Standing, got.Alert.Named)
	}
	all, err := p.Store.Alerts(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if alerts.Compare(a.Severity, got.Severity) > 0 {
			t.Errorf("the message is %s, the alert to %s %s", got.Severity, a.Subscriber, a.Severity)
		}
	}
}
