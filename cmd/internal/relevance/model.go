package relevance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"
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

// LogValue hides the key and an address that may hold one.
func (o Options) LogValue() slog.Value { return slog.StringValue("model " + o.Model) }

// Reasons why a model gave no verdict. [ErrUnusable] is about the filing and
// final; the others pass.
var (
	ErrBudget   = errors.New("the day's budget of tokens is spent")
	ErrOpen     = errors.New("the endpoint failed too often and is left alone for a while")
	ErrUnusable = errors.New("the model gave no usable answer about this filing")
)

// The breaker opens after so many failures in a row and lets one call try
// again after so long.
const (
	failures = 5
	rest     = time.Minute
)

// A Model judges filings by asking a language model. It is safe for
// concurrent use.
type Model struct {
	o        Options
	endpoint *endpoint
	breaker  *gobreaker.CircuitBreaker[answer]
	slots    chan struct{}

	mu    sync.Mutex
	spent string // the day whose budget is used up
}

// NewModel returns a model that asks the endpoint of o. It makes no call.
func NewModel(o Options) *Model {
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 2
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Spend == nil {
		o.Spend = new(purse).spend
	}
	m := &Model{o: o, endpoint: newEndpoint(o), slots: make(chan struct{}, o.Concurrency)}
	m.breaker = gobreaker.NewCircuitBreaker[answer](gobreaker.Settings{
		Timeout:      rest,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failures },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, ErrUnusable) },
		IsExcluded:   func(err error) bool { return errors.Is(err, ErrBudget) || errors.Is(err, errOurs) },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			o.Log.Warn("model", "from", from.String(), "to", to.String())
		},
	})
	return m
}

// errOurs marks what is not the endpoint's fault: our caller gave up, our
// store could not be asked.
var errOurs = errors.New("not asked")

// Name is what verdicts of this model carry as By: "model@prompt-hash".
func (m *Model) Name() string { return m.o.Model + "@" + promptHash }

// Ready reports whether a call would be made now: the breaker lets one
// through and the day's budget is not known to be spent.
func (m *Model) Ready() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.spent != m.day() && m.breaker.State() != gobreaker.StateOpen
}

func (m *Model) day() string { return m.o.Now().UTC().Format(time.DateOnly) }

// Ask returns the model's verdict on f. Rules is what the rules said; a field
// the model cannot prove keeps their value.
func (m *Model) Ask(ctx context.Context, f crawlers.Filing, rules alerts.Verdict) (alerts.Verdict, error) {
	shown := legible(f)
	a, err := m.answer(ctx, shown)
	if err != nil {
		return rules, err
	}
	lured := commands(shown)
	if (a.away() || lured) && prose(shown) {
		// Nothing is put away for what anybody may have written into it: the
		// official words alone must say so too. And where it was written for
		// whoever reads it, only these count.
		again, err := m.answer(ctx, official(shown))
		if err != nil {
			return rules, err
		}
		if !again.away() && !lured {
			again.Relevant = nil
			again.Why = rules.Why
		}
		a = again
	}
	return weigh(f, a, rules, m.Name()), nil
}

// answer returns the kept answer about f, or asks.
func (m *Model) answer(ctx context.Context, f crawlers.Filing) (answer, error) {
	q := questionOf(f)
	key := digest(m.o.Model, promptHash, q.hash)
	if m.o.Cached != nil {
		text, ok, err := m.o.Cached(ctx, key)
		if err != nil {
			m.o.Log.Warn("kept answer not read", "filing", f.ID(), "err", err)
		}
		if ok {
			if a, err := readAnswer(text, f.Kind); err == nil {
				return a, nil
			}
		}
	}
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	a, err := m.breaker.Execute(func() (answer, error) { return m.converse(ctx, f, q, key) })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return answer{}, ErrOpen
	}
	return a, err
}

func (q question) messages() []openai.ChatCompletionMessage {
	return []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: q.system},
		{Role: openai.ChatMessageRoleUser, Content: q.user},
	}
}

// converse asks, and asks once more if the answer breaks the form.
func (m *Model) converse(ctx context.Context, f crawlers.Filing, q question, key string) (answer, error) {
	messages := q.messages()
	var broken error
	for range 2 {
		r, err := m.pay(ctx, messages, q.schema)
		if err != nil {
			return answer{}, err
		}
		a, err := readAnswer(r.text, f.Kind)
		if err == nil {
			m.keep(ctx, f, key, r)
			return a, nil
		}
		broken = err
		m.o.Log.Info("answer broke the form", "filing", f.ID(), "err", err)
		messages = append(messages[:2:2],
			openai.ChatCompletionMessage{Role: openai.ChatMessageRoleAssistant, Content: cut(r.text, 2000)},
			openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: "Your answer broke the form: " + broken.Error() +
				". Answer again about the same data, with the JSON object alone."})
	}
	return answer{}, fmt.Errorf("%w: %w", ErrUnusable, broken)
}

func (m *Model) keep(ctx context.Context, f crawlers.Filing, key string, r reply) {
	if m.o.Cache == nil {
		return
	}
	if err := m.o.Cache(ctx, key, r.text, r.tokens); err != nil {
		m.o.Log.Warn("answer not kept", "filing", f.ID(), "err", err)
	}
}

// pay reserves what a call may cost, makes it, and settles the difference.
func (m *Model) pay(ctx context.Context, messages []openai.ChatCompletionMessage, schema []byte) (reply, error) {
	day, reserved := m.day(), cost(messages)
	ok, err := m.o.Spend(ctx, day, reserved, m.o.DailyTokens)
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", errOurs, err)
	}
	if !ok {
		m.mu.Lock()
		m.spent = day
		m.mu.Unlock()
		return reply{}, ErrBudget
	}
	r, err := m.endpoint.send(ctx, messages, schema)
	var failed *callError
	switch {
	case errors.As(err, &failed) && !failed.late:
		r.tokens = 0
	case r.tokens == 0:
		r.tokens = reserved // not told: the estimate stands
	}
	if r.tokens != reserved {
		// The account must be right even if the caller has given up.
		if _, err := m.o.Spend(context.WithoutCancel(ctx), day, r.tokens-reserved, 0); err != nil {
			m.o.Log.Warn("tokens not settled", "day", day, "err", err)
		}
	}
	switch {
	case err == nil:
		return r, nil
	case ctx.Err() != nil:
		return reply{}, fmt.Errorf("%w: %w", errOurs, ctx.Err())
	case unspeakable(err):
		return reply{}, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	return reply{}, err
}

// cost estimates from above what a call takes: a token is three bytes or more
// in English and about one character in Chinese.
func cost(messages []openai.ChatCompletionMessage) int64 {
	n := 0
	for _, m := range messages {
		n += len(m.Content)/3 + 8
	}
	return int64(n + maxTokens)
}

// A purse is the account of a model that has no store.
type purse struct {
	mu   sync.Mutex
	day  string
	used int64
}

func (p *purse) spend(_ context.Context, day string, tokens, limit int64) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if day != p.day {
		p.day, p.used = day, 0
	}
	if limit > 0 && tokens > 0 && p.used+tokens > limit {
		return false, nil
	}
	p.used += tokens
	return true, nil
}
