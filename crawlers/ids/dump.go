package ids

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tocsin/crawlers"
)

// maxScalar bounds what is kept of a key, and of a value beside the rows.
const maxScalar = 1 << 10

// A span is where a row lies in the dump.
type span struct{ from, to int64 }

// A dump reads the outermost layer of the file, {"data": […], "count": n,
// "date": "…"}, its keys in any order: it tells where each row lies and holds
// none of them, however large. What a row is made of is for encoding/json.
type dump struct {
	r    *bufio.Reader
	at   int64 // of the next byte
	text []byte
	keep int // how many bytes of what is read are kept in text

	rows  int // so far
	count int // of rows, as the dump says; -1 if it does not
}

func newDump(r io.Reader) *dump {
	return &dump{r: bufio.NewReaderSize(r, 64<<10), count: -1}
}

var (
	errCut   = fmt.Errorf("%w: the file ends in the middle", crawlers.ErrTruncated)
	errShape = fmt.Errorf("%w: not the dump we know", crawlers.ErrShape)
)

// each calls row for every row, in order. Its error tells how the dump ended.
func (d *dump) each(row func(span) error) error {
	if err := d.start(); err != nil {
		return err
	}
	lists := 0
	for first := true; ; first = false {
		c, err := d.token()
		switch {
		case err != nil:
			return err
		case c == '}' && lists == 0:
			return fmt.Errorf("%w: no list named data", errShape)
		case c == '}':
			return d.whole()
		case !first && c == ',':
			if c, err = d.token(); err != nil {
				return err
			}
		case !first:
			return fmt.Errorf("%w: %q at byte %d", errShape, c, d.at)
		}
		isList, err := d.member(c, row)
		if err != nil {
			return err
		}
		if isList {
			lists++
		}
	}
}

// start reads up to the first key.
func (d *dump) start() error {
	if bom, err := d.r.Peek(3); err == nil && string(bom) == "\ufeff" {
		if _, err := d.r.Discard(len(bom)); err != nil {
			return err
		}
		d.at = int64(len(bom))
	}
	c, err := d.token()
	switch {
	case err != nil:
		return err
	case c == '<':
		return fmt.Errorf("%w: a page in place of the dump", crawlers.ErrBlocked)
	case c != '{':
		return fmt.Errorf("%w: it begins with %q", errShape, c)
	}
	return nil
}

// member reads one key that begins with c, and its value.
func (d *dump) member(c byte, row func(span) error) (isList bool, err error) {
	if c != '"' {
		return false, fmt.Errorf("%w: %q in place of a key at byte %d", errShape, c, d.at)
	}
	key, err := d.value(c)
	if err != nil {
		return false, err
	}
	if c, err = d.token(); err == nil && c != ':' {
		err = fmt.Errorf("%w: %q after a key at byte %d", errShape, c, d.at)
	}
	if err != nil {
		return false, err
	}
	if c, err = d.token(); err != nil {
		return false, err
	}
	if key == `"data"` && c == '[' {
		return true, d.list(row)
	}
	value, err := d.value(c)
	if key == `"count"` {
		if n, err := strconv.Atoi(value); err == nil && n >= 0 {
			d.count = n
		}
	}
	return false, err
}

// list reads the rows.
func (d *dump) list(row func(span) error) error {
	for first := true; ; first = false {
		c, err := d.token()
		switch {
		case err != nil:
			return err
		case c == ']':
			return nil
		case !first && c == ',':
			if c, err = d.token(); err != nil {
				return err
			}
		case !first:
			return fmt.Errorf("%w: %q between rows at byte %d", errShape, c, d.at)
		}
		from := d.at - 1
		if err := d.skip(c); err != nil {
			return err
		}
		d.rows++
		if err := row(span{from, d.at}); err != nil {
			return err
		}
	}
}

// whole holds a dump that is well formed to the count it gives itself.
func (d *dump) whole() error {
	if float64(d.rows) < (1-lost)*float64(d.count) {
		return fmt.Errorf("%w: %d rows of the %d it says", crawlers.ErrTruncated, d.rows, d.count)
	}
	return nil
}

// lost is how large a part of the rows that it counts a dump may lack: the
// commission's count and list are not made in one moment.
const lost = 0.02

// value reads a value that begins with c and returns it as it is written, if
// it is a text or a number and not long.
func (d *dump) value(c byte) (string, error) {
	d.text, d.keep = append(d.text[:0], c), maxScalar
	err := d.skip(c)
	d.keep = 0
	return string(d.text), err
}

// skip reads a value that begins with c to its end.
func (d *dump) skip(c byte) error {
	switch c {
	case '"':
		return d.str()
	case '{', '[':
		return d.nested()
	case ',', ':', '}', ']':
		return fmt.Errorf("%w: %q in place of a value at byte %d", errShape, c, d.at)
	}
	for { // a number or a word ends before what is no part of it
		next, err := d.r.Peek(1)
		if err != nil {
			return cut(err)
		}
		if strings.IndexByte(" \t\r\n,]}", next[0]) >= 0 {
			return nil
		}
		if _, err := d.byte(); err != nil {
			return err
		}
	}
}

// nested reads an object or a list after its first bracket. It meets nearly
// every byte of the dump, so it takes them a buffer at a time.
func (d *dump) nested() error {
	depth, quoted, escaped := 1, false, false
	for {
		if _, err := d.r.Peek(1); err != nil {
			return cut(err)
		}
		buf, err := d.r.Peek(d.r.Buffered())
		if err != nil {
			return cut(err)
		}
		n := len(buf)
		for i, c := range buf {
			switch {
			case escaped:
				escaped = false
			case quoted:
				quoted, escaped = c != '"', c == '\\'
			case c == '"':
				quoted = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
			if depth == 0 {
				n = i + 1
				break
			}
		}
		if n, err = d.r.Discard(n); err != nil {
			return cut(err)
		}
		d.at += int64(n)
		if depth == 0 {
			return nil
		}
	}
}

// str reads a string after its first quote.
func (d *dump) str() error {
	for {
		c, err := d.byte()
		if err != nil {
			return err
		}
		switch c {
		case '"':
			return nil
		case '\\':
			if _, err := d.byte(); err != nil {
				return err
			}
		}
	}
}

// token returns the next byte that is no white space.
func (d *dump) token() (byte, error) {
	for {
		c, err := d.byte()
		if err != nil || c > ' ' {
			return c, err
		}
	}
}

func (d *dump) byte() (byte, error) {
	c, err := d.r.ReadByte()
	if err != nil {
		return 0, cut(err)
	}
	d.at++
	if len(d.text) < d.keep {
		d.text = append(d.text, c)
	}
	return c, nil
}

func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return errCut
	}
	return fmt.Errorf("read dump: %w", err)
}
