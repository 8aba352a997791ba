package names

import (
	"cmp"
	"slices"
)

// Companies finds those of watched companies that a name may be of. It never
// changes and may be shared.
type Companies struct {
	watched []Company
	at      map[hash][]int32 // by key
}

// NewCompanies returns an index of companies.
func NewCompanies(watched []Company) *Companies {
	x := &Companies{watched: watched, at: map[hash][]int32{}}
	for i := range watched {
		for _, k := range watched[i].keys() {
			x.at[k] = append(x.at[k], int32(i))
		}
	}
	return x
}

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
	var near []int32
	for _, k := range c.keys() {
		near = append(near, x.at[k]...)
	}
	slices.Sort(near)
	for _, n := range slices.Compact(near) {
		if k := CompareCompany(c, x.watched[n]); k.Grade != Unknown {
			found = append(found, CompanyMatch{int(n), k})
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
		c := &x.watched[m.At]
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
