package names

import (
	"math/bits"
	"slices"
)

// Numbers are found by the hash of what they were put under; those under
// something else with the same hash come along. They are in runs that never
// change, the younger a fraction of the elder, so that who adds some shares the
// others with who does not.
type Numbers []*numbered

// A numbered is a run, sorted: hashes and below them their numbers.
type numbered struct {
	all    []uint64
	starts []uint32 // by hash >> shift: where it begins
	shift  int
}

// Under is a number to be found by a hash.
func Under(hash uint32, number int) uint64 { return uint64(hash)<<32 | uint64(uint32(number)) }

// With returns x with more, made by [Under]. X stays as it is, and more is
// sorted.
func (x Numbers) With(more []uint64) Numbers {
	if len(more) == 0 {
		return x
	}
	slices.Sort(more)
	runs := append(slices.Clone(x), nil)
	n := len(runs) - 1
	for ; n > 0 && len(runs[n-1].all) <= 4*len(more); n-- {
		more = merge(runs[n-1].all, more)
	}
	run := &numbered{all: more, shift: 32 - bits.Len(uint(len(more)))}
	run.starts = make([]uint32, 1<<(32-run.shift)+1)
	for _, u := range more {
		run.starts[uint32(u>>32)>>run.shift+1]++
	}
	for i := 1; i < len(run.starts); i++ {
		run.starts[i] += run.starts[i-1]
	}
	runs[n] = run
	return runs[:n+1]
}

// Find appends the numbers under a hash to out.
func (x Numbers) Find(hash uint32, out []int) []int {
	for _, run := range x {
		b := hash >> run.shift
		for _, u := range run.all[run.starts[b]:run.starts[b+1]] {
			if uint32(u>>32) == hash {
				out = append(out, int(uint32(u)))
			}
		}
	}
	return out
}
