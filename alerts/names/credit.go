package names

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A CreditCode is the unified social credit code (统一社会信用代码) of an
// enterprise, 18 digits and capital letters after GB 32100-2015. It says which
// of all enterprises of one name is meant.
type CreditCode string

// creditDigits are the digits of the code, by their value. I, O, S, V and Z,
// which look like others, are none.
const creditDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const creditLength = 18

// ParseCreditCode reads a code as people write it: in any case and width, with
// blanks or hyphens. It checks both of its check digits, that of the whole and
// that of the organization's own number (GB 11714) in it.
func ParseCreditCode(s string) (CreditCode, error) {
	if len(s) > 4*creditLength {
		return "", fmt.Errorf("credit code of %d bytes: want %d digits and letters", len(s), creditLength)
	}
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToUpper(width.Narrow.String(s)))
	if n := utf8.RuneCountInString(code); n != creditLength {
		return "", fmt.Errorf("credit code %q has %d digits and letters: want %d", code, n, creditLength)
	}
	for i, r := range code {
		if !strings.ContainsRune(creditDigits, r) {
			return "", fmt.Errorf("credit code %q: %q stands in no code (I, O, S, V and Z do not: 1, 0, 5, U and 2 may be meant)", code, r)
		}
		if i >= 2 && i < 8 && r > '9' {
			return "", fmt.Errorf("credit code %q: the third to the eighth are digits, the place of registration", code)
		}
	}
	if want := creditCheck(code[:17]); code[17] != want {
		return "", fmt.Errorf("credit code %q is mistyped: its last digit would be %c", code, want)
	}
	if want := organizationCheck(code[8:16]); code[16] != want {
		return "", fmt.Errorf("credit code %q is mistyped: its last but one digit would be %c", code, want)
	}
	return CreditCode(code), nil
}

// Place is the code of the place (GB/T 2260) where the enterprise is
// registered, or "" where the country registers it itself.
func (c CreditCode) Place() string {
	if len(c) != creditLength || c[2:4] == "10" {
		return ""
	}
	return string(c[2:8])
}

// creditCheck is the check digit of the first 17: their sum, weighted by powers
// of 3, and it are nothing modulo 31.
func creditCheck(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += weight * strings.IndexByte(creditDigits, body[i])
		weight = weight * 3 % 31
	}
	return creditDigits[(31-sum%31)%31]
}

// organizationCheck is the check digit of the organization's number, X for ten.
func organizationCheck(body string) byte {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", body[i])
	}
	return "0123456789X0"[11-sum%11]
}
