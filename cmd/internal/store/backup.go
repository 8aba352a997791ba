package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// Backup writes a copy of the database to file, while the store is in use.
// Pages that are files of their own ([DB.PageDir]) are not in it.
func (db *DB) Backup(ctx context.Context, file string) error {
	if !db.SQLite() {
		return errors.New("store: backup: use pg_dump for PostgreSQL")
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("store: backup: %s is there already", file)
	}
	// A connection of its own: the pages' may only read, and the writers' must
	// not wait.
	from, err := sql.Open("sqlite", fileURL(db.file)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	_, err = from.ExecContext(ctx, `VACUUM INTO $1`, file)
	if err := errors.Join(err, from.Close()); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	// The copy is another store: what is taken in from now on is not in it.
	to, err := sql.Open("sqlite", fileURL(file))
	if err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	_, err = to.ExecContext(ctx, `DELETE FROM settings WHERE key = 'id'`)
	if err := errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	return nil
}

// PageDir returns the folder of pages that are files of their own. It is not
// there while no page is.
func (db *DB) PageDir() string { return db.blobs.dir }
