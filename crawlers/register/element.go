package register

import (
	"bytes"
	"iter"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A node is an element of the record that is held: where it lies in it.
type node struct {
	name     uint32
	attrs    uint32 // the first in Reader.attrs
	from, to uint32 // of what is between its tags
	end      uint32 // of the element
	next     uint32 // the node after it and those in it
	width    uint16 // of the name
	count    uint16 // of attributes
}

// An attr is where an attribute lies in the record.
type attr struct {
	name, from, to uint32
	width          uint16 // of the name
}

// An Element is one of a record. It and the bytes it gives are only there
// until the function that was given the record returns. The zero Element has
// nothing in it.
type Element struct {
	r *Reader
	i uint32
}

// There reports whether the element is one of a record.
func (e Element) There() bool { return e.r != nil }

func (e Element) node() *node { return &e.r.nodes[e.i] }

// in returns a part of the record.
func (e Element) in(from, to uint32) []byte {
	rec := e.r.buf[e.r.anchor:]
	return rec[from:to:to]
}

// Name returns the element's name without its prefix.
func (e Element) Name() []byte {
	if e.r == nil {
		return nil
	}
	n := e.node()
	return local(e.in(n.name, n.name+uint32(n.width)))
}

// Children returns the elements right within e.
func (e Element) Children() iter.Seq[Element] {
	return func(yield func(Element) bool) {
		if e.r == nil {
			return
		}
		for i, end := e.i+1, e.node().next; i < end; i = e.r.nodes[i].next {
			if !yield(Element{e.r, i}) {
				return
			}
		}
	}
}

// Child returns the first element of that name right within e, or the zero
// Element.
func (e Element) Child(name string) Element {
	for c := range e.Children() {
		if string(c.Name()) == name {
			return c
		}
	}
	return Element{}
}

// Attr returns an attribute, decoded, or nil.
func (e Element) Attr(name string) []byte {
	if e.r == nil {
		return nil
	}
	n := e.node()
	for _, a := range e.r.attrs[n.attrs : n.attrs+uint32(n.count)] {
		if string(local(e.in(a.name, a.name+uint32(a.width)))) == name {
			return e.r.decoded(e.in(a.from, a.to))
		}
	}
	return nil
}

// Around returns an attribute of an element that the record stands in, or "":
// the number of an issue.
func (e Element) Around(element, name string) string {
	if e.r == nil {
		return ""
	}
	for _, a := range e.r.outer {
		if a.element == element && a.name == name {
			return a.value
		}
	}
	return ""
}

// maxUnknown is how many names are told apart.
const maxUnknown = 50

// Unknown counts the element as one whose name says nothing to the caller.
func (e Element) Unknown() {
	if e.r == nil {
		return
	}
	t := &e.r.tally
	if t.Unknown == nil {
		t.Unknown = map[string]int{}
	}
	if _, ok := t.Unknown[string(e.Name())]; ok || len(t.Unknown) < maxUnknown {
		t.Unknown[string(e.Name())]++
	}
}

// Text returns the characters right within e, decoded.
func (e Element) Text() []byte {
	if e.r == nil {
		return nil
	}
	n := e.node()
	raw := e.in(n.from, n.to)
	if bytes.IndexByte(raw, '<') < 0 {
		return e.r.decoded(raw)
	}
	return e.r.mixed(e)
}

// Line returns the text as one line for people: white space is one blank each,
// and what is no character is U+FFFD.
func (e Element) Line() string { return Line(e.Text()) }

// Line is [Element.Line] for an attribute.
func Line(b []byte) string {
	b = bytes.Trim(b, " \n\t\r")
	if isLine(b) {
		return string(b)
	}
	s := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(string(b), "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}

// What a byte may be in a line that stands as it is meant.
const (
	plain  byte = iota
	wide        // may begin white space beyond ASCII
	broken      // a control character
)

var lines = func() (t [256]byte) {
	for c := range ' ' {
		t[c] = broken
	}
	t[0x7f] = broken
	for _, c := range []byte{0xc2, 0xe1, 0xe2, 0xe3} {
		t[c] = wide
	}
	return t
}()

// isLine reports whether b is one line as it stands. It meets every byte of
// every text, so it looks at them without branching.
func isLine(b []byte) bool {
	seen := plain
	for _, c := range b {
		seen |= lines[c]
	}
	if seen&broken != 0 || bytes.Contains(b, []byte("  ")) || !utf8.Valid(b) {
		return false
	}
	return seen == plain || bytes.IndexFunc(b, func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }) < 0
}

// mixed returns the characters right within an element that has more in it
// than characters.
func (r *Reader) mixed(e Element) []byte {
	n := e.node()
	at, child := n.from, e.i+1
	out := make([]byte, 0, n.to-n.from)
	for at < n.to {
		rest := e.in(at, n.to)
		i := bytes.IndexByte(rest, '<')
		if i < 0 {
			return append(out, r.decoded(rest)...)
		}
		out = append(out, r.decoded(rest[:i])...)
		rest = rest[i:]
		at += uint32(i)
		switch { // the reader has seen that each of them ends
		case bytes.HasPrefix(rest, []byte("<!--")):
			at += uint32(4 + bytes.Index(rest[4:], []byte("-->")) + 3)
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end := bytes.Index(rest, []byte("]]>"))
			out = append(out, newlines(nil, rest[len("<![CDATA["):end])...)
			at += uint32(end + 3)
		case rest[1] == '?':
			at += uint32(2 + bytes.Index(rest[2:], []byte("?>")) + 2)
		default:
			at, child = r.nodes[child].end, r.nodes[child].next
		}
	}
	return out
}

// decoded returns characters as they are meant: in place where they stand for
// themselves, else until the record is given back.
func (r *Reader) decoded(raw []byte) []byte {
	amp := bytes.IndexByte(raw, '&')
	if amp < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return raw
	}
	from := len(r.text)
	for amp >= 0 {
		r.text = newlines(r.text, raw[:amp])
		raw = raw[amp:]
		c, width := entity(raw)
		if width == 0 {
			r.tally.Odd++
			c, width = '&', 1
		}
		r.text = utf8.AppendRune(r.text, c)
		raw = raw[width:]
		amp = bytes.IndexByte(raw, '&')
	}
	r.text = newlines(r.text, raw)
	return r.text[from:len(r.text):len(r.text)]
}

// newlines appends b to out with the line ends of XML.
func newlines(out, b []byte) []byte {
	for {
		i := bytes.IndexByte(b, '\r')
		if i < 0 {
			return append(out, b...)
		}
		out = append(append(out, b[:i]...), '\n')
		if b = b[i+1:]; len(b) > 0 && b[0] == '\n' {
			b = b[1:]
		}
	}
}

// maxEntity is longer than any entity that stands for a character.
const maxEntity = 64

// entity returns the character that b begins with an entity of, and the
// entity's width; 0 if it is none of ours.
func entity(b []byte) (c rune, width int) {
	end := bytes.IndexByte(b[:min(len(b), maxEntity)], ';')
	if end < 2 {
		return 0, 0
	}
	switch name := string(b[1:end]); name {
	case "amp":
		return '&', end + 1
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	default:
		digits, base := strings.TrimPrefix(name, "#"), 10
		if digits == name {
			return 0, 0
		}
		if hex, ok := strings.CutPrefix(digits, "x"); ok {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || !character(rune(n)) || n > utf8.MaxRune {
			return 0, 0
		}
		return rune(n), end + 1
	}
}

// character reports whether XML allows c.
func character(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c >= ' ' && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000 && c <= utf8.MaxRune
}
