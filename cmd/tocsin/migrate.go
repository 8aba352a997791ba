package main

import (
	"errors"
	"fmt"

	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type migrateCmd struct {
	From    string `help:"The store as it is. Nobody may work on it meanwhile." placeholder:"sqlite:FILE" required:""`
	To      string `help:"An empty database, which then holds all of it." placeholder:"postgres://…" required:""`
	Pages   string `help:"Folder of the large pages of --from (default: as the configuration or the store has it)." placeholder:"DIR"`
	ToPages string `help:"Folder of the large pages of --to (default: as the configuration or the store has it)." placeholder:"DIR"`
}

func (c *migrateCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	from, err := c.open(p, conf, "--from", c.From, c.Pages, true)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := c.open(p, conf, "--to", c.To, c.ToPages, false)
	if err != nil {
		return err
	}
	defer to.Close()
	requeue, err := pipeline.Requeue(to)
	if err != nil {
		return err
	}
	err = from.Move(p.ctx, to, requeue, func(m store.Moved) {
		fmt.Fprintf(p.stdout, "%-28s %10d  %.16s\n", m.Table, m.Rows, m.Hash)
	})
	switch {
	case errors.Is(err, store.ErrOwned):
		return fmt.Errorf("%w: end tocsin serve first, then migrate", err)
	case errors.Is(err, store.ErrFilled):
		return fmt.Errorf("%w: %w", errInput, err)
	case err != nil:
		return err
	}
	fmt.Fprintf(p.stdout, "counts and hashes are the same on both sides; set store to %s\n", config.RedactURL(c.To))
	return nil
}

func (c *migrateCmd) open(p *program, conf config.Config, flag, address, pages string, existing bool) (*store.DB, error) {
	if pages == "" {
		pages = conf.Pages.Dir
	}
	db, err := store.Open(p.ctx, address, store.Options{PageDir: pages, Large: conf.Pages.Large, Existing: existing})
	if errors.Is(err, store.ErrNone) {
		return nil, fmt.Errorf("%w: %s %s: %w there; name the file that holds it, such as sqlite:data/tocsin.db", errInput, flag, config.RedactURL(address), err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s %s: %w", errInput, flag, config.RedactURL(address), err)
	}
	return db, nil
}
