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
