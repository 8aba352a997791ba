package usitcweb

import (
	"fmt"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// A tally counts what a page came to.
type tally struct {
	told    int
	left    int
	reasons []reason
	seen    map[string]bool
}

// A reason counts the rows that it was said of.
type reason struct {
	why   string
	count int
	first string
}

// leave counts a row that is left out.
func (t *tally) leave(why, row string) {
	t.left++
	t.note("left out: "+why, row)
}

// note counts a row that a person should look at.
func (t *tally) note(why, row string) {
	i := slices.IndexFunc(t.reasons, func(r reason) bool { return r.why == why })
	if i < 0 {
		i = len(t.reasons)
		t.reasons = append(t.reasons, reason{why: why, first: clip(strings.TrimSpace(row), 80)})
	}
	t.reasons[i].count++
}

// emit hands on a filing once: a row that spans two, or stands twice, is one.
func (t *tally) emit(f crawlers.Filing, emit func(crawlers.Filing) error) error {
	if t.seen == nil {
		t.seen = map[string]bool{}
	}
	if t.seen[f.ID()] {
		return nil
	}
	t.seen[f.ID()] = true
	t.told++
	return emit(f)
}

// end says how the page ended.
func (t *tally) end(p crawlers.Page, cut bool) error {
	for _, r := range t.reasons {
		p.Warn(r.why, "count", r.count, "first", r.first, "url", p.URL)
	}
	closed, err := tableClosed(p)
	switch {
	case err != nil:
		return err
	case !closed:
		return fmt.Errorf("%w: the page ends within a table", crawlers.ErrTruncated)
	case cut:
		return fmt.Errorf("%w: a table of more than %d rows", crawlers.ErrShape, maxRows)
	case t.told == 0 && t.left > 0:
		return fmt.Errorf("%w: none of %d rows could be read: %s", crawlers.ErrShape, t.left, t.reasons[0].why)
	}
	return nil
}
