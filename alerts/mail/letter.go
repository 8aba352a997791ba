package mail

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"

	"tocsin/alerts"
)

// Limits in characters, but linkLimit, in bytes, and linesLimit, in bytes of
// HTML: Gmail shows no more than 102 KB of a letter.
const (
	subjectLimit = 120
	titleLimit   = 600
	labelLimit   = 60
	lineLimit    = 2000
	footerLimit  = 2000
	linkLimit    = 1500
	linesLimit   = 70_000
	maxActions   = 3
)

// ID names the letter of a delivery to an address: it is the left side of its
// Message-ID and what stands behind the + where notices of its failure go. It
// is the same at every try, and tells a stranger nothing.
func ID(delivery, address string) string { return name("letter", delivery, strings.ToLower(address)) }

// idLength is that of an [ID].
const idLength = 32

func name(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:])[:idLength]
}

// sender is who the server is told to complain to. With a mailbox for that it
// is one address for each letter, from which [ID] can be read.
func (p *Post) sender(m alerts.Message, to mail.Address) string {
	local, domain, ok := strings.Cut(p.bounces, "@")
	if !ok {
		return p.from.Address
	}
	return local + "+" + ID(m.ID, to.Address) + "@" + domain
}

// signed are the fields that a signature holds for, each once more than it may
// stand there: nobody on the way can add one.
var signed = slices.Repeat([]string{
	"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
	"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
}, 2)

// letter writes m to one address, as it goes to the server.
func (p *Post) letter(m alerts.Message, to mail.Address) ([]byte, error) {
	_, domain, _ := strings.Cut(p.from.Address, "@")
	l := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	l.FromMailAddress(&p.from)
	l.ToMailAddress(&to)
	if p.replyTo != nil {
		l.ReplyToMailAddress(p.replyTo)
	}
	l.Subject(cut(m.Title, subjectLimit))
	l.SetDateWithValue(m.At.UTC())
	l.SetMessageIDWithValue(ID(m.ID, to.Address) + "@" + domain)
	if m.Thread != "" {
		// Nobody is ever sent the first of a thread: whichever act of a matter
		// is told first, all of them stand under one that names the matter.
		root := "<" + name("thread", m.Thread) + "@" + domain + ">"
		l.SetGenHeader(gomail.HeaderInReplyTo, root)
		l.SetGenHeader(gomail.HeaderReferences, root)
	}
	if m.Severity == alerts.Critical {
		l.SetGenHeader(gomail.HeaderImportance, "high")
		l.SetGenHeader(gomail.HeaderXPriority, "1")
	}
	l.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	l.SetGenHeader("X-Auto-Response-Suppress", "All")  // the same to Exchange
	leave := p.leave(to.Address)
	if leave != "" {
		if err := l.SetListUnsubscribeOneClick(leave); err != nil {
			return nil, fmt.Errorf("option unsubscribe_url: %w", err)
		}
	}
	v := lay(m, leave)
	html, err := v.html()
	if err != nil {
		return nil, err
	}
	l.SetBodyString(gomail.TypeTextPlain, v.text())
	l.AddAlternativeString(gomail.TypeTextHTML, html)
	var b bytes.Buffer
	if _, err := l.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	if p.dkimKey == nil {
		return b.Bytes(), nil
	}
	// Not go-mail's signature: it folds a list of fields this long in the
	// middle of a name, which no longer verifies.
	var out bytes.Buffer
	err = dkim.Sign(&out, &b, &dkim.SignOptions{
		Domain: p.dkimDomain, Selector: p.dkimSelector, Signer: p.dkimKey, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return nil, fmt.Errorf("option dkim_key: %w", err)
	}
	return out.Bytes(), nil
}

// A view is what both forms of a letter show.
type view struct {
	Title, Color string
	Lines        []line
	More         bool // some lines did not fit
	Actions      []alerts.Link
	Footer       string
	Leave        alerts.Link
}

type line struct {
	Label, Text string
	URL, Host   string
}

// colors are those of the severities.
var colors = map[alerts.Severity]string{alerts.Critical: "#b42318", alerts.High: "#b54708", alerts.Normal: "#175cd3", alerts.Low: "#667085"}

// lay chooses what a letter shows: title, links and disclaimer always, then
// the essential lines, then the others as far as they fit.
func lay(m alerts.Message, leave string) view {
	v := view{
		Title: cut(m.Title, titleLimit), Color: cmp.Or(colors[m.Severity], colors[alerts.Normal]),
		Footer: cut(m.Footer, footerLimit), Leave: alerts.Link{Text: "退订 · Unsubscribe", URL: leave},
	}
	lines, left := alerts.Fit(m.Lines, linesLimit, func(l alerts.Line) int {
		var b bytes.Buffer
		if err := page.ExecuteTemplate(&b, "line", show(l)); err != nil {
			return linesLimit + 1
		}
		return b.Len()
	})
	for _, l := range lines {
		v.Lines = append(v.Lines, show(l))
	}
	v.More = left > 0
	for _, a := range m.Actions[:min(maxActions, len(m.Actions))] {
		if u := link(a.URL); u != "" {
			v.Actions = append(v.Actions, alerts.Link{Text: cut(a.Text, labelLimit), URL: u})
		}
	}
	return v
}

func show(l alerts.Line) line {
	out := line{Label: cut(l.Label, labelLimit), Text: cut(l.Text, lineLimit), URL: link(l.URL)}
	if u, err := url.Parse(out.URL); err == nil {
		out.Host = cut(u.Host, labelLimit)
	}
	return out
}

// link returns an address as it may be linked to, or "" if it may not.
func link(u string) string {
	if u = alerts.PlainLink(u); len(u) > linkLimit {
		return ""
	}
	return u
}

// literal keeps a mail program from making a link of what stands in a text. It
// knows no escapes, so a sign that looks alike stands for the colon.
var literal = strings.NewReplacer("://", "：//")

func cut(s string, n int) string {
	return alerts.Cut(literal.Replace(alerts.Plain(s)), n, one)
}

// The table and its attributes are for Outlook, which reads little CSS; the
// styles stand in each element since Gmail drops those in the head of long
// letters.
//
//go:embed letter.html
var source string

var page = template.Must(template.New("letter").Parse(source))

func (v view) html() (string, error) {
	var b strings.Builder
	if err := page.Execute(&b, v); err != nil {
		return "", fmt.Errorf("write letter: %w", err)
	}
	return b.String(), nil
}

// text is the letter for who reads no HTML.
func (v view) text() string {
	var b strings.Builder
	b.WriteString(v.Title + "\n")
	for _, l := range v.Lines {
		b.WriteByte('\n')
		if l.Label != "" {
			b.WriteString("【" + l.Label + "】")
		}
		b.WriteString(l.Text + "\n")
		if l.URL != "" {
			b.WriteString(l.URL + "\n")
		}
	}
	if v.More {
		b.WriteString("\n…\n")
	}
	for _, a := range v.Actions {
		b.WriteString("\n" + a.Text + ": " + a.URL + "\n")
	}
	b.WriteString("\n-- \n")
	if v.Footer != "" {
		b.WriteString(v.Footer + "\n")
	}
	if v.Leave.URL != "" {
		b.WriteString(v.Leave.Text + ": " + v.Leave.URL + "\n")
	}
	return b.String()
}
