package tdxf

import (
	"encoding/json"
	"strings"

	"tocsin/crawlers/register"
)

// appendRaw appends the office's own codes and days as JSON. There are forty
// thousand records a day with a dozen events each, so codes and days, which
// need no escapes, are written as they are.
func (c *caseFile) appendRaw(b []byte) []byte {
	b = append(b, `{"serial":`...)
	b = appendText(b, c.serial)
	b = append(b, `,"office":"`+office+`"`...)
	for _, f := range []struct {
		name  string
		value []byte
	}{
		{"registration", c.registration}, {"status", c.status}, {"status_date", c.statusDate}, {"transaction_date", c.transaction},
		{"filing_date", c.filed}, {"publication_date", c.published}, {"registration_date", c.registered},
		{"abandonment_date", c.abandoned}, {"cancellation_date", c.cancelled}, {"drawing", c.drawing},
	} {
		if len(f.value) > 0 {
			b = append(b, `,"`...)
			b = append(b, f.name...)
			b = append(b, `":`...)
			b = appendText(b, f.value)
		}
	}
	b = c.appendPriority(b)
	b = append(b, `,"events":[`...)
	for i, e := range c.events {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"code":`...)
		b = appendText(b, e.code)
		b = append(b, `,"date":`...)
		b = appendText(b, e.date)
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

// appendPriority appends the applications abroad that the record rests on, and
// the international registration it extends.
func (c *caseFile) appendPriority(b []byte) []byte {
	if len(c.foreign) > 0 {
		b = append(b, `,"foreign":[`...)
		for i, f := range c.foreign {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendObject(b, f, "country", "application-number", "filing-date", "registration-number", "registration-date", "foreign-priority-claim-in")
		}
		b = append(b, ']')
	}
	if c.madrid.There() {
		b = append(b, `,"madrid":`...)
		b = appendObject(b, c.madrid, "international-registration-number", "international-registration-date", "priority-claimed-date", "international-status-code")
	}
	return b
}

// appendObject appends an element as an object of those in it that are named.
func appendObject(b []byte, e register.Element, names ...string) []byte {
	b = append(b, '{')
	first := true
	for _, name := range names {
		child := e.Child(name)
		if !child.There() {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(name, "-", "_")...)
		b = append(b, `":`...)
		b = appendText(b, word(child))
	}
	return append(b, '}')
}

// appendText appends a JSON string.
func appendText(b, s []byte) []byte {
	for _, c := range s {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return appendEscaped(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b, s []byte) []byte {
	text, err := json.Marshal(register.Line(s))
	if err != nil {
		return append(b, `""`...) // a string is never refused
	}
	return append(b, text...)
}
