package alerttest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// inside are addresses that nobody outside may lead us to: of this machine, of
// its network, of what tells a machine in a cloud its keys, and those that hide
// one of them in another form.
var inside = []string{
	"127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "172.31.255.254", "192.168.1.1", "fd00::1", "fe80::1",
	"169.254.1.1", "169.254.169.254", "fd00:ec2::254", "100.64.0.1", "100.100.100.200", "198.18.0.1", "224.0.0.1", "255.255.255.255",
	"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
}

// outside are addresses of nobody we know; none is dialled.
var outside = []string{"93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"}

// guarded checks that a channel dials as its client does, so that the guard
// holds for whatever options name, at the moment of dialling. No socket is
// connected and no name server asked.
func guarded(t *testing.T, ch alerts.Channel, options func(host string) string) {
	w := new(world)
	web, err := crawlers.Guarded(crawlers.GuardOptions{
		Key: "send.private", Resolver: &net.Resolver{PreferGo: true, Dial: w.nameServer}, Dialled: w.dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	to := func(host string) alerts.Notifier {
		n, err := ch.Open(json.RawMessage(options(host)), &http.Client{Transport: web})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	refuses := func(what string, n alerts.Notifier) {
		t.Helper()
		err := n.Notify(t.Context(), Message())
		if dialled := w.forget(); class(err) != "plain" || len(dialled) > 0 || !strings.Contains(err.Error(), "set send.private: true") {
			t.Errorf("%s: dialled %v, %v; want it refused, and how it is allowed", what, dialled, err)
		}
		discreet(t, err)
	}
	for _, address := range inside {
		host := address
		if strings.Contains(address, ":") {
			host = "[" + address + "]"
		}
		refuses(address, to(host))
		w.means(address)
		refuses("a name of "+address, to("desk.example"))
	}
	// What a name meant when it was dialled before counts for nothing.
	desk := to("desk.example")
	w.means(outside...)
	err = desk.Notify(t.Context(), Message())
	if dialled := w.forget(); len(dialled) == 0 || !errors.Is(err, errStop) {
		t.Errorf("a name outside: dialled %v, %v; want it dialled", dialled, err)
	}
	w.means(inside[0])
	refuses("a name that has moved inside", desk)
	w.means(inside[0], outside[0], inside[1])
	err = desk.Notify(t.Context(), Message())
	for _, address := range w.forget() {
		if !strings.HasPrefix(address, outside[0]+":") {
			t.Errorf("of a name of many addresses %s was dialled", address)
		}
	}
	discreet(t, err)
}

// errStop is how everything ends that a [world] dials.
var errStop = errors.New("not dialled in a test")

// A world is a network in which every name means the same and nobody answers.
type world struct {
	mu      sync.Mutex
	names   []string
	dialled []string
}

func (w *world) means(addresses ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names = addresses
}

func (w *world) dial(address string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dialled = append(w.dialled, address)
	return errStop
}

// forget returns what was dialled since it was asked last.
func (w *world) forget() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.dialled
	w.dialled = nil
	return out
}

// nameServer is as [net.Resolver.Dial]: what it returns speaks as a name server
// does over TCP.
func (w *world) nameServer(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		var size [2]byte
		if _, err := io.ReadFull(there, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(there, question); err != nil {
			return
		}
		answer, err := w.answer(question)
		if err != nil {
			return
		}
		_, _ = there.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)) // who asked may be gone
	}()
	return here, nil
}

func (w *world) answer(question []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m.Response, m.Additionals = true, nil
	for _, s := range w.names {
		a, err := netip.ParseAddr(s)
		if err != nil {
			return nil, err
		}
		r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET}}
		switch ask := m.Questions[0].Type; {
		case ask == dnsmessage.TypeA && a.Is4():
			r.Body = &dnsmessage.AResource{A: a.As4()}
		case ask == dnsmessage.TypeAAAA && a.Is6():
			r.Body = &dnsmessage.AAAAResource{AAAA: a.As16()}
		default:
			continue
		}
		m.Answers = append(m.Answers, r)
	}
	return m.Pack()
}
