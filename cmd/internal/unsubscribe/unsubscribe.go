// Package unsubscribe lets readers of letters leave, at
//
//	GET  /unsubscribe?t=TOKEN    a page that asks
//	POST /unsubscribe?t=TOKEN    the wish (RFC 8058), from a mail program or the page's button
//
// The token in the letter is all that a reader is known by: no cookie, no
// account. Beside it may stand c, the contact that it is of: one that an exporter
// named.
//
// A GET changes nothing, for programs look where the links of a letter
// lead; nor does a POST without the words of RFC 8058. A token that is nobody's
// gets a page that tells nothing, as late as a good one, and no token stands in
// the log.
package unsubscribe

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Path is where it is served.
const Path = "/unsubscribe"

// Limits of what is done for a reader.
const (
	maxBody      = 4 << 10
	answerWithin = 10 * time.Second
)

// The field of RFC 8058 and what it holds.
const (
	field = "List-Unsubscribe"
	wish  = "One-Click"
)

// A Reader is one address of a destination.
type Reader struct {
	Destination string
	Address     string
	Masked      string // what a page shows of the address
}

// Readers is who may leave, and where it is kept.
type Readers struct {
	// Find returns whose a token is, of the contact or, where that is "", of the
	// configured destinations. It takes as long for any.
	Find func(ctx context.Context, token, contact string) (Reader, bool, error)

	// Leave keeps that a reader is told no more. Who leaves twice left once.
	Leave func(context.Context, Reader) error
}

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// policy lets a browser show the page's own style and send its form here.
var policy = "default-src 'none'; style-src '" + hashOf(style(source)) + "'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// style returns the style sheet of a page.
func style(page string) string {
	_, rest, _ := strings.Cut(page, "<style>")
	css, _, _ := strings.Cut(rest, "</style>")
	return css
}

func hashOf(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// view is what a page shows: what is to be said, to whom.
type view struct {
	Says   string // ask, gone, unknown, unclear, later
	Reader Reader
	Field  string
	Wish   string
}

// server answers readers.
type server struct {
	Readers
	log *slog.Logger
}

// New returns the handler of [Path].
func New(readers Readers, log *slog.Logger) http.Handler {
	s := &server{readers, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, s.known(s.ask))
	mux.HandleFunc("POST "+Path, s.known(s.leave))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Robots-Tag", "noindex")
		mux.ServeHTTP(w, r)
	})
}

// known answers readers alone.
func (s *server) known(do func(http.ResponseWriter, *http.Request, Reader)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
		defer cancel()
		asked := r.URL.Query()
		reader, ok, err := s.Find(ctx, asked.Get("t"), asked.Get("c"))
		if err != nil {
			s.log.Error("reader not looked up", "err", err)
			s.later(w)
			return
		}
		if !ok {
			s.show(w, http.StatusNotFound, view{Says: "unknown"})
			return
		}
		do(w, r, reader)
	}
}

func (s *server) ask(w http.ResponseWriter, _ *http.Request, reader Reader) {
	s.show(w, http.StatusOK, view{Says: "ask", Reader: reader})
}

func (s *server) leave(w http.ResponseWriter, r *http.Request, reader Reader) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if r.PostFormValue(field) != wish { // of either kind of form; what cannot be read holds none
		s.show(w, http.StatusBadRequest, view{Says: "unclear"})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	if err := s.Leave(ctx, reader); err != nil {
		s.log.Error("unsubscribing not kept", "destination", reader.Destination, "address", reader.Masked, "err", err)
		s.later(w)
		return
	}
	s.show(w, http.StatusOK, view{Says: "gone", Reader: reader})
}

func (s *server) later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "300")
	s.show(w, http.StatusServiceUnavailable, view{Says: "later"})
}

// show writes a page whole or not at all.
func (s *server) show(w http.ResponseWriter, status int, v view) {
	v.Field, v.Wish = field, wish
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		s.log.Error("page not shown", "says", v.Says, "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the reader may have gone
}
