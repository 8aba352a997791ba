package staff_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
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

// working runs a test of the room with a desk that does what the pipeline does,
// but for the jobs.
func working(t *testing.T, test func(t *testing.T, c *webtest.Console)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		test(t, webtest.On(t, db, func(h web.House) []web.Room {
			h.Desk = web.Desk{
				Feedback: store.AddFeedback,
				Correct: func(ctx context.Context, tx *sql.Tx, f store.Feedback) (int, error) {
					f.Said = store.FalseAlarm
					_, _, err := store.AddFeedback(ctx, tx, f)
					return 1, err
				},
				Transfer: func(ctx context.Context, tx *sql.Tx, s store.Transfer, why string) error {
					_, err := store.TransferTo(ctx, tx, s, why, []string{"desk-" + s.To})
					return err
				},
				Join: func(ctx context.Context, tx *sql.Tx, a, b crawlers.Key, who, why string) error {
					_, err := store.Join(ctx, tx, a, b, store.Manner{}, who, why, now)
					return err
				},
				Part: func(ctx context.Context, tx *sql.Tx, key crawlers.Key, who, why string) error {
					_, err := store.Part(ctx, tx, key, store.Manner{}, who, why, now.Add(time.Hour))
					return err
				},
				Reroute: func(_ context.Context, _ crawlers.Key, d alerts.Identity) (func(context.Context, *sql.Tx) (int, error), error) {
					return func(context.Context, *sql.Tx) (int, error) { return len(d.Place()), nil }, nil
				},
				Reaches: func(center string) bool { return center != "industry-pv" },
				Serve: func(_ context.Context, key crawlers.Key, by alerts.Service) (func(context.Context, *sql.Tx) error, error) {
					if key.Number != "1:26-cv-00001" {
						return nil, nil
					}
					return func(ctx context.Context, tx *sql.Tx) error { return store.NoteService(ctx, tx, key, by, now) }, nil
				},
				Resend: func(ctx context.Context, tx *sql.Tx, id string) error { return store.Resend(ctx, tx, id, now) },
			}
			return []web.Room{staff.Room(h, func(_ *web.Request, matter string) (web.Panel, error) {
				return web.Panel{Title: "办案记录", Lines: []web.PanelLine{{Label: "案", Text: "<b>" + matter}}, Path: "/cases", Link: "打开"}, nil
			})}
		}))
	})
}

var seen = regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`)

// act does something by an alert, having seen the page of its matter.
func act(t *testing.T, b *webtest.Browser, page, deed, alert string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	m := seen.FindStringSubmatch(b.Page(page))
	if m == nil {
		t.Fatalf("%s offers nothing to do", page)
	}
	form.Set("alert", alert)
	form.Set("seen", m[1])
	return b.Post("/"+deed, form)
}

// done is where an act leads that was done.
func done(t *testing.T, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != to {
		t.Fatalf("%d to %q, want %q\n%s", w.Code, got, to, w.Body)
	}
}

// recorded reports how often a deed stands in the audit.
func recorded(t *testing.T, c *webtest.Console, what string, want int) {
	t.Helper()
	deeds, err := c.Store.Deeds(t.Context(), store.DeedsOf{What: what}, 10)
	if err != nil || len(deeds) != want {
		t.Errorf("%s: %d in the audit, want %d (%v)", what, len(deeds), want, err)
	}
}

const onePage = "/matters/us-ilnd%2F1:26-cv-00001"

func TestMutingAndLifting(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		id, city := alerts.AlertID(f.ActID(), hangzhou), c.As(account.City)
		for _, bad := range []url.Values{{}, {"why": {"x"}}, {"until": {"2026-04-01"}}, {"why": {"x"}, "until": {"2026-03-09"}}, {"why": {"x"}, "until": {"2030-01-01"}}, {"why": {strings.Repeat("长", 1001)}, "until": {"2026-04-01"}}} {
			if w := act(t, city, onePage, "mute", id, bad); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "未提交") {
				t.Errorf("%v: %d", bad, w.Code)
			}
		}
		done(t, act(t, city, onePage, "mute", id, url.Values{"why": {"<script>已联系"}, "until": {"2026-03-20"}}), onePage)
		m, ok, err := c.Store.Muted(t.Context(), id, now)
		if err != nil || !ok || !m.Until.Equal(time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC)) || m.Person != "city" {
			t.Errorf("%+v, %v, %v", m, ok, err)
		}
		has(t, "muted", city.Page(onePage), "已静音", "静音至", "2026-03-21 00:00", "&lt;script&gt;已联系", "取消静音", "办案记录", "&lt;b&gt;", `href="/cases"`)
		c.Clock = c.Clock.Add(time.Minute)
		done(t, act(t, city, onePage, "mute", id, url.Values{"lift": {"yes"}}), onePage)
		if _, ok, _ := c.Store.Muted(t.Context(), id, c.Clock); ok {
			t.Error("still muted")
		}
		recorded(t, c, "matter.mute", 1)
		recorded(t, c, "matter.unmute", 1)
	})
}

func TestTransferTellsTheOtherCenter(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		id, city, industry := alerts.AlertID(f.ActID(), hangzhou), c.As(account.City), c.As(account.Industry)
		if w := industry.Get(onePage); w.Code != http.StatusNotFound {
			t.Fatalf("%d", w.Code)
		}
		for _, bad := range []url.Values{{}, {"to": {"nobody"}, "note": {"x"}}, {"to": {hangzhou}, "note": {"x"}}, {"to": {"industry-pv"}}} {
			if w := act(t, city, onePage, "transfer", id, bad); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%v: %d", bad, w.Code)
			}
		}
		done(t, act(t, city, onePage, "transfer", id, url.Values{"to": {"industry-pv"}, "note": {"属光伏行业<b>"}}), onePage)
		has(t, "sender", city.Page(onePage), "已转办并签收", "未配置通知渠道，只能在控制台", "✓")
		has(t, "receiver", industry.Page(onePage), "转自", "转办：属光伏行业&lt;b&gt;", "desk-industry-pv", "待发")
		ordered(t, industry.Page("/triage"), "00001", `data-key="s"`)
		recorded(t, c, "matter.transfer", 1)
	})
}

func TestFeedbackAndCorrection(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou, alerts.National)
		id, city := alerts.AlertID(f.ActID(), hangzhou), c.As(account.City)
		done(t, act(t, city, onePage, "feedback", id, url.Values{"said": {"late"}}), onePage)
		done(t, act(t, city, onePage, "feedback", id, url.Values{"said": {"late"}}), onePage)
		has(t, "twice", city.Page(onePage), "此前已作同样评价")
		if w := act(t, city, onePage, "feedback", id, url.Values{"said": {"nice"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("another word: %d", w.Code)
		}
		if w := act(t, city, onePage, "feedback", id, url.Values{"said": {"false-alarm"}, "remark": {"x"}, "correct": {"yes"}}); w.Code != http.StatusForbidden {
			t.Errorf("a city takes back what all were told: %d", w.Code)
		}
		national := c.As(account.National)
		if w := act(t, national, onePage, "feedback", id, url.Values{"said": {"false-alarm"}, "correct": {"yes"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no reason: %d", w.Code)
		}
		done(t, act(t, national, onePage, "feedback", id, url.Values{"said": {"false-alarm"}, "remark": {"查无此企业"}, "correct": {"yes"}}), onePage)
		all, err := c.Store.Feedbacks(t.Context(), now.Add(-time.Hour))
		if err != nil || len(all) != 2 {
			t.Errorf("%d said, %v", len(all), err)
		}
		recorded(t, c, "alert.correct", 1)
	})
}

func TestJoinIsUndoneByPart(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		one, two, other := numbered("1:26-cv-00001"), numbered("1:26-cv-00002"), numbered("1:26-cv-00004")
		two.Key.Authority = "us-nysd" // a court's numbers of one series are never one matter
		tellTo(t, c.Store, one, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, two, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, other, alerts.High, 5, beijing)
		id, city := alerts.AlertID(one.ActID(), hangzhou), c.As(account.City)
		for number, wrong := range map[string]string{"": "请填写", "x": "没有这个案号", "us-ilnd/1:26-cv-00004": "没有这个案号", "us-ilnd/1:26-cv-00001": "已是同一案"} {
			if w := act(t, city, onePage, "join", id, url.Values{"other": {number}, "join_why": {"x"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), wrong) {
				t.Errorf("%q: %d", number, w.Code)
			}
		}
		done(t, act(t, city, onePage, "join", id, url.Values{"other": {"us-nysd/1:26-cv-00002"}, "join_why": {"移送<i>"}}), onePage)
		has(t, "joined", city.Page(onePage), "us-nysd/1:26-cv-00002", "移送&lt;i&gt;", "拆分")
		done(t, act(t, city, onePage, "part", id, url.Values{"number": {"us-nysd/1:26-cv-00002"}, "part_why": {"两案"}}), onePage)
		if body := city.Page(onePage); strings.Contains(body, `<bdi class="id">us-nysd/1:26-cv-00002</bdi> </p>`) {
			t.Errorf("not parted\n%s", body)
		}
		if w := act(t, city, onePage, "part", id, url.Values{"number": {"us-ilnd/1:26-cv-00001"}, "part_why": {"x"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("nothing left: %d", w.Code)
		}
		recorded(t, c, "matter.join", 1)
		recorded(t, c, "matter.part", 1)
	})
}

func TestTheSecondEditorIsTold(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		id := alerts.AlertID(f.ActID(), hangzhou)
		city, province := c.As(account.City), c.As(account.Provincial)
		before := seen.FindStringSubmatch(province.Page(onePage))[1]
		done(t, act(t, city, onePage, "mute", id, url.Values{"why": {"先核实"}, "until": {"2026-03-20"}}), onePage)
		w := province.Post("/mute", url.Values{"alert": {id}, "seen": {before}, "why": {"另一理由"}, "until": {"2026-03-12"}})
		if w.Code != http.StatusConflict {
			t.Fatalf("%d", w.Code)
		}
		has(t, "conflict", w.Body.String(), "刚被他人改动", "先核实", "另一理由")
		if m, _, _ := c.Store.Muted(t.Context(), id, now); m.Why != "先核实" {
			t.Errorf("overwritten: %+v", m)
		}
	})
}

func TestNobodyActsOnWhatIsNotTheirs(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00004")
		tellTo(t, c.Store, f, alerts.High, 5, beijing)
		id := alerts.AlertID(f.ActID(), beijing)
		city := c.As(account.City)
		for _, deed := range []string{"sign", "mute", "feedback", "transfer", "join", "part"} {
			for _, forged := range []string{id, "nothing", "", "x\x00y"} {
				w := city.Post("/"+deed, url.Values{"alert": {forged}, "said": {"late"}, "why": {"x"}, "note": {"x"}, "until": {"2026-03-20"}, "to": {hangzhou}})
				if w.Code != http.StatusNotFound {
					t.Errorf("%s %q: %d", deed, forged, w.Code)
				}
			}
		}
		delivery := store.DeliveryID(id, 0, "desk-"+beijing)
		if err := c.Store.EndTry(t.Context(), store.Delivery{ID: delivery, State: store.Dead, Error: "502", Tries: 9}, now); err != nil {
			t.Fatal(err)
		}
		if w := city.Post("/resend", url.Values{"delivery": {delivery}}); w.Code != http.StatusNotFound {
			t.Errorf("resend of another's: %d", w.Code)
		}
		const page = "/matters/us-ilnd%2F1:26-cv-00004"
		admin := c.As(account.Admin)
		has(t, page, admin.Page(page), "重发", "502")
		done(t, admin.Post("/resend", url.Values{"delivery": {delivery}}), page)
		if strings.Contains(admin.Page(page), "重发<") {
			t.Error("still to be sent again")
		}
		if w := admin.Post("/resend", url.Values{"delivery": {delivery}}); w.Code != http.StatusNotFound {
			t.Errorf("twice: %d", w.Code)
		}
		recorded(t, c, "delivery.resend", 1)
	})
}
