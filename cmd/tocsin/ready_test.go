package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/config"
)

// TestReadyWhileItWorks asks a node before it works, while it does, and when its
// store is away.
func TestReadyWhileItWorks(t *testing.T) {
	t.Parallel()
	for name, roles := range map[string]pipeline.Roles{"all": {Crawl: true, Work: true, Tick: true}, "console": {}} {
		t.Run(name, func(t *testing.T) {
			c := config.Config{Store: "sqlite:" + t.TempDir() + "/t.db", Seen: "memory"}
			p := &program{ctx: t.Context(), log: slog.New(slog.DiscardHandler)}
			s, err := p.bind(c, http.NewFileTransportFS(nil), time.Now)
			if err != nil {
				t.Fatal(err)
			}
			s.pipe.Sources = nil
			front := s.beside(http.NotFoundHandler())
			ask := func(accept string) (int, string) {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil)
				r.Header.Set("Accept", accept)
				w := httptest.NewRecorder()
				front.ServeHTTP(w, r)
				body, err := io.ReadAll(w.Result().Body)
				if err != nil {
					t.Fatal(err)
				}
				return w.Code, string(body)
			}
			if code, said := ask(""); code != http.StatusServiceUnavailable || !strings.Contains(said, "\nBAD  queue ") {
				t.Errorf("before it works: %d %s", code, said)
			}
			if err := s.pipe.Start(t.Context(), roles); err != nil {
				t.Fatal(err)
			}
			if code, said := ask("text/html"); code != http.StatusOK || !strings.HasPrefix(said, "ready\nok   store ") || strings.Contains(said, "BAD") {
				t.Errorf("while it works: %d %s", code, said)
			}
			var got struct {
				Ready bool
				Parts []readiness
			}
			if code, said := ask("application/json"); code != http.StatusOK || json.Unmarshal([]byte(said), &got) != nil || !got.Ready || len(got.Parts) != 4 {
				t.Errorf("while it works, as JSON: %d %s", code, said)
			}
			if err := errors.Join(s.pipe.Stop(t.Context()), s.close()); err != nil {
				t.Fatal(err)
			}
			if code, said := ask(""); code != http.StatusServiceUnavailable || !strings.Contains(said, "\nBAD  store ") || strings.Contains(said, "sql") {
				t.Errorf("without its store: %d %s", code, said)
			}
		})
	}
}
