package section337

import (
	"regexp"
	"strings"
)

// maxTitle bounds a title: it is read many times over.
const maxTitle = 2_000

// other are titles about something else than unfair imports: duties, studies,
// meetings, the commission's own administration.
var other = regexp.MustCompile(`(?i)anti-?dumping|countervailing|five-year|sunset review|sunshine|\bmeetings?\b|` +
	`\b(?:731|701|751|753|332|201|204|421|406|131|1205|103|104)-(?:TA-)?\d|\bTA-(?:201|204|421|406|131|103|104)-\d|` +
	`section (?:201|204|332|421|406|232|301|731|701)\b|safeguard|information collection|probable (?:economic )?effect|` +
	`harmonized tariff|privacy act|senior executive|performance review board|freedom of information|` +
	`less.than.fair.value|import injury|commission practice|proposed rule|advisory committee`)

// about is what titles about unfair imports say and others do not.
var about = regexp.MustCompile(`(?i)337[ -]?TA|\bDN[ #-]*\d{4}|section 337\b|19 U\.?S\.?C\.? 1337|^(?:in the matter of:? )?certain [^;]|` +
	`; certain [^;]+$|remedial orders?\b|receipt of (?:an? )?(?:\w+ )?complaint|exclusion order|cease and desist|initial determination|\bIDs?\b|` +
	`institution of investigation$|notice of investigation$|\btarget date\b|on the public interest|relating to the public interest|unfair import`)

// ReadTitle reads the title of a notice of the commission as the Federal
// Register, the document system, the index of notices and the press room give
// it. It is false for what is not about section 337. An act whose word says
// nothing is about section 337 and not of the list.
func ReadTitle(title string) (Act, bool) {
	title = Plain(title)
	if len(title) > maxTitle || other.MatchString(title) || fromCountry(title) || !about.MatchString(title) {
		return Act{}, false
	}
	return readNotice(title), true
}

// fromCountry reports whether a title is about goods from a country, as those
// about duties are: "Certain Steel Nails From Oman; Determinations".
func fromCountry(title string) bool {
	title, _, _ = strings.Cut(title, ";")
	for lower := strings.ToLower(title); ; {
		_, rest, ok := strings.Cut(lower, " from ")
		if !ok {
			return false
		}
		words := strings.FieldsFunc(strings.TrimPrefix(rest, "the "), func(r rune) bool { return r == ' ' || r == ',' || r == ':' })
		for n := range min(4, len(words)) {
			if _, ok := countries[strings.Join(words[:n+1], " ")]; ok {
				return true
			}
		}
		lower = rest
	}
}

// Patterns of what a title says, tried on the part behind the product.
var (
	sayCorrection  = say(`correct(?:ion|ed|ing)\b|errat(?:um|a)\b|\bremand`)
	sayReceipt     = say(`receipt of (?:an? )?complaint|solicitation of comments relating to the public interest`)
	sayReceiptMore = say(`receipt of (?:an? )?(?:\w+ )?(?:amended|supplemental|supplemented)[ \w]* complaint`)
	sayEnforcement = say(`enforcement|forfeiture of[^;]*bond|bond[^;]*forfeiture|civil penalt`)
	sayAdvisory    = say(`advisory opinion`)
	sayModify      = say(`rescind|rescission|modification proceeding|\b(?:modif\w+|suspen\w+|stay\w*|revo\w+|set(?:ting)? aside|vacat\w+)[^;]*(?:exclusion|desist|remedial|consent) orders?|ancillary proceeding`)
	sayNotMade     = say(`not to institute|\bden(?:y|ies|ied|ying|ial)(?: of)?(?: the)? institution|not instituted|declin\w+ to institute|dismiss\w*[^;]* complaint`)
	sayInstitution = say(`institution of (?:an? |two |the )?(?:section 337 )?investigations?\b|(?:^|[;.] ?)(?:notice of )?(?:institution of )?investigation$|institut(?:es?|ed|ing) (?:an? |two )?(?:section 337|new section 337|investigation)|votes? to institute|^institution$`)
	sayAmended     = say(`amend\w*[^;]* (?:complaint|notice of (?:institution|investigation))|amended (?:notice|institution)|to intervene|intervention|substitut\w+|\badd(?:ing|ition of)?\b[^;]* respondents?|correct\w*[^;]* (?:names?|caption|complaint|notice of investigation|respondents?)|severing|severance|consolidat\w+`)
	sayTEO         = say(`temporary (?:exclusion|relief|limited|general|cease)|\bTEO\b`)
	sayTEOSought   = say(`(?:motion|request|petition)s? for temporary|accept[^;]*temporary`)
	sayOrders      = say(`issu(?:ance|es?|ed|ing)\b[^;]*(?:exclusion|desist|remedial) orders?|issu(?:ance|es?|ed|ing)\b[^;]*\b(?:LEO|GEO|CDO)s?\b`)
	sayViolation   = say(`final (?:commission )?determination (?:of|finding|that)[^;]*violation|(?:commission(?:'s)?|final) determination (?:of|finding) (?:an? )?(?:section 337 )?violation`)
	sayNoViolation = say(`\bno (?:section 337 )?violation|not violat|non-?violation`)
	sayTerminate   = say(`\bterminat(?:e|es|ed|ing|ion)\b`)
	sayTerminated  = say(`\bterminat(?:e|es|ed|ing|ion)(?: of)?(?: the| this)?(?: entire| section 337| consolidated| remand)? investigations?\b`)
	sayPart        = say(`\b(?:as to|with respect to|with regard to|in[ -]part|partial(?:ly)?|as regards|in relation to|certain)\b`)
	sayOneOf       = say(`\b(?:against|claims?|patents?|respondents?|complainants?)\b`)
	sayBecause     = say(` (?:based|on the basis|for good|in view|due to|pursuant|by reason|because|following|between)\b`)
	sayPartial     = say(`partial`)
	sayWhole       = say(`in (?:its|their) entirety|(?:all|the last|last|only|sole)(?: of)?(?: the)?(?: remaining| named| other)? respondents?|remaining respondents?`)
	sayDenied      = say(`^(?:order no\.? ?\d+:? )?den(?:y|ying|ial)|\bden(?:y|ying|ial of)\b[^;]*\b(?:motion|request|petition)`)
	sayShowCause   = say(`show cause`)
	sayDefault     = say(`\bdefault\b`)
	saySettlement  = say(`settle|licens(?:e|ing) agreement|arbitration`)
	sayConsent     = say(`consent order|consent stipulation`)
	sayWithdrawal  = say(`withdraw`)
	sayTarget      = say(`target date`)
	sayExtension   = say(`exten(?:d|ds|ding|sion)\b|change of date`)
	saySummary     = say(`summary (?:initial )?determination`)
	sayReview      = say(`\breviewing\b|\bto (?:\w+ )?(?:sua sponte )?review\b|\bto remand\b|remanding|remands?(?: order| of| in part)|reconsider|\bto (?:vacate|reverse)\b|(?:questions|issues) under review|on review`)
	sayNotReview   = say(`\bnot (?:to )?review\b|not reviewed|declin\w+ to review`)
	sayWhether     = say(`(?:whether|not|when|decide|determine)(?: or not)? (?:to )?review(?:ed)?\b`)
	saySubmissions = say(`written submissions?|filing submissions|briefing`)
	sayPublic      = say(`public interest`)
	sayRecommended = say(`recommended determination`)
	sayFinalID     = say(`(?:final initial determination|initial determination on violation)`)
	sayJudge       = say(`(?:assign|designat|appoint)\w*[^;]*(?:\bALJ\b|judge)`)
	sayPresident   = say(`\bthe president\b|presidential (?:review|disapproval)|disapprov|trade representative`)
	sayNotPresent  = say(`president of|vice president`)
	sayReprint     = say(`^F\. ?R\. (?:notice of )?`)
)

func say(pattern string) *regexp.Regexp { return regexp.MustCompile("(?i)" + pattern) }

// readNotice reads the title of a notice that is known to be about section 337.
// An act that comes a second time, by a correction or on remand, does not take
// the place of the first.
func readNotice(title string) Act {
	says := behindProduct(title)
	act := Known(noticeWord(says))
	act.Once = act.Once && !sayCorrection.MatchString(says)
	return act
}

// noticeWord says what a notice is about. What ends a matter binds more than
// what led to it, so a title of several parts is read for its end first.
func noticeWord(s string) string {
	switch {
	case sayReceiptMore.MatchString(s):
		return "amended-receipt"
	case sayReceipt.MatchString(s):
		return "receipt"
	case sayEnforcement.MatchString(s):
		return "enforcement"
	case sayAdvisory.MatchString(s):
		return "advisory"
	case sayNotMade.MatchString(s):
		return "not-instituted"
	case sayInstitution.MatchString(s):
		if sayAmended.MatchString(s) || sayCorrection.MatchString(s) {
			return "amended-institution"
		}
		return "institution"
	case sayTEO.MatchString(s):
		if sayTEOSought.MatchString(s) && !sayDenied.MatchString(s) && !sayNotReview.MatchString(s) {
			return "teo-sought"
		}
		return "teo-ruled"
	case sayModify.MatchString(s):
		return "modification"
	}
	if word := endWord(s); word != "" {
		return word
	}
	return courseWord(s)
}

// endWord says how a notice ends the investigation, or part of it; or "".
func endWord(s string) string {
	whole, part := terminates(s)
	reviewed := reviews(s)
	switch {
	case sayOrders.MatchString(s) || sayViolation.MatchString(s) && !sayNoViolation.MatchString(s) && !reviewed && !saySubmissions.MatchString(s):
		return "remedy"
	case sayNoViolation.MatchString(s) && (whole || !reviewed && !part):
		return "no-violation"
	case whole:
		return "terminated"
	case reviewed || sayDenied.MatchString(s) && !sayNotReview.MatchString(s):
		return ""
	case part:
		return partWord(s)
	}
	return ""
}

// reviews reports whether the commission takes a determination up. "Not to
// review" and "whether to review" do not.
func reviews(s string) bool { return sayReview.MatchString(sayWhether.ReplaceAllString(s, "")) }

// terminates reports whether a title says that the investigation ends as a
// whole, or as to some respondents, patents or claims.
func terminates(s string) (whole, part bool) {
	reviewed := reviews(s)
	for clause := range strings.SplitSeq(s, ";") {
		clause = strings.TrimSpace(clause)
		at := sayTerminate.FindStringIndex(clause)
		if at == nil {
			continue
		}
		own := at[0] == 0 // "Termination of the Investigation" stands by itself
		before, end := clause[:at[0]], clause[at[0]:]
		what := end // is ended, without the reason
		if at := sayBecause.FindStringIndex(end); at != nil {
			what = end[:at[0]]
		}
		switch {
		case sayDenied.MatchString(before):
		case sayTerminated.MatchString(what) && sayWhole.MatchString(what) && (own || !reviewed):
			whole = true
		case sayPart.MatchString(end), sayOneOf.MatchString(what), sayPartial.MatchString(before):
			part = true
		case sayTerminated.MatchString(end) && (own || !reviewed):
			whole = true
		}
	}
	return whole, part
}

// partWord says why a part of the investigation ends.
func partWord(s string) string {
	switch {
	case sayAmended.MatchString(s):
		return "amended-institution"
	case sayDefault.MatchString(s):
		return "default-found"
	case sayConsent.MatchString(s):
		return "consent-order"
	case saySettlement.MatchString(s):
		return "settlement"
	case sayWithdrawal.MatchString(s):
		return "withdrawal"
	}
	return "terminated-in-part"
}

// courseWord says what a notice does in the course of the investigation.
func courseWord(s string) string {
	for _, r := range []struct {
		is   bool
		word string
	}{
		{sayShowCause.MatchString(s), "show-cause"},
		{reviews(s), "review"},
		{sayAmended.MatchString(s), "amended-institution"},
		{sayDefault.MatchString(s), "default-found"},
		{sayConsent.MatchString(s), "consent-order"},
		{saySettlement.MatchString(s), "settlement"},
		{sayWithdrawal.MatchString(s), "withdrawal"},
		{saySummary.MatchString(s), "summary"},
		{sayTarget.MatchString(s), "target-date"},
		{sayNotReview.MatchString(s), "not-reviewed"},
		{sayExtension.MatchString(s) && sayWhether.MatchString(s), "target-date"},
		{saySubmissions.MatchString(s), "review"},
		{sayPublic.MatchString(s), "public-interest"},
		{sayPresident.MatchString(s), "presidential-review"},
		{sayJudge.MatchString(s), "judge-assigned"},
		{sayFinalID.MatchString(s), "id"},
		{sayRecommended.MatchString(s), "recommended"},
	} {
		if r.is {
			return r.word
		}
	}
	return ""
}

var (
	productFirst = regexp.MustCompile(`(?i)^(?:.{0,160}?(?:\bin (?:the matter of|re):? |investigations? (?:of|on|into|regarding|concerning) |^complaints?: |etc\.: |entitled "?|337-TA-\d+[:;,]? ))?"?(certain .+)$`)
	productLast  = regexp.MustCompile(`; (Certain [^;]+)$`)
	productEnd   = regexp.MustCompile(`(?i); |;$|[,.]? ?[("]?\b(?:DN|Dkt|Docket No)\b|[,.]? \(?Inv(?:estigation|\.)? Nos?\b|,? \(?337-TA-|[:.,]? (?:notice|(?:final )?commission(?:'s)?) (?:of|determination|decision|final|request|issuance)\b|[:.] (?:institution|termination|request|issuance) |, institution of `)
)

// Product returns the product that a title is about, as it is written:
// "Certain Wi-Fi Enabled Electronic Devices and Components Thereof". It is ""
// where the title names none.
func Product(title string) string {
	s := Plain(title)
	if len(s) > maxTitle {
		return ""
	}
	if m := productFirst.FindStringSubmatch(s); m != nil {
		s = m[1]
	} else if m := productLast.FindStringSubmatch(s); m != nil && !sayOneOf.MatchString(m[1]) {
		s = m[1]
	} else if len(Investigations(s))+len(Dockets(s)) == 0 || !productEnd.MatchString(s) {
		return ""
	}
	if at := productEnd.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	return strings.Trim(s, ` ,;:."`)
}

// behindProduct returns what a title says besides the product.
func behindProduct(title string) string {
	title = sayReprint.ReplaceAllString(title, "")
	p := Product(title)
	if p == "" {
		return title
	}
	before, behind, _ := strings.Cut(title, p)
	return strings.Trim(before+behind, " ,;:.")
}
