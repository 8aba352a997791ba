// Package storetest opens empty stores for tests: always SQLite, and
// PostgreSQL where TOCSIN_TEST_POSTGRES names a server.
package storetest

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tocsin/cmd/internal/store"
)

// Addresses returns the address of an empty store on each engine, by name.
// They are gone with the test.
func Addresses(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		if address, ok := address(t, engine); ok {
			out[engine] = address
		}
	}
	return out
}

// Each runs a test on an empty store of each engine.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			address, ok := address(t, engine)
			if !ok {
				t.Skip("TOCSIN_TEST_POSTGRES is not set")
			}
			test(t, Open(t, address))
		})
	}
}

// address returns the address of an empty store on an engine, if it is here.
func address(t testing.TB, engine string) (string, bool) {
	t.Helper()
	if engine == "sqlite" {
		return SQLite(t), true
	}
	server := os.Getenv("TOCSIN_TEST_POSTGRES")
	if server == "" {
		return "", false
	}
	return lent(t, server), true
}

// SQLite returns the address of an empty store in a file.
func SQLite(t testing.TB) string {
	t.Helper()
	empty, err := emptyFile()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tocsin.db")
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}

// Bare is as [Addresses], of databases that hold no table yet.
func Bare(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "tocsin.db")}
	if server := os.Getenv("TOCSIN_TEST_POSTGRES"); server != "" {
		d, err := create(server)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.drop)
		out["postgres"] = d.address
	}
	return out
}

// Open opens a store that is closed with the test.
func Open(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{PageDir: t.TempDir(), Conns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Making the tables takes longer than most tests do. Each process makes them
// once on each engine. On SQLite its tests get copies of the file; on
// PostgreSQL, where making and dropping a database is as slow, one after the
// other gets the same database, emptied between them. What is missing in them
// a store gives itself when it is opened: its id.

var emptyFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "tocsin-storetest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "tocsin.db")
	if err := fill("sqlite:"+file, "sqlite", "file:"+file, `DELETE FROM settings WHERE key = 'id'`); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// fill makes the tables of an empty store at an address, which a driver knows
// by a name, and does to them what is said.
func fill(address, driver, name string, do ...string) error {
	db, err := store.Open(context.Background(), address, store.Options{Conns: 4})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	bare, err := sql.Open(driver, name)
	if err != nil {
		return err
	}
	defer bare.Close()
	for _, statement := range do {
		if _, err := bare.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}
