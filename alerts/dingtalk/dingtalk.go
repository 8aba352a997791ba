// Package dingtalk says messages to a group robot of DingTalk (钉钉).
//
// A robot takes only what passes its security settings: messages that are
// signed (option secret), that hold a word (option keyword), or that come from
// addresses on its list (no option).
package dingtalk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "dingtalk",
	Title: map[string]string{"zh": "钉钉群机器人", "en": "DingTalk group robot"},
	Open:  open,
	Rate:  []alerts.Limit{{Per: time.Minute, Requests: 20}},
}

// endpoint is where robots listen; the token alone tells them apart.
const endpoint = "https://oapi.dingtalk.com/robot/send?access_token="

type robot struct {
	url     *url.URL
	secret  string
	keyword string
	mobiles []string
	client  *http.Client
	now     func() time.Time
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		URL     string   `json:"url"`
		Token   string   `json:"token"`   // what stands behind access_token= in the robot's address
		Secret  string   `json:"secret"`  // of 加签, SEC…
		Keyword string   `json:"keyword"` // one of 自定义关键词
		Mobiles []string `json:"mobiles"` // of members whom critical messages mention
	}
	if err := alerts.DecodeOptions(options, &o, "url", "token", "secret", "keyword", "mobiles"); err != nil {
		return nil, err
	}
	switch {
	case o.URL != "" && o.Token != "":
		return nil, errors.New("options url and token are both set: give one")
	case o.Token != "":
		o.URL = endpoint + url.QueryEscape(o.Token)
	case o.URL == "":
		return nil, errors.New("option url is not set: give the robot's address (机器人设置 → Webhook), or its token")
	}
	if err := alerts.CheckAddress(o.URL); err != nil {
		return nil, err
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, errors.New("option url is not an address")
	}
	if o.Keyword != alerts.Plain(o.Keyword) || len(o.Keyword) > titleLimit {
		return nil, errors.New("option keyword: give one of the robot's keywords (自定义关键词), as it is written there")
	}
	if len(o.Mobiles) > maxMobiles {
		return nil, fmt.Errorf("option mobiles: %d numbers are more than %d", len(o.Mobiles), maxMobiles)
	}
	for _, n := range o.Mobiles {
		if n == "" || len(n) > 20 || strings.Trim(n, "+-0123456789") != "" {
			return nil, errors.New("option mobiles: want telephone numbers of members, such as \"13800138000\"")
		}
	}
	return &robot{u, o.Secret, o.Keyword, o.Mobiles, client, time.Now}, nil
}

func (r *robot) Notify(ctx context.Context, m alerts.Message) error {
	answer, err := alerts.PostJSON(ctx, r.client, r.address(), r.payload(m))
	if err != nil {
		return err
	}
	return verdict(answer)
}

// address is where one try goes. A signature is of the try, not of the
// message: it is good for an hour.
func (r *robot) address() string {
	if r.secret == "" {
		return r.url.String()
	}
	at := strconv.FormatInt(r.now().UnixMilli(), 10)
	u := *r.url
	q := u.Query()
	q.Set("timestamp", at)
	q.Set("sign", sign(at, r.secret))
	u.RawQuery = q.Encode()
	return u.String()
}

func sign(at, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s\n%s", at, secret)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// busy is how long a robot that had too much to say must be silent: more than
// the ten minutes for which DingTalk stops it.
const busy = 11 * time.Minute

// refused are the codes that trying again cannot mend. DingTalk's page lists
// those of six digits from 400013 on; 300001 and 300005 are what it answers.
var refused = map[int64]string{
	300001: "the robot does not exist any more, or its access_token is wrong",
	300005: "the robot does not exist any more, or its access_token is wrong",
	400013: "the group was dissolved",
	400101: "the robot does not exist any more, or its access_token is wrong",
	400102: "the robot is switched off",
	400106: "the robot is not in the group",
	430101: "DingTalk takes a link in it for unsafe",
	430102: "DingTalk takes its text for unfit",
	430104: "DingTalk takes its content for unfit",
}

// verdict reads the answer: 200 is not yet yes.
func verdict(answer []byte) error {
	var got struct {
		Code   json.Number `json:"errcode"` // a number, in DingTalk's own example a string
		Words  string      `json:"errmsg"`
		Punish string      `json:"punish"` // by which the guard before the service turns an address away
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return errors.New("the answer is not DingTalk's")
	}
	code, err := got.Code.Int64()
	switch {
	case err != nil && got.Punish != "":
		return &alerts.LaterError{After: busy, Err: errors.New("turned away: too many requests from this address")}
	case err != nil:
		return errors.New("the answer is not DingTalk's: it has no errcode")
	case code == 0:
		return nil
	case code == 130101, code == 410100, code == 660026:
		return &alerts.LaterError{After: busy, Err: fmt.Errorf("errcode %d: rate limited", code)}
	case code == 310000:
		return fmt.Errorf("%w: errcode %d: %s", alerts.ErrRefused, code, advice(got.Words))
	case refused[code] != "":
		return fmt.Errorf("%w: errcode %d: %s", alerts.ErrRefused, code, refused[code])
	case code >= 40000 && code < 50000, code >= 400000 && code < 410000, code >= 430000 && code < 440000: // the request, the robot, what it says
		return fmt.Errorf("%w: errcode %d", alerts.ErrRefused, code)
	default: // among them -1, the system is busy
		return fmt.Errorf("errcode %d", code)
	}
}

// advice says what to do where a security setting was not met. All have one
// code: DingTalk's words, which may change, choose the advice, never the
// outcome.
func advice(words string) string {
	for _, s := range []struct{ zh, en, advice string }{
		{"关键词", "keyword", "no keyword of the robot is in the message: set option keyword to one of its 自定义关键词"},
		{"签名", "sign", "the signature does not match: set option secret to the robot's 加签 secret, SEC…"},
		{"时间戳", "timestamp", "the signature is of another hour: set this machine's clock"},
		{"白名单", "whitelist", "this machine's address is not on the robot's list (IP 地址段)"},
	} {
		if strings.Contains(words, s.zh) || strings.Contains(words, s.en) {
			return s.advice
		}
	}
	return "a security setting of the robot is not met: see options secret and keyword, and its list of addresses"
}

// Limits in bytes of the body. The robot takes 20,000; limit leaves room for
// the frame and maxMobiles, and a line is cut before one of them takes all.
const (
	limit      = 18_000
	titleLimit = 600
	lineLimit  = 3000
	linkLimit  = 1000
	maxMobiles = 50
)

type payload struct {
	Type     string `json:"msgtype"`
	Markdown struct {
		Title string `json:"title"` // shown in the list of groups, and by the lock screen
		Text  string `json:"text"`
	} `json:"markdown"`
	At struct {
		Mobiles []string `json:"atMobiles"`
	} `json:"at,omitzero"`
}

// payload lays m out within the limit: title, links and disclaimer always,
// then the essential lines, then the others as far as they fit.
func (r *robot) payload(m alerts.Message) (p payload) {
	title := escape(m.Title, titleLimit)
	if !strings.Contains(title, r.keyword) {
		title = r.keyword + " " + title
	}
	end := links(m.Actions) + escape(m.Footer, lineLimit/2)
	if m.Severity == alerts.Critical && len(r.mobiles) > 0 {
		p.At.Mobiles = r.mobiles
		end += "\n\n@" + strings.Join(r.mobiles, " @") // DingTalk mentions those whom the text names too
	}
	var b strings.Builder
	b.WriteString("### " + title + "\n\n")
	lines, left := alerts.Fit(m.Lines, limit-size(title)-size(b.String()+more+end), func(l alerts.Line) int { return size(line(l)) })
	for _, l := range lines {
		b.WriteString(line(l))
	}
	if left > 0 {
		b.WriteString(more)
	}
	b.WriteString(end)
	p.Type, p.Markdown.Title, p.Markdown.Text = "markdown", title, strings.TrimSpace(b.String())
	return p
}

const more = "…\n\n"

// size is what s takes in the body, as encoding/json writes it.
func size(s string) (n int) {
	for _, r := range s {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	switch r {
	case '&':
		return len(`\u0026`)
	case '"', '\n':
		return len(`\"`)
	}
	return utf8.RuneLen(r)
}

// literal takes from a text what the robot would read as markup, a link or a
// mention. It documents no escapes, so signs that look alike stand for them.
var literal = strings.NewReplacer("<", "＜", ">", "＞", "[", "［", "]", "］", "*", "∗", "_", "＿", "~", "∼",
	"`", "ˋ", "#", "＃", "|", "¦", `\`, "＼", "@", "＠")

// entity is a sign written for HTML, which would be read as the sign itself.
var entity = regexp.MustCompile(`&(#?\w+;)`)

func escape(s string, n int) string {
	return alerts.Cut(literal.Replace(entity.ReplaceAllString(alerts.Plain(s), "＆$1")), n, width)
}

// line is a paragraph: DingTalk joins lines that no empty one parts.
func line(l alerts.Line) string {
	s := escape(l.Text, lineLimit)
	if l.Label != "" {
		s = "**" + escape(l.Label, titleLimit) + "**：" + s
	}
	if u := alerts.PlainLink(l.URL); u != "" && size(u) <= linkLimit {
		s += " [🔗](" + u + ")"
	}
	return s + "\n\n"
}

// links joins the actions that fit beside everything else.
func links(actions []alerts.Link) string {
	var b strings.Builder
	for _, a := range actions {
		u := alerts.PlainLink(a.URL)
		if u == "" {
			continue
		}
		one := "[" + escape(a.Text, 200) + "](" + u + ")"
		if b.Len() > 0 {
			one = " · " + one
		}
		if size(b.String()+one) <= 2*linkLimit {
			b.WriteString(one)
		}
	}
	return b.String() + "\n\n"
}
