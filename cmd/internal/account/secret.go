package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// cost is what a password costs to try, as OWASP has it: 19 MiB, twice over.
var cost = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// maxHashing is how many passwords are tried at once: each takes memory.
const maxHashing = 4

// Bounds of a password.
const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes
)

// ErrWeak means that a password must not be chosen.
var ErrWeak = errors.New("want a password of 10 or more characters that is not the login and not one character over and over")

// CheckPassword returns [ErrWeak] for a password that u must not choose. It is
// pure.
func CheckPassword(u User, password string) error {
	first, _ := utf8.DecodeRuneInString(password)
	switch {
	case utf8.RuneCountInString(password) < minPassword, len(password) > maxPassword, !utf8.ValidString(password),
		strings.Trim(password, string(first)) == "", strings.EqualFold(password, u.Login), u.Login != "" && strings.EqualFold(password, u.Login+u.Login):
		return ErrWeak
	}
	return nil
}

// NewPassword returns a password that nobody can guess and everybody can copy
// from paper.
func NewPassword() string {
	s := strings.ToLower(rand.Text())
	return s[:5] + "-" + s[5:10] + "-" + s[10:15] + "-" + s[15:20]
}

// hashing takes one of the places in which passwords are tried.
func (a *Accounts) hashing(ctx context.Context) (done func(), err error) {
	select {
	case a.places <- struct{}{}:
		return func() { <-a.places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	done, err := a.hashing(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	hash, err := argon2id.CreateHash(norm.NFC.String(password), &a.cost)
	if err != nil {
		return "", fmt.Errorf("account: password: %w", err)
	}
	return hash, nil
}

// matches reports whether a password has the hash. An empty hash, of nobody,
// takes as long as any other and matches nothing.
func (a *Accounts) matches(ctx context.Context, password, hash string) (bool, error) {
	done, err := a.hashing(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if len(password) > maxPassword {
		password = ""
	}
	nobody := hash == ""
	if nobody {
		hash = a.decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
	if err != nil {
		return false, fmt.Errorf("account: password: %w", err)
	}
	return ok && !nobody, nil
}

// newSecret returns a secret of 256 bits and what is kept of it.
func newSecret() (secret, hash string) {
	secret = rand.Text() + rand.Text()
	return secret, hashOf(secret)
}

// hashOf is what is kept of a secret that nobody can guess.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Fold returns a login as it is kept: of one case and width. It is pure.
func Fold(login string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login))) }

// CheckLogin reports a login that cannot be one. It is pure.
func CheckLogin(login string) error {
	n := utf8.RuneCountInString(login)
	odd := strings.ContainsFunc(login, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	})
	if n < 2 || n > 64 || odd || login != Fold(login) {
		return fmt.Errorf("%w: login %.70q: want 2 to 64 letters, digits and . _ - @", ErrInput, login)
	}
	return nil
}
