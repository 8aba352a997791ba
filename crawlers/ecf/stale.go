package ecf

import (
	"time"

	"tocsin/crawlers/federal"
)

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
		if !federal.Business(from) {
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
