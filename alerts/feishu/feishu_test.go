package feishu

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

const (
	ok      = `{"code":0,"data":{},"msg":"success","StatusCode":0,"StatusMessage":"success"}`
	later   = `{"code":11232,"data":{},"msg":"frequency limited"}`
	refuses = `{"code":19001,"data":{},"msg":"param invalid: incoming webhook access token ` + alerttest.Secret + ` invalid"}`
)

var live = []string{"<", "[court](", "![", "**bold**", "*bold*", "`", "javascript:", "](https://court.example/)"}

func TestChannel(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK: ok, Later: later, Refused: refuses, Live: live,
		Options: func(address string) string { return fmt.Sprintf(`{"url":%q}`, address) },
		Read: func(_ *http.Request, body []byte) (string, error) {
			p, shown, err := read(body)
			if p.Timestamp != "" || p.Sign != "" {
				return "", errors.New("signed without a secret")
			}
			return shown, err
		},
	})
}

// A group whose robot asks for a signature and a keyword.
func TestGuardedRobot(t *testing.T) {
	const secret, keyword = "secret-" + alerttest.Secret, "知识产权<预警>"
	guarded := Channel
	guarded.Open = func(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
		n, err := open(options, client)
		if err == nil {
			n.(*robot).now = func() time.Time { return time.Unix(1767225600, 0) }
		}
		return n, err
	}
	alerttest.Run(t, guarded, alerttest.Service{
		OK: ok, Later: later, Refused: refuses, Live: live,
		Golden: "testdata/guarded.json",
		Options: func(address string) string {
			return fmt.Sprintf(`{"url":%q,"secret":%q,"keyword":%q}`, address, secret, keyword)
		},
		Read: func(_ *http.Request, body []byte) (string, error) {
			p, shown, err := read(body)
			if p.Timestamp != "1767225600" || p.Sign != sign("1767225600", secret) {
				return "", fmt.Errorf("signature %q of %q", p.Sign, p.Timestamp)
			}
			if strings.Count(p.Card.Header.Title.Content, keyword) != 1 {
				return "", fmt.Errorf("title %q without the keyword", p.Card.Header.Title.Content)
			}
			return shown, err
		},
	})
}

// read takes a card as the robot takes it, 20 KB in all, and returns what is
// markup of it: titles, buttons and notes are plain text.
func read(body []byte) (p payload, shown string, err error) {
	if err := json.Unmarshal(body, &p); err != nil {
		return p, "", err
	}
	if p.Type != "interactive" || len(body) > 20_000 || !utf8.Valid(body) || p.Card.Header.Title.Content == "" || len(p.Card.Elements) == 0 {
		return p, "", fmt.Errorf("%s of %d bytes", p.Type, len(body))
	}
	if got := p.Card.Header.Title.Tag; got != "plain_text" {
		return p, "", fmt.Errorf("the title is %s", got)
	}
	for _, e := range p.Card.Elements {
		switch e.Tag {
		case "div":
			shown += e.Text.Content + "\n"
		case "action":
			for _, b := range e.Actions {
				if b.Tag != "button" || b.Text.Tag != "plain_text" || b.Text.Content == "" || !strings.HasPrefix(b.URL, "https://") {
					return p, "", fmt.Errorf("button %+v", b)
				}
			}
		case "note":
			for _, n := range e.Elements {
				if n.Tag != "plain_text" || n.Content == "" {
					return p, "", fmt.Errorf("note %+v", n)
				}
			}
		default:
			return p, "", fmt.Errorf("element %s", e.Tag)
		}
	}
	return p, shown, nil
}

func TestSign(t *testing.T) {
	const want = "8wfORKxBzLJIoNNdA7auruCXB+DNZIC3E/qp0HY+lIo="
	if got := sign("1767225600", "SECtest"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTokenStandsForTheAddress(t *testing.T) {
	if got := opened(t, `{"token":"a/b c"}`).url; got != "https://open.feishu.cn/open-apis/bot/v2/hook/a%2Fb%20c" {
		t.Errorf("got %s", got)
	}
	const lark = "https://open.larksuite.com/open-apis/bot/v2/hook/x"
	if got := opened(t, `{"url":"`+lark+`"}`).url; got != lark {
		t.Errorf("got %s", got)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for raw, want := range map[string]string{
		`{"token":"k","url":"https://x.example"}`: "both",
		`{"token":"k","keyword":"two\nlines"}`:    "keyword",
		`{"token":"k","keyword":["预警"]}`:          "keyword",
	} {
		if _, err := open(json.RawMessage(raw), http.DefaultClient); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error on %s", raw, err, want)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, tc := range []struct {
		status int
		answer string
		after  time.Duration
		refuse bool
		says   string
	}{
		{200, `{"code":11232,"data":{},"msg":"frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"}`, 65 * time.Second, false, "rate"},
		{200, `{"code":99991400,"msg":"request trigger frequency limit"}`, 65 * time.Second, false, "rate"},
		{400, `{"code":99991400,"msg":"request trigger frequency limit"}`, 65 * time.Second, false, "rate"},
		{200, `{"code":9499,"msg":"too many request","data":{}}`, 65 * time.Second, false, "rate"},
		{400, `{"code":9499,"msg":"too many request","data":{}}`, 65 * time.Second, false, "rate"},
		{400, `{"code":9499,"msg":"Bad Request","data":{}}`, 0, true, "message"},
		{200, `{"StatusCode":0,"StatusMessage":"","code":19007,"msg":"Bot Not Enabled"}`, 0, true, "switched off"},
		{200, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`, 0, true, "option secret"},
		{400, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`, 0, true, "option secret"},
		{200, `{"code":19022,"msg":"Ip Not Allowed"}`, 0, true, "IP 白名单"},
		{200, `{"code":19024,"msg":"Key Words Not Found"}`, 0, true, "option keyword"},
		{200, `{"code":11246,"msg":"ErrCode: 11310; ErrMsg: unsupported type of block"}`, 0, true, "card"},
		{200, `{"code":19099}`, 0, true, "19099"},
		{200, `{"StatusCode":9499,"StatusMessage":"Bad Request"}`, 0, true, "message"},
		{200, `{"code":1500,"msg":"internal error"}`, 0, false, "1500"},
		{400, `{"code":1500}`, 0, true, "status 400"},
		{400, `{"code":0}`, 0, true, "status 400"},
		{400, `<html>`, 0, true, "status 400"},
		{500, `{"code":0}`, 0, false, "status 500"},
		{200, `{}`, 0, false, "no code"},
		{200, ``, 0, false, "no code"},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(tc.status)
			io.WriteString(w, tc.answer)
		}))
		err := opened(t, `{"url":"`+srv.URL+`"}`).Notify(t.Context(), alerttest.Message())
		srv.Close()
		var after time.Duration
		if slow := new(alerts.LaterError); errors.As(err, &slow) {
			after = slow.After
		}
		if err == nil || errors.Is(err, alerts.ErrRefused) != tc.refuse || after != tc.after || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%d %s: %v, want %q", tc.status, tc.answer, err, tc.says)
		}
	}
	for _, yes := range []string{ok, `{"Extra":null,"StatusCode":0,"StatusMessage":"success"}`} {
		if err := verdict([]byte(yes), nil); err != nil {
			t.Errorf("%s: %v", yes, err)
		}
	}
}

func TestHeaderHasTheColourOfTheSeverity(t *testing.T) {
	for severity, want := range map[alerts.Severity]string{
		alerts.Critical: "red", alerts.High: "orange", alerts.Normal: "blue", alerts.Low: "grey", "": "blue",
	} {
		if got := layout(alerts.Message{Severity: severity}, "").Header.Template; got != want {
			t.Errorf("%s: %s, want %s", severity, got, want)
		}
	}
}

// A robot with keywords takes the message by which somebody tries it, too, and
// does not say a word twice.
func TestKeywordIsInEveryTitle(t *testing.T) {
	try := alerts.TestMessage(time.Unix(1767225600, 0), "https://desk.example", "zh")
	for keyword, n := range map[string]int{"预警": 1, "测试": strings.Count(try.Title, "测试")} {
		if got := layout(try, keyword).Header.Title.Content; n == 0 || strings.Count(got, keyword) != n {
			t.Errorf("title %q, want %s %d times", got, keyword, n)
		}
	}
	long := alerts.Message{Title: strings.Repeat("长", 1000) + "预警"}
	if got := layout(long, "预警").Header.Title.Content; !strings.Contains(got, "预警") {
		t.Error("the keyword was cut")
	}
}

// Captions full of what JSON writes in six bytes are cut by what they take.
func TestBodyIsMeasuredAsItIsSent(t *testing.T) {
	m := alerttest.Message()
	for i := range m.Lines {
		m.Lines[i].Text = strings.Repeat(`&"\`, 5000)
		m.Lines[i].URL = "https://court.example/?" + strings.Repeat("a&", 70)
	}
	m.Title, m.Footer = strings.Repeat("<&>", 1000), strings.Repeat(`<"\>`, 5000)
	for range 100 {
		m.Actions = append(m.Actions, alerts.Link{Text: strings.Repeat("<", 200), URL: "https://x.example"})
	}
	body, err := json.Marshal(opened(t, `{"token":"k","secret":"s"}`).payload(m))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(body); err != nil || len(body) < 10_000 {
		t.Errorf("%d bytes: %v", len(body), err)
	}
}

func TestTextIsNotMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"<at id=all></at>":        "＜at id=all＞＜/at＞",
		"&lt;at id=all&#62; A&B;": "＆lt;at id=all＆#62; A＆B;",
		"__a__ store_name":        "＿＿a＿＿ store_name",
		"~~b~~ ~3 weeks":          "∼∼b∼∼ ~3 weeks",
		"*c* [d](https://e)":      "∗c∗ ［d］(https://e)",
		"Lantern & Loom; 1 < 2.":  "Lantern & Loom; 1 ＜ 2.",
	} {
		if got := line(alerts.Line{Text: in}); got != want+"\n" {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	far := alerts.Line{Text: "x", URL: "https://court.example/" + strings.Repeat("a", linkLimit)}
	if got := line(far); got != "x\n" {
		t.Errorf("a link too long for the robot was not left out: %d bytes", len(got))
	}
}

// The first button is what the reader should do; one that leads nowhere is none.
func TestButtons(t *testing.T) {
	row, _ := buttons([]alerts.Link{{Text: "x", URL: "javascript:alert(1)"}, {Text: "签收", URL: "https://a.example"}, {Text: "误报", URL: "https://b.example"}, {URL: "https://c.example"}})
	if n := len(row.Actions); n != 2 || row.Actions[0].Type != "primary" || row.Actions[1].Type != "default" || row.Actions[1].URL != "https://b.example" {
		t.Errorf("got %+v", row.Actions)
	}
}

func TestEverythingIsSaidWhereItFits(t *testing.T) {
	m := alerttest.Message()
	c := layout(m, "")
	for _, l := range m.Lines {
		if !strings.Contains(c.Elements[0].Text.Content, l.Label) {
			t.Errorf("%s is left out", l.Label)
		}
	}
	if len(c.Elements) != 3 || c.Elements[1].Actions[0].Text.Content != "查看详情" || c.Elements[2].Elements[0].Content != m.Footer {
		t.Errorf("buttons or disclaimer left out: %+v", c.Elements[1:])
	}
}

func opened(t *testing.T, options string) *robot {
	t.Helper()
	n, err := open(json.RawMessage(options), http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	return n.(*robot)
}
