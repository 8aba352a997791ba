package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"tocsin/alerts"
	prometheus "tocsin/cmd/internal/metrics"
	"tocsin/crawlers"
)

// watched answers those that watch a node, whatever its work: how it does, and
// whether it lives.
func (s *system) watched(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", s.measured(log).Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if _, err := s.store.ID(ctx); err != nil {
			log.Error("the store does not answer", "err", err)
			http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n")) // the reader may have gone
	})
	return mux
}

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
