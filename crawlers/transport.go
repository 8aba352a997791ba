package crawlers

import (
	"errors"
	"net/http"
)

// ErrUnchanged is the error of a conditional request that the place answered
// with 304.
var ErrUnchanged = errors.New("unchanged")

type Transport struct {
	Base      http.RoundTripper
	UserAgent string
}

func (t *Transport) For(m Meta) http.RoundTripper { return t.Base }
