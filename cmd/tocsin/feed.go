package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/store"
)

type feedCmd struct {
	Add    feedAddCmd    `cmd:"" help:"Open a secret address at which a center's or a watchlist's alerts and clocks are read."`
	List   feedListCmd   `cmd:"" help:"Print the feeds, without their secrets."`
	Revoke feedRevokeCmd `cmd:"" help:"Close a feed for good."`
}

type feedAddCmd struct {
	Subscriber string `arg:"" help:"A center (local-hangzhou) or a watchlist (its id or name)."`
}

func (c *feedAddCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if conf.Feeds.URL == "" {
		return fmt.Errorf("%w: feeds.url is not set: say in tocsin.yaml where feeds listen and how people reach them", errConfig)
	}
	db, err := openStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	who, err := p.subscriber(db, c.Subscriber)
	if err != nil {
		return err
	}
	secret, hash := feed.NewSecret()
	f := store.Feed{ID: "f-" + hash[:8], Subscriber: who, Made: time.Now().UTC()}
	if err := db.AddFeed(p.ctx, f, hash); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s  %s\n", f.ID, f.Subscriber)
	calendar, atom := feed.Addresses(conf.Feeds.URL, secret)
	fmt.Fprintf(p.stdout, "%s\n%s\n", calendar, atom)
	fmt.Fprintf(p.stderr, "Shown once, and as secret as what it shows. To take it back: tocsin feed revoke %s\n", f.ID)
	return nil
}

type feedListCmd struct{}

func (c *feedListCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	feeds, err := db.Feeds(p.ctx)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		state := "in force"
		if !f.Revoked.IsZero() {
			state = "revoked " + f.Revoked.Format(time.DateOnly)
		}
		fmt.Fprintln(p.stdout, plain(fmt.Sprintf("%s  %-20s  made %s, %s", f.ID, f.Subscriber, f.Made.Format(time.DateOnly), state)))
	}
	return nil
}

type feedRevokeCmd struct {
	ID string `arg:"" help:"As list prints it."`
}

func (c *feedRevokeCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.RevokeFeed(p.ctx, c.ID, time.Now())
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no feed %q in force; see tocsin feed list", errInput, c.ID)
	}
	return err
}

// subscriber finds a center or a watchlist by its id, or a watchlist by its
// name.
func (p *program) subscriber(db *store.DB, name string) (string, error) {
	network, err := db.Network(p.ctx)
	if err != nil {
		return "", err
	}
	if network.Has(name) {
		return name, nil
	}
	lists, err := db.Watchlists(p.ctx)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, w := range lists {
		if w.ID == name || w.Name == name {
			return w.ID, nil
		}
		ids = append(ids, w.ID)
	}
	return "", fmt.Errorf("%w: nobody subscribes as %q; centers: tocsin table show centers, watchlists: tocsin watch list (%d)", errInput, name, len(slices.Compact(ids)))
}
