package pipeline

import (
	"fmt"
	"testing"
	"time"
)

func TestOneDestinationHoldsFewTries(t *testing.T) {
	var l lanes
	for range laneWidth {
		if wait := l.enter("robot", start); wait != 0 {
			t.Fatalf("wait %s, want none", wait)
		}
	}
	l.leave("robot", start, 10*time.Second, true)
	later := start.Add(10 * time.Second)
	if wait := l.enter("robot", later); wait != 0 {
		t.Fatalf("wait %s, want none", wait)
	}
	first, second := l.enter("robot", later), l.enter("robot", later)
	if first < 5*time.Second || second < 2*first {
		t.Errorf("waits %s and %s, want them to follow the tries that take 10 s", first, second)
	}
	for range 100 {
		first = l.enter("robot", later)
	}
	if first != mostWait {
		t.Errorf("far behind: wait %s, want %s", first, mostWait)
	}
	if wait := l.enter("mail", later); wait != 0 {
		t.Errorf("another destination waits %s", wait)
	}
	l.leave("robot", start, 0, false) // and was not asked
	if wait := l.enter("robot", later); wait != 0 {
		t.Errorf("after one has left: wait %s, want none", wait)
	}
}

func TestQuickDestinationIsAskedAgainSoon(t *testing.T) {
	var l lanes
	for range laneWidth {
		l.enter("robot", start)
	}
	if wait := l.enter("robot", start.Add(time.Millisecond)); wait != leastWait {
		t.Errorf("wait %s, want %s", wait, leastWait)
	}
}

func TestSlowDestinationsLeaveRoom(t *testing.T) {
	var l lanes
	held := 0
	for i := range triesAtOnce { // each has been slow once, and hangs now
		name, at := fmt.Sprintf("robot %d", i), start.Add(time.Minute)
		for _, took := range []time.Duration{sendTimeout, 0} { // the second was not asked
			if l.enter(name, start) == 0 {
				l.leave(name, start, took, true)
			}
		}
		for l.enter(name, at) == 0 {
			held++
		}
	}
	if held != slowAtOnce {
		t.Errorf("slow destinations hold %d tries, want %d", held, slowAtOnce)
	}
	if wait := l.enter("mail", start.Add(time.Minute)); wait != 0 {
		t.Errorf("a quick destination waits %s", wait)
	}
}

// TestFailingDestinationIsTriedByOne fails three tries in a row, and mends then.
func TestFailingDestinationIsTriedByOne(t *testing.T) {
	var l lanes
	try := func(well bool) {
		t.Helper()
		if wait := l.enter("robot", start); wait != 0 {
			t.Fatalf("wait %s, want none", wait)
		}
		l.leave("robot", start, time.Millisecond, well)
	}
	atOnce := func() (n int) {
		for l.enter("robot", start) == 0 {
			n++
		}
		for range n {
			l.leave("robot", start, 0, false) // not asked: says nothing of it
		}
		return n
	}
	for i, want := range []int{laneWidth, laneWidth, 1} {
		if try(false); atOnce() != want {
			t.Errorf("after %d failures: %d tries at once, want %d", i+1, atOnce(), want)
		}
	}
	if try(true); atOnce() != laneWidth {
		t.Errorf("after an answer: %d tries at once, want %d", atOnce(), laneWidth)
	}
}

// TestBacklogDrainsSoonAfterAHang has destinations hang for a while, and holds
// how long after that the last of what waited is told, and how often it asked.
func TestBacklogDrainsSoonAfterAHang(t *testing.T) {
	for _, tc := range []struct {
		backlog int
		hangs   time.Duration
		within  time.Duration // of the end of the hang
		asks    int           // at most, each
	}{
		{100, 5 * time.Second, 40 * time.Second, 8},
		{100, time.Minute, 40 * time.Second, 10},
		{100, 10 * time.Minute, 40 * time.Second, 60},
		{5000, 10 * time.Minute, mostWait + 30*time.Second, 20},
	} {
		last, asked := drainHung(tc.backlog, tc.hangs)
		if late := last - tc.hangs; late > tc.within {
			t.Errorf("%d behind a hang of %s: the last is told %s after it, want %s", tc.backlog, tc.hangs, late, tc.within)
		}
		if asked > tc.backlog*tc.asks {
			t.Errorf("%d behind a hang of %s: asked %d times for room, want no more than %d", tc.backlog, tc.hangs, asked, tc.backlog*tc.asks)
		}
	}
}

// drainHung plays deliveries to one destination that takes everything without
// an answer until it is mended, and answers within 50 ms then. It returns when
// the last was told that did not fail before, and how often room was asked for.
func drainHung(backlog int, mended time.Duration) (last time.Duration, asked int) {
	var l lanes
	type event struct {
		at, entered time.Duration
		try         bool // that ends
		well        bool
	}
	var events []event
	for range backlog {
		events = append(events, event{})
	}
	for len(events) > 0 {
		i := 0
		for k := range events {
			if events[k].at < events[i].at {
				i = k
			}
		}
		e := events[i]
		events[i] = events[len(events)-1]
		events = events[:len(events)-1]
		if e.try {
			if l.leave("robot", start.Add(e.entered), e.at-e.entered, e.well); e.well {
				last = max(last, e.at)
			}
			continue // what failed comes back by its own pause
		}
		asked++
		if wait := l.enter("robot", start.Add(e.at)); wait > 0 {
			events = append(events, event{at: e.at + wait})
			continue
		}
		ends := event{at: e.at + 50*time.Millisecond, entered: e.at, try: true, well: true}
		if e.at < mended {
			ends.at, ends.well = e.at+sendTimeout, false
		}
		events = append(events, ends)
	}
	return last, asked
}
