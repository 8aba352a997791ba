package register

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"tocsin/crawlers"
)

// Limits of a document. The largest record seen, an American one with 26,000
// events of the Madrid system, has 11 MB.
const (
	maxRecord = 32 << 20
	maxNodes  = 400_000  // elements of one record
	maxDepth  = 64       // of elements
	maxName   = 256      // bytes of an element's name
	maxTag    = 64 << 10 // bytes of a tag with its attributes
	maxAttrs  = 64       // of one element
	maxDTD    = 1 << 20
)

// A Reader reads one XML document of many records as a stream. It holds one
// record at a time, as bytes of the document with an index of its elements,
// and decodes only the texts it is asked for.
//
// It is as strict as encoding/xml about what holds a document together, tags
// and their nesting, and lenient about the characters within: what XML forbids
// there is counted and read as it stands, since one bad letter is no reason to
// lose the rest of a day. It expands the five entities of XML and numbers, and
// nothing else; a document that declares entities of its own is refused, and
// no DTD is fetched.
type Reader struct {
	in      io.Reader
	ended   error // of in
	records [][]byte
	limit   int // bytes of one record
	window  int // bytes that are read at once

	buf []byte
	at  int // the next byte of buf to be read

	open  []byte // the names of the open elements, one after the other
	stack []level
	outer []attribute // of the open elements that are around records

	depth  int // of the record's element in the stack; 0 between records
	anchor int // where the record begins in buf
	skip   bool
	nodes  []node
	attrs  []attr
	text   []byte // decoded texts of the record
	tally  Tally
}

// A Tally tells what a document held, whatever it was made of.
type Tally struct {
	Records  int
	TooLarge int  // records left out
	Odd      int  // entities that are none of XML, in the texts that were asked for
	DTD      bool // it names a DTD that stands elsewhere, which nobody fetched

	// Unknown counts the elements that the reader of the records did not know,
	// by name. Of more than some names only the first are told apart.
	Unknown map[string]int
}

type level struct {
	name int // where the name begins in Reader.open
	node int // of the record, if it is in one
}

// An attribute is one of an element around records.
type attribute struct {
	depth                int // of the element
	element, name, value string
}

// NewReader returns a reader of the document's elements of these names, each
// of which is a record unless it stands in another.
func NewReader(in io.Reader, records ...string) *Reader {
	r := &Reader{in: in, limit: maxRecord, window: readAtOnce, buf: make([]byte, 0, 2*readAtOnce)}
	for _, name := range records {
		r.records = append(r.records, []byte(name))
	}
	return r
}

// Tally returns what was met so far.
func (r *Reader) Tally() Tally { return r.tally }

var (
	errCut  = fmt.Errorf("%w: the document ends in the middle", crawlers.ErrTruncated)
	errMore = errors.New("the rest is still to be read")
)

func shape(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{crawlers.ErrShape}, args...)...)
}

// Each calls f for every record, in order, and stops at its first error. The
// record is only there until f returns. What stands before a break in the
// document is read before the break is told: a document that was cut wraps
// [crawlers.ErrTruncated], one that is not XML [crawlers.ErrShape], a web page
// in its place [crawlers.ErrBlocked].
func (r *Reader) Each(f func(Element) error) error {
	if err := r.prolog(); err != nil {
		return err
	}
	for {
		err := r.step(f)
		if err == errMore { //nolint:errorlint // ours, never wrapped
			err = r.fill()
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && len(r.stack) == 0 && !bytes.Contains(r.buf[r.at:], []byte{'<'}):
			return nil
		case errors.Is(err, io.EOF):
			return errCut
		default:
			return err
		}
	}
}

// step reads the text up to the next tag, and the tag.
func (r *Reader) step(f func(Element) error) error {
	i := bytes.IndexByte(r.buf[r.at:], '<')
	if i < 0 {
		if !r.holds() {
			r.at = len(r.buf)
		}
		return errMore
	}
	r.at += i
	if len(r.buf) < r.at+2 {
		return errMore
	}
	switch r.buf[r.at+1] {
	case '/':
		return r.end(f)
	case '!':
		return r.declaration()
	case '?':
		return r.past("<?", "?>")
	}
	return r.start(f)
}

// start reads a start tag; an element without others in it is read whole.
func (r *Reader) start(f func(Element) error) error {
	b := r.buf[r.at:]
	n := nameEnd(b, 1)
	if n == len(b) {
		return r.longer(n, maxName)
	}
	if n == 1 || class[b[1]] != nameStart || n > maxName {
		return shape("no name after < near %.40q", b)
	}
	if r.depth > 0 && len(r.stack) >= r.depth && !r.skip && b[n] == '>' && r.leaf(b, n) {
		return nil
	}
	name := b[1:n]
	if r.depth == 0 && r.isRecord(name) {
		r.begin()
	}
	attrs := len(r.attrs)
	to, empty, err := r.attributes(b, n)
	if err != nil {
		r.attrs = r.attrs[:attrs]
		return err
	}
	if len(r.stack) == maxDepth {
		return shape("elements nested deeper than %d", maxDepth)
	}
	r.stack = append(r.stack, level{len(r.open), len(r.nodes)})
	r.open = append(r.open, name...)
	if r.holds() {
		r.add(node{
			name: r.off(1), width: uint16(n - 1), attrs: uint32(attrs), count: uint16(len(r.attrs) - attrs),
			from: r.off(to), to: r.off(to),
		})
	} else {
		r.keepOuter(name, b)
	}
	r.at += to
	if empty {
		return r.pop(0, f)
	}
	return nil
}

// holds reports whether what is read is part of a record that is kept.
func (r *Reader) holds() bool { return r.depth > 0 && !r.skip }

// begin starts a record at the tag that is being read.
func (r *Reader) begin() {
	r.depth, r.anchor, r.skip = len(r.stack)+1, r.at, false
	r.nodes, r.attrs, r.text = r.nodes[:0], r.attrs[:0], r.text[:0]
}

// off returns where a byte of the tag that is being read lies in the record.
func (r *Reader) off(i int) uint32 { return uint32(r.at - r.anchor + i) }

// leaf reads the element whose start tag <name> ends at n, if it holds text
// alone and its end tag is at hand: nearly all are so.
func (r *Reader) leaf(b []byte, n int) bool {
	i := bytes.IndexByte(b[n:], '<')
	to := n + i // of the text
	end := to + 2 + n
	if i < 0 || end > len(b) || b[to+1] != '/' || b[end-1] != '>' || !bytes.Equal(b[to+2:end-1], b[1:n]) {
		return false
	}
	r.add(node{
		name: r.off(1), width: uint16(n - 1), attrs: uint32(len(r.attrs)),
		from: r.off(n + 1), to: r.off(to), end: r.off(end), next: uint32(len(r.nodes) + 1),
	})
	r.at += end
	r.guard()
	return true
}

// add adds an element to the record. One of many elements is one of very many.
func (r *Reader) add(n node) {
	if len(r.nodes) == cap(r.nodes) {
		r.nodes = slices.Grow(r.nodes, 3*len(r.nodes)+256)
	}
	r.nodes = append(r.nodes, n)
}

// keepOuter keeps the attributes of an element around records, and forgets
// those of one within a record that is left out.
func (r *Reader) keepOuter(name, b []byte) {
	if !r.skip {
		for _, a := range r.attrs {
			r.outer = append(r.outer, attribute{
				len(r.stack), string(local(name)), string(local(b[a.name : a.name+uint32(a.width)])), string(r.decoded(b[a.from:a.to])),
			})
		}
	}
	r.attrs = r.attrs[:0]
}

// end reads an end tag.
func (r *Reader) end(f func(Element) error) error {
	b := r.buf[r.at:]
	n := nameEnd(b, 2)
	to := space(b, n)
	if to == len(b) {
		return r.longer(to, maxName+maxTag)
	}
	if len(r.stack) == 0 {
		return shape("an end without a beginning: %.40q", b[:n])
	}
	if open := r.open[r.stack[len(r.stack)-1].name:]; b[to] != '>' || !bytes.Equal(open, b[2:n]) {
		return shape("%.40q ends where %.40q is open", b[2:n], open)
	}
	r.at += to + 1
	return r.pop(to+1, f)
}

// pop closes the innermost element, whose end tag of so many bytes was read,
// and hands on the record if it is one.
func (r *Reader) pop(tag int, f func(Element) error) error {
	top := r.stack[len(r.stack)-1]
	r.stack, r.open = r.stack[:len(r.stack)-1], r.open[:top.name]
	for n := len(r.outer); n > 0 && r.outer[n-1].depth > len(r.stack); n-- {
		r.outer = r.outer[:n-1]
	}
	if r.depth == 0 {
		return nil
	}
	if !r.skip {
		n := &r.nodes[top.node]
		n.to, n.end, n.next = r.off(-tag), r.off(0), uint32(len(r.nodes))
		r.guard()
	}
	if len(r.stack) >= r.depth {
		return nil
	}
	r.depth = 0
	if r.skip {
		r.skip = false
		r.tally.TooLarge++
		return nil
	}
	r.tally.Records++
	err := f(Element{r, 0})
	r.attrs = r.attrs[:0]
	return err
}

// guard gives up a record that is too large to be held; the document goes on
// after it.
func (r *Reader) guard() {
	if r.at-r.anchor > r.limit || len(r.nodes) > maxNodes || len(r.attrs) > maxNodes {
		r.giveUp()
	}
}

func (r *Reader) giveUp() {
	r.skip = true
	r.nodes, r.attrs = r.nodes[:0], r.attrs[:0]
}

func (r *Reader) isRecord(name []byte) bool {
	for _, want := range r.records {
		if bytes.Equal(local(name), want) {
			return true
		}
	}
	return false
}

// longer asks for more of a token, unless it is longer than it may be.
func (r *Reader) longer(n, limit int) error {
	if n > limit {
		return shape("a tag of more than %d bytes", limit)
	}
	return errMore
}

// fill reads on. What is still needed, a record or a token that has begun, is
// moved to the front of the buffer.
func (r *Reader) fill() error {
	if r.ended != nil {
		return r.ended
	}
	if r.holds() && len(r.buf)-r.anchor > r.limit {
		r.giveUp()
	}
	keep := r.at
	if r.holds() {
		keep = r.anchor
	}
	if keep > 0 {
		r.buf = r.buf[:copy(r.buf, r.buf[keep:])]
		r.at, r.anchor = r.at-keep, r.anchor-keep
	}
	if cap(r.buf)-len(r.buf) < r.window {
		more := min(3*len(r.buf), r.limit+r.window-len(r.buf)) // a record that is large is very large; but no more than the largest needs
		r.buf = append(make([]byte, 0, len(r.buf)+max(more, r.window)), r.buf...)
	}
	n, err := io.ReadFull(r.in, r.buf[len(r.buf):len(r.buf)+r.window])
	r.buf = r.buf[:len(r.buf)+n]
	if err == io.ErrUnexpectedEOF { // ReadFull's own word for the end; others wrap it
		err = io.EOF
	}
	r.ended = err
	if n > 0 {
		return nil
	}
	return err
}

// readAtOnce is few enough bytes to be still at hand when they are looked at.
const readAtOnce = 128 << 10
