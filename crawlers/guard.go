package crawlers

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// GuardOptions say how the web is reached.
type GuardOptions struct {
	Proxy   string // a URL, "environment" for the usual variables, empty for none
	Private bool   // private and loopback addresses may be dialled too
	Key     string // of the configuration that sets Private, for the error

	// Resolver, if set, is asked for the addresses of names, and Dialled hears of
	// each address that the guard lets pass, and may refuse it. Tests set them.
	Resolver *net.Resolver
	Dialled  func(address string) error
}

// Guarded returns a transport to the web that dials no private, loopback or
// otherwise special address, whatever a name resolves to at that moment, unless
// Private is set.
//
// With a proxy it is the proxy that dials. So what a request names is resolved
// and checked here before the proxy is asked for it; the proxy itself may have
// any address, since who runs the program named it. A name that this machine
// cannot resolve is left to the proxy as long as no name at all could be
// resolved: then only the proxy has a name server. Proxies that can be told so
// should refuse private addresses too, since a name may change between the two
// looks.
//
// Connecting and the wait for headers are limited; a body may take as long as
// the request's context allows, and each request has one.
func Guarded(o GuardOptions) (*http.Transport, error) {
	g := &guard{GuardOptions: o, safe: ssrf.New(ssrf.WithAnyPort())}
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Resolver: o.Resolver, Control: g.control}
	free := *dialer
	free.Control = nil
	t := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if _, ours := g.proxies.Load(address); ours {
				return free.DialContext(ctx, network, address)
			}
			return dialer.DialContext(ctx, network, address)
		},
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           100,
		MaxIdleConnsPerHost:    4,
		MaxConnsPerHost:        16,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  60 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
	switch o.Proxy {
	case "":
	case "environment":
		t.Proxy = g.by(http.ProxyFromEnvironment)
	default:
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("proxy: want a URL such as http://proxy.example:3128")
		}
		t.Proxy = g.by(http.ProxyURL(u))
	}
	return t, nil
}

// A guard decides what may be dialled.
type guard struct {
	GuardOptions
	safe     *ssrf.Guardian
	proxies  sync.Map    // their addresses, as they are dialled
	resolves atomic.Bool // whether any name was resolved here
}

// control sees an address before it is dialled.
func (g *guard) control(network, address string, c syscall.RawConn) error {
	if err := g.check(network, address, c); err != nil {
		return err
	}
	if g.Dialled != nil {
		return g.Dialled(address)
	}
	return nil
}

// check refuses an address that is not of the web.
func (g *guard) check(network, address string, c syscall.RawConn) error {
	if g.Private {
		return nil
	}
	err := g.safe.Safe(network, address, c)
	if err != nil && g.Key != "" {
		return fmt.Errorf("%w; if it is meant, set %s: true", err, g.Key)
	}
	return err
}

// by checks what a request names before it goes to the proxy that which gives.
func (g *guard) by(which func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := which(r)
		if err != nil || u == nil {
			return u, err
		}
		if err := g.named(r.Context(), r.URL); err != nil {
			return nil, err
		}
		g.proxies.Store(dialled(u), true)
		return u, nil
	}
}

// named resolves and checks what a URL names.
func (g *guard) named(ctx context.Context, u *url.URL) error {
	if g.Private {
		return nil
	}
	resolver := g.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	ips, err := resolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		if !g.resolves.Load() && !local(u.Hostname()) {
			return nil
		}
		return fmt.Errorf("before the proxy is asked: %w", err)
	}
	for _, ip := range ips {
		ip = ip.Unmap()
		network := "tcp6"
		if ip.Is4() {
			network = "tcp4"
		}
		if err := g.check(network, netip.AddrPortFrom(ip, 443).String(), nil); err != nil {
			return err
		}
	}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil {
		g.resolves.Store(true)
	}
	return nil
}

// local reports a name that a network gives its own machines, or that is an
// address in a spelling which only some programs read.
func local(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == host || strings.HasPrefix(last, "0x") || strings.Trim(last, "0123456789") == "" {
		return true
	}
	return slices.Contains([]string{"local", "localhost", "internal", "intranet", "lan", "arpa", "corp", "private"}, last)
}

// dialled is the address at which a proxy is dialled.
func dialled(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if port == "" {
		port = "1080" // of SOCKS
	}
	return net.JoinHostPort(u.Hostname(), port)
}
