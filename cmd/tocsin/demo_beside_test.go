package main

import (
	"bytes"
	"net"
	"strings"
	"testing"
)

// TestDemoBesideAnother runs the demo where another program has its port: it
// says so before any work begins, unless it needs none.
func TestDemoBesideAnother(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv(demoListen, l.Addr().String())
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"demo"}, strings.NewReader(""), &stdout, &stderr)
	if code != exitBad || stdout.Len() > 0 || !strings.Contains(stderr.String(), "end what listens there") || !strings.Contains(stderr.String(), demoListen) {
		t.Errorf("exit %d, %q; %q", code, stdout.String(), stderr.String())
	}
	if _, as, _, said := demoObjects(t); len(as) == 0 {
		t.Errorf("--once tells of nothing: %s", said)
	}
}
