package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
)

func findTable(name string) (store.FactTable, error) {
	i := slices.IndexFunc(store.FactTables, func(t store.FactTable) bool { return t.Name == name })
	if i < 0 {
		var names []string
		for _, t := range store.FactTables {
			names = append(names, t.Name)
		}
		return store.FactTable{}, fmt.Errorf("%w: no table %q; there are %s", errInput, name, strings.Join(names, ", "))
	}
	return store.FactTables[i], nil
}

type tableCmd struct {
	Show   tableShowCmd   `cmd:"" help:"Print a table as it is in force, to be changed and imported."`
	Import tableImportCmd `cmd:"" help:"Put a table of your own in force, whole. One with a mistake is refused, and the old one stays."`
}

type tableShowCmd struct {
	Name    string `arg:"" help:"centers, places, clocks or holidays."`
	Shipped bool   `help:"As it came with the program."`
}

func (c *tableShowCmd) Run(p *program) error {
	t, err := findTable(c.Name)
	if err != nil {
		return err
	}
	body := string(t.Shipped())
	if !c.Shipped {
		err := p.inForce(func(db *store.DB) error {
			own, _, ok, err := db.Table(p.ctx, t.Name)
			if ok {
				body = own
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err = io.WriteString(p.stdout, body)
	return err
}

// inForce reads a table out of the configured store. Where there is none, what
// comes with the program is in force.
func (p *program) inForce(read func(*store.DB) error) error {
	db, err := p.store()
	if errors.Is(err, store.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(read(db), db.Close())
}

type tableImportCmd struct {
	Name string `arg:"" help:"centers, places, clocks or holidays."`
	File string `arg:"" type:"existingfile" help:"CSV as show prints it."`
}

// maxFacts is more than any of the tables and little enough to hold.
const maxFacts = 16 << 20

func (c *tableImportCmd) Run(p *program) error {
	t, err := findTable(c.Name)
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if info.Size() > maxFacts {
		return fmt.Errorf("%w: %s: more than %d MB is no such table", errInput, c.File, maxFacts>>20)
	}
	body, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	if err := t.Check(body); err != nil {
		return fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	db, err := openStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.PutTable(p.ctx, t.Name, string(body), time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s in force\n", t.Name)
	return nil
}
