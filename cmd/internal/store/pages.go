package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
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

// KeepPage stores a page before anything reads it and returns the sha256 of
// its body. Same says that all filings of this very body were taken from this
// address before.
func (db *DB) KeepPage(ctx context.Context, source string, p crawlers.Page) (hash string, same bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: keep page: %w", err)
		}
	}()
	h := sha256.New()
	if _, err := io.Copy(h, p.Reader()); err != nil {
		return "", false, err
	}
	hash = hex.EncodeToString(h.Sum(nil))
	header, err := json.Marshal(keptHeader(p.Header))
	if err != nil {
		return "", false, err
	}
	var body any // NULL when it is a file of its own
	if p.Size > db.blobs.large {
		if err := db.blobs.write(hash, p.Reader()); err != nil {
			return "", false, err
		}
	} else {
		b, err := p.Bytes()
		if err != nil {
			return "", false, err
		}
		body = encoder.EncodeAll(b, make([]byte, 0, len(b)/4+64))
	}
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		var last string
		err := tx.QueryRowContext(ctx, `SELECT hash FROM validators WHERE url = $1`, p.URL).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		same = last == hash
		if _, err := tx.ExecContext(ctx, `INSERT INTO blobs (hash, size, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING`, hash, p.Size, body); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO pages (url, fetched, hash, source, status, header) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			p.URL, millis(p.Fetched), hash, source, p.Status, string(header))
		return err
	})
	return hash, same, err
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

// write puts a large body in its file, whole or not at all.
func (b blobs) write(hash string, r io.Reader) (err error) {
	name := b.path(hash)
	if _, err := os.Stat(name); err == nil {
		return nil
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
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return errors.Join(err, f.Close())
	}
	_, err = io.Copy(z, r)
	if err := errors.Join(err, z.Close(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// PagesTaken records that all filings of the pages are in the store: from now
// on a conditional request may rely on them.
func (db *DB) PagesTaken(ctx context.Context, pages []crawlers.Page) error {
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		for _, p := range pages {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO validators (url, etag, modified, hash) VALUES ($1, $2, $3, $4)
				ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, hash = excluded.hash`,
				p.URL, p.Header.Get("Etag"), p.Header.Get("Last-Modified"), p.Hash)
			if err != nil {
				return err
			}
		}
		return nil
	})
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

// ForgetPages drops pages fetched before the given time, except those that an
// alert rests on and the last taken one of each address. It returns how many
// bodies went.
func (db *DB) ForgetPages(ctx context.Context, before time.Time) (n int, err error) {
	var gone []string
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM pages WHERE fetched < $1
				AND NOT EXISTS (SELECT 1 FROM reports r JOIN alerts a ON a.act = r.act WHERE r.page = pages.hash)
				AND NOT EXISTS (SELECT 1 FROM validators v WHERE v.url = pages.url AND v.hash = pages.hash)`, millis(before))
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `
			DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM pages p WHERE p.hash = blobs.hash) RETURNING hash`)
		return each(rows, err, func(r *sql.Rows) error {
			var hash string
			err := r.Scan(&hash)
			gone = append(gone, hash)
			return err
		})
	})
	if err != nil {
		return 0, fmt.Errorf("store: forget pages: %w", err)
	}
	for _, hash := range gone {
		if err := os.Remove(db.blobs.path(hash)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return len(gone), fmt.Errorf("store: forget page %s: %w", hash, err)
		}
	}
	return len(gone), nil
}
