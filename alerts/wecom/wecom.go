// Package wecom says messages to a group robot of WeCom (企业微信).
//
// A robot mentions members only in plain text, which may be half as long as
// markdown: with option mobiles, critical messages are such texts.
package wecom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "wecom",
	Title: map[string]string{"zh": "企业微信群机器人", "en": "WeCom group robot"},
	Open:  open,
	Rate:  []alerts.Limit{{Per: time.Minute, Requests: 20}},
}

// endpoint is where robots listen; the key alone tells them apart.
const endpoint = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="

type robot struct {
	url     string
	mobiles []string
	client  *http.Client
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		URL     string   `json:"url"`
		Key     string   `json:"key"`     // what stands behind key= in the robot's address
		Mobiles []string `json:"mobiles"` // of members whom critical messages mention, or "@all"
	}
	if err := alerts.DecodeOptions(options, &o, "url", "key", "mobiles"); err != nil {
		return nil, err
	}
	switch {
	case o.URL != "" && o.Key != "":
		return nil, errors.New("options url and key are both set: give one")
	case o.Key != "":
		o.URL = endpoint + url.QueryEscape(o.Key)
	case o.URL == "":
		return nil, errors.New("option url is not set: give the robot's address (群机器人 → Webhook 地址), or its key")
	}
	if err := alerts.CheckAddress(o.URL); err != nil {
		return nil, err
	}
	for _, n := range o.Mobiles {
		if n != "@all" && (n == "" || strings.Trim(n, "+-0123456789") != "") {
			return nil, errors.New("option mobiles: want telephone numbers of members, such as \"13800138000\", or \"@all\"")
		}
	}
	return &robot{o.URL, o.Mobiles, client}, nil
}

type payload struct {
	Type     string   `json:"msgtype"`
	Markdown *content `json:"markdown,omitempty"`
	Text     *content `json:"text,omitempty"`
}

type content struct {
	Content string   `json:"content"`
	Mobiles []string `json:"mentioned_mobile_list,omitempty"` // of a text
}

func (r *robot) payload(m alerts.Message) payload {
	if m.Severity == alerts.Critical && len(r.mobiles) > 0 {
		return payload{Type: "text", Text: &content{text(m), r.mobiles}}
	}
	return payload{Type: "markdown", Markdown: &content{markdown(m), nil}}
}

func (r *robot) Notify(ctx context.Context, m alerts.Message) error {
	answer, err := alerts.PostJSON(ctx, r.client, r.url, r.payload(m))
	if err != nil {
		return err
	}
	return verdict(answer)
}

// busy is how long a robot that had too much to say must be silent: more than
// the minute its 20 messages are counted in.
const busy = 65 * time.Second

// verdict reads the answer: 200 is not yet yes.
func verdict(answer []byte) error {
	var got struct {
		Code *int `json:"errcode"`
	}
	if err := json.Unmarshal(answer, &got); err != nil || got.Code == nil {
		return errors.New("the answer is not WeCom's: it has no errcode")
	}
	switch code := *got.Code; {
	case code == 0:
		return nil
	case code == 45009, code == 45033: // too often; too many at once
		return &alerts.LaterError{After: busy, Err: fmt.Errorf("errcode %d: rate limited", code)}
	case code == 93000:
		return fmt.Errorf("%w: errcode %d: the robot does not exist any more, or its key is wrong", alerts.ErrRefused, code)
	case code == 93008:
		return fmt.Errorf("%w: errcode %d: the robot is not in the group", alerts.ErrRefused, code)
	case code >= 40000 && code < 45000, code == 45002, code >= 93000 && code < 94000:
		return fmt.Errorf("%w: errcode %d", alerts.ErrRefused, code)
	default: // among them -1, the system is busy
		return fmt.Errorf("errcode %d", code)
	}
}

// Limits in bytes. The robot takes 4,096; a line is cut before one of them
// takes all.
const (
	limit      = 4096
	titleLimit = 600
	lineLimit  = 1200
	linkLimit  = 800
)

// literal takes from a text what the robot would read as markup, a link or a
// mention. It knows no escapes, so signs that look alike stand for them.
var literal = strings.NewReplacer("<", "＜", ">", "＞", "[", "［", "]", "］", "*", "∗", "`", "ˋ", "#", "＃")

func escape(s string, n int) string {
	return alerts.Cut(literal.Replace(alerts.Plain(s)), n, utf8.RuneLen)
}

// markdown lays m out within the limit: title, links and disclaimer always,
// then the essential lines, then the others as far as they fit.
func markdown(m alerts.Message) string {
	title := "**" + escape(m.Title, titleLimit) + "**\n"
	end := "\n" + links(m.Actions) + "\n" + escape(m.Footer, lineLimit/2)
	lines, left := alerts.Fit(m.Lines, limit-len(title)-len(end)-len(more), func(l alerts.Line) int { return len(line(l)) })
	var b strings.Builder
	b.WriteString(title)
	for _, l := range lines {
		b.WriteString(line(l))
	}
	if left > 0 {
		b.WriteString(more)
	}
	b.WriteString(end)
	return strings.TrimSpace(b.String())
}

const more = "…\n"

func line(l alerts.Line) string {
	s := escape(l.Text, lineLimit)
	if l.Label != "" {
		s = "**" + escape(l.Label, titleLimit) + "**：" + s
	}
	if u := alerts.PlainLink(l.URL); u != "" && len(u) <= linkLimit {
		s += " [🔗](" + u + ")"
	}
	return s + "\n"
}

// links joins the actions that fit beside everything else.
func links(actions []alerts.Link) string {
	var out []string
	n := 0
	for _, a := range actions {
		u := alerts.PlainLink(a.URL)
		if u == "" || n+len(u) > 2*linkLimit {
			continue
		}
		n += len(u)
		out = append(out, "["+escape(a.Text, 100)+"]("+u+")")
	}
	return strings.Join(out, " · ")
}
