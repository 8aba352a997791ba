package notice

import (
	"slices"

	"tocsin/crawlers"
)

// Left counts the cases of a page that could not be read, by reason.
type Left struct{ reasons []reason }

type reason struct {
	why   string
	count int
	first string
}

// Add counts a case that is left out.
func (l *Left) Add(why, which string) {
	i := slices.IndexFunc(l.reasons, func(r reason) bool { return r.why == why })
	if i < 0 {
		i = len(l.reasons)
		l.reasons = append(l.reasons, reason{why: why, first: clip(plain(which), 80)})
	}
	l.reasons[i].count++
}

// Count returns how many were left out.
func (l *Left) Count() (n int) {
	for _, r := range l.reasons {
		n += r.count
	}
	return n
}

// Warn says so once for each reason.
func (l *Left) Warn(p crawlers.Page) {
	for _, r := range l.reasons {
		p.Warn("cases left out", "why", r.why, "count", r.count, "first", r.first, "url", p.URL)
	}
}
