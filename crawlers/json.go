package crawlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// DecodeJSON reads the first JSON value of an answer. An answer that is empty or
// cut is [ErrTruncated], a page for people [ErrBlocked], any other [ErrShape].
func DecodeJSON(body []byte, into any) error {
	switch body = bytes.TrimSpace(body); {
	case len(body) == 0:
		return fmt.Errorf("%w: the answer is empty", ErrTruncated)
	case body[0] == '<':
		return fmt.Errorf("%w: a page for people where JSON was asked for", ErrBlocked)
	}
	return decoded(json.NewDecoder(bytes.NewReader(body)).Decode(into))
}

// decoded names what an error of decoding says of its page.
func decoded(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", ErrShape, err)
}

// A Word is JSON text, or a number where another answer has text. What is
// neither is none.
type Word string

// UnmarshalJSON reads a string, a number or null.
func (w *Word) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case b[0] == '-' || '0' <= b[0] && b[0] <= '9':
		s = string(b)
	}
	*w = Word(strings.TrimSpace(strings.ReplaceAll(s, "\x00", "")))
	return nil
}

// Count returns the number that w is, or -1; more than two thousand million is
// none that a place counts.
func (w Word) Count() int {
	n, err := strconv.ParseInt(string(w), 10, 32)
	if err != nil || n < 0 {
		return -1
	}
	return int(n)
}
