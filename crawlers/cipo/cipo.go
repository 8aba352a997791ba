// Package cipo watches the trademark register of Canada as its Intellectual
// Property Office (CIPO) gives it out, under the name of IP Horizons: every
// week one zip with an XML document in WIPO's standard ST.96, and some images,
// for each of the ten to twenty thousand applications and registrations to
// which anything happened.
//
// Records are alive and come whole: one filing tells one record, and its act is
// what the record's status says today. What happened before stands in
// raw.events. A record that the office takes back has nothing but its number;
// it is told as a warning and is no act.
//
// An application is named by its number, and by its extension where it has
// one: an application that was divided leaves several records of one number
// ("147635-02"), of which only the first has none.
//
// The zip of a week holds zips of some thousand documents each. Their elements
// have the prefixes of four namespaces, which tell versions of the standard
// apart and nothing else: they are read by their local names, and those that
// only hold others (MarkEventBag, NationalPublication) are looked through, so
// that one more or less around a field costs nothing.
//
// Files are found in the office's list. One that was taken is not fetched
// again, for it does not change; a week that the list lacks is told, and
// fetched when it comes.
//
// No weekly file was at hand when this was written. The elements and their
// nesting are those of records and readers of them that others have published,
// the statuses the closed list of the standard; the office's own words for them
// are read by how they begin, since its list of them was not to be had.
package cipo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is Canada's register.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

// office is the register's name in keys.
const office = "ca-tm"

// options are the source's params.
type options struct {
	List  string
	Weeks int
	Files int
}

func readOptions(p crawlers.Params) (o options, err error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	if err := p.Decode(&o); err != nil {
		return o, fmt.Errorf("cipo: params: %w", err)
	}
	if o.Weeks < 1 || o.Weeks > 60 || o.Files < 1 || o.Files > 60 {
		return o, errors.New("cipo: params: want weeks and files of 1 to 60")
	}
	return o, nil
}

// check reports params that cannot be worked with.
func check(m crawlers.Meta) error {
	o, err := readOptions(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(o.List); err != nil {
		return fmt.Errorf("cipo: params: list: %w", err)
	}
	return nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	o, err := readOptions(v.Params)
	if err != nil {
		return err
	}
	var listed []file
	list := v.Collector()
	list.OnResponse(func(r *colly.Response) {
		v.Take(r) // tells of a list that is none
		doc, bad := crawlers.PageOf(r.Request.URL.String(), r.Body, v.Now()).HTML()
		if err = bad; err == nil {
			listed = files(doc, r.Request.URL)
		}
	})
	if walked := v.Walk(list, o.List); walked != nil || err != nil {
		return walked
	}
	since := v.Now().AddDate(0, 0, -7*o.Weeks)
	listed = slices.DeleteFunc(listed, func(f file) bool { return f.day.Before(since) })
	for _, day := range gaps(listed) {
		v.Warn("the office lists no file for a week; it is fetched when it comes", "week_to", day)
	}
	fetched := 0
	for _, f := range listed {
		took, err := v.Took(f.address)
		if err != nil {
			return err
		}
		if took || fetched == o.Files {
			continue
		}
		fetched++
		if err := v.Fetch(f.address); err != nil {
			return err
		}
	}
	return nil
}

// A file is one of the list.
type file struct {
	address string
	day     time.Time // when it was made
}

// A week's file is named by the moment at which it was made, one of the parts
// that it is packed of by the days it has.
var (
	weekly = regexp.MustCompile(`^WEEKLY_(\d{4}-\d\d-\d\d)_\d\d-\d\d-\d\d\.zip$`)
	part   = regexp.MustCompile(`^CA-TMK-UPDATE_\d{4}-\d\d-\d\d-(\d{4}-\d\d-\d\d)_[\d_]+\.zip$`)
)

// dayOf returns the day on which a file of that name was made; false for the
// name of another. The parts of a week are made on the day after its last.
func dayOf(name string) (time.Time, bool) {
	after, m := 0, weekly.FindStringSubmatch(name)
	if m == nil {
		after, m = 1, part.FindStringSubmatch(name)
	}
	if m == nil {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, m[1])
	return day.AddDate(0, 0, after), err == nil
}

// maxFiles is more than ten years have.
const maxFiles = 1000

// files returns the weekly files that a page links to, the oldest first.
func files(doc *goquery.Document, page *url.URL) []file {
	var out []file
	for _, a := range doc.Find("a[href]").EachIter() {
		address, err := page.Parse(a.AttrOr("href", ""))
		if err != nil || len(out) == maxFiles {
			continue
		}
		if day, ok := dayOf(path.Base(address.Path)); ok {
			address.Fragment = ""
			out = append(out, file{address.String(), day})
		}
	}
	slices.SortStableFunc(out, func(a, b file) int { return a.day.Compare(b.day) })
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(f file) bool {
		again := seen[f.address]
		seen[f.address] = true
		return again
	})
}

// gaps returns the weeks that are missing between the first and the last file,
// by their Tuesdays. A file may be some days late.
func gaps(listed []file) []string {
	const week, late = 7 * 24 * time.Hour, 4 * 24 * time.Hour
	var out []string
	for i := 1; i < len(listed); i++ {
		for day := listed[i-1].day.Add(week); day.Add(late).Before(listed[i].day) && len(out) < maxFiles; day = day.Add(week) {
			out = append(out, day.Format(time.DateOnly))
		}
	}
	return out
}
