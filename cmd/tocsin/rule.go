package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

type ruleCmd struct {
	List     ruleListCmd    `cmd:"" help:"List the places that rules describe, and the versions of one."`
	Show     ruleShowCmd    `cmd:"" help:"Print a version of a rule."`
	Check    ruleCheckCmd   `cmd:"" help:"Say what is wrong with a rule, line by line."`
	Preview  rulePreviewCmd `cmd:"" help:"Say what a rule makes of one stored page."`
	Propose  ruleProposeCmd `cmd:"" help:"Store a new version of a rule and propose it."`
	Approve  ruleApproveCmd `cmd:"" help:"Approve a proposed version."`
	Activate ruleMoveCmd    `cmd:"" help:"Put a version in force, on all nodes."`
	Rollback ruleBackCmd    `cmd:"" help:"Put the version before in force again, or an older one."`
	Retire   ruleRetireCmd  `cmd:"" help:"Watch a place no more."`
	Replay   ruleReplayCmd  `cmd:"" help:"Say what a rule would have told more and fewer of the pages that are stored."`
}

// described returns the places whose rules are active. A rule that this version
// of the program cannot use is left out, and said.
func described(ctx context.Context, db *store.DB, log *slog.Logger) ([]*crawlers.Source, error) {
	active, err := db.ActiveRules(ctx)
	if err != nil {
		return nil, err
	}
	var out []*crawlers.Source
	for _, v := range active {
		s, err := describedBy(v.Body)
		if err != nil {
			log.Warn("a place is not watched: its rule cannot be used", "rule", v.Name, "version", v.Version, "err", err)
			continue
		}
		out = append(out, s)
	}
	return out, nil
}

// describedBy returns the place that a rule describes.
func describedBy(body string) (*crawlers.Source, error) {
	r, err := listing.Decode([]byte(body))
	if err != nil {
		return nil, err
	}
	if findSource(r.Name) != nil {
		return nil, fmt.Errorf("name: %s is a place that comes with the program: take another name", r.Name)
	}
	s, err := listing.Source(r)
	return &s, err
}

// describedIn returns the place of a name as a file describes it, or without
// one as its active rule does; nil if there is none.
func (p *program) describedIn(file, name string) (*crawlers.Source, error) {
	if file == "" {
		return p.describedSource(name)
	}
	r, body, err := ruleFile(file)
	if err != nil {
		return nil, err
	}
	if r.Name != name {
		return nil, fmt.Errorf("%w: %s describes %s, not %s", errInput, file, r.Name, name)
	}
	return describedBy(body)
}

// describedSource returns the place of a name whose rule is active, or nil.
func (p *program) describedSource(name string) (*crawlers.Source, error) {
	var all []*crawlers.Source
	err := p.inForce(func(db *store.DB) (err error) {
		all, err = described(p.ctx, db, p.log)
		return err
	})
	return sourceOf(all, name), err
}

// maxRuleFile is more than any rule has.
const maxRuleFile = 1 << 20

// ruleFile reads and checks the rule in a file.
func ruleFile(name string) (r listing.Rule, body string, err error) {
	file, err := os.Open(name)
	if err != nil {
		return r, "", fmt.Errorf("%w: %w", errInput, err)
	}
	defer file.Close()
	doc, err := io.ReadAll(io.LimitReader(file, maxRuleFile))
	if err != nil {
		return r, "", fmt.Errorf("%w: %w", errInput, err)
	}
	if r, err = listing.Decode(doc); err != nil {
		return r, "", fmt.Errorf("%w: %s:\n%w", errInput, name, err)
	}
	if findSource(r.Name) != nil {
		return r, "", fmt.Errorf("%w: %s: name: %s is a place that comes with the program: take another name", errInput, name, r.Name)
	}
	return r, string(doc), nil
}

func (p *program) indented(v any) error {
	e := json.NewEncoder(p.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

type ruleListCmd struct {
	Name string `arg:"" optional:"" help:"The place whose versions are listed."`
}

func (c *ruleListCmd) Run(p *program) error {
	return p.inForce(func(db *store.DB) error {
		list, err := db.LastRules(p.ctx)
		if c.Name != "" {
			list, err = db.RuleVersions(p.ctx, c.Name)
		}
		for _, v := range list {
			line := fmt.Sprintf("%-24s  version %d  %-8s  %s by %s", v.Name, v.Version, v.State, v.At.Format("2006-01-02 15:04"), v.By)
			if v.ApprovedBy != "" {
				line += ", approved by " + v.ApprovedBy
			}
			if v.Note != "" {
				line += ": " + v.Note
			}
			fmt.Fprintln(p.stdout, plain(line))
		}
		return err
	})
}

type ruleShowCmd struct {
	Name    string `arg:"" help:"The place."`
	Version int    `help:"Of the rule; the last if it is left out."`
}

func (c *ruleShowCmd) Run(p *program) error {
	return p.onRules(func(db *store.DB) error {
		v, err := db.RuleVersion(p.ctx, c.Name, c.Version)
		if err != nil {
			return err
		}
		_, err = io.WriteString(p.stdout, v.Body)
		return err
	})
}

// onRules does something in the store that is there, and says what its errors
// mean to who typed the command.
func (p *program) onRules(do func(*store.DB) error) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	err = do(db)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("%w: no such rule or version; see tocsin rule list", errInput)
	case errors.Is(err, store.ErrStep), errors.Is(err, store.ErrConflict):
		return fmt.Errorf("%w: %w", errInput, err)
	}
	return err
}

type ruleCheckCmd struct {
	File string `arg:"" help:"The rule, YAML or JSON." type:"existingfile"`
}

func (c *ruleCheckCmd) Run(p *program) error {
	r, _, err := ruleFile(c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: good\n", r.Name)
	return nil
}

type rulePreviewCmd struct {
	File string `arg:"" help:"The rule, YAML or JSON." type:"existingfile"`
	Page string `arg:"" help:"The stored page." type:"existingfile"`
	URL  string `name:"url" help:"Where the page came from (default: the rule's first list)." placeholder:"URL"`
}

func (c *rulePreviewCmd) Run(p *program) error {
	r, _, err := ruleFile(c.File)
	if err != nil {
		return err
	}
	file, err := os.Open(c.Page)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	defer file.Close()
	if c.URL == "" {
		c.URL = r.List.URLs[0]
	}
	page, err := storedPage(c.URL, file)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	got, err := listing.PreviewPage(r, page)
	if err != nil {
		return err
	}
	if err := p.indented(got); err != nil {
		return err
	}
	return p.ended(got.State)
}

type ruleProposeCmd struct {
	File string `arg:"" help:"The rule, YAML or JSON." type:"existingfile"`
	By   string `required:"" help:"Who proposes it."`
	Note string `help:"What is new in it."`
	On   int    `help:"The version it was made from; 0 for a new place." default:"0"`
}

func (c *ruleProposeCmd) Run(p *program) error {
	r, body, err := ruleFile(c.File)
	if err != nil {
		return err
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	db, err := openStore(p.ctx, conf)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return p.onRules(func(db *store.DB) error {
		version, err := db.WriteRule(p.ctx, r.Name, body, c.By, c.Note, c.On, time.Now())
		if err != nil {
			return err
		}
		err = db.MoveRule(p.ctx, store.RuleMove{Name: r.Name, Version: version, To: store.RuleProposed, By: c.By, Note: c.Note}, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s: version %d proposed\n", r.Name, version)
		return p.changed(db, r, version)
	})
}

// changed prints how a version differs from the one before it.
func (p *program) changed(db *store.DB, r listing.Rule, version int) error {
	if version < 2 {
		return nil
	}
	before, err := db.RuleVersion(p.ctx, r.Name, version-1)
	if err != nil {
		return err
	}
	old, err := listing.Decode([]byte(before.Body))
	if err != nil {
		return nil //nolint:nilerr // of an older version that is no rule any more nothing can be said
	}
	changes, err := listing.Changes(old, r)
	for _, c := range changes {
		fmt.Fprintln(p.stdout, plain(c.Says.ZH))
	}
	return err
}

// ruleStep names a version and who does something with it.
type ruleStep struct {
	Name    string `arg:"" help:"The place."`
	Version int    `arg:"" help:"Of its rule."`
	By      string `required:"" help:"Who does it."`
	Note    string `help:"Why."`
}

func (c ruleStep) move(p *program, to store.RuleState) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	return p.onRules(func(db *store.DB) error {
		v, err := db.RuleVersion(p.ctx, c.Name, c.Version)
		if err != nil {
			return err
		}
		if to == store.RuleActive {
			if err := usable(v); err != nil {
				return fmt.Errorf("%w: version %d: %w", errInput, c.Version, err)
			}
		}
		m := store.RuleMove{Name: c.Name, Version: c.Version, To: to, By: c.By, Note: c.Note, Second: conf.Rules.SecondPerson}
		if err := db.MoveRule(p.ctx, m, time.Now()); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s: version %d %s\n", c.Name, c.Version, to)
		return nil
	})
}

// usable says why a version cannot be put in force, or nil.
func usable(v store.RuleVersion) (err error) {
	if v.Name == store.Thresholds {
		_, err = alerts.ReadLimits([]byte(v.Body))
	} else {
		_, err = describedBy(v.Body)
	}
	return err
}

type ruleApproveCmd struct{ ruleStep }

func (c *ruleApproveCmd) Run(p *program) error { return c.move(p, store.RuleApproved) }

type ruleMoveCmd struct{ ruleStep }

func (c *ruleMoveCmd) Run(p *program) error { return c.move(p, store.RuleActive) }

type ruleRetireCmd struct{ ruleStep }

func (c *ruleRetireCmd) Run(p *program) error { return c.move(p, store.RuleRetired) }

type ruleBackCmd struct {
	Name    string `arg:"" help:"The place."`
	Version int    `arg:"" optional:"" help:"Of its rule; the one before that was in force if it is left out."`
	By      string `required:"" help:"Who does it."`
	Note    string `help:"Why."`
}

func (c *ruleBackCmd) Run(p *program) error {
	if c.Version == 0 {
		err := p.onRules(func(db *store.DB) error {
			steps, err := db.RuleSteps(p.ctx, c.Name)
			now := 0 // the version in force
			for _, s := range steps {
				if s.State == store.RuleActive && s.Version != now {
					c.Version, now = now, s.Version
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		if c.Version == 0 {
			return fmt.Errorf("%w: no other version of %s was in force before; see tocsin rule list %s", errInput, c.Name, c.Name)
		}
	}
	return ruleStep{c.Name, c.Version, c.By, c.Note}.move(p, store.RuleActive)
}

type ruleReplayCmd struct {
	File string `arg:"" help:"The rule to be put in force, YAML or JSON." type:"existingfile"`
	Days int    `default:"90" help:"How far back."`
}

func (c *ruleReplayCmd) Run(p *program) error {
	r, _, err := ruleFile(c.File)
	if err != nil {
		return err
	}
	if c.Days < 1 || c.Days > 3_650 {
		return fmt.Errorf("%w: --days %d: want 1 to 3650", errInput, c.Days)
	}
	return p.onRules(func(db *store.DB) error {
		active, err := db.ActiveRules(p.ctx)
		if err != nil {
			return err
		}
		for _, v := range active {
			if v.Name != r.Name {
				continue
			}
			old, err := listing.Decode([]byte(v.Body))
			if err != nil {
				return err
			}
			got, err := listing.Compare(old, r, db.PagesOf(p.ctx, r.Name, time.Now().AddDate(0, 0, -c.Days)))
			if err != nil {
				return err
			}
			return p.indented(got)
		}
		return fmt.Errorf("%w: no rule of %s is in force, so no pages of it are stored", errInput, r.Name)
	})
}
