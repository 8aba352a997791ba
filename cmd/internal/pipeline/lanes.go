package pipeline

import (
	"slices"
	"sync"
	"time"
)

// Of the tries a node makes at a time only a few are to one destination, and
// only a part to those that take long: one that hangs holds a try for
// [sendTimeout], and what others are to hear must not wait for that. A try is
// little more than waiting, so there are many more than processors.
const (
	triesAtOnce = 32
	slowAtOnce  = 8
	laneWidth   = 2
	slowTry     = time.Second

	inARow = 3 // failures, after which one at a time finds out whether it is mended
)

// What finds no room comes back when those before it will have had their turn.
// Behind a try that hangs that cannot be known: the destination may be mended at
// any moment, and then all could go at once. There it asks again within
// unprovenWait, at most ten a second, so that thousands that wait are no load.
const (
	leastWait    = 100 * time.Millisecond
	unprovenWait = 15 * time.Second
	mostWait     = 5 * time.Minute
)

// lanes are the tries under way on this node, by destination. Other nodes have
// workers, and lanes, of their own.
type lanes struct {
	mu sync.Mutex
	of map[string]*lane
}

type lane struct {
	began []time.Time   // of each try under way, the eldest first
	took  time.Duration // by the last try to end
	fails int           // the last tries to end, all without an answer
	next  time.Time     // when the one that waits last will have its turn
}

// enter takes a place for a try to a destination, which leave gives back, or
// says how long to wait for one.
func (l *lanes) enter(destination string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.of[destination]
	if d == nil {
		d = &lane{}
		if l.of == nil {
			l.of = map[string]*lane{}
		}
		l.of[destination] = d
	}
	lasts := d.lasts(now)
	width := laneWidth
	if d.fails >= inARow {
		width = 1
	}
	if len(d.began) < width && (lasts < slowTry || l.slow(now) < slowAtOnce) {
		d.began = append(d.began, now)
		return 0
	}
	if d.next.Before(now) {
		d.next = now
	}
	step := lasts / time.Duration(width)
	if d.unproven(lasts) {
		if soon := now.Add(min(lasts, unprovenWait)); d.next.Before(soon) {
			d.next = soon
		}
		step = leastWait
	}
	d.next = d.next.Add(step)
	return min(max(d.next.Sub(now), leastWait), mostWait)
}

// leave gives back the place that was entered at a time. Took is how long the
// destination took to answer, zero if it was not asked, and well whether it
// gave one, be it a no.
func (l *lanes) leave(destination string, entered time.Time, took time.Duration, well bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.of[destination]
	i := slices.Index(d.began, entered)
	d.began = slices.Delete(d.began, i, i+1)
	if took > 0 {
		if d.took, d.fails = took, d.fails+1; well {
			d.fails = 0
		}
		if well && took < slowTry { // what was planned behind slow ones was planned too late
			d.next = entered
		}
	}
}

// slow counts the tries under way to destinations that take long.
func (l *lanes) slow(now time.Time) (n int) {
	for _, d := range l.of {
		if d.lasts(now) >= slowTry {
			n += len(d.began)
		}
	}
	return n
}

// unproven reports whether a destination hangs, so that what a try lasts says
// nothing of when the next can be made. One that is slow but answers is not.
func (d *lane) unproven(lasts time.Duration) bool {
	return lasts >= slowTry && (d.fails > 0 || lasts > d.took)
}

// lasts is how long a try lasts, as far as can be told.
func (d *lane) lasts(now time.Time) time.Duration {
	if len(d.began) == 0 {
		return d.took
	}
	return max(d.took, now.Sub(d.began[0]))
}
