package euipo

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"tocsin/crawlers"
)

// An answer is one page of what was found.
type answer struct {
	Marks *[]json.RawMessage `json:"trademarks"`
	Total *crawlers.Word     `json:"totalElements"`
	Pages crawlers.Word      `json:"totalPages"`
	Page  crawlers.Word      `json:"page"` // from 0

	// In place of the others: what the gateway or the office has against the
	// question.
	Message crawlers.Word `json:"httpMessage"`
	More    crawlers.Word `json:"moreInformation"`
	Title   crawlers.Word `json:"title"`
	Detail  crawlers.Word `json:"detail"`
}

// Limits of one answer.
const (
	pageSize = 100
	maxRows  = 1000 // more are no page of the office's
)

func read(body []byte) (a answer, err error) {
	if err := crawlers.DecodeJSON(body, &a); err != nil {
		return a, err
	}
	switch says := strings.TrimSpace(strings.Join([]string{string(a.Message), string(a.More), string(a.Title), string(a.Detail)}, " ")); {
	case a.Marks == nil && a.Total == nil && says != "":
		return a, fmt.Errorf("%w: the office says %q", crawlers.ErrBlocked, clip(says))
	case a.Marks == nil && (a.Total == nil || a.Total.Count() != 0):
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
	return a.Total.Count()
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
