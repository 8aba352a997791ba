package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type searchCmd struct {
	Query []string `arg:"" optional:"" help:"Words that must all be there; \"words in a row\", -not, begin*, plaintiff:name, and numbers in any spelling."`

	Kind      []string `help:"section-337, lawsuit or squatting."`
	Stage     []string `help:"Such as tro-granted."`
	Category  []string `help:"Such as schedule-a."`
	Relevance []string `help:"relevant, irrelevant or unclear."`
	Forum     []string `help:"An authority, such as us-ilnd."`
	Plaintiff []string `help:"The whole name, in any spelling."`
	Firm      []string `help:"The whole name, in any spelling."`
	Place     []string `help:"Six digits of a province, prefecture or county."`
	Class     []string `help:"Nice classes."`
	Product   []string `help:"As facets tell it."`

	From    string `help:"The first day of the act." placeholder:"DATE"`
	To      string `help:"The last day of the act." placeholder:"DATE"`
	Best    bool   `help:"What has the words in title, numbers and names first, not the newest."`
	Matters bool   `help:"One line a matter."`
	Facets  bool   `help:"Count what the hits are about."`
	Limit   int    `help:"Lines, at most 100." default:"20"`
	After   string `help:"The page that follows, by the mark under the one before." placeholder:"MARK"`
	JSON    bool   `name:"json" help:"One JSON object a line: what was found, then the page."`
	Rebuild bool   `help:"Make the index anew first; searches find little meanwhile."`
}

func (c *searchCmd) Run(p *program) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Rebuild {
		if err := db.ForgetSearch(p.ctx); err != nil {
			return err
		}
		err := db.IndexSearch(p.ctx, func(i store.Indexing) { fmt.Fprintf(p.stderr, "\rindexed %d of %d", i.Done, i.Total) })
		fmt.Fprintln(p.stderr)
		if err != nil || len(c.Query) == 0 {
			return err
		}
	}
	page, err := db.Search(p.ctx, q, store.Look{Best: c.Best, Matters: c.Matters, Facets: c.Facets, Limit: c.Limit, After: c.After})
	if errors.Is(err, search.ErrQuery) || errors.Is(err, store.ErrSlow) {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	if err != nil {
		return err
	}
	return c.print(p, page)
}

// query is what was asked; its mistakes are the user's input.
func (c *searchCmd) query() (search.Query, error) {
	q, err := search.Parse(strings.Join(c.Query, " "))
	if err != nil {
		return q, fmt.Errorf("%w: %w", errInput, err)
	}
	for facet, values := range map[search.Facet][]string{
		search.Kind: c.Kind, search.Stage: c.Stage, search.Category: c.Category, search.Relevance: c.Relevance, search.Forum: c.Forum,
		search.Plaintiff: c.Plaintiff, search.Firm: c.Firm, search.Place: c.Place, search.Class: c.Class, search.Product: c.Product,
	} {
		for _, v := range values {
			if err := known(facet, v); err != nil {
				return q, err
			}
			q.Facts = append(q.Facts, search.Fact{Facet: facet, Value: v})
		}
	}
	for _, d := range []struct {
		flag, given string
		to          *time.Time
	}{{"--from", c.From, &q.From}, {"--to", c.To, &q.To}} {
		if d.given == "" {
			continue
		}
		if *d.to, err = time.Parse(time.DateOnly, d.given); err != nil {
			return q, fmt.Errorf("%w: %s %.40q: want a day such as 2026-03-31", errInput, d.flag, d.given)
		}
	}
	return q, nil
}

// known reports a value that no filing can have, for facets whose values are
// a closed list: a slip of the pen would find nothing and say so.
func known(facet search.Facet, value string) error {
	var want []string
	switch facet {
	case search.Kind:
		want = []string{string(crawlers.Section337), string(crawlers.Lawsuit), string(crawlers.Squatting)}
	case search.Relevance:
		want = []string{"relevant", "irrelevant", "unclear"}
	case search.Category:
		for _, c := range []alerts.Category{alerts.Cat337, alerts.CatPatent, alerts.CatTrademark, alerts.CatCopyright, alerts.CatScheduleA, alerts.CatSquatting, alerts.CatOther} {
			want = append(want, string(c))
		}
	case search.Class:
		if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 45 {
			return fmt.Errorf("%w: --class %.40q: want a Nice class, 1 to 45", errInput, value)
		}
		return nil
	case search.Place:
		if _, err := strconv.Atoi(value); err != nil || len(value) != 6 {
			return fmt.Errorf("%w: --place %.40q: want six digits, such as 330100; tocsin route says those of an address", errInput, value)
		}
		return nil
	default:
		return nil
	}
	if !slices.Contains(want, value) {
		return fmt.Errorf("%w: --%s %.40q: there are %s", errInput, facet, value, strings.Join(want, ", "))
	}
	return nil
}

func (c *searchCmd) print(p *program, page store.Found) error {
	out := newPrinter(p.stdout, c.JSON)
	for _, r := range page.Rows {
		err := out.value(r, func() string {
			line := fmt.Sprintf("%-23s  %-40s  %s", when(r.Filed), plain(r.Act), plain(r.Title))
			if r.Excerpt != "" {
				line += "\n    " + plain(r.Excerpt)
			}
			return line
		})
		if err != nil {
			return err
		}
	}
	for _, f := range page.Facets {
		if err := out.value(f, func() string { return fmt.Sprintf("%7d  %s: %s", f.Hits, f.Facet, plain(f.Value)) }); err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	if page.Bounded {
		fmt.Fprintf(p.stderr, "more than %d hits; counted over the newest\n", page.Total)
	}
	if page.Next != "" {
		fmt.Fprintf(p.stderr, "more: --after %s\n", page.Next)
	}
	if i := page.Indexing; i != nil {
		fmt.Fprintf(p.stderr, "the index is being made: %d of %d acts; others are not found yet\n", i.Done, i.Total)
	}
	if len(page.Rows) == 0 {
		fmt.Fprintln(p.stderr, "nothing found")
	}
	return nil
}

// indexOld brings acts from before the index into it, and gives up with ctx.
func (p *program) indexOld(ctx context.Context, db *store.DB) {
	begun := false
	err := db.IndexSearch(ctx, func(i store.Indexing) {
		if !begun {
			p.log.Info("old filings are being indexed for search", "done", i.Done, "total", i.Total)
			begun = true
		}
	})
	switch {
	case err != nil && ctx.Err() == nil:
		p.log.Warn("old filings are not all indexed for search; the next start goes on, or tocsin search --rebuild", "err", err)
	case err == nil && begun:
		p.log.Info("old filings are indexed for search")
	}
}
