package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
)

// Token proves that somebody holds a letter of a destination to an address. It
// names neither of them; who has both can [Check] it.
func Token(secret, destination, address string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("unsubscribe\n" + destination + "\n" + strings.ToLower(address))) // never fails
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Check reports whether token is that of a destination and an address. It is
// true at every time: a person may leave by the oldest letter they have.
func Check(secret, token, destination, address string) bool {
	return secret != "" && hmac.Equal([]byte(token), []byte(Token(secret, destination, address)))
}

// Reader returns whose a token is of those whom the post writes to; ok is false
// if it is nobody's. It takes as long for any token.
func (p *Post) Reader(token string) (address string, ok bool) {
	for _, to := range p.to {
		if Check(p.leaveSecret, token, p.destination, to.Address) {
			address, ok = to.Address, true
		}
	}
	return address, ok
}

// leave is the address by which a reader asks to be told no more, or "".
//
// A POST there, without cookies, is the wish (RFC 8058). A GET is not: it may
// be a program that looks where links lead.
func (p *Post) leave(address string) string {
	if p.leaveURL == "" || p.left == nil {
		return ""
	}
	u, err := url.Parse(p.leaveURL)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("t", Token(p.leaveSecret, p.destination, address))
	u.RawQuery = q.Encode()
	return u.String()
}
