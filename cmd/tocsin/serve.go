package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/hook"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/unsubscribe"
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
	s, err := p.bind(conf, nil, time.Now)
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
	p.log.Info("serving", "config", conf)
	// The jobs' context outlives the signal: Stop ends them in good order.
	err = s.pipe.Start(context.WithoutCancel(p.ctx), pipeline.Roles{Crawl: does("crawl"), Work: does("work"), Tick: works})
	if err != nil {
		return err
	}
	err = p.serveAll(sites)
	p.log.Info("stopping")
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
		l, err := p.listen(s.config.Console.Listen)
		if err != nil {
			return out, err
		}
		out = append(out, p.consoleOn(l, s))
	}
	if does("console") && s.config.Feeds.Listen != "" {
		l, err := p.take("feeds.listen", s.config.Feeds.Listen)
		if err != nil {
			return out, err
		}
		out = append(out, site{"feeds", netutil.LimitListener(l, maxSenders), hook.Server(s.public(p.log), p.log)})
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
		out = append(out, site{"hooks", netutil.LimitListener(l, maxSenders), hook.Server(h, p.log)})
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

// maxSenders is how many connections there may be to the hooks, and to the
// feeds: anybody may open one.
const maxSenders = 200

// listen takes the console's address. Without accounts the console is for the
// loopback interface alone.
func (p *program) listen(address string) (net.Listener, error) {
	if err := loopback(address); err != nil {
		return nil, err
	}
	return p.take("console.listen", address)
}

// take takes the address that a key of the configuration gives.
func (p *program) take(key, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(p.ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; end what listens there, or set %s to another port", key, err, key)
	}
	return l, nil
}

// consoleOn is the console at an address that was taken.
func (p *program) consoleOn(l net.Listener, s *system) site {
	return site{"console", l, &http.Server{
		Handler:           console.New(s.store, s.pipe.Now, s.pipe.Grade, p.log),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}}
}

// serveAll answers at all sites until the program is told to end, or one of
// them cannot go on.
func (p *program) serveAll(sites []site) error {
	all, ctx := errgroup.WithContext(p.ctx)
	for _, s := range sites {
		p.log.Info(s.name, "url", "http://"+s.listener.Addr().String())
		all.Go(func() error { return s.serve(ctx) })
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

// loopback reports an address that others could reach.
func loopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("%w: console.listen: %w", errConfig, err)
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	if host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: console.listen %s: the console has no accounts yet; want 127.0.0.1:PORT", errConfig, listen)
}
