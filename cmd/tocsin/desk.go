package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A desk is the demo's own webhook receiver: it checks every signature and
// keeps what it was told, as a center's system would.
type desk struct {
	url    string
	secret string
	key    []byte
	srv    *http.Server
	ended  chan struct{}

	mu  sync.Mutex
	got map[string]string // body by webhook-id
}

// listenDesk starts a desk on a free port of the loopback interface.
func listenDesk(ctx context.Context) (*desk, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo receiver: %w", err)
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails
	d := &desk{
		url:    "http://" + l.Addr().String(),
		secret: "whsec_" + base64.StdEncoding.EncodeToString(key),
		key:    key,
		ended:  make(chan struct{}),
		got:    map[string]string{},
	}
	d.srv = &http.Server{Handler: d, ReadHeaderTimeout: 5 * time.Second}
	go func() { // close waits for it
		defer close(d.ended)
		if err := d.srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the demo cannot go on without its receiver
		}
	}()
	return d, nil
}

func (d *desk) close() {
	d.srv.Close()
	<-d.ended
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	mac := hmac.New(sha256.New, d.key)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	signed := false
	for sig := range strings.FieldsSeq(r.Header.Get("webhook-signature")) {
		signed = signed || hmac.Equal([]byte(sig), []byte(want))
	}
	if !signed {
		http.Error(w, "signature", http.StatusUnauthorized)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got[id] = string(body)
}

// received returns what was told so far, by the id of the delivery.
func (d *desk) received() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.got)
}
