package main

import (
	"context"

	"tocsin/cmd/internal/console"
)

// places are the places that there are, with why the configuration has one not
// visited.
func (s *system) places(ctx context.Context) ([]console.Place, error) {
	all, err := s.pipe.Configured(ctx)
	if err != nil {
		return nil, err
	}
	var out []console.Place
	for _, source := range all {
		out = append(out, console.Place{Meta: source.Meta})
	}
	for _, source := range sources {
		if sourceOf(all, source.Name) != nil {
			continue
		}
		off := "off"
		if change := s.config.Sources[source.Name]; change.On() && (source.Off == "" || change.Enabled != nil) {
			if off = "token"; source.FeeCents > 0 {
				off = "fee"
			}
		}
		out = append(out, console.Place{Meta: source.Meta, Off: off})
	}
	return out, nil
}
