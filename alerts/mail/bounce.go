package mail

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"tocsin/alerts"
)

// A Bounce is what a mail server says of a letter that it was handed (RFC
// 3464). Anybody can write one: it is a hint to a person, and no reason to stop
// writing to somebody.
type Bounce struct {
	ID         string // of the letter, see [ID]; empty if the notice does not tell
	Recipient  string // as the server that gave up knows them
	Action     string // failed, delayed, delivered, relayed, expanded
	Status     string // as in 5.1.1, RFC 3463
	Diagnostic string // the words of the last server
}

// ErrNoBounce says that a message is no delivery status notification, such as
// an out-of-office answer.
var ErrNoBounce = errors.New("not a delivery status notification")

// Bounds of what is read of a notice.
const (
	maxNotice     = 1 << 20
	maxParts      = 20
	maxRecipients = 100
	maxDiagnostic = 300
)

// letterID finds the name of a letter in the address that a notice came to, or
// in the Message-ID of what it returns.
var letterID = regexp.MustCompile(`(?i)[+<]([0-9a-f]{32})@`)

// ReadBounce reads a notice, of which it may be the first megabyte. Where the
// notice speaks of several recipients, as after a forward, the first that
// failed counts.
func ReadBounce(r io.Reader) (Bounce, error) {
	m, err := mail.ReadMessage(io.LimitReader(r, maxNotice))
	if err != nil {
		return Bounce{}, fmt.Errorf("%w: %w", ErrNoBounce, err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return Bounce{}, ErrNoBounce
	}
	var (
		b     Bounce
		found bool
	)
	for _, field := range []string{"To", "Delivered-To", "X-Original-To", "Envelope-To"} {
		b.name(m.Header.Get(field))
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range maxParts {
		part, err := parts.NextPart()
		if err != nil {
			break // cut, or at its end: what was found counts
		}
		body := bufio.NewReader(decoded(part))
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "message/delivery-status", "message/global-delivery-status":
			found = b.status(body) || found
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			if returned, _ := textproto.NewReader(body).ReadMIMEHeader(); returned != nil { // of what was cut, the fields before
				b.name(returned.Get("Message-Id"))
			}
		}
	}
	if !found {
		return Bounce{}, ErrNoBounce
	}
	return b, nil
}

// name takes the letter's name from s, unless it is known already.
func (b *Bounce) name(s string) {
	if found := letterID.FindStringSubmatch(s); found != nil && b.ID == "" {
		b.ID = strings.ToLower(found[1])
	}
}

// decoded undoes an encoding that RFC 6533 allows; the usual ones are none, and
// quoted-printable, which multipart undoes.
func decoded(part *multipart.Part) io.Reader {
	if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "base64") {
		return base64.NewDecoder(base64.StdEncoding, part)
	}
	return part
}

// status reads the fields of the message and then those of each recipient, and
// reports whether there is one.
func (b *Bounce) status(body *bufio.Reader) (found bool) {
	fields := textproto.NewReader(body)
	for range maxRecipients {
		h, err := fields.ReadMIMEHeader()
		if action := strings.ToLower(strings.TrimSpace(h.Get("Action"))); action != "" && (!found || b.Action != "failed" && action == "failed") {
			found = true
			b.Action = alerts.Cut(alerts.Plain(action), 20, one)
			b.Recipient = value(h.Get("Final-Recipient"))
			b.Status = enhanced.FindString(strings.TrimSpace(h.Get("Status")))
			b.Diagnostic = value(h.Get("Diagnostic-Code"))
		}
		if err != nil {
			break
		}
	}
	return found
}

// value returns a field without the type before it, as in "rfc822; a@b.example".
func value(s string) string {
	if _, after, ok := strings.Cut(s, ";"); ok {
		s = after
	}
	return alerts.Cut(alerts.Plain(s), maxDiagnostic, one)
}

func one(rune) int { return 1 }
