package docket

import (
	"regexp"
	"slices"
	"strings"
)

// titled reads the paper itself by its title, which n begins with. whole says
// that n is its text and not only what an event is called.
func titled(court, n string, whole bool) Event {
	b := strings.TrimPrefix(bare(n), "order: ")
	b, _, _ = strings.Cut(b, ":")
	b, _, _ = strings.Cut(b, ". ")
	for _, w := range [...]string{"order of ", "order for ", "order - ", "order entering ", "order ", "entry of "} {
		b = strings.TrimPrefix(b, w)
	}
	b = bare(b)
	// The Southern District of New York leaves "Motion" out of the names in
	// its feed, so that these may be sought or granted.
	unclear := !whole && (court == "nysd" || court == "sdny")
	head := n[:min(len(n), 400)]
	switch {
	case has(b, "hearing", "bond", "transcript", "motion"):
		return Event{}
	case starts(b, "temporary restraining order", "tro"):
		switch {
		case unclear:
			return Event{Stage: "other", Act: "tro-unclear"}
		case refuses(head):
			return Event{Stage: "tro-ruled", Act: "tro-denied"}
		case has(b, "exten"):
			return Event{Stage: "tro-ruled", Act: "tro-extended"}
		}
		return Event{Stage: "tro-ruled", Act: "tro-granted"}
	case starts(b, "extension of temporary", "extension of the temporary", "extension of tro", "extended temporary", "extended tro"):
		return Event{Stage: "tro-ruled", Act: "tro-extended"}
	case starts(b, "preliminary injunction"):
		switch {
		case unclear:
			return Event{Stage: "other", Act: "pi-unclear"}
		case refuses(head):
			return Event{Stage: "pi-ruled", Act: "pi-denied"}
		}
		return Event{Stage: "pi-ruled", Act: "pi-granted"}
	case starts(b, "default", "judgment") && defaultJudgment(b), starts(b, "clerk's default judgment"):
		if unclear {
			return Event{Stage: "default"}
		}
		return Event{Stage: "default-judgment", Act: "default-judgment"}
	case has(b, "entry of default", "default entered", "default issued", "certificate of default", "certification of default"), starts(b, "default", "clerk's default", "clerks default"):
		return Event{Stage: "default", Act: "default-entered"}
	case starts(b, "sealed"):
		return Event{Stage: "sealed", Act: "sealed"}
	case has(b, "case stayed"):
		return Event{Stage: "stay-joinder", Act: "stay-joinder"}
	}
	return Event{}
}

func refuses(n string) bool {
	return has(n, " denied", " denying", "denies", "declin", "not granted") && !has(n, "in part")
}

// verbs are those by which a court rules, and the forms that its entries use.
// The first group stands before its object, the second behind it.
var verbs = regexp.MustCompile(`\b(?:` +
	`(granting in part(?:,? (?:and|&) denying in part)?|denying in part(?:,? (?:and|&) granting in part)?|granting|grants|grant|denying|denies|deny|` +
	`(?:declin|refus)(?:e|es|ed|ing) to (?:grant|enter|issue|extend)|declines|declining|extending|extends|entering|enters|enter|issues|issuing|adopting|adopts|dismissing|dismisses)|` +
	`(granted in part(?:,? (?:and|&) denied in part)?|denied in part(?:,? (?:and|&) granted in part)?|not granted|granted|denied|extended|entered|issued|` +
	`adopted|dismissed|stayed|restrained|enjoined))\b`)

// decided reads a ruling, or minutes that hold one: the most telling of what
// it decides speaks for it.
func decided(court, text string) Event {
	n := opening(fold(text))
	if e := titled(court, n, true); e.Stage != "" {
		return e
	}
	if starts(bare(n), "order to show cause", "order, show cause", "order for defendants to show cause") {
		return showCause(n)
	}
	if starts(bare(n), "stipulation", "stipulated", "consent", "order of dismissal") {
		stage, act := dismissal(court, n[:min(len(n), 200)])
		return Event{Stage: stage, Act: act}
	}
	var best Event
	last := "" // what was spoken of, for "Motion granted."
	for _, s := range sentences(text) {
		s = fold(s)
		if m := verbs.FindStringSubmatchIndex(s); m != nil && m[2] >= 0 { // "Order re: motion for …: the court grants it"
			if t := topic(subjectLine(s[:m[0]])); t != "" {
				last = t
			}
		}
		for _, c := range clauses(s) {
			if t := topic(c.object); t != "" || !anaphor(c.object) {
				last = t
			}
			e := c.decides(last, n)
			if later(best, e) {
				best.Act = e.Act
			}
			best = best.and(e)
		}
		if !verbs.MatchString(s) {
			if t := topic(subjectLine(s)); t != "" {
				last = t
			}
		}
		best = best.and(besides(s))
	}
	if best.Stage == "" && starts(bare(n), "order on", "order re", "order regarding") && !has(n, "procedure") {
		return ruled(topic(subjectLine(n)), "")
	}
	return best
}

// later reports whether the act of b says better than that of a, before it,
// what a ruling did: who is dismissed is said after the motion is granted, and
// what was denied as moot may be granted on a second motion.
func later(a, b Event) bool {
	return a.Stage == b.Stage && (a.Stage == "dismissed" || strings.HasSuffix(a.Act, "-denied") && strings.HasSuffix(b.Act, "-granted"))
}

// subjectLine cuts the words by which an order says that it has a subject.
func subjectLine(s string) string {
	_, rest, found := strings.Cut(s, "order")
	if !found || len(s)-len(rest) > 60 {
		rest = s
	}
	rest = strings.TrimLeft(rest, " :,-")
	for _, w := range [...]string{"on ", "re: ", "re ", "regarding "} {
		rest = strings.TrimPrefix(rest, w)
	}
	return rest
}

// showCause reads an order to show cause. In New York it is the way to a
// preliminary injunction, and restrains until it is heard.
func showCause(n string) Event {
	if !refuses(n) && (has(n, "temporarily restrain", "hereby restrained", "are restrained", "is restrained", "temporarily enjoin", "restrained and enjoined",
		"tro is granted", "restraining order is granted") || withTRO.MatchString(n[:min(len(n), 200)])) {
		return Event{Stage: "tro-ruled", Act: "tro-granted"}
	}
	if joined(n) {
		return Event{Stage: "stay-joinder", Act: "show-cause-joinder"}
	}
	return Event{Stage: "show-cause", Act: "order-to-show-cause"}
}

var withTRO = regexp.MustCompile(`\b(?:and|with|&) (?:an? |ex parte )*(?:temporary restraining order|temporary restraints|tro)\b(?:,? (?:signed|and order)|:|;|\.)`)

// joined reports whether a ruling is about suing many in one suit.
func joined(n string) bool {
	return has(n, "joinder", "misjoin", "properly joined", "improperly joined", "severed", "severing", "severance", "to sever ")
}

// A clause is one verb of a ruling and what it is said of.
type clause struct {
	verb   string
	object string
	before string // the words just before the verb
	after  string // what follows it in the sentence
}

// clauses cuts a sentence at its verbs.
func clauses(s string) []clause {
	found := verbs.FindAllStringSubmatchIndex(s, 32)
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
			c.object = s[from:m[0]]
			from = m[1]
			if speaks.MatchString(c.object) {
				c.object = c.after
			}
		}
		out = append(out, c)
	}
	return out
}

// speaks finds the court as the one who grants, where its verb has the same
// form as that of what is granted.
var speaks = regexp.MustCompile(`\b(?:court|judge(?: [\w.'-]+){0,3}) (?:has |hereby )?$`)

// tells reports whether a verb tells of an earlier ruling ("the order entered
// on 2 May", "previously granted") or keeps the motion on the calendar.
func tells(before, verb, after string) bool {
	if has(before, "previously", "already") {
		return true
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
	return strings.Trim(object, " .,;:()[]0123456789isare") == ""
}

// decides reads what a clause does to the topic. all is the whole ruling.
func (c clause) decides(topic, all string) Event {
	if has(c.before, "why", "should", "may be", "will be", "would", "could", "if ", "relief ") && !strings.HasPrefix(c.after, " by separate") ||
		has(c.object, "why ", "should not") {
		return Event{}
	}
	switch c.verb {
	case "dismissed", "dismissing", "dismisses":
		return c.dismisses(all)
	case "stayed":
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
		if has(c.before, "temporarily") {
			return Event{Stage: "tro-ruled", Act: "tro-granted"}
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

// besides reads what a sentence of a ruling says in words of its own.
func besides(s string) Event {
	switch {
	case has(s, "case terminated", "case closed", "close this case", "close the case", "close this action", "case is closed", "closing case") &&
		!has(s, "administrative"):
		return Event{Stage: "closed", Act: "closed"}
	case joined(s):
		return Event{Stage: "stay-joinder", Act: "stay-joinder"}
	}
	return Event{}
}

// abbreviations end in a point and do not end a sentence.
var abbreviations = set(`dkt no nos doc docs inc ltd co corp v vs ecf hon jr sr mr ms mrs st r p fed civ hr pl def defs u.s s.d.n.y etc id cf p.m a.m`)

// sentences cuts a text at semicolons and at points before a capital letter.
func sentences(s string) []string {
	var out []string
	from := 0
	for i := range len(s) {
		switch {
		case s[i] == ';':
		case s[i] == '.' && i+2 < len(s) && s[i+1] == ' ' && !('a' <= s[i+2] && s[i+2] <= 'z') && !digit(s[i+2]) && !abbreviated(s[from:i]):
		default:
			continue
		}
		out = append(out, s[from:i])
		from = i + 1
	}
	return append(out, s[from:])
}

func abbreviated(s string) bool {
	w := s[strings.LastIndexAny(s, " (,")+1:]
	return len(w) == 1 && letter(w[0]) || abbreviations[strings.ToLower(w)]
}

// references are rulings that name an entry by its number alone.
var references = regexp.MustCompile(`\b(granting|denying|adopting|granted|adopts|grants|denies)(?: in part(?: and denying in part)?)?:? \[?(\d{1,4})\]?[ .,;]`)

func refers(n string) (number, outcome string) {
	if !rules(opening(n)) {
		return "", ""
	}
	m := references.FindStringSubmatch(n + " ")
	if m == nil {
		return "", ""
	}
	switch m[1][0] {
	case 'g':
		return m[2], "granted"
	case 'd':
		return m[2], "denied"
	}
	return m[2], "adopted"
}
