package admin_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
)

// secret is what a page shows once.
var secret = regexp.MustCompile(`<code class="secret">([^<]+)</code>`)

func form(fields ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	return f
}

func TestAccountsAreMadeChangedAndDisabled(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		b := c.As(account.Admin)
		post := func(target string, status int, fields ...string) string {
			t.Helper()
			c.Clock = c.Clock.Add(time.Second)
			w := b.Post("/admin/"+target, form(fields...))
			if w.Code != status {
				t.Fatalf("%s %v: %d, want %d\n%s", target, fields, w.Code, status, w.Body)
			}
			return w.Body.String()
		}
		for name, fields := range map[string][]string{
			"nobody":                    {},
			"html":                      {"login", script, "name", script, "role", script, "mail", script},
			"a center for an exporter":  {"login", "wang", "name", "王", "role", "exporter", "center", "national"},
			"a center that is not":      {"login", "wang", "name", "王", "role", "city", "center", "local-nowhere"},
			"a center for an admin":     {"login", "wang", "name", "王", "role", "admin", "center", "national"},
			"a login that is taken":     {"login", "ADMIN", "name", "王", "role", "admin"},
			"a list of mail addresses":  {"login", "wang", "name", "王", "role", "admin", "mail", "a@b.cn, c@d.cn"},
			"a name of a thousand runs": {"login", "wang", "name", strings.Repeat("王", 1000), "role", "admin"},
		} {
			page := post("users", 422, fields...)
			if lacks(t, name, page, script); secret.MatchString(page) {
				t.Errorf("%s: a password is shown", name)
			}
		}
		page := post("users", 200, "login", "Wang", "name", "王芳", "role", "city", "center", "local-hangzhou", "mail", "wang@example.cn")
		got := secret.FindStringSubmatch(page)
		if got == nil {
			t.Fatal("no password is shown")
		}
		cookie, _, err := c.Accounts.SignIn(t.Context(), "wang", got[1], account.From{})
		if err != nil || cookie == "" {
			t.Fatalf("the password shown does not sign in: %v", err)
		}
		page = b.Page("/admin/users/wang")
		lacks(t, "later", page, got[1])
		holds(t, "account", page, "王芳", "待首次改密", "wang@example.cn", "user.add")

		post("users/wang/role", 409, "was", "city local-ningbo ", "role", "readonly", "center", "local-hangzhou")
		post("users/wang/role", 422, "was", "city local-hangzhou ", "role", "readonly")
		post("users/wang/role", 303, "was", "city local-hangzhou ", "role", "readonly", "center", "local-hangzhou")
		if u, err := c.Accounts.User(t.Context(), "wang"); err != nil || u.Role != account.ReadOnly {
			t.Errorf("%+v, %v", u, err)
		}
		if _, _, ok, _ := c.Accounts.Find(t.Context(), cookie); ok {
			t.Error("who has another role is still signed in")
		}
		page = post("users/wang/reset", 200)
		if again := secret.FindStringSubmatch(page); again == nil || again[1] == got[1] {
			t.Error("no other password is shown")
		}
		post("users/wang/disable", 303)
		holds(t, "disabled", b.Page("/admin/users/wang"), "已停用", "启用账号")
		post("users/wang/enable", 303)
		post("users/admin/disable", 422)
		post("users/admin/role", 422, "role", "national")
		if u, err := c.Accounts.User(t.Context(), "admin"); err != nil || u.Disabled || u.Role != account.Admin {
			t.Errorf("the last admin: %+v, %v", u, err)
		}
		post("users/nobody/disable", 404)
		post("users/wang/sessions/forged/end", 404)
		post("orgs", 422, "id", "x y", "called", "某公司")
		post("orgs", 303, "id", "yiwu-lamp", "called", "义乌某灯饰"+script)
		post("orgs", 422, "id", "yiwu-lamp", "called", "别家")
		page = b.Page("/admin/users?q=%E7%8E%8B")
		lacks(t, "list", page, script, ">provincial<")
		holds(t, "list", page, "王芳")
	})
}

func TestTokensAreOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		b := c.As(account.Admin)
		for name, fields := range map[string][]string{
			"no scope":       {"machine", "工单", "days", "30"},
			"no such scope":  {"machine", "工单", "days", "30", "scope", "everything"},
			"for good":       {"machine", "工单", "days", "9999", "scope", "read:alerts"},
			"without a name": {"days", "30", "scope", "read:alerts"},
		} {
			if w := b.Post("/admin/users/admin/tokens", form(fields...)); w.Code != http.StatusUnprocessableEntity || secret.MatchString(w.Body.String()) {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
		good := form("machine", "工单"+script, "days", "30", "scope", "read:alerts", "scope", "read:filings")
		if w := b.Post("/admin/users/national/tokens", good); w.Code != http.StatusNotFound {
			t.Errorf("a token that acts as somebody else: %d", w.Code)
		}
		w := b.Post("/admin/users/admin/tokens", good)
		got := secret.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusOK || got == nil {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		u, scopes, err := c.Accounts.ByToken(t.Context(), got[1])
		if err != nil || u.Login != "admin" || strings.Join(scopes, " ") != "read:alerts read:filings" {
			t.Errorf("%v, %v, %v", u, scopes, err)
		}
		page := b.Page("/admin/users/admin")
		lacks(t, "later", page, got[1], script)
		tokens, err := c.Accounts.Tokens(t.Context(), c.Users[account.Admin])
		if err != nil || len(tokens) != 1 {
			t.Fatal(tokens, err)
		}
		if w := b.Post("/admin/users/national/tokens/"+tokens[0].ID+"/drop", nil); w.Code != http.StatusNotFound {
			t.Errorf("a token under another's name: %d", w.Code)
		}
		if w := b.Post("/admin/users/admin/tokens/"+tokens[0].ID+"/drop", nil); w.Code != http.StatusSeeOther {
			t.Errorf("drop: %d", w.Code)
		}
		if _, _, err := c.Accounts.ByToken(t.Context(), got[1]); err == nil {
			t.Error("a token that was taken back is good")
		}
	})
}

func TestAuditIsReadByWhoWhatAndWhen(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		first := c.Clock
		for i := range 120 {
			c.Clock = first.Add(time.Duration(i) * time.Minute)
			if err := c.Accounts.SetName(t.Context(), "li", c.Users[account.City], "=1+1"+script, ""); err != nil {
				t.Fatal(err)
			}
		}
		c.Clock = first.AddDate(0, 0, 2)
		if err := c.Accounts.Disable(t.Context(), "zhao", c.Users[account.Industry]); err != nil {
			t.Fatal(err)
		}
		b := c.As(account.Admin)
		count := func(page string) int { return strings.Count(page, "<tr><td class=") }
		page := b.Page("/admin/audit?who=li")
		if n := count(page); n != 100 {
			t.Errorf("%d rows, want a page of 100", n)
		}
		lacks(t, "log", page, script)
		next := regexp.MustCompile(`href="(/admin/audit\?after=[^"]+)"`).FindStringSubmatch(page)
		if next == nil {
			t.Fatal("no next page")
		}
		if n := count(b.Page(strings.ReplaceAll(next[1], "&amp;", "&"))); n != 20 {
			t.Errorf("the next page has %d rows", n)
		}
		if n := count(b.Page("/admin/audit?what=user.disable&from=2026-03-12&to=2026-03-12")); n != 1 {
			t.Errorf("%d rows of the day", n)
		}
		if n := count(b.Page("/admin/audit?what=user.disable&to=2026-03-11")); n != 0 {
			t.Errorf("%d rows of the days before", n)
		}
		if w := b.Get("/admin/audit?from=soon"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a day that is none: %d", w.Code)
		}
		w := b.Get("/admin/audit.csv?who=li")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 121 || !strings.HasPrefix(rows[1][4], "'=1+1") {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		if all, err := c.Store.Deeds(t.Context(), store.DeedsOf{From: first.AddDate(0, 0, 1), What: "user.disable"}, 10); err != nil || len(all) != 1 || all[0].Who != "zhao" {
			t.Errorf("%v, %v", all, err)
		}
	})
}
