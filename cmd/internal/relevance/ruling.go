package relevance

import (
	"cmp"
	"regexp"
	"strings"
)

// subjects are what courts rule on, by the first word of the act, and what
// people call it.
var subjects = map[string]struct {
	words *regexp.Regexp
	title string
}{
	"tro":     {regexp.MustCompile(`(?i)\b(temporary restraining order|tro)\b`), "临时限制令"},
	"pi":      {regexp.MustCompile(`(?i)\b(preliminary injunction|pi)\b`), "初步禁令"},
	"default": {regexp.MustCompile(`(?i)\bdefault\b`), "缺席判决"},
}

// verbs are words by which a court rules, by the last word of the act.
var verbs = map[string]*regexp.Regexp{
	"granted":  regexp.MustCompile(`(?i)\b(grant(s|ed|ing)?|enter(s|ed|ing)|issue[sd]|adopt(s|ed|ing)|restrained|enjoined)\b`),
	"denied":   regexp.MustCompile(`(?i)\b(den(y|ies|ied|ying)|declin(e[sd]?|ing)|refus(e[sd]?|ing)|not granted)\b`),
	"extended": regexp.MustCompile(`(?i)\b(exten(d(s|ed|ing)?|sion))\b`),
}

// partly are words of a ruling that grants less than was asked.
var partly = regexp.MustCompile(`(?i)\b(grant(s|ed|ing)?|den(y|ies|ied|ying)) in part\b|\bin part\b.{0,20}\b(grant|den)`)

// A ruling is what a court made of a request.
type ruling struct {
	subject string // "tro", "pi", "default"; empty for what is no ruling
	outcome string // "granted", "denied", "extended"; "ruled" where it is not said
}

// rulingOf reads the ruling off the stage and the word for the act. A ruling
// on a default judgment has a word unless it denies it, which is the same for
// one that grants it and one that does not say.
func rulingOf(stage, act string) ruling {
	subject, outcome, _ := strings.Cut(act, "-")
	switch {
	case stage == "default-judgment" && act == "":
		return ruling{"default", "denied"}
	case stage == "default-judgment":
		return ruling{"default", "ruled"}
	case stage == "tro-ruled", stage == "pi-ruled", outcome == "unclear":
		return ruling{subject, outcome}
	}
	return ruling{}
}

// binds reports whether the ruling may hold somebody to something: the court
// has not refused, and it is the court that speaks.
func (r ruling) binds() bool {
	return r.subject != "" && r.outcome != "denied" && r.outcome != "unclear"
}

// words says for people what a ruling did; evidence is what it rests on.
func (r ruling) words(evidence string) string {
	title := subjects[r.subject].title
	outcome := r.outcome
	if outcome == "ruled" && r.subject == "default" && verbs["granted"].MatchString(evidence) {
		outcome = "granted"
	}
	switch {
	case title == "":
		return ""
	case outcome == "unclear":
		return "案卷未写明" + title + "是申请还是命令，不视为已准许"
	case outcome == "denied":
		return "法院驳回" + title + "申请"
	case outcome == "extended":
		return "法院延长" + title
	case partly.MatchString(evidence):
		return "法院部分准许" + title
	case outcome == "granted" && r.subject == "default":
		return "法院作出" + title
	case outcome == "granted":
		return "法院准许" + title
	}
	return "法院就" + title + "作出裁定，结果未写明"
}

// evidence returns the words of a docket text that show the ruling: those that
// name both its subject and its outcome, in one sentence or in one that follows
// soon, else one of them; else the beginning, which shows what is no ruling.
// What is attached shows nothing.
func (r ruling) evidence(text string) string {
	if i := strings.Index(text, "(Attachment"); i > 0 {
		text = text[:i]
	}
	all := sentences(text)
	if len(all) == 0 {
		return ""
	}
	subject, verb := subjects[r.subject].words, verbs[cmp.Or(r.outcome, "granted")]
	if verb == nil {
		verb = verbs["granted"]
	}
	named, ruled := -1, -1 // sentences, the first of each
	for i, s := range all {
		words := text[s.from:s.to]
		names, rules := subject != nil && subject.MatchString(words), verb.FindStringIndex(words)
		switch {
		case subject == nil:
		case rules != nil && names:
			return around(words, rules)
		case rules != nil && 0 <= named && i-named <= soon && s.to-all[named].from <= quoteLimit:
			return text[all[named].from:s.to]
		case names && named < 0:
			named = i
		case rules != nil && ruled < 0:
			ruled = i
		}
	}
	best := all[max(named, 0)]
	if named < 0 && ruled >= 0 {
		best = all[ruled]
	}
	words := text[best.from:best.to]
	return around(words, verb.FindStringIndex(words))
}

// soon is within how many sentences "Motion granted." still speaks of what was
// named before.
const soon = 2

// A span is a part of a text.
type span struct{ from, to int }

// stop ends a sentence: a semicolon, a line's end, or a point before a capital.
var stop = regexp.MustCompile(`;|\n|[a-z0-9\])"”]\. +[A-Z(\["“]`)

// maxSentences bounds what is looked through: a ruling says early what it does.
const maxSentences = 200

// sentences finds those of a text, without what ends them.
func sentences(text string) (out []span) {
	from := 0
	add := func(to int) {
		s := strings.TrimSpace(text[from:to])
		if s != "" {
			begin := from + strings.Index(text[from:to], s)
			out = append(out, span{begin, begin + len(s)})
		}
		from = min(to+1, len(text))
	}
	for len(out) < maxSentences {
		at := stop.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		end := from + at[0]
		if c := text[end]; c != ';' && c != '\n' {
			end += strings.IndexByte(text[end:], '.')
		}
		add(end)
	}
	add(len(text))
	return out
}

// around cuts a sentence to what one quote shows, so that the words at the
// given place are in it.
func around(s string, at []int) string {
	if at == nil || at[1] <= quoteLimit {
		return cut(s, quoteLimit)
	}
	s = s[:at[1]]
	s = s[len(s)-quoteLimit:]
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[i+1:]
	}
	return ""
}
