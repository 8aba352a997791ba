package main

import (
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/console"
	"tocsin/config"
)

// What a stranger writes as an address leads to the services that it names, and
// nowhere else.
func TestContactsReachNoOtherPlace(t *testing.T) {
	t.Parallel()
	c := config.Config{Console: config.Console{Key: "a key that is for tests and nothing else", Mail: "post"}, Destinations: map[string]config.Destination{
		"post": {Channel: "mail", Options: map[string]any{"server": "smtp.example.cn", "from": "tocsin@example.cn", "to": []any{"desk@example.cn"}}},
	}}
	c.Send.Private = true // is for what an administrator names
	r, err := newReach(c)
	if err != nil {
		t.Fatal(err)
	}
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	for _, tc := range []struct {
		channel string
		options console.ContactOptions
		good    bool
		abroad  string
	}{
		{"mail", console.ContactOptions{To: "wang@example.cn"}, true, ""},
		{"mail", console.ContactOptions{To: "wang@gmail.com"}, true, "gmail.com"},
		{"mail", console.ContactOptions{To: "no address"}, false, ""},
		{"wecom", console.ContactOptions{URL: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"}, true, ""},
		{"wecom", console.ContactOptions{URL: "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1"}, false, ""},
		{"wecom", console.ContactOptions{URL: "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, false, ""},
		{"dingtalk", console.ContactOptions{URL: "https://127.0.0.1/robot/send?access_token=1"}, false, ""},
		{"feishu", console.ContactOptions{URL: "https://user:password@open.feishu.cn/open-apis/bot/v2/hook/1"}, false, ""},
		{"slack", console.ContactOptions{URL: "https://hooks.slack.com/services/x"}, false, ""},
		{"webhook", console.ContactOptions{URL: "https://hook.example.cn/tocsin", Secret: secret}, true, ""},
		{"webhook", console.ContactOptions{URL: "https://hook.example.com/tocsin", Secret: secret}, true, "hook.example.com"},
		{"webhook", console.ContactOptions{URL: "file:///etc/passwd"}, false, ""},
	} {
		_, abroad, err := r.open(tc.channel, tc.options)
		if (err == nil) != tc.good || abroad != tc.abroad {
			t.Errorf("%s %+v: abroad %q, %v", tc.channel, tc.options, abroad, err)
		}
	}
	for _, at := range []string{"https://127.0.0.1:1/", "https://169.254.169.254/latest", "https://localhost:1/", "https://[::1]:1/"} {
		n, _, err := r.open("webhook", console.ContactOptions{URL: at, Secret: secret})
		if err == nil {
			err = n.Notify(t.Context(), alerts.Message{ID: "x", Type: "test"})
		}
		if err == nil || !strings.Contains(err.Error(), "prohibited") {
			t.Errorf("%s was asked: %v", at, err)
		}
	}
}
