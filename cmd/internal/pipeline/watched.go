package pipeline

import (
	"context"
	"slices"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Watched returns the marks of watchlists that are watched in a country, which
// those are that name no country, too.
func Watched(lists []alerts.Watchlist, country string) []crawlers.Watch {
	var out []crawlers.Watch
	for _, list := range lists {
		for _, e := range list.Entries {
			if e.Type == alerts.WatchMark && (len(e.Countries) == 0 || slices.Contains(e.Countries, country)) {
				out = append(out, crawlers.Watch{Mark: e.Value, Precise: len(e.Classes) > 0 || e.Owner != ""})
			}
		}
	}
	return out
}

// watched is [Watched] for the lists of the store.
func (p *Pipeline) watched(ctx context.Context, country string) ([]crawlers.Watch, error) {
	lists, err := p.Store.Watched(ctx)
	return Watched(lists, country), err
}
