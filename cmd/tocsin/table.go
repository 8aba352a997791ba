package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
)

// A factTable is facts that change without the program: who is a center, what a
// rule says, when nobody works.
type factTable struct {
	name    string
	shipped func() []byte
	check   func([]byte) error // reads it as the pipeline will
}

var factTables = []factTable{
	{"centers", region.ShippedTable, func(b []byte) error {
		_, err := region.ReadCenters(bytes.NewReader(b))
		return err
	}},
	{"clocks", clock.ShippedRules, func(b []byte) error {
		_, err := clock.ReadRules(bytes.NewReader(b))
		return err
	}},
	{"holidays", clock.ShippedHolidays, func(b []byte) error {
		_, err := clock.ReadHolidays(bytes.NewReader(b))
		return err
	}},
}

func findTable(name string) (factTable, error) {
	i := slices.IndexFunc(factTables, func(t factTable) bool { return t.name == name })
	if i < 0 {
		var names []string
		for _, t := range factTables {
			names = append(names, t.name)
		}
		return factTable{}, fmt.Errorf("%w: no table %q; there are %s", errInput, name, strings.Join(names, ", "))
	}
	return factTables[i], nil
}

type tableCmd struct {
	Show   tableShowCmd   `cmd:"" help:"Print a table as it is in force, to be changed and imported."`
	Import tableImportCmd `cmd:"" help:"Put a table of your own in force, whole. One with a mistake is refused, and the old one stays."`
}

type tableShowCmd struct {
	Name    string `arg:"" help:"centers, clocks or holidays."`
	Shipped bool   `help:"As it came with the program."`
}

func (c *tableShowCmd) Run(p *program) error {
	t, err := findTable(c.Name)
	if err != nil {
		return err
	}
	body := string(t.shipped())
	if !c.Shipped {
		err := p.inForce(func(db *store.DB) error {
			own, _, ok, err := db.Table(p.ctx, t.name)
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
	Name string `arg:"" help:"centers, clocks or holidays."`
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
	if err := t.check(body); err != nil {
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
	if err := db.PutTable(p.ctx, t.name, string(body), time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s in force\n", t.name)
	return nil
}
