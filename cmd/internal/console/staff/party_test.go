package staff_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/crawlers"
)

var (
	partyOf = regexp.MustCompile(`name="party" value="([0-9a-f]+)"`)
	wasOf   = regexp.MustCompile(`name="was" value="([0-9]+)"`)
)

func sued(number, name string) crawlers.Filing {
	f := numbered(number)
	f.Parties = []crawlers.Party{{Role: crawlers.Defendant, Name: name, Address: "Hangzhou"}}
	return f
}

func TestWhoAPartyIsCanBeSaidAndTakenBack(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := sued("1:26-cv-00001", "Hangzhou Lamps Co., Ltd.")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, sued("1:26-cv-00002", "HANGZHOU LAMPS CO LTD"), alerts.High, 5, hangzhou, zhejiang)
		id, city := alerts.AlertID(f.ActID(), hangzhou), c.As(account.City)
		body := city.Page(onePage)
		party, was := partyOf.FindStringSubmatch(body)[1], wasOf.FindStringSubmatch(body)[1]
		say := func(answer, was string) int {
			c.Clock = c.Clock.Add(time.Minute)
			return act(t, city, onePage, "party", id, url.Values{"party": {party}, "was": {was}, "subject": {hangzhou}, "answer": {answer}, "party_note": {"<b>已电话核实"}}).Code
		}
		if code := say("confirm", was); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		has(t, "the matter", city.Page(onePage), "已确认", "&lt;b&gt;已电话核实", "撤销")
		has(t, "another matter that names it", city.Page("/matters/us-ilnd%2F1:26-cv-00002"), "已确认")
		// Who has not seen that is told so.
		if code := say("reject", was); code != http.StatusConflict {
			t.Errorf("over what another said: %d", code)
		}
		was = wasOf.FindStringSubmatch(city.Page(onePage))[1]
		if code := say("foreign", was); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		body = city.Page(onePage)
		has(t, "not ours", body, "与本中心无关")
		if strings.Contains(body, "已确认</b>") {
			t.Error("what was said before is said still")
		}
		if code := say("open", wasOf.FindStringSubmatch(body)[1]); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		if body := city.Page(onePage); strings.Contains(body, "与本中心无关</b>") {
			t.Error("it was not taken back")
		}
		recorded(t, c, "party.confirm", 1)
		there := func(where, subject string) *httptest.ResponseRecorder {
			c.Clock = c.Clock.Add(time.Minute)
			return act(t, city, onePage, "party", id, url.Values{"party": {party}, "was": {wasOf.FindStringSubmatch(city.Page(onePage))[1]}, "subject": {subject}, "answer": {"there"}, "party_where": {where}})
		}
		for _, where := range []string{"", "Jakarta", "China", "<b>"} {
			if w := there(where, hangzhou); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("at %q: %d", where, w.Code)
			}
		}
		done(t, there("宁波市", hangzhou), onePage)
		has(t, "it is elsewhere", city.Page(onePage), "已确认所在地： 浙江省宁波市", "已通知因此误收")
		if said, err := c.Store.SaidByCenters(t.Context()); err != nil || len(said) != 1 || said[0].Place() != "330200" {
			t.Errorf("it is routed by %+v (%v)", said, err)
		}
		for _, bad := range []url.Values{
			{}, {"party": {party}, "subject": {beijing}, "answer": {"confirm"}}, {"party": {"x"}, "subject": {hangzhou}, "answer": {"confirm"}}, {"party": {party}, "subject": {hangzhou}, "answer": {"x"}},
		} {
			if w := act(t, city, onePage, "party", id, bad); w.Code != http.StatusNotFound {
				t.Errorf("%v: %d", bad, w.Code)
			}
		}
		if body := c.As(account.ReadOnly).Page(onePage); strings.Contains(body, `action="/party"`) {
			t.Error("who only reads may say it")
		}
	})
}

func TestServiceIsNoted(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		f := numbered("1:26-cv-00001")
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, numbered("1:26-cv-00002"), alerts.High, 5, hangzhou)
		id, city := alerts.AlertID(f.ActID(), hangzhou), c.As(account.City)
		for _, bad := range []url.Values{{}, {"served": {"2026-03-12"}, "service": {"confirmed"}}, {"served": {"2026-03-01"}, "service": {"x"}}} {
			if w := act(t, city, onePage, "served", id, bad); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%v: %d", bad, w.Code)
			}
		}
		good := url.Values{"served": {"2026-03-05"}, "service": {"confirmed"}}
		page := city.Page(onePage)
		done(t, act(t, city, onePage, "served", id, good), onePage)
		has(t, "served", city.Page(onePage), "2026-03-05")
		good.Set("seen", seen.FindStringSubmatch(page)[1])
		if w := city.Post("/served", good); w.Code != http.StatusConflict {
			t.Errorf("by who has not seen it: %d", w.Code)
		}
		two := numbered("1:26-cv-00002")
		if w := act(t, city, "/matters/us-ilnd%2F1:26-cv-00002", "served", alerts.AlertID(two.ActID(), hangzhou), good); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "未记录") {
			t.Errorf("where nothing is answered: %d", w.Code)
		}
	})
}

func TestJoinsAndPartingsAreUndone(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		one, two := numbered("1:26-cv-00001"), numbered("1:26-cv-00002")
		tellTo(t, c.Store, one, alerts.High, 5, hangzhou)
		tellTo(t, c.Store, two, alerts.High, 5, hangzhou)
		id, city := alerts.AlertID(one.ActID(), hangzhou), c.As(account.City)
		done(t, act(t, city, onePage, "join", id, url.Values{"other": {"us-ilnd/1:26-cv-00002"}, "join_why": {"同一案"}}), onePage)
		body := city.Page(onePage)
		has(t, "joined", body, "撤销</button>")
		number := regexp.MustCompile(`name="number" value="([^"]+)"`).FindStringSubmatch(body)[1]
		done(t, act(t, city, onePage, "part", id, url.Values{"number": {number}, "part_why": {"撤销"}}), onePage)
		has(t, "parted", city.Page(onePage), "已拆分", `name="other" value="us-ilnd/1:26-cv-00002"`)
		c.Clock = c.Clock.Add(2 * time.Hour)
		done(t, act(t, city, onePage, "join", id, url.Values{"other": {"us-ilnd/1:26-cv-00002"}, "join_why": {"撤销"}}), onePage)
		if body := city.Page(onePage); strings.Contains(body, "已拆分</span>") {
			t.Error("they are said to be parted still")
		}
	})
}

// stores keeps a page of a source.
func stores(t *testing.T, c *webtest.Console, address, body string, at time.Time) string {
	t.Helper()
	sum := sha256.Sum256([]byte(body))
	p := crawlers.PageOf(address, []byte(body), at)
	p.Hash = hex.EncodeToString(sum[:])
	if err := c.Store.KeepPages(t.Context(), "ecf", []crawlers.Page{p}); err != nil {
		t.Fatal(err)
	}
	return p.Hash
}

func TestStoredPagesShowWhatAVerdictRestsOn(t *testing.T) {
	working(t, func(t *testing.T, c *webtest.Console) {
		const address = "https://ecf.example/list"
		stores(t, c, address, "<html><script>alert(1)</script><p>Cases</p><p>Maria Robinson sues others</p><p>old line</p></html>", now.Add(-time.Hour))
		hash := stores(t, c, address, "<html><script>alert(1)</script><p>Cases</p><p>Maria Robinson sues others</p><p>ORDER:  assets &lt;b&gt; are frozen</p></html>", now)
		f := sued("1:26-cv-00001", "Hangzhou Lamps")
		f.Text, f.Page = "ORDER: assets <b> are frozen", hash
		tellTo(t, c.Store, f, alerts.High, 5, hangzhou)
		other := numbered("1:26-cv-00002")
		other.Page, other.Parties = hash, []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Maria Robinson"}}
		tellTo(t, c.Store, other, alerts.High, 5, zhejiang)
		city := c.As(account.City)
		path := "/stored/" + hash + "/us-ilnd%2F1:26-cv-00001"
		has(t, "the matter", city.Page(onePage), `href="`+path+`"`)
		body := city.Page(path)
		has(t, "the page", body, "<mark>ORDER: assets &lt;b&gt; are frozen</mark>", "<del>− old line", "<ins>+ ORDER", "M** R**")
		if strings.Contains(body, "alert(1)") || strings.Contains(body, "Robinson") {
			t.Errorf("it shows a script, or a person of another matter\n%s", body)
		}
		if w := c.As(account.Industry).Get(path); w.Code != http.StatusNotFound {
			t.Errorf("another center: %d", w.Code)
		}
		for _, none := range []string{"/stored/" + strings.Repeat("0", 64) + "/us-ilnd%2F1:26-cv-00001", "/stored//us-ilnd%2F1:26-cv-00001", "/stored/" + hash + "/us-ilnd%2F1:26-cv-00099"} {
			if w := city.Get(none); w.Code == http.StatusOK {
				t.Errorf("%s: %d", none, w.Code)
			}
		}
	})
}
