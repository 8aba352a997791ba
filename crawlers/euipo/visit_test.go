package euipo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// bureau is the office: it knows one account, and gives sessions.
type bureau struct {
	marks  int                                            // that any question finds
	spoil  func(nth, page int, a map[string]any) any      // what the nth answer becomes; nil leaves it
	status func(nth int, q url.Values) (int, http.Header) // of the nth answer; 0 is 200
	login  func() (int, string)                           // in place of its answer to who signs in
	signed int
	asked  []url.Values
}

func (b *bureau) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, "/oidc/accessToken") {
		b.signed++
		form, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		status, body := b.welcome(req.Header.Get("Content-Type"), string(form))
		return say(req, status, nil, body), nil
	}
	q := req.URL.Query()
	b.asked = append(b.asked, q)
	if b.status != nil {
		if status, header := b.status(len(b.asked), q); status != 0 {
			return say(req, status, header, `{"httpMessage":"no"}`), nil
		}
	}
	if req.Header.Get("Authorization") != fmt.Sprint("Bearer token-", b.signed) || req.Header.Get("X-Ibm-Client-Id") != "our-client" {
		return say(req, 401, nil, ""), nil
	}
	var page int
	if _, err := fmt.Sscan(q.Get("page"), &page); err != nil {
		return nil, err
	}
	var answer any = b.page(page)
	if b.spoil != nil {
		answer = b.spoil(len(b.asked), page, b.page(page))
	}
	if text, ok := answer.(string); ok {
		return say(req, 200, nil, text), nil
	}
	body, err := json.Marshal(answer)
	return say(req, 200, nil, string(body)), err
}

func say(req *http.Request, status int, header http.Header, body string) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}
}

func (b *bureau) welcome(kind, form string) (int, string) {
	q, err := url.ParseQuery(form)
	switch {
	case b.login != nil:
		return b.login()
	case err != nil || kind != "application/x-www-form-urlencoded" || q.Get("grant_type") != "client_credentials" ||
		q.Get("client_id") != "our-client" || q.Get("client_secret") != "s3:cr&t" || q.Get("scope") != "uid":
		return 401, `{"error":"invalid_client"}`
	}
	return 200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"bearer","expires_in":28800,"scope":"uid"}`, b.signed)
}

func (b *bureau) page(n int) map[string]any {
	rows := []any{}
	for i := n * pageSize; i < min((n+1)*pageSize, b.marks); i++ {
		rows = append(rows, map[string]any{
			"applicationNumber": fmt.Sprintf("019%06d", i), "applicationDate": "2026-09-20", "status": "RECEIVED", "markFeature": "WORD",
			"niceClasses": []int{9}, "wordMarkSpecification": map[string]any{"verbalElement": fmt.Sprint("LUMO", i)},
		})
	}
	return map[string]any{"trademarks": rows, "totalElements": b.marks, "totalPages": (b.marks + pageSize - 1) / pageSize, "size": pageSize, "page": n}
}

// visit visits the office with an account, asking by the fields. It returns
// all that is kept, logged or reported too.
func visit(t *testing.T, b *bureau, change func(*crawlers.Source), by string) (crawlers.Report, string) {
	t.Helper()
	s := Source
	s.Token, s.Expect = "our-client:s3:cr&t", crawlers.Expect{}
	s.Params = bytes.Replace(bytes.Clone(s.Params), []byte("[applicationDate, updateDate]"), []byte(by), 1)
	if change != nil {
		change(&s)
	}
	var said bytes.Buffer
	r := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: b, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Spend: new(crawlers.Ledger).Spend},
		Now:       now.UTC, Log: slog.New(slog.NewTextHandler(&said, nil)),
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				body, err := p.Bytes()
				if err != nil {
					return err
				}
				fmt.Fprintf(&said, "%v %s\n", p.Header, body)
			}
			return nil
		},
		Sink: func(_ context.Context, fs []crawlers.Filing) error { return json.NewEncoder(&said).Encode(fs) },
	})
	fmt.Fprintf(&said, "%+v", r)
	return r, said.String()
}

const both, one = "[applicationDate, updateDate]", "[applicationDate]"

func TestAVisitAsksEachPageOnce(t *testing.T) {
	b := &bureau{marks: 2*pageSize + 3}
	r, said := visit(t, b, nil, both)
	if r.State != crawlers.OK || r.Filings != 2*b.marks || b.signed != 1 || len(b.asked) != 6 || len(r.Warnings) != 0 {
		t.Errorf("%s: %d filings, %d sessions, %d questions, %q", r.State, r.Filings, b.signed, len(b.asked), r.Warnings)
	}
	if got, want := fmt.Sprint(b.asked[5]), "map[page:[2] query:[updateDate>=2026-09-09] size:[100] sort:[updateDate:desc]]"; got != want {
		t.Errorf("the last question was %s, want %s", got, want)
	}
	for _, secret := range []string{"our-client", "s3:cr", "token-1"} {
		if strings.Contains(said, secret) {
			t.Errorf("%s is in the log, the report or the page store", secret)
		}
	}
}

func TestWhatAnAnswerSaysEndsAWalk(t *testing.T) {
	put := func(key string, value any) func(int, int, map[string]any) any {
		return func(_, _ int, a map[string]any) any { a[key] = value; return a }
	}
	for _, tc := range []struct {
		name  string
		spoil func(nth, page int, a map[string]any) any
		pages string // of params
		state crawlers.State
		asked int
		says  string
	}{
		{"more than may be asked for", nil, "2", crawlers.OK, 2, "more pages than sources.euipo.params.pages"},
		{"another page than asked for", put("page", 7), "", crawlers.OK, 1, "another page came"},
		{"no count of pages", put("totalPages", nil), "", crawlers.OK, 1, "do not add up"},
		{"pages without end", put("totalPages", 1_000_000), "", crawlers.OK, 5, "do not add up"},
		{"one page for all", func(_, page int, a map[string]any) any {
			b := (&bureau{marks: 350}).page(0)
			b["page"] = page
			return b
		}, "", crawlers.OK, 2, "a page came twice"},
		{"a page for people behind the first", func(nth, _ int, a map[string]any) any {
			if nth == 2 {
				return "<html>"
			}
			return a
		}, "", crawlers.Blocked, 2, "a page for people"},
		{"cut off", func(int, int, map[string]any) any { return `{"trademarks":[{` }, "", crawlers.Truncated, 1, "truncated"},
		{"nothing found", func(int, int, map[string]any) any { return (&bureau{}).page(0) }, "", crawlers.Empty, 1, ""},
	} {
		b := &bureau{marks: 350, spoil: tc.spoil}
		r, said := visit(t, b, func(s *crawlers.Source) {
			if tc.pages != "" {
				s.Params = bytes.Replace(s.Params, []byte("pages: 200"), []byte("pages: "+tc.pages), 1)
			}
		}, one)
		if r.State != tc.state || len(b.asked) != tc.asked || !strings.Contains(said, tc.says) || r.Err != nil {
			t.Errorf("%s: %s after %d questions: %v %q", tc.name, r.State, len(b.asked), r.Err, r.Warnings)
		}
	}
}

func TestRefusals(t *testing.T) {
	always := func(status int, header ...string) func(int, url.Values) (int, http.Header) {
		h := http.Header{}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return func(int, url.Values) (int, http.Header) { return status, h }
	}
	answers := func(status int, body string) func() (int, string) {
		return func() (int, string) { return status, body }
	}
	for _, tc := range []struct {
		name          string
		status        func(int, url.Values) (int, http.Header)
		login         func() (int, string)
		state         crawlers.State
		signed, asked int
		says          string
	}{
		{"the session ends between two pages", func(nth int, _ url.Values) (int, http.Header) {
			if nth == 2 {
				return 401, nil
			}
			return 0, nil
		}, nil, crawlers.OK, 2, 5, ""},
		{"no session is known", always(401), nil, crawlers.Blocked, 2, 2, "does not know the session"},
		{"too many", always(429, "Retry-After", "3600"), nil, crawlers.Blocked, 1, 1, "left alone for 1h0m0s"},
		{"not subscribed", always(403), nil, crawlers.Blocked, 1, 1, "subscribe its application"},
		{"out of order", always(500), nil, crawlers.Failed, 1, 2, "500"},
		{"a field that cannot be asked for", func(_ int, q url.Values) (int, http.Header) {
			if strings.HasPrefix(q.Get("query"), "updateDate") {
				return 400, nil
			}
			return 0, nil
		}, nil, crawlers.Blocked, 1, 3, "does not understand the question"},
		{"the wrong secret", nil, answers(401, `{"error":"invalid_client"}`), crawlers.Blocked, 1, 0, "gives the account of sources.euipo.token no session"},
		{"an error with 200", nil, answers(200, `{"error":"unauthorized_client","error_description":"our-client s3:cr&t may not"}`), crawlers.Blocked, 1, 0, "*** *** may not"},
		{"a page for people", nil, answers(200, "<html>"), crawlers.Blocked, 1, 0, "a page for people"},
		{"out of order at the door", nil, answers(500, ""), crawlers.Failed, 1, 0, "500"},
		{"a token that no header holds", nil, answers(200, `{"access_token":"a b"}`), crawlers.Shape, 1, 0, "no token"},
	} {
		b := &bureau{marks: 150, status: tc.status, login: tc.login}
		r, said := visit(t, b, nil, both)
		if r.State != tc.state || b.signed != tc.signed || len(b.asked) != tc.asked || !strings.Contains(said, tc.says) || r.Err != nil {
			t.Errorf("%s: %s, %d sessions, %d questions, %v %s", tc.name, r.State, b.signed, len(b.asked), r.Err, said)
		}
		if strings.Contains(said, "our-client") || strings.Contains(said, "s3:cr") {
			t.Errorf("%s: the account is in the log or the report: %s", tc.name, said)
		}
	}
}

func TestASpentBudgetSaysWhenItGoesOn(t *testing.T) {
	b := &bureau{marks: 150}
	r, said := visit(t, b, func(s *crawlers.Source) { s.Budget = []crawlers.Limit{{Per: 24 * time.Hour, Requests: 1}} }, both)
	if r.State != crawlers.Blocked || len(b.asked) != 1 || !strings.Contains(said, "it goes on at") {
		t.Errorf("%s after %d questions: %s", r.State, len(b.asked), said)
	}
}

func TestTheSandboxIsToldOf(t *testing.T) {
	b := &bureau{marks: 3}
	r, _ := visit(t, b, func(s *crawlers.Source) {
		s.Params = []byte(strings.NewReplacer("euipo.europa.eu/cas-server-webapp", "auth-sandbox.euipo.europa.eu", "//api.", "//api-sandbox.").Replace(string(s.Params)))
	}, one)
	if r.State != crawlers.OK || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "sandbox") {
		t.Errorf("%s: %q", r.State, r.Warnings)
	}
}

func TestNobodyIsAskedWithoutAnAccount(t *testing.T) {
	if m := Source.Meta; !m.Idle() {
		t.Error("the source is visited without an account")
	}
}
