package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
)

// byAlert is one alert, and who says something of its matter.
type byAlert struct {
	Alert string `arg:"" help:"The alert, as tocsin unsigned and messages name it: us-ilnd/1:26-cv-00011#entry.1@local-hangzhou."`
	By    string `required:"" help:"Who says so, by name; it is kept."`
}

// check reports what nobody can look up later.
func (n *byAlert) check() error {
	if strings.TrimSpace(n.By) == "" {
		return fmt.Errorf("%w: --by: want a person's name", errInput)
	}
	return nil
}

// unknown says what to do about an alert that is not there.
func (n *byAlert) unknown(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: nobody was told of %q; tocsin unsigned lists what is not signed for", errInput, n.Alert)
	}
	return err
}

// subscriber is whom the alert was for.
func (n *byAlert) subscriber() string { return n.Alert[strings.LastIndexByte(n.Alert, '@')+1:] }

type signCmd struct {
	byAlert
	Note string `help:"What is being done, for whoever looks next."`
}

func (c *signCmd) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	first, err := db.Sign(p.ctx, store.Signature{Alert: c.Alert, Person: c.By, At: time.Now(), Note: c.Note})
	if err != nil {
		return c.unknown(err)
	}
	if first.Person != c.By {
		fmt.Fprintf(p.stderr, "%s has signed before, at %s; both are kept\n", plain(first.Person), first.At.In(clock.Beijing).Format("2006-01-02 15:04"))
	}
	fmt.Fprintf(p.stdout, "%s: signed for by %s\n", plain(c.subscriber()), plain(c.By))
	return nil
}

type unsignedCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// An openAlert is what a center has not signed for.
type openAlert struct {
	Alert    string        `json:"alert"`
	Center   string        `json:"center"`
	Severity string        `json:"severity"`
	Title    string        `json:"title"`
	Told     time.Time     `json:"told"`
	Due      *time.Time    `json:"due,omitempty"`    // by when to sign
	Next     string        `json:"next,omitempty"`   // the center that is told then
	Passed   *time.Time    `json:"passed,omitempty"` // when it was told
	Days     *int          `json:"days,omitempty"`   // whole ones that are left until the matter's next deadline
	Clock    *clock.Record `json:"clock,omitempty"`
}

func (c *unsignedCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	open, err := s.open(p)
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	if len(open) == 0 {
		fmt.Fprintln(p.stderr, "no center that is told through this program has anything to sign for")
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, o := range open {
		if err := out.value(o, func() string { return o.line() }); err != nil {
			return err
		}
	}
	return out.flush()
}

// open returns what is not signed for, the fewest days left first, then what
// was to be signed for first.
func (s *system) open(p *program) ([]openAlert, error) {
	all, err := s.pipe.Unsigned(p.ctx, "")
	if err != nil {
		return nil, err
	}
	var out []openAlert
	for _, u := range all {
		clocks, err := s.store.ClocksOf(p.ctx, u.Matter)
		if err != nil {
			return nil, err
		}
		o, err := openOf(u, clocks, s.pipe.Now())
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b openAlert) int {
		return cmp.Or(compareAbsent(a.Days, b.Days, cmp.Compare), compareAbsent(a.Due, b.Due, time.Time.Compare))
	})
	return out, nil
}

// compareAbsent puts what is absent last.
func compareAbsent[T any](a, b *T, compare func(a, b T) int) int {
	switch {
	case a != nil && b != nil:
		return compare(*a, *b)
	case a != nil:
		return -1
	case b != nil:
		return 1
	}
	return 0
}

// openOf is what is shown of u, whose matter has the clocks. It is pure.
func openOf(u pipeline.Unsigned, clocks []store.Clock, now time.Time) (openAlert, error) {
	o := openAlert{
		Alert: u.Alert.ID, Center: u.Alert.Subscriber, Severity: string(u.Severity), Title: u.Alert.Title,
		Told: u.Alert.Told, Next: u.Next, Due: present(u.Due), Passed: present(u.Passed),
	}
	for _, c := range clocks { // the first to close comes first
		var r clock.Record
		if err := json.Unmarshal(c.Body, &r); err != nil {
			return o, fmt.Errorf("clock %s of %s: %w", c.Rule, c.Act, err)
		}
		if c.State == store.Running && c.Closes.After(now) && r.Kind == "deadline" {
			left := int(c.Closes.Sub(now) / (24 * time.Hour))
			o.Days, o.Clock = &left, &r
			break
		}
	}
	return o, nil
}

// present is a time that is known, or nil.
func present(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// line is o for a person, in Beijing's time.
func (o *openAlert) line() string {
	left, sign := "no deadline", "no limit"
	if o.Days != nil {
		left = fmt.Sprintf("%d days left", *o.Days)
	}
	const minute = "01-02 15:04"
	switch {
	case o.Passed != nil:
		sign = "passed on " + o.Passed.In(clock.Beijing).Format(minute)
	case o.Due != nil:
		sign = "sign by " + o.Due.In(clock.Beijing).Format(minute)
		if o.Next != "" {
			sign += ", then " + o.Next
		}
	}
	return plain(fmt.Sprintf("%-12s  %-8s  %-36s  %s  %s", left, o.Severity, sign, o.Alert, o.Title))
}
