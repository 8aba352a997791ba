package docket

import "strings"

// asides are words behind which a request or a ruling only mentions what it
// is about: "… for extension of time to answer motion for preliminary
// injunction".
var asides = [...]string{
	"extension of time", "enlargement of time", "extend time", "extend the time", "extend deadline", "extending time", "extend the deadline",
	"shorten", "excess", "exceed", "page limit", "in support", "in opposition", "in response", "response to", "responses to", "respond to",
	"reply", "oppos", "regarding", "relating", "related to", "concerning", "in connection", "in aid", "pending resolution", "pending the",
	"strike", "dissol", "vacat", "set aside", "setting aside", "reconsider", "modif", "clarif", "unseal", "withdraw", "appeal", "continue",
	"resched", "adjourn", "postpone", "to expedite", "scheduling", "briefing", "stay ", "enforce", "contempt", "compel", "joinder", "quash",
	"bond", "refer", "consolidate", "transfer", " lift", "why", "should not", "whether", "lieu of", "leave to file", "leave to amend", "to amend",
}

// topic returns what a request, or a ruling on one, is about.
func topic(n string) string {
	head := n
	for _, a := range asides {
		if i := strings.Index(head, a); i >= 0 {
			head = head[:i]
		}
	}
	switch convert := has(head, "convert"); {
	case tro(head) && !convert:
		if has(head, "exten") {
			return "tro-extended"
		}
		return "tro"
	case injunction(head):
		return "pi"
	case defaultJudgment(head):
		return "default judgment"
	case has(head, "default"):
		return "default"
	case has(head, " to seal", "under seal", "file sealed", "sealing"):
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
	return !starts(strings.TrimLeft(after, " "), "hearing", "bond", "brief", "exhibit", "schedule", "memorandum")
}

func defaultJudgment(n string) bool {
	return has(n, "default judgment", "default final judgment", "judgment by default", "judgment of default", "default and final judgment",
		"default judgement", "final judgment by default", "default & final judgment")
}

func tro(n string) bool {
	i := strings.Index(n, "tro")
	return has(n, "temporary restraining order") || i >= 0 && boundary(n, i) && (i+3 == len(n) || !wordByte(n[i+3]))
}
