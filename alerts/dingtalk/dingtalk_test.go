package dingtalk

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

const (
	ok      = `{"errcode":0,"errmsg":"ok"}`
	later   = `{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}`
	refuses = `{"errcode":300005,"errmsg":"token ` + alerttest.Secret + ` is not exist"}`
)

var live = []string{"<", "[court](", "![", "**bold**", "*bold*", "\n# ", "\n>", "`", "javascript:", "](https://court.example/)", "@here", "@U0"}

func TestChannel(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK: ok, Later: later, Refused: refuses, Live: live,
		Options: func(address string) string { return fmt.Sprintf(`{"url":%q}`, address) },
		Read:    func(_ *http.Request, body []byte) (string, error) { return read(body) },
	})
}

// A group whose robot asks for everything at once.
func TestGuardedRobot(t *testing.T) {
	const secret = "SEC" + alerttest.Secret
	alerttest.Run(t, Channel, alerttest.Service{
		OK: ok, Later: later, Refused: refuses, Live: live,
		Golden: "testdata/guarded.json",
		Options: func(address string) string {
			return fmt.Sprintf(`{"url":%q,"secret":%q,"keyword":"知识产权[预警]","mobiles":["13800138000","+852-61234567"]}`, address+"?access_token=a%2Bb", secret)
		},
		Read: func(r *http.Request, body []byte) (string, error) {
			q := r.URL.Query()
			if q.Get("access_token") != "a+b" || q.Get("sign") != sign(q.Get("timestamp"), secret) {
				return "", fmt.Errorf("token or signature wrong in %s", r.URL.RawQuery)
			}
			if n := strings.Count(string(body), "知识产权[预警]"); n != 2 {
				return "", fmt.Errorf("%d keywords, want one in the title and one in the text", n)
			}
			return read(body)
		},
	})
}

// read takes what the robot takes: 20,000 bytes of markdown, in which whoever
// is mentioned is named.
func read(body []byte) (string, error) {
	var got payload
	if err := json.Unmarshal(body, &got); err != nil {
		return "", err
	}
	text := got.Markdown.Text
	if got.Type != "markdown" || got.Markdown.Title == "" || text == "" || len(body) > 20_000 || !utf8.Valid(body) {
		return "", fmt.Errorf("%s of %d bytes", got.Type, len(body))
	}
	for _, n := range got.At.Mobiles {
		if !strings.Contains(text, "@"+n) {
			return "", fmt.Errorf("%s is mentioned and not in the text", n)
		}
	}
	return text, nil
}

func TestSign(t *testing.T) {
	const want = "VFnS0ToY3dOa75%2FlvH0rYNwJBmfT5at2UOkds8G1Cuo%3D"
	if got := url.QueryEscape(sign("1767225600000", "SECtest")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An address copied from an example has a signature already, of another hour.
func TestAddressIsSignedAfresh(t *testing.T) {
	r := opened(t, `{"url":"https://oapi.dingtalk.com/robot/send?access_token=a&timestamp=1&sign=old","secret":"SECtest"}`)
	r.now = func() time.Time { return time.UnixMilli(1767225600000) }
	const want = "https://oapi.dingtalk.com/robot/send?access_token=a&sign=VFnS0ToY3dOa75%2FlvH0rYNwJBmfT5at2UOkds8G1Cuo%3D&timestamp=1767225600000"
	if got := r.address(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTokenStandsForTheAddress(t *testing.T) {
	if got := opened(t, `{"token":"a b&c"}`).address(); got != endpoint+"a+b%26c" {
		t.Errorf("got %s", got)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for raw, want := range map[string]string{
		`{"token":"k","url":"https://x.example"}`:          "both",
		`{"token":"k","keyword":"two\nlines"}`:             "keyword",
		`{"token":"k","mobiles":["all"]}`:                  "mobiles",
		`{"token":"k","mobiles":[""]}`:                     "mobiles",
		`{"token":"k","mobiles":[13800138000]}`:            "mobiles",
		`{"token":"k","mobiles":["1` + manyOf("2") + `"]}`: "mobiles",
	} {
		if _, err := open(json.RawMessage(raw), http.DefaultClient); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want an error on %s", raw, err, want)
		}
	}
}

func manyOf(n string) string { return strings.Repeat(`","`+n, maxMobiles) }

func TestVerdict(t *testing.T) {
	for _, tc := range []struct {
		answer string
		after  time.Duration
		refuse bool
		says   string
	}{
		{`{"errcode":130101}`, 11 * time.Minute, false, "rate"},
		{`{"errcode":410100}`, 11 * time.Minute, false, "rate"},
		{`{"errcode":660026,"errmsg":"sending too many messages per minute"}`, 11 * time.Minute, false, "rate"},
		{`{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"24ce64f6"}`, 11 * time.Minute, false, "address"},
		{`{"errcode":310000,"errmsg":"keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]"}`, 0, true, "option keyword"},
		{`{"errcode":310000,"errmsg":"错误描述:关键词不匹配;解决方案:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;"}`, 0, true, "option keyword"},
		{`{"errcode":310000,"errmsg":"sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]"}`, 0, true, "option secret"},
		{`{"errcode":310000,"errmsg":"description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中"}`, 0, true, "option secret"},
		{`{"errcode":310000,"errmsg":"invalid timestamp"}`, 0, true, "clock"},
		{`{"errcode":310000,"errmsg":"ip 203.0.113.7 not in whitelist"}`, 0, true, "address"},
		{`{"errcode":310000}`, 0, true, "security"},
		{`{"errcode":300001,"errmsg":"token is not exist"}`, 0, true, "access_token"},
		{`{"errcode":400013}`, 0, true, "dissolved"},
		{`{"errcode":400102}`, 0, true, "switched off"},
		{`{"errcode":430101}`, 0, true, "link"},
		{`{"errcode":40035,"errmsg":"缺少参数 access_token"}`, 0, true, "40035"},
		{`{"errcode":400105}`, 0, true, "400105"},
		{`{"errcode":-1,"errmsg":"系统繁忙"}`, 0, false, "-1"},
		{`{"errcode":"-1"}`, 0, false, "-1"},
		{`{"errcode":1.5}`, 0, false, "no errcode"},
		{`{}`, 0, false, "no errcode"},
		{``, 0, false, "not DingTalk's"},
	} {
		err := verdict([]byte(tc.answer))
		var after time.Duration
		if slow := new(alerts.LaterError); errors.As(err, &slow) {
			after = slow.After
		}
		if err == nil || errors.Is(err, alerts.ErrRefused) != tc.refuse || after != tc.after || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.answer, err, tc.says)
		}
	}
	if err := verdict([]byte(`{"errcode":"0","errmsg":"ok"}`)); err != nil {
		t.Errorf("the code of DingTalk's own example, in quotes: %v", err)
	}
}

// A robot with keywords takes the message by which somebody tries it, too, and
// does not say a word twice.
func TestKeywordIsInEveryMessage(t *testing.T) {
	try := alerts.TestMessage(time.Unix(1767225600, 0), "https://desk.example", "zh")
	for keyword, n := range map[string]int{"预警": 1, "测试": strings.Count(try.Title, "测试")} {
		r := opened(t, fmt.Sprintf(`{"token":"k","keyword":%q}`, keyword))
		if got := r.payload(try).Markdown.Title; n == 0 || strings.Count(got, keyword) != n {
			t.Errorf("title %q, want %s %d times", got, keyword, n)
		}
	}
	cut := alerttest.Message()
	cut.Title = strings.Repeat("长", 1000) + "预警"
	if got := opened(t, `{"token":"k","keyword":"预警"}`).payload(cut).Markdown; !strings.Contains(got.Title, "预警") || !strings.Contains(got.Text, "预警") {
		t.Error("the keyword was cut")
	}
}

func TestOnlyCriticalMessagesMention(t *testing.T) {
	r := opened(t, `{"token":"k","mobiles":["13800138000"]}`)
	m := alerttest.Message()
	if got := r.payload(m); len(got.At.Mobiles) != 1 || !strings.HasSuffix(got.Markdown.Text, "\n\n@13800138000") {
		t.Errorf("critical: %v in %.80q", got.At.Mobiles, got.Markdown.Text)
	}
	m.Severity = alerts.High
	if got := r.payload(m); got.At.Mobiles != nil || strings.Contains(got.Markdown.Text, "13800138000") {
		t.Errorf("high: %v", got.At.Mobiles)
	}
}

// Captions full of what JSON writes in six bytes are cut by what they take.
func TestBodyIsMeasuredAsItIsSent(t *testing.T) {
	m := alerttest.Message()
	for i := range m.Lines {
		m.Lines[i].Text = strings.Repeat(`&"`, 5000)
		m.Lines[i].URL = "https://court.example/?" + strings.Repeat("a&", 480)
	}
	m.Title, m.Footer = strings.Repeat("&", 1000), strings.Repeat(`"`, 5000)
	mobiles := strings.TrimSuffix(strings.Repeat(`"+852-612345678901234",`, maxMobiles), ",")
	body, err := json.Marshal(opened(t, `{"token":"k","mobiles":[`+mobiles+`]}`).payload(m))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(body); err != nil || len(body) < 10_000 {
		t.Errorf("%d bytes: %v", len(body), err)
	}
}

func TestTextIsNotMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"# head":                 "＃ head",
		"_a_ ~~b~~ `c`":          "＿a＿ ∼∼b∼∼ ˋcˋ",
		"@13800138000":           "＠13800138000",
		"&#64;all &lt;b&gt;":     "＆＃64;all ＆lt;b＆gt;",
		`\[x](y) | z`:            "＼［x］(y) ¦ z",
		"Lantern & Loom <at id>": "Lantern & Loom ＜at id＞",
	} {
		if got := line(alerts.Line{Text: in}); got != want+"\n\n" {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	far := alerts.Line{Text: "x", URL: "https://court.example/" + strings.Repeat("a", linkLimit)}
	if got := line(far); got != "x\n\n" {
		t.Errorf("a link too long for the robot was not left out: %d bytes", len(got))
	}
}

func TestEverythingIsSaidWhereItFits(t *testing.T) {
	m := alerttest.Message()
	got := opened(t, `{"token":"k"}`).payload(m).Markdown.Text
	for _, l := range m.Lines {
		if !strings.Contains(got, l.Label) {
			t.Errorf("%s is left out of %d bytes", l.Label, len(got))
		}
	}
	if !strings.Contains(got, "查看详情") || !strings.Contains(got, m.Footer) {
		t.Error("links or disclaimer left out")
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
