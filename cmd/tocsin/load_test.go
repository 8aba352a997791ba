//go:build load

package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var (
	loadFilings = flag.Int("filings", 1_000_000, "that are stored before")
	loadDay     = flag.Int("day", 60_000, "filings that come in")
	loadEngine  = flag.String("engine", "sqlite", "sqlite, or postgres where TOCSIN_TEST_POSTGRES names a server")
)

// What a run has beside filings.
const (
	loadOrgs    = 10_000
	loadEntries = 10 // of each org
)

// TestLoad fills a store, runs the real program on it and prints how it does:
// from start to ready, memory, searches, pages, and a day of filings that come
// in while people read. It asserts nothing but that all of it works.
func TestLoad(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	address := storetest.Bare(t)[*loadEngine]
	if address == "" {
		t.Fatalf("no engine %s here", *loadEngine)
	}
	db, err := store.Open(ctx, address, store.Options{PageDir: filepath.Join(dir, "pages")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	t.Logf("%s, %d filings, %d exporters with %d entries, a day of %d", *loadEngine, *loadFilings, loadOrgs, loadOrgs*loadEntries, *loadDay)
	fill(t, db)

	program := filepath.Join(dir, "tocsin")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	listen := freeAddress(t)
	conf := fmt.Sprintf("store: %q\nconsole: {listen: %q}\npages: {dir: %q}\nsources:\n", address, listen, filepath.Join(dir, "pages"))
	for _, s := range sources {
		conf += "  " + s.Name + ": {enabled: false}\n"
	}
	file := filepath.Join(dir, "tocsin.yaml")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	serve := exec.CommandContext(ctx, program, "--config", file, "serve")
	said, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	serve.Stderr = said
	begun := time.Now()
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait()
	}()
	for {
		resp, err := http.Get("http://" + listen + "/healthz") //nolint:noctx // until it is there
		if err == nil {
			resp.Body.Close()
			break
		}
		if time.Since(begun) > time.Minute {
			log, _ := os.ReadFile(said.Name())
			t.Fatalf("not ready after a minute:\n%s", log)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("start to ready %s, of which it computed %s", time.Since(begun).Round(time.Millisecond), cpu(t, serve.Process.Pid))
	time.Sleep(20 * time.Second)
	t.Logf("idle memory %s", memory(t, serve.Process.Pid, "VmRSS"))

	findWords(t, db)
	reader := signIn(t, db, listen, serve.Process.Pid)
	reader.pages("pages, idle", 20)

	day := filepath.Join(dir, "day.csv")
	writeDay(t, day)
	begun = time.Now()
	out, err := exec.CommandContext(ctx, program, "--config", file, "import", day, "--office", "id-tm", "--dates", "dmy").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("a day of %d filings stored in %s", *loadDay, time.Since(begun).Round(time.Second))
	var reading sync.WaitGroup
	read, stop := context.WithCancel(ctx)
	reading.Go(func() {
		for read.Err() == nil {
			reader.pages("pages, while it is judged", 5)
		}
	})
	for {
		var left int
		err := db.Tx(ctx, func(tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM acts WHERE state = 'new'`).Scan(&left)
		})
		if err != nil { // SQLite gives its one place for writing to nobody in particular
			t.Log(err)
			left = 1
		}
		if left == 0 {
			break
		}
		time.Sleep(time.Second)
	}
	stop()
	reading.Wait()
	t.Logf("serve computed %s in all", cpu(t, serve.Process.Pid))
	t.Logf("judged %s after the import began; peak memory %s, now %s", time.Since(begun).Round(time.Second),
		memory(t, serve.Process.Pid, "VmHWM"), memory(t, serve.Process.Pid, "VmRSS"))
	n, err := db.Count(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", n)
}

// fill writes exporters, their watchlists and filings that are history.
func fill(t *testing.T, db *store.DB) {
	t.Helper()
	ctx, begun, chance := t.Context(), time.Now(), rand.New(rand.NewPCG(1, 1))
	word := func() string {
		b := make([]byte, 4+chance.IntN(5))
		for i := range b {
			b[i] = 'A' + byte(chance.IntN(26))
		}
		return string(b)
	}
	var lists []alerts.Watchlist
	for i := range loadOrgs {
		w := alerts.Watchlist{ID: fmt.Sprintf("w-%d", i), Name: fmt.Sprintf("企业%d", i)}
		for k := range loadEntries {
			kind := alerts.WatchMark
			if k%2 == 1 {
				kind = alerts.WatchCompany
			}
			w.Entries = append(w.Entries, alerts.Entry{Type: kind, Value: word() + " " + word()})
		}
		lists = append(lists, w)
	}
	for part := range slices.Chunk(lists, 1000) {
		if err := db.PutWatchlists(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		for i, w := range lists {
			org := fmt.Sprintf("org-%d", i)
			if _, err := tx.ExecContext(ctx, `INSERT INTO orgs (id, name, made) VALUES ($1, $2, 1)`, org, w.Name); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO org_watchlists (list, org) VALUES ($1, $2)`, w.ID, org); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for from := 0; from < *loadFilings; from += 500 {
		fs, digests := make([]crawlers.Filing, 500), make([]string, 500)
		for i := range fs {
			n := from + i
			fs[i] = crawlers.Filing{
				Key:  crawlers.Key{Authority: []string{"us-ilnd", "us-flsd", "us-nysd", "us-cand"}[n%4], Number: fmt.Sprintf("1:%02d-cv-%05d", 1+n/400_000, n/4%100_000)},
				Slug: fmt.Sprintf("entry.%d", n), Act: "complaint", Kind: crawlers.Lawsuit, Source: "ecf", Filed: crawlers.Date{Time: now.AddDate(0, 0, -60-chance.IntN(3000)), Day: true},
				Title: word() + " v. " + word() + " " + word(), Text: "COMPLAINT for trademark infringement filed by " + word() + " against 深圳市" + word(),
			}
			digests[i] = fs[i].Digest()
		}
		err := db.Tx(ctx, func(tx *sql.Tx) error {
			_, err := store.Take(ctx, tx, fs, digests, store.Manner{Rank: 1, Fresh: 21 * 24 * time.Hour}, now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("filled in %s, %.0f filings a second", time.Since(begun).Round(time.Second), float64(*loadFilings)/time.Since(begun).Seconds())
}

// writeDay writes a table of applications that were published today.
func writeDay(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, chance, today := csv.NewWriter(f), rand.New(rand.NewPCG(2, 2)), time.Now().Format("02/01/2006")
	_ = w.Write([]string{"Nomor Permohonan", "Tanggal Penerimaan", "Merek", "Kelas", "Nama Pemohon", "Tanggal Pengumuman"})
	for i := range *loadDay {
		b := make([]byte, 5+chance.IntN(6))
		for k := range b {
			b[k] = 'A' + byte(chance.IntN(26))
		}
		_ = w.Write([]string{fmt.Sprintf("DID2026%06d", i), today, string(b), strconv.Itoa(1 + chance.IntN(45)), "PT " + string(b[:4]), today})
	}
	if w.Flush(); w.Error() != nil {
		t.Fatal(w.Error())
	}
}

// findWords prints how long the store takes to find words.
func findWords(t *testing.T, db *store.DB) {
	t.Helper()
	var took []time.Duration
	for _, text := range []string{"trademark", "深圳", `"filed by"`, "ABCD", "AB*", "us-ilnd", "1:01-cv-00500", "complaint -zzzz"} {
		q, err := search.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			at := time.Now()
			if _, err := db.Search(t.Context(), q, store.Look{}); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(at))
		}
	}
	printWaits(t, "searches", took)
}

func printWaits(t *testing.T, what string, took []time.Duration) {
	t.Helper()
	slices.Sort(took)
	t.Logf("%s: p50 %s, p95 %s, worst %s of %d", what, took[len(took)/2].Round(10*time.Microsecond), took[len(took)*95/100].Round(10*time.Microsecond), took[len(took)-1].Round(10*time.Microsecond), len(took))
}

// memory is what the kernel says of a process.
func memory(t *testing.T, pid int, what string) string {
	t.Helper()
	body, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	kb, _ := strconv.Atoi(regexp.MustCompile(what + `:\s+(\d+)`).FindStringSubmatch(string(body))[1])
	return fmt.Sprintf("%d MB", kb/1024)
}

// A loadReader is somebody of the national center with a browser.
type loadReader struct {
	t      *testing.T
	listen string
	cookie string
	pid    int
	missed map[string]bool
}

func signIn(t *testing.T, db *store.DB, listen string, pid int) *loadReader {
	t.Helper()
	accounts, err := account.Open(db, account.Options{Now: time.Now, Cheap: true})
	if err != nil {
		t.Fatal(err)
	}
	u, err := accounts.Add(t.Context(), "test", account.User{Login: "li", Name: "li", Role: account.National, Center: "national"}, "correct horse battery", false)
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := accounts.SignInAs(t.Context(), u.ID, account.From{Address: netip.MustParseAddr("127.0.0.1")})
	if err != nil {
		t.Fatal(err)
	}
	return &loadReader{t, listen, cookie, pid, map[string]bool{}}
}

// pages asks for what people look at, times over, and prints how long it took,
// and how long the program computed for it: on a busy machine the two differ.
func (r *loadReader) pages(what string, times int) {
	var all []time.Duration
	paths := []string{"/", "/triage", "/find?q=trademark", "/find?q=%E6%B7%B1%E5%9C%B3", "/cases", "/reports"}
	took := make([][]time.Duration, len(paths))
	computed := cpu(r.t, r.pid)
	for range times {
		for i, path := range paths {
			req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+r.listen+path, nil)
			if err != nil {
				r.t.Error(err)
				return
			}
			req.AddCookie(&http.Cookie{Name: "tocsin", Value: r.cookie})
			at := time.Now()
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				r.t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			took[i], all = append(took[i], time.Since(at)), append(all, time.Since(at))
			if resp.StatusCode != http.StatusOK && !r.missed[path] {
				r.missed[path] = true
				r.t.Errorf("%s: %s %s", path, resp.Status, strings.TrimSpace(resp.Header.Get("Location")))
			}
		}
	}
	printWaits(r.t, what, all)
	if times >= 20 { // where fewer are asked for, others compute too
		r.t.Logf("%s: computed %s a page", what, ((cpu(r.t, r.pid) - computed) / time.Duration(len(all))).Round(10*time.Microsecond))
	}
	for i, path := range paths {
		printWaits(r.t, "  "+path, took[i])
	}
}

// cpu is for how long a process has computed.
func cpu(t *testing.T, pid int) time.Duration {
	t.Helper()
	body, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body), ") ")
	fields := strings.Fields(rest) // from the third on
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // the kernel's hundredths
}
