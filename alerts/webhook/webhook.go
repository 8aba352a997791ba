// Package webhook gives alerts to a program, signed as Standard Webhooks asks
// (github.com/standard-webhooks). The body is data, not words:
//
//	{"type":"alert.created","timestamp":"2026-01-05T18:00:00Z","data":{…}}
//
// A receiver drops what it has seen by the header webhook-id, which is the
// same at every try.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "webhook",
	Title: map[string]string{"zh": "网络钩子（Standard Webhooks）", "en": "Webhook (Standard Webhooks)"},
	Data:  true,
	Open:  open,
}

type hook struct {
	url    string
	keys   [][]byte
	client *http.Client
	now    func() time.Time
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		URL    string `json:"url"`
		Secret string `json:"secret"` // several may be parted by spaces

		// Next is signed with too, so that a receiver may change to it when it
		// likes; afterwards it takes the place of secret.
		Next string `json:"secret_next"`
	}
	if err := alerts.DecodeOptions(options, &o, "url", "secret", "secret_next"); err != nil {
		return nil, err
	}
	if err := alerts.CheckAddress(o.URL); err != nil {
		return nil, err
	}
	h := &hook{url: o.URL, client: client, now: time.Now}
	if strings.TrimSpace(o.Secret) == "" && o.Next != "" {
		return nil, errors.New("option secret_next is set without secret: it is the one that follows; name the whsec_… in force too")
	}
	for secret := range strings.FieldsSeq(o.Secret + " " + o.Next) {
		encoded, ok := strings.CutPrefix(secret, "whsec_")
		key, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || err != nil || len(key) < 16 || len(key) > 64 {
			return nil, errors.New("option secret: want whsec_ and 24 to 64 random bytes in base64, as `echo whsec_$(openssl rand -base64 32)` gives")
		}
		h.keys = append(h.keys, key)
	}
	if len(h.keys) == 0 {
		return nil, errors.New("option secret is not set: `echo whsec_$(openssl rand -base64 32)` makes one; give it to the receiver too")
	}
	return h, nil
}

// Notify sends the alert as it is. A signature is of the try, not of the
// message: receivers refuse old timestamps.
func (h *hook) Notify(ctx context.Context, m alerts.Message) error {
	body, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{m.Type, m.At.UTC(), data(m)})
	if err != nil {
		return fmt.Errorf("%w: encode: %w", alerts.ErrRefused, err)
	}
	at := strconv.FormatInt(h.now().Unix(), 10)
	_, err = alerts.Post(ctx, h.client, h.url, body, http.Header{
		"Webhook-Id":        {m.ID},
		"Webhook-Timestamp": {at},
		"Webhook-Signature": {signatures(h.keys, m.ID, at, body)},
	})
	return err
}

// data is what a message tells, for a program: an alert, or for a digest and
// for administrators alerts and sources.
func data(m alerts.Message) any {
	if m.Alert.ID != "" {
		return struct {
			alerts.Alert
			Subscribers []string `json:"subscribers,omitempty"` // whom the message is for, if they are several
		}{m.Alert, m.Subscribers}
	}
	return struct {
		Title   string           `json:"title"`
		Alerts  []alerts.Alert   `json:"alerts"`
		Sources []alerts.Watched `json:"sources"`
	}{m.Title, append([]alerts.Alert{}, m.Alerts...), append([]alerts.Watched{}, m.Places...)}
}

// signatures signs with every key, so that a receiver may change to the new
// one when it likes.
func signatures(keys [][]byte, id, at string, body []byte) string {
	var out []string
	for _, key := range keys {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " ")
}
