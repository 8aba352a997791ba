package docket

import (
	"maps"
	"slices"
	"strings"
)

// stages ranks the stages of suits from the least to the most telling, for
// entries of several events.
var stages = map[string]int{
	"": 0, "other": 1, "appearance": 2, "sealed": 3, "schedule-a-exhibit": 4, "ip-report": 5, "show-cause": 6, "settlement": 7,
	"stay-joinder": 8, "default": 9, "closed": 10, "dismissed": 11, "pi-sought": 12, "tro-sought": 13,
	"default-judgment": 14, "complaint": 15, "pi-ruled": 16, "tro-ruled": 17,
}

// ReadEvent reads the name of a docket event as a court's feed gives it.
// Names of one entry are joined by " AND ": the most telling stage speaks for
// it, and it is housekeeping only if all are.
func ReadEvent(court, name string) Event {
	first, rest, more := strings.Cut(name, " AND ")
	e := readOne(court, first)
	for more {
		first, rest, more = strings.Cut(rest, " AND ")
		e = e.and(readOne(court, first))
	}
	return e
}

// and unites two events of one entry.
func (e Event) and(o Event) Event {
	if stages[o.Stage] > stages[e.Stage] {
		e.Stage, e.Act = o.Stage, o.Act
	}
	if e.IPReport && o.IPReport && e.Right != o.Right {
		e.Right = ""
	} else if o.IPReport {
		e.Right = o.Right
	}
	e.Routine = e.Routine && o.Routine
	e.IPReport = e.IPReport || o.IPReport
	return e
}

func readOne(court, name string) Event {
	name = name[:min(len(name), maxText)]
	if strings.ContainsFunc(name, odd) {
		name = quotes.Replace(strings.ToValidUTF8(name, ""))
	}
	n := fold(strings.TrimSpace(name))
	switch {
	case n == "":
		return Event{}
	case closes(n) && !Bankruptcy(court):
		return Event{Stage: "closed", Act: "closed"}
	case housekeeping(n):
		return Event{Routine: true}
	case ipReport(n):
		return Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: right(n)}
	case !has(n, telltale...), starts(n, "sealed complaint"): // a criminal charge
		return Event{}
	}
	return readText(court, strings.TrimSpace(name), false)
}

// telltale are parts of the words without which an event is of no stage. Most
// names have none, and are not read further.
var telltale = strings.Fields("restrain tro injunct default dismiss seal settle complaint schedule defendant respondent cause stay sever joinder restrict terminat clos")

// closes reports whether an event ends the case itself, not a deadline or a
// motion in it.
func closes(n string) bool {
	if !has(n, "terminat", "clos") || strings.Contains(n, "reopen") || strings.Contains(n, "administrativ") || strings.HasPrefix(n, "motion") {
		return false
	}
	for _, w := range [...]string{
		"terminate civil case", "terminate case", "terminated case", "civil case terminated", "case terminated", "case termination",
		"close civil case", "closed civil case", "civil case closed", "case closed", "close case", "order closing case", "closing case",
	} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// clerks are beginnings of events by which clerks keep their own calendar.
var clerks = [...]string{
	"~util", "util -", "utility", "set/reset", "reset ", "set deadline", "set hearing", "set motion and r",
	"terminate deadline", "terminate hearing", "terminate motion", "terminate pending", "add and terminate", "add attorney", "add judge",
	"case assigned", "case reassigned", "quality control",
}

func housekeeping(n string) bool {
	if strings.Contains(n, "reopen") {
		return false
	}
	for _, c := range clerks {
		if strings.HasPrefix(n, c) {
			return true
		}
	}
	d := digits(n, 3) // "1 - Terminate Deadlines"
	return d > 0 && strings.HasPrefix(n[d:], " - ")
}

// ipReport reports whether the clerk tells the Patent and Trademark Office or
// the Copyright Office of the suit (forms AO 120 and AO 121), in the words of
// any court.
func ipReport(n string) bool {
	if !has(n, "patent", "trademark", "copyright", "ao") || starts(n, "motion", "order", "response", "reply", "objection", "notice of appeal", "amended notice of appeal", "expert",
		"joint", "stipulation", "brief", "memorandum", "minute", "notice to attorney", "notice to filer", "declaration", "answer", "complaint", "amended complaint") {
		return false
	}
	if form(n, "120") || form(n, "121") {
		return true
	}
	if right(n) == "" && !strings.Contains(n, "patent") {
		return false
	}
	for _, w := range [...]string{
		"report", "form", "copy", "documents", "commissioner", "trademark office", "copyright office", "register of copyrights", "notification",
	} {
		if i := strings.Index(n, w); i >= 0 && boundary(n, i) {
			return true
		}
	}
	return false
}

// form finds "AO 120", "AO120" or "AO-120".
func form(n, number string) bool {
	i := strings.Index(n, "ao")
	if i < 0 || !boundary(n, i) {
		return false
	}
	rest := strings.TrimPrefix(strings.TrimLeft(n[i+2:], " -"), "form ")
	return strings.HasPrefix(rest, number) && (len(rest) == 3 || !digit(rest[3]))
}

// right returns the one right that an event names.
func right(n string) (found string) {
	for _, r := range [...]string{"patent", "trademark", "copyright"} {
		if !strings.Contains(n, r) {
			continue
		}
		if found != "" {
			return ""
		}
		found = r
	}
	if found == "" && form(n, "121") && !strings.Contains(n, "120") {
		return "copyright" // AO 121 is the form for copyrights; AO 120 serves two rights
	}
	return found
}

func starts(n string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(n, w) && (len(n) == len(w) || !letter(n[len(w)]) || !letter(w[len(w)-1])) {
			return true
		}
	}
	return false
}

func has(n string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// complaint reports whether n is a complaint in a civil suit: a sealed one is
// a criminal charge, and "received" is what a court writes that does not file.
func complaint(n string) bool {
	for _, w := range [...]string{"first ", "second ", "third ", "fourth ", "corrected ", "verified ", "civil ", "amended "} {
		n = strings.TrimPrefix(n, w)
	}
	return starts(n, "complaint") && !has(n, "sealed", "received", "discovery", "criminal")
}

// Stages returns the closed list of the stages of suits, the least telling
// first.
func Stages() []string {
	list := slices.DeleteFunc(slices.Collect(maps.Keys(stages)), func(s string) bool { return s == "" })
	slices.SortFunc(list, func(a, b string) int { return stages[a] - stages[b] })
	return list
}
