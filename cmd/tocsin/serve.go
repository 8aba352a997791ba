package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
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
	var l net.Listener
	if does("console") { // before any work begins
		if l, err = p.listen(conf.Console.Listen); err != nil {
			return err
		}
		defer l.Close()
	}
	lists, err := s.store.Watchlists(p.ctx)
	if err != nil {
		return err
	}
	p.warnUntold(lists, conf.Destinations)
	p.log.Info("serving", "config", conf)
	// The jobs' context outlives the signal: Stop ends them in good order.
	err = s.pipe.Start(context.WithoutCancel(p.ctx), pipeline.Roles{Crawl: does("crawl"), Work: does("work"), Tick: works})
	if err != nil {
		return err
	}
	if l != nil {
		err = p.serveOn(l, s)
	} else {
		<-p.ctx.Done()
	}
	p.log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), drainFor)
	defer cancel()
	if err := errors.Join(err, s.pipe.Stop(ctx)); err != nil {
		return err
	}
	p.log.Info("stopped")
	return nil
}

// listen takes the console's address, before anything is done for which it
// would be too late to find it taken. Without accounts the console is for the
// loopback interface alone.
func (p *program) listen(address string) (net.Listener, error) {
	if err := loopback(address); err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(p.ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("console.listen: %w; end what listens there, or set console.listen to another port", err)
	}
	return l, nil
}

// serveOn serves the console on l until the program is told to end.
func (p *program) serveOn(l net.Listener, s *system) error {
	srv := &http.Server{
		Handler:           console.New(s.store, s.pipe.Now, s.pipe.Grade, p.log),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	stop := context.AfterFunc(p.ctx, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			srv.Close()
		}
	})
	defer stop()
	p.log.Info("console", "url", "http://"+l.Addr().String())
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
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
