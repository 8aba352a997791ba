package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"tocsin/crawlers"
)

// blobs are the bodies of pages: small ones compressed in the database, where
// every node finds them, large ones a compressed file each, named by hash.
type blobs struct {
	dir   string
	large int64 // bytes
}

// Encoders are safe for use by several goroutines in their EncodeAll form.
var (
	encoder = must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)))
	decoder = must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20)))
)

// must serves package variables that cannot fail with these options.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (b blobs) path(hash string) string {
	return filepath.Join(b.dir, hash[:2], hash+".zst")
}

// KeepPages stores pages before their filings are, all of them or none.
func (db *DB) KeepPages(ctx context.Context, source string, pages []crawlers.Page) error {
	const blobCols, pageCols = 3, 6
	bodies, rows := make([]any, 0, len(pages)*blobCols), make([]any, 0, len(pages)*pageCols)
	packed := map[string]bool{} // two addresses may show the same; PostgreSQL updates a row once a statement
	for _, p := range pages {
		if !packed[p.Hash] {
			body, err := db.blobs.pack(p)
			if err != nil {
				return fmt.Errorf("store: keep page: %w", err)
			}
			packed[p.Hash] = true
			bodies = append(bodies, p.Hash, p.Size, body)
		}
		header, err := json.Marshal(keptHeader(p.Header))
		if err != nil {
			return fmt.Errorf("store: keep page: %w", err)
		}
		rows = append(rows, p.URL, millis(p.Fetched), p.Hash, source, p.Status, string(header))
	}
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO blobs (hash, size, body) VALUES `+places(len(packed), blobCols)+` ON CONFLICT (hash) DO UPDATE SET size = excluded.size`, bodies...) // which waits for who drops it
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO pages (url, fetched, hash, source, status, header) VALUES `+places(len(pages), pageCols)+` ON CONFLICT DO NOTHING`, rows...)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: keep pages: %w", err)
	}
	return nil
}

// pack returns a small body compressed, for its row. A large one is written to
// its file; its row has NULL.
func (b blobs) pack(p crawlers.Page) (any, error) {
	if p.Size > b.large {
		return nil, b.write(p.Hash, p.Reader())
	}
	body, err := p.Bytes()
	if err != nil {
		return nil, err
	}
	return encoder.EncodeAll(body, make([]byte, 0, len(body)/4+64)), nil
}

// LastTaken returns the hash of the body that was last taken from an address,
// or "".
func (db *DB) LastTaken(ctx context.Context, url string) (hash string, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT hash FROM validators WHERE url = $1`, url).Scan(&hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("store: last page: %w", err)
	}
	return hash, nil
}

// keptHeader leaves out what could hold a session or a secret.
func keptHeader(h http.Header) http.Header {
	out := http.Header{}
	for _, k := range []string{"Content-Type", "Content-Encoding", "Date", "Etag", "Last-Modified", "Server", "Cache-Control", "Expires"} {
		if v := h.Values(k); len(v) > 0 {
			out[k] = v
		}
	}
	return out
}

// write puts a large body in its file.
func (b blobs) write(hash string, r io.Reader) error {
	return whole(b.path(hash), func(w io.Writer) error {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		_, err = io.Copy(z, r)
		return errors.Join(err, z.Close())
	})
}

// whole makes a file of a page, all of it or nothing, unless it is there: what
// is named by its hash is the same. One that is there is wanted again, and its
// time says so.
func whole(name string, fill func(io.Writer) error) (err error) {
	now := time.Now()
	if err := os.Chtimes(name, now, now); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "keep-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	err = fill(f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// PagesTaken records that all filings of the pages are in the store: from now
// on a conditional request may rely on them.
func (db *DB) PagesTaken(ctx context.Context, pages []crawlers.Page) error {
	const cols = 4
	byURL := map[string]crawlers.Page{} // one statement may not write a row twice
	for _, p := range pages {
		byURL[p.URL] = p
	}
	args := make([]any, 0, len(byURL)*cols)
	for _, url := range slices.Sorted(maps.Keys(byURL)) {
		p := byURL[url]
		args = append(args, url, p.Header.Get("Etag"), p.Header.Get("Last-Modified"), p.Hash)
	}
	_, err := db.write.ExecContext(ctx, `
		INSERT INTO validators (url, etag, modified, hash) VALUES `+places(len(byURL), cols)+`
		ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, hash = excluded.hash`, args...)
	if err != nil {
		return fmt.Errorf("store: pages taken: %w", err)
	}
	return nil
}

// Validators returns what a conditional request for url may say; both empty
// when there is nothing.
func (db *DB) Validators(ctx context.Context, url string) (etag, modified string, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT etag, modified FROM validators WHERE url = $1`, url).Scan(&etag, &modified)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("store: validators: %w", err)
	}
	return etag, modified, nil
}

// PageBody opens the body of a stored page.
func (db *DB) PageBody(ctx context.Context, hash string) ([]byte, error) {
	var body []byte
	var size int64
	err := db.read.QueryRowContext(ctx, `SELECT size, body FROM blobs WHERE hash = $1`, hash).Scan(&size, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err == nil && body == nil {
		body, err = os.ReadFile(db.blobs.path(hash))
	}
	if err == nil {
		body, err = decoder.DecodeAll(body, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("store: page %s: %w", hash, err)
	}
	return body, nil
}
