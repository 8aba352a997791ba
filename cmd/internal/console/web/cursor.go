package web

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Cursor is the last row of a page of a list, in the order of time: the next
// page begins after it.
type Cursor struct {
	At time.Time
	ID string
}

// String returns the cursor as it stands in an address.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.At.UnixMilli(), 10) + " " + c.ID))
}

// Cursor returns the cursor of the value "after" of the address, or the zero
// one. Anything that is none is a page that is not there.
func (r *Request) Cursor() (Cursor, error) {
	after := r.URL.Query().Get("after")
	if after == "" {
		return Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(after)
	ms, id, ok := strings.Cut(string(b), " ")
	at, number := strconv.ParseInt(ms, 10, 64)
	if err != nil || number != nil || !ok || !utf8.ValidString(id) || strings.Contains(id, "\x00") || len(after) > 1000 {
		return Cursor{}, StatusError(404)
	}
	return Cursor{time.UnixMilli(at).UTC(), id}, nil
}
