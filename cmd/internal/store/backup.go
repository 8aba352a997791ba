package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrThere means that a file which is to be made is there already.
var ErrThere = errors.New("is there already")

// ErrNoBackup means that a file is not what [DB.Backup] makes.
var ErrNoBackup = errors.New("this is no backup of a store")

// A Copied says what a backup holds, or what was restored from one.
type Copied struct {
	Rows  int64 // of all tables
	Pages int   // that are files of their own
	// Lost are the pages that the database names and whose files are not there,
	// or are not what their names say. All else is in the backup.
	Lost []string
}

// Large pages lie in a backup in parts: SQLite takes no value above a gigabyte.
const (
	backupParts = `CREATE TABLE backup_pages (hash TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (hash, part)) WITHOUT ROWID`
	partBytes   = 4 << 20
	stepPages   = 1024 // of the database, between two looks at the context
)

// Backup writes all of a SQLite store to one new file, while the store is in
// use: the database as it was at one moment, and the pages that are files of
// their own. What was written is read again and compared before the file gets
// its name, so that a file of this name is whole. Tell is called as the copy
// grows, in bytes.
//
// The file is a database, but not yet a store: [Restore] makes one of it.
func (db *DB) Backup(ctx context.Context, file string, tell func(done, total int64)) (c Copied, err error) {
	if !db.SQLite() {
		return c, errors.New("store: backup: the store is PostgreSQL: use deploy/backup.sh, which calls pg_dump")
	}
	err = newFile(file, func(temp string) error {
		c, err = db.backup(ctx, temp, tell)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("store: backup: %w", noRoom(err, filepath.Dir(file)))
	}
	return c, nil
}

func (db *DB) backup(ctx context.Context, temp string, tell func(done, total int64)) (c Copied, err error) {
	small, err := size(db.file)
	if err != nil {
		return c, err
	}
	large, err := db.blobs.bytes()
	if err != nil {
		return c, err
	}
	before, err := db.snapshotTo(ctx, temp, func(done, total int64) { tell(done, max(total, small)+large) })
	if err != nil {
		return c, err
	}
	to, err := openCopy(temp)
	if err != nil {
		return c, err
	}
	defer to.Close()
	after, err := counts(ctx, db, to)
	if err != nil {
		return c, err
	}
	if !maps.Equal(before, after) {
		return c, fmt.Errorf("%w: rows by table were %v, and are %v", ErrUnlike, before, after)
	}
	for _, n := range after {
		c.Rows += n
	}
	// The copy is another store: what is taken in from now on is not in it.
	res, err := to.ExecContext(ctx, `DELETE FROM settings WHERE key = 'id'`)
	if err != nil {
		return c, err
	}
	left, err := res.RowsAffected()
	if err != nil {
		return c, err
	}
	c.Rows -= left
	if _, err := to.ExecContext(ctx, backupParts); err != nil {
		return c, err
	}
	if small, err = size(temp); err != nil {
		return c, err
	}
	hashes, err := largePages(ctx, to)
	if err != nil {
		return c, err
	}
	done := small
	for _, hash := range hashes {
		n, err := db.keepParts(ctx, to, hash)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, ErrUnlike):
			gone, err := db.forgotten(ctx, to, hash)
			if err != nil {
				return c, err
			}
			if !gone {
				c.Lost = append(c.Lost, hash)
			}
		case err != nil:
			return c, fmt.Errorf("page %s: %w", hash, err)
		default:
			c.Pages++
		}
		done += n
		tell(done, max(done, small+large))
	}
	if err := sound(ctx, to); err != nil {
		return c, err
	}
	tell(done, done)
	return c, to.Close()
}

// snapshotTo copies the database as it is at this moment and returns how many
// rows its tables then had. Those who write meanwhile do not wait, and what they
// write is not in it.
func (db *DB) snapshotTo(ctx context.Context, file string, tell func(done, total int64)) (rows map[string]int64, err error) {
	// A connection of its own: the pages' may be wanted, and the writers' must
	// not wait.
	from, err := sql.Open("sqlite", fileURL(db.file)+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer from.Close()
	conn, err := from.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	// The transaction outlives all steps: without it SQLite would begin again
	// from the first page whenever somebody writes between two.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	if rows, err = countTables(ctx, db, tx); err != nil {
		return nil, err
	}
	var page int64
	if err := tx.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&page); err != nil {
		return nil, err
	}
	return rows, conn.Raw(func(driver any) error {
		able, ok := driver.(interface {
			NewBackup(uri string) (*sqlite.Backup, error)
		})
		if !ok {
			return fmt.Errorf("%T cannot copy a database", driver)
		}
		b, err := able.NewBackup(fileURL(file))
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			if more, err = b.Step(stepPages); err == nil {
				err = ctx.Err()
			}
			tell(int64(b.PageCount()-b.Remaining())*page, int64(b.PageCount())*page)
		}
		return errors.Join(err, b.Finish())
	})
}

// openCopy opens a database that nobody else uses, as one file.
func openCopy(file string) (*sql.DB, error) {
	to, err := sql.Open("sqlite", fileURL(file)+"?_pragma=journal_mode(DELETE)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	to.SetMaxOpenConns(1)
	return to, nil
}

// sound reads a whole database and reports what is wrong with it.
func sound(ctx context.Context, of *sql.DB) error {
	var says string
	if err := of.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return fmt.Errorf("%w: %s", ErrUnlike, says)
	}
	return nil
}

func counts(ctx context.Context, db *DB, of *sql.DB) (map[string]int64, error) {
	tx, err := of.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	return countTables(ctx, db, tx)
}

// countTables counts the rows of our tables.
func countTables(ctx context.Context, db *DB, tx *sql.Tx) (map[string]int64, error) {
	all, err := db.tables(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, t := range all {
		var n int64
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+t.name).Scan(&n); err != nil {
			return nil, err
		}
		out[t.name] = n
	}
	return out, nil
}

// largePages returns the pages of a copy whose bodies are files.
func largePages(ctx context.Context, of *sql.DB) (out []string, err error) {
	rows, err := of.QueryContext(ctx, `SELECT hash FROM blobs WHERE body IS NULL ORDER BY hash`)
	err = each(rows, err, func(r *sql.Rows) error {
		var hash string
		err := r.Scan(&hash)
		out = append(out, hash)
		return err
	})
	return out, err
}

// keepParts puts the file of a page into a copy and reads it there again. It
// returns how large the file is.
func (db *DB) keepParts(ctx context.Context, to *sql.DB, hash string) (n int64, err error) {
	f, err := os.Open(db.blobs.path(hash))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	body := make([]byte, partBytes)
	for part := 0; ; part++ {
		got, err := io.ReadFull(f, body)
		if got > 0 {
			if _, err := tx.ExecContext(ctx, `INSERT INTO backup_pages (hash, part, body) VALUES ($1, $2, $3)`, hash, part, body[:got]); err != nil {
				return n, err
			}
			n += int64(got)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return n, err
		}
	}
	if err := genuine(hash, &parts{ctx: ctx, of: tx, hash: hash}); err != nil {
		return n, err
	}
	return n, tx.Commit()
}

// genuine reports whether a compressed body is the one that its name says.
func genuine(hash string, r io.Reader) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	defer z.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, z); err != nil {
		return fmt.Errorf("%w: %w", ErrUnlike, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return ErrUnlike
	}
	return nil
}

// parts reads the body of a page in a backup.
type parts struct {
	ctx  context.Context
	of   *sql.Tx
	hash string
	next int
	now  bytes.Reader
}

func (p *parts) Read(b []byte) (int, error) {
	if p.now.Len() == 0 {
		var body []byte
		err := p.of.QueryRowContext(p.ctx, `SELECT body FROM backup_pages WHERE hash = $1 AND part = $2`, p.hash, p.next).Scan(&body)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		p.now.Reset(body)
		p.next++
	}
	return p.now.Read(b)
}

// forgotten reports whether a page was forgotten since the copy was made, and if
// so has the copy forget it too.
func (db *DB) forgotten(ctx context.Context, to *sql.DB, hash string) (bool, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM blobs WHERE hash = $1`, hash).Scan(&n)
	if err != nil || n > 0 {
		return false, err
	}
	for _, statement := range []string{`DELETE FROM pages WHERE hash = $1`, `DELETE FROM blobs WHERE hash = $1`} {
		if _, err := to.ExecContext(ctx, statement, hash); err != nil {
			return false, err
		}
	}
	return true, nil
}

// Restore makes a SQLite store of what [DB.Backup] wrote, where none is yet, and
// puts the large pages where o says. Nothing of the store is there until all of
// it was read and found whole; pages that were written before a failure stay.
func Restore(ctx context.Context, file, address string, o Options, tell func(done, total int64)) (c Copied, err error) {
	kind, rest, _ := strings.Cut(address, ":")
	if kind != "sqlite" {
		return c, errors.New("store: restore: a backup becomes a SQLite store: set store to sqlite:FILE, restore, and move it on with tocsin migrate")
	}
	target, _, _ := strings.Cut(rest, "?")
	for _, name := range []string{target, target + "-wal"} {
		if _, err := os.Lstat(name); err == nil {
			return c, fmt.Errorf("store: restore: %s %w: end tocsin serve, and move it away with what begins with its name", name, ErrThere)
		}
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return c, fmt.Errorf("store: restore: %w", err)
	}
	// Who moved the file of a running program away is told so here.
	owner, err := lockOwner(ctx, target)
	if err != nil {
		return c, err
	}
	defer owner.Close()
	dir := o.PageDir
	if dir == "" {
		dir = filepath.Join(filepath.Dir(target), "pages")
	}
	err = newFile(target, func(temp string) error {
		c, err = restore(ctx, file, temp, blobs{dir: dir}, tell)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("store: restore: %s: %w", file, noRoom(err, filepath.Dir(target)))
	}
	return c, nil
}

func restore(ctx context.Context, file, temp string, to blobs, tell func(done, total int64)) (c Copied, err error) {
	total, err := size(file)
	if err != nil {
		return c, err
	}
	if err := isBackup(ctx, file); err != nil {
		return c, err
	}
	if err := copyInto(temp, file); err != nil {
		return c, err
	}
	tell(total/2, total)
	made, err := openCopy(temp)
	if err != nil {
		return c, err
	}
	defer made.Close()
	if err := sound(ctx, made); err != nil {
		return c, err
	}
	if c.Pages, err = putParts(ctx, made, to); err != nil {
		return c, err
	}
	hashes, err := largePages(ctx, made)
	if err != nil {
		return c, err
	}
	for _, hash := range hashes {
		if _, err := os.Stat(to.path(hash)); err != nil {
			c.Lost = append(c.Lost, hash)
		}
	}
	statements := []string{`DROP TABLE IF EXISTS backup_pages`}
	if c.Pages > 0 {
		statements = append(statements, `VACUUM`) // they are files again
	}
	for _, statement := range statements {
		if _, err := made.ExecContext(ctx, statement); err != nil {
			return c, err
		}
	}
	rows, err := counts(ctx, &DB{file: temp}, made)
	for _, n := range rows {
		c.Rows += n
	}
	tell(total, total)
	return c, errors.Join(err, made.Close())
}

// isBackup reports a file that holds no store, or one that a newer program made.
func isBackup(ctx context.Context, file string) error {
	of, err := sql.Open("sqlite", fileURL(file)+"?mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer of.Close()
	var n int
	err = of.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE name IN ('settings', 'matters')`).Scan(&n)
	var said *sqlite.Error
	switch {
	case errors.As(err, &said) && (said.Code() == sqlite3.SQLITE_NOTADB || said.Code() == sqlite3.SQLITE_CORRUPT):
		return fmt.Errorf("%w: %w", ErrNoBackup, err)
	case err != nil:
		return err
	case n != 2:
		return ErrNoBackup
	}
	return nil
}

// putParts writes the large pages of a backup to their files.
func putParts(ctx context.Context, from *sql.DB, to blobs) (n int, err error) {
	tx, err := from.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	have, err := column(ctx, tx, `SELECT name FROM sqlite_master WHERE name = 'backup_pages'`)
	if err != nil || len(have) == 0 { // a copy that somebody made by other means
		return 0, err
	}
	hashes, err := column(ctx, tx, `SELECT DISTINCT hash FROM backup_pages ORDER BY hash`)
	if err != nil {
		return 0, err
	}
	for _, hash := range hashes {
		if len(hash) != sha256.Size*2 || strings.Trim(hash, "0123456789abcdef") != "" {
			return n, fmt.Errorf("%w: it has a page named %q", ErrNoBackup, hash)
		}
		if err := genuine(hash, &parts{ctx: ctx, of: tx, hash: hash}); err != nil {
			return n, fmt.Errorf("page %s: %w", hash, err)
		}
		err := whole(to.path(hash), func(w io.Writer) error {
			_, err := io.Copy(w, &parts{ctx: ctx, of: tx, hash: hash})
			return err
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// newFile has a file made beside its place and gives it its name when it is
// whole. Nobody but its owner may read it: it holds what the store holds.
func newFile(file string, fill func(temp string) error) error {
	dir := filepath.Dir(file)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s: make it first", dir)
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s %w: name another, or move it away", file, ErrThere)
	}
	f, err := os.CreateTemp(dir, filepath.Base(file)+".unfinished-*")
	if err != nil {
		return err
	}
	temp := f.Name()
	defer func() {
		f.Close()
		for _, end := range []string{"", "-journal", "-wal", "-shm"} {
			os.Remove(temp + end) // most were never there
		}
	}()
	if err := fill(temp); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s %w: somebody made it meanwhile", file, ErrThere)
	}
	if err := os.Rename(temp, file); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir has a new name in a folder survive the machine's end.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func copyInto(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func size(file string) (int64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// bytes is how much the files of large pages take.
func (b blobs) bytes() (n int64, err error) {
	err = filepath.WalkDir(b.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // no page is large, or one was forgotten just now
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			n += info.Size()
		}
		return nil // likewise
	})
	return n, err
}

// noRoom says in words what a full disk says in numbers.
func noRoom(err error, dir string) error {
	var said *sqlite.Error
	if errors.Is(err, syscall.ENOSPC) || errors.As(err, &said) && said.Code()&0xff == sqlite3.SQLITE_FULL {
		return fmt.Errorf("the disk of %s is full: make room, or name another: %w", dir, err)
	}
	return err
}

// PageDir returns the folder of pages that are files of their own. It is not
// there while no page is.
func (db *DB) PageDir() string { return db.blobs.dir }
