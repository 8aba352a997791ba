package webhook

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

var key = base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))

func TestChannel(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		Options: func(address string) string { return fmt.Sprintf(`{"url":%q,"secret":"whsec_%s"}`, address, key) },
		Read:    read,
	})
}

// read verifies a request as a receiver would.
func read(r *http.Request, body []byte) (string, error) {
	id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	if want := signatures([][]byte{[]byte("0123456789abcdef0123456789abcdef")}, id, at, body); r.Header.Get("webhook-signature") != want {
		return "", fmt.Errorf("signature %q, want %q", r.Header.Get("webhook-signature"), want)
	}
	if want := alerttest.Message().ID; id != want {
		return "", fmt.Errorf("webhook-id %q, want the delivery's name %q", id, want)
	}
	if len(body) > 20_000 {
		return "", fmt.Errorf("%d bytes, and Standard Webhooks asks for 20 KB at most", len(body))
	}
	var got struct {
		Type      string       `json:"type"`
		Timestamp time.Time    `json:"timestamp"`
		Data      alerts.Alert `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	if got.Data.ID == "" || got.Timestamp.IsZero() || !strings.HasPrefix(got.Type, "alert.") {
		return "", fmt.Errorf("type, timestamp or data missing in %s", body)
	}
	return string(body), nil
}

func TestSignature(t *testing.T) {
	body := []byte(`{"type":"alert.created","id":1}`)
	const want = "v1,VDXwZEAa48x/WHMs92BRSx0n+N6ibvAV+qdnZWPpo8A="
	old := []byte("another key of the time before it")
	if got := signatures([][]byte{[]byte("0123456789abcdef0123456789abcdef")}, "msg_1", "1767225600", body); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	both := signatures([][]byte{[]byte("0123456789abcdef0123456789abcdef"), old}, "msg_1", "1767225600", body)
	if first, second, ok := strings.Cut(both, " "); !ok || first != want || !strings.HasPrefix(second, "v1,") || second == want {
		t.Errorf("while rotating: %s", both)
	}
}

func TestSecretIsAsked(t *testing.T) {
	for _, secret := range []string{"", "plain", "whsec_", "whsec_short", "whsec_MTIz", "whsec_" + key + " and", "WHSEC_" + key} {
		raw, err := json.Marshal(map[string]string{"url": "https://receiver.example/x", "secret": secret})
		if err != nil {
			t.Fatal(err)
		}
		_, err = open(raw, http.DefaultClient)
		if err == nil || !strings.Contains(err.Error(), "whsec_") {
			t.Errorf("%q: %v, want what a secret looks like", secret, err)
		}
		if err != nil && strings.Contains(err.Error(), key) {
			t.Errorf("the error shows the secret: %v", err)
		}
	}
}

// TestBothSecretsSignWhileOneFollowsTheOther verifies one body by the secret in
// force and by the next.
func TestBothSecretsSignWhileOneFollowsTheOther(t *testing.T) {
	old, next := []byte("0123456789abcdef0123456789abcdef"), []byte("another key of the time after it")
	var got http.Header
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
	}))
	defer srv.Close()
	n, err := open(fmt.Appendf(nil, `{"url":%q,"secret":"whsec_%s","secret_next":"whsec_%s"}`, srv.URL,
		base64.StdEncoding.EncodeToString(old), base64.StdEncoding.EncodeToString(next)), srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	m := alerttest.Message()
	m.Subscribers = []string{"w-lantern", "w-loom"}
	if err := n.Notify(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	signed := strings.Fields(got.Get("webhook-signature"))
	for _, key := range [][]byte{old, next} {
		if want := signatures([][]byte{key}, got.Get("webhook-id"), got.Get("webhook-timestamp"), body); !slices.Contains(signed, want) {
			t.Errorf("%v holds no %s", signed, want)
		}
	}
	var told struct {
		Data struct{ Subscribers []string }
	}
	if err := json.Unmarshal(body, &told); err != nil || !slices.Equal(told.Data.Subscribers, m.Subscribers) {
		t.Errorf("the body is for %v, %v", told.Data.Subscribers, err)
	}
	if _, err := open(fmt.Appendf(nil, `{"url":%q,"secret_next":"whsec_%s"}`, srv.URL, key), srv.Client()); err == nil {
		t.Error("a secret that follows none is taken")
	}
}

func TestGoneIsSaid(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	defer srv.Close()
	n, err := open(fmt.Appendf(nil, `{"url":%q,"secret":"whsec_%s"}`, srv.URL, key), srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Notify(t.Context(), alerttest.Message()); !errors.Is(err, alerts.ErrGone) || !errors.Is(err, alerts.ErrRefused) {
		t.Errorf("410 is %v", err)
	}
}
