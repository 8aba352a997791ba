package relevance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Options say which model is asked and within which bounds.
type Options struct {
	URL         string        // of an OpenAI-compatible endpoint, up to and with its "/v1"
	Key         string        // a secret; empty where the endpoint wants none
	Model       string        // as the endpoint names it
	Timeout     time.Duration // of one call; 0 = 30 s
	Concurrency int           // calls at a time; 0 = 2
	DailyTokens int64         // budget of one day in UTC, prompts and answers; 0 = no limit
	Rest        time.Duration // how long a failing endpoint is left alone; 0 = 1 minute
	HTTPClient  *http.Client  // nil = one of its own
	Now         func() time.Time
	Log         *slog.Logger

	// Spend adds tokens to the account of day ("2006-01-02", UTC) and reports
	// true, unless the sum would pass limit: then it adds nothing and reports
	// false. Limit 0 is no limit; negative tokens give back what was reserved
	// and not used. Nil keeps the account in this process.
	Spend func(ctx context.Context, day string, tokens, limit int64) (ok bool, err error)

	// Cached returns the answer kept under key, Cache keeps one with what it
	// cost. Nil keeps none.
	Cached func(ctx context.Context, key string) (answer string, ok bool, err error)
	Cache  func(ctx context.Context, key, answer string, tokens int64) error
}

// Reasons why the model could not be asked.
var (
	ErrBudget = errors.New("today's token budget is spent")
	ErrAnswer = errors.New("the model did not answer in the form that was asked for")
)

// answerTokens bounds one answer.
const answerTokens = 800

// A Model judges filings by asking a language model. It is safe for
// concurrent use.
type Model struct {
	o       Options
	client  *openai.Client
	breaker *gobreaker.CircuitBreaker[reply]
	slots   chan struct{}
	form    atomic.Int32 // the strictest form of answer the endpoint takes
	account account
}

// Forms of an answer, the strictest first.
const (
	bySchema int32 = iota
	byJSON
	byText
)

type reply struct {
	text   string
	tokens int64
}

// NewModel returns a model that asks the endpoint of o. It makes no call.
func NewModel(o Options) *Model {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Concurrency < 1 {
		o.Concurrency = 2
	}
	if o.Rest == 0 {
		o.Rest = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	m := &Model{o: o, slots: make(chan struct{}, o.Concurrency)}
	if m.o.Spend == nil {
		m.o.Spend = m.account.spend
	}
	c := openai.DefaultConfig(o.Key)
	c.BaseURL = o.URL
	c.HTTPClient = o.HTTPClient
	if o.HTTPClient == nil {
		c.HTTPClient = &http.Client{}
	}
	m.client = openai.NewClientWithConfig(c)
	m.breaker = gobreaker.NewCircuitBreaker[reply](gobreaker.Settings{
		Name: "model", Timeout: o.Rest, MaxRequests: 1,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= 3 },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, context.Canceled) },
	})
	return m
}

// Name is what verdicts of this model carry as By: "model@prompt-hash".
func (m *Model) Name() string { return m.o.Model + "@" + promptHash }

// Ready reports whether a call would be made now: the breaker is closed or may
// be tried, and the day's budget is not spent.
func (m *Model) Ready() bool {
	if m.breaker.State() == gobreaker.StateOpen {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ok, err := m.o.Spend(ctx, m.day(), 0, m.o.DailyTokens)
	return ok && err == nil
}

func (m *Model) day() string { return m.o.Now().UTC().Format(time.DateOnly) }

// Ask returns the model's verdict on f. Rules is what the rules said; a field
// the model cannot prove keeps their value. No error holds the key.
func (m *Model) Ask(ctx context.Context, f crawlers.Filing, rules alerts.Verdict) (alerts.Verdict, error) {
	system, user := question(f)
	key := digest(m.o.Model, promptHash, string(f.Kind), user)
	if m.o.Cached != nil {
		if text, ok, err := m.o.Cached(ctx, key); err != nil {
			return rules, err
		} else if ok {
			if a, err := readAnswer(text, f.Kind); err == nil {
				return a.verdict(f, rules, m.Name()), nil
			}
		}
	}
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-ctx.Done():
		return rules, ctx.Err()
	}
	messages := []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: system},
		{Role: openai.ChatMessageRoleUser, Content: user},
	}
	var wrong error
	for range 2 { // an answer that breaks the form is asked for once more
		r, err := m.call(ctx, messages)
		if err != nil {
			return rules, err
		}
		a, err := readAnswer(r.text, f.Kind)
		if err != nil {
			wrong = err
			messages = append(messages,
				openai.ChatCompletionMessage{Role: openai.ChatMessageRoleAssistant, Content: r.text[:min(len(r.text), maxAnswer)]},
				openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: "That cannot be used: " + err.Error() + ". Answer again, with the JSON object alone."})
			continue
		}
		if m.o.Cache != nil {
			if err := m.o.Cache(ctx, key, r.text, r.tokens); err != nil {
				m.o.Log.Warn("answer not kept", "err", err)
			}
		}
		return a.verdict(f, rules, m.Name()), nil
	}
	return rules, fmt.Errorf("%w: %w", ErrAnswer, wrong)
}

// call asks once within the budget, the breaker and the time limit.
func (m *Model) call(ctx context.Context, messages []openai.ChatCompletionMessage) (reply, error) {
	var bytes int
	for _, msg := range messages {
		bytes += len(msg.Content)
	}
	// Reserved before, corrected after: a token is three bytes or more, as a
	// rule of thumb that errs on the dear side.
	day, reserved := m.day(), int64(bytes/3+answerTokens)
	ok, err := m.o.Spend(ctx, day, reserved, m.o.DailyTokens)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return reply{}, ErrBudget
	}
	r, err := m.breaker.Execute(func() (reply, error) {
		ctx, cancel := context.WithTimeout(ctx, m.o.Timeout)
		defer cancel()
		return m.complete(ctx, messages)
	})
	if used := r.tokens; used != reserved {
		// Without a limit: what was used was used.
		if _, err := m.o.Spend(context.WithoutCancel(ctx), day, used-reserved, 0); err != nil {
			m.o.Log.Warn("token account not corrected", "err", err)
		}
	}
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		err = errors.New("the endpoint failed several times and is left alone for a while")
	}
	return r, err
}

// complete asks in the strictest form that the endpoint takes, and remembers
// which that is.
func (m *Model) complete(ctx context.Context, messages []openai.ChatCompletionMessage) (reply, error) {
	for {
		form := m.form.Load()
		req := openai.ChatCompletionRequest{
			Model: m.o.Model, Messages: messages, MaxTokens: answerTokens, //nolint:staticcheck // compatible endpoints know no other name for it
			Temperature: math.SmallestNonzeroFloat32, // the library leaves out a plain 0
		}
		switch form {
		case bySchema:
			req.ResponseFormat = &openai.ChatCompletionResponseFormat{
				Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
				JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "verdict", Schema: json.RawMessage(schema), Strict: true},
			}
		case byJSON:
			req.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		}
		resp, err := m.client.CreateChatCompletion(ctx, req)
		code := statusOf(err)
		if form < byText && (code == http.StatusBadRequest || code == http.StatusUnprocessableEntity) {
			m.form.CompareAndSwap(form, form+1)
			continue
		}
		if err != nil {
			return reply{}, plainError(err)
		}
		if len(resp.Choices) == 0 {
			return reply{}, errors.New("the endpoint answered without a choice")
		}
		return reply{resp.Choices[0].Message.Content, int64(resp.Usage.TotalTokens)}, nil
	}
}

func statusOf(err error) int {
	var api *openai.APIError
	var req *openai.RequestError
	switch {
	case errors.As(err, &api):
		return api.HTTPStatusCode
	case errors.As(err, &req):
		return req.HTTPStatusCode
	default:
		return 0
	}
}

// plainError keeps what an endpoint says of us, which may hold the key or the
// address, out of logs and pages.
func plainError(err error) error {
	var dial *url.Error
	switch code := statusOf(err); {
	case code != 0:
		return fmt.Errorf("the endpoint answered %d %s", code, http.StatusText(code))
	case errors.As(err, &dial):
		return fmt.Errorf("the endpoint cannot be reached: %w", dial.Err)
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		return err
	default:
		return errors.New("the endpoint's answer cannot be read")
	}
}

// An account counts tokens in this process.
type account struct {
	mu     sync.Mutex
	day    string
	tokens int64
}

func (a *account) spend(_ context.Context, day string, tokens, limit int64) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.day != day {
		a.day, a.tokens = day, 0
	}
	if limit > 0 && tokens >= 0 && a.tokens+tokens > limit {
		return false, nil
	}
	a.tokens += tokens
	return true, nil
}
