package usitcweb

import (
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A release is what a news release says, in its own words.
type release struct {
	Number      string   `json:"release"`
	Date        string   `json:"date"`
	Inv         string   `json:"investigation"`
	Headline    string   `json:"headline"`
	Complaint   string   `json:"complaint"` // who filed it, and when
	Remedy      string   `json:"remedy"`
	Respondents []string `json:"respondents"`
}

var (
	// The captures end at fixed phrases, never at the first period, which may
	// be that of "Inc." or "U.S.".
	voted        = regexp.MustCompile(`(?i)\b(?:voted to institute|(?:has|have) instituted) (?:an?|the|two|three) (?:section 337 )?investigations?\b`)
	votedProduct = regexp.MustCompile(`(?i)\binstituted? (?:an?|the|two|three) (?:section 337 )?investigations? (?:of|on|into|concerning|regarding) (.+?)\. +The (?:products?|services?)\b`)
	headProduct  = regexp.MustCompile(`(?i)\binstitutes? (?:an? |two )?(?:section 337 )?investigations? (?:of|on|into|concerning|regarding) (.+)$`)
	headDate     = regexp.MustCompile(`; [A-Z][a-z]+ \d{1,2}, \d{4}$`)
	complaintBy  = regexp.MustCompile(`(?i)\bbased (?:up)?on (an? |the )?((?:[a-z]+ )?(?:amended |corrected )?)complaints? (?:that was |was )?(?:originally )?filed (?:by|on behalf of) (.+?),? +on ([A-Z][a-z]+\.? \d{1,2}, \d{4})`)
	remedyAsked  = regexp.MustCompile(`(?i)\bcomplainants? requests? that the (?:USITC|Commission) (issue .+?)\.(?:\s|$)`)
	bodyNumber   = regexp.MustCompile(`(?i)\bby instituting (?:this|these) investigations? \(([^()]{1,80})\)`)
	anyNumber    = regexp.MustCompile(`(?i)\b\d{2,3}[ -]{0,2}TA[ -]{0,2}(\d{3,4})\b`)
	ofSection337 = regexp.MustCompile(`(?i)\bviolations? of section 337\b`)
)

// filing puts a release into the words of all sources. The filing has no key
// if the release is not about section 337; why says what is wrong with one
// that is.
func (a article) filing(address string) (f crawlers.Filing, why string) {
	text := inText(bounded(strings.Join(a.body, "\n")))
	if !strings.Contains(strings.ToLower(a.headline), "section 337") && !ofSection337.MatchString(text) {
		return f, ""
	}
	r := release{Number: a.number, Date: a.date, Inv: a.inv, Headline: a.headline}
	act, ok := section337.ReadTitle(a.headline)
	switch {
	case voted.MatchString(text):
		act = section337.Known("institution")
	case !ok || act.Word == "" || len(section337.Investigations(a.inv)) == 0:
		return f, ""
	}
	n := a.investigation(text)
	if n == 0 {
		return f, "no number of an investigation"
	}
	day, ok := a.day(address)
	if !ok {
		return f, "no date"
	}
	title := a.caption(text)
	if title == "" {
		return f, "no product"
	}
	f = crawlers.Filing{
		Key: section337.Investigation(n),
		Act: act.Word, Slug: act.Slug(own(day)), Part: "release", Routine: act.Routine,
		Kind:    crawlers.Section337,
		Title:   title,
		Product: product(title),
		Filed:   dayOf(day),
		URL:     address,
		Text:    bounded(strings.TrimSpace(a.headline + "\n" + strings.Join(a.body, "\n"))),
	}
	if act.Word == "institution" {
		var complained time.Time
		f.Parties, complained = r.parties(a.body, text)
		f.Bridges = a.bridges(complained, title, text)
	}
	f.Raw = rawOf(r)
	return f, ""
}

// investigation returns the number of the investigation. Its type is typed
// wrong now and then ("37-TA-1057", "332-TA-1320"), in the head or in the
// text; the text says what section it is of.
func (a article) investigation(text string) int {
	inText := ""
	if m := bodyNumber.FindStringSubmatch(text); m != nil {
		inText = m[1]
	}
	for _, s := range []string{a.inv, inText} {
		if n := section337.Investigations(s); len(n) > 0 {
			return n[0]
		}
	}
	for _, s := range []string{a.inv, inText} {
		if m := anyNumber.FindStringSubmatch(s); m != nil {
			return number(m[1])
		}
	}
	return 0
}

// caption is the title of the matter: the headline's, which is written as
// titles are, or else the first sentence's.
func (a article) caption(text string) string {
	if m := headProduct.FindStringSubmatch(inText(a.headline)); m != nil {
		return strings.TrimRight(headDate.ReplaceAllString(m[1], ""), " .;,")
	}
	if p := section337.Product(a.headline); p != "" {
		return p
	}
	if p := proseProduct(text); p != "" {
		return strings.ToUpper(p[:1]) + p[1:]
	}
	return ""
}

func proseProduct(text string) string {
	if m := votedProduct.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// bridges join the investigation to its complaint. Headline and first sentence
// may name the product at different length.
func (a article) bridges(complained time.Time, title, text string) []crawlers.Bridge {
	out := section337.Filed(complained, title)
	for _, b := range section337.Filed(complained, proseProduct(text)) {
		if len(out) == 0 || out[0] != b {
			out = append(out, b)
		}
	}
	return out
}
