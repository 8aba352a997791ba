// Package federal knows the days on which the federal offices of the United
// States work: courts take papers, the Register is printed.
package federal

import "time"

// Business reports whether a day is none of a weekend and no legal holiday (5
// U.S.C. 6103, Fed. R. Civ. P. 6(a)(6)(A)). A holiday on a Saturday is kept the
// day before, one on a Sunday the day after. The hour and zone of the day do
// not count, only its date.
func Business(day time.Time) bool {
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Friday:
		return !holiday(day) && !dated(day.AddDate(0, 0, 1))
	case time.Monday:
		return !holiday(day) && !dated(day.AddDate(0, 0, -1))
	}
	return !holiday(day)
}

func holiday(day time.Time) bool { return dated(day) || floating(day) }

// dated reports whether a day is a holiday by its date: New Year, Juneteenth
// since 2021, Independence, Veterans, Christmas.
func dated(day time.Time) bool {
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

// floating reports whether a day is a holiday by its weekday.
func floating(day time.Time) bool {
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
