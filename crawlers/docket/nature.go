package docket

import (
	"regexp"
	"strings"
)

// A Nature is what the plaintiff's cover sheet says a suit is about, in the
// words of the court's own lists. Either may be empty.
type Nature struct {
	Suit  string // "840 Trademark"
	Cause string // "15:1114 Trademark Infringement"
}

const (
	suitLine  = "Nature of suit: "
	causeLine = "Cause: "
)

// String writes n in lines, as the text of a filing holds it.
func (n Nature) String() string {
	var lines []string
	if n.Suit != "" {
		lines = append(lines, suitLine+n.Suit)
	}
	if n.Cause != "" {
		lines = append(lines, causeLine+n.Cause)
	}
	return strings.Join(lines, "\n")
}

// ReadNature takes the lines that String writes out of the text of a filing.
// Where several reports give them the first counts.
func ReadNature(text string) (n Nature, rest string) {
	if !strings.Contains(text, suitLine) && !strings.Contains(text, causeLine) {
		return n, text
	}
	var others []string
	for line := range strings.SplitSeq(text, "\n") {
		suit, isSuit := strings.CutPrefix(line, suitLine)
		cause, isCause := strings.CutPrefix(line, causeLine)
		switch {
		case isSuit && n.Suit == "":
			n.Suit = suit
		case isCause && n.Cause == "":
			n.Cause = cause
		case !isSuit && !isCause:
			others = append(others, line)
		}
	}
	return n, strings.Join(others, "\n")
}

// Property returns the words of n that say the suit is about intellectual
// property, or "", and the right at stake where they name one alone:
// "patent", "trademark" or "copyright".
func (n Nature) Property() (sign, of string) {
	bySuit, suit := suitRight(n.Suit)
	byCause, cause := causeRight(n.Cause)
	switch {
	case suit && cause && bySuit != "" && byCause != "" && bySuit != byCause:
		return n.Suit, ""
	case suit && bySuit == "" && cause:
		return n.Suit, byCause
	case suit:
		return n.Suit, bySuit
	case cause:
		return n.Cause, byCause
	}
	return "", ""
}

// suitCode is the number that the civil cover sheet (form JS 44) gives a
// nature of suit.
var suitCode = regexp.MustCompile(`\b\d{3}\b`)

// suitRight reads a nature of suit. The number decides where there is one:
// words such as "Patent" are those of other natures too.
func suitRight(suit string) (of string, ip bool) {
	switch suitCode.FindString(suit) {
	case "":
		return byWords(suit)
	case "820":
		return "copyright", true
	case "830", "835": // 835 is for patents on drugs, where a copy is to be approved
		return "patent", true
	case "840":
		return "trademark", true
	case "880": // trade secrets
		return "", true
	}
	return "", false
}

// statute is a title and section of the United States Code as clerks write it.
var statute = regexp.MustCompile(`^\s*(\d{1,2})\s*(?::|U\.?\s?S\.?\s?C\.?\s?A?\.?)\s*(?:§+|[Ss]ec(?:tion|\.)?)?\s*(\d{1,4})`)

// causeRight reads a cause of action. A statute on one right alone decides;
// others, such as those on jurisdiction, leave it to the words beside them.
func causeRight(cause string) (of string, ip bool) {
	m := statute.FindStringSubmatch(cause)
	if m == nil {
		return byWords(cause)
	}
	section := m[2]
	for len(section) < 4 {
		section = "0" + section
	}
	switch title := m[1]; {
	case title == "15" && "1051" <= section && section <= "1141": // the Lanham Act
		return "trademark", true
	case title == "17":
		return "copyright", true
	case title == "35":
		return "patent", true
	case title == "18" && "1831" <= section && section <= "1839": // trade secrets
		return "", true
	}
	return byWords(cause)
}

func byWords(s string) (of string, ip bool) {
	s = strings.ToLower(s)
	of = right(s)
	return of, of != "" || has(s, "patent", "trademark", "copyright", "trade secret")
}
