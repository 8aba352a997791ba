package docket

import (
	"slices"
	"strings"
)

// asides are words behind which a request or a ruling only mentions what it
// is about: "… for extension of time to answer motion for preliminary
// injunction". Those of the first list are said of another paper.
var asides = [...]string{
	"extension of time", "enlargement of time", "extend time", "extend the time", "extending time", "deadline",
	"in support", "in opposition", "in response", "response to", "responses to", "respond to",
	"reply", "oppos", "regarding", "relating", "related to", "concerning", "in connection", "in aid", "pending resolution", "pending the",
	"strike", "dissol", "vacat", "set aside", "setting aside", "reconsider", "modif", "clarif", "unseal", "withdraw", "appeal", "continue",
	"resched", "adjourn", "postpone", "scheduling", "briefing", "stay ", "enforce", "contempt", "compel", "quash", "relief from", "alter",
	"refer", "consolidate", "transfer", " lift", "why", "should not", "whether", "lieu of", "to amend", "sanction", "attorney fees", "attorney's fees",
	"attorneys' fees", "release", "unfreez", "following", "execut", "turnover",
}

var apart = [...]string{"shorten", "excess", "exceed", "page limit", "to expedite", "joinder", "bond", "leave to file", "leave to amend"}

// topics returns what a ruling on several requests is about: the most telling
// of them.
func topics(n string) string {
	best := ""
	for _, r := range requests(n) {
		if t := topic(r); slices.Index(telling, t) > slices.Index(telling, best) {
			best = t
		}
	}
	return best
}

var telling = []string{"", "seal", "default", "dismiss", "default judgment", "pi", "tro-extended", "tro"}

// requests cuts a list of requests where a further one is named: "motion to
// seal 3, ex parte motion for a TRO 4 and its motion …". A request about
// another one stays whole.
func requests(n string) (list []string) {
	from := 0
	for i := range len(n) {
		if n[i] != ',' && n[i] != '&' && !strings.HasPrefix(n[i:], " and ") || i < from {
			continue
		}
		next := strings.TrimPrefix(n[i+1:], "and ")
		if !named(next) {
			continue
		}
		if has(n[from:i], asides[:]...) {
			break
		}
		list = append(list, n[from:i])
		from = len(n) - len(next)
	}
	return append(list, n[from:])
}

// named reports whether n begins with a request, whose it is and its number
// aside.
func named(n string) bool {
	for range 8 {
		n = strings.TrimLeft(n, " ")
		w, rest, _ := strings.Cut(n, " ")
		w = strings.Trim(w, ",:;()[]0123456789")
		switch {
		case asking[w]:
			return true
		case rest == "", w != "" && w != "its" && w != "their" && w != "and" && !modifies[w] && !strings.HasSuffix(w, "'s"):
			return false
		}
		n = rest
	}
	return false
}

// topic returns what a request, or a ruling on one, is about.
func topic(n string) string {
	if has(n, "material should be sealed") { // as the Northern District of California calls a motion to seal what the other side filed
		return "seal"
	}
	head := n
	for _, list := range [...][]string{asides[:], apart[:]} {
		for _, a := range list {
			if i := strings.Index(head, a); i >= 0 {
				head = head[:i]
			}
		}
	}
	switch convert := has(head, "convert"); {
	case tro(head) && !convert:
		if has(head, "extend", "extension") {
			return "tro-extended"
		}
		return "tro"
	case injunction(head):
		return "pi"
	case defaultJudgment(head):
		return "default judgment"
	case has(head, "default"):
		return "default"
	case strings.HasPrefix(head, "to seal"), has(head, " to seal", "under seal", "file sealed", "sealing", " to restrict", "leave to restrict"):
		return "seal"
	case strings.HasPrefix(n[len(head):], "leave to file"):
		what, _, _ := strings.Cut(n[len(head)+len("leave to file"):], "motion")
		if has(what, "seal") {
			return "seal"
		}
	case has(head, "dismiss"):
		return "dismiss"
	}
	return ""
}

// injunction reports whether n names a preliminary injunction itself, not the
// hearing on it.
func injunction(n string) bool {
	_, after, named := strings.Cut(n, "preliminary injunction")
	if !named {
		return strings.HasSuffix(n, "for pi") || has(n, "for pi ", "for pi.", "for pi,", "for pi;")
	}
	return !starts(strings.TrimLeft(after, " "), "hearing", "hearings", "bond", "brief", "exhibit", "schedule", "memorandum")
}

func defaultJudgment(n string) bool {
	return has(n, "default judgment", "default final judgment", "judgment by default", "judgment of default", "default and final judgment",
		"default judgement", "final judgment by default", "default & final judgment", "judgment upon default", "judgment on default", "judgment - default")
}

func tro(n string) bool {
	if has(n, "restraining order hearing", "tro hearing") {
		return false
	}
	i := strings.Index(n, "tro")
	return has(n, "temporary restraining order", "temporary restraints", "temporary asset restraint", "asset restraining order") || i >= 0 && boundary(n, i) && (i+3 == len(n) || !wordByte(n[i+3]))
}
