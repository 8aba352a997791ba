package browsertest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// says fails unless a part of the page says all of it.
func (b *tab) says(css string, all ...string) {
	b.t.Helper()
	text := get(b, chromedp.TextContent(chromedp.CSS(css)))
	for _, want := range all {
		if !strings.Contains(text, want) {
			b.t.Fatalf("%s of %s lacks %q: %s", css, get(b, chromedp.Location()), want, text)
		}
	}
}

// fill puts values into the fields of the page's form.
func (b *tab) fill(values map[string]string) {
	b.t.Helper()
	raw, err := json.Marshal(values)
	if err != nil {
		b.t.Fatal(err)
	}
	missing := ask[[]string](b, `((values) => {
		const missing = [];
		for (const [name, value] of Object.entries(values)) {
			const field = document.querySelector("main [name=" + CSS.escape(name) + "]");
			if (!field) { missing.push(name); continue; }
			for (let d = field.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
			field.value = value;
			field.dispatchEvent(new Event("change", {bubbles: true}));
		}
		return missing;
	})(`+string(raw)+`)`)
	if len(missing) > 0 {
		b.t.Fatalf("%s has no fields %q", get(b, chromedp.Location()), missing)
	}
}

// follow goes where a link of the page leads.
func (b *tab) follow(css string) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(css)))
	b.press(css)
}

// quiet fails if the browser's console said anything.
func (b *tab) quiet() {
	b.t.Helper()
	for _, line := range b.heard() {
		b.t.Errorf("the browser says: %s", line)
	}
}

// key presses a key of the keyboard on the page.
func (b *tab) key(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key))
}

// lead presses a key that leads to another page, and waits for it.
func (b *tab) lead(key string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key)); err != nil {
		b.t.Fatalf("key %q: %v", key, err)
	}
}

// A center goes through its list by the keyboard alone: it opens a matter, finds
// the forms of what can be done to it, and signs.
func staffWorks(t *testing.T, b *tab) {
	b.t = t
	b.visit("/triage")
	b.key("?")
	if !ask[bool](b, `document.getElementById("keys").open`) {
		t.Error("? does not say the keys")
	}
	b.key("j")
	b.lead("\r")
	b.says("h1", "QUILLOMA")
	for key, field := range map[string]string{"t": "to", "f": "said", "m": "until"} {
		b.key(key)
		if name := ask[string](b, `document.activeElement.name`); name != field {
			t.Errorf("%s leads to the field %q, want %q", key, name, field)
		}
		b.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	}
	b.look("zhongshan", "/matter")
	if pdf := get(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4))); !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Error("a matter does not print")
	}
	b.lead("s")
	b.says(".flash", "已签收")
	b.follow(`main a[href^="/stored/"]`)
	b.look("zhongshan", "/stored")
	b.visit("/triage")
	b.key("j")
	b.lead("m")
	if name := ask[string](b, `document.activeElement.name`); name != "until" {
		t.Errorf("m on the list leads to the field %q", name)
	}
	b.quiet()
}

// Somebody reads the page that a verdict rests on, and confirms a company.
func confirms(t *testing.T, b *tab) {
	b.t = t
	b.visit("/matters/us-itc%2F337-TA-1452")
	b.press(`#parties button[value="confirm"]`)
	b.says(".flash", "已记录")
	b.says("#parties", "已确认", "演示国家中心")
	b.look("national", "/matter")
	b.press(`#parties button[value="open"]`)
	b.visit("/matters/us-ilnd%2F1:24-cv-02614")
	b.says("#acts", "temporary restraining order")
	b.says("#acts mark", "report")
	b.follow(`#acts a[href^="/stored/"]`)
	b.says("main mark", "24-cv-02614")
	b.look("national", "/stored")
	b.quiet()
}

// A center signs for a matter, and writes down what it did.
func staffSigns(t *testing.T, b *tab) {
	b.t = t
	b.visit("/triage")
	b.press(`main tbody tr:not(.done) form button`)
	b.says(".flash", "已签收")
	b.visit("/triage?signed=yes")
	b.follow(`main td.title a`)
	b.follow(`main a[href^="/cases/"]`)
	b.fill(map[string]string{"text": "已电话联系企业，企业将于本周内答复。"})
	b.press(`main form[action^="/cases/"] button`)
	b.says("main table", "已电话联系企业", "中山分中心")
	b.look("zhongshan", "/case")
	b.visit("/cases")
	b.says("main table", "QUILLOMA")
	if pdf := get(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4))); !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Error("the case does not print")
	}
	b.quiet()
}

// Signing in and signing for a matter need no script.
func signsWithoutScript(t *testing.T, b *tab) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.signIn("zhongshan")
	b.visit("/triage")
	b.press(`main tbody tr:not(.done) form button`)
	b.says(".flash", "已签收")
}

// A search finds what it asks for, in both languages.
func searches(t *testing.T, b *tab) {
	b.t = t
	b.visit("/find")
	b.do(chromedp.SendKeys(chromedp.CSS(`main input[type="search"], main input[name="q"]`), "QUILLOMA"))
	b.press(`main form[action="/find"] button`)
	b.says("main", "QUILLOMA", "99236118")
	b.press(`a.other`)
	if lang := ask[string](b, `document.documentElement.lang`); lang != "en" {
		t.Errorf("the other language is %q", lang)
	}
	b.says("main", "QUILLOMA", "99236118")
	for _, path := range paths("readonly") {
		b.visit(path)
		b.look("english", path)
	}
	b.press(`a.other`)
	b.quiet()
}

// Rows of a report open in Excel.
func downloads(t *testing.T, b *tab) {
	b.t = t
	dir := t.TempDir()
	allow := browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: dir, EventsEnabled: new(true),
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
	}
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, allow); err != nil {
		t.Fatal(err)
	}
	done := make(chan *browser.EventDownloadProgress, 1)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := chromedp.ListenBrowser(ctx, func(ev any) {
		if ev, ok := ev.(*browser.EventDownloadProgress); ok && ev.State != browser.DownloadProgressStateInProgress {
			select {
			case done <- ev:
			default:
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.visit("/reports/rows")
	b.do(chromedp.Click(chromedp.CSS(`main a[href*="rows.xlsx"]`)))
	select {
	case ev := <-done:
		if ev.State != browser.DownloadProgressStateCompleted {
			t.Fatalf("download %s", ev.State)
		}
		book, err := excelize.OpenFile(filepath.Join(dir, ev.GUID))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		if rows, err := book.GetRows(book.GetSheetName(0)); err != nil || len(rows) < 2 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	case <-ctx.Done():
		t.Fatal("nothing is downloaded")
	}
}

// An exporter's file is read, looked at and saved.
func importsWatchlist(t *testing.T, b *tab) {
	b.t = t
	file := filepath.Join(t.TempDir(), "名单.csv")
	if err := os.WriteFile(file, []byte("类型,名称\n商标,SOUNDCORE\n商标,ANKER\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.visit("/lists")
	b.press(`main td a[href^="/lists/"]`)
	b.look("yiwu", "/list")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#import").open = true`))
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#import input[type="file"]`), []string{file}))
	b.press(`#import form button`)
	b.says("main", "SOUNDCORE", "ANKER")
	b.look("yiwu", "/list-preview")
	b.press(`form[action$="/save"] button`)
	b.says(".flash", "已保存")
	b.says("main table", "SOUNDCORE", "ANKER")
	b.quiet()
}

// court is a list of cases as a court shows it.
const court = `<html><title>Cases</title><table id=cases>
<tr><td>1:26-cv-00007</td><td>Acme 7 LLC v. Doe</td><td>03/09/2026</td></tr>
<tr><td>1:26-cv-00008</td><td>Acme 8 LLC v. Doe</td><td>03/09/2026</td></tr>
</table></html>`

// A crawl rule is tried and changed, approved by another person, put in force
// and rolled back.
func changesRule(t *testing.T, admin, second *tab) {
	admin.t, second.t = t, t
	admin.visit("/rules/_new")
	admin.fill(map[string]string{
		"name": "new-court", "title.zh": "示例法院新案", "title.en": "Example court, new cases", "kind": "lawsuit",
		"list.urls": "https://www.court.example/cases", "format": "html", "rows": "table#cases tr",
		"fields.number.select": "td:nth-child(1)", "fields.title.select": "td:nth-child(2)", "fields.filed.select": "td:nth-child(3)",
		"fields.filed.layout": "MM/DD/YYYY", "fields.parties[1].role": "plaintiff", "fields.parties[1].select": "td:nth-child(2)",
		"fields.parties[1].match": `^(.+?) v\. `, "key.authority": "us-exd", "act": "complaint", "place": "entry.1",
		"schedule": "20 6-22/2 * * *", "zone": "America/Chicago", "fresh": "21 天", "expect.weekday": "2", "expect.silence": "96小时", "pace": "5秒",
		"paste": court,
	})
	admin.press(`button[name="do"][value="try"]`)
	admin.says("#tried", "选到 2 行", "1:26-cv-00007")
	admin.look("admin", "/rule-tried")
	admin.press(`button[name="do"][value="save"]`)
	first := get(admin, chromedp.Location())
	to := func(b *tab, at, state, says string) {
		t.Helper()
		b.visit(strings.TrimPrefix(at, b.url))
		b.do(chromedp.Evaluate[chromedp.Void](`window.confirm = () => true`))
		b.press(`button[name="to"][value="` + state + `"]`)
		b.says(".flash", says)
	}
	pass := func(at string) {
		t.Helper()
		to(admin, at, "proposed", "已提交审核")
		to(second, at, "approved", "已批准")
		to(admin, at, "active", "已启用")
	}
	pass(first)
	admin.visit("/rules/new-court/edit")
	admin.fill(map[string]string{"rows": "table#cases tr + tr", "note": "去掉第一行", "paste": court})
	admin.press(`button[name="do"][value="try"]`)
	admin.says("#tried", "选到 1 行")
	admin.press(`button[name="do"][value="save"]`)
	changed := get(admin, chromedp.Location())
	admin.says("main", "table#cases tr + tr")
	pass(changed)
	to(admin, first, "active", "已启用")
	admin.visit("/rules")
	admin.says("main table", "示例法院新案", "第 1 版在用")
	admin.look("admin", "/rules")
	admin.visit("/rules/new-court")
	admin.look("admin", "/rule")
}
