package section337

import (
	"regexp"
	"strings"
)

// ReadDocument reads a document of the document system by its kind and title.
// A kind that is not known is a paper of a party.
func ReadDocument(kind, title string) Act {
	kind, title = strings.ToLower(Plain(kind)), Plain(title)
	if len(title) > maxTitle {
		title = strings.ToValidUTF8(title[:maxTitle], "")
	}
	commission := strings.Contains(kind, "commission")
	switch {
	case kind == "notice", kind == "f.r. notice", commission && strings.HasPrefix(kind, "notice"), strings.HasPrefix(kind, "notice of in"):
		act := readNotice(title)
		if act.Word == "" && strings.HasPrefix(kind, "notice of in") {
			return Known("institution")
		}
		return act
	case kind == "complaint":
		return Known(complaintWord(title))
	case kind == "voting sheet":
		return Known("vote")
	case commission && strings.HasPrefix(kind, "order"):
		return Known(commissionOrder(title))
	case commission && strings.HasPrefix(kind, "opinion"):
		return Known("opinion")
	case kind == "recommended determination":
		return Known("recommended")
	case strings.HasPrefix(kind, "order"), strings.HasPrefix(kind, "id/rd"), strings.HasPrefix(kind, "initial determination"):
		return Known(judgeWord(title, strings.HasPrefix(kind, "id/rd - final")))
	case strings.HasPrefix(kind, "petition for review") && !sayResponse.MatchString(title):
		return Known("review-sought")
	case kind == "returned mail":
		return Known("returned-mail")
	case strings.HasPrefix(kind, "correspondence") && sayPresident.MatchString(title) && !sayNotPresent.MatchString(title):
		return Known("presidential-review")
	case strings.HasPrefix(kind, "motion") && !sayResponse.MatchString(title) && !strings.Contains(kind, "response"):
		return Known(motionWord(title))
	}
	return Known("paper")
}

var (
	sayResponse   = say(`\b(?:response|reply|opposition|sur-?reply)\b`)
	saySupplement = say(`supplement`)
	sayAmendment  = say(`amend(?:ed|ment)`)
	sayGeneral    = say(`general exclusion|\bGEO\b`)
	sayLimited    = say(`limited exclusion|\bLEO\b`)
	sayModified   = say(`^modified `)
	sayInitial    = say(`initial determination`)
	sayGranted    = say(`\bgrant|initial determination`)
	sayFound      = say(`\b(?:find|grant|enter)`)
	sayOnlyRemedy = say(`^(?:public version of )?(?:the )?recommended determination`)
	sayDesist     = say(`cease and desist|\bCDOs?\b`)
)

// complaintWord reads a document filed as a complaint: the complaint itself,
// one of its parts and exhibits, or what was added later.
func complaintWord(s string) string {
	switch {
	case sayEnforcement.MatchString(s):
		return "enforcement"
	case sayAmendment.MatchString(s):
		return "amended-complaint"
	case saySupplement.MatchString(s):
		return "supplement"
	case sayTEO.MatchString(s):
		return "teo-sought"
	case sayWithdrawal.MatchString(s):
		return "withdrawal"
	}
	return "complaint"
}

func commissionOrder(s string) string {
	switch {
	case sayTEO.MatchString(s):
		return "teo-ruled"
	case sayEnforcement.MatchString(s):
		return "enforcement"
	case sayModify.MatchString(s), sayModified.MatchString(s):
		return "modification"
	case sayGeneral.MatchString(s):
		return "geo"
	case sayLimited.MatchString(s):
		return "leo"
	case sayDesist.MatchString(s):
		return "cdo"
	case sayConsent.MatchString(s):
		return "consent-order"
	case sayReview.MatchString(s):
		return "review"
	}
	return "order"
}

// judgeWord reads an order or determination of the administrative law judge,
// which the commission may still review: nothing of it ends a matter.
func judgeWord(s string, final bool) string {
	switch {
	case sayDenied.MatchString(s):
		return "order"
	case sayEnforcement.MatchString(s) && (final || sayInitial.MatchString(s)):
		return "enforcement"
	case sayTEO.MatchString(s) && sayGranted.MatchString(s):
		return "teo-ruled"
	case sayShowCause.MatchString(s):
		return "show-cause"
	}
	if _, part := terminates(s); part || sayTerminated.MatchString(s) {
		return partWord(s)
	}
	switch {
	case sayDefault.MatchString(s) && sayFound.MatchString(s):
		return "default-found"
	case saySummary.MatchString(s) && sayGranted.MatchString(s):
		return "summary"
	case sayAmended.MatchString(s) && sayGranted.MatchString(s):
		return "amended-institution"
	case sayTarget.MatchString(s):
		return "target-date"
	case sayConsent.MatchString(s):
		return "consent-order"
	case final && sayOnlyRemedy.MatchString(s):
		return "recommended"
	case final, sayFinalID.MatchString(s):
		return "id"
	case sayRecommended.MatchString(s):
		return "recommended"
	}
	return "order"
}

func motionWord(s string) string {
	switch {
	case sayTEO.MatchString(s):
		return "teo-sought"
	case sayDefault.MatchString(s), sayShowCause.MatchString(s):
		return "default-sought"
	}
	return "paper"
}

var (
	returned = regexp.MustCompile(`(?i)\breturned(?: mail| undelivered| undeliverable| as undeliverable)?(?: to sender)? ?(?:from|by|-|:) ?(.+)$`)
	sentTo   = regexp.MustCompile(`(?i)\b(?:sent|mailed|addressed|served)(?: (?:by|via) ` + courier + `)? (?:to|on|upon) (.+?),? (?:(?:was|were) )?returned\b`)
	office   = regexp.MustCompile(`(?i)\b(?:embassy|consulate|ministry)\b`)
	// A courier can stand before whom it did not find, or behind; a company
	// can have the letters of one in its name.
	byCourier   = regexp.MustCompile(`(?i)^(?:the )?` + courier + `(?:,? as (?:undeliverable|undelivered))?(?:,? (?:from|for|to|addressed to|sent to) |: | - |, )`)
	viaCourier  = regexp.MustCompile(`(?i)(?:,? (?:via|by|through|per) (?:the )?|[ ,]*\()` + courier + `\b.*$`)
	onlyCourier = regexp.MustCompile(`(?i)^(?:the )?` + courier + `(?:[ ,]+(?:express|ground|freight|international|worldwide|inc|corp|corporation|gmbh|ltd|tracking.*))*\.?$`)
)

// courier matches one who carries the commission's mail.
const courier = `(?:(?:u\.?s\.?|united states) postal(?: service)?|usps|fed ?ex|federal express|ups|dhl|courier|carrier|post office)`

// ReturnedFrom returns whom a mail of the commission did not reach, by the
// title of what came back: "Institution of Investigation Returned from Tatrix
// International China Co., Ltd". It is "" for an embassy or a courier.
func ReturnedFrom(title string) string {
	title = Plain(title)
	for _, m := range [...][]string{returned.FindStringSubmatch(title), sentTo.FindStringSubmatch(title)} {
		if m == nil || len(m[1]) > 300 {
			continue
		}
		who := strings.Trim(viaCourier.ReplaceAllString(byCourier.ReplaceAllString(m[1], ""), ""), ` ;,-"`)
		if who != "" && !onlyCourier.MatchString(who) && (!office.MatchString(who) || ended(who)) {
			return who
		}
	}
	return ""
}
