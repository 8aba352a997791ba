package euipo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"tocsin/crawlers"
)

// An answer is one page of what was found.
type answer struct {
	Marks *[]json.RawMessage `json:"trademarks"`
	Total *word              `json:"totalElements"`
	Pages word               `json:"totalPages"`
	Page  word               `json:"page"` // from 0

	// In place of the others: what the gateway or the office has against the
	// question.
	Message word `json:"httpMessage"`
	More    word `json:"moreInformation"`
	Title   word `json:"title"`
	Detail  word `json:"detail"`
}

// Limits of one answer.
const (
	pageSize = 100
	maxRows  = 1000 // more are no page of the office's
)

// decode reads JSON, and tells a page for people from it.
func decode(body []byte, into any) error {
	switch body = bytes.TrimSpace(body); {
	case len(body) == 0:
		return fmt.Errorf("%w: the answer is empty", crawlers.ErrTruncated)
	case body[0] == '<':
		return fmt.Errorf("%w: a page for people where JSON was asked for", crawlers.ErrBlocked)
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(into); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%w: %w", crawlers.ErrTruncated, err)
		}
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	return nil
}

func read(body []byte) (a answer, err error) {
	if err := decode(body, &a); err != nil {
		return a, err
	}
	switch says := strings.TrimSpace(strings.Join([]string{string(a.Message), string(a.More), string(a.Title), string(a.Detail)}, " ")); {
	case a.Marks == nil && a.Total == nil && says != "":
		return a, fmt.Errorf("%w: the office says %q", crawlers.ErrBlocked, clip(says))
	case a.Marks == nil && (a.Total == nil || a.Total.count() != 0):
		return a, fmt.Errorf("%w: no trademarks in the answer", crawlers.ErrShape)
	case len(a.rows()) > maxRows:
		return a, fmt.Errorf("%w: more than %d marks on a page", crawlers.ErrShape, maxRows)
	}
	return a, nil
}

func (a *answer) rows() []json.RawMessage {
	if a.Marks == nil {
		return nil
	}
	return *a.Marks
}

func (a *answer) total() int {
	if a.Total == nil {
		return -1
	}
	return a.Total.count()
}

// A word is text, or a number where another answer has text. What is neither
// is none.
type word string

// UnmarshalJSON reads a string, a number or null.
func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case b[0] == '-' || '0' <= b[0] && b[0] <= '9':
		s = string(b)
	}
	*w = word(s)
	return nil
}

// count returns the number that w is, or -1.
func (w word) count() int {
	n, err := strconv.Atoi(string(w))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// clip returns the beginning of what a place says, for a message.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
