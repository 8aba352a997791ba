// Package kipris asks the trademark register of Korea for each mark that is
// watched there, through KIPRIS Plus: the office tells nobody what is new.
//
// It is visited only with a key (sources.kipris.token), as it is shown to its
// owner: one that has been encoded for an address would be encoded twice, and
// unknown. The office answers 200 to a key that it does not know, and to one
// whose calls are used up: both end blocked. The calls that it gives are spread
// over the month, and each day over the marks that have waited longest
// ([crawlers.Turns]): 32 marks are asked for daily, 200 about weekly. Of more
// than some 850 each would wait until opposition to what was published just after
// its turn is nearly over, so that the visit warns.
//
// A search is for words, and finds marks that have others beside them too: what
// is like enough is for the watchlists to decide. In which order answers come
// nobody says, so a word that very many marks have is seen in part, with a
// warning.
//
// The office writes the names of foreign applicants in Korean letters more often
// than not. Whose the mark is (owner of a watchlist) is therefore known by its
// name in Korean alone: without it an exporter is told of its own application.
//
// The office has two services with a vocabulary each (applicationNumber,
// ApplicationNumber), which tell the same of a mark. The addresses of its
// drawings are left out: they are made anew for each answer.
//
// Records are alive and come whole. Their status is the act; the act that a
// mark has by its days alone is told where an answer leaves the status out, and
// no word for it where the status is one that is not known. No day is given for
// a refusal or an end, which have the last one of the record. What was given up
// or withdrawn had been registered, or had not: only the first is a
// cancellation. Several applicants of one mark are told as the office writes
// them, with nothing but blanks between.
//
// Answers of both services were seen, and none of the live place. That calls
// can be for so many rows and a page of them (numOfRows, pageNo) is what public
// clients do; from where years are counted backwards nobody says.
package kipris

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"time"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is Korea's register of trademarks.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

// office is the register's name in keys.
const office = "kr-tm"

type params struct {
	Search string        `yaml:"search"`
	Years  int           `yaml:"years"`
	Rows   int           `yaml:"rows"`
	Pages  int           `yaml:"pages"`
	Rest   time.Duration `yaml:"rest"`
	Late   time.Duration `yaml:"late"`
}

// Limits of one question. A mark must not need more calls than a day has.
const (
	yearsMax = 10
	rowsMax  = 500
	pagesMax = 10
)

func readParams(in crawlers.Params) (p params, err error) {
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("kipris: params: %w", err)
	}
	switch {
	case p.Years < 0 || p.Years > yearsMax:
		return p, fmt.Errorf("kipris: params: years: want 1 to %d, or 0 for all", yearsMax)
	case p.Rows < 1 || p.Rows > rowsMax:
		return p, fmt.Errorf("kipris: params: rows: want 1 to %d", rowsMax)
	case p.Pages < 1 || p.Pages > pagesMax:
		return p, fmt.Errorf("kipris: params: pages: want 1 to %d", pagesMax)
	case p.Rest < 0 || p.Late <= p.Rest:
		return p, errors.New("kipris: params: rest, late: want times such as 20h and 672h, the second longer")
	}
	return p, nil
}

var encoded = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// check reports params that cannot be worked with, and a key that has been
// encoded.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	if err := m.CheckAddress(p.Search); err != nil {
		return fmt.Errorf("kipris: params: search %w", err)
	}
	if encoded.MatchString(m.Token) {
		return errors.New("kipris: token: the key is encoded for an address (it has %2F, %3D or the like): give it as KIPRIS Plus shows it, with / and =")
	}
	return nil
}
