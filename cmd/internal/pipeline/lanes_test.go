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
	later := start.Add(10 * time.Second)
	first, second := l.enter("robot", later), l.enter("robot", later)
	if first < 5*time.Second || second < 2*first {
		t.Errorf("waits %s and %s, want them to follow the tries that last 10 s already", first, second)
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
