package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

var live = []string{"<!channel>", "<@", "<font", "<https://evil", "<script", "*bold*", "`", "javascript:"}

func TestWebhook(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK:      "ok",
		Options: func(address string) string { return fmt.Sprintf(`{"url":%q}`, address) },
		Read:    func(_ *http.Request, body []byte) (string, error) { return shown(body) },
		Live:    live,
	})
}

func TestBot(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK:      `{"ok":true,"channel":"C1","ts":"1.2"}`,
		Later:   `{"ok":false,"error":"ratelimited"}`,
		Refused: `{"ok":false,"error":"invalid_auth"}`,
		Golden:  "testdata/bot.txt",
		Options: func(address string) string {
			return fmt.Sprintf(`{"api":%q,"token":"xoxb-%s","channel":"C1"}`, address, alerttest.Secret)
		},
		Read: func(r *http.Request, body []byte) (string, error) {
			form, err := url.ParseQuery(string(body))
			if err != nil {
				return "", err
			}
			if form.Get("token") != "xoxb-"+alerttest.Secret || form.Get("channel") != "C1" || !strings.HasSuffix(r.URL.Path, "/chat.postMessage") {
				return "", fmt.Errorf("%s: token or channel missing", r.URL.Path)
			}
			text, err := json.Marshal(form.Get("text"))
			if err != nil {
				return "", err
			}
			return shown(fmt.Appendf(nil, `{"text":%s,"blocks":%s}`, text, form.Get("blocks")))
		},
		Live: live,
	})
}

func TestAnswersOfTheWebAPI(t *testing.T) {
	for _, tc := range []struct {
		answer string
		refuse bool
	}{
		{`{"ok":false,"error":"channel_not_found"}`, true},
		{`{"ok":false,"error":"msg_blocks_too_long"}`, true},
		{`{"ok":false,"error":"internal_error"}`, false},
		{`{"ok":false}`, false}, // slack-go takes it for yes
		{`{}`, false},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, tc.answer) }))
		n, err := open(json.RawMessage(`{"token":"xoxb-1","channel":"C1","api":"`+srv.URL+`"}`), srv.Client())
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Notify(t.Context(), alerttest.Message()); err == nil || errors.Is(err, alerts.ErrRefused) != tc.refuse {
			t.Errorf("%s: %v", tc.answer, err)
		}
		srv.Close()
	}
}

// shown reads a message as Slack does, and refuses what Slack refuses.
func shown(body []byte) (string, error) {
	type text struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	var got struct {
		Text   string `json:"text"`
		Blocks []struct {
			Type     string            `json:"type"`
			Text     *text             `json:"text"`
			Elements []json.RawMessage `json:"elements"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	all, total := got.Text+"\n", 0
	for _, b := range got.Blocks {
		var elements []text
		if b.Text != nil {
			elements = append(elements, *b.Text)
		}
		for _, raw := range b.Elements {
			var e text
			if b.Type == "actions" {
				var button struct {
					Type, URL string
					Text      text
				}
				if err := json.Unmarshal(raw, &button); err != nil || button.Type != "button" || !strings.HasPrefix(button.URL, "http") || button.Text.Type != "plain_text" {
					return "", fmt.Errorf("no button that opens a page: %s, %w", raw, err)
				}
				all += button.URL + "\n"
				continue
			}
			if err := json.Unmarshal(raw, &e); err != nil {
				return "", err
			}
			elements = append(elements, e)
		}
		for _, e := range elements {
			n := utf8.RuneCountInString(e.Text)
			if most := map[string]int{"header": 150, "section": 3000, "context": 3000}[b.Type]; n == 0 || n > most {
				return "", fmt.Errorf("%s of %d characters", b.Type, n)
			}
			if b.Type == "header" && e.Type != "plain_text" {
				return "", errors.New("a header that is not plain text")
			}
			if total += n; b.Type != "header" { // where nothing is markup
				all += e.Text + "\n"
			}
		}
	}
	if len(got.Blocks) > 50 || total > 13_000 || got.Text == "" {
		return "", fmt.Errorf("%d blocks of %d characters", len(got.Blocks), total)
	}
	return all, nil
}

func TestAWebhookHasItsChannel(t *testing.T) {
	for _, raw := range []string{
		`{"url":"https://hooks.example/x","channel":"C1"}`, `{"url":"https://hooks.example/x","token":"xoxb-1"}`,
		`{"token":"xoxb-1"}`, `{"channel":"C1"}`, `{"token":"xoxb-1","channel":"C1","api":"slack"}`,
	} {
		if _, err := open(json.RawMessage(raw), http.DefaultClient); err == nil {
			t.Errorf("%s was taken", raw)
		}
	}
}

// TestUpdatesHangOnTheFirstMessage has a bot tell of a matter four times, the
// third after somebody deleted the first message, and of another.
func TestUpdatesHangOnTheFirstMessage(t *testing.T) {
	var under []string
	lost := map[string]bool{}
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		thread := r.FormValue("thread_ts")
		if lost[thread] {
			io.WriteString(w, `{"ok":false,"error":"thread_not_found"}`)
			return
		}
		n++
		under = append(under, thread)
		fmt.Fprintf(w, `{"ok":true,"channel":"C1","ts":"%d.0"}`, n)
	}))
	defer srv.Close()
	opened, err := open(json.RawMessage(`{"token":"xoxb-1","channel":"C1","api":"`+srv.URL+`"}`), srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	opened.(*Bot).Bind(Threads{
		First: func(_ context.Context, thread string) (string, error) { return kept[thread], nil },
		Keep: func(_ context.Context, thread, stamp, gone string) error {
			if kept[thread] == gone {
				kept[thread] = stamp
			}
			return nil
		},
	})
	m := alerttest.Message()
	for i, thread := range []string{"a>desk", "a>desk", "a>desk", "a>desk", "b>desk"} {
		lost["1.0"] = i >= 2
		m.Thread = thread
		if err := opened.Notify(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.Join(under, ","), ",1.0,,3.0,"; got != want {
		t.Errorf("messages stand under %q, want %q", got, want)
	}
}
