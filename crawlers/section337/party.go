package section337

import (
	"regexp"
	"strings"

	"tocsin/crawlers"
)

// Limits of what one list of parties may hold.
const (
	maxList    = 64_000 // bytes
	maxParties = 400
	maxParty   = 2_000 // bytes of one party
)

var (
	// legalForm is a part of a name between commas that only says what kind
	// of company it is: "Hisense Electric, Co. Ltd.".
	legalForm = regexp.MustCompile(`(?i)^(?:` + form + `)(?:[ ,]+(?:` + form + `))*\.?$`)
	// formFirst is a legal form with something behind it: "Ltd. Jiangsu".
	formFirst = regexp.MustCompile(`(?i)^((?:(?:inc|llc|l\.l\.c|ltd|limited|co|corp|corporation|gmbh|pte|s\.a|s\.r\.l)\b\.?[ ,]*)+)(.*)$`)
	formLast  = regexp.MustCompile(`(?i)(?:^|[ ,])(?:` + form + `|company|corporation|store|group)\)?$`)
	formAtEnd = regexp.MustCompile(`(?i)[ ,](?:` + form + `)\.?$`) // and no word for a shop
	// formBeforeNumber is where a name ends and an address begins without a
	// comma: "Foo Inc. 123 Main Street".
	formBeforeNumber = regexp.MustCompile(`(?i)[ ,](?:inc|llc|ltd|limited|corp|corporation|company|gmbh)\.? (?:\d|no\. ?\d|room |unit |building |suite )`)
	// formThenCity is a name with a city behind it and no comma between.
	formThenCity = regexp.MustCompile(`^(.*\b(?:Inc|Ltd|LLC|L\.L\.C|Limited|Corp|Corporation|GmbH)\.?) ((?:[A-Z][a-z'-]+ ?){1,3})$`)
	// addressFirst begins an address.
	addressFirst = regexp.MustCompile(`(?i)^(?:#|no[.:]? ?\d|nos\. ?\d|\d|[a-z]{0,2}-?\d|room\b|rm\b|unit\b|floor\b|suite\b|ste\b|building\b|bldg\b|block\b|flat\b|house\b|p\.? ?o\.? box\b|post office box\b|apt\b|lot\b|c/o\b|[a-z]+ floor\b|[a-z]+ building\b|[a-z]+ tower\b)`)

	abbreviated = regexp.MustCompile(`[A-Z]\.$`)

	bullet    = regexp.MustCompile(`^(?:[•·*▪-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})(?:\)|\. )) *`)
	otherName = regexp.MustCompile(`(?i)[ ,(]+(?:d/b/a|dba|d\.b\.a\.|doing business as|also doing business as|a/k/a|aka|a\.k\.a\.|also known as|f/k/a|fka|f\.k\.a\.|formerly known as|formerly doing business as|formerly|now known as|n/k/a|trading as|t/a)[:,]? `)
	defined   = regexp.MustCompile(`\((?:[^()]*, ?)?(?:(?:hereinafter|collectively|together|individually|or|and|the|each)[ ,:]*)*"[^()]*\)`)
)

// form matches one legal form of a company.
const form = `inc|incorporated|llc|l\.l\.c|llp|l\.l\.p|lp|l\.p|ltd|limited|ltda|co|corp|corporation|company|co\. ?,? ?ltd|plc|gmbh|ag|kg|s\.a|sa|s\.a\.s|sas|s\.r\.l|srl|s\.p\.a|spa|b\.v|bv|n\.v|nv|ab|a/s|aps|oy|k\.k|kk|pte|pty|sdn|bhd|e\.v|oyj|asa|kft|s\. ?de r\.l|s\.a\. de c\.v|de c\.v|p\.c|pllc|p\.l\.l\.c|p\.a|jr|sr|iii|et al`

// ReadParty reads a party set as a paragraph of its own, as a notice of
// institution does: name, address, country.
func ReadParty(role crawlers.Role, s string) crawlers.Party {
	s = trimParty(clip(s, maxParty))
	if i, n := ofPlace(s); n > 0 && n == len(s) && !strings.ContainsAny(s[i:], "0123456789") {
		// "Foo Co. Ltd., East of Liangcun Village, China" has an address already.
		if _, address := splitAddress(s[:i]); address == "" {
			return party(role, s[:i], s[i+len(of):n])
		}
	}
	name, address := splitAddress(s)
	return party(role, name, address)
}

// party builds a party of a name with its other names, and an address.
func party(role crawlers.Role, name, address string) crawlers.Party {
	name, aliases := names(clip(name, maxParty))
	address = strings.Trim(address, " ,;")
	if last := address[strings.LastIndexByte(address, ',')+1:]; !isState(strings.TrimSpace(last)) && !abbreviated.MatchString(last) {
		address = strings.TrimRight(address, ".")
	}
	p := crawlers.Party{Role: role, Name: name, Aliases: aliases, Address: address, Country: country(address)}
	if nation(address) != "" && !isState(address) && !strings.ContainsAny(address, ",0123456789") {
		p.Address = "" // "of China" is no address
	}
	return p
}

// trimParty takes the punctuation of a list off one of its items.
func trimParty(s string) string {
	s = Plain(s)
	for {
		t := strings.Trim(bullet.ReplaceAllString(s, ""), " ;,:")
		t = strings.TrimSuffix(t, " and")
		t = strings.TrimPrefix(t, "and ")
		if t == s {
			return s
		}
		s = t
	}
}

// splitAddress parts a name from the address behind it. The name takes the
// legal forms behind its commas; a part that begins as addresses do ends it.
func splitAddress(s string) (name, address string) {
	if at := formBeforeNumber.FindStringIndex(s); at != nil && !strings.Contains(s[:at[0]], ",") {
		i := at[0] + 1 + strings.IndexByte(s[at[0]+1:], ' ')
		return s[:i], strings.TrimSpace(s[i:])
	}
	parts := commas(s)
	if m := formThenCity.FindStringSubmatch(parts[0]); m != nil && len(parts) > 1 && nation(parts[1]) != "" {
		return m[1], m[2] + s[len(parts[0]):]
	}
	join := func(parts []string) string { return strings.TrimSpace(strings.Join(parts, ",")) }
	end := 1
	for i := 1; i < min(len(parts), 8); i++ {
		part := strings.TrimSpace(parts[i])
		if addressFirst.MatchString(part) {
			break
		}
		if legalForm.MatchString(part) || otherName.MatchString(" "+part) {
			end = i + 1
			continue
		}
		m := formFirst.FindStringSubmatch(part)
		switch {
		case m == nil:
		case m[2] != "" && m[2][0] == '(', otherName.MatchString(" " + m[2]):
			end = i + 1
		default:
			return join(parts[:i]) + ", " + strings.TrimSpace(m[1]), join(append([]string{m[2]}, parts[i+1:]...))
		}
	}
	return join(parts[:end]), join(parts[end:])
}

// commas splits s at the commas that stand in no brackets.
func commas(s string) []string {
	var out []string
	depth, from := 0, 0
	closed := strings.LastIndexByte(s, ')')
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',':
			if depth == 0 || i > closed {
				out = append(out, s[from:i])
				from = i + 1
			}
		}
	}
	return append(out, s[from:])
}

// names takes the other names out of a name: shops, former names. What a
// notice calls a party for short in quotes is no name.
func names(s string) (name string, aliases []string) {
	s = defined.ReplaceAllString(s, "")
	parts := otherName.Split(s, 12)
	clean := func(s string) string {
		s = unquote(strings.Trim(strings.ReplaceAll(Plain(s), " ,", ","), " ,;:"))
		if strings.Count(s, ")") > strings.Count(s, "(") {
			s = strings.TrimRight(strings.TrimSuffix(s, ")"), " ,;\"")
		}
		return s
	}
	name = clean(parts[0])
	for _, a := range parts[1:] {
		if a = clean(a); a != "" {
			aliases = append(aliases, a)
		}
	}
	return name, aliases
}

// unquote takes quotes off both ends of a name, and one that has no other half:
// AB "Volvo" keeps both.
func unquote(s string) string {
	t := strings.Trim(s, ` ,;:"`)
	switch {
	case strings.Count(t, `"`)%2 == 0:
		return t
	case strings.Count(s, `"`)%2 == 0:
		return s
	}
	return strings.ReplaceAll(t, `"`, "")
}

// ReadParties reads parties as running text lists them: "A of City, China; B
// of C; and D of E".
func ReadParties(role crawlers.Role, list string) []crawlers.Party {
	list = Plain(clip(list, maxList))
	var out []crawlers.Party
	for item := range strings.SplitSeq(list, ";") {
		for item = trimParty(item); item != "" && len(out) < maxParties; item = trimParty(item) {
			i, end := ofPlace(item)
			if end == 0 {
				out = append(out, placeless(role, item)...)
				break
			}
			out = append(out, placed(role, item[:i], item[i+len(of):end])...)
			item = dropDefined(item[end:])
		}
	}
	return out[:min(len(out), maxParties)]
}

var (
	cityOf  = regexp.MustCompile(`^(?:the )?(?:City|Town|Village|County|Province) of `)
	ofAgain = regexp.MustCompile(`^,? of `)
)

// insideCountry is before an "of" that belongs to the name of a country.
var insideCountry = regexp.MustCompile(`(?:Republic|District|States|Isle|Kingdom|R\.|PR)$`)

// of stands between a party and its place.
const of = " of "

// ofPlace finds the first place in s that "of" leads to, outside brackets: it
// returns where the " of " begins and where the place ends, or 0 and 0.
func ofPlace(s string) (int, int) {
	open, counted := 0, 0 // brackets that are open before s[counted]
	for from := 0; ; {
		i := strings.Index(s[from:], of)
		if i < 0 {
			return 0, 0
		}
		i += from
		from = i + len(of)
		open += strings.Count(s[counted:i], "(") - strings.Count(s[counted:i], ")")
		counted = i
		n := placeAt(s[from:])
		if again := ofAgain.FindString(head(s[from+n:])); n > 0 && again != "" && placeAt(s[from+n+len(again):]) > 0 {
			continue // "Bank of China, of Beijing, China"
		}
		if n > 0 && i > 0 && open <= 0 && !insideCountry.MatchString(s[max(0, i-maxPlace):i]) {
			return i, from + n
		}
	}
}

// maxPlace bounds a place, and what is looked at around one: a text of nothing
// but places would else be read over and over.
const maxPlace = 300

// head returns the beginning of s, as long as a place can be.
func head(s string) string {
	if len(s) <= maxPlace {
		return s
	}
	return strings.ToValidUTF8(s[:maxPlace], "")
}

// placed builds the parties named before a place: it is the last one's, or
// "both of" them have it.
func placed(role crawlers.Role, list, place string) []crawlers.Party {
	// What a notice calls each for short goes first: a name ends at its form.
	list = strings.ReplaceAll(Plain(defined.ReplaceAllString(list, "")), " ,", ",")
	bare := strings.TrimRight(list, " ,")
	for _, each := range [...]string{" both", " all", " each"} {
		bare = strings.TrimSuffix(bare, each)
	}
	shared := bare != strings.TrimRight(list, " ,")
	var out []crawlers.Party
	names := splitNames(bare)
	for i, name := range names {
		where := ""
		if shared || i == len(names)-1 {
			where = place
		}
		if p := party(role, name, where); p.Name != "" {
			out = append(out, p)
		}
	}
	return out
}

// placeless builds the parties of a list that names no country: a city behind
// "of" is known by the legal form before it.
func placeless(role crawlers.Role, s string) []crawlers.Party {
	if i := strings.LastIndex(s, of); i > 0 && formLast.MatchString(strings.TrimRight(s[:i], " .,")) && len(s)-i < 60 {
		return placed(role, s[:i], s[i+len(of):])
	}
	return placed(role, s, "")
}

// splitNames splits a list of names at its commas and its "and", as far as
// these part names and not words of one.
func splitNames(s string) []string {
	var out []string
	for _, part := range commas(s) {
		rest, last := strings.CutPrefix(part, " and ")
		for i, piece := range strings.Split(rest, " and ") {
			text := strings.TrimSpace(piece)
			sep := ","
			switch {
			case i > 0:
				sep = " and "
			case last:
				sep = ", and "
			}
			switch n := len(out) - 1; {
			case n < 0 || parts(tail(out[n]), sep, text):
				out = append(out, text)
			case i > 0:
				out[n] += " and " + text
			default:
				out[n] += "," + piece
			}
		}
	}
	return out
}

// parts reports whether what stands between two texts parts two names: behind
// the legal form of a company, between people, and behind a shop where the last
// of a list follows, or what is a company.
func parts(before, between, text string) bool {
	switch {
	case legalForm.MatchString(text), otherName.MatchString(" " + text), strings.HasPrefix(text, "("):
		return false
	case ended(before), isPerson(before) && isPerson(text):
		return true
	}
	shop := otherName.FindAllStringIndex(before, -1)
	return shop != nil && shop[len(shop)-1][1] < len(before) && (between == ", and " || between == "," && formAtEnd.MatchString(otherName.Split(text, 2)[0]))
}

// ended reports whether a name ends in a legal form.
func ended(name string) bool { return formLast.MatchString(strings.TrimRight(name, " .,)")) }

// tail returns the end of s, as long as a place can be.
func tail(s string) string { return strings.ToValidUTF8(s[max(0, len(s)-maxPlace):], "") }

var (
	personName = regexp.MustCompile(`^[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?(?: [A-Z]\.?)? [A-Z][a-z]+(?:-[A-Z]?[a-z]+)?$`)
	// business is a word that people are not called by.
	business = say(`\b(?:store|shop|mart|market|body|bath|works?|trading|trade|tech|technolog(?:y|ies)|electronics?|industr(?:y|ies|ial)|products?|brands?|tools?|toys|systems?|solutions?|services?|enterprises?|holdings?|group|partners|brothers|sons|labs?|laborator(?:y|ies)|design|digital|global|international|national|american?|united|general|import|export|outdoors?|home|house|media|motors?|machinery|lighting|medical|pharma\w*|bank|university|college|institute|regents)\b`)
)

// isPerson reports whether a name is one of a natural person by its shape: a
// given name and a surname, and no word of business.
func isPerson(name string) bool { return personName.MatchString(name) && !business.MatchString(name) }

// dropDefined drops what a notice calls the party before it for short.
func dropDefined(s string) string {
	t := strings.TrimLeft(s, " ,")
	if strings.HasPrefix(t, "(") {
		if i := strings.IndexByte(t, ')'); i > 0 {
			return t[i+1:]
		}
	}
	return s
}

// placeAt returns the length of the place that s begins with: one to five
// parts between commas the last of which is a country or a state. It is 0
// where s begins otherwise, as in "Bank of China Ltd.".
func placeAt(s string) int {
	s = head(s)
	at, found := 0, 0
	for range 5 {
		end := len(s)
		if i := strings.IndexAny(s[at:], ",;("); i >= 0 {
			end = at + i
		}
		part, stop := s[at:end], end
		if i := strings.Index(part, " and "); i >= 0 {
			part, stop = part[:i], at+i
		}
		part = strings.TrimSpace(part)
		switch is := nation(part) != ""; {
		case is:
			found = stop
		case found > 0, part == "", legalForm.MatchString(part), strings.Contains(cityOf.ReplaceAllString(part, ""), of), strings.Count(part, " ") > 6:
			return found
		case lastWords(part) != "":
			found = stop
		}
		if stop != end || end == len(s) || s[end] != ',' {
			return found
		}
		at = end + 1
	}
	return found
}
