package main

import (
	"fmt"
	"io"

	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type backupCmd struct {
	File string `arg:"" help:"Where the copy goes; it must not be there yet."`
}

func (c *backupCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	got, err := db.Backup(p.ctx, c.File, tenths(p.stderr))
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, c.File)
	fmt.Fprintf(p.stderr, "%d rows and %d large pages; read again and found whole; tocsin restore makes a store of it\n", got.Rows, got.Pages)
	p.lost(got, db.PageDir())
	return nil
}

type restoreCmd struct {
	File string `arg:"" help:"What tocsin backup wrote. The configured store must not be there yet."`
}

func (c *restoreCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	options := store.Options{PageDir: conf.Pages.Dir, Large: conf.Pages.Large}
	got, err := store.Restore(p.ctx, c.File, conf.Store, options, tenths(p.stderr))
	if err != nil {
		return err
	}
	db, err := findStore(p.ctx, conf) // brings an older one up to date
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Fprintln(p.stdout, config.RedactURL(conf.Store))
	fmt.Fprintf(p.stderr, "%d rows and %d large pages; what was due then is due again: see it with tocsin check, then tocsin serve\n", got.Rows, got.Pages)
	p.lost(got, db.PageDir())
	return nil
}

// lost names pages of which a copy has the name alone.
func (p *program) lost(c store.Copied, dir string) {
	if len(c.Lost) > 0 {
		fmt.Fprintf(p.stderr, "%d large pages are named but not in %s, or not whole there, and so not in the copy; the first is %s\n", len(c.Lost), dir, c.Lost[0])
	}
}

// tenths prints how far a copy has come, at each tenth of the way.
func tenths(to io.Writer) func(done, total int64) {
	said := int64(0)
	return func(done, total int64) {
		if tenth := done * 10 / max(total, 1); tenth > said {
			said = tenth
			fmt.Fprintf(to, "%3d%% of %.1f MB\n", tenth*10, float64(total)/1e6)
		}
	}
}
