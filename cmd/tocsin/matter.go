package main

import (
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

type matterCmd struct {
	Show matterShowCmd `cmd:"" help:"Print a matter: its numbers, what happened when, and who told of it."`
	Join matterJoinCmd `cmd:"" help:"Make one of two matters that are the same."`
	Part matterPartCmd `cmd:"" help:"Take a number out of a matter it was wrongly joined to, for good."`

	Served matterServedCmd `cmd:"" help:"Note when papers were served, so that the time to answer is counted from it."`
	Party  partyCmd        `cmd:"" help:"Remember which parties are what a list watches, and which are not."`
}

const numberHelp = "A number of the matter: 337-TA-1452, DN-3826 or us-ilnd/1:26-cv-00011."

type matterShowCmd struct {
	Number string `arg:"" help:"${number_help}"`
	JSON   bool   `name:"json" help:"One JSON object."`
}

func (c *matterShowCmd) Run(p *program) error {
	key, err := readKey(c.Number)
	if err != nil {
		return err
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	m, err := db.FindMatter(p.ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no place has told of %s yet", errInput, key)
	}
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	if err := out.value(m, func() string { return describe(m) }); err != nil {
		return err
	}
	return out.flush()
}

// readKey reads a number as people write it. One without an authority is the
// trade commission's.
func readKey(s string) (crawlers.Key, error) {
	if authority, number, ok := strings.Cut(s, "/"); ok && authority != "" && number != "" {
		return crawlers.Key{Authority: authority, Number: number}, nil
	}
	if n := section337.Investigations(s); len(n) == 1 {
		return section337.Investigation(n[0]), nil
	}
	if n := section337.Dockets(s); len(n) == 1 {
		return section337.Docket(n[0]), nil
	}
	return crawlers.Key{}, fmt.Errorf("%w: number %q: want 337-TA-1452, DN-3826, or the authority before it as in us-ilnd/1:26-cv-00011", errInput, s)
}

// describe says a matter in lines.
func describe(m store.Matter) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s", m.ID, plain(strings.Join(numbers(m.Keys), ", ")))
	for _, j := range m.Joins {
		fmt.Fprintf(&b, "\njoined %s (%s): %s", j.At.Format(time.DateTime), j.Certainty, plain(j.Why))
	}
	for _, s := range m.Suspects {
		fmt.Fprintf(&b, "\nmay be one: %s and %s (%s); say so by `tocsin matter join` or `matter part`", s.Key, s.Other, plain(s.Why))
	}
	if len(m.Captions) > 0 {
		b.WriteString("\ncalled: " + plain(strings.Join(m.Captions, " → ")))
	}
	for _, a := range m.Acts {
		_, slug, _ := strings.Cut(a.ID, "#")
		filed := a.Filed.Format("2006-01-02 15:04 MST")
		if a.Filed.Day {
			filed = a.Filed.Format(time.DateOnly)
		}
		fmt.Fprintf(&b, "\n%-22s  %-28s  %-16s %-8s %s", filed, slug, a.Stage, a.State, plain(a.Title))
		for _, s := range a.Sources {
			_, from, _ := strings.Cut(s.Report, "<")
			shown := "unknown"
			if s.Shown != nil {
				shown = s.Shown.Format(time.DateTime)
			}
			fmt.Fprintf(&b, "\n%24s%-28s  shown %s, fetched %s UTC", "", from, shown, s.Fetched.Format(time.DateTime))
		}
		if a.Told != nil {
			fmt.Fprintf(&b, "\n%24stold %s UTC", "", a.Told.Format(time.DateTime))
		}
	}
	return b.String()
}

// numbers are those by which people call a matter: the id that a court's system
// gives a case is none, unless nothing else is known yet.
func numbers(keys []crawlers.Key) []string {
	var called, all []string
	for _, k := range keys {
		all = append(all, k.String())
		if !strings.HasPrefix(k.Number, "case.") {
			called = append(called, k.String())
		}
	}
	if called == nil {
		return all
	}
	return called
}

// saying is who says something of matters, and why. Both are kept.
type saying struct {
	Why string `required:"" help:"The reason, which is kept."`
	By  string `help:"Who says so; the name of the account by default."`
}

type matterPartCmd struct {
	Number string `arg:"" help:"${number_help}"`
	saying
}

func (c *matterPartCmd) Run(p *program) error {
	key, err := readKey(c.Number)
	if err != nil {
		return err
	}
	err = p.change(&c.saying, func(pipe *pipeline.Pipeline) error { return pipe.Part(p.ctx, key, c.By, c.Why) })
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s is a matter of its own\n", key)
	return nil
}

type matterJoinCmd struct {
	Number string `arg:"" help:"${number_help}"`
	Other  string `arg:"" help:"A number of the other matter."`
	saying
}

func (c *matterJoinCmd) Run(p *program) error {
	key, err := readKey(c.Number)
	if err != nil {
		return err
	}
	other, err := readKey(c.Other)
	if err != nil {
		return err
	}
	err = p.change(&c.saying, func(pipe *pipeline.Pipeline) error { return pipe.Join(p.ctx, key, other, c.By, c.Why) })
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s and %s are one matter\n", key, other)
	return nil
}

// change has a pipeline do what somebody says, and waits for nothing: what has
// to be judged again is judged by serve.
func (p *program) change(who *saying, do func(*pipeline.Pipeline) error) error {
	who.By = person(who.By)
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	err = s.pipe.Start(p.ctx, pipeline.Roles{})
	if err == nil {
		err = errors.Join(do(s.pipe), s.pipe.Stop(p.ctx))
	}
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: no place has told of that number yet", errInput)
	}
	return errors.Join(err, s.close())
}

// person returns by, or the name of the account if it is empty.
func person(by string) string {
	if by == "" {
		if u, err := user.Current(); err == nil {
			by = u.Username
		}
	}
	return by
}
