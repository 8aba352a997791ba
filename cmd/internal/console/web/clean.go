package web

import (
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Word bounds a word that may have been made by somebody else.
func Word(s string) string { return Clean(s, 60) }

// Conclusion is the title of a message without its level, which stands beside
// it.
func Conclusion(title string) string {
	for _, end := range []string{"】", "] "} {
		if _, rest, ok := strings.Cut(title, end); ok {
			return strings.TrimSpace(rest)
		}
	}
	return title
}

// AlertPath is the page of an alert. Messages link to the same address.
func AlertPath(id string) string { return "/alerts/" + url.PathEscape(id) }

// china is the one zone of China, which has kept no summer time since 1991.
var china = time.FixedZone("CST", 8*60*60)

// A Stamp is a moment as a page shows it.
type Stamp struct{ time.Time }

// At is the stamp of a moment.
func At(t time.Time) Stamp { return Stamp{t} }

// Beijing returns the moment in Beijing to the minute.
func (s Stamp) Beijing() string { return s.In(china).Format("2006-01-02 15:04") }

// ISO returns the moment for machines.
func (s Stamp) ISO() string { return s.UTC().Format(time.RFC3339) }

// LineLength and TextLength bound what strangers can put on a page, in
// characters.
const (
	LineLength = 300
	TextLength = 200_000
)

// Clean makes one line of at most n characters of what a stranger wrote:
// nothing that steers the reader's eye, direction or line survives.
func Clean(s string, n int) string { return tidy(s, n, false) }

// CleanText is [Clean] for a text of several lines.
func CleanText(s string, n int) string { return tidy(s, n, true) }

// maxMarks is how many combining marks a letter may carry; more climb over
// the lines around it.
const maxMarks = 3

func tidy(s string, n int, lines bool) string {
	var b strings.Builder
	count, marks := 0, 0
	begun, blank := false, false // something stands in the line; a blank is owed before the next
	for _, r := range s {
		switch {
		case lines && r == '\n':
			begun, blank, marks = false, false, 0
		case unicode.IsSpace(r) || unicode.IsControl(r):
			blank = begun
			continue
		case unicode.Is(unicode.C, r): // directions, invisible and private characters
			continue
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			begun, marks = true, 0
		}
		if count >= n {
			return strings.TrimRight(b.String(), "\n") + "…"
		}
		if blank {
			b.WriteByte(' ')
			count++
			blank = false
		}
		b.WriteRune(r)
		count++
	}
	return strings.TrimRight(b.String(), "\n")
}

// Official returns an address that may be put behind a link, or nothing.
func Official(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}
