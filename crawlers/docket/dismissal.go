package docket

import (
	"regexp"
	"strings"
)

// dismissal reads orders, stipulations and notices that end the case for some
// or all.
func dismissal(court, n string) (stage, act string) {
	switch {
	case !has(n, "dismiss"), Bankruptcy(court):
		return "", ""
	case has(n, "voluntary") && has(n, "party(s)"), has(n, "dismissing part", "dismissal of part"), some(n):
		return "dismissed", "party-dismissed"
	case has(n, "voluntary dismissal"), starts(n, "notice of dismissal"):
		return "dismissed", "voluntary-dismissal"
	case starts(n, "stipulation") && !has(n, "dismissing case"), has(n, "stipulat") && !has(n, "dismissing case", "order of dismissal"):
		return "dismissed", "dismissal-stipulation"
	case has(n, "dismissing case", "order of dismissal", "order dismissing", "dismissing action"):
		return "dismissed", "case-dismissed"
	}
	return "", ""
}

// approving are words between the title of a ruling and the paper of dismissal
// that it makes its own.
var approving = regexp.MustCompile(`^(?:of|for|on|re|approving|approves|granting|noting|acknowledging|regarding|dismissal)\b`)

// approves reads a ruling whose title says that it dismisses, or makes a
// stipulation or notice of dismissal the court's own.
func approves(court, sentence string) Event {
	if starts(sentence, "judge", "chief judge", "district judge", "magistrate judge") {
		_, sentence, _ = strings.Cut(sentence, ": ")
	}
	rest, ruling := heading(sentence)
	rest = rest[:min(len(rest), 200)]
	if !ruling || !has(rest, "dismissal") || !approving.MatchString(rest) || has(rest, "motion", "vacat", "aside", "appeal", "counterclaim", "hearing",
		" why ", " shall ", " must ", " to file", "file a", "file the", "submit", "deadline", "exten", "conference", "deny", "denied") {
		return Event{}
	}
	stage, act := dismissal(court, rest)
	if (act == "" || starts(rest, "of", "for") && act == "dismissal-stipulation") && !Bankruptcy(court) {
		stage, act = "dismissed", "case-dismissed"
	}
	return Event{Stage: stage, Act: act}
}

// withdrawn reads notices and stipulations by which a plaintiff lets the case,
// or some of those sued, go.
func withdrawn(n string) Event {
	n = n[:min(len(n), 300)]
	switch {
	case !has(n, "dismiss"), has(n, "motion", "hearing", "appeal", "order dismiss", "vacat", "counterclaim", "order to dismiss"):
		return Event{}
	case has(n[:min(len(n), 40)], "stipulat") && !has(n, "voluntary"):
		return Event{Stage: "dismissed", Act: "dismissal-stipulation"}
	case !starts(bare(n), "dismissal") && !has(n, "voluntar", "notice of dismissal", "of dismissal", "rule 41", "dismissal pursuant", "dismissal with"):
		return Event{}
	case some(n):
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	case starts(bare(n), "dismissal") && has(n, "signed by", "ordered by"):
		return Event{Stage: "dismissed", Act: "case-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "voluntary-dismissal"}
}

// some reports whether fewer than all of those sued are let go.
func some(n string) bool {
	if has(n, "all defendants", "all remaining", "all other defendants", "entire action", "entire case") {
		return false
	}
	return has(n, "certain defendant", "party(s)", "as to defendant", "against defendant", "dismissal of defendant", " of defendants ", "dismissing defendant",
		"fewer than all", "some defendants", "only as to", "as to certain", "with respect to defendant", "of parties", "of party", "dismissing party")
}

// frees reads the ruling on a motion to dismiss.
func (c clause) frees(outcome, all string) Event {
	if outcome != "granted" || has(all, "leave to amend", "counterclaim", "amended complaint due", "file an amended complaint") && !has(all, "dismissed with prejudice") {
		return Event{}
	}
	if has(c.object, "dismiss defendant", "dismiss party", "dismiss parties") || some(all[:min(len(all), 200)]) {
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "case-dismissed"}
}

// costs begin what a dismissal says of costs, which names the parties too.
var costs = regexp.MustCompile(`,? (?:each party|(?:the )?parties to bear|with each|all attorneys?'?s? fees).*`)

// dismisses reads what is dismissed: the case, one of those sued, or only a
// claim, a motion, an appeal.
func (c clause) dismisses(all string) Event {
	o := costs.ReplaceAllLiteralString(c.object, "")
	o = strings.NewReplacer("parties' ", "", "defendants' ", "", "defendant's ", "", "third-party", "crossclaim").Replace(o)
	switch {
	case has(o, "counterclaim") && !has(o, "plaintiff's claims", "all claims"), has(o, "appeal", "count ", "counts ", "crossclaim", "cross-claim"),
		has(all, "leave to amend", "file an amended complaint"), has(o, "motion") && !has(o, "complaint", "claims", "action", "case ", "defendant"):
		return Event{}
	case !has(o, "claim", "complaint", "action", "case", "suit", "matter", "defendant", "parties", "party", "proceeding"):
		return Event{}
	case !has(o, "all defendants", "claims against all") && c.oneOf(o):
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "case-dismissed"}
}

// someone finds words for those sued, suits words for the suit.
var (
	someone = regexp.MustCompile(`\b(?:defendants?|against|between|part(?:y|ies))\b`)
	suits   = regexp.MustCompile(`\b(?:action|case|matter|suit|lawsuit|litigation|proceeding|complaint)\b`)
)

// oneOf reports whether the object o of a dismissal is one or some of those
// sued, or the claims against them: that is what stands next to the verb.
func (c clause) oneOf(o string) bool {
	who, what := someone.FindAllStringIndex(o, -1), suits.FindAllStringIndex(o, -1)
	switch {
	case len(who) == 0:
		return false
	case len(what) == 0, has(o, "claims") && has(o, "against", "between"):
		return true
	case has(o, "as to ", "against defendant "):
		return true
	case o != "" && strings.HasPrefix(c.after, c.object): // "dismisses the action against"
		return who[0][0] < what[0][0]
	}
	return who[len(who)-1][0] > what[len(what)-1][0]
}
