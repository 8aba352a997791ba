package relevance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/alerts"
)

// A provider answers as a service does that people use: with the fields, the
// errors and the ways of its own, as its documentation shows them.
type provider struct {
	name   string
	model  string
	answer func(content string) string // the body of a good answer
	schema bool                        // takes response_format json_schema
	refuse string                      // the body of a 400 to a format it does not take
	busy   int                         // the status and body by which it says slow down
	wait   string
}

// asJSON is content as a JSON string.
func asJSON(content string) string {
	b, err := json.Marshal(content)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var providers = []provider{
	{
		name: "DeepSeek", model: "deepseek-chat",
		answer: func(c string) string {
			return `{"id":"930c60df-bf64-41c9-a88e-3ec75f81e00e","object":"chat.completion","created":1705651092,"model":"deepseek-chat","system_fingerprint":"fp_a",
			"choices":[{"index":0,"message":{"role":"assistant","content":` + asJSON(c) + `,"reasoning_content":null},"logprobs":null,"finish_reason":"stop"}],
			"usage":{"prompt_tokens":700,"completion_tokens":300,"total_tokens":1000,"prompt_cache_hit_tokens":640,"prompt_cache_miss_tokens":60}}`
		},
		refuse: `{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
		busy:   429, wait: `{"error":{"message":"Rate limit reached","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}`,
	},
	{
		name: "Qwen, DashScope in its compatible mode", model: "qwen-plus",
		answer: func(c string) string {
			return `{"choices":[{"message":{"role":"assistant","content":` + asJSON("```json\n"+c+"\n```") + `},"finish_reason":"stop","index":0,"logprobs":null}],"object":"chat.completion",
			"usage":{"prompt_tokens":700,"completion_tokens":300,"total_tokens":1000,"prompt_tokens_details":{"cached_tokens":0}},"created":1730000000,"system_fingerprint":null,"model":"qwen-plus","id":"chatcmpl-1"}`
		},
		refuse: `{"error":{"code":"invalid_parameter_error","param":null,"message":"'response_format.type' must be one of text, json_object","type":"invalid_request_error"},"request_id":"1"}`,
		busy:   429, wait: `{"error":{"code":"limit_requests","param":null,"message":"You exceeded your current requests list.","type":"limit_requests"},"request_id":"2"}`,
	},
	{
		name: "Ollama", model: "qwen2.5:7b", schema: true,
		answer: func(c string) string {
			return `{"id":"chatcmpl-5","object":"chat.completion","created":1730000000,"model":"qwen2.5:7b","system_fingerprint":"fp_ollama",
			"choices":[{"index":0,"message":{"role":"assistant","content":` + asJSON(c) + `},"finish_reason":"stop"}],"usage":{"prompt_tokens":700,"completion_tokens":300,"total_tokens":1000}}`
		},
		busy: 503, wait: `{"error":{"message":"server busy, please try again.  maximum pending requests exceeded","type":"api_error","param":null,"code":null}}`,
	},
	{
		name: "vLLM", model: "Qwen/Qwen3-8B", schema: true,
		answer: func(c string) string {
			return `{"id":"chatcmpl-7","object":"chat.completion","created":1730000000,"model":"Qwen/Qwen3-8B",
			"choices":[{"index":0,"message":{"role":"assistant","reasoning_content":null,"content":` + asJSON("<think>\nA suit {by Omega}.\n</think>\n\n"+c) + `,"tool_calls":[]},"logprobs":null,"finish_reason":"stop","stop_reason":null}],
			"usage":{"prompt_tokens":700,"total_tokens":1000,"completion_tokens":300,"prompt_tokens_details":null},"prompt_logprobs":null}`
		},
		busy: 503, wait: `{"object":"error","message":"The server is overloaded","type":"ServiceUnavailable","param":null,"code":503}`,
	},
	{
		name: "OpenAI", model: "gpt-4o-mini", schema: true,
		answer: func(c string) string {
			return `{"id":"chatcmpl-B","object":"chat.completion","created":1741569952,"model":"gpt-4o-mini-2024-07-18",
			"choices":[{"index":0,"message":{"role":"assistant","content":` + asJSON(c) + `,"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],
			"usage":{"prompt_tokens":700,"completion_tokens":300,"total_tokens":1000,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"service_tier":"default"}`
		},
		busy: 429, wait: `{"error":{"message":"Rate limit reached for gpt-4o-mini","type":"requests","param":null,"code":"rate_limit_exceeded"}}`,
	},
}

// asks serves a provider; busy is how many calls it is busy for.
func (p provider) asks(t *testing.T, busy int32) (*httptest.Server, *atomic.Int32) {
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := calls.Add(1)
		var asked struct {
			Model  string
			Format struct{ Type string } `json:"response_format"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Model != p.model || r.Header.Get("Authorization") != "Bearer "+secret || r.URL.Path != "/v1/chat/completions" {
			t.Errorf("%s: asked %s as %q with %q, %v", p.name, r.URL.Path, asked.Model, r.Header.Get("Authorization"), err)
		}
		w.Header().Set("Content-Type", "application/json")
		switch {
		case n <= busy:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(p.busy)
			fmt.Fprint(w, p.wait)
		case asked.Format.Type == "json_schema" && !p.schema:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, p.refuse)
		default:
			fmt.Fprint(w, p.answer(good))
		}
	}))
	t.Cleanup(s.Close)
	return s, &calls
}

func (p provider) ask(url string, o Options) *Model {
	o.URL, o.Key, o.Model = url+"/v1", secret, p.model
	return NewModel(o)
}

// TestProviders asks each service in the format it takes, and reads what it
// answers and what that cost.
func TestProviders(t *testing.T) {
	for _, p := range providers {
		t.Run(p.name, func(t *testing.T) {
			s, calls := p.asks(t, 1)
			account := new(purse)
			c := Cascade{Model: p.ask(s.URL, Options{PriceIn: 2, PriceOut: 8, DailyMoney: 1, Spend: account.spend})}
			v, _, err := c.Judge(t.Context(), undecided())
			if err != nil || !v.Waiting || v.By != ByRules {
				t.Errorf("busy: %+v, %v", v, err)
			}
			v, _, err = c.Judge(t.Context(), undecided())
			if err != nil || said(v) != "yes" || v.By != p.model+"@"+promptHash || v.Waiting {
				t.Fatalf("%+v, %v", v, err)
			}
			if v.Usage == nil || v.Usage.In != 700 || v.Usage.Out != 300 {
				t.Errorf("used %+v", v.Usage)
			}
			if got := account.used[account.day+Money]; got != 700*2+300*8 {
				t.Errorf("%d millionths", got)
			}
			want := int32(2)
			if !p.schema {
				want++
			}
			if calls.Load() != want {
				t.Errorf("%d calls, want %d", calls.Load(), want)
			}
		})
	}
}

// TestNextModelServes: where the first cannot be asked, the second is, and
// where its breaker is open nothing goes to the first at all.
func TestNextModelServes(t *testing.T) {
	down := &server{answer: always(503, "down")}
	up := &server{answer: always(200, good)}
	c := Cascade{Model: down.near(Options{Model: "first"}), Then: []*Model{up.near(Options{Model: "second"})}}
	for range 2 * failures {
		v, _, err := c.Judge(t.Context(), undecided())
		if err != nil || v.Waiting || !strings.HasPrefix(v.By, "second@") {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	if down.calls.Load() != failures || !c.Ready() {
		t.Errorf("%d calls to what is down, want %d; ready %t", down.calls.Load(), failures, c.Ready())
	}
	strange := &server{answer: always(200, "no object")}
	both := Cascade{Model: strange.near(Options{}), Then: []*Model{(&server{answer: always(503, "down")}).near(Options{})}}
	if v, _, err := both.Judge(t.Context(), undecided()); err != nil || v.Waiting || v.By != ByRules {
		t.Errorf("one cannot answer and the other is down: %+v, %v: to ask again would bring as little", v, err)
	}
}

// TestBudgetOfMoney: what a day may cost is never passed, a fifth of it is left
// to what is urgent, and a model that costs nothing goes on.
func TestBudgetOfMoney(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := &server{answer: always(200, good)} // 321 tokens each
	f := undecided()
	account := new(purse)
	most := float64(cost(questionOf(f).messages())+maxTokens) / 1e6
	o := Options{PriceIn: 1, PriceOut: 1, DailyMoney: most * 1.2, Now: func() time.Time { return now }, Spend: account.spend}
	m := s.near(o)
	normal := Rules{}.Classify(f)
	if normal.Severity == alerts.High {
		t.Fatal("want a filing that is not urgent")
	}
	urgent := normal
	urgent.Severity = alerts.Critical
	if _, err := m.Ask(t.Context(), f, normal); err == nil || s.calls.Load() != 0 {
		t.Errorf("not urgent: %v, %d calls; four fifths do not pay for it", err, s.calls.Load())
	}
	if m.Ready() {
		t.Error("ready for what is not urgent")
	}
	for i := range 3 {
		_, err := m.Ask(t.Context(), f, urgent)
		used := account.used[account.day+Money]
		if float64(used) > o.DailyMoney*1e6 {
			t.Errorf("%d: %d millionths spent", i, used)
		}
		if i == 0 && err != nil {
			t.Errorf("urgent: %v", err)
		}
	}
	free := s.near(Options{Model: "local", Now: o.Now, Spend: account.spend, DailyMoney: o.DailyMoney})
	account.used[account.day+Money] = int64(o.DailyMoney * 1e6)
	if v, _, err := (Cascade{Model: m, Then: []*Model{free}}).Judge(t.Context(), f); err != nil || !strings.HasPrefix(v.By, "local@") {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestPromptChangesItsHash(t *testing.T) {
	before := hashOf(promptText)
	if before != promptHash || hashOf(promptText+" ") == before {
		t.Errorf("%s, then %s", before, hashOf(promptText+" "))
	}
}
