package ecf

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

// A court serves one feed, which a test changes between visits.
type court struct {
	t    *testing.T
	last map[string]crawlers.Outcome
}

// visit visits the court of Northern Illinois at a time, on a Tuesday in
// November unless the test says otherwise.
func (c *court) visit(at time.Time, body string) crawlers.Report {
	c.t.Helper()
	s := Source
	s.Params = crawlers.Params(`courts: [{id: ilnd, zh: 甲, en: A, zone: America/Chicago, url: "` + address + `"}]`)
	r := s.Run(c.t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{
			Base:      crawlers.Recorded(fstest.MapFS{"ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl": {Data: []byte(body)}}),
			UserAgent: "tocsin-test", Pace: crawlers.Unpaced{},
		},
		Now:      func() time.Time { return at },
		Log:      slog.New(slog.DiscardHandler),
		Outcomes: func(context.Context, string) (map[string]crawlers.Outcome, error) { return c.last, nil },
		Sink:     func(context.Context, []crawlers.Filing) error { return nil },
	})
	if r.Err != nil || len(r.Outcomes) != 1 {
		c.t.Fatalf("%+v", r)
	}
	c.last = map[string]crawlers.Outcome{address: r.Outcomes[0]}
	return r
}

// feed is a feed built at a time, with an entry filed at each of others.
func feed(built time.Time, filed ...time.Time) string {
	var b strings.Builder
	b.WriteString(strings.Replace(head("ilnd"), "Tue, 24 Nov 2026 20:16:22 GMT", built.UTC().Format(http.TimeFormat), 1))
	for _, f := range filed {
		b.WriteString(bare("1:26-cv-00011 A v. B", "Order", fmt.Sprint(f.Unix()%100_000), f.UTC().Format(http.TimeFormat)))
	}
	return b.String() + tail
}

// clock is a time of that Tuesday, in UTC.
func clock(hour, minute int) time.Time { return time.Date(2026, 11, 24, hour, minute, 0, 0, time.UTC) }

func notes(r crawlers.Report) string { return strings.Join(r.Outcomes[0].Notes, "\n") }

func TestFeedBuiltAtTheSameTimeIsUnchanged(t *testing.T) {
	c := court{t: t}
	body := feed(clock(16, 0), clock(15, 0), clock(15, 30))
	if r := c.visit(clock(16, 5), body); r.State != crawlers.OK || r.Filings != 2 {
		t.Errorf("%+v, want two filings", r)
	}
	other := strings.Replace(body, "<channel>", "<channel><!-- served by another machine -->", 1)
	if r := c.visit(clock(16, 15), other); r.State != crawlers.Unchanged || r.Filings != 0 {
		t.Errorf("in other bytes: %s with %d filings, want unchanged", r.State, r.Filings)
	}
	// A build date is no reason to leave out what is new.
	more := feed(clock(16, 0), clock(15, 0), clock(15, 30), clock(15, 40))
	if r := c.visit(clock(16, 25), more); r.State != crawlers.OK || r.Filings != 3 {
		t.Errorf("with one more entry: %s with %d filings, want three", r.State, r.Filings)
	}
}

func TestBuildDateHidesNothing(t *testing.T) {
	for name, built := range map[string]string{"missing": "", "of no time": "yesterday", "of the past": "Sat, 01 Feb 2020 00:00:00 GMT", "of the future": "Sat, 01 Feb 2031 00:00:00 GMT"} {
		c := court{t: t}
		dated := func(body string) string { return strings.Replace(body, clock(1, 0).Format(http.TimeFormat), built, 1) }
		c.visit(clock(16, 5), dated(feed(clock(1, 0), clock(15, 0))))
		if r := c.visit(clock(16, 15), dated(feed(clock(1, 0), clock(15, 0), clock(16, 1)))); r.State != crawlers.OK || r.Filings != 2 || notes(r) != "" {
			t.Errorf("%s: %+v, want two filings and no note", name, r)
		}
	}
}

func TestGapsAreNoted(t *testing.T) {
	const missed = "entries filed between 2026-11-24T15:50:00Z and 2026-11-24T19:00:00Z may have been missed: the feed no longer showed them"
	before := feed(clock(16, 0), clock(15, 50), clock(15, 0))
	for _, tc := range []struct {
		name, before, after string
		want                string
	}{
		{"the window moved past", before, feed(clock(20, 0), clock(19, 0), clock(19, 30)), missed},
		{"they overlap", before, feed(clock(20, 0), clock(15, 50), clock(19, 30)), ""},
		{"a quiet court's only entry has left", feed(clock(16, 0), clock(15, 50), clock(1, 0)), feed(clock(20, 0), clock(19, 0)), ""},
		{"nothing is shown now", before, feed(clock(20, 0)), ""},
		{"cut", before, strings.TrimSuffix(feed(clock(20, 0), clock(19, 0)), tail), ""},
	} {
		c := court{t: t}
		c.visit(clock(16, 5), tc.before)
		r := c.visit(clock(20, 5), tc.after)
		if got := notes(r); strings.Contains(got, "missed") != (tc.want != "") || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
		if warned := slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.HasPrefix(w, missed) }); warned != (tc.want != "") {
			t.Errorf("%s: warnings %q", tc.name, r.Warnings)
		}
	}
}

func TestGapOutlivesTheVisitButNotForEver(t *testing.T) {
	c := court{t: t}
	c.visit(clock(16, 5), feed(clock(16, 0), clock(15, 0), clock(15, 50)))
	if r := c.visit(clock(17, 0), "<html>Down for maintenance</html>"); r.State != crawlers.Blocked || notes(r) != "" {
		t.Errorf("switched off: %+v", r)
	}
	c.visit(clock(20, 5), feed(clock(20, 0), clock(19, 0)))
	later := feed(clock(20, 20), clock(19, 0), clock(20, 10))
	if r := c.visit(clock(20, 25), later); !strings.Contains(notes(r), "may have been missed") || len(r.Warnings) != 0 {
		t.Errorf("after the next visit: notes %q, warnings %q; want the note without a new warning", notes(r), r.Warnings)
	}
	week := clock(20, 0).AddDate(0, 0, 7)
	if r := c.visit(week.Add(time.Minute), feed(week, clock(20, 10), week.Add(-time.Hour))); strings.Contains(notes(r), "missed") {
		t.Errorf("a week later: %q", notes(r))
	}
}

func TestScopeThatChangesIsNoted(t *testing.T) {
	c := court{t: t}
	of := func(kinds string, minute int) string {
		return strings.Replace(feed(clock(16, minute), clock(15, 0)), "type: all", "type: "+kinds, 1)
	}
	c.visit(clock(16, 5), of("order, cmp,motion", 0))
	if r := c.visit(clock(16, 15), of("motion,cmp,order", 10)); notes(r) != "" {
		t.Errorf("in another order: %q", notes(r))
	}
	const want = "the kinds of entry that the feed shows have changed: no longer cmp, motion; now notice"
	if r := c.visit(clock(16, 25), of("order,notice", 20)); notes(r) != want || len(r.Warnings) != 1 {
		t.Errorf("%q and %q, want %q", notes(r), r.Warnings, want)
	}
	off := strings.Replace(feed(clock(16, 30)), "Docket entries of type: all", "This court's RSS feed is not configured", 1)
	if r := c.visit(clock(16, 35), off); r.State != crawlers.Blocked || notes(r) != want {
		t.Errorf("switched off: %s, %q; want blocked and the note of before", r.State, notes(r))
	}
}

func TestStaleOnlyWhileTheClerksWork(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, chicago) }
	for _, tc := range []struct {
		name       string
		stand, now time.Time
		want       bool
	}{
		{"an hour", at(24, 9), at(24, 10), false},
		{"most of a day", at(24, 9), at(24, 14), true},
		{"overnight", at(24, 17), at(25, 9), false},
		{"until noon of the next day", at(24, 17), at(25, 12), true},
		{"over the weekend", at(20, 17), at(23, 9), false},
		{"over Thanksgiving", at(25, 17), at(26, 17), false},
		{"on the Friday after it", at(25, 17), at(27, 13), true},
		{"on Veterans Day", at(10, 17), at(11, 17), false},
		{"years", time.Date(2020, 1, 1, 0, 0, 0, 0, chicago), at(22, 12), true},
		{"of the future", at(25, 12), at(24, 12), false},
	} {
		if got := stale(tc.stand, tc.now, chicago); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
	c := court{t: t}
	body := feed(clock(15, 0), clock(14, 0)) // nine in Chicago
	c.visit(clock(15, 5), body)
	const want = "stale since 2026-11-24T15:00:00Z: courts rebuild their feeds several times an hour"
	if r := c.visit(clock(20, 5), body); r.State != crawlers.Unchanged || notes(r) != want {
		t.Errorf("%s, %q; want unchanged and %q", r.State, notes(r), want)
	}
}

func TestCaseIsKnownByTheCourtsOwnNumber(t *testing.T) {
	for link, want := range map[string][]crawlers.Key{
		"DktRpt.pl?77":                         {{Authority: "us-ilnd", Number: "case.77"}},
		"DktRpt.pl?1-L_1_0-9":                  {{Authority: "us-ilnd", Number: "case.9"}},
		"DktRpt.pl?seven":                      nil,
		"DktRpt.pl":                            nil,
		"DktRpt.pl?" + strings.Repeat("7", 30): nil,
	} {
		body := head("ilnd") + strings.Replace(bare("1:26-cv-00011 A v. B", "Order", "5", today), "DktRpt.pl?77<", link+"<", 1) + tail
		got := filings(t, []byte(body), address, nil)
		if len(got) != 1 {
			t.Fatalf("%s: %d filings", link, len(got))
		}
		if d := cmp.Diff(want, got[0].Aliases); d != "" {
			t.Errorf("%s: %s", link, d)
		}
	}
}
