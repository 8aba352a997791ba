package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
)

type clockCmd struct {
	Rule       string `arg:"" optional:"" help:"The rule, such as itc.response; \"time\" for an hour abroad. Without one all rules are listed."`
	Date       string `arg:"" optional:"" help:"The day it is counted from, YYYY-MM-DD; with time 'YYYY-MM-DD HH:MM ZONE'."`
	Extended   bool   `help:"With every extension."`
	Unverified bool   `help:"Use rules that nobody has verified too."`
	Zone       string `help:"The court's zone, such as America/Chicago or CT." placeholder:"ZONE"`
	Rules      string `help:"A table of rules that take the place of ours." type:"existingfile" placeholder:"FILE"`
	Holidays   string `help:"A table of holidays that take the place of ours." type:"existingfile" placeholder:"FILE"`
	Lang       string `help:"zh or en." enum:"zh,en" default:"zh"`
	JSON       bool   `name:"json" help:"One JSON object a line."`
}

func (c *clockCmd) Run(p *program) error {
	out := newPrinter(p.stdout, c.JSON)
	if c.Rule == "time" {
		return c.moment(out)
	}
	table, err := c.table(p)
	if err != nil {
		return err
	}
	if c.Rule == "" {
		return c.list(table, out)
	}
	if c.Date == "" {
		return fmt.Errorf("%w: %s: name the day it is counted from, YYYY-MM-DD", errInput, plain(c.Rule))
	}
	day, err := clock.ParseDay(c.Date)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	o := clock.Options{Extended: c.Extended, From: clock.FromUser, Today: time.Now()}
	if c.Zone != "" {
		zone, err := clock.Zone(c.Zone)
		if err != nil {
			return fmt.Errorf("%w: --zone: %w", errInput, err)
		}
		o.Zone = zone.String()
	}
	k, err := table.Count(c.Rule, day, o)
	var unknown *clock.UnknownRuleError
	var none *clock.NoClockError
	if errors.As(err, &unknown) || errors.As(err, &none) {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		if err := out.value(k, nil); err != nil {
			return err
		}
		return out.flush()
	}
	for _, line := range c.describe(k) {
		fmt.Fprintln(p.stdout, plain(line))
	}
	return nil
}

// table returns the rules, with those of an operator in the place of ours.
func (c *clockCmd) table(p *program) (*clock.Table, error) {
	table := clock.Embedded()
	if err := p.inForce(func(db *store.DB) (err error) {
		table, err = db.Rules(p.ctx)
		return err
	}); err != nil {
		return nil, err
	}
	if c.Rules != "" {
		f, err := os.Open(c.Rules)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errInput, err)
		}
		defer f.Close()
		rules, err := clock.ReadRules(f)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errInput, c.Rules, err)
		}
		table = table.With(rules)
	}
	if c.Holidays != "" {
		f, err := os.Open(c.Holidays)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errInput, err)
		}
		defer f.Close()
		holidays, err := clock.ReadHolidays(f)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errInput, c.Holidays, err)
		}
		table = table.WithHolidays(holidays)
	}
	if c.Unverified {
		table = table.WithUnverified()
	}
	return table, nil
}

// describe says a clock in lines.
func (c *clockCmd) describe(k clock.Clock) []string {
	n := k.Counted()
	lines := []string{n.Rule.ID + "  " + n.Rule.Title.In(c.Lang), k.Text().In(c.Lang)}
	line := func(label, text clock.Text) { lines = append(lines, label.In(c.Lang)+text.In(c.Lang)) }
	line(clock.Text{ZH: "起算：", EN: "Counted from: "}, n.Event.Text(n.Rule))
	line(clock.Text{ZH: "依据：", EN: "Basis: "}, n.Basis)
	for _, w := range n.Warnings {
		line(clock.Text{ZH: "注意：", EN: "Mind: "}, w)
	}
	seen := strings.Trim(n.Rule.Verified+"; "+n.Rule.Source, "; ")
	line(clock.Text{ZH: "核实：", EN: "Verified: "}, clock.Text{ZH: seen, EN: seen})
	if n.Rule.Note.ZH != "" {
		line(clock.Text{ZH: "备注：", EN: "Note: "}, n.Rule.Note)
	}
	return lines
}

// listed is a rule as the list prints it.
type listed struct {
	Rule      string `json:"rule"`
	Title     string `json:"title"`
	Form      string `json:"form"`
	Length    string `json:"length,omitempty"`
	On        bool   `json:"on"`
	Verified  string `json:"verified"`
	Citation  string `json:"citation"`
	ValidFrom string `json:"valid_from,omitempty"`
	ValidTo   string `json:"valid_to,omitempty"`
}

func (c *clockCmd) list(table *clock.Table, out *printer) error {
	for _, r := range table.Rules() {
		l := listed{Rule: r.ID, Title: r.Title.In(c.Lang), Form: string(r.Form), On: r.On(), Verified: r.Verified, Citation: r.Citation}
		if r.Length.N > 0 {
			l.Length = r.Length.Text().In(c.Lang)
		}
		if !r.From.IsZero() {
			l.ValidFrom = r.From.Format(time.DateOnly)
		}
		if !r.To.IsZero() {
			l.ValidTo = r.To.Format(time.DateOnly)
		}
		err := out.value(l, func() string {
			state := clock.Text{ZH: "启用", EN: "on"}
			if !l.On {
				state = clock.Text{ZH: "未核实", EN: "unverified"}
			}
			years := ""
			if l.ValidFrom+l.ValidTo != "" {
				years = "  [" + l.ValidFrom + ".." + l.ValidTo + "]"
			}
			return fmt.Sprintf("%-26s %s  %s %s%s", l.Rule, state.In(c.Lang), l.Title, l.Length, years)
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}

// moment prints an hour abroad as it is in Beijing.
func (c *clockCmd) moment(out *printer) error {
	t, err := clock.ParseMoment(c.Date)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	there := struct {
		Time    string `json:"time"`
		Beijing string `json:"beijing"`
		Weekday string `json:"weekday"`
	}{t.Format(time.RFC3339), t.In(clock.Beijing).Format(time.RFC3339), t.In(clock.Beijing).Format("Mon")}
	err = out.value(there, func() string {
		return fmt.Sprintf("%s = %s %s", t.Format("2006-01-02 15:04 Mon -07:00"), t.In(clock.Beijing).Format("2006-01-02 15:04 Mon"), clock.Text{ZH: "北京时间", EN: "Beijing"}.In(c.Lang))
	})
	return errors.Join(err, out.flush())
}
