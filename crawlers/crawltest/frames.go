package crawltest

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// Files is a web that answers by the last part of the path, and 404 to what it
// has not. It notes what was asked, in order.
type Files struct {
	Now     time.Time
	Answers map[string]string
	Asked   []string
}

// RoundTrip answers one request.
func (w *Files) RoundTrip(req *http.Request) (*http.Response, error) {
	name := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]
	w.Asked = append(w.Asked, name)
	answer, ok := w.Answers[name]
	code := http.StatusOK
	if !ok {
		code = http.StatusNotFound
	}
	page := crawlers.PageOf(req.URL.String(), []byte(answer), w.Now)
	return &http.Response{StatusCode: code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: page.Header, Body: io.NopCloser(page.Reader()), ContentLength: page.Size, Request: req}, nil
}

// A Parser is the Parse of a source.
type Parser func(p crawlers.Page, emit func(crawlers.Filing) error) error

// Peak parses a page and returns how many filings it has and how far the heap
// grew above what it was before, in bytes.
func Peak(t testing.TB, parse Parser, p crawlers.Page) (filings int, grown int64) {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	err := parse(p, func(crawlers.Filing) error {
		if filings++; filings%500 == 0 {
			runtime.ReadMemStats(&m)
			grown = max(grown, int64(m.HeapAlloc)-int64(before))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return filings, grown
}

// Hostile parses whatever a fuzzer made of a page: filings are valid and each
// is named once, and the end has one of the names of [crawlers.State].
func Hostile(t *testing.T, parse Parser, p crawlers.Page) {
	t.Helper()
	seen := map[string]bool{}
	err := parse(p, func(f crawlers.Filing) error {
		// A long page may well hold a text that is longer than a filing's.
		if err := f.Validate(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil && p.Size < 10_000 {
			t.Errorf("%s: %v", f.ID(), err)
		}
		if seen[f.ID()] {
			t.Errorf("%s stands twice", f.ID())
		}
		seen[f.ID()] = true
		return nil
	})
	if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
		t.Errorf("an end without a name: %v", err)
	}
}
