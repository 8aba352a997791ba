package main

import (
	"database/sql"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
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

// TestReadersOfContactsLeave goes from a letter to an address that an exporter
// named, by its way out, to a contact that is paused.
func TestReadersOfContactsLeave(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		server, at := listenMail(t)
		c := config.Config{Console: config.Console{Key: "a key that is for tests and nothing else", Mail: "post", URL: "https://console.example.cn"}, Destinations: map[string]config.Destination{
			"post": {Channel: "mail", Options: map[string]any{"server": at, "tls": "none", "from": "tocsin@example.cn", "to": []any{"desk@example.cn"}}},
		}}
		c.Send.Private, c.Send.Domestic = true, []string{"example.cn"}
		r, err := newReach(c)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 3, 10, 4, 0, 0, 0, time.UTC)
		s := &system{store: db, reach: r, pipe: &pipeline.Pipeline{Now: func() time.Time { return now }}}
		kept := store.Contact{ID: "c-1", Org: "o-1", Name: "值班", Channel: "mail", Language: "zh", Made: now}
		if kept.Sealed, err = r.box.Seal(console.ContactUse("c-1"), `{"to":"wang@example.cn"}`); err != nil {
			t.Fatal(err)
		}
		err = db.Tx(t.Context(), func(tx *sql.Tx) error {
			if err := store.PutOrg(t.Context(), tx, store.Org{ID: "o-1", Name: "义乌出口商", Made: now}); err != nil {
				return err
			}
			if err := store.AddContact(t.Context(), tx, kept); err != nil {
				return err
			}
			kept.Version, kept.Verified = 1, now
			return store.PutContact(t.Context(), tx, kept)
		})
		if err != nil {
			t.Fatal(err)
		}
		ready, err := r.ready(t.Context(), db, slog.New(slog.DiscardHandler))
		if err != nil || len(ready.To) != 1 {
			t.Fatal(ready, err)
		}
		if err := ready.To["c-1"].Notify(t.Context(), alerts.Message{ID: "a", At: now, Title: "预警"}); err != nil {
			t.Fatal(err)
		}
		_, letters := server.took()
		letter := letters["wang@example.cn"]
		u, err := url.Parse(strings.Trim(letter.Get("List-Unsubscribe"), "<>"))
		if err != nil || u.Host != "console.example.cn" || letter.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Fatalf("its way out is %v, %v", letter, err)
		}
		h := s.left(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
		follow := func(method, address, body string) int {
			req := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, req)
			return w.Code
		}
		paused := func() bool {
			is, err := db.FindContact(t.Context(), "c-1")
			if err != nil {
				t.Fatal(err)
			}
			return !is.Paused.IsZero()
		}
		const wish = "List-Unsubscribe=One-Click"
		for _, forged := range []string{strings.Replace(u.RequestURI(), "t=", "t=x", 1), strings.Replace(u.RequestURI(), "c-1", "c-2", 1), "/unsubscribe?c=c-1"} {
			if code := follow("POST", forged, wish); code != http.StatusNotFound {
				t.Errorf("%s: %d", forged, code)
			}
		}
		if code := follow("GET", u.RequestURI(), ""); code != http.StatusOK || paused() {
			t.Errorf("a look: %d, and it is paused: %t", code, paused())
		}
		for range 2 {
			if code := follow("POST", u.RequestURI(), wish); code != http.StatusOK || !paused() {
				t.Errorf("the wish: %d, and it is paused: %t", code, paused())
			}
		}
		if ready, err := r.ready(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil || len(ready.To) != 0 {
			t.Errorf("it is told still: %+v, %v", ready, err)
		}
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{What: "contact.pause"}, 10)
		if err != nil || len(deeds) != 1 || deeds[0].On != "c-1" {
			t.Errorf("audit: %+v, %v", deeds, err)
		}
	})
}
