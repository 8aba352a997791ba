package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tocsin/cmd/internal/intake"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
)

type importCmd struct {
	File    string   `arg:"" help:"CSV (UTF-8, UTF-16 or GB18030) or XLSX, whatever its name." type:"existingfile"`
	Office  string   `help:"The office that all rows are of: kr-tm, or id-tm after its country's code." placeholder:"KEY"`
	Map     []string `help:"What a column tells, over what its heading says; a column without one has its number." placeholder:"COLUMN=FIELD"`
	Dates   string   `help:"How days are written where they do not tell: dmy, mdy, or roc for years since 1911." enum:"dmy,mdy,roc," default:""`
	Sheet   string   `help:"The sheet of a workbook; else the first that has rows." placeholder:"NAME"`
	Preview bool     `help:"Say what would be taken in, and store nothing."`
	JSON    bool     `name:"json" help:"One JSON object a line."`
}

// Help is what tocsin import --help says beyond the flags.
func (c *importCmd) Help() string {
	var fields []string
	for _, f := range intake.Fields {
		fields = append(fields, string(f))
	}
	return "Fields: " + strings.Join(fields, ", ") + `. "changed" is the day of the status, "until" the last day to oppose, "form" the mark in another script or language.

Look first: tocsin import list.xlsx --office id-tm --preview. A file may be taken in again: what is known is not told twice. Rows that cannot be taken are named, and end the command with 2; the others are taken in.

With --json a preview prints each filing, and the last line is the report: object ("import"), file, form, sheet, columns [{column, field, why}], rows, filings, left, united, notes [], remarks [{row, state (left, united, noted, beside), why}], stored, and where stored is true added, revised, known and history.`
}

// shownRows are how many filings and how many remarks a person is shown.
const shownRows = 20

func (c *importCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	read, err := c.read(p)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	if err := errors.Join(c.show(out, read), out.flush()); err != nil { // before what may take long
		return err
	}
	if c.Preview {
		return c.end(out, read, nil)
	}
	if len(read.Filings) == 0 {
		return errors.Join(c.end(out, read, nil), fmt.Errorf("%w: %s: nothing in it can be taken in", errInput, c.File))
	}
	s, err := p.bindThere(conf)
	if err != nil {
		return errors.Join(out.flush(), err)
	}
	err = s.pipe.Start(p.ctx, pipeline.Roles{})
	var visit store.Visit
	if err == nil {
		visit, err = read.Take(p.ctx, s.pipe, filepath.Base(c.File), p.progress(len(read.Filings)))
		err = errors.Join(err, s.pipe.Stop(p.ctx))
	}
	if err := errors.Join(err, s.close()); err != nil {
		return errors.Join(out.flush(), fmt.Errorf("import: %w; do it again: what is in the store already is not told twice", err))
	}
	return c.end(out, read, &visit)
}

// read reads and understands the file.
func (c *importCmd) read(p *program) (*intake.Reading, error) {
	o := intake.Options{Sheet: c.Sheet, Dates: c.Dates, Now: time.Now()}
	if c.Office != "" {
		if o.Office = intake.OfficeOf(c.Office); o.Office == "" {
			return nil, fmt.Errorf("%w: --office %s: want a key such as kr-tm, or the code of a country such as ID", errInput, c.Office)
		}
	}
	for _, s := range c.Map {
		m, err := intake.ParseMapping(s)
		if err != nil {
			return nil, fmt.Errorf("%w: --map %w", errInput, err)
		}
		o.Map = append(o.Map, m)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errInput, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > 2<<20 {
		fmt.Fprintf(p.stderr, "reading %d MB\n", info.Size()>>20)
	}
	read, err := intake.Read(file, info.Size(), o)
	var doubt *intake.DoubtError
	switch {
	case errors.As(err, &doubt):
		return nil, fmt.Errorf("%w: %s: %w (--%s)", errInput, c.File, err, doubt.About)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	return read, nil
}

// progress says on stderr how far a long import is.
func (p *program) progress(all int) func(int) {
	last := time.Now()
	return func(done int) {
		if now := time.Now(); now.Sub(last) >= 2*time.Second {
			last = now
			fmt.Fprintf(p.stderr, "%d of %d\n", done, all)
		}
	}
}

// show says how the file is understood: for a program, in a preview, by all
// its filings; for a person by its columns and the first of them.
func (c *importCmd) show(out *printer, read *intake.Reading) error {
	if c.JSON {
		for i := 0; c.Preview && i < len(read.Filings); i++ {
			if err := out.filing(read.Filings[i]); err != nil {
				return err
			}
		}
		return nil
	}
	lines := []string{fmt.Sprintf("%s: %s", c.File, read.Form)}
	if read.Sheet != "" {
		lines[0] += ", sheet " + read.Sheet
	}
	if len(read.Others) > 0 {
		lines[0] += "; not read: " + strings.Join(read.Others, ", ")
	}
	for i, col := range read.Columns {
		field := string(col.Field)
		if field == "" {
			field = "–"
		}
		line := fmt.Sprintf("%3d  %-12s  %s", i+1, field, col.Name)
		if col.Why != "" {
			line += "  (" + col.Why + ")"
		}
		lines = append(lines, line)
	}
	if err := out.lines(append(lines, read.Notes...)...); err != nil || !c.Preview {
		return err
	}
	for i, f := range read.Filings {
		if i == shownRows {
			return out.lines(fmt.Sprintf("… and %d more; --json shows all", len(read.Filings)-i))
		}
		if err := out.filing(f); err != nil {
			return err
		}
	}
	return nil
}

// An importReport is how an import ended.
type importReport struct {
	Object  string          `json:"object"`
	File    string          `json:"file"`
	Form    string          `json:"form"`
	Sheet   string          `json:"sheet,omitempty"`
	Columns []intake.Column `json:"columns"`
	Rows    int             `json:"rows"`
	Filings int             `json:"filings"`
	Left    int             `json:"left"`
	United  int             `json:"united"`
	Notes   []string        `json:"notes"`
	Remarks []intake.Remark `json:"remarks"`
	Stored  bool            `json:"stored"`
	Added   int             `json:"added"`
	Revised int             `json:"revised"`
	Known   int             `json:"known"`
	History int             `json:"history"`
}

// end says what became of the rows. Visit is nil if nothing was stored.
func (c *importCmd) end(out *printer, read *intake.Reading, visit *store.Visit) error {
	r := importReport{
		Object: "import", File: c.File, Form: read.Form, Sheet: read.Sheet, Columns: read.Columns, Rows: read.Rows, Filings: len(read.Filings),
		Left: read.Count(intake.Left), United: read.Count(intake.United), Notes: append([]string{}, read.Notes...), Remarks: append([]intake.Remark{}, read.Remarks...),
	}
	if visit != nil {
		r.Stored, r.Added, r.Revised, r.Known, r.History = true, visit.Added, visit.Revised, visit.Known, visit.History
	}
	var err error
	if c.JSON {
		err = out.value(r, nil)
	} else {
		err = out.lines(r.lines()...)
	}
	if err := errors.Join(err, out.flush()); err != nil {
		return err
	}
	if r.Left > 0 {
		return errSaidInput
	}
	return nil
}

// lines say a report to a person.
func (r importReport) lines() []string {
	var lines []string
	for i, m := range r.Remarks {
		if i == shownRows {
			lines = append(lines, fmt.Sprintf("… and of %s more; --json shows all", counts(len(r.Remarks)-i, "row", "rows")))
			break
		}
		lines = append(lines, fmt.Sprintf("row %d %s: %s", m.Row, m.State, m.Why))
	}
	lines = append(lines, fmt.Sprintf("%s, %s; %d left out, %d united with others", counts(r.Rows, "row", "rows"), counts(r.Filings, "mark", "marks"), r.Left, r.United))
	if !r.Stored {
		return append(lines, "nothing was stored")
	}
	return append(lines, fmt.Sprintf("stored: %d new, %d of them too old to be told; %d revised, %d known. tocsin serve judges and tells them", r.Added, r.History, r.Revised, r.Known))
}

// lines writes lines for a person.
func (p *printer) lines(all ...string) error {
	for _, line := range all {
		if _, err := fmt.Fprintln(p.w, plain(line)); err != nil {
			return err
		}
	}
	return nil
}
