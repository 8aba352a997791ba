// Package feed serves what people take into a calendar or a reader of their
// own, at
//
//	GET /feeds/SECRET/clocks.ics    the days by which somebody must act
//	GET /feeds/SECRET/alerts.atom   the alerts
//
// Programs that read feeds cannot sign in: the secret in the path is all that a
// reader is known by. It is stored only as its hash, stands in no document and
// in no line of the log, and can be revoked. A secret that never was and one
// that is revoked get the same 404, and both are looked up as a good one is:
// what is compared is a hash, so how long it took says nothing of a secret.
//
// A document is the same as long as what it says is, and its ETag is its hash:
// readers ask every few minutes, and most are answered 304.
package feed

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Limits of what is done for readers.
const (
	maxAlerts    = 500 // in a document, the newest
	daysBack     = 30  // a calendar begins
	atOnce       = 8   // documents written
	answerWithin = 10 * time.Second
)

// A Feed is one subscription.
type Feed struct {
	ID         string    // names it in the log and to readers, for life; not the secret
	Subscriber string    // a center or a watchlist
	Name       string    // what people call the subscriber
	Language   string    // "zh" or "en"; any other is read as "zh"
	Since      time.Time // it was made
}

// A Clock is a day by which somebody must act.
type Clock struct {
	ID       string    // names it for life, through every change of its date: its act and rule
	Sequence int       // how often it was changed
	Changed  time.Time // when it was last

	// Closes is the last moment, in the zone of the forum, or the day there if
	// the hour is not known. A clock without one is left out.
	Closes   crawlers.Date
	Forecast bool // Closes is about when, and nothing ends then

	Withdrawn   bool
	Severity    alerts.Severity
	Summary     string // what to do in which matter
	Description string // what it is counted from, and what to mind; the date itself is added to it
	URL         string // the official page
}

// An Entry is one alert as it was told.
type Entry struct {
	ID       string // the alert's
	Revision int    // a reader shows each revision once
	Updated  time.Time
	Message  alerts.Message // names of natural persons masked for whom they must be
	URL      string         // the console's page of it
}

// Feeds is where feeds and what they say come from.
type Feeds struct {
	// Find returns the feed whose secret has a hash, and whether there is one.
	// One that was revoked is none.
	Find func(ctx context.Context, hash string) (Feed, bool, error)

	// Clocks returns what closes at since or later, in any order. What was
	// withdrawn is still among it, for calendars that hold it.
	Clocks func(ctx context.Context, f Feed, since time.Time) ([]Clock, error)

	// Alerts returns the newest n, the newest first.
	Alerts func(ctx context.Context, f Feed, n int) ([]Entry, error)
}

// NewSecret makes the secret of a feed, and the hash by which it is found.
func NewSecret() (secret, hash string) {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	secret = base64.RawURLEncoding.EncodeToString(b)
	return secret, hashOf(secret)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Addresses returns where a feed is read, under the address by which readers
// reach this program.
func Addresses(base, secret string) (calendar, atom string) {
	base = strings.TrimSuffix(base, "/") + "/feeds/" + secret
	return base + "/clocks.ics", base + "/alerts.atom"
}

// server answers readers.
type server struct {
	Feeds
	now   func() time.Time
	log   *slog.Logger
	slots chan struct{} // one for each document being written
}

// New returns the handler of the feeds.
func New(feeds Feeds, now func() time.Time, log *slog.Logger) http.Handler {
	s := &server{feeds, now, log, make(chan struct{}, atOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feeds/{secret}/clocks.ics", s.serve("text/calendar; charset=utf-8", s.clocks))
	mux.HandleFunc("GET /feeds/{secret}/alerts.atom", s.serve("application/atom+xml; charset=utf-8", s.alerts))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex")
		mux.ServeHTTP(w, r)
	})
}

// serve answers with the document that write makes of a feed.
func (s *server) serve(mediaType string, write func(context.Context, Feed) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
		defer cancel()
		f, ok, err := s.Find(ctx, hashOf(r.PathValue("secret")))
		var doc []byte
		if ok && err == nil {
			doc, err = s.inTurn(ctx, f, write)
		}
		switch {
		case err != nil && r.Context().Err() != nil:
			// The reader went away; nobody is left to tell.
		case err != nil:
			s.log.Error("feed not served", "feed", f.ID, "err", err)
			w.Header().Set("Retry-After", "300")
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		case !ok:
			http.NotFound(w, r)
		default:
			s.log.Debug("feed read", "feed", f.ID, "type", mediaType)
			sum := sha256.Sum256(doc)
			w.Header().Set("Content-Type", mediaType)
			w.Header().Set("Etag", `"`+hex.EncodeToString(sum[:16])+`"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(doc))
		}
	}
}

// inTurn writes a document when few others are being written.
func (s *server) inTurn(ctx context.Context, f Feed, write func(context.Context, Feed) ([]byte, error)) ([]byte, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
		return write(ctx, f)
	case <-ctx.Done():
		return nil, fmt.Errorf("feed: too many are read at once: %w", ctx.Err())
	}
}

func (s *server) clocks(ctx context.Context, f Feed) ([]byte, error) {
	y, m, d := s.now().In(beijing).AddDate(0, 0, -daysBack).Date()
	clocks, err := s.Clocks(ctx, f, time.Date(y, m, d, 0, 0, 0, 0, beijing))
	if err != nil {
		return nil, err
	}
	return calendar(f, clocks), nil
}

func (s *server) alerts(ctx context.Context, f Feed) ([]byte, error) {
	entries, err := s.Alerts(ctx, f, maxAlerts)
	if err != nil {
		return nil, err
	}
	return atom(f, entries)
}
