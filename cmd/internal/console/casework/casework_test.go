package casework_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/casework"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// opened is a console with one suit that the center of Hangzhou was told of.
func opened(t *testing.T, db *store.DB) (c *webtest.Console, at string) {
	t.Helper()
	c = webtest.On(t, db, func(h web.House) []web.Room { return []web.Room{casework.Room(h)} })
	yes := true
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-02614"}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: "Acme LLC v. Hangzhou <b>Lamps</b> Co., Ltd., Jianzhang Liao", Source: "ecf", Filed: crawlers.Date{Time: webtest.Now.AddDate(0, 0, -1), Day: true},
		Text: "COMPLAINT", URL: "https://ecf.ilnd.uscourts.gov/doc1/1",
		Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Acme LLC"}, {Role: crawlers.Defendant, Name: "Hangzhou Lamps Co., Ltd."}, {Role: crawlers.Defendant, Name: "Jianzhang Liao"}},
	}
	v := alerts.Verdict{Relevant: &yes, Category: alerts.CatTrademark, Stage: "complaint", Severity: alerts.High, ChineseParty: crawlers.Confirmed, By: "rules"}
	ids := c.Tell(f, v, "local-hangzhou")
	return c, url.PathEscape(ids[0])
}

// last is the entry that the form of a case says was seen last.
var last = regexp.MustCompile(`name="last" value="([^"]*)"`)

// entry fills the form of a case in, as somebody who has just looked at it.
func entry(t *testing.T, b *webtest.Browser, at string, fields ...string) url.Values {
	t.Helper()
	form := url.Values{"currency": {""}, "last": {last.FindStringSubmatch(b.Page("/cases/" + at))[1]}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

func TestCaseFromContactToEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, at := opened(t, db)
		city := c.As(account.City)
		if page := city.Page("/cases"); !strings.Contains(page, "还没有办理记录") {
			t.Errorf("no case is said to be one:\n%s", page)
		}
		for _, e := range [][]string{
			{"kind", "contacted", "text", "与<script>法务</script>通话", "company", "杭州灯具有限公司", "amount", "120,000.5", "currency", "USD"},
			{"kind", "handover", "receiver", "city", "text", "请继续"},
			{"kind", "guided", "text", "已说明答辩期限"},
			{"kind", "closed", "text", "企业自行应对"},
		} {
			if w := city.Post("/cases/"+at, entry(t, city, at, e...)); w.Code != http.StatusSeeOther {
				t.Fatalf("%q: %d\n%s", e, w.Code, w.Body)
			}
		}
		page := city.Page("/cases/" + at)
		for _, want := range []string{"已联系企业", "与&lt;script&gt;法务&lt;/script&gt;通话", "杭州灯具有限公司", "USD 120000.50", "移交给 <bdi>city</bdi>", "结案", "经办人 <bdi>city</bdi>"} {
			if !strings.Contains(page, want) {
				t.Errorf("no %q in\n%s", want, page)
			}
		}
		if list := city.Page("/cases"); !strings.Contains(list, "结案") || !strings.Contains(list, "Hangzhou &lt;b&gt;Lamps") {
			t.Errorf("the list does not say how it stands:\n%s", list)
		}
		// What was closed by mistake: another entry stands for it.
		id := regexp.MustCompile(`<option value="([A-Z0-9]+)"[^>]*>[^<]*结案</option>`).FindStringSubmatch(page)
		if id == nil {
			t.Fatalf("the last entry cannot be corrected:\n%s", page)
		}
		if w := city.Post("/cases/"+at, entry(t, city, at, "kind", "note", "text", "误记结案", "corrects", id[1])); w.Code != http.StatusSeeOther {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		if page = city.Page("/cases/" + at); !strings.Contains(page, "已更正") || !strings.Contains(page, `<span class="tag">已指导</span>`) {
			t.Errorf("a corrected end still counts:\n%s", page)
		}
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{What: "case.closed"}, 5)
		if err != nil || len(deeds) != 1 || deeds[0].Who != "city" {
			t.Errorf("the audit holds %+v, %v", deeds, err)
		}
	})
}

func TestWhoSeesACase(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	city := c.As(account.City)
	city.Post("/cases/"+at, entry(t, city, at, "kind", "note", "text", "内部备注"))
	city.Upload("/papers/"+at, nil, "paper", "a.txt", []byte("kept"))
	paper := regexp.MustCompile(`/paper/[A-Z0-9]+`).FindString(city.Page("/cases/" + at))
	if paper == "" {
		t.Fatal("no paper was kept")
	}
	for role, want := range map[account.Role]int{
		account.National: 200, account.Provincial: 200, account.City: 200, account.ReadOnly: 200, account.Admin: 200,
		account.Industry: 404, account.Exporter: 403,
	} {
		b := c.As(role)
		for _, target := range []string{"/cases/" + at, paper, "/letters/" + at} {
			if w := b.Get(target); w.Code != want {
				t.Errorf("%s %s: %d, want %d", role, target, w.Code, want)
			}
		}
		for _, target := range []string{"/cases/" + at, "/cases"} {
			if named := strings.Contains(b.Get(target).Body.String(), "Jianzhang Liao"); named != (role == account.City) {
				t.Errorf("%s reads a natural person's name on %s: %v", role, target, named)
			}
		}
		if listed := strings.Contains(b.Get("/cases").Body.String(), "Lamps"); listed != (want == 200) {
			t.Errorf("%s: the case is listed: %v", role, listed)
		}
		if w := b.Post("/cases/"+at, url.Values{"kind": {"note"}, "text": {"x"}}); want != 200 && w.Code != want {
			t.Errorf("%s may write: %d", role, w.Code)
		}
	}
	if w := c.As(account.Admin).Post("/cases/"+at, url.Values{"kind": {"note"}}); w.Code != http.StatusForbidden {
		t.Errorf("an admin works on a case: %d", w.Code)
	}
}

func TestSecondWriterIsShownTheFirst(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	city, above := c.As(account.City), c.As(account.Provincial)
	first, second := entry(t, city, at, "kind", "note", "text", "一"), entry(t, above, at, "kind", "note", "text", "二")
	if w := city.Post("/cases/"+at, first); w.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	w := above.Post("/cases/"+at, second)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "有人刚刚写了") || !strings.Contains(w.Body.String(), ">二</textarea>") || !strings.Contains(w.Body.String(), "<bdi>一</bdi>") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

func TestEntriesThatCannotBe(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	city := c.As(account.City)
	for name, fields := range map[string][]string{
		"another kind":      {"kind", "sued"},
		"a note of nothing": {"kind", "note", "text", " \u200b "},
		"a sum in words":    {"kind", "guided", "amount", "十万", "currency", "CNY"},
		"three decimals":    {"kind", "guided", "amount", "1.005", "currency", "CNY"},
		"below nothing":     {"kind", "guided", "amount", "-5", "currency", "CNY"},
		"a sign behind it":  {"kind", "guided", "amount", "0.-5", "currency", "CNY"},
		"no currency":       {"kind", "guided", "amount", "5"},
		"to nobody":         {"kind", "handover", "receiver", "nobody"},
		"to another center": {"kind", "handover", "receiver", "industry"},
		"to a reader":       {"kind", "handover", "receiver", "readonly"},
		"too many words":    {"kind", "note", "text", strings.Repeat("长", 4001)},
	} {
		if w := city.Post("/cases/"+at, entry(t, city, at, fields...)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := city.Post("/cases/"+at, entry(t, city, at, "kind", "note", "text", "x", "corrects", "FORGED")); w.Code != http.StatusNotFound {
		t.Errorf("an entry that is not there is corrected: %d", w.Code)
	}
}

func packed(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(make([]byte, 1<<20)) // which packs to a thousandth
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPapers(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	city := c.As(account.City)
	pdf := append([]byte("%PDF-1.7\n"), make([]byte, 9<<20)...)
	for _, tc := range []struct {
		name string
		body []byte
		want int
		says string
	}{
		{"告知函.pdf", pdf, 303, ""},
		{`C:\secret\..\..\etc\passwd.docx`, packed(t, "[Content_Types].xml", "word/document.xml"), 303, ""},
		{"../../x.xlsx", packed(t, "[Content_Types].xml", "xl/workbook.xml"), 303, ""},
		{"macros.docm", packed(t, "[Content_Types].xml", "word/vbaProject.bin"), 422, "不支持"},
		{"archive.zip", packed(t, "a.txt"), 422, "不支持"},
		{"page.txt", []byte("\n <html><script>alert(1)</script>"), 422, "不支持"},
		{"page.pdf", []byte("<svg onload=alert(1)>"), 422, "不支持"},
		{"mail.eml", []byte("From: a@example.cn\r\nSubject: x\r\n\r\n<p>x"), 303, ""},
		{"empty.txt", nil, 422, "不支持"},
		{"huge.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 10<<20)...), 422, "超过 10 MB"},
		{"bomb.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 20<<20)...), 413, ""},
	} {
		w := city.Upload("/papers/"+at, nil, "paper", tc.name, tc.body)
		if w.Code != tc.want || !strings.Contains(w.Body.String(), tc.says) {
			t.Errorf("%s: %d, want %d %q", tc.name, w.Code, tc.want, tc.says)
		}
	}
	page := city.Page("/cases/" + at)
	for _, want := range []string{"告知函.pdf", "<bdi>passwd.docx</bdi>", "<bdi>x.xlsx</bdi>", "mail.eml", "9.0 MB"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	paper := regexp.MustCompile(`href="(/paper/[A-Z0-9]+)"><bdi>告知函.pdf`).FindStringSubmatch(page)
	if paper == nil {
		t.Fatal("the paper is not listed")
	}
	w := city.Get(paper[1])
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), pdf) || w.Header().Get("Content-Type") != "application/pdf" ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
	// Five times nine megabytes are too many; the same paper again is one.
	for i := range 6 {
		pdf[100] = byte(i)
		w = city.Upload("/papers/"+at, nil, "paper", "more.pdf", pdf)
	}
	if w.Code != 422 || !strings.Contains(w.Body.String(), "已达 50 MB") {
		t.Errorf("more than a case may hold: %d", w.Code)
	}
	pdf[100] = 0
	if w = city.Upload("/papers/"+at, nil, "paper", "again.pdf", pdf); w.Code != 303 {
		t.Errorf("a paper that is there: %d", w.Code)
	}
}

func TestLetterIsForTheCompany(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	page := c.As(account.City).Page("/letters/" + at + "?" + url.Values{"company": {"杭州<i>灯具</i>有限公司"}, "contact": {"李四"}}.Encode())
	for _, want := range []string{"杭州&lt;i&gt;灯具&lt;/i&gt;有限公司：", "李四", "关于一项海外知识产权纠纷信息的告知", "J** L**", "不构成法律意见", "2026年3月10日"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if strings.Contains(page, "Jianzhang Liao") {
		t.Error("a natural person is named to a company")
	}
}

func TestPanelLeadsToTheCase(t *testing.T) {
	c, at := opened(t, storetest.Open(t, storetest.SQLite(t)))
	city := c.As(account.City)
	city.Post("/cases/"+at, entry(t, city, at, "kind", "guided", "text", "x"))
	id, err := url.PathUnescape(at)
	if err != nil {
		t.Fatal(err)
	}
	parcel, err := c.Store.FindAlert(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	// A room of one page, which shows the panel as the page of a matter does.
	show := func(h web.House) []web.Room {
		panel := casework.Panel(h)
		return []web.Room{{Name: "matter", Routes: []web.Route{{Pattern: "GET /matter", Roles: account.All, Handle: func(r *web.Request) (web.Answer, error) {
			p, err := panel(r, parcel.Act.Matter)
			if err != nil {
				return web.Answer{}, err
			}
			return r.JSON(p)
		}}}}}
	}
	handler, err := web.Open(c.House, show(c.House))
	if err != nil {
		t.Fatal(err)
	}
	c.Handler = handler
	for role, want := range map[account.Role]string{account.City: "已指导", account.National: "已指导", account.Industry: `"Title":""`, account.Exporter: `"Title":""`} {
		page := c.As(role).Page("/matter")
		if !strings.Contains(page, want) || strings.Contains(page, "/cases/"+at) != (want == "已指导") {
			t.Errorf("%s: %s", role, page)
		}
	}
}
