package ecf

import (
	"strings"
	"time"
)

// zones gives the place whose clock a court's zone is. "EST" and "EDT" are
// both what clocks in New York show on that day: courts write the one all
// year.
var zones = map[string]string{
	"GMT": "UTC", "UTC": "UTC", "UT": "UTC", "Z": "UTC",
	"EST": "America/New_York", "EDT": "America/New_York",
	"CST": "America/Chicago", "CDT": "America/Chicago",
	"MST": "America/Denver", "MDT": "America/Denver",
	"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
	"AKST": "America/Anchorage", "AKDT": "America/Anchorage",
	"HST": "Pacific/Honolulu", "AST": "America/Puerto_Rico", "CHST": "Pacific/Guam",
}

var months = map[string]time.Month{
	"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}

// datesOf returns what reads the dates of a court: in Arizona "MST" is not
// what clocks in Denver show, but the same time all year.
func datesOf(court string) dates {
	d := dates{}
	if court == "azd" || court == "azb" {
		d["MST"], _ = time.LoadLocation("America/Phoenix")
	}
	return d
}

// dates reads dates and keeps the zones it has met. time.Parse does not serve:
// it gives a zone name that it does not know the offset nought.
type dates map[string]*time.Location

// read reads "Tue, 22 May 2018 22:10:04 GMT". What is not understood is not
// guessed.
func (d dates) read(s string) (time.Time, bool) {
	if i := strings.IndexByte(s, ','); i >= 0 {
		s = strings.TrimLeft(s[i+1:], " ")
	}
	day, s := number(s, 1, 2)
	name, s, _ := strings.Cut(strings.TrimLeft(s, " "), " ")
	year, s := number(s, 4, 4)
	s = strings.TrimLeft(s, " ")
	hour, s := number(s, 1, 2)
	minute, s := number(strings.TrimPrefix(s, ":"), 2, 2)
	second := 0
	if strings.HasPrefix(s, ":") {
		second, s = number(s[1:], 2, 2)
	}
	month, zone := months[name], d.zone(strings.TrimSpace(s))
	if day < 1 || month == 0 || year < 1900 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || zone == nil {
		return time.Time{}, false
	}
	t := time.Date(year, month, day, hour, minute, second, 0, zone)
	return t, t.Day() == day
}

// number reads from least to most digits at the beginning of s; -1 is none.
func number(s string, least, most int) (n int, rest string) {
	i := 0
	for ; i < most && i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	if i < least {
		return -1, s
	}
	return n, s[i:]
}

// zone returns the zone of a name or an offset ("-0500"), or nil.
func (d dates) zone(name string) *time.Location {
	if loc, ok := d[name]; ok {
		return loc
	}
	loc := offset(name)
	if place := zones[strings.ToUpper(name)]; place != "" {
		loc, _ = time.LoadLocation(place)
	}
	if len(d) < 64 { // a hostile feed has a zone for every item
		d[name] = loc
	}
	return loc
}

func offset(s string) *time.Location {
	if len(s) != 5 || s[0] != '+' && s[0] != '-' || digits(s[1:]) != 4 {
		return nil
	}
	n, _ := number(s[1:], 4, 4)
	if n%100 > 59 || n > 1400 {
		return nil
	}
	seconds := (n/100*60 + n%100) * 60
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds)
}
