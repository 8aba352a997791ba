package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/mail"
	"tocsin/alerts/slack"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

// A system is the program's parts bound together by a configuration.
type system struct {
	config config.Config
	store  *store.DB
	seen   *seen.Shared
	pipe   *pipeline.Pipeline
	told   []*crawlers.Source // by their places, through hooks
	reach  *reach             // what exporters named
}

// bind opens the store and the memory and binds the pipeline to them. Base
// overrides how pages are fetched, nil means the web.
func (p *program) bind(c config.Config, base http.RoundTripper, now func() time.Time) (_ *system, err error) {
	s := &system{config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	enabled, err := enabledSources(c, now())
	if err != nil {
		return nil, err
	}
	s.told = told(enabled)
	if _, err := crawlers.Networks(c.Hooks.Proxies); err != nil {
		return nil, fmt.Errorf("%w: hooks.proxies: %w", errConfig, err)
	}
	destinations, err := openDestinations(c)
	if err != nil {
		return nil, err
	}
	if s.reach, err = newReach(c); err != nil {
		return nil, err
	}
	if s.store, err = openStore(p.ctx, c); err != nil {
		return nil, err
	}
	if s.seen, err = seen.Open(p.ctx, c.Seen); err != nil {
		return nil, err
	}
	transport, err := newTransport(c, base, p.log)
	if err != nil {
		return nil, err
	}
	transport.Pace = s.seen.Pacer
	transport.Validators = s.store.Validators
	countIn(s.store, transport, now)

	cascade := newCascade(c, s.store, now, p.log)
	rules, err := s.store.Rules(p.ctx)
	if err != nil {
		return nil, err
	}
	for name, d := range destinations {
		if post, ok := d.Notifier.(*mail.Post); ok {
			post.Bind(name, s.store.Left)
		}
		if bot, ok := d.Notifier.(*slack.Bot); ok {
			bot.Bind(slack.Threads{First: s.store.FirstOf, Keep: s.store.KeepFirst})
		}
		d.Manner.Workday = rules.Workday
		destinations[name] = d
	}
	tells, err := centerTells(p.ctx, s.store, c)
	if err != nil {
		return nil, err
	}
	s.pipe = &pipeline.Pipeline{
		Store:        s.store,
		Seen:         s.seen,
		Sources:      slices.DeleteFunc(enabled, func(s *crawlers.Source) bool { return s.Idle() }),
		Transport:    transport,
		Destinations: destinations,
		Centers:      tells,
		SLA:          signWithin(c),
		Admins:       c.Admins.Tell,
		Canary:       c.Canary.Tell,
		Console:      consoleURL(c),
		Keep:         ages(c),
		Now:          now,
		Log:          p.log,
		Judge:        cascade.Judge,
		Asks:         cascade.Model != nil,
		Grade:        relevance.Grade,
		ModelReady:   cascade.Ready,
		Contacts: func(ctx context.Context) (pipeline.Contacts, error) {
			return s.reach.ready(ctx, s.store, p.log)
		},
		Described: func(ctx context.Context) ([]*crawlers.Source, error) {
			return described(ctx, s.store, p.log)
		},
	}
	return s, nil
}

func (s *system) close() error {
	var errs []error
	if s.seen != nil {
		errs = append(errs, s.seen.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	return errors.Join(errs...)
}

// openStore opens the configured store, and makes it where none is.
func openStore(ctx context.Context, c config.Config) (*store.DB, error) {
	db, err := store.Open(ctx, c.Store, store.Options{PageDir: c.Pages.Dir, Large: c.Pages.Large})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.RedactURL(c.Store), err)
	}
	return db, nil
}

// findStore opens the configured store, for a command that only makes sense of
// one that is there.
func findStore(ctx context.Context, c config.Config) (*store.DB, error) {
	db, err := store.Open(ctx, c.Store, store.Options{PageDir: c.Pages.Dir, Large: c.Pages.Large, Existing: true})
	if errors.Is(err, store.ErrNone) {
		return nil, fmt.Errorf("%w at %s; is this the right folder? tocsin serve makes it", store.ErrNone, config.RedactURL(c.Store))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.RedactURL(c.Store), err)
	}
	return db, nil
}

// store finds the configured store, for a command that needs nothing else.
func (p *program) store() (*store.DB, error) {
	conf, err := p.config()
	if err != nil {
		return nil, err
	}
	return findStore(p.ctx, conf)
}

// bindThere is bind, of production code and the present time, to a store that
// is there already.
func (p *program) bindThere(c config.Config) (*system, error) {
	db, err := findStore(p.ctx, c)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return p.bind(c, nil, time.Now)
}

// consoleURL is how people reach the console.
func consoleURL(c config.Config) string {
	if c.Console.URL != "" {
		return strings.TrimSuffix(c.Console.URL, "/")
	}
	return "http://" + c.Console.Listen
}

// enabledSources returns the sources with what the administrator has changed.
func enabledSources(c config.Config, now time.Time) ([]*crawlers.Source, error) {
	var out []*crawlers.Source
	for name := range c.Sources {
		if findSource(name) == nil {
			return nil, fmt.Errorf("%w: sources.%s: no such source; there are %s", errConfig, name, sourceNames())
		}
	}
	for _, s := range sources {
		change, ok := c.Sources[s.Name]
		if ok && !change.On() || s.Off != "" && change.Enabled == nil {
			continue
		}
		changed := *s
		if change.Schedule != "" {
			changed.Schedule = change.Schedule
		}
		if change.Zone != "" {
			changed.Zone = change.Zone
		}
		if change.Pace > 0 {
			changed.Pace = change.Pace
		}
		changed.Token = change.Token
		if len(change.Params) > 0 {
			changed.Params = change.Params
		}
		_, err := changed.Next(now)
		if err == nil {
			err = pay(&changed.Meta, change)
		}
		if err == nil {
			changed.Hook, err = changedHook(s, change)
		}
		if err == nil && changed.Check != nil {
			err = changed.Check(changed.Meta)
		}
		if err == nil && change.Enabled != nil && changed.Idle() {
			err = errors.New("enabled, but " + wants(&changed.Meta) + ", or take enabled out")
		}
		if err != nil {
			return nil, fmt.Errorf("%w: sources.%s: %w", errConfig, s.Name, err)
		}
		out = append(out, &changed)
	}
	return out, nil
}

// pay gives a place that charges the money that the administrator allows. An
// account or money alone is a mistake: whoever sets one means it to be visited.
func pay(m *crawlers.Meta, change config.Source) error {
	switch money := change.USDPerMonth != 0 || change.USDPerDay != 0; {
	case !money && (m.FeeCents == 0 || m.Token == ""):
		return nil
	case m.FeeCents > 0 && (change.USDPerMonth == 0 || m.Token == ""):
		return errors.New(wants(m))
	}
	return m.Pay(int64(change.USDPerMonth), int64(change.USDPerDay))
}

// wants says what a source that is idle needs to be visited.
func wants(m *crawlers.Meta) string {
	if m.FeeCents > 0 {
		return fmt.Sprintf("this place charges $%.2f for each request: set sources.%s.token to an account and sources.%s.usd_per_month to what it may cost", float64(m.FeeCents)/100, m.Name, m.Name)
	}
	return "this place answers nobody without a token: set sources." + m.Name + ".token"
}

// findSource returns a shipped source, or nil.
func findSource(name string) *crawlers.Source { return sourceOf(sources, name) }

// sourceOf returns the source of the name among some, or nil.
func sourceOf(some []*crawlers.Source, name string) *crawlers.Source {
	for _, s := range some {
		if s.Name == name {
			return s
		}
	}
	return nil
}

func sourceNames() string {
	var names []string
	for _, s := range sources {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// openDestinations opens a notifier for each configured destination. One whose
// secret is not set lacks it, and holds up nothing but itself.
func openDestinations(c config.Config) (map[string]pipeline.Destination, error) {
	guarded, err := crawlers.Guarded(crawlers.GuardOptions{Proxy: c.Send.Proxy, Private: c.Send.Private, Key: "send.private"})
	if err != nil {
		return nil, fmt.Errorf("%w: send.proxy: %w", errConfig, err)
	}
	client := &http.Client{Transport: guarded}
	out := map[string]pipeline.Destination{}
	for _, name := range slices.Sorted(maps.Keys(c.Destinations)) {
		d := c.Destinations[name]
		channel, ok := findChannel(d.Channel)
		if !ok {
			return nil, fmt.Errorf("%w: destinations.%s.channel: no channel %q; there are %s", errConfig, name, d.Channel, channelNames())
		}
		if d.Options["unsubscribe_url"] != nil && c.Feeds.Listen == "" {
			return nil, fmt.Errorf("%w: destinations.%s: option unsubscribe_url is set, but nothing answers there: set feeds.listen", errConfig, name)
		}
		manner, err := channel.MannerOf(d.AtOnce, d.Digest, d.Quiet, d.Budget, d.Categories)
		if err != nil {
			return nil, fmt.Errorf("%w: destinations.%s: %w", errConfig, name, err)
		}
		to := pipeline.Destination{Language: d.Language, Manner: manner, Rate: channel.Rate, Abroad: d.Abroad, Once: d.Repeat != nil && !*d.Repeat}
		if raw, err := d.Raw(); err != nil {
			to.Lacks = err
		} else if to.Notifier, err = channel.Open(raw, client); err != nil {
			return nil, fmt.Errorf("%w: destinations.%s: %w", errConfig, name, err)
		} else if err := leaves(name, d, to.Notifier, c.Send.Domestic); err != nil {
			return nil, err
		}
		out[name] = to
	}
	return out, nil
}

// leaves asks for the ground on which a destination abroad may be told.
func leaves(name string, d config.Destination, n alerts.Notifier, domestic []string) error {
	to, ok := n.(alerts.Abroad)
	if !ok || d.Abroad != "" {
		return nil
	}
	where := to.Abroad(domestic)
	if where == "" {
		return nil
	}
	return fmt.Errorf("%w: destinations.%s: %s 可能在境外：消息可能含个人信息，出境须符合《个人信息保护法》第三十八至四十条（告知并取得个人单独同意，完成影响评估，并通过安全评估、认证或订立标准合同）。"+
		"请写明依据，如 abroad: \"已取得单独同意并完成备案（日期、文号）\"；服务器确在境内的邮箱域名写入 send.domestic，否则改用境内渠道。"+
		" It may be outside China: a message may hold personal data, which may leave under Art. 38-40 of the PIPL alone (notice and separate consent, an assessment of its impact, and a security review, certificate or standard contract). "+
		"Write abroad: \"the ground, with date and number\" beside channel; or name a mail domain that is in China in send.domestic; or take a channel in China", errConfig, name, where)
}

// centerTells returns the destinations of each center. A misspelt one is an
// error: its center would be told nothing, and silence is not noticed.
func centerTells(ctx context.Context, db *store.DB, c config.Config) (map[string][]string, error) {
	network, err := db.Network(ctx)
	if err != nil {
		return nil, err
	}
	tells := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(c.Centers)) {
		if !network.Has(id) {
			var known []string
			for _, x := range network.All() {
				known = append(known, x.ID)
			}
			return nil, fmt.Errorf("%w: centers.%s: no such center; there are %s; tocsin table import centers brings others", errConfig, id, strings.Join(known, ", "))
		}
		tells[id] = c.Centers[id].Tell
	}
	return tells, nil
}

// signWithin returns the working time within which each center signs.
func signWithin(c config.Config) map[string]time.Duration {
	out := map[string]time.Duration{}
	for id, center := range c.Centers {
		out[id] = center.SLA
	}
	return out
}

func findChannel(name string) (alerts.Channel, bool) {
	for _, c := range channels {
		if c.Name == name {
			return c, true
		}
	}
	return alerts.Channel{}, false
}

func channelNames() string {
	var names []string
	for _, c := range channels {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// newTransport is the one transport of all sources, without pace and
// validators, which belong to a store.
func newTransport(c config.Config, base http.RoundTripper, log *slog.Logger) (*crawlers.Transport, error) {
	if base == nil {
		guarded, err := crawlers.Guarded(crawlers.GuardOptions{Proxy: c.Crawl.Proxy, Private: c.Crawl.Private, Key: "crawl.private"})
		if err != nil {
			return nil, fmt.Errorf("%w: crawl.proxy: %w", errConfig, err)
		}
		base = guarded
	}
	return &crawlers.Transport{Base: base, UserAgent: c.Crawl.Agent(), Log: log}, nil
}

// countIn has the transport count requests in the store.
func countIn(db *store.DB, t *crawlers.Transport, now func() time.Time) {
	t.Spend = func(ctx context.Context, source string, budget []crawlers.Limit) (time.Duration, error) {
		return db.SpendRequest(ctx, source, budget, now())
	}
	t.Charge = func(ctx context.Context, source string, budget []crawlers.Limit, requests int) (time.Duration, error) {
		return db.ChargeRequests(ctx, source, budget, requests, now())
	}
}

// newCascade binds the rules to the store's matters, and the models, if any are
// configured, to its ledger.
func newCascade(c config.Config, db *store.DB, now func() time.Time, log *slog.Logger) relevance.Cascade {
	out := relevance.Cascade{Matter: db.ActsOf}
	if c.LLM.URL == "" {
		return out
	}
	model := func(e config.Endpoint) *relevance.Model {
		return relevance.NewModel(relevance.Options{
			URL: e.URL, Key: e.Key, Model: e.Model, PriceIn: e.PriceIn, PriceOut: e.PriceOut,
			Timeout: c.LLM.Timeout, Concurrency: c.LLM.Concurrency, DailyTokens: c.LLM.DailyTokens, DailyMoney: c.LLM.DailyMoney(),
			Now: now, Log: log,
			Spend:  db.Spend,
			Cached: db.Answer,
			Cache: func(ctx context.Context, key, answer string, tokens int64) error {
				return db.KeepAnswer(ctx, key, answer, tokens, now())
			},
		})
	}
	out.Model = model(config.Endpoint{URL: c.LLM.URL, Key: c.LLM.Key, Model: c.LLM.Model, PriceIn: c.LLM.PriceIn, PriceOut: c.LLM.PriceOut})
	for _, name := range c.LLM.Fallback {
		out.Then = append(out.Then, model(c.LLMs[name]))
	}
	return out
}
