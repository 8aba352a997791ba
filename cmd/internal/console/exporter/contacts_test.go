package exporter_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/exporter"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// A robot hears what is said to it.
type robot struct {
	heard []alerts.Message
	err   error
}

func (r *robot) Notify(_ context.Context, m alerts.Message) error {
	r.heard = append(r.heard, m)
	return r.err
}

// code is the one it was told last.
func (r *robot) code() string { return r.heard[len(r.heard)-1].Lines[0].Text }

func reaching(t *testing.T, db *store.DB) (*webtest.Console, *robot) {
	bot := &robot{}
	return webtest.On(t, db, func(w web.House) []web.Room {
		w.Contacts = web.Contacts{Channels: []string{"mail", "wecom", "webhook"}, Open: func(channel string, o web.ContactOptions) (alerts.Notifier, string, error) {
			switch {
			case channel == "webhook" && o.Secret == "":
				t.Error("a webhook without a secret")
			case strings.Contains(o.URL, "169.254"):
				return nil, "", errors.New("no such host")
			case strings.HasSuffix(o.To, "@gmail.com"):
				return bot, "gmail.com", nil
			}
			return bot, "", nil
		}}
		return []web.Room{exporter.Room(w)}
	}), bot
}

func contact(channel, address string) url.Values {
	return url.Values{"called": {"外贸<b>群"}, "channel": {channel}, "address": {address}, "manner": {"weekly"}, "level": {"high"}, "quiet": {"22:00-07:00"}, "language": {"zh"}, "category": {"squatting"}}
}

func TestContactsAreProvedSealedAndTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, bot := reaching(t, db)
		b := c.As(account.Exporter)
		const robotAt = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4-97a0-0ec2sifa5abc"
		w := b.Post("/contacts", contact("wecom", robotAt))
		path := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/contacts/c-") {
			t.Fatalf("%d to %q\n%s", w.Code, path, w.Body)
		}
		kept, err := db.OrgContacts(t.Context(), webtest.Org)
		if err != nil || len(kept) != 1 || strings.Contains(kept[0].Sealed, "693a") || kept[0].Tail != "5abc" || strings.Contains(kept[0].Proof, bot.code()) {
			t.Fatalf("%+v, %v", kept, err)
		}
		for _, page := range []string{b.Page("/contacts"), b.Page(path)} {
			if strings.Contains(page, "693a") || !strings.Contains(page, "5abc") || strings.Contains(page, "<b>群") || strings.Contains(page, bot.code()) {
				t.Errorf("a page shows too much or too little:\n%s", page)
			}
		}
		ready := func() int {
			all, err := db.ReadyContacts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		before, err := db.WatchVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if w := b.Post(path+"/verify", url.Values{"version": {"1"}, "proof": {"AAAAAAAA"}}); w.Code != http.StatusUnprocessableEntity || ready() != 0 {
			t.Errorf("another code: %d", w.Code)
		}
		if w := b.Post(path+"/verify", url.Values{"version": {"1"}, "proof": {strings.ToLower(bot.code())}}); w.Code != http.StatusSeeOther || ready() != 1 {
			t.Fatalf("the code: %d\n%s", w.Code, w.Body)
		}
		if after, err := db.WatchVersion(t.Context()); err != nil || after == before {
			t.Errorf("other nodes do not hear of it: %d, %v", after, err)
		}
		lists, err := db.ContactsOfLists(t.Context())
		if err != nil || len(lists[webtest.List]) != 1 || lists[webtest.List][0] != kept[0].ID {
			t.Errorf("%v, %v", lists, err)
		}
		kept, _ = db.OrgContacts(t.Context(), webtest.Org)
		if k := kept[0]; k.AtOnce != "never" || k.Digest != "mon 08:30" || k.Quiet != "22:00-07:00" || len(k.Categories) != 1 || k.Proof != "" {
			t.Errorf("%+v", k)
		}
		change := contact("wecom", "")
		change.Set("version", "1")
		change.Set("manner", "now")
		if w := b.Post(path, change); w.Code != http.StatusConflict {
			t.Errorf("a change on top of another: %d", w.Code)
		}
		change.Set("version", "2")
		if w := b.Post(path, change); w.Code != http.StatusSeeOther {
			t.Errorf("a change: %d", w.Code)
		}
		if kept, _ = db.OrgContacts(t.Context(), webtest.Org); kept[0].AtOnce != "high" {
			t.Errorf("%+v", kept[0])
		}
		if w := b.Post(path+"/pause", url.Values{"version": {"3"}}); w.Code != http.StatusSeeOther || ready() != 0 {
			t.Errorf("pausing: %d", w.Code)
		}
		holds(t, b.Page("/contacts"), "已暂停")
		if w := b.Post(path+"/pause", url.Values{"version": {"4"}, "resume": {"yes"}}); w.Code != http.StatusSeeOther || ready() != 1 {
			t.Errorf("going on: %d", w.Code)
		}
		if w := b.Post(path+"/drop", nil); w.Code != http.StatusSeeOther || ready() != 0 {
			t.Errorf("deleting: %d", w.Code)
		}
		if w := b.Post(path+"/drop", nil); w.Code != http.StatusNotFound {
			t.Errorf("deleting twice: %d", w.Code)
		}
		for _, what := range []string{"add", "verify", "change", "pause", "resume", "drop"} {
			deeds, err := db.Deeds(t.Context(), store.DeedsOf{What: "contact." + what}, 10)
			if err != nil || len(deeds) != 1 || strings.Contains(deeds[0].Detail, "693a") {
				t.Errorf("audit of %s: %+v, %v", what, deeds, err)
			}
		}
	})
}

func TestContactsThatAreRefused(t *testing.T) {
	c, bot := reaching(t, storetest.Open(t, storetest.Addresses(t)["sqlite"]))
	b := c.As(account.Exporter)
	for name, form := range map[string]url.Values{
		"blanks":            contact("mail", "a b@example.cn"),
		"nothing":           contact("mail", ""),
		"another channel":   contact("slack", "https://hooks.slack.com/x"),
		"a private address": contact("webhook", "https://169.254.169.254/latest"),
		"abroad":            contact("mail", "somebody@gmail.com"),
	} {
		if w := b.Post("/contacts", form); w.Code != http.StatusUnprocessableEntity || len(bot.heard) > 0 {
			t.Errorf("%s: %d, %d messages", name, w.Code, len(bot.heard))
		}
	}
	bot.err = errors.New("https://robot.example/?key=secret said no")
	if w := b.Post("/contacts", contact("mail", "desk@example.cn")); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "key=secret") || !strings.Contains(w.Body.String(), "未能送达") {
		t.Errorf("one that cannot be reached: %d", w.Code)
	}
	bot.err = nil
	abroad := contact("mail", "somebody@gmail.com")
	abroad.Set("abroad", "yes")
	w := b.Post("/contacts", abroad)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("abroad with consent: %d", w.Code)
	}
	path := w.Header().Get("Location")
	holds(t, b.Page(path), "单独同意（exporter，2026-03-10）：gmail.com")
	c.Clock = c.Clock.Add(24 * time.Hour)
	b = c.As(account.Exporter) // the session has ended
	if w := b.Post(path+"/verify", url.Values{"version": {"1"}, "proof": {bot.code()}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code of yesterday: %d", w.Code)
	}
	if w := b.Post(path+"/again", url.Values{"version": {"1"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("another code: %d", w.Code)
	}
	for range 10 {
		b.Post(path+"/verify", url.Values{"version": {"2"}, "proof": {"AAAAAAAA"}})
	}
	if w := b.Post(path+"/verify", url.Values{"version": {"2"}, "proof": {bot.code()}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "过于频繁") {
		t.Errorf("the code after ten guesses: %d", w.Code)
	}

	hook := b.Post("/contacts", contact("webhook", "https://hook.example/tocsin"))
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=&#;]+`).FindString(hook.Body.String())
	if hook.Code != http.StatusOK || secret == "" {
		t.Fatalf("a webhook: %d\n%s", hook.Code, hook.Body)
	}
	at := regexp.MustCompile(`/contacts/c-[a-z0-9]+`).FindString(hook.Body.String())
	if strings.Contains(b.Page(at), "whsec_") {
		t.Error("the secret is shown twice")
	}
}
