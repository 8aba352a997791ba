package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tocsin/alerts"
)

// Contacts is how exporters are told beside the pages of the console, as they
// choose. The zero value is none.
type Contacts struct {
	Channels []string // that are offered, by their names
	// Open opens a channel, and says what of it may be outside China. Its errors
	// say to the reader what is wrong, without secrets.
	Open func(channel string, options ContactOptions) (n alerts.Notifier, abroad string, err error)
}

// ContactOptions are those of a contact's channel, as they are sealed.
type ContactOptions struct {
	To     string `json:"to,omitempty"` // an address of mail
	URL    string `json:"url,omitempty"`
	Secret string `json:"secret,omitempty"`
}

// ContactUse is what the options of a contact are sealed for.
func ContactUse(id string) string { return "contact " + id }

// Agreed is how it is kept that somebody agreed to be told where that may be
// outside China, as PIPL Art. 39 asks.
func Agreed(login string, at time.Time, abroad string) string {
	return "单独同意（" + login + "，" + at.In(china).Format(time.DateOnly) + "）：" + abroad
}

// AddressTail is the end of an address, of which no more is shown; "" is of one
// that is too short to show any.
func AddressTail(address string) string {
	const shown = 4
	r := []rune(address)
	if len(r) < 3*shown {
		return ""
	}
	return string(r[len(r)-shown:])
}

// NewProof is a code that a contact is told, to prove that somebody reads it,
// and its hash.
func NewProof() (code, hash string) {
	code = rand.Text()[:8]
	return code, ProofHash(code)
}

// ProofHash is the hash of a code.
func ProofHash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
