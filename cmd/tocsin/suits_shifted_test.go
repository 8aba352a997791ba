package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tocsin/alerts"
	"tocsin/crawlers/docket"
)

var aDay = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) // a Monday in Chicago and New York

// aDayOfSuits are suits against many sellers that begin on one day in three
// courts: what each court files in how many seconds after the complaint.
func aDayOfSuits() []suit {
	events := map[string][]string{
		"ilnd": {"complaint", "sealed document", "Patent/Trademark report", "motion for temporary restraining order", "set/reset hearings", "temporary restraining order", "notice of voluntary dismissal"},
		"flsd": {"Complaint", "Judge Assignment", "Form AO 120/121", "Motion for Temporary Restraining Order", "Order on Motion for Temporary Restraining Order", "Summons Issued", "Notice of Voluntary Dismissal"},
		"nysd": {"Complaint", "AO 120 Form Trademark - Case Opening - Submitted", "Temporary Restraining Order", "~Util - Set Hearings", "Order to Show Cause", "Appear Pro Hac Vice", "Sealed Document"},
	}
	r := rand.New(rand.NewPCG(1, 0))
	var out []suit
	for _, court := range slices.Sorted(maps.Keys(events)) {
		for n := range 6 {
			s := suit{
				court: court, zone: "UTC", number: fmt.Sprintf("1:26-cv-%05d", 14000+n), id: fmt.Sprint(400000 + n),
				caption: fmt.Sprintf("%s v. The Partnerships and Unincorporated Associations Identified on Schedule A", []string{"Chanel, Inc.", "Toho Co., Ltd."}[n%2]),
			}
			at := aDay.Add(time.Duration(r.IntN(18*3600)) * time.Second)
			for i, event := range events[court] {
				p := paper{at: at, number: i + 1, event: event}
				if strings.Contains(strings.ToLower(event), "set") {
					p.number = 0 // clerks' own entries have no document
				}
				s.docket = append(s.docket, p)
				at = at.Add(time.Duration(r.IntN(5400)) * time.Second)
			}
			out = append(out, s)
		}
	}
	return out
}

// A manner of feeds in which they may come to us.
type feedManner struct {
	name    string
	window  time.Duration
	skipped float64 // part of the visits that do not take place
	reorder bool
	twice   bool // each item stands in its feed twice
	mixed   bool // the files of all courts are one
	back    bool // now and then a feed is the one of hours ago
	forget  bool // what was seen is forgotten between visits
	on      func(*testing.T, func(*testing.T, string))
}

// TestWindowsRepeatAndLoseNothing plays a day of three courts in windows that
// overlap, lose their oldest, repeat, merge and go back. What was shown at
// least once is told, and once.
func TestWindowsRepeatAndLoseNothing(t *testing.T) {
	all := items(aDayOfSuits()...)
	manners := []feedManner{
		{name: "as they come", window: 3 * time.Hour, on: onFile},
		{name: "all day, re-ordered", window: 24 * time.Hour, reorder: true, forget: true, on: onFile},
		{name: "merged", window: 6 * time.Hour, reorder: true, twice: true, mixed: true, on: onFile},
		{name: "short, and visits skipped", window: 80 * time.Minute, skipped: 0.5, back: true, on: onFile},
		{name: "everything at once", window: 5 * time.Hour, skipped: 0.3, reorder: true, twice: true, back: true, forget: true, on: onEach},
	}
	if testing.Short() {
		manners = manners[4:]
	}
	for i, m := range manners {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.on(t, func(t *testing.T, address string) {
				c := newClerk(t, address, suitWatchers)
				want := c.playDay(t, m, all, rand.New(rand.NewPCG(uint64(i), 2)))
				if len(want) < 9 {
					t.Errorf("%d suits are shown, too few to tell anything", len(want))
				}
				got := map[string]map[string]bool{}
				for _, tell := range c.told {
					if tell.to == alerts.National {
						note(got, tell)
					}
				}
				if d := gocmp.Diff(want, got); d != "" {
					t.Errorf("stages told of each suit (-want +got):\n%s", d)
				}
			})
		})
	}
}

// playDay plays the day in that manner, and returns the stages that are to be
// told of each suit: those of all entries shown at least once. A complaint that
// shows up behind what followed it is no news.
func (c *clerk) playDay(t *testing.T, m feedManner, all []item, r *rand.Rand) map[string]map[string]bool {
	t.Helper()
	want := map[string]map[string]bool{}
	step := time.Hour
	if testing.Short() {
		step = 4 * time.Hour
	}
	for at := aDay.Add(17 * time.Minute); at.Before(aDay.Add(28 * time.Hour)); at = at.Add(step) {
		if r.Float64() < m.skipped {
			continue
		}
		stand := at
		if m.back && r.Float64() < 0.2 {
			stand = at.Add(-5 * time.Hour)
		}
		in := between(all, stand.Add(-m.window), stand)
		if len(in) == 0 {
			continue
		}
		showing(want, in)
		if m.twice {
			in = slices.Concat(in, in)
		}
		if m.reorder {
			r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		}
		c.feeds(t, at, in, m.mixed)
		if m.forget {
			c.forget(t)
		}
	}
	return want
}

// showing adds the stages of what one visit shows.
func showing(want map[string]map[string]bool, in []item) {
	begun := maps.Clone(want)
	for _, i := range in {
		stage, key := docket.ReadEvent(i.court, i.event).Stage, i.key().String()
		if want[key] == nil {
			want[key] = map[string]bool{}
		}
		if stage != "" && (stage != "complaint" || begun[key] == nil) {
			want[key][stage] = true
		}
	}
}

// note adds the stages that a message tells.
func note(got map[string]map[string]bool, m telling) {
	key, _, _ := strings.Cut(m.Alert.Act, "#")
	if got[key] == nil {
		got[key] = map[string]bool{}
	}
	if m.Alert.Stage != "" {
		got[key][m.Alert.Stage] = true
	}
	for _, a := range m.Alert.Also {
		if a.Stage != "" {
			got[key][a.Stage] = true
		}
	}
}
