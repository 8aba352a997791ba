package pipeline

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

func TestRefusedIsSentAfterTheCauseIsMended(t *testing.T) {
	p, id := settled(t)
	answer := fmt.Errorf("%w: 410", alerts.ErrRefused)
	p.Destinations["desk"] = Destination{Notifier: notify(func(context.Context, alerts.Message) error { return answer }), Language: "zh"}
	if _, err := p.deliver(t.Context(), id, start); err != nil {
		t.Fatal(err)
	}
	before, err := p.Store.Busy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer = nil
	if n, err := p.Again(t.Context(), "desk"); n != 1 || err != nil {
		t.Fatalf("%d, %v, want one delivery on its way again", n, err)
	}
	if jobs, err := p.Store.Busy(t.Context()); err != nil || jobs != before+1 {
		t.Errorf("%d jobs after %d, %v, want one more", jobs, before, err)
	}
	// A destination that is busy then is waited for as if the alert were new.
	now := p.Now
	p.Now = func() time.Time { return now().Add(20 * 24 * time.Hour) }
	answer = &alerts.LaterError{After: time.Minute, Err: errors.New("429")}
	if again, err := p.deliver(t.Context(), id, p.Now()); again == 0 || err != nil {
		t.Errorf("given up at the first request to wait: %v", err)
	}
	answer = nil
	if _, err := p.deliver(t.Context(), id, p.Now()); err != nil {
		t.Fatal(err)
	}
	if ds, err := p.Store.Deliveries(t.Context(), store.Sent, 9); err != nil || len(ds) != 1 {
		t.Errorf("sent %+v, %v", ds, err)
	}
	if n, err := p.Again(t.Context(), "desk"); n != 0 || err != nil {
		t.Errorf("%d, %v, want nothing left", n, err)
	}

	// One that lost what it had is told again by the same name.
	of := store.Repeat{Destination: "desk", From: start, Sent: true}
	for _, tc := range []struct {
		of    store.Repeat
		count bool
		want  int
	}{
		{store.Repeat{Destination: "other", From: start, Sent: true}, false, 0},
		{store.Repeat{Destination: "desk", From: start, Until: p.Now().Add(-time.Hour), Sent: true}, false, 0},
		{store.Repeat{Destination: "desk", From: p.Now().Add(time.Hour), Until: p.Now().Add(2 * time.Hour), Sent: true}, false, 0},
		{of, true, 1},
		{of, false, 1},
		{of, false, 0}, // it is on its way
	} {
		if n, err := p.Repeat(t.Context(), tc.of, tc.count); n != tc.want || err != nil {
			t.Errorf("%+v, only counted %v: %d, %v, want %d", tc.of, tc.count, n, err, tc.want)
		}
	}
	if _, err := p.deliver(t.Context(), id, p.Now()); err != nil {
		t.Fatal(err)
	}
	if ds, err := p.Store.Deliveries(t.Context(), store.Sent, 9); err != nil || len(ds) != 1 || ds[0].ID != id {
		t.Errorf("sent again %+v, %v", ds, err)
	}
}
