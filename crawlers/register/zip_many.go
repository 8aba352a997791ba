package register

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	fast "github.com/klauspost/compress/flate"

	"tocsin/crawlers"
)

// Limits of a zip of many documents.
const (
	maxDocuments = 200_000
	maxInner     = 128 << 20 // bytes of a zip within the zip
	maxBroken    = 10        // of so many documents one may be broken
	maxTold      = 10        // broken documents that are told by name
)

// A Census counts what a zip of many documents held.
type Census struct {
	Documents int // with the broken ones
	Broken    int
	Others    int // files of another kind, such as images, which are left aside
}

// ReadMany calls each for every record of a page that is a zip of XML
// documents, in the order in which they lie in it, or one such document.
//
// Offices pack the parts of a week once more: a zip in the zip is read like a
// part of it, one in that is refused. A document that is broken, be it packed
// badly, cut or no XML, is told and costs no other; of what stands before the
// break the records are handed on. Where more than one in ten is broken, or
// there is none, the page is not what it was.
func ReadMany(p crawlers.Page, each func(Element) error, records ...string) (Census, error) {
	magic := make([]byte, 4)
	n, err := p.Body.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Census{}, fmt.Errorf("read page: %w", err)
	}
	if !bytes.HasPrefix(magic[:n], []byte("PK")) {
		return Census{Documents: 1}, Read(p, each, records...)
	}
	m := unzipping{page: p, packed: p.Size, r: NewReader(strings.NewReader(""), records...)}
	m.each = func(e Element) error {
		m.stop = each(e)
		return m.stop
	}
	err = m.walk(p.Body, p.Size, 0)
	if m.c.Broken > maxTold {
		p.Warn("more documents are broken than are named", "documents", m.c.Broken)
	}
	tell(p, m.r.Tally())
	switch c := m.c; {
	case err != nil:
		return c, err
	case c.Documents == 0:
		return c, shape("no XML document in the zip, which has %d other files", c.Others)
	case c.Broken*maxBroken > c.Documents:
		return c, shape("of %d documents in the zip %d are broken", c.Documents, c.Broken)
	}
	return m.c, nil
}

// An unzipping is the reading of one zip.
type unzipping struct {
	page   crawlers.Page
	r      *Reader
	each   func(Element) error
	stop   error // of each, which ends the reading
	c      Census
	packed int64
	size   int64        // unpacked so far
	body   bytes.Buffer // the document at hand
}

// walk reads the documents of a zip, and those of the zips in it.
func (m *unzipping) walk(body io.ReaderAt, size int64, depth int) error {
	z, err := zip.NewReader(body, size)
	switch {
	case errors.Is(err, zip.ErrFormat):
		return fmt.Errorf("%w: the zip has no directory at its end", crawlers.ErrTruncated)
	case err != nil:
		return shape("zip: %w", err)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return fast.NewReader(r) })
	for _, f := range z.File {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".xml":
			if m.c.Documents++; m.c.Documents > maxDocuments {
				return shape("a zip of more than %d documents", maxDocuments)
			}
			err = m.document(f)
		case ".zip":
			if depth > 0 {
				return shape("a zip in a zip in the zip: %.80q", f.Name)
			}
			err = m.inner(f)
		default:
			m.c.Others++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// document reads one document. What is wrong with it alone is told and no error.
func (m *unzipping) document(f *zip.File) error {
	m.body.Reset()
	wrong, err := m.unpack(&m.body, f, maxRecord)
	if err != nil {
		return err
	}
	if wrong == nil {
		m.r.again(bytes.NewReader(m.body.Bytes()))
		if wrong = m.r.Each(m.each); m.stop != nil {
			return m.stop
		}
	}
	if wrong == nil {
		return nil
	}
	if m.c.Broken++; m.c.Broken <= maxTold {
		m.page.Warn("a document in the zip is broken", "name", fmt.Sprintf("%.80q", f.Name), "err", wrong)
	}
	return nil
}

// inner reads a zip in the zip: where it lies if it is only stored.
func (m *unzipping) inner(f *zip.File) error {
	if f.Method == zip.Store && f.Flags&1 == 0 {
		at, err := f.DataOffset()
		n := int64(min(f.CompressedSize64, uint64(m.packed)))
		if err != nil || at+n > m.packed {
			return shape("zip: %.80q lies nowhere in it", f.Name)
		}
		return m.walk(io.NewSectionReader(m.page.Body, at, n), n, 1)
	}
	var held bytes.Buffer
	wrong, err := m.unpack(&held, f, maxInner)
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return fmt.Errorf("zip: %.80q: %w", f.Name, wrong)
	}
	return m.walk(bytes.NewReader(held.Bytes()), int64(held.Len()), 1)
}

// unpack unpacks a file. It returns what is wrong with the file
// apart from what is wrong with the whole: that it unpacks to too much.
func (m *unzipping) unpack(into *bytes.Buffer, f *zip.File, limit int64) (wrong, err error) {
	if f.Flags&1 != 0 {
		return shape("it is encrypted"), nil
	}
	in, err := f.Open()
	if err != nil {
		return shape("%w", err), nil
	}
	defer in.Close()
	n, wrong := io.Copy(into, io.LimitReader(in, limit+1))
	if m.size += n; m.size > maxUnpacked || m.size > freeRatio && m.size/max(m.packed, 1) > maxRatio {
		return nil, shape("the zip unpacks to more than it can be meant to, %d bytes so far", m.size)
	}
	var corrupt flate.CorruptInputError
	var damaged fast.CorruptInputError
	switch {
	case n > limit:
		wrong = shape("it has more than %d bytes", limit)
	case wrong == nil:
	case errors.Is(wrong, io.ErrUnexpectedEOF):
		wrong = fmt.Errorf("%w: %w", crawlers.ErrTruncated, wrong)
	case errors.Is(wrong, zip.ErrChecksum), errors.Is(wrong, zip.ErrFormat), errors.As(wrong, &corrupt), errors.As(wrong, &damaged):
		wrong = shape("%w", wrong)
	default:
		return nil, fmt.Errorf("read page: %w", wrong)
	}
	return wrong, nil
}

// again begins another document. The tally goes on.
func (r *Reader) again(in io.Reader) {
	*r = Reader{
		in: in, records: r.records, limit: r.limit, window: r.window, tally: r.tally,
		buf: r.buf[:0], open: r.open[:0], stack: r.stack[:0], outer: r.outer[:0],
		nodes: r.nodes[:0], attrs: r.attrs[:0], text: r.text[:0],
	}
}
