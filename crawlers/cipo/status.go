package cipo

import (
	"strings"

	"tocsin/crawlers/register"
)

// pending is the word for an application that goes on without one of ours: it
// is published if it has been advertised, else applied for.
const pending = "pending"

// standard are the statuses of ST.96 (MarkCurrentStatusCode), in lower case.
// Those that are "" say nothing of where the mark stands.
var standard = map[string]string{
	"application filed":                      pending,
	"filing date accorded":                   pending,
	"classification checked":                 pending,
	"application accepted":                   pending,
	"application published":                  register.Published,
	"opposition pending":                     register.Opposed,
	"registration published":                 register.Registered,
	"revocation proceeding pending":          register.Registered,
	"invalidity proceeding pending":          register.Registered,
	"application refused":                    register.Refused,
	"application withdrawn":                  register.Withdrawn,
	"registration cancelled":                 register.Cancelled,
	"registration surrendered":               register.Cancelled,
	"appeal pending":                         "",
	"interruption of proceeding":             "",
	"conversion requested":                   "",
	"action before court of justice pending": "",
}

// national are the first words of the office's own statuses, in lower case:
// "Abandoned - Section 36", "Refused - Section 38". They say more than those of
// the standard, which has no opposition that was given up and no expungement.
var national = map[string]string{
	"filed":         pending,
	"formalized":    pending,
	"preformalized": pending,
	"searched":      pending,
	"examined":      pending,
	"approved":      pending,
	"allowed":       pending,
	"advertised":    register.Published,
	"opposed":       register.Opposed,
	"registered":    register.Registered,
	"refused":       register.Refused,
	"abandoned":     register.Withdrawn,
	"withdrawn":     register.Withdrawn,
	"expunged":      register.Cancelled,
	"cancelled":     register.Cancelled,
}

// meaning returns what a record's statuses come to, and whether either of them
// is known.
func meaning(own, code string) (word string, known bool) {
	first, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(own), "pre-", "pre")+" ", " ")
	first = strings.Trim(first, ",;:.-–—")
	if word, known = national[first]; known {
		return word, true
	}
	word, known = standard[strings.ToLower(code)]
	return word, known
}

// resolved returns the act of a record and its day. Word is empty where the
// statuses say nothing; then slug rests on the record's days alone.
func (m *mark) resolved(today string) (slug, word, day string) {
	published := m.advertised
	if published > today {
		published = ""
	}
	switch word, _ = meaning(m.status, m.code); {
	case word == pending && published != "":
		word = register.Published
	case word == pending, word == register.Published && m.advertised > today:
		word = register.Applied
	case (word == register.Refused || word == register.Withdrawn) && m.registered != "":
		word = register.Cancelled
	}
	slug = word
	if slug == "" {
		slug = m.last(published)
	}
	return slug, word, m.dayOf(slug, published)
}

// last returns the act that the record's days tell last.
func (m *mark) last(published string) string {
	switch {
	case m.ended != "":
		return register.Cancelled
	case m.abandoned != "":
		return register.Withdrawn
	case m.registered != "":
		return register.Registered
	case published != "":
		return register.Published
	}
	return register.Applied
}

// dayOf returns the day of an act, or of the status that tells of it.
func (m *mark) dayOf(act, published string) string {
	day := ""
	switch act {
	case register.Applied:
		day = m.applied
	case register.Published:
		day = published
	case register.Opposed:
		day = m.opposed
	case register.Registered:
		day = m.registered
	case register.Withdrawn:
		day = m.abandoned
	case register.Cancelled:
		day = m.ended
	}
	if day == "" {
		day = m.statusDay
	}
	return day
}
