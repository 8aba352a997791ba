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

// read takes what the robot takes: 4,096 bytes of markdown in UTF-8.
func read(_ *http.Request, body []byte) (string, error) {
	var got struct {
		Type     string `json:"msgtype"`
		Markdown struct {
			Content string `json:"content"`
		} `json:"markdown"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	content := got.Markdown.Content
	if got.Type != "markdown" || content == "" || len(content) > 4096 || !utf8.ValidString(content) {
		return "", fmt.Errorf("%s of %d bytes", got.Type, len(content))
	}
	return content, nil
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
