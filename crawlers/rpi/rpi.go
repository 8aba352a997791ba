// Package rpi watches Brazil's journal of trademarks, a section of the Revista
// da Propriedade Industrial: one zip a week, on Tuesdays, with an XML document
// of every decision that its Instituto Nacional da Propriedade Industrial (INPI)
// took on some 37,000 applications and registrations.
//
// A record is a processo, and what happened to it its despachos, each with a
// code. Those that are acts of a mark are told, one filing an act; petitions
// and steps between are not.
//
// In Brazil an application is first seen when it is published for opposition.
// That is one act, published, dated by the journal, from which the sixty days
// run: an act of its own for the application, weeks older and shown in the same
// line, would make two alerts of one piece of news. The day of the application
// stands in the raw fields. An application published again is the same act
// revised, and so are its sixty days.
//
// An issue that is not there yet, or never appeared, is answered with a web
// page and status 200. Two days after its day that is a gap: it is reported at
// each visit, and asked for until it is there or too old to matter. The newest
// issue is asked for at every visit, since it may be put right.
//
// Nearly all that an issue says is told, so what limits the reading is making
// strings of it. An issue of 2026 takes a third of a second of one core: a fifth
// of it inflates the zip, in a goroutine of its own, a tenth finds the records,
// a quarter takes out their fields, another writes text and raw fields of the
// filings, and collecting the garbage takes the rest.
package rpi

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is Brazil's journal of trademarks.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

// options are the source's params.
type options struct {
	File   string
	Issue  int
	Day    string
	Weeks  int
	Issues int

	day time.Time // of Issue
}

// readOptions decodes the params, the source's own where a page brings none.
func readOptions(p crawlers.Params) (o options, err error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	if err := p.Decode(&o); err != nil {
		return o, fmt.Errorf("rpi: params: %w", err)
	}
	if !strings.Contains(o.File, number) {
		return o, fmt.Errorf("rpi: params: file %q: want an address with %s in it", o.File, number)
	}
	if o.Issue < firstIssue || o.Weeks < 1 || o.Issues < 1 {
		return o, fmt.Errorf("rpi: params: issue must be %d or later, weeks and issues at least 1", firstIssue)
	}
	if o.day, err = time.Parse(time.DateOnly, o.Day); err != nil {
		return o, fmt.Errorf("rpi: params: day %q: want the day of issue %d, such as 2026-09-22", o.Day, o.Issue)
	}
	return o, nil
}

// check reports params that cannot be worked with.
func check(m crawlers.Meta) error {
	o, err := readOptions(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(o.address(o.Issue)); err != nil {
		return fmt.Errorf("rpi: params: file: %w", err)
	}
	return nil
}

const (
	number     = "{issue}" // in the address of a file
	firstIssue = 2404      // of 2017-01-31, the first in XML
	week       = 7 * 24 * time.Hour
)

// brazil is the time of the journal. There is no summer time since 2019.
var brazil = time.FixedZone("BRT", -3*60*60)

func (o options) address(issue int) string {
	return strings.ReplaceAll(o.File, number, strconv.Itoa(issue))
}

// due returns the day of an issue.
func (o options) due(issue int) time.Time { return o.day.AddDate(0, 0, 7*(issue-o.Issue)) }

// newest returns the last issue that was due at a time.
func (o options) newest(now time.Time) int {
	y, m, d := now.In(brazil).Date()
	since := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(o.day)
	weeks := int(since / week)
	if since%week < 0 {
		weeks--
	}
	return o.Issue + weeks
}

// wanted returns the issues to ask for at a time, the oldest first: the newest
// and those before it that were not taken in, as far as they matter and one
// visit may ask.
func (o options) wanted(now time.Time, took func(address string) (bool, error)) ([]int, error) {
	newest := o.newest(now)
	var out []int
	for n := max(firstIssue, newest-o.Weeks+1); n < newest && len(out) < o.Issues-1; n++ {
		has, err := took(o.address(n))
		if err != nil {
			return nil, err
		}
		if !has {
			out = append(out, n)
		}
	}
	return append(out, newest), nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	o, err := readOptions(v.Params)
	if err != nil {
		return err
	}
	issues, err := o.wanted(v.Now(), v.Took)
	if err != nil {
		return err
	}
	for _, n := range issues {
		if err := v.Fetch(o.address(n)); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long after its day an issue may appear before it is a gap.
const patience = 48 * time.Hour

// issueOf returns which issue an address is of; false for a page at hand.
func (o options) issueOf(address string) (int, bool) {
	before, after, _ := strings.Cut(o.File, number)
	rest, ok := strings.CutPrefix(address, before)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, after))
	return n, err == nil && o.address(n) == address
}

// missing tells how a page ended that is none of the journal's.
func (o options) missing(p crawlers.Page) error {
	issue, ok := o.issueOf(p.URL)
	if !ok {
		return fmt.Errorf("%w: a web page in place of the journal", crawlers.ErrBlocked)
	}
	y, m, d := o.due(issue).Date()
	if p.Fetched.Before(time.Date(y, m, d, 0, 0, 0, 0, brazil).Add(patience)) {
		return fmt.Errorf("%w: issue %d is not out yet", crawlers.ErrUnwanted, issue)
	}
	return fmt.Errorf("%w: issue %d, due on %s, is not there and is asked for again; if the journal counts otherwise now, set params.issue and params.day",
		crawlers.ErrBlocked, issue, o.due(issue).Format(time.DateOnly))
}
