package docket

import (
	"regexp"
	"strings"
)

// courtPapers are the kinds of paper that only a court writes.
var courtPapers = set(`order orders ordered opinion ruling decision judgment judgement minute minutes endorsement endorsed entry eo`)

// titles are words that stand in the title of a paper of a court beside them.
var titles = set(`memorandum memo and or of the a in chambers only text docket marginal notation letter so findings fact facts
	conclusions law civil courtroom general virtual video bench written clerk's clerks clerk settlement day 30 45 60 90 thirty sixty ninety`)

// heading reports whether n begins with the title of a paper of a court
// ("MEMORANDUM-DECISION AND ORDER", "Marginal Entry Order"), and returns what
// follows it.
func heading(n string) (rest string, court bool) {
	for at := 0; ; {
		for at < len(n) && strings.IndexByte(" -/():,.[]*&", n[at]) >= 0 {
			at++
		}
		end := at
		for end < len(n) && strings.IndexByte(" -/():,.[]*&;", n[end]) < 0 {
			end++
		}
		w := n[at:end]
		switch {
		case w == "":
			return n[at:], court
		case courtPapers[w]:
			court = true
		case !titles[w] && !modifies[w]:
			return n[at:], court
		}
		at = end
	}
}

// speaking finds a request that something was done to: a filer asks, and does
// not say what becomes of it.
var speaking = regexp.MustCompile(`\b(?:motions?|applications?|requests?)\b[^.;]{0,200}\b(?:is|are|was|were) (?:hereby |accordingly )?` +
	`(?:granted|denied|set |taken|referred|continued|terminated)`)

// rules reports whether the first words are those of a court that rules or
// keeps its minutes.
func rules(n string) bool {
	if proposed(n) {
		return false
	}
	n = bare(n)
	if starts(n, "entry of appearance", "entry of attorney") {
		return false
	}
	if _, court := heading(n); court {
		return true
	}
	if starts(n, "judge", "district judge", "magistrate judge", "the court", "court", "in chambers", "executive committee order", "proceedings",
		"motion hearing", "motion hearings", "hearing held", "hearing on", "show cause hearing", "status hearing", "telephone conference", "telephonic",
		"preliminary injunction hearing", "tro hearing", "temporary restraining order hearing") {
		return true
	}
	if motionFirst(n) && speaking.MatchString(n[:min(len(n), 600)]) {
		return true
	}
	return starts(n, "stipulation", "consent") && has(n[:min(len(n), 120)], "and order", "so ordered", "order of", "& order", "proposed order")
}

func proposed(n string) bool {
	return has(n[:min(len(n), 32)], "proposed", "unsigned") && !starts(bare(n), "stipulation")
}

// recommends reports whether a magistrate judge reports to the judge what to
// decide. An order that adopts such a report is none.
func recommends(n string) bool {
	n = bare(n)
	n = n[:min(len(n), 90)]
	if starts(n, "r&r") {
		return true
	}
	i := strings.Index(n, "recommend")
	return i >= 0 && starts(n, "report", "findings", "finding", "proposed findings", "memorandum and recommendation", "memorandum & recommendation",
		"recommendation", "recommended", "order and report", "order and findings", "magistrate judge's") &&
		!has(n[:i], "adopt", "accept", "approv", "overrul", "reject", " re ", " to ")
}

// clerical reports whether the clerk writes to those who file, or corrects
// the docket.
func clerical(n string) bool {
	n = strings.TrimPrefix(n, "notice of ")
	return starts(n, "deadline", "hearing set", "notice to attorney", "notice to filer", "notice to counsel", "deficienc", "deficiency", "quality control",
		"qc", "clerk's quality control", "clerks quality control", "modification of docket", "docket annotation", "correcting entry", "corrective entry",
		"corrected docket", "docket correction", "remark", "new case notes", "case opening") ||
		starts(n, "clerk's notice", "clerks notice", "clerk notice", "electronic notice", "notice from clerk") && !has(n[:min(len(n), 60)], "default")
}
