package alerts

import (
	"cmp"
	"maps"
	"slices"
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
	entries []watched
	names   map[string][]int // entries by what is looked for, folded
	patents map[string][]int // entries by number without country
	longest int              // key of names, in bytes
	begins  []bool           // by the hash of how a key of names begins
	alike   *names.Index     // of the marks, by place in entries; nil if none is watched
	firms   directory        // of the companies
	stores  directory
	decided map[string][]decided // by the core of a party's name
}

// watched is an entry ready to be looked for.
type watched struct {
	Entry
	list    int
	keys    []folded // whole, then without the legal form
	country string   // of a patent, "" where the value does not say
	reach   reach
}

// reach is how far from a whole name a value may be found. Short and generic
// values are in every text.
type reach int

const (
	anywhere reach = iota
	namesOnly
	wholeOnly
)

// NewMatcher prepares lists.
func NewMatcher(lists []Watchlist) *Matcher {
	m := &Matcher{lists: lists, names: map[string][]int{}, patents: map[string][]int{}, begins: make([]bool, 1<<beginBits)}
	for l, list := range lists {
		for _, e := range list.Entries {
			m.add(l, e)
		}
	}
	m.alike = indexed(m.entries)
	m.firms, m.stores = directories(m.entries)
	return m
}

func (m *Matcher) add(list int, e Entry) {
	w := watched{Entry: e, list: list}
	n := len(m.entries)
	if e.Type == WatchPatent {
		country, number := patentNumber(e.Value)
		if number == "" {
			return
		}
		w.country = country
		m.patents[number] = append(m.patents[number], n)
		// In a text only a number of the United States stands without its country.
		w.keys = []folded{foldText(country + number)}
		if country == "us" {
			w.keys = append(w.keys, foldText(number))
		}
	} else {
		whole := foldText(e.Value)
		if whole.words() == 0 {
			return
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
	}
	m.entries = append(m.entries, w)
	for _, k := range w.keys {
		m.names[k.run] = append(m.names[k.run], n)
		m.longest = max(m.longest, len(k.run))
		if len(k.run) >= beginBytes {
			m.begins[begin(k.run)] = true
		}
	}
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
	found := map[int][]finding{}
	for _, p := range placesOf(f) {
		m.scan(p, found)
		m.scanFirms(p, found)
	}
	for _, number := range f.Patents {
		m.scanPatent(number, found)
	}
	m.scanAlike(f, found)
	m.decide(f, found)
	var hits []Hit
	for _, n := range slices.Sorted(maps.Keys(found)) { // the order of lists and entries
		w := &m.entries[n]
		if !w.wants(f) || v.Not() && !w.against(found[n]) {
			continue
		}
		h := Hit{Filing: f.ID(), List: m.lists[w.list].ID, Entry: w.String()}
		best := found[n]
		slices.SortStableFunc(best, func(a, b finding) int { return cmp.Compare(b.similarity, a.similarity) })
		h.Similarity = best[0].similarity
		h.Accused, h.Parties = w.accused(best)
		for _, x := range best {
			if h.Accused != "" && !x.role.Accused() || f.Kind == crawlers.Squatting && x.similarity < best[0].similarity {
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
