// Package ids watches the Investigations Database of the United States
// International Trade Commission: one file, rebuilt every day, of all its
// investigations since 1972, of which those under section 337 are read.
//
// The file is late, a day behind the document system, but it names the
// country of every party, and how each left the matter. It has one row for
// each stage of a matter, and its rows are in no order that holds.
package ids

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

//go:embed source.yaml
var meta []byte

// Source is the commission's dump of its investigations.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

// check reports params: there is nothing in this source to change.
func check(m crawlers.Meta) error {
	if err := m.Params.Decode(&struct{}{}); err != nil {
		return fmt.Errorf("ids: params: it has none: %w", err)
	}
	return nil
}

func crawl(_ context.Context, v *crawlers.Visit) error { return v.Fetch(v.URL) }

// Limits of a dump. Its largest rows, with hundreds of parties and orders,
// have some hundred kilobytes; a matter has up to eight; some 1,700 rows are
// ours.
const (
	maxRow     = 4 << 20
	maxStages  = 50
	maxMatters = 100_000
)

// parse emits the acts of each matter, in the order in which the dump first
// names the matters. It reads the dump twice, first for where the rows of each
// matter lie: rows of one matter may lie far apart, and no more than one
// matter need be in memory. A dump that is cut gives what stands before the
// cut.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	r := reader{p: p, told: map[string]bool{}}
	matters, ended := r.index()
	for _, m := range matters {
		filings, err := r.matter(m)
		if err != nil {
			return err
		}
		for _, f := range filings {
			if err := emit(f); err != nil {
				return err
			}
		}
	}
	return ended
}

// A matter is where its rows lie in the dump.
type matter struct {
	key  crawlers.Key
	rows []span
}

// A reader reads the rows of one dump.
type reader struct {
	p    crawlers.Page
	row  []byte // the bytes of the row read last
	told map[string]bool
}

// index finds the matters and where their rows lie. The error tells how the
// dump ended, if not well.
func (r *reader) index() ([]matter, error) {
	var matters []matter
	at := map[crawlers.Key]int{}
	d := newDump(r.p.Reader())
	ended := d.each(func(s span) error {
		if s.to-s.from > maxRow {
			r.p.Warn("row left out", "row", d.rows, "why", fmt.Sprintf("it has %d bytes", s.to-s.from))
			return nil
		}
		b, err := r.bytes(s)
		if err != nil {
			return err
		}
		key, why := keyOf(b)
		if why != "" {
			r.p.Warn("row left out", "row", d.rows, "why", why)
		}
		if key == (crawlers.Key{}) {
			return nil
		}
		i, ok := at[key]
		if !ok {
			if len(matters) == maxMatters {
				return fmt.Errorf("%w: more than %d matters", errShape, maxMatters)
			}
			i, at[key] = len(matters), len(matters)
			matters = append(matters, matter{key: key})
		}
		m := &matters[i]
		if len(m.rows) == maxStages {
			r.warn("stages left out", "matter", key.String())
			return nil
		}
		m.rows = append(m.rows, s)
		return nil
	})
	return matters, ended
}

// keyOf returns whose row b is: nobody's, if it is none of section 337 or
// cannot be used; then why tells people, unless it is somebody else's.
func keyOf(b []byte) (key crawlers.Key, why string) {
	if !bytes.Contains(b, []byte("337")) {
		return key, "" // the number and the category of ours have it
	}
	var x struct {
		Number     json.RawMessage `json:"Investigation Number"`
		Type       json.RawMessage `json:"Investigation Type"`
		Status     json.RawMessage `json:"Investigation Status"`
		Title      json.RawMessage `json:"Full Title"`
		Categories json.RawMessage `json:"Investigation Categories"`
	}
	if b[0] != '{' {
		return key, "it is no object"
	}
	if err := json.Unmarshal(b, &x); err != nil {
		return key, err.Error()
	}
	number := word(x.Number)
	ours := strings.HasPrefix(number, "337") || strings.Contains(strings.ToLower(word(x.Type)), "unfair import") ||
		slices.ContainsFunc(items[struct{ Name json.RawMessage }](x.Categories), func(c struct{ Name json.RawMessage }) bool {
			return strings.HasPrefix(word(c.Name), "337")
		})
	if !ours {
		return key, ""
	}
	key, ok := section337.Number(number, strings.ReplaceAll(word(x.Status), " ", ""), word(x.Title))
	if !ok {
		return crawlers.Key{}, fmt.Sprintf("number %.40q is none of section 337", number)
	}
	return key, ""
}

// bytes returns a row, until the next one is asked for.
func (r *reader) bytes(s span) ([]byte, error) {
	r.row = slices.Grow(r.row[:0], int(s.to-s.from))[:s.to-s.from]
	if _, err := r.p.Body.ReadAt(r.row, s.from); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read dump: %w", err)
	}
	return r.row, nil
}

// matter reads the rows of one matter, the oldest stage first whatever their
// order in the dump, and unites the acts that several of them tell.
func (r *reader) matter(m matter) ([]crawlers.Filing, error) {
	type stage struct {
		id      string
		filings []crawlers.Filing
	}
	var stages []stage
	for _, at := range m.rows {
		b, err := r.bytes(at)
		if err != nil {
			return nil, err
		}
		var w row
		if err := json.Unmarshal(b, &w); err != nil {
			return nil, fmt.Errorf("%w: a row of %s that was whole is not: %w", errShape, m.key, err)
		}
		people, unknown := w.people()
		for _, role := range unknown {
			r.warn("role of a participant not known", "role", clip(role, 40))
		}
		stages = append(stages, stage{word(w.ID), w.filings(m.key, people)})
	}
	slices.SortStableFunc(stages, func(a, b stage) int {
		return cmp.Or(cmp.Compare(len(a.id), len(b.id)), strings.Compare(a.id, b.id)) // numbers, as they are written
	})
	var out []crawlers.Filing
	for _, s := range stages {
		out = append(out, s.filings...)
	}
	return crawlers.UniteSame(out), nil
}

// warn tells a thing once.
func (r *reader) warn(msg, name, value string) {
	if !r.told[msg+value] && len(r.told) < maxTold {
		r.told[msg+value] = true
		r.p.Warn(msg, name, value)
	}
}

const maxTold = 100

// clip returns the beginning of s.
func clip(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
