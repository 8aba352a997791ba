package main

import (
	"context"
	"log/slog"

	"tocsin/alerts"
	prometheus "tocsin/cmd/internal/metrics"
	"tocsin/crawlers"
)

// measured returns metrics that hear of all the system does. It is called before
// the pipeline starts.
func (s *system) measured(log *slog.Logger) *prometheus.Metrics {
	channels := map[string]string{}
	for name, d := range s.config.Destinations {
		channels[name] = d.Channel
	}
	m := prometheus.New(prometheus.Options{Pipe: s.pipe, Channels: channels, DailyTokens: s.config.LLM.DailyTokens, Log: log})
	s.pipe.Observe = m.Observe
	s.seen.Memory = m.Memory(s.seen.Memory)
	judge := s.pipe.Judge
	s.pipe.Judge = func(ctx context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
		final, rules, err = judge(ctx, f)
		m.Judged(final.By)
		return final, rules, err
	}
	return m
}
