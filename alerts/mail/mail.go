// Package mail says messages by e-mail, through the mail server that an
// administrator names.
//
// A destination is one address or several. Each is written a letter of its
// own, in one session: its way out (List-Unsubscribe) is nobody else's, and
// nobody is shown who else was told. Where only some have it the try has not
// succeeded: those who may take it later are tried again, alone, as long as
// the program runs; after a restart all are, and the Message-ID, which is the
// same at every try, shows the repeat. If somebody refuses it for good the
// error names them, masked, and how many do have it: a dead address in the
// list of a center is work for whoever keeps the list.
//
// A row of the list that is no address is left out and named (see
// [Post.Broken]); the others are written to.
//
// Who has left a destination (see [Post.Bind]) is not written to; if everybody
// has, the letter is refused, for a destination that reaches nobody is work for
// an administrator.
//
// The server is dialled as the client that a notifier is given dials, so the
// guard against private addresses holds; an HTTP proxy carries no mail and is
// passed by. The password is only said over TLS.
package mail

import (
	"cmp"
	"context"
	"crypto"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	gomail "github.com/wneessen/go-mail"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "mail",
	Title: map[string]string{"zh": "电子邮件", "en": "E-mail"},
	Open:  open,
}

// A Post is one destination: a server to hand letters to, and whom they are for.
// It is what [Channel] opens.
type Post struct {
	server   string // its name, without the port
	port     int
	security string
	user     string
	password string
	trust    *tls.Config
	dial     func(ctx context.Context, network, address string) (net.Conn, error)

	from    mail.Address
	replyTo *mail.Address
	bounces string // where notices of failure go; empty is from
	to      []mail.Address
	broken  []int // rows of the list that are no addresses, from 1

	dkimDomain, dkimSelector string
	dkimKey                  crypto.Signer // nil signs nothing
	leaveURL, leaveSecret    string        // empty offers no way out

	destination string // as the administrator calls it
	left        Left   // nil: nobody can leave

	mu      sync.Mutex
	partial map[string]answers // by delivery, while some are to be tried again
}

// Left reports whether the reader at an address has left a destination.
type Left func(ctx context.Context, destination, address string) (bool, error)

// Abroad returns the first domain of a reader's that may be outside China.
func (p *Post) Abroad(domestic []string) string {
	for _, a := range p.to {
		if _, domain, _ := strings.Cut(a.Address, "@"); alerts.Foreign(domain, domestic) {
			return domain
		}
	}
	return ""
}

// Bind says what the post is called and how it learns who has left: it is asked
// at every try. Before that no letter offers a way out, since nobody would mind
// it. It is called once, before the first letter.
func (p *Post) Bind(destination string, left Left) { p.destination, p.left = destination, left }

// The ways a session is kept from others' eyes.
const (
	startTLS = "starttls" // the server's offer is taken, or nothing is said
	implicit = "implicit"
	noTLS    = "none" // to a relay in the own network
)

// ports are those that are meant where none is given.
var ports = map[string]int{startTLS: 587, implicit: 465, noTLS: 25}

// maxTo bounds the letters of one session, which has to end within the time of
// a try.
const maxTo = 30

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		Server   string   `json:"server"` // name or name:port
		TLS      string   `json:"tls"`
		User     string   `json:"user"`
		Password string   `json:"password"`
		From     string   `json:"from"`
		To       []string `json:"to"`
		ReplyTo  string   `json:"reply_to"`
		Bounces  string   `json:"bounces"`

		DKIMDomain   string `json:"dkim_domain"`
		DKIMSelector string `json:"dkim_selector"`
		DKIMKey      string `json:"dkim_key"` // PEM

		UnsubscribeURL    string `json:"unsubscribe_url"`
		UnsubscribeSecret string `json:"unsubscribe_secret"`
	}
	err := alerts.DecodeOptions(options, &o, "server", "tls", "user", "password", "from", "to", "reply_to", "bounces",
		"dkim_domain", "dkim_selector", "dkim_key", "unsubscribe_url", "unsubscribe_secret")
	if err != nil {
		return nil, err
	}
	p := &Post{user: o.User, password: o.Password, partial: map[string]answers{}}
	if err := errors.Join(p.reach(o.Server, o.TLS), p.through(client)); err != nil {
		return nil, err
	}
	if p.from, err = address("from", o.From); err != nil {
		return nil, err
	}
	if p.to, p.broken, err = addresses(o.To); err != nil {
		return nil, err
	}
	if o.ReplyTo != "" {
		a, err := address("reply_to", o.ReplyTo)
		if err != nil {
			return nil, err
		}
		p.replyTo = &a
	}
	if o.Bounces != "" {
		a, err := address("bounces", o.Bounces)
		if err != nil {
			return nil, err
		}
		if strings.IndexByte(a.Address, '@') > 64-len("+")-idLength {
			return nil, errors.New("option bounces: the name before the @ is too long, each letter adds to it: take one such as bounces@example.cn")
		}
		p.bounces = a.Address
	}
	if err := p.sign(o.DKIMDomain, o.DKIMSelector, o.DKIMKey); err != nil {
		return nil, err
	}
	return p, p.wayOut(o.UnsubscribeURL, o.UnsubscribeSecret)
}

// reach reads where the server is and how it is spoken to.
func (p *Post) reach(server, security string) error {
	if server == "" {
		return errors.New("option server is not set: give the mail server's name, such as smtp.example.cn, or smtp.example.cn:465")
	}
	p.server = server
	if host, port, err := net.SplitHostPort(server); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return errors.New("option server: the port is not a number, as in smtp.example.cn:465")
		}
		p.server, p.port = host, int(n)
	}
	if !hostName.MatchString(p.server) && net.ParseIP(p.server) == nil {
		return errors.New("option server is not a name: want smtp.example.cn or smtp.example.cn:465, without smtp://")
	}
	switch p.security = security; {
	case security == "" && p.port == ports[implicit]:
		p.security = implicit // nothing else is spoken there
	case security == "":
		p.security = startTLS
	case ports[security] == 0:
		return fmt.Errorf("option tls: want %s, %s or %s", startTLS, implicit, noTLS)
	}
	if p.port == 0 {
		p.port = ports[p.security]
	}
	switch {
	case (p.user == "") != (p.password == ""):
		return errors.New("options user and password belong together: set both or neither")
	case p.user != "" && p.security == noTLS:
		return errors.New("option tls: with none the password could be read on its way: use starttls or implicit, or leave user and password out")
	}
	return nil
}

// through takes from the client how it dials and whom it trusts.
func (p *Post) through(client *http.Client) error {
	transport, ok := client.Transport.(*http.Transport)
	if client.Transport == nil {
		transport, ok = http.DefaultTransport.(*http.Transport)
	}
	if !ok {
		return fmt.Errorf("a client of %T cannot dial a mail server", client.Transport)
	}
	p.dial = transport.DialContext
	if p.dial == nil {
		p.dial = new(net.Dialer).DialContext
	}
	p.trust = new(tls.Config)
	if transport.TLSClientConfig != nil {
		p.trust = transport.TLSClientConfig.Clone()
	}
	p.trust.ServerName, p.trust.NextProtos, p.trust.MinVersion = p.server, nil, tls.VersionTLS12
	return nil
}

// hostName and plainAddress leave out what is allowed by RFC 5321 and used by
// nobody, such as quoted local parts: they go into commands as they are.
var (
	hostName     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)
	plainAddress = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$")
)

// address reads an address with or without a name. Its errors do not repeat
// it: it may be a person's.
func address(option, s string) (mail.Address, error) {
	if s == "" {
		return mail.Address{}, fmt.Errorf("option %s is not set: give an address such as desk@example.cn", option)
	}
	a, err := mail.ParseAddress(s)
	if err != nil || !plainAddress.MatchString(a.Address) || len(a.Address) > 254 {
		return mail.Address{}, fmt.Errorf("option %s is not an address: want desk@example.cn or 值班室 <desk@example.cn>; a domain in Chinese is written xn--…", option)
	}
	a.Name = alerts.Plain(a.Name)
	return *a, nil
}

// addresses reads those of a destination. One that stands there twice is
// written to once; one that is broken keeps no other from being told.
func addresses(to []string) (out []mail.Address, broken []int, err error) {
	if len(to) == 0 {
		return nil, nil, errors.New("option to is not set: give one address or several, as in [desk@example.cn]")
	}
	known := map[string]bool{}
	for i, s := range to {
		a, wrong := address(fmt.Sprintf("to (row %d)", i+1), s)
		if wrong != nil {
			broken, err = append(broken, i+1), cmp.Or(err, wrong)
			continue
		}
		if key := strings.ToLower(a.Address); !known[key] {
			known[key] = true
			out = append(out, a)
		}
	}
	switch {
	case len(out) == 0:
		return nil, nil, err
	case len(out) > maxTo:
		return nil, nil, fmt.Errorf("option to has %d addresses, the most is %d: make several destinations of them, or a list at your mail server", len(out), maxTo)
	}
	return out, broken, nil
}

// Broken says which rows of the list are no addresses, "" if all are. The others
// are written to.
func (p *Post) Broken() string {
	if len(p.broken) == 0 {
		return ""
	}
	rows := make([]string, len(p.broken))
	for i, n := range p.broken {
		rows[i] = strconv.Itoa(n)
	}
	return fmt.Sprintf("option to: no address in row %s, where nobody is written to", strings.Join(rows, ", "))
}

// sign takes the key that letters are signed with.
func (p *Post) sign(domain, selector, key string) error {
	if domain == "" && selector == "" && key == "" {
		return nil
	}
	if !hostName.MatchString(domain) || !hostName.MatchString(selector) || key == "" {
		return errors.New("options dkim_domain, dkim_selector and dkim_key belong together: example.cn, the name before ._domainkey, and the private key")
	}
	signer, err := gomail.PrivKeyFromPEM([]byte(key))
	if err != nil {
		return errors.New("option dkim_key is not a private key in PEM, RSA or Ed25519, as in file:/run/secrets/dkim.pem")
	}
	p.dkimDomain, p.dkimSelector, p.dkimKey = domain, selector, signer
	return nil
}

// minSecret is the least length of a secret that links are proved by.
const minSecret = 16

func (p *Post) wayOut(base, secret string) error {
	if base == "" && secret == "" {
		return nil
	}
	u, err := url.Parse(base)
	switch {
	case base == "" || secret == "":
		return errors.New("options unsubscribe_url and unsubscribe_secret belong together: set both or neither")
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "":
		return errors.New("option unsubscribe_url is not an address: it begins with https://") // RFC 8058 wants it
	case len(secret) < minSecret:
		return fmt.Errorf("option unsubscribe_secret is too short: take %d random characters or more", minSecret)
	}
	p.leaveURL, p.leaveSecret = base, secret
	return nil
}
