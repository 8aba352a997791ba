package pipeline

import (
	"context"
	"iter"
	"maps"
	"slices"
)

// Contacts are the destinations that exporters named themselves, and which of
// them hear of what each watchlist finds.
type Contacts struct {
	To    map[string]Destination
	Lists map[string][]string
}

// to returns a destination by its name: a configured one, or a contact as it was
// when the watchlists were read.
func (p *Pipeline) to(name string) (Destination, bool) {
	if d, ok := p.Destinations[name]; ok {
		return d, true
	}
	if c := p.contacts.Load(); c != nil {
		d, ok := c.To[name]
		return d, ok
	}
	return Destination{}, false
}

// destination is to where one that is not there is the zero one.
func (p *Pipeline) destination(name string) Destination {
	d, _ := p.to(name)
	return d
}

// all ranges over the configured destinations and the contacts, by their names.
func (p *Pipeline) all(ctx context.Context) (iter.Seq2[string, Destination], error) {
	if _, _, err := p.lists(ctx); err != nil {
		return nil, err
	}
	names := slices.Collect(maps.Keys(p.Destinations))
	if c := p.contacts.Load(); c != nil {
		names = slices.AppendSeq(names, maps.Keys(c.To))
	}
	slices.Sort(names)
	return func(yield func(string, Destination) bool) {
		for _, name := range slices.Compact(names) {
			if !yield(name, p.destination(name)) {
				return
			}
		}
	}, nil
}

// readContacts reads the contacts anew and adds them to who is told of each
// watchlist.
func (p *Pipeline) readContacts(ctx context.Context, tell map[string][]string) error {
	if p.Contacts == nil {
		return nil
	}
	c, err := p.Contacts(ctx)
	if err != nil {
		return err
	}
	for list, to := range c.Lists {
		if _, watched := tell[list]; watched {
			tell[list] = append(slices.Clone(tell[list]), to...)
		}
	}
	p.contacts.Store(&c)
	return nil
}
