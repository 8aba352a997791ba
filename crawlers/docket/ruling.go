package docket

import (
	"regexp"
	"strings"
)

// titled reads the paper itself by its title, which n begins with. whole says
// that n is its text and not only what an event is called.
func titled(court, n string, whole bool) Event {
	b := strings.TrimPrefix(bare(n), "order: ")
	for _, end := range [...]string{":", ". ", " re ", "("} {
		b, _, _ = strings.Cut(b, end)
	}
	for _, w := range [...]string{"clerk's ", "clerks ", "clerk ", "order of ", "order for ", "order - ", "order entering ", "order ", "entry of "} {
		b = strings.TrimPrefix(b, w)
	}
	b = bare(b)
	title, _, _ := strings.Cut(b, " granting")
	title, _, _ = strings.Cut(title, " by ")
	// The Southern District of New York leaves "Motion" out of the names in
	// its feed, so that these may be sought or granted.
	unclear := !whole && (court == "nysd" || court == "sdny")
	head := n[:min(len(n), 400)]
	switch {
	case has(title, "hearing", "bond", "transcript", "motion"):
		return Event{}
	case starts(b, "temporary restraining order", "temporary restraints", "tro", "asset restraining order"):
		switch {
		case unclear:
			return Event{Stage: "other", Act: "tro-unclear"}
		case refuses(head):
			return Event{Stage: "tro-ruled", Act: "tro-denied"}
		case has(b, "extend", "extension", "remain in effect", "remains in effect", "continues"):
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
	case starts(b, "default", "judgment") && defaultJudgment(b):
		if unclear && !has(n, "final", "order", "clerk") {
			return Event{Stage: "default"}
		}
		return Event{Stage: "default-judgment", Act: "default-judgment"}
	case starts(b, "default", "certificate of default", "certification of default"):
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

// decided reads a ruling, or minutes that hold one: the most telling of what
// it decides speaks for it.
func decided(court, text string, whole bool) Event {
	n := opening(fold(text))
	if e := titled(court, n, whole); e.Stage != "" {
		return e
	}
	rest, _ := heading(n)
	if starts(rest, "to show cause", "for defendants to show cause") || starts(bare(n), "order, show cause") {
		e := showCause(n)
		if r := rulings(text, n); r.Act == "tro-granted" {
			return r
		}
		return e
	}
	if starts(bare(n), "stipulation", "stipulated", "consent") {
		stage, act := dismissal(court, n[:min(len(n), 200)])
		return Event{Stage: stage, Act: act}
	}
	best := rulings(text, n)
	for _, s := range first(sentences(text), 2) {
		best = best.and(approves(court, opening(fold(s))))
	}
	if best.Stage != "" || has(n, "procedure") {
		return best
	}
	if e := ruled(topic(subjectLine(n)), ""); e.Stage != "" && starts(rest, "on", "re", "regarding", "to seal", "sealing") && !(whole && schedules(n)) {
		return e
	}
	if title, _, _ := strings.Cut(n, ". "); starts(bare(n), "judgment") && defaultJudgment(title) {
		return ruled("default judgment", "")
	}
	if starts(n, "sealed") || has(n[:min(len(n), 40)], "sealed motion") {
		return Event{Stage: "sealed", Act: "sealed"}
	}
	return Event{}
}

func first(list []string, n int) []string { return list[:min(len(list), n)] }

// schedules reports whether a ruling says when a motion will be heard, or who
// answers it until when.
func schedules(n string) bool {
	return has(n, " file", "respon", "briefing", "set for", "set on", "hearing", "advisement", "refer", "submitted", "deadline", "continu", "adjourn")
}

// rulings reads the sentences of a ruling, the whole of which is n.
func rulings(text, n string) (best Event) {
	last := "" // what was spoken of, for "Motion granted."
	for _, s := range sentences(text) {
		s = fold(s)
		found := verbsOf(s)
		if len(found) > 0 && found[0][2] >= 0 { // "Order re: motion for …: the court grants it"
			if t := topic(subjectLine(s[:found[0][0]])); t != "" {
				last = t
			}
		}
		for _, c := range clauses(s, found) {
			if t := topics(c.object); t != "" || !anaphor(c.object) {
				last = t
			}
			e := c.decides(last, n)
			if later(best, e) {
				best.Act = e.Act
			}
			best = best.and(e)
		}
		if len(found) == 0 {
			if t := topic(subjectLine(s)); t != "" {
				last = t
			}
		}
		best = best.and(besides(s))
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

// besides reads what a sentence of a ruling says in words of its own.
func besides(s string) Event {
	switch {
	case has(s, "case terminated", "case closed", "close this case", "close the case", "close this action", "case is closed", "closing case", "case closed", "this case closed") &&
		!has(s, "administrative"):
		return Event{Stage: "closed", Act: "closed"}
	case joined(s):
		return Event{Stage: "stay-joinder", Act: "stay-joinder"}
	case has(s, "ordered to show cause", "shall show cause", "must show cause", "directed to show cause"):
		return Event{Stage: "show-cause", Act: "order-to-show-cause"}
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
