package crawlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"
)

// State is how a page, and so a visit, ended.
type State string

// The end states. Silence that is healthy is unchanged or empty; every other
// silence has a name that asks for a person.
const (
	OK        State = "ok"            // filings were read
	Unchanged State = "unchanged"     // the place says, or its bytes say, that nothing moved
	Empty     State = "empty"         // the page is whole and lists nothing
	Truncated State = "truncated"     // cut off; what came before the cut was read
	Shape     State = "changed-shape" // not the page we know, or fewer filings than it promises
	Blocked   State = "blocked"       // the place answered, but not with its page: login, refusal, robots, switched off
	Failed    State = "failed"        // no answer, or nowhere to put it
)

// order ranks states from the least to the most worrying.
var order = map[State]int{Unchanged: 1, Empty: 2, OK: 3, Truncated: 4, Shape: 5, Blocked: 6, Failed: 7}

// Worst returns the state of a and b that a person should hear of first.
func Worst(a, b State) State {
	if order[a] >= order[b] {
		return a
	}
	return b
}

// Well reports whether what ended so needs nobody.
func (s State) Well() bool { return Worst(s, OK) == OK }

// Sentinels that Parse and Crawl wrap to end a page in that state.
var (
	ErrBlocked   = errors.New("blocked")
	ErrShape     = errors.New("changed shape")
	ErrTruncated = errors.New("truncated")
)

// stateOf maps the error a page ended with to its state.
func stateOf(err error, filings int) State {
	switch {
	case err == nil && filings > 0:
		return OK
	case err == nil:
		return Empty
	case errors.Is(err, ErrUnchanged), errors.Is(err, ErrUnwanted):
		return Unchanged
	case errors.Is(err, ErrBlocked):
		return Blocked
	case errors.Is(err, ErrShape):
		return Shape
	case errors.Is(err, ErrTruncated):
		return Truncated
	default:
		return Failed
	}
}

// A Page is one answer of a place.
type Page struct {
	URL     string
	Status  int
	Header  http.Header
	Body    io.ReaderAt
	Size    int64
	Fetched time.Time // UTC
	Params  Params    // the source's, with what an administrator has changed; nil for a page at hand

	// Before holds what the page said of itself when it was last read to its
	// end; nil if it never was, or for a page at hand.
	Before Facts

	Hash  string                        // sha256 of the body in hex; set by the visit
	warn  func(msg string, args ...any) // of the visit; nil outside one
	facts Facts                         // that Tell records; nil outside a visit
}

// PageOf makes a page of bytes at hand. An unset content type is guessed from
// the first bytes.
func PageOf(address string, body []byte, now time.Time) Page {
	return Page{
		URL: address, Status: http.StatusOK,
		Header:  http.Header{"Content-Type": {sniff(body)}},
		Body:    bytes.NewReader(body),
		Size:    int64(len(body)),
		Fetched: now,
	}
}

// Host returns the host the page came from.
func (p Page) Host() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Warn records something about the page that a person should look at.
func (p Page) Warn(msg string, args ...any) {
	if p.warn != nil {
		p.warn(msg, args...)
	}
}

// Reader reads the body from its beginning.
func (p Page) Reader() io.Reader { return io.NewSectionReader(p.Body, 0, p.Size) }

// Bytes returns the body. It is for pages that the visit has bounded.
func (p Page) Bytes() ([]byte, error) {
	b := make([]byte, p.Size)
	if _, err := io.ReadFull(p.Reader(), b); err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	return b, nil
}

// HTML parses the body in the charset that its header, its meta tag or its
// bytes name.
func (p Page) HTML() (*goquery.Document, error) {
	r, err := charset.NewReader(p.Reader(), p.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("%w: charset: %w", ErrShape, err)
	}
	return goquery.NewDocumentFromReader(r)
}

// JSON decodes the body into v.
func (p Page) JSON(v any) error {
	return decoded(json.NewDecoder(p.Reader()).Decode(v))
}
