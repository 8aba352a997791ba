// Package tipo asks the open data of Taiwan's register of trademarks for the
// newest applications, and reads the index of an issue of its gazette.
//
// The office answers only in the order of application numbers, the oldest
// first, of which there are millions. So a visit asks for one row to learn how
// many there are, and then for the last ones. Numbers begin with the year in
// which the office counts, that of 1912 being its first.
//
// A token that the office does not know is answered with status 200 and rows
// of 1951 as a sample: that ends blocked, and none of them is told.
//
// Only a sample was seen of the service, which counts as many rows as it gives.
// That total-count is of all rows behind a token, a survey of the service says;
// where it is not, too few marks end the visit as changed-shape.
//
// Where the issues of the gazette lie no address is known that holds still.
// One that was fetched by hand is read by `tocsin parse tipo`. In Taiwan a mark
// is registered first, and what its gazette publishes is the registration, from
// which the three months for opposition run: the act is published, of the day
// from which the mark is protected, which is that of the gazette.
//
// Names end in words for what is drawn beside them (及圖, 設計圖, "& device");
// these are no part of the mark, and stand in the raw fields only. A mark in
// two scripts is told in each of them too.
package tipo

import (
	_ "embed"
	"fmt"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is Taiwan's register of trademarks.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

// office is the register's name in keys.
const office = "tw-tm"

type params struct {
	Applications string `yaml:"applications"`
	Rows         int    `yaml:"rows"`
	Pages        int    `yaml:"pages"`
}

// Limits of what one visit may ask for.
const (
	rowsMax  = 6000 // which the office has set
	pagesMax = 20
)

func readParams(in crawlers.Params) (p params, err error) {
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("tipo: params: %w", err)
	}
	switch {
	case p.Rows < 1 || p.Rows > rowsMax:
		return p, fmt.Errorf("tipo: params: rows: want 1 to %d", rowsMax)
	case p.Pages < 1 || p.Pages > pagesMax:
		return p, fmt.Errorf("tipo: params: pages: want 1 to %d", pagesMax)
	}
	return p, nil
}

// check reports params that cannot be worked with.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(p.Applications); err != nil {
		return fmt.Errorf("tipo: params: applications %w", err)
	}
	return nil
}
