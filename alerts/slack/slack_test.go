package slack

import (
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
			Type     string `json:"type"`
			Text     *text  `json:"text"`
			Elements []text `json:"elements"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	all, total := got.Text+"\n", 0
	for _, b := range got.Blocks {
		if b.Text != nil {
			b.Elements = append(b.Elements, *b.Text)
		}
		for _, e := range b.Elements {
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
