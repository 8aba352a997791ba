package main

import (
	"fmt"
)

type watchCmd struct {
	Import watchImportCmd `cmd:"" help:"Store the watchlists of a CSV file; each replaces the list of its name."`
}

type watchImportCmd struct {
	File string `arg:"" help:"Columns: list,type,value,classes,owner,countries,tell,note." type:"existingfile"`
}

func (c *watchImportCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	lists, err := readWatchlists(c.File)
	if err != nil {
		return err
	}
	entries := 0
	for _, w := range lists {
		entries += len(w.Entries)
		for _, to := range w.Tell {
			if _, ok := conf.Destinations[to]; !ok {
				return fmt.Errorf("%w: %s: list %s tells %q, which is not in destinations", errInput, c.File, w.Name, to)
			}
		}
	}
	db, err := openStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.PutWatchlists(p.ctx, lists); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%d lists, %d entries\n", len(lists), entries)
	return nil
}
