package relevance

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

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

// A Model judges filings by asking a language model. It is safe for
// concurrent use.
type Model struct{ o Options }

// NewModel returns a model that asks the endpoint of o. It makes no call.
func NewModel(o Options) *Model { return &Model{o} }

// Name is what verdicts of this model carry as By: "model@prompt-hash".
func (m *Model) Name() string { return m.o.Model }

// Ready reports whether a call would be made now: the breaker is closed or may
// be tried, and the day's budget is not spent.
func (m *Model) Ready() bool { return false }

// Ask returns the model's verdict on f. Rules is what the rules said; a field
// the model cannot prove keeps their value.
func (m *Model) Ask(ctx context.Context, f crawlers.Filing, rules alerts.Verdict) (alerts.Verdict, error) {
	return rules, errors.New("relevance: the model cannot be asked yet")
}
