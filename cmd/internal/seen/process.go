package seen

import (
	"context"
	"crypto/sha256"
	"sync"
)

// halfProcess is the size of one generation. Two full ones take about 40 MB;
// what all sources list at a time is a tenth of that.
const halfProcess = 250_000

type hash [16]byte

func hashOf(s string) (h hash) {
	sum := sha256.Sum256([]byte(s))
	copy(h[:], sum[:])
	return h
}

// process is a Memory of this process. It keeps two generations: what is met
// again moves to the young one, and when that is full the old one is forgotten
// as a whole.
type process struct {
	limit int // of a generation

	mu         sync.Mutex // guards what follows
	young, old map[hash]hash
}

func newProcess(limit int) *process {
	return &process{limit: limit, young: map[hash]hash{}}
}

func (p *process) Known(_ context.Context, ids, digests []string) ([]bool, error) {
	keys, versions := hashes(ids), hashes(digests)
	out := make([]bool, len(ids))
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, k := range keys {
		last, ok := p.young[k]
		if !ok {
			if last, ok = p.old[k]; ok {
				p.put(k, last)
			}
		}
		out[i] = ok && last == versions[i]
	}
	return out, nil
}

func (p *process) Remember(_ context.Context, ids, digests []string) error {
	keys, versions := hashes(ids), hashes(digests)
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, k := range keys {
		p.put(k, versions[i])
	}
	return nil
}

func (p *process) Forget(_ context.Context, ids []string) error {
	keys := hashes(ids)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range keys {
		delete(p.young, k)
		delete(p.old, k)
	}
	return nil
}

// put writes to the young generation. p.mu is held.
func (p *process) put(k, version hash) {
	if _, ok := p.young[k]; !ok && len(p.young) >= p.limit {
		p.old, p.young = p.young, make(map[hash]hash)
	}
	p.young[k] = version
}

func hashes(in []string) []hash {
	out := make([]hash, len(in))
	for i, s := range in {
		out[i] = hashOf(s)
	}
	return out
}
