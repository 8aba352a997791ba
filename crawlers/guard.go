package crawlers

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
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
// otherwise special address, whatever a name resolves to at that moment. With
// a proxy the guard holds for the proxy's own address unless Private is set;
// what the proxy dials is for the proxy to guard.
//
// Connecting and the wait for headers are limited; a body may take as long as
// the request's context allows, and each request has one.
func Guarded(o GuardOptions) (*http.Transport, error) {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Resolver: o.Resolver}
	guard := ssrf.New(ssrf.WithAnyPort())
	dialer.Control = func(network, address string, c syscall.RawConn) error {
		var err error
		if !o.Private {
			err = guard.Safe(network, address, c)
		}
		if err != nil && o.Key != "" {
			err = fmt.Errorf("%w; if it is meant, set %s: true", err, o.Key)
		}
		if err == nil && o.Dialled != nil {
			err = o.Dialled(address)
		}
		return err
	}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
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
		t.Proxy = http.ProxyFromEnvironment
	default:
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("proxy: want a URL such as http://proxy.example:3128")
		}
		t.Proxy = http.ProxyURL(u)
	}
	return t, nil
}
