package staff

import (
	"context"
	"sync"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// called maps a subscriber's id to what people call it.
type called map[string]web.Text

// as returns the name of a subscriber, or its id if it has none.
func (c called) as(id string, l web.Lang) string {
	if name := c[id].In(l); name != "" {
		return web.Clean(name, web.LineLength)
	}
	return web.Clean(id, web.LineLength)
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
		known[w.ID] = web.Text{w.Name, w.Name}
	}
	for _, c := range centers {
		known[c.ID] = web.Text{c.NameZH, c.NameEN}
	}
	n.version, n.known = version, known
	return known, nil
}
