package pipeline

import (
	"context"
	"slices"
	"sync"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// overrides keeps the places as administrators changed them until one changes
// again, or the places do.
type overrides struct {
	mu      sync.Mutex // guards what follows
	known   bool
	version int
	of      []*crawlers.Source // as configured
	sources []*crawlers.Source
	paused  map[string]store.Override
}

// All returns every place that is watched, as administrators changed it over
// the configuration. One that is paused is not watched.
func (p *Pipeline) All(ctx context.Context) ([]*crawlers.Source, error) {
	all, _, err := p.overridden(ctx)
	return all, err
}

// Paused returns why places are not visited now, by name.
func (p *Pipeline) Paused(ctx context.Context) (map[string]store.Override, error) {
	_, paused, err := p.overridden(ctx)
	return paused, err
}

func (p *Pipeline) overridden(ctx context.Context) ([]*crawlers.Source, map[string]store.Override, error) {
	of, err := p.Configured(ctx)
	if err != nil {
		return nil, nil, err
	}
	o := &p.overrides
	o.mu.Lock()
	defer o.mu.Unlock()
	version, err := p.Store.OverridesVersion(ctx) // before the overrides: what is changed meanwhile is read next time
	if err != nil {
		return nil, nil, err
	}
	if o.known && o.version == version && slices.Equal(o.of, of) {
		return o.sources, o.paused, nil
	}
	changes, err := p.Store.Overrides(ctx)
	if err != nil {
		return nil, nil, err
	}
	sources, paused := make([]*crawlers.Source, 0, len(of)), map[string]store.Override{}
	for _, s := range of {
		change, ok := changes[s.Name]
		if !ok {
			sources = append(sources, s)
			continue
		}
		if change.Paused {
			paused[s.Name] = change
			continue
		}
		changed := *s
		if changed.Meta, err = change.Over(s.Meta); err != nil {
			// It was right when it was made; the place is another since.
			p.Log.Warn("a place is watched as configured", "source", s.Name, "err", err)
			changed.Meta = s.Meta
		}
		sources = append(sources, &changed)
	}
	o.known, o.version, o.of, o.sources, o.paused = true, version, slices.Clone(of), sources, paused
	return sources, paused, nil
}

// pausedIn says to readers why a place is not visited.
func pausedIn(language string, o store.Override) string {
	since := o.At.In(time.FixedZone("CST", 8*60*60)).Format(time.DateOnly)
	if language == "en" {
		return "paused by an administrator on " + since + ": " + o.Why
	}
	return "管理员已于 " + since + " 暂停访问：" + o.Why
}
