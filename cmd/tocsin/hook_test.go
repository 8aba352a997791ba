package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

const hookSecret = "correct-horse-battery-staple"

func TestHookOfASource(t *testing.T) {
	for _, tc := range []struct {
		source string
		change config.Source
		wrong  string
	}{
		{"courtlistener", config.Source{Hook: hookSecret}, ""},
		{"courtlistener", config.Source{Hook: hookSecret, HookFrom: []string{"192.0.2.0/24"}}, ""},
		{"courtlistener", config.Source{Hook: hookSecret, HookFrom: []string{"courtlistener.com"}}, "sources.courtlistener: hook_from: \"courtlistener.com\": want an address"},
		{"ecf", config.Source{Hook: hookSecret}, "sources.ecf: hook: this place tells nothing by itself"},
	} {
		enabled, err := enabledSources(config.Config{Sources: map[string]config.Source{tc.source: tc.change}}, time.Now())
		if tc.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wrong) {
				t.Errorf("%v, want %q", err, tc.wrong)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		heard := told(enabled)
		if len(heard) != 1 || heard[0].Hook.Secret != hookSecret || len(tc.change.HookFrom) > 0 && heard[0].Hook.From[0] != tc.change.HookFrom[0] {
			t.Errorf("%+v", heard)
		}
	}
	if shipped := findSource("courtlistener"); shipped.Hook.Secret != "" || len(shipped.Hook.From) != 2 {
		t.Errorf("the shipped source was changed: %+v", shipped.Hook)
	}
	off := false
	enabled, err := enabledSources(config.Config{Sources: map[string]config.Source{"courtlistener": {Enabled: &off, Hook: hookSecret}}}, time.Now())
	if err != nil || len(told(enabled)) != 0 {
		t.Errorf("one that is off is told: %v", err)
	}
}

func TestHooksByHalves(t *testing.T) {
	one := []*crawlers.Source{{Meta: crawlers.Meta{Name: "courtlistener"}}}
	for _, tc := range []struct {
		listen string
		told   []*crawlers.Source
		do     string
	}{
		{"", nil, ""},
		{"127.0.0.1:1", one, ""},
		{"127.0.0.1:1", nil, "set sources.courtlistener.hook"},
		{"", one, "set hooks.listen"},
	} {
		says, do := halfHooked(tc.listen, tc.told)
		if (says == "") != (tc.do == "") || !strings.Contains(do, tc.do) {
			t.Errorf("%q: %s → %s, want %s", tc.listen, says, do, tc.do)
		}
	}
}

func TestHeard(t *testing.T) {
	for state, want := range map[crawlers.State]string{
		crawlers.OK: "", crawlers.Empty: "", crawlers.Shape: "looked at", crawlers.Failed: "looked at", crawlers.Blocked: "sends it again",
	} {
		f := heard("place", []store.Visit{{State: state, Warnings: []string{"from 203.0.113.9"}}})
		if f.OK != (want == "") || !strings.Contains(f.Do, want) || !strings.Contains(f.Says, "203.0.113.9") {
			t.Errorf("%s: %+v", state, f)
		}
	}
	if f := heard("place", nil); !f.OK || f.Says != "nothing sent yet" {
		t.Errorf("%+v", f)
	}
}

// lines hands on what is written, line by line, and keeps it.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	to   *io.PipeWriter
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(b)
	return l.to.Write(b)
}

// TestServeReceives starts the program, sends it what CourtListener sends, and
// asks it how its hook does.
func TestServeReceives(t *testing.T) {
	dir := t.TempDir()
	conf := "store: sqlite:" + filepath.Join(dir, "tocsin.db") + "\nhooks: {listen: \"127.0.0.1:0\"}\nsources:\n  courtlistener: {hook: " + hookSecret + ", hook_from: [127.0.0.1]}\n"
	for _, s := range sources {
		if s.Name != "courtlistener" {
			conf += "  " + s.Name + ": {enabled: false}\n"
		}
	}
	file := filepath.Join(dir, "tocsin.yaml")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("../../crawlers/courtlistener/testdata/pushed/search.json")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	said := &lines{to: write}
	ended := make(chan int, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		ended <- run(ctx, []string{"serve", "--config", file, "--only", "crawl"}, strings.NewReader(""), io.Discard, said)
		write.Close()
	})
	t.Cleanup(func() { stop(); wg.Wait() })
	address := ""
	scan := bufio.NewScanner(read)
	for address == "" && scan.Scan() {
		if _, url, ok := strings.Cut(scan.Text(), "msg=hooks url="); ok {
			address = url
		}
	}
	wg.Go(func() { _, _ = io.Copy(io.Discard, read) }) // or the program waits to be heard
	for path, want := range map[string]int{"/hooks/courtlistener/" + hookSecret: 200, "/hooks/courtlistener/another": 404, "/": 404} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, resp.Status, want)
		}
	}
	stop()
	if code := <-ended; code != exitGood {
		t.Errorf("ended with %d: %s", code, &said.text)
	}
	var out, bad bytes.Buffer
	run(t.Context(), []string{"check", "--config", file}, strings.NewReader(""), &out, &bad)
	if !strings.Contains(out.String(), "ok   hook courtlistener  ok, sent ") || !strings.Contains(out.String(), "3 filings") {
		t.Errorf("check: %s%s", &out, &bad)
	}
	if all := said.text.String() + out.String() + bad.String(); strings.Contains(all, hookSecret) {
		t.Errorf("the secret is shown: %s", all)
	}
}
