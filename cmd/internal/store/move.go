package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// A Moved says what was found of one table on both sides of a move.
type Moved struct {
	Table string
	Rows  int64
	Hash  string // of all rows, in whatever order they lie; "" for what is no table
}

// ErrFilled means that a store which should be empty is not.
var ErrFilled = errors.New("the store is not empty")

// ErrUnlike means that what was written is not what was read.
var ErrUnlike = errors.New("the copy is not like the original")

// Requeue puts a job that another store's queue held into this one's.
type Requeue func(ctx context.Context, tx *sql.Tx, job *rivertype.JobRow) error

// Move copies all that db holds into an empty store, on whatever engine: every
// table, the unfinished jobs, which requeue puts into the other's queue, and
// the pages that are files of their own. It then reads the copy and compares
// it, table by table, by counts and hashes. All of it happens or nothing; but
// page files that were copied before a failure stay.
//
// Nobody may work on either store meanwhile. On SQLite Move sees to that by
// itself; on PostgreSQL what others write after it began is not moved. Tell is
// called for each table that was found alike.
//
// The index of words is not moved: the other store makes it again while it works.
func (db *DB) Move(ctx context.Context, to *DB, requeue Requeue, tell func(Moved)) error {
	for _, one := range []*DB{db, to} {
		if err := one.Own(ctx); err != nil {
			return err
		}
	}
	if err := db.move(ctx, to, requeue, tell); err != nil {
		return fmt.Errorf("store: move: %w", err)
	}
	return nil
}

func (db *DB) move(ctx context.Context, to *DB, requeue Requeue, tell func(Moved)) error {
	snapshot, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.snapshot()})
	if err != nil {
		return err
	}
	defer snapshot.Rollback() //nolint:errcheck // it only read
	tables, err := db.tables(ctx, snapshot)
	if err != nil {
		return err
	}
	err = to.Tx(ctx, func(tx *sql.Tx) error {
		theirs, err := to.tables(ctx, tx)
		if err != nil {
			return err
		}
		if err := empty(ctx, tx); err != nil {
			return err
		}
		words, err := column(ctx, tx, `SELECT value FROM settings WHERE key = 'words'`)
		if err != nil {
			return err
		}
		if !slices.EqualFunc(tables, theirs, table.like) {
			return errors.New("the two have other tables: they are of different versions of this program")
		}
		for _, t := range slices.Backward(tables) { // what the schema begins with
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
		for _, t := range tables {
			read, err := t.copy(ctx, snapshot, tx)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			written, err := t.sum(ctx, tx)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			if read != written {
				return fmt.Errorf("%s: %w: %d rows read, %d written", t.name, ErrUnlike, read.rows, written.rows)
			}
			tell(Moved{Table: t.name, Rows: read.rows, Hash: read.String()})
		}
		n, err := db.requeue(ctx, snapshot, tx, requeue)
		if err != nil {
			return fmt.Errorf("jobs: %w", err)
		}
		tell(Moved{Table: "jobs", Rows: n})
		// The copy is another store: what is remembered of this one is not of it,
		// and it finds words in its own way.
		_, err = tx.ExecContext(ctx, `DELETE FROM settings WHERE key IN ('id', 'words', 'search')`)
		if err == nil {
			_, err = tx.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES ('words', $1), ('search', '')`, words[0])
		}
		if err != nil {
			return err
		}
		n, err = db.blobs.copyTo(ctx, to.blobs.dir)
		if err != nil {
			return fmt.Errorf("pages: %w", err)
		}
		tell(Moved{Table: "page files", Rows: n})
		return nil
	})
	if err != nil {
		return err
	}
	return to.identify(ctx)
}

// snapshot is the isolation under which what is read stays as it was.
func (db *DB) snapshot() sql.IsolationLevel {
	if db.SQLite() {
		return sql.LevelDefault // it has no other
	}
	return sql.LevelRepeatableRead
}

// empty returns ErrFilled for a store in which somebody worked.
func empty(ctx context.Context, tx *sql.Tx) error {
	for _, t := range []string{"reports", "visits", "watchlists", "river_job"} {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+t+` LIMIT 1) AS one`).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: %s has rows; name a database that is new", ErrFilled, t)
		}
	}
	return nil
}

// foreign are the tables of others, of a backup that was not restored, and of
// the index of words, which each engine has in its own way and makes again.
var foreign = []string{"river_", "goose_", "sqlite_", "found", "backup_"}

// A table is one of ours, with its columns in the order of their names.
type table struct {
	name    string
	columns []string
}

func (t table) like(o table) bool { return t.name == o.name && slices.Equal(t.columns, o.columns) }

// tables returns ours in the order they were made, in which what is referred
// to stands before what refers to it.
func (db *DB) tables(ctx context.Context, tx *sql.Tx) ([]table, error) {
	names := `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid`
	columns := `SELECT name FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY name`
	if !db.SQLite() {
		names = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid`
		columns = `
			SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
			ORDER BY attname COLLATE "C"`
	}
	all, err := column(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	var out []table
	for _, name := range all {
		if slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			continue
		}
		cols, err := column(ctx, tx, columns, name)
		if err != nil {
			return nil, err
		}
		out = append(out, table{name, cols})
	}
	return out, nil
}

// column returns the one text column of a query.
func column(ctx context.Context, tx *sql.Tx, query string, args ...any) (out []string, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var s string
		out = append(out, "")
		err := r.Scan(&s)
		out[len(out)-1] = s
		return err
	})
	return out, err
}

// A sum is of all rows of a table. It does not depend on their order, which
// engines see differently: the hashes of the rows are added.
type sum struct {
	rows int64
	of   [4]uint64
}

func (s *sum) add(row []any) error {
	h := sha256.New()
	var size [9]byte
	for _, v := range row {
		var kind byte
		var body []byte
		switch v := v.(type) {
		case nil:
		case int64:
			kind, body = 'i', binary.BigEndian.AppendUint64(nil, uint64(v))
		case string:
			kind, body = 's', []byte(v)
		case []byte:
			kind, body = 'b', v
		default:
			return fmt.Errorf("a value of type %T", v)
		}
		size[0] = kind
		binary.BigEndian.PutUint64(size[1:], uint64(len(body)))
		h.Write(size[:])
		h.Write(body)
	}
	var of [sha256.Size]byte
	h.Sum(of[:0])
	for i := range s.of {
		s.of[i] += binary.BigEndian.Uint64(of[i*8:])
	}
	s.rows++
	return nil
}

func (s sum) String() string {
	var b []byte
	for _, part := range s.of {
		b = binary.BigEndian.AppendUint64(b, part)
	}
	return hex.EncodeToString(b)
}

func (t table) read(ctx context.Context, tx *sql.Tx, do func(row []any) error) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+strings.Join(t.quoted(), ", ")+` FROM `+t.name)
	return each(rows, err, func(r *sql.Rows) error {
		row, to := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range row {
			to[i] = &row[i]
		}
		if err := r.Scan(to...); err != nil {
			return err
		}
		return do(row)
	})
}

// quoted are the columns as both engines read them, whatever word they are.
func (t table) quoted() []string {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = `"` + c + `"`
	}
	return out
}

func (t table) sum(ctx context.Context, tx *sql.Tx) (s sum, err error) {
	return s, t.read(ctx, tx, s.add)
}

// Bounds of one statement: values, which engines count in 15 or 16 bits, and
// bytes, so that large rows go alone.
const (
	maxMoveValues = 10_000
	maxMoveBytes  = 4 << 20
)

// copy writes the rows of from into tx and returns what was read.
func (t table) copy(ctx context.Context, from, tx *sql.Tx) (s sum, err error) {
	var values []any
	bytes := 0
	write := func() error {
		if len(values) == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO `+t.name+` (`+strings.Join(t.quoted(), ", ")+`) VALUES `+places(len(values)/len(t.columns), len(t.columns)), values...)
		values, bytes = values[:0], 0
		return err
	}
	err = t.read(ctx, from, func(row []any) error {
		if err := s.add(row); err != nil {
			return err
		}
		for _, v := range row {
			switch v := v.(type) {
			case string:
				bytes += len(v)
			case []byte:
				bytes += len(v)
			}
		}
		if values = append(values, row...); len(values)+len(row) > maxMoveValues || bytes > maxMoveBytes {
			return write()
		}
		return nil
	})
	if err == nil {
		err = write()
	}
	return s, err
}

// requeue hands the jobs that are not done to the other store's queue.
func (db *DB) requeue(ctx context.Context, from, tx *sql.Tx, requeue Requeue) (n int64, err error) {
	queue, err := db.Queue(&river.Config{})
	if err != nil {
		return 0, err
	}
	params := river.NewJobListParams().First(1000).OrderBy(river.JobListOrderByID, river.SortOrderAsc).
		States(rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled)
	for {
		page, err := queue.JobListTx(ctx, from, params)
		if err != nil {
			return n, err
		}
		for _, job := range page.Jobs {
			if err := requeue(ctx, tx, job); err != nil {
				return n, fmt.Errorf("%s %d: %w", job.Kind, job.ID, err)
			}
			n++
		}
		if page.LastCursor == nil {
			return n, nil
		}
		params = params.After(page.LastCursor)
	}
}

// copyTo copies the files of large pages into another folder, those that are
// not there yet.
func (b blobs) copyTo(ctx context.Context, dir string) (n int64, err error) {
	if same(b.dir, dir) {
		return 0, nil
	}
	err = filepath.WalkDir(b.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == b.dir:
			return fs.SkipAll // no page is large
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !entry.Type().IsRegular() || filepath.Ext(path) != ".zst":
			return nil
		}
		within, err := filepath.Rel(b.dir, path)
		if err != nil {
			return err
		}
		n++
		return copyFile(path, filepath.Join(dir, within))
	})
	return n, err
}

// same reports whether two names are of one folder.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	return whole(to, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}
