package store

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"testing"
)

// TestLogEndsWhenReadersDo writes while somebody reads, which keeps SQLite from
// beginning its log anew.
func TestLogEndsWhenReadersDo(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write := func(n int) (longest int64) {
		body := bytes.Repeat([]byte("x"), 4<<20)
		for range n {
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), "CREATE TABLE IF NOT EXISTS big (body BLOB)")
				if err == nil {
					_, err = tx.ExecContext(t.Context(), "DELETE FROM big")
				}
				if err == nil {
					_, err = tx.ExecContext(t.Context(), "INSERT INTO big (body) VALUES ($1)", body)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			longest = max(longest, logSize(db.file))
		}
		return longest
	}

	reader, err := db.read.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var tables int
	if err := reader.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if n := write(20); n < logLimit {
		t.Fatalf("the log has %d bytes while somebody reads, want at least %d, or this tests nothing", n, logLimit)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	write(1 + logLimit/(4<<20))
	if n := logSize(db.file); n > logLimit {
		t.Errorf("the log has %d bytes after everybody has read, want at most %d", n, logLimit)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.truncateLog(ctx, readersWait); err == nil {
		t.Error("it truncated though it was cancelled")
	}
	var wait int
	if err := db.write.QueryRowContext(t.Context(), "PRAGMA busy_timeout").Scan(&wait); err != nil || wait != busyWait {
		t.Errorf("it waits %d ms for a busy file afterwards, %v; want %d", wait, err, busyWait)
	}
}

// TestAnalyze holds that SQLite knows its indexes afterwards: without that it
// goes through a million acts by their few states where fifty matters are given.
func TestAnalyze(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Tx(t.Context(), func(tx *sql.Tx) error {
		for i := range 2000 {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO matters (id, kind, title, touched) VALUES ($1, 'lawsuit', '', 0)`, i)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Analyze(t.Context()); err != nil {
		t.Fatal(err)
	}
	var n int
	err = db.read.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'matters'`).Scan(&n)
	if err != nil || n == 0 {
		t.Errorf("%d indexes of matters are known, %v; want all", n, err)
	}
}
