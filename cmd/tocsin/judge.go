package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tocsin/cmd/internal/relevance"
	"tocsin/crawlers"
)

type classifyCmd struct {
	By   string `help:"Who judges: rules, or llm for the rules and the configured model." enum:"rules,llm" default:"rules"`
	JSON bool   `name:"json" help:"One JSON object a line."`
}

func (c *classifyCmd) Run(p *program) error {
	cascade := relevance.Cascade{}
	if c.By == "llm" {
		conf, err := p.config()
		if err != nil {
			return err
		}
		if conf.LLM.URL == "" {
			return fmt.Errorf("%w: llm.url is not set; set it in tocsin.yaml or as TOCSIN_LLM_URL", errConfig)
		}
		db, err := openStore(p.ctx, conf)
		if err != nil {
			return err
		}
		defer db.Close()
		cascade = newCascade(conf, db, time.Now, p.log)
	}
	return p.eachFiling(c.JSON, func(f crawlers.Filing, out *printer) error {
		v, _, err := cascade.Judge(p.ctx, f)
		if err != nil {
			return err
		}
		return out.value(v, func() string {
			said := "open"
			if v.Is() {
				said = "relevant"
			} else if v.Not() {
				said = "irrelevant"
			}
			return fmt.Sprintf("%-10s  %-10s  %s  %s", said, v.Category, f.ActID(), v.Why)
		})
	})
}

// anyFiling shows what a filing has at the least.
const anyFiling = `{"id":"us-ilnd/1:26-cv-00011#entry.1<ecf","key":{"authority":"us-ilnd","number":"1:26-cv-00011"},"kind":"lawsuit","title":"A v. B","filed":"2026-01-05","source":"ecf"}`

// eachFiling reads filings from standard input, one JSON object a line, as
// crawl and parse print them.
func (p *program) eachFiling(asJSON bool, do func(crawlers.Filing, *printer) error) error {
	lines := bufio.NewReaderSize(p.stdin, 1<<20)
	if mark, _ := lines.Peek(3); string(mark) == "\ufeff" { // an error is met again by the decoder
		lines.Discard(3) //nolint:errcheck // they are in the buffer
	}
	in := json.NewDecoder(lines)
	out := newPrinter(p.stdout, asJSON)
	for n := 1; ; n++ {
		var f crawlers.Filing
		err := in.Decode(&f)
		if errors.Is(err, io.EOF) {
			return out.flush()
		}
		if err == nil && f.Kind != crawlers.Section337 && f.Kind != crawlers.Lawsuit && f.Kind != crawlers.Squatting {
			err = fmt.Errorf("kind %q: want section-337, lawsuit or squatting", f.Kind)
		}
		if err != nil {
			return errors.Join(out.flush(), fmt.Errorf("%w: filing %d on standard input: %w; want lines as crawl --json and parse --json print them, such as %s", errInput, n, err, anyFiling))
		}
		if err := do(f, out); err != nil {
			return errors.Join(out.flush(), err)
		}
	}
}

// value writes v as JSON, or what words says for a person.
func (p *printer) value(v any, words func() string) error {
	if p.json != nil {
		return p.json.Encode(v)
	}
	for line := range strings.Lines(words()) { // each is plain, and stays a line
		if _, err := fmt.Fprintln(p.w, plain(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}
