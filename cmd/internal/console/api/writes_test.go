package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/api"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// works puts behind the console what stands there when it is served.
func (m *machine) works() {
	h := &m.House
	h.Places = func(context.Context) ([]web.Place, error) {
		return []web.Place{{Meta: crawlers.Meta{Name: "ecf", Title: map[string]string{"zh": "法院", "en": "Court"}, Schedule: "20 8 * * *", Zone: "America/New_York", Pace: 2 * time.Second}}}, nil
	}
	h.VisitSoon = func(context.Context, *sql.Tx, string) (bool, error) { return true, nil }
	h.Desk.Resend = func(ctx context.Context, tx *sql.Tx, id string) error { return store.Resend(ctx, tx, id, h.Now()) }
	h.Rescan = func(_ context.Context, _ *sql.Tx, added []alerts.Watchlist, _, _ time.Time) (string, error) {
		m.looked = append(m.looked, added...)
		return "", nil
	}
	h.Preview = func(_ context.Context, lists []alerts.Watchlist, _ time.Time) (*alerts.Preview, error) {
		p := alerts.NewPreview(lists, nil)
		return p, p.Add(filing("1:26-cv-00001"), func() (alerts.Verdict, error) { return alerts.Verdict{}, nil })
	}
	h.Rules.SecondPerson = true
}

// does asks for something as a role, and reads the answer.
func (m *machine) does(role account.Role, op, method, path, body string, want int, header ...string) (*httptest.ResponseRecorder, map[string]any) {
	m.t.Helper()
	w := m.ask(m.tokens[role], method, path, body, header...)
	m.holds(op, w)
	if w.Code != want {
		m.t.Fatalf("%s %s as %s: %d, want %d\n%s", method, path, role, w.Code, want, w.Body)
	}
	out := map[string]any{}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			m.t.Fatal(err)
		}
	}
	return w, out
}

const anEntry = `{"type":"mark","value":"ROMOSS","classes":[9]}`

func TestListsAreMadePreviewedAndForgotten(t *testing.T) {
	t.Parallel()
	m := stocked(t)
	made, list := m.does(account.Exporter, "addWatchlist", "POST", "/watchlists", `{"name":"新清单","entries":[`+anEntry+`]}`, 201)
	at := "/watchlists/" + list["id"].(string)
	if len(m.looked) != 1 || m.looked[0].ID != list["id"] {
		t.Errorf("looked for %v", m.looked)
	}
	m.does(account.Exporter, "readWatchlist", "GET", at, "", 200)
	m.does(account.City, "readWatchlist", "GET", at, "", 404) // of another tenant
	m.does(account.City, "addWatchlist", "POST", "/watchlists", `{"name":"x","entries":[`+anEntry+`]}`, 403)
	m.does(account.Exporter, "addWatchlist", "POST", "/watchlists", `{"name":"x","entries":[]}`, 422)
	m.does(account.Exporter, "deleteWatchlist", "DELETE", at, "", 428)
	m.does(account.Exporter, "deleteWatchlist", "DELETE", at, "", 412, "If-Match", `"x"`)
	m.does(account.City, "deleteWatchlist", "DELETE", at, "", 403, "If-Match", made.Header().Get("ETag"))
	m.does(account.Exporter, "deleteWatchlist", "DELETE", "/watchlists/w-other", "", 404, "If-Match", `"x"`)
	m.does(account.Exporter, "deleteWatchlist", "DELETE", at, "", 204, "If-Match", made.Header().Get("ETag"))
	m.does(account.Exporter, "readWatchlist", "GET", at, "", 404)

	_, seen := m.does(account.Exporter, "previewWatchlist", "POST", "/watchlists/preview", `{"entries":[`+anEntry+`]}`, 200)
	if hits := seen["items"].([]any)[0].(map[string]any)["hits"]; hits != 1.0 || seen["days"] != 90.0 {
		t.Errorf("foreseen: %v", seen)
	}
	const table = `{"table":"type,value,classes\nmark,LAMPIX,11\ncompany,义乌灯具有限公司,\n","name":"导入"`
	_, out := m.does(account.National, "importWatchlists", "POST", "/watchlists/import", table+`,"try":true}`, 200)
	if out["made"] != false || len(out["lists"].([]any)) != 1 {
		t.Errorf("tried: %v", out)
	}
	_, out = m.does(account.National, "importWatchlists", "POST", "/watchlists/import", table+`}`, 200)
	if out["made"] != true || out["lists"].([]any)[0].(map[string]any)["entries"] != 2.0 {
		t.Errorf("made: %v", out)
	}
	_, out = m.does(account.National, "importWatchlists", "POST", "/watchlists/import", `{"table":"type,value,classes\nmark,LAMPIX,99\n","name":"导入"}`, 200)
	if out["made"] != false || len(out["problems"].([]any)) != 1 {
		t.Errorf("a wrong row: %v", out)
	}
}

// What is asked for twice under one name is done once.
func TestRepeatedRequestsAreDoneOnce(t *testing.T) {
	t.Parallel()
	m := stocked(t)
	const body = `{"name":"一次","entries":[` + anEntry + `]}`
	first, one := m.does(account.National, "addWatchlist", "POST", "/watchlists", body, 201, "Idempotency-Key", "k-1")
	again, two := m.does(account.National, "addWatchlist", "POST", "/watchlists", body, 201, "Idempotency-Key", "k-1")
	if one["id"] != two["id"] || again.Header().Get("Idempotency-Replayed") != "true" || again.Header().Get("ETag") != first.Header().Get("ETag") {
		t.Errorf("again: %v, first %v", two, one)
	}
	m.does(account.National, "addWatchlist", "POST", "/watchlists", strings.Replace(body, "一次", "二次", 1), 422, "Idempotency-Key", "k-1")
	m.does(account.National, "addWatchlist", "POST", "/watchlists", body, 400, "Idempotency-Key", "with blanks")
	if _, other := m.does(account.Admin, "addWatchlist", "POST", "/watchlists", body, 201, "Idempotency-Key", "k-1"); other["id"] == one["id"] {
		t.Error("the name of one account is another's")
	}
	m.does(account.National, "addWatchlist", "POST", "/watchlists", `{"name":"x","entries":[]}`, 422, "Idempotency-Key", "k-2")
	m.does(account.National, "addWatchlist", "POST", "/watchlists", body, 201, "Idempotency-Key", "k-2") // nothing had been done

	busy := store.Once{Account: m.Users[account.National].ID, Key: "k-3", Asked: "x", At: m.Clock}
	if _, ok, err := m.Store.BeginOnce(t.Context(), busy); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, _, err := m.Store.BeginOnce(t.Context(), busy); err == nil {
		t.Error("one that is being answered began again")
	}
	busy.At = m.Clock.Add(3 * time.Minute) // its node died
	if _, ok, err := m.Store.BeginOnce(t.Context(), busy); err != nil || !ok {
		t.Error("a dead request holds its name", err)
	}
	var all sync.WaitGroup
	codes := make(chan int, 8)
	for range cap(codes) {
		all.Go(func() {
			codes <- m.ask(m.tokens[account.National], "POST", "/watchlists", body, "Idempotency-Key", "k-4").Code
		})
	}
	all.Wait()
	close(codes)
	for code := range codes {
		if code != http.StatusCreated && code != http.StatusConflict {
			t.Errorf("at once: %d", code)
		}
	}
	lists, err := m.Store.Watchlists(t.Context())
	if err != nil || len(lists) != 2+4 {
		t.Errorf("%d lists, %v", len(lists), err)
	}
}

func TestServiceIsLookedAfter(t *testing.T) {
	t.Parallel()
	m := stocked(t)
	d, err := m.Store.Deliveries(t.Context(), "due", 1)
	if err != nil || len(d) != 1 {
		t.Fatal(d, err)
	}
	at := "/deliveries/" + url.PathEscape(d[0].ID) + "/resend"
	m.does(account.National, "resendDelivery", "POST", at, "", 409)
	d[0].State, d[0].Error = store.Dead, "gone"
	if err := m.Store.EndTry(t.Context(), d[0], now); err != nil {
		t.Fatal(err)
	}
	m.does(account.City, "resendDelivery", "POST", at, "", 403)
	if _, got := m.does(account.National, "resendDelivery", "POST", at, "", 200); got["state"] != "due" {
		t.Errorf("sent again: %v", got)
	}
	m.does(account.National, "resendDelivery", "POST", "/deliveries/none/resend", "", 404)

	w, _ := m.does(account.Admin, "readPlan", "GET", "/sources/ecf/plan", "", 200)
	tag := w.Header().Get("ETag")
	const slower = `{"pace":"5s","why":"对方请求"}`
	m.does(account.Admin, "editPlan", "PUT", "/sources/ecf/plan", slower, 428)
	m.does(account.Admin, "editPlan", "PUT", "/sources/ecf/plan", `{"pace":"1s","why":"快"}`, 422, "If-Match", tag)
	m.does(account.Admin, "editPlan", "PUT", "/sources/ecf/plan", `{"schedule":"30 2 * * *","why":"夜里"}`, 422, "If-Match", tag)
	if _, p := m.does(account.Admin, "editPlan", "PUT", "/sources/ecf/plan", slower, 200, "If-Match", tag); p["pace"] != "5s" || p["version"] != 1.0 {
		t.Errorf("plan: %v", p)
	}
	m.does(account.Admin, "editPlan", "PUT", "/sources/ecf/plan", slower, 412, "If-Match", tag)
	m.does(account.National, "editPlan", "PUT", "/sources/ecf/plan", slower, 403, "If-Match", tag)
	if _, v := m.does(account.Admin, "visitSource", "POST", "/sources/ecf/visit", "", 200); v["asked"] != true {
		t.Errorf("visit: %v", v)
	}
	m.does(account.Admin, "visitSource", "POST", "/sources/none/visit", "", 404)

	_, e := m.does(account.City, "addCaseEntry", "POST", "/alerts/"+url.PathEscape(idOf(1, "local-hangzhou"))+"/case", `{"kind":"settled","amount":"1200.5","currency":"USD"}`, 201)
	log, _, err := m.Store.Case(t.Context(), idOf(1, "local-hangzhou"))
	if err != nil || len(log) != 1 || log[0].ID != e["id"] || log[0].Amount != 120050 || log[0].Center != "local-hangzhou" {
		t.Errorf("case: %+v, %v", log, err)
	}
	for body, want := range map[string]int{`{"kind":"note"}`: 422, `{"kind":"settled","amount":"1e3","currency":"USD"}`: 422, `{"kind":"settled","amount":"5"}`: 422, `{"kind":"handover"}`: 422} {
		m.does(account.City, "addCaseEntry", "POST", "/alerts/"+url.PathEscape(idOf(1, "local-hangzhou"))+"/case", body, want)
	}
	m.does(account.City, "addCaseEntry", "POST", "/alerts/"+url.PathEscape(idOf(2, "national"))+"/case", `{"kind":"guided"}`, 404)
}

// A rule comes into force through programs as it does through people: a second
// one approves it.
func TestRulesAreApprovedByASecondPerson(t *testing.T) {
	t.Parallel()
	m := stocked(t)
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "crawlers", "listing", "testdata", "court", "rule.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, name, _ := strings.Cut(string(doc), "name: ")
	name, _, _ = strings.Cut(name, "\n")
	write := func(body string, seen, want int) {
		t.Helper()
		b, err := json.Marshal(map[string]any{"body": body, "seen": seen, "note": "初版"})
		if err != nil {
			t.Fatal(err)
		}
		m.does(account.Admin, "writeRule", "POST", "/rules/"+name, string(b), want)
	}
	first, err := m.Store.RuleVersion(t.Context(), name, 0)
	if err != nil {
		first.Version = 0
	}
	n := first.Version
	write("name: [", n, 422)
	write(strings.Replace(string(doc), "name: "+name, "name: other", 1), n, 422)
	write(string(doc), n, 201)
	write(string(doc), n, 409) // somebody was first
	at := "/rules/" + name + "/" + strconv.Itoa(n+1) + "/state"
	m.does(account.Admin, "moveRule", "POST", at, `{"to":"active"}`, 409)
	m.does(account.Admin, "moveRule", "POST", at, `{"to":"proposed"}`, 200)
	m.does(account.Admin, "moveRule", "POST", at, `{"to":"approved"}`, 409) // its author
	second, err := m.Accounts.Add(t.Context(), "test", account.User{Login: "second", Name: "second", Role: account.Admin}, webtest.Password, false)
	if err != nil {
		t.Fatal(err)
	}
	author := m.tokens[account.Admin]
	m.tokens[account.Admin] = m.token(second, "admin:service")
	m.does(account.Admin, "moveRule", "POST", at, `{"to":"approved"}`, 200)
	m.tokens[account.Admin] = author
	if _, v := m.does(account.Admin, "moveRule", "POST", at, `{"to":"active"}`, 200); v["state"] != "active" || v["approved_by"] != "second" {
		t.Errorf("in force: %v", v)
	}
}

// A receiver is a program that hears of an address.
type receiver struct{ heard []alerts.Message }

func (r *receiver) Notify(_ context.Context, m alerts.Message) error {
	r.heard = append(r.heard, m)
	return nil
}

func TestWebhooksAreProvedAndSealed(t *testing.T) {
	t.Parallel()
	m := open(t)
	var heard receiver
	var opened []web.ContactOptions
	m.Contacts.Open = func(_ string, o web.ContactOptions) (alerts.Notifier, string, error) {
		opened = append(opened, o)
		if strings.Contains(o.URL, ".com/") {
			return &heard, "hook.example.com", nil
		}
		return &heard, "", nil
	}
	m.handler = api.New(m.House)
	const at = "/webhooks"
	m.does(account.City, "addWebhook", "POST", at, `{"url":"https://hook.example.cn/tocsin","name":"工单"}`, 403)
	m.does(account.Exporter, "addWebhook", "POST", at, `{"url":"http://hook.example.cn/tocsin","name":"工单"}`, 422)
	m.does(account.Exporter, "addWebhook", "POST", at, `{"url":"https://hook.example.com/tocsin","name":"工单"}`, 422) // nobody agreed to that
	m.does(account.Exporter, "addWebhook", "POST", at, `{"url":"https://hook.example.cn/tocsin","name":"工单"}`, 400, "Idempotency-Key", "k")
	_, made := m.does(account.Exporter, "addWebhook", "POST", at, `{"url":"https://hook.example.cn/tocsin","name":"工单"}`, 201)
	id, secret := made["id"].(string), made["secret"].(string)
	if !strings.HasPrefix(secret, "whsec_") || opened[len(opened)-1].Secret != secret || made["tail"] != "csin" || len(heard.heard) != 1 {
		t.Fatalf("made: %v", made)
	}
	kept, err := m.Store.OrgContact(t.Context(), webtest.Org, id)
	if err != nil || strings.Contains(kept.Sealed, "hook.example") || !kept.Verified.IsZero() {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	m.does(account.Exporter, "verifyWebhook", "POST", at+"/"+id+"/verification", `{"code":"WRONG123"}`, 422)
	code := heard.heard[0].Lines[0].Text
	if !strings.Contains(heard.heard[0].Alert.Title, code) {
		t.Error("a program that reads data alone does not hear the code")
	}
	if _, got := m.does(account.Exporter, "verifyWebhook", "POST", at+"/"+id+"/verification", `{"code":"`+code+`"}`, 200); got["verified"] == nil {
		t.Errorf("verified: %v", got)
	}
	m.does(account.Exporter, "verifyWebhook", "POST", at+"/"+id+"/verification", `{"code":"`+code+`"}`, 422) // once
	_, turned := m.does(account.Exporter, "rotateWebhook", "POST", at+"/"+id+"/secret", "", 200)
	if turned["secret"] == secret || turned["secret"] == nil {
		t.Errorf("another secret: %v", turned)
	}
	w, list := m.does(account.Exporter, "listWebhooks", "GET", at, "", 200)
	if len(list["items"].([]any)) != 1 || strings.Contains(w.Body.String(), "whsec_") {
		t.Errorf("listed: %s", w.Body)
	}
	other, err := m.Accounts.Add(t.Context(), "test", account.User{Login: "other", Name: "other", Role: account.Exporter, Org: m.org("org-other")}, webtest.Password, false)
	if err != nil {
		t.Fatal(err)
	}
	ours := m.tokens[account.Exporter]
	m.tokens[account.Exporter] = m.token(other, api.Scopes...)
	for _, op := range [][3]string{{"rotateWebhook", "POST", "/secret"}, {"deleteWebhook", "DELETE", ""}} { // of another tenant
		m.does(account.Exporter, op[0], op[1], at+"/"+id+op[2], "", 404)
	}
	m.tokens[account.Exporter] = ours
	m.does(account.Exporter, "deleteWebhook", "DELETE", at+"/"+id, "", 204)
	m.does(account.Exporter, "deleteWebhook", "DELETE", at+"/"+id, "", 404)
}

func (m *machine) org(id string) string {
	m.t.Helper()
	if err := m.Accounts.PutOrg(m.t.Context(), "test", id, id); err != nil {
		m.t.Fatal(err)
	}
	return id
}
