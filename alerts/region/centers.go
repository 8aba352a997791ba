package region

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Kind is what a center looks after.
type Kind string

// The kinds of centers. The list is closed.
const (
	National Kind = "national"
	Local    Kind = "local"
	Industry Kind = "industry"
	Fallback Kind = "fallback" // a hotline people are told of; nothing is routed to it
)

// A Center is a guidance center or branch, for as long as it is valid.
type Center struct {
	ID       string
	NameZH   string
	NameEN   string
	Kind     Kind
	Code     string // of the place a local center looks after
	Industry string // words for what an industry's branch looks after
	Parent   string // id of the center above
	From, To time.Time
	Status   string

	row int
}

// Waiting reports whether somebody has yet to confirm that the center exists.
func (c *Center) Waiting() bool {
	return strings.HasPrefix(c.Status, "recalled") || strings.HasPrefix(c.Status, "candidate")
}

// Valid reports whether the center is one on the day: From is the first day
// that it is, To the first that it is no more.
func (c *Center) Valid(day time.Time) bool {
	return !c.Waiting() && !day.Before(c.From) && (c.To.IsZero() || day.Before(c.To))
}

// Centers is a table of centers, with the names of places by which it finds
// whom a center looks after. The zero value has none.
type Centers struct {
	rows   []Center
	places *gazetteer // by which it reads addresses; nil is the shipped one
}

// All returns the rows of the table in its order.
func (c Centers) All() []Center { return slices.Clone(c.rows) }

// Has reports whether the table has a center of the id.
func (c Centers) Has(id string) bool {
	return slices.ContainsFunc(c.rows, func(x Center) bool { return x.ID == id })
}

// ShippedTable returns the table as it comes with the program, to be changed
// and read by [ReadCenters].
func ShippedTable() []byte { return bytes.Clone(shippedCSV) }

//go:embed centers.csv
var shippedCSV []byte

// Shipped returns the table that comes with the program: the centers that were
// seen in a public source. Its head says how an own table is made.
var Shipped = sync.OnceValue(func() Centers {
	c, err := ReadCenters(bytes.NewReader(shippedCSV))
	if err != nil {
		panic(err) // a test reads it
	}
	return c
})

// columns of the table, and whether it must have them.
var columns = map[string]bool{
	"id": true, "name_zh": true, "kind": true, "code": true,
	"name_en": false, "name_en_our_translation": false, "province": false, "city": false, "industry": false, "host": false, "region_served": false,
	"batch": false, "year": false, "valid_from": false, "valid_to": false, "parent": false, "status": false, "source": false, "note": false,
}

// maxTold is how many mistakes of a table are told at once.
const maxTold = 10

// ReadCenters reads a table of centers, a CSV in UTF-8 with the columns of the
// shipped one; lines that begin with # are remarks. A table with a mistake is
// refused as a whole: the error names each row and what is wrong with it, up
// to ten, and there is no table.
func ReadCenters(r io.Reader) (Centers, error) {
	errs := mistakes{of: "centers"}
	var out Centers
	err := readRows(r, errs.of, columns, func(row int, get func(string) string, err error) {
		c, wrong := readCenter(get)
		c.row = row
		if err = errors.Join(err, wrong); err != nil {
			errs.add(row, "%w", err)
		}
		out.rows = append(out.rows, c) // its id counts for the rows that refer to it
	}, &errs)
	if err != nil {
		return Centers{}, err
	}
	out.check(&errs)
	if err := errs.err(); err != nil {
		return Centers{}, err
	}
	return out, nil
}

// readCenter reads one row.
func readCenter(get func(string) string) (Center, error) {
	c := Center{
		ID: get("id"), NameZH: get("name_zh"), NameEN: get("name_en") + get("name_en_our_translation"), Kind: Kind(get("kind")),
		Code: get("code"), Industry: get("industry"), Parent: get("parent"), Status: get("status"),
	}
	var errs []error
	bad := func(is bool, format string, args ...any) {
		if is {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(c.ID == "" || strings.ContainsAny(c.ID, " @#<>/"), "id %.40q: want letters, digits and hyphens", c.ID)
	bad(c.NameZH == "" || !utf8.ValidString(c.NameZH), "name_zh %.40q: want a name in UTF-8", c.NameZH)
	switch c.Kind {
	case Local:
		bad(!Known(c.Code), "code %.40q is no place: want the six digits of a province, a prefecture or a county", c.Code)
	case Industry:
		bad(c.Industry == "", "an industry's branch names no industry")
	case National, Fallback:
	default:
		bad(true, "kind %.40q: want national, local, industry or fallback", c.Kind)
	}
	var err error
	if c.From, err = readDay(get("valid_from")); err != nil {
		errs = append(errs, fmt.Errorf("valid_from %w", err))
	}
	if c.To, err = readDay(get("valid_to")); err != nil {
		errs = append(errs, fmt.Errorf("valid_to %w", err))
	}
	bad(!c.To.IsZero() && !c.From.Before(c.To), "is over (%s) before it begins (%s)", c.To.Format(time.DateOnly), c.From.Format(time.DateOnly))
	return c, errors.Join(errs...)
}

// Known reports whether code is that of a place in the gazetteer.
func Known(code string) bool { return siteOf(code) != nil }

// At returns the place of a code in the gazetteer.
func At(code string) (_ Place, ok bool) {
	s := siteOf(code)
	if s == nil {
		return Place{}, false
	}
	return s.place(Stated, ""), true
}

// siteOf returns the site with the code, or nil.
func siteOf(code string) *site {
	n, err := strconv.Atoi(code)
	if err != nil || len(code) != 6 {
		return nil
	}
	return load().site(n)
}

// readDay reads a day, the first of a month or of a year. Of "<=2022" and
// "2020-2022", which say when something was there at the latest, it is the
// latest.
func readDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	said := s
	s = strings.TrimSpace(strings.TrimPrefix(s, "<="))
	if len(s) == 9 && s[4] == '-' {
		s = s[5:]
	}
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q: want YYYY, YYYY-MM or YYYY-MM-DD", said)
}

// check finds the mistakes no row has by itself.
func (c *Centers) check(errs *mistakes) {
	byID := map[string][]*Center{}
	national := false
	for i := range c.rows {
		x := &c.rows[i]
		national = national || x.Kind == National && !x.Waiting()
		if x.ID == "" {
			continue
		}
		for _, y := range byID[x.ID] {
			if (y.To.IsZero() || x.From.Before(y.To)) && (x.To.IsZero() || y.From.Before(x.To)) {
				errs.add(x.row, "id %.40q is valid at the same time in row %d", x.ID, y.row)
				break
			}
		}
		byID[x.ID] = append(byID[x.ID], x)
	}
	for i := range c.rows {
		x := &c.rows[i]
		if x.Parent == "" {
			continue
		}
		if len(byID[x.Parent]) == 0 {
			errs.add(x.row, "parent %.40q is no id of the table", x.Parent)
			continue
		}
		at := x
		for range c.rows {
			above := byID[at.Parent]
			if len(above) == 0 {
				break
			}
			if at = above[0]; at.ID == x.ID {
				errs.add(x.row, "is its own parent, by way of %.40q", x.Parent)
				break
			}
		}
	}
	if !national {
		errs.add(0, "no row of the kind national: what no other center looks after goes there")
	}
}

// mistakes are those of a table.
type mistakes struct {
	of   string // what the table is of
	told []error
	more int
}

func (m *mistakes) add(row int, format string, args ...any) {
	if len(m.told) == maxTold {
		m.more++
		return
	}
	err := fmt.Errorf(format, args...)
	if row > 0 {
		err = fmt.Errorf("row %d: %w", row, err)
	}
	m.told = append(m.told, err)
}

func (m *mistakes) err() error {
	if len(m.told) == 0 {
		return nil
	}
	if m.more > 0 {
		m.told = append(m.told, fmt.Errorf("and %d more", m.more))
	}
	return fmt.Errorf("table of %s:\n%w", m.of, errors.Join(m.told...))
}
