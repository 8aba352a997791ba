package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	if err := db.Backup(p.ctx, c.File); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, c.File)
	if _, err := os.Stat(db.PageDir()); !errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(p.stderr, "large pages are files of their own, and not in it: copy the folder %s too\n", db.PageDir())
	}
	return nil
}
