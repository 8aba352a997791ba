package newcase

import (
	"regexp"
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// placeholder stands for the name of a case that names nobody.
const placeholder = "SEALED"

// marked finds the words by which a clerk marks a whole name as sealed.
// "Sealed Air" and "Sealed-Power" are companies.
var marked = regexp.MustCompile(`(?i)[(\[*]\s*(?:filed )?(?:under seal|sealed)\s*[)\]*]|\bfiled under seal\b|\bsealed (?:case|matter|action|caption)\b|^sealed(?:\s*:|\s+[-–]\s)|(?:\s[-–]\s+|:\s*)sealed$`)

// ReadName cleans the name of a case, and reports whether it is that of a
// sealed one: of such a case nothing is to be kept but the number and the day,
// and the name is no more than "SEALED".
func ReadName(s string) (name docket.Name, sealed bool) {
	name = docket.CleanName(s)
	one := name.Plaintiff == "" && name.Defendant == ""
	if marked.MatchString(s) || one && hidden(s) || !one && hidden(name.Plaintiff) && hidden(name.Defendant) {
		return docket.Name{Text: placeholder, Title: placeholder}, true
	}
	return name, false
}

// Parties returns the sides of a case that its name shows.
func Parties(name docket.Name) []crawlers.Party {
	var out []crawlers.Party
	for _, p := range []crawlers.Party{{Role: crawlers.Plaintiff, Name: name.Plaintiff}, {Role: crawlers.Defendant, Name: name.Defendant}} {
		if p.Name != "" && !hidden(p.Name) {
			out = append(out, p)
		}
	}
	return out
}

// named reads the name of the case. Of a sealed one nothing is kept but the
// number and the day.
func (c *Case) named() {
	var sealed bool
	if c.name, sealed = ReadName(c.cells[nameColumn]); !sealed {
		return
	}
	c.nature = docket.Nature{}
	c.link, c.caseID = "", ""
	for column := range c.cells {
		switch column {
		case docketColumn, filedColumn:
		case nameColumn:
			c.cells[column] = placeholder
		default:
			c.cells[column] = ""
		}
	}
}

// hidden reports whether a side of a case says only that it is not public:
// "SEALED", "Sealed Plaintiffs", "Under Seal".
func hidden(side string) bool {
	says := false
	for w := range strings.FieldsSeq(crawlers.FoldName(side)) {
		switch w {
		case "seal", "sealed":
			says = true
		case "under", "filed", "the", "v", "vs", "et", "al", "party", "parties", "plaintiff", "plaintiffs", "defendant", "defendants", "name", "names":
		default:
			return false
		}
	}
	return says
}
