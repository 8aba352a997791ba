// Package store keeps matters, acts, alerts and deliveries, the pages they
// were read from, and what the program has to remember between runs.
//
// It is one set of statements over SQLite and PostgreSQL. Writing functions
// take the transaction they belong to, so that a row and the job that works
// on it are written together ([DB.Tx] begins one); reading functions are
// methods of [DB]. The unique row decides what is new: every write may be
// repeated.
//
// SQLite has one writing connection, which River shares: nothing may wait for
// the pool inside a transaction.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // database/sql driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrOwned means that another process works on the SQLite file.
var ErrOwned = errors.New("another tocsin works on this database")

// ErrNewer means that a newer version of this program made the store.
var ErrNewer = errors.New("a newer tocsin made this database")

// ErrNotFound means that there is no such row.
var ErrNotFound = errors.New("not found")

// DB is the one place where state lives.
type DB struct {
	write  *sql.DB // one connection on SQLite
	read   *sql.DB
	driver riverdriver.Driver[*sql.Tx]
	owner  *sql.DB // holds the lock of the worker; nil on PostgreSQL
	file   string  // of SQLite; "" on PostgreSQL
	blobs  blobs

	log     logKeeper
	veiling veiling
}

// ErrNone means that there is no database where one is wanted.
var ErrNone = errors.New("no database")

// Options say where big pages lie and how many connections PostgreSQL gives.
type Options struct {
	// PageDir holds pages larger than Large bytes, each a file of its own.
	// Empty means "pages" beside the SQLite file, or in the working directory.
	PageDir string
	Large   int64 // 0 means 1 MiB
	Conns   int   // to PostgreSQL; 0 means 16

	// Existing makes nothing, neither file nor folder nor table: where no
	// store is yet, Open returns [ErrNone].
	Existing bool
}

// Open opens "sqlite:FILE[?parameters]" or "postgres://…" and brings the
// schema up to date. Its errors do not hold the address, which may hold a
// password.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	db, err := connect(address, o)
	if err == nil && o.Existing {
		err = db.exists(ctx)
	}
	if err == nil {
		err = db.migrate(ctx)
	}
	if err == nil {
		err = db.identify(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), db.Close())
	}
	return db, nil
}

// connect opens the pools, and leaves what is in the database as it is.
func connect(address string, o Options) (db *DB, err error) {
	db = &DB{blobs: blobs{dir: o.PageDir, large: o.Large}}
	if db.blobs.large == 0 {
		db.blobs.large = 1 << 20
	}
	switch kind, rest, _ := strings.Cut(address, ":"); kind {
	case "sqlite":
		err = db.openSQLite(rest, o.Existing)
	case "postgres", "postgresql":
		err = db.openPostgres(address, o.Conns)
	default:
		err = errors.New("want sqlite:FILE or postgres://…")
	}
	return db, err
}

// exists returns ErrNone for a database that holds no store.
func (db *DB) exists(ctx context.Context) error {
	where := `SELECT COUNT(*) FROM sqlite_master WHERE name = 'settings'`
	if !db.SQLite() {
		where = `SELECT COUNT(to_regclass('settings'))`
	}
	var n int
	if err := db.read.QueryRowContext(ctx, where).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return ErrNone
	}
	return nil
}

func (db *DB) openSQLite(rest string, existing bool) error {
	file, query, _ := strings.Cut(rest, "?")
	if file == "" || strings.Contains(file, ":memory:") {
		return errors.New("want a file: two connections to :memory: are two databases")
	}
	params, err := url.ParseQuery(query)
	if err != nil {
		return err
	}
	if existing {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return ErrNone
		}
	} else if dir := filepath.Dir(file); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
	}
	params["_pragma"] = append([]string{fmt.Sprintf("busy_timeout(%d)", busyWait), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", fmt.Sprintf("journal_size_limit(%d)", logLimit)}, params["_pragma"]...)
	name := fileURL(file)
	params.Set("_txlock", "immediate")
	if db.write, err = sql.Open("sqlite", name+"?"+params.Encode()); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	params.Set("_txlock", "deferred")
	params["_pragma"] = append(params["_pragma"], "query_only(1)")
	if db.read, err = sql.Open("sqlite", name+"?"+params.Encode()); err != nil {
		return err
	}
	db.read.SetMaxOpenConns(4)
	db.file = file
	if db.blobs.dir == "" {
		db.blobs.dir = filepath.Join(filepath.Dir(file), "pages")
	}
	db.driver = riversqlite.New(db.write)
	return nil
}

// fileURL names a file to the driver, whatever characters are in its name.
func fileURL(file string) string {
	return "file:" + strings.ReplaceAll(url.PathEscape(file), "%2F", "/")
}

func (db *DB) openPostgres(address string, conns int) error {
	parsed, err := pgx.ParseConfig(address)
	if err != nil {
		// The error repeats the address, and hides only some passwords in it.
		return errors.New("the address cannot be read; want postgres://user@host:port/name, blanks and signs in a password as %20, %40 …, and every file it names in its place")
	}
	db.write = stdlib.OpenDB(*parsed)
	if conns == 0 {
		conns = 16
	}
	db.write.SetMaxOpenConns(conns)
	db.write.SetMaxIdleConns(conns) // or every busy moment opens connections anew
	db.read = db.write
	if db.blobs.dir == "" {
		db.blobs.dir = "pages"
	}
	db.driver = riverdatabasesql.New(db.write)
	return nil
}

// migrate brings our schema and River's up to date. On PostgreSQL several
// nodes may start at once: one migrates, the others wait.
func (db *DB) migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	have, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if have > known {
		return fmt.Errorf("%w: its schema is %d, this one knows %d: put the newer program back, or restore a backup that is older than it", ErrNewer, have, known)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	queue, err := rivermigrate.New(db.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	// River's migrations do not expect two nodes at once, and cannot run in
	// one transaction.
	if !db.SQLite() {
		holder, err := db.write.Conn(ctx)
		if err != nil {
			return err
		}
		defer holder.Close()
		if _, err := holder.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, riverLock); err != nil {
			return err
		}
		defer holder.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, riverLock) //nolint:errcheck // closing would do it too
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate queue: %w", err)
	}
	return nil
}

// provider is what brings our schema from one migration to another.
func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(searchTables(db.SQLite()))}
	if !db.SQLite() {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db.write, files, options...)
}

// riverLock is the advisory lock under which one node migrates the queue.
const riverLock = 0x746f6373696e // "tocsin"

// identify gives the store its id on its first day.
func (db *DB) identify(ctx context.Context) error {
	_, err := db.write.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES ('id', $1) ON CONFLICT (key) DO NOTHING`, rand.Text())
	return err
}

// ID names this very store as it is now. A memory outside it that is older or
// newer than the store, after a restore say, must not be believed: what it
// knows is known of another id.
func (db *DB) ID(ctx context.Context) (id string, err error) {
	where := `SELECT value FROM settings WHERE key = 'id'`
	if !db.SQLite() { // a dump that is restored elsewhere is another store
		where = `SELECT value || '.' || (SELECT oid FROM pg_database WHERE datname = current_database()) FROM settings WHERE key = 'id'`
	}
	if err := db.read.QueryRowContext(ctx, where).Scan(&id); err != nil {
		return "", fmt.Errorf("store: id: %w", err)
	}
	return id, nil
}

// Rename gives the store another id, so that nothing that is remembered of it
// elsewhere is believed any more.
func (db *DB) Rename(ctx context.Context) error {
	if _, err := db.write.ExecContext(ctx, `UPDATE settings SET value = $1 WHERE key = 'id'`, rand.Text()); err != nil {
		return fmt.Errorf("store: rename: %w", err)
	}
	return nil
}

// SQLite reports whether the store is a SQLite file.
func (db *DB) SQLite() bool { return db.file != "" }

// Own makes this process the one that works on a SQLite file, or returns
// [ErrOwned]. The lock goes with the process, however it ends. What a dead
// owner held is handed back to the queue at once. On PostgreSQL any number of
// processes may work, and River rescues what a dead one held.
func (db *DB) Own(ctx context.Context) error {
	if !db.SQLite() {
		return nil
	}
	owner, err := lockOwner(ctx, db.file)
	if err != nil {
		return err
	}
	db.owner = owner
	_, err = db.write.ExecContext(ctx, `
		UPDATE river_job SET state = 'available', attempt = max(attempt - 1, 0) WHERE state = 'running'`)
	if err != nil {
		return fmt.Errorf("store: hand back jobs: %w", err)
	}
	return nil
}

// lockOwner takes the lock of who works on a SQLite file, until it is closed.
func lockOwner(ctx context.Context, file string) (*sql.DB, error) {
	owner, err := sql.Open("sqlite", fileURL(file)+"-owner?_pragma=busy_timeout(0)")
	if err != nil {
		return nil, fmt.Errorf("store: own: %w", err)
	}
	owner.SetMaxOpenConns(1)
	owner.SetConnMaxLifetime(0)
	if _, err := owner.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		owner.Close()
		return nil, fmt.Errorf("store: %s: %w", file, ErrOwned)
	}
	return owner, nil
}

// Queue returns a River client on this store. It shares the store's pool.
func (db *DB) Queue(config *river.Config) (*river.Client[*sql.Tx], error) {
	return river.NewClient(db.driver, config)
}

// Close closes the database.
func (db *DB) Close() error {
	var errs []error
	for _, pool := range []*sql.DB{db.owner, db.write, db.read} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// busyWait is how long SQLite waits for who holds the file, in milliseconds.
const busyWait = 10_000

// tries is how often a transaction is begun that others keep from its end.
const tries = 5

// Tx runs do in one transaction: all of it happens, or nothing. Do runs again
// if PostgreSQL ends the transaction because it and another wait for each
// other.
func (db *DB) Tx(ctx context.Context, do func(*sql.Tx) error) error {
	for try := 1; ; try++ {
		err := db.once(ctx, do)
		var state interface{ SQLState() string }
		if try == tries || !errors.As(err, &state) || state.SQLState() != deadlock && state.SQLState() != serialization {
			return err
		}
	}
}

// What PostgreSQL calls a transaction that may succeed when begun again.
const (
	deadlock      = "40P01"
	serialization = "40001"
)

func (db *DB) once(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	db.endLog(ctx)
	return nil
}

// each calls scan for every row of a query and closes it.
func each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// placesFrom returns "($2,$3)" for n values from the first on.
func placesFrom(first, n int) string {
	b := []byte{'('}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "$%d", first+i)
	}
	return string(append(b, ')'))
}

// places returns "($1,$2),($3,$4)" for rows of cols values.
func places(rows, cols int) string {
	b := make([]byte, 0, rows*cols*6)
	for r := range rows {
		if r > 0 {
			b = append(b, ',')
		}
		b = append(b, '(')
		for c := range cols {
			if c > 0 {
				b = append(b, ',')
			}
			b = fmt.Appendf(b, "$%d", r*cols+c+1)
		}
		b = append(b, ')')
	}
	return string(b)
}

// anys gives strings the type that database/sql wants them in.
func anys(in []string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}

// millis and moment are how times lie in the database.
func millis(t time.Time) int64 { return t.UnixMilli() }

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// Busy returns how many jobs are running or could run now.
func (db *DB) Busy(ctx context.Context) (n int, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running', 'pending')`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: busy: %w", err)
	}
	return n, nil
}
