package docket

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
	case starts(n, "stipulation") && !has(n, "dismissing case"):
		return "dismissed", "dismissal-stipulation"
	case has(n, "dismissing case", "order of dismissal", "order dismissing", "dismissing action"):
		return "dismissed", "case-dismissed"
	}
	return "", ""
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
	case !starts(n, "dismissal") && !has(n, "voluntar", "notice of dismissal", "of dismissal", "rule 41", "dismissal pursuant", "dismissal with"):
		return Event{}
	case some(n):
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "voluntary-dismissal"}
}

// some reports whether fewer than all of those sued are let go.
func some(n string) bool {
	if has(n, "all defendants", "all remaining", "all other defendants", "entire action", "entire case") {
		return false
	}
	return has(n, "certain defendant", "party(s)", "as to defendant", "against defendant", "dismissal of defendant", " of defendants ", "dismissing defendant",
		"fewer than all", "some defendants", "only as to", "as to certain", "with respect to defendant", "of parties")
}

// frees reads the ruling on a motion to dismiss.
func (c clause) frees(outcome, all string) Event {
	if outcome != "granted" || has(all, "leave to amend", "counterclaim", "amended complaint due", "file an amended complaint") && !has(all, "dismissed with") {
		return Event{}
	}
	if has(c.object, "defendant", "party") && has(c.object, "dismiss defendant", "dismiss party", "dismiss parties") {
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "case-dismissed"}
}

// dismisses reads what is dismissed: the case, one of those sued, or only a
// claim, a motion, an appeal.
func (c clause) dismisses(all string) Event {
	o := c.object
	switch {
	case has(o, "counterclaim") && !has(o, "plaintiff's claims", "all claims"), has(o, "appeal", "count ", "counts ", "crossclaim", "cross-claim", "third-party"),
		has(all, "leave to amend", "file an amended complaint"), has(o, "motion") && !has(o, "complaint", "claims", "action", "case ", "defendant"):
		return Event{}
	case !has(o, "claim", "complaint", "action", "case", "suit", "matter", "defendant", "parties", "party", "proceeding"):
		return Event{}
	case has(o, "all defendants", "claims against all"):
		return Event{Stage: "dismissed", Act: "case-dismissed"}
	case has(o, "defendant", "against", "parties", "party") && !has(o, "defendants' motion", "defendant's motion"):
		return Event{Stage: "dismissed", Act: "party-dismissed"}
	}
	return Event{Stage: "dismissed", Act: "case-dismissed"}
}
