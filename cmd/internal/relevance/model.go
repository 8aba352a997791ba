package relevance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strings"
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
	PriceIn     float64       // of a million tokens of prompts, in the currency of DailyMoney; 0 = it costs nothing
	PriceOut    float64       // of a million tokens of answers
	DailyMoney  float64       // budget of one day in UTC; 0 = no limit
	HTTPClient  *http.Client  // nil = one of its own
	Now         func() time.Time
	Log         *slog.Logger

	// Spend adds an amount to the account of a day and reports true, unless the
	// sum would pass limit: then it adds nothing and reports false. Limit 0 is no
	// limit; a negative amount gives back what was reserved and not used. There
	// are two accounts a day, "2006-01-02" (UTC) of tokens and "2006-01-02 money"
	// of millionths of the currency. Nil keeps them in this process.
	Spend func(ctx context.Context, account string, amount, limit int64) (ok bool, err error)

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
	ErrBudget   = errors.New("the day's budget is spent")
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
	c := call{urgent: alerts.Compare(rules.Severity, alerts.High) >= 0}
	began := m.o.Now()
	a, err := m.answer(ctx, shown, &c)
	if err != nil {
		return rules, err
	}
	lured := commands(shown)
	if (a.away() || lured) && prose(shown) {
		// Nothing is put away for what anybody may have written into it: the
		// official words alone must say so too. And where it was written for
		// whoever reads it, only these count.
		again, err := m.answer(ctx, official(shown), &c)
		if err != nil {
			return rules, err
		}
		if !again.away() && !lured {
			again.Relevant = nil
			again.Why = rules.Why
		}
		a = again
	}
	v := weigh(f, a, rules, m.Name())
	c.used.Millis = m.o.Now().Sub(began).Milliseconds()
	v.Usage = &c.used
	return v, nil
}

// A call is what is asked about one filing, and what that took.
type call struct {
	urgent bool // what is not leaves part of the day's budget to what is
	used   alerts.Usage
}

// spare is the share of a day's budget that is kept for what is urgent.
const spare = 5 // a fifth

// limit returns what a call may bring an account to.
func (c *call) limit(whole int64) int64 {
	if c.urgent {
		return whole
	}
	return whole - whole/spare
}

// answer returns the kept answer about f, or asks.
func (m *Model) answer(ctx context.Context, f crawlers.Filing, c *call) (answer, error) {
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
	a, err := m.breaker.Execute(func() (answer, error) { return m.converse(ctx, f, q, key, c) })
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
func (m *Model) converse(ctx context.Context, f crawlers.Filing, q question, key string, c *call) (answer, error) {
	messages := q.messages()
	var broken error
	for range 2 {
		r, err := m.pay(ctx, messages, q.schema, c)
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
	if err := m.o.Cache(ctx, key, r.text, r.in+r.out); err != nil {
		m.o.Log.Warn("answer not kept", "filing", f.ID(), "err", err)
	}
}

// pay reserves what a call may cost, makes it, and settles the difference.
func (m *Model) pay(ctx context.Context, messages []openai.ChatCompletionMessage, schema []byte, c *call) (reply, error) {
	day, most := m.day(), reply{in: cost(messages), out: maxTokens}
	ok, err := m.reserve(ctx, day, most, c)
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
		r.in, r.out = 0, 0
	case r.in+r.out == 0:
		r.in, r.out = most.in, most.out // not told: the estimate stands
	}
	c.used.In += r.in
	c.used.Out += r.out
	// The accounts must be right even if the caller has given up.
	if err := m.settle(context.WithoutCancel(ctx), day, most, r); err != nil {
		m.o.Log.Warn("tokens not settled", "day", day, "err", err)
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

// reserve takes what a call may cost out of both accounts, or of none.
func (m *Model) reserve(ctx context.Context, day string, most reply, c *call) (bool, error) {
	tokens := most.in + most.out
	ok, err := m.o.Spend(ctx, day, tokens, c.limit(m.o.DailyTokens))
	if err != nil || !ok {
		return false, err
	}
	millionths := m.price(most)
	if millionths == 0 {
		return true, nil
	}
	if ok, err = m.o.Spend(ctx, day+Money, millionths, c.limit(int64(m.o.DailyMoney*1e6))); err != nil || !ok {
		_, back := m.o.Spend(context.WithoutCancel(ctx), day, -tokens, 0)
		return false, errors.Join(err, back)
	}
	return true, nil
}

// settle gives back to both accounts what a call did not use, or takes what it
// used beyond.
func (m *Model) settle(ctx context.Context, day string, most, used reply) error {
	var errs []error
	for account, amount := range map[string]int64{day: used.in + used.out - most.in - most.out, day + Money: m.price(used) - m.price(most)} {
		if amount != 0 {
			_, err := m.o.Spend(ctx, account, amount, 0)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Money is the end of the name of an account of money, in millionths.
const Money = " money"

// price is what tokens cost, in millionths of the currency.
func (m *Model) price(r reply) int64 {
	return int64(math.Ceil(float64(r.in)*m.o.PriceIn + float64(r.out)*m.o.PriceOut))
}

// cost estimates from above what a prompt takes: a token is three bytes or more
// in English and about one character in Chinese.
func cost(messages []openai.ChatCompletionMessage) int64 {
	n := 0
	for _, m := range messages {
		n += len(m.Content)/3 + 8
	}
	return int64(n)
}

// A purse holds the accounts of a model that has no store: those of the newest
// day.
type purse struct {
	mu   sync.Mutex
	day  string
	used map[string]int64
}

func (p *purse) spend(_ context.Context, account string, amount, limit int64) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if day, _, _ := strings.Cut(account, " "); day != p.day {
		p.day, p.used = day, map[string]int64{}
	}
	if limit > 0 && amount > 0 && p.used[account]+amount > limit {
		return false, nil
	}
	p.used[account] += amount
	return true, nil
}
