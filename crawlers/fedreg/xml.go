package fedreg

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A document is one of the Register, taken out of its markup.
type document struct {
	agency     string
	header     string // "[Investigation No. 337-TA-1072]"
	subject    string
	paragraphs []section337.Paragraph // in the Register's own characters
	footer     string                 // "[FR Doc. 2017-21157 Filed 10-2-17; 8:45 am]"
	number     string                 // where no footer gives it
	filed      time.Time              // when it was put on public inspection, where no footer says it
	published  time.Time              // the day of print, where the document says it
	inspection bool                   // on public inspection, not yet in print
}

// Limits of one document. The longest notice of the commission has some 300
// paragraphs.
const (
	maxDepth      = 200
	maxParagraphs = 20_000
)

// inline are the elements that stand within a paragraph: taken out, they leave
// no gap. Everything else ends one.
var inline = map[string]bool{
	"e": true, "date": true, "ref": true, "inline": true, "a": true, "span": true, "i": true, "b": true, "em": true, "strong": true,
	"sub": true, "sup": true, "ac": true, "fr": true, "prtpage": true, "page": true, "quotedtext": true, "term": true, "img": true,
}

// unread are the elements that are no part of what a notice says to people:
// footnotes, their marks, and records for libraries.
var unread = map[string]bool{
	"meta": true, "ftnt": true, "footnote": true, "su": true, "ftref": true, "bilcod": true, "billingcode": true, "name": true, "title": true, "role": true,
	"gph": true, "math": true,
}

// readXML reads a document in the dialect of the printers (GPO: NOTICE, DEPDOC,
// FP) or in United States Legislative Markup (notice, property, p with a
// style). A document that is cut gives what stands before the cut.
func readXML(body []byte) (document, error) {
	dec := xml.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(body, []byte("\ufffd"))))
	dec.Strict = false // fragments use prefixes they do not declare
	dec.CharsetReader = charset.NewReaderLabel
	r := xmlReader{}
	for {
		// Raw: what is left open, or closed without being open, is not an error.
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.doc, cmp.Or(r.flush(), cut(err))
		}
		if err := r.take(t); err != nil {
			return r.doc, err
		}
		if r.done {
			return r.doc, nil
		}
	}
	return r.doc, cmp.Or(r.flush(), fmt.Errorf("%w: the document has no end", crawlers.ErrTruncated))
}

// cut names a syntax error: one at the end of the file is a cut.
func cut(err error) error {
	if strings.Contains(err.Error(), "unexpected EOF") {
		return fmt.Errorf("%w: %w", crawlers.ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
}

// An xmlReader gathers a document from its tokens.
type xmlReader struct {
	doc   document
	open  []string // names of the open elements, in lower case
	skip  int      // depth of the element that is passed over; 0 is none
	field string   // what the text that is gathered is: an element's name, or its style
	text  strings.Builder
	head  string // "SUMMARY:", to stand before the paragraph it heads
	done  bool
}

func (r *xmlReader) take(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		return r.end(strings.ToLower(t.Name.Local))
	case xml.CharData:
		switch {
		case r.skip == 0:
			r.text.Write(t)
		case len(r.open) > 0 && r.open[len(r.open)-1] == "created":
			r.doc.filed, _ = time.ParseInLocation("2006-01-02T15:04:05", string(t), section337.Zone()) // zero where it is no moment
		}
	case xml.Directive:
		if bytes.Contains(t, []byte("ENTITY")) {
			return fmt.Errorf("%w: the document defines entities", crawlers.ErrShape)
		}
	}
	return nil
}

func (r *xmlReader) start(t xml.StartElement) error {
	name, style := strings.ToLower(t.Name.Local), ""
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "style":
			_, style, _ = strings.Cut(strings.ToLower(a.Value), "-uslm-sgm:")
		case "identifier":
			if len(r.open) == 0 {
				_, r.doc.number, _ = strings.Cut(a.Value, "/frdoc")
			}
		}
	}
	r.open = append(r.open, name)
	if len(r.open) > maxDepth {
		return fmt.Errorf("%w: elements within elements %d deep", crawlers.ErrShape, maxDepth)
	}
	switch {
	case r.skip > 0, inline[name] && style != "su":
	case unread[name], unread[style]:
		r.skip = len(r.open)
	default:
		if err := r.flush(); err != nil {
			return err
		}
		r.field = name
		if style != "" {
			r.field = style
		}
	}
	return nil
}

// end closes an element, and those within it that were left open.
func (r *xmlReader) end(name string) error {
	i := len(r.open) - 1
	for i >= 0 && r.open[i] != name {
		i--
	}
	if i < 0 {
		return nil
	}
	if r.skip == 0 && !inline[name] {
		if err := r.flush(); err != nil {
			return err
		}
	}
	if r.skip > i {
		r.skip = 0
	}
	r.open = r.open[:i]
	r.done = i == 0
	return nil
}

// flush ends the text that is gathered and puts it where it belongs.
func (r *xmlReader) flush() error {
	text := strings.Join(strings.Fields(r.text.String()), " ")
	r.text.Reset()
	field := r.field
	r.field = ""
	if text == "" {
		return nil
	}
	switch field {
	case "agency":
		r.doc.agency = joined(r.doc.agency, text)
	case "depdoc":
		r.doc.header = joined(r.doc.header, text)
	case "subject":
		r.doc.subject = joined(r.doc.subject, text)
	case "frdoc":
		r.doc.footer = text
	case "hd", "hed", "heading", "headingtext":
		if strings.HasSuffix(text, ":") {
			r.head = text
			return nil
		}
		return r.paragraph(text, false)
	default:
		return r.paragraph(text, strings.HasPrefix(field, "fp"))
	}
	return nil
}

func (r *xmlReader) paragraph(text string, party bool) error {
	if len(r.doc.paragraphs) == maxParagraphs {
		return fmt.Errorf("%w: more than %d paragraphs", crawlers.ErrShape, maxParagraphs)
	}
	if !party {
		text = joined(r.head, text)
		r.head = ""
	}
	r.doc.paragraphs = append(r.doc.paragraphs, section337.Paragraph{Party: party, Text: text})
	return nil
}

func joined(a, b string) string { return strings.TrimPrefix(a+" "+b, " ") }
