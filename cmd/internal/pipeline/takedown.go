package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// TakeDown has a natural person named nowhere any more, everywhere or in the
// matter of a number, and tells so to all whose messages held the name. It
// returns how many those are. The pipeline must have been started, in any role;
// whoever works sends it.
func (p *Pipeline) TakeDown(ctx context.Context, t store.Takedown, key crawlers.Key) (told int, err error) {
	veil, err := alerts.NewVeil(t.Name)
	if err != nil {
		return 0, err
	}
	found, err := p.Store.Naming(ctx, veil, key)
	if err != nil {
		return 0, err
	}
	tell, err := p.readers(ctx, veil, found)
	if err != nil {
		return 0, err
	}
	if key != (crawlers.Key{}) {
		t.Key = key.String()
	}
	t.At = p.Now()
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		done, err := store.TakeDown(ctx, tx, t, tell)
		if err != nil {
			return err
		}
		told = len(done.Deliveries)
		return p.sendAll(ctx, tx, done.Deliveries)
	})
	return told, err
}

// readers returns those of the alerts, and of whom they were told to, whose
// messages hold a name: most have natural persons' names masked already.
func (p *Pipeline) readers(ctx context.Context, veil *alerts.Veil, all []store.Naming) ([]store.Naming, error) {
	_, tell, err := p.lists(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.Naming
	for _, n := range all {
		parcel, err := p.Store.FindAlert(ctx, n.Alert)
		if err != nil {
			return nil, err
		}
		var named []string
		for _, to := range n.Destinations {
			parcel.Destination = to
			m, err := p.worded(ctx, parcel, tell, p.destination(to).Language)
			if err != nil {
				return nil, err
			}
			raw, err := json.Marshal(m)
			if err != nil {
				return nil, err
			}
			var said any
			if err := json.Unmarshal(raw, &said); err != nil {
				return nil, err
			}
			if veil.In(said) {
				named = append(named, to)
			}
		}
		if len(named) > 0 {
			n.Destinations = named
			out = append(out, n)
		}
	}
	return out, nil
}
