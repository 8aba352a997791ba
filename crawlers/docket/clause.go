package docket

import (
	"regexp"
	"slices"
	"strings"
)

// verbs are those by which a court rules, and the forms that its entries use.
// The first group stands before its object, the second behind it.
var verbs = regexp.MustCompile(`\b(?:` +
	`(granting in part(?:,? (?:and|&) denying in part)?|denying in part(?:,? (?:and|&) granting in part)?|granting|grants|grant|denying|denies|deny|` +
	`(?:declin|refus)(?:e|es|ed|ing) to (?:grant|enter|issue|extend)|declines|declining|extending|extends|entering|enters|enter|issues|issuing|adopting|adopts|dismissing|dismisses|staying|allowing|allows)|` +
	`(granted in part(?:,? (?:and|&) denied in part)?|denied in part(?:,? (?:and|&) granted in part)?|not granted|granted|denied|extended|entered|issued|allowed|` +
	`adopted|dismissed|stayed|restrained|enjoined))\b`)

// A clause is one verb of a ruling and what it is said of.
type clause struct {
	verb   string
	object string
	before string // the words just before the verb
	after  string // what follows it in the sentence
}

// verbsOf finds the verbs of s. Most sentences have none of them, which is
// cheaper to see.
func verbsOf(s string) [][]int {
	if !has(s, "grant", "den", "declin", "refus", "exten", "enter", "issu", "adopt", "dismiss", "stay", "restrained", "enjoined", "allow") {
		return nil
	}
	return verbs.FindAllStringSubmatchIndex(s, 32)
}

// clauses cuts a sentence at its verbs, found by verbsOf.
func clauses(s string, found [][]int) []clause {
	var out []clause
	from := 0
	found = slices.DeleteFunc(found, func(m []int) bool { return tells(s[max(0, m[0]-24):m[0]], s[m[0]:m[1]], s[m[1]:]) })
	for i, m := range found {
		end := len(s)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		c := clause{verb: s[m[0]:m[1]], before: s[max(0, m[0]-24):m[0]], after: s[m[1]:end]}
		if m[2] >= 0 {
			c.object = c.after
			if i+1 < len(found) && found[i+1][2] < 0 { // its object runs on into the next verb's
				from = m[1]
			}
		} else {
			c.object = ordering.ReplaceAllLiteralString(s[from:m[0]], "")
			from = m[1]
			if speaks.MatchString(c.object) {
				c.object = c.after
			}
		}
		out = append(out, c)
	}
	return out
}

// ordering finds what stands before the words of an order: "Having considered
// the briefs, IT IS ORDERED that the motion …".
var ordering = regexp.MustCompile(`^.*\border(?:ed|ing|s)\b(?: that)?`)

// speaks finds the court as the one who grants, where its verb has the same
// form as that of what is granted.
var speaks = regexp.MustCompile(`\b(?:court|judge(?: [\w.'-]+){0,3}) (?:has |hereby )?$`)

// tells reports whether a verb tells of an earlier ruling ("the order entered
// on 2 May", "previously granted") or keeps the motion on the calendar.
func tells(before, verb, after string) bool {
	if has(before, "previously", "already") {
		return true
	}
	if verb == "granted" && strings.HasPrefix(after, " on ") && len(after) > 4 && digit(after[4]) {
		return !has(before, " is", " are", " be", "hereby")
	}
	if verb != "entered" && verb != "issued" {
		return false
	}
	return strings.HasPrefix(after, " and continued") || !has(before, " is", " are", " be", "hereby", "shall")
}

// anaphor reports whether a clause speaks of a motion without saying which.
func anaphor(object string) bool {
	object = strings.TrimRight(object, " ,")
	for _, w := range [...]string{"motion", "application", "request", "which", "relief", "petition"} {
		i := strings.LastIndex(object, w)
		if i >= 0 && !has(object[i:], " for ", " to ") {
			return true
		}
	}
	for w := range strings.FieldsSeq(object) {
		if w = strings.Trim(w, ".,;:()[]0123456789"); w != "" && !empty[w] {
			return false
		}
	}
	return true
}

// empty are words that name nothing.
var empty = set(`is are was be being it so ordered hereby the same and in its entirety that this accordingly therefore`)

// decides reads what a clause does to the topic. all is the whole ruling.
func (c clause) decides(topic, all string) Event {
	if has(c.before, "why", "should", "may be", "will be", "would", "could", "if ", "relief ") && !strings.HasPrefix(c.after, " by separate") ||
		has(c.object, "why ", "should not") {
		return Event{}
	}
	if strings.HasSuffix(c.before, " to ") && infinitives[c.verb] { // what somebody may do, or is asked to
		return Event{}
	}
	switch c.verb {
	case "dismissed", "dismissing", "dismisses":
		return c.dismisses(all)
	case "stayed", "staying":
		if !has(c.object, "deadline") && has(c.object, "case", "action", "matter", "proceedings", "litigation", "all pending motions", "all motions") {
			return Event{Stage: "stay-joinder", Act: "stay-joinder"}
		}
		return Event{}
	case "extended", "extending", "extends":
		if tro(c.object) && !strings.HasPrefix(topic, "default") {
			return Event{Stage: "tro-ruled", Act: "tro-extended"}
		}
		return Event{}
	case "restrained", "enjoined":
		switch {
		case has(c.before, "temporarily"):
			return Event{Stage: "tro-ruled", Act: "tro-granted"}
		case has(c.before, "preliminarily"):
			return Event{Stage: "pi-ruled", Act: "pi-granted"}
		}
		return Event{}
	case "adopting", "adopts", "adopted":
		if topic == "" {
			return Event{}
		}
	}
	outcome := "granted"
	switch v := c.verb; {
	case strings.Contains(v, "granting in part"), strings.Contains(v, "granted in part"):
		outcome = "granted in part"
	case strings.Contains(v, "den"), strings.HasPrefix(v, "declin"), strings.HasPrefix(v, "refus"), v == "not granted", has(c.before, " not "):
		outcome = "denied"
	}
	if topic == "dismiss" {
		return c.frees(outcome, all)
	}
	return ruled(topic, outcome)
}

var infinitives = set(`grant deny`)

// ruled returns what the ruling on a topic is called; outcome is empty where
// it is not said.
func ruled(topic, outcome string) Event {
	denied, granted := outcome == "denied", strings.HasPrefix(outcome, "granted")
	switch topic {
	case "tro", "pi":
		act := topic + "-ruled"
		if denied {
			act = topic + "-denied"
		} else if granted {
			act = topic + "-granted"
		}
		return Event{Stage: topic + "-ruled", Act: act}
	case "tro-extended":
		if granted {
			return Event{Stage: "tro-ruled", Act: "tro-extended"}
		}
		return Event{Stage: "tro-ruled", Act: "tro-ruled"}
	case "default judgment":
		if denied {
			return Event{Stage: "default-judgment"} // no word of the list says so
		}
		return Event{Stage: "default-judgment", Act: "default-judgment"}
	case "default":
		return Event{Stage: "default", Act: "default-ruled"}
	case "seal":
		return Event{Stage: "sealed", Act: "seal-ruling"}
	}
	return Event{}
}
