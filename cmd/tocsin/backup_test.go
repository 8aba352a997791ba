package main

import (
	"bytes"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// What deploy/backup.sh wrote of a PostgreSQL store is a store again elsewhere,
// with its large pages, and nobody sees the password.
func TestBackupScript(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pg_dump"); err != nil {
		t.Skip("no pg_dump here")
	}
	from, ok := storetest.Bare(t)["postgres"]
	if !ok {
		t.Skip("TOCSIN_TEST_POSTGRES is not set")
	}
	to, dir, ctx := storetest.Bare(t)["postgres"], t.TempDir(), t.Context()
	options := store.Options{PageDir: filepath.Join(dir, "pages"), Large: 10}
	db, err := store.Open(ctx, from, options)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	take := func(number string) {
		t.Helper()
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
			Title: "Acme v. Lamps", Filed: crawlers.Date{Time: now}, Source: "ecf",
		}
		err := db.Tx(ctx, func(tx *sql.Tx) error {
			_, err := store.Take(ctx, tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{Rank: 1, Fresh: time.Hour}, now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	body := []byte("a page that is large here")
	page := crawlers.PageOf("https://court.example/", body, now)
	page.Hash = strings.Repeat("ab", 32)
	if err := db.KeepPages(ctx, "ecf", []crawlers.Page{page}); err != nil {
		t.Fatal(err)
	}
	take("1:26-cv-00001")

	script, err := filepath.Abs("../../deploy/backup.sh")
	if err != nil {
		t.Fatal(err)
	}
	// run runs the script and returns what it said, and whether all went well.
	run := func(address, pages string, args ...string) (string, bool) {
		cmd := exec.CommandContext(ctx, script, args...)
		cmd.Env = append(os.Environ(), "TOCSIN_STORE="+address, "TOCSIN_PAGES_DIR="+pages)
		out, err := cmd.CombinedOutput()
		return string(out), err == nil
	}
	copied := filepath.Join(dir, "copy")
	if says, ok := run(secretly(t, from), options.PageDir, copied); !ok || !strings.Contains(says, "and the pages of") {
		t.Fatal(says)
	}
	take("1:26-cv-00002") // too late to be in it
	elsewhere := filepath.Join(dir, "elsewhere")
	if says, ok := run(secretly(t, to), elsewhere, "--restore", copied); !ok {
		t.Fatal(says)
	}
	restored, err := store.Open(ctx, to, store.Options{PageDir: elsewhere, Large: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if n, err := restored.Count(ctx); err != nil || n.Acts != 1 {
		t.Errorf("%+v, %v; want the one act", n, err)
	}
	if got, err := restored.PageBody(ctx, page.Hash); err != nil || !bytes.Equal(got, body) {
		t.Errorf("a large page: %q, %v", got, err)
	}

	for name, tc := range map[string]struct {
		address string
		args    []string
		want    string
	}{
		"there already":    {from, []string{copied}, "is there already"},
		"no folder":        {from, []string{filepath.Join(dir, "none", "copy")}, "make it first"},
		"not empty":        {from, []string{"--restore", copied}, "nothing was restored"},
		"not a backup":     {to, []string{"--restore", dir}, "no backup that was finished"},
		"SQLite":           {"sqlite:t.db", []string{filepath.Join(dir, "other")}, "use tocsin backup"},
		"no address":       {"", []string{filepath.Join(dir, "other")}, "set TOCSIN_STORE"},
		"secret parameter": {from + "&password=s3cret", []string{filepath.Join(dir, "other")}, "before the @"},
		"server away":      {"postgres://u:s3cret@127.0.0.1:1/x", []string{filepath.Join(dir, "other")}, "is the server up"},
		"nothing asked":    {from, nil, "usage"},
	} {
		says, ok := run(tc.address, options.PageDir, tc.args...)
		if ok || !strings.Contains(says, tc.want) || strings.Contains(says, "s3cret") {
			t.Errorf("%s: %v, %s; want …%s…", name, ok, says, tc.want)
		}
	}
	// What pg_dump is given, and how.
	fake := t.TempDir()
	if err := os.WriteFile(filepath.Join(fake, "pg_dump"), []byte("#!/bin/sh\necho \"[$PGPASSWORD] $*\"\nexit 1\n"), 0o700); err != nil { // it is to be run
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, script, filepath.Join(dir, "other"))
	cmd.Env = append(os.Environ(), "TOCSIN_STORE="+secretly(t, from), "PATH="+fake+":"+os.Getenv("PATH"))
	says, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(says), `[`+secret+`] --dbname=postgres`) || strings.Count(string(says), "s3cret") > 1 {
		t.Errorf("the password is not given in secret: %s", says)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "other*")); err != nil || len(left) > 0 {
		t.Errorf("left lying: %v, %v", left, err)
	}
	if err := os.WriteFile(filepath.Join(copied, "store.dump"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if says, ok := run(to, elsewhere, "--restore", copied); ok || !strings.Contains(says, "take another") {
		t.Errorf("a torn dump: %s", says)
	}
}

const secret = `s3cret@%\:/ $x'"é`

// secretly gives an address a password with signs that mean something; the
// tests' server asks for none.
func secretly(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), secret)
	return u.String()
}
