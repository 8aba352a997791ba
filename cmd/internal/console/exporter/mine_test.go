package exporter_test

import (
	"context"
	"database/sql"
	"maps"
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
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// suit is one that names a company of the exporter's list.
func suit(number, title string) (crawlers.Filing, alerts.Verdict) {
	f := crawlers.Filing{
		Source: "s", Kind: crawlers.Lawsuit, Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Act: "complaint", Title: title,
		URL: "https://court.example/" + number, Filed: crawlers.Date{Time: webtest.Now.AddDate(0, 0, -2)}, Text: "Complaint against YIWU SUNSHINE TRADING CO., LTD. <b>now</b>",
		Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Acme Inc."}, {Role: crawlers.Defendant, Name: "YIWU SUNSHINE TRADING CO., LTD.", Country: "CN"}},
	}
	yes := true
	return f, alerts.Verdict{
		Filing: f.ID(), Relevant: &yes, Category: alerts.CatTrademark, Stage: "complaint", Severity: alerts.High, By: "rules",
		Quotes: []alerts.Quote{{Claim: "chinese_party", Text: "against YIWU SUNSHINE TRADING CO., LTD. <b>now</b>"}},
	}
}

// told has the exporter told of a suit because of its list, and returns the
// alert.
func told(t *testing.T, c *webtest.Console) string {
	t.Helper()
	err := c.Store.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.SaveList(t.Context(), tx, store.OrgList{Org: webtest.Org, Watchlist: alerts.Watchlist{
			ID: "w-mine", Name: "<i>我的</i>", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "Yiwu Sunshine Trading"}},
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f, v := suit("1:26-cv-00011", "Acme Inc. v. YIWU SUNSHINE TRADING CO., LTD.")
	return c.Tell(f, v, "w-mine", "local-hangzhou")[0]
}

func TestAlertsSayWhy(t *testing.T) {
	h := open(t)
	id := told(t, h.Console)
	b := h.As(account.Exporter)
	list := b.Page("/mine")
	holds(t, list, "Acme Inc.", "1:26-cv-00011", "/mine/"+url.PathEscape(id), "&lt;i&gt;我的")
	page := b.Page("/mine/" + url.PathEscape(id))
	holds(t, page, "Yiwu Sunshine Trading", "仅企业组织形式不同", "against YIWU SUNSHINE TRADING CO., LTD. &lt;b&gt;now", "https://court.example/1:26-cv-00011", "建议先做", "当地执业律师", "求助属地分中心")
	holds(t, b.Page("/mine/"+url.PathEscape(id)+"?lang=en"), "but for the legal form", "defendant “YIWU SUNSHINE TRADING CO., LTD.” and watched company “Yiwu Sunshine Trading”: the same", "What to do first", "counsel")
	if w := b.Get("/mine/" + url.PathEscape(strings.Replace(id, "@w-mine", "@local-hangzhou", 1))); w.Code != http.StatusNotFound {
		t.Errorf("the center's own alert: %d", w.Code)
	}
}

// TestAlertsSayWhenTheirDayComes holds that the list shows the days that are
// left, and those that have passed as passed.
func TestAlertsSayWhenTheirDayComes(t *testing.T) {
	h := open(t)
	act, _, _ := strings.Cut(told(t, h.Console), "@")
	closes := h.Clock.AddDate(0, 0, 2)
	err := h.Store.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO clocks (act, rule, due, closes, state, sequence, changed, body)
			VALUES ($1, 'us-answer', $2, $3, 'running', 0, 0, '{}')`, act, closes.Format(time.DateOnly), closes.UnixMilli())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b := h.As(account.Exporter)
	holds(t, b.Page("/mine"), `<td class="left soon">2 天`)
	h.Clock = closes.AddDate(0, 0, 3)
	holds(t, h.As(account.Exporter).Page("/mine"), `<span class="tag">已过`)
}

func TestExportersSayWhatAlertsAreWorth(t *testing.T) {
	h := open(t)
	id := told(t, h.Console)
	b := h.As(account.Exporter)
	say := func(said string) int {
		return b.Post("/mine/say", url.Values{"alert": {id}, "said": {said}, "remark": {"迟了一周"}}).Code
	}
	if got := say("late"); got != http.StatusSeeOther {
		t.Fatalf("saying so: %d", got)
	}
	if got := say("wonderful"); got != http.StatusUnprocessableEntity {
		t.Errorf("another word: %d", got)
	}
	holds(t, b.Page("/mine/"+url.PathEscape(id)), "您已反馈", "晚了")
	all, err := h.Store.Feedbacks(t.Context(), time.Time{})
	if err != nil || len(all) != 1 || all[0].Said != store.Late || all[0].Note != "迟了一周" || all[0].Alert != id {
		t.Errorf("%+v, %v", all, err)
	}
	deeds, err := h.Store.Deeds(t.Context(), store.DeedsOf{What: "alert.late"}, 10)
	if err != nil || len(deeds) != 1 || deeds[0].Who != "exporter" {
		t.Errorf("audit: %+v, %v", deeds, err)
	}
}

// TestExportersSayWhoIsNotTheirs has an exporter say of a party that its entry
// does not mean it, and take that back.
func TestExportersSayWhoIsNotTheirs(t *testing.T) {
	for name, addr := range storetest.Addresses(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var routed []alerts.Identity
			c := webtest.On(t, storetest.Open(t, addr), func(w web.House) []web.Room {
				w.Desk.Reroute = func(_ context.Context, _ crawlers.Key, d alerts.Identity) (func(context.Context, *sql.Tx) (int, error), error) {
					return func(context.Context, *sql.Tx) (int, error) { routed = append(routed, d); return 1, nil }, nil
				}
				return []web.Room{exporter.Room(w)}
			})
			path := "/mine/" + url.PathEscape(told(t, c))
			b := c.As(account.Exporter)
			form := url.Values{}
			for _, m := range regexp.MustCompile(`name="(alert|entry|party)" value="([^"]*)"`).FindAllStringSubmatch(b.Page(path), -1) {
				form.Set(m[1], m[2])
			}
			if form.Get("entry") != "company:Yiwu Sunshine Trading" {
				t.Fatalf("it is not offered: %v", form)
			}
			for _, field := range []string{"entry", "party", "alert"} {
				bad := maps.Clone(form)
				bad.Set(field, "x")
				if w := b.Post("/mine/ours", bad); w.Code != http.StatusNotFound {
					t.Errorf("another %s: %d", field, w.Code)
				}
			}
			if w := b.Post("/mine/ours", form); w.Code != http.StatusSeeOther {
				t.Fatalf("%d\n%s", w.Code, w.Body)
			}
			holds(t, b.Page(path), "您方已认定与所关注的无关： <bdi>YIWU SUNSHINE TRADING CO., LTD.")
			form.Set("undo", "yes")
			if w := b.Post("/mine/ours", form); w.Code != http.StatusSeeOther {
				t.Fatalf("undone: %d", w.Code)
			}
			if page := b.Page(path); strings.Contains(page, "您方已认定") {
				t.Error("it was not taken back")
			}
			if len(routed) != 2 || routed[0].Answer != alerts.Reject || routed[1].Answer != alerts.Leave || routed[0].List != "w-mine" {
				t.Errorf("%+v", routed)
			}
		})
	}
}

// What an exporter asks for reaches the center of its place, and the answer
// comes back.
func TestHelpGoesToTheCenterAndBack(t *testing.T) {
	for name, addr := range storetest.Addresses(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heard []store.Help
			c := webtest.On(t, storetest.Open(t, addr), func(w web.House) []web.Room {
				w.Desk.Help = func(_ context.Context, _ *sql.Tx, h store.Help, _ crawlers.Filing) error {
					heard = append(heard, h)
					return nil
				}
				return []web.Room{exporter.Room(w)}
			})
			id := told(t, c)
			b := c.As(account.Exporter)
			form := url.Values{"alert": {id}, "who": {"王<b>"}, "phone": {"0571-12345678"}, "where": {"浙江省杭州市"}, "plea": {"怎么应诉"}}
			if w := b.Post("/mine/ask", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不同意提供联系方式") {
				t.Errorf("without consent: %d", w.Code)
			}
			form.Set("consent", "yes")
			for field, wrong := range map[string]string{"phone": "call me", "where": "Atlantis", "who": ""} {
				bad := maps.Clone(form)
				bad.Set(field, wrong)
				if w := b.Post("/mine/ask", bad); w.Code != http.StatusUnprocessableEntity {
					t.Errorf("%s %q: %d", field, wrong, w.Code)
				}
			}
			if w := b.Post("/mine/ask", form); w.Code != http.StatusSeeOther {
				t.Fatalf("asking: %d\n%s", w.Code, w.Body)
			}
			if kept, err := c.Store.HelpOf(t.Context(), webtest.Org); err != nil || len(kept) != 1 || kept[0].Who+kept[0].Phone+kept[0].Note != "" || !seal.Sealed(kept[0].Sealed) || strings.Contains(kept[0].Sealed, "0571") {
				t.Errorf("whom to call is not sealed: %+v (%v)", kept, err)
			}
			if len(heard) != 1 || heard[0].Center != "local-hangzhou" {
				t.Errorf("the center heard %+v", heard)
			}
			if w := b.Post("/mine/ask", form); w.Code != http.StatusConflict {
				t.Errorf("asking twice: %d", w.Code)
			}
			holds(t, b.Page("/mine/"+url.PathEscape(id)), "已发送")

			city := c.As(account.City)
			path := regexp.MustCompile(`/help/[a-z0-9]+`).FindString(city.Page("/help"))
			holds(t, city.Page(path), "王&lt;b&gt;", "0571-12345678", "怎么应诉", "浙江省杭州市")
			above := c.As(account.National)
			if page := above.Page(path); strings.Contains(page, "0571") || strings.Contains(page, "怎么应诉") {
				t.Error("a center that was not asked sees whom to call")
			}
			if w := above.Post(path+"/sign", url.Values{"seen": {"sent"}}); w.Code != http.StatusForbidden {
				t.Errorf("another center signs: %d", w.Code)
			}
			if w := c.As(account.Industry).Get(path); w.Code != http.StatusNotFound {
				t.Errorf("a center elsewhere: %d", w.Code)
			}
			if w := city.Post(path+"/sign", url.Values{"seen": {"sent"}}); w.Code != http.StatusSeeOther {
				t.Errorf("signing: %d", w.Code)
			}
			if w := city.Post(path+"/sign", url.Values{"seen": {"sent"}}); w.Code != http.StatusConflict {
				t.Errorf("signing twice: %d", w.Code)
			}
			holds(t, b.Page("/mine"), "已签收")
			if w := city.Post(path+"/answer", url.Values{"seen": {"signed"}, "answer": {" "}}); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("an empty answer: %d", w.Code)
			}
			if w := city.Post(path+"/answer", url.Values{"seen": {"signed"}, "answer": {"请先看<i>案卷"}}); w.Code != http.StatusSeeOther {
				t.Errorf("answering: %d", w.Code)
			}
			holds(t, b.Page("/mine/"+url.PathEscape(id)), "已答复", "请先看&lt;i&gt;案卷", "再次求助")
			if w := b.Post("/mine/ask", form); w.Code != http.StatusSeeOther {
				t.Errorf("asking again: %d", w.Code)
			}
			for what, want := range map[string]int{"help.ask": 2, "help.signed": 1, "help.answered": 1} {
				deeds, err := c.Store.Deeds(t.Context(), store.DeedsOf{What: what}, 10)
				if err != nil || len(deeds) != want {
					t.Errorf("audit of %s: %+v, %v", what, deeds, err)
				}
			}
		})
	}
}
