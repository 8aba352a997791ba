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

// named reads the name of the case. Of a sealed one nothing is kept but the
// number and the day.
func (c *Case) named() {
	name := c.cells[nameColumn]
	c.name = docket.CleanName(name)
	one := c.name.Plaintiff == "" && c.name.Defendant == ""
	switch {
	case marked.MatchString(name), one && hidden(name):
	case !one && hidden(c.name.Plaintiff) && hidden(c.name.Defendant):
	default:
		return
	}
	c.name, c.nature = docket.Name{Text: placeholder, Title: placeholder}, docket.Nature{}
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
