package docket

import (
	"regexp"
	"strings"
)

// A second motion of one entry begins with the word in a capital, behind a
// comma; behind other words, or a number, it is only mentioned.
var motions = regexp.MustCompile(`(?:,|;|\band|&) (?:[A-Z][\w'-]* ){0,3}(?:MOTION|Motion|APPLICATION)\b`)

// requested reads a motion. ok is false when text is none.
func requested(text string) (e Event, ok bool) {
	if !motionFirst(text) {
		return Event{}, false
	}
	for at, more := 0, true; more; {
		part := text[at:]
		if next := motions.FindStringIndex(part[min(len(part), 1):]); next != nil {
			at += 1 + strings.LastIndexByte(part[:1+next[1]], ' ')
			part = part[:1+next[0]]
		} else {
			more = false
		}
		one := sought(fold(part))
		if one.Act == "default-judgment-sought" && e.Stage == one.Stage {
			e.Act = one.Act // it says more than the default it rests on
		}
		e = e.and(one)
	}
	return e, true
}

// asking are words that a request to the court goes by.
var asking = set(`motion motions application applications request petition praecipe`)

// aboutOther are words behind which a motion is only spoken of.
var aboutOther = set(`order orders notice memorandum response reply declaration opposition re to by against on hearing clerk's clerks
	court judge message deficiency error docket correction stipulation entry submission withdrawal proposed affidavit`)

// motionFirst reports whether text begins with a request: nothing stands
// before that word but modifiers, or the name of who asks.
func motionFirst(text string) bool {
	n := fold(text)
	if starts(n, "notice of motion and motion", "notice of motion and application", "notice of application", "notice of ex parte application") {
		return true
	}
	owned, alone := false, true
	for i, w := range strings.Fields(n[:min(len(n), 200)]) {
		first, _, _ := strings.Cut(strings.Trim(w, ",:;[]()*"), "/")
		switch {
		case asking[first]:
			return owned || alone
		case aboutOther[first], i > 16:
			return false
		case strings.HasSuffix(first, "'s"), strings.HasSuffix(first, "s'"):
			owned = true
		case !modifies[first] && first != "document" && first != "patent": // "SEALED PATENT DOCUMENT"
			alone = false
		}
	}
	return false
}

// sought reads one motion by its first object.
func sought(n string) Event {
	if has(n, "notice of settlement") {
		return Event{Stage: "settlement", Act: "settlement"}
	}
	_, object, found := strings.Cut(n, "motion")
	if !found || object == "" { // "Preliminary Injunction Motion"
		object = n
	}
	if head, rest, nested := strings.Cut(object, "motion"); nested && has(head, " for ", " to ") {
		if has(head, " file ") && has(rest, "under seal") {
			return Event{Stage: "sealed", Act: "seal-motion"}
		}
		object = head // behind it stands what the motion calls itself, or another one
	}
	switch topic(object) {
	case "tro", "tro-extended":
		return Event{Stage: "tro-sought", Act: "tro-sought"}
	case "pi":
		return Event{Stage: "pi-sought", Act: "pi-sought"}
	case "default judgment":
		return Event{Stage: "default", Act: "default-judgment-sought"}
	case "default":
		return Event{Stage: "default", Act: "default-sought"}
	case "seal":
		return Event{Stage: "sealed", Act: "seal-motion"}
	}
	if starts(n, "sealed") {
		return Event{Stage: "sealed", Act: "sealed"}
	}
	return Event{}
}
