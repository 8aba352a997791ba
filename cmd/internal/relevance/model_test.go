package relevance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A script answers the n-th request, whose body is given.
type script func(n int, body string) (status int, content string)

// always gives one answer.
func always(status int, content string) script {
	return func(int, string) (int, string) { return status, content }
}

// A server speaks the OpenAI protocol. It can be asked over the network or,
// for tests with a clock of their own, in process.
type server struct {
	calls  atomic.Int32
	answer script
	hold   func(ctx context.Context) // before it answers
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	n := int(s.calls.Add(1))
	if s.hold != nil {
		s.hold(r.Context())
	}
	status, content := s.answer(n, string(body))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != http.StatusOK {
		fmt.Fprintf(w, `{"error":{"message":%q}}`, content)
		return
	}
	text, err := json.Marshal(content)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":%s}}],"usage":{"total_tokens":321}}`, text)
}

// RoundTrip asks the server without a network.
func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

const secret = "sk-very-secret"

// near returns a model that asks s in process.
func (s *server) near(o Options) *Model {
	o.URL, o.Key, o.HTTPClient = "http://model.test/v1", secret, &http.Client{Transport: s}
	if o.Model == "" {
		o.Model = "m"
	}
	return NewModel(o)
}

// judge asks a model that answers by the script about f.
func judge(t *testing.T, f crawlers.Filing, answer script) (alerts.Verdict, int) {
	t.Helper()
	s := &server{answer: answer}
	v, _, err := Cascade{Model: s.near(Options{})}.Judge(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return v, int(s.calls.Load())
}

// undecided is a filing that the rules leave open.
func undecided() crawlers.Filing {
	return suit("nysd", "1:24-cv-00006", "Omega SA v. Aoyatex Co., Ltd.", "AO 120 Form Trademark - Case Opening - Submitted")
}

const good = `{"relevant":true,"category":"trademark","stage":"ip-report","chinese_party":"suspected","why":"被告名称疑为中国企业","quotes":[
{"claim":"relevant","text":"Omega  SA v. Aoyatex Co., Ltd."},{"claim":"chinese_party","text":"Aoyatex Co., Ltd."}]}`

func TestModelDecidesWhatRulesLeaveOpen(t *testing.T) {
	s := &server{answer: always(200, good)}
	web := httptest.NewServer(s)
	defer web.Close()
	c := Cascade{Model: NewModel(Options{URL: web.URL + "/v1", Key: secret, Model: "m"})}
	v, rules, err := c.Judge(t.Context(), undecided())
	if err != nil || said(v) != "yes" || v.ChineseParty != crawlers.Suspected || v.By != "m@"+promptHash || v.Waiting || len(v.Unverified) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if said(rules) != "open" || rules.By != ByRules {
		t.Errorf("the rules' verdict is not kept: %+v", rules)
	}
	certain := suit("ilnd", "1:24-cv-02614", "Grumpy Cat Limited v. The Individuals Identified on Schedule A", "complaint")
	if v, _, err := c.Judge(t.Context(), certain); err != nil || v.By != ByRules || s.calls.Load() != 1 {
		t.Errorf("the model was asked about what is certain: %+v, %v", v, err)
	}
}

func TestWithoutModelRulesServe(t *testing.T) {
	v, rules, err := Cascade{}.Judge(t.Context(), undecided())
	if err != nil || v.By != ByRules || v.Waiting || v.Why != rules.Why || (Cascade{}).Ready() {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestAnswers(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answer  script
		calls   int
		want    string
		waiting bool
	}{
		{"no schema, JSON mode", func(_ int, body string) (int, string) {
			if strings.Contains(body, "json_schema") {
				return 400, "response_format json_schema is not supported"
			}
			return 200, good
		}, 2, "yes", false},
		{"neither", func(_ int, body string) (int, string) {
			if strings.Contains(body, "response_format") {
				return 422, "unknown field response_format"
			}
			return 200, "<think>{maybe}</think>Here it is:\n```json\n" + good + "\n```\nHope {this} helps."
		}, 3, "yes", false},
		{"bad, then good", func(n int, body string) (int, string) {
			if n == 1 {
				return 200, "I think it is relevant."
			}
			if !strings.Contains(body, "holds no JSON object") {
				return 500, "was not told what was wrong"
			}
			return 200, good
		}, 2, "yes", false},
		{"bad twice", always(200, `{"relevant":"maybe"}`), 2, "open", false},
		{"unknown word", always(200, strings.Replace(good, "trademark", "tm", 1)), 2, "open", false},
		{"will not speak of it", always(400, "data_inspection_failed: inappropriate content"), 1, "open", false},
		{"no form will do", always(400, "Model Not Exist"), 3, "open", true},
		{"429", always(429, "slow down"), 1, "open", true},
		{"500", always(500, "oops"), 1, "open", true},
		{"redirect", always(302, "elsewhere"), 1, "open", true},
	} {
		v, calls := judge(t, undecided(), tc.answer)
		if said(v) != tc.want || v.Waiting != tc.waiting || calls != tc.calls {
			t.Errorf("%s: %s, waiting %v, after %d calls; want %s, %v, %d", tc.name, said(v), v.Waiting, calls, tc.want, tc.waiting, tc.calls)
		}
		if rules := (Rules{}).Classify(undecided()); tc.want == "open" && (v.By != ByRules || v.Why == rules.Why) {
			t.Errorf("%s: by %s, %q; want the rules' verdict to name the reason", tc.name, v.By, v.Why)
		}
	}
}

func TestFormatIsRememberedOnlyWhenItWorked(t *testing.T) {
	s := &server{answer: func(n int, _ string) (int, string) {
		if n <= 3 {
			return 400, "Model Not Exist"
		}
		return 200, good
	}}
	m := s.near(Options{})
	for range 2 {
		if _, _, err := (Cascade{Model: m}).Judge(t.Context(), undecided()); err != nil {
			t.Fatal(err)
		}
	}
	if f := format(m.endpoint.format.Load()); f != bySchema || s.calls.Load() != 4 {
		t.Errorf("format %d after %d calls; a refusal for another reason took the schema away", f, s.calls.Load())
	}
}

func TestModelsThatReasonAreAskedInTheirWay(t *testing.T) {
	for _, name := range []string{"gpt-5-mini", "o3", "deepseek-chat"} {
		var body string
		s := &server{answer: func(_ int, b string) (int, string) { body = b; return 200, good }}
		f := undecided()
		if _, err := s.near(Options{Model: name}).Ask(t.Context(), f, Rules{}.Classify(f)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if plain := name == "deepseek-chat"; plain != strings.Contains(body, `"temperature":`) || plain != strings.Contains(body, `"max_tokens":`) {
			t.Errorf("%s: asked with %.80s…", name, body)
		}
	}
}

func TestBreakerOpensAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 500
		s := &server{answer: func(int, string) (int, string) { return status, good }}
		c := Cascade{Model: s.near(Options{})}
		for range failures + 3 {
			if v, _, err := c.Judge(t.Context(), undecided()); err != nil || !v.Waiting {
				t.Fatalf("%+v, %v", v, err)
			}
		}
		if n := s.calls.Load(); n != failures || c.Ready() {
			t.Errorf("%d calls, ready %v; want the endpoint left alone after %d", n, c.Ready(), failures)
		}
		status = 200
		time.Sleep(rest + time.Second)
		if !c.Ready() {
			t.Error("not ready after the rest")
		}
		if v, _, err := c.Judge(t.Context(), undecided()); err != nil || v.Waiting {
			t.Errorf("after the rest: %+v, %v", v, err)
		}
	})
}

func TestSlowEndpointRunsIntoItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: always(200, good), hold: func(ctx context.Context) { <-ctx.Done() }}
		start := time.Now()
		v, _, err := Cascade{Model: s.near(Options{Timeout: 7 * time.Second})}.Judge(t.Context(), undecided())
		if err != nil || !v.Waiting || time.Since(start) != 7*time.Second {
			t.Errorf("%+v, %v after %s", v, err, time.Since(start))
		}
	})
}

func TestEndOfContextIsTheOnlyError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: always(200, good), hold: func(ctx context.Context) { <-ctx.Done() }}
		c := Cascade{Model: s.near(Options{})}
		for range failures + 1 { // the caller's haste is not the endpoint's fault
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if _, _, err := c.Judge(ctx, undecided()); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
			cancel()
		}
		if !c.Ready() || s.calls.Load() != failures+1 {
			t.Errorf("ready %v after %d calls: the breaker opened", c.Ready(), s.calls.Load())
		}
	})
}

func TestUnusableAnswersDoNotOpenTheBreaker(t *testing.T) {
	s := &server{answer: always(200, "no")}
	c := Cascade{Model: s.near(Options{})}
	for range failures + 1 {
		if v, _, err := c.Judge(t.Context(), undecided()); err != nil || v.Waiting {
			t.Errorf("%+v, %v", v, err)
		}
	}
	if !c.Ready() || s.calls.Load() != 2*(failures+1) {
		t.Errorf("ready %v after %d calls", c.Ready(), s.calls.Load())
	}
}

func TestCallsAtATimeAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s := &server{answer: always(200, good), hold: func(context.Context) { <-gate }}
		c := Cascade{Model: s.near(Options{Concurrency: 2})}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if v, _, err := c.Judge(t.Context(), undecided()); err != nil || v.Waiting {
					t.Errorf("%+v, %v", v, err)
				}
			})
		}
		synctest.Wait()
		if n := s.calls.Load(); n != 2 {
			t.Errorf("%d calls at a time, want 2", n)
		}
		close(gate)
		wg.Wait()
	})
}

func TestBudget(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := &server{answer: always(200, good)}
	f := undecided()
	once := cost(questionOf(f).messages()) + maxTokens
	account := new(purse)
	m := s.near(Options{DailyTokens: (once+321)*spare/(spare-1) + 1, Now: func() time.Time { return now }, Spend: account.spend})
	c := Cascade{Model: m}
	for i, want := range []bool{false, false, true, true} { // 321 each, and a reserve that must fit beside what was used
		v, _, err := c.Judge(t.Context(), f)
		if err != nil || v.Waiting != want || c.Ready() == want {
			t.Errorf("%d: waiting %v, ready %v, %v", i, v.Waiting, c.Ready(), err)
		}
	}
	if n := s.calls.Load(); n != 2 || account.used[account.day] != 2*321 {
		t.Errorf("%d calls and %d tokens; want 2 and what the endpoint told", n, account.used[account.day])
	}
	now = now.AddDate(0, 0, 1)
	if v, _, err := c.Judge(t.Context(), f); err != nil || v.Waiting {
		t.Errorf("the next day: %+v, %v", v, err)
	}
}

func TestRefusedCallsCostNothing(t *testing.T) {
	account := new(purse)
	s := &server{answer: always(500, "oops")}
	m := s.near(Options{Spend: account.spend})
	if _, err := m.Ask(t.Context(), undecided(), Rules{}.Classify(undecided())); err == nil || account.used[account.day] != 0 {
		t.Errorf("%v, %d tokens", err, account.used[account.day])
	}
}

func TestKeptAnswerCostsNothing(t *testing.T) {
	s := &server{answer: always(200, good)}
	kept := map[string]string{}
	c := Cascade{Model: s.near(Options{
		Cached: func(_ context.Context, key string) (string, bool, error) {
			a, ok := kept[key]
			return a, ok, nil
		},
		Cache: func(_ context.Context, key, answer string, tokens int64) error {
			kept[key] = answer
			if tokens != 321 {
				t.Errorf("%d tokens", tokens)
			}
			return nil
		},
	})}
	for range 3 {
		if v, _, err := c.Judge(t.Context(), undecided()); err != nil || said(v) != "yes" {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	if n := s.calls.Load(); n != 1 {
		t.Errorf("%d calls for one question", n)
	}
	for key := range kept {
		kept[key] = "not an answer"
	}
	if v, _, err := c.Judge(t.Context(), undecided()); err != nil || said(v) != "yes" || s.calls.Load() != 2 {
		t.Errorf("a spoilt answer was not asked for again: %+v, %v", v, err)
	}
}

func TestKeyStaysSecret(t *testing.T) {
	for _, answer := range []script{
		always(401, "Incorrect API key provided: "+secret), always(500, secret), always(200, secret),
	} {
		var log bytes.Buffer
		s := &server{answer: answer}
		o := Options{Log: slog.New(slog.NewTextHandler(&log, nil))}
		v, _, err := Cascade{Model: s.near(o)}.Judge(t.Context(), undecided())
		if err != nil || !strings.Contains(log.String(), "no verdict of the model") || strings.Contains(log.String()+v.Why, secret) {
			t.Errorf("%v, %s", err, log.String())
		}
	}
	// An address may hold a secret too.
	m := NewModel(Options{URL: "http://" + secret + ".invalid/v1", Key: secret, Model: "m", HTTPClient: &http.Client{Transport: broken{}}})
	_, err := m.Ask(t.Context(), undecided(), Rules{}.Classify(undecided()))
	if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "line is cut") {
		t.Errorf("%v", err)
	}
}

type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("the line is cut")
}

// TestLiveModel asks a real endpoint, where one is named.
func TestLiveModel(t *testing.T) {
	address := os.Getenv("TOCSIN_TEST_LLM_URL")
	if address == "" {
		t.Skip("TOCSIN_TEST_LLM_URL is not set")
	}
	m := NewModel(Options{URL: address, Key: os.Getenv("TOCSIN_TEST_LLM_KEY"), Model: os.Getenv("TOCSIN_TEST_LLM_MODEL")})
	v, err := m.Ask(t.Context(), undecided(), Rules{}.Classify(undecided()))
	if err != nil || v.Not() {
		t.Errorf("%+v, %v", v, err)
	}
}
