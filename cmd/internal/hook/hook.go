// Package hook receives what places send by themselves, at
//
//	POST /hooks/SOURCE/SECRET
//
// The secret in the path is all that a sender is known by, with the addresses
// its source says it sends from. Whatever is wrong with either, the answer is
// the same 404 without a word: who has found or stolen one half learns nothing
// of the other. The right secret from a wrong address is a thing to look at,
// and told once.
//
// A delivery is answered 200 once all of it is in the store, and never for
// less, since a sender forgets what was answered so. Any other answer makes it
// try again, for days, and then give up on us for ever; so a refusal is kept
// for what may be better next time: a body cut on its way or too large (400,
// 413), a store that is down (503). What is whole but cannot be read is kept,
// answered 200, and shown as a visit of changed shape: sending it again would
// change nothing, and the place shall not switch us off for it.
package hook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/crawlers"
)

// Limits of what is done for senders.
const (
	atOnce     = 8                // deliveries
	takeWithin = 15 * time.Second // one delivery, once it is read
	maxKey     = 200              // bytes of a delivery's name
)

// A receiver takes deliveries.
type receiver struct {
	pipe    *pipeline.Pipeline
	hooks   []hook
	proxies []netip.Prefix
	slots   chan struct{} // one for each delivery under way
}

// A hook is where one source is told things.
type hook struct {
	*crawlers.Source
	path [sha256.Size]byte // hash of it, secret included
	from []netip.Prefix
}

// New returns the handler for the sources that have the secret of a hook. The
// pipeline must have been started. Of a request that comes from one of the
// proxies, addresses or networks, X-Forwarded-For says where it came from.
func New(pipe *pipeline.Pipeline, sources []*crawlers.Source, proxies []string) (http.Handler, error) {
	r := &receiver{pipe: pipe, slots: make(chan struct{}, atOnce)}
	var err error
	if r.proxies, err = crawlers.Networks(proxies); err != nil {
		return nil, fmt.Errorf("proxies: %w", err)
	}
	for _, s := range sources {
		if s.Hook == nil || s.Hook.Secret == "" {
			continue
		}
		from, err := crawlers.Networks(s.Hook.From)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		r.hooks = append(r.hooks, hook{s, sha256.Sum256([]byte("/hooks/" + s.Name + "/" + s.Hook.Secret)), from})
	}
	return r, nil
}

// Server returns a server of the handler that waits for nobody long.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      20*time.Second + takeWithin + 5*time.Second, // counts from the header on
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// ServeHTTP answers one request.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	h := r.find(req.URL.Path)
	if h == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	from, err := origin(req.RemoteAddr, req.Header.Values("X-Forwarded-For"), r.proxies)
	if err != nil || !within(h.from, from) {
		r.refuse(w, req, h, http.StatusNotFound, "the right secret came from "+said(from, err)+", which is no address of the place: if the place has others now, set sources."+
			h.Name+".hook_from; if it is your own proxy, hooks.proxies; else somebody has the secret: change it")
		return
	}
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
		r.take(w, req, h)
	default:
		later(w)
	}
}

// take reads what was sent, and answers once it is in the store.
func (r *receiver) take(w http.ResponseWriter, req *http.Request, h *hook) {
	body, status, why := read(w, req, h.Hook.MaxBody)
	if status != 0 {
		r.refuse(w, req, h, status, why)
		return
	}
	ctx, cancel := whole(req)
	defer cancel()
	p := crawlers.PageOf("hook:"+h.Name, body, time.Time{})
	p.Header = http.Header{"Content-Type": {"application/json"}}
	if err := r.pipe.Receive(ctx, h.Source, name(req.Header.Get(h.Hook.Key), body), p); err != nil {
		r.pipe.Log.Error("hook not received; it will be sent again", "source", h.Name, "err", err)
		later(w)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// whole is the context of work that is done to its end though the sender hangs
// up, so that its next try finds it done.
func whole(req *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(req.Context()), takeWithin)
}

// find returns the hook of a path. It takes as long for any other.
func (r *receiver) find(path string) (found *hook) {
	asked := sha256.Sum256([]byte(path))
	for i := range r.hooks {
		if subtle.ConstantTimeCompare(asked[:], r.hooks[i].path[:]) == 1 {
			found = &r.hooks[i]
		}
	}
	return found
}

// refuse answers a sender that knows the secret, and has a person told.
func (r *receiver) refuse(w http.ResponseWriter, req *http.Request, h *hook, status int, why string) {
	ctx, cancel := whole(req)
	defer cancel()
	if err := r.pipe.Refuse(ctx, h.Source, why); err != nil {
		r.pipe.Log.Error("a refusal was not recorded", "source", h.Name, "err", err)
	}
	w.WriteHeader(status)
}

// later asks the sender to try again.
func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	w.WriteHeader(http.StatusServiceUnavailable)
}

// read returns the body, or the status to answer with and why.
func read(w http.ResponseWriter, req *http.Request, limit int64) (body []byte, status int, why string) {
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || req.Header.Get("Content-Encoding") != "" {
		return nil, http.StatusUnsupportedMediaType, "what was sent does not say that it is JSON, not compressed"
	}
	if req.ContentLength > limit {
		return nil, http.StatusRequestEntityTooLarge, fmt.Sprintf("what was sent is larger than %d bytes", limit)
	}
	body, err = io.ReadAll(http.MaxBytesReader(w, req.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge, fmt.Sprintf("what was sent is larger than %d bytes", limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout, "what was sent came too slowly"
	case err != nil:
		return nil, http.StatusBadRequest, "what was sent ended early"
	case !json.Valid(body):
		return nil, http.StatusBadRequest, "what was sent is not JSON"
	}
	return body, 0, ""
}

// name names a delivery as its sender does, or else by its body.
func name(key string, body []byte) string {
	if key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return key
	}
	sum := sha256.Sum256(bytes.TrimSpace(body))
	return "sha256:" + hex.EncodeToString(sum[:])
}
