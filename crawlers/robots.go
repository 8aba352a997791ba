package crawlers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
)

// How long robots.txt is believed (RFC 9309 §2.4: at most a day), how soon one
// that could not be had is asked for again, and how much of it is read (§2.5:
// at least 500 KiB).
const (
	robotsKept  = 24 * time.Hour
	robotsAgain = 10 * time.Minute
	robotsMax   = 500 << 10
)

// rules are the robots.txt of one host.
type rules struct {
	group *robotstxt.Group // nil when err says why nothing may be fetched
	err   error
	until time.Time
	ready chan struct{} // closed when group and err are set
}

// mayFetch returns nil if the host's robots.txt lets us fetch the address.
func (t *Transport) mayFetch(req *http.Request, pace time.Duration) error {
	origin := url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host}
	r, mine := t.robotsOf(origin.String())
	if mine {
		r.group, r.err = t.fetchRobots(req.Context(), origin, pace)
		r.until = time.Now().Add(robotsKept)
		if r.err != nil {
			r.until = time.Now().Add(robotsAgain)
		}
		if req.Context().Err() != nil {
			r.until = time.Time{} // our own end is not the host's word
		}
		close(r.ready)
	}
	select {
	case <-r.ready:
	case <-req.Context().Done():
		return context.Cause(req.Context())
	}
	if r.err != nil {
		return r.err
	}
	if !r.group.Test(req.URL.RequestURI()) {
		return fmt.Errorf("%w: robots.txt of %s disallows %s", ErrBlocked, req.URL.Host, req.URL.Path)
	}
	return nil
}

// robotsOf returns the rules of an origin, and whether the caller is the one
// to fetch them.
func (t *Transport) robotsOf(origin string) (*rules, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, ok := t.robots[origin]; ok {
		select {
		case <-r.ready:
			if time.Now().Before(r.until) {
				return r, false
			}
		default:
			return r, false // somebody is fetching them
		}
	}
	if t.robots == nil || len(t.robots) >= hostsKept {
		t.robots = map[string]*rules{}
	}
	r := &rules{ready: make(chan struct{})}
	t.robots[origin] = r
	return r, true
}

// fetchRobots asks for robots.txt. A host that has none allows everything; one
// whose rules cannot be had allows nothing for now.
func (t *Transport) fetchRobots(ctx context.Context, origin url.URL, pace time.Duration) (*robotstxt.Group, error) {
	origin.Path = "/robots.txt"
	unreachable := func(err error) error {
		return fmt.Errorf("robots.txt of %s cannot be had, so nothing is fetched: %w", origin.Host, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin.String(), nil)
	if err != nil {
		return nil, unreachable(err)
	}
	if err := t.wait(ctx, origin.Host, pace); err != nil {
		return nil, unreachable(err)
	}
	req.Header.Set("User-Agent", t.UserAgent)
	resp, err := t.Base.RoundTrip(req) //nolint:bodyclose // drain closes it
	if err != nil {
		return nil, unreachable(err)
	}
	defer drain(resp.Body)
	if resp.StatusCode/100 == 3 {
		// A redirect of robots.txt leads to other hosts, mostly to a login.
		return nil, unreachable(&StatusError{Code: resp.StatusCode})
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, robotsMax))
	if err != nil {
		return nil, unreachable(err)
	}
	if resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests {
		return nil, unreachable(&StatusError{Code: resp.StatusCode})
	}
	data, err := robotstxt.FromStatusAndBytes(resp.StatusCode, understood(body))
	if err != nil {
		return nil, unreachable(err)
	}
	return data.FindGroup(t.UserAgent), nil
}

// understood keeps the lines of a robots.txt that say who may fetch what: the
// library refuses a whole file for one line that it cannot read, and a file
// that is refused must not be one that forbids nothing. It reads what people
// write: any line end, a byte order mark, "User agent".
func understood(body []byte) []byte {
	body = bytes.ReplaceAll(bytes.TrimPrefix(body, []byte("\ufeff")), []byte("\r"), []byte("\n"))
	var out bytes.Buffer
	named := false
	for line := range bytes.Lines(body) {
		field, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		name := strings.ToLower(strings.TrimSpace(string(field)))
		switch name {
		case "user-agent", "user agent", "useragent":
			name, named = "user-agent", named || ok
		case "allow", "disallow":
			ok = ok && named
		default:
			ok = false
		}
		if ok {
			fmt.Fprintf(&out, "%s:%s\n", name, value)
		}
	}
	return out.Bytes()
}
