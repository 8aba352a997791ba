// Package edis watches EDIS, the document system of the United States
// International Trade Commission, where a complaint under section 337 is public
// within about an hour, weeks before any other place names the respondents.
//
// EDIS is an accelerator: it stands behind a wall that refuses some visitors,
// is closed for maintenance on Wednesday evenings, and answers 200 with a page
// for people where a program asked for XML. All of that ends the page blocked;
// what EDIS shows is published elsewhere too, only later.
//
// Two doors are read, both open to everybody: the notification feed (RSS) and
// the Data Web Service (XML). A row gives a document's metadata, never its
// text, and names the party it was filed for, never the other side.
package edis

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"time"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is EDIS.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

type params struct {
	Feed            string        `yaml:"feed"`
	Documents       string        `yaml:"documents"`
	Attachments     string        `yaml:"attachments"`
	PageSize        int           `yaml:"page_size"`
	MaxPages        int           `yaml:"max_pages"`
	LookBack        time.Duration `yaml:"look_back"`
	Follow          int           `yaml:"follow"`
	KeepAttachments bool          `yaml:"keep_attachments"`
}

func readParams(in crawlers.Params) (params, error) {
	var p params
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("edis: params: %w", err)
	}
	for name, address := range map[string]string{"feed": p.Feed, "documents": p.Documents, "attachments": p.Attachments} {
		if u, err := url.Parse(address); err != nil || address != "" && u.Host == "" {
			return p, fmt.Errorf("edis: params: %s: want an address such as https://edis.usitc.gov/data/document", name)
		}
	}
	switch {
	case p.Documents == "" && p.Feed == "":
		return p, errors.New("edis: params: documents and feed are empty: give at least one of them")
	case p.KeepAttachments && p.Attachments == "":
		return p, errors.New("edis: params: keep_attachments is set, so give the address in attachments")
	case p.Documents != "" && (p.MaxPages < 1 || p.LookBack <= 0):
		return p, errors.New("edis: params: max_pages and look_back want to be more than nothing, such as 20 and 240h")
	case p.PageSize < 0 || p.Follow < 0:
		return p, errors.New("edis: params: page_size and follow cannot be negative")
	}
	return p, nil
}

// check reports params that cannot be read, and addresses that are not EDIS'.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	for _, a := range []struct{ key, address string }{{"feed", p.Feed}, {"documents", p.Documents}, {"attachments", p.Attachments}} {
		if a.address == "" {
			continue
		}
		if err := m.CheckAddress(a.address); err != nil {
			return fmt.Errorf("edis: params: %s %w", a.key, err)
		}
	}
	return nil
}

// parse emits a filing for each document of a page in the order of the page. A
// list of investigations or of a document's files is read to its end and gives
// none: such a row tells of no act.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	documents, left, ended := read(p.Reader())
	for i := range documents {
		if err := emit(documents[i].filing()); err != nil {
			return err
		}
	}
	for _, why := range left.order {
		p.Warn("rows left out", "why", why, "count", left.count[why], "first", left.first[why], "url", p.URL)
	}
	return ended
}
