package staff_test

import (
	"database/sql"
	"fmt"
	"html"
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
	"tocsin/crawlers"
)

var now = webtest.Now

const realID = "us-ilnd/1:24-cv-02614#entry.9@national"

func filing() crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:24-cv-02614"}, Slug: "entry.9",
		Act: "tro-granted", Kind: crawlers.Lawsuit, Title: "Off-White LLC v. The Partnerships Identified on Schedule A",
		Filed: crawlers.Date{Time: now.Add(-time.Hour)}, Source: "ecf", Fetched: now,
		Text: "SEALED TEMPORARY RESTRAINING ORDER signed by the Honorable Judge", URL: "https://ecf.ilnd.uscourts.gov/doc1/067031",
	}
}

// tell stores a filing, an alert about it to the national center and its
// delivery to a desk, and returns the alert's id.
func tell(t *testing.T, db *store.DB, f crawlers.Filing) string {
	t.Helper()
	yes := true
	id := alerts.AlertID(f.ActID(), alerts.National)
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{}, now); err != nil {
			return err
		}
		var s store.Settlement
		s.Act.Filing, s.Act.Digest = f, f.Digest()
		err := tx.QueryRowContext(t.Context(), `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter)
		if err != nil {
			return err
		}
		quote := []alerts.Quote{{Claim: "category", Text: f.Title}}
		s.Verdict = alerts.Verdict{Relevant: &yes, By: "rules", Category: alerts.CatScheduleA, Stage: "tro-ruled", Why: f.Title, Quotes: quote, Unverified: []string{"stage"}}
		s.Facts = []string{"stage:tro-ruled"}
		s.Alerts = []store.Told{{Destinations: []string{"desk"}, Alert: alerts.Alert{
			ID: id, Act: f.ActID(), Subscriber: alerts.National, Severity: alerts.Critical, Kind: f.Kind, Category: alerts.CatScheduleA,
			Stage: "tro-ruled", Title: f.Title, Reasons: []string{f.Title}, Quotes: quote, URL: f.URL,
		}}}
		_, err = store.Settle(t.Context(), tx, []store.Settlement{s}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func open(t *testing.T) *webtest.Console {
	t.Helper()
	return webtest.Open(t, func(h web.House) []web.Room { return []web.Room{staff.Room(h)} })
}

// get asks for a page as the admin, who sees all.
func get(t *testing.T, c *webtest.Console, target string) string {
	t.Helper()
	return c.As(account.Admin).Page(target)
}

func has(t *testing.T, page, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("%s: no %q in\n%s", page, want, body)
		}
	}
}

func TestHomeSaysWhatHappened(t *testing.T) {
	c := open(t)
	db := c.Store
	tell(t, db, filing())
	for i, v := range []store.Visit{
		{Source: "ecf", State: crawlers.OK, Pages: 11, Filings: 420, Added: 7, History: 3, Known: 410, Warnings: []string{"row not understood"}},
		{Source: "fedreg", State: crawlers.Blocked, Error: "robots.txt", Outcomes: []crawlers.Outcome{{URL: "https://example.gov/list", State: crawlers.Blocked, Why: "login"}}},
	} {
		v.Planned = now.Add(time.Duration(i-9) * time.Minute)
		v.Started, v.Ended = v.Planned, v.Planned.Add(time.Second)
		if err := db.SaveVisit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	body := get(t, c, "/")
	has(t, "home", body,
		`lang="zh-CN"`, "24 小时内新预警 <b>1</b>", "未送达 <b>1</b>", "来源异常 <b>1</b>", "<bdi>fedreg</bdi> 被拒",
		"紧急", "批量卖家案", "就临时限制令作出裁定", "国家海外知识产权纠纷应对指导中心", "2026-03-10 16:00", "首次",
		"row not understood", "robots.txt", "https://example.gov/list", "420", "410")
	if strings.Contains(body, `id="help"`) {
		t.Error("a delivery on its way is said to need somebody")
	}
	body = get(t, c, "/?lang=en")
	has(t, "home in English", body, `lang="en"`, "Critical", "IP suit against many sellers", "National Guidance Center", `href="/?lang=zh"`)
}

func TestEmptyStoreSaysWhatToDo(t *testing.T) {
	has(t, "home", get(t, open(t), "/"), "尚未访问任何来源", "tocsin serve")
}

func TestStuckDeliveriesAskForSomebody(t *testing.T) {
	for _, tc := range []struct {
		state, why string
		after      time.Duration
		want       bool
	}{
		{store.Dead, "502", 0, true},
		{store.Refused, "410", 0, true},
		{store.Due, "503", 0, true},
		{store.Sending, "timeout", 0, true},
		{store.Sending, "", 0, false},
		{store.Sending, "", -time.Hour, true},
		{store.Sent, "", 0, false},
	} {
		t.Run(tc.state+tc.why, func(t *testing.T) {
			c := open(t)
			db := c.Store
			id := tell(t, db, filing()) + ">desk"
			if _, _, err := db.BeginTry(t.Context(), id, now); err != nil {
				t.Fatal(err)
			}
			if err := db.EndTry(t.Context(), store.Delivery{ID: id, State: tc.state, Error: tc.why, Tries: 1}, now.Add(tc.after)); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(get(t, c, "/"), `id="help"`); got != tc.want {
				t.Errorf("asks for somebody: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAlertShowsWhatItRestsOn(t *testing.T) {
	c := open(t)
	db := c.Store
	if id := tell(t, db, filing()); id != realID {
		t.Fatal(id)
	}
	// By the link on the overview, and by hand.
	var link string
	for _, href := range hrefs(get(t, c, "/")) {
		if strings.HasPrefix(href, "/alerts/") {
			link = href
		}
	}
	for _, target := range []string{link, "/alerts/us-ilnd/1:24-cv-02614%23entry.9@national", "/alerts/us-ilnd%2F1%3A24-cv-02614%23entry.9%40national"} {
		has(t, target, get(t, c, target),
			"Off-White LLC v.", "SEALED TEMPORARY RESTRAINING ORDER", "由规则判定", "未核实：阶段", "<blockquote>", "desk",
			`<a href="https://ecf.ilnd.uscourts.gov/doc1/067031" rel="noreferrer"`, "us-ilnd/1:24-cv-02614#entry.9")
	}
}

// A message's links are made elsewhere; they must lead here.
func TestMessagesLinkToTheirAlert(t *testing.T) {
	c := open(t)
	db := c.Store
	tell(t, db, filing())
	p, err := db.FindAlert(t.Context(), realID)
	if err != nil {
		t.Fatal(err)
	}
	m := alerts.Compose(alerts.Story{Alert: p.Alert, Filing: p.Act.Filing, Verdict: p.Verdict, Console: "http://127.0.0.1:8337", Now: now}, "zh")
	if len(m.Actions) == 0 {
		t.Fatal("the message has no link to the console")
	}
	for _, a := range m.Actions {
		path, ok := strings.CutPrefix(a.URL, "http://127.0.0.1:8337")
		if !ok {
			t.Errorf("%s leads elsewhere: %s", a.Text, a.URL)
			continue
		}
		if strings.Contains(path, "#") {
			t.Errorf("%s promises a place that the page does not have: %s", a.Text, path)
		}
		get(t, c, path)
	}
}

func TestHostileTextStaysText(t *testing.T) {
	c := open(t)
	db := c.Store
	f := filing()
	f.Title = `<script>alert(1)</script>"><img src=x onerror=alert(2)>` + "\u202egnp.exe\u2066\x1b[31m\u200b" + "Z" + strings.Repeat("\u0336", 40) + strings.Repeat("W", 10_000)
	f.Text = f.Title + "\nsecond line\x00\u2028</pre><iframe>"
	f.URL = "javascript:alert(3)"
	id := tell(t, db, f)
	if err := db.SaveVisit(t.Context(), store.Visit{
		Source: "ecf", State: crawlers.Failed, Planned: now, Started: now, Ended: now, Error: f.Title, Warnings: []string{f.Title},
		Outcomes: []crawlers.Outcome{{URL: f.Title, State: crawlers.Failed, Why: f.Title}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.EndTry(t.Context(), store.Delivery{ID: id + ">desk", State: store.Dead, Error: f.Title}, now); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/", "/?lang=en", "/alerts/" + strings.ReplaceAll(id, "#", "%23")} {
		body := get(t, c, target)
		for _, bad := range []string{"<script>", "<img", "<iframe", "javascript:", "\u202e", "\u2066", "\u200b", "\u2028", "\x1b", "\x00", strings.Repeat("\u0336", 4)} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: holds %q", target, bad)
			}
		}
		has(t, target, body, "&lt;script&gt;")
		if n := longest(body); target != "/alerts/"+strings.ReplaceAll(id, "#", "%23") && n > 300 {
			t.Errorf("%s: a text of %d characters in a table", target, n)
		}
		for _, tag := range []string{"table", "section", "details", "bdi", "ul"} {
			if open, closed := strings.Count(body, "<"+tag), strings.Count(body, "</"+tag+">"); open != closed {
				t.Errorf("%s: %d <%s>, %d closed", target, open, tag, closed)
			}
		}
	}
}

func TestNaturalPersonsAreMasked(t *testing.T) {
	c := open(t)
	db := c.Store
	f := filing()
	f.Title, f.Text = "Maria Robinson v. Shenzhen Lamps", "COMPLAINT filed by Maria Robinson"
	f.Parties = []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Maria Robinson"}, {Role: crawlers.Defendant, Name: "Shenzhen Lamps"}}
	tell(t, db, f)
	for _, target := range []string{"/", "/alerts/us-ilnd/1:24-cv-02614%23entry.9@national"} {
		body := get(t, c, target)
		has(t, target, body, "M** R**", "Shenzhen Lamps")
		if strings.Contains(body, "Robinson") {
			t.Errorf("%s: names a natural person\n%s", target, body)
		}
	}
}

// longest returns the length of the longest text between two tags.
func longest(page string) int {
	n := 0
	for _, text := range regexp.MustCompile(`>[^<]*<`).FindAllString(page, -1) {
		n = max(n, len([]rune(html.UnescapeString(strings.TrimSpace(strings.Trim(text, "<>")))))-1)
	}
	return n
}

func hrefs(page string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		out = append(out, html.UnescapeString(m[1]))
	}
	return out
}

func TestTablesAreBounded(t *testing.T) {
	c := open(t)
	db := c.Store
	for i := range 205 {
		f := filing()
		f.Key.Number = fmt.Sprintf("1:24-cv-%05d", i)
		tell(t, db, f)
		at := now.Add(time.Duration(i) * time.Minute)
		v := store.Visit{Source: "ecf", State: crawlers.OK, Planned: at, Started: at, Ended: at, Outcomes: make([]crawlers.Outcome, 40)}
		if err := db.SaveVisit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	body := get(t, c, "/")
	if rows := strings.Count(body, "<tr>") - strings.Count(body, "<thead>"); rows != 50 {
		t.Errorf("%d rows, want 25 alerts and 25 visits", rows)
	}
	has(t, "home", body, "24 小时内新预警 <b>200&#43;</b>", "未送达 <b>200&#43;</b>", `href="/?alerts=2#alerts" rel="next"`, "另有 10 条未列出")
}
