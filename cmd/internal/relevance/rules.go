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
	"regexp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// ByRules is what a verdict of the rules names as its judge.
const ByRules = "rules"

// Rules judges a filing by its words alone. It is pure.
type Rules struct{}

// Classify says what the words of f show. Relevant is nil where they do not
// decide.
func (Rules) Classify(f crawlers.Filing) alerts.Verdict {
	r := reading{f: f, v: alerts.Verdict{Filing: f.ID(), By: ByRules, ChineseParty: crawlers.Unknown}}
	r.accused(f.Parties)
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
	r.v.Severity = severity(r.v, f)
	return r.v
}

// A reading is the work on one filing.
type reading struct {
	f    crawlers.Filing
	v    alerts.Verdict
	open bool // a company of the accused side may be Chinese, though nothing shows it
}

func (r *reading) decide(relevant bool, why string) { r.v.Relevant, r.v.Why = &relevant, why }
func (r *reading) leave(why string)                 { r.v.Relevant, r.v.Why = nil, why }

// quote adds words of the filing that bear out a claim, as they stand in it.
func (r *reading) quote(claim, words string) {
	if p, ok := find(r.f, cut(words, quoteLimit)); ok {
		r.v.Quotes = append(r.v.Quotes, alerts.Quote{Claim: claim, Text: p.words})
	}
}

// accused grades the side that the claim is made against.
func (r *reading) accused(parties []crawlers.Party) {
	best, open := side(parties, crawlers.Defendant, crawlers.Respondent)
	r.v.ChineseParty, r.open = best.grade, open
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
		if rank(o.grade) > rank(best.grade) {
			best = o
		}
	}
	return best, open
}

// noise are words for defendants that sell nothing: public bodies and their
// heads, in suits about benefits, immigration and custody.
var noise = []string{
	"commissioner of social security", "social security administration", "department of homeland security",
	"citizenship and immigration services", "immigration and customs enforcement", "department of corrections", ", warden",
}

func (r *reading) lawsuit() {
	court := strings.TrimPrefix(r.f.Key.Authority, "us-")
	caption := docket.ReadCaption(r.f.Title)
	nature, text := docket.ReadNature(r.f.Text)
	event := docket.ReadEvent(court, text)
	if text == "" && r.f.Act == "complaint" {
		event.Stage = "complaint" // a list of new cases, which has no names of events
	}
	if strings.HasPrefix(r.f.Slug, "notice.") {
		event = docket.Event{Stage: r.f.Act} // a law firm's page, whose words are no event's name
	}
	r.v.Category, r.v.Stage = alerts.CatOther, event.Stage
	if event.Stage != "" {
		r.quote("stage", firstLine(text))
	}
	if why := outside(court, r.f.Key.Number, caption); why != "" {
		r.decide(false, why)
		return
	}
	ip, right := property(r.f, text, event, nature)
	chinese := r.v.ChineseParty != crawlers.Unknown
	copying := caption.Tier == docket.Does && right == alerts.CatCopyright
	mass := caption.Tier != "" && (caption.Tier != docket.Does || ip != "") && !copying
	switch {
	case mass:
		r.v.Category = alerts.CatScheduleA
		r.quote("category", caption.Sign)
		r.quote("relevant", caption.Sign)
		r.decide(true, massWhy(caption.Tier, r.v.ChineseParty))
	case chinese && ip != "":
		r.v.Category = right
		r.quote("relevant", ip)
		r.decide(true, "知识产权诉讼，被告名称或地址显示为中国主体："+gradeWord(r.v.ChineseParty))
	case chinese:
		r.leave("被告为中国主体（" + gradeWord(r.v.ChineseParty) + "），但案名与事件未显示知识产权争议")
	case copying:
		r.v.Category = right
		r.leave("针对匿名多人（Does）的版权诉讼，可能是网店案，也可能是下载者案")
	case caption.Tier == docket.Does:
		r.leave("被告为匿名多人（Does），未见知识产权迹象")
	case ip != "":
		r.v.Category = right
		r.leave("知识产权诉讼，未见中国主体")
	case r.open && event.Stage != "":
		r.leave("被告企业可能为中国主体，案名与事件未显示知识产权争议")
	default:
		r.decide(false, "案名与事件均无知识产权或涉华迹象")
	}
	if plaintiff, _ := side(r.f.Parties, crawlers.Plaintiff, crawlers.Complainant); plaintiff.grade != crawlers.Unknown {
		r.v.Why += "；原告" + gradeWord(plaintiff.grade) + "为中国主体，系主动起诉，不计入被诉"
	}
}

// outside says why a docket is none of a civil suit about goods, or "".
func outside(court, number string, c docket.Caption) string {
	switch kind := docket.CaseType(number); {
	case docket.Bankruptcy(court) || kind == "bk" || kind == "ap":
		return "破产案件"
	case kind == "cr" || kind == "mj" || kind == "po":
		return "刑事案件"
	case docket.Appellate(court) && c.Tier == "":
		return "上诉法院案卷，一审阶段已另行跟踪"
	}
	lower := strings.ToLower(c.Defendant)
	for _, words := range noise {
		if strings.Contains(lower, words) {
			return "社会保障、移民或羁押类案件，与商品无关"
		}
	}
	return ""
}

// disputes are words that only a dispute about intellectual property uses.
var disputes = regexp.MustCompile(`(?i)\b(infring(e|es|ed|ing|ement)|counterfeit(s|ing|er|ers)?|lanham act|trade dress|claim construction|markman|` +
	`involving (a )?(trademark|patent|copyright)s?)\b`)

// property returns the words that show a dispute about intellectual property,
// and the right at stake where one alone is named. text is the filing's without
// its nature.
func property(f crawlers.Filing, text string, event docket.Event, nature docket.Nature) (sign string, right alerts.Category) {
	suit, of := nature.Property()
	right = byRight(cmp.Or(event.Right, of))
	switch marks, patents := len(f.Marks) > 0, len(f.Patents) > 0; {
	case event.IPReport || event.Right != "":
		sign = firstLine(text)
	case marks && patents:
		sign = f.Patents[0]
	case marks:
		sign, right = f.Marks[0].Text, alerts.CatTrademark
	case patents:
		sign, right = f.Patents[0], alerts.CatPatent
	case suit != "":
		sign = suit
	}
	for _, words := range [...]string{text, f.Title} {
		if sign == "" {
			sign = disputes.FindString(words)
		}
	}
	return sign, right
}

// massWhy says by which sign a caption is one against many sellers.
func massWhy(t docket.Tier, party crawlers.Grade) string {
	sign := map[docket.Tier]string{
		docket.ScheduleA:      "案名为批量卖家案写法（Schedule A）",
		docket.Unincorporated: "案名为批量卖家案写法（Unincorporated Associations）",
		docket.Does:           "匿名多被告的知识产权诉讼",
		docket.Pseudonym:      "原告以化名起诉，常见于密封的批量卖家案",
		docket.Handle:         "首名被告为网店名称",
	}[t]
	if party != crawlers.Unknown {
		return sign + "，被告为中国卖家：" + gradeWord(party)
	}
	return sign + "，被告名单未公开或未核实，涉华情况未知"
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

// byRight maps the right that a docket event names to a category.
func byRight(right string) alerts.Category {
	switch right {
	case "patent":
		return alerts.CatPatent
	case "trademark":
		return alerts.CatTrademark
	case "copyright":
		return alerts.CatCopyright
	default:
		return alerts.CatOther
	}
}

// firstLine is the first line of a text.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
