package mail

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

// TestWhoHasLeftIsNotWrittenTo: it is asked at every try, also of who was to be
// tried again.
func TestWhoHasLeftIsNotWrittenTo(t *testing.T) {
	var (
		came []string
		gone = map[string]bool{}
		down error
		busy = true
	)
	s := &server{
		answer: func(step, about string) string {
			if busy && step == "rcpt" && about == "b@c.example" {
				return "451 4.7.1"
			}
			return ""
		},
		took: func(e envelope) { came = append(came, e.to...) },
	}
	address, client := s.listen(t)
	p := opened(t, client, `{"server":"`+address+`",`+login+`,"from":"a@tocsin.example","to":["a@c.example","b@c.example","c@c.example"]}`)
	p.Bind("desk", func(_ context.Context, destination, address string) (bool, error) {
		if destination != "desk" {
			t.Errorf("asked of %q", destination)
		}
		return gone[address], down
	})
	m := alerttest.Message()
	told := func(want ...string) {
		t.Helper()
		if !slices.Equal(came, want) {
			t.Errorf("came to %q, want %q", came, want)
		}
		came = nil
	}

	gone["c@c.example"] = true
	if err := p.Notify(t.Context(), m); err == nil || errors.Is(err, alerts.ErrRefused) {
		t.Errorf("got %v, want it later", err)
	}
	told("a@c.example")
	gone["b@c.example"] = true
	if err := p.Notify(t.Context(), m); err != nil {
		t.Errorf("who stays has it: %v", err)
	}
	told()
	if len(p.partial) != 0 {
		t.Errorf("%v is remembered of a delivery that is over", p.partial)
	}

	m.ID, busy, gone["a@c.example"] = "another>desk", false, true
	if err := p.Notify(t.Context(), m); !errors.Is(err, alerts.ErrRefused) || !strings.Contains(err.Error(), "everybody has unsubscribed") {
		t.Errorf("got %v, want it refused", err)
	}
	told()
	clear(gone)
	if err := p.Notify(t.Context(), m); err != nil {
		t.Error(err)
	}
	told("a@c.example", "b@c.example", "c@c.example")

	m.ID, down = "third>desk", errors.New("the store is down")
	if err := p.Notify(t.Context(), m); !errors.Is(err, down) || errors.Is(err, alerts.ErrRefused) {
		t.Errorf("got %v, want it later", err)
	}
	told()
}

// TestReaderOfAPostWithoutAWayOut: without a secret every token would be known.
func TestReaderOfAPostWithoutAWayOut(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+desk+`}`)
	if address, ok := p.Reader(Token("", "desk", "desk@center.example")); ok {
		t.Error(address)
	}
}
