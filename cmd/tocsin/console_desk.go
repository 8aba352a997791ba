package main

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"tocsin/alerts"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/crawlers"
)

// desk is what the console does through the pipeline.
func (s *system) desk() console.Desk {
	return console.Desk{
		Late: func(ctx context.Context) ([]console.Late, error) {
			if len(s.pipe.SLA) == 0 {
				return nil, nil
			}
			open, err := s.pipe.Unsigned(ctx, "")
			out := []console.Late{}
			for _, u := range open {
				if !u.Due.IsZero() && !u.Due.After(s.pipe.Now()) {
					out = append(out, console.Late{Matter: u.Matter, Center: u.Alert.Subscriber})
				}
			}
			return out, err
		},
		Feedback: s.pipe.FeedbackIn, Correct: s.pipe.CorrectIn, Transfer: s.pipe.Transfer,
		Join: s.pipe.JoinIn, Part: s.pipe.PartIn, Help: s.pipe.Help,
		Resend: s.pipe.Resend, ResendNotice: s.pipe.ResendNotice, ResendAll: s.pipe.ResendAll,
		Serve: func(ctx context.Context, key crawlers.Key, by alerts.Service) (func(context.Context, *sql.Tx) error, error) {
			note, err := s.pipe.Serve(ctx, key, by)
			if errors.Is(err, pipeline.ErrNoAnswer) {
				return nil, nil
			}
			return func(ctx context.Context, tx *sql.Tx) error {
				_, err := note(ctx, tx)
				return err
			}, err
		},
	}
}

// destinations are those that the configuration names, as the console shows
// them.
func (s *system) destinations() []console.Destination {
	var out []console.Destination
	for _, name := range slices.Sorted(maps.Keys(s.config.Destinations)) {
		d := console.Destination{Name: name}
		if channel, ok := findChannel(s.config.Destinations[name].Channel); ok {
			d.Channel = console.Text{channel.Title["zh"], channel.Title["en"]}
		}
		for _, center := range slices.Sorted(maps.Keys(s.config.Centers)) {
			if slices.Contains(s.config.Centers[center].Tell, name) {
				d.Tells = append(d.Tells, center)
			}
		}
		if slices.Contains(s.config.Admins.Tell, name) {
			d.Tells = append(d.Tells, "admins")
		}
		out = append(out, d)
	}
	return out
}
