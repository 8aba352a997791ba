package clock

import (
	"encoding/json"
	"strings"
	"time"

	"tocsin/crawlers"
)

// CaseOf is what a filing says of itself, with its stage as it was judged and
// the zone of its forum, "" where that is not known. Who was served, and when,
// no filing says: that is filled in from elsewhere.
func CaseOf(f crawlers.Filing, stage, zone string) Case {
	c := Case{Kind: f.Kind, Stage: stage, Act: f.Act, Forum: f.Key.Authority, Zone: zone, Filed: dayAt(f.Filed, zone), Patent: len(f.Patents) > 0}
	// The European office writes an international registration with a W.
	c.International = c.Forum == "eu-tm" && strings.HasPrefix(f.Key.Number, "W")
	for _, p := range f.Parties {
		chinese := p.Country == "China" || p.Grade == crawlers.Confirmed || p.Grade == crawlers.Suspected
		c.Abroad = c.Abroad || p.Role.Accused() && chinese
	}
	c.TEO = stage == "teo" || f.Act == "teo-sought"

	var raw map[string]json.RawMessage
	if json.Unmarshal(f.Raw, &raw) != nil {
		return c // it keeps none, or none by name
	}
	for name, to := range map[string]*time.Time{
		"published": &c.Published, "complained": &c.Complained, "comments_due": &c.Printed.Comments, "opposition_until": &c.Printed.Oppose,
	} {
		var s string
		if json.Unmarshal(raw[name], &s) == nil && len(s) >= len(time.DateOnly) {
			if day, err := ParseDay(s[:len(time.DateOnly)]); err == nil {
				*to = day
			}
		}
	}
	if c.Printed.Comments.Equal(days(c.Published, 8)) {
		// The notice says "eight days after publication" and prints no date.
		c.Printed.Comments = time.Time{}
	}
	return c
}

// dayAt is the day of a date at a forum.
func dayAt(d crawlers.Date, zone string) time.Time {
	if at, err := time.LoadLocation(zone); err == nil && !d.Day && zone != "" {
		return midnight(d.In(at))
	}
	return midnight(d.Time)
}
