package admin_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
)

// hidden is what a form carries.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s in\n%s", name, page)
	}
	return html.UnescapeString(m[1])
}

func TestTablesAreLookedAtAndPutInForce(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		b := c.As(account.Admin)
		b.Page("/admin/tables")
		shipped := b.Get("/admin/tables/holidays/csv").Body.String()
		lines := strings.SplitAfter(strings.TrimRight(shipped, "\n")+"\n", "\n")
		mine := strings.Join(lines[:len(lines)-2], "") // without the last row
		broken := mine + script + "\n"
		w := b.Upload("/admin/tables/holidays/look", nil, "file", "h.csv", []byte(broken))
		if w.Code != http.StatusUnprocessableEntity {
			t.Fatalf("a broken table: %d", w.Code)
		}
		holds(t, "broken", w.Body.String(), "该表未生效")
		lacks(t, "broken", w.Body.String(), script)
		w = b.Upload("/admin/tables/holidays/look", nil, "file", "h.csv", []byte(mine))
		page := w.Body.String()
		holds(t, "look", page, "删除 1", "新增 0")
		if _, _, own, err := c.Store.Table(t.Context(), "holidays"); err != nil || own {
			t.Fatalf("a table that was only looked at is in force: %v, %v", own, err)
		}
		put := form("seen", hidden(t, page, "seen"), "body", hidden(t, page, "body"), "why", "少一天"+script)
		if w := b.Post("/admin/tables/holidays", form("seen", "0", "body", mine)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", w.Code)
		}
		if w := b.Post("/admin/tables/holidays", form("seen", "0", "body", broken, "why", "x")); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a broken one by hand: %d", w.Code)
		}
		if w := b.Post("/admin/tables/holidays", put); w.Code != http.StatusSeeOther {
			t.Fatalf("put: %d\n%s", w.Code, w.Body)
		}
		if body, _, own, err := c.Store.Table(t.Context(), "holidays"); err != nil || !own || strings.ReplaceAll(body, "\r\n", "\n") != mine {
			t.Errorf("what is in force differs: %v, %v", own, err)
		}
		c.Clock = c.Clock.Add(time.Minute)
		w = b.Post("/admin/tables/holidays", put)
		if w.Code != http.StatusConflict {
			t.Errorf("on top of what was not seen: %d", w.Code)
		}
		page = b.Page("/admin/tables/holidays/versions/0")
		holds(t, "back", page, "新增 1")
		if w := b.Post("/admin/tables/holidays", form("seen", hidden(t, page, "seen"), "back", hidden(t, page, "back"), "why", "退回")); w.Code != http.StatusSeeOther {
			t.Fatalf("back: %d\n%s", w.Code, w.Body)
		}
		if body, _, _, err := c.Store.Table(t.Context(), "holidays"); err != nil || body != shipped {
			t.Errorf("not back: %v", err)
		}
		if got := deeds(t, c, store.DeedsOf{On: "holidays"}); len(got) != 2 || got[0] != "admin table.back holidays" {
			t.Errorf("recorded %q", got)
		}
		for _, target := range []string{"/admin/tables/passwords", "/admin/tables/holidays/versions/77", "/admin/tables/holidays/versions/x"} {
			if w := b.Get(target); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", target, w.Code)
			}
		}
		if w := b.Upload("/admin/tables/holidays/look", nil, "file", "h.csv", make([]byte, 20<<20)); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("20 MB: %d", w.Code)
		}
		lacks(t, "page", b.Page("/admin/audit"), script)
	})
}

func TestNamesOfPlacesAreAddedAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, c *webtest.Console, _ *works) {
		b := c.As(account.Admin)
		at := func() string {
			t.Helper()
			network, err := c.Store.Network(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return network.Find("Shop 7, Baigou, China", "", "").Code
		}
		holds(t, "tables", b.Page("/admin/tables"), "补充地名")
		holds(t, "before", b.Page("/admin/tables/places"), "<th><bdi>name</bdi></th>")
		w := b.Upload("/admin/tables/places/look", nil, "file", "p.csv", []byte("name,code,note\nBaigou,130684,\nFrance,130684,\nXincheng Market,1306,"+script+"\n"))
		if w.Code != http.StatusUnprocessableEntity {
			t.Fatalf("a broken table: %d", w.Code)
		}
		holds(t, "broken", w.Body.String(), "row 3: ", "is a country", "row 4: ")
		lacks(t, "broken", w.Body.String(), script)
		page := b.Upload("/admin/tables/places/look", nil, "file", "p.csv", []byte("name,code,note\nBaigou,130684,"+script+"\n")).Body.String()
		holds(t, "look", page, "新增 1")
		if w := b.Post("/admin/tables/places", form("seen", hidden(t, page, "seen"), "body", hidden(t, page, "body"), "why", "箱包市场")); w.Code != http.StatusSeeOther {
			t.Fatalf("put: %d\n%s", w.Code, w.Body)
		}
		if got := at(); got != "130684" {
			t.Errorf("in force, and the address is at %s", got)
		}
		c.Clock = c.Clock.Add(time.Minute)
		page = b.Page("/admin/tables/places/versions/0")
		if w := b.Post("/admin/tables/places", form("seen", hidden(t, page, "seen"), "back", hidden(t, page, "back"), "why", "退回")); w.Code != http.StatusSeeOther {
			t.Fatalf("back: %d\n%s", w.Code, w.Body)
		}
		if got := at(); got != "CN" {
			t.Errorf("taken back, and the address is at %s", got)
		}
		if got := deeds(t, c, store.DeedsOf{On: "places"}); len(got) != 2 || got[0] != "admin table.back places" {
			t.Errorf("recorded %q", got)
		}
	})
}
