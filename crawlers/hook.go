package crawlers

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
)

// A Hook is how a place tells us by itself: its servers post what a page of it
// would hold, and Parse reads the body like any page.
type Hook struct {
	From    []string `yaml:"from"`     // addresses or networks that the place says it sends from
	Key     string   `yaml:"key"`      // the header that names a delivery, the same at every try
	MaxBody int64    `yaml:"max_body"` // bytes of one delivery

	// Secret is the end of the address the place was given, by which it is
	// known. Without one nothing is received.
	Secret string `json:"-" yaml:"-"`
}

// ErrUnwanted ends what was sent to a [Hook] and tells of things that the
// source does not read. It is not kept.
var ErrUnwanted = errors.New("not what this source reads")

// Pushed returns the source as one whose visit is a page that was sent to it:
// nothing is asked, and no floor is held against it. The filings are those that
// a visit would find on the same page.
func (s *Source) Pushed(p Page) *Source {
	pushed := *s
	pushed.Expect, pushed.Weigh = Expect{}, nil
	pushed.Crawl = func(_ context.Context, v *Visit) error {
		v.TakePage(p)
		return nil
	}
	return &pushed
}

// check reports what is wrong with what a source.yaml says of its hook.
func (h *Hook) check() error {
	if h == nil {
		return nil
	}
	if len(h.From) == 0 || h.Key == "" || h.MaxBody <= 0 {
		return errors.New("hook: want from, key and max_body")
	}
	if _, err := Networks(h.From); err != nil {
		return fmt.Errorf("hook: from: %w", err)
	}
	return nil
}

// Networks reads addresses such as 192.0.2.7 and networks such as 192.0.2.0/24.
func Networks(in []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, 0, len(in))
	for _, s := range in {
		p, err := netip.ParsePrefix(s)
		if a, single := netip.ParseAddr(s); single == nil {
			a = a.Unmap().WithZone("")
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%.50q: want an address such as 192.0.2.7, or a network such as 192.0.2.0/24", s)
		}
		out = append(out, p)
	}
	return out, nil
}
