package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// filings writes n filings, of which every tenth is hit.
func filings(w io.Writer, n int) error {
	pad := strings.Repeat("x", 1000)
	for i := range n {
		title := "Acme v. Smith"
		if i%10 == 0 {
			title = "Acme v. ROMOSS"
		}
		_, err := fmt.Fprintf(w, `{"id":"us-ilnd/%d#entry.1<ecf","key":{"authority":"us-ilnd","number":"%d"},"kind":"lawsuit","title":%q,"text":%q,"filed":"2026-01-05","source":"ecf"}`+"\n", i, i, title, pad)
		if err != nil {
			return err
		}
	}
	return nil
}

func romoss(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "watch.csv")
	if err := os.WriteFile(file, []byte("list,type,value\nx,mark,ROMOSS\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestScreenHoldsNothing: what streams through is 50 MB, what stays is little.
func TestScreenHoldsNothing(t *testing.T) {
	const n = 50_000
	in, feed := io.Pipe()
	go func() { feed.CloseWithError(filings(feed, n)) }()
	var out, diagnostics bytes.Buffer
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if code := run(t.Context(), []string{"screen", "--watch", romoss(t), "--json"}, in, &out, &diagnostics); code != exitGood {
		t.Fatalf("exit %d: %s", code, &diagnostics)
	}
	if got := strings.Count(out.String(), "\n"); got != n/10 {
		t.Errorf("%d hits, want %d", got, n/10)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc) - int64(out.Cap()); grown > 20<<20 {
		t.Errorf("%d MB are held after 50 MB", grown>>20)
	}
}

// brokenPipe takes a little and then nothing.
type brokenPipe struct{ left int }

var errBroken = errors.New("broken pipe")

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// TestScreenEndsWithItsReader: once nobody reads its hits, it reads no more.
func TestScreenEndsWithItsReader(t *testing.T) {
	in, feed := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- filings(feed, 1_000_000) }()
	var diagnostics bytes.Buffer
	code := run(context.WithoutCancel(t.Context()), []string{"screen", "--watch", romoss(t), "--json"}, in, &brokenPipe{left: 10_000}, &diagnostics)
	if code != exitBad || !strings.Contains(diagnostics.String(), errBroken.Error()) {
		t.Errorf("exit %d: %s", code, &diagnostics)
	}
	in.Close()
	if err := <-ended; err == nil {
		t.Error("read everything although nobody took it")
	}
}
