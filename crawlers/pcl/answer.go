package pcl

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"tocsin/crawlers"
)

// An answer is one page of results.
type answer struct {
	Receipt *receipt           `json:"receipt"`
	Info    *info              `json:"pageInfo"`
	Content *[]json.RawMessage `json:"content"`
	Message crawlers.Word      `json:"message"` // in place of the others: what the index has against the question
}

// A receipt says what the page cost.
type receipt struct {
	Pages crawlers.Word `json:"billablePages"`
	Fee   crawlers.Word `json:"searchFee"` // dollars: ".10"
}

// info says which page of how many this is.
type info struct {
	Number crawlers.Word `json:"number"` // from 0
	Pages  crawlers.Word `json:"totalPages"`
	Cases  crawlers.Word `json:"totalElements"`
	Last   bool          `json:"last"`
}

// Limits of one answer.
const (
	pageSize  = 54    // cases on a full page
	maxRows   = 1_000 // more are no page of the index
	maxBilled = 1_000 // pages of a receipt that is believed
)

func read(body []byte) (a answer, err error) {
	if err := crawlers.DecodeJSON(body, &a); err != nil {
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
	n := max(r.Pages.Count(), 0)
	if dollars, err := strconv.ParseFloat(string(r.Fee), 64); err == nil && dollars > 0 && feeCents > 0 {
		const penny = 1e-9 // less than any amount, more than what floats are wrong by
		n = max(n, int(math.Ceil(min(dollars*100/float64(feeCents)-penny, maxBilled))))
	}
	return min(n, maxBilled)
}
