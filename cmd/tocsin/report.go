package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/store"
)

type reportCmd struct {
	Daily     reportTimeCmd   `cmd:"" help:"Draft the paper of a day (日报)."`
	Monthly   reportTimeCmd   `cmd:"" help:"Draft the paper of a month (月报)."`
	Quarterly reportTimeCmd   `cmd:"" help:"Draft the paper of a quarter (季报)."`
	Annual    reportTimeCmd   `cmd:"" help:"Draft the paper of a year (年度报告)."`
	Matter    reportMatterCmd `cmd:"" help:"Draft the paper about one matter (专报)."`
}

// drafting is where a draft goes and in which form. Drafts are in Chinese.
type drafting struct {
	Format string `enum:"html,docx,xlsx,md" default:"html" help:"html (to be printed on A4), docx, xlsx or md."`
	Out    string `short:"o" placeholder:"FILE" help:"Where to write it; standard output by default."`
	By     string `placeholder:"OFFICE" help:"Who makes it (编制单位); the center by default."`
}

var draftForms = map[string]func(io.Writer, report.Draft) error{
	"html": report.WritePage, "docx": report.WriteWord, "xlsx": report.WriteDraftExcel, "md": report.WriteMarkdown,
}

// unnamedOffice stands where nobody said who makes a paper.
const unnamedOffice = "（请填写）"

func (c *drafting) write(p *program, d report.Draft) error {
	var b bytes.Buffer
	if err := draftForms[c.Format](&b, d); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := p.stdout.Write(b.Bytes())
		return err
	}
	if err := os.WriteFile(c.Out, b.Bytes(), 0o600); err != nil { // it may name people
		return err
	}
	fmt.Fprintf(p.stdout, "%s %s: %s\n", d.Title, d.Number, c.Out)
	return nil
}

type reportTimeCmd struct {
	Day    string `arg:"" optional:"" help:"A day of the period, as in 2026-11-30; today in Beijing by default."`
	Center string `placeholder:"ID" help:"Of what one center was told; of all by default."`
	drafting

	paper string
}

// AfterApply tells the commands apart by what they are called.
func (c *reportCmd) AfterApply() error { //nolint:unparam // as kong wants it
	c.Daily.paper, c.Monthly.paper, c.Quarterly.paper, c.Annual.paper = report.Papers[0], report.Papers[1], report.Papers[2], report.Papers[3]
	return nil
}

func (c *reportTimeCmd) Run(p *program) error {
	now := time.Now()
	w := report.Want{Paper: c.paper, Made: now, By: c.By}
	y, m, d := now.In(clock.Beijing).Date()
	w.Day = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if c.Day != "" {
		var err error
		if w.Day, err = time.Parse(time.DateOnly, c.Day); err != nil {
			return fmt.Errorf("%w: day %q: want one such as 2026-11-30", errInput, c.Day)
		}
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	sys, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	defer sys.close()
	if c.Center != "" {
		network, err := sys.store.Network(p.ctx)
		if err != nil {
			return err
		}
		if !network.Has(c.Center) {
			return fmt.Errorf("%w: no center %q; tocsin table print centers lists them", errInput, c.Center)
		}
		w.In.Subscribers = []string{c.Center}
		w.By = cmp.Or(w.By, alerts.CentersOf(network, w.In.Subscribers)[0].NameZH)
	}
	w.By = cmp.Or(w.By, unnamedOffice)
	since, err := w.Begins()
	if err != nil {
		return err
	}
	if w.Places, err = sys.sight(p, since); err != nil {
		return err
	}
	draft, err := report.Gather(p.ctx, sys.store, w)
	if err != nil {
		return err
	}
	return c.write(p, draft)
}

// sight is how each place that is visited was seen since a time.
func (s *system) sight(p *program, since time.Time) ([]alerts.Watched, error) {
	seen, err := s.store.Sight(p.ctx, since)
	if err != nil {
		return nil, err
	}
	places, err := s.places(p.ctx)
	if err != nil {
		return nil, err
	}
	var out []alerts.Watched
	for _, place := range places {
		if place.Off == "" {
			w := seen[place.Name]
			w.Name, w.Title = place.Name, place.Title["zh"]
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b alerts.Watched) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

type reportMatterCmd struct {
	Number string `arg:"" help:"${number_help}"`
	drafting
}

func (c *reportMatterCmd) Run(p *program) error {
	key, err := readKey(c.Number)
	if err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	f := report.File{Made: time.Now(), By: cmp.Or(c.By, unnamedOffice), Grade: relevance.Grade, Source: sourceTitle}
	if f.Dossier, err = db.Dossier(p.ctx, key, nil, true); errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no place has told of %s yet", errInput, key)
	}
	if err != nil {
		return err
	}
	if f.Clocks, err = db.ClocksOf(p.ctx, f.Dossier.ID); err != nil {
		return err
	}
	if f.Rules, err = db.Rules(p.ctx); err != nil {
		return err
	}
	network, err := db.Network(p.ctx)
	if err != nil {
		return err
	}
	f.Centers = func(ids []string) []alerts.Center { return alerts.CentersOf(network, ids) }
	draft, err := report.Special(f)
	if err != nil {
		return err
	}
	return c.write(p, draft)
}

// sourceTitle is what people call a source.
func sourceTitle(name string) string {
	if s := findSource(name); s != nil {
		return cmp.Or(s.Title["zh"], name)
	}
	return name
}
