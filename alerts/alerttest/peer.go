package alerttest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"tocsin/alerts"
)

// A Peer is what a channel's test knows of a service that does not speak HTTP:
// how to play it.
type Peer struct {
	// Play plays the service until the test ends: it answers every try as
	// answer says, "" being yes. For each message that it takes it calls took
	// with the markup that it would show. It returns where it listens and a
	// client by which a channel reaches and trusts it, and repeats in its
	// answers what it was told, [Secret] with it.
	Play func(t *testing.T, answer string, took func(shown string)) (address string, client *http.Client)

	// Answers are those that the service may give, with what each means: later,
	// refused or plain.
	Answers map[string]string

	// Hang are answers by which the service waits for ever, from different
	// points on.
	Hang []string

	// Options are those by which the channel reaches address. They hold [Secret].
	Options func(address string) string

	// Wrong are options that an administrator may write by mistake.
	Wrong map[string]string

	Live []string // as in [Service]
}

// RunPeer is [Run] for a service that does not speak HTTP. What such a channel
// sends has its golden files in its own test; see [Golden].
func RunPeer(t *testing.T, ch alerts.Channel, p Peer) {
	say := func(t *testing.T, m alerts.Message) string {
		t.Helper()
		var shown []string
		if err := p.dial(t, ch, "", func(s string) { shown = append(shown, s) }).Notify(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if len(shown) != 1 {
			t.Fatalf("it came %d times, want once", len(shown))
		}
		return shown[0]
	}
	t.Run("accepted", func(t *testing.T) { say(t, Message()) })
	for answer, want := range p.Answers {
		t.Run(answer, func(t *testing.T) {
			err := p.dial(t, ch, answer, func(string) { t.Error("it came although it was not taken") }).Notify(t.Context(), Message())
			if got := class(err); got != want {
				t.Errorf("got %v, want %s", err, want)
			}
			if later := new(alerts.LaterError); errors.As(err, &later) && later.After < time.Second {
				t.Errorf("again after %v", later.After)
			}
			discreet(t, err)
		})
	}
	t.Run("long", func(t *testing.T) { long(t, p.Live, say) })
	t.Run("hostile", func(t *testing.T) { hostile(t, p.Live, say) })
	for _, answer := range p.Hang {
		t.Run("ends with its context: "+answer, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			err := p.dial(t, ch, answer, func(string) {}).Notify(ctx, Message())
			if !errors.Is(err, context.DeadlineExceeded) || class(err) != "plain" {
				t.Errorf("out of time: got %v, want a plain one", err)
			}
			discreet(t, err)

			ctx, stop := context.WithCancel(t.Context())
			stop()
			err = p.dial(t, ch, answer, func(string) {}).Notify(ctx, Message())
			if !errors.Is(err, context.Canceled) || class(err) != "plain" {
				t.Errorf("cancelled: got %v, want a plain cancellation", err)
			}
			discreet(t, err)
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		var n alerts.Notifier
		t.Run("", func(t *testing.T) { n = p.dial(t, ch, "", func(string) {}) }) // who is played until here
		err := n.Notify(t.Context(), Message())
		if class(err) != "plain" {
			t.Errorf("got %v, want a plain error", err)
		}
		discreet(t, err)
	})
	t.Run("guarded", func(t *testing.T) {
		guarded(t, ch, func(host string) string { return p.Options(host + ":465") })
	})
	t.Run("options", func(t *testing.T) {
		wrong := map[string]string{
			"none": "", "null": "null", "empty": "{}", "not a mapping": `["` + Secret + `"]`, "unknown": `{"nonsense":"` + Secret + `"}`,
		}
		for _, options := range []map[string]string{wrong, p.Wrong} {
			for name, raw := range options {
				_, err := ch.Open(json.RawMessage(raw), http.DefaultClient)
				if err == nil {
					t.Errorf("%s: accepted", name)
				}
				discreet(t, err)
			}
		}
	})
}

func (p Peer) dial(t *testing.T, ch alerts.Channel, answer string, took func(string)) alerts.Notifier {
	t.Helper()
	address, client := p.Play(t, answer, took)
	n, err := ch.Open(json.RawMessage(p.Options(address)), client)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
