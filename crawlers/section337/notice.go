package section337

import (
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
)

// A Notice is what the text of a notice says.
type Notice struct {
	Investigations []int // of the header; a number in the body is a citation
	Dockets        []int
	Act            Act
	Product        string
	Complained     time.Time // day the complaint was filed
	Ordered        time.Time // day the commission decided
	Issued         time.Time // day the Secretary issued the notice
	Shown          time.Time // moment the Federal Register put it on public inspection
	FRDoc          string
	Parties        []crawlers.Party
	Patents        []string  // "8,325,838", "D701,234", "RE45,678"
	Statute        []string  // "(a)(1)(B)"
	Remedy         []string  // "geo", "leo", "cdo": asked for or issued
	CommentDays    int       // days for comments, from publication
	CommentsDue    time.Time // the date printed for comments
	Accused        string    // the accused products in plain language
}

const date = `([A-Z][a-z]+ \d{1,2}, ?\d{4})`

var (
	complainedOn = regexp.MustCompile(`(?:complaint was filed with the (?:U\.S\.|United States) International Trade Commission on|filed on behalf of .{1,900}? on|The complaint was filed on) ` + date)
	orderedOn    = regexp.MustCompile(`International Trade Commission, on ` + date + ` ?, ?ordered that`)
	issuedOn     = regexp.MustCompile(`Issued:? ` + date)
	frDoc        = regexp.MustCompile(`\[FR Doc\. ?([\dA-Z-]+) Filed (\d{1,2}-\d{1,2}-\d{2}); ?(\d{1,2}:\d{2} [ap])\.?m`)
	patentNumber = regexp.MustCompile(`\b((?:D|RE|PP) ?)?(\d{1,2},\d{3},\d{3}|\d{3},\d{3}|\d{2},\d{3})\b`)
	subsection   = regexp.MustCompile(`(?:sub)?section \((a)\)\(1\)\(([A-E])\)`)
	entitled     = regexp.MustCompile(`entitled "?(Certain .+?)"?,? \(?DN ?-?(\d{4})`)
	behalf       = regexp.MustCompile(`filed on behalf of (.+?) on ` + date)
	behalfLater  = regexp.MustCompile(`on ` + date + `.{0,120}?on behalf of (.+?)\.? (?:A |Supplement|An |The |Letter)`)
	asRespondent = regexp.MustCompile(`(?:names|named)(?: the following)?(?: entities| companies)? as (?:the )?(?:proposed )?respondents?:? (.+?)\.? (?:The complainants?|Complainants?|The Office|Id\.|The Commission)`)
	accused      = regexp.MustCompile(`plain.language description of the accused products.{0,200}? is "(.+?)[.;,]?"`)
	daysAfter    = regexp.MustCompile(`(?i)(\w+) (?:\(\d+\) )?calendar days after the date of publication`)
	dueOn        = regexp.MustCompile(`(?i)no later than (?:by )?(?:the )?(?:close of business )?,? ?(?:on )?(?:[A-Z][a-z]+day, )?` + date)
)

// ReadNotice reads the whole text of a notice. It is pure and never fails:
// what a text does not say stays empty.
func ReadNotice(t Text) Notice {
	var b strings.Builder
	for _, p := range t.Paragraphs {
		if b.Len() > 400_000 {
			break
		}
		b.WriteString(Plain(p.Text) + "\n")
	}
	body := b.String()
	n := Notice{Investigations: Investigations(t.Header), Product: Product(t.Subject)}
	n.Act, _ = ReadTitle(t.Subject)
	if m := entitled.FindStringSubmatch(body); m != nil {
		n.Product = m[1]
		n.Dockets = Dockets("DN " + m[2])
	} else if len(n.Investigations) == 0 {
		n.Dockets = Dockets(body)
	}
	n.Complained = day(complainedOn, body)
	n.Ordered = day(orderedOn, body)
	n.Issued = day(issuedOn, body)
	if m := frDoc.FindStringSubmatch(body); m != nil {
		n.FRDoc = m[1]
		n.Shown, _ = time.ParseInLocation("1-2-06 3:04 pm", m[2]+" "+m[3]+"m", Zone()) // zero where it is no time
	}
	if m := accused.FindStringSubmatch(body); m != nil {
		n.Accused = m[1]
	}
	if m := dueOn.FindStringSubmatch(body); m != nil {
		n.CommentsDue, _ = time.Parse("January 2, 2006", m[1]) // zero where it is no date
	}
	n.Parties = listed(t.Paragraphs)
	if len(n.Parties) == 0 {
		if m := behalf.FindStringSubmatch(body); m != nil {
			n.Parties = ReadParties(crawlers.Complainant, m[1])
		}
		if m := asRespondent.FindStringSubmatch(body); m != nil {
			n.Parties = append(n.Parties, ReadParties(crawlers.Respondent, m[1])...)
		}
	}
	return n
}

func day(re *regexp.Regexp, s string) time.Time {
	m := re.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}
	}
	t, err := time.Parse("January 2, 2006", m[1])
	if err != nil {
		return time.Time{}
	}
	return t
}

var (
	complainants = regexp.MustCompile(`^\(a\) The complainants? (?:is|are)`)
	respondents  = regexp.MustCompile(`^\(b\) The respondents? (?:is|are)`)
	endOfParties = regexp.MustCompile(`^\((?:c|\d)\)`)
)

// listed reads the parties that a notice of institution sets one a paragraph.
func listed(ps []Paragraph) []crawlers.Party {
	var role crawlers.Role
	var out []crawlers.Party
	for _, p := range ps {
		s := Plain(p.Text)
		switch {
		case complainants.MatchString(s):
			role = crawlers.Complainant
		case respondents.MatchString(s):
			role = crawlers.Respondent
		case endOfParties.MatchString(s):
			role = ""
		case role != "" && len(out) < maxParties:
			out = append(out, ReadParty(role, s))
		}
	}
	return out
}
