package api_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/api"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

var update = flag.Bool("update", false, "write testdata/openapi.json anew")

var now = webtest.Now

// A machine asks with tokens, one a role, and holds every answer against the
// document.
type machine struct {
	*webtest.Console
	t       testing.TB
	handler http.Handler
	tokens  map[account.Role]string
	answers map[string]map[string]*jsonschema.Schema // by operation and status
	looked  []alerts.Watchlist                       // for which stored filings were looked through
}

func open(t testing.TB) *machine {
	t.Helper()
	c := webtest.Open(t, func(web.House) []web.Room { return nil })
	m := &machine{Console: c, t: t, tokens: map[account.Role]string{}}
	m.works()
	for role, u := range c.Users {
		m.tokens[role] = m.token(u, api.Scopes...)
	}
	m.handler, m.answers = api.New(c.House), schemas(t)
	return m
}

func (m *machine) token(u account.User, scopes ...string) string {
	m.t.Helper()
	secret, err := m.Accounts.AddToken(m.t.Context(), u, "test", scopes, time.Hour)
	if err != nil {
		m.t.Fatal(err)
	}
	return secret
}

// A document is what the tests read of an OpenAPI document.
type document struct {
	Paths map[string]map[string]struct {
		ID        string `json:"operationId"`
		Responses map[string]struct {
			Content map[string]struct{} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
}

func parsed(t testing.TB) (d document, whole any) {
	t.Helper()
	if err := json.Unmarshal(api.Document(), &d); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(api.Document()))
	if err != nil {
		t.Fatal(err)
	}
	// What the document does not name, no answer may hold.
	for _, s := range whole.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any) {
		s.(map[string]any)["additionalProperties"] = false
	}
	return d, whole
}

// schemas compiles what operations answer with.
func schemas(t testing.TB) map[string]map[string]*jsonschema.Schema {
	t.Helper()
	d, whole := parsed(t)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("http://tocsin/openapi.json", whole); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]*jsonschema.Schema{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			out[op.ID] = map[string]*jsonschema.Schema{}
			for status, answer := range op.Responses {
				for kind := range answer.Content {
					escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace
					s, err := c.Compile("http://tocsin/openapi.json#/paths/" + escape(path) + "/" + method + "/responses/" + status + "/content/" + escape(kind) + "/schema")
					if err != nil {
						t.Fatal(err)
					}
					out[op.ID][status] = s
				}
			}
		}
	}
	return out
}

// ask sends a request with a token.
func (m *machine) ask(token, method, path, body string, header ...string) *httptest.ResponseRecorder {
	m.t.Helper()
	r := httptest.NewRequestWithContext(m.t.Context(), method, "/api/v1"+path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, r)
	return w
}

// holds reports an answer that is not as the document says of an operation.
func (m *machine) holds(op string, w *httptest.ResponseRecorder) {
	m.t.Helper()
	known := m.answers[op]
	if known == nil {
		m.t.Fatalf("the document has no operation %q", op)
	}
	if w.Code == http.StatusNoContent && w.Body.Len() == 0 {
		return
	}
	s, kind := known[strconv.Itoa(w.Code)], "application/json"
	if s == nil {
		s, kind = known["default"], "application/problem+json"
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		m.t.Fatalf("%s: %d is no JSON: %v\n%s", op, w.Code, err, w.Body)
	}
	if err := s.Validate(v); err != nil {
		m.t.Errorf("%s: %d is not what the document says: %v\n%s", op, w.Code, err, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != kind {
		m.t.Errorf("%s: %d is %q, want %q", op, w.Code, got, kind)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		m.t.Errorf("%s: Cache-Control %q", op, got)
	}
}

// good asks what must be answered, and reads the answer.
func good[T any](m *machine, role account.Role, op, method, path, body string) T {
	m.t.Helper()
	w := m.ask(m.tokens[role], method, path, body)
	if w.Code != http.StatusOK {
		m.t.Fatalf("%s as %s: %d\n%s", path, role, w.Code, w.Body)
	}
	m.holds(op, w)
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		m.t.Fatal(err)
	}
	return out
}

func filing(number string) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.9", Act: "tro-granted", Kind: crawlers.Lawsuit,
		Title: "Maria Robinson v. The Partnerships Identified on Schedule A", Filed: crawlers.Date{Time: now.Add(-time.Hour)}, Source: "ecf", Fetched: now,
		Text: "TEMPORARY RESTRAINING ORDER for Maria Robinson", URL: "https://ecf.ilnd.uscourts.gov/doc1/067031",
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Maria Robinson", Address: "12 Elm St"}, {Role: crawlers.Defendant, Name: "Shenzhen Lamps Co., Ltd.", Country: "CN"},
			{Role: crawlers.Defendant, Name: "ROMOSS Store", Country: "CN"},
		},
		Marks: []crawlers.Mark{{Text: "ROMOSS", Classes: []int{9}, Owners: []string{"Maria Robinson"}}}, Patents: []string{"US-D901,234"}, Product: "lamps",
		Raw: json.RawMessage(`{"ecf":null}`),
	}
}

// tell stores a filing and tells subscribers of it.
func (m *machine) tell(f crawlers.Filing, at time.Time, subscribers ...string) {
	m.t.Helper()
	yes := true
	err := m.Store.Tx(m.t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(m.t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{}, at); err != nil {
			return err
		}
		var s store.Settlement
		s.Act.Filing, s.Act.Digest = f, f.Digest()
		if err := tx.QueryRowContext(m.t.Context(), `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter); err != nil {
			return err
		}
		s.Verdict = alerts.Verdict{Filing: f.ID(), Relevant: &yes, By: "rules", Category: alerts.CatScheduleA, Stage: "tro-ruled", Why: f.Title, Quotes: []alerts.Quote{{Claim: "category", Text: f.Title}}}
		s.Facts = []string{"stage:tro-ruled"}
		s.Clocks = []store.Clock{{Act: f.ActID(), Rule: "us.answer", Due: "2026-04-01", Closes: at.Add(21 * 24 * time.Hour), Body: json.RawMessage(`{"rule":"us.answer","due":"2026-04-01","kind":"deadline"}`)}}
		for _, who := range subscribers {
			s.Alerts = append(s.Alerts, store.Told{Destinations: []string{"desk-" + who}, Alert: alerts.Alert{
				ID: alerts.AlertID(f.ActID(), who), Act: f.ActID(), Subscriber: who, Severity: alerts.Critical, Kind: f.Kind, Category: alerts.CatScheduleA,
				Stage: "tro-ruled", Title: f.Title, Reasons: []string{f.Title}, Quotes: []alerts.Quote{{Claim: "category", Text: f.Title}}, URL: f.URL,
			}})
		}
		_, err := store.Settle(m.t.Context(), tx, []store.Settlement{s}, at)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// stocked is a machine over a store with what two tenants and a center were told.
func stocked(t testing.TB) *machine {
	m := open(t)
	m.tell(filing("1:26-cv-00001"), now, "national", "local-hangzhou", webtest.List)
	m.tell(filing("1:26-cv-00002"), now.Add(time.Minute), "national", "w-other")
	lists := []alerts.Watchlist{
		{ID: webtest.List, Name: "义乌", Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "ROMOSS", Classes: []int{9}, Countries: []string{"US"}}}, Tell: []string{"desk"}},
		{ID: "w-other", Name: "别家", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "Shenzhen Lamps"}}},
	}
	if err := m.Store.PutWatchlists(t.Context(), lists); err != nil {
		t.Fatal(err)
	}
	visit := store.Visit{Source: "ecf", State: crawlers.Blocked, Planned: now, Started: now, Ended: now, Outcomes: []crawlers.Outcome{{URL: "https://x.example", State: crawlers.Blocked}}}
	if err := m.Store.SaveVisit(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	if err := m.Store.Mute(t.Context(), store.Mute{Alert: idOf(1, "local-hangzhou"), Person: "王", Why: "已知", Until: now.Add(24 * time.Hour), At: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Store.Sign(t.Context(), store.Signature{Alert: idOf(1, "local-hangzhou"), Person: "王", At: now.Add(-time.Minute), Note: "在办"}); err != nil {
		t.Fatal(err)
	}
	page := crawlers.PageOf("https://x.example/list", []byte("<html><p>1:26-cv-1</p></html>"), now)
	page.Hash = pageHash
	if err := m.Store.KeepPages(t.Context(), "ecf", []crawlers.Page{page}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Store.WriteRule(t.Context(), "nm-new-cases", "name: nm-new-cases", "admin", "初版", 0, now); err != nil {
		t.Fatal(err)
	}
	return m
}

var pageHash = strings.Repeat("ab", 32)

// idOf is the alert of a subscriber about the nth filing.
func idOf(n int, who string) string {
	return fmt.Sprintf("us-ilnd/1:26-cv-%05d#entry.9@%s", n, who)
}

func TestDocumentIsAsReviewed(t *testing.T) {
	const file = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(file, api.Document(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, api.Document()) {
		t.Errorf("the document has changed: go test -update, and read the difference as what clients will meet")
	}
}

func TestDocumentIsServed(t *testing.T) {
	m := open(t)
	if w := m.ask("", "GET", "/openapi.json", ""); w.Code != 200 || !bytes.Equal(w.Body.Bytes(), api.Document()) {
		t.Errorf("openapi.json: %d", w.Code)
	}
	d, _ := parsed(t)
	w := m.ask("", "GET", "/", "")
	for path, methods := range d.Paths {
		for _, op := range methods {
			if !strings.Contains(w.Body.String(), `id="`+op.ID+`"`) {
				t.Errorf("the page does not list %s %s", op.ID, path)
			}
		}
	}
	if strings.Contains(w.Body.String(), "<script") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Error("the page could run a script")
	}
}

type anyPage struct {
	Items []map[string]any `json:"items"`
	Next  string           `json:"next"`
}

// reads are requests whose answers hold something.
var reads = []struct{ op, method, path, body, want string }{
	{"whoAmI", "GET", "/me", "", `"login":"national"`},
	{"listAlerts", "GET", "/alerts", "", `"id":"us-ilnd/1:26-cv-00002#entry.9@national"`},
	{"listAlerts", "GET", "/alerts?matter=us-ilnd%2F1:26-cv-00001&severity=critical&kind=lawsuit&from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z", "", `"muted"`},
	{"readAlert", "GET", "/alerts/" + url.PathEscape(idOf(1, "local-hangzhou")), "", `"by":"王"`},
	{"readMatter", "GET", "/matters/us-ilnd/1:26-cv-00001", "", `"rule":"us.answer"`},
	{"searchFilings", "GET", "/filings?q=ROMOSS&facets=true&fact=kind:lawsuit&from=2026-03-01", "", `"facet":"kind"`},
	{"readFiling", "GET", "/filings/" + url.PathEscape("us-ilnd/1:26-cv-00001#entry.9"), "", `"Shenzhen Lamps Co., Ltd."`},
	{"listSources", "GET", "/sources", "", `"state":"blocked"`},
	{"listVisits", "GET", "/visits?source=ecf", "", `https://x.example`},
	{"listDeliveries", "GET", "/deliveries?state=due", "", `"destination":"desk-w-other"`},
	{"listRules", "GET", "/clocks", "", `"rule":"itc.response"`},
	{"countClock", "GET", "/clocks/itc.response?date=2026-03-02", "", `"kind":"deadline"`},
	{"route", "POST", "/route", `{"address":"浙江省杭州市西湖区文三路1号"}`, `"local-hangzhou"`},
	{"screen", "POST", "/screen", `{"lists":["w-yiwu"],"filings":[` + wire() + `]}`, `"entry":"mark:ROMOSS"`},
	{"listWatchlists", "GET", "/watchlists", "", `"name":"义乌"`},
	{"readPlan", "GET", "/sources/ecf/plan", "", `"schedule":"20 8 * * *"`},
	{"listPages", "GET", "/sources/ecf/pages", "", `"url":"https://x.example/list"`},
	{"readPage", "GET", "/sources/ecf/pages/" + pageHash, "", `1:26-cv-1`},
	{"countFilings", "GET", "/statistics?unit=quarter&from=2026-01-01&fact=kind:lawsuit", "", `"from":"2026-01-01"`},
	{"readWatchlist", "GET", "/watchlists/w-yiwu", "", `"value":"ROMOSS"`},
}

func wire() string {
	b, err := json.Marshal(filing("1:26-cv-00003"))
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestAnswersAreWhatTheDocumentSays(t *testing.T) {
	m := stocked(t)
	asked := map[string]bool{}
	for _, tc := range reads {
		w := m.ask(m.tokens[account.National], tc.method, tc.path, tc.body)
		m.holds(tc.op, w)
		if w.Code != 200 || !strings.Contains(w.Body.String(), tc.want) {
			t.Errorf("%s: %d without %s\n%s", tc.path, w.Code, tc.want, w.Body)
		}
		if strings.Contains(w.Body.String(), "Robinson") && tc.op != "screen" {
			t.Errorf("%s names a natural person\n%s", tc.path, w.Body)
		}
		if strings.Contains(w.Body.String(), "Elm St") {
			t.Errorf("%s says where somebody lives", tc.path)
		}
		if w.Header().Get("RateLimit") == "" {
			t.Errorf("%s: no RateLimit", tc.path)
		}
		asked[tc.op] = true
	}
	deeds := good[anyPage](m, account.Admin, "listDeeds", "GET", "/audit?limit=2", "")
	if len(deeds.Items) != 2 || deeds.Next == "" {
		t.Errorf("deeds: %v", deeds)
	}
	asked["listDeeds"] = true
	for op, path := range map[string]string{"listPlaceRules": "/rules", "listRuleVersions": "/rules/nm-new-cases", "readRule": "/rules/nm-new-cases/1"} {
		w := m.ask(m.tokens[account.Admin], "GET", path, "")
		if m.holds(op, w); w.Code != 200 || !strings.Contains(w.Body.String(), `"state":"draft"`) {
			t.Errorf("%s: %d\n%s", path, w.Code, w.Body)
		}
		asked[op] = true
	}
	m.does(account.Exporter, "listWebhooks", "GET", "/webhooks", "", 200)
	asked["listWebhooks"] = true
	d, _ := parsed(t)
	for _, methods := range d.Paths {
		for method, op := range methods {
			if method == "get" && !asked[op.ID] {
				t.Errorf("no test reads %s", op.ID)
			}
		}
	}
}

// What one tenant was told, another does not even learn to be there.
func TestTenantsSeeTheirOwn(t *testing.T) {
	m := stocked(t)
	sees := func(role account.Role) []string {
		var out []string
		for _, a := range good[anyPage](m, role, "listAlerts", "GET", "/alerts", "").Items {
			out = append(out, a["id"].(string))
		}
		slices.Sort(out)
		return out
	}
	all := []string{idOf(1, "local-hangzhou"), idOf(1, "national"), idOf(1, webtest.List), idOf(2, "national"), idOf(2, "w-other")}
	hangzhou := []string{idOf(1, "local-hangzhou")}
	want := map[account.Role][]string{
		account.National: all, account.Admin: all, account.Provincial: hangzhou, account.City: hangzhou, account.ReadOnly: hangzhou,
		account.Industry: nil, account.Exporter: {idOf(1, webtest.List)},
	}
	for _, role := range account.All {
		if got := sees(role); !slices.Equal(got, want[role]) {
			t.Errorf("%s sees %q, want %q", role, got, want[role])
		}
		for _, id := range all {
			w := m.ask(m.tokens[role], "GET", "/alerts/"+url.PathEscape(id), "")
			m.holds("readAlert", w)
			if may := slices.Contains(want[role], id); may != (w.Code == 200) || !may && w.Code != 404 {
				t.Errorf("%s reads %s: %d", role, id, w.Code)
			}
			if body := w.Body.String(); w.Code == 200 && !strings.Contains(id, "@national") && strings.Contains(body, "desk-national") {
				t.Errorf("%s: %s tells to whom else it went\n%s", role, id, body)
			}
			subscriber := id[strings.LastIndexByte(id, '@')+1:]
			w = m.ask(m.tokens[role], "GET", "/alerts?subscriber="+subscriber, "")
			if may := w.Code == 200; may != slices.ContainsFunc(want[role], func(s string) bool { return strings.HasSuffix(s, "@"+subscriber) }) && role != account.Industry {
				t.Errorf("%s lists %s: %d", role, subscriber, w.Code)
			}
		}
	}
	for path, want := range map[string]int{"/watchlists/" + webtest.List: 200, "/watchlists/w-other": 404, "/watchlists/w-none": 404} {
		if w := m.ask(m.tokens[account.Exporter], "GET", path, ""); w.Code != want {
			t.Errorf("an exporter asks for %s: %d, want %d", path, w.Code, want)
		}
	}
	if lists := good[anyPage](m, account.Exporter, "listWatchlists", "GET", "/watchlists", ""); len(lists.Items) != 1 {
		t.Errorf("an exporter sees %v", lists.Items)
	}
	if w := m.ask(m.tokens[account.Exporter], "POST", "/screen", `{"lists":["w-other"],"filings":[`+wire()+`]}`); w.Code != 404 {
		t.Errorf("an exporter screens by the list of another: %d", w.Code)
	}
	if hits := good[anyPage](m, account.Exporter, "screen", "POST", "/screen", `{"filings":[`+wire()+`]}`); len(hits.Items) != 1 || hits.Items[0]["list"] != webtest.List {
		t.Errorf("an exporter screens: %v", hits.Items)
	}
	for number, want := range map[string]int{"1:26-cv-00001": 1, "1:26-cv-00002": 0} {
		got := good[struct{ Alerts, Clocks []any }](m, account.Exporter, "readMatter", "GET", "/matters/us-ilnd/"+number, "")
		if len(got.Alerts) != want || len(got.Clocks) != want {
			t.Errorf("an exporter is told of %s: %d alerts, %d clocks, want %d", number, len(got.Alerts), len(got.Clocks), want)
		}
	}
	if mine := good[anyPage](m, account.Exporter, "searchFilings", "GET", "/filings?mine=true", ""); len(mine.Items) != 1 {
		t.Errorf("an exporter finds among its own: %v", mine.Items)
	}
}

// TestEveryOperationAsEveryRole asks every operation of the document as every
// role, with every scope but its own and with its own, and without a token.
func TestEveryOperationAsEveryRole(t *testing.T) {
	m := stocked(t)
	d, whole := parsed(t)
	scopes := api.Scopes
	for path, methods := range d.Paths {
		for method, op := range methods {
			says := whole.(map[string]any)["paths"].(map[string]any)[path].(map[string]any)[method].(map[string]any)["description"].(string)
			scope, roles, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(says, "Scope: "), "."), ". Roles: ")
			method, at := strings.ToUpper(method), strings.NewReplacer("{id}", "x", "{act}", "x", "{authority}", "x", "{number}", "x", "{rule}", "x", "{source}", "x", "{hash}", "x", "{name}", "x", "{version}", "1").Replace(path)
			for name, header := range map[string][]string{
				"nobody": nil, "a session": {"Cookie", "tocsin=x"}, "another way": {"Authorization", "Basic eDp5"}, "a forged token": {"Authorization", "Bearer x"},
			} {
				w := m.ask("", method, at, "", header...)
				m.holds(op.ID, w)
				if w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
					t.Errorf("%s by %s: %d", op.ID, name, w.Code)
				}
			}
			for _, role := range account.All {
				may := slices.Contains(strings.Split(roles, ", "), string(role))
				w := m.ask(m.tokens[role], method, at, "")
				m.holds(op.ID, w)
				if (w.Code == 403) == may || w.Code == 401 || w.Code >= 500 {
					t.Errorf("%s as %s: %d, may: %v\n%s", op.ID, role, w.Code, may, w.Body)
				}
			}
			if scope == "Any scope" {
				continue
			}
			if !slices.Contains(scopes, scope) {
				t.Errorf("%s is for %q, which is no scope", op.ID, scope)
			}
			others := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == scope })
			role := account.Role(strings.Split(roles, ", ")[0])
			u := m.Users[role]
			if w := m.ask(m.other(u, others), method, at, ""); w.Code != 403 || !strings.Contains(w.Header().Get("WWW-Authenticate"), scope) {
				t.Errorf("%s without %s: %d", op.ID, scope, w.Code)
			}
		}
	}
}

// other is a token of other scopes, made once.
func (m *machine) other(u account.User, scopes []string) string {
	key := account.Role(u.Login + strings.Join(scopes, " "))
	if m.tokens[key] == "" {
		m.tokens[key] = m.token(u, scopes...)
	}
	return m.tokens[key]
}

// A session that is good on the pages is good for nothing here.
func TestSessionsOpenNothing(t *testing.T) {
	m := stocked(t)
	cookie, err := m.Accounts.SignInAs(t.Context(), m.Users[account.Admin].ID, account.From{})
	if err != nil {
		t.Fatal(err)
	}
	if w := m.ask("", "GET", "/alerts", "", "Cookie", "tocsin="+cookie); w.Code != 401 {
		t.Errorf("a session reads alerts: %d", w.Code)
	}
}

func TestTakenBackTokensOpenNothing(t *testing.T) {
	m := open(t)
	u, secret := m.Users[account.City], m.tokens[account.City]
	all, err := m.Accounts.Tokens(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Accounts.DropToken(t.Context(), u, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if w := m.ask(secret, "GET", "/me", ""); w.Code != 401 {
		t.Errorf("a token that was taken back: %d", w.Code)
	}
	m.Clock = now.Add(2 * time.Hour)
	if w := m.ask(m.tokens[account.National], "GET", "/me", ""); w.Code != 401 {
		t.Errorf("a token that has expired: %d", w.Code)
	}
}

// Rows that come meanwhile move none of those there to another page.
func TestPagesAreStable(t *testing.T) {
	m := open(t)
	want := map[string]bool{}
	for i := range 23 {
		m.tell(filing(fmt.Sprintf("1:26-cv-%05d", i)), now.Add(time.Duration(i/5)*time.Minute), "national")
		want[idOf(i, "national")] = true
	}
	got, after := map[string]bool{}, ""
	for pages := 1; ; pages++ {
		p := good[anyPage](m, account.National, "listAlerts", "GET", "/alerts?limit=5&after="+after, "")
		for _, a := range p.Items {
			id := a["id"].(string)
			if got[id] {
				t.Errorf("%s comes twice", id)
			}
			got[id] = true
		}
		m.tell(filing(fmt.Sprintf("1:26-cv-1%04d", pages)), now.Add(time.Hour), "national")
		if after = p.Next; after == "" {
			break
		}
		if pages > 9 {
			t.Fatal("the pages do not end")
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("%d alerts, want the %d that were there", len(got), len(want))
	}
	if p := good[anyPage](m, account.National, "listAlerts", "GET", "/alerts?severity=low", ""); len(p.Items) != 0 || p.Next != "" {
		t.Errorf("alerts of another severity: %v", p)
	}
}

func TestTooManyRequests(t *testing.T) {
	m := open(t)
	var w *httptest.ResponseRecorder
	for range 601 {
		w = m.ask(m.tokens[account.City], "GET", "/me", "")
	}
	m.holds("whoAmI", w)
	if w.Code != 429 || w.Header().Get("Retry-After") != "60" || w.Header().Get("RateLimit") != `"minute";r=0;t=60` {
		t.Errorf("%d, Retry-After %q, RateLimit %q", w.Code, w.Header().Get("Retry-After"), w.Header().Get("RateLimit"))
	}
	if w := m.ask(m.tokens[account.National], "GET", "/me", ""); w.Code != 200 {
		t.Errorf("another token: %d", w.Code)
	}
	m.Clock = now.Add(time.Minute)
	if w := m.ask(m.tokens[account.City], "GET", "/me", ""); w.Code != 200 {
		t.Errorf("a minute later: %d", w.Code)
	}
	for range 601 {
		w = m.ask("none", "GET", "/me", "")
	}
	if w.Code != 429 {
		t.Errorf("guessing: %d", w.Code)
	}
}

func TestBadInputIsNamed(t *testing.T) {
	m := stocked(t)
	for _, tc := range []struct {
		op, method, path, body, kind string
		want                         int
		field                        string
	}{
		{"listAlerts", "GET", "/alerts?limit=1000", "", "", 422, "limit"},
		{"listAlerts", "GET", "/alerts?limit=-1", "", "", 422, "limit"},
		{"listAlerts", "GET", "/alerts?limit=x", "", "", 422, "limit"},
		{"listAlerts", "GET", "/alerts?limit=99999999999999999999", "", "", 422, "limit"},
		{"listAlerts", "GET", "/alerts?limit=1&limit=2", "", "", 422, "limit"},
		{"listAlerts", "GET", "/alerts?limits=1", "", "", 400, "limits"},
		{"listAlerts", "GET", "/alerts?severity=urgent", "", "", 422, "severity"},
		{"listAlerts", "GET", "/alerts?from=yesterday", "", "", 422, "from"},
		{"listAlerts", "GET", "/alerts?matter=x", "", "", 422, "matter"},
		{"listAlerts", "GET", "/alerts?after=%21", "", "", 400, "after"},
		{"listAlerts", "GET", "/alerts?after=eCB5IHo", "", "", 400, "after"},
		{"listAlerts", "GET", "/alerts?after=" + strings.Repeat("A", 2000), "", "", 422, "after"},
		{"listDeliveries", "GET", "/deliveries?after=AAAA", "", "", 400, "after"},
		{"listDeliveries", "GET", "/deliveries?after=eCB5", "", "", 400, "after"},
		{"searchFilings", "GET", "/filings?from=2026-13-01", "", "", 422, "from"},
		{"searchFilings", "GET", "/filings?fact=nothing:x", "", "", 400, ""},
		{"searchFilings", "GET", "/filings?after=forged", "", "", 400, ""},
		{"countClock", "GET", "/clocks/itc.response", "", "", 422, "date"},
		{"countClock", "GET", "/clocks/none?date=2026-03-02", "", "", 404, ""},
		{"readFiling", "GET", "/filings/..%2F..%2Fetc%2Fpasswd", "", "", 404, ""},
		{"readMatter", "GET", "/matters/us-ilnd/none", "", "", 404, ""},
		{"whoAmI", "GET", "/me?x=%00", "", "", 400, ""},
		{"whoAmI", "GET", "/me?x=%ff", "", "", 400, ""},
		{"route", "POST", "/route", `{"town":"x"}`, "", 422, "town"},
		{"route", "POST", "/route", `{"address":7}`, "", 422, "address"},
		{"route", "POST", "/route", `{"address":"a\u0000b"}`, "", 422, "address"},
		{"route", "POST", "/route", `{"address":"` + strings.Repeat("a", 1001) + `"}`, "", 422, "address"},
		{"route", "POST", "/route", `{}`, "", 422, "address"},
		{"route", "POST", "/route", `{"address":"x"`, "", 400, ""},
		{"route", "POST", "/route", `{"address":"x"} {}`, "", 400, ""},
		{"route", "POST", "/route", `[]`, "", 422, ""},
		{"route", "POST", "/route", "{\"address\":\"\xff\"}", "", 400, ""},
		{"route", "POST", "/route", strings.Repeat(`{"address":`, 5000), "", 400, ""},
		{"route", "POST", "/route", `{"address":"x"}`, "text/plain", 415, ""},
		{"route", "POST", "/route", `{"address":"x"}`, "application/json; charset=gbk", 415, ""},
		{"route", "POST", "/route", `{"address":"` + strings.Repeat("a", 70<<10) + `"}`, "", 413, ""},
		{"screen", "POST", "/screen", `{"filings":[` + strings.Repeat("[", 20_000) + `]}`, "", 400, ""},
		{"screen", "POST", "/screen", `{"filings":"` + strings.Repeat("a", 20<<20) + `"}`, "", 413, ""},
		{"screen", "POST", "/screen", `{"filings":[]}`, "", 422, "filings"},
		{"screen", "POST", "/screen", `{"filings":[{"id":"x"}]}`, "", 400, ""},
	} {
		kind := tc.kind
		if kind == "" {
			kind = "application/json"
		}
		w := m.ask(m.tokens[account.National], tc.method, tc.path, tc.body, "Content-Type", kind, "Accept-Language", "en")
		m.holds(tc.op, w)
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if w.Code != tc.want || p.Field != tc.field || p.Detail == "" || w.Header().Get("Content-Language") != "en" {
			t.Errorf("%s %.60s %.60s: %d at %q, want %d at %q: %s", tc.method, tc.path, tc.body, w.Code, p.Field, tc.want, tc.field, p.Detail)
		}
	}
	for target, want := range map[string]int{"/nowhere": 404, "/alerts/a/b/c": 404, "//alerts": 301} {
		if w := m.ask(m.tokens[account.National], "GET", target, ""); w.Code/100 != want/100 {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	w := m.ask(m.tokens[account.National], "PATCH", "/alerts", "")
	if w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "GET") || !strings.Contains(w.Body.String(), "方法") {
		t.Errorf("PATCH: %d, Allow %q\n%s", w.Code, w.Header().Get("Allow"), w.Body)
	}
}

// A name that is hidden is hidden here: not even its mask is left, but for
// what facets count, which is masked when it is indexed.
func TestTakenDownNamesAreHidden(t *testing.T) {
	m := stocked(t)
	err := m.Store.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: "t", Name: "Maria Robinson", Person: "法务", Why: "请求", At: now}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range reads {
		w := m.ask(m.tokens[account.National], tc.method, tc.path, tc.body)
		m.holds(tc.op, w)
		if w.Code != 200 || tc.op != "screen" && tc.op != "searchFilings" && tc.op != "countFilings" && strings.Contains(w.Body.String(), "M** R**") {
			t.Errorf("%s: %d names whom it must not\n%s", tc.path, w.Code, w.Body)
		}
	}
}

func TestStoreGoneSaysNothingOfTheInside(t *testing.T) {
	m := stocked(t)
	m.ask(m.tokens[account.National], "GET", "/alerts", "")
	m.Store.Close()
	w := m.ask(m.tokens[account.National], "GET", "/alerts", "")
	m.holds("listAlerts", w)
	if w.Code != 500 || strings.Contains(w.Body.String(), "database") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

func TestSigningIsForWhoMayWork(t *testing.T) {
	m := stocked(t)
	at := "/alerts/" + url.PathEscape(idOf(1, "local-hangzhou"))
	for role, want := range map[account.Role]int{
		account.City: 200, account.Provincial: 200, account.National: 200, account.Industry: 404,
		account.Exporter: 403, account.ReadOnly: 403, account.Admin: 403,
	} {
		for op, path := range map[string][3]string{
			"signAlert": {"POST", "/signature", `{"note":"在办"}`}, "muteAlert": {"PUT", "/mute", `{"until":"2026-03-31","why":"已知"}`}, "unmuteAlert": {"DELETE", "/mute", ""},
		} {
			w := m.ask(m.tokens[role], path[0], at+path[1], path[2])
			m.holds(op, w)
			if w.Code != want {
				t.Errorf("%s as %s: %d, want %d\n%s", op, role, w.Code, want, w.Body)
			}
		}
	}
	w := m.ask(m.tokens[account.City], "POST", at+"/signature", `{}`)
	if !strings.Contains(w.Body.String(), `"by":"王"`) {
		t.Errorf("the first who signed is another: %s", w.Body)
	}
	deeds, err := m.Store.Deeds(t.Context(), store.DeedsOf{Who: "city", What: "matter.sign"}, 9)
	if err != nil || len(deeds) != 2 || deeds[0].Detail != "api: 在办" && deeds[1].Detail != "api: 在办" {
		t.Errorf("deeds %v, %v", deeds, err)
	}
	for _, until := range []string{"2026-03-09", "2028-01-01", "soon"} {
		if w := m.ask(m.tokens[account.City], "PUT", at+"/mute", `{"until":"`+until+`","why":"x"}`); w.Code != 422 {
			t.Errorf("muted until %s: %d", until, w.Code)
		}
	}
}

func TestFeedbackIsKeptOnce(t *testing.T) {
	m := stocked(t)
	at := "/alerts/" + url.PathEscape(idOf(1, webtest.List)) + "/feedback"
	for i, want := range []bool{true, false} {
		got := good[struct {
			Added bool `json:"added"`
		}](m, account.Exporter, "sayOfAlert", "POST", at, `{"said":"false-alarm","note":"不是我们"}`)
		if got.Added != want {
			t.Errorf("said %d times: added %v", i+1, got.Added)
		}
	}
	if all, err := m.Store.Feedbacks(t.Context(), time.Time{}); err != nil || len(all) != 1 || all[0].Person != "exporter" {
		t.Errorf("kept: %v, %v", all, err)
	}
	if w := m.ask(m.tokens[account.City], "POST", at, `{"said":"useful"}`); w.Code != 404 {
		t.Errorf("a center says of an exporter's: %d", w.Code)
	}
	if w := m.ask(m.tokens[account.Exporter], "POST", at, `{"said":"spam"}`); w.Code != 422 {
		t.Errorf("a word that is none: %d", w.Code)
	}
}

// Of two who edit what they read at one time the second is told.
func TestEditedListsAreNotOverwritten(t *testing.T) {
	m := stocked(t)
	const at = "/watchlists/" + webtest.List
	const body = `{"entries":[{"type":"mark","value":"ROMOSS","classes":[9,11],"countries":["US"]},{"type":"company","value":"义乌灯具有限公司","note":"a;b,\"c\""}]}`
	tag := m.ask(m.tokens[account.Exporter], "GET", at, "").Header().Get("ETag")
	first := m.ask(m.tokens[account.Exporter], "PUT", at, body, "If-Match", tag)
	m.holds("editWatchlist", first)
	if first.Code != 200 || first.Header().Get("ETag") == tag {
		t.Fatalf("%d, ETag %s\n%s", first.Code, first.Header().Get("ETag"), first.Body)
	}
	w, err := m.Store.Watchlist(t.Context(), webtest.List)
	if err != nil || len(w.Entries) != 2 || w.Entries[1].Note != `a;b,"c"` || !slices.Equal(w.Entries[0].Classes, []int{9, 11}) || !slices.Equal(w.Tell, []string{"desk"}) {
		t.Errorf("kept: %+v, %v", w, err)
	}
	for _, tc := range []struct {
		role      account.Role
		at, match string
		body      string
		want      int
		field     string
	}{
		{account.Exporter, at, tag, body, 412, "If-Match"},
		{account.Exporter, at, "", body, 428, "If-Match"},
		{account.Exporter, at, "*", body, 412, "If-Match"},
		{account.Exporter, at, tag, `{"entries":[]}`, 422, "entries"},
		{account.Exporter, at, tag, `{"entries":[{"type":"mark","value":"LAMPIX","classes":[99]}]}`, 422, "entries[0].classes"},
		{account.Exporter, at, tag, `{"entries":[{"type":"logo","value":"x"}]}`, 422, "entries[0].type"},
		{account.Exporter, at, tag, `{"entries":[{"type":"mark"}]}`, 422, "entries[0].value"},
		{account.Exporter, at, tag, `{"name":"x"}`, 422, "name"},
		{account.Exporter, "/watchlists/w-other", tag, body, 404, ""},
		{account.City, at, tag, body, 403, ""},
		{account.ReadOnly, at, tag, body, 403, ""},
	} {
		w := m.ask(m.tokens[tc.role], "PUT", tc.at, tc.body, "If-Match", tc.match)
		m.holds("editWatchlist", w)
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != tc.want || p.Field != tc.field {
			t.Errorf("%s %s %s: %d at %q, want %d at %q\n%s", tc.role, tc.at, tc.body, w.Code, p.Field, tc.want, tc.field, w.Body)
		}
	}
}

// FuzzBodies holds that no body is answered with an error of ours.
func FuzzBodies(f *testing.F) {
	for _, tc := range reads {
		if tc.body != "" {
			f.Add(tc.path, tc.body)
		}
	}
	f.Add("/route", `{"address":"\ud800","name":null}`)
	f.Add("/screen", `{"filings":[null],"lists":[""]}`)
	m := stocked(f)
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/route" && path != "/screen" || body == "" {
			t.Skip()
		}
		m.t = t
		if m.Clock = now; len(body)%2 == 0 { // another minute: a token has only so many requests
			m.Clock = now.Add(time.Minute)
		}
		if w := m.ask(m.tokens[account.National], "POST", path, body); w.Code >= 500 {
			t.Errorf("%s %q: %d\n%s", path, body, w.Code, w.Body)
		}
	})
}
