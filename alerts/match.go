package alerts

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"unicode/utf8"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// A Hit is one entry of one watchlist that a filing concerns.
type Hit struct {
	Filing     string   `json:"filing"` // the report's id
	List       string   `json:"list"`
	Entry      string   `json:"entry"`      // "mark:ROMOSS"
	Similarity float64  `json:"similarity"` // 0 to 1; not a probability
	Reasons    []string `json:"reasons"`    // in Chinese, best first, at most three

	// Accused says how sure it is that what is watched is one of those the
	// claim is made against, and Parties which: confirmed where the name is
	// the same, suspected where it is like it or holds it, "" for none.
	Accused crawlers.Grade `json:"accused,omitempty"`
	Parties []string       `json:"parties,omitempty"`

	// Faint says that a mark which somebody applies for is too little like the
	// watched one to interrupt people: it is for the digest.
	Faint bool `json:"faint,omitempty"`
}

// How alike a value and what was found are.
const (
	simSame      = 1.00 // letter for letter
	simFolded    = 0.98 // but for case, width, accents, punctuation and spaces
	simCore      = 0.95 // but for the legal form too
	simContained = 0.90 // as whole words of a longer name or title
	simText      = 0.85 // somewhere in the text
	otherClass   = 0.80 // of these, where the classes of a mark have none in common
)

// maxReasons is how many places of one hit a person is told of.
const maxReasons = 3

// A Matcher holds watchlists folded and indexed, so that a filing is read once
// however many lists there are. It never changes and may be shared.
type Matcher struct {
	lists   []Watchlist
	numbers [][]int    // of the entries of each list; none where nothing can be found by one
	entries []*watched // by number; nil where one is watched no more
	stands  []standsAt // by number
	names   names.Numbers
	patents names.Numbers
	longest int          // key of names, in bytes
	begins  []bool       // by the hash of how a key of names begins
	alike   *names.Index // of the marks, by number; nil if none is watched
	firms   directory    // of the companies
	stores  directory
	decided map[string][]decided // by the core of a party's name
	limits  Limits
	likes   markLimits // of limits
}

// watched is an entry ready to be looked for. It never changes.
type watched struct {
	Entry
	keys    []folded // whole, then without the legal form
	patent  string   // number without country
	country string   // of a patent, "" where the value does not say
	reach   reach
}

// standsAt is where an entry stands, in the lists and in its own.
type standsAt struct{ list, nth int }

// none is the number of an entry by which nothing can be found.
const none = -1

// reach is how far from a whole name a value may be found. Short and generic
// values are in every text.
type reach int

const (
	anywhere reach = iota
	namesOnly
	wholeOnly
)

// NewMatcher prepares lists.
func NewMatcher(lists []Watchlist) *Matcher { return new(Matcher).Change(lists) }

// Change returns a matcher of lists, to which nobody has said anything yet. It
// makes ready what m has not, and takes over the rest; m stays as it is.
func (m *Matcher) Change(lists []Watchlist) *Matcher {
	out := &Matcher{
		lists: lists, numbers: make([][]int, len(lists)), entries: slices.Clone(m.entries),
		names: m.names, patents: m.patents, longest: m.longest, begins: slices.Clone(m.begins),
		alike: m.alike, firms: m.firms, stores: m.stores, likes: Limits(nil).marks(),
	}
	before := make(map[string]int, len(m.lists)) // by id
	for i := range m.lists {
		before[m.lists[i].ID] = i
	}
	kept, live := make([]bool, len(m.entries)), 0
	for l := range lists {
		if i, ok := before[lists[l].ID]; ok {
			delete(before, lists[l].ID)
			out.numbers[l] = m.again(i, lists[l].Entries)
		} else {
			out.numbers[l] = again(nil, nil, lists[l].Entries)
		}
		for k, n := range out.numbers[l] {
			if n != none {
				kept[n] = true
			} else if w := ready(lists[l].Entries[k]); w != nil {
				out.numbers[l][k] = len(out.entries)
				out.entries = append(out.entries, w)
			} else {
				continue
			}
			live++
		}
	}
	if len(out.entries) > 2*live && len(m.entries) > 0 {
		return NewMatcher(lists) // it is time to forget what is gone
	}
	var gone []int
	for n, w := range m.entries {
		if w != nil && !kept[n] {
			gone, out.entries[n] = append(gone, n), nil
		}
	}
	out.stands = make([]standsAt, len(out.entries))
	for l := range out.numbers {
		for k, n := range out.numbers[l] {
			if n != none {
				out.stands[n] = standsAt{l, k}
			}
		}
	}
	out.index(len(m.entries), gone)
	return out
}

// again returns the numbers of entries that list i of m had.
func (m *Matcher) again(i int, entries []Entry) []int {
	return again(m.lists[i].Entries, m.numbers[i], entries)
}

// again returns a number for each of the entries: that which one like it had
// before, or none.
func again(had []Entry, numbers []int, entries []Entry) []int {
	out := make([]int, len(entries))
	if slices.EqualFunc(had, entries, Entry.same) {
		copy(out, numbers)
		return out
	}
	places := make(map[string][]int, len(had))
	for i, e := range had {
		places[e.Value] = append(places[e.Value], i)
	}
	for k, e := range entries {
		out[k] = none
		of := places[e.Value]
		if i := slices.IndexFunc(of, func(i int) bool { return had[i].same(e) }); i >= 0 {
			out[k] = numbers[of[i]]
			places[e.Value] = slices.Delete(slices.Clone(of), i, i+1)
		}
	}
	return out
}

// same reports whether two entries are equal.
func (e Entry) same(o Entry) bool {
	return e.Type == o.Type && e.Value == o.Value && e.Owner == o.Owner && e.Note == o.Note && e.Code == o.Code && e.Place == o.Place &&
		slices.Equal(e.Classes, o.Classes) && slices.Equal(e.Countries, o.Countries)
}

// index takes the entries from number from on into the indexes, and those that
// are gone out.
func (m *Matcher) index(from int, gone []int) {
	if m.begins == nil {
		m.begins = make([]bool, 1<<beginBits)
	}
	var keys, patents []uint64
	for n, w := range m.entries[from:] {
		n += from
		if w.patent != "" {
			patents = append(patents, names.Under(hashOf(w.patent), n))
		}
		for _, k := range w.keys {
			keys = append(keys, names.Under(hashOf(k.run), n))
			m.longest = max(m.longest, len(k.run))
			if len(k.run) >= beginBytes {
				m.begins[begin(k.run)] = true
			}
		}
	}
	m.names, m.patents = m.names.With(keys), m.patents.With(patents)
	var wait sync.WaitGroup
	wait.Go(func() { m.alike = m.indexed(from, gone) })
	wait.Go(func() { m.directories(from, gone) })
	wait.Wait()
}

// ready returns what an entry is looked for by, or nil if nothing can be found
// by it.
func ready(e Entry) *watched {
	w := &watched{Entry: e}
	if e.Type == WatchPatent {
		w.country, w.patent = patentNumber(e.Value)
		if w.patent == "" {
			return nil
		}
		// In a text only a number of the United States stands without its country.
		w.keys = []folded{foldText(w.country + w.patent)}
		if w.country == "us" {
			w.keys = append(w.keys, foldText(w.patent))
		}
		return w
	}
	whole := foldText(e.Value)
	if whole.words() == 0 || len(e.Value) > utf8.UTFMax*maxWatchValue { // longer than any list has, it would slow every text
		return nil
	}
	w.keys = []folded{whole}
	if e.Type.isName() {
		if lo, hi := whole.core(); hi-lo < whole.words() {
			w.keys = append(w.keys, whole.cut(lo, hi))
		}
	}
	w.reach = reachOf(e.Type, w.keys[len(w.keys)-1])
	if e.Code != "" {
		w.keys = append(w.keys, foldText(string(e.Code)))
	}
	return w
}

// hashOf is the hash of a key, and of what stands in a text, after FNV-1a.
func hashOf(s string) uint32 { return hashOn(hashOfNothing, s) }

const hashOfNothing = 2166136261

// hashOn goes on with a hash.
func hashOn(h uint32, s string) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// Most words of a text begin no value, which their first bytes show.
const (
	beginBytes = 4
	beginBits  = 16
)

// begin is a hash of the first bytes of s.
func begin(s string) uint32 {
	return (uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24) * 2654435761 >> (32 - beginBits)
}

// reachOf decides by the shortest form of a value.
func reachOf(t EntryType, k folded) reach {
	switch n := utf8.RuneCountInString(k.run); {
	case n == len(k.run) && n <= 2, n == 1:
		return wholeOnly
	case t == WatchKeyword || t == WatchProduct:
		return anywhere
	case k.isGeneric():
		return wholeOnly
	case n == len(k.run) && n == 3:
		return namesOnly
	default:
		return anywhere
	}
}

// isName reports whether values of the type carry legal forms.
func (t EntryType) isName() bool {
	switch t {
	case WatchCompany, WatchPlaintiff, WatchLawFirm, WatchCompetitor, WatchOwner, WatchStore:
		return true
	}
	return false
}

// Match returns what of the lists f concerns, in the order of the lists and
// their entries, one hit an entry. It is pure. What the verdict says is
// irrelevant concerns only those it is against by name: who watches a company
// is owed the suit against it, whatever it is about.
func (m *Matcher) Match(f crawlers.Filing, v Verdict) []Hit {
	if len(m.entries) == 0 {
		return nil
	}
	places := placesOf(f)
	found := map[int][]finding{}
	var dealt map[int]bool
	for i := range places { // parties come first
		if places[i].what == inMark && dealt == nil {
			dealt = m.dealt(f, found)
		}
		places[i].dealt = dealt
		m.scan(&places[i], found)
		m.scanFirms(&places[i], found)
	}
	for _, number := range f.Patents {
		m.scanPatent(number, found)
	}
	m.scanAlike(f, found)
	m.decide(places, found)
	var hits []Hit
	filers := filersOf(f, places)
	for _, n := range slices.SortedFunc(maps.Keys(found), func(a, b int) int {
		x, y := m.stands[a], m.stands[b]
		return cmp.Or(cmp.Compare(x.list, y.list), cmp.Compare(x.nth, y.nth))
	}) {
		w := m.entries[n]
		if !w.wants(f, filers) || v.Not() && !w.against(found[n]) {
			continue
		}
		h := Hit{Filing: f.ID(), List: m.lists[m.stands[n].list].ID, Entry: w.String()}
		best := found[n]
		slices.SortStableFunc(best, func(a, b finding) int { return cmp.Compare(b.similarity, a.similarity) })
		h.Similarity = best[0].similarity
		h.Accused, h.Parties = w.accused(best)
		h.Faint = !slices.ContainsFunc(best, func(x finding) bool { return !x.faint })
		for _, x := range best {
			beside := h.Accused != "" && !x.role.Accused()
			if f.Kind == crawlers.Squatting {
				beside = x.similarity < best[0].similarity
			}
			if beside {
				continue // that it stands in the title and the text too adds nothing
			}
			if len(h.Reasons) < maxReasons && !slices.Contains(h.Reasons, x.reason) {
				h.Reasons = append(h.Reasons, x.reason)
			}
		}
		hits = append(hits, h)
	}
	return hits
}

// accused grades what was found among the names of those a claim is made
// against, and says whose they are.
func (w *watched) accused(found []finding) (grade crawlers.Grade, parties []string) {
	switch w.Type {
	case WatchCompany, WatchStore, WatchMark:
	default:
		return "", nil
	}
	for _, x := range found {
		if !x.role.Accused() {
			continue
		}
		if grade == "" {
			grade = crawlers.Suspected
		}
		if !x.doubt && (x.same || x.similarity >= simFolded && w.Type != WatchMark && w.reach == anywhere) {
			grade = crawlers.Confirmed
		}
		if len(parties) < maxReasons && !slices.Contains(parties, x.party) {
			parties = append(parties, x.party)
		}
	}
	return grade, parties
}

// against reports whether the company or store is, by its whole name, one that
// the claim is made against.
func (w *watched) against(found []finding) bool {
	return (w.Type == WatchCompany || w.Type == WatchStore) && slices.ContainsFunc(found, func(x finding) bool {
		return x.role.Accused() && x.similarity >= simCore
	})
}

// Match is [Matcher.Match] for lists that are used once.
func Match(f crawlers.Filing, v Verdict, lists []Watchlist) []Hit {
	return NewMatcher(lists).Match(f, v)
}

// Companies returns what a list is called and the companies it watches as its
// own: by them one knows where who watches is.
func (m *Matcher) Companies(list string) (name string, companies []string) {
	i := slices.IndexFunc(m.lists, func(l Watchlist) bool { return l.ID == list })
	if i < 0 {
		return list, nil
	}
	for _, e := range m.lists[i].Entries {
		if e.Type == WatchCompany {
			companies = append(companies, e.Value)
		}
		if e.Owner != "" {
			companies = append(companies, e.Owner)
		}
	}
	return m.lists[i].Name, companies
}
