package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// suitWatchers is who is sued and who sues in the three suits below.
const suitWatchers = `list,type,value,classes,owner,countries,tell,note
sued,company,Denis Marchenko,,,,sued,
sued,company,Binh Tran,,,,sued,
sued,company,"Scholastic, Inc.",,,,sued,
rival,plaintiff,Arista Records LLC,,,,rival,
rival,plaintiff,Warner Bros. Entertainment Inc.,,,,rival,
rival,plaintiff,"James Castle Collection and Archive, LP",,,,rival,
`

// Three suits whose days, entries and events are those of the courts. The
// hours, the texts, what is between and the names of natural persons are set.
func arista(t *testing.T) suit {
	return readSuit(t, "flsd-15-21450.tsv", suit{court: "flsd", zone: "America/New_York", number: "1:15-cv-21450", id: "461461", caption: "Arista Records LLC et al v. Denis Marchenko et al"})
}

func warner(t *testing.T) suit {
	return readSuit(t, "nysd-17-00875.tsv", suit{court: "nysd", zone: "America/New_York", number: "1:17-cv-00875", id: "468435", caption: "Warner Bros. Entertainment Inc. et al v. Binh Tran et al"})
}

func castle(t *testing.T) suit {
	return readSuit(t, "idd-17-00437.tsv", suit{court: "idd", zone: "America/Boise", number: "1:17-cv-00437", id: "40171", caption: "James Castle Collection and Archive, LP v. Scholastic, Inc."})
}

// stages is the line of a suit's stages as the store knows it.
func (c *clerk) stages(t *testing.T, s suit) []string {
	t.Helper()
	zone, err := time.LoadLocation(s.zone)
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.Store.FindMatter(t.Context(), s.key())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range m.Acts {
		if a.Stage == "" {
			continue
		}
		day := a.Filed.Time
		if !a.Filed.Day {
			day = day.In(zone)
		}
		_, place, _ := strings.Cut(a.ID, "#entry.")
		out = append(out, fmt.Sprintf("%s %s %s/%s", day.Format(time.DateOnly), place, a.Stage, a.Act))
	}
	return out
}

// tellings are the places on the docket that each message to somebody tells,
// of those that say a stage or have a word.
func (c *clerk) tellings(to string) []string {
	var out []string
	for _, m := range c.told {
		if m.to != to {
			continue
		}
		var places []string
		add := func(act, says string) {
			if _, place, _ := strings.Cut(act, "#entry."); says != "" {
				places = append(places, place)
			}
		}
		add(m.Alert.Act, m.Alert.Stage)
		for _, a := range m.Alert.Also {
			add(a.Act, a.Stage+a.Word)
		}
		slices.SortFunc(places, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
		out = append(out, strings.Join(places, "+"))
	}
	return out
}

// TestSuitsByTheirStages plays three suits hour by hour. A motion to dismiss,
// to alter a judgment or to clarify it is no stage, nor is an order to show
// cause that no judge has signed.
func TestSuitsByTheirStages(t *testing.T) {
	plays := []struct {
		name string
		suit suit
		tell teller
		want []string // the line of stages
		told []string // to who watches those sued
	}{
		{"arista by feed", arista(t), byFeed, aristaStages, []string{"1", "4", "23", "24", "26", "29", "34"}},
		{"arista by search", arista(t), bySearch, aristaStages, []string{"1", "4", "23", "24", "26", "29", "34"}},
		// Without its docket's text, what this court calls a preliminary
		// injunction may be the motion for it.
		{"warner by feed", warner(t), byFeed, append(sealedPhase(), slices.Replace(slices.Clone(warnerStages), 3, 4,
			"2017-03-09 44 other/pi-unclear", "2017-03-27 51 sealed/sealed")...), []string{"2", "16+17+37+44", "53"}},
		{"warner by search", warner(t), bySearch, append([]string{"2017-02-06 1 complaint/complaint"}, warnerStages...), []string{"1", "17+37+44", "53"}},
		{"castle by feed", castle(t), byFeed, []string{
			"2017-10-19 1 complaint/complaint", "2017-10-23 6 ip-report/ip-report", "2017-10-23 7 pi-sought/pi-sought",
			"2017-10-30 18 tro-ruled/tro-ruled", "2018-01-22 30 pi-ruled/pi-ruled",
		}, []string{"1", "6", "7", "18", "30"}},
		{"castle by search", castle(t), bySearch, []string{
			"2017-10-19 1 complaint/complaint", "2017-10-23 6 ip-report/ip-report", "2017-10-23 7 pi-sought/pi-sought",
			"2017-10-30 18 tro-ruled/tro-denied", "2018-01-22 30 pi-ruled/pi-denied",
		}, []string{"1", "6", "7", "18", "30"}},
	}
	if testing.Short() {
		plays = plays[4:]
	}
	for _, tc := range plays {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			onFile(t, func(t *testing.T, address string) {
				c := newClerk(t, address, suitWatchers)
				c.hourly(t, tc.tell, tc.suit)
				if d := gocmp.Diff(tc.want, c.stages(t, tc.suit)); d != "" {
					t.Errorf("stages (-want +got):\n%s", d)
				}
				if d := gocmp.Diff(tc.told, c.tellings("sued")); d != "" {
					t.Errorf("told who watches those sued (-want +got):\n%s", d)
				}
				c.oneMatter(t)
				checkThreads(t, c.told, 0)
			})
		})
	}
}

var aristaStages = []string{
	"2015-04-17 1 complaint/complaint", "2015-04-17 4 ip-report/ip-report",
	"2015-09-04 23 default/default-sought", "2015-09-04 24 default/default-ruled", "2015-10-02 26 default/default-judgment-sought",
	"2015-10-19 29 show-cause/order-to-show-cause",
	"2016-02-24 34 default-judgment/default-judgment", "2016-02-24 35 ip-report/ip-report",
}

var warnerStages = []string{
	"2017-03-09 16 complaint/complaint", "2017-03-09 17 ip-report/ip-report", "2017-03-09 37 show-cause/order-to-show-cause",
	"2017-03-09 44 pi-ruled/pi-granted",
	"2017-12-04 53 default/default-sought", "2017-12-20 54 default/default-sought", "2017-12-21 56 default/default-sought",
}

// sealedPhase is what the feed shows of the month in which the suit is sealed.
func sealedPhase() []string {
	var out []string
	for n := 2; n <= 12; n++ {
		out = append(out, fmt.Sprintf("2017-02-06 %d sealed/sealed", n))
	}
	return out
}

// oneMatter holds the store to one matter.
func (c *clerk) oneMatter(t *testing.T) {
	t.Helper()
	if n, err := c.Store.Count(t.Context()); err != nil || n.Matters != 1 {
		t.Errorf("%d matters, %v; want one", n.Matters, err)
	}
}

// TestReportAtTheEndIsNoNewCase begins to watch when a case closes: the clerk
// reports it once more.
func TestReportAtTheEndIsNoNewCase(t *testing.T) {
	t.Parallel()
	onFile(t, func(t *testing.T, address string) {
		c := newClerk(t, address, suitWatchers)
		s := arista(t)
		s.docket = s.docket[slices.IndexFunc(s.docket, func(p paper) bool { return p.number == 35 }):]
		c.hourly(t, byFeed, s)
		if d := gocmp.Diff([]string{"2016-02-24 35 ip-report/ip-report"}, c.stages(t, s)); d != "" {
			t.Errorf("stages (-want +got):\n%s", d)
		}
		if len(c.told) == 0 {
			t.Error("nobody is told")
		}
		for _, m := range c.told {
			if strings.Contains(m.Title, "起诉") || m.Alert.Stage == "complaint" {
				t.Errorf("to %s as a new case: %s", m.to, m.Title)
			}
		}
	})
}
