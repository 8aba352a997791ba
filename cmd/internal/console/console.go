// Package console shows what the store holds on a small site that can only be
// read. It knows no accounts, so it answers nobody but this machine: a request
// that names another host is refused, or a page elsewhere could read it by
// pointing its own name at the loopback interface.
//
// What it shows was written by strangers. Every text from a page or a receiver
// goes through [clean] before it reaches a template, and no page runs a script.
package console

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed style.css
var style []byte

// answerWithin bounds the work on one request.
const answerWithin = 10 * time.Second

// site is what the handlers share.
type site struct {
	store *store.DB
	now   func() time.Time
	grade func(crawlers.Party) crawlers.Grade
	log   *slog.Logger
	pages map[string]*template.Template
	names names
}

// New returns the console's pages over a store. Grade says how sure it is that
// a party is Chinese where its source does not; nil leaves it open.
func New(db *store.DB, now func() time.Time, grade func(crawlers.Party) crawlers.Grade, log *slog.Logger) http.Handler {
	s := &site{store: db, now: now, grade: grade, log: log, pages: map[string]*template.Template{}}
	for _, name := range []string{"home", "alert", "notice"} {
		s.pages[name] = template.Must(template.ParseFS(pageFiles, "pages/layout.html", "pages/"+name+".html"))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page(s.home))
	mux.HandleFunc("GET /alerts/{id...}", s.page(s.alert))
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /style.css", s.style)
	mux.HandleFunc("/", s.page(func(*http.Request) (view, error) { return view{}, store.ErrNotFound }))
	return s.guard(mux)
}

// guard refuses what no page is for, and says what a browser may do with one.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !loopback(r.Host):
			s.notice(w, r, http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			s.notice(w, r, http.StatusMethodNotAllowed)
		default:
			ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		}
	})
}

// loopback reports whether a Host header names this machine itself.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// A view is one page to render: its template and what fills it.
type view struct {
	name string
	data any
}

// page answers with the view that do makes. Errors end here: they are logged
// once, and the reader is told what to do.
func (s *site) page(do func(*http.Request) (view, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := do(r)
		switch {
		case errors.Is(err, store.ErrNotFound):
			s.notice(w, r, http.StatusNotFound)
		case err != nil && errors.Is(r.Context().Err(), context.Canceled):
			// The reader went away; nobody is left to tell.
		case err != nil:
			s.log.Error("page not shown", "path", r.URL.Path, "err", err)
			s.notice(w, r, http.StatusInternalServerError)
		default:
			s.render(w, r, http.StatusOK, v)
		}
	}
}

// A notice is a short page that says why there is no other.
type notice struct {
	frame
	Status int
}

func (s *site) notice(w http.ResponseWriter, r *http.Request, status int) {
	f := newFrame(r)
	f.path = "/" // what was asked for is not a page, and may begin with "//"
	f.Title = f.T("status." + strconv.Itoa(status))
	s.render(w, r, status, view{"notice", notice{f, status}})
}

// render writes a page whole or not at all.
func (s *site) render(w http.ResponseWriter, r *http.Request, status int, v view) {
	var page bytes.Buffer
	if err := s.pages[v.name].ExecuteTemplate(&page, "layout", v.data); err != nil {
		s.log.Error("page not shown", "path", r.URL.Path, "err", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(langOf(r)))
	w.Header().Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the reader may have gone
}

func (s *site) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(style) // the reader may have gone
}

// health says whether the store answers.
func (s *site) health(w http.ResponseWriter, r *http.Request) {
	if _, err := s.store.Visits(r.Context(), "", 1); err != nil {
		s.log.Error("the store does not answer", "err", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the reader may have gone
}
