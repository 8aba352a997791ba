package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/relevance"
	"tocsin/crawlers"
)

// desk is what the console does through the pipeline.
func (s *system) desk() console.Desk {
	return console.Desk{
		Late: func(ctx context.Context) ([]console.Late, error) {
			within := func(id string) bool { return s.pipe.SLA[id] > 0 }
			if !slices.ContainsFunc(slices.Collect(maps.Keys(s.pipe.SLA)), within) {
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
		Reaches: func(center string) bool { return len(s.pipe.Centers[center]) > 0 },
		Join:    s.pipe.JoinIn, Part: s.pipe.PartIn, Help: s.pipe.Help, Reroute: s.pipe.Reroute,
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
		if lacks := s.pipe.Destinations[name].Lacks; lacks != nil {
			d.Lacks = lacks.Error()
		}
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

// settings are what the configuration says of whom is told when, and of what
// judging may cost.
func (s *system) settings() []console.Setting {
	var out []console.Setting
	add := func(key, value string) {
		if value != "" {
			out = append(out, console.Setting{Key: key, Value: value})
		}
	}
	c := s.config
	if c.LLM.URL != "" {
		add("llm.model", c.LLM.Model)
		add("llm.daily_tokens", strconv.FormatInt(c.LLM.DailyTokens, 10))
	}
	add("pages.keep", fmt.Sprintf("%dd", int(c.Pages.Keep.Hours()/24)))
	add("rules.second_person", strconv.FormatBool(c.Rules.SecondPerson))
	add("admins.tell", strings.Join(c.Admins.Tell, ", "))
	for _, id := range slices.Sorted(maps.Keys(c.Centers)) {
		if sla := c.Centers[id].SLA; sla > 0 {
			add("centers."+id+".sla", sla.String())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Destinations)) {
		d, at := c.Destinations[name], "destinations."+name+"."
		add(at+"at_once", d.AtOnce)
		add(at+"digest", d.Digest)
		add(at+"quiet", d.Quiet)
		if d.Budget != nil {
			add(at+"budget", strconv.Itoa(*d.Budget))
		}
		add(at+"categories", strings.Join(d.Categories, ", "))
	}
	return out
}

// model is the model that is asked first, with what all may take in a day.
func (s *system) model() console.Model {
	c := s.config.LLM
	if c.URL == "" {
		return console.Model{}
	}
	return console.Model{Name: c.Model, DailyTokens: c.DailyTokens, DailyMoney: c.DailyMoney(), Currency: currency(s.config)}
}

// judges are who gave the verdicts of the last days, and what that took.
func (s *system) judges(ctx context.Context) ([]console.Judge, error) {
	judges, err := s.store.Judges(ctx, s.pipe.Now().Add(-costFor))
	var out []console.Judge
	for _, j := range costs(judges, s.config) {
		out = append(out, console.Judge{Judge: j.Judge, Share: j.Share, Mean: j.Mean, Money: j.Money})
	}
	return out, err
}

// driftFor is how far back what people said is counted for the console.
const driftFor = 2 * 365 * 24 * time.Hour

func (s *system) drifts(ctx context.Context) ([]relevance.Drift, error) {
	all, err := s.store.Feedbacks(ctx, s.pipe.Now().Add(-driftFor))
	return relevance.Drifts(pipeline.SaidOf(all)), err
}
