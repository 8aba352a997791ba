package fedreg

import (
	"regexp"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/federal"
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
	for day = day.AddDate(0, 0, 1); !federal.Business(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}
