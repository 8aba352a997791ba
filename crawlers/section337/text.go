package section337

import (
	"strings"
	"time"
)

// A Text is the text of one notice, taken out of its markup: dashes, quotes and
// blanks made plain, page breaks and inline markup gone.
type Text struct {
	Header     string // "[Investigation No. 337-TA-1072]"; a notice of receipt has none
	Subject    string // "Certain Wi-Fi …; Institution of Investigation"
	Paragraphs []Paragraph
}

// A Paragraph is one of a notice. The Federal Register sets parties, one a
// paragraph, flush and hanging (FP).
type Paragraph struct {
	Party bool
	Text  string
}

// marks are the signs that printers set in many ways and people type in one.
// Pairs come before their halves.
var marks = strings.NewReplacer(
	"``", `"`, "''", `"`, "\u2018\u2018", `"`, "\u2019\u2019", `"`, "\u201c", `"`, "\u201d", `"`, "\u201e", `"`, "\u2033", `"`,
	"\u2018", "'", "\u2019", "'", "\u201a", "'", "\u2032", "'", "`", "'",
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2015", "-", "\u2212", "-",
	"\u00ad", "", "\u200b", "", "\ufeff", "",
)

// Plain makes dashes, quotes and blanks plain, and every run of blanks one.
func Plain(s string) string {
	return strings.Join(strings.Fields(marks.Replace(s)), " ")
}

// Zone is where the commission's clocks are: its systems give dates without a
// zone.
func Zone() *time.Location { return eastern }

var eastern = func() *time.Location {
	z, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err) // the zones are part of the program
	}
	return z
}()
