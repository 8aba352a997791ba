package sms

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tocsin/alerts"
)

// fields are what a variable of a template can take. None is ever empty:
// providers refuse an empty variable, and with it the message.
var fields = map[string]func(alerts.Message) string{
	"level":    level,
	"category": category,
	"number":   number,
	"deadline": deadline,
	"company":  company,
	"count":    func(m alerts.Message) string { return strconv.Itoa(1 + len(m.Alert.Also)) }, // acts that the message tells
}

// fill returns the variables with what they take of m, each within maxValue. None
// is empty: the service would refuse the whole message.
func fill(params map[string]string, m alerts.Message) map[string]string {
	out := make(map[string]string, len(params))
	for variable, field := range params {
		out[variable] = cmp.Or(cut(literal(fields[field](m)), maxValue), "未注明")
	}
	return out
}

func cut(s string, n int) string { return alerts.Cut(s, n, func(rune) int { return 1 }) }

// level says whether the message may be a repeat, too, and that it takes an
// alert back: the template has no other place for it.
func level(m alerts.Message) string {
	s := m.Severity.In("zh")
	if m.Alert.Corrected != "" {
		s = "已撤回的" + s
	}
	if m.Alert.Withheld {
		s = "隐名更正的" + s
	}
	if m.Maybe {
		s += "（可能重复）"
	}
	return s
}

// kinds are the categories of what is about no alert.
var kinds = map[string]string{
	"test": "测试", alerts.TypeDigest: "汇总", "source.trouble": "来源异常", "source.recovered": "来源恢复", "destination.noisy": "提醒过多", "destination.gone": "通知停用", "destination.lacking": "通知待配置", "program.silent": "系统异常", "program.well": "系统恢复", "canary": "自检", "verdicts.drift": "误报上升",
}

func category(m alerts.Message) string {
	switch {
	case kinds[m.Type] != "":
		return kinds[m.Type]
	case m.Alert.Category == "":
		return alerts.CatOther.In("zh")
	}
	return m.Alert.Category.In("zh")
}

// number is the authority's number of the matter.
func number(m alerts.Message) string {
	matter, _, _ := strings.Cut(m.Alert.Act, "#")
	if _, number, ok := strings.Cut(matter, "/"); ok && number != "" {
		return number
	}
	return "无编号"
}

// deadline is the day until when something can be done, the earlier of two
// readings. A forecast is none: a few characters cannot say how sure it is.
func deadline(m alerts.Message) string {
	if c := m.Alert.Clock; c != nil && c.Kind == "deadline" && c.Due != "" {
		return cmp.Or(c.Earliest, c.Due)
	}
	return "以文书为准"
}

// company is the first of the accused whom the reader watches. That it only has
// a name like theirs is said, and outlives a cut.
func company(m alerts.Message) string {
	named := m.Alert.Named
	switch {
	case len(named) == 0 && m.Alert.Standing == alerts.AtRisk:
		return "名单未公开"
	case len(named) == 0:
		return "详见系统"
	}
	var end string
	if len(named) > 1 {
		end = fmt.Sprintf("等%d家", len(named))
	}
	if m.Alert.Standing == alerts.Alike {
		end += "（疑似）"
	}
	return cut(discreet(named[0]), maxValue-utf8.RuneCountInString(end)) + end
}

// discreet is the name of a company or a store, or the first letters of a
// natural person's.
func discreet(name string) string {
	f := alerts.Story{}.Filing
	f.Parties = slices.Grow(f.Parties, 1)[:1]
	f.Parties[0].Name = name
	return alerts.Mask(f, name)
}

// signs are those that templates may not hold: of a sign name, of a variable,
// and what telephones show in many ways.
var signs = strings.NewReplacer("【", "（", "】", "）", "[", "（", "]", "）", "{", "（", "}", "）", "<", "（", ">", "）", "$", "＄",
	"#", "＃", "`", "'", "*", "∗", "://", "：", "@", "＠")

// joint is a point within a word, which makes an address of it. Providers let
// no variable hold one, and a store's name may be one.
var joint = regexp.MustCompile(`\.(\w)`)

// literal returns s as one line that a template may hold.
func literal(s string) string {
	return joint.ReplaceAllString(signs.Replace(alerts.Plain(s)), "．$1")
}
