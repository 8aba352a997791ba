package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"tocsin/alerts"
)

// Bounds of one try.
const (
	sessionTimeout = 30 * time.Second
	maxHeard       = 1 << 20 // of what a server says in one session
	maxPartial     = 1000
)

// answers are what the addresses of a destination have said for good to one
// delivery: nil is yes. Who is not there is to be tried.
type answers map[string]error

// missing returns those who have not answered for good.
func (a answers) missing(to []mail.Address) []mail.Address {
	return slices.DeleteFunc(slices.Clone(to), func(to mail.Address) bool {
		_, ok := a[to.Address]
		return ok
	})
}

// Notify writes to everybody who has not left, nor answered for good yet.
func (p *Post) Notify(ctx context.Context, m alerts.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sessionTimeout)
	defer cancel()
	readers, err := p.readers(ctx)
	if err != nil {
		return err
	}
	if len(readers) == 0 {
		return fmt.Errorf("%w: everybody has unsubscribed: name others in option to, or tell through another destination", alerts.ErrRefused)
	}
	got := p.recall(m.ID)
	if missing := got.missing(readers); len(missing) > 0 {
		err = p.session(ctx, m, missing, got)
	}
	p.keep(m.ID, got, len(got.missing(readers)) > 0)
	if err != nil {
		return err
	}
	var refused []string
	for _, to := range readers {
		if err := got[to.Address]; err != nil {
			why := strings.TrimPrefix(err.Error(), alerts.ErrRefused.Error()+": ")
			refused = append(refused, Masked(to.Address)+": "+why)
		}
	}
	switch n := len(readers) - len(refused); {
	case len(refused) == 0:
		return nil
	case n == 0:
		return fmt.Errorf("%w: %s", alerts.ErrRefused, strings.Join(refused, "; "))
	default:
		return fmt.Errorf("%w: %s; delivered to %d of %d", alerts.ErrRefused, strings.Join(refused, "; "), n, len(readers))
	}
}

// readers returns those who have not left.
func (p *Post) readers(ctx context.Context) ([]mail.Address, error) {
	if p.left == nil {
		return p.to, nil
	}
	var out []mail.Address
	for _, to := range p.to {
		left, err := p.left(ctx, p.destination, to.Address)
		if err != nil {
			return nil, err
		}
		if !left {
			out = append(out, to)
		}
	}
	return out, nil
}

// recall returns what is known of a delivery that was tried before.
func (p *Post) recall(id string) answers {
	p.mu.Lock()
	defer p.mu.Unlock()
	got := maps.Clone(p.partial[id])
	if got == nil {
		got = answers{}
	}
	return got
}

// keep remembers a delivery that some have answered and some have not.
func (p *Post) keep(id string, got answers, more bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.partial, id)
	if len(got) == 0 || !more {
		return
	}
	for other := range p.partial {
		if len(p.partial) < maxPartial {
			break
		}
		delete(p.partial, other) // any: it is a kindness, not the record
	}
	p.partial[id] = got
}

// session writes to addresses, and adds the answers that are for good. Its error
// is why some are still without one.
func (p *Post) session(ctx context.Context, m alerts.Message, readers []mail.Address, got answers) error {
	client, hangUp, err := p.connect(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", p.server, verdict(ctx, err))
	}
	defer hangUp()
	defer func() { _ = client.Text.PrintfLine("QUIT") }() // letters that were taken are the server's, whatever it answers
	var waiting error
	for _, to := range readers {
		letter, err := p.letter(m, to)
		if err != nil {
			return fmt.Errorf("%w: %w", alerts.ErrRefused, err)
		}
		err = verdict(ctx, hand(client, p.sender(m, to), to.Address, letter))
		if err == nil {
			got[to.Address] = nil
			continue
		}
		if errors.Is(err, alerts.ErrRefused) {
			got[to.Address] = err
		} else if waiting == nil {
			waiting = fmt.Errorf("%s: %w", Masked(to.Address), err)
		}
		if reset := client.Reset(); reset != nil {
			if waiting == nil {
				waiting = fmt.Errorf("%s: %w", p.server, verdict(ctx, reset))
			}
			break
		}
	}
	if len(got.missing(readers)) == 0 {
		return nil
	}
	return waiting
}

// connect returns a session in which letters can be handed over. It ends with
// the context, whatever it waits for.
func (p *Post) connect(ctx context.Context) (_ *smtp.Client, hangUp func(), err error) {
	end := func() {}
	defer func() {
		if err != nil {
			end() // go-mail leaves it open
		}
	}()
	dial := func(dialling context.Context, network, _ string) (net.Conn, error) {
		conn, err := p.dial(dialling, network, net.JoinHostPort(p.server, strconv.Itoa(p.port))) // go-mail's is wrong for IPv6
		if err != nil {
			return nil, err
		}
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		end = func() {
			stop()
			conn.Close()
		}
		if p.security == noTLS && !near(conn.RemoteAddr()) {
			return nil, fmt.Errorf("%w: option tls: none is for a relay in your own network, and this server is not: use starttls or implicit", alerts.ErrRefused)
		}
		heard := &bounded{conn, maxHeard}
		if p.security != implicit {
			return heard, nil
		}
		secure := tls.Client(heard, p.trust)
		return secure, secure.HandshakeContext(dialling)
	}
	_, domain, _ := strings.Cut(p.from.Address, "@")
	with := []gomail.Option{
		gomail.WithPort(p.port), gomail.WithDialContextFunc(dial), gomail.WithTLSConfig(p.trust), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTimeout(sessionTimeout), gomail.WithHELO(domain), gomail.WithoutSMTPUTF8(),
	}
	switch p.security {
	case implicit:
		with = append(with, gomail.WithSSL())
	case noTLS:
		with = append(with, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if p.user != "" {
		with = append(with, gomail.WithUsername(p.user), gomail.WithPassword(p.password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	server, err := gomail.NewClient(p.server, with...)
	if err != nil {
		return nil, nil, err
	}
	client, err := server.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, nil, err
	}
	return client, end, nil
}

// hand gives one letter to the server.
func hand(client *smtp.Client, from, to string, letter []byte) error {
	if err := client.Mail("<" + from + ">"); err != nil {
		return err
	}
	if err := client.Rcpt("<" + to + ">"); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(letter); err != nil {
		return err
	}
	if err = w.Close(); hungUp(err) {
		return errInHand
	}
	return err
}

// errInHand says that nobody knows whether the letter goes on: until it has it
// whole, a server that hangs up has not taken it.
var errInHand = fmt.Errorf("the server hung up with the letter in hand: %w", io.ErrUnexpectedEOF)

func hungUp(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// near reports whether an address is in the own machine or network.
func near(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && (tcp.IP.IsLoopback() || tcp.IP.IsPrivate() || tcp.IP.IsLinkLocalUnicast())
}

// bounded is a connection on which not more than so much is heard.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the server says too much")
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// How long to stay away: what a server that is busy or does not know us yet
// wants (greylisting lets a second try pass after some minutes), and one that
// counts the letters of an hour.
const (
	busy    = 5 * time.Minute
	counted = time.Hour
)

// words say what to do about codes of a refusal.
var words = map[int]string{
	501: "the server does not take an address as it is; from is often to be the user's own",
	530: "the server wants user and password, or TLS",
	534: "the server wants another way to log in",
	535: "user or password is wrong; QQ, 163 and others want an authorization code (授权码) instead of the password",
	550: "no such mailbox, or mail from us is not wanted",
	551: "the mailbox is elsewhere",
	552: "the mailbox is full, or the letter too long",
	553: "the address is not allowed; from is often to be the user's own",
	554: "the server turns the letter, or us, away",
}

// enhanced is the code of RFC 3463 at the head of an answer.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// verdict turns what a step of a session came to into what a Notifier owes. Of
// the server's words it keeps the codes: the rest may repeat what it was told.
func verdict(ctx context.Context, err error) error {
	var answer *textproto.Error
	var odd textproto.ProtocolError
	switch {
	case err == nil, errors.Is(err, alerts.ErrRefused):
		return err
	case errors.As(err, &answer):
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &odd):
		return errors.New("the answer is not a mail server's")
	case hungUp(err) && !errors.Is(err, errInHand):
		return errors.New("the server hung up")
	default:
		return err
	}
	said := fmt.Sprintf("code %d %s", answer.Code, enhanced.FindString(answer.Msg))
	plain := errors.New(strings.TrimSpace(said))
	switch code := answer.Code; {
	case code == 421, code == 450, code == 451, code == 452:
		return &alerts.LaterError{After: busy, Err: plain}
	case strings.Contains(strings.ToLower(answer.Msg), "frequency limited"): // QQ and Tencent Exmail, as 550
		return &alerts.LaterError{After: counted, Err: plain}
	case code/100 != 5:
		return plain
	case words[code] != "":
		return fmt.Errorf("%w: %w: %s", alerts.ErrRefused, plain, words[code])
	default:
		return fmt.Errorf("%w: %w", alerts.ErrRefused, plain)
	}
}

// Masked shows of an address what its owner knows it by.
func Masked(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	return local[:min(1, len(local))] + "***@" + domain
}
