package tdxf

import (
	_ "embed"
	"strings"

	"tocsin/crawlers/register"
)

// The office's codes for where a mark stands, its words for them, and what
// they are in ours, of the table that the office publishes with its daily
// files (Trademark Status Codes). A code is "pending" where the application
// goes on without a word for it: it was published if it has a day of
// publication that has come, else only applied for. Among them is the final
// refusal, which may still be answered and appealed; "refused" is what the
// office or its board has no more to say about. A code is "-" where it says
// nothing of the mark.
//
//go:embed status.tsv
var statusTable string

const pending = "pending"

// A status is one code of the table.
type status struct{ act, words string }

var statuses = func() map[string]status {
	m := map[string]status{}
	for line := range strings.Lines(statusTable) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			panic("tdxf: status.tsv: " + line)
		}
		if f[1] == "-" {
			f[1] = ""
		}
		m[f[0]] = status{f[1], f[2]}
	}
	return m
}()

// resolved returns the act of a record and its day. Word is empty where the
// status says nothing; then slug rests on the record's dates alone.
func (c *caseFile) resolved() (slug, word, day string) {
	s := statuses[string(c.status)]
	published := c.publication()
	switch word = s.act; {
	case word == pending && published != "", word == register.Published && published != "":
		word = register.Published
	case word == pending, word == register.Published:
		word = register.Applied // its status may be one after publication, but none was made
	case (word == register.Refused || word == register.Withdrawn) && len(c.registered) > 0:
		word = register.Cancelled
	}
	slug = word
	if slug == "" {
		slug = c.last(published)
	}
	return slug, word, c.dayOf(slug, published)
}

// publication returns the day on which the mark was published for opposition,
// or "" if it has not come.
func (c *caseFile) publication() string {
	day := string(c.published)
	if day == "" && string(c.status) == "686" {
		day = string(c.statusDate)
	}
	if day > string(c.transaction) && len(c.transaction) > 0 {
		return ""
	}
	return day
}

// last returns the act that the record's dates tell last.
func (c *caseFile) last(published string) string {
	switch {
	case len(c.cancelled) > 0:
		return register.Cancelled
	case len(c.abandoned) > 0:
		return register.Withdrawn
	case len(c.registered) > 0:
		return register.Registered
	case published != "":
		return register.Published
	}
	return register.Applied
}

// dayOf returns the day of an act, or of the status that tells of it.
func (c *caseFile) dayOf(act, published string) string {
	day := ""
	switch act {
	case register.Applied:
		day = string(c.filed)
	case register.Published:
		day = published
	case register.Opposed:
		day = string(c.opposed)
	case register.Registered:
		day = string(c.registered)
	case register.Withdrawn:
		day = string(c.abandoned)
	case register.Cancelled:
		day = string(c.cancelled)
	}
	if day == "" {
		day = string(c.statusDate)
	}
	return day
}
