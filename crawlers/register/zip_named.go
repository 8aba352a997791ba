package register

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	fast "github.com/klauspost/compress/flate"

	"tocsin/crawlers"
)

// Tables are the files of a zip that are read by name, as often as it takes.
type Tables struct {
	files map[string]*zip.File // by the last part of their names, in lower case
	size  int64                // of the zip
	limit int64
}

// OpenTables opens a page that is a zip of tables, each of which unpacks to at
// most limit bytes, and must hold these.
func OpenTables(p crawlers.Page, limit int64, names ...string) (*Tables, error) {
	magic := make([]byte, 4)
	n, err := p.Body.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read page: %w", err)
	}
	switch {
	case n == 0:
		return nil, fmt.Errorf("%w: nothing in place of the zip", crawlers.ErrTruncated)
	case bytes.HasPrefix(bytes.TrimLeft(magic[:n], " \r\n\t"), []byte("<")):
		return nil, fmt.Errorf("%w: a web page in place of the zip", crawlers.ErrBlocked)
	case !bytes.HasPrefix(magic[:n], []byte("PK")):
		return nil, shape("no zip: it begins with %q", magic[:n])
	}
	z, err := zip.NewReader(p.Body, p.Size)
	switch {
	case errors.Is(err, zip.ErrFormat):
		return nil, fmt.Errorf("%w: the zip has no directory at its end", crawlers.ErrTruncated)
	case err != nil:
		return nil, shape("zip: %w", err)
	case len(z.File) > maxMembers:
		return nil, shape("a zip of %d files, more than %d", len(z.File), maxMembers)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return fast.NewReader(r) })
	t := &Tables{files: map[string]*zip.File{}, size: p.Size, limit: limit}
	for _, f := range z.File {
		t.files[strings.ToLower(path.Base(f.Name))] = f
	}
	for _, name := range names {
		if t.files[name] == nil {
			return nil, shape("no table %s in the zip, which has %d files", name, len(z.File))
		}
	}
	return t, nil
}

// Open returns a table from its beginning, unpacked as it is read in a
// goroutine that Close waits for.
func (t *Tables) Open(name string) (io.ReadCloser, error) {
	f := t.files[name]
	if f.Flags&1 != 0 {
		return nil, shape("%.80q in the zip is encrypted", f.Name)
	}
	in, err := f.Open()
	if err != nil {
		return nil, shape("zip: %.80q: %w", f.Name, err)
	}
	return ahead(&unpacked{in: in, packed: int64(min(f.CompressedSize64, uint64(t.size))), limit: t.limit}), nil
}
