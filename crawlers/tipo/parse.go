package tipo

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// maxRecords is far more than a page of the office has.
const maxRecords = 200_000

// A reading is the work on one page.
type reading struct {
	emit    func(crawlers.Filing) error
	status  string
	total   int // rows that the office has, where it says so
	records int
	told    map[string]bool
	left    map[string]int
}

// The elements that are read: those of the two kinds of rows, and what stands
// before the rows of the open data.
var elements = []string{"tmarkcontent", "RegContent", "status", "message", "total-count"}

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	r := reading{emit: emit, total: -1, told: map[string]bool{}, left: map[string]int{}}
	if err := register.Read(p, r.record, elements...); err != nil {
		return err
	}
	for _, why := range slices.Sorted(maps.Keys(r.left)) {
		p.Warn("marks left out", "why", why, "count", r.left[why], "url", p.URL)
	}
	switch {
	case len(r.told) > 0:
		return nil
	case r.records > 0:
		return fmt.Errorf("%w: none of %d marks could be read", crawlers.ErrShape, r.records)
	case r.total == 0:
		return nil
	}
	return fmt.Errorf("%w: no marks, and nothing that says there are none", crawlers.ErrShape)
}

func (r *reading) record(e register.Element) error {
	switch string(e.Name()) {
	case "tmarkcontent":
		if err := r.refusal(""); err != nil {
			return err
		}
		return r.tell(application(e))
	case "RegContent":
		return r.tell(publication(e))
	}
	return r.head(e)
}

// head reads what stands before the rows.
func (r *reading) head(e register.Element) error {
	switch string(e.Name()) {
	case "status":
		r.status = e.Line()
	case "message":
		return r.refusal(e.Line())
	case "total-count":
		n, err := strconv.Atoi(e.Line())
		if err != nil || n < 0 {
			return fmt.Errorf("%w: total-count is no number: %.40q", crawlers.ErrShape, e.Line())
		}
		r.total = n
	}
	return nil
}

// refusal returns an error where the office gives samples in place of data.
func (r *reading) refusal(message string) error {
	switch r.status {
	case "sampledata":
		return fmt.Errorf("%w: the office gives samples only: it does not know the token of sources.tipo.token (%.200s)", crawlers.ErrBlocked, message)
	case "error":
		return fmt.Errorf("%w: the office says %.200q", crawlers.ErrBlocked, message)
	}
	return nil
}

func (r *reading) tell(m record) error {
	if r.records++; r.records > maxRecords {
		return fmt.Errorf("%w: more than %d marks", crawlers.ErrShape, maxRecords)
	}
	f, why := m.filing()
	if why != "" {
		r.left[why]++
		return nil
	}
	if r.told[f.ID()] {
		r.left["told twice in the page"]++
		return nil
	}
	r.told[f.ID()] = true
	return r.emit(f)
}
