package crawlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gocolly/colly/v2"
)

// reply is what a place says.
type reply struct {
	status int
	header http.Header
	body   string
}

// club is a place that answers its members only, within a session.
type club struct {
	login    *reply                                  // nil begins the nth session
	answer   func(n int, token string) (int, string) // nil answers who is in the last session
	sessions int
	asked    int // of what is charged for
	heard    []http.Request
	passed   []string // passwords
}

func (c *club) RoundTrip(req *http.Request) (*http.Response, error) {
	c.heard = append(c.heard, *req)
	body, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	if req.URL.Host == "door.test" {
		c.sessions++
		c.passed = append(c.passed, string(body))
		if c.login != nil {
			return response(req, c.login.status, c.login.header, []byte(c.login.body)), nil
		}
		return response(req, 200, http.Header{}, fmt.Appendf(nil, `"session-%d"`, c.sessions)), nil
	}
	c.asked++
	token := req.Header.Get("X-Session")
	status, page := 401, ""
	switch {
	case c.answer != nil:
		status, page = c.answer(c.asked, token)
	case token == fmt.Sprintf("session-%d", c.sessions):
		status, page = 200, `{"who":"member-1","asked":"of member-1"}`
	}
	return response(req, status, http.Header{"X-Session": {token + "-next"}}, []byte(page)), nil
}

// member is a source that signs in to the club and asks for two pages.
func member() *Source {
	return &Source{
		Meta: Meta{
			Name: "s", Hosts: []string{"club.test", "door.test"}, Robots: "published", Zone: "UTC",
			Token: "member-1:s3cret", TokenHeader: "X-Session", MaxBody: 1 << 20,
			Budget: []Limit{{Per: 24 * time.Hour, Requests: 3}}, Timeout: time.Minute,
		},
		SignIn: func(m Meta, post Post) (Session, error) {
			answer, err := post("https://door.test/in", "application/json", []byte(m.Token))
			if err != nil {
				return Session{}, err
			}
			var token string
			if err := json.Unmarshal(answer, &token); err != nil {
				return Session{}, err
			}
			name, _, _ := strings.Cut(m.Token, ":")
			return Session{Token: token, Hide: []string{name}}, nil
		},
		Crawl: func(_ context.Context, v *Visit) error {
			c := v.Collector()
			c.OnResponse(func(r *colly.Response) { v.Take(r) })
			for n := range 2 {
				if err := c.PostRaw(fmt.Sprintf("https://club.test/%d", n), []byte("question")); err != nil {
					return nil //nolint:nilerr // it is the outcome of its page
				}
			}
			return nil
		},
		Parse: func(_ Page, emit func(Filing) error) error { return emit(valid("entry.1")) },
	}
}

func attend(t *testing.T, s *Source, tr *Transport) (Report, string) {
	t.Helper()
	var log, kept bytes.Buffer
	tr.UserAgent, tr.Pace = "tocsin-test", Unpaced{}
	r := s.Run(t.Context(), Env{
		Transport: tr, Now: func() time.Time { return tuesday }, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Sink: func(context.Context, []Filing) error { return nil },
		Keep: func(_ context.Context, _ string, pages []Page) error {
			for _, p := range pages {
				b, err := p.Bytes()
				if err != nil {
					return err
				}
				fmt.Fprintf(&kept, "%s %v %s\n", p.URL, p.Header, b)
			}
			return nil
		},
	})
	said, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return r, log.String() + kept.String() + string(said)
}

func TestAVisitSignsInOnceAndIsQuietAboutIt(t *testing.T) {
	place, ledger, dir := &club{}, new(Ledger), t.TempDir()
	place.answer = func(n int, token string) (int, string) {
		want := "session-1"
		if n == 2 {
			want = "session-1-next" // the place gave it with the answer before
		}
		if token != want {
			t.Errorf("question %d was asked as %q, want %q", n, token, want)
		}
		return 200, fmt.Sprintf(`{"who":"member-1","token":%q,"asked":"of member-1"}`, token)
	}
	r, said := attend(t, member(), &Transport{Base: Record(dir, place, nil), Spend: ledger.Spend, Charge: ledger.Charge})
	if r.State != OK || place.sessions != 1 || place.asked != 2 {
		t.Fatalf("%s after %d sessions and %d questions: %v %v", r.State, place.sessions, place.asked, r.Err, r.Warnings)
	}
	if n := len(ledger.spent["s"]); n != 2 {
		t.Errorf("%d requests of the budget were spent, want those of the two questions", n)
	}
	if want := "member-1:s3cret"; place.passed[0] != want {
		t.Errorf("the account came as %q", place.passed[0])
	}
	for _, req := range place.heard {
		if req.Header.Get("Authorization") != "" || req.URL.Host == "door.test" && req.Header.Get("X-Session") != "" {
			t.Errorf("%s was asked with %v", req.URL, req.Header)
		}
	}
	recorded := written(t, dir)
	for where, text := range map[string]string{"page store, log or report": said, "record": recorded} {
		for _, secret := range []string{"s3cret", `"member-1"`, "session-1", "X-Session", "door.test"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in the %s: %s", secret, where, text)
			}
		}
		if !strings.Contains(text, `{"who":"***","token":"***","asked":"of member-1"}`) {
			t.Errorf("the answer is not in the %s: %s", where, text)
		}
	}
}

func TestASessionIsShownAsATokenWithWhatGoesAlong(t *testing.T) {
	place, s := &club{}, member()
	place.answer = func(int, string) (int, string) { return 200, "{}" }
	s.TokenHeader = ""
	signIn := s.SignIn
	s.SignIn = func(m Meta, post Post) (Session, error) {
		now, err := signIn(m, func(address, _ string, question []byte) ([]byte, error) {
			return post(address, "application/x-www-form-urlencoded", question)
		})
		now.Header = http.Header{"X-Client": {"member-1"}}
		return now, err
	}
	if r, _ := attend(t, s, &Transport{Base: place}); r.State != OK || len(place.heard) != 3 {
		t.Fatalf("%s after %d requests: %v", r.State, len(place.heard), r.Warnings)
	}
	for i, want := range []struct{ kind, authorization, client string }{
		{"application/x-www-form-urlencoded", "", ""}, {"", "Bearer session-1", "member-1"}, {"", "Bearer session-1", "member-1"},
	} {
		h := place.heard[i].Header
		if i == 0 && h.Get("Content-Type") != want.kind || h.Get("Authorization") != want.authorization || h.Get("X-Client") != want.client {
			t.Errorf("request %d was asked with %v, want %v", i, h, want)
		}
	}
}

// written returns the names and contents of all files below dir.
func written(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		page, err := fs.ReadFile(os.DirFS(dir), name)
		fmt.Fprintf(&b, "%s %s\n", name, page)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnUnknownSessionIsBegunAgainOnce(t *testing.T) {
	for _, tc := range []struct {
		name                   string
		answer                 func(n int, token string) (int, string)
		state                  State
		sessions, asked, spent int
		says                   string
	}{
		{"it ran out between two questions", func(n int, token string) (int, string) {
			if n == 2 || n > 2 && !strings.HasPrefix(token, "session-2") {
				return 401, ""
			}
			return 200, "{}"
		}, OK, 2, 3, 3, ""},
		{"it never is known", func(int, string) (int, string) { return 401, "" }, Blocked, 2, 2, 2, "does not know the session"},
		{"another refusal", func(int, string) (int, string) { return 403, "" }, Blocked, 1, 1, 1, "403"},
	} {
		place, ledger := &club{answer: tc.answer}, new(Ledger)
		r, _ := attend(t, member(), &Transport{Base: place, Spend: ledger.Spend, Charge: ledger.Charge})
		if r.State != tc.state || place.sessions != tc.sessions || place.asked != tc.asked || len(ledger.spent["s"]) != tc.spent || !strings.Contains(strings.Join(r.Warnings, " "), tc.says) {
			t.Errorf("%s: %s, %d sessions, %d questions, %d spent, %q", tc.name, r.State, place.sessions, place.asked, len(ledger.spent["s"]), r.Warnings)
		}
	}
}

func TestARefusedAccountCostsNothing(t *testing.T) {
	for _, tc := range []struct {
		name  string
		login reply
		says  string
	}{
		{"no", reply{401, http.Header{}, ""}, "401"},
		{"a redirect is not followed", reply{307, http.Header{"Location": {"https://evil.test/"}}, ""}, "307"},
		{"no token", reply{200, http.Header{}, `""`}, "no token"},
		{"a token that no header holds", reply{200, http.Header{}, `"a\nb"`}, "no token"},
		{"a page for people", reply{200, http.Header{}, `<html>`}, "invalid character"},
	} {
		place, ledger := &club{login: &tc.login}, new(Ledger)
		r, said := attend(t, member(), &Transport{Base: place, Spend: ledger.Spend, Charge: ledger.Charge})
		if r.State.Well() || place.sessions != 1 || place.asked != 0 || len(ledger.spent["s"]) != 0 || !strings.Contains(said, tc.says) || strings.Contains(said, "s3cret") {
			t.Errorf("%s: %s, %d sessions, %d questions, %d spent, %s", tc.name, r.State, place.sessions, place.asked, len(ledger.spent["s"]), said)
		}
	}
}

func TestASpentBudgetDoesNotEvenSignIn(t *testing.T) {
	place, ledger := &club{}, new(Ledger)
	s := member()
	if _, err := ledger.Charge(t.Context(), "s", s.Budget, 1_000_000_000); err != nil {
		t.Fatal(err)
	}
	r, _ := attend(t, s, &Transport{Base: place, Spend: ledger.Spend, Charge: ledger.Charge})
	if len(place.heard) != 0 || r.State != Blocked || !strings.Contains(r.Warnings[0], "it goes on at") {
		t.Errorf("%d requests, %s, %q", len(place.heard), r.State, r.Warnings)
	}
}

func TestASessionGoesOverHTTPSToItsHostsAlone(t *testing.T) {
	for _, address := range []string{"http://club.test/0", "https://evil.test/0"} {
		place := &club{}
		s := member()
		s.Crawl = func(_ context.Context, v *Visit) error { return v.Walk(v.Collector(), address) }
		if r, _ := attend(t, s, &Transport{Base: place}); len(place.heard) != 0 || r.State != Blocked {
			t.Errorf("%s: %d requests, %s", address, len(place.heard), r.State)
		}
	}
	s := member()
	s.SignIn = func(m Meta, post Post) (Session, error) {
		_, err := post("http://door.test/in", "application/json", []byte(m.Token))
		return Session{}, err
	}
	place := &club{}
	if r, _ := attend(t, s, &Transport{Base: place}); len(place.heard) != 0 || r.State != Blocked {
		t.Errorf("an account in the clear: %d requests, %s", len(place.heard), r.State)
	}
}

func TestRecordedSignInHasNoNameMadeOfTheAccount(t *testing.T) {
	s := member()
	r, said := attend(t, s, &Transport{Base: Recorded(fstest.MapFS{})})
	if r.State.Well() || !strings.Contains(said, "no page door.test/in") || strings.Contains(said, "door.test/in--") {
		t.Errorf("%s: %s", r.State, said)
	}
}

func TestCharge(t *testing.T) {
	now := tuesday
	limits := []Limit{{time.Hour, 3}}
	for _, tc := range []struct {
		name           string
		before, charge int
		kept           int
		wait           time.Duration
	}{
		{"nothing asks only", 2, 0, 2, 0},
		{"nothing, when all is spent", 3, 0, 3, time.Hour},
		{"one", 1, 1, 2, 0},
		{"more than is left", 2, 3, 5, time.Hour},
		{"as many as a hostile receipt says", 0, 1 << 30, 3, time.Hour},
	} {
		before := make([]time.Time, tc.before)
		for i := range before {
			before[i] = now
		}
		if after, wait := Charge(before, limits, tc.charge, now); len(after) != tc.kept || wait != tc.wait {
			t.Errorf("%s: %d kept, wait %s", tc.name, len(after), wait)
		}
	}
}

func TestMoneyIsABudget(t *testing.T) {
	const month = 31 * 24 * time.Hour
	for _, tc := range []struct {
		fee        int
		month, day int64
		want       []Limit
		wrong      string
	}{
		{10, 3000, 0, []Limit{{month, 300}}, ""},
		{10, 3005, 99, []Limit{{month, 300}, {24 * time.Hour, 9}}, ""},
		{10, 10, 0, []Limit{{month, 1}}, ""},
		{10, 9, 0, nil, "usd_per_month: $0.09 does not pay for one request, which costs $0.10"},
		{10, 0, 500, nil, "usd_per_month"},
		{10, 500, 5, nil, "usd_per_day: $0.05"},
		{10, -500, 0, nil, "usd_per_month"},
		{0, 500, 0, nil, "charges nothing"},
	} {
		m := Meta{FeeCents: tc.fee}
		err := m.Pay(tc.month, tc.day)
		if tc.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wrong) {
				t.Errorf("%+v: %v", tc, err)
			}
			continue
		}
		if err != nil || fmt.Sprint(m.Budget) != fmt.Sprint(tc.want) {
			t.Errorf("%+v: %v, %v", tc, m.Budget, err)
		}
	}
	idle := Meta{FeeCents: 10, NeedsToken: true, Token: "a:b"}
	if !idle.Idle() || idle.Pay(100, 0) != nil || idle.Idle() {
		t.Error("a place that charges is visited without a budget, or not with one")
	}
	if _, err := ReadMeta([]byte("name: x\ntitle: {zh: x, en: x}\nhosts: [x.test]\nschedule: '1 4 * * *'\nfee_cents: 10\nbudget: [{per: 1h, requests: 5}]")); err == nil || !strings.Contains(err.Error(), "fee_cents alone") {
		t.Errorf("a shipped budget of somebody's money: %v", err)
	}
}

func TestALostLedgerEndsAVisitThatIsCharged(t *testing.T) {
	full := errors.New("disk full")
	s := member()
	s.Crawl = func(_ context.Context, v *Visit) error { v.Charge(2); return nil }
	tr := &Transport{Base: &club{}, Charge: func(context.Context, string, []Limit, int) (time.Duration, error) { return 0, full }}
	if r, _ := attend(t, s, tr); !errors.Is(r.Err, full) || r.State != Failed {
		t.Errorf("%s: %v", r.State, r.Err)
	}
}
