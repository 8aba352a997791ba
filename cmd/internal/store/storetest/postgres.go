package storetest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A database is one of PostgreSQL that this process made.
type database struct{ server, name, address string }

// free are those that no test uses. None can be dropped when the process ends,
// so the next one does it.
var free struct {
	sync.Mutex
	list []database
}

// lent gives a test a database with the tables of an empty store, and takes it
// back when the test is over.
func lent(t testing.TB, server string) (address string) {
	t.Helper()
	d, err := taken(server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.empty(); err != nil { // a connection was left open, say
			t.Logf("storetest: %v", err)
			d.drop()
			return
		}
		free.Lock()
		defer free.Unlock()
		free.list = append(free.list, d)
	})
	return d.address
}

func taken(server string) (database, error) {
	free.Lock()
	if n := len(free.list); n > 0 {
		defer free.Unlock()
		d := free.list[n-1]
		free.list = free.list[:n-1]
		return d, nil
	}
	free.Unlock()
	d, err := create(server)
	if err != nil {
		return d, err
	}
	return d, fill(d.address, "pgx", d.address, keep)
}

// The names of databases tell when they were made; an hour later no test uses
// them any more.
const (
	prefix = "tocsin_test_"
	stale  = time.Hour
)

var made atomic.Int64

// create makes a database that holds nothing.
func create(server string) (database, error) {
	u, err := url.Parse(server)
	if err != nil {
		return database{}, err
	}
	n := made.Add(1)
	d := database{server: server, name: fmt.Sprintf("%s%d_%d_%d", prefix, time.Now().Unix(), os.Getpid(), n)}
	u.Path = "/" + d.name
	d.address = u.String()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return d, err
	}
	defer admin.Close()
	if n == 1 {
		if err := dropStale(admin); err != nil {
			return d, err
		}
	}
	_, err = admin.Exec("CREATE DATABASE " + d.name)
	return d, err
}

// drop drops it; what fails is left to the next process.
func (d database) drop() {
	admin, err := sql.Open("pgx", d.server)
	if err != nil {
		return
	}
	defer admin.Close()
	_, _ = admin.Exec("DROP DATABASE IF EXISTS " + d.name + " WITH (FORCE)")
}

func dropStale(admin *sql.DB) error {
	rows, err := admin.Query(`SELECT datname FROM pg_database WHERE datname LIKE $1`, prefix+"%")
	if err != nil {
		return err
	}
	defer rows.Close()
	var old []string
	for rows.Next() {
		var name string
		var at, pid, n int64
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(name, prefix+"%d_%d_%d", &at, &pid, &n); err == nil && time.Since(time.Unix(at, 0)) > stale {
			old = append(old, name)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range old { // another process may be faster
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}

// tables are those whose rows tests write: all but what tells which
// migrations have run.
const tables = `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
	AND c.relname NOT IN ('goose_db_version', 'river_migration')`

// keep keeps the rows that migrations wrote.
const keep = `DO $$
DECLARE t text; filled bool;
BEGIN
	DELETE FROM settings WHERE key = 'id';
	CREATE SCHEMA kept;
	FOR t IN ` + tables + ` LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I)', t) INTO filled;
		IF filled THEN
			EXECUTE format('CREATE TABLE kept.%I AS TABLE %I', t, t);
		END IF;
	END LOOP;
END $$`

// empty brings the database back to what it held when it was filled.
func (d database) empty() error {
	db, err := sql.Open("pgx", d.address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(`DO $$
DECLARE t text; filled bool; all_filled text;
BEGIN
	SET LOCAL lock_timeout = '5s';
	FOR t IN ` + tables + ` LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I)', t) INTO filled;
		IF filled THEN
			all_filled := concat_ws(', ', all_filled, quote_ident(t));
		END IF;
	END LOOP;
	IF all_filled IS NOT NULL THEN
		EXECUTE 'TRUNCATE ' || all_filled || ' CASCADE';
	END IF;
	PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
	FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace AND relkind = 'r' LOOP
		EXECUTE format('INSERT INTO %I SELECT * FROM kept.%I', t, t);
	END LOOP;
END $$`)
	if err != nil {
		return fmt.Errorf("%s cannot be emptied: %w", d.name, err)
	}
	return nil
}
