package names

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
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
}

// A Match is an entry that a query is like.
type Match struct {
	ID    string
	Score float64 // of the names, as [Compare] has it
	Rank  float64 // the same, less where the goods are far apart
	Kin   Kinship

	query, entry *Name
}

// Similarity says why.
func (m Match) Similarity() Similarity {
	return similarity(m.query, m.entry)
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
// those whose ID is among gone. It costs what the change is long, and now and
// then as much as a new index.
func (x *Index) Change(entries []Entry, gone []string) {
	x.lock.Lock()
	defer x.lock.Unlock()
	entries = last(entries)
	off := make(map[string]bool, len(entries)+len(gone))
	for _, e := range entries {
		off[e.ID] = true
	}
	for _, id := range gone {
		off[id] = true
	}
	var segments []*segment
	for _, s := range *x.now.Load() {
		if s = s.without(off); s.live() > 0 {
			segments = append(segments, s)
		}
	}
	// A younger segment is a fraction of the elder, so that there are few.
	for n := len(segments); n > 0 && segments[n-1].live() <= 4*len(entries); n-- {
		entries = append(segments[n-1].entries(), entries...)
		segments = segments[:n-1]
	}
	if len(entries) > 0 {
		segments = append(segments, newSegment(entries))
	}
	x.now.Store(&segments)
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
	var out []Match
	for _, s := range *x.now.Load() {
		out = s.find(&name, q, out)
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// A segment is an index that never changes: postings sorted by the hash of
// their key, found by the hash's first bits.
type segment struct {
	watched  []watched
	postings []posting
	starts   []uint32 // by hash >> shift: where its postings begin
	shift    int
	dead     map[uint32]bool
	ids      map[string]uint32
	counts   *sync.Pool
}

type watched struct {
	id      string
	name    Name // without keys
	classes []int
	weak    weakness
}

// A posting is the hash of a key, the number of an entry, and the key's bits.
type posting uint64

const bitsOfPosting = 4

func newPosting(k key, n int) posting {
	return posting(k.hash)<<32 | posting(n)<<bitsOfPosting | posting(k.bits)
}

func (p posting) hash() uint32  { return uint32(p >> 32) }
func (p posting) entry() uint32 { return uint32(p) >> bitsOfPosting }
func (p posting) bits() uint8   { return uint8(p & (1<<bitsOfPosting - 1)) }

func newSegment(entries []Entry) *segment {
	s := &segment{watched: make([]watched, len(entries)), ids: make(map[string]uint32, len(entries))}
	workers := min(runtime.GOMAXPROCS(0), 1+len(entries)/1000)
	parts := make([][]posting, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			lo, hi := w*len(entries)/workers, (w+1)*len(entries)/workers
			out := make([]posting, 0, 40*(hi-lo))
			for i := lo; i < hi; i++ {
				n := Fold(entries[i].Name)
				for _, k := range n.keys {
					out = append(out, newPosting(k, i))
				}
				s.watched[i] = watched{entries[i].ID, n.packed(), entries[i].Classes, n.weakness()}
			}
			slices.Sort(out)
			parts[w] = out
		})
	}
	wg.Wait()
	s.postings = merge(parts)
	for i, e := range entries {
		s.ids[e.ID] = uint32(i)
	}
	s.shift = 32 - bits.Len(uint(len(s.postings)/4))
	s.starts = make([]uint32, 1<<(32-s.shift)+1)
	for _, p := range s.postings {
		s.starts[p.hash()>>s.shift+1]++
	}
	for i := 1; i < len(s.starts); i++ {
		s.starts[i] += s.starts[i-1]
	}
	s.counts = &sync.Pool{New: func() any { return &tallies{of: make([]uint8, len(entries))} }}
	return s
}

// packed returns n without its keys, all that comparison reads side by side in
// memory: an index waits for memory more than for anything else.
func (n Name) packed() Name {
	var b strings.Builder
	var count int
	for _, r := range n.readings {
		count += len(r.words)
		for _, s := range []string{r.joined, r.looks, r.sounds, r.bones} {
			b.WriteString(s)
		}
		for _, w := range r.words {
			b.WriteString(w.text + w.looks + w.sounds)
		}
	}
	rest := b.String()
	take := func(s string) string {
		s, rest = rest[:len(s)], rest[len(s):]
		return s
	}
	words := make([]word, 0, count)
	out := Name{Text: n.Text, readings: slices.Clone(n.readings)}
	for i, r := range n.readings {
		p := &out.readings[i]
		p.joined, p.looks, p.sounds, p.bones = take(r.joined), take(r.looks), take(r.sounds), take(r.bones)
		for _, w := range r.words {
			words = append(words, word{take(w.text), take(w.looks), take(w.sounds), w.bits})
		}
		p.words = words[len(words)-len(r.words):]
	}
	return out
}

// merge makes one sorted list of sorted lists.
func merge(parts [][]posting) []posting {
	for len(parts) > 1 {
		a, b := parts[0], parts[1]
		out := make([]posting, 0, len(a)+len(b))
		for len(a) > 0 && len(b) > 0 {
			if a[0] <= b[0] {
				out, a = append(out, a[0]), a[1:]
			} else {
				out, b = append(out, b[0]), b[1:]
			}
		}
		out = append(append(out, a...), b...)
		parts = append(parts[2:], out)
	}
	return parts[0]
}

// without returns s less the entries of these IDs.
func (s *segment) without(off map[string]bool) *segment {
	var dead map[uint32]bool
	for id := range off {
		if n, ok := s.ids[id]; ok && !s.dead[n] {
			if dead == nil {
				dead = maps.Clone(s.dead)
				if dead == nil {
					dead = map[uint32]bool{}
				}
			}
			dead[n] = true
		}
	}
	if dead == nil {
		return s
	}
	less := *s
	less.dead = dead
	return &less
}

func (s *segment) live() int { return len(s.watched) - len(s.dead) }

func (s *segment) entries() []Entry {
	var out []Entry
	for i, w := range s.watched {
		if !s.dead[uint32(i)] {
			out = append(out, Entry{w.id, w.name.Text, w.classes})
		}
	}
	return out
}

// Tallies add up the ground of each entry. All are 0 between two uses.
type tallies struct {
	of      []uint8
	touched []uint32
}

// alike is Alike before the logistic.
var alike = math.Log(Alike / (1 - Alike))

// most is where a tally no longer grows.
const most = 200

func (s *segment) find(name *Name, q Query, out []Match) []Match {
	t := s.counts.Get().(*tallies)
	defer s.counts.Put(t)
	for _, k := range name.keys {
		b := k.hash >> s.shift
		for _, p := range s.postings[s.starts[b]:s.starts[b+1]] {
			if p.hash() < k.hash {
				continue
			}
			if p.hash() > k.hash {
				break
			}
			n := p.entry()
			c := t.of[n]
			if c == 0 {
				t.touched = append(t.touched, n)
			}
			if c < most {
				t.of[n] = c + min(p.bits(), k.bits)
			}
		}
	}
	for _, n := range t.touched {
		if t.of[n] >= ground && !s.dead[n] {
			w := &s.watched[n]
			m, how := closest(name.readings, w.name.readings, false)
			if m.sum() >= alike || m[featSame] == 1 {
				kin := Kin(q.Classes, w.classes)
				if w.weak.owed(&m, how.edits, kin, q.Suspect) {
					score := m.Score()
					out = append(out, Match{w.id, score, score * share(kin), kin, name, &w.name})
				}
			}
		}
		t.of[n] = 0
	}
	t.touched = t.touched[:0]
	return out
}
