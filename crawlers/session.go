package crawlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// A Session is how a place knows a visit that has signed in.
type Session struct {
	Token  string      // goes to the source's hosts as a token of Meta would
	Header http.Header // goes along with it; nil is nothing
	Hide   []string    // what an answer's JSON may repeat of the account, which is not kept
}

// A Post sends a question of the content type kind to one of the source's
// addresses and returns the answer, which is to be JSON. Neither is kept,
// recorded or counted in the budget, and neither is sent on to where the place
// may redirect.
type Post func(address, kind string, question []byte) (answer []byte, err error)

// A session signs in for one visit when it is first needed, and once more when
// the place knows it no longer.
type session struct {
	signIn func(Meta, Post) (Session, error)

	mu    sync.Mutex // guards what follows; held while signing in
	now   Session
	times int   // it has signed in
	err   error // why it will not any more
}

// signInsMax is how often a visit signs in: a place that does not know a
// session just begun will not know the next one either.
const signInsMax = 2

var errForgotten = fmt.Errorf("%w: the place does not know the session that it has just begun", ErrBlocked)

// open returns the session, beginning it if there is none, or if the place did
// not know the one with this token.
func (s *session) open(m Meta, unknown string, post Post) (Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
		return Session{}, s.err
	case s.times > 0 && s.now.Token != unknown:
		return s.now, nil // begun by another request meanwhile
	case s.times == signInsMax:
		s.err = errForgotten
		return Session{}, s.err
	}
	s.times++
	s.now, s.err = s.signIn(m, post)
	if s.err == nil && !sendable(s.now.Token) {
		s.err = fmt.Errorf("%w: signing in gave no token", ErrShape)
	}
	return s.now, s.err
}

// renewed takes the token that an answer gives in place of the one before.
func (s *session) renewed(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sendable(token) {
		s.now.Token = token
	}
}

// tokenMax is longer than any token.
const tokenMax = 4 << 10

// sendable reports whether a header can hold the token.
func sendable(token string) bool {
	return token != "" && len(token) <= tokenMax && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// within makes a request as part of the session. The place that says 401 to it
// is asked once more, in a new session.
func (p *polite) within(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "https" {
		return nil, fmt.Errorf("%w: a session goes over https alone", ErrBlocked)
	}
	if err := p.t.affordable(req.Context(), p.m); err != nil {
		return nil, err // before signing in for nothing
	}
	unknown := ""
	for {
		now, err := p.session.open(p.m, unknown, p.post(req.Context()))
		if err != nil {
			return nil, fmt.Errorf("sign in: %w", err)
		}
		resp, err := p.inSession(req, now)
		var status *StatusError
		if !errors.As(err, &status) || status.Code != http.StatusUnauthorized || req.Body != nil && req.GetBody == nil {
			return resp, err
		}
		unknown = now.Token
		if req, err = again(req); err != nil {
			return nil, err
		}
	}
}

// again returns the request with its body from the beginning.
func again(req *http.Request) (*http.Request, error) {
	req = req.Clone(req.Context())
	if req.GetBody == nil {
		return req, nil
	}
	body, err := req.GetBody()
	req.Body = body
	return req, err
}

// inSession asks once, and takes out of the answer what tells of the session.
func (p *polite) inSession(req *http.Request, now Session) (*http.Response, error) {
	if err := p.turn(req); err != nil {
		return nil, err
	}
	veil := discretion{header: p.m.TokenHeader, words: append([]string{now.Token}, now.Hide...)}
	req = req.Clone(veil.in(req.Context()))
	maps.Copy(req.Header, now.Header)
	p.show(req, now.Token)
	resp, err := p.t.send(req, p.m.MaxBody)
	if err != nil {
		return nil, err
	}
	p.session.renewed(resp.Header.Get(p.m.TokenHeader))
	resp.Header.Del(p.m.TokenHeader)
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	page = veil.over(page)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(page)), int64(len(page))
	return resp, nil
}

// post returns the Post of one request's time.
func (p *polite) post(ctx context.Context) Post {
	return func(address, kind string, question []byte) ([]byte, error) {
		ctx := discretion{whole: true}.in(ctx)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(question))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Accept", "application/json")
		if req.URL.Scheme != "https" {
			return nil, fmt.Errorf("%w: an account is sent over https alone", ErrBlocked)
		}
		if err := p.may(req); err != nil {
			return nil, err
		}
		if err := p.t.wait(ctx, req.URL.Host, p.m.Pace); err != nil {
			return nil, err
		}
		resp, err := p.t.send(req, p.m.MaxBody) //nolint:bodyclose // drain closes it
		if err != nil {
			return nil, err
		}
		defer drain(resp.Body)
		if resp.StatusCode/100 != 2 {
			return nil, fmt.Errorf("%w: %w", ErrBlocked, &StatusError{Code: resp.StatusCode})
		}
		return io.ReadAll(resp.Body)
	}
}

// A discretion says what of an exchange is not to be written down. Whoever
// records answers asks the request's context for it.
type discretion struct {
	whole  bool     // nothing at all
	header string   // of the answer, that gives a token
	words  []string // of the answer's JSON
}

type discretionKey struct{}

func (d discretion) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, discretionKey{}, d)
}

func discretionOf(req *http.Request) discretion {
	d, _ := req.Context().Value(discretionKey{}).(discretion)
	return d
}

// over returns the page with other text where one of the words stands alone.
// A word within a longer text is left, since it may be any word.
func (d discretion) over(page []byte) []byte {
	for _, w := range d.words {
		quoted, err := json.Marshal(w)
		if err == nil && w != "" {
			page = bytes.ReplaceAll(page, quoted, []byte(`"***"`))
		}
	}
	return page
}
