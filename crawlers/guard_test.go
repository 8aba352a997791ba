package crawlers_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"tocsin/crawlers"
)

func TestGuardNamesTheKeyThatOpensIt(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	ask := func(o crawlers.GuardOptions) error {
		guarded, err := crawlers.Guarded(o)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := guarded.RoundTrip(req)
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	if err := ask(crawlers.GuardOptions{Key: "send.private"}); err == nil || !strings.Contains(err.Error(), "set send.private: true") {
		t.Errorf("a private address: %v", err)
	}
	if err := ask(crawlers.GuardOptions{Private: true, Key: "send.private"}); err != nil {
		t.Errorf("with the key set: %v", err)
	}
}

// A private address is not asked for through a proxy either, however it is
// named; the proxy itself may have one, and what it alone can resolve is its.
func TestGuardBeforeAProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Host) }))
	defer proxy.Close()
	names := map[string]string{"public.example.": "93.184.215.14", "inside.example.": "10.0.0.7", "both.example.": "93.184.215.14 127.0.0.1"}
	guarded := func(names map[string]string) *http.Transport {
		rt, err := crawlers.Guarded(crawlers.GuardOptions{Proxy: proxy.URL, Key: "crawl.private", Resolver: nameServer(t, names)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(rt.CloseIdleConnections)
		return rt
	}
	ask := func(rt *http.Transport, address string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := rt.RoundTrip(req)
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	knows, blind := guarded(names), guarded(nil)
	for _, tc := range []struct {
		rt      *http.Transport
		address string
		says    string // empty: the proxy is asked
	}{
		{blind, "http://public.example/", ""}, // only the proxy has a name server
		{blind, "http://printer/", "before the proxy is asked"},
		{blind, "http://metadata.google.internal/", "before the proxy is asked"},
		{blind, "http://169.254.169.254/latest", "set crawl.private: true"},
		{blind, "http://0x7f.0.0.1/", "before the proxy is asked"},
		{blind, "http://0177.0.0.1/", "before the proxy is asked"},
		{knows, "http://public.example/", ""},
		{knows, "http://inside.example/", "set crawl.private: true"},
		{knows, "http://both.example/", "set crawl.private: true"},
		{knows, "http://unknown.example/", "before the proxy is asked"},
		{knows, "http://127.0.0.1:9/", "set crawl.private: true"},
		{knows, "http://[::1]:9/", "set crawl.private: true"},
		{knows, "http://[::ffff:10.0.0.1]/", "set crawl.private: true"},
		{knows, "http://2130706433/", "before the proxy is asked"},
		{knows, proxy.URL + "/", "set crawl.private: true"},
	} {
		before := len(asked)
		err := ask(tc.rt, tc.address)
		switch reached := len(asked) > before; {
		case tc.says == "" && (err != nil || !reached):
			t.Errorf("%s: %v, want the proxy asked", tc.address, err)
		case tc.says != "" && (reached || err == nil || !strings.Contains(err.Error(), tc.says)):
			t.Errorf("%s: the proxy was asked: %v, %v; want …%s…", tc.address, reached, err, tc.says)
		}
	}
}

// nameServer resolves names to addresses, parted by blanks; what it does not
// know is not there.
func nameServer(t *testing.T, names map[string]string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			var size [2]byte
			for {
				if _, err := io.ReadFull(theirs, size[:]); err != nil {
					return
				}
				body := make([]byte, int(size[0])<<8|int(size[1]))
				if _, err := io.ReadFull(theirs, body); err != nil {
					return
				}
				var q dnsmessage.Message
				if err := q.Unpack(body); err != nil {
					t.Error(err)
					return
				}
				q.Response, q.Additionals = true, nil
				q.RCode = dnsmessage.RCodeNameError
				if found := names[q.Questions[0].Name.String()]; found != "" {
					q.RCode = dnsmessage.RCodeSuccess
					for text := range strings.FieldsSeq(found) {
						if ip := netip.MustParseAddr(text); q.Questions[0].Type == dnsmessage.TypeA {
							q.Answers = append(q.Answers, dnsmessage.Resource{
								Header: dnsmessage.ResourceHeader{Name: q.Questions[0].Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 1},
								Body:   &dnsmessage.AResource{A: ip.As4()},
							})
						}
					}
				}
				answer, err := q.Pack()
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := theirs.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...)); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}}
}
