// Package metrics tells Prometheus how the program does, at an address of its
// own and out of a registry of its own.
//
// What happened is counted by the node on which it happened; the sum over all
// nodes is the truth, and a rate survives a restart. How things stand is read
// from the store when somebody asks, at most every ten seconds and within
// bounds: each node tells the same, so take the maximum.
//
// Labels are words of our own: sources, states, channels, kinds. The one of an
// administrator's choosing is the name of a destination. No label holds an
// address, a name of a party, a number of a matter or a text of an error.
package metrics

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
)

// Path is where the metrics are.
const Path = "/metrics"

// Options is what metrics are of.
type Options struct {
	Pipe        *pipeline.Pipeline
	Channels    map[string]string // of destinations
	DailyTokens int64             // of the model; 0 is no limit
	Log         *slog.Logger
}

// Metrics counts what it is told of, and answers who asks. Its methods may be
// called from many goroutines.
type Metrics struct {
	o        Options
	registry *prometheus.Registry

	visits, filings, verdicts, alerts, deliveries, notices, seen *prometheus.CounterVec
	answers                                                      *prometheus.HistogramVec
	lag                                                          *prometheus.HistogramVec

	mu     sync.Mutex
	untold []alerts.Alert // whose lag is still to be looked up; at most mostUntold

	reading sync.Mutex
	stand   []prometheus.Metric
	asked   time.Time
}

// mostUntold alerts of one scrape are measured: a burst of more says nothing
// else.
const mostUntold = 2000

const day = 24 * time.Hour

// New returns metrics that are told of nothing yet.
func New(o Options) *Metrics {
	m := &Metrics{o: o, registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	m.visits = counter("tocsin_visits_total", "Visits of sources, by how they ended.", "source", "state")
	m.filings = counter("tocsin_filings_total", "Filings that visits found, by what they were to us: added, revised, history (of the added), known.", "source", "result")
	m.verdicts = counter("tocsin_verdicts_total", "Verdicts, by who gave them: rules, model, person; none where judging failed.", "by")
	m.alerts = counter("tocsin_alerts_total", "Alerts, by kind and severity.", "kind", "severity")
	m.deliveries = counter("tocsin_delivery_tries_total", "Tries to deliver alerts, by channel and how they ended: sent, refused, dead (given up), due (tried again), sending (unknown, tried again).", "channel", "state")
	m.notices = counter("tocsin_notice_tries_total", "Tries to deliver digests and notices, by channel and how they ended.", "channel", "state")
	m.seen = counter("tocsin_seen_lookups_total", "Reports looked up in the memory of what was seen: hit, miss, error.", "result")
	m.lag = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tocsin_act_lag_seconds", Help: "From the authority's date of an act, where it is a day from its beginning in UTC, to the alert.",
		Buckets: seconds(time.Hour, 6*time.Hour, 12*time.Hour, day, 2*day, 3*day, 5*day, 7*day, 14*day, 30*day, 60*day),
	}, []string{"kind"})
	m.answers = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tocsin_visit_duration_seconds", Help: "How long visits took.",
		Buckets: seconds(time.Second, 5*time.Second, 15*time.Second, 30*time.Second, time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute, 30*time.Minute),
	}, []string{"source"})
	m.registry.MustRegister(m.lag, m.answers, standing{m}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func seconds(all ...time.Duration) (out []float64) {
	for _, d := range all {
		out = append(out, d.Seconds())
	}
	return out
}

// Handler answers at [Path].
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+Path, promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: 2, Timeout: 10 * time.Second, ErrorHandling: promhttp.ContinueOnError,
		ErrorLog: slog.NewLogLogger(m.o.Log.Handler(), slog.LevelWarn),
	}))
	return mux
}

// Observe counts what the pipeline did.
func (m *Metrics) Observe(e pipeline.Event) {
	switch {
	case e.Visit != nil:
		m.visited(*e.Visit)
	case e.Alert != nil:
		m.alerts.WithLabelValues(word(string(e.Alert.Kind)), word(string(e.Alert.Severity))).Inc()
		m.mu.Lock()
		defer m.mu.Unlock()
		if e.Alert.Corrected == "" && len(m.untold) < mostUntold {
			m.untold = append(m.untold, alerts.Alert{Act: e.Alert.Act, Kind: e.Alert.Kind, Told: e.Alert.Told})
		}
	case e.Delivery != nil:
		m.deliveries.WithLabelValues(m.channel(store.DestinationOf(e.Delivery.ID)), word(e.Delivery.State)).Inc()
	case e.Notice != nil:
		m.notices.WithLabelValues(m.channel(e.Notice.Destination), word(e.Notice.State)).Inc()
	}
}

func (m *Metrics) visited(v store.Visit) {
	m.visits.WithLabelValues(v.Source, word(string(v.State))).Inc()
	m.answers.WithLabelValues(v.Source).Observe(v.Ended.Sub(v.Started).Seconds())
	for result, n := range map[string]int{"added": v.Added, "revised": v.Revised, "history": v.History, "known": v.Known} {
		m.filings.WithLabelValues(v.Source, result).Add(float64(max(n, 0)))
	}
}

// Judged counts a verdict by who gave it, as it is written in the verdict; empty
// is nobody.
func (m *Metrics) Judged(by string) {
	switch name, _, ofModel := strings.Cut(by, "@"); {
	case by == "":
		by = "none"
	case ofModel:
		by = "model"
	case name != "rules" && name != "person":
		by = "other"
	}
	m.verdicts.WithLabelValues(by).Inc()
}

// channel is how a destination is reached; one that is not configured any more
// is none.
func (m *Metrics) channel(destination string) string { return word(m.o.Channels[destination]) }

// word is a label that is never empty.
func word(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// Memory counts what is looked up in another.
func (m *Metrics) Memory(of seen.Memory) seen.Memory { return memory{of, m} }

type memory struct {
	seen.Memory
	m *Metrics
}

func (c memory) Known(ctx context.Context, ids, digests []string) ([]bool, error) {
	known, err := c.Memory.Known(ctx, ids, digests)
	if err != nil {
		c.m.seen.WithLabelValues("error").Add(float64(len(ids)))
		return known, err
	}
	hits := 0
	for _, k := range known {
		if k {
			hits++
		}
	}
	c.m.seen.WithLabelValues("hit").Add(float64(hits))
	c.m.seen.WithLabelValues("miss").Add(float64(len(known) - hits))
	return known, nil
}
