package alerts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/clock"
)

// A Manner is how somebody wants to be told. Times are of the wall clock in
// Zone.
type Manner struct {
	AtOnce     Severity   // the least that is told at once; "" is everything, [Never] nothing but what is urgent
	Digest     Times      // when the rest is told together
	Quiet      Quiet      // when nothing but what is urgent is told
	Budget     int        // how much of what is not urgent is told at once in a day; 0 is no limit
	Categories []Category // of interest; none is all
	Brief      bool       // what is not told at once is not told here: another destination tells the whole
	Zone       *time.Location

	// Workday reports whether a day is worked on, for digests on workdays. A
	// year it does not know is an error.
	Workday func(time.Time) (bool, error)
}

// Never is no severity: as [Manner.AtOnce] it leaves everything that is not
// urgent to the digest.
const Never Severity = "never"

// Times say when a digest is sent. The zero value is never.
type Times struct {
	Days string // "daily", "workdays", or a day of the week, "mon"
	At   time.Duration
}

// Quiet is a stretch of the day, over midnight where From is after To. The
// zero value is none.
type Quiet struct{ From, To time.Duration }

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseTimes reads "daily 08:30", "workdays 08:30", "mon 08:30" or "off".
func ParseTimes(s string) (Times, error) {
	if s == "" || s == "off" {
		return Times{}, nil
	}
	days, clock, ok := strings.Cut(s, " ")
	at, err := parseTime(strings.TrimSpace(clock))
	if !ok || err != nil || days != "daily" && days != "workdays" && !slices.Contains(weekdays, days) {
		return Times{}, fmt.Errorf("%.40q: want daily 08:30, workdays 08:30, mon 08:30 or off", s)
	}
	return Times{days, at}, nil
}

// ParseQuiet reads "22:00-07:30", or nothing.
func ParseQuiet(s string) (Quiet, error) {
	if s == "" {
		return Quiet{}, nil
	}
	a, b, ok := strings.Cut(s, "-")
	from, err := parseTime(strings.TrimSpace(a))
	to, err2 := parseTime(strings.TrimSpace(b))
	if !ok || err != nil || err2 != nil || from == to {
		return Quiet{}, fmt.Errorf("%.40q: want two times such as 22:00-07:30", s)
	}
	return Quiet{from, to}, nil
}

func parseTime(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Urgent reports whether nothing may hold an alert back: it is critical, names
// who watches, an order may freeze what they have, or a day by which to act is
// no more than a week away.
func Urgent(a Alert, now time.Time) bool {
	return a.Severity == Critical || a.Standing == Named || a.Stage == "tro-ruled" && a.Severity != Low || nearing(a.Clock, now)
}

// week is how near a deadline is for which nothing may be held back.
const week = 7 * day

func nearing(c *clock.Record, now time.Time) bool {
	if c == nil || c.Kind != "deadline" {
		return false
	}
	due, err := clock.ParseDay(cmp.Or(c.Earliest, c.Due))
	return err == nil && due.Add(day).After(now) && due.Sub(now) <= week
}

// MannerOf reads how somebody wants to be told, as an administrator wrote it.
// What is empty, or a nil budget, is as the channel has it.
func (c *Channel) MannerOf(atOnce, digest, quiet string, budget *int, categories []string) (Manner, error) {
	m := Manner{AtOnce: Normal, Digest: Times{"workdays", 8*time.Hour + 30*time.Minute}, Budget: defaultBudget}
	switch {
	case c.Data:
		m = Manner{}
	case c.Brief:
		m = Manner{AtOnce: High, Budget: defaultBudget, Brief: true}
	}
	if atOnce != "" {
		if m.AtOnce = Severity(atOnce); m.AtOnce != Never && !slices.Contains(levels, m.AtOnce) {
			return m, fmt.Errorf("at_once %.40q: want critical, high, normal, low or never", atOnce)
		}
	}
	if budget != nil {
		m.Budget = *budget
	}
	var err error
	if digest != "" {
		if m.Digest, err = ParseTimes(digest); err != nil {
			return m, fmt.Errorf("digest %w", err)
		}
	}
	if c.Brief && m.Digest != (Times{}) {
		return m, fmt.Errorf("digest %.40q: %s has no room for one: leave it out, and have another destination tell the whole", digest, c.Name)
	}
	if m.Quiet, err = ParseQuiet(quiet); err != nil {
		return m, fmt.Errorf("quiet %w", err)
	}
	for _, s := range categories {
		if _, ok := categoryTexts[Category(s)]; !ok {
			return m, fmt.Errorf("categories %.40q: want 337, patent, trademark, copyright, schedule-a, squatting or other", s)
		}
		m.Categories = append(m.Categories, Category(s))
	}
	return m, nil
}

// defaultBudget is how much of what is not urgent people read at once in a day:
// who is told more reads none of it.
const defaultBudget = 2

// A Decision is what becomes of an alert on its way to somebody.
type Decision string

// The decisions.
const (
	TellNow    Decision = "now"
	TellLater  Decision = "later"  // at the end of quiet hours
	TellDigest Decision = "digest" // with others
	TellNot    Decision = "not"    // they asked not to hear of such
)

// A Today is how much of what is not urgent, and ranks no lower than an alert, was
// told at once since the day began: what ranks lower leaves room for what is
// higher.
type Today struct {
	All    int // by severity
	OfMark int // of the alert's mark, by severity and likeness
}

// markBudget is how much of one mark is told at once in a day: a name that many
// are like must not take what there is for all.
const markBudget = 1

// MarkBudget is how much of one mark is told at once in a day, of what is not
// urgent; 0 is no limit.
func (m *Manner) MarkBudget() int { return min(m.Budget, markBudget) }

// Decide says what becomes of an alert at a moment; wait is how long, where it
// is for later. What is urgent waits for nothing, and who was told something
// wrong hears that it was. It is pure.
func (m *Manner) Decide(a Alert, urgent bool, today Today, now time.Time) (d Decision, wait time.Duration) {
	switch {
	case len(m.Categories) > 0 && !slices.Contains(m.Categories, a.Category) && a.Standing != Named:
		return TellNot, 0
	case urgent:
		return TellNow, 0
	case !m.atOnce(a), m.Spent(a, today.All), m.MarkBudget() > 0 && a.Mark != "" && today.OfMark >= m.MarkBudget():
		if m.Brief && a.Corrected == "" {
			return TellNot, 0
		}
		if m.Digest.Days != "" {
			return TellDigest, 0
		}
	}
	if wait := m.Quiet.left(now.In(m.zone())); wait > 0 {
		return TellLater, wait
	}
	return TellNow, 0
}

// atOnce reports whether an alert is severe enough to be told at once.
func (m *Manner) atOnce(a Alert) bool {
	return m.AtOnce == "" || m.AtOnce != Never && Compare(a.Severity, m.AtOnce) >= 0
}

// Spent reports whether it is the budget of the day that keeps an alert from
// being told at once.
func (m *Manner) Spent(a Alert, today int) bool {
	return m.Budget > 0 && today >= m.Budget && m.atOnce(a)
}

// left is how long it stays quiet, or zero if it is not.
func (q Quiet) left(now time.Time) time.Duration {
	if q.From == q.To {
		return 0
	}
	at := sinceMidnight(now)
	switch inside := at >= q.From && at < q.To; {
	case q.From > q.To && at >= q.From: // until tomorrow
		return day + q.To - at
	case q.From > q.To && at < q.To, inside:
		return q.To - at
	}
	return 0
}

const day = 24 * time.Hour

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}

func (m *Manner) zone() *time.Location {
	if m.Zone == nil {
		return beijing
	}
	return m.Zone
}

// Midnight is when the day of now began.
func (m *Manner) Midnight(now time.Time) time.Time {
	y, mo, d := now.In(m.zone()).Date()
	return time.Date(y, mo, d, 0, 0, 0, 0, m.zone())
}

// Next is when the first digest after t is due, or zero if there is none. A
// year whose workdays nobody knows has those of the week.
func (m *Manner) Next(t time.Time) time.Time {
	if m.Digest.Days == "" {
		return time.Time{}
	}
	y, mo, d := t.In(m.zone()).Date()
	for i := range 30 { // longer than any holiday
		at := time.Date(y, mo, d+i, 0, int(m.Digest.At/time.Minute), 0, 0, m.zone())
		if at.After(t) && m.on(at) {
			return at
		}
	}
	return time.Time{}
}

func (m *Manner) on(at time.Time) bool {
	switch m.Digest.Days {
	case "daily":
		return true
	case "workdays":
		if m.Workday != nil {
			if yes, err := m.Workday(at); err == nil {
				return yes
			}
		}
		return at.Weekday() != time.Sunday && at.Weekday() != time.Saturday
	}
	return weekdays[at.Weekday()] == m.Digest.Days
}
