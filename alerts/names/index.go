package names

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// An Entry is a name that is watched.
type Entry struct {
	ID      string // of the caller; one entry has one
	Name    string
	Classes []int // of Nice; none is any
}

// A Query is a name that turned up.
type Query struct {
	Name    string
	Classes []int
	Suspect bool // something speaks against who files: he filed others' marks
	Near    bool // leave out entries for goods that are [Apart] from these
}

// A Match is an entry that a query is like.
type Match struct {
	ID    string
	Score float64 // of the names, as [Compare] has it
	Rank  float64 // the same, less where the goods are far apart
	Kin   Kinship

	Edits   int  // letters to change, by look where that takes fewer
	Letters int  // of the longer name
	Sounds  bool // both sound the same

	query *Name
	entry packed
}

// Similarity says why.
func (m Match) Similarity() Similarity {
	u := unpackers.Get().(*unpacker)
	defer unpackers.Put(u)
	entry := u.unpack(m.entry)
	return similarity(m.query, &entry)
}

// An Index finds the entries that a name is like. Any number may ask while one
// changes it: who asks sees all of a change or nothing of it.
type Index struct {
	now  atomic.Pointer[[]*segment]
	lock sync.Mutex // of who changes
}

// NewIndex returns an index of entries. Of two with one ID the later holds.
func NewIndex(entries []Entry) *Index {
	x := &Index{}
	x.Replace(entries)
	return x
}

// Replace puts entries in place of all there are.
func (x *Index) Replace(entries []Entry) {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.now.Store(&[]*segment{newSegment(last(entries))})
}

// last keeps of each ID the last entry.
func last(entries []Entry) []Entry {
	at := make(map[string]int, len(entries))
	for i, e := range entries {
		at[e.ID] = i
	}
	if len(at) == len(entries) {
		return entries
	}
	out := make([]Entry, 0, len(at))
	for i, e := range entries {
		if at[e.ID] == i {
			out = append(out, e)
		}
	}
	return out
}

// Change puts entries in, in place of those with the same ID, and takes out
// those whose ID is among gone. It folds the entries and no others; now and
// then it copies as many as there are.
func (x *Index) Change(entries []Entry, gone []string) {
	x.lock.Lock()
	defer x.lock.Unlock()
	segments := changed(*x.now.Load(), entries, gone)
	x.now.Store(&segments)
}

// With returns an index as [Index.Change] makes it, and leaves x as it is. Both
// share what they have in common.
func (x *Index) With(entries []Entry, gone []string) *Index {
	out := &Index{}
	segments := changed(*x.now.Load(), entries, gone)
	out.now.Store(&segments)
	return out
}

func changed(before []*segment, entries []Entry, gone []string) (segments []*segment) {
	entries = last(entries)
	off := make(map[string]bool, len(entries)+len(gone))
	for _, e := range entries {
		off[e.ID] = true
	}
	for _, id := range gone {
		off[id] = true
	}
	for _, s := range before {
		s = s.without(off)
		if s.buried > s.live() {
			s = join(s, newSegment(nil))
		}
		if s.live() > 0 {
			segments = append(segments, s)
		}
	}
	if len(entries) > 0 {
		segments = append(segments, newSegment(entries))
	}
	// A younger segment is a fraction of the elder, so that there are few.
	for n := len(segments); n > 1 && segments[n-2].live() <= 4*segments[n-1].live(); n-- {
		segments = append(segments[:n-2], join(segments[n-2], segments[n-1]))
	}
	return segments
}

// Len is how many entries there are.
func (x *Index) Len() int {
	n := 0
	for _, s := range *x.now.Load() {
		n += s.live()
	}
	return n
}

// Find returns the entries that q is like, the most alike first.
func (x *Index) Find(q Query) []Match {
	name := Fold(q.Name)
	if name.Empty() {
		return nil
	}
	asked := subjects.Get().(*subject)
	defer subjects.Put(asked)
	asked.of(&name)
	var out []Match
	for _, s := range *x.now.Load() {
		out = s.find(asked, q, out)
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.ID, b.ID))
	})
	return out
}
