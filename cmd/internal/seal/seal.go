// Package seal keeps what people entrust to the program from who reads its
// store: addresses they are told at, and the secrets of one-time codes.
//
// What is sealed says so and by which scheme, so that what was kept in clear
// before there was a key is still read, and another scheme can follow.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrNoKey means that nothing can be sealed or opened.
	ErrNoKey = errors.New("console.key is not set: nothing that people entrust can be kept; set it to 32 random characters or more, as openssl rand -base64 32 makes")
	// ErrOther means that something was sealed by another key, or for something
	// else.
	ErrOther = errors.New("sealed by another console.key: it has to be given anew, or the key put back")
)

// prefix begins what is sealed: AES-256-GCM, the nonce before the rest.
const prefix = "s1:"

// A Box seals and opens by one key. A nil Box has none.
type Box struct{ aead cipher.AEAD }

// Open returns the box of a key, nil where that is "".
func Open(key string) (*Box, error) {
	if key == "" {
		return nil, nil
	}
	raw, err := hkdf.Key(sha256.New, []byte(key), nil, "tocsin seal 1", 32)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Box{aead}, nil
}

// Seal seals a text for a use, such as "contact c-1": for another it does not
// open. The error is [ErrNoKey].
func (b *Box) Seal(use, plain string) (string, error) {
	if b == nil {
		return "", ErrNoKey
	}
	return prefix + base64.RawStdEncoding.EncodeToString(b.aead.Seal(nil, nil, []byte(plain), []byte(use))), nil //nolint:gosec // the box draws the nonce
}

// Sealed reports whether a text is sealed.
func Sealed(s string) bool { return strings.HasPrefix(s, prefix) }

// Unseal opens what was sealed for a use, and returns what is in clear as it is.
// The error is [ErrNoKey] or [ErrOther].
func (b *Box) Unseal(use, sealed string) (string, error) {
	rest, ok := strings.CutPrefix(sealed, prefix)
	if !ok {
		return sealed, nil
	}
	if b == nil {
		return "", ErrNoKey
	}
	raw, err := base64.RawStdEncoding.DecodeString(rest)
	if err != nil {
		return "", ErrOther
	}
	plain, err := b.aead.Open(nil, nil, raw, []byte(use))
	if err != nil {
		return "", ErrOther
	}
	return string(plain), nil
}
