// Package browsertest looks at the console as people do: the whole program, on
// the demo's data, in a browser.
//
// It wants chromium, and TOCSIN_TEST_AXE to be the path of axe.min.js of
// axe-core, which says what people with other eyes and hands cannot use. What
// pages look like is written to the folder TOCSIN_TEST_SHOTS, if it is set.
package browsertest

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var (
	program  = flag.String("program", "", "the program, where it is built already")
	console  = flag.String("console", "", "the address of a demo's console that is there already")
	password = flag.String("password", "", "the password that the demo at -console said")
)

// patience is how long the browser may take for one thing. It is for machines
// that have other work to do, and says nothing of speed.
const patience = 2 * time.Minute

// A site is a console over the demo's data.
type site struct {
	url      string
	password string // of every account
}

// open starts the demo, which ends with the test.
func open(t testing.TB) site {
	t.Helper()
	if *console != "" {
		return site{*console, *password}
	}
	dir := t.TempDir()
	if *program == "" {
		built := filepath.Join(dir, "tocsin")
		build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w", "-o", built, "tocsin/cmd/tocsin")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
		*program = built
		t.Cleanup(func() { *program = "" })
	}
	cmd := exec.CommandContext(t.Context(), *program, "demo")
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "TOCSIN_CONSOLE_LISTEN=127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt) // its end says whether it had one already
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Errorf("the demo: %v\n%s", err, &stderr)
		}
	})
	said := bufio.NewReader(stdout)
	var s site
	for s.url == "" {
		line, err := said.ReadString('\n')
		if err != nil {
			t.Fatalf("the demo says no address of its console: %v\n%s", err, &stderr)
		}
		if m := regexp.MustCompile(`with the password (\S+)`).FindStringSubmatch(line); m != nil {
			s.password = m[1]
		}
		if m := regexp.MustCompile(`Console: (http://\S+)`).FindStringSubmatch(line); m != nil {
			s.url = m[1]
		}
	}
	return s
}

// browse starts a browser, which ends with the test, and skips the test where
// there is none, or nothing to judge pages by.
func browse(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("-short")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium: install Debian's chromium and fonts-noto-cjk")
	}
	if os.Getenv("TOCSIN_TEST_AXE") == "" {
		t.Skip("TOCSIN_TEST_AXE is not set: want the path of axe.min.js of axe-core")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // which root has to
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium: %v", err)
	}
	return ctx
}

// A tab is one of somebody's, with cookies of its own.
type tab struct {
	site
	ctx  context.Context
	t    *testing.T
	mu   sync.Mutex
	said []string // in the browser's console since it was read last
	code int64    // how the console answered the last page
}

func newTab(browser context.Context, t *testing.T, s site) *tab {
	t.Helper()
	b := &tab{site: s, t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("tab: %v", err)
	}
	b.do(chromedp.EmulateViewport(1280, 900))
	return b
}

// hear notes what the browser's console says, and how pages were answered.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		b.said = append(b.said, fmt.Sprintf("%s: %s %s", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, ev.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, string(ev.Type))
	case *network.EventResponseReceived:
		if ev.Type == network.ResourceTypeDocument {
			b.code = ev.Response.Status
		}
	}
}

// heard returns what the browser's console said since it was asked last.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

// do does steps one after the other.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// get returns what an action gives.
func get[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// ask returns what a script gives.
func ask[T any](b *tab, script string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// visit goes to a page of the console, which must be there.
func (b *tab) visit(path string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.Run(ctx, chromedp.NavigateResponse(b.url+path))
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	if r.Status != 200 {
		b.t.Fatalf("%s: %d", path, r.Status)
	}
}

// press presses what leads to another page, and waits for it.
func (b *tab) press(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css))); err != nil {
		b.t.Fatalf("press %s: %v", css, err)
	}
}

// signIn fills the form, and sends it.
func (b *tab) signIn(login string) {
	b.t.Helper()
	b.visit("/signin")
	b.do(
		chromedp.SendKeys(chromedp.ID("f-login"), login),
		chromedp.SendKeys(chromedp.ID("f-password"), b.password),
	)
	b.press(`main form button`)
	if at := get(b, chromedp.Location()); strings.Contains(at, "/signin") {
		b.t.Fatalf("%s is still at %s: %s", login, at, get(b, chromedp.Text(chromedp.CSS("main"))))
	}
}

// shoot keeps what the page looks like.
func (b *tab) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("TOCSIN_TEST_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), get(b, chromedp.FullScreenshot(100)), 0o644); err != nil {
		b.t.Fatal(err)
	}
}
