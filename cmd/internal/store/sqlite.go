package store

import (
	"context"
	"fmt"
	"os"
	"sync"
)

// logLimit is how many bytes SQLite's write-ahead log may have before writing
// waits for readers. SQLite begins its log anew only in a moment when nobody
// reads from it. Where pages are asked for without a pause while much is
// written that moment never comes: measured, 18 GB of log beside 1.3 GB of data
// within ten minutes, and every read slower the longer the log is.
const logLimit = 64 << 20

// readersWait is how long writing waits for who reads, in milliseconds, for each
// logLimit that the log has; [busyWait] is the most. Who reads longer is left
// alone until the log has grown by another logLimit.
const readersWait = 500

// A logKeeper ends the write-ahead log when it has grown too large.
type logKeeper struct {
	mu   sync.Mutex
	next int64 // the size at which to try; 0 means logLimit
}

// endLog moves a log that is too large into the database. It is no error that
// somebody reads meanwhile, nor one of what was written before: that is kept.
func (db *DB) endLog(ctx context.Context) {
	if db.file == "" {
		return
	}
	db.log.mu.Lock()
	defer db.log.mu.Unlock()
	size := logSize(db.file)
	if size < max(db.log.next, logLimit) {
		return
	}
	db.log.next = 0
	if err := db.truncateLog(ctx, min(readersWait*size/logLimit, busyWait)); err != nil || logSize(db.file) >= logLimit {
		db.log.next = size + logLimit
	}
}

func (db *DB) truncateLog(ctx context.Context, wait int64) error {
	c, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout(%d)", wait)); err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if _, later := c.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA busy_timeout(%d)", busyWait)); err == nil {
		err = later
	}
	return err
}

// logSize is 0 where there is no log.
func logSize(file string) int64 {
	info, err := os.Stat(file + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}

// Analyze has SQLite note how many rows its indexes tell apart, by which it
// chooses among them; of large ones it looks at a part. PostgreSQL does so by
// itself.
func (db *DB) Analyze(ctx context.Context) error {
	if db.file == "" {
		return nil
	}
	for _, pragma := range []string{"analysis_limit=1000", "optimize=0x10002"} {
		if _, err := db.write.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return fmt.Errorf("store: analyze: %w", err)
		}
	}
	return nil
}
