package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
)

// onceKey names a request of a method that is not safe to repeat. onceLength is
// how long such a name may be.
const (
	onceKey    = "Idempotency-Key"
	onceLength = 200
)

// An answer is what a request is answered with.
type answer struct {
	status int
	body   []byte // nil is none
}

// once answers a request that carries a name as it was answered before, or
// answers it and keeps that. A request that went wrong leaves its name free.
func (c *call) once(r *http.Request, op operation) (answer, error) {
	key := r.Header.Get(onceKey)
	if op.method != http.MethodPost || key == "" {
		return c.do(r, op)
	}
	if op.secret {
		return answer{}, refuse(http.StatusBadRequest, onceKey, "应答含密钥，不予保存，请勿带此请求头", "the answer holds a secret and is not kept: leave this header out")
	}
	if len(key) > onceLength || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return answer{}, refuse(http.StatusBadRequest, onceKey, "应为不超过 200 个可见 ASCII 字符", "want at most 200 visible characters of ASCII")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return answer{}, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.New()
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body)} {
		_, _ = io.WriteString(sum, part+"\n") // a hash takes everything
	}
	asked := store.Once{Account: c.user.ID, Key: key, Asked: hex.EncodeToString(sum.Sum(nil)), At: c.Now()}
	kept, first, err := c.Store.BeginOnce(c.ctx, asked)
	switch {
	case errors.Is(err, store.ErrOther):
		return answer{}, wrong(onceKey, "该键已用于另一请求，请换一个", "the key was used for another request: take a new one")
	case errors.Is(err, store.ErrBusy):
		c.header.Set("Retry-After", "5")
		return answer{}, refuse(http.StatusConflict, onceKey, "同一请求正在处理，请稍后再取结果", "the same request is being answered: ask again later")
	case err != nil:
		return answer{}, err
	case !first:
		c.header.Set("Idempotency-Replayed", "true")
		if kept.ETag != "" {
			c.header.Set("ETag", kept.ETag)
		}
		return answer{kept.Status, []byte(kept.Body)}, nil
	}
	out, err := c.do(r, op)
	if err == nil {
		asked.Status, asked.ETag, asked.Body = out.status, c.header.Get("ETag"), string(out.body)
	}
	// What was done must be found again also by who went away meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), 5*time.Second)
	defer cancel()
	if kept := c.Store.EndOnce(ctx, asked); kept != nil && err == nil {
		c.Log.Error("answer not kept", "path", r.URL.Path, "err", kept) // it was done: that is what the caller is told
	}
	return out, err
}

// do does what is asked.
func (c *call) do(r *http.Request, op operation) (answer, error) {
	out, err := op.do(c, r)
	if err != nil || out == nil {
		return answer{status: op.status}, err
	}
	body, err := encode(out)
	return answer{op.status, body}, err
}
