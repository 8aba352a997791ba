package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"tocsin/alerts/alerttest"
)

const desk = `"from":"警钟 <alerts@tocsin.example>","to":["desk@center.example"]`

func TestChannel(t *testing.T) {
	alerttest.RunPeer(t, Channel, alerttest.Peer{
		Play: func(t *testing.T, answer string, took func(string)) (string, *http.Client) {
			s := &server{answer: func(step, _ string) string {
				said, _ := strings.CutPrefix(answer, step+" ")
				if said == answer {
					return ""
				}
				return said
			}}
			s.took = func(e envelope) {
				got, err := read(e.letter)
				if err != nil {
					t.Errorf("a mail program would not read it: %v", err)
				}
				if len(got.html) > 102_000 {
					t.Errorf("%d bytes of HTML: Gmail cuts it", len(got.html))
				}
				took(got.html)
			}
			return s.listen(t)
		},
		Answers: map[string]string{
			"auth 535 5.7.8": "refused", "auth 454 4.7.0": "plain", "auth 421 4.3.2": "later",
			"mail 553 5.7.1": "refused", "mail 451 4.7.1": "later",
			"rcpt 550 5.1.1": "refused", "rcpt 450 4.2.0": "later", "rcpt 452 4.5.3": "later", "rcpt 455 4.0.0": "plain",
			"rcpt 550 0.0.0 Sender frequency limited": "later",
			"data 554 5.7.1": "refused", "data 552 5.2.3": "refused", "data 421 4.7.0": "later", "data 432 4.3.2": "plain",
		},
		Hang: []string{"hello hang", "auth hang", "rcpt hang", "data hang"},
		Options: func(address string) string {
			return fmt.Sprintf(`{"server":%q,"user":"u","password":%q,%s}`, address, alerttest.Secret, desk)
		},
		Wrong: map[string]string{
			"no server":          `{` + desk + `}`,
			"a URL":              `{"server":"smtp://` + alerttest.Secret + `@x.example",` + desk + `}`,
			"a port in words":    `{"server":"x.example:smtp",` + desk + `}`,
			"unknown tls":        `{"server":"x.example","tls":"` + alerttest.Secret + `",` + desk + `}`,
			"password alone":     `{"server":"x.example","password":"` + alerttest.Secret + `",` + desk + `}`,
			"password in clear":  `{"server":"x.example","tls":"none","user":"u","password":"` + alerttest.Secret + `",` + desk + `}`,
			"nobody":             `{"server":"x.example","from":"a@x.example","to":[]}`,
			"from nobody":        `{"server":"x.example","to":["a@x.example"]}`,
			"broken addresses":   `{"server":"x.example","from":"a@x.example","to":["` + alerttest.Secret + `",""]}`,
			"two lines":          `{"server":"x.example","from":"a@x.example","to":["a@x.example\r\nBcc: ` + alerttest.Secret + `@x.example"]}`,
			"two in one":         `{"server":"x.example","from":"a@x.example","to":["a@x.example, b@x.example"]}`,
			"a command":          `{"server":"x.example","from":"a@x.example","to":["\"a> SIZE=1\"@x.example"]}`,
			"no domain":          `{"server":"x.example","from":"a@localhost","to":["a@x.example"]}`,
			"reply to nobody":    `{"server":"x.example","reply_to":"x",` + desk + `}`,
			"bounces to nobody":  `{"server":"x.example","bounces":"x",` + desk + `}`,
			"bounces too long":   `{"server":"x.example","bounces":"` + strings.Repeat("b", 32) + `@x.example",` + desk + `}`,
			"half a signature":   `{"server":"x.example","dkim_domain":"x.example",` + desk + `}`,
			"no key":             `{"server":"x.example","dkim_domain":"x.example","dkim_selector":"s","dkim_key":"` + alerttest.Secret + `",` + desk + `}`,
			"way out in clear":   `{"server":"x.example","unsubscribe_url":"http://x.example/","unsubscribe_secret":"` + alerttest.Secret + alerttest.Secret + `",` + desk + `}`,
			"way out unproved":   `{"server":"x.example","unsubscribe_url":"https://x.example/",` + desk + `}`,
			"way out of a guess": `{"server":"x.example","unsubscribe_url":"https://x.example/","unsubscribe_secret":"` + alerttest.Secret + `",` + desk + `}`,
			"to is not a list":   `{"server":"x.example","from":"a@x.example","to":"` + alerttest.Secret + `"}`,
			"more than can be":   many(maxTo + 1),
		},
		Live: []string{"<!channel>", "<@", "<font", "<script", "<b>", `href="https://evil`, `"https://evil`, "https://evil", "javascript:"},
	})
}

func many(n int) string {
	var to []string
	for i := range n {
		to = append(to, fmt.Sprintf("%q", fmt.Sprintf("a%d@x.example", i)))
	}
	return `{"server":"x.example","from":"a@x.example","to":[` + strings.Join(to, ",") + `]}`
}

// TestBrokenAddressesKeepNobodyFromBeingTold writes to a list with rows that are
// no addresses, and to who stands there twice once.
func TestBrokenAddressesKeepNobodyFromBeingTold(t *testing.T) {
	var got []string
	s := &server{took: func(e envelope) { got = append(got, e.to...) }}
	address, client := s.listen(t)
	const list = `["a@x.example","` + alerttest.Secret + `","值班室 <A@X.example>","b@x.example, c@x.example","","b@x.example"]`
	p := opened(t, client, fmt.Sprintf(`{"server":%q,%s,"from":"a@tocsin.example","to":%s}`, address, login, list))
	if err := p.Notify(t.Context(), alerttest.Message()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"a@x.example", "b@x.example"}; !slices.Equal(got, want) {
		t.Errorf("written to %v, want %v", got, want)
	}
	if said := p.Broken(); !strings.Contains(said, "in row 2, 4, 5,") || strings.Contains(said, alerttest.Secret) {
		t.Errorf("it says %q of the broken rows", said)
	}
	if said := opened(t, client, `{"server":"mx.example",`+desk+`}`).Broken(); said != "" {
		t.Errorf("of a good list it says %q", said)
	}
}

// full are all options but those of a server, a signature and a secret.
const full = `"from":"警钟 <alerts@tocsin.example>","to":["值班室 <desk@center.example>"],"reply_to":"duty@center.example","bounces":"bounces@tocsin.example",
	"unsubscribe_url":"https://desk.example/tocsin/unsubscribe","unsubscribe_secret":"0123456789abcdef"`

func TestLetter(t *testing.T) {
	var got envelope
	s := &server{took: func(e envelope) { got = e }}
	address, client := s.listen(t)
	p := opened(t, client, `{"server":"`+address+`",`+full+`}`)
	if err := p.Notify(t.Context(), alerttest.Message()); err != nil {
		t.Fatal(err)
	}
	r, err := read(got.letter)
	if err != nil {
		t.Fatal(err)
	}
	shown := struct {
		From   string              `json:"envelope_from"`
		To     []string            `json:"envelope_to"`
		Header map[string][]string `json:"header"`
		Text   []string            `json:"text"`
	}{got.from, got.to, r.header, strings.Split(r.text, "\n")}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(shown); err != nil {
		t.Fatal(err)
	}
	alerttest.Golden(t, "testdata/payload.json", b.Bytes())
	alerttest.Golden(t, "testdata/payload.html", []byte(r.html))
}

// opened opens the channel, for a destination that nobody has left.
func opened(t *testing.T, client *http.Client, options string) *Post {
	t.Helper()
	n, err := open(json.RawMessage(options), client)
	if err != nil {
		t.Fatal(err)
	}
	p := n.(*Post)
	p.Bind("desk", func(context.Context, string, string) (bool, error) { return false, nil })
	return p
}

// An envelope is what a server was handed.
type envelope struct {
	from   string
	to     []string
	letter []byte
}

// A server takes letters as a mail server does, with STARTTLS and a login.
// Answer is asked what to say at each step (hello, auth, mail, rcpt, data)
// about an address: "" is yes, "hang" is nothing at all, else a code, an
// enhanced code and words.
type server struct {
	answer func(step, about string) string
	took   func(envelope)

	plain    bool // without TLS
	implicit bool // TLS from the first byte on

	mu   sync.Mutex
	gone chan struct{}
}

// listen begins to take letters. The client trusts the server's certificate.
func (s *server) listen(t *testing.T) (address string, client *http.Client) {
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.gone = make(chan struct{})
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{s: s}, s.say("hello", "")
	}))
	srv.ErrorLog = log.New(io.Discard, "", 0)
	srv.Domain = "mx.center.example"
	switch {
	case s.implicit:
		listener = tls.NewListener(listener, web.TLS)
	case !s.plain:
		srv.TLSConfig = web.TLS
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := srv.Serve(listener); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	t.Cleanup(func() {
		close(s.gone)
		srv.Close()
		listener.Close() // which Close does not know before Serve began
		wg.Wait()
	})
	return listener.Addr().String(), web.Client()
}

func (s *server) say(step, about string) error {
	s.mu.Lock()
	ask := s.answer
	s.mu.Unlock()
	if ask == nil {
		return nil
	}
	said := ask(step, about)
	switch said {
	case "":
		return nil
	case "hang":
		<-s.gone
		return errors.New("gone")
	}
	var e smtp.SMTPError
	if _, err := fmt.Sscanf(said, "%d %d.%d.%d", &e.Code, &e.EnhancedCode[0], &e.EnhancedCode[1], &e.EnhancedCode[2]); err != nil {
		panic(err)
	}
	if e.EnhancedCode[0] == 0 {
		e.EnhancedCode = smtp.NoEnhancedCode
	}
	e.Message = said + ": nothing for you, who said " + about + " and " + alerttest.Secret
	return &e
}

type session struct {
	s   *server
	got envelope
}

func (s *session) AuthMechanisms() []string {
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "u" || password != alerttest.Secret {
			return errors.New("who is that")
		}
		return s.s.say("auth", user)
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.got = envelope{from: from}
	return s.s.say("mail", from)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.got.to = append(s.got.to, to)
	return s.s.say("rcpt", to)
}

func (s *session) Data(r io.Reader) (err error) {
	if s.got.letter, err = io.ReadAll(r); err != nil {
		return err
	}
	if err := s.s.say("data", s.got.to[0]); err != nil {
		return err
	}
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.took(s.got)
	return nil
}

func (s *session) Reset()        { s.got = envelope{} }
func (s *session) Logout() error { return nil }

// A reading is what a mail program makes of a letter.
type reading struct {
	header     map[string][]string
	text, html string
}

// read reads a letter, and fails where a mail program might.
func read(letter []byte) (reading, error) {
	for l := range bytes.Lines(letter) {
		if len(l) > 1000 || !bytes.HasSuffix(l, []byte("\r\n")) {
			return reading{}, fmt.Errorf("a line of %d bytes: %.40q", len(l), l)
		}
		if i := bytes.IndexFunc(l, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' && r != '\r' && r != '\n' }); i >= 0 {
			return reading{}, fmt.Errorf("a line with %q", l[i:])
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(letter))
	if err != nil {
		return reading{}, err
	}
	r := reading{header: map[string][]string{}}
	for key, values := range m.Header {
		for _, v := range values {
			if v, err = new(mime.WordDecoder).DecodeHeader(v); err != nil {
				return reading{}, err
			}
			r.header[key] = append(r.header[key], v)
		}
		if len(values) > 1 {
			return reading{}, fmt.Errorf("%s stands there %d times", key, len(values))
		}
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return reading{}, fmt.Errorf("%s: %w", kind, err)
	}
	r.header["Content-Type"] = []string{kind} // without a boundary, which is another each time
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct {
		kind string
		body *string
	}{{"text/plain; charset=UTF-8", &r.text}, {"text/html; charset=UTF-8", &r.html}} { // the best comes last
		part, err := parts.NextPart()
		if err != nil {
			return reading{}, err
		}
		if got := part.Header.Get("Content-Type"); got != want.kind || part.Header.Get("Content-Transfer-Encoding") != "base64" {
			return reading{}, fmt.Errorf("a part of %s", got)
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil {
			return reading{}, err
		}
		*want.body = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
	if _, err := parts.NextPart(); !errors.Is(err, io.EOF) {
		return reading{}, errors.New("more than two parts")
	}
	return r, nil
}
