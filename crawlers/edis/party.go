package edis

import (
	"regexp"
	"slices"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// parties are those whose part in the matter is sure: for whom a complaint was
// filed and by which firm, whom mail did not reach, and who is called by its
// role. Whose other papers were filed for whom says nothing about sides.
func (d *document) parties() []crawlers.Party {
	complaint := strings.EqualFold(d.kind, "Complaint")
	switch {
	case complaint && d.commission():
		return nil
	case complaint:
		out := named(crawlers.Complainant, d.behalf)
		if d.firm != "" && len(out) > 0 {
			// Filers write one firm both ways; folded, only "&" goes away.
			out = append(out, crawlers.Party{Role: crawlers.LawFirm, Name: strings.ReplaceAll(d.firm, " and ", " & ")})
		}
		return out
	case d.act.Word == "returned-mail":
		return named(crawlers.Respondent, section337.ReturnedFrom(d.title))
	}
	switch first, _, _ := strings.Cut(d.behalf, " "); strings.ToLower(strings.TrimSuffix(first, "s")) {
	case "complainant":
		return named(crawlers.Complainant, d.behalf)
	case "respondent":
		return named(crawlers.Respondent, d.behalf)
	}
	return nil
}

// maxParties bounds the names of one row.
const maxParties = 100

// named returns a party for each name of a list.
func named(role crawlers.Role, list string) []crawlers.Party {
	var out []crawlers.Party
	for _, name := range names(list) {
		if len(out) == maxParties {
			break
		}
		if otherName.MatchString(name) {
			out = append(out, section337.ReadParty(role, name))
			continue
		}
		out = append(out, crawlers.Party{Role: role, Name: name})
	}
	return out
}

// forms are what a company may be; in a list they may stand behind a comma and
// belong to the name before it all the same.
const forms = `(?:inc|incorporated|llc|l\.l\.c|llp|l\.l\.p|lp|l\.p|pllc|p\.l\.l\.c|p\.c|ltd|limited|ltda|co|company|corp|corporation|plc|gmbh|mbh|ag|kg|kgaa|s\.a|sa|s\.a\.s|sas|s\.r\.l|srl|s\.p\.a|spa|s\.e|se|b\.v|bv|n\.v|nv|a\.b|ab|a/s|aps|oyj?|k\.k|kk|pte|pty|sdn|bhd|s\. ?de r\.l|de c\.v|n\.a|jr|sr|usa|u\.s\.a|the)`

var (
	noName   = regexp.MustCompile(`(?i)^(?:et al\.?|an? (?:individual|person)|others)$`)
	calledBy = regexp.MustCompile(`(?i)^(?:the )?(?:proposed )?(?:complainants?|respondents?)[:,]?(?: |$)`)
	// otherName is before a second name of a party.
	otherName = regexp.MustCompile(`(?i)(?:^|[ (])(?:d/b/a|a/k/a|f/k/a|n/k/a|dba|doing business as|formerly|now known as|also known as) `)
	// continued is what goes on with the name before a comma: "Co. Ltd.",
	// "Inc. and Epson Portland Inc.".
	continued = regexp.MustCompile(`(?i)^(?:and )?` + forms + `(?:[ .]+` + forms + `)*\.?\)?(?:$|,| and | & | \(| [dafn]/[bk]/a | dba | doing business as | formerly )`)
	and       = regexp.MustCompile(` (?:and|&) `)
	// whole is a name that is complete, so that an "and" behind it begins
	// another.
	whole = regexp.MustCompile(`(?i)(?:[ ,.]` + forms + `\.?|\))$`)
)

// names splits a list of names as people write it: "Seiko Epson Corporation,
// Epson America, Inc., and Epson Portland Inc." is three, "Black and Decker,
// Inc." one.
func names(list string) []string {
	list = calledBy.ReplaceAllString(line(list), "")
	var out []string
	for part := range strings.SplitSeq(list, ";") {
		out = append(out, commas(part)...)
	}
	for i := range out {
		out[i] = strings.Trim(out[i], " ,;")
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" || noName.MatchString(s) })
}

// commas splits a list at its commas and at the "and" before its last name.
func commas(list string) []string {
	var out []string
	oxford := false // the last comma had its "and"
	for piece := range strings.SplitSeq(list, ",") {
		piece = strings.TrimSpace(piece)
		last := len(out) - 1
		if last >= 0 && (continued.MatchString(piece) || otherName.MatchString(piece) && otherName.FindStringIndex(piece)[0] == 0) {
			out = append(out[:last], ands(out[last]+", "+piece)...)
			continue
		}
		var rest string
		if rest, oxford = strings.CutPrefix(piece, "and "); oxford {
			piece = rest
		}
		out = append(out, ands(piece)...)
	}
	if last := len(out) - 1; last > 0 && !oxford {
		if a, b, ok := strings.Cut(out[last], " and "); ok && !strings.Contains(b, " and ") && !continued.MatchString(b) {
			out = append(out[:last], a, b)
		}
	}
	return out
}

// ands splits s at each "and" behind a whole name. A form may follow it
// ("Festo AG & Co. KG"), which is no name.
func ands(s string) []string {
	var out []string
	from := 0
	for _, at := range and.FindAllStringIndex(s, -1) {
		if whole.MatchString(s[from:at[0]]) && !continued.MatchString(s[at[1]:]) {
			out = append(out, s[from:at[0]])
			from = at[1]
		}
	}
	return append(out, s[from:])
}
