package crawlrules_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/crawlrules"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

// A place answers with its list.
type place struct{ list string }

func (p *place) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, p.list
	if r.URL.Path != "/cases" {
		status, body = http.StatusNotFound, ""
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}, nil
}

func caseList(numbers ...int) string {
	var b strings.Builder
	b.WriteString("<html><title>Cases</title><table id=cases>")
	for _, n := range numbers {
		fmt.Fprintf(&b, "<tr><td>1:26-cv-%05d</td><td>Acme %d LLC v. Doe</td><td>03/09/2026</td></tr>", n, n)
	}
	b.WriteString("</table></html>")
	return b.String()
}

// A console is the room, over a place to be described.
type console struct {
	*webtest.Console
	place *place
}

func open(t *testing.T, db *store.DB) *console {
	t.Helper()
	c := &console{place: &place{list: caseList(1, 2, 3)}}
	c.Console = webtest.On(t, db, func(h web.House) []web.Room {
		h.Rules = web.Rules{
			SecondPerson: true, Shipped: func(name string) bool { return name == "cdtx" }, Transport: c.transport(),
			Replay: func(ctx context.Context, r store.Replay) (string, error) { return pipeline.Replay(ctx, db, r) },
		}
		return []web.Room{crawlrules.Room(h)}
	})
	second := account.User{Login: "second", Name: "second", Role: account.Admin}
	u, err := c.Accounts.Add(t.Context(), "test", second, webtest.Password, false)
	if err != nil {
		t.Fatal(err)
	}
	c.Users["second"] = u
	return c
}

func (c *console) transport() *crawlers.Transport {
	return &crawlers.Transport{Base: c.place, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}}
}

func (c *console) as(t *testing.T, who string) *webtest.Browser {
	t.Helper()
	return c.As(account.Role(who))
}

// good is a form that describes the place.
func good() url.Values {
	return url.Values{
		"name": {"new-court"}, "title.zh": {"示例法院新案"}, "title.en": {"Example court, new cases"}, "kind": {"lawsuit"},
		"list.urls": {"https://www.court.example/cases"}, "format": {"html"}, "rows": {"table#cases tr"},
		"fields.number.select": {"td:nth-child(1)"}, "fields.title.select": {"td:nth-child(2)"}, "fields.filed.select": {"td:nth-child(3)"},
		"fields.filed.layout": {"MM/DD/YYYY"}, "fields.parties[1].role": {"plaintiff"}, "fields.parties[1].select": {"td:nth-child(2)"},
		"fields.parties[1].match": {`^(.+?) v\. `}, "key.authority": {"us-exd"}, "act": {"complaint"}, "place": {"entry.1"},
		"schedule": {"20 6-22/2 * * *"}, "zone": {"America/Chicago"}, "fresh": {"21 天"}, "expect.weekday": {"2"}, "expect.silence": {"96小时"}, "pace": {"5秒"},
		"do": {"save"},
	}
}

func with(change url.Values) url.Values {
	out := good()
	maps.Copy(out, change)
	return out
}

func mustGo(t *testing.T, got interface{ Result() *http.Response }, to string) {
	t.Helper()
	r := got.Result()
	defer r.Body.Close()
	if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), to) {
		body, _ := io.ReadAll(r.Body)
		t.Fatalf("%d to %q, want %q\n%s", r.StatusCode, r.Header.Get("Location"), to, text(string(body)))
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// text is what a page says, without the form that it shows again.
func text(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

func wants(t *testing.T, page string, all ...string) {
	t.Helper()
	said := text(page)
	for _, want := range all {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}

// visit crawls the place as the program does: with the version in force.
func (c *console) visit(t *testing.T) (filings []string) {
	t.Helper()
	active, err := c.Store.ActiveRules(t.Context())
	if err != nil || len(active) != 1 {
		t.Fatalf("%+v, %v", active, err)
	}
	rule, err := listing.Decode([]byte(active[0].Body))
	if err != nil {
		t.Fatal(err)
	}
	source, err := listing.Source(rule)
	if err != nil {
		t.Fatal(err)
	}
	report := source.Run(t.Context(), crawlers.Env{
		Transport: c.transport(), Now: c.Now, Log: slog.New(slog.DiscardHandler), Keep: c.Store.KeepPages,
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				filings = append(filings, f.Key.Number+" "+f.Title)
			}
			return nil
		},
	})
	if report.State != crawlers.OK {
		t.Fatalf("%+v", report)
	}
	return filings
}

// TestTheWholeWay describes a place, tries the rule, has it approved by a second
// person, crawls by it, changes it, replays the change and rolls it back.
func TestTheWholeWay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := open(t, db)
		admin, second := c.as(t, "admin"), c.as(t, "second")
		wants(t, admin.Page("/rules"), "还没有规则")
		admin.Page("/rules/_new")

		w := admin.Post("/rules/_new", with(url.Values{"do": {"try"}, "paste": {caseList(7, 8)}}))
		wants(t, w.Body.String(), "选到 2 行", "读出 2 条", "1:26-cv-00007", "原告 Acme 7 LLC", "没有发现问题")
		w = admin.Post("/rules/_new", with(url.Values{"do": {"fetch"}}))
		wants(t, w.Body.String(), "访问结果：读好了", "选到 3 行", "1:26-cv-00003")
		if last, err := db.LastRules(t.Context()); err != nil || len(last) > 0 {
			t.Fatalf("trying a rule saves it: %+v, %v", last, err)
		}

		mustGo(t, admin.Post("/rules/_new", good()), "/rules/new-court/versions/1")
		pages, err := db.LastPages(t.Context(), "new-court", 5)
		if err != nil || len(pages) != 1 {
			t.Fatalf("%+v, %v; want the page of the dry run", pages, err)
		}
		edit := admin.Page("/rules/new-court/edit")
		wants(t, edit, "https://www.court.example/cases")
		if !strings.Contains(edit, `name="fresh" value="21天"`) {
			t.Error("21 days are not shown as such")
		}
		w = admin.Post("/rules/new-court/edit", with(url.Values{"do": {"try"}, "page": {pages[0].Hash}, "seen": {"1"}}))
		wants(t, w.Body.String(), "选到 3 行")

		step := func(b *webtest.Browser, version int, to string, status int, says string) {
			t.Helper()
			at := fmt.Sprintf("/rules/new-court/versions/%d", version)
			w := b.Post(at, url.Values{"to": {to}, "note": {"看过"}})
			if w.Code != status {
				t.Fatalf("%s: %d, want %d\n%s", to, w.Code, status, text(w.Body.String()))
			}
			page := w.Body.String()
			if status == http.StatusSeeOther {
				page = b.Page(at)
			}
			wants(t, page, says)
		}
		step(admin, 1, "active", 409, "还没有另一位管理员批准")
		step(admin, 1, "proposed", 303, "须由作者和提交人以外的另一位管理员批准")
		step(admin, 1, "approved", 409, "您是此版的作者")
		step(second, 1, "approved", 303, "已批准")
		step(admin, 1, "active", 303, "在用")
		if got := c.visit(t); len(got) != 3 || got[0] != "1:26-cv-00001 Acme 1 LLC v. Doe" {
			t.Errorf("%q", got)
		}

		c.Clock = c.Clock.Add(time.Hour)
		mustGo(t, admin.Post("/rules/new-court/edit", with(url.Values{"seen": {"1"}, "rows": {"table#cases tr + tr"}, "fields.title.match": {"^Acme .*"}, "note": {"去掉第一行"}})), "/rules/new-court/versions/2")
		wants(t, admin.Page("/rules/new-court/versions/2"), "与第 1 版相比", "行的选择器（rows）由 table#cases tr 改为 table#cases tr + tr", "存档页面 1 个")
		w = admin.Post("/rules/new-court/versions/2/replay", url.Values{"against": {"1"}})
		mustGo(t, w, "/rules/new-court/replays/")
		report := w.Header().Get("Location")
		wants(t, admin.Page(report), "排队中", "已读 0%")
		c.work(t, report)
		wants(t, admin.Page(report), "已完成", "读了 1 个页面", "两版相同的 2 条", "多报（只有新版有） 0", "少报（只有旧版有） 1", "Acme 1 LLC v. Doe")
		wants(t, admin.Page("/rules/new-court"), "第 1 版 → 第 2 版", "去掉第一行", "看过")

		step(second, 2, "proposed", 303, "须由作者和提交人以外")
		step(second, 2, "approved", 409, "此版由您提交")
		step(admin, 2, "approved", 409, "您是此版的作者")
		mustGo(t, second.Post("/rules/new-court/edit", with(url.Values{"seen": {"2"}, "rows": {"table#cases tr + tr"}})), "/rules/new-court/versions/3")
		step(second, 3, "proposed", 303, "待审核")
		step(admin, 3, "approved", 303, "已批准")
		step(admin, 3, "active", 303, "在用")
		if got := c.visit(t); len(got) != 2 {
			t.Errorf("%q", got)
		}
		wants(t, admin.Page("/rules/new-court/versions/1"), "回退到此版")
		step(admin, 1, "active", 303, "在用")
		if got := c.visit(t); len(got) != 3 {
			t.Errorf("after the roll back: %q", got)
		}
		wants(t, admin.Page("/rules"), "示例法院新案", "第 1 版在用")
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{On: "new-court"}, 50)
		var did []string
		for _, d := range deeds {
			did = append(did, d.Who+" "+d.What)
		}
		slices.Reverse(did)
		want := "admin rule.draft, admin rule.proposed, second rule.approved, admin rule.active, admin rule.draft, admin rule.replay, second rule.proposed, " +
			"second rule.draft, second rule.proposed, admin rule.approved, admin rule.active, admin rule.active"
		slices.Sort(did)
		sorted := strings.Split(want, ", ")
		slices.Sort(sorted)
		if err != nil || !slices.Equal(did, sorted) {
			t.Errorf("%q, %v", did, err)
		}
	})
}

// work runs the jobs until a report is there.
func (c *console) work(t *testing.T, report string) {
	t.Helper()
	p := &pipeline.Pipeline{Store: c.Store, Now: c.Now, Log: slog.New(slog.DiscardHandler), Poll: 60 * time.Millisecond}
	if err := p.Start(context.WithoutCancel(t.Context()), pipeline.Roles{Work: true}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	if err := p.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := c.Store.Replay(t.Context(), report[strings.LastIndex(report, "/")+1:])
	if err != nil || r.State != store.ReplayDone {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestWhatIsWrongIsSaidAtItsField(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	for _, tc := range []struct{ field, value, at, says string }{
		{"name", "New Court", "name", "短名"},
		{"name", "cdtx", "name", "程序自带来源"},
		{"title.zh", "", "title.zh", "zh 与 en"},
		{"list.urls", "http://127.0.0.1/cases", "list.urls", "要写主机名，不能写 IP 地址"},
		{"list.urls", "http://169.254.169.254/latest/meta-data", "list.urls", "要写主机名"},
		{"list.urls", "http://[::1]/", "list.urls", "要写主机名"},
		{"list.urls", "http://0x7f000001/", "list.urls", "公开网站"},
		{"list.urls", "http://localhost:6379/", "list.urls", "不能是本机或内网地址"},
		{"list.urls", "http://redis.internal/", "list.urls", "不能是本机或内网地址"},
		{"list.urls", "file:///etc/passwd", "list.urls", "不是网址"},
		{"list.urls", "https://a:b@court.example/", "list.urls", "不能有账号"},
		{"list.pages", "many", "list.pages", "请写数字"},
		{"fresh", "soon", "fresh", "21 天"},
		{"rows", "table[", "rows", "选择器写得不对"},
		{"fields.number.select", "", "fields.number.select", "必须有"},
		{"fields.number.select", "//td", "fields.number.select", "./"},
		{"fields.filed.layout", "YY", "fields.filed.layout", "日期写法不对"},
		{"fields.title.match", "(", "fields.title.match", "正则"},
		{"fields.title.take", "$1", "fields.title.take", "match"},
		{"fields.parties[1].role", "", "fields.parties[0].role", "角色"},
		{"fields.parties[1].select", "[", "fields.parties[0].select", "选择器写得不对"},
		{"key.authority", "court", "key.authority", "机构代码"},
		{"act", "", "act", ""},
		{"acts", "Complaint", "acts", "缺少等号"},
		{"acts", "Complaint = nothing", "acts", "没有"},
		{"schedule", "* * * * *", "schedule", "五分钟"},
		{"zone", "Chicago", "zone", ""},
		{"expect.weekday", "", "expect.weekday", "至少有几条"},
		{"expect.silence", "", "expect.silence", "96h"},
		{"detail.address", "(", "detail.address", "正则"},
	} {
		form := with(url.Values{tc.field: {tc.value}})
		if tc.field == "act" {
			form.Del("place")
		}
		w := admin.Post("/rules/_new", form)
		body := w.Body.String()
		_, after, ok := strings.Cut(body, `id="e-`+html.EscapeString(tc.at)+`">`)
		says, _, _ := strings.Cut(after, "</p>")
		if w.Code != http.StatusUnprocessableEntity || !ok || !strings.Contains(html.UnescapeString(says), tc.says) {
			t.Errorf("%s %q: %d, %v, %q; want %q at %s", tc.field, tc.value, w.Code, ok, says, tc.says, tc.at)
		}
	}
	if last, err := c.Store.LastRules(t.Context()); err != nil || len(last) > 0 {
		t.Errorf("%+v, %v", last, err)
	}
}

func TestOddRulesAreSaidInWords(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	deep := strings.Repeat(strings.Repeat("<div>", 400)+"x"+strings.Repeat("</div>", 400), 3)
	for _, tc := range []struct{ name, rows, page, says string }{
		{"nothing", "table#other tr", caseList(1, 2), "匹配 0 行"},
		{"the whole page", "body", caseList(1, 2), "匹配了整页"},
		{"the table", "table#cases", caseList(1, 2), "选到 1 行"},
		{"for ever", "//*[.//*[.//*[.//*[.//nav]]]]", deep, "费时过长，已被停下"},
	} {
		w := admin.Post("/rules/_new", with(url.Values{"do": {"try"}, "rows": {tc.rows}, "paste": {tc.page}}))
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", tc.name, w.Code)
		}
		wants(t, w.Body.String(), tc.says)
	}
	w := admin.Post("/rules/_new", with(url.Values{"do": {"try"}}))
	wants(t, w.Body.String(), "请选择一个存档页面")
	w = admin.Upload("/rules/_new", with(url.Values{"do": {"try"}}), "file", "page.html", []byte(caseList(5)))
	wants(t, w.Body.String(), "1:26-cv-00005")
	c.place.list = "<title>Access denied</title>"
	w = admin.Post("/rules/_new", with(url.Values{"do": {"fetch"}}))
	wants(t, w.Body.String(), "被拒绝")
}

func TestTheSecondOfTwoIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := open(t, db)
		admin, second := c.as(t, "admin"), c.as(t, "second")
		mustGo(t, admin.Post("/rules/_new", good()), "/rules/new-court/versions/1")
		w := second.Post("/rules/_new", good())
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the same name: %d", w.Code)
		}
		wants(t, w.Body.String(), "已有这个短名")
		mustGo(t, admin.Post("/rules/new-court/edit", with(url.Values{"seen": {"1"}, "expect.weekday": {"5"}})), "/rules/new-court/versions/2")
		w = second.Post("/rules/new-court/edit", with(url.Values{"seen": {"1"}, "expect.weekday": {"9"}}))
		if w.Code != http.StatusConflict {
			t.Fatalf("%d", w.Code)
		}
		wants(t, w.Body.String(), "没有保存", "第 2 版 admin", "由 5 改为 9")
		if !strings.Contains(w.Body.String(), `name="expect.weekday" value="9"`) || !strings.Contains(w.Body.String(), `name="seen" value="2"`) {
			t.Error("what the second filled in is gone")
		}
		v, err := db.RuleVersion(t.Context(), "new-court", 0)
		if err != nil || v.Version != 2 || v.By != "admin" {
			t.Errorf("%+v, %v", v, err)
		}
		mustGo(t, second.Post("/rules/new-court/edit", with(url.Values{"seen": {"2"}, "expect.weekday": {"9"}})), "/rules/new-court/versions/3")
	})
}

// TestMarkupInEveryFieldIsText: what is typed, and what pages and errors quote.
func TestMarkupInEveryFieldIsText(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	const evil = `"'><script>alert(1)</script>`
	for field := range good() {
		form := with(url.Values{"do": {"try"}, "paste": {caseList(1)}})
		form.Set(field, evil)
		w := admin.Post("/rules/_new", form)
		if strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s: markup", field)
		}
	}
	form := with(url.Values{"title.zh": {evil}, "title.en": {evil}, "terms": {evil}, "note": {evil}})
	mustGo(t, admin.Post("/rules/_new", form), "/rules/new-court/versions/1")
	page := strings.ReplaceAll(caseList(1, 2), "Acme", html.EscapeString(evil))
	tried := admin.Post("/rules/_new", with(url.Values{"name": {"other"}, "do": {"try"}, "paste": {page}, "page_url": {"javascript:" + evil}})).Body.String()
	wants(t, tried, `<script>alert(1)</script> 1 LLC`)
	for _, body := range []string{tried, admin.Page("/rules"), admin.Page("/rules/new-court"), admin.Page("/rules/new-court/versions/1"), admin.Page("/rules/new-court/edit")} {
		if strings.Contains(body, "<script>alert") || strings.Contains(body, `href="javascript`) {
			t.Errorf("markup:\n%s", body)
		}
	}
}

func ruleFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "crawlers", "listing", "testdata", name, "rule.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fields are the fields of the page's form as a browser would send them.
func fields(page string) url.Values {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		panic(err) // of a string
	}
	out := url.Values{}
	form := doc.Find("form.rules-form")
	form.Find("input[name]").Each(func(_ int, s *goquery.Selection) { out.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	form.Find("textarea[name]").Each(func(_ int, s *goquery.Selection) { out.Set(s.AttrOr("name", ""), s.Text()) })
	form.Find("select[name]").Each(func(_ int, s *goquery.Selection) {
		out.Set(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	return out
}

// TestAFormKeepsWhatARuleSays: what the form does not change stays.
func TestAFormKeepsWhatARuleSays(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	for _, name := range []string{"court", "feed", "marks"} {
		body := ruleFile(t, name)
		rule, err := listing.Decode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Store.WriteRule(t.Context(), rule.Name, body, "li", "", 0, c.Now()); err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"zh", "en"} {
			last, err := c.Store.RuleVersion(t.Context(), rule.Name, 0)
			if err != nil {
				t.Fatal(err)
			}
			form := fields(admin.Page("/rules/" + rule.Name + "/edit?lang=" + lang))
			form.Set("do", "save")
			mustGo(t, admin.Post("/rules/"+rule.Name+"/edit?lang="+lang, form), fmt.Sprintf("/rules/%s/versions/%d", rule.Name, last.Version+1))
			now, err := c.Store.RuleVersion(t.Context(), rule.Name, 0)
			if err != nil {
				t.Fatal(err)
			}
			after, err := listing.Decode([]byte(now.Body))
			if err != nil {
				t.Fatal(err)
			}
			if diff, err := listing.Changes(rule, after); err != nil || len(diff) > 0 {
				t.Errorf("%s %s: %+v, %v", name, lang, diff, err)
			}
		}
	}
}

func TestRulesThatAreNotThere(t *testing.T) {
	c := open(t, storetest.Open(t, storetest.SQLite(t)))
	admin := c.as(t, "admin")
	mustGo(t, admin.Post("/rules/_new", good()), "/rules/new-court/versions/1")
	for _, at := range []string{"/rules/other", "/rules/other/edit", "/rules/new-court/versions/2", "/rules/new-court/versions/x", "/rules/new-court/versions/-1", "/rules/new-court/replays/x", "/rules/new-court/edit?version=9"} {
		if w := admin.Get(at); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", at, w.Code)
		}
	}
	w := admin.Post("/rules/new-court/versions/1/replay", url.Values{"against": {"1"}})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("against itself: %d", w.Code)
	}
	if w := admin.Post("/rules/new-court/versions/1", url.Values{"to": {"draft"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("to a draft: %d", w.Code)
	}
	if _, err := c.Store.RuleVersion(t.Context(), "new-court", 2); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}
