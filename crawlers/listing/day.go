package listing

import (
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
)

// A layout is how a place writes its days.
type layout struct {
	unix  time.Duration // seconds or milliseconds since 1970; 0 is neither
	text  string        // as package time has it
	clock bool          // it has a time of day
	zoned bool          // and an offset
}

// tokens are what a layout is made of, a longer one before its beginning.
var tokens = []struct {
	token, text  string
	clock, zoned bool
}{
	{"YYYY", "2006", false, false},
	{"MMMM", "January", false, false}, {"MMM", "Jan", false, false}, {"MM", "01", false, false}, {"M", "1", false, false},
	{"dddd", "Monday", false, false}, {"ddd", "Mon", false, false},
	{"DD", "02", false, false}, {"D", "2", false, false},
	{"HH", "15", true, false}, {"H", "15", true, false}, {"hh", "03", true, false}, {"h", "3", true, false},
	{"mm", "04", true, false}, {"ss", "05", true, false}, {"A", "PM", true, false},
	{"ZZ", "-0700", false, true}, {"Z", "Z07:00", false, true}, {"T", "T", false, false},
}

// layoutOf reads a layout such as YYYY-MM-DD or "D MMM YYYY HH:mm". A year of
// two digits is none: its century would be guessed.
func layoutOf(s string) (l layout, err error) {
	switch {
	case s == "unix":
		return layout{unix: time.Second}, nil
	case s == "unix-ms":
		return layout{unix: time.Millisecond}, nil
	case len(s) > 60:
		return l, wrong("过长，要写成 YYYY-MM-DD 这样", "want a short layout such as YYYY-MM-DD")
	}
	var b strings.Builder
	var year, day bool
next:
	for rest := s; rest != ""; {
		for _, t := range tokens {
			if after, ok := strings.CutPrefix(rest, t.token); ok {
				b.WriteString(t.text)
				l.clock, l.zoned = l.clock || t.clock, l.zoned || t.zoned
				year, day = year || t.token == "YYYY", day || t.token[0] == 'D'
				rest = after
				continue next
			}
		}
		if c := rest[0]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' {
			return l, wrong("%.60q：%q 没有含义，可用 YYYY、MM、M、MMM、MMMM、DD、D、HH、mm、ss、A、Z 或 unix", "%.60q: %q means nothing; want YYYY, MM, M, MMM, MMMM, DD, D, HH, mm, ss, A, Z, or unix", s, c)
		}
		b.WriteByte(rest[0])
		rest = rest[1:]
	}
	if l.text = b.String(); !year || !day || !strings.ContainsAny(s, "M") {
		return l, wrong("%.60q：要有年、月、日，如 YYYY-MM-DD", "%.60q: want year, month and day, such as YYYY-MM-DD", s)
	}
	return l, nil
}

// read returns the day or the instant that s is.
func (l layout) read(s string, zone *time.Location) (crawlers.Date, bool) {
	if l.unix > 0 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 || n > 1<<43 {
			return crawlers.Date{}, false
		}
		if l.unix == time.Second {
			return crawlers.Date{Time: time.Unix(n, 0).UTC()}, n < 1<<33
		}
		return crawlers.Date{Time: time.UnixMilli(n).UTC()}, true
	}
	if !l.clock {
		t, err := time.Parse(l.text, s)
		return crawlers.Date{Time: t.UTC().Truncate(24 * time.Hour), Day: true}, err == nil && sane(t)
	}
	t, err := time.ParseInLocation(l.text, s, zone)
	return crawlers.Date{Time: t}, err == nil && sane(t)
}

// sane reports a year that such records have.
func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }
