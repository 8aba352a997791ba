package relevance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// A format is how an endpoint is held to JSON. Not all know all: each is tried
// in turn, and the one that was taken is asked in from then on.
type format int32

const (
	bySchema format = iota
	byObject
	byPrompt // nothing but the words of the prompt
	formats
)

// Bounds of one exchange.
const (
	maxReply  = 1 << 20 // bytes of a response
	maxTokens = 1600    // of an answer
)

// A callError is an endpoint's refusal, without its address and the key.
type callError struct {
	status int // 0 = no answer at all
	code   string
	msg    string
	late   bool // it may have been worked on, and be billed
}

func (e *callError) Error() string {
	if e.status == 0 {
		return "no answer: " + e.msg
	}
	return fmt.Sprintf("%d %s: %s", e.status, http.StatusText(e.status), e.msg)
}

// An endpoint speaks the OpenAI protocol to one address.
type endpoint struct {
	client *openai.Client
	model  string
	key    string
	limit  time.Duration // of one call
	format atomic.Int32  // the format that was taken last
}

func newEndpoint(o Options) *endpoint {
	client := http.Client{}
	if o.HTTPClient != nil {
		client = *o.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes to one host
	config := openai.DefaultConfig(o.Key)
	config.BaseURL = o.URL
	config.HTTPClient = bounded{&client}
	return &endpoint{client: openai.NewClientWithConfig(config), model: o.Model, key: o.Key, limit: o.Timeout}
}

// A reply is what came back and how many tokens it took; none is not told.
type reply struct {
	text    string
	in, out int64
}

// send asks in the strictest format the endpoint takes. A format is
// remembered when it has worked: a refusal may have another cause.
func (e *endpoint) send(ctx context.Context, messages []openai.ChatCompletionMessage, schema []byte) (reply, error) {
	from := format(e.format.Load())
	for f := from; ; f++ {
		r, err := e.call(ctx, e.request(f, messages, schema))
		if err == nil {
			e.format.CompareAndSwap(int32(from), int32(f))
			return r, nil
		}
		if f+1 == formats || !misformatted(err) {
			return reply{}, err
		}
	}
}

func (e *endpoint) call(ctx context.Context, req openai.ChatCompletionRequest) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, e.limit)
	defer cancel()
	res, err := e.client.CreateChatCompletion(ctx, req)
	if err != nil {
		return reply{}, e.failure(err)
	}
	if len(res.Choices) == 0 {
		return reply{}, &callError{status: http.StatusOK, msg: "the reply holds no choice"}
	}
	in, out := int64(res.Usage.PromptTokens), int64(res.Usage.CompletionTokens)
	if in+out == 0 { // some tell the sum alone
		in = int64(res.Usage.TotalTokens)
	}
	return reply{res.Choices[0].Message.Content, in, out}, nil
}

func (e *endpoint) request(f format, messages []openai.ChatCompletionMessage, schema []byte) openai.ChatCompletionRequest {
	req := openai.ChatCompletionRequest{Model: e.model, Messages: messages}
	switch f {
	case bySchema:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "verdict", Strict: true, Schema: rawSchema(schema)},
		}
	case byObject:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	// The client library refuses other values for these before it asks.
	if slices.ContainsFunc([]string{"o1", "o3", "o4", "gpt-5", "gpt-6"}, func(p string) bool { return strings.HasPrefix(e.model, p) }) {
		req.MaxCompletionTokens = 4 * maxTokens // these think at the expense of the answer
		return req
	}
	req.MaxTokens = maxTokens                     //nolint:staticcheck // compatible endpoints know no other name for it
	req.Temperature = math.SmallestNonzeroFloat32 // a plain 0 is left out of the JSON and means 1
	return req
}

// failure says what went wrong in words that hold neither address nor key.
func (e *endpoint) failure(err error) error {
	var (
		api *openai.APIError
		req *openai.RequestError
		uri *url.Error
	)
	switch {
	case errors.As(err, &api):
		return &callError{status: api.HTTPStatusCode, code: fmt.Sprint(api.Code), msg: e.clean(api.Message)}
	case errors.As(err, &req):
		return &callError{status: req.HTTPStatusCode, msg: e.clean(string(req.Body))}
	case errors.Is(err, context.DeadlineExceeded):
		return &callError{msg: fmt.Sprintf("none within %s", e.limit), late: true}
	case errors.As(err, &uri):
		return &callError{msg: e.clean(uri.Err.Error())}
	}
	return &callError{msg: e.clean(err.Error())}
}

// clean makes an endpoint's words fit for a log.
func (e *endpoint) clean(s string) string {
	if e.key != "" {
		s = strings.ReplaceAll(s, e.key, "[key]")
	}
	return oneLine(s, 200)
}

// misformatted reports whether the endpoint refuses what was asked in the form
// it was asked in; another form may do.
func misformatted(err error) bool {
	var c *callError
	return errors.As(err, &c) && !unspeakable(err) &&
		(c.status == http.StatusBadRequest || c.status == http.StatusUnprocessableEntity || c.status == http.StatusNotImplemented)
}

// unspeakable reports whether the endpoint will not have this filing talked
// about, today or tomorrow.
func unspeakable(err error) bool {
	var c *callError
	if !errors.As(err, &c) || c.status != http.StatusBadRequest {
		return false
	}
	said := strings.ToLower(c.code + " " + c.msg)
	for _, w := range [...]string{"content_filter", "content filter", "content management policy", "data_inspection", "inappropriate content", "sensitive"} {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

type rawSchema []byte

func (s rawSchema) MarshalJSON() ([]byte, error) { return s, nil }

// bounded reads no more of a response than a verdict can need.
type bounded struct{ client *http.Client }

func (b bounded) Do(r *http.Request) (*http.Response, error) {
	res, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, maxReply), res.Body}
	return res, nil
}
