package alerts_test

import (
	"errors"
	"testing"
	"time"

	"tocsin/alerts"
)

var china = time.FixedZone("CST", 8*60*60)

func manner(t *testing.T, digest, quiet string) *alerts.Manner {
	t.Helper()
	d, err := alerts.ParseTimes(digest)
	if err != nil {
		t.Fatal(err)
	}
	q, err := alerts.ParseQuiet(quiet)
	if err != nil {
		t.Fatal(err)
	}
	return &alerts.Manner{Digest: d, Quiet: q}
}

func TestDecide(t *testing.T) {
	night := manner(t, "daily 08:30", "22:00-07:30")
	noon := manner(t, "off", "12:00-13:30")
	choosy := manner(t, "workdays 08:30", "")
	choosy.AtOnce, choosy.Budget, choosy.Categories = alerts.High, 2, []alerts.Category{alerts.Cat337}
	mute := manner(t, "off", "")
	mute.AtOnce = alerts.Never
	brief := manner(t, "off", "")
	brief.AtOnce, brief.Budget, brief.Brief = alerts.High, 2, true
	for _, tc := range []struct {
		name   string
		m      *alerts.Manner
		a      alerts.Alert
		urgent bool
		today  int
		at     string
		want   alerts.Decision
		wait   time.Duration
	}{
		{"by day", night, alerts.Alert{}, false, 0, "21:59", alerts.TellNow, 0},
		{"before midnight", night, alerts.Alert{}, false, 0, "22:00", alerts.TellLater, 9*time.Hour + 30*time.Minute},
		{"after midnight", night, alerts.Alert{}, false, 0, "07:29", alerts.TellLater, time.Minute},
		{"the end of the night", night, alerts.Alert{}, false, 0, "07:30", alerts.TellNow, 0},
		{"urgent at night", night, alerts.Alert{}, true, 0, "03:00", alerts.TellNow, 0},
		{"noon", noon, alerts.Alert{}, false, 0, "12:30", alerts.TellLater, time.Hour},
		{"severe enough", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High}, false, 1, "09:00", alerts.TellNow, 0},
		{"not severe enough", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.Normal}, false, 0, "09:00", alerts.TellDigest, 0},
		{"too much today", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High}, false, 2, "09:00", alerts.TellDigest, 0},
		{"too much today, but urgent", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High}, true, 9, "09:00", alerts.TellNow, 0},
		{"one more of another mark", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High}, false, 1, "09:00", alerts.TellNow, 0},
		{"one more of a mark", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High, Mark: "mark:A"}, false, 1, "09:00", alerts.TellDigest, 0},
		{"one more of a mark, but urgent", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High, Mark: "mark:A"}, true, 1, "09:00", alerts.TellNow, 0},
		{"not of interest", choosy, alerts.Alert{Category: alerts.CatPatent, Severity: alerts.Critical}, true, 0, "09:00", alerts.TellNot, 0},
		{"not of interest, but they are named", choosy, alerts.Alert{Category: alerts.CatPatent, Standing: alerts.Named}, true, 0, "09:00", alerts.TellNow, 0},
		{"waking somebody", brief, alerts.Alert{Severity: alerts.High}, false, 1, "09:00", alerts.TellNow, 0},
		{"waking nobody", brief, alerts.Alert{Severity: alerts.Normal}, false, 0, "09:00", alerts.TellNot, 0},
		{"woken often enough", brief, alerts.Alert{Severity: alerts.High}, false, 2, "09:00", alerts.TellNot, 0},
		{"woken often, but urgent", brief, alerts.Alert{Severity: alerts.Normal}, true, 9, "09:00", alerts.TellNow, 0},
		{"woken for nothing", brief, alerts.Alert{Severity: alerts.Low, Corrected: "it was another"}, false, 2, "09:00", alerts.TellNow, 0},
		{"a correction beyond the budget", choosy, alerts.Alert{Category: alerts.Cat337, Severity: alerts.High, Corrected: "it was another"}, false, 2, "09:00", alerts.TellDigest, 0},
		{"no digest to be in", mute, alerts.Alert{Severity: alerts.Low}, false, 0, "09:00", alerts.TellNow, 0},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-09-30 "+tc.at, china)
		if err != nil {
			t.Fatal(err)
		}
		if got, wait := tc.m.Decide(tc.a, tc.urgent, alerts.Today{All: tc.today, OfMark: tc.today}, at.UTC()); got != tc.want || wait != tc.wait {
			t.Errorf("%s: %s, wait %v; want %s, %v", tc.name, got, wait, tc.want, tc.wait)
		}
	}
}

// A low alert is not kept back by the budget, and says nothing of noise.
func TestBudgetIsNotWhatKeepsLowAlerts(t *testing.T) {
	m := manner(t, "daily 08:30", "")
	m.AtOnce, m.Budget = alerts.Normal, 2
	for level, want := range map[alerts.Severity]bool{alerts.Low: false, alerts.Normal: true, alerts.High: true} {
		if got := m.Spent(alerts.Alert{Severity: level}, 2); got != want {
			t.Errorf("%s after two: spent %v, want %v", level, got, want)
		}
	}
	if m.Spent(alerts.Alert{Severity: alerts.High}, 1) {
		t.Error("spent after one of two")
	}
}

func TestNextDigest(t *testing.T) {
	// The week of the national day: 7 October is the last day off, and Saturday
	// the tenth is worked.
	workday := func(d time.Time) (bool, error) {
		switch {
		case d.Year() != 2026:
			return false, errors.New("no table")
		case d.Month() == time.October && d.Day() <= 7:
			return false, nil
		case d.Month() == time.October && d.Day() == 10:
			return true, nil
		}
		return d.Weekday() != time.Sunday && d.Weekday() != time.Saturday, nil
	}
	for _, tc := range []struct{ digest, after, want string }{
		{"daily 08:30", "2026-09-30 08:29", "2026-09-30 08:30"},
		{"daily 08:30", "2026-09-30 08:30", "2026-10-01 08:30"},
		{"workdays 08:30", "2026-09-30 09:00", "2026-10-08 08:30"},
		{"workdays 08:30", "2026-10-09 09:00", "2026-10-10 08:30"},
		{"workdays 08:30", "2027-01-01 09:00", "2027-01-04 08:30"}, // a year without a table
		{"mon 17:00", "2026-09-30 09:00", "2026-10-05 17:00"},
		{"off", "2026-09-30 09:00", "0001-01-01 00:00"},
	} {
		m := manner(t, tc.digest, "")
		m.Workday = workday
		after, err := time.ParseInLocation("2006-01-02 15:04", tc.after, china)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Next(after).Format("2006-01-02 15:04"); got != tc.want {
			t.Errorf("%s after %s: %s, want %s", tc.digest, tc.after, got, tc.want)
		}
	}
}

func TestMannersThatAreNone(t *testing.T) {
	for _, s := range []string{"daily", "08:30", "daily 8h", "monday 08:30", "daily 25:00", "daily 08:30 09:00"} {
		if _, err := alerts.ParseTimes(s); err == nil {
			t.Errorf("digest %q is accepted", s)
		}
	}
	for _, s := range []string{"22:00", "22:00-22:00", "a-b", "22:00-07:30-08:00"} {
		if _, err := alerts.ParseQuiet(s); err == nil {
			t.Errorf("quiet %q is accepted", s)
		}
	}
}

func TestBriefChannelHasNoDigest(t *testing.T) {
	c := alerts.Channel{Name: "sms", Brief: true}
	if m, err := c.MannerOf("", "", "", nil, nil); err != nil || !m.Next(time.Now()).IsZero() || m.AtOnce != alerts.High {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := c.MannerOf("", "off", "", nil, nil); err != nil {
		t.Error(err)
	}
	if _, err := c.MannerOf("", "daily 08:30", "", nil, nil); err == nil {
		t.Error("a digest is accepted")
	}
}
