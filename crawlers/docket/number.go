package docket

import "strings"

// A Number is a docket number and what it is made of. What a number does not
// show is empty.
type Number struct {
	Text      string // "1:16-cv-05836": judges' initials dropped
	Office    string // "1"
	Type      string // "cv"
	Assigned  string // initials of the judge
	Referred  string // initials of the magistrate judge
	Defendant string // number of the defendant in a criminal case
}

// Appellate reports whether court is a court of appeals.
func Appellate(court string) bool {
	switch court {
	case "":
		return false
	case "cadc", "cafc", "cavc":
		return true
	}
	return digit(court[len(court)-1])
}

// Bankruptcy reports whether court is a bankruptcy court. The boards of the
// patent and trademark office are none.
func Bankruptcy(court string) bool {
	return strings.HasSuffix(court, "b") && court != "ttab" && court != "ptab"
}

// ReadNumber finds the docket number in the title of a case as the court
// writes it. A title without one has none: grand juries ("5:18-~gr-00001").
func ReadNumber(court, title string) (n Number, ok bool) {
	if Appellate(court) {
		n.Text = findRun(title)
		return n, n.Text != ""
	}
	if from, to := findDistrict(title); to > 0 {
		n.Text = title[from:to]
		n.parts(title, from)
		return n, true
	}
	if Bankruptcy(court) {
		n.Text = findBankruptcy(title)
		n.bankruptcyParts(title)
	}
	return n, n.Text != ""
}

// CaseType returns "cv", "cr", "md", "mj", "bk", "ap" … of a docket number,
// or "" where the number does not show one.
func CaseType(number string) string {
	from, to := findDistrict(number)
	if to == 0 {
		return ""
	}
	_, rest, _ := strings.Cut(number[from:to], "-")
	kind, _, _ := strings.Cut(rest, "-")
	return strings.ToLower(kind)
}

// findDistrict returns the bounds of the first "1:18-cv-00123", with or
// without office, in s; to is 0 when there is none.
func findDistrict(s string) (from, to int) {
	for i := range len(s) {
		if !digit(s[i]) || i > 0 && digit(s[i-1]) {
			continue
		}
		n := digits(s[i:], 2)
		if i+n < len(s) && s[i+n] == ':' {
			if end := districtBody(s, i+n+1); end > 0 {
				return i, end
			}
		}
		if end := districtBody(s, i); end > 0 {
			return i, end
		}
	}
	return 0, 0
}

// districtBody returns the end of "18-cv-00123" at s[i:], or 0.
func districtBody(s string, i int) int {
	if digits(s[i:], 2) != 2 || i+2 >= len(s) || s[i+2] != '-' {
		return 0
	}
	i += 3
	kind := letters(s[i:], 6)
	if kind == 0 || kind == 6 || i+kind >= len(s) || s[i+kind] != '-' {
		return 0
	}
	i += kind + 1
	n := digits(s[i:], 10)
	if n == 0 {
		return 0
	}
	return i + n
}

// findBankruptcy returns the first "18-12345" or "1-18-12345" of s.
func findBankruptcy(s string) string {
	for i := range len(s) {
		if !digit(s[i]) {
			continue
		}
		if i+1 < len(s) && s[i+1] == '-' {
			if end := bankruptcyBody(s, i+2); end > 0 {
				return s[i:end]
			}
		}
		if end := bankruptcyBody(s, i); end > 0 {
			return s[i:end]
		}
	}
	return ""
}

func bankruptcyBody(s string, i int) int {
	if digits(s[i:], 2) != 2 || i+2 >= len(s) || s[i+2] != '-' {
		return 0
	}
	return i + 3 + digits(s[i+3:], len(s))
}

// findRun returns the first "22-3054" of s.
func findRun(s string) string {
	for i := range len(s) {
		if end := bankruptcyBody(s, i); end > i+3 {
			return s[i:end]
		}
	}
	return ""
}

// parts reads office, type and initials of the district number at
// title[from:]. The whole number must show them: one without an office digit
// or with fewer than five digits has no parts.
func (n *Number) parts(title string, from int) {
	colon := strings.IndexByte(n.Text, ':')
	if colon < 1 {
		return
	}
	from += colon + 1 + len("18-")
	kind := letters(title[from:], 5)
	at := from + kind + 1
	if digits(title[at:], 5) < 5 {
		return
	}
	n.Office, n.Type = n.Text[colon-1:colon], title[from:from+kind]
	rest := title[at+5:]
	n.Assigned, rest = initials(rest, true)
	n.Referred, rest = initials(rest, false)
	if d, ok := strings.CutPrefix(rest, "-"); ok {
		n.Defendant = d[:digits(d, 3)]
	}
}

// bankruptcyParts reads the office and the judge's initials of
// "16-10992-1-smb" and "16-10992-smb".
func (n *Number) bankruptcyParts(title string) {
	_, rest, ok := strings.Cut(title, n.Text)
	if !ok || n.Text == "" || digits(n.Text[strings.LastIndexByte(n.Text, '-')+1:], 6) != 5 {
		return
	}
	office := ""
	if len(rest) > 2 && rest[0] == '-' && digit(rest[1]) && rest[2] == '-' {
		office, rest = rest[1:2], rest[2:]
	}
	if len(rest) < 2 || rest[0] != '-' {
		return
	}
	if l := letters(rest[1:], 4); l >= 2 {
		n.Office, n.Assigned = office, rest[1:1+l]
	}
}

// initials reads "-NGG" at the beginning of s. The judge assigned may also be
// "N/A" or "P1".
func initials(s string, assigned bool) (found, rest string) {
	if s == "" || s[0] != '-' {
		return "", s
	}
	n := 0
	if assigned && (strings.HasPrefix(s[1:], "N/A") || strings.HasPrefix(s[1:], "P1")) {
		n = 2
		if s[1] == 'N' {
			n = 3
		}
	} else {
		for n < 5 && 1+n < len(s) && (letter(s[1+n]) || s[1+n] == '_') {
			n++
		}
	}
	if n == 0 {
		return "", s
	}
	return s[1 : 1+n], s[1+n:]
}

func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// digits counts the digits that s begins with, at most limit.
func digits(s string, limit int) (n int) {
	for n < len(s) && n < limit && digit(s[n]) {
		n++
	}
	return n
}

// letters counts the letters that s begins with, at most limit.
func letters(s string, limit int) (n int) {
	for n < len(s) && n < limit && letter(s[n]) {
		n++
	}
	return n
}
