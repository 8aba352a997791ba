package section337

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
)

// A Notice is what the text of a notice says. What it does not say is empty.
type Notice struct {
	Investigations []int // of the header; a number in the body is a citation
	Dockets        []int // of the complaint that the notice is about
	Act            Act
	Product        string
	Complained     time.Time // day the complaint was filed
	Ordered        time.Time // day the commission instituted
	Issued         time.Time // day the Secretary issued the notice
	Shown          time.Time // moment the Federal Register showed it to the public
	FRDoc          string
	Parties        []crawlers.Party
	Patents        []string  // "8,325,838", "D701,234", "RE45,678"
	Statute        []string  // "(a)(1)(B)"
	Remedy         []string  // "geo", "leo", "cdo": asked for, or issued
	CommentDays    int       // days for comments, from publication
	CommentsDue    time.Time // the date printed for comments
	Accused        string    // the accused products in plain language
}

// Limits of what is read of a notice.
const (
	maxParagraphs = 4_000
	maxParagraph  = 40_000
	maxBody       = 600_000
	maxPatents    = 200
)

// ReadNotice reads the whole text of a notice, the line included in which the
// Federal Register says when it was filed. It is pure and never fails.
func ReadNotice(t Text) Notice {
	ps := plainParagraphs(t.Paragraphs)
	header, subject := Plain(clip(t.Header, maxParagraph)), Plain(clip(t.Subject, maxParagraph))
	n := Notice{Investigations: Investigations(header), Dockets: Dockets(header), Product: Product(subject)}
	act, ok := ReadTitle(subject)
	if n.Act = act; !ok && len(n.Investigations) > 0 {
		n.Act = readNotice(clip(subject, maxTitle)) // the header says what the title leaves out
	}
	for _, p := range ps {
		n.readReceipt(p.Text)
		n.readDates(p.Text)
		n.readRight(p.Text)
		n.readComments(p.Text)
		if n.Accused == "" {
			n.Accused = first(accused, p.Text)
		}
	}
	n.Remedy = remedies(n.Act, subject, ps)
	n.Parties = noticeParties(ps)
	return n
}

func plainParagraphs(ps []Paragraph) []Paragraph {
	var out []Paragraph
	size := 0
	for _, p := range ps {
		p.Text = Plain(clip(p.Text, maxParagraph))
		if size += len(p.Text); size > maxBody || len(out) >= maxParagraphs {
			break
		}
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// clip cuts s to at most n bytes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// first returns what the first group of re holds in s, or "".
func first(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

var (
	entitled    = regexp.MustCompile(`received an? (?:\w+ ){0,3}complaint,?(?: entitled| titled| regarding| concerning| involving)?:? "?(?:(?i:in re|in the matter of):? )?([A-Z0-9].+?)[,;.]? ?[("]*(?:DN\b|D\.N\.|Docket No|Dkt)`)
	ownDocket   = regexp.MustCompile(`docket number ?\(?"?(Docket No\. ?\d{4,5})`)
	isReceipt   = regexp.MustCompile(`has received an? (?:\w+ ){0,3}complaint`)
	accused     = regexp.MustCompile(`plain[- ]language description of the accused products.*? (?:is|are):? "(.+?)[.;,]?"(?:[.;,]| and |$)`)
	complained  = regexp.MustCompile(`complaint(?:,? as (?:amended|supplemented),?)?(?: and [a-z ]{3,60})? (?:was|were) filed (?:with the (?:(?:U\.S\.|United States) International Trade )?Commission )?(?:\("[^"]{0,40}"\) )?on ` + date)
	onBehalfOn  = regexp.MustCompile(`Procedure,?(?: was| were)? filed (?:on behalf of|by) .+? on ` + date)
	filedOn     = regexp.MustCompile(`complaint (?:was )?filed (?:on ` + date + `|(?:on behalf of|by) (.+?),? on ` + date + `)`)
	orderedOn   = regexp.MustCompile(`Commission(?: \("[^"]{0,20}"\))?, on ` + date + ` ?, ?ordered that`)
	issuedOn    = regexp.MustCompile(`(?:^|[.] )(?:Issued|Dated|Date issued):? ` + date)
	frDoc       = regexp.MustCompile(`FR Doc\.? ?(?:No[.:]* ?)?([A-Z\d]{2,4}-\d{1,6})`)
	frFiled     = regexp.MustCompile(`Filed (\d{1,2}-\d{1,2}-\d{2}); ?(\d{1,2}:\d{2}) ([ap])\.?m`)
	daysAfter   = regexp.MustCompile(`(?i)\b([a-z]+|\d+) (?:\(\d{1,3}\) )?(?:calendar )?days after (?:the date of )?publication`)
	commentsDue = regexp.MustCompile(`(?i)(?:submissions?|comments?|statements?|orders)\b.{0,250}? (?:must|should|shall|are to|may) be (?:filed|submitted|received).{0,120}? (?:than|by|before|of business)(?: close of business)?,?(?: on)?(?: [a-z]{3,6}day,)? ` + date)
	subsection  = regexp.MustCompile(`\(a\)\(1\)\(([A-E])\)((?:, ?(?:and |or )?\([A-E]\)| (?:and|or) \([A-E]\))*)`)
	letter      = regexp.MustCompile(`\(([A-E])\)`)
)

// date matches a day as the commission writes it.
const date = `([A-Z][a-z]{2,8}\.? \d{1,2} ?, ?\d{4})`

func day(s string) time.Time {
	s = strings.Join(strings.Fields(strings.NewReplacer(".", " ", ",", " ").Replace(s)), " ")
	for _, layout := range [...]string{"January 2 2006", "Jan 2 2006"} {
		if t, err := time.Parse(layout, strings.Replace(s, "Sept ", "Sep ", 1)); err == nil {
			return t
		}
	}
	return time.Time{} // "Friday 13 1999" is no day
}

// readReceipt reads what only a notice of receipt says: it has no header, and
// its product and docket stand in the text.
func (n *Notice) readReceipt(s string) {
	if len(n.Investigations) > 0 {
		return
	}
	if at := entitled.FindStringSubmatchIndex(s); at != nil && len(n.Dockets) == 0 {
		n.Product = strings.Trim(s[at[2]:at[3]], ` ,;."`)
		n.Dockets = Dockets(s[at[3]:min(len(s), at[3]+40)])
	}
	if len(n.Dockets) == 0 {
		n.Dockets = Dockets(first(ownDocket, s))
	}
	if n.Act.Word == "" && isReceipt.MatchString(s) {
		n.Act = Known("receipt")
	}
}

func (n *Notice) readDates(s string) {
	set := func(t *time.Time, re *regexp.Regexp) {
		if t.IsZero() {
			*t = day(first(re, s))
		}
	}
	set(&n.Complained, complained)
	set(&n.Complained, onBehalfOn)
	if m := filedOn.FindStringSubmatch(s); m != nil && n.Complained.IsZero() && sentenceEnd.FindString(m[2]) == "" && !strings.Contains(m[2], "supplement") && !strings.Contains(m[2], "amended") {
		n.Complained = day(m[1] + m[3])
	}
	set(&n.Ordered, orderedOn)
	set(&n.Issued, issuedOn)
	if n.FRDoc == "" {
		n.FRDoc = first(frDoc, s)
	}
	if m := frFiled.FindStringSubmatch(s); m != nil && n.Shown.IsZero() {
		n.Shown, _ = time.ParseInLocation("1-2-06 3:04 pm", m[1]+" "+m[2]+" "+m[3]+"m", Zone()) // zero where it is no moment
	}
}

// numbers up to twenty as notices write them.
var counted = map[string]int{
	"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
}

func (n *Notice) readComments(s string) {
	if m := daysAfter.FindStringSubmatch(s); m != nil && n.CommentDays == 0 {
		if days, err := strconv.Atoi(m[1]); err == nil && days <= 365 {
			n.CommentDays = days
		} else {
			n.CommentDays = counted[strings.ToLower(m[1])]
		}
	}
	if n.CommentsDue.IsZero() {
		n.CommentsDue = day(first(commentsDue, s))
	}
}

// readRight reads the patents at stake and the part of the law.
func (n *Notice) readRight(s string) {
	for _, m := range subsection.FindAllStringSubmatch(s, 20) {
		for _, l := range letter.FindAllStringSubmatch("("+m[1]+")"+m[2], 5) {
			if clause := "(a)(1)(" + l[1] + ")"; !slices.Contains(n.Statute, clause) {
				n.Statute = append(n.Statute, clause)
			}
		}
	}
	for _, p := range patents(s) {
		if len(n.Patents) < maxPatents && !slices.Contains(n.Patents, p) {
			n.Patents = append(n.Patents, p)
		}
	}
}

var (
	patentNumber = regexp.MustCompile(`(?:\b(D|RE|PP|Des\.) ?)?\b(\d{1,2},\d{3},\d{3}|\d{7,8})\b|\b(D|RE|PP|Des\.) ?(\d{2,3},?\d{3})\b`)
	kindOfRight  = regexp.MustCompile(`(?i)patents?\b|trademark|registrations?\b|copyright|serial n|\bFR\b|USC|HTS`)
)

// patents returns the numbers of patents in s. A trademark's registration is
// written as a patent is, so a number is what was last spoken of before it.
func patents(s string) []string {
	var out []string
	for _, at := range patentNumber.FindAllStringSubmatchIndex(s, maxPatents) {
		before := s[max(0, at[0]-400):at[0]]
		words := kindOfRight.FindAllString(before, -1)
		if len(words) == 0 || !strings.HasPrefix(strings.ToLower(words[len(words)-1]), "patent") || strings.HasSuffix(before, "$") {
			continue
		}
		group := func(i int) string {
			if at[i] < 0 {
				return ""
			}
			return s[at[i]:at[i+1]]
		}
		kind := strings.Replace(group(2)+group(6), "Des.", "D", 1)
		out = append(out, kind+grouped(group(4)+group(8)))
	}
	return out
}

// grouped writes a number with commas.
func grouped(digits string) string {
	digits = strings.TrimLeft(strings.ReplaceAll(digits, ",", ""), "0")
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

var requested = regexp.MustCompile(`requests? that the (?:(?:U\.S\. International Trade )?Commission|USITC) (.+)`)

// remedies returns the orders that were issued, by the subject of the notice
// that brings them, or else those that the complainant asks for.
func remedies(act Act, subject string, ps []Paragraph) []string {
	if act.Stage == "remedy" || act.Word == "teo-ruled" {
		i := slices.IndexFunc(ps, func(p Paragraph) bool { return strings.Contains(clip(p.Text, 60), "otice is hereby given") })
		if i >= 0 {
			subject += " " + ps[i].Text
		}
		return orders(subject)
	}
	for _, p := range ps {
		if m := requested.FindStringSubmatch(p.Text); m != nil {
			if out := orders(sentence(m[1])); out != nil {
				return out
			}
		}
	}
	return nil
}

func orders(s string) []string {
	var out []string
	for _, o := range []struct {
		re   *regexp.Regexp
		word string
	}{{sayGeneral, "geo"}, {sayAlternative, "leo"}, {sayDesist, "cdo"}} {
		if o.re.MatchString(s) {
			out = append(out, o.word)
		}
	}
	return out
}

// A limited order is often asked for in few words: "a general exclusion order,
// or in the alternative a limited exclusion order", "a general or limited one".
var sayAlternative = say(`limited(?: and/or general| or general| and general)? exclusion|general(?: and/or| or| and) limited|alternative,? (?:an? )?limited|\bLEO\b`)

// sentenceEnd is where a sentence ends: at a full stop before a word that
// begins one and continues no name. "Inc." and "U.S." end none.
var sentenceEnd = regexp.MustCompile(`\.["')]{0,2} (?:The|Id\b|On|In|An?|OUII|Complainants?|Respondents?|Subsequently|See|No|None|All|Of the|After|This|These|That|Letters?|Supplements?|Supplemental|Amended|By|Following|During|Thereafter|Both|Also|\d+ F(?:R|ed\. Reg\.)|Order No|Proposed|Responses?|For|It|Accordingly|Notice)\b`)

// sentence returns the first sentence of s without its full stop.
func sentence(s string) string {
	if at := sentenceEnd.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	return strings.TrimSpace(cmp.Or(strings.TrimSuffix(s, "."), s))
}
