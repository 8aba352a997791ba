package clock

import (
	"cmp"
	"slices"
	"time"
)

// ahead are the days before a clock's day on which people are reminded.
var ahead = []int{14, 7, 3, 1}

// A Reminder is a day on which people are told again how many days are left.
type Reminder struct {
	Rule string
	Days int // left
	Date time.Time
}

// Reminders returns the days on which to remind of a clock, the first first. They
// count back from the earlier of two readings. A day on which the period had
// not begun is none.
func Reminders(c Clock) []Reminder {
	n := c.Counted()
	first := n.First()
	if first.IsZero() {
		return nil
	}
	var all []Reminder
	for _, left := range ahead {
		if date := days(first, -left); date.After(n.Event.Day) {
			all = append(all, Reminder{n.Rule.ID, left, date})
		}
	}
	return all
}

// What to do about a reminder. The list is closed.
const (
	Add    = "add"
	Move   = "move"
	Cancel = "cancel"
)

// A Change is what to do about a reminder when the clocks of a matter change.
type Change struct {
	Do       string
	Reminder Reminder  // as it is to be, or was
	Was      time.Time // the day of one that moves
}

// Diff returns what to do so that the reminders of a matter become what they
// should be. A withdrawn clock has none, and those it had are cancelled. What
// is the same is left alone, so that nobody is told twice.
func Diff(have, want []Reminder) []Change {
	type key struct {
		rule string
		days int
	}
	had := map[key]Reminder{}
	for _, r := range have {
		had[key{r.Rule, r.Days}] = r
	}
	var all []Change
	for _, r := range want {
		old, ok := had[key{r.Rule, r.Days}]
		delete(had, key{r.Rule, r.Days})
		switch {
		case !ok:
			all = append(all, Change{Do: Add, Reminder: r})
		case !old.Date.Equal(r.Date):
			all = append(all, Change{Do: Move, Reminder: r, Was: old.Date})
		}
	}
	for _, r := range had {
		all = append(all, Change{Do: Cancel, Reminder: r})
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(a.Reminder.Date.Compare(b.Reminder.Date), cmp.Compare(a.Reminder.Rule, b.Reminder.Rule), cmp.Compare(a.Do, b.Do))
	})
	return all
}
