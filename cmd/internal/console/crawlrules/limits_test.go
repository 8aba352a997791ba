package crawlrules_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/crawlrules"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// limited is the form of the thresholds with some filled in otherwise.
func limited(seen string, other ...string) url.Values {
	out := url.Values{"seen": {seen}, "do": {"save"}, "note": {"收紧近似商标"}}
	for _, t := range alerts.Limits(nil).Settable() {
		out.Set(t.Name, t.Value)
	}
	for i := 0; i+1 < len(other); i += 2 {
		out.Set(other[i], other[i+1])
	}
	return out
}

// TestThresholdsGoTheWayOfRules: written, told what is wrong, approved by
// another, in force, taken back, as shipped again.
func TestThresholdsGoTheWayOfRules(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := open(t, db)
		admin, second := c.as(t, "admin"), c.as(t, "second")
		inForce := func(want string) {
			t.Helper()
			l, err := db.Limits(t.Context())
			if got := strings.Join(strings.Fields(string(l.JSON())), ""); err != nil || got != want {
				t.Errorf("in force %s, %v; want %s", got, err, want)
			}
		}
		const at = "/rules/_thresholds"
		wants(t, admin.Page("/rules"), "预警阈值", "出厂值")
		wants(t, admin.Page(at), "出厂值", "同类商品上的最低相似度")
		wants(t, admin.Page(at+"?lang=en"), "as shipped", "goods of one class", "Change thresholds")
		form := admin.Page(at + "/edit?lang=zh")
		wants(t, form, "出厂值 0.303；可填 0.303 至 1")
		if got := fields(form); got.Get("seen") != "0" || got.Get("like.same") != "0.303" {
			t.Errorf("the form begins with %v", got)
		}
		version := at + "/versions/1"
		mustGo(t, admin.Post(at+"/edit", limited("0", "like.same", "0.6", "squat.raise", "9")), version)
		w := second.Post(at+"/edit", limited("0", "like.same", "0.5"))
		if w.Code != http.StatusConflict {
			t.Fatalf("on top of what was not seen: %d", w.Code)
		}
		wants(t, w.Body.String(), "没有保存", "第 1 版 admin", "0.6 → 0.5", "9 → 8")
		wants(t, admin.Page(version), "与出厂值相比", "0.303 → 0.6", "8 → 9")
		mustGo(t, admin.Post(version, url.Values{"to": {"proposed"}}), version)
		if w := admin.Post(version, url.Values{"to": {"approved"}}); w.Code != http.StatusConflict {
			t.Errorf("approved by its author: %d", w.Code)
		}
		inForce("{}")
		mustGo(t, second.Post(version, url.Values{"to": {"approved"}}), version)
		mustGo(t, second.Post(version, url.Values{"to": {"active"}}), version)
		inForce(`{"like.same":0.6,"squat.raise":9}`)
		wants(t, admin.Page(at), "第 1 版在用", "低于此不报 0.6")
		if all, err := db.LastRules(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("among the places: %+v, %v", all, err)
		}
		if all, err := db.ActiveRules(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("among the places that are visited: %+v, %v", all, err)
		}
		mustGo(t, second.Post(at+"/edit", limited("1", "noise.month", "50")), at+"/versions/2")
		wants(t, second.Page(at+"/versions/2"), "与第 1 版相比", "0.6 → 0.303", "30 → 50")
		for _, to := range []string{"proposed"} {
			mustGo(t, second.Post(at+"/versions/2", url.Values{"to": {to}}), at+"/versions/2")
		}
		mustGo(t, admin.Post(at+"/versions/2", url.Values{"to": {"approved"}}), at+"/versions/2")
		mustGo(t, admin.Post(at+"/versions/2", url.Values{"to": {"active"}}), at+"/versions/2")
		inForce(`{"noise.month":50}`)
		wants(t, admin.Page(version), "回退到此版")
		mustGo(t, admin.Post(version, url.Values{"to": {"active"}, "note": {"误伤"}}), version)
		inForce(`{"like.same":0.6,"squat.raise":9}`)
		wants(t, admin.Page(at), "由第 1 版取代")
		wants(t, admin.Page(version), "停用，恢复出厂值")
		mustGo(t, admin.Post(version, url.Values{"to": {"retired"}}), version)
		inForce("{}")
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{On: store.Thresholds}, 50)
		if err != nil || len(deeds) != 10 {
			t.Errorf("recorded %d deeds, %v: %+v", len(deeds), err, deeds)
		}
	})
}

func TestThresholdsOutOfBoundsAreRefusedInWords(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	for _, tc := range []struct{ field, value, zh, en string }{
		{"like.same", "0.1", "请填 0.303 至 1 之间的数", "want a number from 0.303 to 1"},
		{"like.same", "", "请填 0.303 至 1 之间的数", "want a number"},
		{"like.related", "NaN", "之间的数", "want a number"},
		{"like.unknown", "1e9", "之间的数", "want a number"},
		{"squat.raise", "7.5", "请填 3 至 20 之间的整数", "want a whole number from 3 to 20"},
		{"habit.suits", `"><script>alert(1)</script>`, "之间的整数", "want a whole number"},
		{"disguise.same", "0.9", "不能高于其他情形的 0.7", "must not be above 0.7"},
		{"note", strings.Repeat("长", 301), "内容过长", "too long"},
	} {
		for lang, says := range map[string]string{"zh": tc.zh, "en": tc.en} {
			w := admin.Post("/rules/_thresholds/edit?lang="+lang, limited("0", tc.field, tc.value))
			body := w.Body.String()
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="e-`+tc.field+`"`) || !strings.Contains(body, says) || strings.Contains(body, "<script>alert") {
				t.Errorf("%s %q: %d, want %q in\n%s", tc.field, tc.value, w.Code, says, body)
			}
		}
	}
	if all, err := c.Store.RuleVersions(t.Context(), store.Thresholds); err != nil || len(all) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := c.Store.WriteRule(t.Context(), store.Thresholds, `{"like.same": 7}`, "li", "", 0, c.Now()); err != nil {
		t.Fatal(err)
	}
	w := admin.Post("/rules/_thresholds/versions/1", url.Values{"to": {"active"}})
	if w.Code != http.StatusConflict {
		t.Errorf("one that cannot be used: %d", w.Code)
	}
	for _, at := range []string{"/rules/_thresholds/versions/2", "/rules/_thresholds/edit?version=9", "/rules/_thresholds/replays/x"} {
		if w := admin.Get(at); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", at, w.Code)
		}
	}
}

// TestThresholdsAreTriedAndReplayed shows what would be told otherwise, with the
// names out that nobody may read.
func TestThresholdsAreTriedAndReplayed(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	var asked [2]alerts.Limits
	var since time.Time
	told := alerts.Retelling{
		Filings: 12, Same: 4,
		Fewer:   alerts.Retold{Count: 51, Samples: []alerts.Again{{Alert: "a@w-x", Subscriber: "w-x", Number: "98/1", Title: "ROMOSE<script>", Why: "商标相近", Old: alerts.High}}},
		Changed: alerts.Retold{Count: 1, Samples: []alerts.Again{{Alert: "b@w-x", Subscriber: "w-x", Number: "98/2", Title: "ROMOSZ", Old: alerts.Normal, New: alerts.Low}}},
	}
	c := webtest.On(t, db, func(h web.House) []web.Room {
		h.Log = slog.New(slog.DiscardHandler)
		h.Rules = web.Rules{Retell: func(_ context.Context, before, after alerts.Limits, from time.Time) (alerts.Retelling, error) {
			asked, since = [2]alerts.Limits{before, after}, from
			return told, nil
		}}
		return []web.Room{crawlrules.Room(h)}
	})
	admin := c.As("admin")
	form := limited("0", "like.same", "0.6")
	form.Set("do", "try")
	w := admin.Post("/rules/_thresholds/edit", form)
	if w.Code != http.StatusOK || asked[0] != nil || asked[1]["like.same"] != 0.6 || !since.Equal(c.Now().AddDate(0, 0, -7)) {
		t.Errorf("%d: asked %v since %v", w.Code, asked, since)
	}
	wants(t, w.Body.String(), "多报 0", "少报 51", "另有 50", "重要 → 不报", "一般 → 低（只入日报）", "ROMOSE")
	if got := fields(w.Body.String()); got.Get("like.same") != "0.6" {
		t.Errorf("what was filled in is gone: %v", got)
	}
	if strings.Contains(w.Body.String(), "<script>") {
		t.Error("markup")
	}
	if all, err := db.RuleVersions(t.Context(), store.Thresholds); err != nil || len(all) > 0 {
		t.Errorf("what was tried is stored: %+v, %v", all, err)
	}
}
