package main

import "fmt"

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
	return nil
}
