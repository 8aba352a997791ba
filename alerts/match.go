package alerts

import (
	"strings"

	"tocsin/crawlers"
)

// A Hit is one entry of one watchlist that a filing concerns.
type Hit struct {
	Filing     string   `json:"filing"` // the report's id
	List       string   `json:"list"`
	Entry      string   `json:"entry"`      // "mark:ROMOSS"
	Similarity float64  `json:"similarity"` // 0 to 1; not a probability
	Reasons    []string `json:"reasons"`    // what people read, best first
}

// A Matcher holds watchlists in a form in which a filing is read once,
// however many lists there are. It never changes and may be shared.
type Matcher struct {
	lists []Watchlist
}

// NewMatcher prepares lists.
func NewMatcher(lists []Watchlist) *Matcher { return &Matcher{lists: lists} }

// Match returns what of the lists f concerns, in the order of the lists and
// their entries. It is pure. What the verdict says is irrelevant concerns
// nobody.
func (m *Matcher) Match(f crawlers.Filing, v Verdict) []Hit {
	if v.Not() {
		return nil
	}
	return nil
}

// Match is [Matcher.Match] for lists that are used once.
func Match(f crawlers.Filing, v Verdict, lists []Watchlist) []Hit {
	return NewMatcher(lists).Match(f, v)
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
