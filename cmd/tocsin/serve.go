package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/hook"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/unsubscribe"
	"tocsin/config"
	"tocsin/crawlers"
)

type serveCmd struct {
	Only []string `help:"Do only this work: crawl, work, console (default: all)." placeholder:"WORK"`
}

// drainFor is how long running jobs may take to end after a signal.
const drainFor = 20 * time.Second

func (c *serveCmd) Run(p *program) error {
	for _, role := range c.Only {
		if !slices.Contains([]string{"crawl", "work", "console"}, role) {
			return fmt.Errorf("%w: --only %s: want crawl, work or console", errInput, role)
		}
	}
	does := func(role string) bool { return len(c.Only) == 0 || slices.Contains(c.Only, role) }
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bind(conf, nil, wallClock)
	if err != nil {
		return err
	}
	defer s.close()
	works := does("crawl") || does("work")
	if works {
		if err := s.store.Own(p.ctx); err != nil {
			return fmt.Errorf("%w; stop it first, or use PostgreSQL for several nodes", err)
		}
	}
	sites, err := p.sites(s, does) // before any work begins
	if err != nil {
		return err
	}
	defer func() {
		for _, site := range sites {
			site.listener.Close()
		}
	}()
	lists, err := s.store.Watchlists(p.ctx)
	if err != nil {
		return err
	}
	p.warnUntold(lists, conf.Destinations)
	if says, do := halfHooked(conf.Hooks.Listen, s.told); says != "" && does("crawl") {
		p.log.Warn(says, "do", do)
	}
	for _, name := range slices.Sorted(maps.Keys(s.pipe.Destinations)) {
		to := s.pipe.Destinations[name]
		if to.Lacks != nil && does("work") {
			p.log.Warn("destination cannot be told, what is for it waits", "destination", name, "err", to.Lacks)
		}
		if broken := brokenRows(to.Notifier); broken != "" && does("work") {
			p.log.Warn("some of a list are not told", "destination", name, "err", broken)
		}
	}
	p.log.Info("serving", "config", conf)
	// The jobs' context outlives the signal: Stop ends them in good order.
	err = s.pipe.Start(context.WithoutCancel(p.ctx), pipeline.Roles{Crawl: does("crawl"), Work: does("work"), Tick: works})
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what tables, watchlists and a first password took to be read
	var beside sync.WaitGroup
	stop, cancelBeside := context.WithCancel(p.ctx)
	if works {
		beside.Go(func() { p.indexOld(stop, s.store) })
	}
	beside.Go(func() { p.vigil(s).Run(stop) })
	err = p.serveAll(sites)
	p.log.Info("stopping")
	cancelBeside()
	beside.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), drainFor)
	defer cancel()
	if err := errors.Join(err, s.pipe.Stop(ctx)); err != nil {
		return err
	}
	p.log.Info("stopped")
	return nil
}

// A site is what answers at one address.
type site struct {
	name     string
	listener net.Listener
	server   *http.Server
	beside   func(context.Context) // what it does beside its requests; may be nil
}

// sites takes the addresses of what is to be answered, before anything is done
// for which it would be too late to find one taken.
//
// Hooks are a way of crawling: what is sent is stored where visits store it, and
// a node that only shows the console writes nothing.
func (p *program) sites(s *system, does func(string) bool) (out []site, err error) {
	defer func() {
		if err != nil {
			for _, site := range out {
				site.listener.Close()
			}
		}
	}()
	if does("console") {
		l, err := p.listen(s.config.Console)
		if err != nil {
			return out, err
		}
		site, err := p.consoleOn(l, s)
		if err != nil {
			l.Close()
			return out, err
		}
		out = append(out, site)
	}
	if does("console") && s.config.Feeds.Listen != "" {
		l, err := p.take("feeds.listen", s.config.Feeds.Listen)
		if err != nil {
			return out, err
		}
		out = append(out, site{"feeds", netutil.LimitListener(l, maxSenders), hook.Server(s.public(p.log), p.log), nil})
	}
	if s.config.Metrics.Listen != "" {
		l, err := p.take("metrics.listen", s.config.Metrics.Listen)
		if err != nil {
			return out, err
		}
		out = append(out, site{"metrics", netutil.LimitListener(l, maxSenders), hook.Server(s.beside(s.watched(p.log)), p.log), nil})
	}
	if does("crawl") && s.config.Hooks.Listen != "" {
		h, err := hook.New(s.pipe, s.told, s.config.Hooks.Proxies)
		if err != nil {
			return out, fmt.Errorf("%w: hooks: %w", errConfig, err)
		}
		l, err := p.take("hooks.listen", s.config.Hooks.Listen)
		if err != nil {
			return out, err
		}
		out = append(out, site{"hooks", netutil.LimitListener(l, maxSenders), hook.Server(h, p.log), nil})
	}
	return out, nil
}

// public answers anybody who holds a secret of ours: the address of a feed, or a
// letter.
func (s *system) public(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", feed.New(s.feeds(), s.pipe.Now, log))
	mux.Handle(unsubscribe.Path, unsubscribe.New(s.readers(log), log))
	return mux
}

// left is where readers of letters leave, and leaves the rest to another.
func (s *system) left(rest http.Handler, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(unsubscribe.Path, unsubscribe.New(s.readers(log), log))
	mux.Handle("/", rest)
	return mux
}

// maxSenders is how many connections there may be to the hooks, and to the
// feeds: anybody may open one.
const maxSenders = 200

// listen takes the console's address.
func (p *program) listen(c config.Console) (net.Listener, error) {
	if err := reachable(c); err != nil {
		return nil, err
	}
	return p.take("console.listen", c.Listen)
}

// take takes the address that a key of the configuration gives.
func (p *program) take(key, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(p.ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; end what listens there, or set %s to another port", key, err, key)
	}
	return l, nil
}

// consoleOn is the console at an address that was taken. A store without
// accounts gets one of an admin, whose password is said once.
func (p *program) consoleOn(l net.Listener, s *system) (site, error) {
	accounts, err := account.Open(s.store, account.Options{Now: s.pipe.Now, Seal: s.reach.box})
	if err != nil {
		return site{}, err
	}
	if err := console.SealOldHelp(p.ctx, s.store, s.reach.box); err != nil {
		return site{}, err
	}
	proxies, err := crawlers.Networks(s.config.Console.Proxies)
	if err != nil {
		return site{}, fmt.Errorf("%w: console.proxies: %w", errConfig, err)
	}
	u, password, made, err := accounts.First(p.ctx)
	if err != nil {
		return site{}, err
	}
	if made {
		fmt.Fprintf(p.stderr, "The console's first account · 控制台首个账号: %s  %s\nThe password is shown once; it is to be changed at the first sign-in · 密码只显示这一次，首次登录后须修改。\n", u.Login, password)
	}
	rescan, err := pipeline.Rescans(s.store)
	if err != nil {
		return site{}, err
	}
	letter, err := letters(s.config)
	if err != nil {
		return site{}, err
	}
	errands := make(errands, maxErrands)
	handler, err := console.New(console.House{
		Store: s.store, Accounts: accounts, Now: s.pipe.Now, Log: p.log, Grade: s.pipe.Grade, URL: s.config.Console.URL, Proxies: proxies,
		SignUp: s.config.Console.SignUp, Letter: letter, Later: errands.later, Seal: s.reach.box,
		Contacts: console.Contacts{Channels: s.reach.offered(), Open: s.reach.open},
		Feedback: s.pipe.Feedback, Places: s.places, VisitSoon: s.pipe.VisitSoon, Desk: s.desk(), Rules: s.rules(), Destinations: s.destinations(), Provider: console.Provider{Issuer: s.config.Console.OIDCIssuer, Client: s.config.Console.OIDCClient, Secret: s.config.Console.OIDCSecret}, Settings: s.settings(), Keep: ages(s.config), Model: s.model(),
		Judges: s.judges, Drifts: s.drifts,
		Rescan: rescan,
		Preview: func(ctx context.Context, lists []alerts.Watchlist, since time.Time) (*alerts.Preview, error) {
			return pipeline.Preview(ctx, s.store, lists, since, nil)
		},
	})
	if err != nil {
		return site{}, fmt.Errorf("%w: %w", errConfig, err)
	}
	return site{"console", l, &http.Server{
		Handler:           s.beside(s.left(handler, p.log)),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}, errands.run}, nil
}

// rules are what the console's pages about crawl rules work with.
func (s *system) rules() console.Rules {
	return console.Rules{
		SecondPerson: s.config.Rules.SecondPerson,
		Shipped:      func(name string) bool { return findSource(name) != nil },
		Transport:    s.pipe.Transport,
		Replay: func(ctx context.Context, r store.Replay) (string, error) {
			return pipeline.Replay(ctx, s.store, r)
		},
		Retell: func(ctx context.Context, before, after alerts.Limits, since time.Time) (alerts.Retelling, error) {
			return s.pipe.Retell(ctx, before, after, since, nil)
		},
	}
}

// serveAll answers at all sites until the program is told to end, or one of
// them cannot go on.
func (p *program) serveAll(sites []site) error {
	all, ctx := errgroup.WithContext(p.ctx)
	for _, s := range sites {
		p.log.Info(s.name, "url", "http://"+s.listener.Addr().String())
		all.Go(func() error { return s.serve(ctx) })
		if s.beside != nil {
			all.Go(func() error { s.beside(ctx); return nil })
		}
	}
	<-ctx.Done()
	return all.Wait()
}

// answerFor is how long requests in hand may take to be answered at the end.
const answerFor = 15 * time.Second

// serve answers until ctx ends, and then what is in hand.
func (s site) serve(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(s.listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("%s: %w", s.name, err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerFor)
	defer cancel()
	if err := s.server.Shutdown(ctx); err != nil {
		s.server.Close()
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// reachable reports an address that others could reach, where nothing says how
// they do: passwords must not travel in clear unless somebody wants it so.
func reachable(c config.Console) error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("%w: console.listen: %w", errConfig, err)
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	switch {
	case host == "localhost" || ip != nil && ip.IsLoopback():
		return nil
	case c.URL == "":
		return fmt.Errorf("%w: console.listen %s: others can reach it, so set console.url to the https:// address by which they do; or want 127.0.0.1:PORT", errConfig, c.Listen)
	case !strings.HasPrefix(c.URL, "https://") && !c.Insecure:
		return fmt.Errorf("%w: console.url: want https://, since passwords travel to it; or set console.insecure to true, on a network where nobody listens", errConfig)
	}
	return nil
}
