package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A shape is that of an office's numbers, by which its own source names them.
type shape struct {
	digits int
	zeros  bool // some begin with zeros, which a spreadsheet may have taken off
}

// shapes are those of the offices whose registers are read as well: the number
// of a mark must be the same wherever it comes from.
var shapes = map[string]shape{
	"us-tm": {8, false},
	"br-tm": {9, false},
	"kr-tm": {13, false},
	"eu-tm": {9, true},
	"tw-tm": {9, true},
}

var (
	rounded   = regexp.MustCompile(`^\d(?:[.,]\d+)?E\+?\d+$`)
	thousands = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})+$`)
	fraction  = regexp.MustCompile(`^(\d+)\.0{1,2}$`)
	digits    = regexp.MustCompile(`^\d+$`)
)

// serial returns the number of an application as it stands in keys.
func serial(office, s string) (string, error) {
	n := strings.Join(strings.FieldsFunc(strings.ToUpper(norm.NFKC.String(s)), unicode.IsSpace), "")
	if m := fraction.FindStringSubmatch(n); m != nil {
		n = m[1]
	}
	if thousands.MatchString(n) {
		n = strings.NewReplacer(",", "", ".", "").Replace(n)
	}
	switch {
	case n == "":
		return "", errors.New("no application number")
	case rounded.MatchString(n):
		return "", fmt.Errorf("application number %s: a spreadsheet has rounded it; write that column as text", n)
	case strings.ContainsAny(n, "#<>@") || len(n) > 60 || !strings.ContainsFunc(n, unicode.IsDigit):
		return "", fmt.Errorf("application number %.60q is none", s)
	}
	form, ok := shapes[office]
	if !ok {
		return n, nil
	}
	bare := strings.NewReplacer("-", "", "/", "", ",", "", ".", "").Replace(n)
	if office == "eu-tm" && strings.HasPrefix(bare, "W") {
		return bare, nil // an international registration that designates the Union
	}
	if form.zeros && digits.MatchString(bare) {
		bare = strings.Repeat("0", max(0, form.digits-len(bare))) + bare
	}
	if !digits.MatchString(bare) || len(bare) != form.digits {
		return "", fmt.Errorf("application number %.60q: want %d digits for %s", s, form.digits, office)
	}
	return bare, nil
}
