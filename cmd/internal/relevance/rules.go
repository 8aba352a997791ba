// Package relevance tells filings that matter to Chinese exporters from the
// rest.
//
// [Rules] say what the words of a filing show by themselves. A [Model] is asked
// about what they leave open, and is believed only as far as it quotes the
// filing. [Cascade] puts the two together so that doubt, an outage or an empty
// budget ends in the rules' verdict, never in silence.
package relevance

import (
	"cmp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// ByRules is what a verdict of the rules names as its judge.
const ByRules = "rules"

// Rules judges a filing by its words, and those of its matter. It is pure.
type Rules struct {
	// Matter are acts of the filing's matter, as far as they are known: an order
	// may rule on an entry that it names by number alone, and a clerk's report
	// of a suit means another thing once the suit has ended.
	Matter []crawlers.Filing
}

// Classify says what the words of f show. Relevant is nil where they do not
// decide.
func (rules Rules) Classify(f crawlers.Filing) alerts.Verdict {
	r := reading{f: legible(f), whole: f, matter: rules.Matter, v: alerts.Verdict{Filing: f.ID(), By: ByRules, ChineseParty: crawlers.Unknown}}
	if f.Kind == crawlers.Lawsuit {
		r.readCaption()
	}
	r.accused(r.f.Parties)
	switch f.Kind {
	case crawlers.Section337:
		r.section337()
	case crawlers.Squatting:
		r.v.Category, r.v.Stage = alerts.CatSquatting, f.Act
		r.leave("商标申请或注册，是否抢注由关注清单判断")
	case crawlers.Lawsuit:
		r.lawsuit()
	default:
		r.leave("未知的案件类型")
	}
	r.v.Severity = severity(r.v, r.f, r.told)
	r.v.Reasons = grounds(r.v, r.f, r.told)
	if f.Kind != crawlers.Squatting {
		r.v.Chinese = chineseAccused(append(slices.Clip(f.Parties), r.read...))
		if industry, words := industryOf(r.f); industry != "" && !r.v.Not() {
			r.v.Industry = industry
			r.quote("industry", words)
		}
	}
	return r.v
}

// A reading is the work on one filing.
type reading struct {
	f      crawlers.Filing // legible
	whole  crawlers.Filing // as it stands, for quotes
	matter []crawlers.Filing
	told   told             // of a suit
	read   []crawlers.Party // those that only the words of a notice, or a caption, name
	v      alerts.Verdict
	open   bool   // a company of the accused side may be Chinese, though nothing shows it
	branch string // one of the accused side is a Chinese maker's company elsewhere
}

// readCaption takes from a caption who sues and the first that is sued, where
// its source lists nobody.
func (r *reading) readCaption() {
	c := docket.ReadCaption(r.f.Title)
	for role, name := range map[crawlers.Role]string{crawlers.Plaintiff: c.Plaintiff, crawlers.Defendant: c.Defendant} {
		listed := slices.ContainsFunc(r.f.Parties, func(p crawlers.Party) bool { return p.Role == role || p.Role.Accused() && role.Accused() })
		if name != "" && !listed && !unnamed(name) {
			r.read = append(r.read, crawlers.Party{Role: role, Name: name})
		}
	}
	r.f.Parties = append(slices.Clip(r.f.Parties), r.read...)
}

func (r *reading) decide(relevant bool, why string) { r.v.Relevant, r.v.Why = &relevant, why }
func (r *reading) leave(why string)                 { r.v.Relevant, r.v.Why = nil, why }

// quote adds words of the filing that bear out a claim, as they stand in it.
func (r *reading) quote(claim, words string) {
	if p, ok := find(r.whole, cut(words, quoteLimit)); ok {
		r.v.Quotes = append(r.v.Quotes, alerts.Quote{Claim: claim, Text: p.words})
	}
}

// accused grades the side that the claim is made against.
func (r *reading) accused(parties []crawlers.Party) {
	best, open := side(parties, crawlers.Defendant, crawlers.Respondent)
	r.v.ChineseParty, r.open, r.branch = best.grade, open, best.branch
	r.quote("chinese_party", evidence(r.f, best.party, best.sign))
}

// side returns the most Chinese origin of the parties of some roles, and
// whether one of them is open.
func side(parties []crawlers.Party, roles ...crawlers.Role) (best origin, open bool) {
	best.grade = crawlers.Unknown
	for _, p := range parties {
		if !slices.Contains(roles, p.Role) {
			continue
		}
		o := originOf(p)
		o.party = p
		open = open || o.open
		branch := cmp.Or(best.branch, o.branch)
		if rank(o.grade) > rank(best.grade) {
			best = o
		}
		best.branch = branch
	}
	return best, open
}

func gradeWord(g crawlers.Grade) string {
	switch g {
	case crawlers.Confirmed:
		return "确认"
	case crawlers.Suspected:
		return "疑似"
	}
	return "未知"
}

// firstLine is the first line of a text.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
