package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"strings"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

type crawlCmd struct {
	Source string `arg:"" help:"The source to visit."`
	Pages  string `help:"Answer from recorded pages in this folder, never from the web." placeholder:"DIR" type:"existingdir"`
	Record string `help:"Record the pages in this folder." placeholder:"DIR"`
	Rule   string `help:"Visit the place as this rule describes it, in force or not." placeholder:"FILE" type:"existingfile"`
	Watch  string `help:"Whose marks to ask for, as CSV: for a place that is asked for each watched mark (kipris)." placeholder:"WATCH.csv" type:"existingfile"`
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
	if source == nil && findSource(c.Source) != nil {
		return fmt.Errorf("%w: source %s is switched off in the configuration (sources.%s.enabled)", errInput, c.Source, c.Source)
	}
	if source == nil {
		if source, err = p.describedIn(c.Rule, c.Source); err != nil {
			return err
		}
	}
	if source == nil {
		return fmt.Errorf("%w: no source %q; there are %s", errInput, c.Source, sourceNames())
	}
	if c.Pages == "" && source.Idle() {
		return fmt.Errorf("%w: %s is not visited: %s", errInput, source.Name, wants(&source.Meta))
	}
	watched, err := c.watched(p, &source.Meta)
	if err != nil {
		return err
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
		if err := writable(c.Record); err != nil {
			return fmt.Errorf("--record: %w; name a folder that can be written", err)
		}
		transport.Base = crawlers.Record(c.Record, transport.Base, source.Withhold)
	}
	if c.Pages != "" {
		transport.Pace, source.Token = crawlers.Unpaced{}, "" // nobody signs in to pages
	} else {
		db, err := p.countRequests(conf, source, transport)
		if err != nil {
			return err
		}
		if db != nil {
			defer db.Close()
		}
	}
	out := newPrinter(p.stdout, c.JSON)
	report := source.Run(p.ctx, crawlers.Env{
		Transport: transport, Now: time.Now, Log: p.log,
		PageLog: slog.New(slog.DiscardHandler), // how pages ended is said below
		Watched: watched,
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
	for _, line := range unwell(report.Outcomes) {
		fmt.Fprintln(p.stderr, plain(line))
	}
	if report.Err != nil {
		fmt.Fprintln(p.stderr, plain(report.Err.Error()))
	}
	return p.ended(report.State)
}

// watched returns where the marks that the source is to be asked for come from;
// nil where nobody says.
func (c *crawlCmd) watched(p *program, m *crawlers.Meta) (func(context.Context, string) ([]crawlers.Watch, error), error) {
	switch {
	case m.Asks == "" && c.Watch != "":
		return nil, fmt.Errorf("%w: --watch: %s lists what is new by itself; leave it out", errInput, m.Name)
	case m.Asks != "" && c.Watch == "":
		fmt.Fprintf(p.stderr, "%s is asked for each watched mark: name them with --watch WATCH.csv\n", m.Name)
		return nil, nil //nolint:nilnil // the visit says that nothing is asked
	case m.Asks == "":
		return nil, nil //nolint:nilnil // nothing is to be said
	}
	lists, err := readWatchlists(c.Watch)
	return func(_ context.Context, country string) ([]crawlers.Watch, error) {
		return pipeline.Watched(lists, country), nil
	}, err
}

// countRequests has the transport count requests: what costs money in the
// store, where serve counts it too, anything else for as long as the command
// runs, without a store.
func (p *program) countRequests(conf config.Config, source *crawlers.Source, transport *crawlers.Transport) (*store.DB, error) {
	if source.FeeCents == 0 {
		ledger := new(crawlers.Ledger)
		transport.Spend, transport.Charge = ledger.Spend, ledger.Charge
		return nil, nil //nolint:nilnil // there is none, and no error
	}
	db, err := findStore(p.ctx, conf)
	if err != nil {
		return nil, fmt.Errorf("%s charges, and what is spent is counted in the store: %w", source.Name, err)
	}
	countIn(db, transport, time.Now)
	return db, nil
}

// writable makes the folder and sees that files can be made in it.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".tocsin-*")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// unwell returns a line for every page that did not end well, and one more if
// that was every page and for one reason: then it is hardly the pages.
func unwell(outcomes []crawlers.Outcome) []string {
	var lines []string
	reasons, states := map[string]bool{}, map[crawlers.State]bool{}
	for _, o := range outcomes {
		if o.State == crawlers.OK || o.State == crawlers.Unchanged {
			continue
		}
		why := bare(o)
		line := fmt.Sprintf("%s: %s", o.URL, o.State)
		if why != "" {
			line += ": " + why
		}
		lines = append(lines, line)
		reasons[why[strings.LastIndex(why, ": ")+1:]] = true // without the host that is named before
		states[o.State] = true
	}
	if len(lines) < 2 || len(lines) < len(outcomes) || len(reasons) > 1 || len(states) > 1 || states[crawlers.Empty] {
		return lines
	}
	last := fmt.Sprintf("all %d pages ended alike: %s", len(lines), outcomes[0].State)
	for why := range reasons { // there is one
		last = fmt.Sprintf("%s: %s", last, strings.TrimSpace(why))
	}
	if states[crawlers.Failed] {
		last += "; see that this machine has a network"
	}
	return append(lines, last)
}

// bare is why a page ended as it did, without its address and the word for its
// state, which stand before it in a line.
func bare(o crawlers.Outcome) string {
	why := o.Why
	for _, method := range []string{"Get", "Post"} {
		why = strings.TrimPrefix(why, fmt.Sprintf("%s %q: ", method, o.URL))
	}
	for _, word := range []error{crawlers.ErrBlocked, crawlers.ErrShape, crawlers.ErrTruncated} {
		why = strings.TrimPrefix(why, word.Error()+": ")
	}
	return why
}

type parseCmd struct {
	Source string `arg:"" help:"The source that the page belongs to."`
	File   string `arg:"" help:"The stored page." type:"existingfile"`
	URL    string `name:"url" help:"Where the page came from." placeholder:"URL"`
	JSON   bool   `name:"json" help:"One JSON object a line."`
}

func (c *parseCmd) Run(p *program) error {
	if c.File == "-" {
		return fmt.Errorf("%w: a page is read from a file, not from standard input: name the file", errInput)
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	source, err := p.sourceNamed(conf, c.Source)
	if err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	defer file.Close()
	page, err := storedPage(c.URL, file)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
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

// sourceNamed returns a source, shipped or described by a rule.
func (p *program) sourceNamed(conf config.Config, name string) (*crawlers.Source, error) {
	if findSource(name) != nil {
		return configuredSource(conf, name)
	}
	source, err := p.describedSource(name)
	if err == nil && source == nil {
		err = fmt.Errorf("%w: no source %q; there are %s", errInput, name, sourceNames())
	}
	return source, err
}

// configuredSource returns a source as the configuration has it, also one that
// is switched off: its stored pages can still be read.
func configuredSource(conf config.Config, name string) (*crawlers.Source, error) {
	conf.Sources = maps.Clone(conf.Sources)
	if change, ok := conf.Sources[name]; ok {
		change.Enabled = nil
		conf.Sources[name] = change
	}
	enabled, err := enabledSources(conf, time.Now())
	return sourceOf(enabled, name), err
}

// storedPage is the page that a file holds. Its type is guessed by its first
// bytes, and its charset never: it says that itself.
func storedPage(address string, file *os.File) (crawlers.Page, error) {
	info, err := file.Stat()
	if err != nil {
		return crawlers.Page{}, err
	}
	head := make([]byte, min(512, info.Size()))
	if _, err := io.ReadFull(file, head); err != nil {
		return crawlers.Page{}, fmt.Errorf("%s: %w", file.Name(), err)
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	return crawlers.Page{
		URL: address, Status: http.StatusOK, Body: file, Size: info.Size(), Fetched: info.ModTime().UTC(),
		Header: http.Header{"Content-Type": {kind}},
	}, nil
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
	_, err := fmt.Fprintf(p.w, "%-23s  %-32s  %-24.24s  %s\n", when(f.Filed), plain(f.ActID()), plain(f.Text), plain(f.Title))
	return err
}

// when writes an instant with its zone, and a day as no more than a day.
func when(d crawlers.Date) string {
	if d.Day {
		return d.Format(time.DateOnly)
	}
	return d.Format("2006-01-02 15:04 -07:00")
}

func (p *printer) flush() error { return p.w.Flush() }
