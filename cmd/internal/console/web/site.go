package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/cmd/internal/account"
)

//go:embed pages/*.html pages/own/*.html
var frameFiles embed.FS

//go:embed style.css
var style string

//go:embed console.js
var script string

// site is the rooms put together.
type site struct {
	house  House
	mux    *http.ServeMux
	hosts  []string // that it answers to, besides this machine
	secure bool     // browsers reach it by https alone
	cross  *http.CrossOriginProtection
	routes map[string]Route // by their patterns
	nav    []Link
	own    pages // of the frame itself
}

// Open puts rooms together to what answers requests. It panics on a mistake in
// a room: a route for nobody, a link that leads nowhere, a page that cannot be
// read.
func Open(house House, rooms []Room) (http.Handler, error) {
	s := &site{house: house, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), routes: map[string]Route{}}
	if house.URL != "" {
		u, err := url.Parse(house.URL)
		if err != nil || u.Host == "" {
			return nil, errors.New("console.url: want an address such as https://tocsin.example.cn")
		}
		s.hosts, s.secure = []string{u.Hostname()}, u.Scheme == "https"
		if err := s.cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("console.url: %w", err)
		}
	}
	s.own = parsePages(noticeFiles())
	var css strings.Builder
	css.WriteString(style)
	for _, room := range rooms {
		texts := []map[string]Text{room.Texts, common}
		pages := parsePages(room.Pages)
		for _, route := range room.Routes {
			if !route.Public && len(route.Roles) == 0 || route.Public && len(route.Roles) > 0 || route.Handle == nil {
				panic("room " + room.Name + ": " + route.Pattern + " is for nobody, or does nothing")
			}
			s.routes[route.Pattern] = route
			s.mux.Handle(route.Pattern, s.answer(route, texts, pages))
		}
		if room.Style != "" {
			css.WriteString("\n/* " + room.Name + " */\n" + room.Style)
		}
		for _, link := range room.Links {
			if _, leads := s.leads(link.Path); !leads || link.Text == (Text{}) {
				panic("room " + room.Name + ": the link to " + link.Path + " leads nowhere, or says nothing")
			}
			s.nav = append(s.nav, link)
		}
	}
	s.mux.HandleFunc("GET /healthz", s.health)
	s.mux.HandleFunc("GET /style.css", file("text/css; charset=utf-8", css.String()))
	s.mux.HandleFunc("GET /console.js", file("text/javascript; charset=utf-8", script))
	return s, nil
}

// noticeFiles are the pages that belong to no room.
func noticeFiles() fs.FS {
	files, err := fs.Sub(frameFiles, "pages/own")
	if err != nil {
		panic(err) // it is embedded
	}
	return files
}

// file answers with a file of ours. A browser asks each time whether it has
// changed.
func file(kind, body string) http.HandlerFunc {
	sum := sha256.Sum256([]byte(body))
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", kind)
		_, _ = w.Write([]byte(body)) // the reader may have gone
	}
}

// leads returns the route that a link to the path opens.
func (s *site) leads(path string) (Route, bool) {
	for _, pattern := range []string{"GET " + path, "GET " + path + "{$}"} {
		if route, ok := s.routes[pattern]; ok {
			return route, true
		}
	}
	return Route{}, false
}

// links are the links that u may open.
func (s *site) links(u account.User) []Link {
	var out []Link
	for _, link := range s.nav {
		if route, ok := s.leads(link.Path); ok && route.Roles.Has(u.Role) {
			out = append(out, link)
		}
	}
	return out
}

// cookie is a cookie that no script reads and no other site's form brings. An age
// in seconds of 0 is until the browser is closed, less is at once.
func (s *site) cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode} //nolint:gosec // on this machine alone there is no TLS
}

// session is the name of the cookie of a session.
func (s *site) session() string {
	if s.secure {
		return "__Host-tocsin"
	}
	return "tocsin"
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"

// ServeHTTP refuses what no page is for, and says what a browser may do with
// one.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if s.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if !s.answersTo(r.Host) {
		s.notice(w, s.stranger(r), http.StatusMisdirectedRequest)
		return
	}
	if err := s.cross.Check(r); err != nil {
		s.notice(w, s.stranger(r), http.StatusForbidden)
		return
	}
	if !Legible(r.URL) {
		s.notice(w, s.stranger(r), http.StatusNotFound)
		return
	}
	if status, allow := Unrouted(s.mux, r); status != 0 {
		if allow != "" {
			h.Set("Allow", allow)
		}
		s.notice(w, s.stranger(r), status)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// answersTo reports whether a Host header names this machine itself, or the host
// by which people reach the console. A page elsewhere could point its own name
// at this machine, and would read what it holds.
func (s *site) answersTo(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback() ||
		slices.ContainsFunc(s.hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

// stranger is a request from somebody of whom nothing is known.
func (s *site) stranger(r *http.Request) *Request {
	return &Request{Request: r, Lang: langOf(r, account.User{}), site: s, texts: []map[string]Text{common}, pages: s.own}
}

// answer is a route with all that is done before it and after.
func (s *site) answer(route Route, texts []map[string]Text, pages pages) http.HandlerFunc {
	within, upload := route.Within, route.Upload
	if within == 0 {
		within = answerWithin
	}
	if upload == 0 {
		upload = bodyLimit
	}
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), within)
		defer cancel()
		req = req.WithContext(ctx)
		req.Body = http.MaxBytesReader(w, req.Body, upload)
		defer func() { // the server would, of the request it knows; this is a copy
			if req.MultipartForm != nil {
				_ = req.MultipartForm.RemoveAll() // nobody can do more
			}
		}()
		// The server's own limit is for ordinary answers.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(within + 10*time.Second)) // a recorder has none
		r := s.stranger(req)
		if err := s.identify(r, route); err != nil {
			s.fail(w, r, err)
			return
		}
		r.texts, r.pages = texts, pages
		if !r.User.SignedIn() && !route.Public && wantsJSON(req) {
			s.fail(w, r, StatusError(http.StatusUnauthorized))
			return
		}
		if to := s.turned(r, route); to != "" {
			Answer{status: http.StatusSeeOther, to: to}.write(w)
			return
		}
		if !route.Public && !route.Roles.Has(r.User.Role) {
			s.fail(w, r, ErrForbidden)
			return
		}
		if c, err := req.Cookie(flashCookie); err == nil && req.Method == http.MethodGet && strings.HasPrefix(c.Value, "done.") {
			r.flash = c.Value
			http.SetCookie(w, s.cookie(flashCookie, "", -1))
		}
		a, err := route.Handle(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if asked := Lang(req.URL.Query().Get("lang")); asked == r.Lang {
			a.Speak(r, asked)
		}
		w.Header().Set("Content-Language", string(r.Lang))
		a.write(w)
	}
}

// identify finds out who asks: a browser by its cookie, a machine by its token,
// where the route is for machines too.
func (s *site) identify(r *Request, route Route) error {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		user, scopes, err := s.house.Accounts.ByToken(r.Context(), secret)
		switch {
		case errors.Is(err, account.ErrWrong):
			return StatusError(http.StatusUnauthorized)
		case err != nil:
			return err
		case route.Scope == "" || !slices.Contains(scopes, route.Scope):
			return ErrForbidden
		}
		r.User = user
		return nil
	}
	cookies := r.CookiesNamed(s.session())
	if len(cookies) == 0 {
		return nil
	}
	session, user, ok, err := s.house.Accounts.Find(r.Context(), cookies[0].Value)
	if err != nil || !ok {
		return err
	}
	r.Session, r.User = session, user
	r.Lang = langOf(r.Request, user)
	return nil
}

// turned is where who asks has to go first: to sign in, or to choose a password
// that nobody else knows.
func (s *site) turned(r *Request, route Route) string {
	switch {
	case route.Public:
		return ""
	case !r.User.SignedIn() && r.Method == http.MethodGet && r.URL.Path != "/":
		return "/signin?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	case !r.User.SignedIn():
		return "/signin"
	case r.User.Given && !route.Early:
		return "/me/password"
	}
	return ""
}

// fail answers for an error. It is logged once, where it is ours; the reader is
// told what to do.
func (s *site) fail(w http.ResponseWriter, r *Request, err error) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // the reader went away; nobody is left to tell
	}
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		s.house.Log.Error("page not shown", "path", r.URL.Path, "err", err)
	}
	s.notice(w, r, status)
}

// A notice is a short page that says why there is no other.
type notice struct {
	Frame
	Status int
}

func (s *site) notice(w http.ResponseWriter, r *Request, status int) {
	if wantsJSON(r.Request) {
		problem(status, common["do."+strconv.Itoa(status)].In(r.Lang)).write(w)
		return
	}
	r.texts, r.pages = []map[string]Text{common}, s.own
	f := r.Frame(common["status."+strconv.Itoa(status)].In(r.Lang))
	f.at = &url.URL{Path: "/"} // what was asked for is not a page, and may begin with "//"
	a, err := r.show(status, "notice", &notice{f, status})
	if err != nil {
		s.house.Log.Error("page not shown", "path", r.URL.Path, "err", err)
		http.Error(w, strconv.Itoa(status), status)
		return
	}
	w.Header().Set("Content-Language", string(r.Lang))
	a.write(w)
}

// wantsJSON reports whether a machine asks.
func wantsJSON(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// health says whether the store answers.
func (s *site) health(w http.ResponseWriter, r *http.Request) {
	if _, err := s.house.Store.Visits(r.Context(), "", 1); err != nil {
		s.house.Log.Error("the store does not answer", "err", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the reader may have gone
}
