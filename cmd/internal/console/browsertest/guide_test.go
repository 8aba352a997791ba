package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	rooms "tocsin/cmd/internal/console"
)

// guides is where the users' guides stand. What they put in 「」 is a name that
// the pages carry: of a link, a button, a part to open, a field or a choice.
// Their pictures are made here, by make guide.
const guides = "../../../../deploy/guide"

// largest is how many bytes a picture of a guide may have.
const largest = 120 << 10

var (
	quoted  = regexp.MustCompile(`「([^」]+)」`)
	picture = regexp.MustCompile(`!\[[^\]]+\]\(pictures/([^)]+)\)`)
	further = regexp.MustCompile(`\]\(([^):#]+\.md)[^)]*\)`)
	number  = regexp.MustCompile(`^\d+\. `)
	deed    = regexp.MustCompile(`「([^」]+)」|\*\*([^*]+)\*\*|“([^”]+)”`)
)

// whole reports whether the pages say a name: as it is, or its beginning where
// it ends in dots.
func whole(said map[string]bool, name string) bool {
	if start, cut := strings.CutSuffix(name, "……"); cut {
		return slices.ContainsFunc(slices.Collect(maps.Keys(said)), func(s string) bool { return strings.HasPrefix(s, start) })
	}
	return said[name]
}

func TestGuidesNameWhatPagesSay(t *testing.T) {
	said := map[string]bool{}
	for _, room := range rooms.Rooms(rooms.House{}) {
		for _, text := range room.Texts {
			said[text[0]] = true
		}
	}
	web, err := parser.ParseFile(token.NewFileSet(), "../web/text.go", nil, 0) // what every room says is its own
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(web, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			said[strings.Trim(lit.Value, `"`)] = true
		}
		return true
	})
	files, err := filepath.Glob(guides + "/*.md")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d guides, %v", len(files), err)
	}
	used := map[string]bool{}
	for _, file := range files {
		name := filepath.Base(file)
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(body), -1) {
			if !whole(said, m[1]) {
				t.Errorf("%s: no page says %q", name, m[1])
			}
		}
		for _, m := range picture.FindAllStringSubmatch(string(body), -1) {
			used[m[1]] = true
			switch info, err := os.Stat(filepath.Join(guides, "pictures", m[1])); {
			case err != nil:
				t.Errorf("%s: %v; make guide makes it", name, err)
			case info.Size() > largest:
				t.Errorf("%s: %s has %d bytes, want %d at most", name, m[1], info.Size(), largest)
			}
		}
		for _, m := range further.FindAllStringSubmatch(string(body), -1) {
			if _, err := os.Stat(filepath.Join(guides, m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	pictures, err := os.ReadDir(filepath.Join(guides, "pictures"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		if !used[p.Name()] {
			t.Errorf("no guide shows %s", p.Name())
		}
	}
}

// firstSteps returns the numbered steps of a guide's first ten minutes.
func firstSteps(t *testing.T, guide string) (steps []string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(guides, guide))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(body), "\n## 最初十分钟\n")
	part, _, _ := strings.Cut(after, "\n## ")
	for line := range strings.Lines(part) {
		switch {
		case number.MatchString(line):
			steps = append(steps, line)
		case len(steps) > 0 && strings.HasPrefix(line, " "):
			steps[len(steps)-1] += line
		}
	}
	if len(steps) < 5 {
		t.Fatalf("%s has %d first steps", guide, len(steps))
	}
	return steps
}

// A reader does what the steps of a guide say and nothing else: uses what is
// in 「」, with values for the fields, does what is in ** **, and looks for what
// is in “”.
type reader struct {
	*tab
	values map[string][]string // of a field, one after the other; the last stays
	does   map[string]func()
}

func (r reader) follows(guide string) {
	r.t.Helper()
	for _, step := range firstSteps(r.t, guide) {
		for _, m := range deed.FindAllStringSubmatch(step, -1) {
			switch name, act, read := m[1], m[2], m[3]; {
			case name != "":
				r.use(step, name)
			case act != "":
				do := r.does[act]
				if do == nil {
					r.t.Fatalf("nobody knows how to do %q: %s", act, step)
				}
				do()
			default:
				if text := get(r.tab, chromedp.TextContent(chromedp.CSS("body"))); !strings.Contains(text, read) {
					r.t.Fatalf("%s does not say %q: %s", get(r.tab, chromedp.Location()), read, step)
				}
			}
		}
	}
}

// use presses or fills what carries the name and can be seen.
func (r reader) use(step, name string) {
	r.t.Helper()
	var value string
	if all := r.values[name]; len(all) > 0 {
		if value = all[0]; len(all) > 1 {
			r.values[name] = all[1:]
		}
	}
	args, err := json.Marshal([]string{name, value})
	if err != nil {
		r.t.Fatal(err)
	}
	switch how := ask[string](r.tab, named+string(args)+")"); how {
	case "done":
	case "press":
		r.press("[data-guide]")
	default:
		r.t.Fatalf("%s: %s 「%s」: %s", get(r.tab, chromedp.Location()), how, name, step)
	}
}

// named finds what carries a name, in the page before its head, and fills or
// opens it; what leads to another page is marked, to be pressed.
const named = `(([name, value]) => {
	const carries = (e) => {
		const text = e.textContent.trim().replace(/\s+/g, " ");
		return name.endsWith("……") ? text.startsWith(name.slice(0, -2)) : text === name;
	};
	window.confirm = () => true;
	document.querySelectorAll("[data-guide]").forEach((e) => e.removeAttribute("data-guide"));
	for (const place of ["main", "header"]) {
		for (const e of document.querySelectorAll(["a", "button", "summary", "label"].map((kind) => place + " " + kind).join())) {
			if (!carries(e) || !e.checkVisibility()) continue;
			if (e.matches("summary")) {
				if (e.parentElement.open) continue;
				e.click();
				return "done";
			}
			if (!e.matches("label")) {
				e.setAttribute("data-guide", "");
				return "press";
			}
			const field = e.control;
			if (!field) return "a label without a field";
			if (field.type === "checkbox") field.checked = true;
			else if (value) field.value = value;
			else if (!field.matches("select")) return "nothing to write into";
			return "done";
		}
	}
	for (const e of document.querySelectorAll("main option")) {
		if (!carries(e) || !e.parentElement.checkVisibility()) continue;
		e.selected = true;
		return "done";
	}
	return "nothing carries";
})(`

// Each guide's first ten minutes are followed literally, by people who have
// never been here.
func followsGuides(browser context.Context, t *testing.T, s site) {
	dir := os.Getenv("TOCSIN_TEST_GUIDE")
	if dir != "" {
		takesFirstPictures(browser, t, s, dir)
	}
	staff := reader{tab: newTab(browser, t, s), values: map[string][]string{
		"登录名": {"national"}, "密码": {s.password}, "内容": {"已电话联系企业，说明期限。"}, "企业": {"义乌周边出口商"}, "联系人与电话": {"国家中心 12330"},
	}}
	staff.does = map[string]func(){
		"打开网址":   func() { staff.visit("/") },
		"点第一行案名": func() { staff.press("main tbody td.title a") },
	}
	staff.follows("staff.md")

	const chosen = "只有我自己知道的密码"
	admin := reader{tab: newTab(browser, t, s), values: map[string][]string{
		"登录名": {"approver", "wangfang"}, "密码": {s.password}, "姓名": {"王芳"},
		"当前密码": {s.password}, "新密码": {chosen}, "再次输入新密码": {chosen},
	}}
	admin.does = map[string]func(){
		"打开网址":    func() { admin.visit("/") },
		"点右上角姓名":  func() { admin.press(`header a[href="/me"]`) },
		"用手机应用扫码": func() { admin.values["验证码"] = []string{admin.oneTime(newTab(browser, t, s))} },
	}
	exporter := reader{tab: newTab(browser, t, s), values: map[string][]string{
		"企业名称": {"温州示例灯具有限公司"}, "统一社会信用代码": {"91330300MA0GU1DE50"}, "企业所在地": {"浙江省温州市"}, "姓名": {"李明"},
		"邮箱": {"liming@exporter.example"}, "登录名": {"liming"}, "密码": {chosen}, "新密码": {chosen}, "再次输入新密码": {chosen},
		"清单名称": {"自有品牌"}, "名称": {"QUILLOMA"}, "权利人": {"温州示例灯具有限公司"},
	}}
	exporter.does = map[string]func(){
		"打开网址": func() { exporter.visit("/") },
		"等管理员开通": func() {
			admin.follows("admin.md")
			admin.approves("温州示例灯具有限公司")
		},
	}
	exporter.follows("exporter.md")
	for _, r := range []reader{staff, admin, exporter} {
		r.quiet()
	}
	if dir != "" {
		takesLastPictures(dir, staff.tab, admin.tab)
	}
}

// approves lets in everybody who waits, up to a company if the guide's reader
// has not done so already.
func (r reader) approves(company string) {
	r.t.Helper()
	r.visit("/admin/signups")
	for ask[bool](r.tab, fmt.Sprintf(`[...document.querySelectorAll("main [data-row]")].some((e) => e.textContent.includes(%q))`, company)) {
		r.press(`main form[action$="/approve"] button`)
	}
}

// oneTime is what an authenticator shows for the secret of the page. The demo has
// a clock of its own, which tells when somebody signed in.
func (b *tab) oneTime(other *tab) string {
	b.t.Helper()
	other.signIn("reader")
	other.visit("/me")
	signed := slices.Max(ask[[]string](other, `[...document.querySelectorAll("#sessions time")].map((e) => e.dateTime)`))
	now, err := time.Parse(time.RFC3339, signed)
	if err != nil {
		b.t.Fatal(err)
	}
	code, err := totp.GenerateCode(get(b, chromedp.Text(chromedp.CSS("code.secret"))), now)
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

// A shot is a part of a page as it stands in a guide.
type shot struct {
	name          string
	top           string // what it begins with
	height, width int64
}

// keep writes a picture of the page into the folder.
func (b *tab) keep(dir string, s shot) {
	b.t.Helper()
	options, scale := []chromedp.EmulateViewportOption{}, 1.0
	if s.width < 600 {
		options, scale = append(options, chromedp.EmulateMobile), 1.5
	}
	b.do(chromedp.EmulateViewport(s.width, s.height, options...))
	top := ask[float64](b, fmt.Sprintf(`Math.max(0, document.querySelector(%q).getBoundingClientRect().top + scrollY - 12)`, s.top))
	raw, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatWebp, Quality: new(int64(80)), CaptureBeyondViewport: new(true),
		Clip: &page.Viewport{Y: top, Width: float64(s.width), Height: float64(s.height), Scale: scale},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, s.name+".webp"), raw.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1280, 900))
}

// desk is how wide a guide shows pages.
const desk = 1100

// show keeps parts of a page.
func (b *tab) show(dir, path string, shots ...shot) {
	b.t.Helper()
	b.visit(path)
	for _, s := range shots {
		b.keep(dir, s)
	}
}

// takesFirstPictures makes those of what nobody has touched yet.
func takesFirstPictures(browser context.Context, t *testing.T, s site, dir string) {
	const mark, investigation = "us-tm%2F99236118", "us-itc%2F337-TA-1452"
	open := func(login string) *tab {
		b := newTab(browser, t, s)
		b.signIn(login)
		return b
	}
	national := open("national")
	national.show(dir, "/triage", shot{"staff-triage", "body", 600, desk}, shot{"staff-phone", "body", 640, 390})
	changed := ask[string](national, `fetch("/matters/`+investigation+`").then((r) => r.text()).then(async (body) => {
		for (const [, path] of body.matchAll(/href="([/]stored[/][^"]+)"/g)) {
			const page = await (await fetch(path)).text();
			if (/<ins>|<del>/.test(page) && page.includes("<mark>")) return path;
		}
	})`)
	national.show(dir, changed, shot{"staff-stored", "main", 620, desk})
	zhongshan := open("zhongshan")
	zhongshan.show(dir, "/matters/"+mark, shot{"staff-matter", "main", 760, desk})
	zhongshan.visit("/help")
	zhongshan.press("main td.title a")
	zhongshan.keep(dir, shot{"staff-help", "main", 560, desk})

	exporter := open("lighting")
	exporter.visit("/lists")
	exporter.press(`main td a[href^="/lists/"]`)
	exporter.fill(map[string]string{"type": "mark", "value": "QUILLOMA 灯饰"})
	exporter.press(`#entry button`)
	exporter.keep(dir, shot{"exporter-preview", "main", 620, desk})
	exporter.show(dir, "/contacts", shot{"exporter-contacts", "main", 620, desk})
	exporter.visit("/mine")
	exporter.press("main td.title a")
	exporter.keep(dir, shot{"exporter-alert", "main", 690, desk})
	exporter.keep(dir, shot{"exporter-phone", "main", 640, 390})
}

// takesLastPictures makes those of what the guides' readers did.
func takesLastPictures(dir string, staff, admin *tab) {
	staff.visit("/cases")
	staff.press("main td.title a")
	staff.keep(dir, shot{"staff-case", "main", 640, desk})
	staff.show(dir, "/reports?unit=quarter&from=2024-01-01&to=2025-12-31&told=all", shot{"staff-reports", "main .now", 560, desk})

	admin.show(dir, "/admin/sources", shot{"admin-sources", "main", 560, desk})
	admin.show(dir, "/admin/deliveries", shot{"admin-deliveries", "main", 480, desk})
	admin.show(dir, "/rules/example-court/versions/2", shot{"admin-rule", "main", 520, desk})
}
