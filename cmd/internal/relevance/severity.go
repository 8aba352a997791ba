package relevance

import (
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// grounds are what of the shown rule the severity of a verdict rests on, for
// whoever reads it: what kind of act it is, a freeze, how many are sued, and
// whether a known exporter is among them. They say what is; the rule is
// [severity].
func grounds(v alerts.Verdict, f crawlers.Filing, t told) []string {
	if v.Not() {
		return nil
	}
	var out []string
	add := func(is bool, why string) {
		if is {
			out = append(out, why)
		}
	}
	ends := v.Stage == "dismissed" || v.Stage == "closed" || v.Stage == "settlement" || t.closing
	add(ends, "案件或其一部分已了结")
	add(!ends && v.ChineseParty == crawlers.Unknown && v.Category != alerts.CatScheduleA && f.Kind != crawlers.Squatting, "未见中国主体")
	if !ends && v.Severity == alerts.Critical {
		out = append(out, "有约束力的命令或裁定")
	}
	switch v.Stage {
	case "complaint", "receipt", "institution", "ip-report":
		add(!ends, "新案或刚受理，应对期刚开始")
	case "tro-sought", "pi-sought", "show-cause":
		add(!ends, "已申请禁令，法院可能很快裁定")
	case "published":
		add(f.Kind == crawlers.Squatting, "已公告，异议期在走")
	}
	add(t.freeze != "", "涉及冻结账户或资产")
	if n := len(accused(f.Parties)); n > few {
		out = append(out, fmt.Sprintf("列明被告%d名", n))
	}
	add(f.Kind != crawlers.Squatting && alerts.Hidden(f, v), "被告或被申请人名单未公开")
	if i := slices.IndexFunc(f.Parties, func(p crawlers.Party) bool { return p.Role.Accused() && makes(wordsOf(p.Name)) }); i >= 0 {
		out = append(out, "涉及重点出口企业："+oneLine(f.Parties[i].Name, 80))
	}
	return out
}

// chineseAccused names those of the accused who are or may be Chinese, so many
// at the most.
func chineseAccused(parties []crawlers.Party) (out []alerts.ChineseParty) {
	for _, p := range parties {
		if !p.Role.Accused() || unnamed(p.Name) || len(out) == shownList {
			continue
		}
		named := alerts.ChineseParty{Name: p.Name, Grade: Grade(p)}
		if named.Grade != crawlers.Unknown && !slices.Contains(out, named) {
			out = append(out, named)
		}
	}
	return out
}

// severity is the shown rule: an order that binds, and a freeze, is critical
// where Chinese sellers are or may be meant; a new case or a request for an
// order is high; an end is low; everything else is normal.
func severity(v alerts.Verdict, f crawlers.Filing, t told) alerts.Severity {
	meant := v.ChineseParty != crawlers.Unknown || v.Category == alerts.CatScheduleA
	ends := v.Stage == "dismissed" || v.Stage == "closed" || v.Stage == "settlement"
	switch {
	case v.Not(), ends, t.closing:
		return alerts.Low
	case f.Kind == crawlers.Squatting:
		return severityMark(v.Stage)
	case f.Kind == crawlers.Section337:
		return severity337(v, f, meant)
	case !meant:
		return alerts.Normal
	}
	return severitySuit(v.Stage, t)
}

// severityMark is the rule for a mark that somebody watches: the days in which
// it can be opposed are counted from its publication.
func severityMark(stage string) alerts.Severity {
	switch stage {
	case "published":
		return alerts.High
	case "refused", "withdrawn", "cancelled":
		return alerts.Low
	}
	return alerts.Normal
}

// severitySuit is the rule for a suit against Chinese sellers. A ruling counts
// as one that binds unless it is known to refuse: a name of an event seldom
// says which. What is adopted is adopted from a magistrate judge, to whom
// injunctions and judgments are referred for a recommendation.
func severitySuit(stage string, t told) alerts.Severity {
	is := ruling{}
	if stage == t.Stage {
		is = rulingOf(stage, t.Act)
	}
	switch {
	case t.freeze != "":
		return alerts.Critical
	case is.subject != "" && !is.binds():
		return alerts.High
	case t.Refers != "" && !t.resolved && t.Outcome == "adopted":
		return alerts.High
	}
	switch stage {
	case "tro-ruled", "pi-ruled", "default-judgment":
		return alerts.Critical
	case "complaint", "tro-sought", "pi-sought", "show-cause", "ip-report", "default", "schedule-a-exhibit":
		return alerts.High
	}
	return alerts.Normal
}

// severity337 is the same for the commission, where days count once a firm is
// to be found in default or an order comes. A complaint whose respondents are
// not public is high when it comes and when it is received: about half of them
// are against Chinese firms, and thirty days are left. What is added to it
// later tells nothing new until it names somebody.
func severity337(v alerts.Verdict, f crawlers.Filing, meant bool) alerts.Severity {
	if alerts.Hidden(f, v) && (f.Act == "complaint" || f.Act == "receipt") {
		return alerts.High
	}
	if !meant || f.Act == "opinion" {
		return alerts.Normal
	}
	switch v.Stage {
	case "teo", "default", "remedy":
		return alerts.Critical
	case "complaint", "receipt", "institution", "service-failed", "id", "enforcement":
		return alerts.High
	}
	return alerts.Normal
}

// pressing is how many days before a deadline a matter is of the next severity:
// as long as staff need to find a company and it an attorney.
const pressing = 7

// Pressed reads a verdict again by the days that are left, as of now, until the
// last day due of a deadline that its act starts; of a forecast nothing follows.
// Its reason names the day, so that it stays true whenever it is read.
func Pressed(v alerts.Verdict, due, now time.Time) alerts.Verdict {
	if due.IsZero() || v.Not() || v.Severity == alerts.Low {
		return v
	}
	days := int(dayOf(due).Sub(dayOf(now)).Hours() / 24)
	on := due.Format("2006年1月2日")
	why := fmt.Sprintf("研判时（%s）距最近期限%s还有%d天", now.Format("1月2日"), on, days)
	switch {
	case days < 0:
		why = "最近期限" + on + "在研判时已过"
	case days <= pressing:
		v.Severity = v.Severity.Raised()
	}
	v.Reasons = append(slices.Clip(v.Reasons), why)
	return v
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
