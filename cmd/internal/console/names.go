package console

import (
	"context"
	"sync"

	"tocsin/cmd/internal/store"
)

// called maps a subscriber's id to what people call it.
type called map[string]text

// as returns the name of a subscriber, or its id if it has none.
func (c called) as(id string, l lang) string {
	if name := c[id].in(l); name != "" {
		return clean(name, lineLength)
	}
	return clean(id, lineLength)
}

// names remembers what subscribers are called until a watchlist changes:
// there may be tens of thousands, too many to read for every page.
type names struct {
	mu      sync.Mutex
	version int
	known   called
}

func (n *names) of(ctx context.Context, db *store.DB) (called, error) {
	version, err := db.WatchVersion(ctx)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known != nil && n.version == version {
		return n.known, nil
	}
	network, err := db.Network(ctx)
	if err != nil {
		return nil, err
	}
	lists, err := db.Watchlists(ctx)
	if err != nil {
		return nil, err
	}
	centers := network.All()
	known := make(called, len(centers)+len(lists))
	for _, w := range lists {
		known[w.ID] = text{w.Name, w.Name}
	}
	for _, c := range centers {
		known[c.ID] = text{c.NameZH, c.NameEN}
	}
	n.version, n.known = version, known
	return known, nil
}
