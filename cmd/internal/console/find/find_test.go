package find_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/find"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var now = webtest.Now

func rooms(h web.House) []web.Room { return []web.Room{find.Room(h)} }

func suit(n int, title string) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprintf("1:26-cv-%05d", n)}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: title, Filed: crawlers.Date{Time: now.AddDate(0, 0, -n), Day: true}, Source: "ecf", Fetched: now, URL: "https://ecf.ilnd.uscourts.gov/doc1/1",
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Acme & <b>Co.</b>"}, {Role: crawlers.LawFirm, Name: "Greer Burns"},
			{Role: crawlers.Defendant, Name: "深圳市大疆创新科技有限公司", Region: "440305"}, {Role: crawlers.Defendant, Name: "Zhang Xiaoming"},
		},
		Text: "Complaint against Zhang Xiaoming <script>alert(1)</script>",
	}
}

// tell stores filings, and that the first was told to a center.
func tell(t *testing.T, db *store.DB, center string, fs ...crawlers.Filing) {
	t.Helper()
	digests := make([]string, len(fs))
	for i := range fs {
		digests[i] = fs[i].Digest()
	}
	yes, act := true, fs[0].ActID()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, fs, digests, store.Manner{}, now); err != nil {
			return err
		}
		var s store.Settlement
		s.Act.Filing, s.Act.Digest = fs[0], digests[0]
		if err := tx.QueryRowContext(t.Context(), `SELECT matter FROM acts WHERE id = $1`, act).Scan(&s.Act.Matter); err != nil {
			return err
		}
		s.Verdict = alerts.Verdict{Relevant: &yes, By: "rules", Category: alerts.CatScheduleA, Stage: "complaint"}
		s.Alerts = []store.Told{{Alert: alerts.Alert{ID: alerts.AlertID(act, center), Act: act, Subscriber: center, Severity: alerts.High, Kind: fs[0].Kind, Title: fs[0].Title}}}
		_, err := store.Settle(t.Context(), tx, []store.Settlement{s}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSearchPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, rooms)
		told := suit(1, "Acme v. The Partnerships Identified on Schedule A")
		tell(t, db, "local-hangzhou", told, suit(2, "Roe v. Doe"), suit(3, "Other matter"))
		alert := web.AlertPath(alerts.AlertID(told.ActID(), "local-hangzhou"))
		b := c.As(account.City)
		p := b.Page("/find?q=partnerships")
		for _, want := range []string{"共 1 条", alert, "有预警", "Acme v. The Partnerships", "美国伊利诺伊北区联邦地区法院", "广东省深圳市南山区", alerts.CatScheduleA.In("zh"), "Acme &amp; &lt;b&gt;Co.&lt;/b&gt;", "Z** X**"} {
			if !strings.Contains(p, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for _, not := range []string{"Xiaoming", "<script>alert", "<b>Co", "Roe v. Doe"} {
			if strings.Contains(p, not) {
				t.Errorf("the page holds %q", not)
			}
		}
		// Others find the filing, which is public, and not that somebody was told of it.
		for _, role := range []account.Role{account.Exporter, account.Industry} {
			p = c.As(role).Page("/find?q=partnerships")
			if !strings.Contains(p, "Acme v. The Partnerships") || strings.Contains(p, "/alerts/") {
				t.Errorf("%s: the filing is not found, or its alert is", role)
			}
		}
		for role, want := range map[account.Role]int{account.City: 1, account.Provincial: 1, account.ReadOnly: 1, account.Industry: 0, account.Exporter: 0} {
			if got := strings.Count(c.As(role).Page("/find?mine=yes"), `class="wide hit"`); got != want {
				t.Errorf("%s: %d filings told, want %d", role, got, want)
			}
		}
		// What narrows is kept by the form and taken away by a link.
		p = b.Page("/find?kind=lawsuit&forum=us-ilnd&from=2026-03-08&order=best")
		for _, want := range []string{"共 2 条", `<input type="hidden" name="kind" value="lawsuit">`, `href="/find?forum=us-ilnd&amp;from=2026-03-08&amp;order=best"`, `value="best" selected`} {
			if !strings.Contains(p, want) {
				t.Errorf("narrowed: the page lacks %q", want)
			}
		}
		if p = b.Page("/find?q=partnerships&lang=en"); !strings.Contains(p, "Nanshan") || strings.Contains(p, "案件") {
			t.Error("English: no place, or Chinese words of ours")
		}
	})
}

func TestNextPage(t *testing.T) {
	c := webtest.Open(t, rooms)
	var fs []crawlers.Filing
	for i := range 45 {
		fs = append(fs, suit(i+1, fmt.Sprintf("Matter %d of many", i+1)))
	}
	tell(t, c.Store, "national", fs...)
	b, seen, at := c.As(account.ReadOnly), 0, "/find?q=many"
	for range 4 {
		p := b.Page(at)
		seen += strings.Count(p, `class="wide hit"`)
		_, rest, more := strings.Cut(p, `<p><a href="/find?after=`)
		if !more {
			break
		}
		mark, _, _ := strings.Cut(rest, `"`)
		at = "/find?after=" + strings.ReplaceAll(mark, "&amp;", "&")
	}
	if seen != 45 {
		t.Errorf("%d filings on all pages, want 45", seen)
	}
}

func TestBadQuestions(t *testing.T) {
	c := webtest.Open(t, rooms)
	b := c.As(account.National)
	for _, tc := range []struct{ target, want string }{
		{"/find?q=" + strings.Repeat("x", 501), "检索词过长"},
		{"/find?from=yesterday", "2026-03-10 这样的日期"},
		{"/find?from=2026-03-02&to=2026-03-01", "起始日期晚于截止日期"},
		{"/find?after=nonsense", "翻页标记有误"},
		{"/find?kind=" + url.QueryEscape("!!"), "值为空"},
		{"/find?" + strings.Repeat("kind=lawsuit&", 55), "筛选条件过多"},
	} {
		if w := b.Get(tc.target); w.Code != 400 || !strings.Contains(w.Body.String(), tc.want) {
			t.Errorf("%.60s: %d, want 400 and %q", tc.target, w.Code, tc.want)
		}
	}
	for _, q := range []string{`"`, `' OR 1=1 --`, "<script>", "AND (NEAR", strings.Repeat("-", 200)} {
		if w := b.Get("/find?q=" + url.QueryEscape(q)); w.Code != 200 || strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%q: %d", q, w.Code)
		}
	}
}

func TestKeptSearches(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, rooms)
		city, exporter := c.As(account.City), c.As(account.Exporter)
		keep := func(b *webtest.Browser, owner, name, query string) int {
			return b.Post("/find/save", url.Values{"owner": {owner}, "name": {name}, "query": {query}}).Code
		}
		for _, tc := range []struct {
			who   *webtest.Browser
			owner string
			name  string
			query string
			want  int
		}{
			{city, "local-hangzhou", "无人机", "q=大疆&kind=lawsuit&from=2026-01-02", 303},
			{city, c.Users[account.City].ID, "only mine", "q=mine", 303},
			{city, "local-zhejiang", "x", "q=x", 404},
			{city, webtest.List, "x", "q=x", 404},
			{exporter, webtest.List, "我们的商标", "q=mark:romoss", 303},
			{exporter, "local-hangzhou", "x", "q=x", 404},
			{exporter, c.Users[account.City].ID, "x", "q=x", 404},
			{city, "local-hangzhou", "", "q=x", 422},
			{city, "local-hangzhou", strings.Repeat("长", 101), "q=x", 422},
			{city, "local-hangzhou", "x", "q=" + strings.Repeat("x", 501), 400},
			{city, "local-hangzhou", "x", "from=never", 400},
			{c.As(account.ReadOnly), "local-hangzhou", "x", "q=x", 403},
		} {
			if got := keep(tc.who, tc.owner, tc.name, tc.query); got != tc.want {
				t.Errorf("%s %s: %d, want %d", tc.owner, tc.name, got, tc.want)
			}
		}
		// Who is of the center sees what it keeps, and nobody else does.
		for _, role := range account.All {
			p := c.As(role).Page("/find")
			if got, want := strings.Contains(p, "无人机"), role == account.City || role == account.ReadOnly; got != want {
				t.Errorf("%s sees the center's search: %v", role, got)
			}
			if got, want := strings.Contains(p, "only mine"), role == account.City; got != want {
				t.Errorf("%s sees the search of one person: %v", role, got)
			}
		}
		if p := city.Page("/find"); !strings.Contains(p, "/find?from=2026-01-02&amp;kind=lawsuit&amp;q=%E5%A4%A7%E7%96%86") {
			t.Error("a kept search does not lead to what it asks")
		}
		drop := url.Values{"owner": {"local-hangzhou"}, "name": {"无人机"}}
		if w := exporter.Post("/find/drop", drop); w.Code != 404 {
			t.Errorf("another's search was dropped: %d", w.Code)
		}
		for _, want := range []int{303, 404} {
			if w := city.Post("/find/drop", drop); w.Code != want {
				t.Errorf("drop: %d, want %d", w.Code, want)
			}
		}
		for what, want := range map[string]int{"search.save": 1, "search.drop": 1} {
			deeds, err := db.Deeds(t.Context(), store.DeedsOf{Who: "city", What: what, On: "local-hangzhou"}, 10)
			if err != nil || len(deeds) != want || deeds[0].Detail != "无人机" {
				t.Errorf("%s recorded: %+v, %v", what, deeds, err)
			}
		}
	})
}

func TestASearchIsAWatchForACenter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, rooms)
		city := c.As(account.City)
		watch := func(owner string) int {
			return city.Post("/find/save", url.Values{"owner": {owner}, "name": {"提示"}, "query": {"q=watched"}, "watch": {"yes"}}).Code
		}
		if me := watch(c.Users[account.City].ID); me != 422 {
			t.Errorf("a person is told: %d", me)
		}
		if center := watch("local-hangzhou"); center != 303 || !strings.Contains(city.Page("/find"), "有新文件即提示") {
			t.Errorf("a center is not told: %d", center)
		}
	})
}
