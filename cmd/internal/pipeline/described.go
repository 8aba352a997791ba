package pipeline

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"tocsin/crawlers"
)

// described keeps the places that rules describe until another version of one
// is active.
type described struct {
	mu      sync.Mutex // guards what follows
	known   bool
	version int
	sources []*crawlers.Source
}

// Configured returns every place that could be watched: those of Sources, and
// those that rules describe now, without what administrators changed since.
func (p *Pipeline) Configured(ctx context.Context) ([]*crawlers.Source, error) {
	if p.Described == nil {
		return p.Sources, nil
	}
	d := &p.described
	d.mu.Lock()
	defer d.mu.Unlock()
	version, err := p.Store.RulesVersion(ctx) // before the rules: what is active meanwhile is read next time
	if err != nil {
		return nil, err
	}
	if !d.known || d.version != version {
		sources, err := p.Described(ctx)
		if err != nil {
			return nil, fmt.Errorf("places that rules describe: %w", err)
		}
		d.known, d.version, d.sources = true, version, sources
	}
	return slices.Concat(p.Sources, d.sources), nil
}

// source returns the place of a name, nil if there is none any more.
func (p *Pipeline) source(ctx context.Context, name string) (*crawlers.Source, error) {
	all, err := p.All(ctx)
	if err != nil {
		return nil, err
	}
	return sourceIn(all, name), nil
}

// known is source without asking the store: as it was known last.
func (p *Pipeline) known(name string) *crawlers.Source {
	if s := sourceIn(p.Sources, name); s != nil {
		return s
	}
	p.described.mu.Lock()
	defer p.described.mu.Unlock()
	return sourceIn(p.described.sources, name)
}

func sourceIn(sources []*crawlers.Source, name string) *crawlers.Source {
	i := slices.IndexFunc(sources, func(s *crawlers.Source) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return sources[i]
}
