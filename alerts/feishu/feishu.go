// Package feishu says messages to a custom robot of Feishu (飞书) or of Lark,
// as a card.
//
// A robot takes only what passes its security settings: messages that are
// signed (option secret), that hold a word (option keyword), or that come from
// addresses on its list (no option).
package feishu

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "feishu",
	Title: map[string]string{"zh": "飞书自定义机器人", "en": "Feishu (Lark) custom robot"},
	Open:  open,
	Rate:  []alerts.Limit{{Per: time.Second, Requests: 5}, {Per: time.Minute, Requests: 100}},
}

// endpoint is where robots of Feishu listen; those of Lark have their own
// host, and are given by url.
const endpoint = "https://open.feishu.cn/open-apis/bot/v2/hook/"

type robot struct {
	url     string
	secret  string
	keyword string
	client  *http.Client
	now     func() time.Time
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		URL     string `json:"url"`
		Token   string `json:"token"`   // the last part of the robot's address
		Secret  string `json:"secret"`  // of 签名校验
		Keyword string `json:"keyword"` // one of 自定义关键词
	}
	if err := alerts.DecodeOptions(options, &o, "url", "token", "secret", "keyword"); err != nil {
		return nil, err
	}
	switch {
	case o.URL != "" && o.Token != "":
		return nil, errors.New("options url and token are both set: give one")
	case o.Token != "":
		o.URL = endpoint + url.PathEscape(o.Token)
	case o.URL == "":
		return nil, errors.New("option url is not set: give the robot's address (群机器人 → webhook 地址), or its token")
	}
	if err := alerts.CheckAddress(o.URL); err != nil {
		return nil, err
	}
	if o.Keyword != alerts.Plain(o.Keyword) || len(o.Keyword) > titleLimit {
		return nil, errors.New("option keyword: give one of the robot's keywords (自定义关键词), as it is written there")
	}
	return &robot{o.URL, o.Secret, o.Keyword, client, time.Now}, nil
}

type payload struct {
	Timestamp string `json:"timestamp,omitempty"`
	Sign      string `json:"sign,omitempty"`
	Type      string `json:"msg_type"`
	Card      card   `json:"card"`
}

// payload signs what is sent. A signature is of the try, not of the message:
// it is good for an hour.
func (r *robot) payload(m alerts.Message) payload {
	p := payload{Type: "interactive", Card: layout(m, r.keyword)}
	if r.secret != "" {
		p.Timestamp = strconv.FormatInt(r.now().Unix(), 10)
		p.Sign = sign(p.Timestamp, r.secret)
	}
	return p
}

// sign is Feishu's own way: the time and the secret are the key, and nothing
// is signed.
func sign(at, secret string) string {
	return base64.StdEncoding.EncodeToString(hmac.New(sha256.New, []byte(at+"\n"+secret)).Sum(nil))
}

func (r *robot) Notify(ctx context.Context, m alerts.Message) error {
	answer, err := alerts.PostJSON(ctx, r.client, r.url, r.payload(m))
	if err == nil || errors.Is(err, alerts.ErrRefused) {
		return verdict(answer, err)
	}
	return err
}

// busy is how long a robot that had too much to say must be silent: more than
// the minute its 100 messages are counted in.
const busy = 65 * time.Second

// refused are the codes that trying again cannot mend.
var refused = map[int64]string{
	9499:  "Feishu does not understand the message",
	11246: "Feishu does not take the card",
	19001: "the robot does not exist any more, or its address is wrong",
	19002: "Feishu does not understand the message",
	19007: "the robot is switched off",
	19021: "the signature does not match: set option secret to the robot's 签名校验 secret, and this machine's clock",
	19022: "this machine's address is not on the robot's list (IP 白名单)",
	19024: "no keyword of the robot is in the message: set option keyword to one of its 自定义关键词",
}

// verdict reads the answer: 200 is not yet yes, and 400, by which status is
// already refused, may be a robot that is asked too often.
func verdict(answer []byte, status error) error {
	var got struct {
		Code  *int64 `json:"code"`
		Old   *int64 `json:"StatusCode"` // all that elder robots answer
		Words string `json:"msg"`
	}
	err := json.Unmarshal(answer, &got)
	said := cmp.Or(got.Code, got.Old)
	if err != nil || said == nil {
		return cmp.Or(status, errors.New("the answer is not Feishu's: it has no code"))
	}
	switch code := *said; {
	case code == 0:
		return status
	case code == 11232, code == 99991400, code == 9499 && strings.Contains(got.Words, "too many"):
		return &alerts.LaterError{After: busy, Err: fmt.Errorf("code %d: rate limited", code)}
	case refused[code] != "":
		return fmt.Errorf("%w: code %d: %s", alerts.ErrRefused, code, refused[code])
	case code >= 19000 && code < 20000: // the robot's own
		return fmt.Errorf("%w: code %d", alerts.ErrRefused, code)
	default:
		return cmp.Or(status, fmt.Errorf("code %d", code))
	}
}
