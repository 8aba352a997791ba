// Package ipau watches the trade mark register of Australia, as IP Australia
// gives it out under the name of IP RAPID: once a week one zip with the whole
// register, back to its beginning and with patents and designs among it, in six
// tables that are joined by the kind of right and the number of the
// application.
//
// Most of it is history. Told are the marks to which an act happened within
// some weeks, each in one filing whose act is what the mark's status says
// today; what happened to it in those weeks stands in raw.events. The tables
// are read as streams, one after the other: the events first, to know which
// marks are told, then the others for what they say of those. So what is held
// is those marks and nothing else of ten gigabytes.
//
// The office's words need care. A mark that is "published" has only had its
// particulars published, as every application has; opposed it can be from the
// day on which its acceptance is advertised (publish_accepted), which is our
// "published". "accepted" alone may still await that day. "protected" is what
// an international registration is when a national one is "registered". Events
// whose category ends in _historical were replaced by others and are not read.
//
// The file has one address for all weeks. The catalogue says when it was made,
// and that is added to the address as its fragment, which no server is sent:
// one that was taken is not fetched again.
//
// No file was at hand when this was written. The names of the tables and of
// their columns are those that several readers of the file use, the statuses
// and events those of the office's own lists. Which kinds of description hold
// words of a mark is known for two of them, so others that may are passed over,
// and the goods behind a class are not in the tables as far as they are known.
package ipau

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/gocolly/colly/v2"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

var shipped = crawlers.MustMeta(meta)

// Source is Australia's register.
var Source = crawlers.Source{Meta: shipped, Crawl: crawl, Parse: parse, Check: check}

// office is the register's name in keys.
const office = "au-tm"

// options are the source's params.
type options struct {
	List  string
	Weeks int
}

func readOptions(p crawlers.Params) (o options, err error) {
	if len(p) == 0 {
		p = shipped.Params
	}
	if err := p.Decode(&o); err != nil {
		return o, fmt.Errorf("ipau: params: %w", err)
	}
	if o.Weeks < 1 || o.Weeks > 60 {
		return o, errors.New("ipau: params: want weeks of 1 to 60")
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
		return fmt.Errorf("ipau: params: list: %w", err)
	}
	return nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	o, err := readOptions(v.Params)
	if err != nil {
		return err
	}
	file := ""
	list := v.Collector()
	list.OnResponse(func(r *colly.Response) {
		v.Take(r) // tells of a catalogue that is none
		file, _ = newest(r.Body)
	})
	if err := v.Walk(list, o.List); err != nil || file == "" {
		return err
	}
	took, err := v.Took(file)
	if err != nil || took {
		return err
	}
	return v.Fetch(file)
}

// newest returns the address of the register in the catalogue's answer, with
// the moment at which it was made.
func newest(answer []byte) (string, error) {
	var a struct {
		Success bool `json:"success"`
		Result  struct {
			Resources []struct {
				URL      string `json:"url"`
				Modified string `json:"last_modified"`
				Created  string `json:"created"`
			} `json:"resources"`
		} `json:"result"`
	}
	if strings.HasPrefix(strings.TrimSpace(string(answer[:min(len(answer), 100)])), "<") {
		return "", fmt.Errorf("%w: a web page in place of the catalogue", crawlers.ErrBlocked)
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return "", fmt.Errorf("%w: the catalogue: %w", crawlers.ErrShape, err)
	}
	if !a.Success {
		return "", fmt.Errorf("%w: the catalogue says that it did not succeed", crawlers.ErrBlocked)
	}
	found, made := "", ""
	for _, r := range a.Result.Resources {
		address, err := url.Parse(r.URL)
		if err != nil || !strings.EqualFold(path.Ext(address.Path), ".zip") {
			continue // the data dictionary lies beside it
		}
		when := r.Modified
		if when == "" {
			when = r.Created
		}
		if found == "" || when > made {
			address.Fragment = when
			found, made = address.String(), when
		}
	}
	if found == "" {
		return "", fmt.Errorf("%w: the catalogue has no zip among %d files", crawlers.ErrShape, len(a.Result.Resources))
	}
	if made == "" {
		return "", fmt.Errorf("%w: the catalogue does not say when the register was made", crawlers.ErrShape)
	}
	return found, nil
}
