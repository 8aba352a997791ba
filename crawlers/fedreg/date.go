package fedreg

import (
	"regexp"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// dayOf returns a day as filings give it.
func dayOf(t time.Time) crawlers.Date {
	return crawlers.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Day: true}
}

// dayAt is the day that stands in the address of something printed:
// /full_text/xml/2017/10/03/2017-21157.xml, /pkg/FR-2017-10-03/,
// /issues/2016-02-29.json.
var dayAt = regexp.MustCompile(`[/_-](\d{4})[/-](\d\d)[/-](\d\d)(?:[/._]|$)`)

// publicationDay returns the day of print: what the document says, what its
// address says, or the business day after it was put on public inspection in
// the usual way. Special filings are printed later, nobody knows when.
func publicationDay(said time.Time, address string, shown time.Time) time.Time {
	if !said.IsZero() {
		return said
	}
	if m := dayAt.FindStringSubmatch(address); m != nil {
		if t, err := time.Parse(time.DateOnly, m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			return t
		}
	}
	local := shown.In(section337.Zone())
	if shown.IsZero() || local.Hour() != 8 || local.Minute() != 45 {
		return time.Time{}
	}
	day := dayOf(local).Time
	for day = day.AddDate(0, 0, 1); !businessDay(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// businessDay reports whether the Register is printed on a day: Monday to
// Friday but for federal holidays (5 U.S.C. 6103). One on a Saturday is kept
// the day before, one on a Sunday the day after.
func businessDay(day time.Time) bool {
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Friday:
		return !holiday(day) && !fixed(day.AddDate(0, 0, 1))
	case time.Monday:
		return !holiday(day) && !fixed(day.AddDate(0, 0, -1))
	}
	return !holiday(day)
}

func holiday(day time.Time) bool {
	if fixed(day) {
		return true
	}
	nth := (day.Day()-1)/7 + 1
	last := day.AddDate(0, 0, 7).Month() != day.Month()
	switch day.Month() {
	case time.January, time.February: // Martin Luther King, Washington
		return day.Weekday() == time.Monday && nth == 3
	case time.May: // Memorial Day
		return day.Weekday() == time.Monday && last
	case time.September: // Labor Day
		return day.Weekday() == time.Monday && nth == 1
	case time.October: // Columbus Day
		return day.Weekday() == time.Monday && nth == 2
	case time.November: // Thanksgiving
		return day.Weekday() == time.Thursday && nth == 4
	}
	return false
}

// fixed reports whether a day is a holiday by its date: New Year, Juneteenth
// since 2021, Independence, Veterans, Christmas.
func fixed(day time.Time) bool {
	switch _, m, d := day.Date(); m {
	case time.January:
		return d == 1
	case time.June:
		return d == 19 && day.Year() >= 2021
	case time.July:
		return d == 4
	case time.November:
		return d == 11
	case time.December:
		return d == 25
	}
	return false
}
