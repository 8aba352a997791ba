// Package storetest opens empty stores for tests: always SQLite, and
// PostgreSQL where TOCSIN_TEST_POSTGRES names a server.
package storetest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
)

// Addresses returns the address of an empty store on each engine, by name.
// They are gone with the test.
func Addresses(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "tocsin.db")}
	if server := os.Getenv("TOCSIN_TEST_POSTGRES"); server != "" {
		out["postgres"] = database(t, server)
	}
	return out
}

// Each runs a test on an empty store of each engine.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	engines := []string{"sqlite", "postgres"}
	for _, engine := range engines {
		t.Run(engine, func(t *testing.T) {
			address, ok := Addresses(t)[engine]
			if !ok {
				t.Skip("TOCSIN_TEST_POSTGRES is not set")
			}
			test(t, Open(t, address))
		})
	}
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

// database makes a database of its own for the test.
func database(t testing.TB, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%s", time.Now().UnixNano(), strings.ToLower(strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(t.Name()))))
	name = name[:min(len(name), 60)]
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
		if err != nil {
			t.Log(err)
		}
		admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
