// Package relevance tells filings that matter to Chinese exporters from the
// rest.
//
// [Rules] say what the words of a filing show by themselves. A [Model] is asked
// about what they leave open, and is believed only as far as it quotes the
// filing. [Cascade] puts the two together so that doubt, an outage or an empty
// budget ends in the rules' verdict, never in silence.
package relevance

import (
	"fmt"
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
	r.accused()
	switch f.Kind {
	case crawlers.Section337:
		r.v.Category, r.v.Stage = alerts.Cat337, f.Act
		r.decide(true, "337 调查案件")
	case crawlers.Squatting:
		r.v.Category, r.v.Stage = alerts.CatSquatting, f.Act
		r.leave("商标申请或注册，是否抢注由关注清单判断")
	case crawlers.Lawsuit:
		r.lawsuit()
	default:
		r.leave("未知的案件类型")
	}
	r.v.Severity = severity(r.v, f.Act)
	return r.v
}

// A reading is the work on one filing.
type reading struct {
	f    crawlers.Filing
	v    alerts.Verdict
	open bool // a party of the accused side may be Chinese, though nothing shows it
}

func (r *reading) decide(relevant bool, why string) { r.v.Relevant, r.v.Why = &relevant, why }
func (r *reading) leave(why string)                 { r.v.Relevant, r.v.Why = nil, why }

// quote adds words of the filing that bear out a claim.
func (r *reading) quote(claim, words string) {
	if words != "" {
		r.v.Quotes = append(r.v.Quotes, alerts.Quote{Claim: claim, Text: words})
	}
}

// accused grades the side that the claim is made against.
func (r *reading) accused() {
	for _, p := range r.f.Parties {
		if !p.Role.Accused() {
			continue
		}
		o := originOf(p)
		r.open = r.open || o.open
		better := o.grade == crawlers.Confirmed && r.v.ChineseParty != crawlers.Confirmed ||
			o.grade == crawlers.Suspected && r.v.ChineseParty == crawlers.Unknown
		if better {
			r.v.ChineseParty = o.grade
			r.v.Quotes = nil
			r.quote("chinese_party", o.sign)
		}
	}
}

// noise are words of captions that are never about somebody's goods.
var noise = []string{
	"commissioner of social security", "social security administration", "schedule a/b",
	"department of homeland security", "immigration", "warden", "department of corrections",
}

func (r *reading) lawsuit() {
	court := strings.TrimPrefix(r.f.Key.Authority, "us-")
	caption := docket.ReadCaption(r.f.Title)
	event := docket.ReadEvent(court, r.f.Text)
	r.v.Category, r.v.Stage = alerts.CatOther, event.Stage
	if event.Stage != "" {
		r.quote("stage", firstLine(r.f.Text))
	}
	if why := outside(court, r.f.Key.Number, r.f.Title); why != "" {
		r.decide(false, why)
		return
	}
	ip := event.IPReport || event.Right != "" || len(r.f.Marks) > 0 || len(r.f.Patents) > 0
	chinese := r.v.ChineseParty != crawlers.Unknown
	mass := caption.Tier != "" && (caption.Tier != docket.Does || ip)
	switch {
	case mass:
		r.v.Category = alerts.CatScheduleA
		r.quote("category", caption.Sign)
		r.quote("relevant", caption.Sign)
		r.decide(true, massWhy(caption.Tier, chinese))
	case chinese && ip:
		r.v.Category = byRight(event.Right)
		r.quote("relevant", firstLine(r.f.Text))
		r.decide(true, "知识产权诉讼，被告名称或地址显示为中国主体")
	case chinese:
		r.leave("被告疑为中国主体，但案名与事件未显示知识产权争议")
	case caption.Tier == docket.Does:
		r.leave("被告为匿名多人（Does），未见知识产权迹象")
	case ip:
		r.v.Category = byRight(event.Right)
		r.leave("知识产权诉讼，未见中国主体")
	case r.open && event.Stage != "":
		r.leave("被告名称可能指向中国主体，案名与事件未显示知识产权争议")
	default:
		r.decide(false, "案名与事件均无知识产权或涉华迹象")
	}
}

// outside says why a docket is none of a civil suit about goods, or "".
func outside(court, number, title string) string {
	switch kind := docket.CaseType(number); {
	case docket.Bankruptcy(court) || kind == "bk" || kind == "ap":
		return "破产案件"
	case kind == "cr" || kind == "mj" || kind == "po":
		return "刑事案件"
	case docket.Appellate(court):
		return "上诉法院案卷，一审阶段已另行跟踪"
	}
	lower := strings.ToLower(title)
	for _, words := range noise {
		if strings.Contains(lower, words) {
			return "社会保障、移民或羁押类案件，与商品无关"
		}
	}
	return ""
}

// massWhy says by which sign a caption is one against many sellers.
func massWhy(t docket.Tier, chinese bool) string {
	sign := map[docket.Tier]string{
		docket.ScheduleA:      "案名为批量卖家案写法（Schedule A）",
		docket.Unincorporated: "案名为批量卖家案写法（Unincorporated Associations）",
		docket.Does:           "匿名多被告的知识产权诉讼",
		docket.Pseudonym:      "原告以化名起诉，常见于密封的批量卖家案",
		docket.Handle:         "首名被告为网店名称",
	}[t]
	if chinese {
		return sign + "，被告疑为中国卖家"
	}
	return sign + "，被告名单未公开或未核实，涉华情况未知"
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

// severity is the shown rule: an order that binds or freezes is critical where
// Chinese sellers are or may be meant; a new case or a request for an order is
// high; an end is low; everything else is normal.
func severity(v alerts.Verdict, act string) alerts.Severity {
	meant := v.ChineseParty != crawlers.Unknown || v.Category == alerts.CatScheduleA
	ends := v.Stage == "dismissed" || v.Stage == "closed" || v.Stage == "settlement"
	switch {
	case v.Not(), ends:
		return alerts.Low
	case !meant:
		return alerts.Normal
	case strings.HasSuffix(act, "-denied") || strings.HasSuffix(act, "-unclear"):
		return alerts.High
	case v.Stage == "tro-ruled", v.Stage == "pi-ruled", v.Stage == "default-judgment":
		return alerts.Critical
	case v.Stage == "complaint", v.Stage == "tro-sought", v.Stage == "pi-sought", v.Stage == "ip-report",
		v.Stage == "default", v.Stage == "schedule-a-exhibit", v.Stage == "institution", v.Stage == "receipt":
		return alerts.High
	default:
		return alerts.Normal
	}
}

// firstLine is the first line of a text.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// believable returns v with every claim dropped whose quote does not occur in
// the filing: such a field keeps the rules' value and is named Unverified.
func believable(v, rules alerts.Verdict, f crawlers.Filing) alerts.Verdict {
	text := haystack(f)
	proven := map[string]bool{}
	var quotes []alerts.Quote
	for _, q := range v.Quotes {
		if n := normal(q.Text); n != "" && strings.Contains(text, n) {
			proven[q.Claim] = true
			quotes = append(quotes, q)
		}
	}
	v.Quotes = quotes
	doubt := func(field string, differs bool, restore func()) {
		if differs && !proven[field] {
			restore()
			v.Unverified = append(v.Unverified, field)
		}
	}
	// A "no" frees nobody from looking on the strength of words that are not
	// the filing's: it needs its quote like every other claim.
	doubt("relevant", v.Relevant != nil, func() { v.Relevant = rules.Relevant })
	doubt("category", v.Category != rules.Category, func() { v.Category = rules.Category })
	doubt("stage", v.Stage != rules.Stage, func() { v.Stage = rules.Stage })
	doubt("chinese_party", v.ChineseParty != rules.ChineseParty, func() { v.ChineseParty = rules.ChineseParty })
	if v.Not() && rules.ChineseParty != crawlers.Unknown {
		// Where the rules see a Chinese party, doubt goes to a person.
		v.Relevant = nil
		v.Why = fmt.Sprintf("%s（规则认为：%s）", v.Why, rules.Why)
	}
	return v
}

// haystack is everything of a filing that a quote may come from.
func haystack(f crawlers.Filing) string {
	parts := []string{f.Title, f.Text, f.Product}
	for _, p := range f.Parties {
		parts = append(parts, p.Name, p.Address, p.Country)
		parts = append(parts, p.Aliases...)
	}
	for _, m := range f.Marks {
		parts = append(parts, m.Text, m.Goods)
	}
	return normal(strings.Join(append(parts, f.Patents...), "\n"))
}

var straight = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "‐", "-", "‑", "-", "\u00a0", " ")

// normal brings white space, quotation marks and dashes together.
func normal(s string) string { return strings.Join(strings.Fields(straight.Replace(s)), " ") }
