package names

import (
	"cmp"
	"slices"
)

// Companies finds those of watched companies that a name may be of. It never
// changes and may be shared.
type Companies struct {
	watched []*Company // nil where one was taken out
	at      Numbers    // by key
}

// NewCompanies returns an index of companies.
func NewCompanies(watched []Company) *Companies { return new(Companies).With(watched, nil) }

// With returns x with more companies after its own, and without those at the
// places gone, which stay free. X stays as it is; both share what they have in
// common.
func (x *Companies) With(more []Company, gone []int) *Companies {
	out := &Companies{watched: slices.Grow(slices.Clone(x.watched), len(more))}
	for _, n := range gone {
		out.watched[n] = nil
	}
	keys := make([]uint64, 0, 10*len(more))
	for i := range more {
		for _, k := range more[i].keys() {
			keys = append(keys, Under(uint32(k), len(out.watched)))
		}
		out.watched = append(out.watched, &more[i])
	}
	out.at = x.at.With(keys)
	return out
}

// At returns the company at a place.
func (x *Companies) At(n int) Company { return *x.watched[n] }

// A CompanyMatch is a watched company, by its place among those the index was
// made of, that a name may be of.
type CompanyMatch struct {
	At int
	Kindred
}

// Find returns the companies that c may be, best first, and how many different
// enterprises among them cannot be told apart by what c says: more than one
// has to be looked into. Those that only share a word with it are none.
func (x *Companies) Find(c Company) (found []CompanyMatch, namesakes int) {
	var near []int
	for _, k := range c.keys() {
		near = x.at.Find(uint32(k), near)
	}
	slices.Sort(near)
	for _, n := range slices.Compact(near) {
		if w := x.watched[n]; w == nil {
			continue
		} else if k := CompareCompany(c, *w); k.Grade != Unknown {
			found = append(found, CompanyMatch{n, k})
		}
	}
	if namesakes = x.enterprises(found); namesakes > 1 {
		for i := range found {
			if m := &found[i]; m.Grade == Confirmed && x.watched[m.At].Code == "" {
				m.Grade = Suspected
			}
		}
	}
	slices.SortStableFunc(found, func(a, b CompanyMatch) int { return cmp.Compare(b.Score, a.Score) })
	return found, namesakes
}

// enterprises is how many enterprises there must be among what was found: by
// their codes, else by their names in Chinese, else by where they are.
func (x *Companies) enterprises(found []CompanyMatch) int {
	var codes, stems, places []string
	for _, m := range found {
		c := x.watched[m.At]
		if c.Code != "" {
			codes = append(codes, string(c.Code))
		}
		for i := range c.readings {
			if f := &c.readings[i]; f.han {
				stems = append(stems, f.stem)
			}
			if p := c.placesOf(&c.readings[i]); len(p) == 1 && p[0][2:4] != "00" {
				places = append(places, p[0][:4])
			}
		}
	}
	most := min(1, len(found))
	for _, s := range [][]string{codes, stems, places} {
		slices.Sort(s)
		most = max(most, len(slices.Compact(s)))
	}
	return most
}
