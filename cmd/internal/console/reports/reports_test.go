package reports_test

import (
	"database/sql"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/reports"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var now = webtest.Now

func rooms(h web.House) []web.Room { return []web.Room{reports.Room(h)} }

// suit is an act of a suit that was filed so many days ago.
func suit(matter, entry, days int) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprintf("1:26-cv-%05d", matter)}, Slug: fmt.Sprintf("entry.%d", entry),
		Act: "complaint", Kind: crawlers.Lawsuit, Title: fmt.Sprintf("Matter %d <script>", matter), Source: "ecf", Fetched: now,
		Filed: crawlers.Date{Time: now.AddDate(0, 0, -days), Day: true}, URL: "https://ecf.ilnd.uscourts.gov/doc1/1",
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "=Acme & <b>Co.</b>"}, {Role: crawlers.Defendant, Name: "杭州某某有限公司", Region: "330100"},
			{Role: crawlers.Defendant, Name: "Zhang Xiaoming"},
		},
	}
}

// tell stores filings, judges all of them relevant, and tells the first to a
// center.
func tell(t *testing.T, db *store.DB, center string, fs ...crawlers.Filing) {
	t.Helper()
	digests := make([]string, len(fs))
	for i := range fs {
		digests[i] = fs[i].Digest()
	}
	yes := true
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, fs, digests, store.Manner{}, now); err != nil {
			return err
		}
		var all []store.Settlement
		for i, f := range fs {
			var s store.Settlement
			s.Act.Filing, s.Act.Digest = f, digests[i]
			if err := tx.QueryRowContext(t.Context(), `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter); err != nil {
				return err
			}
			s.Verdict = alerts.Verdict{Relevant: &yes, By: "rules", Category: alerts.CatScheduleA, Severity: alerts.High, Stage: "complaint"}
			if i == 0 {
				s.Alerts = []store.Told{{Alert: alerts.Alert{ID: alerts.AlertID(f.ActID(), center), Act: f.ActID(), Subscriber: center, Severity: alerts.High, Kind: f.Kind, Title: f.Title}}}
			}
			all = append(all, s)
		}
		_, err := store.Settle(t.Context(), tx, all, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var figure = regexp.MustCompile(`<a href="(/reports/rows\?[^"]*)">(?:\p{Han}+ <b>)?(\d+)`)

// Every figure on the page has as many rows as it says.
func TestEveryFigureLeadsToItsRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := webtest.On(t, db, rooms)
		tell(t, db, "local-hangzhou", suit(1, 1, 70), suit(1, 2, 40), suit(1, 3, 1), suit(2, 1, 1), suit(3, 1, 400))
		b := c.As(account.National)
		p := b.Page("/reports")
		for _, want := range []string{"2026年1月", "2025年12月", "浙江省", "重要", "=Acme &amp; &lt;b&gt;Co.&lt;/b&gt;", `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"`} {
			if !strings.Contains(p, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(p, "Xiaoming") || strings.Contains(p, "<b>Co") {
			t.Error("a person is named, or a name is markup")
		}
		seen := map[string]int{}
		for _, m := range figure.FindAllStringSubmatch(p, -1) {
			path := html.UnescapeString(m[1])
			rows := strings.Count(b.Page(path), `<td class="t">`)
			if seen[m[2]]++; fmt.Sprint(rows) != m[2] {
				t.Errorf("%s: %d rows for the figure %s", path, rows, m[2])
			}
		}
		// Two matters with four acts in the year, of which both begin in it.
		if len(seen) != 4 || seen["4"] == 0 || seen["0"] == 0 {
			t.Errorf("figures: %v", seen)
		}
	})
}

func TestFiguresAreOfWhatTheReaderWasTold(t *testing.T) {
	c := webtest.Open(t, rooms)
	tell(t, c.Store, "local-hangzhou", suit(1, 1, 10), suit(2, 1, 5))
	for role, want := range map[account.Role]string{account.National: "2", account.Admin: "2", account.Provincial: "1", account.City: "1", account.ReadOnly: "1", account.Industry: "", account.Exporter: ""} {
		b := c.As(role)
		got := ""
		if m := figure.FindStringSubmatch(b.Page("/reports")); m != nil {
			got = m[2]
		}
		if got != want {
			t.Errorf("%s: %q matters, want %q", role, got, want)
		}
		if p := b.Page("/reports?told=all"); !strings.Contains(p, ">2</a>") {
			t.Errorf("%s: public filings are not all counted", role)
		}
		if rows := strings.Count(b.Page("/reports/rows?count=acts&told=all"), "/alerts/"); (rows == 1) != (want != "") {
			t.Errorf("%s: %d alerts in the rows", role, rows)
		}
	}
	if p := c.As(account.Exporter).Page("/reports/rows"); strings.Contains(p, "Matter") {
		t.Error("who was told nothing sees rows of others")
	}
}

func TestBadFilters(t *testing.T) {
	c := webtest.Open(t, rooms)
	tell(t, c.Store, "national", suit(1, 1, 10))
	b := c.As(account.National)
	for target, want := range map[string]int{
		"/reports?from=never": 400, "/reports/rows?from=never": 400, "/reports?from=2026-02-01&to=2026-01-01": 400, "/reports/rows?from=2026-02-01&to=2026-01-01": 400,
		"/reports?kind=%21%21": 400, "/reports?unit=week&count=x": 200, "/reports/rows?skip=-1&count=x": 200, "/reports/rows?skip=99999999999999999999": 200,
		"/reports?from=1900-01-01&unit=month": 200, "/reports?lang=en": 200, "/reports?place=330000&unit=year": 200,
	} {
		if w := b.Get(target); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
	if p := b.Page("/reports?lang=en"); regexp.MustCompile(`\p{Han}`).MatchString(strings.NewReplacer("中文", "", "警钟", "", "杭州某某有限公司", "").Replace(p)) {
		t.Error("the English page holds Chinese")
	}
}

func TestRowsAsFiles(t *testing.T) {
	c := webtest.Open(t, rooms)
	tell(t, c.Store, "local-hangzhou", suit(1, 1, 10), suit(2, 1, 5))
	for role, want := range map[account.Role]int{account.National: 2, account.City: 1, account.Exporter: 0} {
		b := c.As(role)
		w := b.Get("/reports/rows.xlsx?count=matters")
		book, err := excelize.OpenReader(w.Body)
		if err != nil || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d %v: %v", role, w.Code, w.Header(), err)
		}
		got, err := book.GetRows(book.GetSheetList()[0])
		if err != nil || len(got) != want+1 {
			t.Errorf("%s: %d rows, want %d and the head: %v", role, len(got), want, err)
		}
		for _, r := range got[1:] {
			if r[6] != "'=Acme & <b>Co.</b>" || strings.Contains(strings.Join(r, " "), "Xiaoming") {
				t.Errorf("%s: %q", role, r)
			}
		}
		if w := b.Get("/reports/rows.docx?count=matters"); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("%s: Word: %d", role, w.Code)
		}
	}
	if w := c.As(account.National).Get("/reports/rows.xlsx?from=never"); w.Code != 400 {
		t.Errorf("days that are none: %d", w.Code)
	}
}

func TestDrafts(t *testing.T) {
	c := webtest.Open(t, rooms)
	b := c.As(account.City)
	// Nothing was looked at: silence is no proof.
	if p := b.Page("/reports/draft?kind=daily"); !strings.Contains(p, "不能据此认定无新增") || !strings.Contains(p, "2026年第69期") {
		t.Error("a day on which nothing was looked at is certified")
	}
	tell(t, c.Store, "local-hangzhou", suit(1, 1, 8), suit(2, 1, 5))
	visits := []store.Visit{
		{Source: "ecf", Planned: now, Started: now, Ended: now, State: crawlers.OK, Added: 2},
		{Source: "itc", Planned: now, Started: now, Ended: now, State: crawlers.Failed},
	}
	for _, v := range visits {
		if err := c.Store.SaveVisit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	for target, want := range map[string][]string{
		"/reports/draft":                                          {"发出预警1条，其中重要及以上1条", "Matter 1 &lt;script&gt;", "其中1个来源最近一次访问异常", "2026年3月10日"},
		"/reports/draft?day=2026-03-09":                           {"未发现新增预警", "盲区"},
		"/reports/draft?kind=monthly":                             {"预警月报", "2026年第3期", "案件1件（有动态），其中新增1件", "浙江省", "二、分类情况"},
		"/reports/draft?kind=quarterly":                           {"预警季报", "2026年第1期"},
		"/reports/draft?kind=annual&lang=en":                      {"年度报告", "Drafts of reports"},
		"/reports/draft?kind=weekly&day=":                         {"预警日报"},
		"/reports/draft?kind=matter":                              {`id="f-docket"`},
		"/reports/draft?kind=matter&docket=us-ilnd/1:26-cv-00001": {"预警专报", "Matter 1 &lt;script&gt;", "案件进展", "尚无中心签收", "对中心"},
		"/reports/draft?kind=daily&x=%3Cscript%3E":                {"预警日报"},
	} {
		p := b.Page(target)
		for _, w := range want {
			if !strings.Contains(p, w) {
				t.Errorf("%s lacks %q", target, w)
			}
		}
		if strings.Contains(p, "Xiaoming") || strings.Contains(p, "Matter 1 <script>") {
			t.Errorf("%s names a person, or holds markup", target)
		}
	}
	for as, begins := range map[string]string{"docx": "PK", "xlsx": "PK", "md": "# 海外知识产权纠纷预警月报"} {
		if w := b.Get("/reports/draft?kind=monthly&as=" + as); w.Code != 200 || !strings.HasPrefix(w.Body.String(), begins) {
			t.Errorf("a draft as %s: %d %.80q", as, w.Code, w.Body.String())
		}
	}
	if p := b.Page("/reports/draft?kind=matter&docket=us-ilnd/1:26-cv-00001"); strings.Contains(p, "Xiaoming") {
		t.Error("a paper names a natural person")
	}
	if w := c.As(account.Industry).Get("/reports/draft?kind=matter&docket=us-ilnd/1:26-cv-00001"); w.Code != 404 {
		t.Errorf("a matter that another center was told of: %d", w.Code)
	}
	if w := b.Get("/reports/draft?kind=monthly&as=docx"); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("Word: %d", w.Code)
	}
	if p := c.As(account.Industry).Page("/reports/draft"); strings.Contains(p, "Matter 1") {
		t.Error("a draft holds what another center was told")
	}
	for role, want := range map[account.Role]int{account.Exporter: 403, account.National: 400} {
		if w := c.As(role).Get("/reports/draft?day=never"); w.Code != want {
			t.Errorf("%s: %d, want %d", role, w.Code, want)
		}
	}
}
