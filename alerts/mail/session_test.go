package mail

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

const login = `"user":"u","password":"` + alerttest.Secret + `"`

// TestWhoHasItIsNotWrittenToAgain: of four addresses one takes the letter at
// once, one later, one never, and one stands there twice.
func TestWhoHasItIsNotWrittenToAgain(t *testing.T) {
	var (
		said = map[string]string{"busy@c.example": "451 4.7.1", "gone@c.example": "550 5.1.1"}
		came []string
	)
	s := &server{
		answer: func(step, about string) string {
			if step == "rcpt" {
				return said[about]
			}
			return ""
		},
		took: func(e envelope) { came = append(came, e.to...) },
	}
	address, client := s.listen(t)
	p := opened(t, client, `{"server":"`+address+`",`+login+`,"from":"a@c.example",
		"to":["busy@c.example","desk@c.example","gone@c.example","Desk <DESK@c.example>"]}`)

	err := p.Notify(t.Context(), alerttest.Message())
	if later := new(alerts.LaterError); !errors.As(err, &later) || !strings.Contains(err.Error(), "b***@c.example") {
		t.Errorf("got %v, want it later, for the one who is busy", err)
	}
	if want := []string{"desk@c.example"}; !slices.Equal(came, want) {
		t.Fatalf("came to %q, want %q", came, want)
	}

	delete(said, "busy@c.example")
	err = p.Notify(t.Context(), alerttest.Message())
	if !errors.Is(err, alerts.ErrRefused) || !strings.Contains(err.Error(), "g***@c.example: code 550 5.1.1: no such mailbox") ||
		!strings.Contains(err.Error(), "delivered to 2 of 3") || strings.Contains(err.Error(), "gone") {
		t.Errorf("got %v, want it refused by one of three, masked", err)
	}
	if want := []string{"desk@c.example", "busy@c.example"}; !slices.Equal(came, want) {
		t.Errorf("came to %q, want %q", came, want)
	}
	if len(p.partial) != 0 {
		t.Errorf("%v is remembered of a delivery that is over", p.partial)
	}
}

// TestWhatIsRememberedIsBounded: a server that is half well for long does not
// fill the memory.
func TestWhatIsRememberedIsBounded(t *testing.T) {
	p := &Post{partial: map[string]answers{}}
	for i := range 2 * maxPartial {
		p.keep(fmt.Sprint(i), answers{"a": nil}, true)
	}
	if n := len(p.partial); n != maxPartial {
		t.Errorf("%d are remembered", n)
	}
	if got := p.recall(fmt.Sprint(2*maxPartial - 1)); len(got) != 1 {
		t.Error("the newest is forgotten")
	}
}

func TestWaysToKeepASessionPrivate(t *testing.T) {
	for _, tc := range []struct {
		name    string
		server  *server
		options string
		want    string // in the error; empty is accepted
	}{
		{"starttls", &server{}, login, ""},
		{"implicit", &server{implicit: true}, login + `,"tls":"implicit"`, ""},
		{"a relay of our own", &server{plain: true}, `"tls":"none"`, ""},
		{"an offer that is not made", &server{plain: true}, login, "does not support STARTTLS"},
		{"an offer that is not made, without a password", &server{plain: true}, `"tls":"starttls"`, "does not support STARTTLS"},
	} {
		var came, asked int
		tc.server.took = func(envelope) { came++ }
		tc.server.answer = func(step, _ string) string {
			if step != "hello" {
				asked++
			}
			return ""
		}
		address, client := tc.server.listen(t)
		err := opened(t, client, `{"server":"`+address+`",`+tc.options+`,`+desk+`}`).Notify(t.Context(), alerttest.Message())
		switch {
		case tc.want == "" && (err != nil || came != 1):
			t.Errorf("%s: came %d times, %v", tc.name, came, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want) || errors.Is(err, alerts.ErrRefused)):
			t.Errorf("%s: %v, want a plain %q", tc.name, err, tc.want)
		case tc.want != "" && asked > 0:
			t.Errorf("%s: something was said in clear", tc.name)
		}
	}
}

func TestPorts(t *testing.T) {
	for _, tc := range []struct {
		options  string
		security string
		port     int
	}{
		{`"server":"mx.example"`, startTLS, 587},
		{`"server":"mx.example","tls":"implicit"`, implicit, 465},
		{`"server":"mx.example:465"`, implicit, 465},
		{`"server":"mx.example:465","tls":"starttls"`, startTLS, 465},
		{`"server":"mx.example:2525"`, startTLS, 2525},
		{`"server":"10.0.0.2","tls":"none"`, noTLS, 25},
		{`"server":"[fd00::2]:25","tls":"none"`, noTLS, 25},
	} {
		if p := opened(t, http.DefaultClient, `{`+tc.options+`,`+desk+`}`); p.security != tc.security || p.port != tc.port {
			t.Errorf("%s: %s at %d", tc.options, p.security, p.port)
		}
	}
}

// TestInClearOnlyNearBy: the address that was dialled counts, not the name.
func TestInClearOnlyNearBy(t *testing.T) {
	for ip, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "192.168.0.9": true, "fd00::1": true, "169.254.1.1": true,
		"203.0.113.9": false, "2001:db8::1": false, "100.64.0.1": false,
	} {
		here, there := net.Pipe()
		there.Close()
		client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return at{here, &net.TCPAddr{IP: net.ParseIP(ip), Port: 25}}, nil
		}}}
		err := opened(t, client, `{"server":"relay.example","tls":"none",`+desk+`}`).Notify(t.Context(), alerttest.Message())
		if err == nil || errors.Is(err, alerts.ErrRefused) == want {
			t.Errorf("%s: %v", ip, err)
		}
	}
}

type at struct {
	net.Conn
	addr net.Addr
}

func (a at) RemoteAddr() net.Addr { return a.addr }

func TestTheClientsGuardHolds(t *testing.T) {
	guard := errors.New("a private address")
	client := &http.Client{Transport: &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, fmt.Errorf("%s: %w", address, guard)
	}}}
	for server, address := range map[string]string{"mx.example": "mx.example:587", "[2001:db8::1]:465": "[2001:db8::1]:465", "2001:db8::1": "[2001:db8::1]:587"} {
		err := opened(t, client, `{"server":"`+server+`",`+desk+`}`).Notify(t.Context(), alerttest.Message())
		if !errors.Is(err, guard) || !strings.Contains(err.Error(), address+": ") {
			t.Errorf("%s: got %v, want the guard's word", server, err)
		}
	}
	if _, err := open([]byte(`{"server":"mx.example",`+desk+`}`), &http.Client{Transport: opaque{}}); err == nil {
		t.Error("a client whose way of dialling is not known was taken")
	}
}

type opaque struct{ http.RoundTripper }

func TestAStrangersCertificateIsNotTrusted(t *testing.T) {
	s := &server{took: func(envelope) { t.Error("it came") }}
	address, _ := s.listen(t)
	err := opened(t, http.DefaultClient, `{"server":"`+address+`",`+login+`,`+desk+`}`).Notify(t.Context(), alerttest.Message())
	if wrong := new(tls.CertificateVerificationError); !errors.As(err, &wrong) || errors.Is(err, alerts.ErrRefused) {
		t.Errorf("got %v, want a plain error of trust", err)
	}
}

// TestOddServers plays what is no mail server, or one in trouble.
func TestOddServers(t *testing.T) {
	for _, tc := range []struct {
		name  string
		plays func(c net.Conn, r *textproto.Reader)
		want  string // class and a part of the error
	}{
		{"another service", says("HTTP/1.1 400 Bad Request " + alerttest.Secret + "\r\n"), "plain: not a mail server's"},
		{"nothing but goodbye", says(""), "plain: the server hung up"},
		{"not today", says("421 4.3.2 " + alerttest.Secret + "\r\n"), "later: code 421 4.3.2"},
		{"not you", says("554 5.7.1 " + alerttest.Secret + "\r\n"), "refused: code 554 5.7.1"},
		{"without an end", func(c net.Conn, _ *textproto.Reader) {
			for err := error(nil); err == nil; {
				_, err = c.Write([]byte("220-" + strings.Repeat("x", 1000) + "\r\n"))
			}
		}, "plain: too much"},
		{"a line without an end", func(c net.Conn, _ *textproto.Reader) {
			for err := error(nil); err == nil; {
				_, err = c.Write([]byte(strings.Repeat("2", 1000)))
			}
		}, "plain: too much"},
		{"dies with the letter in hand", func(c net.Conn, r *textproto.Reader) { dialogue(c, r, "DATA") }, "plain: the letter in hand"},
		{"says no goodbye", func(c net.Conn, r *textproto.Reader) {
			dialogue(c, r, "QUIT")
			_, _ = io.Copy(io.Discard, c)
		}, "accepted: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			defer wg.Wait()
			defer listener.Close()
			wg.Go(func() {
				c, err := listener.Accept()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
					t.Error(err)
				}
				tc.plays(c, textproto.NewReader(bufio.NewReader(c)))
			})
			err = opened(t, http.DefaultClient, `{"server":"`+listener.Addr().String()+`","tls":"none",`+desk+`}`).Notify(t.Context(), alerttest.Message())
			class, part, _ := strings.Cut(tc.want, ": ")
			later := new(alerts.LaterError)
			got := "plain"
			switch {
			case err == nil:
				got = "accepted"
			case errors.Is(err, alerts.ErrRefused):
				got = "refused"
			case errors.As(err, &later):
				got = "later"
			}
			if got != class || err != nil && !strings.Contains(err.Error(), part) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if unknown := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF); unknown != strings.HasPrefix(tc.name, "dies with") {
				t.Errorf("%v: says that the letter may have arrived: %v", err, unknown)
			}
			if strings.Contains(fmt.Sprintf("%+v %#v", err, err), alerttest.Secret) {
				t.Errorf("%#v repeats the server's words", err)
			}
		})
	}
}

// says greets with words and hangs up.
func says(words string) func(net.Conn, *textproto.Reader) {
	return func(c net.Conn, _ *textproto.Reader) { _, _ = io.WriteString(c, words) }
}

// dialogue says yes to everything until a command, and has read what belongs
// to it.
func dialogue(c net.Conn, r *textproto.Reader, until string) {
	answer := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	answer("220 mx.example")
	for {
		l, err := r.ReadLine()
		if err != nil {
			return
		}
		switch command, _, _ := strings.Cut(l, " "); {
		case command == "DATA":
			answer("354 go on")
			if _, err := r.ReadDotBytes(); err != nil || until == "DATA" {
				return
			}
			answer("250 taken")
		case command == until:
			return
		default:
			answer("250 mx.example")
		}
	}
}
