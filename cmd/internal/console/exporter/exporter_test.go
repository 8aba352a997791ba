package exporter_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/exporter"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// A house is a console with the exporters' room, and what it asked for.
type house struct {
	*webtest.Console
	scanned []alerts.Entry
	since   time.Time
}

func open(t *testing.T) *house { return on(t, storetest.Open(t, storetest.SQLite(t))) }

func on(t *testing.T, db *store.DB) *house {
	h := &house{}
	h.Console = webtest.On(t, db, func(w web.House) []web.Room {
		w.Rescan = func(_ context.Context, _ *sql.Tx, added []alerts.Watchlist, since, _ time.Time) (string, error) {
			for _, l := range added {
				h.scanned = append(h.scanned, l.Entries...)
			}
			h.since = since
			return "", nil
		}
		w.Preview = func(_ context.Context, lists []alerts.Watchlist, _ time.Time) (*alerts.Preview, error) {
			p := alerts.NewPreview(lists, nil)
			for range 12 {
				f := crawlers.Filing{
					Source: "s", Kind: crawlers.Squatting, Key: crawlers.Key{Authority: "cn.test", Number: "1"}, Title: "Application for <b>ANKER</b>",
					Marks: []crawlers.Mark{{Text: "ANKER", Classes: []int{9}}}, Filed: crawlers.Date{Time: webtest.Now},
				}
				if err := p.Add(f, func() (alerts.Verdict, error) { return alerts.Verdict{}, nil }); err != nil {
					return nil, err
				}
			}
			return p, nil
		}
		return []web.Room{exporter.Room(w)}
	})
	return h
}

// begin makes a list and returns its page.
func (h *house) begin(t *testing.T, b *webtest.Browser, name string) string {
	t.Helper()
	w := b.Post("/lists", url.Values{"name": {name}})
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/lists/w-") {
		t.Fatalf("POST /lists: %d to %q\n%s", w.Code, to, w.Body)
	}
	return to
}

func (h *house) kept(t *testing.T, page string) store.OrgList {
	t.Helper()
	l, err := h.Store.OrgList(t.Context(), webtest.Org, strings.TrimPrefix(page, "/lists/"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func holds(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not hold %q:\n%s", s, page)
		}
	}
}

func sent(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func TestAnEntryIsPreviewedAndThenSaved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := on(t, db)
		b := h.As(account.Exporter)
		list := h.begin(t, b, "安克")
		draft := sent(t, b.Post(list+"/add", url.Values{"version": {"1"}, "type": {"mark"}, "value": {"ANKER"}, "classes": {"第9类;35"}, "owner": {"安克"}}))
		page := b.Page(draft)
		holds(t, page, "ANKER", "过于宽泛", "Application for &lt;b&gt;ANKER&lt;/b&gt;", "9 35", "安克", "以商标为名的店铺")
		if len(h.kept(t, list).Entries) != 0 || len(h.scanned) != 0 {
			t.Error("it was stored before it was saved")
		}
		// Nothing ticked is nothing saved.
		if w := b.Post(draft+"/save", url.Values{"version": {"1"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("nothing ticked: %d", w.Code)
		}
		sent(t, b.Post(draft+"/save", url.Values{"version": {"1"}, "add": {"0"}}))
		l := h.kept(t, list)
		if len(l.Entries) != 1 || l.Entries[0].Value != "ANKER" || len(l.Entries[0].Classes) != 2 || len(h.scanned) != 1 {
			t.Errorf("kept %+v, looked for %+v: want the one that was ticked", l.Entries, h.scanned)
		}
		if w := b.Get(draft); w.Code != http.StatusNotFound {
			t.Errorf("the draft after it was saved: %d", w.Code)
		}
		// The same again is known.
		if w := b.Post(list+"/add", url.Values{"version": {"2"}, "type": {"mark"}, "value": {"ANKER"}, "classes": {"9;35"}, "owner": {"安克"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("known: %d", w.Code)
		}
		// It is changed in one step: the old one goes.
		key := regexp.MustCompile(`\?change=(\w+)`).FindStringSubmatch(b.Page(list))[1]
		holds(t, b.Page(list+"?change="+key), `name="old" value="`+key+`"`, `value="9;35"`)
		draft = sent(t, b.Post(list+"/add", url.Values{"version": {"2"}, "old": {key}, "type": {"mark"}, "value": {"ANKERX"}}))
		sent(t, b.Post(draft+"/save", url.Values{"version": {"2"}, "add": {"0"}, "other": {"0"}}))
		l = h.kept(t, list)
		if len(l.Entries) != 2 || l.Entries[0].Value != "ANKERX" || l.Entries[1].Type != alerts.WatchStore {
			t.Errorf("kept %+v: want ANKERX and its store", l.Entries)
		}
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{On: l.ID}, 10)
		if err != nil || len(deeds) != 3 {
			t.Errorf("recorded %+v, %v: want three deeds", deeds, err)
		}
	})
}

func TestWhatIsWrongWithAnEntryStandsAtItsField(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "安克")
	for _, tc := range []struct{ field, value, want string }{
		{"value", "", "请填写"},
		{"value", "a", "至少两个字符"},
		{"classes", "46", "1 至 45"},
		{"countries", "火星", "不认识的国家"},
		{"code", "91440300MA5EUXYZ00", "不是统一社会信用代码"},
		{"type", "planet", "请从列表中选择"},
		{"value", strings.Repeat("长", 301), "过长"},
	} {
		form := url.Values{"version": {"1"}, "type": {"company"}, "value": {"示例电子"}}
		form.Set(tc.field, tc.value)
		w := b.Post(list+"/add", form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tc.want) {
			t.Errorf("%s %.20q: %d, want %q", tc.field, tc.value, w.Code, tc.want)
		}
	}
	const script = `<script>alert(1)</script>`
	form := url.Values{"version": {"1"}, "type": {"mark"}}
	for _, field := range []string{"value", "owner", "note"} {
		form.Set(field, script)
	}
	draft := sent(t, b.Post(list+"/add", form))
	sent(t, b.Post(draft+"/save", url.Values{"version": {"1"}, "add": {"0"}}))
	sent(t, b.Post(list, url.Values{"version": {"2"}, "name": {script}}))
	for _, page := range []string{"/lists", list} {
		if strings.Contains(b.Page(page), script) {
			t.Errorf("%s: a script of the reader's stands in it", page)
		}
	}
}

func TestTheSecondEditorIsTold(t *testing.T) {
	h := open(t)
	one, two := h.As(account.Exporter), h.As(account.Exporter)
	list := h.begin(t, one, "安克")
	draft := sent(t, two.Post(list+"/add", url.Values{"version": {"1"}, "type": {"mark"}, "value": {"ANKER"}}))
	sent(t, one.Post(list, url.Values{"version": {"1"}, "name": {"安克创新"}}))
	for _, tc := range []struct {
		path string
		form url.Values
	}{
		{list, url.Values{"name": {"别名"}}},
		{list + "/pause", url.Values{}},
		{list + "/drop", url.Values{}},
		{draft + "/save", url.Values{"add": {"0"}}},
	} {
		tc.form.Set("version", "1")
		w := two.Post(tc.path, tc.form)
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "别人修改了这个清单") || !strings.Contains(w.Body.String(), `name="version" value="2"`) {
			t.Errorf("%s: %d, want to be told, and the version of now", tc.path, w.Code)
		}
	}
	if l := h.kept(t, list); l.Name != "安克创新" || l.Version != 2 || len(l.Entries) != 0 {
		t.Errorf("%+v: want what was saved first", l)
	}
	sent(t, two.Post(draft+"/save", url.Values{"version": {"2"}, "add": {"0"}}))

	// Paused, what came meanwhile is looked through when it goes on, and a year for
	// what was added meanwhile.
	sent(t, one.Post(list+"/pause", url.Values{"version": {"3"}}))
	h.Clock = h.Clock.Add(48 * time.Hour)
	one, h.scanned = h.As(account.Exporter), nil
	sent(t, one.Post(list+"/pause", url.Values{"version": {"4"}, "resume": {"yes"}}))
	if year := h.Clock.Add(-365 * 24 * time.Hour); len(h.scanned) != 1 || !h.since.Equal(year) {
		t.Errorf("looked for %+v since %v: want all in a year, since entries may be new", h.scanned, h.since)
	}
	sent(t, one.Post(list+"/drop", url.Values{"version": {"5"}}))
	if w := one.Get(list); w.Code != http.StatusNotFound {
		t.Errorf("dropped: %d", w.Code)
	}
}

func TestNothingOfAnotherOrgIsReachable(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "安克")
	draft := sent(t, b.Post(list+"/add", url.Values{"version": {"1"}, "type": {"mark"}, "value": {"ANKER"}}))
	if err := h.Accounts.PutOrg(t.Context(), "test", "org-other", "别家"); err != nil {
		t.Fatal(err)
	}
	u, err := h.Accounts.Add(t.Context(), "test", account.User{Login: "other", Role: account.Exporter, Org: "org-other"}, webtest.Password, false)
	if err != nil {
		t.Fatal(err)
	}
	h.Users[account.Exporter] = u
	other := h.As(account.Exporter)
	own := h.begin(t, other, "别家")
	forged := own + strings.TrimPrefix(draft, list)
	form := url.Values{"version": {"1"}, "type": {"mark"}, "value": {"X1"}, "name": {"x"}, "add": {"0"}, "entry": {"x"}, "mode": {"add"}, "kind": {""}}
	for _, path := range []string{list, list + "/table", draft, forged} {
		if w := other.Get(path); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", path, w.Code)
		}
	}
	for _, path := range []string{list, list + "/pause", list + "/drop", list + "/remove", list + "/add", draft + "/save", draft + "/read", draft + "/drop", forged + "/save", forged + "/read", forged + "/drop"} {
		if w := other.Post(path, form); w.Code != http.StatusNotFound {
			t.Errorf("POST %s: %d, want 404", path, w.Code)
		}
	}
	if w := other.Upload(list+"/import", form, "file", "a.csv", []byte("类型,名称\n商标,XX\n")); w.Code != http.StatusNotFound {
		t.Errorf("import: %d, want 404", w.Code)
	}
	if strings.Contains(other.Page("/lists"), "安克") {
		t.Error("another org's list is listed")
	}
	b.Page(draft) // is still there
}

// load imports a file and returns its draft's address.
func load(t *testing.T, b *webtest.Browser, list, name string, body []byte, mode, kind string) string {
	t.Helper()
	return sent(t, b.Upload(list+"/import", url.Values{"version": {"1"}, "mode": {mode}, "kind": {kind}}, "file", name, body))
}

func TestATableIsReadRowByRow(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "安克")
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("安克监控名单\n类型,名称,类别,国家\n商标,ANKER,9;35,美国\n商标,ANKER,35;9,美国\n商标,ANKER,9;35,美国\n<img src=x onerror=1>,火星,,\n企业,示例电子有限公司,,\n商标,OTHER,99,\n"))
	if err != nil {
		t.Fatal(err)
	}
	draft := load(t, b, list, "名单.csv", gbk, "add", "")
	page := b.Page(draft)
	holds(t, page, "名单.csv", "共 6 行：可用 3，重复 1，有误 2", "不认识的类型", "不是尼斯分类", "示例电子有限公司", "&lt;img src=x")
	sent(t, b.Post(draft+"/save", url.Values{"version": {"1"}, "add": {"0", "2"}}))
	if l := h.kept(t, list); len(l.Entries) != 2 {
		t.Errorf("kept %+v, want two", l.Entries)
	}
	// What it says of itself can be read again.
	w := b.Get(list + "/table")
	draft = sent(t, b.Upload(list+"/import", url.Values{"version": {"2"}, "mode": {"add"}, "kind": {""}}, "file", "again.csv", w.Body.Bytes()))
	holds(t, b.Page(draft), "共 2 行：可用 0，重复 2，有误 0", "没有新的条目")
}

func TestColumnsAreSaidAfterwards(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "安克")
	draft := load(t, b, list, "a.csv", []byte("我们的牌子,编号\nANKER,1\nSOUNDCORE,2\n"), "replace", "")
	holds(t, b.Page(draft), "表格的列没有读懂", `name="column-1"`, "SOUNDCORE")
	sent(t, b.Post(draft+"/read", url.Values{"kind": {"mark"}, "column-1": {"value"}, "column-2": {""}}))
	holds(t, b.Page(draft), "共 2 行：可用 2，重复 0，有误 0")
	sent(t, b.Post(draft+"/save", url.Values{"version": {"1"}, "add": {"0", "1"}}))
	if l := h.kept(t, list); len(l.Entries) != 2 || l.Entries[1].Value != "SOUNDCORE" || l.Entries[1].Type != alerts.WatchMark {
		t.Errorf("kept %+v", l.Entries)
	}
}

func TestAWorkbookWithFormulasAndMergedCells(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]string{"A1": "监控名单", "A2": "类型", "B2": "名称", "A3": "商标", "B3": "ANKER", "B4": "SOUNDCORE"} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.MergeCell("Sheet1", "A1", "B1"); err != nil {
		t.Fatal(err)
	}
	if err := book.MergeCell("Sheet1", "A3", "A4"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellFormula("Sheet1", "B5", `CONCATENATE("EU","FY")`); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	h := open(t)
	browser := h.As(account.Exporter)
	list := h.begin(t, browser, "安克")
	page := browser.Page(load(t, browser, list, "名单.xlsx", b.Bytes(), "add", "mark"))
	holds(t, page, "ANKER", "SOUNDCORE", "可用 2")
	if strings.Contains(page, "CONCATENATE") {
		t.Error("a formula is taken for a name")
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "安克")
	if w := b.Upload(list+"/import", url.Values{"version": {"1"}, "mode": {"add"}, "kind": {""}}, "file", "big.csv", make([]byte, 20<<20)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("20 MB: %d, want 413", w.Code)
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		zeros := make([]byte, 1<<20)
		for range 100 {
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{"bomb.xlsx": bomb.Bytes(), "a.pdf": []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj"), "empty.csv": nil, "noise.bin": bytes.Repeat([]byte{0, 200, 17}, 1000)} {
		page := b.Page(load(t, b, list, name, body, "add", ""))
		if !strings.Contains(page, "无法读取") && !strings.Contains(page, "没有读懂") {
			t.Errorf("%s: the page does not say that it cannot be read:\n%s", name, page)
		}
	}
	if l := h.kept(t, list); l.Version != 1 {
		t.Errorf("%+v: want nothing changed", l)
	}
}
