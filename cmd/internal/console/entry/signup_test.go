package entry_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/entry"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// A post is what the console wrote, by address.
type post map[string][]alerts.Message

// secret is that of the last letter to an address.
func (p post) secret(t *testing.T, to string) string {
	t.Helper()
	all := p[to]
	if len(all) == 0 {
		t.Fatalf("nothing was written to %s", to)
	}
	u, err := url.Parse(all[len(all)-1].Actions[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("secret")
}

func writing(t *testing.T, db *store.DB, signUp string) (*webtest.Console, post) {
	t.Helper()
	sent := post{}
	return webtest.On(t, db, func(w web.House) []web.Room {
		w.SignUp = signUp
		w.Letter = func(_ context.Context, to string, m alerts.Message) error {
			sent[to] = append(sent[to], m)
			return nil
		}
		w.Later = func(do func(context.Context)) bool { do(t.Context()); return true }
		return []web.Room{entry.Room(w)}
	}), sent
}

func asks() url.Values {
	return url.Values{
		"company": {"华为<b>公司"}, "english": {"Example Co."}, "credit": {"9144 0300-1922038216"}, "where": {"深圳市"}, "name": {"王芳"}, "mail": {"wang@example.cn"},
		"login": {"Wang"}, "chosen": {"a long enough one"}, "again": {"a long enough one"}, "consent": {"yes"},
	}
}

func TestExportersSignUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, sent := writing(t, db, "approve")
		for field, wrong := range map[string]string{"credit": "914403001922038217", "where": "Atlantis", "mail": "no address", "again": "another", "consent": "", "chosen": "short", "login": "city"} {
			form := asks()
			if form.Set(field, wrong); field == "chosen" {
				form.Set("again", wrong)
			}
			if w := c.Nobody().Post("/signup", form); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "long enough") || strings.Contains(w.Body.String(), "<b>") {
				t.Errorf("%s %q: %d\n%s", field, wrong, w.Code, w.Body)
			}
		}
		c.Clock = c.Clock.Add(time.Hour)
		leads(t, "a sign-up", c.Nobody().Post("/signup", asks()), "/signin")
		admin := c.As(account.Admin)
		if page := admin.Page("/admin/signups"); strings.Contains(page, "wang@example.cn") {
			t.Error("one whose address nobody verified waits for the administrator")
		}
		secret := sent.secret(t, "wang@example.cn")
		if w := c.Nobody().Get("/signup/verify?secret=" + secret[1:]); w.Code != http.StatusNotFound {
			t.Errorf("another secret: %d", w.Code)
		}
		c.Nobody().Page("/signup/verify?secret=" + secret) // and a machine that opens links does no more
		leads(t, "the letter", c.Nobody().Post("/signup/verify", url.Values{"secret": {secret}}), "/signin")
		if w := c.Nobody().Post("/signup/verify", url.Values{"secret": {secret}}); w.Code != http.StatusNotFound {
			t.Errorf("the letter again: %d", w.Code)
		}
		if w := signIn(c.Nobody(), "wang", "a long enough one"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("before somebody approved it: %d", w.Code)
		}
		page := admin.Page("/admin/signups")
		path := regexp.MustCompile(`/admin/signups/[a-z0-9]+/approve`).FindString(page)
		if path == "" || !strings.Contains(page, "914403001922038216") || !strings.Contains(page, "华为&lt;b&gt;公司") {
			t.Fatalf("nobody waits:\n%s", page)
		}
		leads(t, "approving", admin.Post(path, nil), "/admin/signups")
		if w := admin.Post(path, nil); w.Code != http.StatusConflict {
			t.Errorf("approving twice: %d", w.Code)
		}
		leads(t, "the account", signIn(c.Nobody(), "wang", "a long enough one"), "/me")
		u, err := c.Accounts.User(t.Context(), "wang")
		if err != nil {
			t.Fatal(err)
		}
		org, err := c.Store.Exporter(t.Context(), u.Org)
		if err != nil || u.Role != account.Exporter || u.Mail != "wang@example.cn" || org.Code != "914403001922038216" || org.Place != "深圳市" || org.English != "Example Co." {
			t.Errorf("%+v of %+v, %v", u, org, err)
		}
		if got := len(sent["wang@example.cn"]); got != 2 {
			t.Errorf("%d letters, want the approval too", got)
		}

		// A second one of the company is shown as such, and may be refused.
		form := asks()
		form.Set("login", "zhao")
		leads(t, "a second sign-up", c.Nobody().Post("/signup", form), "/signin")
		leads(t, "its letter", c.Nobody().Post("/signup/verify", url.Values{"secret": {sent.secret(t, "wang@example.cn")}}), "/signin")
		page = admin.Page("/admin/signups")
		path = regexp.MustCompile(`/admin/signups/[a-z0-9]+/refuse`).FindString(page)
		if !strings.Contains(page, "代码已有企业") {
			t.Error("that the company is there already is not said")
		}
		if w := admin.Post(path, url.Values{"why": {""}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("refusing without a reason: %d", w.Code)
		}
		leads(t, "refusing", admin.Post(path, url.Values{"why": {"身份不明"}}), "/admin/signups")
		for what, want := range map[string]int{"signup.ask": 2, "signup.verify": 2, "signup.approve": 1, "signup.refuse": 1} {
			if deeds, err := c.Store.Deeds(t.Context(), store.DeedsOf{What: what}, 10); err != nil || len(deeds) != want {
				t.Errorf("audit of %s: %d, %v", what, len(deeds), err)
			}
		}
	})
}

func TestOpenSignUpWantsALetterAlone(t *testing.T) {
	c, sent := writing(t, storetest.Open(t, storetest.Addresses(t)["sqlite"]), "open")
	leads(t, "a sign-up", c.Nobody().Post("/signup", asks()), "/signin")
	late := sent.secret(t, "wang@example.cn")
	c.Clock = c.Clock.Add(24 * time.Hour)
	if w := c.Nobody().Post("/signup/verify", url.Values{"secret": {late}}); w.Code != http.StatusNotFound {
		t.Errorf("the letter a day later: %d", w.Code)
	}
	leads(t, "another", c.Nobody().Post("/signup", asks()), "/signin")
	leads(t, "its letter", c.Nobody().Post("/signup/verify", url.Values{"secret": {sent.secret(t, "wang@example.cn")}}), "/signin")
	leads(t, "the account", signIn(c.Nobody(), "wang", "a long enough one"), "/me")
	form := asks()
	form.Set("login", "zhao")
	leads(t, "a second of the company", c.Nobody().Post("/signup", form), "/signin")
	leads(t, "its letter", c.Nobody().Post("/signup/verify", url.Values{"secret": {sent.secret(t, "wang@example.cn")}}), "/signin")
	if w := signIn(c.Nobody(), "zhao", "a long enough one"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a stranger joins a company by its code: %d", w.Code)
	}
}

func TestSignUpMayBeOff(t *testing.T) {
	c, _ := writing(t, storetest.Open(t, storetest.Addresses(t)["sqlite"]), "off")
	if w := c.Nobody().Post("/signup", asks()); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
	if page := c.Nobody().Page("/signin"); strings.Contains(page, "/signup") || !strings.Contains(page, "/lost") {
		t.Error("the page to sign in leads to a sign-up, or not to a lost password")
	}
}

func TestLostPasswordSaysNothingOfAccounts(t *testing.T) {
	c, sent := writing(t, storetest.Open(t, storetest.Addresses(t)["sqlite"]), "off")
	if _, err := c.Accounts.Add(t.Context(), "test", account.User{Login: "lost", Mail: "lost@example.cn", Role: account.Admin}, webtest.Password, false); err != nil {
		t.Fatal(err)
	}
	ask := func(login string) (string, []string) {
		w := c.Nobody().Post("/lost", url.Values{"login": {login}})
		return w.Header().Get("Location"), w.Header().Values("Set-Cookie")
	}
	to, said := ask("Lost")
	elsewhere, saidElsewhere := ask("nobody-there")
	if to != elsewhere || strings.Join(said, "") != strings.Join(saidElsewhere, "") {
		t.Errorf("%q %q for an account, %q %q for none", to, said, elsewhere, saidElsewhere)
	}
	secret := sent.secret(t, "lost@example.cn")
	leads(t, "another password", c.Nobody().Post("/reset", url.Values{"secret": {secret}, "chosen": {"chosen by myself"}, "again": {"chosen by myself"}}), "/signin")
	leads(t, "signing in with it", signIn(c.Nobody(), "lost", "chosen by myself"), "/me")
	for range 5 {
		ask("lost")
	}
	if got := len(sent["lost@example.cn"]); got != 3 {
		t.Errorf("%d letters in a quarter of an hour, want 3", got)
	}
}
