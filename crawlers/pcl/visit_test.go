package pcl

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// locator is PACER: it knows one account, and bills every page it answers with.
type locator struct {
	cases  int                                       // of its index
	spoil  func(nth, page int, a map[string]any) any // what the nth answer becomes; nil or a nil func leaves it
	status func(nth int) int                         // of the nth answer; 0 is 200
	login  string                                    // in place of its answer to who signs in
	signed int
	asked  int
	billed int
	heard  []string // questions
}

func (l *locator) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	if req.URL.Host == "pacer.login.uscourts.gov" {
		l.signed++
		return l.say(req, 200, l.welcome(body)), nil
	}
	l.asked++
	l.heard = append(l.heard, string(body))
	if l.status != nil && l.status(l.asked) != 0 {
		return l.say(req, l.status(l.asked), "no"), nil
	}
	if !strings.HasPrefix(req.Header.Get("X-Next-Gen-Cso"), fmt.Sprint("token-", l.signed)) {
		return l.say(req, 401, ""), nil
	}
	var page int
	if _, err := fmt.Sscan(req.URL.Query().Get("page"), &page); err != nil {
		return nil, err
	}
	l.billed++
	var answer any = l.page(page)
	if l.spoil != nil {
		answer = l.spoil(l.asked, page, l.page(page))
	}
	if text, ok := answer.(string); ok {
		return l.say(req, 200, text), nil
	}
	b, err := json.Marshal(answer)
	return l.say(req, 200, string(b)), err
}

func (l *locator) say(req *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req,
		Header: http.Header{"X-Next-Gen-Cso": {fmt.Sprintf("token-%d-of-%d", l.signed, l.asked)}},
	}
}

func (l *locator) welcome(body []byte) string {
	var q struct{ LoginID, Password, RedactFlag string }
	switch err := json.Unmarshal(body, &q); {
	case l.login != "":
		return l.login
	case err != nil || q.LoginID != "example.firm" || q.Password != `pa:"ss<w0rd` || q.RedactFlag != "1":
		return `{"nextGenCSO":"","loginResult":"13","errorDescription":"Invalid username ` + q.LoginID + `, password, or one-time passcode"}`
	}
	return fmt.Sprintf(`{"nextGenCSO":"token-%d","loginResult":"0","errorDescription":""}`, l.signed)
}

func (l *locator) page(n int) map[string]any {
	rows := []any{}
	for i := n * pageSize; i < min((n+1)*pageSize, l.cases); i++ {
		rows = append(rows, map[string]any{
			"courtId": "ilndc", "caseId": 400_000 + i, "caseOffice": "1", "caseType": "cv", "natureOfSuit": "840", "dateFiled": "2024-04-01",
			"caseTitle": fmt.Sprintf("Lumen LLC v. Shop%d Store", 1_000_000+i), "caseNumberFull": fmt.Sprintf("1:2024cv%05d", i),
		})
	}
	pages := (l.cases + pageSize - 1) / pageSize
	return map[string]any{
		"receipt":  map[string]any{"billablePages": 1, "searchFee": ".10", "loginId": "example.firm", "description": "for example.firm"},
		"pageInfo": map[string]any{"number": n, "totalPages": pages, "totalElements": l.cases, "last": n+1 >= pages},
		"content":  rows,
	}
}

// visit visits the locator with the account. It returns all that is kept,
// logged or reported too.
func visit(t *testing.T, l *locator, ledger *crawlers.Ledger, perMonth int64) (crawlers.Report, string) {
	t.Helper()
	s := Source
	s.Token = `example.firm:pa:"ss<w0rd`
	if err := s.Pay(perMonth, 0); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	r := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: l, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Spend: ledger.Spend, Charge: ledger.Charge},
		Now:       func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(&said, nil)),
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				b, err := p.Bytes()
				fmt.Fprintf(&said, "%v %s\n", p.Header, b)
				if err != nil {
					return err
				}
			}
			return nil
		},
		Sink: func(_ context.Context, fs []crawlers.Filing) error { return json.NewEncoder(&said).Encode(fs) },
	})
	fmt.Fprintf(&said, "%+v", r)
	return r, said.String()
}

// left returns how many requests a ledger still allows of a budget.
func left(t *testing.T, ledger *crawlers.Ledger, perMonth int64) int {
	t.Helper()
	m := Source.Meta
	if err := m.Pay(perMonth, 0); err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		if wait, err := ledger.Spend(t.Context(), m.Name, m.Budget); wait > 0 || err != nil {
			return n
		}
	}
}

func TestAVisitBuysEachPageOnce(t *testing.T) {
	l, ledger := &locator{cases: 2*pageSize + 3}, new(crawlers.Ledger)
	r, said := visit(t, l, ledger, 1000)
	if r.State != crawlers.OK || r.Filings != l.cases || l.signed != 1 || l.billed != 3 || len(r.Warnings) != 0 {
		t.Errorf("%s: %d filings, %d sessions, %d pages, %q", r.State, r.Filings, l.signed, l.billed, r.Warnings)
	}
	if n := left(t, ledger, 1000); n != 97 {
		t.Errorf("%d of 100 pages are left, want 97", n)
	}
	for _, secret := range []string{`"example.firm"`, "w0rd", "token-", "X-Next-Gen-Cso"} {
		if strings.Contains(said, secret) {
			t.Errorf("%s is in a page, the log or the report", secret)
		}
	}
}

func TestTheBudgetIsNeverExceeded(t *testing.T) {
	l, ledger := &locator{cases: 3 * pageSize}, new(crawlers.Ledger)
	for range 4 {
		r, _ := visit(t, l, ledger, 50)
		if l.billed < 5 {
			continue
		}
		if r.State != crawlers.Blocked || !strings.Contains(strings.Join(r.Warnings, " "), "it goes on at") {
			t.Errorf("%s, %q", r.State, r.Warnings)
		}
	}
	if l.billed != 5 || l.signed != 2 {
		t.Errorf("%d pages were bought with money for 5, in %d sessions", l.billed, l.signed)
	}
}

func TestWhatIsBilledBeyondIsCounted(t *testing.T) {
	bill := func(pages any, fee string) func(int, int, map[string]any) any {
		return func(_, _ int, a map[string]any) any {
			a["receipt"] = map[string]any{"billablePages": pages, "searchFee": fee}
			return a
		}
	}
	for _, tc := range []struct {
		name  string
		spoil func(int, int, map[string]any) any
		asked int
		left  int // of 10
		says  string
	}{
		{"three pages for one", bill(3, ".30"), 1, 7, "bills more"},
		{"a page that costs more", bill(1, ".11"), 1, 8, "bills more"},
		{"more than there is", bill("2147483647", ".10"), 1, 0, "bills more"},
		{"nothing", bill(0, "0.00"), 2, 8, "no receipt bills"},
		{"no receipt", func(_, _ int, a map[string]any) any { delete(a, "receipt"); return a }, 2, 8, "no receipt bills"},
		{"more, beside what cannot be read", func(_, _ int, a map[string]any) any {
			return map[string]any{"receipt": map[string]any{"billablePages": 2, "searchFee": ".20"}, "message": "Report failed"}
		}, 1, 8, "bills more"},
	} {
		l, ledger := &locator{cases: 60, spoil: tc.spoil}, new(crawlers.Ledger)
		r, _ := visit(t, l, ledger, 100)
		if n := left(t, ledger, 100); l.asked != tc.asked || n != tc.left || !strings.Contains(strings.Join(r.Warnings, " "), tc.says) {
			t.Errorf("%s: %d pages asked for, %d left, %q", tc.name, l.asked, n, r.Warnings)
		}
	}
}

func TestNoPageIsBoughtForNothing(t *testing.T) {
	set := func(key string, v any) func(int, int, map[string]any) any {
		return func(_, _ int, a map[string]any) any {
			a["pageInfo"].(map[string]any)[key] = v
			return a
		}
	}
	for _, tc := range []struct {
		name    string
		cases   int
		spoil   func(nth, page int, a map[string]any) any
		state   crawlers.State
		asked   int
		filings int
		says    string
	}{
		{"nothing filed", 0, nil, crawlers.Empty, 1, 0, ""},
		{"more pages than a visit buys", 1000, nil, crawlers.OK, 8, 8 * pageSize, "older cases were not bought pages=19 bought=8"},
		{"a page that never changes", 1000, func(_, page int, _ map[string]any) any {
			a := (&locator{cases: 1000}).page(0)
			a["pageInfo"].(map[string]any)["number"] = page
			return a
		}, crawlers.OK, 2, 2 * pageSize, "came twice"},
		{"the first page for ever", 1000, func(_, _ int, _ map[string]any) any { return (&locator{cases: 1000}).page(0) }, crawlers.OK, 2, 2 * pageSize, "another page came"},
		{"a total that is too high", 10, set("totalElements", 5000), crawlers.OK, 1, 10, "do not add up"},
		{"pages that are too many", 10, set("last", false), crawlers.OK, 1, 10, ""},
		{"no end, by any word", 1000, func(_, page int, a map[string]any) any {
			return set("totalPages", 1<<30)(0, 0, set("last", false)(0, 0, a).(map[string]any))
		}, crawlers.OK, 8, 8 * pageSize, "more pages"},
		{"a last page that is not", 1000, set("last", true), crawlers.OK, 1, pageSize, "do not add up"},
		{"no pageInfo", 1000, func(_, _ int, a map[string]any) any { delete(a, "pageInfo"); return a }, crawlers.OK, 1, pageSize, "without pageInfo"},
		{"numbers that are none", 1000, set("totalPages", "many"), crawlers.OK, 1, pageSize, "do not add up"},
		{"a page for people", 0, func(int, int, map[string]any) any { return "<!doctype html><title>PACER Login</title>" }, crawlers.Blocked, 1, 0, "a page for people"},
		{"a message", 0, func(int, int, map[string]any) any { return `{"status":500,"message":"Report failed"}` }, crawlers.Blocked, 1, 0, "Report failed"},
		{"cut", 0, func(int, int, map[string]any) any { return `{"content":[{"courtId":"il` }, crawlers.Truncated, 1, 0, "unexpected EOF"},
		{"nothing at all", 0, func(int, int, map[string]any) any { return "" }, crawlers.Truncated, 1, 0, "empty"},
		{"a list", 0, func(int, int, map[string]any) any { return "[]" }, crawlers.Shape, 1, 0, "cannot unmarshal"},
		{"another object", 0, func(int, int, map[string]any) any { return `{"cases":[]}` }, crawlers.Shape, 1, 0, "neither content nor pageInfo"},
		{"deep", 0, func(int, int, map[string]any) any { return `{"content":` + strings.Repeat("[", 20_000) }, crawlers.Shape, 1, 0, "max depth"},
		{"cases in no form", 0, func(int, int, map[string]any) any {
			return `{"content":[7,"x",{"courtId":"ilndc"}],"pageInfo":{"number":0}}`
		}, crawlers.Shape, 1, 0, "none of 3"},
	} {
		l := &locator{cases: tc.cases, spoil: tc.spoil}
		r, _ := visit(t, l, new(crawlers.Ledger), 10_000)
		if r.State != tc.state || l.asked != tc.asked || r.Filings != tc.filings || !strings.Contains(strings.Join(r.Warnings, "\n"), tc.says) || r.Err != nil {
			t.Errorf("%s: %s, %d pages, %d filings, %q, %v", tc.name, r.State, l.asked, r.Filings, r.Warnings, r.Err)
		}
	}
}

func TestRefusals(t *testing.T) {
	always := func(status int) func(int) int { return func(int) int { return status } }
	for _, tc := range []struct {
		name          string
		status        func(nth int) int
		login         string
		state         crawlers.State
		signed, asked int
		says          string
	}{
		{"the session ends between two pages", func(nth int) int {
			if nth == 2 {
				return 401
			}
			return 0
		}, "", crawlers.OK, 2, 3, ""},
		{"no session is known", always(401), "", crawlers.Blocked, 2, 2, "does not know the session"},
		{"a question not understood", always(406), "", crawlers.Blocked, 1, 1, "does not understand the question"},
		{"no right to search", always(403), "", crawlers.Blocked, 1, 1, "balance"},
		{"too many", always(429), "", crawlers.Blocked, 1, 1, "429"},
		{"out of order", always(500), "", crawlers.Failed, 1, 1, "500"},
		{"the wrong password", nil, `{"nextGenCSO":"","loginResult":"13","errorDescription":"Invalid username example.firm, password pa:\"ss<w0rd, or one-time passcode"}`, crawlers.Blocked, 1, 0, `result \"13\"`},
		{"a notice that bars", nil, `{"nextGenCSO":"t","loginResult":"0","errorDescription":"A required Client Code was not entered"}`, crawlers.Blocked, 1, 0, "Client Code"},
		{"no token", nil, `{"loginResult":0}`, crawlers.Blocked, 1, 0, "does not let the account"},
		{"a page for people", nil, `<html>`, crawlers.Blocked, 1, 0, "a page for people"},
		{"a token that no header holds", nil, `{"nextGenCSO":"a b","loginResult":"0"}`, crawlers.Shape, 1, 0, "no token"},
	} {
		l, ledger := &locator{cases: 60, status: tc.status, login: tc.login}, new(crawlers.Ledger)
		r, said := visit(t, l, ledger, 100)
		if r.State != tc.state || l.signed != tc.signed || l.asked != tc.asked || !strings.Contains(said, tc.says) || r.Err != nil {
			t.Errorf("%s: %s, %d sessions, %d questions, %s", tc.name, r.State, l.signed, l.asked, said)
		}
		if strings.Contains(said, `"example.firm"`) || strings.Contains(said, "w0rd") {
			t.Errorf("%s: the account is in the log or the report: %s", tc.name, said)
		}
		if n := left(t, ledger, 100); n != 10-tc.asked {
			t.Errorf("%s: %d of 10 pages are left after %d questions", tc.name, n, tc.asked)
		}
	}
}
