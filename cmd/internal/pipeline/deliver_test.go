package pipeline

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

func TestAfter(t *testing.T) {
	const week = 7 * 24 * time.Hour
	busy := &alerts.LaterError{After: 2 * time.Hour, Err: errors.New("429")}
	bad := errors.New("502")
	for _, tc := range []struct {
		name        string
		state       string // before the try
		tries       int    // with this one
		sent        error
		age         time.Duration
		want        string
		counted     int
		least, most time.Duration // of the wait
	}{
		{"a yes", store.Due, 3, nil, 0, store.Sent, 3, 0, 0},
		{"a no", store.Due, 1, fmt.Errorf("%w: 410", alerts.ErrRefused), 0, store.Refused, 1, 0, 0},
		{"first failure", store.Due, 1, bad, 0, store.Due, 1, time.Minute, time.Minute},
		{"second failure", store.Due, 2, bad, 0, store.Due, 2, 2 * time.Minute, 2 * time.Minute},
		{"last failure but one", store.Due, maxTries - 1, bad, week, store.Due, maxTries - 1, 6 * time.Hour, 6 * time.Hour},
		{"last failure", store.Due, maxTries, bad, 0, store.Dead, maxTries, 0, 0},
		{"asked to wait", store.Due, 1, busy, 0, store.Due, 0, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
		{"asked to wait after many failures", store.Due, maxTries, busy, week, store.Due, maxTries - 1, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
		{"asked to wait for ever", store.Due, 1, busy, maxWait + time.Hour, store.Dead, 1, 0, 0},
		{"unknown", store.Due, 1, io.ErrUnexpectedEOF, 0, store.Sending, 1, time.Minute, time.Minute},
		{"failed after unknown", store.Sending, 2, bad, 0, store.Sending, 2, 2 * time.Minute, 2 * time.Minute},
		{"asked to wait after unknown", store.Sending, 2, busy, 0, store.Sending, 1, 2 * time.Hour, 2*time.Hour + 2*time.Minute},
	} {
		got, again := after(store.Delivery{ID: "x", State: tc.state, Tries: tc.tries}, tc.sent, tc.age)
		if got.State != tc.want || got.Tries != tc.counted || again < tc.least || again > tc.most {
			t.Errorf("%s: %s after %d tries that count, again in %s; want %s, %d, %s", tc.name, got.State, got.Tries, again, tc.want, tc.counted, tc.least)
		}
	}
}

// TestBurstToASlowRobot sends more alerts at once than a robot takes in many
// minutes: all arrive, not much later than it could have taken them.
func TestBurstToASlowRobot(t *testing.T) {
	const perMinute = 20
	busy := &alerts.LaterError{After: 65 * time.Second, Err: errors.New("errcode 45009")}
	for _, n := range []int{100, 600} {
		due := map[time.Duration][]store.Delivery{}
		for i := range n {
			due[0] = append(due[0], store.Delivery{ID: fmt.Sprintf("us-ilnd/1:26-cv-%05d#entry.1@national>desk", i), State: store.Due})
		}
		took, all, last := map[time.Duration]int{}, 0, time.Duration(0)
		for now := time.Duration(0); now < 24*time.Hour; now += time.Second {
			for _, d := range due[now] {
				d.Tries++
				var answer error
				if minute := now.Truncate(time.Minute); took[minute] < perMinute {
					took[minute]++
				} else {
					answer = busy
				}
				d, again := after(d, answer, now)
				switch d.State {
				case store.Sent:
					all, last = all+1, now
				case store.Due:
					at := (now + again).Round(time.Second)
					due[at] = append(due[at], d)
				default:
					t.Fatalf("%s: %s after %s", d.ID, d.State, now)
				}
			}
		}
		if ideal := time.Duration(n/perMinute) * time.Minute; all != n || last > ideal+5*time.Minute {
			t.Errorf("%d of %d arrived, the last after %s; the robot could have had them after %s", all, n, last, ideal)
		}
	}
}
