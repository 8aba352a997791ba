package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type watchCmd struct {
	Import  watchImportCmd  `cmd:"" help:"Store the watchlists of a table, CSV or XLSX; each replaces the list of its name."`
	Suggest watchSuggestCmd `cmd:"" help:"Print the entries of a table with other forms of their names, to be confirmed and imported."`
	List    watchListCmd    `cmd:"" help:"Print the stored watchlists."`
	Delete  watchDeleteCmd  `cmd:"" help:"Forget a watchlist."`
}

// warnUntold warns of lists whose hits reach nobody.
func (p *program) warnUntold(lists []alerts.Watchlist, destinations map[string]config.Destination) {
	gaps, _ := untold(lists, destinations)
	for _, gap := range gaps {
		p.log.Warn("a watchlist's hits are matched and shown, but reach nobody there", "why", gap)
	}
}

type watchListCmd struct{}

func (c *watchListCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	lists, err := db.Watchlists(p.ctx)
	if err != nil {
		return err
	}
	scanned, err := db.Scanned(p.ctx)
	if err != nil {
		return err
	}
	for _, w := range lists {
		tell := "tells " + strings.Join(w.Tell, ", ")
		if len(w.Tell) == 0 {
			tell = "tells nobody"
		}
		fmt.Fprintln(p.stdout, plain(fmt.Sprintf("%-20s  %s  %s, %s%s", w.ID, w.Name, counts(len(w.Entries), "entry", "entries"), tell, looked(scanned[w.ID]))))
	}
	return nil
}

// looked says how far stored filings have been looked through for a list.
func looked(s store.Scanned) string {
	since := s.Since.Format(time.DateOnly)
	switch {
	case s.State == "":
		return ""
	case s.State == store.RescanDone:
		return fmt.Sprintf("; stored filings since %s looked through, %d found", since, s.Found)
	case s.State == store.RescanLate:
		return fmt.Sprintf("; stored filings since %s looked through but for the last judged, %d found so far", since, s.Found)
	case s.Looked == 0:
		return fmt.Sprintf("; stored filings since %s to be looked through by tocsin serve", since)
	}
	return fmt.Sprintf("; stored filings since %s looked through as far as %s, %d found so far", since, s.Until.Format(time.DateOnly), s.Found)
}

type watchDeleteCmd struct {
	Name string `arg:"" help:"The list's name, or its id as list prints it."`
}

func (c *watchDeleteCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.DropWatchlist(p.ctx, alerts.WatchlistID(c.Name))
	if errors.Is(err, store.ErrNotFound) {
		err = db.DropWatchlist(p.ctx, c.Name)
	}
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no watchlist %q; see tocsin watch list", errInput, c.Name)
	}
	return err
}
