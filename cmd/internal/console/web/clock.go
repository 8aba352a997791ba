package web

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
)

// A Closing is one day by which to act, as pages show it.
type Closing struct {
	What    string
	Days    int    // that are left where it runs; less than 0 once it has passed
	Due     string // the day
	Forum   string // the last moment there
	Beijing string
	Basis   string // how it was counted
}

// ClosingOf says of a clock what a page shows of it now, with natural persons
// masked.
func ClosingOf(f Frame, c store.Clock, rules *clock.Table, mask func(string) string, now time.Time) Closing {
	out := Closing{What: Clean(c.Rule, LineLength), Days: DaysLeft(c, c.Filing.Key.Authority, now), Due: Word(c.Due)}
	if rule, err := rules.Rule(c.Rule, c.Changed); err == nil {
		out.What = Clean(rule.Title.In(string(f.Lang)), LineLength)
	}
	const minute = "2006-01-02 15:04"
	out.Forum, out.Beijing = c.Closes.In(zoneOf(c.Filing.Key.Authority)).Format(minute+" MST"), c.Closes.In(clock.Beijing).Format(minute)
	out.Basis = Clean(mask(alerts.ClosingLine(rules, c.Filing, c.Rule, c.Due, string(f.Lang))), LineLength)
	var counted clock.Record // an older program's may not be read: its day stands all the same
	if f.Lang == ZH && json.Unmarshal(c.Body, &counted) == nil && counted.Basis != "" {
		out.Basis = CleanText(mask(strings.Join(append([]string{counted.Basis}, counted.Warnings...), "\n")), 3*LineLength)
	}
	return out
}

// DaysLeft counts the days to a clock's day where it runs.
func DaysLeft(c store.Clock, authority string, now time.Time) int {
	due, err := clock.ParseDay(c.Due)
	if err != nil {
		return 0
	}
	y, m, d := now.In(zoneOf(authority)).Date()
	return int(due.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// zoneOf is where the days of an authority run.
func zoneOf(authority string) *time.Location { return cmp.Or(alerts.Zone(authority), clock.Beijing) }
