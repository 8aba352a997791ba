package alerts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of one try.
const (
	postTimeout = 30 * time.Second
	maxAnswer   = 64 << 10
	maxWait     = 24 * time.Hour
)

// PostJSON sends body as JSON; see [Post].
func PostJSON(ctx context.Context, c *http.Client, address string, body any) ([]byte, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%w: encode: %w", ErrRefused, err)
	}
	return Post(ctx, c, address, b, nil)
}

// Post sends body, which is JSON, and returns the first 64 KB of a 2xx answer.
//
// Its errors follow the [Notifier] contract. They never hold the address,
// which for most receivers is the secret, nor words of a refusal, which may
// repeat it. A redirect is refused rather than followed: it would hand the
// message, and often the secret, to somebody else.
func Post(ctx context.Context, c *http.Client, address string, body []byte, header http.Header) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: the address is not a URL", ErrRefused)
	}
	maps.Copy(req.Header, header)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := Still(c).Do(req)
	if err != nil {
		return nil, Bare(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	return answer, StatusError(resp.StatusCode, resp.Header)
}

// Still returns c with redirects handed back instead of followed.
func Still(c *http.Client) *http.Client {
	still := *c
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &still
}

// Bare returns err without the address that net/http puts around it.
func Bare(err error) error {
	if outer := new(url.Error); errors.As(err, &outer) {
		return outer.Err
	}
	return err
}

// StatusError says what an HTTP status means to a [Notifier]: nil for 2xx.
func StatusError(code int, header http.Header) error {
	err := fmt.Errorf("status %d", code)
	switch {
	case code/100 == 2:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		return &LaterError{After: retryAfter(header, time.Minute), Err: err}
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code/100 == 5:
		if header.Get("Retry-After") != "" {
			return &LaterError{After: retryAfter(header, time.Minute), Err: err}
		}
		return err
	case code == http.StatusGone:
		return fmt.Errorf("%w: %w", ErrGone, err)
	case code/100 == 3:
		return fmt.Errorf("%w: %w: it redirects; give the address it leads to", ErrRefused, err)
	default:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
}

// retryAfter reads Retry-After, in seconds or as a date, which counts from the
// receiver's own clock. It is at least a second and at most a day.
func retryAfter(header http.Header, otherwise time.Duration) time.Duration {
	wait := otherwise
	value := strings.TrimSpace(header.Get("Retry-After"))
	if s, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(min(max(s, 0), int(maxWait/time.Second))) * time.Second
	} else if until, err := http.ParseTime(value); err == nil {
		if now, err := http.ParseTime(header.Get("Date")); err == nil {
			wait = until.Sub(now)
		}
	}
	return min(max(wait, time.Second), maxWait)
}

// DecodeOptions reads what an administrator wrote for a channel into v, a
// pointer to a struct whose JSON names are keys. An error names the key and
// what is known, never a value.
func DecodeOptions(raw json.RawMessage, v any, keys ...string) error {
	known := "the options are " + strings.Join(keys, ", ")
	if len(raw) == 0 || string(raw) == "null" {
		raw = json.RawMessage("{}")
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return fmt.Errorf("options are not a mapping: %s", known)
	}
	for key := range given {
		if !slices.Contains(keys, key) { // also one that differs in case
			return fmt.Errorf("unknown option %.40q: %s", key, known)
		}
	}
	if err := json.Unmarshal(raw, v); err != nil {
		if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
			return fmt.Errorf("option %s: want %s, got %s", wrong.Field, wrong.Type, wrong.Value)
		}
		return fmt.Errorf("options not understood: %s", known)
	}
	return nil
}

// CheckAddress reports what is wrong with the address of a receiver, without
// repeating it.
func CheckAddress(address string) error {
	switch u, err := url.Parse(address); {
	case address == "":
		return errors.New("option url is not set: give the receiver's address, https://…")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("option url is not an address: it begins with https://")
	}
	return nil
}
