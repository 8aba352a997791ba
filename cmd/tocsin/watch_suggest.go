package main

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"tocsin/alerts"
)

type watchSuggestCmd struct {
	watchTable
}

// Help is what tocsin watch suggest --help says beyond the flags.
func (c *watchSuggestCmd) Help() string {
	return `Prints CSV: the columns of a watchlist and confirm. The rows of the table say 是 in it; each suggestion has nothing there, and why it is made in note. Write 是 where a suggestion is right, and import the file: what is not confirmed is not stored. What the entry finds already is not suggested.

Pinyin is by every reading of the characters that have several; look which is meant. Names that are no pinyin (海信, HISENSE), translations and Cantonese are for you to add.`
}

func (c *watchSuggestCmd) Run(p *program) error {
	read, err := c.read(nil)
	if err != nil {
		return err
	}
	for _, problem := range read.Problems {
		fmt.Fprintln(p.stderr, plain(problem.String()))
	}
	if _, err := fmt.Fprint(p.stdout, "\ufeff"); err != nil { // or spreadsheets take it for GBK
		return err
	}
	out := csv.NewWriter(p.stdout)
	if err := out.Write(append(alerts.WatchColumns(), "confirm")); err != nil {
		return err
	}
	for _, w := range read.Lists {
		had := map[string]bool{}
		for _, e := range w.Entries {
			had[strings.ToLower(e.String())] = true
		}
		for _, e := range w.Entries {
			rows := [][]string{watchRow(w, e, "是")}
			for _, s := range alerts.Suggest(e) {
				if key := strings.ToLower(s.String()); !had[key] {
					had[key] = true
					rows = append(rows, watchRow(w, s, ""))
				}
			}
			if err := out.WriteAll(rows); err != nil {
				return err
			}
		}
	}
	if read.Bad > 0 {
		return errSaidInput
	}
	return nil
}

// watchRow is an entry as a row of a table of suggestions.
func watchRow(w alerts.Watchlist, e alerts.Entry, confirm string) []string {
	classes := make([]string, len(e.Classes))
	for i, n := range e.Classes {
		classes[i] = strconv.Itoa(n)
	}
	return []string{w.Name, string(e.Type), e.Value, strings.Join(classes, ";"), e.Owner, strings.Join(e.Countries, ";"), strings.Join(w.Tell, ";"), e.Note, string(e.Code), e.Place, confirm}
}
