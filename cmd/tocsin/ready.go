package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// readyFor is how long the parts may take to answer.
const readyFor = 5 * time.Second

// A readiness is that of a part of the program, for who balances requests or
// upgrades nodes.
type readiness struct {
	Name string `json:"part"` // store, schema, queue, seen
	OK   bool   `json:"ok"`
	Says string `json:"says"`
}

// parts says what works. The memory of what was seen may be away: the store
// decides meanwhile, and no node is less ready for it.
func (s *system) parts(ctx context.Context) (all []readiness, ready bool) {
	ctx, cancel := context.WithTimeout(ctx, readyFor)
	defer cancel()
	ready = true
	add := func(name string, err error, well string, needed bool) {
		p := readiness{name, err == nil, well}
		if err != nil {
			p.Says, ready = "does not answer", ready && !needed // an error may say more than strangers should know
		}
		all = append(all, p)
	}
	_, err := s.store.Pulse(ctx)
	add("store", err, "answers", true)
	have, known, err := s.store.Schema(ctx)
	add("schema", err, fmt.Sprintf("version %d", have), true)
	if err == nil && have != known {
		all[1].OK, all[1].Says, ready = false, fmt.Sprintf("version %d, this program knows %d", have, known), false
	}
	working := s.pipe.Working()
	all = append(all, readiness{"queue", working, map[bool]string{true: "works", false: "does not work"}[working]})
	add("seen", s.seen.Ping(ctx), s.seen.Kind, false)
	return all, ready && working
}

// readyz answers whether this node may be given work: 200 or 503, in words, or as
// JSON to who asks for it.
func (s *system) readyz(w http.ResponseWriter, r *http.Request) {
	all, ready := s.parts(r.Context())
	code, head := http.StatusOK, "ready"
	if !ready {
		code, head = http.StatusServiceUnavailable, "not ready"
	}
	w.Header().Set("Cache-Control", "no-store")
	if strings.HasPrefix(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{"ready": ready, "parts": all}) //nolint:errchkjson // the reader may have gone
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	fmt.Fprintln(w, head)
	for _, p := range all {
		mark := "ok "
		if !p.OK {
			mark = "BAD"
		}
		fmt.Fprintf(w, "%s  %-6s  %s\n", mark, p.Name, p.Says)
	}
}

// beside answers at /readyz, and leaves the rest to another. The question says
// nothing of those who may not ask, so nobody is asked who they are.
func (s *system) beside(rest http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("/", rest)
	return mux
}
