package section337

import (
	"regexp"
	"strings"
)

// A rule says what a title that matches is about.
type rule struct {
	re   *regexp.Regexp
	word string
}

// other are titles of the commission's that are about no import under section
// 337: duties, studies, meetings, its own administration.
var other = regexp.MustCompile(`(?i)anti-?dumping|countervailing|five-year|sunset review|sunshine|meeting|\b(?:731|701|751|753|332|201|204|421|406|131|1205|103|104)-(?:TA-)?\d|\bTA-(?:201|204|421|406|131|103|104)-\d|` +
	`section (?:201|204|332|421|406|232|301)\b|safeguard|information collection|probable (?:economic )?effect|harmonized tariff|privacy act|senior executive|performance review board|freedom of information|less.than.fair.value|import injury|` +
	` from (?:the )?(?:people's republic of china|china|taiwan|japan|korea|south korea|republic of korea|india|mexico|canada|vietnam|thailand|turkey|brazil|russia|ukraine|germany|italy|indonesia|malaysia|argentina|spain|france|austria|belgium|south africa|the united arab emirates|oman|saudi arabia|kazakhstan|cambodia|laos|sri lanka|pakistan|egypt)\b`)

// about is what only titles under section 337 say.
var about = regexp.MustCompile(`(?i)337-TA-?\d|\bDN[ #-]*\d{4}|section 337\b|19 U\.?S\.?C\.? 1337|^(?:in the matter of:? )?certain [^;]+|receipt of (?:an? )?(?:amended )?complaint|exclusion order|cease and desist|initial determination|` +
	`institution of investigation|public interest|unfair import|unfair trade practice`)

// titles are in the order in which they bind: what a title ends with matters
// more than what it begins with.
var titles = []rule{
	{regexp.MustCompile(`(?i)receipt of (?:an? )?(?:amended|supplemental|second amended) complaint`), "amended-receipt"},
	{regexp.MustCompile(`(?i)receipt of (?:an? )?complaint|solicitation of comments relating to the public interest`), "receipt"},
	{regexp.MustCompile(`(?i)enforcement|bond forfeiture|forfeiture of bond`), "enforcement"},
	{regexp.MustCompile(`(?i)modif(?:y|ication|ying) |rescission|rescind|suspen(?:d|sion) .*order|advisory opinion|ancillary`), "modification"},
	{regexp.MustCompile(`(?i)(?:determination|decision|votes?) not to institute|not instituted|dismiss(?:al of|ing) (?:the )?complaint`), "not-instituted"},
	{regexp.MustCompile(`(?i)amend(?:ing|ed|ment)?[^;]* (?:complaint|notice of investigation)|motion to intervene|substitut(?:e|ing|ion)|correct(?:ing)? (?:the )?(?:name|caption)`), "amended-institution"},
	{regexp.MustCompile(`(?i)institution of (?:an? )?(?:section 337 )?investigation|institut(?:es|e) (?:a )?section 337|; notice of investigation$|^notice of investigation$|votes? to institute`), "institution"},
	{regexp.MustCompile(`(?i)temporary (?:exclusion|relief|limited)`), "teo-ruled"},
	{regexp.MustCompile(`(?i)(?:finding of |finding |of |with )no violation|no violation of section 337`), "no-violation"},
	{regexp.MustCompile(`(?i)issu(?:ance|es|ing|e) [^;]*(?:exclusion order|cease and desist)|final determination (?:of|finding) (?:a )?violation`), "remedy"},
	{regexp.MustCompile(`(?i)(?:terminat(?:e|ing|ion)) (?:of )?(?:the )?(?:investigation|respondent|claims)?[^;]*(?:as to|with respect to|in part|partial|certain (?:patents?|claims?|respondents?)|respondents? )[^;]*settlement`), "settlement"},
	{regexp.MustCompile(`(?i)partial[^;]*terminat|terminat[^;]*(?:as to|with respect to|in part|certain |respondents? )[^;]*consent order`), "consent-order"},
	{regexp.MustCompile(`(?i)terminat[^;]*(?:as to|with respect to|in part|certain |respondents? )[^;]*`), "withdrawal"},
	{regexp.MustCompile(`(?i)terminat(?:e|es|ing|ion of) (?:the |this )?(?:investigation|section 337)`), "terminated"},
	{regexp.MustCompile(`(?i)show cause`), "show-cause"},
	{regexp.MustCompile(`(?i)default`), "default-found"},
	{regexp.MustCompile(`(?i)settlement|license agreement`), "settlement"},
	{regexp.MustCompile(`(?i)consent order`), "consent-order"},
	{regexp.MustCompile(`(?i)withdraw`), "withdrawal"},
	{regexp.MustCompile(`(?i)target date|extension of`), "target-date"},
	{regexp.MustCompile(`(?i)summary determination`), "summary"},
	{regexp.MustCompile(`(?i)not to review`), "not-reviewed"},
	{regexp.MustCompile(`(?i)to review|remand|written submissions`), "review"},
	{regexp.MustCompile(`(?i)public interest`), "public-interest"},
}

// ReadTitle reads the title of a notice of the commission as the Federal
// Register, the document system, the index of notices and the press room give
// it. It is false for what is not about section 337.
func ReadTitle(title string) (Act, bool) {
	title = Plain(title)
	if len(title) > maxParty || other.MatchString(title) || !about.MatchString(title) {
		return Act{}, false
	}
	return Known(word(title, titles)), true
}

// word returns the word of the first rule that s matches, or "".
func word(s string, rules []rule) string {
	for _, r := range rules {
		if r.re.MatchString(s) {
			return r.word
		}
	}
	return ""
}

var (
	productFirst = regexp.MustCompile(`(?i)^(?:.{0,120}?(?:in the matter of:? |investigation of |investigation on |investigation regarding |complaints?: |entitled ))?(certain .+)$`)
	productEnd   = regexp.MustCompile(`(?i);|,? \(?\b(?:DN|Dkt\.?|Docket No)\b|,? \(?Inv(?:estigation|\.)? Nos?\b|,? \(?337-TA-|: (?:notice|commission|institution)| notice of `)
)

// Product returns the product that a title is about, as it is written:
// "Certain Wi-Fi Enabled Electronic Devices and Components Thereof"; "" where
// the title names none.
func Product(title string) string {
	title = Plain(title)
	if m := productFirst.FindStringSubmatch(title); m != nil {
		return productOf(m[1])
	}
	if len(Investigations(title))+len(Dockets(title)) == 0 {
		return ""
	}
	return productOf(title)
}

func productOf(s string) string {
	if at := productEnd.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	return strings.Trim(s, " ,;:.\"")
}
