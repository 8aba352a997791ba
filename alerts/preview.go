package alerts

import (
	"fmt"
	"slices"

	"tocsin/crawlers"
)

// A Foreseen is what one watched entry would have found among filings of the
// past.
type Foreseen struct {
	List    string   `json:"list"`
	Name    string   `json:"name"` // of the list
	Entry   string   `json:"entry"`
	Hits    int      `json:"hits"`
	Faint   int      `json:"faint,omitempty"` // of them, those for the digest alone
	Noisy   string   `json:"noisy,omitempty"` // why that is more than anybody reads, in Chinese
	Samples []Sample `json:"samples"`         // the latest first
}

// A Sample is a filing that an entry would have found.
type Sample struct {
	Filing string        `json:"filing"`
	Title  string        `json:"title"`
	Filed  crawlers.Date `json:"filed,omitzero"`
	Why    string        `json:"why"`
}

// What an entry may find before it is called noisy.
const (
	noisyMonth  = 30   // hits in 30 days
	noisyShare  = 1000 // one filing in so many,
	noisyFewest = 10   // if there are so many hits at all
	maxSamples  = 3
)

// A Preview counts what watchlists would have found in filings that stream by,
// with the code that watches. It holds the lists and what it shows, whatever
// the number of filings.
type Preview struct {
	Filings int                 // that went by
	Hide    func(string) string // takes names out of the samples that nobody may read; nil is none

	lists   []Watchlist
	matcher *Matcher
	found   map[[2]string]*Foreseen // by list and entry
}

// NewPreview prepares a preview of lists, with what people said of parties.
func NewPreview(lists []Watchlist, said []Identity) *Preview {
	return &Preview{lists: lists, matcher: NewMatcher(lists).Decided(said), found: map[[2]string]*Foreseen{}}
}

// By has the preview look with limits in place of those that are shipped.
func (p *Preview) By(l Limits) { p.matcher = p.matcher.By(l) }

// Add counts a filing. Judge says the verdict on it, and is asked only if
// something in it is watched; a filing that is irrelevant is found by few.
func (p *Preview) Add(f crawlers.Filing, judge func() (Verdict, error)) error {
	p.Filings++
	hits := p.matcher.Match(f, Verdict{})
	if len(hits) == 0 {
		return nil
	}
	v, err := judge()
	if err != nil {
		return err
	}
	if v.Not() {
		hits = p.matcher.Match(f, v)
	}
	told := map[[2]string]bool{}
	for _, h := range hits {
		at := [2]string{h.List, h.Entry}
		if told[at] {
			continue // two entries that differ in their classes alone
		}
		told[at] = true
		of := p.found[at]
		if of == nil {
			of = &Foreseen{}
			p.found[at] = of
		}
		of.Hits++
		if h.Faint {
			of.Faint++
		}
		s := Sample{Filing: f.ID(), Title: oneLine(Mask(f, f.Title), 120), Filed: f.Filed}
		if len(h.Reasons) > 0 {
			s.Why = oneLine(Mask(f, h.Reasons[0]), 160)
		}
		of.Samples = append(of.Samples, s)
		slices.SortStableFunc(of.Samples, func(a, b Sample) int { return b.Filed.Compare(a.Filed.Time) })
		of.Samples = of.Samples[:min(len(of.Samples), maxSamples)]
	}
	return nil
}

// shown are samples without the names that nobody may read.
func (p *Preview) shown(samples []Sample) []Sample {
	if p.Hide == nil {
		return samples
	}
	out := slices.Clone(samples)
	for i := range out {
		out[i].Title, out[i].Why = p.Hide(out[i].Title), p.Hide(out[i].Why)
	}
	return out
}

// Result returns what each entry found in the filings of so many days, in the
// order of the lists.
func (p *Preview) Result(days int) []Foreseen {
	var out []Foreseen
	seen := map[[2]string]bool{}
	for _, l := range p.lists {
		for _, e := range l.Entries {
			at := [2]string{l.ID, e.String()}
			if seen[at] {
				continue
			}
			seen[at] = true
			f := Foreseen{Samples: []Sample{}}
			if found := p.found[at]; found != nil {
				f = *found
				f.Samples = p.shown(f.Samples)
			}
			f.List, f.Name, f.Entry = l.ID, l.Name, at[1]
			f.Noisy = noisy(f.Hits-f.Faint, p.Filings, days, int(p.matcher.limits.of(limitNoise)))
			out = append(out, f)
		}
	}
	return out
}

// noisy says by which rule so many hits are too many, "" if they are not.
func noisy(hits, filings, days, month int) string {
	switch {
	case hits*30 > month*max(days, 30):
		return fmt.Sprintf("过于宽泛：平均每月超过 %d 条", month)
	case hits >= noisyFewest && hits*noisyShare > filings:
		return fmt.Sprintf("过于宽泛：超过 %g%% 的文件含有它（%d / %d）", 100/float64(noisyShare), hits, filings)
	}
	return ""
}
