package register

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"

	fast "github.com/klauspost/compress/flate"

	"tocsin/crawlers"
)

// Limits of a zip. A daily file of 67 MB holds some 700 MB.
const (
	maxMembers  = 64
	maxUnpacked = 4 << 30
	maxRatio    = 100      // unpacked to packed, which XML never reaches
	freeRatio   = 64 << 20 // bytes that may be unpacked whatever the ratio
)

// Open returns the document of a page: the one member of a zip whose name ends
// so (".xml"), unpacked as it is read in a goroutine that Close waits for, or
// what is no zip as it stands. A web page in place of the zip is one in place
// of the document, as [Reader.Each] tells.
func Open(p crawlers.Page, suffix string) (io.ReadCloser, error) {
	magic := make([]byte, 4)
	n, err := p.Body.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read page: %w", err)
	}
	if !bytes.HasPrefix(magic[:n], []byte("PK")) {
		return io.NopCloser(p.Reader()), nil
	}
	z, err := zip.NewReader(p.Body, p.Size)
	switch {
	case errors.Is(err, zip.ErrFormat):
		return nil, fmt.Errorf("%w: the zip has no directory at its end", crawlers.ErrTruncated)
	case err != nil:
		return nil, shape("zip: %w", err)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return fast.NewReader(r) })
	f, err := member(z.File, suffix)
	if err != nil {
		return nil, err
	}
	in, err := f.Open()
	if err != nil {
		return nil, shape("zip: %.80q: %w", f.Name, err)
	}
	return ahead(&unpacked{in: in, packed: int64(min(f.CompressedSize64, uint64(p.Size)))}), nil
}

// member returns the one file whose name ends so.
func member(files []*zip.File, suffix string) (*zip.File, error) {
	if len(files) > maxMembers {
		return nil, shape("a zip of %d files, more than %d", len(files), maxMembers)
	}
	var found *zip.File
	for _, f := range files {
		switch {
		case !strings.HasSuffix(strings.ToLower(f.Name), suffix):
			continue
		case found != nil:
			return nil, shape("a zip of several files %s: %.80q, %.80q", suffix, found.Name, f.Name)
		case f.Flags&1 != 0:
			return nil, shape("%.80q in the zip is encrypted", f.Name)
		}
		found = f
	}
	if found == nil {
		return nil, shape("no file %s in the zip, which has %d", suffix, len(files))
	}
	return found, nil
}

// unpacked reads a member of a zip within its bounds.
type unpacked struct {
	in     io.ReadCloser
	packed int64
	limit  int64 // bytes of the member; 0 is maxUnpacked
	size   int64 // so far
	head   []byte
}

func (u *unpacked) Read(b []byte) (int, error) {
	n, err := u.in.Read(b)
	if need := min(4-len(u.head), n); need > 0 {
		u.head = append(u.head, b[:need]...)
	}
	u.size += int64(n)
	var corrupt flate.CorruptInputError
	var damaged fast.CorruptInputError
	switch {
	case bytes.HasPrefix(u.head, []byte("PK\x03\x04")):
		return 0, shape("a zip in the zip")
	case u.size > cmp.Or(u.limit, maxUnpacked) || u.size > freeRatio && u.size/max(u.packed, 1) > maxRatio:
		return 0, shape("the zip unpacks to more than it can be meant to, %d bytes so far", u.size)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, fmt.Errorf("%w: the zip: %w", crawlers.ErrTruncated, err)
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.As(err, &corrupt), errors.As(err, &damaged):
		return n, shape("the zip: %w", err)
	}
	return n, err
}

func (u *unpacked) Close() error { return u.in.Close() }

// A chunk is what a goroutine has read ahead.
type chunk struct {
	b   []byte
	err error
}

// aheads reads in a goroutine of its own, some buffers ahead of whoever reads
// from it.
type aheads struct {
	full  chan chunk
	empty chan []byte
	quit  chan struct{}
	now   chunk
	rest  []byte
}

// Of the buffers there are so many, of so many bytes.
const (
	buffers    = 4
	bufferSize = 256 << 10
)

func ahead(in io.ReadCloser) io.ReadCloser {
	a := &aheads{full: make(chan chunk, buffers), empty: make(chan []byte, buffers), quit: make(chan struct{})}
	for range buffers {
		a.empty <- make([]byte, bufferSize)
	}
	go a.run(in) // ends, and closes full, when in does or Close is called
	return a
}

func (a *aheads) run(in io.ReadCloser) {
	defer close(a.full)
	defer in.Close()
	for {
		select {
		case <-a.quit:
			return
		case b := <-a.empty:
			n, err := io.ReadFull(in, b[:bufferSize])
			if errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, crawlers.ErrTruncated) {
				err = io.EOF // ReadFull's word for a last buffer that is not full
			}
			a.full <- chunk{b[:n], err}
			if err != nil {
				return
			}
		}
	}
}

func (a *aheads) Read(b []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.b != nil {
			a.empty <- a.now.b
		}
		var ok bool
		if a.now, ok = <-a.full; !ok {
			return 0, io.ErrClosedPipe
		}
		a.rest = a.now.b
	}
	n := copy(b, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends the goroutine and waits for it.
func (a *aheads) Close() error {
	close(a.quit)
	for range a.full { // until it is closed
	}
	return nil
}
