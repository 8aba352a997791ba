package feed

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ical is an iCalendar object (RFC 5545) as it is written.
type ical struct{ bytes.Buffer }

// line writes a property whose value stands as it is: a word, a number, a
// moment or an address, never a text.
//
// It is folded: no line has more than 75 octets, and no character is cut in
// two. A control character is written as a space, so that nothing in a value
// can begin a line of its own.
func (c *ical) line(name, value string) {
	room := 75
	for _, r := range name + ":" + value {
		if unicode.IsControl(r) {
			r = ' '
		}
		n := utf8.RuneLen(r)
		if n > room {
			c.WriteString("\r\n ")
			room = 74
		}
		c.WriteRune(r)
		room -= n
	}
	c.WriteString("\r\n")
}

// text writes a property whose value is text, of one line or many.
func (c *ical) text(name, value string) { c.line(name, escaper.Replace(value)) }

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// instant writes a moment the same everywhere.
func (c *ical) instant(name string, t time.Time) { c.line(name, t.UTC().Format("20060102T150405Z")) }

// day writes a day wherever the reader is.
func (c *ical) day(name string, t time.Time) { c.line(name+";VALUE=DATE", t.Format("20060102")) }
