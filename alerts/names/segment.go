package names

import (
	"cmp"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A segment is an index that never changes: postings sorted by the hash of
// their key, found by the hash's first bits.
type segment struct {
	watched  []watched
	postings []posting
	starts   []uint32 // by hash >> shift: where its postings begin
	shift    int
	ids      map[string]uint32
	dead     []uint64 // a bit for each entry that is taken out; nil for none
	buried   int      // how many are
	rooms    *sync.Pool
}

// A watched name is an entry made ready.
type watched struct {
	id    string
	name  packed
	goods goods
	weak  weakness
}

// A posting is the hash of a key, the number of an entry, and the key's bits.
type posting uint64

const bitsOfPosting = 4

func newPosting(hash uint32, entry int, bits uint8) posting {
	return posting(hash)<<32 | posting(entry)<<bitsOfPosting | posting(bits)
}

func (p posting) hash() uint32  { return uint32(p >> 32) }
func (p posting) entry() uint32 { return uint32(p) >> bitsOfPosting }
func (p posting) bits() uint8   { return uint8(p & (1<<bitsOfPosting - 1)) }

// newSegment folds entries.
func newSegment(entries []Entry) *segment {
	list := make([]watched, len(entries))
	workers := min(runtime.GOMAXPROCS(0), 1+len(entries)/1000)
	parts := make([][]posting, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			lo, hi := w*len(entries)/workers, (w+1)*len(entries)/workers
			out := make([]posting, 0, 40*(hi-lo))
			var packs []byte
			ends := make([]int, 0, hi-lo)
			for i := lo; i < hi; i++ {
				e := &entries[i]
				n := Fold(e.Name)
				for _, k := range n.keys {
					out = append(out, newPosting(k.hash(), i, k.bits()))
				}
				packs = n.pack(packs)
				ends = append(ends, len(packs))
				list[i] = watched{id: e.ID, goods: goodsOf(e.Classes), weak: n.weakness()}
			}
			all, from := packed(packs), 0
			for i, end := range ends {
				list[lo+i].name, from = all[from:end], end
			}
			slices.Sort(out)
			parts[w] = out
		})
	}
	wg.Wait()
	for len(parts) > 1 {
		parts = append(parts[2:], merge(parts[0], parts[1]))
	}
	return assemble(list, parts[0])
}

// assemble makes a segment of entries and their sorted postings.
func assemble(list []watched, postings []posting) *segment {
	s := &segment{watched: list, postings: postings, ids: make(map[string]uint32, len(list))}
	for i := range list {
		s.ids[list[i].id] = uint32(i)
	}
	s.shift = 32 - bits.Len(uint(len(postings)/4))
	s.starts = make([]uint32, 1<<(32-s.shift)+1)
	for _, p := range postings {
		s.starts[p.hash()>>s.shift+1]++
	}
	for i := 1; i < len(s.starts); i++ {
		s.starts[i] += s.starts[i-1]
	}
	s.rooms = &sync.Pool{New: func() any { return &room{ground: make([]uint8, len(list))} }}
	return s
}

// join makes one segment of what lives in two. It copies and folds nothing.
func join(a, b *segment) *segment {
	list := make([]watched, 0, a.live()+b.live())
	left := func(s *segment) []posting {
		number := make([]int, len(s.watched)) // of those that live, in one of both
		for i := range s.watched {
			if !s.isDead(uint32(i)) {
				number[i] = len(list)
				list = append(list, s.watched[i])
			}
		}
		out := make([]posting, 0, len(s.postings))
		for _, p := range s.postings {
			if !s.isDead(p.entry()) {
				out = append(out, newPosting(p.hash(), number[p.entry()], p.bits()))
			}
		}
		return out
	}
	postings := merge(left(a), left(b))
	bring(list)
	return assemble(list, postings)
}

// bring copies the names of list into one piece of memory, lest those that are
// gone keep theirs.
func bring(list []watched) {
	size := 0
	for i := range list {
		size += len(list[i].name)
	}
	var b strings.Builder
	b.Grow(size)
	for i := range list {
		from := b.Len()
		b.WriteString(string(list[i].name))
		list[i].name = packed(b.String()[from:])
	}
}

// merge makes one sorted list of two.
func merge[T cmp.Ordered](a, b []T) []T {
	out := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// without returns s less the entries of these IDs.
func (s *segment) without(ids map[string]bool) *segment {
	less := s
	for id := range ids {
		n, ok := s.ids[id]
		if !ok || s.isDead(n) {
			continue
		}
		if less == s {
			c := *s
			c.dead = make([]uint64, (len(s.watched)+63)/64)
			copy(c.dead, s.dead)
			less = &c
		}
		less.dead[n/64] |= 1 << (n % 64)
		less.buried++
	}
	return less
}

func (s *segment) live() int { return len(s.watched) - s.buried }

func (s *segment) isDead(n uint32) bool { return s.dead != nil && s.dead[n/64]>>(n%64)&1 == 1 }

// A room is what one who asks needs. All ground is 0 between two uses.
type room struct {
	ground  []uint8 // of each entry
	touched []uint32
	seen    uint64
	unpacker
}

// alike is Alike before the logistic.
var alike = math.Log(Alike / (1 - Alike))

// most is where ground no longer grows.
const most = 200

// find appends the entries that the subject is like.
func (s *segment) find(asked *subject, q Query, out []Match) []Match {
	r := s.rooms.Get().(*room)
	defer s.rooms.Put(r)
	for _, k := range asked.name.keys {
		hash, bits := k.hash(), k.bits()
		b := hash >> s.shift
		for _, p := range s.postings[s.starts[b]:s.starts[b+1]] {
			if p.hash() < hash {
				continue
			}
			if p.hash() > hash {
				break
			}
			n := p.entry()
			g := r.ground[n]
			if g == 0 {
				r.touched = append(r.touched, n)
			}
			if g < most {
				r.ground[n] = g + min(p.bits(), bits)
			}
		}
	}
	own := goodsOf(q.Classes)
	relatives := own.relatives()
	near := r.touched[:0]
	for _, n := range r.touched {
		if r.ground[n] >= ground && !s.isDead(n) && !(q.Near && own.kin(relatives, s.watched[n].goods) == Apart) {
			near = append(near, n)
		}
		r.ground[n] = 0
	}
	for some := range slices.Chunk(near, 16) {
		r.seen += s.fetch(some)
		for _, n := range some {
			w := &s.watched[n]
			name := r.unpack(w.name)
			m, how := closest(asked, name.readings, false)
			if m.sum() < alike && m[featSame] < 1 {
				continue
			}
			if kin := own.kin(relatives, w.goods); w.weak.owed(&m, how.edits, asked.ordinary, kin, q.Suspect) {
				score := m.Score()
				out = append(out, Match{
					ID: w.id, Score: score, Rank: score * share(kin), Kin: kin,
					Edits: how.edits, Letters: how.length, Sounds: how.sounds, query: asked.name, entry: w.name,
				})
			}
		}
	}
	r.touched = r.touched[:0]
	return out
}

// fetch reads from each of the entries, and so has the processor wait for all
// of their memory at once instead of one after the other.
func (s *segment) fetch(entries []uint32) (sum uint64) {
	for _, n := range entries {
		name := s.watched[n].name
		sum += uint64(name[0]) + uint64(name[len(name)/2])
	}
	return sum
}
