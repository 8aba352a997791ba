package clock

import (
	"fmt"
	"strings"
	"time"
)

// Beijing is the time of China, which has had no summer time since 1991.
var Beijing = time.FixedZone("CST", 8*60*60)

// zones are the names by which people call a time. What two countries call the
// same ("CST") is not here.
var zones = map[string]string{
	"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
	"EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
	"CET": "Europe/Madrid", "CEST": "+02:00", "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
	"BEIJING": "Asia/Shanghai", "北京": "Asia/Shanghai", "北京时间": "Asia/Shanghai", "ALICANTE": "Europe/Madrid", "CHICAGO": "America/Chicago", "NEW YORK": "America/New_York",
}

// ambiguous are names that mean two times.
var ambiguous = map[string]string{
	"CST": "America/Chicago or Asia/Shanghai", "IST": "Asia/Kolkata or Asia/Jerusalem", "BST": "Europe/London or Asia/Dhaka", "AST": "America/Puerto_Rico or Asia/Riyadh",
}

// Zone reads the name of a zone: IANA's, or one that people use.
func Zone(name string) (*time.Location, error) {
	up := strings.ToUpper(strings.TrimSpace(name))
	switch {
	case up == "", up == "LOCAL":
		return nil, fmt.Errorf("zone %q: want one such as America/New_York, ET or 北京", name)
	case ambiguous[up] != "":
		return nil, fmt.Errorf("zone %q means %s: say which", name, ambiguous[up])
	}
	if known, ok := zones[up]; ok {
		name = known
	}
	if t, err := time.Parse("-07:00", name); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(up, offset), nil
	}
	zone, err := time.LoadLocation(strings.TrimSpace(name))
	if err != nil {
		return nil, fmt.Errorf("zone %q is not known: want one such as America/New_York, ET or 北京", name)
	}
	return zone, nil
}

// ParseMoment reads "2026-02-09 17:15 America/New_York". A time that its zone
// skips, or has twice, when the clocks change is an error: whoever wrote it
// did not mean it, or must say which by an offset.
func ParseMoment(s string) (time.Time, error) {
	const want = "want 'YYYY-MM-DD HH:MM ZONE', such as '2026-02-09 17:15 America/New_York'"
	fields := strings.Fields(s)
	if len(fields) < 2 {
		return time.Time{}, fmt.Errorf("time %q: %s", s, want)
	}
	wall, err := time.Parse("2006-01-02 15:04", fields[0]+" "+fields[1])
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: %s", s, want)
	}
	if len(fields) == 2 {
		return time.Time{}, fmt.Errorf("time %q names no zone: %s", s, want)
	}
	if !sane(wall) {
		return time.Time{}, fmt.Errorf("time %q: want a year from %d to %d", s, firstYear, lastYear)
	}
	zone, err := Zone(strings.Join(fields[2:], " "))
	if err != nil {
		return time.Time{}, err
	}
	t := at(wall, wall.Hour(), wall.Minute(), zone)
	if t.Format("15:04") != wall.Format("15:04") {
		return time.Time{}, fmt.Errorf("time %q: %s has no such hour that day, its clocks are put forward", s, zone)
	}
	for _, other := range []time.Time{t.Add(-time.Hour), t.Add(time.Hour)} {
		if other.Format("15:04") == t.Format("15:04") {
			return time.Time{}, fmt.Errorf("time %q: %s has that hour twice that day, its clocks are put back: write it with an offset such as %s", s, zone, t.Format("-07:00"))
		}
	}
	return t, nil
}

// at is an hour of a day in a zone.
func at(day time.Time, hour, minute int, zone *time.Location) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, hour, minute, 0, 0, zone)
}

// Years beyond which a day is a mistake.
const (
	firstYear = 1986 // since when the federal holidays are as they are
	lastYear  = 2099
)

func sane(day time.Time) bool { return day.Year() >= firstYear && day.Year() <= lastYear }

// ParseDay reads a day, YYYY-MM-DD.
func ParseDay(s string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("date %q: want a day that exists, YYYY-MM-DD", s)
	}
	if !sane(day) {
		return time.Time{}, fmt.Errorf("date %q: want a year from %d to %d", s, firstYear, lastYear)
	}
	return day, nil
}

// dateOf writes a day, or nothing where there is none.
func dateOf(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// dayText writes a day with its weekday.
func dayText(day time.Time) Text {
	date := day.Format(time.DateOnly)
	return Text{date + "（" + weekdays[day.Weekday()] + "）", date + " (" + day.Format("Mon") + ")"}
}

// momentText writes a moment with its weekday.
func momentText(t time.Time) Text {
	hour := t.Format(" 15:04")
	return and(dayText(t), Text{hour, hour})
}

// days returns the day that is n days later.
func days(day time.Time, n int) time.Time { return day.AddDate(0, 0, n) }

// months returns the same day of a later month, or the last of a month that is
// too short to have it.
func months(day time.Time, n int) time.Time {
	y, m, d := day.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return time.Date(y, m+time.Month(n), min(d, last.Day()), 0, 0, 0, 0, time.UTC)
}

// midnight makes a day of any time: the day that stands in it.
func midnight(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return at(t, 0, 0, time.UTC)
}
