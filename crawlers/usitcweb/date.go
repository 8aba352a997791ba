package usitcweb

import (
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
)

// writtenDate finds a day in the ways the site's pages write one.
var writtenDate = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (\d{1,2}),? (\d{4})\b|\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})`)

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// dayIn returns the one day that s names: "Jan 19, 2022", "Sept. 4, 2018",
// "01/19/2022", "9/4/18". It is false for no day and for one that is not in
// the calendar.
func dayIn(s string) (time.Time, bool) {
	m := writtenDate.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	var month int
	year, day := m[3], m[2]
	switch {
	case m[1] != "":
		month = strings.Index(months, strings.ToLower(m[1]))/3 + 1
	case m[4] != "":
		year, month, day = m[6], number(m[4]), m[5]
		if len(year) == 2 {
			year = "20" + year
		}
	default:
		year, month, day = m[7], number(m[8]), m[9]
	}
	t := time.Date(number(year), time.Month(month), number(day), 0, 0, 0, 0, time.UTC)
	return t, t.Day() == number(day) && int(t.Month()) == month && t.Year() >= 1975
}

// number reads digits that a pattern has bounded.
func number(digits string) int {
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// dayOf is a day as a filing gives it.
func dayOf(t time.Time) crawlers.Date { return crawlers.Date{Time: t, Day: true} }

// own names a notice that a matter can have several of: its day of issue.
func own(t time.Time) string { return t.Format("20060102") }
