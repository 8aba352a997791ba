package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func quiet(_, _ int64) {}

// openIn opens a store in a folder, where pages of more than a kilobyte are files.
func openIn(t *testing.T, dir string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "a.db"), store.Options{Large: 1 << 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// incompressible is n bytes that are as large when they are packed.
func incompressible(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{}).Read(b) // it never fails
	return b
}

// keepLarge stores a page whose body is a file, and returns where that is.
func keepLarge(t *testing.T, db *store.DB, url string, body []byte) (crawlers.Page, string) {
	t.Helper()
	p := crawlers.PageOf(url, body, now)
	sum := sha256.Sum256(body)
	p.Hash = hex.EncodeToString(sum[:])
	if err := db.KeepPages(t.Context(), "ecf", []crawlers.Page{p}); err != nil {
		t.Fatal(err)
	}
	return p, filepath.Join(db.PageDir(), p.Hash[:2], p.Hash+".zst")
}

// What was written in one transaction is in a backup as one, whoever writes
// meanwhile; and what is restored is another store with the same in it.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	db := openIn(t, dir)
	body := incompressible(5 << 20) // more than one part
	page, _ := keepLarge(t, db, "https://court.example/dump", body)

	writing, stop := context.WithCancel(ctx)
	began := make(chan struct{})
	wrote := 0
	var writer sync.WaitGroup
	writer.Go(func() {
		for ; writing.Err() == nil; wrote++ {
			take(t, db, manner, filing(wrote))
			if wrote == 20 {
				close(began)
			}
		}
	})
	<-began
	file := filepath.Join(dir, "copy")
	got, err := db.Backup(ctx, file, quiet)
	stop()
	writer.Wait()
	if err != nil || got.Pages != 1 || len(got.Lost) > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}

	address, rows := "sqlite:"+filepath.Join(dir, "b", "b.db"), got.Rows
	if got, err = store.Restore(ctx, file, address, store.Options{}, quiet); err != nil || got.Pages != 1 || len(got.Lost) > 0 || got.Rows != rows {
		t.Fatalf("%+v of %d rows, %v", got, rows, err)
	}
	restored := storetest.Open(t, address+"?x=y")
	n, err := restored.Count(ctx)
	if err != nil || n.Acts < 20 || n.Acts > wrote || n.Acts != n.Matters {
		t.Errorf("%+v, %v; want as many matters as acts, of %d", n, err, wrote)
	}
	here, err := store.Open(ctx, address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	if again, err := here.PageBody(ctx, page.Hash); err != nil || !bytes.Equal(again, body) {
		t.Errorf("a large page: %d bytes, %v", len(again), err)
	}
	first, err := db.ID(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := restored.ID(ctx); err != nil || id == first || id == "" {
		t.Errorf("a memory would believe the restored store %q to be the first %q: %v", id, first, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "*unfinished*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left lying: %v, %v", left, err)
	}
}

func TestBackupSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	db := openIn(t, dir)
	take(t, db, manner, filing(1))
	_, gone := keepLarge(t, db, "https://court.example/gone", incompressible(2000))
	_, torn := keepLarge(t, db, "https://court.example/torn", incompressible(3000))
	if err := errors.Join(os.Remove(gone), os.Truncate(torn, 100)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "copy")
	if got, err := db.Backup(ctx, file, quiet); err != nil || len(got.Lost) != 2 || got.Pages != 0 {
		t.Errorf("%+v, %v; want both pages said to be lost", got, err)
	}
	for where, want := range map[string]string{
		file:                              "is there already: name another",
		filepath.Join(dir, "none", "any"): "make it first",
	} {
		if _, err := db.Backup(ctx, where, quiet); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want …%s…", where, err, want)
		}
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := db.Backup(over, filepath.Join(dir, "never"), quiet); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "never*"))
	if err != nil || len(left) > 0 {
		t.Errorf("a backup that was stopped left %v, %v", left, err)
	}
}

func TestRestoreSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), t.Context()
	db := openIn(t, dir)
	take(t, db, manner, filing(1))
	keepLarge(t, db, "https://court.example/dump", incompressible(2000))
	good := filepath.Join(dir, "copy")
	if _, err := db.Backup(ctx, good, quiet); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	forged := filepath.Join(dir, "forged")
	write := func(name string, body []byte) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("forged", all)
	change(t, forged, `UPDATE backup_pages SET hash = '../../../../tmp/x'`)
	other := write("other", all)
	change(t, other, `UPDATE backup_pages SET body = X'28b52ffd'`)
	torn := bytes.Clone(all)
	for i := len(torn) / 2; i < len(torn); i++ {
		torn[i] = 'x'
	}
	owned := filepath.Join(dir, "owned", "o.db")
	worker, err := store.Open(ctx, "sqlite:"+owned, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer worker.Close()
	if err := worker.Own(ctx); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(owned+end, owned+".old"+end); err != nil {
			t.Fatal(err)
		}
	}
	fresh := "sqlite:" + filepath.Join(dir, "fresh", "f.db")
	for _, tc := range []struct{ file, address, want string }{
		{good, "sqlite:" + filepath.Join(dir, "a.db"), "end tocsin serve, and move it away"},
		{good, "sqlite:" + owned, "another tocsin works"},
		{good, "postgres://u@127.0.0.1/x", "tocsin migrate"},
		{filepath.Join(dir, "none"), fresh, "no such file"},
		{write("text", []byte("no database, but a text that somebody wrote")), fresh, "no backup of a store"},
		{write("empty", nil), fresh, "no backup of a store"},
		{write("half", all[:len(all)/2]), fresh, ""},
		{write("torn", torn), fresh, ""},
		{forged, fresh, "no backup of a store"},
		{other, fresh, "not like the original"},
	} {
		_, err := store.Restore(ctx, tc.file, tc.address, store.Options{}, quiet)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s to %s: %v, want …%s…", filepath.Base(tc.file), tc.address, err, tc.want)
		}
		if _, err := os.Stat(filepath.Join(dir, "fresh", "f.db")); err == nil {
			t.Fatalf("%s made a store", filepath.Base(tc.file))
		}
	}
	if _, err := store.Restore(ctx, good, fresh, store.Options{}, quiet); err != nil {
		t.Errorf("after all of it: %v", err)
	}
}

// change does what nobody should to a database.
func change(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
