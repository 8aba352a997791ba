package pcl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"tocsin/crawlers"
)

// An answer is one page of results.
type answer struct {
	Receipt *receipt           `json:"receipt"`
	Info    *info              `json:"pageInfo"`
	Content *[]json.RawMessage `json:"content"`
	Message word               `json:"message"` // in place of the others: what the index has against the question
}

// A receipt says what the page cost.
type receipt struct {
	Pages word `json:"billablePages"`
	Fee   word `json:"searchFee"` // dollars: ".10"
}

// info says which page of how many this is.
type info struct {
	Number word `json:"number"` // from 0
	Pages  word `json:"totalPages"`
	Cases  word `json:"totalElements"`
	Last   bool `json:"last"`
}

// Limits of one answer.
const (
	pageSize  = 54    // cases on a full page
	maxRows   = 1_000 // more are no page of the index
	maxBilled = 1_000 // pages of a receipt that is believed
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
	switch {
	case a.Content == nil && a.Message != "":
		return a, fmt.Errorf("%w: the index says %.200q", crawlers.ErrBlocked, string(a.Message))
	case a.Content == nil && a.Info == nil:
		return a, fmt.Errorf("%w: neither content nor pageInfo in the answer", crawlers.ErrShape)
	case len(a.rows()) > maxRows:
		return a, fmt.Errorf("%w: more than %d cases on a page", crawlers.ErrShape, maxRows)
	}
	return a, nil
}

func (a *answer) rows() []json.RawMessage {
	if a.Content == nil {
		return nil
	}
	return *a.Content
}

// billed returns how many pages of the fee the receipt bills; none without one.
func (r *receipt) billed(feeCents int) int {
	if r == nil {
		return 0
	}
	n := max(r.Pages.count(), 0)
	if dollars, err := strconv.ParseFloat(string(r.Fee), 64); err == nil && dollars > 0 && feeCents > 0 {
		const penny = 1e-9 // less than any amount, more than what floats are wrong by
		n = max(n, int(math.Ceil(min(dollars*100/float64(feeCents)-penny, maxBilled))))
	}
	return min(n, maxBilled)
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
	*w = word(strings.TrimSpace(strings.ReplaceAll(s, "\x00", "")))
	return nil
}

// count returns the number that w is, or -1.
func (w word) count() int {
	n, err := strconv.ParseInt(string(w), 10, 32)
	if err != nil {
		return -1
	}
	return int(n)
}
