package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// broken are ways in which feeds of courts come. Each is made of a good feed
// whose newest suit nobody has seen.
var broken = []struct {
	name  string
	page  func(good string) string
	state crawlers.State
	taken bool // the newest suit is read from it
}{
	{"empty body", func(string) string { return "" }, crawlers.Truncated, false},
	{"login page", func(string) string {
		return "<!DOCTYPE html><html><head><title>CM/ECF Login</title></head><body><form></form></body></html>"
	}, crawlers.Blocked, false},
	{"not configured", func(good string) string {
		return emptied(strings.Replace(good, "Docket entries of type: all", "This court's RSS feed is not configured", 1))
	}, crawlers.Blocked, false},
	{"503 for a title", func(good string) string {
		return emptied(strings.Replace(good, "A District of the United States - Recent Entries", "503 Service Unavailable", 1))
	}, crawlers.Blocked, false},
	{"cut", func(good string) string { return good[:strings.LastIndex(good, "<guid")] }, crawlers.Truncated, true},
	{"no build date", func(good string) string { return dated(good, "") }, crawlers.OK, true},
	{"built in the past", func(good string) string {
		return dated(good, "<lastBuildDate>Sat, 01 Feb 2020 00:00:00 GMT</lastBuildDate>")
	}, crawlers.OK, true},
	{"no items", emptied, crawlers.Empty, false},
	{"Latin-1", func(good string) string { return strings.ReplaceAll(good, "è", "\xe8") }, crawlers.OK, true},
	{"unknown zone", func(good string) string { return strings.Replace(good, "GMT</pubDate>", "XYZ</pubDate>", 1) }, crawlers.OK, false},
	{"no title", func(good string) string {
		from := strings.Index(good, "<title>1:26")
		return good[:from] + good[from+strings.Index(good[from:], "\n")+1:]
	}, crawlers.OK, false},
	{"no number", func(good string) string { return strings.Replace(good, "<title>1:26-cv-", "<title>5:26-~gr-", 1) }, crawlers.OK, false},
}

// emptied is a feed without its items.
func emptied(good string) string {
	return good[:strings.Index(good, "<item>")] + "</channel>\n</rss>\n"
}

// dated is a feed of another build date.
func dated(good, built string) string {
	head, rest, _ := strings.Cut(good, "<lastBuildDate>")
	_, rest, _ = strings.Cut(rest, "</lastBuildDate>")
	return head + built + rest
}

// TestBrokenFeedsHeal plays each of them between two good feeds: how the visit
// ended is recorded, what could be read is told, and the next good feed tells
// the rest, and nothing twice.
func TestBrokenFeedsHeal(t *testing.T) {
	t.Parallel()
	onFile(t, func(t *testing.T, address string) {
		c := newClerk(t, address, suitWatchers)
		var all []suit
		at := aDay.Add(9 * time.Hour)
		file := func() {
			n := len(all)
			all = append(all, suit{
				court: "ilnd", zone: "UTC", number: fmt.Sprintf("1:26-cv-%05d", 14000+n), id: fmt.Sprint(400000 + n),
				caption: "Hermès International v. The Partnerships and Unincorporated Associations Identified on Schedule A",
				docket:  []paper{{at: at.Add(-10 * time.Minute), number: 1, event: "complaint"}},
			})
		}
		visit := func(change func(string) string) crawlers.State { // of the one page
			good := courtFeed("ilnd", at.Add(-2*time.Minute), items(all...))
			c.web.put(feedOf("ilnd"), change(good))
			c.visit(t, courtSource("ilnd"), at)
			at = at.Add(20 * time.Minute)
			last, err := c.Store.Visits(t.Context(), "ecf", 1)
			if err != nil || len(last) != 1 || len(last[0].Outcomes) != 1 {
				t.Fatalf("recorded %+v, %v", last, err)
			}
			return last[0].Outcomes[0].State
		}
		file()
		visit(strings.Clone)
		feeds := broken
		if testing.Short() {
			feeds = feeds[4:6]
		}
		for _, tc := range feeds {
			file()
			newest := all[len(all)-1].key()
			if got := visit(tc.page); got != tc.state {
				t.Errorf("%s: recorded as %s, want %s", tc.name, got, tc.state)
			}
			if got := c.toldOf(newest); got != tc.taken {
				t.Errorf("%s: told of the newest suit %v, want %v", tc.name, got, tc.taken)
			}
			if got := visit(strings.Clone); got != crawlers.OK {
				t.Errorf("%s: the next visit ended %s", tc.name, got)
			}
			if !c.toldOf(newest) {
				t.Errorf("%s: the next good feed does not tell the newest suit", tc.name)
			}
		}
		created := map[string]int{}
		for _, m := range c.told {
			if created[m.Thread]++; created[m.Thread] > 1 {
				t.Errorf("%s is told again: %s", m.Thread, m.Title)
			}
		}
		if len(created) != len(all) {
			t.Errorf("%d suits are told, want %d", len(created), len(all))
		}
	})
}

// toldOf reports whether the national center was told of a suit.
func (c *clerk) toldOf(k crawlers.Key) bool {
	return slices.ContainsFunc(c.told, func(m telling) bool {
		return m.to == alerts.National && strings.HasPrefix(m.Alert.Act, k.String()+"#")
	})
}
