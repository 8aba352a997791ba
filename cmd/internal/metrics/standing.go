package metrics

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"tocsin/alerts"
)

// How things stand is read again when it is older than fresh, and within
// readFor. A good visit that is longer ago than lookBack is not looked for.
const (
	fresh    = 10 * time.Second
	readFor  = 5 * time.Second
	lookBack = 30 * day
)

var (
	storeUp     = describe("tocsin_store_up", "1 if the store told how things stand, 0 if it did not; what it tells is absent then.")
	stale       = describe("tocsin_source_stale_seconds", "Since the last good visit of a source, at most 30 days; absent of one that was not visited yet.", "source")
	jobs        = describe("tocsin_queue_jobs", "Jobs that are not finished, by kind and state: available, running, retryable, scheduled.", "kind", "state")
	eldest      = describe("tocsin_queue_eldest_seconds", "How long the eldest job of a kind has waited although it could be worked on.", "kind")
	waits       = describe("tocsin_deliveries", "Deliveries that have not ended, by channel and state: due, sending, held (for a digest).", "channel", "state")
	stopped     = describe("tocsin_destinations_stopped", "Destinations that said they are gone and are told nothing.")
	alertsLeft  = describe("tocsin_alert_budget_left", "How much of what is not urgent a destination may still be told at once today.", "destination")
	silent      = describe("tocsin_silent_seconds", "Since the program was last seen to do something, on any node: tick, visit, filing (a place showed something new), canary (a test filing arrived); absent of what never was.", "sign")
	tokensLeft  = describe("tocsin_model_tokens_left", "Tokens that the model may still use today.")
	allStanding = []*prometheus.Desc{storeUp, stale, jobs, eldest, waits, stopped, alertsLeft, silent, tokensLeft}
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// standing collects how things stand.
type standing struct{ m *Metrics }

func (s standing) Describe(to chan<- *prometheus.Desc) {
	for _, d := range allStanding {
		to <- d
	}
}

func (s standing) Collect(to chan<- prometheus.Metric) {
	for _, metric := range s.m.read() {
		to <- metric
	}
}

// read returns how things stand, as of the last ten seconds.
func (m *Metrics) read() []prometheus.Metric {
	m.reading.Lock()
	defer m.reading.Unlock()
	if now := m.o.Pipe.Now(); m.stand == nil || now.Sub(m.asked) >= fresh {
		ctx, cancel := context.WithTimeout(context.Background(), readFor) // a collector is given no context
		defer cancel()
		out, err := m.ask(ctx, now)
		up := 1.0
		if err != nil {
			m.o.Log.Warn("metrics are incomplete", "err", err)
			up = 0
		}
		m.asked, m.stand = now, append(out, gauge(storeUp, up))
	}
	return m.stand
}

func gauge(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

// ask reads how things stand from the store, as far as it answers.
func (m *Metrics) ask(ctx context.Context, now time.Time) (out []prometheus.Metric, err error) {
	p := m.o.Pipe
	add := func(d *prometheus.Desc, v float64, labels ...string) { out = append(out, gauge(d, v, labels...)) }
	m.mu.Lock()
	told := m.untold
	m.untold = nil
	m.mu.Unlock()
	for some := range slices.Chunk(told, 500) {
		if err := m.measure(ctx, some); err != nil {
			return out, err
		}
	}
	pulse, err := p.Store.Pulse(ctx)
	if err != nil {
		return out, err
	}
	for sign, last := range map[string]time.Time{"tick": pulse.Tick, "visit": pulse.Visit, "filing": pulse.Filing, "canary": pulse.Canary} {
		if !last.IsZero() {
			add(silent, max(now.Sub(last), 0).Seconds(), sign)
		}
	}
	sources, err := p.All(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range sources {
		good, visited, err := p.Store.SeenWell(ctx, s.Name, now.Add(-lookBack))
		if err != nil {
			return out, err
		}
		switch {
		case !good.IsZero():
			add(stale, max(now.Sub(good), 0).Seconds(), s.Name)
		case visited:
			add(stale, lookBack.Seconds(), s.Name)
		}
	}
	queued, err := p.Store.Queued(ctx)
	if err != nil {
		return out, err
	}
	waited := map[string]time.Duration{}
	for _, j := range queued {
		add(jobs, float64(j.N), j.Kind, j.State)
		waited[j.Kind] = max(waited[j.Kind], 0)
		if j.State == "available" {
			waited[j.Kind] = max(waited[j.Kind], time.Since(j.Eldest)) // the queue has the machine's clock
		}
	}
	for kind, d := range waited {
		add(eldest, d.Seconds(), kind)
	}
	if out, err = m.deliveriesOf(ctx, out); err != nil {
		return out, err
	}
	gone, err := p.Store.Stopped(ctx)
	if err != nil {
		return out, err
	}
	add(stopped, float64(len(gone)))
	for name, to := range p.Destinations {
		if to.Manner.Budget == 0 {
			continue
		}
		n, err := p.Store.ToldAtOnce(ctx, name, to.Manner.Midnight(now), alerts.Low)
		if err != nil {
			return out, err
		}
		add(alertsLeft, float64(max(to.Manner.Budget-n, 0)), name)
	}
	if m.o.DailyTokens > 0 {
		spent, err := p.Store.SpentTokens(ctx, now.UTC().Format(time.DateOnly))
		if err != nil {
			return out, err
		}
		add(tokensLeft, float64(max(m.o.DailyTokens-spent, 0)))
	}
	return out, nil
}

// deliveriesOf adds the deliveries that have not ended, by channel: of every
// channel that is configured, also none.
func (m *Metrics) deliveriesOf(ctx context.Context, out []prometheus.Metric) ([]prometheus.Metric, error) {
	open, err := m.o.Pipe.Store.Waits(ctx)
	if err != nil {
		return out, err
	}
	type group struct{ channel, state string }
	sum := map[group]int{}
	for _, channel := range m.o.Channels {
		for _, state := range []string{"due", "sending", "held"} {
			sum[group{channel, state}] = 0
		}
	}
	for destination, states := range open {
		for state, n := range states {
			sum[group{m.channel(destination), state}] += n
		}
	}
	for g, n := range sum {
		out = append(out, gauge(waits, float64(n), g.channel, g.state))
	}
	return out, nil
}

// measure takes the lag of alerts.
func (m *Metrics) measure(ctx context.Context, told []alerts.Alert) error {
	var acts []string
	for _, a := range told {
		acts = append(acts, a.Act)
	}
	slices.Sort(acts)
	filed, err := m.o.Pipe.Store.FiledOf(ctx, slices.Compact(acts))
	if err != nil {
		return err
	}
	for _, a := range told {
		if at, ok := filed[a.Act]; ok {
			m.lag.WithLabelValues(word(string(a.Kind))).Observe(max(a.Told.Sub(at), 0).Seconds())
		}
	}
	return nil
}
