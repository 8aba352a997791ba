package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"tocsin/crawlers"
)

type crawlCmd struct {
	Source string `arg:"" help:"The source to visit."`
	Pages  string `help:"Answer from recorded pages in this folder, never from the web." placeholder:"DIR" type:"existingdir"`
	Record string `help:"Record the pages in this folder." placeholder:"DIR"`
	JSON   bool   `name:"json" help:"One JSON object a line."`
}

func (c *crawlCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	enabled, err := enabledSources(conf, time.Now())
	if err != nil {
		return err
	}
	source := sourceOf(enabled, c.Source)
	if source == nil {
		return fmt.Errorf("%w: no source %q is enabled; there are %s", errInput, c.Source, sourceNames())
	}
	var base http.RoundTripper
	if c.Pages != "" {
		base = crawlers.Recorded(os.DirFS(c.Pages))
	}
	transport, err := newTransport(conf, base, p.log)
	if err != nil {
		return err
	}
	if c.Record != "" {
		transport.Base = crawlers.Record(c.Record, transport.Base)
	}
	if c.Pages != "" {
		transport.Pace = crawlers.Unpaced{}
	}
	out := newPrinter(p.stdout, c.JSON)
	report := source.Run(p.ctx, crawlers.Env{
		Transport: transport, Now: time.Now, Log: p.log,
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				if err := out.filing(f); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err := out.flush(); err != nil {
		return err
	}
	for _, o := range report.Outcomes {
		if o.State != crawlers.OK && o.State != crawlers.Unchanged {
			fmt.Fprintln(p.stderr, plain(fmt.Sprintf("%s: %s %s", o.URL, o.State, o.Why)))
		}
	}
	if report.Err != nil {
		fmt.Fprintln(p.stderr, plain(report.Err.Error()))
	}
	return p.ended(report.State)
}

type parseCmd struct {
	Source string `arg:"" help:"The source that the page belongs to."`
	File   string `arg:"" help:"The stored page." type:"existingfile"`
	URL    string `name:"url" help:"Where the page came from." placeholder:"URL"`
	JSON   bool   `name:"json" help:"One JSON object a line."`
}

func (c *parseCmd) Run(p *program) error {
	source := findSource(c.Source)
	if source == nil {
		return fmt.Errorf("%w: no source %q; there are %s", errInput, c.Source, sourceNames())
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, min(512, info.Size()))
	if _, err := io.ReadFull(file, head); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	page := crawlers.Page{
		URL: c.URL, Status: http.StatusOK, Body: file, Size: info.Size(), Fetched: info.ModTime().UTC(),
		Header: http.Header{"Content-Type": {http.DetectContentType(head)}},
	}
	out := newPrinter(p.stdout, c.JSON)
	state, err := source.Read(page, p.log, out.filing)
	if err != nil {
		fmt.Fprintln(p.stderr, plain(err.Error()))
	}
	if err := out.flush(); err != nil {
		return err
	}
	return p.ended(state)
}

// ended says the end state as the last line on stderr and maps it to the exit
// code.
func (p *program) ended(s crawlers.State) error {
	var err error
	switch s {
	case crawlers.OK, crawlers.Unchanged, crawlers.Empty:
	case crawlers.Failed:
		err = errSaid
	default:
		err = errSaidInput
	}
	fmt.Fprintln(p.stderr, s)
	return err
}

// A printer writes filings for a person or, as JSON, for a program.
type printer struct {
	w    *bufio.Writer
	json *json.Encoder // nil for a person
}

func newPrinter(w io.Writer, asJSON bool) *printer {
	p := &printer{w: bufio.NewWriter(w)}
	if asJSON {
		p.json = json.NewEncoder(p.w)
		p.json.SetEscapeHTML(false)
	}
	return p
}

func (p *printer) filing(f crawlers.Filing) error {
	if p.json != nil {
		return p.json.Encode(f)
	}
	_, err := fmt.Fprintf(p.w, "%s  %-32s  %-24.24s  %s\n", f.Filed.Format("2006-01-02 15:04"), plain(f.ActID()), plain(f.Text), plain(f.Title))
	return err
}

func (p *printer) flush() error { return p.w.Flush() }
