package admin_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/admin"
	"tocsin/cmd/internal/console/api"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// post is a desk that only makes due what it is asked to send.
func post(h web.House) []web.Room {
	h.Destinations = []web.Destination{{Name: "desk", Channel: web.Text{"企业微信", "WeCom"}, Tells: []string{"local-hangzhou"}}, {Name: "quiet"}}
	h.Desk.Resend = func(ctx context.Context, tx *sql.Tx, id string) error { return store.Resend(ctx, tx, id, h.Now()) }
	h.Desk.ResendNotice = func(ctx context.Context, tx *sql.Tx, id string) error {
		_, err := store.ResendNotice(ctx, tx, id, h.Now())
		return err
	}
	h.Desk.ResendAll = func(ctx context.Context, tx *sql.Tx, to string) (int, error) {
		a, b, err := store.Again(ctx, tx, store.Repeat{Destination: to, Until: h.Now().Add(time.Hour)}, h.Now())
		return len(a) + len(b), err
	}
	return []web.Room{admin.Room(h)}
}

// tellDesk tells a filing to destinations, and returns the alert.
func tellDesk(t *testing.T, c *webtest.Console, number string, destinations ...string) string {
	t.Helper()
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.1", Kind: crawlers.Lawsuit, Title: "A v. B " + script,
		Filed: crawlers.Date{Time: c.Clock}, Source: "court", Fetched: c.Clock,
	}
	ctx, yes := t.Context(), true
	id := alerts.AlertID(f.ActID(), "local-hangzhou")
	err := c.Store.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := store.Take(ctx, tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{}, c.Clock); err != nil {
			return err
		}
		s := store.Settlement{Verdict: alerts.Verdict{Filing: f.ID(), Relevant: &yes}, Facts: []string{"stage:complaint"}}
		s.Act.Filing, s.Act.Digest = f, f.Digest()
		if err := tx.QueryRowContext(ctx, `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter); err != nil {
			return err
		}
		s.Alerts = []store.Told{{Destinations: destinations, Alert: alerts.Alert{ID: id, Act: f.ActID(), Subscriber: "local-hangzhou", Kind: f.Kind, Title: f.Title, Reasons: []string{"因为"}}}}
		_, err := store.Settle(ctx, tx, []store.Settlement{s}, c.Clock)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// states are those of all messages.
func states(t *testing.T, c *webtest.Console) map[string]string {
	t.Helper()
	all, err := c.Store.Messages(t.Context(), store.MessagesOf{States: []string{"due", "sending", "held", "refused", "dead", "dropped"}}, 100)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range all {
		out[m.ID] = m.State
	}
	return out
}

func TestMessagesAreSentAgainOrDropped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, post)
		ctx := t.Context()
		first, second := tellDesk(t, c, "1:26-cv-00001", "desk")+">desk", tellDesk(t, c, "1:26-cv-00002", "desk", "old")+">desk"
		notice := store.Notice{ID: "digest@2026-03-10>desk", Destination: "desk", Made: c.Clock, Message: alerts.Message{Title: "日报 " + script, Lines: []alerts.Line{{Label: "案件", Text: script}}}}
		err := c.Store.Tx(ctx, func(tx *sql.Tx) error {
			if err := store.Hold(ctx, tx, second, store.Held, c.Clock); err != nil {
				return err
			}
			if _, err := store.AddNotice(ctx, tx, notice, []string{second}); err != nil {
				return err
			}
			return store.StopDestination(ctx, tx, store.Stop{Destination: "quiet", Why: "410 " + script, At: c.Clock})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			c.Store.EndTry(ctx, store.Delivery{ID: first, State: store.Dead, Error: "no such robot " + script, Tries: 24}, c.Clock),
			c.Store.EndNotice(ctx, store.Notice{ID: notice.ID, Destination: "desk", State: store.Refused, Error: "too long", Tries: 1}, c.Clock),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		b := c.As(account.Admin)
		page := b.Page("/admin/deliveries")
		holds(t, "list", page, "企业微信", "local-hangzhou", "no such robot", "日报或通知", "配置中已无", "对方已停用", "已放弃", "被拒收")
		lacks(t, "list", page, script)
		at := func(id string) string { return "/admin/deliveries/" + url.PathEscape(id) }
		for _, id := range []string{first, notice.ID} {
			one := b.Page(at(id))
			holds(t, id, one, "重新发送", "不再发送")
			lacks(t, id, one, script)
		}
		if w := b.Get(at(second)); w.Code != http.StatusNotFound {
			t.Errorf("what a digest tells is a message of its own: %d", w.Code)
		}
		do := func(path string, status int, form ...string) {
			t.Helper()
			f := url.Values{}
			for i := 0; i < len(form); i += 2 {
				f.Set(form[i], form[i+1])
			}
			c.Clock = c.Clock.Add(time.Second)
			if w := b.Post(path, f); w.Code != status {
				t.Fatalf("%s: %d, want %d\n%s", path, w.Code, status, w.Body)
			}
		}
		do(at(first)+"/again", 303)
		do(at(notice.ID)+"/again", 303)
		do(at(first)+"/again", 303) // says that it is on its way already
		got := states(t, c)
		if got[first] != store.Due || got[notice.ID] != store.Due {
			t.Errorf("sent again: %v", got)
		}
		do(at(first)+"/drop", 422)
		do(at(first)+"/drop", 303, "why", "群已解散")
		do(at(notice.ID)+"/drop", 303, "why", "已过时")
		if got = states(t, c); got[first] != store.Dropped || got[notice.ID] != store.Dropped {
			t.Errorf("dropped: %v", got)
		}
		if ds, err := c.Store.ActDeliveries(ctx, "us-ilnd/1:26-cv-00002#entry.1", 9); err != nil || !slices.ContainsFunc(ds, func(d store.Delivery) bool { return d.ID == second && d.State == store.Dropped }) {
			t.Errorf("what the digest would have told: %+v, %v", ds, err)
		}
		holds(t, "one", b.Page(at(first)), "群已解散", "delivery.drop")
		holds(t, "dropped", b.Page("/admin/deliveries?pile=dropped&destination=desk"), "1:26-cv-00001")
		do(at(first)+"/again", 303) // after all
		if got = states(t, c); got[first] != store.Due {
			t.Errorf("sent after all: %v", got)
		}
		do("/admin/destinations/old/again", 404)
		do("/admin/destinations/desk/again", 303)
		do("/admin/destinations/quiet/resume", 303)
		if stopped, err := c.Store.Stopped(ctx); err != nil || len(stopped) > 0 {
			t.Errorf("stopped: %v, %v", stopped, err)
		}
		want := []string{"admin delivery.resend " + first, "admin delivery.drop " + first, "admin delivery.resend " + first}
		if got := deeds(t, c, store.DeedsOf{On: first}); !slices.Equal(got, want) {
			t.Errorf("recorded %q, want %q", got, want)
		}
	})
}

func TestWhoIsNotToldIsListed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, post)
		ctx := t.Context()
		id := tellDesk(t, c, "1:26-cv-00001")
		if err := c.Store.Mute(ctx, store.Mute{Alert: id, Person: "王", Why: "已知 " + script, Until: c.Clock.Add(24 * time.Hour), At: c.Clock}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Store.Leave(ctx, "letters", "Zhang@example.cn", "z***@example.cn", c.Clock); err != nil {
			t.Fatal(err)
		}
		b := c.As(account.Admin)
		page := b.Page("/admin/quiet")
		holds(t, "quiet", page, "1:26-cv-00001", "已知", "local-hangzhou", "z***@example.cn", "已退订")
		lacks(t, "quiet", page, script)
		c.Clock = c.Clock.Add(time.Minute)
		for _, tc := range []struct {
			path string
			form url.Values
			want int
		}{
			{"lift", url.Values{"alert": {"none"}}, 404},
			{"lift", url.Values{"alert": {id}}, 303},
			{"lift", url.Values{"alert": {id}}, 404},
			{"back", url.Values{"destination": {"letters"}, "address": {"zhang@example.cn"}}, 422},
			{"back", url.Values{"destination": {"letters"}, "address": {"li@example.cn"}, "why": {"来电"}}, 422},
			{"back", url.Values{"destination": {"letters"}, "address": {"zhang@example.cn"}, "why": {"来电"}}, 303},
		} {
			if w := b.Post("/admin/quiet/"+tc.path, tc.form); w.Code != tc.want {
				t.Errorf("%s %v: %d, want %d", tc.path, tc.form, w.Code, tc.want)
			}
		}
		holds(t, "after", b.Page("/admin/quiet"), "没有生效中的静音", "已恢复", "来电")
	})
}

// A token can be for all that the interface for programs asks for.
func TestTokensAreForEveryScope(t *testing.T) {
	c := webtest.Open(t, post)
	page := c.As(account.Admin).Page("/admin/users/admin")
	for _, scope := range api.Scopes {
		if !strings.Contains(page, `value="`+scope+`"`) {
			t.Errorf("no token can be for %s", scope)
		}
	}
}

func TestQualityIsShown(t *testing.T) {
	c := webtest.Open(t, func(h web.House) []web.Room {
		h.Model = web.Model{Name: "deepseek-chat", DailyTokens: 1000}
		h.Settings = []web.Setting{{Key: "destinations.desk.budget", Value: "3"}}
		h.Judges = func(context.Context) ([]web.Judge, error) {
			return []web.Judge{{Judge: store.Judge{By: "rules " + script, Verdicts: 3}, Share: 1}}, nil
		}
		h.Drifts = func(context.Context) ([]relevance.Drift, error) {
			return []relevance.Drift{{Group: "type schedule-a", Month: "2026-03", False: 4, Of: 5, Low: .4, High: .9, Rises: true}}, nil
		}
		return []web.Room{admin.Room(h)}
	})
	if ok, err := c.Store.Spend(t.Context(), "2026-03-10", 1000, 0); err != nil || !ok {
		t.Fatal(ok, err)
	}
	page := c.As(account.Admin).Page("/admin/measures")
	holds(t, "quality", page, "1000 / 1000", "今日额度已用完", "4 / 5", "批量卖家案", "destinations.desk.budget", "准确率", "近似商标")
	lacks(t, "quality", page, script)
	if n := strings.Count(page, "<b>"); n < 20 {
		t.Errorf("%d scores are shown", n)
	}
}

func TestRetentionIsShown(t *testing.T) {
	t.Parallel()
	c := webtest.Open(t, func(h web.House) []web.Room {
		h.Keep = store.Ages{Pages: 180 * 24 * time.Hour}
		return []web.Room{admin.Room(h)}
	})
	p := crawlers.PageOf("https://court.example/list", []byte("<html>old</html>"), c.Clock.AddDate(-1, 0, 0))
	p.Hash = strings.Repeat("ab", 32)
	q := crawlers.PageOf("https://court.example/list", []byte("<html>new</html>"), c.Clock)
	q.Hash = strings.Repeat("cd", 32)
	if err := c.Store.KeepPages(t.Context(), "court", []crawlers.Page{p, q}); err != nil {
		t.Fatal(err)
	}
	b := c.As(account.Admin)
	holds(t, "ages", b.Page("/admin/retention"), "pages.keep", "180", "长期保存", "retention.audit")
	holds(t, "count", b.Page("/admin/retention?count=yes"), `data-label="将清理">1`)
}
