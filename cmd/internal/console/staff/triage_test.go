package staff_test

import (
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/staff"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

const (
	hangzhou = "local-hangzhou"
	zhejiang = "local-zhejiang"
	beijing  = "local-beijing"
)

// each runs a test of the room over every kind of store.
func each(t *testing.T, test func(t *testing.T, c *webtest.Console)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		test(t, webtest.On(t, db, func(h web.House) []web.Room { return []web.Room{staff.Room(h)} }))
	})
}

// numbered is a filing of a case of its own.
func numbered(number string) crawlers.Filing {
	f := filing()
	f.Key.Number = number
	f.Title = "Acme " + number + " v. Hangzhou Lamps"
	return f
}

// tellTo stores a filing, alerts about it and, where days is not 0, a clock.
func tellTo(t *testing.T, db *store.DB, f crawlers.Filing, level alerts.Severity, days int, subscribers ...string) {
	t.Helper()
	yes := true
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{}, now); err != nil {
			return err
		}
		var s store.Settlement
		s.Act.Filing, s.Act.Digest = f, f.Digest()
		if err := tx.QueryRowContext(t.Context(), `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter); err != nil {
			return err
		}
		s.Verdict = alerts.Verdict{Relevant: &yes, By: "rules", Category: alerts.CatScheduleA, Stage: "tro-ruled", ChineseParty: crawlers.Suspected, Quotes: []alerts.Quote{{Claim: "category", Text: f.Text}}}
		s.Facts = []string{"stage:tro-ruled"}
		if days != 0 {
			due := now.AddDate(0, 0, days)
			s.Clocks = []store.Clock{{Act: f.ActID(), Rule: "frcp.tro_ex_parte", Due: due.Format(time.DateOnly), Closes: due, Body: []byte("{}")}}
		}
		for _, subscriber := range subscribers {
			s.Alerts = append(s.Alerts, store.Told{Destinations: []string{"desk-" + subscriber}, Alert: alerts.Alert{
				ID: alerts.AlertID(f.ActID(), subscriber), Act: f.ActID(), Subscriber: subscriber, Severity: level, Kind: f.Kind, Category: alerts.CatScheduleA,
				Stage: "tro-ruled", Title: f.Title, Reasons: []string{"被告在杭州"}, URL: f.URL,
			}})
		}
		_, err := store.Settle(t.Context(), tx, []store.Settlement{s}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// order reports whether the words stand in a page in this order.
func ordered(t *testing.T, body string, words ...string) {
	t.Helper()
	at := 0
	for _, w := range words {
		i := strings.Index(body[at:], w)
		if i < 0 {
			t.Fatalf("no %q after the others in\n%s", w, body)
		}
		at += i + len(w)
	}
}

func TestTriageIsByDaysLeft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *webtest.Console) {
		tellTo(t, c.Store, numbered("1:26-cv-00001"), alerts.High, 0, hangzhou)
		tellTo(t, c.Store, numbered("1:26-cv-00002"), alerts.Critical, 9, hangzhou, zhejiang)
		tellTo(t, c.Store, numbered("1:26-cv-00003"), alerts.Critical, 2, hangzhou)
		tellTo(t, c.Store, numbered("1:26-cv-00004"), alerts.High, 1, beijing)
		tellTo(t, c.Store, numbered("1:26-cv-00005"), alerts.Low, 1, hangzhou)

		city := c.As(account.City)
		body := city.Page("/triage")
		ordered(t, body, "00003", "00002", "00001", "00005") // what is for information needs no signature
		if strings.Contains(body, "00004") {
			t.Error("a city sees what another was told")
		}
		if n := strings.Count(body, `data-key="s"`); n != 3 {
			t.Errorf("%d to sign for, want 3", n)
		}
		ordered(t, c.As(account.National).Page("/triage"), "00004", "00003", "00002")
		if body := c.As(account.Industry).Page("/triage"); strings.Contains(body, "1:26-cv") || !strings.Contains(body, "没有案件") {
			t.Errorf("another center sees it\n%s", body)
		}
		for _, role := range []account.Role{account.ReadOnly, account.Admin} {
			if strings.Contains(c.As(role).Page("/triage"), `data-key="s"`) {
				t.Errorf("%s may sign", role)
			}
		}

		for _, tc := range []struct{ query, want, not string }{
			{"only=soon", "00003", "00002"},
			{"level=critical", "00002", "00001"},
			{"level=nothing", "没有符合条件", "1:26-cv"},
			{"kind=squatting", "没有符合条件", "1:26-cv"},
			{"kind=lawsuit&stage=tro-ruled&grade=suspected", "00001", "没有符合条件"},
			{"grade=confirmed", "没有符合条件", "1:26-cv"},
			{"only=late", "没有符合条件", "1:26-cv"},
			{"only=yesterday", "没有符合条件", "1:26-cv"},
			{"signed=yes", "00005", "00003"},
			{"place=" + beijing, "没有符合条件", "1:26-cv"},
			{"whose=mine", "00003", "00004"},
		} {
			body := city.Page("/triage?" + tc.query)
			if !strings.Contains(body, tc.want) || strings.Contains(body, tc.not) {
				t.Errorf("%s: want %q, not %q\n%s", tc.query, tc.want, tc.not, body)
			}
		}
	})
}

// The days that are left are those of now, not of telling.
func TestDaysLeftAreCountedNow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *webtest.Console) {
		with, without := numbered("1:26-cv-00001"), numbered("1:26-cv-00002")
		tellTo(t, c.Store, with, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, without, alerts.High, 0, hangzhou)
		city := c.As(account.City)
		alert := web.AlertPath(alerts.AlertID(with.ActID(), hangzhou))
		ordered(t, city.Page("/triage"), "<b>5</b> 天", "无期限")
		ordered(t, city.Page("/triage"), "逾时未签收", "未设签收时限")
		c.Clock = c.Clock.AddDate(0, 0, 2)
		city = c.As(account.City)
		for _, page := range []string{"/triage", onePage, alert} {
			has(t, page, city.Page(page), "<b>3</b> 天")
		}
		c.Clock = c.Clock.AddDate(0, 0, 10)
		city = c.As(account.City)
		for _, page := range []string{"/triage", onePage, alert} {
			has(t, page, city.Page(page), "已过期 7 天")
		}
		has(t, "no clock", city.Page(web.AlertPath(alerts.AlertID(without.ActID(), hangzhou))), "无期限")
		// It can be signed for from the alert's page.
		w := city.Post("/sign", url.Values{"alert": {alerts.AlertID(with.ActID(), hangzhou)}, "back": {alert}})
		done(t, w, alert)
		if body := city.Page(alert); strings.Contains(body, `data-key="s"`) || !strings.Contains(body, "✓ <bdi>city") {
			t.Errorf("signed for, and yet\n%s", body)
		}
	})
}

func TestTriageGoesPageByPage(t *testing.T) {
	t.Parallel()
	c := open(t)
	for i := range 60 {
		f := numbered("1:26-cv-" + string([]byte{'0', '1', byte('0' + i/10), byte('0' + i%10), '0'}))
		tellTo(t, c.Store, f, alerts.High, i%7, hangzhou)
	}
	city := c.As(account.City)
	seen := map[string]int{}
	target := "/triage"
	for range 3 {
		body := city.Page(target)
		for _, href := range hrefs(body) {
			if strings.HasPrefix(href, "/matters/") && !strings.Contains(href, "?deed=") {
				seen[href]++
			}
		}
		i := strings.Index(body, `" rel="next"`)
		if i < 0 {
			target = ""
			break
		}
		target = strings.ReplaceAll(body[strings.LastIndex(body[:i], `"`)+1:i], "&amp;", "&")
	}
	if target != "" || len(seen) != 60 {
		t.Errorf("%d matters, then %q", len(seen), target)
	}
	for href, n := range seen {
		if n != 1 {
			t.Errorf("%s: %d times", href, n)
		}
	}
	for _, bad := range []string{"x", "MTIz", "MTIzIHRydWUgeCB5"} {
		if w := city.Get("/triage?after=" + bad); w.Code != http.StatusNotFound {
			t.Errorf("after=%s: %d", bad, w.Code)
		}
	}
}

func TestSigningMovesAMatterDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *webtest.Console) {
		first, second := numbered("1:26-cv-00001"), numbered("1:26-cv-00002")
		tellTo(t, c.Store, first, alerts.Critical, 2, hangzhou, zhejiang)
		tellTo(t, c.Store, second, alerts.High, 9, hangzhou)
		tellTo(t, c.Store, numbered("1:26-cv-00004"), alerts.High, 1, beijing)
		city := c.As(account.City)
		id := alerts.AlertID(first.ActID(), hangzhou)

		w := city.Post("/sign", url.Values{"alert": {id}, "back": {"/triage?whose=mine"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/triage?whose=mine" {
			t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
		}
		body := city.Page("/triage?whose=mine")
		ordered(t, body, "已签收。", "00002", "00001", "✓", "city")
		// Another signs too, and is told that it is not the first.
		province := c.As(account.Provincial)
		w = province.Post("/sign", url.Values{"alert": {id}, "note": {"<script>"}, "back": {"//evil.example"}})
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/matters/us-ilnd%2F1:26-cv-00001" {
			t.Fatalf("%d to %s", w.Code, to)
		}
		ordered(t, province.Page(w.Header().Get("Location")), "此前已有人签收", "✓", "city")
		deeds, err := c.Store.Deeds(t.Context(), store.DeedsOf{What: "matter.sign", On: id}, 10)
		if err != nil || len(deeds) != 2 {
			t.Errorf("%v, %v: want both in the audit", deeds, err)
		}
		// What is forged, or another's, is not there.
		for _, forged := range []string{"", "nothing", "us-ilnd/1:26-cv-00004#entry.9@" + beijing, strings.Repeat("x", 5000)} {
			if w := city.Post("/sign", url.Values{"alert": {forged}}); w.Code != http.StatusNotFound {
				t.Errorf("%.40q: %d", forged, w.Code)
			}
		}
	})
}

func TestMatterIsSeenByWhoWasTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		f.Text = "ORDER: assets   are frozen\nfor <b>14</b> days"
		tellTo(t, c.Store, f, alerts.Critical, 2, hangzhou)
		const path = "/matters/us-ilnd%2F1:26-cv-00001"
		body := c.As(account.City).Page(path)
		has(t, path, body, "<b>2</b> 天", "就临时限制令作出裁定", "被告在杭州", "<mark>ORDER: assets are frozen\nfor &lt;b&gt;14&lt;/b&gt; days</mark>", "desk-local-hangzhou", "待发", "由规则判定")
		for _, role := range []account.Role{account.Provincial, account.National, account.Admin, account.ReadOnly} {
			has(t, string(role), c.As(role).Page(path), "1:26-cv-00001")
		}
		if w := c.As(account.Industry).Get(path); w.Code != http.StatusNotFound {
			t.Errorf("another center: %d", w.Code)
		}
		for _, none := range []string{"/matters/x", "/matters/us-ilnd%2F", "/matters/us-ilnd%2Fnone"} {
			if w := c.As(account.National).Get(none); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", none, w.Code)
			}
		}
	})
}

func TestTheRoutedCenterSeesNaturalPersons(t *testing.T) {
	t.Parallel()
	c := open(t)
	f := numbered("1:26-cv-00001")
	f.Title, f.Text = "Maria Robinson v. Hangzhou Lamps", "COMPLAINT by Maria Robinson"
	f.Parties = []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Maria Robinson"}, {Role: crawlers.Defendant, Name: "Hangzhou Lamps"}}
	tellTo(t, c.Store, f, alerts.High, 0, hangzhou)
	pages := []string{"/triage", "/matters/us-ilnd%2F1:26-cv-00001", "/alerts/us-ilnd%2F1:26-cv-00001%23entry.9@local-hangzhou", "/"}
	for _, page := range pages {
		for role, sees := range map[account.Role]bool{account.City: true, account.Provincial: false, account.National: false, account.Admin: false, account.ReadOnly: false} {
			if got := strings.Contains(c.As(role).Page(page), "Robinson"); got != sees {
				t.Errorf("%s as %s: named %v, want %v", page, role, got, sees)
			}
		}
	}
	err := c.Store.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: "t", Name: "Maria Robinson", Person: "x", Why: "asked", At: now}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if body := c.As(account.City).Page(page); strings.Contains(body, "Robinson") || !strings.Contains(body, alerts.Withheld) {
			t.Errorf("%s: names who was taken down\n%s", page, body)
		}
	}
}
