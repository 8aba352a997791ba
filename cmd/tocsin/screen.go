package main

import (
	"fmt"
	"os"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

type screenCmd struct {
	Watch string `help:"The watchlists, as CSV." placeholder:"WATCH.csv" required:"" type:"existingfile"`
	JSON  bool   `name:"json" help:"One JSON object a line."`
}

// Run is a filter for a pipe: each filing is read, screened and forgotten.
func (c *screenCmd) Run(p *program) error {
	lists, err := readWatchlists(c.Watch)
	if err != nil {
		return err
	}
	matcher := alerts.NewMatcher(lists)
	names := map[string]string{}
	for _, w := range lists {
		names[w.ID] = w.Name
	}
	screened, hit, last := 0, 0, time.Now()
	return p.eachFiling(c.JSON, func(f crawlers.Filing, out *printer) error {
		if screened++; time.Since(last) >= 5*time.Second {
			last = time.Now()
			fmt.Fprintf(p.stderr, "%d screened, %d hits\n", screened, hit)
		}
		// Everything is screened: what the rules leave out is for them to say.
		for _, h := range matcher.Match(f, alerts.Verdict{}) {
			hit++
			err := out.value(h, func() string {
				return fmt.Sprintf("%s (%s)  %s  %.2f  %s  %q", h.List, names[h.List], h.Entry, h.Similarity, h.Filing, h.Reasons)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// readWatchlists reads the lists of a file, or none of them.
func readWatchlists(file string) ([]alerts.Watchlist, error) {
	r, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errInput, err)
	}
	defer r.Close()
	lists, err := alerts.ReadWatchlists(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errInput, file, err)
	}
	return lists, nil
}
