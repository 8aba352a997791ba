package ecf

import "time"

// A clerk's office is open so long on a business day, by the court's clock.
const (
	opens  = 8
	closes = 18
)

// patience is how long, while the clerks work, a feed may stand still.
const patience = 4 * time.Hour

// stale reports whether the clerks of a court have worked for longer than is
// likely without anything that its feed would show. Nights, weekends and
// holidays do not count.
func stale(stand, now time.Time, zone *time.Location) bool {
	stand, now = stand.In(zone), now.In(zone)
	worked := time.Duration(0)
	// No two weeks are without a business day: more of them need not be asked.
	for day, n := stand, 0; n < 14; day, n = day.AddDate(0, 0, 1), n+1 {
		y, m, d := day.Date()
		from, to := time.Date(y, m, d, opens, 0, 0, 0, zone), time.Date(y, m, d, closes, 0, 0, 0, zone)
		if from.After(now) {
			break
		}
		if !business(from) {
			continue
		}
		if from.Before(stand) {
			from = stand
		}
		if to.After(now) {
			to = now
		}
		worked += max(0, to.Sub(from))
	}
	return worked > patience
}

// business reports whether federal courts are open on a day (Fed. R. Civ. P.
// 6(a)(6)(A), 5 U.S.C. 6103). A holiday on a Sunday is kept on Monday, one on
// a Saturday on Friday.
func business(day time.Time) bool {
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Monday:
		return !floating(day) && !dated(day) && !dated(day.AddDate(0, 0, -1))
	case time.Friday:
		return !floating(day) && !dated(day) && !dated(day.AddDate(0, 0, 1))
	default:
		return !floating(day) && !dated(day)
	}
}

// dated reports whether a holiday has this date every year.
func dated(day time.Time) bool {
	switch _, m, d := day.Date(); m {
	case time.January:
		return d == 1
	case time.June:
		return d == 19
	case time.July:
		return d == 4
	case time.November:
		return d == 11
	case time.December:
		return d == 25
	default:
		return false
	}
}

// floating reports whether a day is a holiday by its weekday.
func floating(day time.Time) bool {
	_, m, d := day.Date()
	week := (d-1)/7 + 1
	switch day.Weekday() {
	case time.Monday:
		switch m {
		case time.January, time.February: // King, Washington
			return week == 3
		case time.May: // Memorial Day
			return d+7 > 31
		case time.September: // Labor Day
			return week == 1
		case time.October: // Columbus
			return week == 2
		}
	case time.Thursday:
		return m == time.November && week == 4
	}
	return false
}
