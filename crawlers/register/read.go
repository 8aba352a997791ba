package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// Read calls each for every record of a page, which is a zip of one XML
// document or the document itself, and tells as warnings of the page what of
// it was not understood.
func Read(p crawlers.Page, each func(Element) error, records ...string) error {
	in, err := Open(p, ".xml")
	if err != nil {
		return err
	}
	defer in.Close()
	r := NewReader(in, records...)
	err = r.Each(each)
	tell(p, r.Tally())
	return err
}

// tell warns of what a reading did not understand.
func tell(p crawlers.Page, t Tally) {
	if t.TooLarge > 0 {
		p.Warn("records too large to be read", "records", t.TooLarge)
	}
	if t.Odd > 0 {
		p.Warn("entities that are none of XML, left as they stand", "entities", t.Odd)
	}
	if t.DTD {
		p.Warn("the document names a DTD elsewhere, which is not fetched")
	}
	if len(t.Unknown) > 0 {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(t.Unknown)) {
			names = append(names, fmt.Sprintf("%s (%d)", name, t.Unknown[name]))
		}
		p.Warn("elements that are not known", "elements", strings.Join(names, ", "))
	}
}
