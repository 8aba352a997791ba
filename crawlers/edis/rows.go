package edis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tocsin/crawlers"
)

// A row is one record of a page as the page gives it: its fields in their order
// and spelling. EDIS escapes twice (&amp;#39;), so the values are unescaped
// twice, but for the markup of a feed's content.
type row []field

type field struct{ name, value string }

func (r row) get(name string) string {
	for _, f := range r {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// json writes the fields, without those named, as one object.
func (r row) json(without ...string) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, f := range r {
		if slices.Contains(without, f.name) || slices.ContainsFunc(r[:i], func(g field) bool { return g.name == f.name }) {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		for _, s := range [...]string{f.name, f.value} {
			// A string always encodes, and a buffer always takes it.
			if err := enc.Encode(s); err != nil {
				return nil
			}
			b.Truncate(b.Len() - 1) // the line's end
			b.WriteByte(':')
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// Bounds of a page; no real one comes near them.
const (
	maxRows   = 5_000
	maxFields = 60
	maxField  = 12 << 10 // bytes; more of a value is left out
)

// content is the one field that holds markup. Its value stays as it is.
const content = "content:encoded"

// A reader takes the rows out of a page: the <document>, <investigation> and
// <attachment> of a <results>, the <item> of an <rss>. It is lenient as
// browsers are: EDIS has been seen to put unescaped markup into a feed's
// content, and one ill-formed title must not hide the rows after it.
type reader struct {
	z    *html.Tokenizer
	root string // results, rss
	over bool   // the root has ended

	strange string // the first element that is neither a row nor around rows

	kind  string // of the open row, or ""
	row   row
	name  string // of the open field, or ""
	value strings.Builder
}

// containers are the elements around the rows of a <results>.
var containers = []string{"documents", "investigations", "attachments"}

func newReader(r io.Reader) *reader {
	z := html.NewTokenizer(r)
	z.AllowCDATA(true)
	return &reader{z: z}
}

// open reads up to the root and says why the page is none of ours, if it is
// none.
func (r *reader) open() error {
	for {
		switch token := r.z.Next(); token {
		case html.ErrorToken:
			return r.cut()
		case html.TextToken:
			if text := strings.TrimSpace(strings.TrimPrefix(string(r.z.Text()), "\ufeff")); text != "" {
				return fmt.Errorf("%w: not XML but a page that begins %.80q", crawlers.ErrBlocked, text)
			}
		case html.DoctypeToken:
			return r.page()
		case html.SelfClosingTagToken, html.StartTagToken:
			name := r.tag()
			switch strings.ToLower(name) {
			case "results", "rss":
				r.root, r.over = name, token == html.SelfClosingTagToken
				return nil
			}
			if atom.Lookup([]byte(strings.ToLower(name))) != 0 {
				return r.page()
			}
			return fmt.Errorf("%w: the page is a <%.40s>, neither <results> nor <rss>", crawlers.ErrShape, name)
		}
	}
}

// page says that the page is one for people, and whether it tells of
// maintenance: EDIS answers so with status 200.
func (r *reader) page() error {
	for range 2_000 {
		switch r.z.Next() {
		case html.ErrorToken:
			return errPage
		case html.TextToken:
			if strings.Contains(strings.ToLower(string(r.z.Text())), "maintenance") {
				return fmt.Errorf("%w: EDIS is closed for maintenance, as on Wednesday evenings", crawlers.ErrBlocked)
			}
		}
	}
	return errPage
}

var errPage = fmt.Errorf("%w: a page for people where XML was expected", crawlers.ErrBlocked)

// next returns the next row and its kind, io.EOF after the last of a page that
// is whole.
func (r *reader) next() (kind string, _ row, err error) {
	for !r.over {
		switch token := r.z.Next(); token {
		case html.ErrorToken:
			return "", nil, r.cut()
		case html.DoctypeToken:
			return "", nil, fmt.Errorf("%w: a DOCTYPE within the page", crawlers.ErrShape)
		case html.TextToken:
			if r.name != "" {
				r.write(r.text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(r.tag(), token == html.SelfClosingTagToken)
		case html.EndTagToken:
			switch name := r.tag(); {
			case name == r.root:
				r.over = true
			case name == r.kind && r.kind != "":
				r.close()
				kind, row := r.kind, r.row
				r.kind, r.row = "", nil
				return kind, row, nil
			case name == r.name:
				r.close()
			case r.name == content:
				r.write("</" + name + ">")
			}
		}
	}
	return "", nil, io.EOF
}

func (r *reader) start(name string, empty bool) {
	switch {
	case r.kind == "" && !empty && (r.root == "rss" && name == "item" || r.root == "results" && (name == "document" || name == "investigation" || name == "attachment")):
		r.kind, r.row = name, row{}
	case r.kind == "":
		if r.strange == "" && !slices.Contains(containers, name) {
			r.strange = name
		}
	case r.name == content:
		r.write("<" + name + ">")
	case r.name != "":
	case empty:
		r.add(field{name, ""})
	default:
		r.name = name
	}
}

// text returns the text of the token. What stands in a CDATA section is not
// escaped; the tokenizer would unescape it.
func (r *reader) text() string {
	const begin, end = "<![CDATA[", "]]>"
	if s, ok := strings.CutPrefix(string(r.z.Raw()), begin); ok {
		return strings.TrimSuffix(s, end)
	}
	return string(r.z.Text())
}

func (r *reader) write(s string) {
	if r.value.Len()+len(s) <= maxField {
		r.value.WriteString(s)
	} else if left := maxField - r.value.Len(); left > 0 {
		r.value.WriteString(s[:left])
	}
}

// close ends the open field.
func (r *reader) close() {
	if r.name == "" {
		return
	}
	value := r.value.String()
	if r.name != content {
		value = html.UnescapeString(value)
	}
	r.add(field{r.name, strings.TrimSpace(clean(value))})
	r.name = ""
	r.value.Reset()
}

func (r *reader) add(f field) {
	if len(r.row) < maxFields {
		r.row = append(r.row, f)
	}
}

// tag returns the name of the tag as it is written: the tokenizer lowers it.
// What follows a tag is text to us even where browsers take it for a script.
func (r *reader) tag() string {
	r.z.NextIsNotRawText()
	name := strings.TrimLeft(string(r.z.Raw()), "</")
	if i := strings.IndexAny(name, " \t\r\n\f/>"); i >= 0 {
		name = name[:i]
	}
	return clean(name)
}

func (r *reader) cut() error {
	switch err := r.z.Err(); {
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("read page: %w", err)
	case r.root == "":
		return fmt.Errorf("%w: the page has no root element", crawlers.ErrTruncated)
	}
	return fmt.Errorf("%w: the page ends before </%s>", crawlers.ErrTruncated, r.root)
}

// clean makes a value fit for text: no broken letters, no control characters.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\ufffd"))
}
