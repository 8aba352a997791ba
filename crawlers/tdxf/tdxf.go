// Package tdxf watches the trademark register of the United States as the
// Patent and Trademark Office gives it out: every day one zip with one XML
// document of all applications and registrations to which anything happened.
//
// Records are alive and come whole: one filing tells one record, and its act
// is what the record's status says today. A new application has status 630 and
// a filing date of some days ago; most records of a day are of older marks,
// whose acts are history. What happened before stands in raw.events.
//
// A status that says nothing of where a mark stands, or that is not in the
// office's table, leaves the filing without a word for its act; the act is
// then named by the last of the record's own dates that is given, so that the
// record is not lost, and the word may be found later.
//
// The place is asked for the list of files first. Files do not change: one
// that was taken is not fetched again, one that is missing is, as long as the
// list is asked for its day.
package tdxf

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

//go:embed source.yaml
var meta []byte

// Source is the office's daily file.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

// office is the register's name in keys.
const office = "us-tm"

// params are what source.yaml says about the list and the files.
type params struct {
	List     string `yaml:"list"`
	Files    string `yaml:"files"`
	LookBack int    `yaml:"look_back"`
	Days     int    `yaml:"days"`
}

func check(m crawlers.Meta) error {
	_, err := read(m)
	return err
}

func read(m crawlers.Meta) (params, error) {
	var c params
	if err := m.Params.Decode(&c); err != nil {
		return c, fmt.Errorf("tdxf: params: %w", err)
	}
	for _, address := range []string{c.List, c.Files} {
		if err := m.CheckAddress(address); err != nil {
			return c, fmt.Errorf("tdxf: params: list and files: %w", err)
		}
	}
	if c.LookBack < 1 || c.LookBack > 60 || c.Days < 1 || c.Days > 60 {
		return c, errors.New("tdxf: params: want look_back and days of 1 to 60")
	}
	return c, nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	c, err := read(v.Meta)
	if err != nil {
		return err
	}
	var listed []file
	list := v.Collector()
	list.OnResponse(func(r *colly.Response) {
		listed, err = files(r.Body)
		v.Take(r) // tells of a list that is none
	})
	today := v.Now().UTC()
	span := url.Values{
		"fileDataFromDate": {today.AddDate(0, 0, -c.LookBack).Format(time.DateOnly)},
		"fileDataToDate":   {today.Format(time.DateOnly)},
		"includeFiles":     {"true"},
	}
	if walked := v.Walk(list, c.List+"?"+span.Encode()); walked != nil || err != nil {
		return walked
	}
	for _, day := range gaps(listed) {
		v.Warn("the office lists no file for a day; it is fetched when it comes", "day", day)
	}
	fetched := 0
	for _, f := range listed {
		address := c.Files + "/" + f.name
		took, err := v.Took(address)
		if err != nil {
			return err
		}
		if took || fetched == c.Days {
			continue
		}
		fetched++
		if err := v.Fetch(address); err != nil {
			return err
		}
	}
	if fetched == 0 { // the floor is a day's file's, not the list's
		v.Expect.Weekday, v.Expect.Weekend = 0, 0
	}
	return nil
}

// A file is one of the list.
type file struct {
	name string
	day  time.Time // whose records it has
}

var named = regexp.MustCompile(`^apc(\d{6})\.zip$`)

// maxFiles is more than two lists of all days of a year.
const maxFiles = 1000

// files reads the list of files, and sorts it by day.
func files(body []byte) ([]file, error) {
	if strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 100)])), "<") {
		return nil, fmt.Errorf("%w: a web page in place of the list of files", crawlers.ErrBlocked)
	}
	var answer struct {
		Products []struct {
			Bag struct {
				Files []struct {
					Name string `json:"fileName"`
				} `json:"fileDataBag"`
			} `json:"productFileBag"`
		} `json:"bulkDataProductBag"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("%w: the list of files: %w", crawlers.ErrShape, err)
	}
	if len(answer.Products) == 0 {
		return nil, fmt.Errorf("%w: the list of files has no bulkDataProductBag", crawlers.ErrShape)
	}
	var out []file
	for _, p := range answer.Products {
		for _, f := range p.Bag.Files {
			m := named.FindStringSubmatch(f.Name)
			if m == nil || len(out) == maxFiles {
				continue // documentation lies beside the files
			}
			if day, err := time.Parse("060102", m[1]); err == nil {
				out = append(out, file{f.Name, day})
			}
		}
	}
	slices.SortFunc(out, func(a, b file) int { return a.day.Compare(b.day) })
	return slices.CompactFunc(out, func(a, b file) bool { return a.name == b.name }), nil
}

// gaps returns the days between the first and the last file that have none.
func gaps(listed []file) []string {
	var out []string
	for i := 1; i < len(listed); i++ {
		for day := listed[i-1].day.AddDate(0, 0, 1); day.Before(listed[i].day) && len(out) < maxFiles; day = day.AddDate(0, 0, 1) {
			out = append(out, day.Format(time.DateOnly))
		}
	}
	return out
}

// parse reads a daily file, zipped or not, or the list of files, which has no
// filings.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	head := make([]byte, 64)
	n, err := p.Body.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read page: %w", err)
	}
	if strings.HasPrefix(strings.TrimSpace(string(head[:n])), "{") {
		body, err := p.Bytes()
		if err != nil {
			return err
		}
		_, err = files(body)
		return err
	}
	r := reader{page: p, emit: emit, told: map[string]bool{}}
	return register.Read(p, r.read, "case-file")
}
