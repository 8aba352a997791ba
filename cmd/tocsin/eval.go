package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type evalCmd struct {
	Dir  string `arg:"" optional:"" help:"Directory of labelled tables: captions.tsv, docket_entries*.tsv with stages.csv, events.csv, mark_pairs.csv, known_squatting.csv, filings.jsonl with labels.tsv." type:"existingdir"`
	Cost bool   `help:"Instead of tables, say what the verdicts of the last 30 days in the store took: who gave them, tokens, time and money."`
	JSON bool   `name:"json" help:"One JSON object a line."`
}

func (c *evalCmd) Run(p *program) error {
	switch {
	case c.Cost:
		return c.cost(p)
	case c.Dir == "":
		return fmt.Errorf("%w: want a directory of labelled tables, or --cost", errInput)
	}
	files, err := os.ReadDir(c.Dir)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	var scores []score
	var entries []string
	for _, f := range files {
		switch name := f.Name(); {
		case name == "captions.tsv":
			s, err := evalCaptions(c.Dir)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		case strings.HasPrefix(name, "docket_entries") && strings.HasSuffix(name, ".tsv"):
			entries = append(entries, name)
		case name == eventsFile:
			s, err := evalEvents(c.Dir)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		case name == pairsFile:
			s, err := evalPairs(c.Dir)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		case name == squattingFile:
			s, err := evalSquatting(c.Dir)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		case name == filingsFile:
			s, err := evalFilings(c.Dir, p.stderr)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		case name == stagesFile, name == labelsFile, name == watchFile, name == acceptedFile: // read with the entries, or the filings
		default:
			fmt.Fprintf(p.stderr, "%s: not a table this command knows\n", plain(name))
		}
	}
	if len(entries) > 0 {
		s, err := evalEntries(c.Dir, entries)
		if err != nil {
			return err
		}
		scores = append(scores, s...)
	}
	if len(scores) == 0 {
		return fmt.Errorf("%w: %s holds no table this command knows", errInput, c.Dir)
	}
	return printScores(newPrinter(p.stdout, c.JSON), scores)
}

func printScores(out *printer, scores []score) error {
	for _, s := range scores {
		err := out.value(s, func() string {
			return fmt.Sprintf("%-30s %-14s %-28s %.3f  (%.3f to %.3f)  n %d", s.File, s.Measure, s.Group, s.Value, s.Low, s.High, s.N)
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}

// maxTable bounds a labelled table.
const maxTable = 64 << 20

// A table is a labelled table, read.
type table struct {
	name string
	rows []labelled
}

// A labelled row has the cells that were asked for, in that order.
type labelled struct {
	line  int
	cells []string
}

// wrong says what is wrong with a line of a table.
func (t table) wrong(line int, format string, args ...any) error {
	return fmt.Errorf("%w: %s:%d: %w", errInput, t.name, line, fmt.Errorf(format, args...))
}

// readTable reads the columns of a table with a header, in UTF-8 with or
// without BOM. A column that ends in "?" may be absent: its cells are empty.
func readTable(dir, name string, columns ...string) (table, error) {
	t := table{name: name}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return t, fmt.Errorf("%w: %w", errInput, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() > maxTable {
		return t, fmt.Errorf("%w: %s: want a file of %d MB at most", errInput, name, maxTable>>20)
	}
	r := csv.NewReader(f)
	r.LazyQuotes = true // docket texts quote
	if strings.HasSuffix(name, ".tsv") {
		r.Comma = '\t'
	}
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return t, t.wrong(1, "empty; want the columns %s", strings.Join(columns, ", "))
	}
	if err != nil {
		return t, fmt.Errorf("%w: %s: %w", errInput, name, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	at := make([]int, len(columns))
	for i, c := range columns {
		column, optional := strings.CutSuffix(c, "?")
		if at[i] = slices.Index(header, column); at[i] < 0 && !optional {
			return t, t.wrong(1, "no column %q; there are %q", column, header)
		}
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, fmt.Errorf("%w: %s: %w", errInput, name, err)
		}
		row := labelled{cells: make([]string, len(columns))}
		row.line, _ = r.FieldPos(0)
		for i, from := range at {
			if from >= 0 {
				row.cells[i] = record[from]
			}
		}
		t.rows = append(t.rows, row)
	}
}
