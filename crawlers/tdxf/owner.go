package tdxf

import (
	"slices"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// parties returns who has the mark now, as applicant until it is registered,
// and its attorney; and the names of the former. A record lists its owners
// since the application (party types 10 on), at publication (20), at
// registration (30) and after (40): the highest are those of today, several
// where they own it together.
func (c *caseFile) parties(act string) (parties []crawlers.Party, owners []string) {
	role := crawlers.Applicant
	if act == register.Registered || act == register.Cancelled {
		role = crawlers.Owner
	}
	latest := ""
	for _, o := range c.owners {
		latest = max(latest, string(word(o.Child("party-type"))))
	}
	for _, o := range c.owners {
		if string(word(o.Child("party-type"))) != latest {
			continue
		}
		if p := party(o); p.Name != "" {
			p.Role = role
			parties, owners = append(parties, p), append(owners, p.Name)
		}
	}
	if name := register.Line(c.attorney); name != "" {
		parties = append(parties, crawlers.Party{Role: crawlers.Agent, Name: name})
	}
	return parties, owners
}

// individual is the office's code for a natural person.
const individual = "01"

// organised are its codes for corporations, partnerships and limited liability
// companies. There are others, which names tell better.
var organised = map[string]bool{"02": true, "03": true, "13": true, "16": true}

// party reads an owner. Of a natural person the city and country stay.
func party(o register.Element) crawlers.Party {
	var name, entity, city, state, postcode, country, nationality string
	var aliases, street []string
	for e := range o.Children() {
		switch string(e.Name()) {
		case "party-name":
			name = e.Line()
		case "legal-entity-type-code":
			entity = string(word(e))
		case "dba-aka-text":
			if also := alias(e.Line()); also != "" {
				aliases = append(aliases, also)
			}
		case "address-1", "address-2":
			street = append(street, e.Line())
		case "city":
			city = e.Line()
		case "state":
			state = e.Line()
		case "postcode":
			postcode = e.Line()
		case "country":
			country = e.Line()
		case "nationality":
			nationality = nation(e)
		case "entry-number", "party-type", "entity-statement", "other", "composed-of-statement", "name-change-explanation":
		default:
			e.Unknown()
		}
	}
	p := crawlers.Party{Name: name, Aliases: aliases}
	switch {
	case country != "":
		p.Country = register.Country(iso(country))
	case state != "":
		p.Country = register.Country("US")
	default:
		p.Country = register.Country(iso(nationality))
	}
	place := []string{city, state}
	if entity != individual && (organised[entity] || register.Company(name)) {
		place = append(append(street, place...), postcode)
	}
	p.Address = strings.Join(slices.DeleteFunc(place, func(s string) bool { return s == "" }), ", ")
	return p
}

// nation returns the country of a nationality, which may be a state's.
func nation(e register.Element) string {
	if country := e.Child("country").Line(); country != "" {
		return country
	}
	if e.Child("state").There() {
		return "US"
	}
	return ""
}

// iso returns the code of a country, which older records write with an X
// behind it so that CA, of Canada or California, is one of them.
func iso(code string) string {
	if len(code) == 3 && code[2] == 'X' {
		return code[:2]
	}
	return code
}

// alias returns the name behind DBA, AKA and their like.
func alias(s string) string {
	for _, before := range []string{"DBA ", "AKA ", "TA ", "FKA "} {
		if len(s) > len(before) && strings.EqualFold(s[:len(before)], before) {
			return s[len(before):]
		}
	}
	return s
}
