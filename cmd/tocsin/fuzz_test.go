package main

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
)

// posted plays a service without a network.
type posted struct {
	answer string
	query  string
	body   []byte
}

func (p *posted) RoundTrip(r *http.Request) (*http.Response, error) {
	p.query, p.body = r.URL.RawQuery, nil
	if r.Body != nil {
		var err error
		if p.body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(p.answer)), Request: r}, nil
}

// FuzzChannels holds that whatever an alert says, every channel that posts says
// it in a form that its service reads, and says nothing of its secret.
func FuzzChannels(f *testing.F) {
	const key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
	names := slices.DeleteFunc(slices.Sorted(func(yield func(string) bool) {
		for name := range services {
			if !yield(name) {
				return
			}
		}
	}), func(name string) bool { return name == "mail" }) // it speaks to a server, and has a test of its own
	const trap = "<!channel> <@all> @here [court](https://evil.example) ![x](https://evil.example/x.png) **b** `c`\n# head\r\n<script>alert(1)</script> &lt;b&gt; \x00\x1b[31m \u202egro.live \u200b"
	for i := range names {
		f.Add(uint(i), "A v. B", "义乌某某公司", "https://court.example/")
		f.Add(uint(i), trap, trap, "javascript:alert(1)")
		f.Add(uint(i), strings.Repeat("深", 3000), "\xff\x00\u202e", "%zz")
	}
	f.Fuzz(func(t *testing.T, which uint, title, text, address string) {
		name := names[which%uint(len(names))]
		channel, _ := findChannel(name)
		raw, err := json.Marshal(services[name].options("https://service.example/"+name, key))
		if err != nil {
			t.Fatal(err)
		}
		service := &posted{answer: services[name].answer}
		n, err := channel.Open(raw, &http.Client{Transport: service})
		if err != nil {
			t.Fatal(err)
		}
		m := alerts.Message{
			ID: "us-ilnd/1:26-cv-00011#entry.1@national>desk", Type: "alert.created", At: time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC), Severity: alerts.Critical,
			Title: title, Footer: text, Actions: []alerts.Link{{Text: title, URL: address}}, Thread: text, Subscribers: []string{"national"},
			Lines: []alerts.Line{{Label: title, Text: text, URL: address, Essential: true}, {Label: text, Text: title, URL: address}},
			Alert: alerts.Alert{ID: "us-ilnd/1:26-cv-00011#entry.1@national", Act: "us-ilnd/1:26-cv-00011#entry.1", Title: title, URL: address, Reasons: []string{text}},
		}
		if err := n.Notify(t.Context(), m); err != nil {
			if strings.Contains(err.Error(), key) {
				t.Errorf("%s: the error holds the secret", name)
			}
			return
		}
		if len(service.body) > 0 && (!json.Valid(service.body) || !utf8.Valid(service.body)) {
			t.Errorf("%s: no JSON was posted: %q", name, service.body)
		}
		if strings.Contains(string(service.body), key) {
			t.Errorf("%s: the message holds the secret", name)
		}
	})
}
