package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
)

// remind is how many days ahead a calendar reminds of a deadline.
var remind = []int{14, 7, 3, 1}

// calendar writes the clocks of a feed.
//
// Their order is theirs alone, so that the document changes only with them.
func calendar(f Feed, clocks []Clock) []byte {
	var c ical
	name := say(f.Language, "calendar", alerts.Plain(f.Name))
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Tocsin//Clocks//ZH")
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH") // and no ORGANIZER, whom a calendar would send answers
	c.text("NAME", name)
	c.text("X-WR-CALNAME", name)
	c.line("X-WR-TIMEZONE", "Asia/Shanghai")
	c.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	c.line("X-PUBLISHED-TTL", "PT1H")

	// A calendar without any component is none, and there may be no event.
	c.line("BEGIN", "VTIMEZONE")
	c.line("TZID", "Asia/Shanghai")
	c.line("BEGIN", "STANDARD")
	c.line("DTSTART", "19920101T000000")
	c.line("TZOFFSETFROM", "+0800")
	c.line("TZOFFSETTO", "+0800")
	c.line("END", "STANDARD")
	c.line("END", "VTIMEZONE")

	clocks = slices.SortedFunc(slices.Values(clocks), func(a, b Clock) int {
		return cmp.Or(a.Closes.Compare(b.Closes.Time), cmp.Compare(a.ID, b.ID))
	})
	for _, k := range clocks {
		if !k.Closes.IsZero() {
			c.event(f.Language, k)
		}
	}
	c.line("END", "VCALENDAR")
	return c.Bytes()
}

// event writes one clock. A deadline is the moment its forum closes, so that
// it stands where it is in Beijing; what is known to the day only, and what is
// foreseen, is the whole day of the forum.
func (c *ical) event(lang string, k Clock) {
	c.line("BEGIN", "VEVENT")
	sum := sha256.Sum256([]byte(k.ID))
	c.line("UID", hex.EncodeToString(sum[:16])+"@tocsin")
	c.line("SEQUENCE", strconv.Itoa(k.Sequence))
	c.instant("DTSTAMP", k.Changed)
	c.instant("LAST-MODIFIED", k.Changed)
	whole := k.Closes.Day || k.Forecast
	if whole {
		c.day("DTSTART", k.Closes.Time)
		c.day("DTEND", k.Closes.AddDate(0, 0, 1))
	} else {
		c.instant("DTSTART", k.Closes.Time)
		c.instant("DTEND", k.Closes.Add(time.Minute)) // some programs drop an event that has no end, or takes no time
	}
	summary := alerts.Plain(k.Summary)
	switch {
	case k.Withdrawn:
		c.line("STATUS", "CANCELLED")
		summary = say(lang, "withdrawn", summary) // many calendars show no status
	case k.Forecast:
		c.line("STATUS", "TENTATIVE")
		summary = say(lang, "forecast", summary)
	default:
		c.line("STATUS", "CONFIRMED")
	}
	c.line("TRANSP", "TRANSPARENT")
	c.text("SUMMARY", summary)
	c.text("DESCRIPTION", description(lang, k))
	if k.Severity != "" {
		c.text("CATEGORIES", k.Severity.In(lang))
	}
	if u := alerts.PlainLink(k.URL); u != "" {
		c.line("URL", u)
	}
	if !k.Withdrawn && !k.Forecast {
		for _, days := range remind {
			c.line("BEGIN", "VALARM")
			c.line("ACTION", "DISPLAY")
			c.text("DESCRIPTION", say(lang, "remind", days, summary))
			c.line("TRIGGER", trigger(days, whole))
			c.line("END", "VALARM")
		}
	}
	c.line("END", "VEVENT")
}

// trigger is when to remind: so many days before a moment, or at nine in the
// morning of the day so many days before a whole one, which begins at midnight.
func trigger(days int, whole bool) string {
	if !whole {
		return "-P" + strconv.Itoa(days) + "D"
	}
	if days == 1 {
		return "-PT15H"
	}
	return "-P" + strconv.Itoa(days-1) + "DT15H"
}

// description says when, counted from what, where that stands, and what to
// rely on.
func description(lang string, k Clock) string {
	var lines []string
	if k.Withdrawn {
		lines = append(lines, say(lang, "withdrawn-means"))
	}
	at := k.Closes.Time
	switch {
	case k.Forecast:
		lines = append(lines, say(lang, "about", day(lang, at)))
	case k.Closes.Day:
		lines = append(lines, say(lang, "on", day(lang, at)))
	default:
		lines = append(lines,
			say(lang, "beijing", day(lang, at.In(beijing)), at.In(beijing).Format("15:04")),
			say(lang, "forum", day(lang, at), at.Format("15:04 -07:00"))) // "CST" would be both
	}
	for s := range strings.Lines(k.Description) {
		if s = alerts.Plain(s); s != "" {
			lines = append(lines, s)
		}
	}
	if u := alerts.PlainLink(k.URL); u != "" {
		lines = append(lines, say(lang, "official", u))
	}
	return strings.Join(append(lines, say(lang, "disclaimer")), "\n")
}

// beijing has had no summer time since 1991.
var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)
