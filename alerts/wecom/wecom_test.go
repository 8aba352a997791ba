package wecom

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

func TestChannel(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK:      `{"errcode":0,"errmsg":"ok"}`,
		Later:   `{"errcode":45009,"errmsg":"api freq out of limit"}`,
		Refused: `{"errcode":93000,"errmsg":"invalid webhook url, key ` + alerttest.Secret + `"}`,
		Options: func(address string) string { return fmt.Sprintf(`{"url":%q}`, address) },
		Read:    read,
		Live:    []string{"<", "[court](", "![", "**bold**", "\n#", "\n>", "`", "javascript:", "](https://court.example/)"},
	})
}

// A critical message to a robot that is to mention somebody.
func TestMention(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK:      `{"errcode":0,"errmsg":"ok"}`,
		Later:   `{"errcode":45009,"errmsg":"api freq out of limit"}`,
		Refused: `{"errcode":93000,"errmsg":"invalid webhook url, key ` + alerttest.Secret + `"}`,
		Golden:  "testdata/mention.json",
		Options: func(address string) string {
			return fmt.Sprintf(`{"url":%q,"mobiles":["13800138000","@all"]}`, address)
		},
		Read: func(_ *http.Request, body []byte) (string, error) {
			var got payload
			if err := json.Unmarshal(body, &got); err != nil {
				return "", err
			}
			if got.Type != "text" || got.Markdown != nil || got.Text == nil || len(got.Text.Mobiles) != 2 {
				return "", fmt.Errorf("not a text that mentions two: %s", body)
			}
			return shown(got.Text.Content, 2048)
		},
		Live: []string{"<", "javascript:", "\n# head"},
	})
}

// read takes what the robot takes: 4,096 bytes of markdown in UTF-8.
func read(_ *http.Request, body []byte) (string, error) {
	var got payload
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	if got.Type != "markdown" || got.Text != nil || got.Markdown == nil || got.Markdown.Mobiles != nil {
		return "", fmt.Errorf("not markdown alone: %s", body)
	}
	return shown(got.Markdown.Content, 4096)
}

func shown(content string, most int) (string, error) {
	if content == "" || len(content) > most || !utf8.ValidString(content) {
		return "", fmt.Errorf("%d bytes, and it takes %d", len(content), most)
	}
	return content, nil
}

func TestOnlyCriticalMessagesMention(t *testing.T) {
	n, err := open(json.RawMessage(`{"key":"k","mobiles":["+852-61234567"]}`), http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	m := alerttest.Message()
	for severity, want := range map[alerts.Severity]string{alerts.Critical: "text", alerts.High: "markdown", alerts.Low: "markdown", "": "markdown"} {
		m.Severity = severity
		if got := n.(*robot).payload(m).Type; got != want {
			t.Errorf("%s: %s, want %s", severity, got, want)
		}
	}
	for _, raw := range []string{`["all"]`, `[""]`, `[13800138000]`, `"13800138000"`} {
		if _, err := open(json.RawMessage(`{"key":"k","mobiles":`+raw+`}`), http.DefaultClient); err == nil || !strings.Contains(err.Error(), "mobiles") {
			t.Errorf("%s: %v, want an error on mobiles", raw, err)
		}
	}
}

// Whoever is called by a text finds in it what is essential, and the way to
// the rest.
func TestTextHasTheEssentials(t *testing.T) {
	m := alerttest.Message()
	got := text(m)
	for _, l := range m.Lines {
		if l.Essential && !strings.Contains(got, l.Label+"：") {
			t.Errorf("%s is left out of %d bytes", l.Label, len(got))
		}
	}
	if !strings.Contains(got, m.Actions[0].URL) || !strings.Contains(got, m.Lines[0].Text) {
		t.Errorf("link or number left out of:\n%s", got)
	}
}

func TestVerdict(t *testing.T) {
	for _, tc := range []struct {
		answer string
		after  time.Duration
		refuse bool
	}{
		{`{"errcode":45009}`, 65 * time.Second, false},
		{`{"errcode":45033}`, 65 * time.Second, false},
		{`{"errcode":-1}`, 0, false},
		{`{"errcode":40058}`, 0, true},
		{`{"errcode":45002}`, 0, true},
		{`{"errcode":93008}`, 0, true},
		{`{}`, 0, false},
		{``, 0, false},
	} {
		err := verdict([]byte(tc.answer))
		var after time.Duration
		if later := new(alerts.LaterError); errors.As(err, &later) {
			after = later.After
		}
		if err == nil || errors.Is(err, alerts.ErrRefused) != tc.refuse || after != tc.after {
			t.Errorf("%s: %v", tc.answer, err)
		}
	}
}

func TestKeyStandsForTheAddress(t *testing.T) {
	n, err := open(json.RawMessage(`{"key":"a b&c"}`), http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	if got := n.(*robot).url; got != endpoint+"a+b%26c" {
		t.Errorf("got %s", got)
	}
	if _, err := open(json.RawMessage(`{"key":"k","url":"https://x.example"}`), http.DefaultClient); err == nil {
		t.Error("both url and key were taken")
	}
}

func TestEverythingIsSaidWhereItFits(t *testing.T) {
	m := alerttest.Message()
	got := markdown(m)
	for _, l := range m.Lines {
		if !strings.Contains(got, l.Label) {
			t.Errorf("%s is left out of %d bytes", l.Label, len(got))
		}
	}
	if !strings.Contains(got, "查看详情") || !strings.Contains(got, m.Footer) {
		t.Error("links or disclaimer left out")
	}
}
