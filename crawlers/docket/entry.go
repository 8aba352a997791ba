package docket

import "strings"

// An Entry is one entry of a docket, read. Where its words do not say what it
// rules on but name another entry that does, Refers is the number of that
// entry and Outcome what became of it: see Resolve.
type Entry struct {
	Event
	Refers  string // "34" of "ORDER Adopting 34 Report and Recommendations"
	Outcome string // "granted", "denied" or "adopted"; empty without Refers
}

// maxText bounds what is read of an entry: what it does stands at its
// beginning, and some judges write their whole opinion into the docket.
const maxText = 16 << 10

// maxName is the length up to which a text without a name may be the name.
const maxName = 80

// ReadEntry reads an entry of a docket: name is the event as the court's
// system calls it, text what stands on the docket. Either may be empty. The
// text decides; the name speaks where the text is silent, except about what
// was filed in error, which is nothing.
//
// A paper is read by its first words, a ruling by its verbs: a motion is not
// its ruling, whatever is attached to it, and a paper about a motion is not
// the motion.
func ReadEntry(court, name, text string) Entry {
	text = body(text)
	if name = body(name); mistaken(fold(text)) || mistaken(fold(name)) {
		return Entry{}
	}
	e := Entry{Event: readText(court, text, true)}
	if name == "" && len(text) < maxName {
		name = text[len(text)-len(opening(fold(text))):]
	}
	if e.Event == (Event{}) {
		e.Event = ReadEvent(court, name)
	}
	if e.Event == (Event{}) {
		e.Refers, e.Outcome = refers(fold(text))
	}
	return e
}

// Resolve reads again an entry that refers to another: court and text are
// those of the entry whose number Refers is. It answers nothing unless that
// entry asks, or recommends, what e grants, denies or adopts.
func (e Entry) Resolve(court, text string) Event {
	text = body(text)
	n := opening(fold(text))
	if mistaken(n) {
		return Event{}
	}
	if recommends(n) {
		if e.Outcome != "adopted" && e.Outcome != "granted" {
			return Event{}
		}
		if d := decided(court, text, true); d.Stage != "" {
			return d
		}
		_, about, _ := strings.Cut(n, " re ")
		return ruled(topic(about), "")
	}
	asked := readText(court, text, true)
	word := ""
	switch asked.Act {
	case "tro-sought":
		word = "tro"
	case "pi-sought":
		word = "pi"
	case "default-judgment-sought":
		word = "default judgment"
	case "default-sought":
		word = "default"
	case "seal-motion":
		word = "seal"
	}
	if e.Outcome == "adopted" {
		return Event{}
	}
	return ruled(word, e.Outcome)
}

// body returns what is said in a docket text: blanks collapsed, without the
// list of attachments ("Text of Proposed Order Granting …") and what the
// clerk notes at the end.
func body(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	s = quotes.Replace(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	n := fold(s)
	end := len(s)
	for _, w := range [...]string{"(attachment", "(text of proposed", "(entered:", "modified on", "(exhibit"} {
		if i := strings.Index(n, w); i > 0 {
			end = min(end, i)
		}
	}
	return s[:end]
}

var quotes = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`)

// fold is strings.ToLower for the letters that rules are written in: what
// stands at a place of s stands at the same place of the result.
func fold(s string) string {
	if !strings.ContainsFunc(s, odd) { // nearly always, and much faster
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r | 0x20
		}
		return r
	}, s)
}

// mistaken reports whether the clerk has taken the entry back.
func mistaken(n string) bool {
	if has(n, "filed in error", "docketed in error", "entered in error", "please ignore", "please disregard", "incorrectly filed",
		"filing error", "deficient docket entry", "deficient pleading", "entry deleted", "document deleted", "deleted document") {
		return true
	}
	return starts(strings.TrimLeft(n, " *[("), "stricken", "disregard", "withdrawn", "incorrect", "deleted", "error")
}

// opening cuts what stands before the first word: stars, brackets, "1)".
func opening(n string) string {
	n = strings.TrimLeft(n, " *[]()-–\"'.:#")
	if d := digits(n, 2); d > 0 && strings.HasPrefix(n[d:], ")") {
		return strings.TrimLeft(n[d+1:], " ")
	}
	return n
}

// modifiers stand before the word that says what kind of paper it is.
var modifiers = strings.Fields(`emergency sealed amended renewed joint unopposed agreed consent stipulated opposed ex parte ex-parte second
	first third fourth corrected verified letter cross supplemental expedited urgent plaintiff's plaintiffs' plaintiff plaintiffs
	defendant's defendants' defendant paperless endorsed electronic text oral minute final interim unsealed short
	standing docket entered administrative restricted time-sensitive original initial new and the`)

var modifies = set(strings.Join(modifiers, " "))

// bare cuts the modifiers.
func bare(n string) string {
	for {
		w, rest, _ := strings.Cut(n, " ")
		if rest == "" || !modifies[strings.Trim(w, ",:;[]()")] {
			return n
		}
		n = rest
	}
}

// readText reads the text of an entry by the kind of paper it is. whole says
// that it is its text, and not only what its event is called.
func readText(court, text string, whole bool) Event {
	n := opening(fold(text))
	text = text[len(text)-len(n):]
	first, _, _ := strings.Cut(n, ". ")
	switch {
	case n == "", Bankruptcy(court):
		return Event{}
	case starts(n, "civil case terminated", "case terminated", "case closed", "civil case closed", "terminated case", "closing case"),
		housekeeping(n) && closes(first):
		return Event{Stage: "closed", Act: "closed"}
	case housekeeping(n), clerical(n):
		return Event{Routine: housekeeping(n)}
	case ipReport(first) && !rules(n):
		return Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: right(first)}
	case scheduleExhibit(n):
		return Event{Stage: "schedule-a-exhibit", Act: "schedule-a-exhibit"}
	case recommends(n):
		return recommended(n)
	case rules(n):
		return decided(court, text, whole)
	case proposed(n):
		return Event{}
	case mentions(n) && starts(n, "sealed"):
		return Event{Stage: "sealed", Act: "sealed"}
	case starts(n, "affidavit for default", "affidavit for entry of default"): // so the District of Columbia is asked
		return Event{Stage: "default", Act: "default-sought"}
	case mentions(n):
		return Event{}
	}
	if e, ok := requested(text); ok {
		return e
	}
	return paperText(court, n, whole)
}

// mentions reports whether the first words are those of a paper about another
// one, or of the other side's.
func mentions(n string) bool {
	n = bare(n)
	if starts(n, "notice of motion and motion", "notice of motion and application") {
		return false
	}
	return starts(n, "response", "responses", "reply", "opposition", "memorandum", "brief", "declaration", "affidavit", "objection", "objections",
		"exhibit", "exhibits", "answer", "summons", "waiver", "letter", "return of", "service", "transcript", "transmission", "transmittal",
		"notice of motion", "notice of hearing", "notice of appeal", "notice of withdrawal", "notice of presentment", "notice of filing",
		"notice of supplemental", "certificate of service", "certificate of compliance", "bnc certificate", "redacted", "proof of service",
		"affirmation", "statement", "supplement", "status report", "report", "mandate", "usca", "acknowledgment", "receipt", "bond", "surety",
		"corporate disclosure", "civil cover sheet", "withdrawal", "errata", "sur-reply", "surreply", "request for judicial notice", "appeal")
}

// scheduleExhibit reports whether the paper is the list of the sellers sued,
// which stands beside the complaint.
func scheduleExhibit(n string) bool {
	n = strings.TrimPrefix(strings.TrimPrefix(n, "sealed "), "unsealed ")
	if !starts(n, "schedule a", "exhibit", "document", "attachment", "supplement", "notice of filing", "notice by", "amended schedule a", "notice of schedule a") {
		return false
	}
	i := strings.Index(n, "schedule")
	if i < 0 {
		return false
	}
	from, to := scheduleA(n[i:], true)
	before := n[:i+from]
	return to > 0 && strings.HasPrefix(n[i+from:], "schedule") &&
		!strings.HasSuffix(before, " on ") && !strings.HasSuffix(before, " in ") && !strings.HasSuffix(before, " the ")
}

// recommended reads what a magistrate judge recommends: it is not a ruling.
func recommended(n string) Event {
	if defaultJudgment(n) {
		return Event{Stage: "default", Act: "default-judgment-recommended"}
	}
	return Event{}
}

// paperText reads a paper that is neither a ruling nor a request.
func paperText(court, n string, whole bool) Event {
	title, _, long := strings.Cut(n, ":")
	b := bare(title)
	switch {
	case complaint(b) && !strings.HasPrefix(b, "complaint/brief") && !accused(b):
		if has(n[:min(len(n), 40)], "amended") {
			return Event{Stage: "complaint", Act: "amended-complaint"}
		}
		return Event{Stage: "complaint", Act: "complaint"}
	case starts(b, "notice") && has(title, "settlement") && !has(title, "conference"), starts(b, "settlement agreement", "stipulation of settlement"):
		return Event{Stage: "settlement", Act: "settlement"}
	case starts(b, "attorney appearance", "notice of appearance", "notice of attorney appearance", "appearance"):
		if has(n, "for defendant", "- defendant", "behalf of all defendant", "behalf of defendant", "for respondent", "behalf of respondent", "by defendant") {
			return Event{Stage: "appearance", Act: "appearance"}
		}
		return Event{}
	case starts(b, "notice of default", "notice of entry of default", "clerk's notice of entry of default"):
		return Event{Stage: "default", Act: "default-entered"}
	case starts(b, "notice", "stipulation", "dismissal", "voluntary dismissal"):
		return withdrawn(n)
	}
	if e := titled(court, n, whole && (long || len(n) > maxName/2)); e.Stage != "" || !starts(n, "sealed", "restricted document") || starts(b, "complaint", "indictment", "information") {
		return e
	}
	return Event{Stage: "sealed", Act: "sealed"}
}

// accused reports whether a complaint is a criminal one: it is filed "as to" a
// person, not "against" or "by" a party.
func accused(n string) bool {
	return has(n, " as to ") && !has(n, " against ", " filed by ", " by plaintiff")
}
