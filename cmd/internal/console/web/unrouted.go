package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Legible reports an address that holds text alone: what does not, no store takes.
func Legible(u *url.URL) bool {
	query, err := url.QueryUnescape(u.RawQuery)
	return err == nil && utf8.ValidString(u.Path+query) && !strings.Contains(u.Path+query, "\x00")
}

// Unrouted says with which status a request is to be refused that no route is
// for, and which methods its address has, if it has any. The status is zero for
// a request that a route is for.
func Unrouted(mux *http.ServeMux, r *http.Request) (status int, allow string) {
	refuse, pattern := mux.Handler(r)
	if pattern != "" {
		return 0, ""
	}
	var said refusal
	refuse.ServeHTTP(&said, r)
	if said.status == http.StatusMethodNotAllowed {
		return said.status, said.header.Get("Allow")
	}
	return http.StatusNotFound, ""
}

// A refusal is what the mux says to what no route is for, without its words.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}
func (r *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (r *refusal) WriteHeader(status int)      { r.status = status }
