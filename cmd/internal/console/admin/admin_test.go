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

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/admin"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

const script = `<script>alert(1)</script>`

// A works is what stands behind the console: the places, and who was asked for.
type works struct{ visits []string }

func (w *works) places(context.Context) ([]web.Place, error) {
	return []web.Place{
		{Meta: crawlers.Meta{
			Name: "court", Title: map[string]string{"zh": "某地法院 " + script, "en": "A court"}, Publisher: script, URL: "https://court.example/",
			Schedule: "20 8 * * *", Zone: "America/New_York", Pace: 2 * time.Second, Timeout: time.Minute,
		}},
		{Meta: crawlers.Meta{Name: "charges", Title: map[string]string{"zh": "收费", "en": "Charges"}, Schedule: "0 8 * * *", Zone: "UTC", Token: "geheim"}, Off: "fee"},
	}, nil
}

func (w *works) visitSoon(_ context.Context, _ *sql.Tx, source string) (bool, error) {
	if slices.Contains(w.visits, source) {
		return false, nil
	}
	w.visits = append(w.visits, source)
	return true, nil
}

func (w *works) rooms(h web.House) []web.Room {
	h.Places, h.VisitSoon = w.places, w.visitSoon
	return []web.Room{admin.Room(h)}
}

// each opens the room over an empty store of each engine.
func each(t *testing.T, test func(t *testing.T, c *webtest.Console, w *works)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := &works{}
		test(t, webtest.On(t, db, w.rooms), w)
	})
}

// deeds are what was recorded, the newest first.
func deeds(t *testing.T, c *webtest.Console, of store.DeedsOf) []string {
	t.Helper()
	all, err := c.Store.Deeds(t.Context(), of, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range all {
		out = append(out, d.Who+" "+d.What+" "+d.On)
	}
	return out
}

// lacks reports what must not be on a page.
func lacks(t *testing.T, name, page string, what ...string) {
	t.Helper()
	for _, w := range what {
		if strings.Contains(page, w) {
			t.Errorf("%s: %q is on the page", name, w)
		}
	}
}

// holds reports what must be on a page and is not.
func holds(t *testing.T, name, page string, what ...string) {
	t.Helper()
	for _, w := range what {
		if !strings.Contains(page, w) {
			t.Errorf("%s: no %q on the page\n%s", name, w, page)
		}
	}
}

func TestSourcesAreShownAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		ctx := t.Context()
		for day := range 20 { // 40 entries on every day, and 5 on the last
			at := c.Clock.AddDate(0, 0, day-19)
			v := store.Visit{Source: "court", State: crawlers.OK, Planned: at, Started: at, Ended: at.Add(time.Second), Pages: 1, Filings: 40, Added: 4}
			if day == 19 {
				v.State, v.Filings, v.Added, v.Error, v.Warnings = crawlers.Shape, 5, 0, "floor "+script, []string{script}
				v.Outcomes = []crawlers.Outcome{{URL: "https://court.example/" + script, State: crawlers.Shape, Why: script}}
			}
			if err := c.Store.SaveVisit(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		err := c.Store.Tx(ctx, func(tx *sql.Tx) error {
			_, err := store.Plan(ctx, tx, "court", time.Time{}, c.Clock)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		p := crawlers.PageOf("https://court.example/list", []byte("<html><p>1:26-cv-1 "+script+"</p></html>"), c.Clock)
		p.Hash = strings.Repeat("ab", 32)
		if err := c.Store.KeepPages(ctx, "court", []crawlers.Page{p}); err != nil {
			t.Fatal(err)
		}
		b := c.As(account.Admin)
		list := b.Page("/admin/sources")
		holds(t, "list", list, "court", "页面变样", `<span class="fewer">5</span> / 40`, "0 / 4", "2026-03-10 20:20", "收费来源")
		one := b.Page("/admin/sources/court")
		holds(t, "place", one, "20 8 * * * America/New_York", "立即访问", "/admin/sources/court/pages/"+p.Hash, "页面变样")
		text := b.Page("/admin/sources/court/pages/" + p.Hash)
		holds(t, "page", text, "1:26-cv-1")
		for name, page := range map[string]string{"list": list, "place": one, "page": text} {
			lacks(t, name, page, script, "geheim")
		}
		for _, target := range []string{"/admin/sources/nowhere", "/admin/sources/court/pages/" + strings.Repeat("cd", 32), "/admin/sources/charges/pages/" + p.Hash} {
			if w := b.Get(target); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", target, w.Code)
			}
		}
	})
}

func TestPlacesArePausedVisitedAndPlanned(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, w *works) {
		b := c.As(account.Admin)
		post := func(what string, status int, fields ...string) string {
			t.Helper()
			f := url.Values{}
			for i := 0; i < len(fields); i += 2 {
				f.Set(fields[i], fields[i+1])
			}
			c.Clock = c.Clock.Add(time.Second)
			got := b.Post("/admin/sources/court/"+what, f)
			if got.Code != status {
				t.Fatalf("%s %v: %d, want %d\n%s", what, fields, got.Code, status, got.Body)
			}
			return got.Body.String()
		}
		holds0 := func() store.Override {
			t.Helper()
			all, err := c.Store.Overrides(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return all["court"]
		}
		post("visit", 303)
		post("visit", 303) // one is under way
		post("plan", 422, "seen", "0", "schedule", "30 2 * * *", "why", "夜里")
		post("plan", 422, "seen", "0", "schedule", script, "why", script)
		post("plan", 422, "seen", "0", "pace", "1ms", "why", "快")
		post("plan", 422, "seen", "0", "pace", "soon", "why", "快")
		post("plan", 422, "seen", "0", "zone", "Mars", "why", "远")
		post("plan", 422, "seen", "0", "schedule", "0 9 * * *")
		post("plan", 400, "seen", "x", "why", "y")
		if o := holds0(); o.Version != 0 {
			t.Fatalf("what is not right was kept: %+v", o)
		}
		post("plan", 303, "seen", "0", "schedule", "0 9 * * *", "zone", "Asia/Shanghai", "pace", "5s", "why", "改到白天"+script)
		page := post("pause", 409, "seen", "0", "reason", "不知道已改过")
		holds(t, "conflict", page, "其他人已修改", "0 9 * * *", "不知道已改过")
		post("pause", 422, "seen", "1")
		post("pause", 303, "seen", "1", "reason", "对方请求")
		if o := holds0(); !o.Paused || o.Schedule != "0 9 * * *" || o.Pace != 5*time.Second || o.Version != 2 {
			t.Errorf("paused: %+v", o)
		}
		post("visit", 303) // says that it is paused
		page = b.Page("/admin/sources/court")
		holds(t, "paused", page, "该来源未启用或已暂停", "对方请求", "恢复访问")
		lacks(t, "paused", page, script)
		post("resume", 303, "seen", "2")
		if o := holds0(); o.Paused || o.Schedule != "0 9 * * *" {
			t.Errorf("resumed: %+v", o)
		}
		want := []string{"admin source.resume court", "admin source.pause court", "admin source.plan court", "admin source.visit court"}
		if got := deeds(t, c, store.DeedsOf{On: "court"}); !slices.Equal(got, want) {
			t.Errorf("recorded %q, want %q", got, want)
		}
		if !slices.Equal(w.visits, []string{"court"}) {
			t.Errorf("visited %q", w.visits)
		}
	})
}
