package crawlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ErrUnchanged is the error of a conditional request that the place answered
// with 304.
var ErrUnchanged = errors.New("unchanged")

// A StatusError is an answer that is not the page: it wraps [ErrBlocked]
// unless the place itself is out of order.
type StatusError struct {
	Code  int
	After time.Duration // how long the place asked to be left alone
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("status %d %s", e.Code, http.StatusText(e.Code))
	if e.After > 0 {
		s += fmt.Sprintf("; left alone for %s", e.After)
	}
	return s
}

// Unwrap returns ErrBlocked for an answer that says no, nil for one that says
// the place is broken.
func (e *StatusError) Unwrap() error {
	if e.Code/100 == 4 || e.Code == http.StatusServiceUnavailable {
		return ErrBlocked
	}
	return nil
}

// A Transport is the one way to the places we watch. It knows each source's
// hosts, obeys robots.txt, spaces requests to one host over all sources, asks
// conditionally for what the store has taken in, and fails an answer that is
// too long or cut off rather than passing on half a page. Fill Base and
// UserAgent; the rest may be left.
type Transport struct {
	Base      http.RoundTripper // the web ([Guarded]) or recorded pages ([Recorded])
	UserAgent string            // says who asks and whom to write to
	Pace      Pacer             // nil paces in this process alone
	Log       *slog.Logger      // hears when Pace fails; nil hears nothing
	Stall     time.Duration     // the longest silence within a body; 0 is a minute

	// Validators returns the ETag and Last-Modified of the page at an address
	// whose filings have all been taken in, or two empty strings.
	Validators func(ctx context.Context, url string) (etag, modified string, err error)

	// Spend takes one request of a source's budget, or says how long until one
	// may be made. Nil counts nothing, as for recorded pages.
	Spend func(ctx context.Context, source string, budget []Limit) (wait time.Duration, err error)

	// Charge counts requests beyond those of Spend, perhaps none, and says how
	// long until one more may be made. Nil counts nothing.
	Charge func(ctx context.Context, source string, budget []Limit, requests int) (wait time.Duration, err error)

	mu     sync.Mutex // guards what follows
	own    *pacer
	warned time.Time
	robots map[string]*rules
}

// Limits of one answer.
const (
	holdDefault = time.Minute
	holdMax     = 6 * time.Hour

	stallDefault = time.Minute
)

// For returns the round tripper of one source. It may be used by any number
// of collectors.
func (t *Transport) For(m Meta) http.RoundTripper { return &polite{t: t, m: m} }

// within is For, as part of a session if there is one.
func (t *Transport) within(s *session, m Meta) http.RoundTripper { return &polite{t, m, s} }

// polite sends the requests of one source.
type polite struct {
	t       *Transport
	m       Meta
	session *session // nil where nobody signs in
}

func (p *polite) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.roundTrip(req)
	if err != nil && req.Body != nil {
		req.Body.Close() // a RoundTripper closes it whatever happens
	}
	return resp, err
}

func (p *polite) roundTrip(req *http.Request) (*http.Response, error) {
	if err := p.may(req); err != nil {
		return nil, err
	}
	if p.session != nil {
		return p.within(req)
	}
	trusted := len(p.m.TokenHosts) == 0 || allowed(p.m.TokenHosts, req.URL.Hostname())
	if sentOn := req.Response != nil; trusted || !sentOn {
		if err := p.turn(req); err != nil {
			return nil, err
		}
	}
	if p.m.Token != "" && trusted && req.URL.Scheme == "https" {
		// Here rather than on the visit's request, whose headers follow a
		// redirect to wherever it leads.
		req = p.showing(req)
	}
	return p.t.send(req, p.m.MaxBody)
}

// showing returns the request with the source's token.
func (p *polite) showing(req *http.Request) *http.Request {
	if p.m.TokenQuery != "" {
		ctx := context.WithValue(req.Context(), queryKey{}, query{p.m.TokenQuery, p.m.Token})
		return req.WithContext(discretion{whole: true}.in(ctx)) // whoever records sees the address
	}
	req = req.Clone(req.Context())
	p.show(req, p.m.Token)
	return req
}

// A query is a parameter that a request is given as it leaves.
type query struct{ name, value string }

type queryKey struct{}

// over returns the address with the parameter.
func (q query) over(u *url.URL) *url.URL {
	out, values := *u, u.Query()
	values.Set(q.name, q.value)
	out.RawQuery = values.Encode()
	return &out
}

// show puts a token where the source's place looks for it.
func (p *polite) show(req *http.Request, token string) {
	if p.m.TokenHeader != "" {
		req.Header.Set(p.m.TokenHeader, token)
	} else {
		req.Header.Set("Authorization", cmp.Or(p.m.TokenScheme, "Bearer")+" "+token)
	}
}

// may returns nil if the source may ask for the address at all.
func (p *polite) may(req *http.Request) error {
	if s := req.URL.Scheme; s != "http" && s != "https" {
		return fmt.Errorf("%w: scheme %q", ErrBlocked, s)
	}
	if !allowed(p.m.Hosts, req.URL.Hostname()) {
		return fmt.Errorf("%w: host %s is not one of the source's", ErrBlocked, req.URL.Hostname())
	}
	if p.m.Robots != "published" {
		return p.t.mayFetch(req, p.m.Pace)
	}
	return nil
}

// turn takes one request of the budget, then waits for the host's turn.
func (p *polite) turn(req *http.Request) error {
	if err := p.t.spend(req.Context(), p.m); err != nil {
		return err
	}
	return p.t.wait(req.Context(), req.URL.Host, p.m.Pace)
}

// maxRedirects is how often one request may be sent on; each hop is a round
// trip, and so held to the source's hosts, robots.txt and pace.
const maxRedirects = 5

func limitRedirects(_ *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d redirects", ErrBlocked, maxRedirects)
	}
	return nil
}

// allowed reports whether a host is on the list; "*.uscourts.gov" stands for
// every host below uscourts.gov.
func allowed(hosts []string, host string) bool {
	for _, h := range hosts {
		if strings.EqualFold(h, host) {
			return true
		}
		if below, ok := strings.CutPrefix(h, "*"); ok && len(host) > len(below) && strings.EqualFold(host[len(host)-len(below):], below) {
			return true
		}
	}
	return false
}

// send asks once, conditionally if it can, and turns every answer that is not
// a page into an error.
func (t *Transport) send(req *http.Request, maxBody int64) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", t.UserAgent)
	if t.Validators != nil && req.Method == http.MethodGet && req.Header.Get("Range") == "" {
		etag, modified, err := t.Validators(req.Context(), req.URL.String())
		if err != nil {
			return nil, err
		}
		if etag != "" {
			req.Header.Set("If-None-Match", etag)
		}
		if modified != "" {
			req.Header.Set("If-Modified-Since", modified)
		}
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	out := req.WithContext(ctx)
	if q, ok := ctx.Value(queryKey{}).(query); ok {
		out.URL = q.over(req.URL)
	}
	resp, err := t.Base.RoundTrip(out)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	resp.Request = req
	resp.Body = newLively(ctx, cancel, resp.Body, cmp.Or(t.Stall, stallDefault))
	switch code := resp.StatusCode; {
	case code == http.StatusNotModified:
		drain(resp.Body)
		return nil, ErrUnchanged
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		drain(resp.Body)
		after := retryAfter(resp.Header.Get("Retry-After"), time.Now())
		t.hold(req.Context(), req.URL.Host, after)
		return nil, &StatusError{code, after}
	case code >= 400:
		drain(resp.Body)
		return nil, &StatusError{Code: code}
	}
	if maxBody > 0 {
		if resp.ContentLength > maxBody {
			drain(resp.Body)
			return nil, fmt.Errorf("%d bytes are announced, more than the source's max_body of %d", resp.ContentLength, maxBody)
		}
		resp.Body = &bounded{ReadCloser: resp.Body, left: maxBody, max: maxBody}
	}
	return resp, nil
}

// drain reads a little of a body nobody wants, so that the connection can be
// used again, and closes it.
func drain(body io.ReadCloser) {
	io.Copy(io.Discard, io.LimitReader(body, 16<<10)) //nolint:errcheck // it is thrown away
	body.Close()
}

// retryAfter reads the header in both its forms.
func retryAfter(s string, now time.Time) time.Duration {
	d := holdDefault
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
		d = time.Duration(min(max(n, 1), int(holdMax/time.Second))) * time.Second
	} else if at, err := http.ParseTime(s); err == nil {
		d = max(at.Sub(now), time.Second)
	}
	return min(d, holdMax)
}

// lively ends a body that falls silent: neither a small page nor a big file may
// hold a visit until its time is up.
type lively struct {
	io.ReadCloser
	ctx    context.Context // of the request
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
}

func newLively(ctx context.Context, cancel context.CancelCauseFunc, body io.ReadCloser, stall time.Duration) *lively {
	silent := fmt.Errorf("the place fell silent for %s within its answer", stall)
	return &lively{body, ctx, cancel, time.AfterFunc(stall, func() { cancel(silent) }), stall}
}

func (l *lively) Read(p []byte) (int, error) {
	l.timer.Reset(l.stall)
	n, err := l.ReadCloser.Read(p)
	if cause := context.Cause(l.ctx); err != nil && !errors.Is(err, io.EOF) && cause != nil {
		err = cause
	}
	return n, err
}

func (l *lively) Close() error {
	l.timer.Stop()
	defer l.cancel(nil)
	return l.ReadCloser.Close()
}

// unpacked fails an answer that Colly would unpack by itself: what comes out
// of it has no bound. Such files are for Visit.Fetch.
type unpacked struct{ next http.RoundTripper }

func (u unpacked) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if !resp.Uncompressed && (strings.Contains(resp.Header.Get("Content-Encoding"), "gzip") ||
		strings.Contains(resp.Header.Get("Content-Type"), "gzip") || strings.HasSuffix(req.URL.Path, ".gz")) {
		resp.Body.Close()
		return nil, fmt.Errorf("%w: a compressed file where a page was expected", ErrShape)
	}
	return resp, nil
}

// bounded fails a body that is longer than it may be, where a plain limit
// would pass on half a page.
type bounded struct {
	io.ReadCloser
	left, max int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, fmt.Errorf("longer than the source's max_body of %d bytes", b.max)
	}
	return n, err
}
