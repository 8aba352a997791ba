package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

func TestHealth(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	m := crawlers.Meta{Name: "ecf", URL: "https://courts.example", Schedule: "*/10 * * * *", Zone: "UTC", Timeout: 8 * time.Minute,
		Expect: crawlers.Expect{Unread: 2, Silence: 96 * time.Hour}}
	pages := func(states ...crawlers.State) (v store.Visit) {
		v = store.Visit{Source: "ecf", State: crawlers.Unchanged, Planned: now.Add(-time.Minute), Ended: now}
		for _, s := range states {
			v.State = crawlers.Worst(v.State, s)
			v.Outcomes = append(v.Outcomes, crawlers.Outcome{URL: "https://a.example", State: s})
		}
		return v
	}
	whole := pages(crawlers.OK, crawlers.OK, crawlers.Blocked)
	whole.State, whole.Error = crawlers.Failed, "no room on the disk"
	fell := pages(crawlers.OK)
	fell.State = crawlers.Shape // below its floor
	late := pages(crawlers.OK)
	late.Planned = now.Add(-time.Hour)
	for _, tc := range []struct {
		name  string
		visit store.Visit
		fresh time.Time
		do    string // what a person is told to do; "" is healthy
	}{
		{"good", pages(crawlers.OK, crawlers.Unchanged, crawlers.Empty), now, ""},
		{"one court of many blocked", pages(crawlers.OK, crawlers.OK, crawlers.Blocked), now, ""},
		{"one blocked and one slow", pages(crawlers.OK, crawlers.Failed, crawlers.Blocked), now, ""},
		{"more than expected", pages(crawlers.OK, crawlers.Failed, crawlers.Blocked, crawlers.Blocked), now, "network"},
		{"three blocked", pages(crawlers.OK, crawlers.Blocked, crawlers.Blocked, crawlers.Blocked), now, "sources.ecf"},
		{"nothing read", pages(crawlers.Blocked, crawlers.Blocked), now, "browser"},
		{"the visit as a whole", whole, now, "tocsin crawl ecf"},
		{"below its floor", fell, now, "--record"},
		{"overdue", late, now, "tocsin serve"},
		{"silent", pages(crawlers.OK), now.Add(-97 * time.Hour), "https://courts.example"},
	} {
		f := health(m, []store.Visit{tc.visit}, tc.fresh, now)
		if f.OK != (tc.do == "") || f.OK != (f.Do == "") || !strings.Contains(f.Do, tc.do) {
			t.Errorf("%s: %+v, want …%s…", tc.name, f, tc.do)
		}
	}
	if f := health(m, nil, time.Time{}, now); !f.OK {
		t.Errorf("never visited: %+v", f)
	}
}

// TestHealthShowsWhatPagesSayOfThemselves has a note of a page that ended well
// be seen, and be nothing to mend.
func TestHealthShowsWhatPagesSayOfThemselves(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	m := crawlers.Meta{Name: "ecf", URL: "https://courts.example", Schedule: "*/10 * * * *", Zone: "UTC", Timeout: 8 * time.Minute}
	v := store.Visit{Source: "ecf", State: crawlers.OK, Planned: now, Ended: now, Outcomes: []crawlers.Outcome{
		{URL: "https://ilnd.example/rss", State: crawlers.OK},
		{URL: "https://nyed.example/rss", State: crawlers.Unchanged, Notes: []string{"stale since 2026-03-09T15:00:00Z", "orders alone"}},
	}}
	f := health(m, []store.Visit{v}, now, now)
	const want = "; https://nyed.example/rss: stale since 2026-03-09T15:00:00Z; https://nyed.example/rss: orders alone"
	if !f.OK || f.Do != "" || !strings.HasSuffix(f.Says, want) || strings.Contains(f.Says, "ilnd") {
		t.Errorf("%+v, want …%s", f, want)
	}
}

func TestArrived(t *testing.T) {
	states := map[string]int{store.Sent: 5, store.Dead: 2, store.Refused: 1}
	if f := arrived(states, nil); !f.OK || f.Do != "" || !strings.Contains(f.Says, "1 refused, 2 given up") {
		t.Errorf("lost long ago: %+v", f)
	}
	if f := arrived(states, map[string]store.Arrivals{"desk": {Sent: 5, Lost: 1}, "brand": {Sent: 1}}); f.OK || !strings.Contains(f.Do, "tocsin send desk") || !strings.HasSuffix(f.Says, ": 1 desk") {
		t.Errorf("lost lately: %+v", f)
	}
}

func TestEachDestinationHasItsRate(t *testing.T) {
	since := map[string]store.Arrivals{"brand": {Sent: 7}, "desk": {Sent: 37, Lost: 3}}
	waits := map[string]map[string]int{
		"robot": {store.Due: 3, store.Sending: 1}, "brand": {store.Held: 4}, "former": {store.Held: 2},
	}
	found := takers(since, map[string]int{"brand": 0, "robot": 2}, waits, func(name string) bool { return name != "former" })
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprint(f.Subject, ": ", f.OK, " ", f.Says))
		if f.OK != (f.Do == "") {
			t.Errorf("%s: %q", f.Subject, f.Do)
		}
	}
	want := []string{
		"destination brand: true took 7 messages in the last 7 days, 0 lost; 4 held for its digest",
		"destination desk: false took 37 messages in the last 7 days, 3 lost (7.5%)",
		"destination former: false took 0 messages in the last 7 days, 0 lost; 2 held for its digest, which it gets no more: it is not in destinations",
		"destination robot: false took 0 messages in the last 7 days, 0 lost; 2 messages are tried again for more than an hour; 4 on their way",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
